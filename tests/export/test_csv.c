#include "export/csv.h"

#include "tests/support.h"

static const struct {
	const char *text, *cell;
} cells[] = {
	{"plain", "plain"},
	{"", ""},
	{"海上风电", "海上风电"},
	{"a,b", "\"a,b\""},
	{"a \"b\"", "\"a \"\"b\"\"\""},
	{"a\nb", "\"a\nb\""},
	{"=1+1", "'=1+1"},
	{"+86", "'+86"},
	{"-1", "'-1"},
	{"@x", "'@x"},
	{"\tx", "'\tx"},
	{"=a,\"b\"", "\"'=a,\"\"b\"\"\""},
	{"a=1", "a=1"},
};

START_TEST(a_cell_is_quoted_and_no_formula)
{
	AUTO_MEMORY struct buffer *out = buffer_new(NULL, 1000);
	AUTO_MEMORY struct buffer *wanted = buffer_new(NULL, 1000);
	struct csv_writer w = {.out = out};

	csv_integer(&w, -5);
	csv_text(&w, cells[_i].text);
	csv_end_row(&w);
	csv_text(&w, "x");
	csv_end_row(&w);
	buffer_add_format(wanted, "-5,%s\nx\n", cells[_i].cell);
	ck_assert_str_eq(out->bytes, wanted->bytes);
}
END_TEST

static Suite *csv_suite(void)
{
	Suite *s = suite_create("csv");
	TCase *t = tcase_create("csv");

	tcase_add_loop_test(t, a_cell_is_quoted_and_no_formula, 0, COUNT_OF(cells));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(csv_suite)
