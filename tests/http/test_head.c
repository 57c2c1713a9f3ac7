#include "http/head.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "tests/support.h"

#define LINE "POST /p HTTP/1.1\r\nHost: x\r\n"

/* What a refusal still says of the request, and how one that is taken ends. */
static const struct {
	const char *text;
	enum http_fault fault;
	const char *path;
	size_t headers_n;
} heads[] = {
	{LINE "\r\n", HTTP_FAULT_NONE, "/p", 1},
	{LINE "Accept-Language: zh\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
		HTTP_FAULT_FRAMING, "/p", 4},
	{LINE "Accept-Language: zh\r\nX Y: z\r\n\r\n", HTTP_FAULT_MALFORMED, "/p", 2},
	{LINE "Host: y\r\n\r\n", HTTP_FAULT_HOST, "/p", 2},
	{LINE "Expect: y\r\n\r\n", HTTP_FAULT_EXPECTATION, "/p", 2},
	{"POST /p HTTP/3.0\r\nHost: x\r\n\r\n", HTTP_FAULT_VERSION, "", 0},
	{"POST p HTTP/1.1\r\nHost: x\r\n\r\n", HTTP_FAULT_MALFORMED, "", 0},
	{"POST\r\nHost: x\r\n\r\n", HTTP_FAULT_MALFORMED, "", 0},
};

START_TEST(a_refusal_has_what_was_read_before_it)
{
	char text[256];
	struct http_request rq;
	struct http_framing framing;
	size_t size = (size_t)snprintf(text, sizeof(text), "%s", heads[_i].text);

	ck_assert_int_eq(http_head_parse(text, size, &rq, &framing), heads[_i].fault);
	ck_assert_int_eq(rq.fault, heads[_i].fault);
	ck_assert_str_eq(rq.path, heads[_i].path);
	ck_assert_uint_eq(rq.headers_n, heads[_i].headers_n);
	ck_assert_str_eq(rq.body, "");
	ck_assert_int_eq(framing.close, heads[_i].fault != HTTP_FAULT_NONE);
	if (heads[_i].headers_n > 2)
		ck_assert_str_eq(http_request_header(&rq, "accept-language"), "zh");
}
END_TEST

static const struct {
	const char *text;
	uint64_t length;
	bool chunked, one_zero, close, continues;
} framings[] = {
	{LINE "\r\n", 0, false, false, false, false},
	{LINE "Content-Length: 12\r\n\r\n", 12, false, false, false, false},
	{LINE "Content-Length: 18446744073709551615\r\n\r\n", HTTP_LENGTH_BEYOND, false, false,
		false, false},
	{LINE "Content-Length: 99999999999999999999999\r\n\r\n", HTTP_LENGTH_BEYOND, false, false,
		false, false},
	{LINE "Transfer-Encoding: chunked\r\n\r\n", 0, true, false, false, false},
	{LINE "Connection: a, CLOSE\r\n\r\n", 0, false, false, true, false},
	{LINE "Expect: 100-CONTINUE\r\n\r\n", 0, false, false, false, true},
	{"POST / HTTP/1.0\r\n\r\n", 0, false, true, true, false},
	{"POST / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 0, false, true, false, false},
	{"POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", 0, false, true, true, false},
};

START_TEST(a_head_says_how_the_request_ends)
{
	char text[256];
	struct http_request rq;
	struct http_framing framing;
	size_t size = (size_t)snprintf(text, sizeof(text), "%s", framings[_i].text);

	ck_assert_int_eq(http_head_parse(text, size, &rq, &framing), HTTP_FAULT_NONE);
	ck_assert(framing.length == framings[_i].length);
	ck_assert_int_eq(framing.chunked, framings[_i].chunked);
	ck_assert_int_eq(framing.one_zero, framings[_i].one_zero);
	ck_assert_int_eq(framing.close, framings[_i].close);
	ck_assert_int_eq(framing.continues, framings[_i].continues);
}
END_TEST

static Suite *head_suite(void)
{
	Suite *s = suite_create("head");
	TCase *t = tcase_create("head");

	tcase_add_loop_test(t, a_refusal_has_what_was_read_before_it, 0, COUNT_OF(heads));
	tcase_add_loop_test(t, a_head_says_how_the_request_ends, 0, COUNT_OF(framings));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(head_suite)
