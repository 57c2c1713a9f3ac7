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
};

/* method GET or POST; body NULL for GET. ERROR_CLIENT_NETWORK (argument `reason`). */
int http_ask(struct command_context *c, const char *server, const char *path, const char *body,
	size_t size, struct http_answer *out, struct error *err) MUST_CHECK;

/*
 * GET, a 200 and a JSON object. Released with json_decref. NULL with *err, which
 * may be the problem that the server reported.
 */
json_t *http_get_json(
	struct command_context *c, const char *server, const char *path, struct error *err);

/* Prints an RFC 9457 problem: code, place, sentence in the reader's language, rule. */
int http_show_problem(const struct command_context *c, const char *file, const char *source,
	size_t size, const struct http_answer *reply);

#endif
