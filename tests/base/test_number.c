#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/support.h"

static bool reads(const char *text, int64_t least, int64_t most, int64_t *out)
{
	return integer_parse(text, strlen(text), least, most, out);
}

START_TEST(an_integer_reads_as_it_is_written)
{
	static const int64_t cases[] = {
		0, 1, -1, 9, 10, -10, INTEGER_MOST, -INTEGER_MOST, INT64_MAX, INT64_MIN};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[24];
		int64_t value = 42;

		snprintf(text, sizeof(text), "%" PRId64, cases[i]);
		ck_assert(reads(text, INT64_MIN, INT64_MAX, &value));
		ck_assert_int_eq(value, cases[i]);
	}
}
END_TEST

START_TEST(any_other_text_is_no_integer)
{
	static const char *const cases[] = {"", "-", "--1", "+1", "-0", "00", "01", "-01", " 1",
		"1 ", "1\n", "1.0", "1e3", "0x1", "1,000", "1_000", "一", "/", ":",
		"9223372036854775808", "-9223372036854775809", "18446744073709551617",
		"99999999999999999999999999"};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t value = 42;

		ck_assert_msg(!reads(cases[i], INT64_MIN, INT64_MAX, &value), "%s", cases[i]);
		ck_assert_int_eq(value, 42);
	}
}
END_TEST

START_TEST(both_bounds_are_included)
{
	static const struct {
		const char *text;
		int64_t least, most;
		bool reads;
	} cases[] = {
		{"2013", 2013, 2100, true},
		{"2100", 2013, 2100, true},
		{"2012", 2013, 2100, false},
		{"2101", 2013, 2100, false},
		{"-1", 0, INT64_MAX, false},
		{"0", 0, INT64_MAX, true},
		{"0", 1, INT64_MAX, false},
		{"-5", -5, -5, true},
		{"1000000000000000000", 0, INTEGER_MOST, false},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t value = 42;

		ck_assert_msg(reads(cases[i].text, cases[i].least, cases[i].most, &value) ==
				      cases[i].reads,
			"%s", cases[i].text);
		ck_assert_int_eq(value == 42, !cases[i].reads);
	}
}
END_TEST

/* What follows is not looked at, even if it is a digit. */
START_TEST(a_number_ends_with_its_size)
{
	int64_t value;

	ck_assert(integer_parse("123456", 3, 0, INT64_MAX, &value));
	ck_assert_int_eq(value, 123);
	ck_assert(!integer_parse("123\0", 4, 0, INT64_MAX, &value));
}
END_TEST

START_TEST(a_field_of_digits_has_its_width)
{
	int value = 42;

	ck_assert(digits_parse("0730", 2, &value));
	ck_assert_int_eq(value, 7);
	ck_assert(digits_parse("000000009", 9, &value));
	ck_assert_int_eq(value, 9);
	ck_assert(!digits_parse("-1", 2, &value));
	ck_assert(!digits_parse("1 ", 2, &value));
	ck_assert(!digits_parse("1", 2, &value));
	ck_assert_int_eq(value, 9);
}
END_TEST

static Suite *number_suite(void)
{
	Suite *s = suite_create("number");
	TCase *t = tcase_create("number");

	tcase_add_test(t, an_integer_reads_as_it_is_written);
	tcase_add_test(t, any_other_text_is_no_integer);
	tcase_add_test(t, both_bounds_are_included);
	tcase_add_test(t, a_number_ends_with_its_size);
	tcase_add_test(t, a_field_of_digits_has_its_width);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(number_suite)
