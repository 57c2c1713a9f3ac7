/*
 * interval: a real number that is known exactly, or lies between two rationals.
 *
 * Arithmetic on exact values is exact; after sqrt, exp, ln or pow a value is an
 * enclosure: the ends are true bounds of it, and stay so through what follows. An
 * exact value has at most RATIONAL_BITS_MAX bits in its numerator and its denominator. An end
 * of an enclosure that passes INTERVAL_END_BITS is rounded outward to
 * INTERVAL_PRECISION significant bits, so that long sums of quotients do not grow;
 * what then still passes RATIONAL_BITS_MAX gives ERROR_NUMBER_SIZE. The results are
 * the same bits on every machine: each end is a correctly rounded number.
 *
 * Operations return 0, or -1 with *err set and out as it was; out may be an operand.
 * err may be NULL.
 */
#ifndef NUMBER_INTERVAL_H
#define NUMBER_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

#include <gmp.h>

#include "base/error.h"
#include "number/rational.h"

enum {
	INTERVAL_PRECISION = 192, /* significant bits of a rounded end */
	INTERVAL_END_BITS = 512,
	INTERVAL_POWER_MAX = 64,      /* greatest whole exponent taken exactly */
	INTERVAL_EXPONENT_MAX = 4096, /* greatest |x| of exp(x) */
};

struct interval {
	mpq_t low, high; /* low <= high; equal: exact */
};

/* Zero; released by interval_clear, or at the end of scope by AUTO(interval_auto). */
void interval_init(struct interval *x);
void interval_clear(struct interval *x);
void interval_auto(struct interval *x);

void interval_set(struct interval *out, const struct interval *a);
void interval_set_rational(struct interval *out, const struct rational *r);
void interval_set_count(struct interval *out, int64_t n);

bool interval_is_exact(const struct interval *a);

/* A copy of an end; below mem, NULL without memory. */
struct rational *interval_low(void *mem, const struct interval *a);
struct rational *interval_high(void *mem, const struct interval *a);

int interval_add(const struct interval *a, const struct interval *b, struct interval *out,
	struct error *err) MUST_CHECK;
int interval_subtract(const struct interval *a, const struct interval *b, struct interval *out,
	struct error *err) MUST_CHECK;
int interval_multiply(const struct interval *a, const struct interval *b, struct interval *out,
	struct error *err) MUST_CHECK;

/* ERROR_CALCULATION_DIVISION when b is zero or may be. */
int interval_divide(const struct interval *a, const struct interval *b, struct interval *out,
	struct error *err) MUST_CHECK;

void interval_negate(const struct interval *a, struct interval *out);
void interval_abs(const struct interval *a, struct interval *out);
void interval_min(const struct interval *a, const struct interval *b, struct interval *out);
void interval_max(const struct interval *a, const struct interval *b, struct interval *out);

/* The whole numbers of both ends, toward minus and plus infinity. */
int interval_floor(const struct interval *a, struct interval *out, struct error *err) MUST_CHECK;
int interval_ceil(const struct interval *a, struct interval *out, struct error *err) MUST_CHECK;

/* a^n, n at most INTERVAL_POWER_MAX; exact when a is. Anything^0 is 1. */
int interval_power(
	const struct interval *a, unsigned n, struct interval *out, struct error *err) MUST_CHECK;

/*
 * Enclosures. For an exact argument their ends are at most two units apart, a unit
 * being the last of INTERVAL_PRECISION bits of the end farther from zero. Exact where
 * the value is known to be rational: the square root of a quotient of squares,
 * exp(0), ln(1). ERROR_CALCULATION_DOMAIN (arguments `function`, `value`) when a part
 * of a is below 0 for sqrt, or not above 0 for ln; ERROR_NUMBER_SIZE when a part of a
 * is beyond INTERVAL_EXPONENT_MAX either way for exp, or the value does not fit.
 */
int interval_sqrt(const struct interval *a, struct interval *out, struct error *err) MUST_CHECK;
int interval_exp(const struct interval *a, struct interval *out, struct error *err) MUST_CHECK;
int interval_ln(const struct interval *a, struct interval *out, struct error *err) MUST_CHECK;

/*
 * a^b. Exact when a is and b is an exact quotient n/d with |n| and d at most
 * INTERVAL_POWER_MAX, if d = 1 or a is a quotient of d-th powers. The base is above 0,
 * or b is an exact whole number: then it may be below 0, may be exactly 0 if b > 0,
 * and may have 0 inside if 0 < b <= INTERVAL_POWER_MAX. All else is
 * ERROR_CALCULATION_DOMAIN.
 */
int interval_pow(const struct interval *a, const struct interval *b, struct interval *out,
	struct error *err) MUST_CHECK;

/*
 * *order is -1, 0 or 1; ERROR_CALCULATION_UNDECIDED (arguments `left`, `right`) when
 * the enclosures have a point in common and are not both exact.
 */
int interval_compare(const struct interval *a, const struct interval *b, int *order,
	struct error *err) MUST_CHECK;

/*
 * The constants that sqrt, exp, ln and pow keep for each thread are given back, by whoever has
 * finished calculating, so that no thread leaks them and each is computed once a run.
 */
void interval_give_back(void);

#endif
