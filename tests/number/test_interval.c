#include "number/interval.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <mpfr.h>
#include <talloc.h>

#include "tests/support.h"

#define RULE "docs/methodology-language.md 4"

typedef int (*binary)(
	const struct interval *, const struct interval *, struct interval *, struct error *);
typedef int (*unary)(const struct interval *, struct interval *, struct error *);

static void quotient_auto(mpq_t *q)
{
	mpq_clear(*q);
}

static void real_auto(mpfr_t *x)
{
	mpfr_clear(*x);
}

static void random_auto(gmp_randstate_t *random)
{
	gmp_randclear(*random);
}

/* "1/3", or "-1..2" for what lies between two numbers. */
static void take(struct interval *out, const char *text)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *dots = strstr(text, "..");
	struct rational *low, *high;

	low = rational_parse(
		mem, dots ? talloc_strndup(mem, text, (size_t)(dots - text)) : text, NULL);
	high = rational_parse(mem, dots ? dots + 2 : text, NULL);
	ck_assert_msg(low && high, "%s", text);
	mpq_set(out->low, low->q);
	mpq_set(out->high, high->q);
}

static char *quotient_text(void *mem, const mpq_t q)
{
	char *text = talloc_zero_size(
		mem, mpz_sizeinbase(mpq_numref(q), 10) + mpz_sizeinbase(mpq_denref(q), 10) + 3);

	return mpq_get_str(text, 10, q);
}

static char *text_of(void *mem, const struct interval *x)
{
	if (interval_is_exact(x))
		return quotient_text(mem, x->low);
	return talloc_asprintf(
		mem, "%s..%s", quotient_text(mem, x->low), quotient_text(mem, x->high));
}

static int minimum(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	(void)err;
	interval_min(a, b, out);
	return 0;
}

static int maximum(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	(void)err;
	interval_max(a, b, out);
	return 0;
}

static int negate(const struct interval *a, struct interval *out, struct error *err)
{
	(void)err;
	interval_negate(a, out);
	return 0;
}

static int absolute(const struct interval *a, struct interval *out, struct error *err)
{
	(void)err;
	interval_abs(a, out);
	return 0;
}

/* b's exponent for `^`. */
static int power(
	const struct interval *a, const struct interval *b, struct interval *out, struct error *err)
{
	return interval_power(a, (unsigned)mpz_get_ui(mpq_numref(b->low)), out, err);
}

static const struct {
	binary fn;
	const char *a, *b, *result; /* NULL: refused with code */
	enum error_code code;
} binaries[] = {
	{interval_add, "0.1", "0.2", "3/10", 0},
	{interval_add, "1..2", "1/3", "4/3..7/3", 0},
	{interval_add, "1..2", "-2..5", "-1..7", 0},
	{interval_subtract, "1265000", "3980", "1261020", 0},
	{interval_subtract, "1..2", "1..2", "-1..1", 0},
	{interval_subtract, "0", "1..3", "-3..-1", 0},
	{interval_multiply, "705540", "0.48595", "342857163/1000", 0},
	{interval_multiply, "1..2", "3..4", "3..8", 0},
	{interval_multiply, "-1..2", "3..4", "-4..8", 0},
	{interval_multiply, "-3..-2", "-5..4", "-12..15", 0},
	{interval_multiply, "-3..2", "-5..4", "-12..15", 0},
	{interval_multiply, "-3..-2", "-5..-4", "8..15", 0},
	{interval_multiply, "-1", "1..2", "-2..-1", 0},
	{interval_multiply, "0", "1..2", "0", 0},
	{interval_divide, "1", "-3", "-1/3", 0},
	{interval_divide, "1..2", "4..5", "1/5..1/2", 0},
	{interval_divide, "1", "-2..-1", "-1..-1/2", 0},
	{interval_divide, "-1..1", "-2..-1", "-1..1", 0},
	{interval_divide, "0", "1..2", "0", 0},
	{interval_divide, "1", "0", NULL, ERROR_CALCULATION_DIVISION},
	{interval_divide, "1", "0..1", NULL, ERROR_CALCULATION_DIVISION},
	{interval_divide, "1", "-1..0", NULL, ERROR_CALCULATION_DIVISION},
	{interval_divide, "1..2", "-1..1", NULL, ERROR_CALCULATION_DIVISION},
	{minimum, "1", "2", "1", 0},
	{minimum, "1..4", "2..3", "1..3", 0},
	{minimum, "1..4", "0", "0", 0},
	{maximum, "1", "2", "2", 0},
	{maximum, "1..4", "2..3", "2..4", 0},
	{maximum, "1..4", "5", "5", 0},
	{power, "2/3", "3", "8/27", 0},
	{power, "-2/3", "3", "-8/27", 0},
	{power, "-2/3", "2", "4/9", 0},
	{power, "2", "64", "18446744073709551616", 0},
	{power, "7", "1", "7", 0},
	{power, "0", "0", "1", 0},
	{power, "0", "5", "0", 0},
	{power, "-2..1", "0", "1", 0},
	{power, "-2..1", "2", "0..4", 0},
	{power, "-2..3", "2", "0..9", 0},
	{power, "-2..1", "3", "-8..1", 0},
	{power, "-3..-2", "2", "4..9", 0},
	{power, "-3..-2", "3", "-27..-8", 0},
	{power, "9223372036854775808", "64", NULL, 0},
	{power, "18446744073709551616", "63", NULL, 0},
	{power, "18446744073709551616", "64", NULL, ERROR_NUMBER_SIZE},
	{power, "1/18446744073709551616", "64", NULL, ERROR_NUMBER_SIZE},
	{interval_pow, "2", "10", "1024", 0},
	{interval_pow, "3/2", "-2", "4/9", 0},
	{interval_pow, "2", "64", "18446744073709551616", 0},
	{interval_pow, "-2", "3", "-8", 0},
	{interval_pow, "-2", "-3", "-1/8", 0},
	{interval_pow, "5", "0", "1", 0},
	{interval_pow, "0", "3", "0", 0},
	{interval_pow, "0", "65", "0", 0},
	{interval_pow, "4", "1/2", "2", 0},
	{interval_pow, "27/8", "-2/3", "4/9", 0},
	{interval_pow, "1", "1/3", "1", 0},
	{interval_pow, "1", "70.5", "1", 0},
	{interval_pow, "1", "1..2", "1", 0},
	{interval_pow, "-1", "65", "-1", 0},
	{interval_pow, "-1", "66", "1", 0},
	{interval_pow, "-1..2", "2", "0..4", 0},
	{interval_pow, "-1..2", "3", "-1..8", 0},
	{interval_pow, "2..4", "-1", "1/4..1/2", 0},
	{interval_pow, "0", "0", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "0", "-1", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "0", "-65", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "0", "1/2", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "0..1", "1/2", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "-2", "1/2", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "-8", "1/3", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "-2", "1..2", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "-1..2", "0", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "-1..2", "-1", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "-1..1", "65", NULL, ERROR_CALCULATION_DOMAIN},
	{interval_pow, "2", "4096", NULL, ERROR_NUMBER_SIZE},
	{interval_pow, "2", "-4096", NULL, ERROR_NUMBER_SIZE},
	{interval_pow, "-2", "4097", NULL, ERROR_NUMBER_SIZE},
	{interval_pow, "10", "1000000.5", NULL, ERROR_NUMBER_SIZE},
};

/* out = fn(a, b) with out separate, then out being a, then b; the outcome is the same. */
START_TEST(a_binary_operation_gives_the_hull_and_may_write_over_an_operand)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(interval_auto) struct interval a;
	AUTO(interval_auto) struct interval b;
	AUTO(interval_auto) struct interval c;
	struct interval *const outs[] = {&c, &a, &b};

	interval_init(&a);
	interval_init(&b);
	interval_init(&c);
	for (size_t i = 0; i < COUNT_OF(outs); i++) {
		struct error err = {0};
		const char *before;
		int rc;

		take(&a, binaries[_i].a);
		take(&b, binaries[_i].b);
		before = text_of(mem, outs[i]);
		rc = binaries[_i].fn(&a, &b, outs[i], &err);
		ck_assert_int_eq(err.code, binaries[_i].code);
		ck_assert_int_eq(rc, err.code ? -1 : 0);
		if (binaries[_i].result)
			ck_assert_str_eq(text_of(mem, outs[i]), binaries[_i].result);
		if (!err.code)
			continue;
		ck_assert_str_eq(err.rule, RULE);
		ck_assert_str_eq(text_of(mem, outs[i]), before);
	}
}
END_TEST

static const struct {
	unary fn;
	const char *a, *result;
	enum error_code code;
	const char *function, *value; /* arguments of a domain error */
} unaries[] = {
	{negate, "3/2", "-3/2", 0, NULL, NULL},
	{negate, "-1..2", "-2..1", 0, NULL, NULL},
	{absolute, "-3/2", "3/2", 0, NULL, NULL},
	{absolute, "1..2", "1..2", 0, NULL, NULL},
	{absolute, "-2..-1", "1..2", 0, NULL, NULL},
	{absolute, "-1..2", "0..2", 0, NULL, NULL},
	{absolute, "-2..1", "0..2", 0, NULL, NULL},
	{absolute, "-2..0", "0..2", 0, NULL, NULL},
	{interval_floor, "7/2", "3", 0, NULL, NULL},
	{interval_floor, "-7/2", "-4", 0, NULL, NULL},
	{interval_floor, "4", "4", 0, NULL, NULL},
	{interval_floor, "2.1..2.9", "2", 0, NULL, NULL},
	{interval_floor, "1.9..2", "1..2", 0, NULL, NULL},
	{interval_ceil, "7/2", "4", 0, NULL, NULL},
	{interval_ceil, "-7/2", "-3", 0, NULL, NULL},
	{interval_ceil, "2.1..2.9", "3", 0, NULL, NULL},
	{interval_ceil, "2..2.1", "2..3", 0, NULL, NULL},
	{interval_sqrt, "0", "0", 0, NULL, NULL},
	{interval_sqrt, "4", "2", 0, NULL, NULL},
	{interval_sqrt, "9/4", "3/2", 0, NULL, NULL},
	{interval_sqrt, "1/9", "1/3", 0, NULL, NULL},
	{interval_sqrt, "4..9", "2..3", 0, NULL, NULL},
	{interval_sqrt, "-1", NULL, ERROR_CALCULATION_DOMAIN, "sqrt", "-1"},
	{interval_sqrt, "-1/3..4", NULL, ERROR_CALCULATION_DOMAIN, "sqrt", "-0.333333333333…"},
	{interval_exp, "0", "1", 0, NULL, NULL},
	{interval_exp, "4096", NULL, ERROR_NUMBER_SIZE, NULL, NULL},
	{interval_exp, "-4096", NULL, ERROR_NUMBER_SIZE, NULL, NULL},
	{interval_exp, "4097", NULL, ERROR_NUMBER_SIZE, NULL, NULL},
	{interval_exp, "0..4097", NULL, ERROR_NUMBER_SIZE, NULL, NULL},
	{interval_exp, "-4097", NULL, ERROR_NUMBER_SIZE, NULL, NULL},
	{interval_exp, "1000000000000000000000", NULL, ERROR_NUMBER_SIZE, NULL, NULL},
	{interval_ln, "1", "0", 0, NULL, NULL},
	{interval_ln, "0", NULL, ERROR_CALCULATION_DOMAIN, "ln", "0"},
	{interval_ln, "-2", NULL, ERROR_CALCULATION_DOMAIN, "ln", "-2"},
	{interval_ln, "0..1", NULL, ERROR_CALCULATION_DOMAIN, "ln", "0"},
};

START_TEST(a_function_is_exact_where_it_can_be_and_may_write_over_its_operand)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(interval_auto) struct interval a;
	AUTO(interval_auto) struct interval b;
	struct interval *const outs[] = {&b, &a};

	interval_init(&a);
	interval_init(&b);
	for (size_t i = 0; i < COUNT_OF(outs); i++) {
		struct error err = {0};
		const char *before;
		int rc;

		take(&a, unaries[_i].a);
		before = text_of(mem, outs[i]);
		rc = unaries[_i].fn(&a, outs[i], &err);
		ck_assert_int_eq(err.code, unaries[_i].code);
		ck_assert_int_eq(rc, err.code ? -1 : 0);
		ck_assert_str_eq(
			text_of(mem, outs[i]), unaries[_i].result ? unaries[_i].result : before);
		if (unaries[_i].function) {
			ck_assert_str_eq(error_argument(&err, "function"), unaries[_i].function);
			ck_assert_str_eq(error_argument(&err, "value"), unaries[_i].value);
		}
	}
}
END_TEST

static const struct {
	const char *a, *b;
	int order;
	enum error_code code;
} orders[] = {
	{"1/3", "0.3333", 1, 0},
	{"1/3", "2/6", 0, 0},
	{"-1", "1", -1, 0},
	{"1..2", "3", -1, 0},
	{"3", "1..2", 1, 0},
	{"1..2", "3..4", -1, 0},
	{"1..2", "2..3", 7, ERROR_CALCULATION_UNDECIDED},
	{"1..2", "1..2", 7, ERROR_CALCULATION_UNDECIDED},
	{"1..3", "2", 7, ERROR_CALCULATION_UNDECIDED},
	{"2", "2..3", 7, ERROR_CALCULATION_UNDECIDED},
};

START_TEST(enclosures_are_ordered_when_they_lie_apart)
{
	AUTO(interval_auto) struct interval a;
	AUTO(interval_auto) struct interval b;
	struct error err = {0};
	int order = 7, rc;

	interval_init(&a);
	interval_init(&b);
	take(&a, orders[_i].a);
	take(&b, orders[_i].b);
	rc = interval_compare(&a, &b, &order, &err);
	ck_assert_int_eq(err.code, orders[_i].code);
	ck_assert_int_eq(rc, err.code ? -1 : 0);
	ck_assert_int_eq(order, orders[_i].order);
	if (err.code) {
		ck_assert_int_eq(error_argument(&err, "left")[0], orders[_i].a[0]);
		ck_assert_int_eq(error_argument(&err, "right")[0], orders[_i].b[0]);
	}
}
END_TEST

/*
 * Reference: the functions at REFERENCE_BITS, with an argument rounded to as many, so
 * that the true value lies between reference_low and reference_high.
 */
enum { REFERENCE_BITS = 6000 };

enum which { SQRT, EXP, LN, POW };

static void reference(enum which f, const mpq_t a, const mpq_t b, mpfr_rnd_t toward, mpq_t out)
{
	/* With a < 1, ln a is below zero: then its other end makes b ln a greatest. */
	mpfr_rnd_t other = toward == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
	AUTO(real_auto) mpfr_t x;
	AUTO(real_auto) mpfr_t y;

	mpfr_init2(x, REFERENCE_BITS);
	mpfr_init2(y, REFERENCE_BITS);
	mpfr_set_q(x, a, f == POW && mpq_sgn(b) < 0 ? other : toward);
	if (f == SQRT)
		mpfr_sqrt(x, x, toward);
	else if (f == EXP)
		mpfr_exp(x, x, toward);
	else if (f == LN)
		mpfr_log(x, x, toward);
	else {
		mpfr_set_q(y, b, mpq_cmp_ui(a, 1, 1) < 0 ? other : toward);
		mpfr_pow(x, x, y, toward);
	}
	mpfr_get_q(out, x);
}

static int call(enum which f, const struct interval *a, const struct interval *b,
	struct interval *out, struct error *err)
{
	static const unary functions[] = {interval_sqrt, interval_exp, interval_ln};

	return f == POW ? interval_pow(a, b, out, err) : functions[f](a, out, err);
}

/* One unit of the last of INTERVAL_PRECISION bits of q. */
static void unit_of(const mpq_t q, mpq_t unit)
{
	AUTO(real_auto) mpfr_t x;

	mpfr_init2(x, INTERVAL_PRECISION);
	mpfr_set_q(x, q, MPFR_RNDZ);
	mpfr_set_si_2exp(x, 1, mpfr_get_exp(x) - INTERVAL_PRECISION, MPFR_RNDN);
	mpfr_get_q(unit, x);
}

/* The ends of f(a, b) are bounds, at most two units of the larger end apart. */
static void assert_enclosed(enum which f, const mpq_t a, const mpq_t b, const char *shown)
{
	AUTO(interval_auto) struct interval x;
	AUTO(interval_auto) struct interval y;
	AUTO(interval_auto) struct interval value;
	AUTO(interval_auto) struct interval truth;
	struct error err = {0};

	interval_init(&x);
	interval_init(&y);
	interval_init(&value);
	interval_init(&truth);
	mpq_set(x.low, a);
	mpq_set(x.high, a);
	mpq_set(y.low, b);
	mpq_set(y.high, b);
	ck_assert_msg(call(f, &x, &y, &value, &err) == 0, "%s: %s", shown, error_name(err.code));
	ck_assert_msg(!interval_is_exact(&value), "%s", shown);
	reference(f, a, b, MPFR_RNDD, truth.low);
	reference(f, a, b, MPFR_RNDU, truth.high);
	ck_assert_msg(mpq_cmp(value.low, truth.low) <= 0, "%s: low end too high", shown);
	ck_assert_msg(mpq_cmp(value.high, truth.high) >= 0, "%s: high end too low", shown);
	unit_of(mpq_sgn(value.low) < 0 ? value.low : value.high, x.low);
	mpq_sub(value.high, value.high, value.low);
	mpq_set_ui(x.high, 2, 1);
	mpq_mul(x.low, x.low, x.high);
	ck_assert_msg(mpq_cmp(value.high, x.low) <= 0, "%s: ends too far apart", shown);
}

/* "p+k" is 1 + 2^k, "m+k" 1 - 2^k, "k+k" 2^k; else a rational. */
static void take_number(mpq_t out, const char *text)
{
	AUTO(interval_auto) struct interval x;
	AUTO(quotient_auto) mpq_t power;
	int k;

	interval_init(&x);
	mpq_init(power);
	if (!strchr("pmk", text[0])) {
		take(&x, text);
		mpq_set(out, x.low);
		return;
	}
	k = (int)strtol(text + 1, NULL, 10);
	mpq_set_ui(power, 1, 1);
	if (k < 0)
		mpq_div_2exp(power, power, (unsigned)-k);
	else
		mpq_mul_2exp(power, power, (unsigned)k);
	mpq_set_ui(out, text[0] != 'k', 1);
	if (text[0] == 'm')
		mpq_neg(power, power);
	mpq_add(out, out, power);
}

static const struct {
	enum which f;
	const char *a, *b;
} points[] = {
	{SQRT, "2", "0"},
	{SQRT, "1/3", "0"},
	{SQRT, "0.000000000000000000000000000003", "0"},
	{SQRT, "p-300", "0"},
	{SQRT, "p+4000", "0"},
	{SQRT, "m-2001", "0"},
	{SQRT, "k-4095", "0"},
	{EXP, "1", "0"},
	{EXP, "-1/3", "0"},
	{EXP, "k-4095", "0"},
	{EXP, "2838", "0"},
	{EXP, "-2700.7", "0"},
	{EXP, "p-300", "0"},
	{LN, "2", "0"},
	{LN, "1/3", "0"},
	{LN, "1/2", "0"},
	{LN, "3/2", "0"},
	{LN, "0.999999", "0"},
	{LN, "p-300", "0"},
	{LN, "m-300", "0"},
	{LN, "p-2900", "0"},
	{LN, "m-2900", "0"},
	{LN, "k+4095", "0"},
	{LN, "k-4095", "0"},
	{POW, "2", "1/2"},
	{POW, "2", "65"},
	{POW, "2", "4095"},
	{POW, "1/2", "3900.3"},
	{POW, "1.05", "100"},
	{POW, "0.95", "-100"},
	{POW, "10", "1/3"},
	{POW, "10", "-1/65"},
	{POW, "0.7", "1.3"},
	{POW, "0.7", "-1.3"},
	{POW, "p-300", "k+300"},
	{POW, "m-300", "k+310"},
	{POW, "p-300", "1/3"},
	{POW, "4", "0.500000000001"},
};

START_TEST(ends_are_true_bounds_at_most_two_units_apart)
{
	AUTO(quotient_auto) mpq_t a;
	AUTO(quotient_auto) mpq_t b;

	mpq_init(a);
	mpq_init(b);
	take_number(a, points[_i].a);
	take_number(b, points[_i].b);
	assert_enclosed(points[_i].f, a, b, points[_i].a);
}
END_TEST

/* A number of up to `bits` bits above and below the stroke; not zero. */
static void draw(gmp_randstate_t random, unsigned long bits, mpq_t out)
{
	mpz_urandomb(mpq_numref(out), random, 1 + gmp_urandomm_ui(random, bits));
	mpz_urandomb(mpq_denref(out), random, 1 + gmp_urandomm_ui(random, bits));
	mpz_add_ui(mpq_numref(out), mpq_numref(out), 1);
	mpz_add_ui(mpq_denref(out), mpq_denref(out), 1);
	mpq_canonicalize(out);
}

static void draw_signed(gmp_randstate_t random, unsigned long bits, mpq_t out)
{
	draw(random, bits, out);
	if (gmp_urandomb_ui(random, 1))
		mpq_neg(out, out);
}

/* x between two numbers, exact in one case of four. */
static void draw_interval(gmp_randstate_t random, unsigned long bits, struct interval *x)
{
	draw_signed(random, bits, x->low);
	draw_signed(random, bits, x->high);
	if (mpq_cmp(x->low, x->high) > 0)
		mpq_swap(x->low, x->high);
	if (gmp_urandomb_ui(random, 2) == 0)
		mpq_set(x->high, x->low);
}

/* A number in x: an end, or one at a random part of the way between the ends. */
static void draw_inside(gmp_randstate_t random, const struct interval *x, mpq_t out)
{
	AUTO(quotient_auto) mpq_t width;

	mpq_init(width);
	mpq_sub(width, x->high, x->low);
	mpq_set_ui(out, gmp_urandomm_ui(random, 5), 4);
	mpq_canonicalize(out);
	mpq_mul(out, out, width);
	mpq_add(out, out, x->low);
}

START_TEST(random_arguments_are_enclosed)
{
	AUTO(quotient_auto) mpq_t a;
	AUTO(quotient_auto) mpq_t b;
	AUTO(random_auto) gmp_randstate_t random;
	AUTO(interval_auto) struct interval root;
	struct error err = {0};

	mpq_init(a);
	mpq_init(b);
	interval_init(&root);
	gmp_randinit_mt(random);
	gmp_randseed_ui(random, (unsigned long)_i + 1);
	for (int i = 0; i < 60; i++) {
		draw(random, 10 + 15 * (unsigned long)i, a);
		if (mpz_perfect_square_p(mpq_numref(a)) || mpq_cmp_ui(a, 1, 1) == 0)
			continue;
		assert_enclosed(SQRT, a, a, "sqrt");
		assert_enclosed(LN, a, a, "ln");
		draw(random, 11, a);
		draw(random, 11, b);
		if (mpq_cmp_ui(b, 2700, 1) < 0)
			assert_enclosed(EXP, b, b, "exp");
		mpq_set_ui(b, 2 * gmp_urandomm_ui(random, 400) + 1, 202);
		mpq_canonicalize(b);
		if (mpq_cmp_ui(a, 1, 1) != 0)
			assert_enclosed(POW, a, b, "pow");
	}
	/* The roots of squares are exact. */
	for (int i = 0; i < 60; i++) {
		draw(random, 2000, a);
		mpq_mul(root.low, a, a);
		mpq_set(root.high, root.low);
		ck_assert_int_eq(interval_sqrt(&root, &root, &err), 0);
		ck_assert(interval_is_exact(&root) && mpq_equal(root.low, a));
	}
}
END_TEST

static bool lies_in(const struct interval *inner, const struct interval *outer)
{
	return mpq_cmp(outer->low, inner->low) <= 0 && mpq_cmp(inner->high, outer->high) <= 0;
}

/* A part of x; in one case of five a single number in it. */
static void draw_part(gmp_randstate_t random, const struct interval *x, struct interval *part)
{
	draw_inside(random, x, part->low);
	draw_inside(random, x, part->high);
	if (mpq_cmp(part->low, part->high) > 0)
		mpq_swap(part->low, part->high);
}

START_TEST(a_part_of_the_argument_gives_a_part_of_the_value)
{
	AUTO(random_auto) gmp_randstate_t random;
	AUTO(interval_auto) struct interval a;
	AUTO(interval_auto) struct interval b;
	AUTO(interval_auto) struct interval part_a;
	AUTO(interval_auto) struct interval part_b;

	interval_init(&a);
	interval_init(&b);
	interval_init(&part_a);
	interval_init(&part_b);
	gmp_randinit_mt(random);
	gmp_randseed_ui(random, (unsigned long)_i + 11);
	for (int i = 0; i < 400; i++) {
		enum which f = (enum which)(i % 4);
		struct error err = {0};

		draw_interval(random, 8, &a);
		draw_interval(random, 8, &b);
		interval_abs(&a, &a);
		if (f != EXP && mpq_sgn(a.low) == 0)
			continue;
		draw_part(random, &a, &part_a);
		draw_part(random, &b, &part_b);
		ck_assert_int_eq(call(f, &part_a, &part_b, &part_a, &err), 0);
		ck_assert_int_eq(call(f, &a, &b, &a, &err), 0);
		ck_assert(lies_in(&part_a, &a));
	}
}
END_TEST

/* At most INTERVAL_END_BITS bits, or INTERVAL_PRECISION of them times a power of two. */
static bool end_is_short(const mpq_t q)
{
	size_t above = mpz_sizeinbase(mpq_numref(q), 2), below = mpz_sizeinbase(mpq_denref(q), 2);

	if (above <= INTERVAL_END_BITS && below <= INTERVAL_END_BITS)
		return true;
	return mpq_sgn(q) == 0 ||
	       (mpz_scan1(mpq_denref(q), 0) == below - 1 &&
		       above - mpz_scan1(mpq_numref(q), 0) <= INTERVAL_PRECISION);
}

static const struct {
	binary fn;
	int (*rational)(const struct rational *, const struct rational *, struct rational *,
		struct error *);
} arithmetic[] = {
	{interval_add, rational_add},
	{interval_subtract, rational_subtract},
	{interval_multiply, rational_multiply},
	{interval_divide, rational_divide},
};

/* fn(x, y) lies in `value` for any x in a and y in b. */
static void assert_holds(gmp_randstate_t random, size_t op, const struct interval *a,
	const struct interval *b, const struct interval *value)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct rational *x = rational_new(mem), *y = rational_new(mem);
	struct error err = {0};

	for (int i = 0; i < 10; i++) {
		draw_inside(random, a, x->q);
		draw_inside(random, b, y->q);
		ck_assert_int_eq(arithmetic[op].rational(x, y, x, &err), 0);
		ck_assert(mpq_cmp(value->low, x->q) <= 0 && mpq_cmp(x->q, value->high) <= 0);
	}
}

START_TEST(random_sums_and_products_hold_what_rationals_give)
{
	static const unsigned long sizes[] = {20, 100, 300, 700};
	AUTO(random_auto) gmp_randstate_t random;
	AUTO(interval_auto) struct interval a;
	AUTO(interval_auto) struct interval b;
	AUTO(interval_auto) struct interval value;
	struct error err = {0};
	int rounded = 0;

	interval_init(&a);
	interval_init(&b);
	interval_init(&value);
	gmp_randinit_mt(random);
	gmp_randseed_ui(random, (unsigned long)_i + 21);
	for (size_t i = 0; i < 2000; i++) {
		size_t op = i % COUNT_OF(arithmetic);

		draw_interval(random, sizes[_i], &a);
		draw_interval(random, sizes[_i], &b);
		if (op == 3 && mpq_sgn(b.low) != mpq_sgn(b.high))
			continue;
		ck_assert_int_eq(arithmetic[op].fn(&a, &b, &value, &err), 0);
		ck_assert(interval_is_exact(&value) ==
			  (interval_is_exact(&a) && interval_is_exact(&b)));
		assert_holds(random, op, &a, &b, &value);
		if (interval_is_exact(&value))
			continue;
		ck_assert(end_is_short(value.low) && end_is_short(value.high));
		rounded += mpz_sizeinbase(mpq_denref(value.low), 2) > 100 &&
			   mpz_popcount(mpq_denref(value.low)) == 1;
	}
	ck_assert(_i < 3 || rounded > 100);
}
END_TEST

START_TEST(exact_values_are_those_of_rational_and_refused_with_them)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(random_auto) gmp_randstate_t random;
	AUTO(interval_auto) struct interval x;
	AUTO(interval_auto) struct interval y;
	struct rational *r = rational_of(mem, 1), *s = rational_new(mem);
	int refused = 0;

	interval_init(&x);
	interval_init(&y);
	interval_set_count(&x, 1);
	gmp_randinit_mt(random);
	for (int i = 0; i < 2000; i++) {
		size_t op = gmp_urandomm_ui(random, COUNT_OF(arithmetic));
		struct error err = {0}, other = {0};

		draw_signed(random, 200, s->q);
		interval_set_rational(&y, s);
		ck_assert_int_eq(arithmetic[op].rational(r, s, r, &other),
			arithmetic[op].fn(&x, &y, &x, &err));
		ck_assert_int_eq(err.code, other.code);
		ck_assert(interval_is_exact(&x) && mpq_equal(x.low, r->q));
		if (!err.code)
			continue;
		ck_assert_int_eq(err.code, ERROR_NUMBER_SIZE);
		ck_assert_str_eq(error_argument(&err, "bits"), "4096");
		refused++;
		mpq_set(r->q, s->q);
		interval_set(&x, &y);
	}
	ck_assert(refused > 10);
}
END_TEST

START_TEST(long_sums_of_quotients_do_not_grow)
{
	AUTO(interval_auto) struct interval sum;
	AUTO(interval_auto) struct interval root;
	AUTO(interval_auto) struct interval part;
	AUTO(interval_auto) struct interval harmonic;
	struct error err = {0};

	interval_init(&sum);
	interval_init(&root);
	interval_init(&part);
	interval_init(&harmonic);
	interval_set_count(&root, 2);
	ck_assert_int_eq(interval_sqrt(&root, &root, &err), 0);
	for (int k = 1; k <= 2000; k++) {
		interval_set_count(&part, k);
		ck_assert_int_eq(interval_divide(&root, &part, &part, &err), 0);
		ck_assert_int_eq(interval_add(&sum, &part, &sum, &err), 0);
		ck_assert(end_is_short(sum.low) && end_is_short(sum.high));
		interval_set_count(&part, 1);
		mpz_set_ui(mpq_denref(part.low), (unsigned)k);
		mpz_set_ui(mpq_denref(part.high), (unsigned)k);
		ck_assert_int_eq(interval_add(&harmonic, &part, &harmonic, &err), 0);
	}
	/* sqrt(2) H(2000): the square of the sum holds 2 H(2000)^2. */
	ck_assert_int_eq(interval_power(&sum, 2, &sum, &err), 0);
	mpq_mul(part.low, harmonic.low, harmonic.low);
	mpq_add(part.low, part.low, part.low);
	ck_assert(mpq_cmp(sum.low, part.low) < 0 && mpq_cmp(part.low, sum.high) < 0);
	mpq_sub(part.high, sum.high, sum.low);
	mpq_mul_2exp(part.high, part.high, 160);
	ck_assert(mpq_cmp(part.high, part.low) < 0);
}
END_TEST

START_TEST(an_enclosure_grows_to_4096_bits_and_no_further)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(interval_auto) struct interval x;
	struct error err = {0};
	const char *before;
	int squared = 0;

	interval_init(&x);
	take(&x, _i == 0 ? "2..3" : "1/3..1/2");
	while (interval_multiply(&x, &x, &x, &err) == 0) {
		squared++;
		ck_assert(!interval_is_exact(&x) && end_is_short(x.low) && end_is_short(x.high));
	}
	ck_assert_int_eq(err.code, ERROR_NUMBER_SIZE);
	ck_assert_int_eq(squared, 11); /* 3^(2^11) has 3247 bits, 3^(2^12) 6493 */
	before = text_of(mem, &x);
	ck_assert_int_eq(interval_power(&x, 64, &x, &err), -1);
	ck_assert_int_eq(err.code, ERROR_NUMBER_SIZE);
	ck_assert_int_eq(interval_add(&x, &x, &x, &err), 0);
	ck_assert_str_ne(text_of(mem, &x), before);
}
END_TEST

/* Every function on many arguments, as text. */
static void *calculate(void *mem)
{
	struct interval x, sum;
	struct error err = {0};
	char *text = talloc_strdup(mem, "");

	interval_init(&x);
	interval_init(&sum);
	for (int k = 1; k <= 300; k++) {
		enum which f = (enum which)(k % 4);

		mpq_set_si(x.low, 7 * k + 1, (unsigned long)(k % 13 + 1) * 10);
		mpq_canonicalize(x.low);
		mpq_set(x.high, x.low);
		ck_assert_int_eq(call(f, &x, &x, &x, &err), 0);
		ck_assert_int_eq(interval_add(&sum, &x, &sum, &err), 0);
		text = talloc_asprintf_append(text, "%s\n", text_of(mem, &sum));
	}
	interval_clear(&x);
	interval_clear(&sum);
	interval_give_back();
	return text;
}

START_TEST(every_thread_gives_the_same_bytes)
{
	void *mem[4], *text[4];
	pthread_t thread[4];

	for (size_t i = 0; i < COUNT_OF(thread); i++) {
		mem[i] = talloc_new(NULL);
		ck_assert_int_eq(pthread_create(&thread[i], NULL, calculate, mem[i]), 0);
	}
	for (size_t i = 0; i < COUNT_OF(thread); i++)
		ck_assert_int_eq(pthread_join(thread[i], &text[i]), 0);
	ck_assert_uint_gt(strlen(text[0]), 10000);
	for (size_t i = 0; i < COUNT_OF(thread); i++) {
		ck_assert_str_eq(text[0], text[i]);
		if (i > 0)
			talloc_free(mem[i]);
	}
	ck_assert_str_eq(text[0], calculate(mem[0]));
	talloc_free(mem[0]);
}
END_TEST

START_TEST(counts_and_rationals_are_exact)
{
	static const int64_t counts[] = {0, -1, 20000, INT64_MAX, INT64_MIN};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(interval_auto) struct interval x;
	AUTO(interval_auto) struct interval y;

	interval_init(&x);
	interval_init(&y);
	ck_assert_str_eq(text_of(mem, &x), "0");
	interval_set_count(&x, counts[_i]);
	ck_assert_str_eq(text_of(mem, &x), talloc_asprintf(mem, "%lld", (long long)counts[_i]));
	interval_set_rational(&x, rational_parse(mem, "44/12", NULL));
	ck_assert_str_eq(text_of(mem, &x), "11/3");
	ck_assert(interval_is_exact(&x));
	take(&x, "1..2");
	ck_assert(!interval_is_exact(&x));
	interval_set(&y, &x);
	interval_set(&x, &x);
	ck_assert_str_eq(text_of(mem, &x), "1..2");
	ck_assert_str_eq(text_of(mem, &y), "1..2");
}
END_TEST

static Suite *interval_suite(void)
{
	Suite *s = suite_create("interval");
	TCase *t = tcase_create("interval");

	tcase_add_loop_test(t, counts_and_rationals_are_exact, 0, 5);
	tcase_add_loop_test(t, a_binary_operation_gives_the_hull_and_may_write_over_an_operand, 0,
		COUNT_OF(binaries));
	tcase_add_loop_test(t, a_function_is_exact_where_it_can_be_and_may_write_over_its_operand,
		0, COUNT_OF(unaries));
	tcase_add_loop_test(t, enclosures_are_ordered_when_they_lie_apart, 0, COUNT_OF(orders));
	tcase_add_loop_test(t, ends_are_true_bounds_at_most_two_units_apart, 0, COUNT_OF(points));
	tcase_add_loop_test(t, random_arguments_are_enclosed, 0, 2);
	tcase_add_loop_test(t, a_part_of_the_argument_gives_a_part_of_the_value, 0, 3);
	tcase_add_loop_test(t, random_sums_and_products_hold_what_rationals_give, 0, 4);
	tcase_add_test(t, exact_values_are_those_of_rational_and_refused_with_them);
	tcase_add_test(t, long_sums_of_quotients_do_not_grow);
	tcase_add_loop_test(t, an_enclosure_grows_to_4096_bits_and_no_further, 0, 2);
	tcase_add_test(t, every_thread_gives_the_same_bytes);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(interval_suite)
