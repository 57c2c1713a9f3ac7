#include "domain/period.h"

#include <string.h>

#include "tests/support.h"

static struct day day(const char *text)
{
	struct day d;

	ck_assert_msg(day_parse(text, strlen(text), &d), "%s", text);
	return d;
}

static struct period period(const char *first, const char *last)
{
	return (struct period){day(first), day(last)};
}

START_TEST(a_period_has_two_days_in_order)
{
	struct period p = period("2022-01-01", "2022-01-01");

	ck_assert(period_sound(&p));
	p = period("2022-01-02", "2022-01-01");
	ck_assert(!period_sound(&p));
	p = (struct period){DAY_NONE, day("2022-01-01")};
	ck_assert(!period_sound(&p));
	p = (struct period){day("2022-01-01"), DAY_NONE};
	ck_assert(!period_sound(&p));
}
END_TEST

START_TEST(both_ends_belong_to_a_period)
{
	struct period a = period("2022-01-01", "2022-06-30");
	struct period touching = period("2022-06-30", "2022-12-31");
	struct period after = period("2022-07-01", "2022-12-31");
	struct period year = period("2022-01-01", "2022-12-31");

	ck_assert(period_overlaps(&a, &touching));
	ck_assert(period_overlaps(&touching, &a));
	ck_assert(!period_overlaps(&a, &after));
	ck_assert(period_within(&a, &year));
	ck_assert(period_within(&year, &year));
	ck_assert(!period_within(&year, &a));
}
END_TEST

START_TEST(days_are_counted_year_by_year)
{
	struct period p = period("2023-12-31", "2025-01-01");

	ck_assert_int_eq(period_days_in_year(&p, 2022), 0);
	ck_assert_int_eq(period_days_in_year(&p, 2023), 1);
	ck_assert_int_eq(period_days_in_year(&p, 2024), 366);
	ck_assert_int_eq(period_days_in_year(&p, 2025), 1);
	ck_assert_int_eq(period_days_in_year(&p, 2026), 0);
}
END_TEST

START_TEST(a_period_of_ten_years_ends_the_day_before)
{
	static const struct {
		const char *first, *last;
		int years;
	} cases[] = {
		{"2022-01-01", "2031-12-31", 10},
		{"2024-02-29", "2034-02-28", 10},
		{"2024-02-29", "2028-02-28", 4},
		{"2023-03-01", "2024-02-29", 1},
		{"2020-12-31", "2021-12-30", 1},
		{"2024-02-28", "2034-02-27", 10},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_int_eq(period_years_end(day(cases[i].first), cases[i].years).n,
			day(cases[i].last).n);
}
END_TEST

static Suite *period_suite(void)
{
	Suite *s = suite_create("period");
	TCase *t = tcase_create("period");

	tcase_add_test(t, a_period_has_two_days_in_order);
	tcase_add_test(t, both_ends_belong_to_a_period);
	tcase_add_test(t, days_are_counted_year_by_year);
	tcase_add_test(t, a_period_of_ten_years_ends_the_day_before);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(period_suite)
