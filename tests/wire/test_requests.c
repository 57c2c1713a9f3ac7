/*
 * Every case of tests/http/requests.h, sent to a server: on a new connection and on one
 * that has carried a request, whole, and a few in pieces.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/http/requests.h"
#include "tests/wire/served.h"

/* Asks for the end, so that what was answered is heard at once. */
static const char behind[] = "GET /behind HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

static void start(void)
{
	struct wire_options options = served_options();

	served_start(&options, 0);
}

/* The statuses of all answers, none of which is HTML. */
static const char *statuses_of(const char *heard)
{
	static char out[64];
	size_t used = 0;

	out[0] = '\0';
	ck_assert_ptr_null(strcasestr(heard, "<html"));
	for (const char *p = heard; (p = strstr(p, "HTTP/")) != NULL; p += 9) {
		ck_assert_msg(strncmp(p, "HTTP/1.1 ", 9) == 0, "%s", heard);
		used += (size_t)snprintf(
			out + used, sizeof(out) - used, "%s%.3s", used ? " " : "", p + 9);
	}
	return out;
}

static void check_answers(int fd, const struct raw_request *r)
{
	char wanted[64];
	const char *heard = hear(fd, NULL);

	snprintf(wanted, sizeof(wanted), "%s%s", r->answers, r->goes_on ? " 200" : "");
	ck_assert_msg(strcmp(statuses_of(heard), wanted) == 0, "%s: %s\n%s", r->name,
		statuses_of(heard), heard);
	ck_assert_msg((strstr(heard, "/behind") != NULL) == r->goes_on, "%s: %s", r->name, heard);
	ck_assert_msg(!strstr(heard, "/hidden"), "%s: %s", r->name, heard);
	/* Whoever is refused hears that the connection ends. */
	ck_assert_ptr_nonnull(strstr(heard, "\r\nConnection: close\r\n"));
	close(fd);
}

/* The server may have answered and closed before all is said. */
static void say_what_is_taken(int fd, const char *bytes, size_t size)
{
	ck_assert_int_ge(send(fd, bytes, size, MSG_NOSIGNAL), -1);
}

START_TEST(a_request_is_answered_on_a_new_connection)
{
	int fd = dial();

	say_bytes(fd, raw_requests[_i].bytes, raw_requests[_i].size);
	say_what_is_taken(fd, behind, sizeof(behind) - 1);
	check_answers(fd, &raw_requests[_i]);
}
END_TEST

START_TEST(and_the_same_on_one_that_was_used)
{
	int fd = dial();

	say(fd, "GET /first HTTP/1.1\r\nHost: x\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(hear(fd, "/first"), " 200 "));
	say_bytes(fd, raw_requests[_i].bytes, raw_requests[_i].size);
	say_what_is_taken(fd, behind, sizeof(behind) - 1);
	check_answers(fd, &raw_requests[_i]);
}
END_TEST

static Suite *requests_suite(void)
{
	Suite *s = suite_create("requests");
	TCase *t = tcase_create("requests");

	tcase_add_unchecked_fixture(t, start, served_stop);
	tcase_add_loop_test(t, a_request_is_answered_on_a_new_connection, 0, (int)raw_requests_n);
	tcase_add_loop_test(t, and_the_same_on_one_that_was_used, 0, (int)raw_requests_n);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(requests_suite)
