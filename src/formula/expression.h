/*
 * expression: the right side of an equation, parsed once and evaluated often.
 *
 * A Pratt parser makes a flat tree: nodes stand in one array, each behind those
 * that it uses, so that evaluation is one loop from the first to the last and
 * nothing recurses over a document's depth. The unit of every node is inferred
 * while it is made. Nodes, depth and text are bounded. Errors of this module
 * carry the 1-based character of the text as their column and no line: whoever
 * knows where the text stands adds that.
 *
 * A symbol may have an index: `FC[i]` is one value for each member of the set that
 * i runs over. `sum(i in fuels: FC[i] * COEF[i])` adds over the members, none being
 * zero; an expression may also be for one member as a whole. One index at a time:
 * sums do not nest.
 */
#ifndef FORMULA_EXPRESSION_H
#define FORMULA_EXPRESSION_H

#include <stdbool.h>
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
	EXPRESSION_SUM,
};

struct expression_node {
	enum expression_op op;
	size_t at;		       /* byte of the text */
	size_t left, right;	       /* operands: earlier nodes; negation, sum: left only */
	size_t symbol;		       /* EXPRESSION_SYMBOL: the scope's number */
	size_t index;		       /* of a symbol with one, of a sum; 0: none */
	size_t first;		       /* EXPRESSION_SUM: the first node of what is added */
	size_t from, to, end;	       /* EXPRESSION_SUM: bytes of what is added, and its end */
	bool in_sum;
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

struct expression_symbol {
	size_t number;
	const struct unit *unit;
	size_t index; /* from 1; 0: none */
};

/* The symbols and indexes that an expression may use. */
struct expression_scope {
	void *ctx;
	/* -1 with *err without a place. */
	int (*find)(void *ctx, const char *symbol, struct expression_symbol *out,
		struct error *err);
	/* Letter and set of an index from 1 on; false beyond the last. NULL: there are none. */
	bool (*index)(void *ctx, size_t index, const char **letter, const char **set);
	size_t bound; /* the index that the whole expression is for; 0: none */
};

/* What one symbol stands for: arrays by member, of one where it has no index. */
struct expression_cell {
	const struct rational **exact;
	const char **texts;
};

struct expression_values {
	const struct expression_cell *cells; /* by symbol */
	const size_t *members_n;	     /* by index; NULL where there are none */
	size_t member;			     /* of the index that the expression is for */
};

/*
 * Below mem, or NULL: ERROR_FORMULA_SYNTAX (arguments `at`, `found`),
 * ERROR_FORMULA_FRACTION, ERROR_FORMULA_SIZE, ERROR_FORMULA_UNITS,
 * ERROR_FORMULA_FACTOR, ERROR_FORMULA_INDEX (`symbol`, `accepted`),
 * ERROR_FORMULA_INDEX_OUTSIDE (`symbol`, `index`, `set`), ERROR_FORMULA_SUM (`found`,
 * `accepted`), ERROR_FORMULA_SUM_INSIDE, the scope's, a number's and a unit's.
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
 * The value; no value that it uses is NULL. Below mem, or NULL:
 * ERROR_CALCULATION_DIVISION, ERROR_NUMBER_SIZE.
 */
const struct rational *expression_evaluate(void *mem, const struct expression *e,
	const struct expression_values *values, struct error *err);

/* The text with a value in place of each symbol, sums written out. NULL without memory. */
const char *expression_substitute(
	void *mem, const struct expression *e, const struct expression_values *values);

#endif
