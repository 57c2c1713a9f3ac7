/*
 * story: one line for people about what a sealed document did.
 *
 * What a kind's line says is written in document/kinds.def; here its fields become
 * text, by their form.
 */
#ifndef CCER_STORY_H
#define CCER_STORY_H

#include "ccer/open.h"

/*
 * Prints day, entry, kind, signers and what happened: "2025-03-06  entry 41
 * issuance ...". The document is decoded.
 */
void story_line(struct command_context *c, struct registry *r, const struct entry *e,
	const struct document *d);

/*
 * What the kind's line says of this document, "" for nothing; below mem. NULL when memory
 * is short. The document is decoded. For tests, which compare it kind by kind.
 */
const char *story_told(void *mem, enum language language, const struct document *d);

#endif
