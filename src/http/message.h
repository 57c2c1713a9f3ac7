/*
 * message: one HTTP request and its reply as plain values.
 *
 * What wire/ hands to its handler and takes back. Text and bytes of a request
 * are borrowed and live until the handler returns; those of a reply belong to
 * the memory that the handler is given. Nothing here knows of sockets, nor of
 * what paths mean.
 */
#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/time.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OPTIONS, HTTP_OTHER };

enum { HTTP_HEADERS_MAX = LIMIT_HEADERS, HTTP_REPLY_HEADERS_MAX = 16, HTTP_CLIENT_SIZE = 64 };

/*
 * Why a request is not to be carried out, only answered; its connection is then closed.
 * Of what was not read there is no path ("") and no header.
 */
enum http_fault {
	HTTP_FAULT_NONE,
	HTTP_FAULT_FRAMING,	/* readers could differ on where it ends */
	HTTP_FAULT_MALFORMED,	/* no HTTP, or a head that is too long */
	HTTP_FAULT_TOO_LARGE,	/* the body */
	HTTP_FAULT_BUSY,	/* too much of others is held, or too many connections are */
	HTTP_FAULT_VERSION,	/* of HTTP, not 1.1 or 1.0 */
	HTTP_FAULT_HOST,	/* there must be one, which is a host */
	HTTP_FAULT_EXPECTATION, /* another than 100-continue */
};

struct http_header {
	const char *name, *value;
};

struct http_request {
	enum http_method method;
	/*
	 * As sent, still percent-encoded: begins with '/'; "*" of OPTIONS; host and port of
	 * CONNECT; "" with a fault. Of a target with scheme and host, what follows these.
	 */
	const char *path;
	const char *query; /* as sent; NULL: none */
	size_t headers_n;
	struct http_header headers[HTTP_HEADERS_MAX];
	const char *body; /* never NULL */
	size_t body_size;
	enum http_fault fault;
	char client[HTTP_CLIENT_SIZE]; /* numeric address */
};

struct http_reply {
	int status;
	const char *content_type; /* NULL: no body */
	const char *body;
	size_t body_size;
	size_t headers_n;
	struct http_header headers[HTTP_REPLY_HEADERS_MAX];
};

enum { HTTP_DATE_SIZE = 64 };

/* "Fri, 02 Jan 2026 03:04:05 GMT" (RFC 9110, 5.6.7). Returns out. */
const char *http_date_text(struct instant i, char out[HTTP_DATE_SIZE]);

/*
 * Status line and headers as they are sent, with the empty line: always HTTP/1.1 (RFC 9110,
 * 2.5), with Connection unless that is NULL, and with Content-Length where the status may
 * have a body.
 */
void http_reply_head(const struct http_reply *reply, const char *connection, struct buffer *out);

/* Whether a reply of this status has no body, whatever else is said (RFC 9110, 6.4.1). */
bool http_status_is_bare(int status);

/* The first value of a header, its name compared without case; NULL: not sent. */
const char *http_request_header(const struct http_request *request, const char *name);

/* Adds a header; name and value are borrowed. More than HTTP_REPLY_HEADERS_MAX is our bug. */
void http_reply_header(struct http_reply *reply, const char *name, const char *value);

/* "GET", "HEAD", "POST", "OPTIONS", "other". */
const char *http_method_text(enum http_method method);

#endif
