/*
 * estimate: what a period would earn by a methodology, a calendar year at a time.
 *
 * The monitored values given are those of a whole year. Each calendar year of the
 * period takes its share of them, days of the period in that year by days of that
 * year, both ends of the period counted and leap years of 366 days; the share is
 * exact, and every year is floored by itself. So designs are estimated; a report
 * gives what was measured and is never scaled. Pure.
 */
#ifndef METHODOLOGY_ESTIMATE_H
#define METHODOLOGY_ESTIMATE_H

#include "domain/period.h"
#include "methodology/methodology.h"

enum { ESTIMATE_YEARS_MAX = 100 };

struct estimate_year {
	int64_t year;
	int days, days_in_year;
	struct methodology_result result;
};

struct estimate {
	size_t years_n;
	struct estimate_year *years;
	int64_t tonnes; /* a year below zero adds nothing, as in a report */
};

/*
 * 0 with *out below mem; ERROR_ESTIMATE_PERIOD (`first`, `last`, `most`) and the
 * errors of methodology_run. Rows of tables are asked for year by year.
 */
int methodology_estimate(void *mem, const struct methodology *m,
	const struct methodology_inputs *in, const char *key, const struct period *period,
	struct estimate *out, struct error *err) MUST_CHECK;

#endif
