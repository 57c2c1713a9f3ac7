/*
 * expression: the right side of an equation, or a condition, parsed once and
 * evaluated often.
 *
 * A Pratt parser makes a flat tree: nodes stand in one array, each after those
 * that it uses, the whole expression last. The unit of every node is inferred while it is
 * made; a condition has none. Nodes, depth and text are bounded, and so is what
 * recurses over them. Errors of this module carry the 1-based character of the text
 * as their column and no line: the caller knows where the text stands and adds that.
 *
 * A symbol may have an index: `FC[i]` is one value for each member of the set that
 * i runs over. Indexes form a tree: where p has the parent i (plots of a stratum),
 * a symbol of p is written with its whole path, `B[i,p]`, and what binds p binds i.
 * `sum(i in fuels: FC[i] * COEF[i])` takes all members, or, of an index whose parent
 * is bound, that parent's. Aggregates may stand in one another.
 *
 * Values are exact, or enclosed where a function is irrational (interval.h).
 */
#ifndef FORMULA_EXPRESSION_H
#define FORMULA_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/effort.h"
#include "base/error.h"
#include "formula/unit.h"
#include "number/interval.h"
#include "number/rational.h"

enum {
	EXPRESSION_TEXT_MAX = 2000,
	EXPRESSION_NODES_MAX = 512,
	EXPRESSION_DEPTH_MAX = 32,
	EXPRESSION_ARGS_MAX = 4,
	EXPRESSION_POWER_MAX = 64,
	EXPRESSION_INDEXES_MAX = 8,
	EXPRESSION_WORK_MAX = 1000 * 1000, /* operations of one run */
	SYMBOL_MAX = 32,
};

enum expression_op {
	EXPRESSION_NUMBER,
	EXPRESSION_SYMBOL,
	EXPRESSION_NEGATE,
	EXPRESSION_GROUP, /* brackets, kept for printing */
	EXPRESSION_POWER, /* args[0] ^ power */
	EXPRESSION_ADD,
	EXPRESSION_SUBTRACT,
	EXPRESSION_MULTIPLY,
	EXPRESSION_DIVIDE,
	EXPRESSION_LESS,
	EXPRESSION_LESS_EQUAL,
	EXPRESSION_GREATER,
	EXPRESSION_GREATER_EQUAL,
	EXPRESSION_EQUAL,
	EXPRESSION_DIFFERENT,
	EXPRESSION_AND,
	EXPRESSION_OR,
	EXPRESSION_NOT,
	EXPRESSION_IF, /* args: condition, then, else */
	EXPRESSION_FUNCTION,
	EXPRESSION_AGGREGATE, /* args: what is taken, unless it is counted; a condition if `where`
			       */
};

enum expression_function {
	FUNCTION_SQRT,
	FUNCTION_EXP,
	FUNCTION_LN,
	FUNCTION_POW,
	FUNCTION_ABS,
	FUNCTION_FLOOR,
	FUNCTION_CEIL,
	FUNCTION_MIN,
	FUNCTION_MAX,
	FUNCTION_STUDENT,
};

enum expression_aggregate {
	AGGREGATE_SUM,
	AGGREGATE_MEAN,
	AGGREGATE_MIN,
	AGGREGATE_MAX,
	AGGREGATE_COUNT,
	AGGREGATE_STDEV,
};

struct expression_node {
	enum expression_op op;
	size_t at;				  /* byte of the text */
	size_t args_n, args[EXPRESSION_ARGS_MAX]; /* earlier nodes */
	size_t symbol;				  /* EXPRESSION_SYMBOL: the scope's number */
	size_t index;	/* of a symbol with one, of an aggregate; 0: none */
	unsigned power; /* EXPRESSION_POWER: 1..EXPRESSION_POWER_MAX */
	enum expression_function function;
	enum expression_aggregate aggregate;
	bool where;		       /* EXPRESSION_AGGREGATE: args end with a condition */
	const struct rational *number; /* EXPRESSION_NUMBER */
	const char *written;	 /* a number with its unit, a symbol with its index; "i in fuels" */
	const struct unit *unit; /* NULL: a condition */
};

/* The last node is the whole. */
struct expression {
	const char *text;
	size_t nodes_n;
	const struct expression_node *nodes;
	const struct unit *unit; /* NULL: a condition */
	size_t bound;		 /* the index that it is for; 0: none */
};

struct expression_symbol {
	size_t number;
	const struct unit *unit;
	size_t index; /* from 1; 0: none */
};

struct expression_index {
	const char *letter, *set;
	size_t parent; /* a lower number; 0: none */
};

/* The symbols and indexes that an expression may use. */
struct expression_scope {
	void *ctx;
	/* -1 with *err without a place. */
	int (*find)(
		void *ctx, const char *symbol, struct expression_symbol *out, struct error *err);
	/* An index from 1 on; false beyond the last. NULL: there are none. */
	bool (*index)(void *ctx, size_t index, struct expression_index *out);
	size_t bound; /* the index that the whole expression is for; 0: none */
};

/* What one symbol stands for: arrays by member, of one where it has no index. */
struct expression_cell {
	const struct interval *const *values;
};

/* The members of an index in one run, those of one parent side by side. */
struct expression_set {
	size_t n;
	size_t parent;	       /* the index that is its parent; 0: none */
	const size_t *parents; /* by member: the parent's member; NULL where it has none */
	const size_t *first;   /* by parent's member, and one beyond the last */
};

struct expression_values {
	const struct expression_cell *cells; /* by symbol */
	const struct expression_set *sets;   /* by index; NULL where there are none */
	size_t member;			     /* of the index that the expression is for */
	uint64_t *work; /* operations done so far, of EXPRESSION_WORK_MAX; NULL: not counted */
	struct effort *effort; /* of which they are spent as well; NULL: none */
};

/*
 * Below mem, or NULL: ERROR_FORMULA_SYNTAX (arguments `at`, `found`),
 * ERROR_FORMULA_FRACTION, ERROR_FORMULA_SIZE, ERROR_FORMULA_UNITS,
 * ERROR_FORMULA_FACTOR, ERROR_FORMULA_INDEX (`symbol`, `accepted`),
 * ERROR_FORMULA_INDEX_OUTSIDE (`symbol`, `index`, `set`), ERROR_FORMULA_SUM (`found`,
 * `accepted`), ERROR_FORMULA_INDEX_BOUND (`index`), ERROR_FORMULA_NUMBER and
 * ERROR_FORMULA_CONDITION (a condition where a number is wanted, and the reverse),
 * ERROR_FORMULA_PLAIN (`function`, `unit`), ERROR_FORMULA_ARGUMENTS (`function`,
 * `accepted`), ERROR_FORMULA_POWER (`most`), ERROR_FORMULA_LEVEL, the scope's, a
 * number's and a unit's.
 */
const struct expression *expression_parse(void *mem, const char *text,
	const struct unit_table *units, const struct expression_scope *scope, struct error *err);

/* The same of a condition: `d > 30 [km] or h > 30 [m]`. */
const struct expression *condition_parse(void *mem, const char *text,
	const struct unit_table *units, const struct expression_scope *scope, struct error *err);

/*
 * The two sides of a sum or an equation: 0, or -1 with ERROR_FORMULA_UNITS
 * (arguments `left`, `right`) or, where only the factor differs,
 * ERROR_FORMULA_FACTOR (and `factor`: how many right make one left).
 */
int expression_units_agree(
	const struct unit *left, const struct unit *right, struct error *err) MUST_CHECK;

/*
 * The value, into an initialised *out; no value that it uses is NULL. 0, or -1 with
 * ERROR_CALCULATION_DIVISION, ERROR_CALCULATION_DOMAIN, ERROR_CALCULATION_EMPTY
 * (`aggregate`, `least`), ERROR_CALCULATION_UNDECIDED, ERROR_CALCULATION_WORK (`most`),
 * ERROR_CALCULATION_DEGREES, ERROR_NUMBER_SIZE, effort_spend's, each with its column.
 */
int expression_evaluate(const struct expression *e, const struct expression_values *values,
	struct interval *out, struct error *err) MUST_CHECK;

/* Whether a condition holds; errors as of expression_evaluate. */
int condition_evaluate(const struct expression *e, const struct expression_values *values,
	bool *out, struct error *err) MUST_CHECK;

/*
 * The text as it is read: one blank around operators, none inside brackets. Parsed
 * again it gives the same tree. Below mem; NULL without memory.
 */
const char *expression_print(void *mem, const struct expression *e);

/* How a symbol's value is written; NULL: no memory. */
struct expression_texts {
	void *ctx;
	const char *(*text)(void *ctx, size_t symbol, size_t member);
};

/*
 * The printed text with a value in place of each symbol, and aggregates over at most
 * EXPRESSION_SHOWN_MAX members written out. Below mem; NULL without memory.
 */
enum { EXPRESSION_SHOWN_MAX = 12 };
const char *expression_substitute(void *mem, const struct expression *e,
	const struct expression_values *values, const struct expression_texts *texts);

/* The words of functions and aggregates, "sqrt", "mean". */
const char *expression_function_word(enum expression_function function);
const char *expression_aggregate_word(enum expression_aggregate aggregate);

#endif
