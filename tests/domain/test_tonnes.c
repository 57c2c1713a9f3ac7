#include "domain/tonnes.h"

#include <string.h>

#include "tests/support.h"

#define MOST INT64_C(9007199254740991)

START_TEST(a_quantity_reads_as_it_is_written)
{
	static const char *const cases[] = {"0", "1", "10", "9007199254740991"};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct tonnes t;
		char out[TONNES_TEXT_SIZE];

		ck_assert(tonnes_parse(cases[i], strlen(cases[i]), &t));
		ck_assert_str_eq(tonnes_text(t, out), cases[i]);
	}
}
END_TEST

START_TEST(any_other_text_is_no_quantity)
{
	static const char *const cases[] = {"", "-1", "+1", "01", "00", " 1", "1 ", "1.0", "1e3",
		"0x1", "1,000", "9007199254740992", "99999999999999999999", "一"};
	struct tonnes kept = tonnes_of(42);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(!tonnes_parse(cases[i], strlen(cases[i]), &kept), "%s", cases[i]);
	ck_assert_int_eq(tonnes_count(kept), 42);
}
END_TEST

START_TEST(sums_stay_within_the_bound)
{
	struct tonnes out = tonnes_of(42);

	ck_assert(!tonnes_add(tonnes_of(MOST), tonnes_of(1), &out));
	ck_assert(!tonnes_add(tonnes_of(INT64_MAX), tonnes_of(INT64_MAX), &out));
	ck_assert_int_eq(tonnes_count(out), 42);
	ck_assert(tonnes_add(tonnes_of(MOST - 1), tonnes_of(1), &out));
	ck_assert_int_eq(tonnes_count(out), MOST);
}
END_TEST

START_TEST(a_difference_is_never_negative)
{
	struct tonnes out = tonnes_of(42);

	ck_assert(!tonnes_sub(tonnes_of(1), tonnes_of(2), &out));
	ck_assert_int_eq(tonnes_count(out), 42);
	ck_assert(tonnes_sub(tonnes_of(2), tonnes_of(2), &out));
	ck_assert(tonnes_is_zero(out));
}
END_TEST

START_TEST(quantities_are_ordered)
{
	ck_assert_int_lt(tonnes_compare(tonnes_of(1), tonnes_of(2)), 0);
	ck_assert_int_eq(tonnes_compare(tonnes_of(2), tonnes_of(2)), 0);
	ck_assert_int_gt(tonnes_compare(tonnes_of(MOST), tonnes_of(0)), 0);
}
END_TEST

START_TEST(multiples_are_compared_and_parts_taken_exactly)
{
	/* 2^53 - 1 times 732 does not fit 64 bits. */
	ck_assert_int_gt(tonnes_compare_times(tonnes_of(MOST), 732, tonnes_of(MOST - 1), 732), 0);
	ck_assert_int_eq(tonnes_compare_times(tonnes_of(3), 10, tonnes_of(30), 1), 0);
	ck_assert_int_lt(tonnes_compare_times(tonnes_of(29), 1, tonnes_of(3), 10), 0);
	ck_assert_int_eq(
		tonnes_count(tonnes_part(tonnes_of(MOST), 365, 366)), INT64_C(8982589420711644));
	ck_assert_int_eq(tonnes_count(tonnes_part(tonnes_of(100), 0, 366)), 0);
}
END_TEST

static Suite *tonnes_suite(void)
{
	Suite *s = suite_create("tonnes");
	TCase *t = tcase_create("tonnes");

	tcase_add_test(t, a_quantity_reads_as_it_is_written);
	tcase_add_test(t, any_other_text_is_no_quantity);
	tcase_add_test(t, sums_stay_within_the_bound);
	tcase_add_test(t, a_difference_is_never_negative);
	tcase_add_test(t, quantities_are_ordered);
	tcase_add_test(t, multiples_are_compared_and_parts_taken_exactly);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(tonnes_suite)
