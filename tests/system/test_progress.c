#include "system/progress.h"

#include <fcntl.h>
#include <pty.h>
#include <string.h>
#include <unistd.h>

#include "tests/support.h"

/* Standard error is the slave side of a terminal, or a pipe; its output is read here. */
static int reading, kept = -1;
static char text[4096];
static struct progress p;

static void take_stderr(int writing)
{
	ck_assert_int_eq(fcntl(reading, F_SETFL, O_NONBLOCK), 0);
	kept = dup(STDERR_FILENO);
	ck_assert_int_ge(kept, 0);
	ck_assert_int_eq(dup2(writing, STDERR_FILENO), STDERR_FILENO);
	close(writing);
	progress_start(&p, "a server");
}

static void on_terminal(void)
{
	int slave;

	ck_assert_int_eq(openpty(&reading, &slave, NULL, NULL, NULL), 0);
	take_stderr(slave);
}

static void on_pipe(void)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	reading = ends[0];
	take_stderr(ends[1]);
}

static void give_stderr_back(void)
{
	ck_assert_int_eq(dup2(kept, STDERR_FILENO), STDERR_FILENO);
	close(kept);
	close(reading);
}

/* What has been written since the last call. */
static const char *written(void)
{
	ssize_t n = read(reading, text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

START_TEST(nothing_is_shown_before_two_seconds)
{
	p.started_ms -= 1500;
	progress_show(&p, 1, 10);
	progress_wait(&p, "waiting for");
	progress_end(&p);
	ck_assert_str_eq(written(), "");
}
END_TEST

START_TEST(a_bar_is_shown_after_two_seconds_and_cleared_at_the_end)
{
	p.started_ms -= 2100;
	progress_show(&p, 5, 10);
	ck_assert_str_eq(written(), "\ra server [####################                    ] 5/10");
	/* Not again at once, except for the last. */
	progress_show(&p, 6, 10);
	ck_assert_str_eq(written(), "");
	progress_show(&p, 10, 10);
	ck_assert_str_eq(written(), "\ra server [########################################] 10/10");
	p.what = NULL;
	progress_show(&p, 10, 10);
	ck_assert_str_eq(written(), "\r[########################################] 10/10");
	progress_end(&p);
	ck_assert_str_eq(written(), "\r\033[K");
	progress_end(&p);
	ck_assert_str_eq(written(), "");
}
END_TEST

START_TEST(what_is_waited_for_is_told_with_its_seconds)
{
	p.started_ms -= 7200;
	progress_wait(&p, "waiting for");
	ck_assert_str_eq(written(), "\rwaiting for a server, 7 s");
	p.written_ms -= 200;
	progress_wait(&p, "等待");
	ck_assert_str_eq(written(), "\r等待 a server, 7 s");
}
END_TEST

START_TEST(nothing_is_shown_where_there_is_no_terminal)
{
	p.started_ms -= 60000;
	progress_show(&p, 5, 10);
	progress_wait(&p, "waiting for");
	progress_end(&p);
	ck_assert_str_eq(written(), "");
}
END_TEST

static Suite *suite(void)
{
	Suite *all = suite_create("progress");
	TCase *terminal = tcase_create("terminal"), *pipes = tcase_create("pipe");

	tcase_add_checked_fixture(terminal, on_terminal, give_stderr_back);
	tcase_add_test(terminal, nothing_is_shown_before_two_seconds);
	tcase_add_test(terminal, a_bar_is_shown_after_two_seconds_and_cleared_at_the_end);
	tcase_add_test(terminal, what_is_waited_for_is_told_with_its_seconds);
	suite_add_tcase(all, terminal);
	tcase_add_checked_fixture(pipes, on_pipe, give_stderr_back);
	tcase_add_test(pipes, nothing_is_shown_where_there_is_no_terminal);
	suite_add_tcase(all, pipes);
	return all;
}
TEST_MAIN(suite)
