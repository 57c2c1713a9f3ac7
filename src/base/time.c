#include "base/time.h"

#include <stdio.h>

#include "base/number.h"

enum { MS_PER_DAY = 86400000, BEIJING_OFFSET_MS = 8 * 3600000 };
enum { YEAR_FIRST = 1970 };

static bool is_leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int year_length(int year)
{
	return is_leap_year(year) ? 366 : 365;
}

static int month_length(int year, int month)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap_year(year) ? 29 : lengths[month - 1];
}

/* Days before 1 January of the year, counted from 1970. */
static int32_t days_before_year(int year)
{
	int y = year - 1;

	return (year - 1970) * 365 + (y / 4 - y / 100 + y / 400) -
	       (1969 / 4 - 1969 / 100 + 1969 / 400);
}

struct day day_of_date(int year, int month, int day)
{
	int32_t n = days_before_year(year);

	for (int m = 1; m < month; m++)
		n += month_length(year, m);
	return (struct day){n + day - 1};
}

void day_date(struct day d, int *year, int *month, int *day)
{
	int y = 1970 + d.n / 366;
	int32_t rest;
	int m = 1;

	while (days_before_year(y + 1) <= d.n)
		y++;
	while (days_before_year(y) > d.n)
		y--;
	rest = d.n - days_before_year(y);
	while (rest >= month_length(y, m))
		rest -= month_length(y, m++);
	*year = y;
	*month = m;
	*day = rest + 1;
}

int day_year(struct day d)
{
	int year, month, day;

	day_date(d, &year, &month, &day);
	return year;
}

int day_weekday(struct day d)
{
	/* 1970-01-01 was a Thursday. */
	return (d.n % 7 + 7 + 3) % 7 + 1;
}

int day_of_year(struct day d)
{
	return d.n - days_before_year(day_year(d));
}

struct day day_add(struct day d, int32_t days)
{
	return (struct day){d.n + days};
}

struct day day_years_before(struct day d, int years)
{
	int year, month, day;

	day_date(d, &year, &month, &day);
	year -= years;
	if (day > month_length(year, month))
		day = month_length(year, month);
	return day_of_date(year, month, day);
}

struct day day_years_after(struct day d, int years)
{
	return day_years_before(d, -years);
}

struct day instant_day(struct instant i)
{
	int64_t ms = i.ms + BEIJING_OFFSET_MS;
	int64_t n = ms / MS_PER_DAY;

	if (ms % MS_PER_DAY < 0)
		n--;
	return (struct day){(int32_t)n};
}

struct instant day_start(struct day d)
{
	return (struct instant){(int64_t)d.n * MS_PER_DAY - BEIJING_OFFSET_MS};
}

bool instant_is_none(struct instant i)
{
	return i.ms == INT64_MIN;
}

bool day_is_none(struct day d)
{
	return d.n == INT32_MIN;
}

bool day_parse(const char *text, size_t size, struct day *out)
{
	int year, month, day;

	if (size != 10 || text[4] != '-' || text[7] != '-' || !digits_parse(text, 4, &year) ||
		!digits_parse(text + 5, 2, &month) || !digits_parse(text + 8, 2, &day))
		return false;
	if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || day < 1 ||
		day > month_length(year, month))
		return false;
	*out = day_of_date(year, month, day);
	return true;
}

bool minutes_parse(const char *text, size_t size, int *out)
{
	int hour, minute;

	if (size != 5 || text[2] != ':' || !digits_parse(text, 2, &hour) ||
		!digits_parse(text + 3, 2, &minute))
		return false;
	if (minute > 59 || hour * 60 + minute > 24 * 60)
		return false;
	*out = hour * 60 + minute;
	return true;
}

char *day_text(struct day d, char out[DAY_TEXT_SIZE])
{
	int year, month, day;

	day_date(d, &year, &month, &day);
	snprintf(out, DAY_TEXT_SIZE, "%04u-%02u-%02u", (unsigned)year % 10000,
		(unsigned)month % 100, (unsigned)day % 100);
	return out;
}

bool instant_parse(const char *text, size_t size, struct instant *out)
{
	struct day date;
	struct instant at;
	int hour, minute, second, ms = 0;

	if ((size != 20 && size != 24) || text[size - 1] != 'Z' || text[10] != 'T' ||
		text[13] != ':' || text[16] != ':' || !day_parse(text, 10, &date) ||
		!digits_parse(text + 11, 2, &hour) || !digits_parse(text + 14, 2, &minute) ||
		!digits_parse(text + 17, 2, &second))
		return false;
	if (size == 24 && (text[19] != '.' || !digits_parse(text + 20, 3, &ms)))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	at.ms = (int64_t)date.n * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1000LL + ms;
	/* Its day in UTC+8 must have a written form too. */
	if (instant_day(at).n > day_of_date(YEAR_LAST, 12, 31).n)
		return false;
	*out = at;
	return true;
}

char *instant_text(struct instant i, char out[INSTANT_TEXT_SIZE])
{
	int64_t n = i.ms / MS_PER_DAY, rest = i.ms % MS_PER_DAY;
	int year, month, day;

	if (rest < 0) {
		rest += MS_PER_DAY;
		n--;
	}
	day_date((struct day){(int32_t)n}, &year, &month, &day);
	snprintf(out, INSTANT_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
		(unsigned)year % 10000, (unsigned)month % 100, (unsigned)day % 100,
		(unsigned)(rest / 3600000) % 100, (unsigned)(rest / 60000 % 60),
		(unsigned)(rest / 1000 % 60), (unsigned)(rest % 1000));
	return out;
}
