/*
 * attachment: raw data files read once, and hashed and derived from at the same time.
 *
 * A second thread reads and hashes, this one derives; memory is a few blocks. If a
 * file's hash is not the expected one, that is the refusal, whatever else is wrong
 * with it: the faults of some other file are of no use to anybody.
 */
#ifndef CCER_ATTACHMENT_H
#define CCER_ATTACHMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"
#include "derivation/derive.h"

/* One file, or one of several that follow each other (a file a month). */
struct attachment_file {
	const char *path;
	const struct digest *expected; /* or NULL */
	size_t skip;	     /* leading bytes that are hashed but not data: at most 4,096 */
	struct digest found; /* set */
	uint64_t bytes;	     /* set */
};

/* What is asked for: see derive_begin. */
struct attachment_request {
	const struct derivation *derivation;
	const char *name; /* in the methodology's raw_data */
	int64_t year;
	struct day first, last;
	bool progress; /* on standard error, if it is a terminal, after two seconds */
};

/*
 * Derives from files_n files, in their order. *out lives below mem. -1 with
 * ERROR_IO, ERROR_ATTACHMENT_HASH (`found`, `expected`, `where`) or the errors of
 * derive.h; the error names the file as its document.
 */
int attachment_derive(void *mem, const struct attachment_request *request,
	struct attachment_file *files, size_t files_n, struct derived_values *out,
	struct error *err) MUST_CHECK;

#endif
