/*
 * unit: the exact table of units and the dimensions of expressions.
 *
 * A unit is a product of powers of bases with an exact rational factor. The
 * table is filled from the ledger's `units` documents, in order, and only grows.
 * A symbol is a name of ASCII letters, digits and `_` that begins with a letter,
 * or `%`; a power of ten and one blank may stand before it and belong to it:
 * `10^4 Nm3`. A unit expression joins symbols by `*` or `/`, with whole powers by
 * `^` and brackets; after a `/` nothing follows unless in brackets, so that
 * nobody has to guess: "tCO2/MWh", "GJ/10^4 Nm3", "tC/(ha*a)". `1` is
 * dimensionless. No factor is implicit: units that differ by a factor differ.
 * A unit also remembers its symbols, for showing it to people.
 */
#ifndef FORMULA_UNIT_H
#define FORMULA_UNIT_H

#include <stdbool.h>

#include "base/error.h"
#include "number/rational.h"

enum {
	UNIT_SYMBOL_MAX = 32,
	UNIT_TABLE_MAX = 512,
	UNIT_TEXT_MAX = 128,
	UNIT_POWERS_MAX = 24,	  /* different symbols in one unit */
	UNIT_POWER_MAX = 9,	  /* of one symbol, either sign: as far as can be written */
	UNIT_BASE_POWER_MAX = 64, /* of one base, likewise */
};

struct unit_table;
struct unit; /* a value below its owner: factor and powers of bases */

struct unit_table *unit_table_new(void *mem);

/*
 * Adds a symbol. `of` NULL or "": a new base, whose factor is absent or 1.
 * ERROR_UNIT_SYMBOL, ERROR_UNIT_KNOWN, ERROR_UNIT_FACTOR, ERROR_UNIT_UNKNOWN (each
 * with argument `symbol`), ERROR_UNIT_SYNTAX, ERROR_UNIT_SIZE, ERROR_UNIT_TABLE_FULL.
 */
int unit_table_add(struct unit_table *t, const char *symbol, const char *factor, const char *of,
	struct error *err) MUST_CHECK;

/* The unit that an expression over the table means; lives while mem and t do. NULL with *err. */
const struct unit *unit_parse(
	void *mem, const struct unit_table *t, const char *text, struct error *err);

/* Dimensionless, factor 1. NULL when memory is short. */
const struct unit *unit_one(void *mem, const struct unit_table *t);

/* a * b and a / b, below mem; NULL with ERROR_UNIT_SIZE or ERROR_NUMBER_SIZE. */
const struct unit *unit_product(
	void *mem, const struct unit *a, const struct unit *b, struct error *err);
const struct unit *unit_quotient(
	void *mem, const struct unit *a, const struct unit *b, struct error *err);

/* a^n, n from 1 on, and the unit whose square a is; errors as above and ERROR_UNIT_ROOT (`unit`).
 */
const struct unit *unit_power(void *mem, const struct unit *a, unsigned n, struct error *err);
const struct unit *unit_root(void *mem, const struct unit *a, struct error *err);

/* The same dimension and the same factor. */
bool unit_equal(const struct unit *a, const struct unit *b);

/* The same dimension, whatever the factor. */
bool unit_same_dimension(const struct unit *a, const struct unit *b);

/* How many b make one a ("1000" for MWh and kWh), exact; for units of one dimension. */
char *unit_factor_text(void *mem, const struct unit *a, const struct unit *b);

/* As people write it: "tCO2/MWh", "1". Below mem. */
char *unit_text(void *mem, const struct unit *u);

#endif
