/*
 * Who makes way when all places are taken, and when a connection ends: the parts that
 * docs/decisions/0023 decides. Clients come from several addresses of the loopback.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <talloc.h>

#include "tests/wire/served.h"

enum {
	CONNECTIONS_MAX = 8,
	SHARE = 4,
	HEAD_MS = 800,
	YIELD_MS = 600,
	KEEP_ALIVE_MS = 1500,
	KEEP_ALIVE_REQUESTS = 5,
	MANY = 520,
	FRESH_MS = 150, /* after which who has said nothing is idle */
};

#define ASK "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
#define COUNTS "GET /counts HTTP/1.0\r\n\r\n"

static void start(void)
{
	struct wire_options options = served_options();

	options.connections_max = CONNECTIONS_MAX;
	options.connections_share = SHARE;
	options.turned_away_max = 2;
	options.head_ms = HEAD_MS;
	options.yield_ms = YIELD_MS;
	options.keep_alive_ms = KEEP_ALIVE_MS;
	options.keep_alive_requests = KEEP_ALIVE_REQUESTS;
	served_start(&options, 0);
}

/* The bounds that ccerd has. */
static void start_as_it_is(void)
{
	struct wire_options options = wire_options_default();

	served_start(&options, 0);
}

/* All n, from an address, that have said the text. */
static void fill(int *fd, int n, int last, const char *text)
{
	for (int i = 0; i < n; i++) {
		fd[i] = dial_from(last);
		say(fd[i], text);
		if (strcmp(text, ASK) == 0)
			ck_assert_ptr_nonnull(strstr(hear(fd[i], "#"), " 200 "));
	}
	usleep(100 * 1000);
}

static bool is_open(int fd)
{
	char c;

	return recv(fd, &c, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
}

static const char *ask_from(int last, const char *text)
{
	static char out[8192];
	int fd = dial_from(last);

	say(fd, text);
	snprintf(out, sizeof(out), "%s", hear(fd, NULL));
	close(fd);
	return out;
}

static void hang_up(const int *fd, int n)
{
	for (int i = 0; i < n; i++)
		close(fd[i]);
}

START_TEST(the_longest_idle_makes_way_also_for_its_own_address)
{
	int fd[CONNECTIONS_MAX];

	fill(fd, CONNECTIONS_MAX, 1, ASK);
	ck_assert_ptr_nonnull(strstr(ask_from(1, COUNTS), "yielded 1, away 0."));
	ck_assert(!is_open(fd[0]));
	for (int i = 1; i < CONNECTIONS_MAX; i++)
		ck_assert(is_open(fd[i]));
	hang_up(fd, CONNECTIONS_MAX);
}
END_TEST

START_TEST(who_has_used_a_connection_last_keeps_it)
{
	int fd[CONNECTIONS_MAX];

	fill(fd, CONNECTIONS_MAX, 1, ASK);
	say(fd[0], ASK);
	hear(fd[0], "#");
	ck_assert_ptr_nonnull(strstr(ask_from(2, COUNTS), " 200 "));
	ck_assert(is_open(fd[0]));
	ck_assert(!is_open(fd[1]));
	hang_up(fd, CONNECTIONS_MAX);
}
END_TEST

START_TEST(the_idle_of_an_address_beyond_its_share_go_before_older_ones)
{
	int old[2], many[CONNECTIONS_MAX - 2];

	fill(old, 2, 2, ASK);
	fill(many, CONNECTIONS_MAX - 2, 1, ASK);
	ck_assert_ptr_nonnull(strstr(ask_from(3, COUNTS), " 200 "));
	ck_assert(is_open(old[0]) && is_open(old[1]));
	ck_assert(!is_open(many[0]));
	hang_up(old, 2);
	hang_up(many, CONNECTIONS_MAX - 2);
}
END_TEST

/* Half requests, of headers and of bodies. */
static const char *const halves[] = {
	"GET /half HTTP/1.1\r\n",
	"POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc",
};

START_TEST(an_address_beyond_its_share_makes_way_at_once_for_others)
{
	int fd[CONNECTIONS_MAX];
	int64_t began;

	fill(fd, CONNECTIONS_MAX, 1, halves[_i]);
	began = now_ms();
	ck_assert_ptr_nonnull(strstr(ask_from(2, COUNTS), "yielded 1, away 0."));
	ck_assert_int_lt(now_ms() - began, YIELD_MS / 2);
	ck_assert(!is_open(fd[0]));
	ck_assert(is_open(fd[CONNECTIONS_MAX - 1]));
	hang_up(fd, CONNECTIONS_MAX);
}
END_TEST

START_TEST(and_is_told_so_itself)
{
	int fd[CONNECTIONS_MAX];
	const char *answer;

	fill(fd, CONNECTIONS_MAX, 1, halves[_i]);
	answer = ask_from(1, COUNTS);
	ck_assert_msg(strncmp(answer, "HTTP/1.1 503 ", 13) == 0, "%s", answer);
	ck_assert_ptr_nonnull(strstr(answer, "fault busy"));
	for (int i = 0; i < CONNECTIONS_MAX; i++)
		ck_assert(is_open(fd[i]));
	/* Others are none the worse for that. */
	ck_assert_ptr_nonnull(strstr(ask_from(2, COUNTS), "yielded 1, away 1."));
	hang_up(fd, CONNECTIONS_MAX);
}
END_TEST

START_TEST(who_is_slow_makes_way_for_its_own_address_too)
{
	int fd[CONNECTIONS_MAX];

	fill(fd, CONNECTIONS_MAX, 1, halves[_i]);
	usleep(YIELD_MS * 1000);
	ck_assert_ptr_nonnull(strstr(ask_from(1, COUNTS), " 200 "));
	hang_up(fd, CONNECTIONS_MAX);
}
END_TEST

START_TEST(what_is_worked_on_makes_no_way)
{
	int fd[CONNECTIONS_MAX];
	const char *answer;

	fill(fd, CONNECTIONS_MAX, 1, "GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
	/* Nobody could find a place, so the newcomer waits for one. */
	answer = ask_from(2, COUNTS);
	ck_assert_msg(strstr(answer, "yielded 1, away 0."), "%s", answer);
	for (int i = 0; i < CONNECTIONS_MAX; i++)
		ck_assert_ptr_nonnull(strstr(hear(fd[i], "later"), " 200 "));
	hang_up(fd, CONNECTIONS_MAX);
}
END_TEST

START_TEST(five_hundred_and_twenty_idle_ones_lock_nobody_out)
{
	static int fd[MANY];

	/* As much as the process may open. */
	for (int i = 0; i < MANY; i++)
		fd[i] = dial_from(1);
	for (int i = 0; i < 8; i++) {
		int64_t began;

		/* The same address only once they have had their moment; others at once. */
		if (i == 1)
			usleep((LIMIT_YIELD_MS + 200) * 1000);
		began = now_ms();
		ck_assert_ptr_nonnull(strstr(ask_from(2 - i % 2, COUNTS), " 200 "));
		ck_assert_int_lt(now_ms() - began, 1000);
	}
	hang_up(fd, MANY);
}
END_TEST

START_TEST(six_hundred_that_drip_their_headers_lock_nobody_out)
{
	static int fd[MANY + 80];
	enum { ALL = MANY + 80 };
	int64_t began;

	for (int i = 0; i < ALL; i++) {
		fd[i] = dial_from(1);
		ck_assert_int_eq(send(fd[i], "G", 1, MSG_NOSIGNAL), 1);
	}
	began = now_ms();
	ck_assert_ptr_nonnull(strstr(ask_from(2, COUNTS), " 200 "));
	ck_assert_int_lt(now_ms() - began, 1000);
	/* From the same address, once they have had their moment. */
	usleep((LIMIT_YIELD_MS + 200) * 1000);
	ck_assert_ptr_nonnull(strstr(ask_from(1, COUNTS), " 200 "));
	hang_up(fd, ALL);
}
END_TEST

/* --- the end of a connection --- */

START_TEST(slow_headers_have_a_deadline_of_their_own)
{
	int64_t began = now_ms();
	int fd = dial();

	for (int i = 0; i < 100 && send(fd, "G", 1, MSG_NOSIGNAL) == 1; i++)
		usleep(50 * 1000);
	ck_assert_int_ge(now_ms() - began, HEAD_MS);
	ck_assert_int_lt(now_ms() - began, 3 * HEAD_MS);
	close(fd);
	/* A body has longer. */
	fd = dial();
	say(fd, "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
	usleep(2 * HEAD_MS * 1000);
	say(fd, "0123456789");
	ck_assert_ptr_nonnull(strstr(hear(fd, "#"), "POST /p? 10"));
	close(fd);
}
END_TEST

START_TEST(a_connection_has_so_many_requests)
{
	int fd = dial();

	for (int i = 1; i < KEEP_ALIVE_REQUESTS; i++) {
		say(fd, ASK);
		ck_assert_ptr_null(strstr(hear(fd, "#"), "Connection: close"));
	}
	say(fd, ASK);
	ck_assert_ptr_nonnull(strstr(hear(fd, NULL), "Connection: close"));
	close(fd);
}
END_TEST

START_TEST(a_connection_has_an_age)
{
	int fd = dial();

	say(fd, ASK);
	ck_assert_ptr_null(strstr(hear(fd, "#"), "Connection: close"));
	ck_assert_str_eq(hear(fd, NULL), "");
	close(fd);
}
END_TEST

START_TEST(a_client_that_has_said_all_is_answered)
{
	int fd = dial();

	say(fd, ASK ASK);
	shutdown(fd, SHUT_WR);
	ck_assert_ptr_nonnull(strstr(hear(fd, "#2"), " 200 "));
	ck_assert_str_eq(hear(fd, NULL), "");
	close(fd);
}
END_TEST

START_TEST(a_client_that_leaves_while_it_is_worked_on_harms_nobody)
{
	int fd = dial();

	say(fd, "GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
	usleep(50 * 1000);
	close(fd);
	usleep(500 * 1000);
	ck_assert_ptr_nonnull(strstr(ask(COUNTS), "connections 1,"));
}
END_TEST

START_TEST(who_waits_for_leave_is_given_it_or_refused_at_once)
{
	int64_t began = now_ms();
	int fd = dial();

	say(fd, "POST /p HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
	ck_assert_str_eq(hear(fd, "\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
	say(fd, "abc");
	ck_assert_ptr_nonnull(strstr(hear(fd, "#"), "POST /p? 3"));
	say(fd, "POST /p HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
		"Content-Length: 9223372036854775808\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(hear(fd, NULL), "fault too large"));
	ck_assert_int_lt(now_ms() - began, 500);
	close(fd);
}
END_TEST

/* One that sends everything before it listens. */
START_TEST(who_is_refused_while_it_sends_hears_why)
{
	enum { ALL = 20 * 1000 * 1000, PIECE = 100 * 1000 };
	char *piece = talloc_zero_size(NULL, PIECE);
	int fd = dial();

	say(fd, "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n");
	for (int sent = 0; sent < ALL; sent += PIECE)
		say_bytes(fd, piece, PIECE);
	ck_assert_ptr_nonnull(strstr(hear(fd, NULL), "fault too large"));
	talloc_free(piece);
	close(fd);
}
END_TEST

START_TEST(a_reply_of_many_segments_waits_for_no_acknowledgement)
{
	enum { REPLIES = 4, MIDDLING_MS = 40 };
	int64_t began = now_ms();
	int fd = dial();

	for (int i = 0; i < REPLIES; i++) {
		size_t heard = 0;
		char piece[64 * 1024];

		say(fd, "GET /middling HTTP/1.1\r\nHost: x\r\n\r\n");
		while (heard < SERVED_MIDDLING) {
			ssize_t n = recv(fd, piece, sizeof(piece), 0);

			ck_assert_int_gt(n, 0);
			heard += (size_t)n;
		}
		usleep(1000);
		while (recv(fd, piece, sizeof(piece), MSG_DONTWAIT) > 0)
			;
	}
	ck_assert_int_lt(now_ms() - began, REPLIES * MIDDLING_MS);
	close(fd);
}
END_TEST

/* While the loop is busy they ask, behind a newcomer: what has not been read yet is not idle. */
START_TEST(who_has_asked_and_was_not_heard_yet_is_not_idle)
{
	int fd[CONNECTIONS_MAX - 1], busy = dial_from(1), newcomer;

	for (int i = 0; i < CONNECTIONS_MAX - 1; i++)
		fd[i] = dial_from(1);
	usleep(FRESH_MS * 1000);
	say(busy, "GET /busy HTTP/1.1\r\nHost: x\r\n\r\n");
	usleep(SERVED_BUSY_MS * 200);
	newcomer = dial_from(1);
	say(newcomer, ASK);
	for (int i = 0; i < CONNECTIONS_MAX - 1; i++)
		say(fd[i], ASK);
	for (int i = 0; i < CONNECTIONS_MAX - 1; i++) {
		ck_assert_ptr_nonnull(strstr(hear(fd[i], "#"), " 200 "));
		close(fd[i]);
	}
	ck_assert_ptr_nonnull(strstr(hear(newcomer, "busy"), " 503 "));
	close(newcomer);
	close(busy);
}
END_TEST

static Suite *connections_suite(void)
{
	Suite *s = suite_create("connections");
	TCase *t = tcase_create("few"), *all = tcase_create("all");

	tcase_add_checked_fixture(t, start, served_stop);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, the_longest_idle_makes_way_also_for_its_own_address);
	tcase_add_test(t, who_has_used_a_connection_last_keeps_it);
	tcase_add_test(t, the_idle_of_an_address_beyond_its_share_go_before_older_ones);
	tcase_add_loop_test(
		t, an_address_beyond_its_share_makes_way_at_once_for_others, 0, COUNT_OF(halves));
	tcase_add_loop_test(t, and_is_told_so_itself, 0, COUNT_OF(halves));
	tcase_add_loop_test(t, who_is_slow_makes_way_for_its_own_address_too, 0, COUNT_OF(halves));
	tcase_add_test(t, what_is_worked_on_makes_no_way);
	tcase_add_test(t, who_has_asked_and_was_not_heard_yet_is_not_idle);
	tcase_add_test(t, slow_headers_have_a_deadline_of_their_own);
	tcase_add_test(t, a_connection_has_so_many_requests);
	tcase_add_test(t, a_connection_has_an_age);
	tcase_add_test(t, a_client_that_has_said_all_is_answered);
	tcase_add_test(t, a_client_that_leaves_while_it_is_worked_on_harms_nobody);
	tcase_add_test(t, who_waits_for_leave_is_given_it_or_refused_at_once);
	tcase_add_test(t, who_is_refused_while_it_sends_hears_why);
	tcase_add_test(t, a_reply_of_many_segments_waits_for_no_acknowledgement);
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(all, start_as_it_is, served_stop);
	tcase_set_timeout(all, 30);
	tcase_add_test(all, five_hundred_and_twenty_idle_ones_lock_nobody_out);
	tcase_add_test(all, six_hundred_that_drip_their_headers_lock_nobody_out);
	suite_add_tcase(s, all);
	return s;
}

TEST_MAIN(connections_suite)
