/*
 * The atoms of the methodology language: the bytes as a number, as a unit and as
 * an expression over the symbols a, b, c (MWh, tCO2/MWh, 1) and d[i] (t), with and
 * without being for one i as a whole.
 */
#include "formula/expression.h"
#include "tests/fuzz/units.h"

static void check_number(const char *text)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct rational *r = rational_parse(mem, text, &err), *again;
	const char *decimal;
	int64_t floor;

	if (!fuzz_made(r, &err))
		return;
	again = rational_parse(mem, rational_exact(mem, r), &err);
	FUZZ_CHECK(again && rational_compare(r, again) == 0);
	decimal = rational_text(mem, r, 12);
	if (!strstr(decimal, "…")) {
		again = rational_parse(mem, decimal, &err);
		FUZZ_CHECK(again && rational_compare(r, again) == 0);
	}
	if (rational_floor(r, &floor)) {
		FUZZ_CHECK(rational_compare(rational_of(mem, floor), r) <= 0);
		FUZZ_CHECK(floor == INT64_MAX ||
			   rational_compare(rational_of(mem, floor + 1), r) > 0);
	}
}

static void check_unit(const struct unit_table *table, const char *text)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct unit *u = unit_parse(mem, table, text, &err), *again;
	const char *written;

	if (!fuzz_made(u, &err))
		return;
	FUZZ_CHECK(unit_equal(u, u) && unit_same_dimension(u, u));
	FUZZ_CHECK(strcmp(unit_factor_text(mem, u, u), "1") == 0);
	written = unit_text(mem, u);
	if (strlen(written) > UNIT_TEXT_MAX)
		return;
	again = unit_parse(mem, table, written, &err);
	FUZZ_CHECK(fuzz_made(again, &err) && unit_equal(u, again));
}

enum { SYMBOLS = 4, MEMBERS = 2 };

struct symbols {
	const struct unit *unit[SYMBOLS];
};

static int find(void *ctx, const char *symbol, struct expression_symbol *out, struct error *err)
{
	const struct symbols *s = ctx;

	if (symbol[0] < 'a' || symbol[0] >= 'a' + SYMBOLS || symbol[1])
		return error_set(err, ERROR_METHODOLOGY_SYMBOL, NULL, "", "symbol", symbol, NULL);
	out->number = (size_t)(symbol[0] - 'a');
	out->unit = s->unit[out->number];
	out->index = symbol[0] == 'd' ? 1 : 0;
	return 0;
}

static bool index_at(void *ctx UNUSED, size_t index, const char **letter, const char **set)
{
	*letter = "i";
	*set = "fuels";
	return index == 1;
}

static void check_nodes(const struct expression *e)
{
	FUZZ_CHECK(e->nodes_n >= 1 && e->nodes_n <= EXPRESSION_NODES_MAX);
	FUZZ_CHECK(e->unit == e->nodes[e->nodes_n - 1].unit);
	for (size_t i = 0; i < e->nodes_n; i++) {
		const struct expression_node *n = &e->nodes[i];

		FUZZ_CHECK(n->unit != NULL && n->at < strlen(e->text));
		FUZZ_CHECK((n->op == EXPRESSION_NUMBER) == (n->number != NULL));
		if (n->op == EXPRESSION_SYMBOL)
			FUZZ_CHECK(n->symbol < SYMBOLS && n->index == (n->symbol == 3));
		if (n->op >= EXPRESSION_NEGATE)
			FUZZ_CHECK(n->left < i);
		if (n->op > EXPRESSION_NEGATE && n->op != EXPRESSION_SUM)
			FUZZ_CHECK(n->right < i);
	}
}

static void check_values(void *mem, const struct expression *e, const char *const *texts)
{
	static const size_t members_n[] = {0, MEMBERS};
	const struct rational *exact[SYMBOLS][MEMBERS];
	const char *written[SYMBOLS][MEMBERS];
	struct expression_cell cells[SYMBOLS];
	struct expression_values values = {cells, members_n, 1};
	struct error err = {0};

	for (size_t i = 0; i < SYMBOLS; i++) {
		for (size_t k = 0; k < MEMBERS; k++) {
			written[i][k] = texts[i];
			exact[i][k] = rational_parse(mem, texts[i], &err);
		}
		cells[i] = (struct expression_cell){exact[i], written[i]};
	}
	fuzz_made(expression_evaluate(mem, e, &values, &err), &err);
	FUZZ_CHECK(expression_substitute(mem, e, &values) != NULL);
}

static void check_expression(const struct unit_table *table, const char *text, size_t bound)
{
	static const char *const sets[][SYMBOLS] = {{"1", "0.5", "-2", "3"}, {"0", "0", "0", "0"},
		{"44/12", "1000000", "0.000001", "-0.5"}};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct symbols s = {{unit_parse(mem, table, "MWh", &err),
		unit_parse(mem, table, "tCO2/MWh", &err), unit_one(mem, table),
		unit_parse(mem, table, "t", &err)}};
	struct expression_scope scope = {&s, find, index_at, bound};
	const struct expression *e = expression_parse(mem, text, table, &scope, &err);

	if (!fuzz_made(e, &err))
		return;
	check_nodes(e);
	for (size_t i = 0; i < COUNT_OF(sets); i++)
		check_values(mem, e, sets[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct unit_table *table = fuzz_units(mem);
	const char *text = fuzz_text(mem, data, size);

	check_number(text);
	check_unit(table, text);
	check_expression(table, text, 0);
	check_expression(table, text, 1);
	return 0;
}
