#include "methodology/methodology.h"
#include "tests/formula/support.h"
#include "trace/trace.h"

/* Parameters with an index, sums over it, rows of tables by its members. */

static const char small[] =
	"indexes:\n"
	"- {symbol: i, set: fuels, name: {zh: 燃料}}\n"
	"parameters:\n"
	"- {symbol: FC, index: i, unit: t, source: monitored, minimum: \"0\", "
	"name: {zh: 量}}\n"
	"- {symbol: EF, index: i, unit: tCO2/t, source: table, table: f, column: EF, "
	"name: {zh: 因子}}\n"
	"- {symbol: k, index: i, unit: \"1\", source: fixed, default: \"1\", "
	"name: {zh: 系数}}\n"
	"equations:\n"
	"- symbol: E\n"
	"  index: i\n"
	"  unit: tCO2\n"
	"  expression: \"FC[i] * EF[i] * k[i]\"\n"
	"- symbol: ER\n"
	"  unit: tCO2\n"
	"  expression: \"100 [tCO2] - sum(i in fuels: E[i])\"\n"
	"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n"
	"examples:\n"
	"- name: one\n"
	"  year: 2022\n"
	"  values: {\"FC[coal]\": \"10\", \"FC[oil]\": \"1\"}\n"
	"  rows: {f: {coal: {EF: \"2\"}, oil: {EF: \"3\"}}}\n"
	"  expect: {\"E[coal]\": \"20\", ER: \"77\", tonnes: 77}\n";

static const struct methodology *compiled(void *mem, const char *text, struct error *err)
{
	return methodology_compile(mem, tree_of(mem, text), registry_units(mem), err);
}

static char *changed(void *mem, const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	ck_assert_msg(at != NULL, "%s", from);
	return talloc_asprintf(mem, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static const struct {
	const char *from, *to;
	enum error_code code;
	const char *path;
	uint32_t line, column;
} faults[] = {
	{"set: fuels, ", "", ERROR_METHODOLOGY_MISSING, "/indexes/0", 2, 3},
	{"symbol: i, set", "symbol: FC, set", ERROR_METHODOLOGY_DUPLICATE, "/parameters/0/symbol",
		4, 12},
	{"set: fuels", "set: i", ERROR_METHODOLOGY_DUPLICATE, "/indexes/0/set", 2, 20},
	{"set: fuels", "set: in", ERROR_METHODOLOGY_SYMBOL, "/indexes/0/set", 2, 20},
	{"symbol: FC, index", "symbol: fuels, index", ERROR_METHODOLOGY_DUPLICATE,
		"/parameters/0/symbol", 4, 12},
	{"parameters:\n", "- {symbol: j, set: none, name: {zh: 无}}\nparameters:\n",
		ERROR_METHODOLOGY_INDEX_GIVEN, "/indexes/1", 3, 3},
	{"symbol: EF, index: i,", "symbol: EF, index: z,", ERROR_METHODOLOGY_INDEX,
		"/parameters/1/index", 5, 23},
	{"symbol: EF, index: i,", "symbol: EF,", ERROR_FORMULA_INDEX, "/equations/0/expression", 11,
		24},
	{"{symbol: EF,",
		"{symbol: x, unit: tCO2, source: table, table: f, column: x, name: {zh: x}}\n"
		"- {symbol: EF,",
		ERROR_METHODOLOGY_TABLE_INDEX, "/parameters/2/table", 6, 62},
	{"  index: i\n", "", ERROR_FORMULA_INDEX_OUTSIDE, "/equations/0/expression", 10, 16},
	{"FC[i] * EF[i]", "FC * EF[i]", ERROR_FORMULA_INDEX, "/equations/0/expression", 11, 16},
	{"sum(i in fuels: E[i])", "E[i]", ERROR_FORMULA_INDEX_OUTSIDE, "/equations/1/expression",
		14, 29},
	{"sum(i in fuels: E[i])", "sum(i in fuels: FC[i])", ERROR_FORMULA_UNITS,
		"/equations/1/expression", 14, 27},
	{"sum(i in fuels: E[i])", "sum(i in coals: E[i])", ERROR_FORMULA_SUM,
		"/equations/1/expression", 14, 38},
	{"{symbol: ER, unit: tCO2,", "{symbol: E, unit: tCO2,", ERROR_METHODOLOGY_RESULT,
		"/result/symbol", 15, 18},
	{"\"FC[oil]\": \"1\"", "FC: \"1\"", ERROR_FORMULA_UNKNOWN, "/examples/0/values/FC", 19, 30},
	{"\"FC[oil]\": \"1\"", "\"FC[]\": \"1\"", ERROR_FORMULA_UNKNOWN, "/examples/0/values/FC[]",
		19, 30},
	{"\"FC[oil]\": \"1\"", "\"FC[o l]\": \"1\"", ERROR_FORMULA_UNKNOWN,
		"/examples/0/values/FC[o l]", 19, 30},
	{"\"FC[oil]\": \"1\"", "\"FC[oil\": \"1\"", ERROR_FORMULA_UNKNOWN,
		"/examples/0/values/FC[oil", 19, 30},
	{"\"FC[oil]\": \"1\"", "\"EF[oil]\": \"1\"", ERROR_FORMULA_UNKNOWN,
		"/examples/0/values/EF[oil]", 19, 30},
	{"{f: {coal: {EF: \"2\"}, oil: {EF: \"3\"}}}", "{f: {EF: \"2\"}}", ERROR_METHODOLOGY_TYPE,
		"/examples/0/rows/f/EF", 20, 18},
	{"oil: {EF:", "oil: {EG:", ERROR_FORMULA_UNKNOWN, "/examples/0/rows/f/oil/EG", 20, 37},
	{"\"E[coal]\": \"20\"", "E: \"20\"", ERROR_FORMULA_UNKNOWN, "/examples/0/expect/E", 21, 12},
};

START_TEST(a_fault_with_an_index_is_refused_at_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *text = changed(mem, small, faults[_i].from, faults[_i].to);
	struct error err = {0};
	char report[ERROR_TEXT_MAX];

	ck_assert_ptr_null(compiled(mem, text, &err));
	error_report(&err, LANGUAGE_EN, report, sizeof(report));
	ck_assert_msg(err.code == faults[_i].code, "%s -> %s", faults[_i].to, report);
	ck_assert_msg(strcmp(err.path, faults[_i].path) == 0, "%s -> %s", faults[_i].to, report);
	ck_assert_msg(err.line == faults[_i].line && err.column == faults[_i].column, "%s -> %s",
		faults[_i].to, report);
}
END_TEST

START_TEST(an_example_may_have_any_members)
{
	static const struct {
		const char *from, *to;
		enum error_code code;
	} cases[] = {
		{"one", "one", ERROR_NONE},
		{"{EF: \"3\"}", "{EF: \"4\"}", ERROR_EXAMPLE_DIFFERS},
		{"\"E[coal]\": \"20\"", "\"E[oil]\": \"3\"", ERROR_NONE},
		{"\"E[coal]\": \"20\"", "\"E[gas]\": \"3\"", ERROR_EXAMPLE_DIFFERS},
		{", oil: {EF: \"3\"}", "", ERROR_CALCULATION_ROW},
		{"\"FC[coal]\": \"10\", \"FC[oil]\": \"1\"}", "}", ERROR_EXAMPLE_DIFFERS},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error err = {0};
		const struct methodology *m =
			compiled(mem, changed(mem, small, cases[i].from, cases[i].to), &err);

		ck_assert_ptr_nonnull(m);
		ck_assert_int_eq(methodology_examples(mem, m, NULL, &err),
			cases[i].code == ERROR_NONE ? 0 : -1);
		ck_assert_int_eq(err.code, cases[i].code);
	}
}
END_TEST

/* Values and rows by name; a row's name is TABLE or TABLE[MEMBER]. */
struct pair {
	const char *name, *text;
};

enum { PAIRS_MAX = 8 };

struct given {
	struct pair values[PAIRS_MAX], rows[PAIRS_MAX];
};

static const char *text_of(const struct pair *pairs, const char *name)
{
	for (size_t i = 0; i < PAIRS_MAX && pairs[i].name; i++) {
		if (strcmp(pairs[i].name, name) == 0)
			return pairs[i].text;
	}
	return NULL;
}

static const char *given_name(void *ctx, enum parameter_source source, size_t n)
{
	const struct given *g = ctx;

	ck_assert_int_ne(source, PARAMETER_TABLE);
	return n < PAIRS_MAX ? g->values[n].name : NULL;
}

static int given_value(void *ctx, enum parameter_source source, const char *name,
	const char **value, struct error *err)
{
	const struct given *g = ctx;

	(void)source;
	(void)err;
	*value = text_of(g->values, name);
	return *value != NULL;
}

static int given_row(void *ctx, const struct methodology_row *row, struct methodology_found *found,
	struct error *err)
{
	const struct given *g = ctx;
	char name[64];

	(void)err;
	ck_assert_int_eq(row->year, 2023);
	snprintf(name, sizeof(name), row->member ? "%s[%s]" : "%s", row->table, row->member);
	found->values = text_of(g->rows, name);
	return found->values != NULL;
}

static int run(void *mem, const struct methodology *m, const struct given *given,
	struct methodology_result *out, struct error *err)
{
	struct given g = *given;
	struct methodology_inputs in = {&g, given_name, given_value, given_row, NULL, NULL};

	return methodology_run(mem, m, &in, "Northwest", 2023, out, err);
}

START_TEST(every_step_is_shown_for_each_member_in_their_order)
{
	static const struct given given = {
		{{"FC[oil]", "1"}, {"k[oil]", "2"}, {"FC[coal]", "10"}, {"other[x]", "5"}},
		{{"f[coal]", "EF=2"}, {"f[oil]", "EF=3"}}};
	static const struct {
		const char *symbol, *substituted, *value, *note;
	} lines[] = {
		{"FC[coal]", "", "10", "monitored"},
		{"FC[oil]", "", "1", "monitored"},
		{"EF[coal]", "", "2", "from table f, column EF"},
		{"EF[oil]", "", "3", "from table f, column EF"},
		{"k[coal]", "", "1", "the methodology's default"},
		{"k[oil]", "", "2", "fixed in the design"},
		{"E[coal]", "10 * 2 * 1", "20", ""},
		{"E[oil]", "1 * 3 * 2", "6", ""},
		{"ER", "100 [tCO2] - (20 + 6)", "74", ""},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result;
	const struct trace_step *steps;

	ck_assert_int_eq(run(mem, compiled(mem, small, &err), &given, &result, &err), 0);
	ck_assert_uint_eq(result.steps_n, COUNT_OF(lines));
	steps = trace_steps(mem, &result, NULL);
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		ck_assert_str_eq(steps[i].symbol, lines[i].symbol);
		ck_assert_str_eq(steps[i].substituted, lines[i].substituted);
		ck_assert_str_eq(steps[i].value, lines[i].value);
		ck_assert_str_eq(steps[i].note[LANGUAGE_EN], lines[i].note);
	}
}
END_TEST

START_TEST(a_sum_over_no_member_is_zero)
{
	static const struct given given = {{{NULL, NULL}}, {{NULL, NULL}}};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result;

	ck_assert_int_eq(run(mem, compiled(mem, small, &err), &given, &result, &err), 0);
	ck_assert_uint_eq(result.steps_n, 1);
	ck_assert_str_eq(trace_steps(mem, &result, NULL)[0].substituted, "100 [tCO2] - 0");
	ck_assert_int_eq(result.tonnes, 100);
}
END_TEST

static const struct {
	struct given given;
	enum error_code code;
	const char *path, *argument, *is;
} refusals[] = {
	{{{{"FC[coal]", "1"}}, {{NULL, NULL}}}, ERROR_CALCULATION_ROW, "/parameters/1", "key",
		"coal"},
	{{{{"FC[coal]", "1"}}, {{"f[oil]", "EF=1"}}}, ERROR_CALCULATION_ROW, "/parameters/1",
		"given", "FC[coal]"},
	{{{{"FC[coal]", "1"}}, {{"f[coal]", "X=1"}}}, ERROR_CALCULATION_COLUMN, "/parameters/1",
		"given", "FC[coal]"},
	{{{{"FC[coal]", "-1"}}, {{"f[coal]", "EF=1"}}}, ERROR_CALCULATION_BOUNDS, "/parameters/0",
		"symbol", "FC[coal]"},
	{{{{"k[oil]", "1"}}, {{"f[oil]", "EF=1"}}}, ERROR_CALCULATION_MISSING, "/parameters/0",
		"symbol", "FC[oil]"},
	{{{{"FC[coal]", "much"}}, {{"f[coal]", "EF=1"}}}, ERROR_NUMBER_FORM, "/parameters/0",
		"value", "much"},
};

START_TEST(a_member_without_what_it_needs_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result = {.tonnes = 17};
	const struct methodology *m = compiled(mem, small, &err);

	ck_assert_int_eq(run(mem, m, &refusals[_i].given, &result, &err), -1);
	ck_assert_int_eq(err.code, refusals[_i].code);
	ck_assert_str_eq(err.path, refusals[_i].path);
	ck_assert_uint_gt(err.line, 0);
	ck_assert_int_eq(result.tonnes, 17);
	ck_assert_str_eq(error_argument(&err, refusals[_i].argument), refusals[_i].is);
}
END_TEST

START_TEST(a_row_can_stand_for_a_members_equation)
{
	static const struct given given = {
		{{"FC[coal]", "10"}, {"FC[oil]", "1"}}, {{"f[coal]", "E=7"}, {"f[oil]", "EF=3"}}};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result;
	char *text =
		changed(mem, small, "* k[i]\"\n", "* k[i]\"\n  or_table: {table: f, column: E}\n");
	const struct methodology *m = compiled(mem, text, &err);

	ck_assert_ptr_nonnull(m);
	ck_assert_int_eq(run(mem, m, &given, &result, &err), 0);
	ck_assert_int_eq(result.tonnes, 90);
	text = changed(mem, small, "fuels: E[i])\"\n",
		"fuels: EF[i] * FC[i] + E[i])\"\n  or_table: {table: f, column: E}\n");
	ck_assert_ptr_null(compiled(mem, text, &err));
	ck_assert_int_eq(err.code, ERROR_METHODOLOGY_OR_TABLE);
}
END_TEST

/* The names FC[a0], FC[a1] ... without end. */
static const char *endless_name(void *ctx, enum parameter_source source, size_t n)
{
	return source == PARAMETER_MONITORED ? talloc_asprintf(ctx, "FC[a%zu]", n) : NULL;
}

START_TEST(members_are_bounded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result;
	const struct methodology_inputs in = {mem, endless_name, NULL, NULL, NULL, NULL};

	ck_assert_int_eq(
		methodology_run(mem, compiled(mem, small, &err), &in, "", 2023, &result, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CALCULATION_MEMBERS);
	ck_assert_str_eq(err.path, "/indexes/0");
	ck_assert_str_eq(error_argument(&err, "set"), "fuels");
}
END_TEST

START_TEST(a_value_is_taken_by_its_whole_name)
{
	static const struct {
		enum parameter_source source;
		const char *name;
		bool taken;
	} cases[] = {
		{PARAMETER_MONITORED, "FC[coal]", true},
		{PARAMETER_MONITORED, "FC[natural_gas_2]", true},
		{PARAMETER_FIXED, "k[coal]", true},
		{PARAMETER_FIXED, "FC[coal]", false},
		{PARAMETER_TABLE, "EF[coal]", true},
		{PARAMETER_MONITORED, "EF[coal]", false},
		{PARAMETER_MONITORED, "FC", false},
		{PARAMETER_MONITORED, "FC[]", false},
		{PARAMETER_MONITORED, "FC[1]", true},
		{PARAMETER_MONITORED, "FC[2024-01.a]", true},
		{PARAMETER_MONITORED, "FC[_a]", false},
		{PARAMETER_MONITORED, "FC[a b]", false},
		{PARAMETER_MONITORED, "FC[a,b]", false},
		{PARAMETER_MONITORED, "FC[coal]x", false},
		{PARAMETER_MONITORED, "FC[coal", false},
		{PARAMETER_MONITORED, "FC[a][b]", false},
		{PARAMETER_MONITORED, "FC [coal]", false},
		{PARAMETER_MONITORED, "[coal]", false},
		{PARAMETER_MONITORED, "", false},
		{PARAMETER_MONITORED, "ER[coal]", false},
		{PARAMETER_MONITORED, "FC[a23456789012345678901234567890123]", false},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct methodology *m = compiled(mem, small, &err);

	ck_assert_str_eq(methodology_parameter_at(m, 0)->index, "i");
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(
			methodology_takes(m, cases[i].source, cases[i].name) == cases[i].taken,
			"%s", cases[i].name);
}
END_TEST

/* --- concentrated solar power --- */

static const struct methodology *solar(void *mem)
{
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const struct methodology *m =
		compiled(mem, file_text(mem, "methodologies/CCER-01-001-V01.yaml"), &err);

	ck_assert_msg(m != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return m;
}

START_TEST(the_examples_of_concentrated_solar_power_come_out)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(methodology_examples(mem, solar(mem), NULL, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
}
END_TEST

/* Registered projects and the worked chain: exact values and tonnes. */
static const struct {
	const char *code, *export, *gas, *coefficient, *project, *baseline, *raw;
	int64_t tonnes;
} registered[] = {
	{"A110001", "178515", NULL, NULL, "0", "112562.63325", "112562.63325", 112562},
	{"A110002", "41934.375", NULL, NULL, "0", "26441.72015625", "26441.72015625", 26441},
	{"A110004", "355600.8", NULL, NULL, "0", "224224.08444", "224224.08444", 224224},
	{"chain", "355600.8", "12.5", "21.650151996", "270.6268999500", "224224.084440",
		"223953.4575400500", 223953},
};

static void check_step(
	void *mem, const struct methodology_result *r, const char *symbol, const char *value)
{
	const struct rational *expected = rational_parse(mem, value, NULL);

	for (size_t i = 0; i < r->steps_n; i++) {
		if (methodology_step_is(&r->steps[i], symbol)) {
			const struct rational *low = interval_low(mem, r->steps[i].value);

			ck_assert_int_eq(rational_compare(low, expected), 0);
			return;
		}
	}
	ck_abort_msg("no step %s", symbol);
}

START_TEST(registered_projects_come_out_to_the_tonne)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result r;
	const struct given given = {
		{{"EG_export", registered[_i].export}, {"EG_import", "0"},
			{registered[_i].gas ? "FC[natural_gas]" : NULL, registered[_i].gas}},
		{{"grid.factors", "CM=0.63055"},
			{"fuel.gas[natural_gas]", "CC=0.01532 NCV=389.31 OF=99"}}};

	ck_assert_int_eq(run(mem, solar(mem), &given, &r, &err), 0);
	check_step(mem, &r, "BE", registered[_i].baseline);
	check_step(mem, &r, "PE", registered[_i].project);
	check_step(mem, &r, "ER", registered[_i].raw);
	if (registered[_i].coefficient)
		check_step(mem, &r, "COEF[natural_gas]", registered[_i].coefficient);
	ck_assert_int_eq(r.tonnes, registered[_i].tonnes);
}
END_TEST

START_TEST(a_fuel_of_the_other_kind_has_no_row)
{
	static const struct given given = {
		{{"EG_export", "1"}, {"EG_import", "0"}, {"FC_t[natural_gas]", "1"}},
		{{"grid.factors", "CM=0.63055"},
			{"fuel.gas[natural_gas]", "CC=0.01532 NCV=389.31 OF=99"}}};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result r;

	ck_assert_int_eq(run(mem, solar(mem), &given, &r, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CALCULATION_ROW);
	ck_assert_str_eq(error_argument(&err, "table"), "fuel.mass");
	ck_assert_str_eq(error_argument(&err, "given"), "FC_t[natural_gas]");
}
END_TEST

static Suite *index_suite(void)
{
	Suite *s = suite_create("index");
	TCase *t = tcase_create("index");

	tcase_add_loop_test(t, a_fault_with_an_index_is_refused_at_its_place, 0, COUNT_OF(faults));
	tcase_add_test(t, an_example_may_have_any_members);
	tcase_add_test(t, every_step_is_shown_for_each_member_in_their_order);
	tcase_add_test(t, a_sum_over_no_member_is_zero);
	tcase_add_loop_test(t, a_member_without_what_it_needs_is_refused, 0, COUNT_OF(refusals));
	tcase_add_test(t, a_row_can_stand_for_a_members_equation);
	tcase_add_test(t, members_are_bounded);
	tcase_add_test(t, a_value_is_taken_by_its_whole_name);
	tcase_add_test(t, the_examples_of_concentrated_solar_power_come_out);
	tcase_add_loop_test(t, registered_projects_come_out_to_the_tonne, 0, COUNT_OF(registered));
	tcase_add_test(t, a_fuel_of_the_other_kind_has_no_row);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(index_suite)
