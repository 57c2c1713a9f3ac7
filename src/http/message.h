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

#include <stddef.h>

#include "base/limits.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

enum { HTTP_HEADERS_MAX = LIMIT_HEADERS, HTTP_REPLY_HEADERS_MAX = 8, HTTP_CLIENT_SIZE = 64 };

/* Why a request is only answered, not carried out; its connection is then closed. */
enum http_fault {
	HTTP_FAULT_NONE,
	HTTP_FAULT_FRAMING,   /* readers could differ on where it ends */
	HTTP_FAULT_MALFORMED, /* not HTTP; this and those below have neither path nor headers */
	HTTP_FAULT_TOO_LARGE, /* the body */
	HTTP_FAULT_BUSY,      /* too many bytes of other requests are held */
};

struct http_header {
	const char *name, *value;
};

struct http_request {
	enum http_method method;
	const char *path;  /* as sent, still percent-encoded; begins with '/', or "": see fault */
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

/* The first value of a header, its name compared without case; NULL: not sent. */
const char *http_request_header(const struct http_request *request, const char *name);

/* Adds a header; name and value are borrowed. More than HTTP_REPLY_HEADERS_MAX is our bug. */
void http_reply_header(struct http_reply *reply, const char *name, const char *value);

/* "GET", "HEAD", "POST", "other". */
const char *http_method_text(enum http_method method);

#endif
