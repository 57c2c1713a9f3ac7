/*
 * methodology: the executable part of a methodology document, compiled and run.
 *
 * Compiling reads the tree of the document (docs/methodology-language.md has the
 * language), resolves every symbol, checks that both sides of every equation have
 * the same unit, and orders nothing: equations stand in the order in which they
 * are evaluated. Running evaluates them exactly for one calendar year and keeps
 * every step. Worked examples in the file are run by methodology_examples and
 * must come out to the digit. Pure; all memory below the caller's.
 */
#ifndef FORMULA_METHODOLOGY_H
#define FORMULA_METHODOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "formula/rational.h"
#include "formula/unit.h"
#include "yaml/yaml.h"

struct methodology;

/*
 * Where a parameter's value comes from:
 *   fixed     set in the design (`values`), or the methodology's default
 *   monitored given in each row of an accounting report
 *   table     a dated parameter of the registry, looked up by key and year
 */
enum parameter_source { PARAMETER_FIXED, PARAMETER_MONITORED, PARAMETER_TABLE };

struct methodology_parameter {
	const char *symbol, *unit, *zh, *en; /* en NULL: not given */
	enum parameter_source source;
	const char *default_value; /* NULL: none */
	const char *minimum, *maximum; /* NULL: not bounded */
	const char *table, *column; /* PARAMETER_TABLE: parameter name and symbol in its row */
	const char *index; /* one value a member: FC[natural_gas]; NULL: one value */
};

struct methodology_condition {
	const char *id, *zh, *en; /* en NULL: not given */
};

/* A row of a registry table, as a run asks for it. */
struct methodology_row {
	const char *table;
	const char *member; /* the row's key; NULL: the project's, given to the run */
	int64_t year;
};

/*
 * Compiles a methodology document's tree. NULL with *err (line, column and path in
 * the tree). The tree may go afterwards; the units must stay. The root's keys
 * other than the program's are the document schema's matter.
 */
const struct methodology *methodology_compile(void *mem, const struct yaml_node *root,
	const struct unit_table *units, struct error *err);

size_t methodology_parameter_count(const struct methodology *m);
const struct methodology_parameter *methodology_parameter_at(const struct methodology *m, size_t i);
size_t methodology_condition_count(const struct methodology *m);
const struct methodology_condition *methodology_condition_at(
	const struct methodology *m, size_t i);

/*
 * Whether a value of that source may be given under that name: SYMBOL, or
 * SYMBOL[MEMBER] where the parameter has an index.
 */
bool methodology_takes(
	const struct methodology *m, enum parameter_source source, const char *name);

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
	int (*value)(void *ctx, enum parameter_source source, const char *name,
		const char **value, struct error *err);
	/*
	 * The row of a registry table, as `SYMBOL=VALUE ...`: 1 and *values (and
	 * *edition, may be ""), 0 none, -1.
	 */
	int (*row)(void *ctx, const struct methodology_row *row, const char **values,
		const char **edition, struct error *err);
};

/* One line of the calculation as shown to people. */
struct methodology_step {
	const char *symbol, *unit; /* symbol: with its member, "COEF[natural_gas]" */
	const char *expression; /* as printed in the methodology; "" for an input */
	const char *substituted; /* with the values in place of the symbols */
	const char *value;	/* decimal, exact where it has at most 12 places */
	const char *note;	/* "monitored"; "from table grid.factors, column CM, edition 2023:
				   not evaluated"; or "" */
	const struct rational *exact;
};

struct methodology_result {
	size_t steps_n;
	const struct methodology_step *steps;
	const struct rational *exact;
	int64_t tonnes; /* floored (equations.md 1.1); negative results are given as they are */
};

/*
 * Runs one calendar year. Errors: ERROR_CALCULATION_MISSING (arguments `symbol`,
 * `year`), ERROR_CALCULATION_BOUNDS, ERROR_CALCULATION_ROW (arguments `table`,
 * `key`, `year`), ERROR_CALCULATION_COLUMN (and `column`, `symbol`: the row is there,
 * the column not), both with `given` where an index asks for the row: the name of
 * the value that brought the member in; ERROR_CALCULATION_MEMBERS (`set`, `most`,
 * `year`), ERROR_CALCULATION_DIVISION, ERROR_NUMBER_FORM, ERROR_NUMBER_SIZE,
 * ERROR_OVERFLOW; the place and path are those of the equation or parameter in the
 * methodology. *out is below mem.
 */
int methodology_run(void *mem, const struct methodology *m, const struct methodology_inputs *in,
	const char *key, int64_t year, struct methodology_result *out,
	struct error *err) MUST_CHECK;

/*
 * Runs every worked example of the document. ERROR_EXAMPLE_NONE when it has none,
 * ERROR_EXAMPLE_DIFFERS (arguments `example`, `symbol`, `expected`, `found`).
 */
int methodology_examples(void *mem, const struct methodology *m, struct error *err) MUST_CHECK;

#endif
