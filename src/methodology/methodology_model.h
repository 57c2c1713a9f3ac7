/*
 * methodology_model: a compiled methodology from the inside.
 *
 * Only the files methodology_*.c see it. Symbols have one numbering: parameters
 * first, in their order, then equations in theirs. Nothing here points into the
 * tree that it was read from; units belong to the table given to the compiler.
 */
#ifndef METHODOLOGY_METHODOLOGY_MODEL_H
#define METHODOLOGY_METHODOLOGY_MODEL_H

#include "formula/expression.h"
#include "formula/tree.h"
#include "methodology/methodology.h"

enum {
	METHODOLOGY_CONDITIONS_MAX = 64,
	METHODOLOGY_PARAMETERS_MAX = 256,
	METHODOLOGY_EQUATIONS_MAX = 256,
	METHODOLOGY_EXAMPLES_MAX = 64,
	METHODOLOGY_NOTES_MAX = 64,
	METHODOLOGY_NAME_MAX = 64, /* of a table, a condition, an example's key */
	METHODOLOGY_INDEXES_MAX = EXPRESSION_INDEXES_MAX,
	METHODOLOGY_LEVELS_MAX = 3,	 /* an index, its parent, and that one's */
	METHODOLOGY_MEMBERS_MAX = 20000, /* of an index, in one run */
	METHODOLOGY_EARLIER_MAX = 20,	 /* years to look back for a published row */
};

/* Indexes are numbered from 1: indexes[0] is the first; 0 means none. */
struct model_index {
	struct methodology_index shown;
	size_t parent; /* a lower number; 0: none */
	bool given;    /* a monitored or fixed parameter has it, or one below it */
	struct place place;
};

struct model_table {
	const char *name;
	size_t index;	 /* whose members are the rows' keys; 0: the project's key */
	const char *row; /* the one row's key, where neither */
	bool nearest_earlier;
};

struct model_parameter {
	struct methodology_parameter shown;
	const struct unit *unit;
	const struct rational *default_value, *minimum, *maximum; /* NULL: none */
	size_t table; /* of methodology.tables; PARAMETER_TABLE */
	size_t index;
	struct place place;
	bool used;	 /* by an equation or by a condition's check */
	bool calculated; /* by an equation: a run needs it */
};

struct model_equation {
	struct methodology_equation shown;
	const struct unit *unit;
	size_t or_table; /* of methodology.tables, where shown.or_column is not NULL */
	size_t index;
	struct place place, expression_place;
	bool used;
};

struct model_condition {
	struct methodology_condition shown;
	const struct expression *check; /* NULL: a question */
	struct place place;		/* of the check */
};

struct model_value {
	const char *symbol, *text;
	const struct rational *exact; /* NULL: `text` is truncated */
	struct place place;
};

struct model_row {
	const char *table;
	const char *member; /* NULL: the project's row */
	char *values;	    /* a line of domain/named_values.h */
};

struct model_example {
	const char *name, *key;
	int64_t year, tonnes;
	bool has_period;
	struct period period;
	size_t values_n, rows_n, expected_n;
	struct model_value *values, *expected;
	struct model_row *rows;
	struct place place, tonnes_place;
};

struct methodology {
	const struct unit_table *units;
	const struct yaml_node *root; /* while compiling */
	struct error_list *faults;    /* while compiling: where all are wanted; else NULL */
	size_t conditions_n, indexes_n, parameters_n, equations_n, tables_n, examples_n;
	struct model_condition *conditions;
	struct model_index *indexes;
	struct model_parameter *parameters;
	struct model_equation *equations;
	struct model_table *tables; /* METHODOLOGY_PARAMETERS_MAX */
	struct model_example *examples;
	size_t result;			     /* of equations */
	const struct derivation *derivation; /* of values from raw data; NULL: none */
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

/* Puts what failed into the list of faults, unless it only follows from another. */
int model_collect_fault(struct methodology *m, struct error *err) MUST_CHECK;

/* Whether an item of that list of the file, "equations", has the symbol. */
bool model_lists(const struct methodology *m, const char *list, const char *symbol);

/* The symbol with that number, for base/near_word.h; NULL behind the last. ctx: the methodology. */
const char *model_symbol_word(const void *ctx, size_t i);

/* The scope of expressions: parameters, and the equations read so far. */
struct expression_scope model_scope(struct methodology *m, size_t bound);

/* A scalar that is an exact number; NULL with the node's place. */
const struct rational *model_number(void *mem, const struct yaml_node *n, struct error *err);

/* A copy of a member's text below m; NULL and *ok false when memory is short. */
const char *model_keep(struct methodology *m, const char *text, bool *ok);
struct methodology_text model_keep_texts(
	struct methodology *m, const struct yaml_node *n, const char *key, bool *ok);

/* Refusals that several parts share; -1. */
int model_word_error(
	const struct yaml_node *n, const char *rule, const char *accepted, struct error *err);

/* A name of a table, row or condition: 0, or -1 when it is not one. */
int model_name_check(const struct yaml_node *n, struct error *err) MUST_CHECK;

/* A symbol that can be one and is not yet taken. */
int model_symbol_check(
	const struct methodology *m, const struct yaml_node *n, struct error *err) MUST_CHECK;

const struct unit *model_unit(struct methodology *m, const struct yaml_node *n, struct error *err);

/* The index that a parameter or an equation names; 0 where it names none. */
int model_take_index(const struct methodology *m, const struct yaml_node *n, size_t *out,
	struct error *err) MUST_CHECK;

/* What an item says that it rests on; BASIS_NONE: nothing. */
enum text_basis model_basis(const struct yaml_node *n);

/* tree_check, and the item's basis; where all faults are wanted each key's goes into the list by
 * itself. */
int model_form(struct methodology *m, const struct yaml_node *n, const struct member *members,
	size_t members_n, struct error *err) MUST_CHECK;

/*
 * Each item of a list by `read`. Where all faults are wanted they go into m->faults, and
 * what follows only from another is left out; otherwise the first ends it.
 */
int model_read_list(struct methodology *m, const struct yaml_node *list,
	int (*read)(struct methodology *m, const struct yaml_node *n, struct error *err),
	struct error *err) MUST_CHECK;

/* The parts of a file, in methodology_texts.c, _parameters.c and _examples.c. */
int model_read_texts(struct methodology *m, struct error *err) MUST_CHECK;
int model_read_checks(struct methodology *m, struct error *err) MUST_CHECK;
int model_read_indexes(struct methodology *m, struct error *err) MUST_CHECK;
int model_read_parameters(struct methodology *m, struct error *err) MUST_CHECK;
int model_read_examples(struct methodology *m, struct error *err) MUST_CHECK;

/* Runs the examples; where all faults are wanted, every one. */
int model_run_examples(void *mem, const struct methodology *m, struct effort *effort,
	struct error_list *faults, struct error *err) MUST_CHECK;

#endif
