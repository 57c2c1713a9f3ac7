/* ccer calculate: which options go together, and how an estimate is summed up. */
#include <limits.h>
#include <stdlib.h>

#include "tests/ccer/support.h"

#define METHODOLOGY source("methodologies/CCER-01-002-V01.yaml")
#define UNITS source("registry/units.yaml")
#define FACTORS source("registry/grid-factors.yaml")
#define REPORT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* A file of the sources; one of four buffers in turn. */
static const char *source(const char *file)
{
	static char paths[4][PATH_MAX];
	static unsigned next;
	char *path = paths[next++ % 4];
	const char *top = getenv("top_srcdir");

	snprintf(path, PATH_MAX, "%s/%s", top ? top : "..", file);
	return path;
}

START_TEST(an_estimate_ends_with_its_sum_on_a_line_of_its_own)
{
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "calculate", "--methodology", METHODOLOGY, "--units", UNITS,
			"--period", "2024-03-01..2025-02-28", "--parameters", FACTORS, "--key",
			"East", "--set", "EG_export=1000", "--set", "EG_import=0", NULL),
		EXIT_DONE);
	ck_assert_str_eq(ran.err, "");
	ASSERT_HOLDS(ran.out, "\n\ntotal 484 tCO2e\n");
	ck_assert_int_eq(
		ccer(LANGUAGE_ZH, "calculate", "--methodology", METHODOLOGY, "--units", UNITS,
			"--period", "2024-03-01..2025-02-28", "--parameters", FACTORS, "--key",
			"East", "--set", "EG_export=1000", "--set", "EG_import=0", NULL),
		EXIT_DONE);
	ASSERT_HOLDS(ran.out, "\n\n合计 484 tCO2e\n");
}
END_TEST

START_TEST(options_that_do_not_go_together_are_a_wrong_use)
{
	static const char *const cases[][12] = {
		{"--year", "2024"},
		{"--ledger", "x"},
		{"--report", REPORT},
		{"--methodology", "m"},
		{"--methodology", "m", "--units", "u"},
		{"--methodology", "m", "--units", "u", "--year", "2024", "--period",
			"2024-01-01..2024-12-31"},
		{"--methodology", "m", "--units", "u", "--days", "2024-01-01..2024-12-31"},
		{"--methodology", "m", "--units", "u", "--period", "2024-01-01..2024-12-31",
			"--data", "a=b"},
		{"--methodology", "m", "--units", "u", "--year", "2024", "--attachments", "d"},
		{"--methodology", "m", "--units", "u", "--year", "2024", "--ledger", "x"},
		{"--ledger", "x", "--report", REPORT, "--methodology", "m"},
		{"--ledger", "x", "--report", REPORT, "--data", "a=b"},
		{"--ledger", "x", "--report", REPORT, "--days", "2024-01-01..2024-12-31"},
		{"--ledger", "x", "--report", REPORT, "more"},
		{"--ledger", "x", "--report", "0123"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *const *a = cases[i];

		ck_assert_msg(ccer(LANGUAGE_EN, "calculate", a[0], a[1], a[2], a[3], a[4], a[5],
				      a[6], a[7], a[8], a[9], NULL) == EXIT_USAGE,
			"case %zu: %d", i, ran.status);
		ASSERT_HOLDS(ran.err, "usage: ccer calculate ");
		ck_assert_str_eq(ran.out, "");
	}
}
END_TEST

START_TEST(a_value_of_an_option_has_its_form)
{
	static const struct {
		const char *option, *value, *said;
	} cases[] = {
		{"--set", "EG_export", "--set takes SYMBOL=VALUE"},
		{"--row", "grid.factors", "--row takes TABLE[MEMBER]@YEAR:COLUMN=VALUE"},
		{"--data", "meter", "--data takes NAME=FILE[#SHA256], at most 16 times"},
		{"--period", "2024", "a period is 2022-04-01..2032-03-31"},
		{"--days", "2024-01-01..2024-02-30", "a period is 2022-04-01..2032-03-31"},
		{"--year", "0", "usage: "},
		{"--year", "10000", "usage: "},
		{"--year", "18446744073709553640", "usage: "},
		{"--year", "+2024", "usage: "},
		{"--year", "2024a", "usage: "},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_msg(ccer(LANGUAGE_EN, "calculate", cases[i].option, cases[i].value,
				      NULL) == EXIT_USAGE,
			"%s %s", cases[i].option, cases[i].value);
		ASSERT_HOLDS(ran.err, cases[i].said);
	}
}
END_TEST

START_TEST(files_that_are_not_there_are_named)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "calculate", "--methodology", "/no/such.yaml", "--units",
				 UNITS, "--year", "2024", NULL),
		EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "/no/such.yaml");
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "calculate", "--ledger", "/no/such", "--report", REPORT, NULL),
		EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "/no/such");
}
END_TEST

static Suite *calculate_suite(void)
{
	Suite *s = suite_create("cmd_calculate");
	TCase *t = tcase_create("cmd_calculate");

	tcase_add_test(t, an_estimate_ends_with_its_sum_on_a_line_of_its_own);
	tcase_add_test(t, options_that_do_not_go_together_are_a_wrong_use);
	tcase_add_test(t, a_value_of_an_option_has_its_form);
	tcase_add_test(t, files_that_are_not_there_are_named);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(calculate_suite)
