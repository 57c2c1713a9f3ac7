#include "number/rational.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/support.h"

static const struct {
	const char *text, *exact, *shown; /* shown with 12 places; exact NULL: refused */
	enum error_code code;
} forms[] = {
	{"0", "0", "0", ERROR_NONE},
	{"-0", "0", "0", ERROR_NONE},
	{"7", "7", "7", ERROR_NONE},
	{"0.48595", "9719/20000", "0.48595", ERROR_NONE},
	{"-12.50", "-25/2", "-12.5", ERROR_NONE},
	{"44/12", "11/3", "3.666666666666…", ERROR_NONE},
	{"-44/12", "-11/3", "-3.666666666666…", ERROR_NONE},
	{"1.5/0.25", "6", "6", ERROR_NONE},
	{"100", "100", "100", ERROR_NONE},
	{"0.000000000001", "1/1000000000000", "0.000000000001", ERROR_NONE},
	{"0.0000000000001", "1/10000000000000", "0.000000000000…", ERROR_NONE},
	{"705540.00", "705540", "705540", ERROR_NONE},
	{"", NULL, NULL, ERROR_NUMBER_FORM},
	{"-", NULL, NULL, ERROR_NUMBER_FORM},
	{"+1", NULL, NULL, ERROR_NUMBER_FORM},
	{" 1", NULL, NULL, ERROR_NUMBER_FORM},
	{"1 ", NULL, NULL, ERROR_NUMBER_FORM},
	{".5", NULL, NULL, ERROR_NUMBER_FORM},
	{"5.", NULL, NULL, ERROR_NUMBER_FORM},
	{"007", NULL, NULL, ERROR_NUMBER_FORM},
	{"1e9", NULL, NULL, ERROR_NUMBER_FORM},
	{"1,000", NULL, NULL, ERROR_NUMBER_FORM},
	{"0x10", NULL, NULL, ERROR_NUMBER_FORM},
	{"1/0", NULL, NULL, ERROR_NUMBER_FORM},
	{"1/0.00", NULL, NULL, ERROR_NUMBER_FORM},
	{"1/-2", NULL, NULL, ERROR_NUMBER_FORM},
	{"1/2/3", NULL, NULL, ERROR_NUMBER_FORM},
	{"1/", NULL, NULL, ERROR_NUMBER_FORM},
	{"--1", NULL, NULL, ERROR_NUMBER_FORM},
	{"١", NULL, NULL, ERROR_NUMBER_FORM},
	{"NaN", NULL, NULL, ERROR_NUMBER_FORM},
};

START_TEST(a_number_is_read_exactly_or_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct rational *r = rational_parse(mem, forms[_i].text, &err);

	ck_assert_int_eq(err.code, forms[_i].code);
	if (!forms[_i].exact) {
		ck_assert_ptr_null(r);
		return;
	}
	ck_assert_ptr_nonnull(r);
	ck_assert_str_eq(rational_exact(mem, r), forms[_i].exact);
	ck_assert_str_eq(rational_text(mem, r, 12), forms[_i].shown);
}
END_TEST

static const struct {
	const char *text;
	int64_t floor;
	bool fits;
} floors[] = {
	{"342857.163", 342857, true},
	{"846358.80745", 846358, true},
	{"-0.1", -1, true},
	{"-3", -3, true},
	{"9223372036854775807.9", INT64_MAX, true},
	{"9223372036854775808", 0, false},
	{"-9223372036854775808", INT64_MIN, true},
	{"-9223372036854775808.5", 0, false},
};

START_TEST(the_floor_is_toward_minus_infinity_and_fits_64_bits)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	int64_t out = 17;

	ck_assert(rational_floor(rational_parse(mem, floors[_i].text, NULL), &out) ==
		  floors[_i].fits);
	ck_assert_int_eq(out, floors[_i].fits ? floors[_i].floor : 17);
}
END_TEST

static const struct {
	int (*fn)(const struct rational *, const struct rational *, struct rational *,
		struct error *);
	const char *a, *b, *result;
} operations[] = {
	{rational_add, "0.1", "0.2", "3/10"},
	{rational_add, "1/3", "-1/3", "0"},
	{rational_subtract, "1265000", "3980", "1261020"},
	{rational_multiply, "705540", "0.48595", "342857163/1000"},
	{rational_divide, "1", "-3", "-1/3"},
};

START_TEST(operations_are_exact_and_may_write_over_an_operand)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct rational *a = rational_parse(mem, operations[_i].a, NULL);
	struct rational *b = rational_parse(mem, operations[_i].b, NULL);
	struct error err = {0};

	ck_assert_int_eq(operations[_i].fn(a, b, b, &err), 0);
	ck_assert_str_eq(rational_exact(mem, b), operations[_i].result);
}
END_TEST

START_TEST(an_operand_grows_to_4096_bits_and_no_further)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct rational *r = rational_of(mem, 2), *two = rational_of(mem, 2);
	struct error err = {0};
	char *before;

	for (int bits = 3; bits <= RATIONAL_BITS_MAX; bits++)
		ck_assert_int_eq(rational_multiply(r, two, r, &err), 0);
	before = rational_exact(mem, r);
	ck_assert_int_eq(rational_multiply(r, two, r, &err), -1);
	ck_assert_int_eq(err.code, ERROR_NUMBER_SIZE);
	ck_assert_str_eq(rational_exact(mem, r), before);
	ck_assert_ptr_nonnull(rational_parse(mem, before, &err));
}
END_TEST

START_TEST(the_denominator_is_bounded_too)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct rational *r = rational_of(mem, 1), *three = rational_of(mem, 3);
	struct error err = {0};
	int n = 0;

	while (rational_divide(r, three, r, &err) == 0)
		n++;
	ck_assert_int_eq(err.code, ERROR_NUMBER_SIZE);
	ck_assert_int_eq(n, 2584); /* floor(4096 log 2 / log 3) */
}
END_TEST

START_TEST(long_texts_are_refused_by_size)
{
	static const size_t sizes[] = {1300, 2600, 2601, 100000};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *text = talloc_zero_size(mem, sizes[_i] + 1);
	struct error err = {0};

	memset(text, '9', sizes[_i]);
	ck_assert_ptr_null(rational_parse(mem, text, &err));
	ck_assert_int_eq(err.code, ERROR_NUMBER_SIZE);
}
END_TEST

START_TEST(order_and_sign_agree)
{
	static const char *const rising[] = {"-2", "-1/3", "-0.3333", "0", "0.3333", "1/3", "2"};
	AUTO_MEMORY void *mem = talloc_new(NULL);

	for (size_t i = 0; i < COUNT_OF(rising); i++) {
		struct rational *a = rational_parse(mem, rising[i], NULL);

		ck_assert_int_eq(rational_sign(a), (i > 3) - (i < 3));
		for (size_t j = 0; j < COUNT_OF(rising); j++) {
			struct rational *b = rational_parse(mem, rising[j], NULL);

			ck_assert_int_eq(rational_compare(a, b), (i > j) - (i < j));
		}
	}
}
END_TEST

static Suite *rational_suite(void)
{
	Suite *s = suite_create("rational");
	TCase *t = tcase_create("rational");

	tcase_add_loop_test(t, a_number_is_read_exactly_or_refused, 0, COUNT_OF(forms));
	tcase_add_loop_test(
		t, the_floor_is_toward_minus_infinity_and_fits_64_bits, 0, COUNT_OF(floors));
	tcase_add_loop_test(
		t, operations_are_exact_and_may_write_over_an_operand, 0, COUNT_OF(operations));
	tcase_add_test(t, an_operand_grows_to_4096_bits_and_no_further);
	tcase_add_test(t, the_denominator_is_bounded_too);
	tcase_add_loop_test(t, long_texts_are_refused_by_size, 0, 4);
	tcase_add_test(t, order_and_sign_agree);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(rational_suite)
