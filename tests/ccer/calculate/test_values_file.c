#include "ccer/calculate/values_file.h"

#include <string.h>

#include <talloc.h>

#include "tests/folder.h"
#include "tests/support.h"

static struct folder f;
static struct command_context c;
static struct given_values s;

static void begin(void)
{
	f = folder_make();
	c = (struct command_context){.language = LANGUAGE_EN, .mem = talloc_new(NULL)};
	s = (struct given_values){0};
}

static void end(void)
{
	talloc_free(c.mem);
	folder_remove(&f);
}

static int read_text(const char *name, const char *text)
{
	folder_put(&f, name, text, strlen(text));
	return values_file_read(&c, &s, folder_file(&f, name));
}

static const char *found(const char *name)
{
	const struct given_value *value = given_find(&s, name);

	ck_assert(!value || !value->from);
	return value ? value->value : NULL;
}

START_TEST(values_of_csv_are_found_by_name)
{
	ck_assert_int_eq(read_text("v.csv", "\xEF\xBB\xBFname,value\r\nEG,10\r\n\"B[s1,p7]\",2.5\n"
					    "B[s1,p8],\"-3\"\n\nA,1"),
		EXIT_DONE);
	given_settle(&s);
	ck_assert_uint_eq(s.n, 4);
	ck_assert_str_eq(found("EG"), "10");
	ck_assert_str_eq(found("B[s1,p7]"), "2.5");
	ck_assert_str_eq(found("B[s1,p8]"), "-3");
	ck_assert_str_eq(found("A"), "1");
	ck_assert_ptr_null(found("B"));
}
END_TEST

START_TEST(a_head_may_stand_in_quotes)
{
	ck_assert_int_eq(read_text("v.csv", "\"name\",\"value\"\r\n\"EG\",\"10\"\r\n"), EXIT_DONE);
	given_settle(&s);
	ck_assert_uint_eq(s.n, 1);
	ck_assert_str_eq(found("EG"), "10");
}
END_TEST

START_TEST(values_of_yaml_are_found_by_name)
{
	ck_assert_int_eq(read_text("v.yaml", "EG: \"10\"\nB[s1,p7]: 2.5\n"), EXIT_DONE);
	given_settle(&s);
	ck_assert_uint_eq(s.n, 2);
	ck_assert_str_eq(found("EG"), "10");
	ck_assert_str_eq(found("B[s1,p7]"), "2.5");
}
END_TEST

START_TEST(what_is_given_by_hand_later_counts)
{
	const struct given_value set = {.name = "B", .value = "1"};
	const struct derived_from from = {.file = "meter"};
	const struct given_value derived = {.name = "C", .value = "3", .from = &from};

	ck_assert_int_eq(read_text("v.csv", "A,7\nB,8\nC,9\n"), EXIT_DONE);
	ck_assert(given_add(&s, c.mem, &set));
	ck_assert(given_add(&s, c.mem, &derived));
	given_settle(&s);
	ck_assert_uint_eq(s.n, 3);
	ck_assert_str_eq(found("A"), "7");
	ck_assert_str_eq(found("B"), "1");
	ck_assert_str_eq(found("C"), "9");
}
END_TEST

START_TEST(what_is_no_value_is_refused)
{
	ck_assert_int_eq(read_text("v.csv", "A,7\nB\n"), EXIT_REFUSED);
	ck_assert_int_eq(read_text("v.yaml", "A: {B: 1}\n"), EXIT_REFUSED);
	ck_assert_int_eq(values_file_read(&c, &s, folder_file(&f, "none.csv")), EXIT_CANNOT);
}
END_TEST

static const struct {
	const char *name, *text;
	int status;
} files[] = {
	{"v.csv", "A,7\nB,8\nA,7\n", EXIT_REFUSED},
	{"v.yaml", "A: 7\nB: 8\n", EXIT_DONE},
	{"V.CSV", "A,7\n", EXIT_DONE},
	{"v.csv", "A,1,000\n", EXIT_REFUSED},
	{"v.csv", "\"A\"x,7\n", EXIT_REFUSED},
	{"v.csv", "\"A,7\n", EXIT_REFUSED},
	{"v.csv", "A,7\"\n", EXIT_REFUSED},
	{"v.csv", "B[s1,p7],7\n", EXIT_DONE},
	{"v.csv", ",7\n", EXIT_REFUSED},
};

START_TEST(cells_are_those_of_a_spreadsheet_and_a_name_stands_once)
{
	ck_assert_int_eq(read_text(files[_i].name, files[_i].text), files[_i].status);
}
END_TEST

START_TEST(a_quoted_cell_keeps_its_commas_and_quotes)
{
	ck_assert_int_eq(read_text("v.csv", "\"A\",\"1,000\"\n\"a \"\"b\"\"\",2\n"), EXIT_DONE);
	given_settle(&s);
	ck_assert_str_eq(found("A"), "1,000");
	ck_assert_str_eq(found("a \"b\""), "2");
}
END_TEST

START_TEST(thousands_are_taken)
{
	char *text = talloc_strdup(c.mem, "name,value\n"), name[32], value[32];

	for (int i = 0; i < 20000; i++)
		text = talloc_asprintf_append_buffer(text, "B[p%d],%d\n", (i * 7919) % 20000, i);
	ck_assert_int_eq(read_text("v.csv", text), EXIT_DONE);
	given_settle(&s);
	ck_assert_uint_eq(s.n, 20000);
	for (int i = 0; i < 20000; i++) {
		snprintf(name, sizeof(name), "B[p%d]", (i * 7919) % 20000);
		snprintf(value, sizeof(value), "%d", i);
		ck_assert_str_eq(found(name), value);
	}
}
END_TEST

static Suite *suite(void)
{
	Suite *all = suite_create("values_file");
	TCase *t = tcase_create("values_file");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, values_of_csv_are_found_by_name);
	tcase_add_test(t, a_head_may_stand_in_quotes);
	tcase_add_test(t, values_of_yaml_are_found_by_name);
	tcase_add_test(t, what_is_given_by_hand_later_counts);
	tcase_add_test(t, what_is_no_value_is_refused);
	tcase_add_loop_test(
		t, cells_are_those_of_a_spreadsheet_and_a_name_stands_once, 0, COUNT_OF(files));
	tcase_add_test(t, a_quoted_cell_keeps_its_commas_and_quotes);
	tcase_add_test(t, thousands_are_taken);
	suite_add_tcase(all, t);
	return all;
}
TEST_MAIN(suite)
