/*
 * form: opening a document file on the client's side, signed or not yet signed.
 */
#ifndef CCER_FORM_H
#define CCER_FORM_H

#include "ccer/command.h"

/*
 * Reads, cuts and decodes a document, with whatever signatures it has (none is
 * fine). Every fault of its form is reported to standard error. EXIT_DONE with
 * *out below c->mem, or the exit status.
 */
int form_read(struct command_context *c, const char *file, struct document **out);

/* The id of the ledger that it is made for, of genesis the one that it makes; below mem or NULL. */
const char *form_ledger(void *mem, const struct document *d);

/*
 * Shows what the document alone makes its signer look at again (document/warnings.h); a
 * ledger may know more.
 */
void form_warnings(const struct command_context *c, const char *file, const struct document *d);

#endif
