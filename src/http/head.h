/*
 * head: a request's line and headers, from text to values.
 *
 * Strict, by RFC 9112 and RFC 9110: what the proxy before us might read otherwise than
 * we do is refused, so that no request hides behind another (RFC 9112, 11.2), and what
 * is refused ends its connection. Pure.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "http/message.h"

/* Larger than any body may be, for a Content-Length of more digits than a number has. */
#define HTTP_LENGTH_BEYOND UINT64_MAX

/* How the request ends, and what becomes of its connection. */
struct http_framing {
	uint64_t length; /* of the body; 0 also when it is chunked */
	bool chunked;
	bool one_zero;	/* HTTP/1.0 */
	bool close;	/* no other request may follow */
	bool continues; /* the client waits for 100 before it sends the body */
};

/*
 * Cuts text, a request line and headers that each end in CR LF, an empty line behind
 * them, without other control characters than these and TAB (http/reader.h sees to that),
 * into *out, which borrows it and is otherwise zeroed, and *framing.
 *
 * Returns out->fault. With a fault, method, path and query are there when the request
 * line could be read, and those headers that come before the fault; framing->close is set.
 *
 *   MALFORMED    the request line; a header's name that is no token, a blank before its
 *                colon, a folded line (RFC 9112, 3, 5.1, 5.2)
 *   VERSION      another than HTTP/1.1 and HTTP/1.0
 *   FRAMING      more than one Content-Length or Transfer-Encoding, or both; a length that
 *                is not digits alone; another coding than chunked, or one in HTTP/1.0; a
 *                body of GET or HEAD; more than HTTP_HEADERS_MAX headers (RFC 9112, 6.1, 6.3)
 *   HOST         none in HTTP/1.1, two, or one that is no host (RFC 9112, 3.2)
 *   EXPECTATION  another than 100-continue (RFC 9110, 10.1.1)
 */
enum http_fault http_head_parse(
	char *text, size_t size, struct http_request *out, struct http_framing *framing);

/* RFC 9110, 5.6.2 */
bool http_is_token(const char *text, size_t size);

/*
 * Cuts one header line, without its CR LF, at its colon and takes the blanks around the
 * value off; false when it is malformed.
 */
bool http_header_parse(char *line, size_t size, struct http_header *out) MUST_CHECK;

#endif
