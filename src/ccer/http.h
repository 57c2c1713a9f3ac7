/*
 * http: the client's side of the API, over libcurl.
 *
 * One request at a time, with bounds on time and size. 503 with Retry-After is
 * tried again a few times; nothing else is, since a document sent twice is safe
 * but a refusal is an answer.
 */
#ifndef CCER_HTTP_H
#define CCER_HTTP_H

#include <stddef.h>

#include <jansson.h>

#include "ccer/command.h"

enum { HTTP_BODY_MAX = 64 * 1024 * 1024 };

struct http_answer {
	long status;
	const char *body; /* followed by NUL; below the context's memory */
	size_t size;
	const char *type;     /* Content-Type; "" where there is none */
	const char *location; /* where a redirect leads, which nothing here follows; or NULL */
};

/* What a server is known by: where programs reach it, and a name for a file. */
struct http_address {
	const char *base; /* scheme, host, port, path, without a slash at the end */
	const char *name; /* host, port and path in one word without slashes */
};

/*
 * A server as people give it, with slashes behind or without a scheme; below mem.
 * ERROR_CLIENT_ADDRESS.
 */
int http_address(
	void *mem, const char *server, struct http_address *out, struct error *err) MUST_CHECK;

/* A text as one part of a path or as a value of a query; below mem. NULL: no memory. */
const char *http_escape(void *mem, const char *text);

/*
 * GET where body is NULL, else POST. ERROR_CLIENT_ADDRESS, ERROR_CLIENT_NETWORK or, where a
 * proxy stands between, ERROR_CLIENT_PROXY (argument `reason`).
 */
int http_ask(struct command_context *c, const char *server, const char *path, const char *body,
	size_t size, struct http_answer *out, struct error *err) MUST_CHECK;

/*
 * GET, a 200 and a JSON object. Released with json_decref. NULL with *err, which
 * may be the problem that the server reported.
 */
json_t *http_get_json(
	struct command_context *c, const char *server, const char *path, struct error *err);

/*
 * An answer that is none of the interface: an RFC 9457 problem as its error, with all that
 * its sentence names; a redirect; what somebody else has answered. Always -1.
 */
int http_refused(struct command_context *c, const char *server, const struct http_answer *reply,
	struct error *err);

/* Prints an RFC 9457 problem: code, place, sentence in the reader's language, rule. */
int http_show_problem(struct command_context *c, const char *server, const char *file,
	const char *source, size_t size, const struct http_answer *reply);

#endif
