/*
 * What calculating may cost: one run, all examples of a methodology together, and what whoever
 * asks allows beside.
 */
#include <glob.h>
#include <string.h>

#include "methodology/methodology.h"
#include "tests/formula/support.h"

enum { MEMBERS = 400 };

static const char head[] =
	"indexes:\n"
	"- {symbol: i, set: rows, name: {zh: 行}}\n"
	"- {symbol: j, set: columns, name: {zh: 列}}\n"
	"parameters:\n"
	"- {symbol: A, index: i, unit: \"1\", source: monitored, name: {zh: 甲}}\n"
	"- {symbol: B, index: j, unit: tCO2, source: monitored, name: {zh: 乙}}\n"
	"equations:\n"
	"- {symbol: ER, unit: tCO2, expression: \"sum(i in rows: sum(j in columns: A[i] * "
	"B[j]))\"}\n"
	"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n"
	"examples:\n";

/* So many examples, each of somewhat over 2 * MEMBERS * MEMBERS operations. */
static const struct methodology *costly(void *mem, int examples)
{
	char *text = talloc_strdup(mem, head);
	struct error err = {0};
	const struct methodology *m;

	for (int e = 0; e < examples; e++) {
		text = talloc_asprintf_append(text, "- name: e%d\n  year: 2023\n  values:\n", e);
		for (int k = 0; k < MEMBERS; k++)
			text = talloc_asprintf_append_buffer(
				text, "    \"A[m%d]\": \"1\"\n    \"B[m%d]\": \"2\"\n", k, k);
		text = talloc_asprintf_append(
			text, "  expect: {tonnes: %d}\n", 2 * MEMBERS * MEMBERS);
	}
	m = methodology_compile(mem, tree_of(mem, text), registry_units(mem), &err);
	ck_assert_msg(m != NULL, "%s", error_name(err.code));
	return m;
}

START_TEST(examples_have_one_bound_together)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};

	/* Three take 962,403 operations, four more than a million. */
	ck_assert_int_eq(methodology_examples(mem, costly(mem, 3), NULL, &err), 0);
	ck_assert_int_eq(methodology_examples(mem, costly(mem, 4), NULL, &err), -1);
	ck_assert_int_eq(err.code, ERROR_EXAMPLE_WORK);
	ck_assert_str_eq(err.path, "/examples/3");
}
END_TEST

START_TEST(whoever_asks_may_allow_less)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct effort effort = {.most = 500 * 1000, .spent = ERROR_DRY_RUN_WORK};
	struct error err = {0};

	ck_assert_int_eq(methodology_examples(mem, costly(mem, 1), &effort, &err), 0);
	ck_assert_uint_gt(effort.done, UINT64_C(2) * MEMBERS * MEMBERS);
	ck_assert_int_eq(methodology_examples(mem, costly(mem, 1), &effort, &err), -1);
	ck_assert_int_eq(err.code, ERROR_DRY_RUN_WORK);
}
END_TEST

START_TEST(the_published_ones_are_far_below)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *pattern = talloc_asprintf(mem, "%s/methodologies/CCER-*.yaml", getenv("top_srcdir"));
	glob_t files;

	ck_assert_int_eq(glob(pattern, 0, NULL, &files), 0);
	ck_assert_uint_ge(files.gl_pathc, 6);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		struct effort effort = {
			.most = METHODOLOGY_EXAMPLES_WORK_MAX / 5, .spent = ERROR_DRY_RUN_WORK};
		struct error err = {0};
		const char *name = strrchr(files.gl_pathv[i], '/') + 1;
		const char *text = file_text(mem, talloc_asprintf(mem, "methodologies/%s", name));
		const struct methodology *m =
			methodology_compile(mem, tree_of(mem, text), registry_units(mem), &err);

		ck_assert_msg(m && methodology_examples(mem, m, &effort, &err) == 0, "%s: %s", name,
			error_name(err.code));
	}
	globfree(&files);
}
END_TEST

static Suite *bounds_suite(void)
{
	Suite *s = suite_create("bounds");
	TCase *t = tcase_create("bounds");

	tcase_add_test(t, examples_have_one_bound_together);
	tcase_add_test(t, whoever_asks_may_allow_less);
	tcase_add_test(t, the_published_ones_are_far_below);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(bounds_suite)
