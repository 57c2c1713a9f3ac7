#include "number/student.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support.h"

static const char *const levels[] = {"0.90", "0.95", "0.99"};
static const int rows[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
	21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 40, 60, 120};

/*
 * The probability that |T| <= t: with t = sqrt(n) tan(angle) the density becomes a
 * power of the cosine, which Simpson's rule takes without difficulty.
 */
static double within(double t, int n)
{
	enum { STEPS = 2000 };
	double end = atan(t / sqrt(n)), sum = 0;
	double scale = exp(lgamma((n + 1) / 2.0) - lgamma(n / 2.0)) / sqrt(acos(-1));

	for (int i = 0; i <= STEPS; i++) {
		double weight = i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2;

		sum += weight * pow(cos(end * i / STEPS), n - 1);
	}
	return 2 * scale * sum * end / STEPS / 3;
}

START_TEST(the_integral_gives_what_is_known)
{
	/* One degree: 2 atan(t) / pi; two: t / sqrt(2 + t^2). */
	ck_assert(fabs(within(1, 1) - 0.5) < 1e-10);
	ck_assert(fabs(within(3, 2) - 3 / sqrt(11)) < 1e-10);
}
END_TEST

START_TEST(every_row_is_the_quantile_to_three_decimals)
{
	AUTO(interval_auto) struct interval x;
	struct error err = {0};
	double level = strtod(levels[_i], NULL), t;

	interval_init(&x);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		ck_assert_int_eq(student_t(levels[_i], rows[i], &x, &err), 0);
		ck_assert(interval_is_exact(&x));
		t = mpq_get_d(x.low);
		ck_assert_msg(
			within(t - 0.0006, rows[i]) < level && level < within(t + 0.0006, rows[i]),
			"%s, %d degrees: %f", levels[_i], rows[i], t);
		mpq_set_ui(x.high, 1000, 1);
		mpq_mul(x.high, x.high, x.low);
		ck_assert(mpz_cmp_ui(mpq_denref(x.high), 1) == 0);
	}
}
END_TEST

static const struct {
	int64_t degrees, row;
} between[] = {
	{31, 30},
	{39, 30},
	{41, 40},
	{59, 40},
	{61, 60},
	{119, 60},
	{121, 120},
	{19999, 120},
	{INT64_MAX, 120},
};

START_TEST(between_rows_the_row_of_fewer_degrees_is_taken)
{
	AUTO(interval_auto) struct interval x;
	AUTO(interval_auto) struct interval y;
	struct error err = {0};

	interval_init(&x);
	interval_init(&y);
	for (size_t i = 0; i < COUNT_OF(levels); i++) {
		ck_assert_int_eq(student_t(levels[i], between[_i].degrees, &x, &err), 0);
		ck_assert_int_eq(student_t(levels[i], between[_i].row, &y, &err), 0);
		ck_assert(mpq_equal(x.low, y.low));
		ck_assert_int_eq(student_t(levels[i], between[_i].row - 1, &x, &err), 0);
		ck_assert(mpq_cmp(x.low, y.low) > 0);
	}
}
END_TEST

static const struct {
	const char *level;
	int64_t degrees;
	enum error_code code;
} refused[] = {
	{"0.95", 0, ERROR_CALCULATION_DEGREES},
	{"0.90", -1, ERROR_CALCULATION_DEGREES},
	{"0.99", INT64_MIN, ERROR_CALCULATION_DEGREES},
	{"0.9", 5, ERROR_FORMULA_LEVEL},
	{"0.950", 5, ERROR_FORMULA_LEVEL},
	{"0.98", 5, ERROR_FORMULA_LEVEL},
	{"95", 5, ERROR_FORMULA_LEVEL},
	{"", 5, ERROR_FORMULA_LEVEL},
	{"0.98", 0, ERROR_FORMULA_LEVEL},
};

START_TEST(other_levels_and_no_degrees_are_refused)
{
	AUTO(interval_auto) struct interval x;
	struct error err = {0};
	char degrees[24];

	interval_init(&x);
	interval_set_count(&x, 7);
	ck_assert(student_level_known(refused[_i].level) ==
		  (refused[_i].code != ERROR_FORMULA_LEVEL));
	ck_assert_int_eq(student_t(refused[_i].level, refused[_i].degrees, &x, &err), -1);
	ck_assert_int_eq(err.code, refused[_i].code);
	ck_assert_str_eq(err.rule, "docs/methodology-language.md 4");
	ck_assert(mpq_cmp_ui(x.low, 7, 1) == 0 && interval_is_exact(&x));
	if (err.code == ERROR_FORMULA_LEVEL) {
		ck_assert_str_eq(error_argument(&err, "level"), refused[_i].level);
		return;
	}
	snprintf(degrees, sizeof(degrees), "%lld", (long long)refused[_i].degrees);
	ck_assert_str_eq(error_argument(&err, "degrees"), degrees);
}
END_TEST

static Suite *student_suite(void)
{
	Suite *s = suite_create("student");
	TCase *t = tcase_create("student");

	tcase_add_test(t, the_integral_gives_what_is_known);
	tcase_add_loop_test(t, every_row_is_the_quantile_to_three_decimals, 0, COUNT_OF(levels));
	tcase_add_loop_test(
		t, between_rows_the_row_of_fewer_degrees_is_taken, 0, COUNT_OF(between));
	tcase_add_loop_test(t, other_levels_and_no_degrees_are_refused, 0, COUNT_OF(refused));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(student_suite)
