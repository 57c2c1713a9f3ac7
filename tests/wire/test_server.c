#include "wire/server.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <talloc.h>

#include "tests/wire/served.h"

enum {
	BODY_MAX = SERVED_BODY_MAX,
	HEADER_MAX = SERVED_HEADER_MAX,
	BYTES_MAX = 30 * 1000,
	CONNECTIONS_MAX = 4,
	SILENCE_MS = 1000,
	REQUEST_MS = 2000,
	REPLY_MS = 3000,
	LARGE = SERVED_LARGE,
	DESCRIPTORS = 32, /* of the poor server */
};

static void start_with(unsigned connections_max, unsigned descriptors)
{
	struct wire_options options = served_options();

	options.bytes_max = BYTES_MAX;
	options.connections_max = options.connections_share = connections_max;
	options.silence_ms = SILENCE_MS;
	options.head_ms = options.request_ms = options.yield_ms = REQUEST_MS;
	options.reply_ms = REPLY_MS;
	served_start(&options, descriptors);
}

static void start(void)
{
	start_with(CONNECTIONS_MAX, 0);
}

/* One that runs out of descriptors long before it runs out of connections. */
static void start_poor(void)
{
	start_with(100, DESCRIPTORS);
}

static const struct {
	const char *sent, *status, *contains;
} exchanges[] = {
	{"GET /a%20b?c=d HTTP/1.0\r\nX-Word: w\r\n\r\n", " 200 ", "GET /a%20b?c=d 0 w #1"},
	{"GET / HTTP/1.0\r\n\r\n", " 200 ", "X-Seen: 127.0.0.1"},
	{"POST /p HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello", " 200 ", "POST /p? 5 - #1"},
	{"DELETE /p HTTP/1.0\r\n\r\n", " 200 ", "other /p?"},
	{"BREW /pot HTTP/1.0\r\n\r\n", " 200 ", "other /pot?"},
	{"HEAD /h HTTP/1.0\r\n\r\n", " 200 ", "Content-Length: 15"},
	{"POST /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
	 "5\r\nhello\r\n0\r\n\r\n",
		" 200 ", "POST /p? 5 - #1"},
	/* What is no request reaches the handler, too. */
	{"nonsense\r\n\r\n", " 400 ", "fault malformed"},
	{"GET  HTTP/1.0\r\n\r\n", " 400 ", "fault malformed"},
	{"GET / HTTP/1.1\r\nno colon\r\n\r\n", " 400 ", "fault malformed"},
	{"POST /p HTTP/1.0\r\nContent-Length: -5\r\n\r\n", " 400 ", "X-Seen: 127.0.0.1"},
	{"POST /p HTTP/1.1\r\nHost: x\r\nExpect: nothing\r\nContent-Length: 5\r\n\r\nhello",
		" 417 ", "fault expectation"},
};

START_TEST(a_request_is_answered_once)
{
	const char *answer = ask(exchanges[_i].sent);

	ck_assert_msg(strstr(answer, exchanges[_i].status) != NULL, "%s", answer);
	ck_assert_msg(strstr(answer, exchanges[_i].contains) != NULL, "%s", answer);
	ck_assert_ptr_null(strstr(answer + 1, "HTTP/1."));
	ck_assert_ptr_null(strcasestr(answer, "<html"));
	if (strncmp(exchanges[_i].sent, "HEAD", 4) == 0)
		ck_assert_str_eq(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
}
END_TEST

/* Each is followed by a request that nobody must ever read as one. */
static const char *const unplain[] = {
	"POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 48\r\n\r\nhello",
	"POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
	"POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 48\r\nTransfer-Encoding: chunked\r\n\r\n"
	"5\r\nhello\r\n0\r\n\r\n",
	"POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n"
	"5\r\nhello\r\n0\r\n\r\n",
	"POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
	"identity\r\n\r\n"
	"0\r\n\r\n",
	"POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello",
	"POST /p HTTP/1.1\r\nHost: x\r\nContent-Length : 48\r\nContent-Length: 5\r\n\r\nhello",
	"GET /g HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
	"HEAD /h HTTP/1.1\r\nHost: x\r\nContent-Length: 48\r\n\r\n",
	"GET /g HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
};

START_TEST(a_request_that_ends_in_two_places_is_refused_and_nothing_behind_it_is_read)
{
	char *sent = talloc_asprintf(
		NULL, "%s%s", unplain[_i], "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
	const char *answer = ask(sent);

	ck_assert_msg(strncmp(answer, "HTTP/1.1 400 ", 13) == 0, "%s", answer);
	ck_assert_msg(!strstr(answer + 1, "HTTP/1."), "%s", answer);
	ck_assert_ptr_null(strstr(answer, "smuggled"));
	/* The connection was closed; the server is not disturbed. */
	ck_assert_ptr_nonnull(strstr(ask("GET /next HTTP/1.0\r\n\r\n"), "/next? 0 - #2"));
	talloc_free(sent);
}
END_TEST

START_TEST(a_second_length_behind_many_headers_is_seen)
{
	char *sent = talloc_strdup(NULL, "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n");

	for (int i = 0; i < HTTP_HEADERS_MAX; i++)
		sent = talloc_asprintf_append(sent, "X-%d: y\r\n", i);
	sent = talloc_asprintf_append(sent, "Content-Length: 48\r\n\r\nhello");
	ck_assert_ptr_nonnull(strstr(ask(sent), "HTTP/1.1 400 "));
	talloc_free(sent);
}
END_TEST

START_TEST(behind_a_chunked_body_the_next_request_is_read)
{
	const char *answer = ask("POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
				 "5\r\nhello\r\n0\r\n\r\nGET /behind HTTP/1.0\r\n\r\n");

	ck_assert_ptr_nonnull(strstr(answer, "POST /p? 5 - #1"));
	ck_assert_ptr_nonnull(strstr(answer, "GET /behind? 0 - #2"));
}
END_TEST

START_TEST(a_connection_serves_several_requests)
{
	int fd = dial();

	say(fd, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(hear(fd, "#1"), "/1?"));
	say(fd, "GET /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(hear(fd, "#3"), "/3?"));
	close(fd);
}
END_TEST

START_TEST(a_body_too_large_is_refused_and_the_next_client_served)
{
	static char text[BODY_MAX + 200];
	int n = snprintf(
		text, sizeof(text), "POST /p HTTP/1.0\r\nContent-Length: %d\r\n\r\n", BODY_MAX + 1);

	memset(text + n, 'x', BODY_MAX + 1);
	text[n + BODY_MAX + 1] = '\0';
	ck_assert_ptr_nonnull(strstr(ask(text), "fault too large"));
	n = snprintf(
		text, sizeof(text), "POST /p HTTP/1.0\r\nContent-Length: %d\r\n\r\n", BODY_MAX);
	memset(text + n, 'x', BODY_MAX);
	text[n + BODY_MAX] = '\0';
	ck_assert_ptr_nonnull(strstr(ask(text), " 200 "));
}
END_TEST

START_TEST(headers_too_large_are_refused)
{
	char text[HEADER_MAX + 200];
	int n = snprintf(text, sizeof(text), "GET / HTTP/1.0\r\nX-Long: ");
	const char *answer;

	memset(text + n, 'x', HEADER_MAX + 1);
	memcpy(text + n + HEADER_MAX + 1, "\r\n\r\n", 5);
	answer = ask(text);
	ck_assert_msg(strstr(answer, " 400 ") && strstr(answer, "fault malformed"), "%s", answer);
}
END_TEST

START_TEST(a_silent_client_is_left)
{
	int64_t began = now_ms();
	int fd = dial();

	say(fd, "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
	ck_assert_str_eq(hear(fd, NULL), "");
	ck_assert_int_ge(now_ms() - began, SILENCE_MS - 50);
	close(fd);
}
END_TEST

/* Says the text a byte at a time, so that it takes `ms`; false when the server has closed. */
static bool drip(int fd, const char *text, int64_t ms)
{
	int64_t began = now_ms();
	size_t n = strlen(text);
	char c;

	for (size_t i = 0; i < n; i++) {
		int64_t due = began + ms * (int64_t)(i + 1) / (int64_t)n;

		if (send(fd, text + i, 1, MSG_NOSIGNAL) != 1 ||
			recv(fd, &c, 1, MSG_DONTWAIT | MSG_PEEK) == 0)
			return false;
		if (due > now_ms())
			usleep((useconds_t)(due - now_ms()) * 1000);
	}
	return true;
}

START_TEST(a_deadline_begins_with_the_first_byte_of_a_request)
{
	static const char request[] = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";
	int fd = dial();

	/* From accepting, and from the reply before it, this is beyond the deadline. */
	for (int i = 0; i < 2; i++) {
		usleep(SILENCE_MS * 800);
		ck_assert(drip(fd, request, REQUEST_MS - SILENCE_MS / 2));
		ck_assert_ptr_nonnull(strstr(hear(fd, "#"), " 200 "));
	}
	close(fd);
}
END_TEST

START_TEST(a_client_that_drips_is_left_at_its_deadline)
{
	int fd = dial();
	int64_t began;

	usleep(SILENCE_MS * 500);
	began = now_ms();
	say(fd, "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n");
	ck_assert(!drip(fd, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		3 * REQUEST_MS));
	ck_assert_int_ge(now_ms() - began, REQUEST_MS - 100);
	ck_assert_int_lt(now_ms() - began, 2 * REQUEST_MS);
	close(fd);
}
END_TEST

START_TEST(a_connection_between_requests_is_left_after_silence_alone)
{
	int fd = dial();
	int64_t began;

	say(fd, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(hear(fd, "#"), " 200 "));
	began = now_ms();
	ck_assert_str_eq(hear(fd, NULL), "");
	ck_assert_int_ge(now_ms() - began, SILENCE_MS - 100);
	ck_assert_int_lt(now_ms() - began, REQUEST_MS);
	close(fd);
}
END_TEST

/* Takes what there is of a reply in steps of `step` bytes and `pause` ms; how much came. */
static size_t sip(int fd, size_t step, int pause)
{
	char *piece = talloc_size(NULL, step);
	size_t all = 0;
	ssize_t n;

	while ((n = recv(fd, piece, step, 0)) > 0) {
		all += (size_t)n;
		usleep((useconds_t)pause * 1000);
	}
	talloc_free(piece);
	return all;
}

START_TEST(a_reply_may_take_longer_than_silence_but_not_for_ever)
{
	int64_t began = now_ms();
	int fd = dial();

	say(fd, "GET /large HTTP/1.0\r\n\r\n");
	ck_assert_uint_gt(sip(fd, 512 * 1024, 80), LARGE);
	ck_assert_int_gt(now_ms() - began, SILENCE_MS);
	close(fd);
	began = now_ms();
	fd = dial();
	say(fd, "GET /large HTTP/1.0\r\n\r\n");
	ck_assert_uint_lt(sip(fd, 1024, 1), LARGE);
	ck_assert_int_ge(now_ms() - began, REPLY_MS - 100);
	close(fd);
}
END_TEST

START_TEST(what_a_client_sends_while_it_is_answered_is_not_read)
{
	int fd = dial();
	char *much = talloc_size(NULL, LARGE);

	memset(much, 'y', LARGE);
	say(fd, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
	usleep(200 * 1000);
	while (send(fd, much, LARGE, MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
		;
	usleep(200 * 1000);
	ck_assert_ptr_nonnull(strstr(ask("GET /counts HTTP/1.0\r\n\r\n"), "bytes 56,"));
	talloc_free(much);
	close(fd);
}
END_TEST

/* --- the bytes of all requests --- */

static void say_part(int fd, size_t whole, size_t part)
{
	char *body = talloc_size(NULL, part + 1);
	char head[100];

	memset(body, 'x', part);
	body[part] = '\0';
	snprintf(head, sizeof(head), "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n",
		whole);
	say(fd, head);
	say(fd, body);
	talloc_free(body);
}

static void say_rest(int fd, size_t n)
{
	for (; n >= 10; n -= 10)
		say(fd, "xxxxxxxxxx");
	while (n-- > 0)
		say(fd, "x");
}

START_TEST(beyond_the_bytes_held_bodies_are_refused_and_those_held_go_on)
{
	static const char ask_counts[] = "GET /counts HTTP/1.0\r\n\r\n";
	int first = dial(), second = dial();
	const char *answer;

	say_part(first, BODY_MAX, BODY_MAX - 10);
	usleep(100 * 1000);
	say_part(second, BODY_MAX, BODY_MAX - 10);
	usleep(100 * 1000);
	/* Reads go on; of what the second has sent nothing is held. */
	answer = ask(ask_counts);
	ck_assert_msg(strstr(answer, "connections 3, bytes 20"), "%s", answer);
	say_rest(second, 10);
	answer = hear(second, NULL);
	ck_assert_msg(strncmp(answer, "HTTP/1.1 503 ", 13) == 0, "%s", answer);
	ck_assert_ptr_nonnull(strstr(answer, "fault busy"));
	close(second);
	say_rest(first, 10);
	ck_assert_ptr_nonnull(strstr(hear(first, "#"), "POST /p? 20000"));
	/* All of it is free again, on the same connection too. */
	say_part(first, BODY_MAX, BODY_MAX);
	ck_assert_ptr_nonnull(strstr(hear(first, "#"), "POST /p? 20000"));
	close(first);
	usleep(500 * 1000);
	answer = ask(ask_counts);
	ck_assert_msg(strstr(answer, "connections 1, bytes 24, discarded 1"), "%s", answer);
}
END_TEST

START_TEST(clients_that_fill_the_bound_together_do_not_lock_each_other_out)
{
	enum { EACH = 3 };
	int fd[EACH], accepted = 0, refused = 0;

	for (int i = 0; i < EACH; i++) {
		fd[i] = dial();
		say_part(fd[i], BODY_MAX, BYTES_MAX / EACH - 200);
	}
	usleep(100 * 1000);
	for (int i = 0; i < EACH; i++)
		say_rest(fd[i], BODY_MAX - (BYTES_MAX / EACH - 200));
	for (int i = 0; i < EACH; i++) {
		const char *answer = hear(fd[i], "\r\n\r\n");

		accepted += strstr(answer, " 200 ") != NULL;
		refused += strstr(answer, " 503 ") != NULL;
		close(fd[i]);
	}
	ck_assert_int_ge(accepted, 1);
	ck_assert_int_ge(refused, 1);
	ck_assert_int_eq(accepted + refused, EACH);
}
END_TEST

START_TEST(a_client_that_leaves_harms_nobody)
{
	for (int i = 0; i < 3 * CONNECTIONS_MAX; i++) {
		int fd = dial();
		struct linger reset = {.l_onoff = 1};

		say(fd, i % 2 ? "GET /gone HTTP/1.1\r\nHost: x\r\n\r\n" : "POST /p HT");
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
		close(fd);
	}
	ck_assert_ptr_nonnull(strstr(ask("GET /after HTTP/1.0\r\n\r\n"), " 200 "));
}
END_TEST

START_TEST(beyond_the_limit_of_connections_clients_wait_their_turn)
{
	int held[CONNECTIONS_MAX], late;
	char c;

	for (int i = 0; i < CONNECTIONS_MAX; i++) {
		held[i] = dial();
		say(held[i], "GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
		ck_assert_ptr_nonnull(strstr(hear(held[i], "#"), " 200 "));
		say(held[i], "GET /held-on HTTP/1.1\r\n"); /* who is idle would make way */
	}
	usleep(100 * 1000); /* until these are read */
	late = dial();
	say(late, "GET /late HTTP/1.0\r\n\r\n");
	usleep(100 * 1000);
	ck_assert_int_eq(recv(late, &c, 1, MSG_DONTWAIT), -1);
	close(held[0]);
	ck_assert_ptr_nonnull(strstr(hear(late, NULL), "/late?"));
	for (int i = 1; i < CONNECTIONS_MAX; i++)
		close(held[i]);
	close(late);
}
END_TEST

/* `wanted` clients are open, of which some wait; it costs nothing, and ends when they go. */
static void crowd_waits(int wanted)
{
	int fd[2 * DESCRIPTORS], late;
	long before;
	char c;

	for (int i = 0; i < wanted; i++) {
		fd[i] = dial();
		say(fd[i], "GET /crowd HTTP/1.1\r\n");
	}
	usleep(100 * 1000);
	late = dial();
	say(late, "GET /late HTTP/1.0\r\n\r\n");
	before = served_busy_ms();
	usleep(600 * 1000);
	ck_assert_int_lt(served_busy_ms() - before, 200);
	ck_assert_int_eq(recv(late, &c, 1, MSG_DONTWAIT), -1);
	for (int i = 0; i < wanted; i++)
		close(fd[i]);
	ck_assert_ptr_nonnull(strstr(hear(late, NULL), "/late?"));
	close(late);
}

START_TEST(out_of_descriptors_accepting_pauses_without_spinning)
{
	crowd_waits(2 * DESCRIPTORS);
}
END_TEST

START_TEST(at_the_limit_of_connections_accepting_pauses_without_spinning)
{
	crowd_waits(CONNECTIONS_MAX);
}
END_TEST

static void answer_nothing(void *ctx UNUSED, void *mem UNUSED, const struct http_request *rq UNUSED,
	struct http_reply *reply UNUSED)
{
}

START_TEST(an_address_that_cannot_be_bound_is_named)
{
	static const char *const addresses[] = {"no address", "203.0.113.1"};
	struct wire_options options = wire_options_default();
	struct error err = {0};

	for (size_t i = 0; i < COUNT_OF(addresses); i++) {
		options.address = addresses[i];
		ck_assert_ptr_null(wire_server_new(&options, answer_nothing, NULL, &err));
		ck_assert_int_eq(err.code, ERROR_WIRE_LISTEN);
		ck_assert_str_eq(error_argument(&err, "address"), addresses[i]);
	}
}
END_TEST

static Suite *server_suite(void)
{
	Suite *s = suite_create("server");
	TCase *t = tcase_create("served");
	TCase *poor = tcase_create("poor"), *alone = tcase_create("alone");

	tcase_add_checked_fixture(t, start, served_stop);
	tcase_set_timeout(t, 20);
	tcase_add_loop_test(t, a_request_is_answered_once, 0, COUNT_OF(exchanges));
	tcase_add_loop_test(t,
		a_request_that_ends_in_two_places_is_refused_and_nothing_behind_it_is_read, 0,
		COUNT_OF(unplain));
	tcase_add_test(t, a_second_length_behind_many_headers_is_seen);
	tcase_add_test(t, behind_a_chunked_body_the_next_request_is_read);
	tcase_add_test(t, a_connection_serves_several_requests);
	tcase_add_test(t, a_body_too_large_is_refused_and_the_next_client_served);
	tcase_add_test(t, headers_too_large_are_refused);
	tcase_add_test(t, a_silent_client_is_left);
	tcase_add_test(t, a_deadline_begins_with_the_first_byte_of_a_request);
	tcase_add_test(t, a_client_that_drips_is_left_at_its_deadline);
	tcase_add_test(t, a_connection_between_requests_is_left_after_silence_alone);
	tcase_add_test(t, a_reply_may_take_longer_than_silence_but_not_for_ever);
	tcase_add_test(t, what_a_client_sends_while_it_is_answered_is_not_read);
	tcase_add_test(t, beyond_the_bytes_held_bodies_are_refused_and_those_held_go_on);
	tcase_add_test(t, clients_that_fill_the_bound_together_do_not_lock_each_other_out);
	tcase_add_test(t, a_client_that_leaves_harms_nobody);
	tcase_add_test(t, beyond_the_limit_of_connections_clients_wait_their_turn);
	tcase_add_test(t, at_the_limit_of_connections_accepting_pauses_without_spinning);
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(poor, start_poor, served_stop);
	tcase_set_timeout(poor, 20);
	tcase_add_test(poor, out_of_descriptors_accepting_pauses_without_spinning);
	suite_add_tcase(s, poor);
	tcase_add_test(alone, an_address_that_cannot_be_bound_is_named);
	suite_add_tcase(s, alone);
	return s;
}

TEST_MAIN(server_suite)
