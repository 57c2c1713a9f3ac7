#include "wire/framing.h"

#include "base/macros.h"
#include "tests/support.h"

#define H(name, value)                                                                             \
	{                                                                                          \
		name, value                                                                        \
	}

static const struct {
	enum http_method method;
	struct http_header headers[3];
	bool plain, goes_on;
} cases[] = {
	{HTTP_GET, {H("Host", "x")}, true, true},
	{HTTP_GET, {H("Content-Length", "0")}, true, true},
	{HTTP_GET, {H("Content-Length", "1")}, false, false},
	{HTTP_HEAD, {H("Content-Length", "48")}, false, false},
	{HTTP_HEAD, {H("Transfer-Encoding", "chunked")}, false, false},
	{HTTP_OTHER, {H("Content-Length", "48")}, true, false},
	{HTTP_OTHER, {H("X", "y")}, true, true},
	{HTTP_POST, {H("content-length", "12")}, true, true},
	{HTTP_POST, {H("Content-Length", "12"), H("CONTENT-LENGTH", "12")}, false, true},
	{HTTP_POST, {H("Content-Length", "+12")}, false, true},
	{HTTP_POST, {H("Content-Length", "12,12")}, false, true},
	{HTTP_POST, {H("Content-Length", "0x12")}, false, true},
	{HTTP_POST, {H("Content-Length", "")}, false, true},
	{HTTP_POST, {H("Content-Length", "9999999999999999")}, false, true},
	{HTTP_POST, {H("Content-Length ", "12")}, false, true},
	{HTTP_POST, {H("Transfer-Encoding", "Chunked")}, true, false},
	{HTTP_POST, {H("Transfer-Encoding", "gzip, chunked")}, false, false},
	{HTTP_POST, {H("Transfer-Encoding", "xchunked")}, false, false},
	{HTTP_POST, {H("Transfer-Encoding", "chunked"), H("Transfer-Encoding", "chunked")}, false,
		false},
	{HTTP_POST, {H("Transfer-Encoding", "chunked"), H("Content-Length", "0")}, false, false},
	{HTTP_POST, {H("", "x")}, false, true},
	{HTTP_POST, {H("X(Y)", "x")}, false, true},
	{HTTP_POST, {H("X\xC3\xA9", "x")}, false, true},
	{HTTP_POST, {H("X", "a\rb")}, false, true},
	{HTTP_POST, {H("X", "a\x7F")}, false, true},
	{HTTP_POST, {H("X", "\xE4\xB8\xAD\tb")}, true, true},
};

START_TEST(a_request_is_plain_or_not)
{
	struct http_request r = {.method = cases[_i].method, .path = "/", .body = ""};

	while (r.headers_n < COUNT_OF(cases[0].headers) && cases[_i].headers[r.headers_n].name) {
		r.headers[r.headers_n] = cases[_i].headers[r.headers_n];
		r.headers_n++;
	}
	ck_assert_int_eq(framing_is_plain(&r), cases[_i].plain);
	ck_assert_int_eq(framing_may_go_on(&r), cases[_i].goes_on);
}
END_TEST

static Suite *framing_suite(void)
{
	Suite *s = suite_create("framing");
	TCase *t = tcase_create("framing");

	tcase_add_loop_test(t, a_request_is_plain_or_not, 0, COUNT_OF(cases));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(framing_suite)
