#include "ccer/command.h"

#include "tests/ccer/support.h"
#include "tests/folder.h"

static struct folder f;
static struct command_context c;

static void set_up(void)
{
	f = folder_make();
	c = (struct command_context){.language = LANGUAGE_EN, .mem = talloc_new(NULL)};
}

static void tear_down(void)
{
	talloc_free(c.mem);
	folder_remove(&f);
}

/* What a call writes to standard error, and what it returns. */
static int show_error(const char *file, const char *source, const struct error *err)
{
	FILE *taken;
	int kept = ran_take(stderr, &taken);
	int status = command_error(&c, file, source, source ? strlen(source) : 0, err);

	ran_give_back(stderr, taken, kept, ran.err);
	return status;
}

static void show_padded(const char *text, int width)
{
	FILE *taken;
	int kept = ran_take(stdout, &taken);

	command_pad(stdout, text, width);
	ran_give_back(stdout, taken, kept, ran.out);
}

START_TEST(columns_are_those_that_are_asked_for)
{
	static const struct {
		const char *text;
		size_t columns;
	} cases[] = {{"132", 132}, {"1", 1}, {"10000", 10000}, {"10001", 80}, {"0", 80}, {"-5", 80},
		{"080", 80}, {"wide", 80}, {"", 80}, {"18446744073709551617", 80}};
	FILE *taken;
	int kept;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		size_t columns;

		ck_assert_int_eq(setenv("COLUMNS", cases[i].text, 1), 0);
		kept = ran_take(stdout, &taken); /* no terminal to be asked */
		columns = command_columns();
		ran_give_back(stdout, taken, kept, ran.out);
		ck_assert_msg(columns == cases[i].columns, "%s: %zu", cases[i].text, columns);
	}
}
END_TEST

START_TEST(text_is_padded_by_what_it_takes_on_a_terminal)
{
	show_padded("code", 6);
	ck_assert_str_eq(ran.out, "code  ");
	show_padded("方法学", 8);
	ck_assert_str_eq(ran.out, "方法学  ");
	show_padded("too long", 3);
	ck_assert_str_eq(ran.out, "too long");
	show_padded("", 2);
	ck_assert_str_eq(ran.out, "  ");
}
END_TEST

START_TEST(an_error_is_shown_with_its_line_and_a_mark_under_the_column)
{
	static const char source[] = "kind: void\n\tname: 海上风电 x\nlast";
	struct error err;

	error_set_at(&err, ERROR_FIELD_UNKNOWN, "docs/documents.md", 2, 13, "/name", "field",
		"name", "kind", "void", "near", "names", NULL);
	ck_assert_int_eq(show_error("a.yaml", source, &err), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "a.yaml");
	/* As many columns as come before the x, and the tab again, however wide it is shown. */
	ASSERT_HOLDS(ran.err, "\n      2 | \tname: 海上风电 x\n"
			      "        | \t               ^\n");
	ASSERT_HOLDS(ran.err, "        did you mean names?\n");
	c.language = LANGUAGE_ZH;
	show_error("a.yaml", source, &err);
	ASSERT_HOLDS(ran.err, "        是否指 names？\n");
}
END_TEST

START_TEST(the_last_line_needs_no_newline_and_one_beyond_shows_none)
{
	struct error err;

	error_set_at(&err, ERROR_FIELD_UNKNOWN, NULL, 2, 1, "", "field", "b", "kind", "void", NULL);
	show_error(NULL, "a\nb", &err);
	ASSERT_HOLDS(ran.err, "\n      2 | b\n        | ^\n");
	err.line = 3;
	show_error(NULL, "a\nb", &err);
	ASSERT_LACKS(ran.err, " | ");
	show_error(NULL, NULL, &err);
	ASSERT_LACKS(ran.err, " | ");
}
END_TEST

START_TEST(a_line_that_no_terminal_holds_is_not_shown)
{
	char source[400];
	struct error err;

	memset(source, 'x', sizeof(source));
	source[sizeof(source) - 1] = '\0';
	error_set_at(&err, ERROR_FIELD_UNKNOWN, NULL, 1, 1, "", "field", "b", "kind", "void", NULL);
	show_error(NULL, source, &err);
	ASSERT_LACKS(ran.err, "xxxx");
}
END_TEST

START_TEST(the_status_says_whose_fault_it_is)
{
	struct error err;

	error_set(&err, ERROR_IO, NULL, "", "file", "a", "reason", "b", NULL);
	ck_assert_int_eq(show_error(NULL, NULL, &err), EXIT_CANNOT);
	error_set(&err, ERROR_CLIENT_NO_ENTRY, NULL, "", "sequence", "1", NULL);
	ck_assert_int_eq(show_error(NULL, NULL, &err), EXIT_REFUSED);
}
END_TEST

START_TEST(all_faults_of_a_list_are_shown_and_how_many_there_are_beyond)
{
	struct error_list list = {.count = 2, .beyond = 7};
	FILE *taken;
	int kept, status;

	for (size_t i = 0; i < list.count; i++)
		error_set(&list.item[i], ERROR_CLIENT_NO_ENTRY, NULL, "", "sequence",
			i ? "12" : "11", NULL);
	kept = ran_take(stderr, &taken);
	status = command_errors(&c, "a.yaml", NULL, 0, &list);
	ran_give_back(stderr, taken, kept, ran.err);
	ck_assert_int_eq(status, EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "11");
	ASSERT_HOLDS(ran.err, "12");
	ASSERT_HOLDS(ran.err, "\nfurther faults: 7\n");
}
END_TEST

START_TEST(a_file_is_read_whole_or_refused)
{
	struct error err;
	const char *bytes;
	size_t size;

	folder_put(&f, "ten", "0123456789", 10);
	bytes = command_read(&c, folder_file(&f, "ten"), 10, &size, &err);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_uint_eq(size, 10);
	ck_assert_str_eq(bytes, "0123456789");
	ck_assert_ptr_null(command_read(&c, folder_file(&f, "ten"), 9, &size, &err));
	ck_assert_int_eq(err.code, ERROR_IO);
	ck_assert_str_eq(error_argument(&err, "reason"), "too large");
	ck_assert_ptr_null(command_read(&c, folder_file(&f, "none"), 9, &size, &err));
	ck_assert_int_eq(err.code, ERROR_IO);
	ck_assert_ptr_null(command_read(&c, f.path, 9, &size, &err));
	ck_assert_int_eq(err.code, ERROR_IO);
}
END_TEST

static Suite *command_suite(void)
{
	Suite *s = suite_create("command");
	TCase *t = tcase_create("command");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, columns_are_those_that_are_asked_for);
	tcase_add_test(t, text_is_padded_by_what_it_takes_on_a_terminal);
	tcase_add_test(t, an_error_is_shown_with_its_line_and_a_mark_under_the_column);
	tcase_add_test(t, the_last_line_needs_no_newline_and_one_beyond_shows_none);
	tcase_add_test(t, a_line_that_no_terminal_holds_is_not_shown);
	tcase_add_test(t, the_status_says_whose_fault_it_is);
	tcase_add_test(t, all_faults_of_a_list_are_shown_and_how_many_there_are_beyond);
	tcase_add_test(t, a_file_is_read_whole_or_refused);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(command_suite)
