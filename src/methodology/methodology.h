/*
 * methodology: the executable part of a methodology document, compiled and run.
 *
 * Compiling reads the tree of the document (docs/methodology-language.md has the
 * language), resolves every symbol, checks that both sides of every equation have
 * the same unit, and orders nothing: equations stand in the order in which they
 * are evaluated. Running evaluates them for one calendar year, exactly, or between
 * bounds of which the result takes the low one, and keeps every value with the reason for it: words
 * are made of them where they are shown (trace/trace.h). Worked examples in the file
 * are run by methodology_examples and must come out to the digit. Pure; all memory below the
 * caller's.
 */
#ifndef METHODOLOGY_METHODOLOGY_H
#define METHODOLOGY_METHODOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "derivation/derive.h"
#include "domain/period.h"
#include "domain/words.h"
#include "formula/expression.h"
#include "formula/unit.h"
#include "number/rational.h"
#include "yaml/yaml.h"

struct methodology;

/*
 * Where a parameter's value comes from:
 *   fixed     set in the design (`values`), or the methodology's default
 *   monitored given in each row of an accounting report
 *   table     a dated parameter of the registry, looked up by key and year
 */
enum parameter_source { PARAMETER_FIXED, PARAMETER_MONITORED, PARAMETER_TABLE };

/* What a monitored value that is not given counts as. */
enum parameter_missing { MISSING_REFUSE, MISSING_ZERO, MISSING_DEFAULT };

/* A text in both languages; en NULL: not given. Both NULL: there is none. */
struct methodology_text {
	const char *zh, *en;
};

struct methodology_parameter {
	const char *symbol, *printed, *unit; /* printed NULL: not given */
	const char *zh, *en;		     /* en NULL: not given */
	enum parameter_source source;
	enum parameter_missing missing;
	const char *default_value;	  /* NULL: none */
	const char *minimum, *maximum;	  /* NULL: not bounded */
	const char *table, *column, *row; /* PARAMETER_TABLE: parameter name, symbol in its row,
					     and the row's name where it is not the project's */
	enum text_basis basis;		  /* of a default, a bound, a class; BASIS_NONE: not said */
	bool nearest_earlier; /* of the table's years, where the right one is not published */
	const char *index;    /* one value a member: the letter; NULL: one value */
	const char *class;    /* greatest accuracy class of the instrument; NULL: not given */
	struct methodology_text frequency, instrument, calibration, correction, cross_check;
};

struct methodology_equation {
	const char *symbol, *printed, *unit, *number; /* printed, number NULL: not given */
	const char *zh, *en;			      /* NULL: not given */
	const char *index;			      /* as of a parameter */
	enum text_basis basis;
	const struct expression *expression;
	const char *or_table, *or_column; /* what can stand for it; NULL: nothing */
};

struct methodology_index {
	const char *symbol, *set, *zh, *en;
	const char *parent; /* the letter that it belongs to; NULL: none */
	bool months;
};

/* A condition of applicability, or an exclusion, which must not hold. */
struct methodology_condition {
	const char *id, *zh, *en; /* en NULL: not given */
	const char *check;	  /* the condition on fixed values; NULL: a question */
	bool exclusion;
};

/* A row of a registry table, as a run asks for it. */
struct methodology_row {
	const char *table;
	const char *member; /* the row's key; NULL: the project's, given to the run */
	int64_t year;
};

/* What a table answers; texts are borrowed until the next question. */
struct methodology_found {
	const char *values;	 /* a line of domain/named_values.h */
	const char *edition;	 /* NULL or "": none */
	enum text_status status; /* what the row rests on; STATUS_NONE: not known */
};

/*
 * Compiles a methodology document's tree. NULL with *err (line, column and path in
 * the tree). The tree may go afterwards; the units must stay. The root's keys
 * other than the program's are the document schema's matter.
 */
const struct methodology *methodology_compile(
	void *mem, const struct yaml_node *root, const struct unit_table *units, struct error *err);

/*
 * The same, and its worked examples run, but all faults that are found at once: NULL
 * with at least one in *faults. What only follows from another fault is left out.
 */
const struct methodology *methodology_check(void *mem, const struct yaml_node *root,
	const struct unit_table *units, struct error_list *faults);

/* The i-th of each kind, in the order of the file; NULL beyond the last. */
const struct methodology_parameter *methodology_parameter_at(const struct methodology *m, size_t i);
const struct methodology_equation *methodology_equation_at(const struct methodology *m, size_t i);
const struct methodology_index *methodology_index_at(const struct methodology *m, size_t i);
const struct methodology_condition *methodology_condition_at(const struct methodology *m, size_t i);
size_t methodology_parameter_count(const struct methodology *m);
size_t methodology_condition_count(const struct methodology *m);

/* How monitored values come from raw data; NULL: the methodology says nothing of it. */
const struct derivation *methodology_derivation(const struct methodology *m);

/* The equation whose value is the result. */
const struct methodology_equation *methodology_result_equation(const struct methodology *m);

/* What a symbol of an expression is: a parameter, or an equation; the other is NULL. */
void methodology_symbol_at(const struct methodology *m, size_t symbol,
	const struct methodology_parameter **parameter,
	const struct methodology_equation **equation);

/*
 * Whether a value of that source may be given under that name: SYMBOL, or
 * SYMBOL[MEMBER] where the parameter has an index.
 */
bool methodology_takes(const struct methodology *m, enum parameter_source source, const char *name);

/* Where inputs come from while running: by name, or from a table row. */
struct methodology_inputs {
	void *ctx;
	/*
	 * The n-th name for which a fixed or monitored value is given, NULL beyond the
	 * last: an index has the members that these names have. NULL: none has an index.
	 */
	const char *(*name)(void *ctx, enum parameter_source source, size_t n);
	/*
	 * The written value of a fixed or monitored name: 1 and *value, 0 not given,
	 * -1 with *err.
	 */
	int (*value)(void *ctx, enum parameter_source source, const char *name, const char **value,
		struct error *err);
	/* The row of a registry table: 1 and *found, 0 none, -1. */
	int (*row)(void *ctx, const struct methodology_row *row, struct methodology_found *found,
		struct error *err);
	/* The days that the values are of, where not the whole year: its months are asked for. */
	const struct period *period;
	struct effort *effort; /* of which a run's operations are spent; NULL: none */
};

/* Why a step has its value. */
enum step_reason {
	REASON_EVALUATED, /* the equation's expression */
	REASON_DESIGN,	  /* given, and fixed in the design */
	REASON_MONITORED, /* given, and monitored */
	REASON_DEFAULT,	  /* the methodology's default of a fixed value */
	REASON_INSTEAD,	  /* the same of a monitored value that is not given */
	REASON_ZERO,	  /* not given, and counts as zero */
	REASON_TABLE,	  /* a column of a registry table, also in place of an equation */
	REASON_COUNT
};

/* One value of a calculation, of a parameter or an equation; the other is NULL. */
struct methodology_step {
	const struct methodology_parameter *parameter;
	const struct methodology_equation *equation;
	const char *member;    /* of its index, "s1,p7"; NULL: it has none */
	size_t symbol, number; /* the value's place in `cells`: its symbol's and its member's */
	enum step_reason reason;
	const char *edition;	 /* REASON_TABLE: of the row; "" none */
	enum text_status status; /* REASON_TABLE: what the row rests on */
	int64_t row_year;	 /* REASON_TABLE: that the row is of */
	const struct interval *value;
};

/* Points into the methodology, which must live as long. */
struct methodology_result {
	int64_t year;
	size_t steps_n;
	const struct methodology_step *steps;
	const struct expression_cell *cells; /* what expressions take, by symbol */
	const struct expression_set *sets;   /* and by index */
	const struct rational *exact;	     /* the result, or the low end of what encloses it */
	int64_t tonnes;	     /* floored, day shares apart; negative results are given as they are */
	uint64_t operations; /* of EXPRESSION_WORK_MAX */
};

/* Decimal places of a value where it is shown, also in refusals. */
enum { METHODOLOGY_SHOWN_PLACES = 12 };

/* Whether the step is of that name: SYMBOL, or SYMBOL[MEMBER]. */
bool methodology_step_is(const struct methodology_step *s, const char *name);

/*
 * Runs one calendar year. Errors: ERROR_CALCULATION_MISSING (arguments `symbol`,
 * `year`), ERROR_CALCULATION_BOUNDS, ERROR_CALCULATION_ROW (arguments `table`,
 * `key`, `year`), ERROR_CALCULATION_COLUMN (and `column`, `symbol`: the row is there,
 * the column not), both with `given` where an index asks for the row: the name of
 * the value that brought the member in; ERROR_CALCULATION_MEMBERS (`set`, `most`,
 * `year`), ERROR_CALCULATION_MONTH, an expression's, ERROR_NUMBER_FORM,
 * ERROR_NUMBER_SIZE, ERROR_OVERFLOW; the place and path are those of the equation or parameter in
 * the methodology. *out is below mem.
 */
int methodology_run(void *mem, const struct methodology *m, const struct methodology_inputs *in,
	const char *key, int64_t year, struct methodology_result *out,
	struct error *err) MUST_CHECK;

/*
 * Whether a condition that has a check holds for the fixed values: 0 and *holds, or -1
 * as methodology_run does.
 */
int methodology_condition_holds(const struct methodology *m, size_t condition,
	const struct methodology_inputs *in, bool *holds, struct error *err) MUST_CHECK;

/*
 * Runs every worked example of the document, of an effort that may be NULL. ERROR_EXAMPLE_NONE
 * when it has none, ERROR_EXAMPLE_DIFFERS (arguments `example`, `symbol`, `expected`, `found`),
 * ERROR_EXAMPLE_WORK when all together take more than METHODOLOGY_EXAMPLES_WORK_MAX operations.
 */
enum { METHODOLOGY_EXAMPLES_WORK_MAX = EXPRESSION_WORK_MAX };
int methodology_examples(void *mem, const struct methodology *m, struct effort *effort,
	struct error *err) MUST_CHECK;

#endif
