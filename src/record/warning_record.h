/*
 * warning_record: warnings as the state keeps them, and back.
 *
 * The text of `warning.arguments` (docs/ledger-format.md 5.3), a line an argument:
 *
 *	arguments = *(NAME "=" VALUE LF)
 *
 * in the order of NAME's bytes. NAME has neither `=` nor LF, VALUE no LF; both are of the document
 *or of other records, and no prose.
 */
#ifndef RECORD_WARNING_RECORD_H
#define RECORD_WARNING_RECORD_H

#include "base/warning.h"
#include "record/view.h"

/* The record of the document's warning at a place, answered by nothing; text below mem. */
int warning_record(void *mem, const struct digest *document, size_t position,
	const struct warning *w, struct record *out, struct error *err) MUST_CHECK;

/*
 * Back to the value; names of arguments lie below mem. ERROR_INTERNAL: no record that this
 * module made.
 */
int warning_of_record(void *mem, const struct record_warning *r, struct warning *out,
	struct error *err) MUST_CHECK;

/*
 * What a document was warned of, in order; below mem, an empty list where it was not. NULL
 * with *err.
 */
struct warning_list *warnings_of(
	const struct view *v, void *mem, const struct digest *document, struct error *err);

#endif
