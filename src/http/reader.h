/*
 * reader: the bytes of one connection, as they come, to its requests.
 *
 * A state machine without input or output: it is given bytes in pieces of any size and
 * says when a head is whole, when the request is, and when what came is refused, at the
 * first byte that cannot belong to a request. Lines end in CR LF; a lone LF or CR, NUL or
 * another control character is refused wherever it stands in them. A head is read whole,
 * then cut (http/head.h); a body is gathered, chunked or by length; trailers are checked
 * and passed over. Who wants to stop a request before its body does so at HTTP_STEP_HEAD.
 *
 *	while ((step = http_reader_take(r, bytes, size, &taken)) != HTTP_STEP_MORE) ...
 */
#ifndef HTTP_READER_H
#define HTTP_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macros.h"
#include "http/head.h"
#include "http/message.h"

struct http_bounds {
	size_t head_max; /* bytes of a request line; of all headers; of what stands beside a body */
	size_t body_max; /* bytes */
};

enum http_step {
	HTTP_STEP_MORE,	   /* all bytes were taken, and it needs more */
	HTTP_STEP_HEAD,	   /* the head is whole, and the body not begun; go on with what is left */
	HTTP_STEP_WHOLE,   /* the request is whole; go on after http_reader_next */
	HTTP_STEP_REFUSED, /* see the request's fault; nothing behind can be read as a request */
};

struct http_reader;

/* Below mem; NULL: no memory. */
struct http_reader *http_reader_new(void *mem, const struct http_bounds *bounds);

/*
 * Reads on; *taken of the bytes belong to this request. Lack of memory is refused as
 * HTTP_FAULT_BUSY. A body whose announced length passes the bound is refused with the
 * head, without a byte of it.
 */
enum http_step http_reader_take(
	struct http_reader *r, const char *bytes, size_t size, size_t *taken) MUST_CHECK;

/*
 * From HTTP_STEP_HEAD on, and once it is refused. Its text and bytes are the reader's,
 * until http_reader_next.
 */
struct http_request *http_reader_request(struct http_reader *r);
const struct http_framing *http_reader_framing(const struct http_reader *r);

/* From now on it is refused, whatever has come or comes. */
void http_reader_refuse(struct http_reader *r, enum http_fault fault);

/* Whether nothing of a request has come. */
bool http_reader_is_idle(const struct http_reader *r);

/* Whether the head is whole and the body is not. */
bool http_reader_in_body(const struct http_reader *r);

/* Bytes of the request that are kept. */
size_t http_reader_held(const struct http_reader *r);

/* Forgets the request, and is ready for the next. */
void http_reader_next(struct http_reader *r);

#endif
