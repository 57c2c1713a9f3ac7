/*
 * How often a methodology is compiled: calls of methodology_compile are counted, by the
 * linker's --wrap.
 */
#include <stdio.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

#include "methodology/methodology.h"
#include "rules/programs.h"
#include "rules/projects/calculate.h"
#include "tests/rules/story_project.h"
#include "tests/support.h"

static int compiled_n;

const struct methodology *__real_methodology_compile(
	void *mem, const struct yaml_node *root, const struct unit_table *units, struct error *err);
const struct methodology *__wrap_methodology_compile(
	void *mem, const struct yaml_node *root, const struct unit_table *units, struct error *err);

const struct methodology *__wrap_methodology_compile(
	void *mem, const struct yaml_node *root, const struct unit_table *units, struct error *err)
{
	compiled_n++;
	return __real_methodology_compile(mem, root, units, err);
}

/* All of the crediting period at once: ten years, in eleven calendar years. */
static const char *ten_years(struct story *s)
{
	const char *text = story_project_text(s, STORY_REPORTED);
	char *out = talloc_strndup(s->mem, text, (size_t)(strstr(text, "rows:") - text));

	out = talloc_asprintf_append(out, "rows:\n");
	for (int year = 2022; year <= 2032; year++)
		out = talloc_asprintf_append(out,
			"- {year: %d, claim: 1, values: {EG_export: \"1000\", EG_import: \"0\"}}\n",
			year);
	return story_project_fill(s, story_but(s, out, "last: 2024-10-31", "last: 2032-03-31"));
}

static const char small[] =
	"parameters:\n"
	"- {symbol: A, unit: tCO2, source: monitored, name: {zh: x}}\n"
	"equations:\n"
	"- {symbol: ER, unit: tCO2, expression: A * 2}\n"
	"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n";

/* Whether the project's program can be obtained: from those kept, or by compiling it. */
static bool calculated(struct story *s)
{
	const struct record_project project = story_project_record(s);

	return calculate_project_program(s->programs, overlay_view(s->state), &project, &s->err) !=
	       NULL;
}

static struct story *before_the_report(void *mem)
{
	struct story *s = story_at_stage(mem, STORY_REGISTERED);

	story_at(s, "2032-12-03T06:00:00Z");
	compiled_n = 0;
	return s;
}

START_TEST(a_report_of_ten_years_compiles_its_methodology_once)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = before_the_report(mem);

	story_seal(s, ten_years(s), "owner");
	ck_assert_int_eq(compiled_n, 1);
}
END_TEST

START_TEST(a_verification_of_three_years_compiles_once)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REPORT_COMMENT);

	compiled_n = 0;
	story_until(s, STORY_VERIFIED);
	ck_assert_int_eq(compiled_n, 1);
}
END_TEST

START_TEST(what_is_kept_from_publication_on_is_compiled_once_for_all_decisions)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);

	s->programs = programs_new(mem);
	compiled_n = 0;
	story_until(s, STORY_VERIFIED);
	ck_assert_int_eq(compiled_n, 1);
}
END_TEST

START_TEST(other_units_drop_what_was_compiled_with_these)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = before_the_report(mem);

	s->programs = programs_new(mem);
	ck_assert_int_eq(story_try(s, ten_years(s), "mee"), -1); /* not by its owner */
	ck_assert_int_eq(compiled_n, 0);
	story_seal(s, ten_years(s), "owner");
	ck_assert_int_eq(compiled_n, 1);
	story_seal(s,
		"kind: units\nsource: GB 3100\nunits:\n- {symbol: furlong, name: {zh: 弗隆}}\n",
		"operator mee");
	ck_assert_int_eq(calculated(s), 1);
	ck_assert_int_eq(compiled_n, 2);
	ck_assert_int_eq(calculated(s), 1);
	ck_assert_int_eq(compiled_n, 2);
}
END_TEST

START_TEST(of_too_many_the_one_not_asked_for_longest_goes)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct programs *p = programs_new(mem);
	const struct record_unit unit = {.symbol = "tCO2"};
	struct yaml_node *root;
	struct error err;

	ck_assert_int_eq(yaml_parse(mem, small, strlen(small), &root, &err), 0);
	ck_assert_int_eq(programs_take_units(p, &unit, 1, &err), 0);
	for (uint8_t i = 0; i < PROGRAMS_MAX; i++)
		ck_assert_ptr_nonnull(
			programs_compile(p, &(struct digest){.bytes = {i}}, root, &err));
	ck_assert_ptr_nonnull(programs_find(p, &(struct digest){.bytes = {0}}));
	ck_assert_ptr_nonnull(
		programs_compile(p, &(struct digest){.bytes = {PROGRAMS_MAX}}, root, &err));
	for (uint8_t i = 0; i <= PROGRAMS_MAX; i++)
		ck_assert_int_eq(programs_find(p, &(struct digest){.bytes = {i}}) != NULL, i != 1);
}
END_TEST

static Suite *programs_suite(void)
{
	Suite *s = suite_create("programs");
	TCase *t = tcase_create("programs");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_report_of_ten_years_compiles_its_methodology_once);
	tcase_add_test(t, a_verification_of_three_years_compiles_once);
	tcase_add_test(t, what_is_kept_from_publication_on_is_compiled_once_for_all_decisions);
	tcase_add_test(t, other_units_drop_what_was_compiled_with_these);
	tcase_add_test(t, of_too_many_the_one_not_asked_for_longest_goes);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(programs_suite)
