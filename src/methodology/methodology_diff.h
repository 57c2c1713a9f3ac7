/*
 * methodology_diff: what changed between two versions of a methodology, by its meaning.
 *
 * Trees are compared, not lines: items of a list are matched by their symbol, id
 * or name wherever they stand, expressions are compared as expression_print writes
 * them, numbers and units by their value. What only people read (names, notes,
 * how a thing is printed) is listed apart as wording; the Chinese text of a condition
 * or an exclusion is not wording, since a design answers it. Pure.
 */
#ifndef METHODOLOGY_METHODOLOGY_DIFF_H
#define METHODOLOGY_METHODOLOGY_DIFF_H

#include "methodology/methodology.h"

/* A document's tree and the program that was compiled from it. */
struct methodology_version {
	const struct yaml_node *root;
	const struct methodology *program;
};

/* One of `before` and `after` may be NULL: it was not there, or is no longer. */
struct methodology_change {
	const char *part;	    /* "head", or the root's key: "parameters" */
	const char *item;	    /* symbol, id or name; NULL: the part is no list */
	const char *key;	    /* "unit", "values/EG"; NULL: the item as a whole */
	const char *before, *after; /* as written; expressions as they are printed */
	bool wording;
};

struct methodology_changes {
	size_t n, wording_n; /* wording_n of the n */
	struct methodology_change *change;
};

/*
 * In the order of the old file, what is new behind it part by part. Texts are below
 * mem or the trees'. 0, or -1 with ERROR_NO_MEMORY.
 */
int methodology_diff(void *mem, const struct methodology_version *before,
	const struct methodology_version *after, struct methodology_changes *out,
	struct error *err) MUST_CHECK;

#endif
