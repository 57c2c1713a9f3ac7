#include "base/error.h"

#include <string.h>

#include "tests/support.h"

/* Collects the {names} of a template as a set, in order of first use. */
static int names_in(const char *template, char names[8][32])
{
	int n = 0;

	for (const char *p = template; (p = strchr(p, '{')) != NULL; p++) {
		const char *end = strchr(p, '}');
		char name[32] = "";
		int i;

		ck_assert_ptr_nonnull(end);
		ck_assert_int_lt(end - p, 32);
		memcpy(name, p + 1, (size_t)(end - p - 1));
		for (i = 0; i < n && strcmp(names[i], name) != 0; i++)
			;
		if (i == n) {
			ck_assert_int_lt(n, 8);
			memcpy(names[n++], name, sizeof(name));
		}
	}
	return n;
}

static void check_arguments(enum error_code code)
{
	char zh[8][32], en[8][32];
	int n = names_in(error_template(code, LANGUAGE_ZH), zh);

	ck_assert_int_eq(n, names_in(error_template(code, LANGUAGE_EN), en));
	ck_assert_int_le(n, ERROR_ARGS_MAX);
	for (int i = 0; i < n; i++) {
		int j;

		for (j = 0; j < n && strcmp(zh[i], en[j]) != 0; j++)
			;
		ck_assert_msg(
			j < n, "%s: {%s} is not in the English text", error_name(code), zh[i]);
	}
}

START_TEST(both_languages_use_the_same_arguments)
{
	for (int code = 1; code < ERROR_CODE_COUNT; code++)
		check_arguments((enum error_code)code);
}
END_TEST

START_TEST(names_are_unique_and_well_formed)
{
	for (int code = 1; code < ERROR_CODE_COUNT; code++) {
		const char *name = error_name((enum error_code)code);

		ck_assert_msg(error_by_name(name) == (enum error_code)code, "%s", name);
		ck_assert_uint_eq(
			strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-"), strlen(name));
		ck_assert_int_ge(error_http_status((enum error_code)code), 400);
		ck_assert_int_le(error_http_status((enum error_code)code), 599);
	}
}
END_TEST

START_TEST(long_values_are_cut_on_a_character)
{
	struct error err;
	char value[ERROR_VALUE_MAX + 10] = "";

	for (size_t i = 0; i + 3 < sizeof(value); i += 3)
		memcpy(value + i, "吨", 3);
	ck_assert_int_eq(error_set(&err, ERROR_OVERFLOW, NULL, "/a", "value", value, NULL), -1);
	ck_assert_uint_eq(strlen(error_argument(&err, "value")) % 3, 0);
	ck_assert_uint_lt(strlen(error_argument(&err, "value")), ERROR_VALUE_MAX);
}
END_TEST

START_TEST(a_report_names_place_sentence_and_rule)
{
	struct error err;
	char out[ERROR_TEXT_MAX];

	error_set_at(
		&err, ERROR_OVERFLOW, "Order 31 art. 22", 3, 7, "/rows/0", "value", "99", NULL);
	error_in_document(&err, "a.yaml");
	ck_assert_str_eq(error_report(&err, LANGUAGE_EN, out, sizeof(out)),
		"a.yaml:3:7:/rows/0: number.overflow: number out of range: 99 (Order 31 art. 22)");
	ck_assert_str_eq(error_report(&err, LANGUAGE_ZH, out, sizeof(out)),
		"a.yaml:3:7:/rows/0: number.overflow: 数值超出范围：99 (Order 31 art. 22)");
}
END_TEST

static Suite *error_suite(void)
{
	Suite *s = suite_create("error");
	TCase *t = tcase_create("error");

	tcase_add_test(t, both_languages_use_the_same_arguments);
	tcase_add_test(t, names_are_unique_and_well_formed);
	tcase_add_test(t, long_values_are_cut_on_a_character);
	tcase_add_test(t, a_report_names_place_sentence_and_rule);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(error_suite)
