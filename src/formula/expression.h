/*
 * expression: the right side of an equation, parsed once and evaluated often.
 *
 * A Pratt parser makes a flat tree: nodes stand in one array, each behind those
 * that it uses, so that evaluation is one loop from the first to the last and
 * nothing recurses over a document's depth. The unit of every node is inferred
 * while it is made. Nodes, depth and text are bounded. Errors of this module
 * carry the 1-based character of the text as their column and no line: whoever
 * knows where the text stands adds that.
 */
#ifndef FORMULA_EXPRESSION_H
#define FORMULA_EXPRESSION_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "formula/rational.h"
#include "formula/unit.h"

enum {
	EXPRESSION_TEXT_MAX = 2000,
	EXPRESSION_NODES_MAX = 512,
	EXPRESSION_DEPTH_MAX = 32,
	SYMBOL_MAX = 32,
};

enum expression_op {
	EXPRESSION_NUMBER,
	EXPRESSION_SYMBOL,
	EXPRESSION_NEGATE,
	EXPRESSION_ADD,
	EXPRESSION_SUBTRACT,
	EXPRESSION_MULTIPLY,
	EXPRESSION_DIVIDE,
};

struct expression_node {
	enum expression_op op;
	size_t at;		       /* byte of the text */
	size_t left, right;	       /* operands: earlier nodes; a negation has left only */
	size_t symbol;		       /* EXPRESSION_SYMBOL: the scope's index */
	const struct rational *number; /* EXPRESSION_NUMBER */
	const struct unit *unit;
};

/* The last node is the whole. */
struct expression {
	const char *text;
	size_t nodes_n;
	const struct expression_node *nodes;
	const struct unit *unit;
};

/* The symbols that an expression may use. */
struct expression_scope {
	void *ctx;
	/* Index and unit of a symbol; -1 with *err without a place. */
	int (*find)(void *ctx, const char *symbol, size_t *index, const struct unit **unit,
		struct error *err);
};

/*
 * Below mem, or NULL: ERROR_FORMULA_SYNTAX (arguments `at`, `found`),
 * ERROR_FORMULA_FRACTION, ERROR_FORMULA_SIZE, ERROR_FORMULA_UNITS,
 * ERROR_FORMULA_FACTOR, the scope's, a number's and a unit's.
 */
const struct expression *expression_parse(void *mem, const char *text,
	const struct unit_table *units, const struct expression_scope *scope, struct error *err);

/*
 * The two sides of a sum or an equation: 0, or -1 with ERROR_FORMULA_UNITS
 * (arguments `left`, `right`) or, where only the factor differs,
 * ERROR_FORMULA_FACTOR (and `factor`: how many right make one left).
 */
int expression_units_agree(const struct unit *left, const struct unit *right,
	struct error *err) MUST_CHECK;

/*
 * The value, with values[i] for the symbol of index i, none of them NULL. Below
 * mem, or NULL: ERROR_CALCULATION_DIVISION, ERROR_NUMBER_SIZE.
 */
const struct rational *expression_evaluate(void *mem, const struct expression *e,
	const struct rational *const *values, struct error *err);

/* The text with a value in place of each symbol; texts[i] as above. NULL without memory. */
const char *expression_substitute(
	void *mem, const struct expression *e, const char *const *texts);

#endif
