/*
 * methodology_model: a compiled methodology from the inside.
 *
 * Only the files methodology_*.c see it. Symbols have one numbering: parameters
 * first, in their order, then equations in theirs. Nothing here points into the
 * tree that it was read from; units belong to the table given to the compiler.
 */
#ifndef FORMULA_METHODOLOGY_MODEL_H
#define FORMULA_METHODOLOGY_MODEL_H

#include "formula/expression.h"
#include "formula/methodology.h"
#include "formula/tree.h"

enum {
	METHODOLOGY_CONDITIONS_MAX = 64,
	METHODOLOGY_PARAMETERS_MAX = 256,
	METHODOLOGY_EQUATIONS_MAX = 256,
	METHODOLOGY_EXAMPLES_MAX = 64,
	METHODOLOGY_NOTES_MAX = 64,
	METHODOLOGY_NAME_MAX = 64, /* of a table, a condition, an example's key */
	METHODOLOGY_INDEXES_MAX = 8,
	METHODOLOGY_MEMBERS_MAX = 64, /* of an index, in one run */
	METHODOLOGY_CELL_MAX = 2 * SYMBOL_MAX + 3, /* bytes of FC[natural_gas] with NUL */
};

/* Indexes are numbered from 1: indexes[0] is the first; 0 means none. */
struct model_index {
	const char *symbol, *set;
	bool given; /* a monitored or fixed parameter has it */
	struct place place;
};

struct model_table {
	const char *name;
	size_t index; /* whose members are the rows' keys; 0: the project's key */
};

struct model_parameter {
	struct methodology_parameter shown;
	const struct unit *unit;
	const struct rational *default_value, *minimum, *maximum; /* NULL: none */
	size_t table; /* of methodology.tables; PARAMETER_TABLE */
	size_t index;
	struct place place;
	bool used;
};

struct model_equation {
	const char *symbol, *unit_text;
	const struct unit *unit;
	const struct expression *expression;
	size_t or_table;       /* of methodology.tables, where or_column is not NULL */
	const char *or_column; /* NULL: always evaluated */
	size_t index;
	struct place place, expression_place;
	bool used;
};

struct model_value {
	const char *symbol, *text;
	const struct rational *exact;
	struct place place;
};

struct model_row {
	const char *table;
	const char *member; /* NULL: the project's row */
	char *values; /* SYMBOL=VALUE ... */
};

struct model_example {
	const char *name, *key;
	int64_t year, tonnes;
	size_t values_n, rows_n, expected_n;
	struct model_value *values, *expected;
	struct model_row *rows;
	struct place place, tonnes_place;
};

struct methodology {
	const struct unit_table *units;
	size_t conditions_n, indexes_n, parameters_n, equations_n, tables_n, examples_n;
	struct methodology_condition *conditions;
	struct model_index *indexes;
	struct model_parameter *parameters;
	struct model_equation *equations;
	struct model_table *tables; /* METHODOLOGY_PARAMETERS_MAX */
	struct model_example *examples;
	size_t result; /* of equations */
};

/* Index of a symbol among parameters and the equations read so far, or -1. */
int model_symbol(const struct methodology *m, const char *symbol);

/*
 * Number of the symbol of a name, -1 for none: SYMBOL where the symbol has no index,
 * SYMBOL[MEMBER] where it has one. *member then points at MEMBER, without its end.
 */
int model_cell(const struct methodology *m, const char *name, const char **member);

/* The index of a symbol's number; 0: none. */
size_t model_index_of(const struct methodology *m, size_t symbol);

/* A scalar that is an exact number; NULL with the node's place. */
const struct rational *model_number(void *mem, const struct yaml_node *n, struct error *err);

/* Reads `examples`, which may be missing. */
int model_read_examples(
	struct methodology *m, const struct yaml_node *root, struct error *err) MUST_CHECK;

#endif
