#include "base/working_calendar.h"

#include <string.h>

#include "tests/support.h"

/* A run of days off, or one make-up day, as month and day. */
struct run {
	int month, day, last_month, last_day;
};

/* The State Council's notices for 2024 to 2026, restated. */
static const struct {
	int year;
	struct run off[8], work[9];
	int working_days;
} notices[] = {
	{2024,
		{{1, 1, 1, 1}, {2, 10, 2, 17}, {4, 4, 4, 6}, {5, 1, 5, 5}, {6, 10, 6, 10},
			{9, 15, 9, 17}, {10, 1, 10, 7}},
		{{2, 4, 2, 4}, {2, 18, 2, 18}, {4, 7, 4, 7}, {4, 28, 4, 28}, {5, 11, 5, 11},
			{9, 14, 9, 14}, {9, 29, 9, 29}, {10, 12, 10, 12}},
		251},
	{2025,
		{{1, 1, 1, 1}, {1, 28, 2, 4}, {4, 4, 4, 6}, {5, 1, 5, 5}, {5, 31, 6, 2},
			{10, 1, 10, 8}},
		{{1, 26, 1, 26}, {2, 8, 2, 8}, {4, 27, 4, 27}, {9, 28, 9, 28}, {10, 11, 10, 11}},
		248},
	{2026,
		{{1, 1, 1, 3}, {2, 15, 2, 23}, {4, 4, 4, 6}, {5, 1, 5, 5}, {6, 19, 6, 21},
			{9, 25, 9, 27}, {10, 1, 10, 7}},
		{{1, 4, 1, 4}, {2, 14, 2, 14}, {2, 28, 2, 28}, {5, 9, 5, 9}, {9, 20, 9, 20},
			{10, 10, 10, 10}},
		248},
};

static size_t days_of(int year, const struct run *runs, struct day *out)
{
	size_t n = 0;

	for (; runs->month; runs++) {
		struct day last = day_of_date(year, runs->last_month, runs->last_day);

		for (struct day d = day_of_date(year, runs->month, runs->day); d.n <= last.n;
			d = day_add(d, 1))
			out[n++] = d;
	}
	return n;
}

static bool make(int year, struct calendar_year_days *out)
{
	for (size_t i = 0; i < COUNT_OF(notices); i++) {
		struct day off[64], work[64];
		size_t off_n, work_n;

		if (notices[i].year != year)
			continue;
		off_n = days_of(year, notices[i].off, off);
		work_n = days_of(year, notices[i].work, work);
		ck_assert(calendar_year_make(year, off, off_n, work, work_n, out));
		return true;
	}
	return false;
}

static int read_notice(void *ctx, int year, struct calendar_year_days *out, struct error *err)
{
	(void)ctx;
	(void)err;
	return make(year, out) ? 1 : 0;
}

static int read_broken(void *ctx, int year, struct calendar_year_days *out, struct error *err)
{
	(void)ctx;
	(void)year;
	(void)out;
	return error_no_memory(err);
}

static const struct working_calendar calendar = {read_notice, NULL};

static struct day day(const char *text)
{
	struct day d;

	ck_assert_msg(day_parse(text, strlen(text), &d), "%s", text);
	return d;
}

START_TEST(years_have_the_notices_working_days)
{
	for (size_t i = 0; i < COUNT_OF(notices); i++) {
		struct calendar_year_days y;

		ck_assert(make(notices[i].year, &y));
		ck_assert_int_eq(calendar_year_count(&y), notices[i].working_days);
		ck_assert_int_eq((int)strlen(y.days), year_length(notices[i].year));
	}
}
END_TEST

START_TEST(a_make_up_day_works_and_a_holiday_does_not)
{
	static const struct {
		const char *day;
		bool works;
	} cases[] = {
		{"2026-01-04", true},  /* Sunday, made up */
		{"2026-01-02", false}, /* Friday, off */
		{"2026-01-10", false}, /* Saturday */
		{"2026-01-12", true},  /* Monday */
		{"2024-12-31", true},
		{"2025-01-01", false},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		bool works;
		struct error err;

		ck_assert_int_eq(working_day_is(&calendar, day(cases[i].day), &works, &err), 0);
		ck_assert_msg(works == cases[i].works, "%s", cases[i].day);
	}
}
END_TEST

/*
 * Windows of twenty working days that the public registry showed, both ends
 * counted. It closed the last two on other days, 2025-01-01 and 2026-01-15: a
 * holiday was counted, and a make-up day missed. Here are the days of the rule.
 */
START_TEST(a_notice_of_twenty_working_days_ends_on_its_day)
{
	static const struct {
		const char *first, *last;
	} cases[] = {
		{"2026-07-17", "2026-08-13"},
		{"2026-06-01", "2026-06-29"},
		{"2025-09-22", "2025-10-23"},
		{"2026-01-19", "2026-02-13"},
		{"2026-04-17", "2026-05-18"},
		{"2025-12-26", "2026-01-23"},
		{"2024-09-04", "2024-10-08"},
		{"2025-01-10", "2025-02-12"},
		{"2026-01-29", "2026-03-03"},
		{"2024-12-05", "2025-01-02"},
		{"2025-12-17", "2026-01-14"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct day last;
		char out[DAY_TEXT_SIZE];
		struct error err;

		ck_assert_int_eq(
			working_day_run_end(&calendar, day(cases[i].first), 20, &last, &err), 0);
		ck_assert_str_eq(day_text(last, out), cases[i].last);
	}
}
END_TEST

START_TEST(the_day_of_receipt_is_not_counted_in_a_term)
{
	static const struct {
		const char *from;
		int n;
		const char *last;
	} cases[] = {
		{"2026-02-13", 15, "2026-03-12"},
		{"2025-12-12", 15, "2026-01-05"},
		{"2026-01-03", 1, "2026-01-04"},
		{"2026-05-08", 1, "2026-05-09"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct day last;
		char out[DAY_TEXT_SIZE];
		struct error err;

		ck_assert_int_eq(
			working_day_after(&calendar, day(cases[i].from), cases[i].n, &last, &err),
			0);
		ck_assert_str_eq(day_text(last, out), cases[i].last);
	}
}
END_TEST

START_TEST(a_run_that_begins_on_a_day_off_counts_from_the_next_working_day)
{
	struct day last;
	char out[DAY_TEXT_SIZE];
	struct error err;

	ck_assert_int_eq(working_day_run_end(&calendar, day("2026-01-01"), 1, &last, &err), 0);
	ck_assert_str_eq(day_text(last, out), "2026-01-04");
}
END_TEST

START_TEST(a_year_without_a_calendar_refuses_the_count)
{
	struct day last = {42};
	bool works;
	struct error err;

	ck_assert_int_eq(working_day_run_end(&calendar, day("2026-12-31"), 1, &last, &err), 0);
	last.n = 42;
	ck_assert_int_eq(working_day_run_end(&calendar, day("2026-12-31"), 2, &last, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CALENDAR_MISSING);
	ck_assert_str_eq(error_argument(&err, "year"), "2027");
	ck_assert_int_eq(working_day_after(&calendar, day("2026-12-31"), 1, &last, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CALENDAR_MISSING);
	ck_assert_int_eq(working_day_is(&calendar, day("2023-06-01"), &works, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CALENDAR_MISSING);
	ck_assert_int_eq(last.n, 42);
}
END_TEST

START_TEST(the_readers_own_error_is_handed_on)
{
	const struct working_calendar broken = {read_broken, NULL};
	bool works;
	struct error err;

	ck_assert_int_eq(working_day_is(&broken, day("2026-06-01"), &works, &err), -1);
	ck_assert_int_eq(err.code, ERROR_NO_MEMORY);
}
END_TEST

START_TEST(a_year_that_contradicts_itself_is_not_made)
{
	static const struct {
		const char *off, *work;
	} cases[] = {
		{"2025-12-31", NULL},	      /* another year */
		{"2026-05-01", "2026-05-01"}, /* twice, and not on a weekend */
		{"2026-05-02", "2026-05-02"}, /* off and made up */
		{NULL, "2026-05-06"},	      /* a Wednesday works anyway */
		{NULL, "2027-01-02"},
	};
	struct calendar_year_days y;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct day off = cases[i].off ? day(cases[i].off) : DAY_NONE;
		struct day work = cases[i].work ? day(cases[i].work) : DAY_NONE;

		ck_assert(!calendar_year_make(
			2026, &off, cases[i].off != NULL, &work, cases[i].work != NULL, &y));
	}
	ck_assert(calendar_year_make(2026, NULL, 0, NULL, 0, &y));
	ck_assert_int_eq(calendar_year_count(&y), 261);
}
END_TEST

static Suite *working_calendar_suite(void)
{
	Suite *s = suite_create("working_calendar");
	TCase *t = tcase_create("working_calendar");

	tcase_add_test(t, years_have_the_notices_working_days);
	tcase_add_test(t, a_make_up_day_works_and_a_holiday_does_not);
	tcase_add_test(t, a_notice_of_twenty_working_days_ends_on_its_day);
	tcase_add_test(t, the_day_of_receipt_is_not_counted_in_a_term);
	tcase_add_test(t, a_run_that_begins_on_a_day_off_counts_from_the_next_working_day);
	tcase_add_test(t, a_year_without_a_calendar_refuses_the_count);
	tcase_add_test(t, the_readers_own_error_is_handed_on);
	tcase_add_test(t, a_year_that_contradicts_itself_is_not_made);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(working_calendar_suite)
