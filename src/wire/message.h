/*
 * message: one HTTP request and its reply as plain values.
 *
 * What wire/ hands to its handler and takes back. Text and bytes of a request
 * are borrowed and live until the handler returns; those of a reply belong to
 * the memory that the handler is given. Nothing here knows of sockets, nor of
 * what paths mean.
 */
#ifndef WIRE_MESSAGE_H
#define WIRE_MESSAGE_H

#include <stddef.h>

#include "base/limits.h"

enum wire_method { WIRE_GET, WIRE_HEAD, WIRE_POST, WIRE_OTHER };

enum { WIRE_HEADERS_MAX = LIMIT_HEADERS, WIRE_REPLY_HEADERS_MAX = 8, WIRE_CLIENT_SIZE = 64 };

/* Why a request is not to be carried out, only answered; its connection is then closed. */
enum wire_fault {
	WIRE_FAULT_NONE,
	WIRE_FAULT_FRAMING,   /* readers could differ on where it ends */
	WIRE_FAULT_MALFORMED, /* no HTTP; this and those below have neither path nor headers */
	WIRE_FAULT_TOO_LARGE, /* the body */
	WIRE_FAULT_BUSY,      /* too many bytes of other requests are held */
};

struct wire_header {
	const char *name, *value;
};

struct wire_request {
	enum wire_method method;
	const char *path;  /* as sent, still percent-encoded; begins with '/', or "": see fault */
	const char *query; /* as sent; NULL: none */
	size_t headers_n;
	struct wire_header headers[WIRE_HEADERS_MAX];
	const char *body; /* never NULL */
	size_t body_size;
	enum wire_fault fault;
	char client[WIRE_CLIENT_SIZE]; /* numeric address */
};

struct wire_reply {
	int status;
	const char *content_type; /* NULL: no body */
	const char *body;
	size_t body_size;
	size_t headers_n;
	struct wire_header headers[WIRE_REPLY_HEADERS_MAX];
};

/* The first value of a header, its name compared without case; NULL: not sent. */
const char *wire_request_header(const struct wire_request *request, const char *name);

/* Adds a header; name and value are borrowed. More than WIRE_REPLY_HEADERS_MAX is our bug. */
void wire_reply_header(struct wire_reply *reply, const char *name, const char *value);

/* "GET", "HEAD", "POST", "other". */
const char *wire_method_text(enum wire_method method);

#endif
