/*
 * unit: the exact table of units and the dimensions of expressions.
 *
 * A unit is a product of powers of bases with an exact rational factor. The
 * table is filled from the ledger's `units` documents, in order, and only grows.
 * Unit expressions: symbols joined by `*` or `/`, integer powers by `^`, brackets
 * where a product stands below a division: "tCO2/MWh", "GJ/(10^4 Nm3)" is the
 * symbol's own matter. `1` is dimensionless. No factor is implicit: units that
 * differ by a factor differ.
 */
#ifndef FORMULA_UNIT_H
#define FORMULA_UNIT_H

#include "base/error.h"
#include "formula/rational.h"

enum { UNIT_SYMBOL_MAX = 32, UNIT_TABLE_MAX = 512, UNIT_TEXT_MAX = 128 };

struct unit_table;
struct unit; /* a value below its owner: factor and powers of bases */

struct unit_table *unit_table_new(void *mem);

/*
 * Adds a symbol. `of` NULL or "": a new base. ERROR_UNIT_SYMBOL, ERROR_UNIT_KNOWN,
 * ERROR_UNIT_FACTOR, ERROR_UNIT_UNKNOWN (argument `symbol`), ERROR_UNIT_SYNTAX.
 */
int unit_table_add(struct unit_table *t, const char *symbol, const char *factor, const char *of,
	struct error *err) MUST_CHECK;

/* The unit that an expression over the table means; below mem, NULL with *err. */
const struct unit *unit_parse(
	void *mem, const struct unit_table *t, const char *text, struct error *err);

#endif
