/*
 * rational: exact rationals (GMP) with bounded operands.
 *
 * Values are talloc objects; their GMP limbs are released with them. Numerator
 * and denominator have at most RATIONAL_BITS_MAX bits: beyond that an operation
 * gives ERROR_NUMBER_SIZE instead of growing.
 */
#ifndef NUMBER_RATIONAL_H
#define NUMBER_RATIONAL_H

#include <stdbool.h>
#include <stdint.h>

#include <gmp.h>

#include "base/error.h"

enum { RATIONAL_BITS_MAX = 4096, RATIONAL_TEXT_MAX = 2600 };

struct rational {
	mpq_t q;
};

/* Zero; NULL when memory is short. */
struct rational *rational_new(void *mem);

/*
 * A decimal "-12.50" or a fraction of two such "44/12"; no blanks, no exponent, no
 * leading zeros or points. NULL with ERROR_NUMBER_FORM (argument `value`) or
 * ERROR_NUMBER_SIZE.
 */
struct rational *rational_parse(void *mem, const char *text, struct error *err);
struct rational *rational_of(void *mem, int64_t value);
struct rational *rational_copy(void *mem, const struct rational *r);

/*
 * out = a op b; out may be a or b. 0, or -1 with ERROR_NUMBER_SIZE and out as it
 * was. The divisor is not zero: callers ask rational_sign first.
 */
int rational_add(const struct rational *a, const struct rational *b, struct rational *out,
	struct error *err) MUST_CHECK;
int rational_subtract(const struct rational *a, const struct rational *b, struct rational *out,
	struct error *err) MUST_CHECK;
int rational_multiply(const struct rational *a, const struct rational *b, struct rational *out,
	struct error *err) MUST_CHECK;
int rational_divide(const struct rational *a, const struct rational *b, struct rational *out,
	struct error *err) MUST_CHECK;
void rational_negate(const struct rational *a, struct rational *out);

/* out = the root of a; false, and out as it was, where it is not rational. */
bool rational_root(const struct rational *a, struct rational *out) MUST_CHECK;

/* -1, 0, 1 */
int rational_sign(const struct rational *r);
int rational_compare(const struct rational *a, const struct rational *b);

/*
 * Exact decimal when it has one of at most `places` places (trailing zeros cut),
 * otherwise its first `places` places with "…" behind. Below mem.
 */
char *rational_text(void *mem, const struct rational *r, int places);

/* The canonical exact form: "N" or "N/D". Below mem. */
char *rational_exact(void *mem, const struct rational *r);

/* Toward minus infinity, into 64 bits; false when it does not fit. */
bool rational_floor(const struct rational *r, int64_t *out) MUST_CHECK;

#endif
