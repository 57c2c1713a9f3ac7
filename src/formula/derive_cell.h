/*
 * derive_cell: the text of a cell as a number or a time, and exact sums of them.
 *
 * A number is digits without their point and how many places the point is from the
 * end, so that rows are added as integers: a product of cells has 128 bits, a sum too,
 * and is carried over to GMP when it would pass them. A time is in seconds of UTC+8.
 */
#ifndef FORMULA_DERIVE_CELL_H
#define FORMULA_DERIVE_CELL_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/* A number's text of any length; see cell_number. */
bool cell_long_number(const char *text, size_t size, int64_t *m, uint32_t *places) MUST_CHECK;

#define CELL_EACH(c) (UINT64_C(0x0101010101010101) * (uint64_t)(c))

/* Eight digits, the first in the lowest byte, as a number. */
static inline uint64_t cell_eight_digits(uint64_t x)
{
	const uint64_t every_fourth = UINT64_C(0x000000FF000000FF);

	x -= CELL_EACH('0');
	x = x * 10 + (x >> 8);
	return (uint32_t)(((x & every_fourth) * UINT64_C(0x000F424000000064) +
				  ((x >> 16) & every_fourth) * UINT64_C(0x0000271000000001)) >>
			  32);
}

static inline bool cell_all_digits(uint64_t x)
{
	const uint64_t high = CELL_EACH(0xF0);

	return ((x & high) | (((x + CELL_EACH(6)) & high) >> 4)) == CELL_EACH(0x33);
}

/* At most eight characters without a sign, read as one word. */
static inline bool cell_short_number(const char *text, size_t size, int64_t *m, uint32_t *places)
{
	const uint64_t low = CELL_EACH(0x7F);
	unsigned fill = 8 * (8 - (unsigned)size);
	uint64_t x, point, before;

	memcpy(&x, text, sizeof(x));
	x = le64toh(x) << fill;
	if (fill)
		x |= CELL_EACH('0') >> (64 - fill);
	point = x ^ CELL_EACH('.');
	point = ~(((point & low) + low) | point | low);
	*places = 0;
	if (point) {
		unsigned at = (unsigned)__builtin_ctzll(point) & ~7U;

		before = (UINT64_C(1) << at) - 1;
		*places = 7 - at / 8;
		if (text[0] == '.' || *places == 0)
			return false;
		/* What is before the point moves up to it, a zero in. */
		x = (x & ~(before | UINT64_C(0xFF) << at)) | (x & before) << 8 | '0';
	}
	if (text[0] == '0' && size > 1 && text[1] != '.')
		return false;
	*m = (int64_t)cell_eight_digits(x);
	return cell_all_digits(x);
}

/*
 * A plain decimal `-12.50` of at most DERIVE_DIGITS_MAX digits; `readable` bytes may be
 * read from text on. False for anything else.
 */
static inline MUST_CHECK bool cell_number(
	const char *text, size_t size, size_t readable, int64_t *m, uint32_t *places)
{
	if (size - 1 < 8 && readable >= 8 && text[0] != '-')
		return cell_short_number(text, size, m, places);
	return cell_long_number(text, size, m, places);
}

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
bool quantity_multiply_wide(struct quantity *q, int64_t m, uint32_t places) MUST_CHECK;
static inline MUST_CHECK bool quantity_multiply(struct quantity *q, int64_t m, uint32_t places)
{
	/* 64 bits by a cell's 18 digits are below 10^38. */
	if (q->m != (int64_t)q->m)
		return quantity_multiply_wide(q, m, places);
	q->m = (wide)(int64_t)q->m * m;
	q->places += places;
	return true;
}

int quantity_compare(const struct quantity *a, const struct quantity *b);
/* NULL when memory is short. */
struct rational *quantity_rational(void *mem, const struct quantity *q);

/* What is carried lies below mem. */
int sum_add_wide(void *mem, struct sum *s, const struct quantity *q, struct error *err) MUST_CHECK;
static inline MUST_CHECK int sum_add(
	void *mem, struct sum *s, const struct quantity *q, struct error *err)
{
	wide total;

	if (q->places != s->places || __builtin_add_overflow(s->m, q->m, &total))
		return sum_add_wide(mem, s, q, err);
	s->m = total;
	return 0;
}

struct rational *sum_rational(void *mem, const struct sum *s, struct error *err);

#endif
