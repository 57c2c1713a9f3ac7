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
/*
 * The last day of a period of so many years: the eve of the same date. A period that begins on
 * 29 February ends on the last day of February, so that ten such years are ten years.
 */
struct day period_years_end(struct day first, int years);

#endif
