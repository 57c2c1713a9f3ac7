/*
 * symbol: the words and signs that boxes and MathML share: how a symbol, an
 * operator and an index are printed, and where brackets are needed.
 */
#ifndef TYPESET_SYMBOL_H
#define TYPESET_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "methodology/methodology.h"

/* The printed form of a symbol's node, "EF_{grid,CM,y}"; below mem, NULL without memory. */
const char *symbol_printed(
	void *mem, const struct methodology *m, const struct expression_node *node);

/*
 * A printed form cut at its subscript: "EF" and "grid,CM,y"; *sub is "" where there
 * is none. Below mem; false without memory.
 */
bool symbol_cut(void *mem, const char *printed, const char **base, const char **sub);

/* "i in fuels" as "i ∈ fuels"; below mem. */
const char *symbol_range(void *mem, const char *written);

/* The sign of an operator of two sides; a word for `and` and `or`. */
const char *symbol_operator(enum expression_op op, enum language language);

/* The word of an aggregate that has no sign of its own. */
const char *symbol_aggregate(enum expression_aggregate aggregate, enum language language);

/* The node inside of brackets that a fraction's bar makes needless. */
size_t symbol_ungrouped(const struct expression *e, size_t node);

/* Whether the node needs no brackets below a power: a number, a symbol, brackets. */
bool symbol_is_simple(const struct expression *e, size_t node);

/* Whether the node is a sum of terms or binds as loosely as one, and so needs brackets after Σ. */
bool symbol_is_sum(const struct expression *e, size_t node);

#endif
