#include "number/student.h"

#include <stdio.h>
#include <string.h>

#define RULE "docs/methodology-language.md 4"

enum { ROWS = 33 };

static const char *const levels[] = {"0.90", "0.95", "0.99"};

static const uint16_t degrees_of_row[ROWS] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
	17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 40, 60, 120};

/* In thousandths, a table a level. */
static const uint16_t thousandths[COUNT_OF(levels)][ROWS] = {
	{6314, 2920, 2353, 2132, 2015, 1943, 1895, 1860, 1833, 1812, 1796, 1782, 1771, 1761, 1753,
		1746, 1740, 1734, 1729, 1725, 1721, 1717, 1714, 1711, 1708, 1706, 1703, 1701, 1699,
		1697, 1684, 1671, 1658},
	{12706, 4303, 3182, 2776, 2571, 2447, 2365, 2306, 2262, 2228, 2201, 2179, 2160, 2145, 2131,
		2120, 2110, 2101, 2093, 2086, 2080, 2074, 2069, 2064, 2060, 2056, 2052, 2048, 2045,
		2042, 2021, 2000, 1980},
	{63657, 9925, 5841, 4604, 4032, 3707, 3499, 3355, 3250, 3169, 3106, 3055, 3012, 2977, 2947,
		2921, 2898, 2878, 2861, 2845, 2831, 2819, 2807, 2797, 2787, 2779, 2771, 2763, 2756,
		2750, 2704, 2660, 2617},
};

/* The level's place in the table, or COUNT_OF(levels). */
static size_t find_level(const char *level)
{
	size_t i = 0;

	while (i < COUNT_OF(levels) && strcmp(levels[i], level) != 0)
		i++;
	return i;
}

bool student_level_known(const char *level)
{
	return find_level(level) < COUNT_OF(levels);
}

int student_t(const char *level, int64_t degrees, struct interval *out, struct error *err)
{
	size_t which = find_level(level), row = 0;
	char text[24];

	if (which == COUNT_OF(levels))
		return error_set(err, ERROR_FORMULA_LEVEL, RULE, "", "level", level, "accepted",
			"0.90, 0.95, 0.99", NULL);
	if (degrees < 1) {
		snprintf(text, sizeof(text), "%lld", (long long)degrees);
		return error_set(err, ERROR_CALCULATION_DEGREES, RULE, "", "degrees", text, NULL);
	}
	while (row + 1 < ROWS && degrees_of_row[row + 1] <= degrees)
		row++;
	mpq_set_ui(out->low, thousandths[which][row], 1000);
	mpq_canonicalize(out->low);
	mpq_set(out->high, out->low);
	return 0;
}
