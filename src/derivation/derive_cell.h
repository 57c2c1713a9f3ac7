/*
 * derive_cell: the text of a cell as a number or a time, and exact sums of them.
 *
 * A number is digits without their point and how many places the point is from the
 * end, so that rows are added as integers: a product of cells has 128 bits, a sum too,
 * and is carried over to GMP when it would pass them. A time is in seconds of UTC+8.
 */
#ifndef DERIVATION_DERIVE_CELL_H
#define DERIVATION_DERIVE_CELL_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "derivation/derive.h"
#include "number/rational.h"

enum {
	CELL_TIME = 19, /* bytes of a time of day without its zone */
	CELL_TIME_MAX = 32,
	QUANTITY_DIGITS_MAX = 38,
};

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

/* The values of eight digits, the first in the lowest byte, as a number. */
static inline uint64_t cell_eight_digits(uint64_t x)
{
	const uint64_t every_fourth = UINT64_C(0x000000FF000000FF);

	x = x * 10 + (x >> 8);
	return (uint32_t)(((x & every_fourth) * UINT64_C(0x000F424000000064) +
				  ((x >> 16) & every_fourth) * UINT64_C(0x0000271000000001)) >>
			  32);
}

/* The highest bit of each byte that is above 9. */
static inline uint64_t cell_not_digits(uint64_t x)
{
	const uint64_t low = CELL_EACH(0x7F);

	return (((x & low) + CELL_EACH(0x7F - 9)) | x) & ~low;
}

/* At most eight characters without a sign, read as one word; the first is the lowest byte. */
static inline bool cell_short_number(const char *text, size_t size, int64_t *m, uint32_t *places)
{
	unsigned fill = 8 * (8 - (unsigned)size), at;
	uint64_t x, others, before;

	if (text[0] == '0' && size > 1 && text[1] != '.')
		return false;
	/* Digits become their values, and stand at the end behind zeros. */
	memcpy(&x, text, sizeof(x));
	x = (le64toh(x) ^ CELL_EACH('0')) << fill;
	others = cell_not_digits(x);
	*places = 0;
	if (others) {
		at = (unsigned)__builtin_ctzll(others) & ~7U;
		before = (UINT64_C(1) << at) - 1;
		*places = 7 - at / 8;
		if ((others & (others - 1)) || (x >> at & 0xFF) != ('.' ^ '0') || at == fill ||
			*places == 0)
			return false;
		/* What is before the point moves up to it, a zero in. */
		x = (x & ~(before | UINT64_C(0xFF) << at)) | (x & before) << 8;
	}
	*m = (int64_t)cell_eight_digits(x);
	return true;
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

/* Whether n bytes are the same: memcmp without a call for what times and words have. */
static inline bool cell_same(const char *a, const char *b, size_t n)
{
	uint64_t x[3], y[3];
	uint16_t u[2], v[2];

	if (n >= 16 && n <= 24) {
		memcpy(x, a, 16);
		memcpy(y, b, 16);
		memcpy(&x[2], a + n - 8, 8);
		memcpy(&y[2], b + n - 8, 8);
		return ((x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2])) == 0;
	}
	if (n == 2 || n == 3) {
		memcpy(&u[0], a, 2);
		memcpy(&v[0], b, 2);
		memcpy(&u[1], a + n - 2, 2);
		memcpy(&v[1], b + n - 2, 2);
		return u[0] == v[0] && u[1] == v[1];
	}
	return memcmp(a, b, n) == 0;
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
void cell_clock_advance_far(struct cell_clock *c, int64_t step);
static inline void cell_clock_advance(struct cell_clock *c, int64_t step)
{
	/* Most often the last digit alone goes up. */
	if (c->size >= CELL_TIME && c->text[CELL_TIME - 1] + step <= '9') {
		c->text[CELL_TIME - 1] = (char)(c->text[CELL_TIME - 1] + step);
		c->seconds += step;
	} else {
		cell_clock_advance_far(c, step);
	}
}

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
