#include "domain/named_values.h"

#include <string.h>

#include <talloc.h>

#include "tests/support.h"

static const struct named_value unsorted[] = {
	{"w_OM", "0.5"}, {"FC[coal,a-1]", "44/12"}, {"FC", "-3"}};

START_TEST(a_list_is_written_sorted_and_read_back)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const char *line = named_values_write(mem, 3, unsorted, &err);
	struct named_value *read;
	size_t n;

	ck_assert_str_eq(line, "FC=-3 FC[coal,a-1]=44/12 w_OM=0.5");
	read = named_values_read(mem, line, &n, &err);
	ck_assert_ptr_nonnull(read);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(read[1].name, "FC[coal,a-1]");
	ck_assert_str_eq(read[1].value, "44/12");
	ck_assert_str_eq(named_values_find(n, read, "w_OM"), "0.5");
	ck_assert_ptr_null(named_values_find(n, read, "FC[coal]"));
	ck_assert_str_eq(named_values_write(mem, n, read, &err), line);
}
END_TEST

START_TEST(no_values_are_an_empty_line)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	size_t n = 9;

	ck_assert_str_eq(named_values_write(mem, 0, NULL, &err), "");
	ck_assert_ptr_nonnull(named_values_read(mem, "", &n, &err));
	ck_assert_uint_eq(n, 0);
	n = 9;
	ck_assert_ptr_nonnull(named_values_read(mem, NULL, &n, &err));
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_null(named_values_find(0, NULL, "A"));
}
END_TEST

static const struct named_value unfit[][2] = {{{"A", "1"}, {"A", "2"}}, {{"A", "1"}, {"", "2"}},
	{{"A", ""}, {"B", "2"}}, {{"A b", "1"}, {"B", "2"}}, {{"A", "1"}, {"B=", "2"}},
	{{"A", "1\n"}, {"B", "2"}}, {{"A", "1 2"}, {"B", "2"}}};

START_TEST(what_cannot_be_read_back_is_not_written)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};

	ck_assert_ptr_null(named_values_write(mem, 2, unfit[_i], &err));
	ck_assert_int_eq(err.code, ERROR_INTERNAL);
}
END_TEST

static const char *const foreign[] = {" ", "A", "A=", "=1", " A=1", "A=1 ", "A=1  B=2", "A=1 A=2",
	"B=1 A=2", "A=1\nB=2", "A=1=2", "A=1\tB"};

/* A TAB is not a blank: the last one is a single value whose number contains it. */
START_TEST(only_what_was_written_is_read)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	bool odd = (size_t)_i == COUNT_OF(foreign) - 1;
	struct error err = {0};
	size_t n = 7;

	ck_assert_int_eq(named_values_read(mem, foreign[_i], &n, &err) != NULL, odd);
	ck_assert_int_eq(err.code, odd ? ERROR_NONE : ERROR_INTERNAL);
	ck_assert_uint_eq(n, odd ? 1 : 7);
}
END_TEST

START_TEST(a_line_typed_by_hand_may_stand_in_any_order)
{
	static const char line[] = "  OM=1   BM=2 OM=3 ";
	size_t size = 0;

	ck_assert(named_values_sound(line));
	ck_assert(!named_values_sound(""));
	ck_assert(!named_values_sound("OM=1 BM"));
	ck_assert(!named_values_sound("OM=1 =2"));
	ck_assert_int_eq(strncmp(named_values_in(line, "BM", &size), "2 ", 2), 0);
	ck_assert_uint_eq(size, 1);
	ck_assert_int_eq(*named_values_in(line, "OM", &size), '1');
	ck_assert_ptr_nonnull(named_values_in("CM= OM=1", "CM", &size));
	ck_assert_uint_eq(size, 0);
	ck_assert(!named_values_sound("CM="));
	ck_assert_ptr_null(named_values_in(line, "M", &size));
	ck_assert_ptr_null(named_values_in(line, "OMM", &size));
	ck_assert_ptr_null(named_values_in("", "OM", &size));
}
END_TEST

START_TEST(laid_over_another_line_the_upper_counts_and_the_rest_stays)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	ck_assert_str_eq(named_values_lay(mem, "OM=3 BM=2 OM=1", "CM=9 OM=8"), "BM=2 CM=9 OM=3");
	ck_assert_str_eq(named_values_lay(mem, "", "B=1 A=2"), "A=2 B=1");
	ck_assert_str_eq(named_values_lay(mem, "", ""), "");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("domain/named_values");
	TCase *t = tcase_create("named_values");

	tcase_add_test(t, a_list_is_written_sorted_and_read_back);
	tcase_add_test(t, no_values_are_an_empty_line);
	tcase_add_loop_test(t, what_cannot_be_read_back_is_not_written, 0, (int)COUNT_OF(unfit));
	tcase_add_loop_test(t, only_what_was_written_is_read, 0, (int)COUNT_OF(foreign));
	tcase_add_test(t, a_line_typed_by_hand_may_stand_in_any_order);
	tcase_add_test(t, laid_over_another_line_the_upper_counts_and_the_rest_stays);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
