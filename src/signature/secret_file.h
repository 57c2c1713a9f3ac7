/*
 * secret_file: files that hold a secret, read into memory that is wiped. They are made
 * by file_create (system/file.h) with mode 0600.
 */
#ifndef SIGNATURE_SECRET_FILE_H
#define SIGNATURE_SECRET_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/macros.h"
#include "base/phrase.h"

enum { SECRET_FILE_MAX = 8 * 1024 };

/* Bytes on the stack that must be wiped: AUTO(secret_bytes_wipe), begun with size 0. */
struct secret_bytes {
	uint8_t bytes[SECRET_FILE_MAX + 1];
	size_t size;
};
void secret_bytes_wipe(struct secret_bytes *b);

/* ERROR_KEY_FILE: what is wrong with the file; returns -1. */
int secret_file_error(const char *file, enum phrase problem, struct error *err);

/*
 * Reads a file of at most SECRET_FILE_MAX bytes. ERROR_IO, or ERROR_KEY_FILE (argument
 * `problem`) where it is no regular file, of another kind (foreign.h), or ours and others may read
 * it.
 */
int secret_file_read(const char *file, struct secret_bytes *out, struct error *err) MUST_CHECK;

#endif
