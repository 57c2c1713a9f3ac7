/*
 * The atoms of the methodology language: the bytes as a number, as a unit and as
 * an expression over the symbols a, b, c (MWh, tCO2/MWh, 1) and d[i] (t), as a whole
 * for one i, and not.
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
		FUZZ_CHECK(
			floor == INT64_MAX || rational_compare(rational_of(mem, floor + 1), r) > 0);
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

static bool index_at(void *ctx UNUSED, size_t index, struct expression_index *out)
{
	*out = index == 1 ? (struct expression_index){"i", "fuels", 0}
			  : (struct expression_index){"p", "plots", 1};
	return index <= 2;
}

static void check_nodes(const struct expression *e)
{
	FUZZ_CHECK(e->nodes_n >= 1 && e->nodes_n <= EXPRESSION_NODES_MAX);
	FUZZ_CHECK(e->unit == e->nodes[e->nodes_n - 1].unit);
	for (size_t i = 0; i < e->nodes_n; i++) {
		const struct expression_node *n = &e->nodes[i];

		FUZZ_CHECK(n->at < strlen(e->text));
		FUZZ_CHECK((n->op == EXPRESSION_NUMBER) == (n->number != NULL));
		if (n->op == EXPRESSION_SYMBOL)
			FUZZ_CHECK(n->symbol < SYMBOLS && n->index == (n->symbol == 3));
		FUZZ_CHECK(n->args_n <= EXPRESSION_ARGS_MAX);
		for (size_t k = 0; k < n->args_n; k++)
			FUZZ_CHECK(n->args[k] < i);
	}
}

/* Printed and parsed again it is the same. */
static void check_print(void *mem, const struct expression *e, const struct unit_table *table,
	const struct expression_scope *scope)
{
	struct error err = {0};
	const char *text = expression_print(mem, e);
	const struct expression *again;

	if (strlen(text) > EXPRESSION_TEXT_MAX)
		return;
	again = e->unit ? expression_parse(mem, text, table, scope, &err)
			: condition_parse(mem, text, table, scope, &err);
	FUZZ_CHECK(fuzz_made(again, &err) && again->nodes_n == e->nodes_n);
	FUZZ_CHECK(strcmp(text, expression_print(mem, again)) == 0);
}

/* The same for every member. */
static const char *text_of(void *ctx, size_t symbol, size_t member UNUSED)
{
	return ((const char *const *)ctx)[symbol];
}

static void check_values(void *mem, const struct expression *e, const char *const *texts)
{
	static const size_t parents[] = {0, 1, 1}, first[] = {0, 1, 3};
	static const struct expression_set sets[] = {
		{0, 0, NULL, NULL}, {MEMBERS, 0, NULL, NULL}, {3, 1, parents, first}};
	const struct interval *exact[SYMBOLS][MEMBERS];
	const struct expression_texts written = {(void *)texts, text_of};
	struct expression_cell cells[SYMBOLS];
	struct interval made[SYMBOLS], out;
	uint64_t work = 0;
	struct expression_values values = {cells, sets, 1, &work, NULL};
	struct error err = {0};
	bool holds;

	interval_init(&out);
	for (size_t i = 0; i < SYMBOLS; i++) {
		interval_init(&made[i]);
		interval_set_rational(&made[i], rational_parse(mem, texts[i], &err));
		for (size_t k = 0; k < MEMBERS; k++)
			exact[i][k] = &made[i];
		cells[i] = (struct expression_cell){exact[i]};
	}
	if ((e->unit ? expression_evaluate(e, &values, &out, &err)
		     : condition_evaluate(e, &values, &holds, &err)) == 0)
		FUZZ_CHECK(mpq_cmp(out.low, out.high) <= 0);
	else
		FUZZ_CHECK(err.code != ERROR_NONE);
	FUZZ_CHECK(work <= EXPRESSION_WORK_MAX + 1);
	FUZZ_CHECK(expression_substitute(mem, e, &values, &written) != NULL);
	for (size_t i = 0; i < SYMBOLS; i++)
		interval_clear(&made[i]);
	interval_clear(&out);
}

static void check_expression(const struct unit_table *table, const char *text, size_t bound)
{
	static const char *const sets[][SYMBOLS] = {{"1", "0.5", "-2", "3"}, {"0", "0", "0", "0"},
		{"44/12", "1000000", "0.000001", "-0.5"}};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct symbols s = {
		{unit_parse(mem, table, "MWh", &err), unit_parse(mem, table, "tCO2/MWh", &err),
			unit_one(mem, table), unit_parse(mem, table, "t", &err)}};
	struct expression_scope scope = {&s, find, index_at, bound};
	const struct expression *made[] = {expression_parse(mem, text, table, &scope, &err), NULL};

	fuzz_made(made[0], &err);
	err = (struct error){0};
	made[1] = condition_parse(mem, text, table, &scope, &err);
	fuzz_made(made[1], &err);
	for (size_t k = 0; k < COUNT_OF(made); k++) {
		if (!made[k])
			continue;
		check_nodes(made[k]);
		check_print(mem, made[k], table, &scope);
		for (size_t i = 0; i < COUNT_OF(sets); i++)
			check_values(mem, made[k], sets[i]);
	}
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
