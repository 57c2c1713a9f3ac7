/*
 * period: a run of days, both ends included.
 */
#ifndef DOMAIN_PERIOD_H
#define DOMAIN_PERIOD_H

#include <stdbool.h>

#include "base/time.h"

struct period {
	struct day first, last;
};

bool period_sound(const struct period *p);
bool period_overlaps(const struct period *a, const struct period *b);
bool period_within(const struct period *inner, const struct period *outer);
/* Days of the period that lie in the calendar year; 0 when none do. */
int period_days_in_year(const struct period *p, int year);
/* Whether the period is at most `years` years: its last day is before first + years. */
bool period_at_most_years(const struct period *p, int years);

#endif
