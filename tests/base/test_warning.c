#include "base/warning.h"

#include <string.h>

#include "tests/support.h"

/* Collects the {names} of a sentence in order of first use. */
static int names_in(const char *sentence, char names[ERROR_ARGS_MAX + 1][32])
{
	int n = 0;

	for (const char *p = sentence; (p = strchr(p, '{')) != NULL; p++) {
		const char *end = strchr(p, '}');
		char name[32] = "";
		int i;

		ck_assert_ptr_nonnull(end);
		ck_assert_int_lt(end - p, 32);
		memcpy(name, p + 1, (size_t)(end - p - 1));
		for (i = 0; i < n && strcmp(names[i], name) != 0; i++)
			;
		if (i == n) {
			ck_assert_int_lt(n, ERROR_ARGS_MAX);
			memcpy(names[n++], name, sizeof(name));
		}
	}
	return n;
}

START_TEST(both_languages_use_the_same_arguments)
{
	for (int code = 1; code < WARNING_CODE_COUNT; code++) {
		char zh[ERROR_ARGS_MAX + 1][32], en[ERROR_ARGS_MAX + 1][32];
		int n = names_in(warning_template((enum warning_code)code, LANGUAGE_ZH), zh);

		ck_assert_int_eq(
			n, names_in(warning_template((enum warning_code)code, LANGUAGE_EN), en));
		for (int i = 0; i < n; i++) {
			int j;

			for (j = 0; j < n && strcmp(zh[i], en[j]) != 0; j++)
				;
			ck_assert_msg(j < n, "%s: {%s} is not in the English text",
				warning_name((enum warning_code)code), zh[i]);
		}
	}
}
END_TEST

START_TEST(names_are_unique_well_formed_and_no_errors)
{
	for (int code = 1; code < WARNING_CODE_COUNT; code++) {
		const char *name = warning_name((enum warning_code)code);

		ck_assert_msg(warning_by_name(name) == (enum warning_code)code, "%s", name);
		ck_assert_uint_eq(
			strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-"), strlen(name));
		ck_assert_msg(error_by_name(name) == ERROR_NONE, "%s is an error too", name);
		ck_assert_str_ne(warning_rule((enum warning_code)code), "");
	}
	ck_assert_int_eq(warning_by_name("place"), WARNING_NONE);
}
END_TEST

START_TEST(a_warning_says_its_arguments_in_both_languages)
{
	struct warning_list list = {0};
	char out[ERROR_TEXT_MAX];

	warning_add(&list, WARNING_YEAR_AHEAD, "/compliance_year", "year", "2099", "today",
		"2026-11-30", NULL);
	ck_assert_uint_eq(list.count, 1);
	ck_assert_str_eq(list.item[0].path, "/compliance_year");
	ck_assert_str_eq(warning_text(&list.item[0], LANGUAGE_EN, out, sizeof(out)),
		"the year 2099 has not begun (today is 2026-11-30)");
	ck_assert_str_eq(warning_text(&list.item[0], LANGUAGE_ZH, out, sizeof(out)),
		"2099 年尚未开始（今日 2026-11-30）");
}
END_TEST

START_TEST(the_last_of_too_many_counts_those_that_are_not_kept)
{
	struct warning_list list = {0};

	for (int i = 0; i < WARNINGS_MAX; i++)
		warning_add(&list, WARNING_DAY_FAR, "/from", "day", "2199-01-01", NULL);
	ck_assert_int_eq(list.item[WARNINGS_MAX - 1].code, WARNING_DAY_FAR);
	warning_add(&list, WARNING_DAY_FAR, "/from", "day", "2199-01-01", NULL);
	ck_assert_uint_eq(list.count, WARNINGS_MAX);
	ck_assert_int_eq(list.item[WARNINGS_MAX - 1].code, WARNING_MORE);
	ck_assert_str_eq(list.item[WARNINGS_MAX - 1].argument[0].value, "2");
	warning_add(&list, WARNING_DAY_FAR, "/from", "day", "2199-01-01", NULL);
	ck_assert_str_eq(list.item[WARNINGS_MAX - 1].argument[0].value, "3");
	ck_assert_int_eq(list.item[WARNINGS_MAX - 2].code, WARNING_DAY_FAR);
}
END_TEST

START_TEST(nobody_has_to_listen)
{
	warning_add(NULL, WARNING_DAY_FAR, "/from", "day", "2199-01-01", NULL);
}
END_TEST

static Suite *warning_suite(void)
{
	Suite *s = suite_create("warning");
	TCase *t = tcase_create("warning");

	tcase_add_test(t, both_languages_use_the_same_arguments);
	tcase_add_test(t, names_are_unique_well_formed_and_no_errors);
	tcase_add_test(t, a_warning_says_its_arguments_in_both_languages);
	tcase_add_test(t, the_last_of_too_many_counts_those_that_are_not_kept);
	tcase_add_test(t, nobody_has_to_listen);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(warning_suite)
