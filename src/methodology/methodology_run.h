/*
 * methodology_run: one run from the inside: members of indexes, cells and steps. What the
 * result holds is below `mem`, the rest below `scratch`.
 *
 * Only methodology_run.c and methodology_members.c see it.
 */
#ifndef METHODOLOGY_METHODOLOGY_RUN_H
#define METHODOLOGY_METHODOLOGY_RUN_H

#include "methodology/methodology_model.h"

enum { YEAR_TEXT_SIZE = 24 };

/* A registry table's row for this run, fetched when first needed. */
struct table_row {
	bool fetched;
	const char *values, *edition;
	enum text_status status;
	int64_t year; /* that it is of */
};

/* A member of an index by its whole path, and the name of the value that brought it in. */
struct run_member {
	const char *text, *given;
};

struct run_index {
	size_t n, room;
	struct run_member *member; /* sorted by text */
};

struct run {
	void *mem, *scratch;
	const struct methodology *m;
	const struct methodology_inputs *in;
	const char *key;
	int64_t year_number;
	char year[YEAR_TEXT_SIZE];
	struct run_index *indexes;   /* by index, [0] has one member without a name */
	struct expression_set *sets; /* by index, for expressions */
	const struct interval **
		*values;	       /* by symbol and member; NULL: the row has no such column */
	struct expression_cell *cells; /* the same, as expressions take them */
	struct table_row **rows;       /* by table and member */
	struct methodology_step *steps;
	size_t steps_n;
	uint64_t work;
	struct error *err;
};

/*
 * The members of every index: those for which a fixed or monitored value is given, or
 * the months of the run's days. ERROR_CALCULATION_MEMBERS, ERROR_CALCULATION_MONTH.
 */
int run_members(struct run *r) MUST_CHECK;

/* The member of index `wanted` that a member of `index` belongs to; SIZE_MAX: none. */
size_t run_ancestor(const struct run *r, size_t index, size_t member, size_t wanted);

#endif
