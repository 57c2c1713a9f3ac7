/*
 * derive_cell: the text of a cell as a number or a time, and exact sums of them.
 *
 * A number is digits without their point and how many places the point is from the
 * end, so that rows are added as integers: a product of cells has 128 bits, a sum too,
 * and is carried over to GMP when it would pass them. A time is in seconds of UTC+8.
 */
#ifndef FORMULA_DERIVE_CELL_H
#define FORMULA_DERIVE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "formula/derive.h"
#include "formula/rational.h"

enum { CELL_TIME_MAX = 32, QUANTITY_DIGITS_MAX = 38 };

typedef __int128 wide;

/* m / 10^places, below 10^38 either side of zero. */
struct quantity {
	wide m;
	uint32_t places;
};

/* A sum: m / 10^places, and what did not fit any more. */
struct sum {
	wide m;
	uint32_t places;
	struct rational *carried; /* NULL: nothing */
};

/*
 * A plain decimal `-12.50` of at most DERIVE_DIGITS_MAX digits; `readable` bytes may be
 * read from text on. False for anything else.
 */
bool cell_number(
	const char *text, size_t size, size_t readable, int64_t *m, uint32_t *places) MUST_CHECK;

/* 2024-03-01, or with a blank or T and 00:00:00, and nothing, Z or +08:00 behind. */
bool cell_time(const char *text, size_t size, int64_t *seconds) MUST_CHECK;

/* "2024-03-01 00:00:00" of UTC+8. Returns out. */
char *cell_time_text(int64_t seconds, char out[CELL_TIME_MAX]);

/* The text of the time that comes `step` seconds after text's, in its own form. */
struct cell_clock {
	char text[CELL_TIME_MAX];
	size_t size;
	int64_t seconds; /* its time */
};
void cell_clock_set(struct cell_clock *c, const char *text, size_t size, int64_t seconds);
void cell_clock_advance(struct cell_clock *c, int64_t step);

/* q times a cell's number; false when it has more than 38 digits. */
bool quantity_multiply(struct quantity *q, int64_t m, uint32_t places) MUST_CHECK;
int quantity_compare(const struct quantity *a, const struct quantity *b);
/* NULL when memory is short. */
struct rational *quantity_rational(void *mem, const struct quantity *q);

/* What is carried lies below mem. */
int sum_add(void *mem, struct sum *s, const struct quantity *q, struct error *err) MUST_CHECK;
struct rational *sum_rational(void *mem, const struct sum *s, struct error *err);

#endif
