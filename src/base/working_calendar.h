/*
 * working_calendar: which days are working days, year by year.
 *
 * A working day is Monday to Friday unless the State Council's notice makes it a
 * holiday, or a weekend day that the notice makes a working day. A calendar is data: a year
 * without one refuses every count that needs it. Years are held as text of 365 or
 * 366 letters, `w` working and `-` not, which is also how the registry's state
 * stores them.
 */
#ifndef BASE_WORKING_CALENDAR_H
#define BASE_WORKING_CALENDAR_H

#include <stdbool.h>

#include "base/error.h"
#include "base/time.h"

enum { CALENDAR_YEARS_MAX = 64, CALENDAR_YEAR_TEXT_SIZE = 367 };

struct calendar_year_days {
	int year;
	char days[CALENDAR_YEAR_TEXT_SIZE];
};

/*
 * Reads years from wherever they are kept: 1 and *out set, 0 when that year has
 * no calendar, -1 with *err when reading failed.
 */
struct working_calendar {
	int (*year)(void *ctx, int year, struct calendar_year_days *out, struct error *err);
	void *ctx;
};

/*
 * Fills the text of one year. Weekend days may be listed among the days off, as
 * the notices do; make-up days must be weekend days. false when a day lies
 * outside the year, is listed twice, or a make-up day is not on a weekend.
 */
bool calendar_year_make(int year, const struct day *off, size_t off_n, const struct day *work,
	size_t work_n, struct calendar_year_days *out) MUST_CHECK;

/* Working days of a year; for tests, which know them from the State Council's notices. */
int calendar_year_count(const struct calendar_year_days *y);

/* Each: 0, or -1 with ERROR_CALENDAR_MISSING or the reader's error. */
int working_day_is(
	const struct working_calendar *c, struct day d, bool *out, struct error *err) MUST_CHECK;

/* The last day of a run of n working days that begins on first, first counted if it is one. */
int working_day_run_end(const struct working_calendar *c, struct day first, int n, struct day *out,
	struct error *err) MUST_CHECK;

/* The n-th working day after d, d itself not counted (Civil Code art. 201). */
int working_day_after(const struct working_calendar *c, struct day d, int n, struct day *out,
	struct error *err) MUST_CHECK;

#endif
