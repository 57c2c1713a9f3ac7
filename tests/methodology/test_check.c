#include "methodology/methodology.h"
#include "tests/formula/support.h"
#include "tests/methodology/designs.h"

/* All faults of a methodology at once, each at its place, without those that only follow. */

static const char sound[] =
	"conditions:\n"
	"- {id: big, text: {zh: 大}, check: \"area >= 400 [m2]\"}\n"
	"parameters:\n"
	"- {symbol: area, unit: m2, source: fixed, name: {zh: 面积}}\n"
	"- {symbol: EG, unit: MWh, source: monitored, name: {zh: 电量}}\n"
	"- {symbol: EF, unit: tCO2/MWh, source: fixed, default: \"0.5\", name: {zh: 因子}}\n"
	"equations:\n"
	"- {symbol: BE, unit: tCO2, expression: EG * EF}\n"
	"- {symbol: ER, unit: tCO2, expression: \"BE - 1 [tCO2]\"}\n"
	"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n"
	"examples:\n"
	"- {name: one, year: 2024, values: {EG: \"10\"}, expect: {ER: \"4\", tonnes: 4}}\n"
	"- {name: two, year: 2024, values: {EG: \"20\"}, expect: {ER: \"9\", tonnes: 9}}\n";

struct change {
	const char *from, *to;
};

static char *changed(void *mem, const struct change *changes, size_t n)
{
	char *text = talloc_strdup(mem, sound);

	for (size_t i = 0; i < n && changes[i].from; i++) {
		const char *at = strstr(text, changes[i].from);

		ck_assert_msg(at != NULL, "%s", changes[i].from);
		text = talloc_asprintf(mem, "%.*s%s%s", (int)(at - text), text, changes[i].to,
			at + strlen(changes[i].from));
	}
	return text;
}

enum { CHANGES = 4, FAULTS = 4 };

static const struct {
	struct change changes[CHANGES];
	struct {
		enum error_code code;
		uint32_t line;
		const char *path, *near;
	} faults[FAULTS];
} cases[] = {
	{{{NULL, NULL}}, {{ERROR_NONE, 0, NULL, NULL}}},
	{{{"source: monitored", "sauce: monitored"}},
		{{ERROR_METHODOLOGY_KEY, 5, "/parameters/1/sauce", "source"},
			{ERROR_METHODOLOGY_MISSING, 5, "/parameters/1", NULL}}},
	/* The faults of BE and ER only follow from EG's unit, and are not reported. */
	{{{"unit: MWh", "unit: MWhh"}, {"unit: tCO2, rounding", "unit: tC, rounding"}},
		{{ERROR_UNIT_UNKNOWN, 5, "/parameters/1/unit", NULL}}},
	{{{"EG * EF", "EG * EFF"}, {"area >=", "aera >="}, {"floor", "flor"}},
		{{ERROR_FORMULA_UNKNOWN, 2, "/conditions/0/check", "area"},
			{ERROR_FORMULA_UNKNOWN, 8, "/equations/0/expression", "EF"}}},
	{{{"BE - 1 [tCO2]", "BE - 1"}, {"area >= 400 [m2]", "area >= 400"}},
		{{ERROR_FORMULA_UNITS, 2, "/conditions/0/check", NULL},
			{ERROR_FORMULA_UNITS, 9, "/equations/1/expression", NULL}}},
	{{{"area >= 400 [m2]", "EG > 1 [MWh]"}},
		{{ERROR_METHODOLOGY_CHECK_SOURCE, 2, "/conditions/0/check", NULL}}},
	{{{"ER: \"4\"", "ER: \"5\""}, {"ER: \"9\", tonnes: 9", "ER: \"9\", tonnes: 8"}},
		{{ERROR_EXAMPLE_DIFFERS, 12, "/examples/0/expect/ER", NULL},
			{ERROR_EXAMPLE_DIFFERS, 13, "/examples/1/expect/tonnes", NULL}}},
	{{{"conditions:", "additionality_ways:\n- {id: a, text: {zh: 一}}\n"
			  "- {id: a, text: {zh: 二}}\n- {id: big, text: {zh: 三}}\nconditions:"}},
		{{ERROR_METHODOLOGY_DUPLICATE, 3, "/additionality_ways/1/id", NULL}}},
	{{{"area >= 400 [m2]\"", "1 > 0\""}},
		{{ERROR_METHODOLOGY_UNUSED, 4, "/parameters/0", NULL}}},
};

START_TEST(all_faults_are_told_at_once_each_at_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error_list *faults = talloc_zero(mem, struct error_list);
	const struct methodology *m =
		methodology_check(mem, tree_of(mem, changed(mem, cases[_i].changes, CHANGES)),
			registry_units(mem), faults);
	char report[ERROR_TEXT_MAX];
	size_t n = 0;

	while (n < FAULTS && cases[_i].faults[n].code != ERROR_NONE)
		n++;
	for (size_t i = 0; i < faults->count; i++) {
		const struct error *err = &faults->item[i];
		const char *near = error_argument(err, "near");

		error_report(err, LANGUAGE_EN, report, sizeof(report));
		ck_assert_msg(i < n, "%s", report);
		ck_assert_msg(err->code == cases[_i].faults[i].code, "%s", report);
		ck_assert_msg(err->line == cases[_i].faults[i].line, "%s", report);
		ck_assert_str_eq(err->path, cases[_i].faults[i].path);
		if (cases[_i].faults[i].near)
			ck_assert_str_eq(near ? near : "", cases[_i].faults[i].near);
	}
	ck_assert_uint_eq(faults->count, n);
	ck_assert_int_eq(m != NULL, n == 0);
}
END_TEST

/* --- a condition on a design's values --- */

static int area_value(void *ctx, enum parameter_source source, const char *name, const char **value,
	struct error *err)
{
	(void)err;
	ck_assert_int_eq(source, PARAMETER_FIXED);
	ck_assert_str_eq(name, "area");
	*value = ctx;
	return ctx != NULL;
}

START_TEST(a_condition_holds_or_not_for_the_values_of_a_design)
{
	static const struct {
		const char *area;
		enum error_code code;
		bool holds;
	} areas[] = {
		{"400", ERROR_NONE, true},
		{"399.99", ERROR_NONE, false},
		{NULL, ERROR_CALCULATION_MISSING, false},
		{"wide", ERROR_NUMBER_FORM, false},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct methodology *m =
		methodology_compile(mem, tree_of(mem, sound), registry_units(mem), &err);

	ck_assert_ptr_nonnull(m);
	ck_assert_str_eq(methodology_condition_at(m, 0)->check, "area >= 400 [m2]");
	for (size_t i = 0; i < COUNT_OF(areas); i++) {
		const struct methodology_inputs in = {
			(void *)(uintptr_t)areas[i].area, NULL, area_value, NULL, NULL, NULL};
		bool holds = false;

		err = (struct error){0};
		ck_assert_int_eq(methodology_condition_holds(m, 0, &in, &holds, &err),
			areas[i].code == ERROR_NONE ? 0 : -1);
		ck_assert_int_eq(err.code, areas[i].code);
		ck_assert_int_eq(holds, areas[i].holds);
	}
}
END_TEST

/* --- our own methodologies: each check with values on both sides of its bound --- */

START_TEST(a_check_of_the_house_tells_designs_apart_at_its_bound)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct design *d = &designs[_i];
	struct error err = {0};
	const struct methodology *m = methodology_compile(
		mem, tree_of(mem, file_text(mem, d->file)), registry_units(mem), &err);
	bool holds = !d->holds;

	ck_assert_ptr_nonnull(m);
	ck_assert_msg(
		design_holds(d, m, &holds, &err) == 0, "%s %s", d->file, error_name(err.code));
	ck_assert_msg(holds == d->holds, "%s %s, design %d", d->file, d->condition, _i);
}
END_TEST

static Suite *check_suite(void)
{
	Suite *s = suite_create("check");
	TCase *t = tcase_create("check");

	tcase_add_loop_test(t, all_faults_are_told_at_once_each_at_its_place, 0, COUNT_OF(cases));
	tcase_add_test(t, a_condition_holds_or_not_for_the_values_of_a_design);
	tcase_add_loop_test(
		t, a_check_of_the_house_tells_designs_apart_at_its_bound, 0, COUNT_OF(designs));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(check_suite)
