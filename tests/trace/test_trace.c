#include "trace/trace.h"

#include <string.h>

#include <check.h>
#include <talloc.h>

#include "tests/formula/support.h"
#include "tests/methodology/inputs.h"
#include "tests/support.h"

/* A parameter for each reason, one of them with an index, and both ways to an equation. */
static const char methodology[] =
	"indexes:\n"
	"- {symbol: f, set: fuels, name: {zh: 燃料}}\n"
	"parameters:\n"
	"- {symbol: D, unit: tCO2, source: fixed, name: {zh: x}}\n"
	"- {symbol: d, unit: \"1\", source: fixed, default: \"1/3\", name: {zh: x}}\n"
	"- {symbol: M, index: f, unit: tCO2, source: monitored, name: {zh: x}}\n"
	"- {symbol: i, unit: \"1\", source: monitored, default: \"2\", missing: default, "
	"name: {zh: x}}\n"
	"- {symbol: z, unit: \"1\", source: monitored, missing: zero, name: {zh: x}}\n"
	"- {symbol: T, unit: \"1\", source: table, table: grid.factors, column: T, "
	"unpublished: nearest-earlier, name: {zh: x}}\n"
	"- {symbol: U, unit: \"1\", source: table, table: grid.factors, column: U, "
	"unpublished: nearest-earlier, name: {zh: x}}\n"
	"equations:\n"
	"- {symbol: E, unit: \"1\", expression: U * 2, or_table: {table: grid.factors, "
	"column: E}}\n"
	"- {symbol: ER, unit: tCO2, expression: \"D * d * i + sum(f in fuels: M[f]) * (T + z) * "
	"sqrt(E)\"}\n"
	"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n";

static const struct {
	const char *symbol, *unit, *expression, *substituted, *value, *note, *note_zh;
} lines[] = {
	{"D", "tCO2", "", "", "9", "fixed in the design", "设计中确定"},
	{"d", "1", "", "", "0.333333333333…", "the methodology's default", "方法学的缺省值"},
	{"M[coal]", "tCO2", "", "", "-5", "from raw data meter: sum of kwh, 31 rows, 2 missing",
		"由原始数据 meter：sum of kwh，31 行，缺 2 行"},
	{"M[oil]", "tCO2", "", "", "7", "monitored", "监测值"},
	{"i", "1", "", "", "2", "not given: the methodology's default", "未给出：取方法学的缺省值"},
	{"z", "1", "", "", "0", "not given: counts as zero by the methodology",
		"未给出：按方法学计为零"},
	{"T", "1", "", "", "0.5", "from table grid.factors, column T, edition 2021, of 2022",
		"取自表 grid.factors 的 T 列，版本 2021，2022 年"},
	{"E", "1", "U * 2", "", "2",
		"from table grid.factors, column E, edition 2021, of 2022: not evaluated",
		"取自表 grid.factors 的 E 列，版本 2021，2022 年：未计算"},
	{"ER", "tCO2", "D * d * i + sum(f in fuels: M[f]) * (T + z) * sqrt(E)",
		"9 * 0.333333333333… * 2 + ((-5) + 7) * (0.5 + 0) * sqrt(2)", "7.414213562373…", "",
		""},
};

static enum text_status row_status;

static int row_of_2022(void *ctx UNUSED, const struct methodology_row *asked,
	struct methodology_found *found, struct error *err UNUSED)
{
	*found = (struct methodology_found){"E=2 T=0.5", "2021", row_status};
	return asked->year == 2022;
}

static struct methodology_result calculated(void *mem)
{
	static struct given values[] = {{"D", "9"}, {"M[coal]", "-5"}, {"M[oil]", "7"}};
	struct given_inputs given = {COUNT_OF(values), 0, values, NULL};
	struct methodology_inputs in = given_callbacks(&given, NULL);
	struct methodology_result result;
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const struct methodology *m = methodology_compile(
		mem, tree_of(mem, talloc_strdup(mem, methodology)), registry_units(mem), &err);

	in.row = row_of_2022;
	ck_assert_msg(m && methodology_run(mem, m, &in, "North", 2023, &result, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return result;
}

static const struct derived_from *coal_is_derived(const void *ctx, const char *name)
{
	return strcmp(name, "M[coal]") == 0 ? ctx : NULL;
}

START_TEST(every_reason_has_its_words_in_both_languages)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct derived_from from = {"meter", "sum of kwh", 31, 2};
	const struct trace_sources sources = {&from, coal_is_derived};
	const struct methodology_result result = calculated(mem);
	const struct trace_step *steps = trace_steps(mem, &result, &sources);

	ck_assert_uint_eq(result.steps_n, COUNT_OF(lines));
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		ck_assert_str_eq(steps[i].symbol, lines[i].symbol);
		ck_assert_str_eq(steps[i].unit, lines[i].unit);
		ck_assert_str_eq(steps[i].expression, lines[i].expression);
		ck_assert_str_eq(steps[i].substituted, lines[i].substituted);
		ck_assert_str_eq(steps[i].value, lines[i].value);
		ck_assert_str_eq(steps[i].note[LANGUAGE_EN], lines[i].note);
		ck_assert_str_eq(steps[i].note[LANGUAGE_ZH], lines[i].note_zh);
	}
}
END_TEST

/* What is published needs no word; what is not says so beside the number, and to programs. */
START_TEST(a_step_says_what_its_row_rests_on)
{
	static const struct {
		enum text_status status;
		const char *word, *note, *note_zh;
	} rests[] = {
		{STATUS_NONE, "", "from table grid.factors, column T, edition 2021, of 2022",
			"取自表 grid.factors 的 T 列，版本 2021，2022 年"},
		{STATUS_FINAL, "final", "from table grid.factors, column T, edition 2021, of 2022",
			"取自表 grid.factors 的 T 列，版本 2021，2022 年"},
		{STATUS_DRAFT, "draft",
			"from table grid.factors, column T, edition 2021, of 2022, from a draft or "
			"assumed",
			"取自表 grid.factors 的 T 列，版本 2021，2022 年，来自征求意见稿或系暂定"},
		{STATUS_INFERRED, "inferred",
			"from table grid.factors, column T, edition 2021, of 2022, inferred from "
			"registrations, not published",
			"取自表 grid.factors 的 T 列，版本 2021，2022 "
			"年，由公开登记数据推算，非主管部门发布"},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);

	for (size_t i = 0; i < COUNT_OF(rests); i++) {
		row_status = rests[i].status;
		const struct methodology_result result = calculated(mem);
		const struct trace_step *steps = trace_steps(mem, &result, NULL);

		ck_assert_str_eq(steps[6].status, rests[i].word);
		ck_assert_str_eq(steps[6].note[LANGUAGE_EN], rests[i].note);
		ck_assert_str_eq(steps[6].note[LANGUAGE_ZH], rests[i].note_zh);
		ck_assert_str_eq(steps[0].status, "");
	}
	row_status = STATUS_NONE;
}
END_TEST

START_TEST(a_value_that_is_not_exact_has_both_ends)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct methodology_result result = calculated(mem);
	const struct trace_step *steps = trace_steps(mem, &result, NULL);
	const struct trace_step *last = &steps[result.steps_n - 1];

	for (const struct trace_step *s = steps; s < last; s++)
		ck_assert_ptr_null(s->upper);
	ck_assert_ptr_nonnull(last->upper);
	ck_assert_int_lt(rational_compare(last->exact, last->upper), 0);
	ck_assert_int_eq(rational_compare(last->exact, result.exact), 0);
}
END_TEST

START_TEST(without_sources_a_given_value_is_monitored)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct methodology_result result = calculated(mem);

	ck_assert_str_eq(trace_steps(mem, &result, NULL)[2].note[LANGUAGE_EN], "monitored");
}
END_TEST

START_TEST(a_step_is_found_by_its_whole_name)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct methodology_result result = calculated(mem);
	static const char *const others[] = {
		"M", "M[", "M[coal", "M[coa]", "M[coal]x", "M[oil]", "Mcoal]", ""};

	ck_assert(methodology_step_is(&result.steps[2], "M[coal]"));
	ck_assert(methodology_step_is(&result.steps[0], "D"));
	ck_assert(!methodology_step_is(&result.steps[0], "D[coal]"));
	for (size_t i = 0; i < COUNT_OF(others); i++)
		ck_assert(!methodology_step_is(&result.steps[2], others[i]));
}
END_TEST

static Suite *trace_suite(void)
{
	Suite *s = suite_create("trace");
	TCase *t = tcase_create("trace");

	tcase_add_test(t, every_reason_has_its_words_in_both_languages);
	tcase_add_test(t, a_step_says_what_its_row_rests_on);
	tcase_add_test(t, a_value_that_is_not_exact_has_both_ends);
	tcase_add_test(t, without_sources_a_given_value_is_monitored);
	tcase_add_test(t, a_step_is_found_by_its_whole_name);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(trace_suite)
