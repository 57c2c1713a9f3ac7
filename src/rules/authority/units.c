/*
 * units: the table of units of measure that methodologies are compiled against. It only
 * grows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "rules/chapter.h"

static const char clause[] = "docs/rulebook.md units";

/* The units of the ledger in the order in which they were declared. */
struct known_units {
	size_t n;
	struct record_unit row[UNIT_TABLE_MAX];
};

static int collect_unit(void *ctx, const struct record *r, struct error *err)
{
	struct known_units *known = ctx;

	if (known->n == UNIT_TABLE_MAX)
		return error_set(err, ERROR_INTERNAL, NULL, "", "reason", "too many units", NULL);
	known->row[known->n++] = r->unit;
	return 0;
}

static int by_order(const void *a, const void *b)
{
	const struct record_unit *x = a, *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

/* Below mem; NULL with r->err. */
static struct known_units *load_units(struct rule *r, void *mem)
{
	struct record from = record_new(RECORD_UNIT);
	struct known_units *known = talloc_zero(mem, struct known_units);

	if (!known) {
		error_no_memory(r->err);
		return NULL;
	}
	if (rule_each(r, 0, &from, collect_unit, known) != 0)
		return NULL;
	qsort(known->row, known->n, sizeof(known->row[0]), by_order);
	return known;
}

int rule_take_units(struct rule *r)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct known_units *known = load_units(r, scratch);

	return known ? programs_take_units(r->programs, known->row, known->n, r->err) : -1;
}

/* The member of the unit that an error of the formula room is about. */
static const char *member_of(enum error_code code)
{
	if (code == ERROR_UNIT_SYMBOL || code == ERROR_UNIT_KNOWN)
		return "symbol";
	return code == ERROR_UNIT_FACTOR ? "factor" : "of";
}

static int add_unit(struct rule *r, struct unit_table *table, size_t i, size_t known)
{
	const struct body_unit *u = &r->d->units->units[i];
	struct record row = record_new(RECORD_UNIT);
	char path[ERROR_PATH_MAX], most[24];

	if (unit_table_add(table, u->symbol, u->factor, u->of, r->err) != 0) {
		rule_path(r->err->path, "/units/%zu/%s", i, member_of(r->err->code));
		r->err->rule = clause;
		return -1;
	}
	if ((u->factor && strlen(u->factor) >= sizeof(row.unit.factor)) ||
		(u->of && strlen(u->of) >= sizeof(row.unit.of))) {
		snprintf(most, sizeof(most), "%d", RECORD_CODE_SIZE - 1);
		return rule_refuse(r, UNIT_LONG, clause, rule_path(path, "/units/%zu", i), "symbol",
			u->symbol, "most", most);
	}
	rule_text(row.unit.symbol, sizeof(row.unit.symbol), u->symbol);
	rule_text(row.unit.factor, sizeof(row.unit.factor), u->factor);
	rule_text(row.unit.of, sizeof(row.unit.of), u->of);
	row.unit.order = (int64_t)(known + i);
	return rule_put(r, &row);
}

int rule_units(struct rule *r)
{
	static const enum role signers[] = {ROLE_OPERATOR, ROLE_MEE, ROLE_NONE};
	const struct known_units *known;
	struct unit_table *table;

	if (rule_signers_are(r, signers) != 0)
		return -1;
	known = load_units(r, r->mem);
	table = known ? programs_unit_table(r->mem, known->row, known->n, r->err) : NULL;
	if (!table)
		return -1;
	for (size_t i = 0; i < r->d->units->units_n; i++)
		if (add_unit(r, table, i, known->n) != 0)
			return -1;
	rule_place(r, "parameters", "units");
	return 0;
}
