#include "http/message.h"

#include <string.h>

#include <talloc.h>

#include "tests/support.h"

static const struct {
	const char *instant, *date;
} dates[] = {
	{"1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"},
	{"1994-11-06T08:49:37.999Z", "Sun, 06 Nov 1994 08:49:37 GMT"},
	{"2024-02-29T23:59:59.000Z", "Thu, 29 Feb 2024 23:59:59 GMT"},
	{"2026-12-31T15:59:59.500Z", "Thu, 31 Dec 2026 15:59:59 GMT"},
	{"2026-12-31T16:00:00.000Z", "Thu, 31 Dec 2026 16:00:00 GMT"},
};

START_TEST(an_instant_is_a_date_in_greenwich)
{
	char out[HTTP_DATE_SIZE];
	struct instant i;

	ck_assert(instant_parse(dates[_i].instant, strlen(dates[_i].instant), &i));
	ck_assert_str_eq(http_date_text(i, out), dates[_i].date);
}
END_TEST

static const struct {
	int status;
	const char *content_type, *connection, *head;
} heads[] = {
	{200, "text/plain", NULL,
		"HTTP/1.1 200 OK\r\nX: y\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\n"},
	{503, "text/plain", "close",
		"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nX: y\r\n"
		"Content-Type: text/plain\r\nContent-Length: 3\r\n\r\n"},
	{204, NULL, NULL, "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n"},
	{304, NULL, "keep-alive",
		"HTTP/1.1 304 Not Modified\r\nConnection: keep-alive\r\nX: y\r\n\r\n"},
	{299, "text/plain", NULL,
		"HTTP/1.1 299 \r\nX: y\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\n"},
};

START_TEST(a_reply_begins_with_its_head)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *out = buffer_new(mem, 1024);
	struct http_reply reply = {.status = heads[_i].status,
		.content_type = heads[_i].content_type,
		.body = "abc",
		.body_size = 3};

	http_reply_header(&reply, "X", "y");
	http_reply_head(&reply, heads[_i].connection, out);
	ck_assert_str_eq(out->bytes, heads[_i].head);
}
END_TEST

static Suite *message_suite(void)
{
	Suite *s = suite_create("message");
	TCase *t = tcase_create("message");

	tcase_add_loop_test(t, an_instant_is_a_date_in_greenwich, 0, COUNT_OF(dates));
	tcase_add_loop_test(t, a_reply_begins_with_its_head, 0, COUNT_OF(heads));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(message_suite)
