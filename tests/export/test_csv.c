#include "export/csv.h"

#include "tests/support.h"

/* NULL: in a spreadsheet as for programs. */
static const struct {
	const char *text, *plain, *spreadsheet;
} cells[] = {
	{"plain", "plain", NULL},
	{"", "", NULL},
	{"海上风电", "海上风电", NULL},
	{"3号机组", "3号机组", NULL},
	{"A210001", "A210001", NULL},
	{"a,b", "\"a,b\"", NULL},
	{"a \"b\"", "\"a \"\"b\"\"\"", NULL},
	{"a\nb", "\"a\nb\"", NULL},
	{"a=1", "a=1", NULL},
	{"2025-12-10T02:00:00Z", "2025-12-10T02:00:00Z", NULL},
	/* Formulas. */
	{"=1+1", "=1+1", "'=1+1"},
	{"+86", "+86", "'+86"},
	{"-x", "-x", "'-x"},
	{"@x", "@x", "'@x"},
	{"\tx", "\tx", NULL},
	{"\t=x", "\t=x", "'\t=x"},
	{"  =x", "  =x", "'  =x"},
	{"\xE3\x80\x80=x", "\xE3\x80\x80=x", "'\xE3\x80\x80=x"},
	{"＝1+1", "＝1+1", "'＝1+1"},
	{"＋86", "＋86", "'＋86"},
	{"=a,\"b\"", "\"=a,\"\"b\"\"\"", "\"'=a,\"\"b\"\"\""},
	{"\n=x", "\"\n=x\"", "\"'\n=x\""},
	{"'x", "'x", "''x"},
	/* Codes. */
	{"1E5", "1E5", "'1E5"},
	{"12/1", "12/1", "'12/1"},
	{"2024-1", "2024-1", "'2024-1"},
	{"913706005555555525", "913706005555555525", "'913706005555555525"},
	{"010000", "010000", "'010000"},
	{"3-May", "3-May", "'3-May"},
	{"2024年3月", "2024年3月", "'2024年3月"},
	{"１２", "１２", "'１２"},
	{"12:30", "12:30", "'12:30"},
	{"1,000", "\"1,000\"", "\"'1,000\""},
	{"50%", "50%", "'50%"},
	{"true", "true", "'true"},
	{"1e5a", "1e5a", NULL},
};

START_TEST(a_text_is_as_it_is_for_programs_and_stays_text_in_a_spreadsheet)
{
	static const char *const header[] = {"a", "b"};
	const char *spreadsheet = cells[_i].spreadsheet ? cells[_i].spreadsheet : cells[_i].plain;

	for (int form = CSV_PLAIN; form <= CSV_SPREADSHEET; form++) {
		AUTO_MEMORY struct buffer *out = buffer_new(NULL, 1000);
		AUTO_MEMORY struct buffer *wanted = buffer_new(NULL, 1000);
		struct csv_writer w = {.out = out, .form = (enum csv_form)form};

		csv_begin(&w, header, COUNT_OF(header));
		csv_integer(&w, -5);
		csv_text(&w, cells[_i].text);
		csv_end_row(&w);
		if (form == CSV_PLAIN)
			buffer_add_format(wanted, "a,b\n-5,%s\n", cells[_i].plain);
		else
			buffer_add_format(wanted,
				"\xEF\xBB\xBF"
				"a,b\r\n-5,%s\r\n",
				spreadsheet);
		ck_assert_str_eq(out->bytes, wanted->bytes);
	}
}
END_TEST

static const struct {
	const char *text, *plain, *spreadsheet;
} numbers[] = {
	{"-100", "-100", "-100"},
	{"-0.5", "-0.5", "-0.5"},
	{"1234567890123456", "1234567890123456", "'1234567890123456"},
	{"0.12345678901234567890", "0.12345678901234567890", "0.12345678901234567890"},
	{"1/3", "1/3", "'1/3"},
	{"-1/3", "-1/3", "'-1/3"},
	{"", "", ""},
};

START_TEST(a_number_stays_a_number)
{
	for (int form = CSV_PLAIN; form <= CSV_SPREADSHEET; form++) {
		AUTO_MEMORY struct buffer *out = buffer_new(NULL, 1000);
		struct csv_writer w = {.out = out, .form = (enum csv_form)form};

		csv_number(&w, numbers[_i].text);
		ck_assert_str_eq(out->bytes,
			form == CSV_PLAIN ? numbers[_i].plain : numbers[_i].spreadsheet);
	}
}
END_TEST

START_TEST(the_forms_have_names)
{
	enum csv_form form = CSV_SPREADSHEET;

	ck_assert(csv_form_parse("csv", &form));
	ck_assert_int_eq(form, CSV_PLAIN);
	ck_assert(csv_form_parse("csv-excel", &form));
	ck_assert_int_eq(form, CSV_SPREADSHEET);
	ck_assert(!csv_form_parse("xlsx", &form));
}
END_TEST

static Suite *csv_suite(void)
{
	Suite *s = suite_create("csv");
	TCase *t = tcase_create("csv");

	tcase_add_loop_test(t, a_text_is_as_it_is_for_programs_and_stays_text_in_a_spreadsheet, 0,
		COUNT_OF(cells));
	tcase_add_loop_test(t, a_number_stays_a_number, 0, COUNT_OF(numbers));
	tcase_add_test(t, the_forms_have_names);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(csv_suite)
