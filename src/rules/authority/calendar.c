/*
 * calendar: the days of a year that are off, and the weekend days that are worked. Days that have
 * begun stay as they were published.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/chapter.h"

static const char clause[] = "docs/rulebook.md calendar";

static bool listed_before(const struct day *days, size_t n, struct day d)
{
	for (size_t i = 0; i < n; i++)
		if (days[i].n == d.n)
			return true;
	return false;
}

/* Refuses at the first day of a list that cannot stand in it. */
static int days_check(struct rule *r, const struct day *days, size_t n, bool make_up)
{
	const struct body_calendar *b = r->d->calendar;
	char path[ERROR_PATH_MAX], day[DAY_TEXT_SIZE], year[24];

	snprintf(year, sizeof(year), "%" PRId64, b->year);
	for (size_t i = 0; i < n; i++) {
		rule_path(path, "/%s/%zu", make_up ? "work" : "off", i);
		day_text(days[i], day);
		if (day_year(days[i]) != b->year)
			return rule_refuse(
				r, CALENDAR_OTHER_YEAR, clause, path, "day", day, "year", year);
		if (listed_before(days, i, days[i]) ||
			(make_up && listed_before(b->off, b->off_n, days[i])))
			return rule_refuse(r, CALENDAR_DAY_TWICE, clause, path, "day", day);
		if (make_up && day_weekday(days[i]) < 6)
			return rule_refuse(r, CALENDAR_NOT_WEEKEND, clause, path, "day", day);
	}
	return 0;
}

/* A correction may not change a day that has come: deadlines were counted by it. */
static int correction_check(struct rule *r, const char *known, const char *now)
{
	const struct body_calendar *b = r->d->calendar;
	struct day first = day_of_date((int)b->year, 1, 1);
	char day[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE];

	for (int i = 0; i < year_length((int)b->year); i++) {
		struct day d = day_add(first, i);
		bool weekend = day_weekday(d) >= 6;

		if (d.n > r->today.n || known[i] == now[i])
			continue;
		return rule_refuse(r, CALENDAR_PAST, clause, weekend ? "/work" : "/off", "day",
			day_text(d, day), "today", day_text(r->today, today));
	}
	return 0;
}

int rule_calendar_document(struct rule *r)
{
	static const enum role signers[] = {ROLE_OPERATOR, ROLE_NONE};
	const struct body_calendar *b = r->d->calendar;
	struct record row = record_new(RECORD_CALENDAR);
	struct calendar_year_days days;
	int found;

	if (rule_signers_are(r, signers) != 0 || days_check(r, b->off, b->off_n, false) != 0 ||
		days_check(r, b->work, b->work_n, true) != 0)
		return -1;
	if (!calendar_year_make((int)b->year, b->off, b->off_n, b->work, b->work_n, &days))
		return rule_refuse(r, INTERNAL, NULL, "", "reason", "calendar");
	row.calendar.year = b->year;
	found = rule_get(r, &row);
	if (found < 0)
		return -1;
	if (found && correction_check(r, row.calendar.days, days.days) != 0)
		return -1;
	row = record_new(RECORD_CALENDAR);
	row.calendar.year = b->year;
	rule_text(row.calendar.days, sizeof(row.calendar.days), days.days);
	rule_place(r, "parameters", "calendar");
	return rule_put(r, &row);
}
