/*
 * requests: raw bytes, what is answered to them, and whether a request behind them still
 * is. The pure reader is held against them in pieces of any size, and a server over a
 * socket, on a connection that is new and on one that has carried a request. The body
 * may have REQUESTS_BODY_MAX bytes, the request line and the headers REQUESTS_HEAD_MAX.
 *
 * The cases follow RFC 9112 and RFC 9110, and what public suites try (llhttp's, h1spec's,
 * http-garden's): what one reader takes for the end of a request and another does not.
 */
#ifndef TESTS_HTTP_REQUESTS_H
#define TESTS_HTTP_REQUESTS_H

#include <stdbool.h>
#include <stddef.h>

enum { REQUESTS_BODY_MAX = 20000, REQUESTS_HEAD_MAX = 2000 };

struct raw_request {
	const char *name;
	const char *bytes; /* may hold NUL */
	size_t size;
	const char *answers; /* their statuses, "200 200" */
	bool goes_on;	     /* a request behind them is answered, too */
};

extern const struct raw_request raw_requests[];
extern const size_t raw_requests_n;

/* What has no answer yet, however long one waits. */
extern const struct raw_request raw_beginnings[];
extern const size_t raw_beginnings_n;

#endif
