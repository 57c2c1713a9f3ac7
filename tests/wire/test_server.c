#include "wire/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <talloc.h>

#include "tests/support.h"

enum {
	BODY_MAX = 1000,
	HEADER_MAX = 2000,
	CONNECTIONS_MAX = 3,
	SILENCE_MS = 400,
	REQUEST_MS = 900,
};

/* A server in a child process; it echoes what it was asked and counts its answers. */
static pid_t server;
static uint16_t port;

static void echo(void *ctx, void *mem, const struct wire_request *rq, struct wire_reply *reply)
{
	int *answered = ctx;

	(*answered)++;
	reply->status = 200;
	reply->content_type = "text/plain";
	reply->body = talloc_asprintf(mem, "%s %s?%s %zu %s #%d", wire_method_text(rq->method),
		rq->path, rq->query ? rq->query : "", rq->body_size,
		wire_request_header(rq, "X-Word") ? wire_request_header(rq, "X-Word") : "-",
		*answered);
	reply->body_size = strlen(reply->body);
	wire_reply_header(reply, "X-Seen", rq->client);
}

static void serve(int report)
{
	struct wire_options options = wire_options_default();
	struct error err = {0};
	int answered = 0, failed;

	options.body_max = BODY_MAX;
	options.header_max = HEADER_MAX;
	options.connections_max = CONNECTIONS_MAX;
	options.silence_ms = SILENCE_MS;
	options.request_ms = REQUEST_MS;
	{
		AUTO(wire_server_auto) struct wire_server *s =
			wire_server_new(&options, echo, &answered, &err);
		uint16_t chosen = s ? wire_server_port(s) : 0;

		failed = !s || wire_server_stop_on(s, SIGTERM, &err) < 0;
		if (write(report, &chosen, sizeof(chosen)) != sizeof(chosen))
			failed = 1;
		failed = failed || wire_server_run(s, &err) < 0;
	}
	_exit(failed ? 1 : 0);
}

static void start(void)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	server = fork();
	ck_assert_int_ge(server, 0);
	if (server == 0) {
		close(ends[0]);
		serve(ends[1]);
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &port, sizeof(port)), sizeof(port));
	close(ends[0]);
	ck_assert_uint_ne(port, 0);
}

/* A graceful stop ends with 0 (a leak or a fault of the sanitizers would not). */
static void stop(void)
{
	int status;

	ck_assert_int_eq(kill(server, SIGTERM), 0);
	ck_assert_int_eq(waitpid(server, &status, 0), server);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}

static int dial(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct timeval patience = {.tv_sec = 5};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_ge(fd, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

static void say(int fd, const char *text)
{
	size_t n = strlen(text);

	ck_assert_int_eq(send(fd, text, n, MSG_NOSIGNAL), n);
}

/* Reads until the other end closes, or the text ends with `until`; NUL-terminated. */
static const char *hear(int fd, const char *until)
{
	static char out[8192];
	size_t used = 0;
	ssize_t n;

	memset(out, 0, sizeof(out));
	while ((n = recv(fd, out + used, sizeof(out) - 1 - used, 0)) > 0) {
		used += (size_t)n;
		if (until && strstr(out, until))
			break;
	}
	ck_assert_msg(n >= 0 || errno == ECONNRESET, "no end within five seconds: %s", out);
	return out;
}

static const char *ask(const char *text)
{
	int fd = dial();
	const char *answer;

	say(fd, text);
	answer = hear(fd, NULL);
	close(fd);
	return answer;
}

static int64_t now_ms(void)
{
	struct timeval t;

	gettimeofday(&t, NULL);
	return (int64_t)t.tv_sec * 1000 + t.tv_usec / 1000;
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
	/* What evhttp answers by itself. */
	{"nonsense\r\n\r\n", " 400 ", ""},
	{"GET  HTTP/1.0\r\n\r\n", " 400 ", ""},
	{"POST /p HTTP/1.0\r\nContent-Length: -5\r\n\r\n", " 400 ", ""},
};

START_TEST(a_request_is_answered_once)
{
	const char *answer = ask(exchanges[_i].sent);

	ck_assert_msg(strstr(answer, exchanges[_i].status) != NULL, "%s", answer);
	ck_assert_msg(strstr(answer, exchanges[_i].contains) != NULL, "%s", answer);
	ck_assert_ptr_null(strstr(answer + 1, "HTTP/1."));
	if (strncmp(exchanges[_i].sent, "HEAD", 4) == 0)
		ck_assert_str_eq(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
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
	char text[BODY_MAX + 200];
	int n = snprintf(text, sizeof(text),
		"POST /p HTTP/1.0\r\nContent-Length: %d\r\n\r\n", BODY_MAX + 1);

	memset(text + n, 'x', BODY_MAX + 1);
	text[n + BODY_MAX + 1] = '\0';
	ck_assert_ptr_nonnull(strstr(ask(text), " 413 "));
	n = snprintf(text, sizeof(text), "POST /p HTTP/1.0\r\nContent-Length: %d\r\n\r\n",
		BODY_MAX);
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
	ck_assert_msg(strstr(answer, " 413 ") || strstr(answer, " 400 "), "%s", answer);
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

START_TEST(a_client_that_drips_is_left_at_its_deadline)
{
	int64_t began = now_ms();
	int fd = dial();
	char c;

	say(fd, "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n");
	while (now_ms() - began < 4000 && send(fd, "x", 1, MSG_NOSIGNAL) == 1 &&
		recv(fd, &c, 1, MSG_DONTWAIT) != 0)
		usleep(100 * 1000);
	ck_assert_int_ge(now_ms() - began, REQUEST_MS - 100);
	ck_assert_int_lt(now_ms() - began, 3000);
	close(fd);
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
	}
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

START_TEST(an_address_that_cannot_be_bound_is_named)
{
	static const char *const addresses[] = {"no address", "203.0.113.1"};
	struct wire_options options = wire_options_default();
	struct error err = {0};

	for (size_t i = 0; i < COUNT_OF(addresses); i++) {
		options.address = addresses[i];
		ck_assert_ptr_null(wire_server_new(&options, echo, NULL, &err));
		ck_assert_int_eq(err.code, ERROR_WIRE_LISTEN);
		ck_assert_str_eq(error_argument(&err, "address"), addresses[i]);
	}
}
END_TEST

static Suite *server_suite(void)
{
	Suite *s = suite_create("server");
	TCase *t = tcase_create("served");
	TCase *alone = tcase_create("alone");

	tcase_add_checked_fixture(t, start, stop);
	tcase_set_timeout(t, 20);
	tcase_add_loop_test(t, a_request_is_answered_once, 0, COUNT_OF(exchanges));
	tcase_add_test(t, a_connection_serves_several_requests);
	tcase_add_test(t, a_body_too_large_is_refused_and_the_next_client_served);
	tcase_add_test(t, headers_too_large_are_refused);
	tcase_add_test(t, a_silent_client_is_left);
	tcase_add_test(t, a_client_that_drips_is_left_at_its_deadline);
	tcase_add_test(t, a_client_that_leaves_harms_nobody);
	tcase_add_test(t, beyond_the_limit_of_connections_clients_wait_their_turn);
	suite_add_tcase(s, t);
	tcase_add_test(alone, an_address_that_cannot_be_bound_is_named);
	suite_add_tcase(s, alone);
	return s;
}

TEST_MAIN(server_suite)
