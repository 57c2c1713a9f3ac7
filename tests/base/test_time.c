#include "base/time.h"

#include <string.h>

#include "tests/support.h"

static struct instant instant(const char *text)
{
	struct instant i;

	ck_assert_msg(instant_parse(text, strlen(text), &i), "%s", text);
	return i;
}

static struct day day(const char *text)
{
	struct day d;

	ck_assert_msg(day_parse(text, strlen(text), &d), "%s", text);
	return d;
}

START_TEST(an_instant_has_a_day_that_can_be_written)
{
	static const char last[] = "9999-12-31T15:59:59.999Z", beyond[] = "9999-12-31T16:00:00Z";
	char text[DAY_TEXT_SIZE];
	struct instant i;

	ck_assert(instant_parse(last, strlen(last), &i));
	ck_assert_str_eq(day_text(instant_day(i), text), "9999-12-31");
	ck_assert(!instant_parse(beyond, strlen(beyond), &i));
}
END_TEST

START_TEST(an_instant_reads_as_it_is_written)
{
	static const struct {
		const char *text, *written;
		int64_t ms;
	} cases[] = {
		{"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z", 0},
		{"1970-01-01T00:00:00.001Z", "1970-01-01T00:00:00.001Z", 1},
		{"2000-02-29T23:59:59.999Z", "2000-02-29T23:59:59.999Z", 951868799999},
		{"2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z", 1767323045678},
		{"9999-12-31T15:59:59.999Z", "9999-12-31T15:59:59.999Z", 253402271999999},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char out[INSTANT_TEXT_SIZE];

		ck_assert_int_eq(instant(cases[i].text).ms, cases[i].ms);
		ck_assert_str_eq(
			instant_text((struct instant){cases[i].ms}, out), cases[i].written);
	}
}
END_TEST

START_TEST(an_instant_before_1970_is_written_too)
{
	char out[INSTANT_TEXT_SIZE];

	ck_assert_str_eq(instant_text((struct instant){-1}, out), "1969-12-31T23:59:59.999Z");
}
END_TEST

START_TEST(any_other_form_of_an_instant_is_refused)
{
	static const char *const cases[] = {
		"",
		"2026-01-02",
		"2026-01-02T03:04:05",
		"2026-01-02t03:04:05Z",
		"2026-01-02T03:04:05z",
		"2026-01-02 03:04:05Z",
		"2026-01-02T03:04:05.6Z",
		"2026-01-02T03:04:05,678Z",
		"2026-01-02T03:04:05.6789Z",
		"2026-01-02T03:04:05+08:00",
		"2026-01-02T24:00:00Z",
		"2026-01-02T23:60:00Z",
		"2026-12-31T23:59:60Z",
		"2026-02-29T00:00:00Z",
		"2026-13-01T00:00:00Z",
		"1969-12-31T23:59:59Z",
		"2026-01-02T03:04:-5Z",
	};
	struct instant kept = {42};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(!instant_parse(cases[i], strlen(cases[i]), &kept), "%s", cases[i]);
	ck_assert_int_eq(kept.ms, 42);
}
END_TEST

START_TEST(a_day_that_does_not_exist_is_refused)
{
	static const char *const cases[] = {"", "2025-02-29", "1900-02-29", "2100-02-29",
		"2026-04-31", "2026-00-01", "2026-01-00", "2026-1-1", "2026/01/01", "1969-12-31",
		"2026-01-011", "20260101", "+026-01-01"};
	struct day kept = {42};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(!day_parse(cases[i], strlen(cases[i]), &kept), "%s", cases[i]);
	ck_assert_int_eq(kept.n, 42);
}
END_TEST

START_TEST(every_day_of_two_centuries_has_its_date_and_weekday)
{
	struct day d = day("1970-01-01");
	int weekday = 4;

	for (int year = 1970; year < 2170; year++) {
		for (int n = 0; n < year_length(year); n++) {
			int y, m, dd;
			char out[DAY_TEXT_SIZE];

			day_date(d, &y, &m, &dd);
			ck_assert_int_eq(y, year);
			ck_assert_int_eq(day_of_date(y, m, dd).n, d.n);
			ck_assert_int_eq(day_of_year(d), n);
			ck_assert_int_eq(day_weekday(d), weekday);
			ck_assert_int_eq(day(day_text(d, out)).n, d.n);
			d = day_add(d, 1);
			weekday = weekday % 7 + 1;
		}
	}
	ck_assert_int_eq(d.n, day("2170-01-01").n);
}
END_TEST

START_TEST(leap_years_follow_the_century_rule)
{
	ck_assert_int_eq(year_length(2000), 366);
	ck_assert_int_eq(year_length(2024), 366);
	ck_assert_int_eq(year_length(2025), 365);
	ck_assert_int_eq(year_length(2100), 365);
	ck_assert_int_eq(year_length(2400), 366);
}
END_TEST

START_TEST(a_year_before_the_29th_of_february_is_the_28th)
{
	static const struct {
		const char *from;
		int years;
		const char *before;
	} cases[] = {
		{"2024-02-29", 5, "2019-02-28"},
		{"2024-02-29", 4, "2020-02-29"},
		{"2024-02-28", 5, "2019-02-28"},
		{"2025-03-01", 1, "2024-03-01"},
		{"2026-12-31", 5, "2021-12-31"},
		{"2026-07-01", 0, "2026-07-01"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct day d = day(cases[i].from);

		ck_assert_int_eq(day_years_before(d, cases[i].years).n, day(cases[i].before).n);
	}
}
END_TEST

START_TEST(three_years_after_the_29th_of_february_is_the_28th)
{
	ck_assert_int_eq(day_years_after(day("2024-02-29"), 3).n, day("2027-02-28").n);
	ck_assert_int_eq(day_years_after(day("2024-02-29"), 4).n, day("2028-02-29").n);
	ck_assert_int_eq(day_years_after(day("2025-03-05"), 3).n, day("2028-03-05").n);
}
END_TEST

START_TEST(a_day_begins_at_sixteen_hours_of_the_utc_date_before)
{
	static const struct {
		const char *instant, *day;
	} cases[] = {
		{"2026-01-01T15:59:59.999Z", "2026-01-01"},
		{"2026-01-01T16:00:00Z", "2026-01-02"},
		{"2026-01-02T00:00:00Z", "2026-01-02"},
		{"2026-01-02T15:59:59.999Z", "2026-01-02"},
		{"2025-12-31T16:00:00Z", "2026-01-01"},
		{"2024-02-28T16:00:00Z", "2024-02-29"},
		{"2024-02-29T16:00:00Z", "2024-03-01"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_int_eq(instant_day(instant(cases[i].instant)).n, day(cases[i].day).n);
	ck_assert_int_eq(day_start(day("2026-01-02")).ms, instant("2026-01-01T16:00:00Z").ms);
	ck_assert_int_eq(instant_day((struct instant){-8 * 3600000 - 1}).n, -1);
}
END_TEST

START_TEST(none_is_no_instant_and_no_day)
{
	ck_assert(instant_is_none(INSTANT_NONE));
	ck_assert(!instant_is_none((struct instant){0}));
	ck_assert(day_is_none(DAY_NONE));
	ck_assert(!day_is_none((struct day){0}));
}
END_TEST

START_TEST(a_time_of_day_is_in_minutes)
{
	static const struct {
		const char *text;
		int minutes; /* -1: none */
	} cases[] = {{"00:00", 0}, {"07:30", 450}, {"17:00", 1020}, {"24:00", 1440}, {"24:01", -1},
		{"23:60", -1}, {"7:30", -1}, {"07-30", -1}, {"-7:30", -1}, {"07:30 ", -1},
		{"", -1}};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int minutes = -1;
		bool read = minutes_parse(cases[i].text, strlen(cases[i].text), &minutes);

		ck_assert_msg(read == (cases[i].minutes >= 0), "%s", cases[i].text);
		ck_assert_int_eq(minutes, cases[i].minutes);
	}
}
END_TEST

static Suite *time_suite(void)
{
	Suite *s = suite_create("time");
	TCase *t = tcase_create("time");

	tcase_add_test(t, an_instant_has_a_day_that_can_be_written);
	tcase_add_test(t, an_instant_reads_as_it_is_written);
	tcase_add_test(t, an_instant_before_1970_is_written_too);
	tcase_add_test(t, any_other_form_of_an_instant_is_refused);
	tcase_add_test(t, a_day_that_does_not_exist_is_refused);
	tcase_add_test(t, every_day_of_two_centuries_has_its_date_and_weekday);
	tcase_add_test(t, leap_years_follow_the_century_rule);
	tcase_add_test(t, a_year_before_the_29th_of_february_is_the_28th);
	tcase_add_test(t, three_years_after_the_29th_of_february_is_the_28th);
	tcase_add_test(t, a_day_begins_at_sixteen_hours_of_the_utc_date_before);
	tcase_add_test(t, none_is_no_instant_and_no_day);
	tcase_add_test(t, a_time_of_day_is_in_minutes);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(time_suite)
