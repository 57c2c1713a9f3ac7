/*
 * time: instants and days as values; nothing here reads a clock.
 *
 * An instant is milliseconds since 1970-01-01T00:00:00Z, written RFC 3339 with
 * `Z`. A day is a calendar day in UTC+8, the only zone of the field's rules: it
 * begins at 16:00Z of the date before. Years run from 1970 to 9999.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

enum { INSTANT_TEXT_SIZE = 25, DAY_TEXT_SIZE = 11, YEAR_LAST = 9999 };
#define INSTANT_NONE ((struct instant){INT64_MIN})
#define DAY_NONE ((struct day){INT32_MIN})

struct instant {
	int64_t ms;
};

struct day {
	int32_t n; /* days since 1970-01-01 */
};

/*
 * RFC 3339 with upper-case T and Z and 0 or 3 digits of a second:
 * "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678Z". No leap seconds; not after
 * the last day of 9999 in UTC+8.
 */
bool instant_parse(const char *text, size_t size, struct instant *out) MUST_CHECK;

/* Always with milliseconds: "2026-01-02T03:04:05.678Z". Returns out. */
char *instant_text(struct instant i, char out[INSTANT_TEXT_SIZE]);

bool instant_is_none(struct instant i);

/* "2026-01-02", a day that exists. */
bool day_parse(const char *text, size_t size, struct day *out) MUST_CHECK;
char *day_text(struct day d, char out[DAY_TEXT_SIZE]);
bool day_is_none(struct day d);

/* "07:30", a time of day from 00:00 to 24:00, in minutes. */
bool minutes_parse(const char *text, size_t size, int *out) MUST_CHECK;

struct day day_of_date(int year, int month, int day);
void day_date(struct day d, int *year, int *month, int *day);
int day_year(struct day d);

/* 1 Monday .. 7 Sunday. */
int day_weekday(struct day d);

/* 0-based day within its year. */
int day_of_year(struct day d);
int year_length(int year); /* 365 or 366 */

/* The UTC+8 day that holds the instant, and the instant at which a day begins. */
struct day instant_day(struct instant i);
struct instant day_start(struct day d);

struct day day_add(struct day d, int32_t days);

/* The same month and day `years` earlier; 29 February becomes 28 February. */
struct day day_years_before(struct day d, int years);

/* The same month and day `years` later; 29 February becomes 28 February. */
struct day day_years_after(struct day d, int years);

#endif
