#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "rules/chapter.h"

static const char clause[] = "docs/rulebook.md units";

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

/* The units of the ledger in the order in which they were declared. */
static int load_units(struct rule *r, struct unit_table **table, size_t *n)
{
	struct record from = record_new(RECORD_UNIT);
	struct known_units *known = talloc_zero(r->mem, struct known_units);
	struct unit_table *t = unit_table_new(r->mem);

	if (!known || !t)
		return error_no_memory(r->err);
	if (rule_each(r, 0, &from, collect_unit, known) != 0)
		return -1;
	qsort(known->row, known->n, sizeof(known->row[0]), by_order);
	for (size_t i = 0; i < known->n; i++) {
		const struct record_unit *u = &known->row[i];

		if (unit_table_add(t, u->symbol, u->factor, u->of, r->err) != 0)
			return -1;
	}
	*table = t;
	*n = known->n;
	talloc_free(known);
	return 0;
}

int rule_unit_table(struct rule *r, const struct unit_table **out)
{
	struct unit_table *table;
	size_t n;

	if (load_units(r, &table, &n) != 0)
		return -1;
	*out = table;
	return 0;
}

/* The member of the unit that the formula room's refusal is about. */
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
	struct unit_table *table;
	size_t known;

	if (rule_signers_are(r, signers) != 0 || load_units(r, &table, &known) != 0)
		return -1;
	for (size_t i = 0; i < r->d->units->units_n; i++)
		if (add_unit(r, table, i, known) != 0)
			return -1;
	rule_place(r, "parameters", "units");
	return 0;
}
