/*
 * The calendars that the project ships, sealed as they are, and notices that the rules
 * count by them.
 */
#include <string.h>

#include <talloc.h>

#include "base/macros.h"
#include "base/working_calendar.h"
#include "rules/deadline.h"
#include "tests/rules/story_project.h"
#include "tests/support.h"

/* A story with the calendars of 2024 to 2026. */
static struct story *calendars(void *mem)
{
	struct story *s = story_at_stage(mem, STORY_METHODOLOGY);

	story_seal(s, story_file(s, "registry/calendar-2026.yaml"), "operator");
	return s;
}

static bool year_of(struct story *s, int year, struct calendar_year_days *out)
{
	struct record r = record_new(RECORD_CALENDAR);

	r.calendar.year = year;
	if (!story_get(s, &r))
		return false;
	out->year = year;
	memcpy(out->days, r.calendar.days, sizeof(out->days));
	return true;
}

START_TEST(a_calendar_has_the_working_days_of_its_notice)
{
	static const struct {
		int year, working_days;
	} cases[] = {{2024, 251}, {2025, 248}, {2026, 248}};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = calendars(mem);
	struct calendar_year_days days;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert(year_of(s, cases[i].year, &days));
		ck_assert_int_eq(calendar_year_count(&days), cases[i].working_days);
	}
	ck_assert(!year_of(s, 2027, &days));
}
END_TEST

/*
 * Windows of the public record, both ends counted. It closed the last two a day off,
 * on 2025-01-01 and 2026-01-15: here are the days of the rule.
 */
static const struct {
	const char *first, *last;
} windows[] = {
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

START_TEST(a_notice_ends_on_the_twentieth_working_day)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = calendars(mem);
	char out[DAY_TEXT_SIZE];
	struct day last;

	for (size_t i = 0; i < COUNT_OF(windows); i++) {
		ck_assert_int_eq(deadline_notice(mem, overlay_view(s->state),
					 story_day(windows[i].first), &last, &s->err),
			0);
		ck_assert_str_eq(day_text(last, out), windows[i].last);
	}
}
END_TEST

START_TEST(a_notice_into_a_year_without_a_calendar_is_open_and_has_no_end)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = calendars(mem);
	struct change design = {.at = "2026-12-09T01:00:00Z"};
	struct change notice = {
		.find = "2024-09-03", .replace = "2026-12-10", .at = "2026-12-09T02:00:00Z"};
	struct change comment = {.find = "2024-09-09T02:00:00Z",
		.replace = "2027-02-01T00:00:00Z",
		.at = "2027-02-01T01:00:00Z"};
	struct change validation = {.at = "2027-02-02T01:00:00Z"};
	struct day last = {42};

	ck_assert_int_eq(story_project_try(s, STORY_DESIGNED, &design), ERROR_NONE);
	ck_assert_int_eq(story_project_try(s, STORY_DESIGN_NOTICE, &notice), ERROR_NONE);
	ck_assert_int_eq(deadline_notice(mem, overlay_view(s->state), story_day("2026-12-10"),
				 &last, &s->err),
		-1);
	ck_assert_int_eq(s->err.code, ERROR_CALENDAR_MISSING);
	ck_assert_int_eq(last.n, 42);
	ck_assert_int_eq(story_project_try(s, STORY_DESIGN_COMMENT, &comment), ERROR_NONE);
	ck_assert_int_eq(
		story_project_try(s, STORY_VALIDATED, &validation), ERROR_CALENDAR_MISSING);
}
END_TEST

START_TEST(a_notice_that_ends_on_the_last_day_known_needs_no_further_year)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = calendars(mem);
	char out[DAY_TEXT_SIZE];
	struct day last;

	ck_assert_int_eq(deadline_notice(mem, overlay_view(s->state), story_day("2026-12-04"),
				 &last, &s->err),
		0);
	ck_assert_str_eq(day_text(last, out), "2026-12-31");
	ck_assert_int_eq(deadline_notice(mem, overlay_view(s->state), story_day("2026-12-07"),
				 &last, &s->err),
		-1);
	ck_assert_int_eq(s->err.code, ERROR_CALENDAR_MISSING);
}
END_TEST

static Suite *calendars_suite(void)
{
	Suite *s = suite_create("calendars");
	TCase *t = tcase_create("calendars");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_calendar_has_the_working_days_of_its_notice);
	tcase_add_test(t, a_notice_ends_on_the_twentieth_working_day);
	tcase_add_test(t, a_notice_into_a_year_without_a_calendar_is_open_and_has_no_end);
	tcase_add_test(t, a_notice_that_ends_on_the_last_day_known_needs_no_further_year);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(calendars_suite)
