/*
 * Lines of the log: what a client sends forges none and moves none.
 */
#include "ccerd/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/folder.h"
#include "tests/support.h"

static struct folder f;
static char text[32 * 1024];
static int standard_error;

static void begin(void)
{
	f = folder_make();
	standard_error = dup(STDERR_FILENO);
}

static void end(void)
{
	dup2(standard_error, STDERR_FILENO);
	close(standard_error);
	folder_remove(&f);
}

/* The line that a value makes, without its time. */
static const char *line_of(const char *value)
{
	const struct log log = {LOG_LEVEL_INFO, folder_file(&f, "ccerd.log")};
	struct error err;
	FILE *file;
	size_t n;

	unlink(log.file);
	ck_assert_int_eq(log_open(&log, &err), 0);
	log_line(&log, LOG_LEVEL_INFO, "test", "path", value, "status", "404", NULL);
	dup2(standard_error, STDERR_FILENO);
	file = fopen(log.file, "r");
	ck_assert_ptr_nonnull(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[n] = '\0';
	ck_assert_ptr_nonnull(strstr(text, " path="));
	return strstr(text, " path=");
}

START_TEST(what_can_be_read_stands_as_it_is)
{
	ck_assert_str_eq(
		line_of("/v1/A210001 减排量"), " path=\"/v1/A210001 减排量\" status=\"404\"\n");
}
END_TEST

START_TEST(what_moves_or_hides_is_escaped)
{
	static const char *const bad[][2] = {{"\n", "\\x0a"}, {"\x1b[2J", "\\x1b[2J"},
		{"\x7f", "\\x7f"}, {"\xc2\x9b", "\\xc2\\x9b"}, {"\xc2\x85", "\\xc2\\x85"},
		{"\xe2\x80\xae", "\\xe2\\x80\\xae"}, {"\xe2\x81\xa6", "\\xe2\\x81\\xa6"},
		{"\xe2\x80\x8b", "\\xe2\\x80\\x8b"}, {"\xe2\x80\xa8", "\\xe2\\x80\\xa8"},
		{"\xef\xbb\xbf", "\\xef\\xbb\\xbf"}, {"\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81"},
		{"\xff\xfe", "\\xff\\xfe"}, {"\xc0\xaf", "\\xc0\\xaf"}, {"\xe2\x80", "\\xe2\\x80"},
		{"\"", "\\\""}, {"\\", "\\\\"}};
	char wanted[128];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(wanted, sizeof(wanted), " path=\"%s\" status=\"404\"\n", bad[i][1]);
		ck_assert_str_eq(line_of(bad[i][0]), wanted);
	}
}
END_TEST

START_TEST(a_long_value_is_cut_and_what_follows_stands)
{
	static char value[20000];

	for (const char *filling = "x\n"; *filling; filling++) {
		const char *line;

		memset(value, *filling, sizeof(value) - 1);
		line = line_of(value);
		ck_assert_ptr_nonnull(strstr(line, "...\" status=\"404\"\n"));
	}
}
END_TEST

START_TEST(a_file_that_was_moved_is_begun_anew)
{
	const struct log log = {LOG_LEVEL_INFO, folder_file(&f, "ccerd.log")};
	struct error err;

	ck_assert_int_eq(log_open(&log, &err), 0);
	ck_assert_int_eq(rename(log.file, folder_file(&f, "old")), 0);
	ck_assert_int_eq(log_open(&log, &err), 0);
	log_line(&log, LOG_LEVEL_INFO, "test", NULL);
	dup2(standard_error, STDERR_FILENO);
	ck_assert_int_eq(folder_run(&f, "test -s ccerd.log && test ! -s old"), 0);
}
END_TEST

START_TEST(a_file_that_cannot_be_opened_leaves_the_log_where_it_was)
{
	const struct log log = {LOG_LEVEL_INFO, folder_file(&f, "none/log")};
	struct error err;

	ck_assert_int_eq(log_open(&log, &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
}
END_TEST

static Suite *log_suite(void)
{
	Suite *s = suite_create("log");
	TCase *c = tcase_create("log");

	tcase_add_checked_fixture(c, begin, end);
	tcase_add_test(c, what_can_be_read_stands_as_it_is);
	tcase_add_test(c, what_moves_or_hides_is_escaped);
	tcase_add_test(c, a_long_value_is_cut_and_what_follows_stands);
	tcase_add_test(c, a_file_that_was_moved_is_begun_anew);
	tcase_add_test(c, a_file_that_cannot_be_opened_leaves_the_log_where_it_was);
	suite_add_tcase(s, c);
	return s;
}

TEST_MAIN(log_suite)
