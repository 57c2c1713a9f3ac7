/*
 * warnings: what a document alone makes its signer look at again.
 *
 * What can be told without a ledger and without a clock: decide puts these among its
 * warnings, `ccer check` shows them offline, and both ask this one function. Bounds stand in
 * warnings.c, each with its reason, and in docs/rulebook.md. Pure.
 */
#ifndef DOCUMENT_WARNINGS_H
#define DOCUMENT_WARNINGS_H

#include "base/warning.h"
#include "document/document.h"

/* Appends the warnings of a decoded document, in the order of their rows in warnings.def. */
void document_warnings(const struct document *d, struct warning_list *out);

#endif
