#include "number/interval.h"

#include <assert.h>
#include <stdio.h>

#include <mpfr.h>
#include <talloc.h>

#define RULE "docs/methodology-language.md 4"

_Static_assert(sizeof(long) == sizeof(int64_t), "GMP's signed integers are 64 bits here");

enum {
	/* Beyond the bits wanted, so that rounding an argument does not show in the result. */
	GUARD_BITS = 64,
	/* Two operands of so many limbs give a sum or product within RATIONAL_BITS_MAX. */
	SMALL_LIMBS = RATIONAL_BITS_MAX / 2 / GMP_NUMB_BITS - 1,
	PLACES_SHOWN = 12,
};

typedef void (*operation)(mpq_t, const mpq_t, const mpq_t);
typedef void (*whole_division)(mpz_t, const mpz_t, const mpz_t);
typedef int (*real_function)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

static void quotient_auto(mpq_t *q)
{
	mpq_clear(*q);
}

static void real_auto(mpfr_t *x)
{
	mpfr_clear(*x);
}

void interval_init(struct interval *x)
{
	mpq_init(x->low);
	mpq_init(x->high);
}

void interval_clear(struct interval *x)
{
	mpq_clear(x->low);
	mpq_clear(x->high);
}

void interval_auto(struct interval *x)
{
	interval_clear(x);
}

/* Makes it exact: its low end. */
static void close_at_low(struct interval *x)
{
	mpq_set(x->high, x->low);
}

void interval_set(struct interval *out, const struct interval *a)
{
	mpq_set(out->low, a->low);
	mpq_set(out->high, a->high);
}

void interval_set_rational(struct interval *out, const struct rational *r)
{
	mpq_set(out->low, r->q);
	close_at_low(out);
}

void interval_set_count(struct interval *out, int64_t n)
{
	mpq_set_si(out->low, n, 1);
	close_at_low(out);
}

static struct rational *copy_end(void *mem, const mpq_t end)
{
	struct rational *out = rational_new(mem);

	if (out)
		mpq_set(out->q, end);
	return out;
}

struct rational *interval_low(void *mem, const struct interval *a)
{
	return copy_end(mem, a->low);
}

struct rational *interval_high(void *mem, const struct interval *a)
{
	return copy_end(mem, a->high);
}

bool interval_is_exact(const struct interval *a)
{
	return mpq_equal(a->low, a->high) != 0;
}

static bool has_zero(const struct interval *a)
{
	return mpq_sgn(a->low) <= 0 && mpq_sgn(a->high) >= 0;
}

static int too_large(struct error *err)
{
	char bits[16];

	snprintf(bits, sizeof(bits), "%d", (int)RATIONAL_BITS_MAX);
	return error_set(err, ERROR_NUMBER_SIZE, RULE, "", "bits", bits, NULL);
}

/* For an error's argument; "" when memory is short. */
static const char *end_text(void *mem, const mpq_t q)
{
	struct rational *r = rational_new(mem);
	const char *text;

	if (!r)
		return "";
	mpq_set(r->q, q);
	text = rational_text(mem, r, PLACES_SHOWN);
	return text ? text : "";
}

static int outside_domain(const char *function, const mpq_t value, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);

	return error_set(err, ERROR_CALCULATION_DOMAIN, RULE, "", "function", function, "value",
		end_text(scratch, value), NULL);
}

static size_t bits_of(const mpq_t q)
{
	size_t above = mpz_sizeinbase(mpq_numref(q), 2), below = mpz_sizeinbase(mpq_denref(q), 2);

	return above > below ? above : below;
}

static bool is_small(const mpq_t q)
{
	return mpz_size(mpq_numref(q)) <= SMALL_LIMBS && mpz_size(mpq_denref(q)) <= SMALL_LIMBS;
}

static void round_end(mpq_t end, mpfr_rnd_t toward)
{
	AUTO(real_auto) mpfr_t rounded;

	mpfr_init2(rounded, INTERVAL_PRECISION);
	if (bits_of(end) <= INTERVAL_END_BITS)
		return;
	mpfr_set_q(rounded, end, toward);
	mpfr_get_q(end, rounded);
}

/* Rounds long ends outward. */
static void widen_ends(struct interval *x)
{
	round_end(x->low, MPFR_RNDD);
	round_end(x->high, MPFR_RNDU);
}

/* The size rule on a result; it is moved into out if it fits. */
static int settle_ends(struct interval *result, struct interval *out, struct error *err)
{
	if (!interval_is_exact(result))
		widen_ends(result);
	if (bits_of(result->low) > RATIONAL_BITS_MAX || bits_of(result->high) > RATIONAL_BITS_MAX)
		return too_large(err);
	mpq_swap(out->low, result->low);
	mpq_swap(out->high, result->high);
	return 0;
}

/* Most values are exact and short: calculated once, in place, without a look at the size. */
static int apply_exact(operation op, const struct interval *a, const struct interval *b,
	struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval result;

	interval_init(&result);
	op(result.low, a->low, b->low);
	close_at_low(&result);
	return settle_ends(&result, out, err);
}

static bool apply_short(
	operation op, const struct interval *a, const struct interval *b, struct interval *out)
{
	if (!is_small(a->low) || !is_small(b->low))
		return false;
	op(out->low, a->low, b->low);
	close_at_low(out);
	return true;
}

static bool both_exact(const struct interval *a, const struct interval *b)
{
	return interval_is_exact(a) && interval_is_exact(b);
}

/* a op b by ends, where b's ends are taken in the order given. */
static int apply_ends(operation op, const struct interval *a, const mpq_t b_low, const mpq_t b_high,
	struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval result;

	interval_init(&result);
	op(result.low, a->low, b_low);
	op(result.high, a->high, b_high);
	return settle_ends(&result, out, err);
}

int interval_add(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	if (!both_exact(a, b))
		return apply_ends(mpq_add, a, b->low, b->high, out, err);
	return apply_short(mpq_add, a, b, out) ? 0 : apply_exact(mpq_add, a, b, out, err);
}

int interval_subtract(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	if (!both_exact(a, b))
		return apply_ends(mpq_sub, a, b->high, b->low, out, err);
	return apply_short(mpq_sub, a, b, out) ? 0 : apply_exact(mpq_sub, a, b, out, err);
}

/* The least and greatest product of ends, without the size rule; out is no operand. */
static void multiply_ends(const struct interval *a, const struct interval *b, struct interval *out)
{
	const mpq_t *const left[] = {&a->low, &a->low, &a->high, &a->high};
	const mpq_t *const right[] = {&b->low, &b->high, &b->low, &b->high};
	AUTO(quotient_auto) mpq_t product;

	mpq_init(product);
	for (size_t i = 0; i < COUNT_OF(left); i++) {
		mpq_mul(product, *left[i], *right[i]);
		if (i == 0 || mpq_cmp(product, out->low) < 0)
			mpq_set(out->low, product);
		if (i == 0 || mpq_cmp(product, out->high) > 0)
			mpq_set(out->high, product);
	}
}

static int multiply_inexact(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval result;

	interval_init(&result);
	multiply_ends(a, b, &result);
	return settle_ends(&result, out, err);
}

int interval_multiply(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	if (!both_exact(a, b))
		return multiply_inexact(a, b, out, err);
	return apply_short(mpq_mul, a, b, out) ? 0 : apply_exact(mpq_mul, a, b, out, err);
}

/* b has no zero. */
static int divide_inexact(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval inverse;

	interval_init(&inverse);
	mpq_inv(inverse.low, b->high);
	mpq_inv(inverse.high, b->low);
	return multiply_inexact(a, &inverse, out, err);
}

int interval_divide(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	if (has_zero(b))
		return error_set(err, ERROR_CALCULATION_DIVISION, RULE, "", NULL);
	if (!both_exact(a, b))
		return divide_inexact(a, b, out, err);
	return apply_short(mpq_div, a, b, out) ? 0 : apply_exact(mpq_div, a, b, out, err);
}

void interval_negate(const struct interval *a, struct interval *out)
{
	interval_set(out, a);
	mpq_swap(out->low, out->high);
	mpq_neg(out->low, out->low);
	mpq_neg(out->high, out->high);
}

void interval_abs(const struct interval *a, struct interval *out)
{
	if (mpq_sgn(a->low) >= 0) {
		interval_set(out, a);
		return;
	}
	interval_negate(a, out);
	if (mpq_sgn(out->low) >= 0)
		return;
	/* Zero is inside; what was the high end is now the low one, with its sign changed. */
	mpq_neg(out->low, out->low);
	if (mpq_cmp(out->low, out->high) > 0)
		mpq_set(out->high, out->low);
	mpq_set_ui(out->low, 0, 1);
}

void interval_min(const struct interval *a, const struct interval *b, struct interval *out)
{
	mpq_set(out->low, mpq_cmp(a->low, b->low) <= 0 ? a->low : b->low);
	mpq_set(out->high, mpq_cmp(a->high, b->high) <= 0 ? a->high : b->high);
}

void interval_max(const struct interval *a, const struct interval *b, struct interval *out)
{
	mpq_set(out->low, mpq_cmp(a->low, b->low) >= 0 ? a->low : b->low);
	mpq_set(out->high, mpq_cmp(a->high, b->high) >= 0 ? a->high : b->high);
}

static int whole_ends(
	whole_division divide, const struct interval *a, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval result;

	interval_init(&result);
	divide(mpq_numref(result.low), mpq_numref(a->low), mpq_denref(a->low));
	divide(mpq_numref(result.high), mpq_numref(a->high), mpq_denref(a->high));
	return settle_ends(&result, out, err);
}

int interval_floor(const struct interval *a, struct interval *out, struct error *err)
{
	return whole_ends(mpz_fdiv_q, a, out, err);
}

int interval_ceil(const struct interval *a, struct interval *out, struct error *err)
{
	return whole_ends(mpz_cdiv_q, a, out, err);
}

/* x becomes x^n; powers of coprime numbers are coprime. */
static void raise_end(mpq_t x, unsigned n)
{
	mpz_pow_ui(mpq_numref(x), mpq_numref(x), n);
	mpz_pow_ui(mpq_denref(x), mpq_denref(x), n);
}

int interval_power(const struct interval *a, unsigned n, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval result;
	bool exact = interval_is_exact(a);

	assert(n <= INTERVAL_POWER_MAX);
	interval_init(&result);
	interval_set(&result, a);
	if (!exact)
		widen_ends(&result);
	else if ((bits_of(a->low) - 1) * n >= RATIONAL_BITS_MAX)
		return too_large(err); /* without making the number first */
	if (n % 2 == 0)
		interval_abs(&result, &result);
	raise_end(result.low, n);
	raise_end(result.high, n);
	return settle_ends(&result, out, err);
}

int interval_compare(
	const struct interval *a, const struct interval *b, int *order, struct error *err)
{
	AUTO_MEMORY void *scratch = NULL;

	if (mpq_cmp(a->high, b->low) < 0) {
		*order = -1;
		return 0;
	}
	if (mpq_cmp(a->low, b->high) > 0) {
		*order = 1;
		return 0;
	}
	if (both_exact(a, b)) {
		*order = 0;
		return 0;
	}
	scratch = talloc_new(NULL);
	return error_set(err, ERROR_CALCULATION_UNDECIDED, RULE, "", "left",
		end_text(scratch, a->low), "right", end_text(scratch, b->low), NULL);
}

/*
 * The end of an increasing function's enclosure: the argument is rounded the same way
 * as the value, so that the end is a bound of the true value.
 */
static void end_of(real_function f, const mpq_t x, mpfr_rnd_t toward, int precision, mpq_t out)
{
	AUTO(real_auto) mpfr_t argument;
	AUTO(real_auto) mpfr_t value;

	mpfr_init2(argument, precision + GUARD_BITS);
	mpfr_init2(value, precision);
	mpfr_set_q(argument, x, toward);
	f(value, argument, toward);
	mpfr_get_q(out, value);
}

/* Near 1 the logarithm depends on the distance from 1, which is rounded instead. */
static void end_of_ln(const mpq_t x, mpfr_rnd_t toward, int precision, mpq_t out)
{
	AUTO(quotient_auto) mpq_t distance;

	mpq_init(distance);
	mpq_set_ui(distance, 1, 1);
	mpq_sub(distance, x, distance);
	if (mpq_cmp_si(distance, -1, 2) > 0 && mpq_cmp_si(distance, 1, 2) < 0)
		end_of(mpfr_log1p, distance, toward, precision, out);
	else
		end_of(mpfr_log, x, toward, precision, out);
}

/* An exact quotient of d-th powers becomes its root; false and x as it was if it is none. */
static bool exact_root(struct interval *x, unsigned d)
{
	AUTO(quotient_auto) mpq_t root;

	mpq_init(root);
	if (!mpz_root(mpq_numref(root), mpq_numref(x->low), d) ||
		!mpz_root(mpq_denref(root), mpq_denref(x->low), d))
		return false;
	mpq_swap(x->low, root);
	close_at_low(x);
	return true;
}

int interval_sqrt(const struct interval *a, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval result;

	interval_init(&result);
	if (mpq_sgn(a->low) < 0)
		return outside_domain("sqrt", a->low, err);
	interval_set(&result, a);
	if (!interval_is_exact(a) || !exact_root(&result, 2)) {
		end_of(mpfr_sqrt, a->low, MPFR_RNDD, INTERVAL_PRECISION, result.low);
		end_of(mpfr_sqrt, a->high, MPFR_RNDU, INTERVAL_PRECISION, result.high);
	}
	return settle_ends(&result, out, err);
}

int interval_exp(const struct interval *a, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval result;

	interval_init(&result);
	if (mpq_cmp_si(a->low, -INTERVAL_EXPONENT_MAX, 1) < 0 ||
		mpq_cmp_si(a->high, INTERVAL_EXPONENT_MAX, 1) > 0)
		return too_large(err);
	end_of(mpfr_exp, a->low, MPFR_RNDD, INTERVAL_PRECISION, result.low);
	end_of(mpfr_exp, a->high, MPFR_RNDU, INTERVAL_PRECISION, result.high);
	return settle_ends(&result, out, err);
}

int interval_ln(const struct interval *a, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval result;

	interval_init(&result);
	if (mpq_sgn(a->low) <= 0)
		return outside_domain("ln", a->low, err);
	end_of_ln(a->low, MPFR_RNDD, INTERVAL_PRECISION, result.low);
	end_of_ln(a->high, MPFR_RNDU, INTERVAL_PRECISION, result.high);
	return settle_ends(&result, out, err);
}

/* exp(b ln a), a above 0; what lies between is not rounded to INTERVAL_PRECISION. */
static int pow_enclosed(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval logarithm;
	AUTO(interval_auto) struct interval exponent;

	interval_init(&logarithm);
	interval_init(&exponent);
	end_of_ln(a->low, MPFR_RNDD, INTERVAL_PRECISION + GUARD_BITS, logarithm.low);
	end_of_ln(a->high, MPFR_RNDU, INTERVAL_PRECISION + GUARD_BITS, logarithm.high);
	multiply_ends(&logarithm, b, &exponent);
	return interval_exp(&exponent, out, err);
}

/* a^n, |n| <= INTERVAL_POWER_MAX. */
static int pow_short(const struct interval *a, int n, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval one;
	AUTO(interval_auto) struct interval result;

	interval_init(&one);
	interval_init(&result);
	if (n <= 0 && has_zero(a))
		return outside_domain("pow", a->low, err);
	if (interval_power(a, (unsigned)(n < 0 ? -n : n), &result, err) != 0)
		return -1;
	interval_set_count(&one, 1);
	if (n < 0)
		return interval_divide(&one, &result, out, err);
	interval_set(out, &result);
	return 0;
}

/* a^b with a whole b beyond INTERVAL_POWER_MAX. */
static int pow_long(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval result;

	interval_init(&result);
	if (mpq_sgn(a->low) > 0)
		return pow_enclosed(a, b, out, err);
	if (mpq_sgn(a->high) < 0) {
		interval_negate(a, &result);
		if (pow_enclosed(&result, b, &result, err) != 0)
			return -1;
		if (mpz_odd_p(mpq_numref(b->low)))
			interval_negate(&result, &result);
		interval_set(out, &result);
		return 0;
	}
	if (!interval_is_exact(a) || mpq_sgn(b->low) < 0)
		return outside_domain("pow", a->low, err);
	interval_set_count(out, 0);
	return 0;
}

int interval_pow(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	AUTO(interval_auto) struct interval base;
	bool exact = interval_is_exact(b);
	bool is_short = exact && mpz_cmpabs_ui(mpq_numref(b->low), INTERVAL_POWER_MAX) <= 0 &&
			mpz_cmp_ui(mpq_denref(b->low), INTERVAL_POWER_MAX) <= 0;
	int n = is_short ? (int)mpz_get_si(mpq_numref(b->low)) : 0;

	interval_init(&base);
	if (exact && mpz_cmp_ui(mpq_denref(b->low), 1) == 0)
		return is_short ? pow_short(a, n, out, err) : pow_long(a, b, out, err);
	if (mpq_sgn(a->low) <= 0)
		return outside_domain("pow", a->low, err);
	interval_set(&base, a);
	if (is_short && interval_is_exact(a) &&
		exact_root(&base, (unsigned)mpz_get_ui(mpq_denref(b->low))))
		return pow_short(&base, n, out, err);
	return pow_enclosed(a, b, out, err);
}

void interval_give_back(void)
{
	mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
}
