#include "domain/period.h"

bool period_sound(const struct period *p)
{
	return !day_is_none(p->first) && !day_is_none(p->last) && p->first.n <= p->last.n;
}

bool period_overlaps(const struct period *a, const struct period *b)
{
	return a->first.n <= b->last.n && b->first.n <= a->last.n;
}

bool period_within(const struct period *inner, const struct period *outer)
{
	return inner->first.n >= outer->first.n && inner->last.n <= outer->last.n;
}

int period_days_in_year(const struct period *p, int year)
{
	int32_t first = day_of_date(year, 1, 1).n, last = day_of_date(year, 12, 31).n;

	if (p->first.n > first)
		first = p->first.n;
	if (p->last.n < last)
		last = p->last.n;
	return last < first ? 0 : last - first + 1;
}

struct day period_years_end(struct day first, int years)
{
	int year, month, day;

	day_date(first, &year, &month, &day);
	/* By days from the first of the month: where there is no 29 February, 1 March's eve. */
	return day_add(day_of_date(year + years, month, 1), day - 2);
}
