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

bool period_at_most_years(const struct period *p, int years)
{
	return p->last.n < day_years_after(p->first, years).n;
}
