/*
 * student: quantiles of Student's t distribution, from the usual printed table.
 *
 * The level is two-sided: t such that |T| stays within it with that probability.
 * The table has three decimals and the rows 1 to 30, 40, 60 and 120; between rows
 * and beyond the last one the row of fewer degrees is taken, whose value is the
 * larger: a margin of error is never made too small.
 */
#ifndef NUMBER_STUDENT_H
#define NUMBER_STUDENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "number/interval.h"

/* Levels are written "0.90", "0.95" and "0.99", and in no other way. */
bool student_level_known(const char *level);

/*
 * An exact value. 0, or -1 with out as it was and ERROR_FORMULA_LEVEL (arguments
 * `level`, `accepted`) or, with degrees below 1, ERROR_CALCULATION_DEGREES (argument
 * `degrees`).
 */
int student_t(
	const char *level, int64_t degrees, struct interval *out, struct error *err) MUST_CHECK;

#endif
