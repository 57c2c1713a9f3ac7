/*
 * given_rows: rows of tables that `ccer calculate` is given on its command line,
 * "TABLE[MEMBER]@YEAR:COLUMN=VALUE COLUMN=VALUE", and whether anything asks for them.
 *
 * What nothing asks for would change nothing and is refused: before the calculation, a
 * column that the methodology does not take; after it, a row that was never looked up;
 * each with what is taken and, in the argument `near`, what was probably meant. The only
 * bound is the command line's own.
 */
#ifndef CCER_GIVEN_ROWS_H
#define CCER_GIVEN_ROWS_H

#include "base/error.h"
#include "methodology/methodology.h"

struct given_row {
	const char *name; /* "fuel.gas[natural_gas]@2023"; without a year: for every year */
	char *values;	  /* "CC=0.0153 NCV=389.31"; for each column the value given last */
	size_t order;	  /* how many were added before it */
	bool asked;
};

struct given_rows {
	size_t n, room;
	struct given_row *row; /* below the memory that they were added with */
	size_t asked_n, asked_room;
	const char **asked; /* names of rows as they were looked up, with few repeats */
};

/* 1 added, 0 not of that form, -1 no memory. */
int given_rows_add(struct given_rows *g, void *mem, const char *text) MUST_CHECK;

/* Sorts, and merges those with the same name, below mem. False: no memory. */
bool given_rows_settle(struct given_rows *g, void *mem) MUST_CHECK;

/*
 * The columns given for a row, those for its year before those for every year; notes that
 * the row was asked for. NULL: none. For settled rows; without memory nothing is noted.
 */
const char *given_rows_find(struct given_rows *g, void *mem, const struct methodology_row *which);

/*
 * Whether every column is one that the methodology takes from that table: 0, or -1 with
 * ERROR_CLIENT_ROW_COLUMN (`table`, `column`, `accepted`, `near`).
 */
int given_rows_known(
	const struct given_rows *g, const struct methodology *m, struct error *err) MUST_CHECK;

/*
 * After a calculation, whether every row was asked for: 0, or -1 with ERROR_CLIENT_ROW_UNASKED
 * (`row`, `accepted`, `near`).
 */
int given_rows_asked(const struct given_rows *g, struct error *err) MUST_CHECK;

#endif
