/*
 * reply: answers as bytes, made from plain values.
 *
 * JSON (jansson) keeps the order in which members are added. Refusals are
 * RFC 9457 problem+json with both languages in them. What is immutable carries
 * an ETag and says so; what all answers have is added last (request/finish.h). Lack of memory gives
 * a short fixed answer, so nothing here fails. All memory lies below `mem`, the request's.
 */
#ifndef REQUEST_REPLY_H
#define REQUEST_REPLY_H

#include <stdint.h>

#include <jansson.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/macros.h"
#include "base/time.h"
#include "base/warning.h"
#include "http/message.h"

static inline void json_auto(json_t **json)
{
	json_decref(*json);
	*json = NULL;
}

/* The checkpoint at which an answer was read: entries, and the root in base64 as in the note. */
enum { READ_AT_ROOT_SIZE = 48 };
struct read_at {
	int64_t size;
	char root[READ_AT_ROOT_SIZE];
};

/* From a note's second and third line; all zero when there is none. */
struct read_at read_at_of(const char *note);

/* {"checkpoint": {"size": .., "root": ..}}, to which the answer is added; NULL: no memory. */
json_t *reply_object(const struct read_at *at);

/* A value, or null when there is none. */
json_t *json_of_digest(const struct digest *d);
json_t *json_of_instant(struct instant i);
json_t *json_of_day(struct day d);
/* null when the text is empty or NULL. */
json_t *json_of_text(const char *text);

/*
 * A warning with its sentence in both languages, at its place among its document's;
 * `answered_by` may be NULL, as of one that is not sealed yet.
 */
json_t *json_of_warning(
	const struct warning *w, int64_t position, const struct digest *answered_by);

/* An array of them; NULL list: an empty one. */
json_t *json_of_warnings(const struct warning_list *list);

/* Takes json over (NULL counts as lack of memory). */
void reply_json(void *mem, int status, json_t *json, struct http_reply *out);

/* A body that exists already, borrowed. */
void reply_bytes(const char *content_type, const char *body, size_t size, struct http_reply *out);

/* Marks a reply as never changing: ETag from its bytes, to be kept for a year. */
void reply_immutable(void *mem, struct http_reply *out);

/* 204, and the methods that the path takes. */
void reply_options(const char *allow, struct http_reply *out);

struct problem {
	const struct error *error;
	enum language language;
	const struct digest *document; /* NULL: not about a document */
	const char *refusal;	       /* the signed refusal; NULL: none */
	size_t refusal_size;
	const struct error_list *faults;     /* every one found in a dry run; NULL: none */
	json_t *calculation;		     /* of a report in a dry run, lent; NULL: none */
	const struct warning_list *warnings; /* that held a submission back; NULL: none */
};

/*
 * The problem as application/problem+json with the status of its code. A failure
 * of the server's own (500) shows no arguments: the log has them.
 */
void reply_problem(void *mem, const struct problem *p, struct http_reply *out);

/* What GET /problems/NAME answers: the texts of one code, as JSON or as text. */
json_t *problem_description(enum error_code code);

/* The list of every endpoint, as text, in both languages. NULL: no memory. */
const char *reply_index(void *mem);

#endif
