#include "base/working_calendar.h"

#include <stdio.h>
#include <string.h>

static bool is_weekend(struct day d)
{
	return day_weekday(d) >= 6;
}

bool calendar_year_make(int year, const struct day *off, size_t off_n, const struct day *work,
	size_t work_n, struct calendar_year_days *out)
{
	struct day first = day_of_date(year, 1, 1);
	int length = year_length(year);
	bool listed[366] = {false};

	memset(out, 0, sizeof(*out));
	out->year = year;
	for (int i = 0; i < length; i++)
		out->days[i] = is_weekend(day_add(first, i)) ? '-' : 'w';
	for (size_t i = 0; i < off_n + work_n; i++) {
		struct day d = i < off_n ? off[i] : work[i - off_n];
		int at;

		if (day_year(d) != year || (i >= off_n && !is_weekend(d)))
			return false;
		at = day_of_year(d);
		if (listed[at])
			return false;
		listed[at] = true;
		out->days[at] = i < off_n ? '-' : 'w';
	}
	return true;
}

int calendar_year_count(const struct calendar_year_days *y)
{
	int n = 0;

	for (const char *p = y->days; *p; p++)
		n += *p == 'w';
	return n;
}

/* Makes sure that *y holds the day's year. */
static int load_year(const struct working_calendar *c, struct day d, struct calendar_year_days *y,
	struct error *err)
{
	int year = day_year(d), found;
	char text[16];

	if (y->year == year)
		return 0;
	found = c->year(c->ctx, year, y, err);
	if (found < 0)
		return -1;
	if (found == 0) {
		y->year = 0;
		snprintf(text, sizeof(text), "%d", year);
		return error_set(err, ERROR_CALENDAR_MISSING, NULL, "", "year", text, NULL);
	}
	return 0;
}

int working_day_is(const struct working_calendar *c, struct day d, bool *out, struct error *err)
{
	struct calendar_year_days y = {0};

	if (load_year(c, d, &y, err) < 0)
		return -1;
	*out = y.days[day_of_year(d)] == 'w';
	return 0;
}

int working_day_run_end(const struct working_calendar *c, struct day first, int n, struct day *out,
	struct error *err)
{
	struct calendar_year_days y = {0};

	for (struct day d = first;; d = day_add(d, 1)) {
		if (load_year(c, d, &y, err) < 0)
			return -1;
		if (y.days[day_of_year(d)] != 'w')
			continue;
		if (--n <= 0) {
			*out = d;
			return 0;
		}
	}
}

int working_day_after(
	const struct working_calendar *c, struct day d, int n, struct day *out, struct error *err)
{
	return working_day_run_end(c, day_add(d, 1), n, out, err);
}
