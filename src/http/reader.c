#include "http/reader.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

#include "base/buffer.h"

enum { CHUNK_LINE_MAX = 256, CHUNK_SIZE_MAX = 18, LINES_BEFORE_MAX = 8 };

enum state {
	STATE_HEAD,
	STATE_BODY,	  /* by length */
	STATE_CHUNK_SIZE, /* the line before a chunk */
	STATE_CHUNK,
	STATE_CHUNK_END, /* the CR LF behind it */
	STATE_TRAILER,
	STATE_WHOLE,
	STATE_REFUSED,
};

struct http_reader {
	struct http_bounds bounds;
	enum state state;
	struct http_request request;
	struct http_framing framing;
	struct buffer *head; /* whole; cut in place when it is complete */
	struct buffer *line; /* of a chunk's size or a trailer */
	struct buffer *body;
	size_t line_at;	     /* where the line that is being read begins in head */
	size_t request_line; /* bytes of it; 0 until it is whole */
	size_t lines_before; /* empty ones */
	size_t beside;	     /* bytes of chunks' extensions and of trailers */
	uint64_t left;	     /* of the body or the chunk */
};

struct http_reader *http_reader_new(void *mem, const struct http_bounds *bounds)
{
	struct http_reader *r = talloc_zero(mem, struct http_reader);

	if (!r)
		return NULL;
	r->bounds = *bounds;
	r->head = buffer_new(r, 2 * bounds->head_max + 2);
	r->line = buffer_new(r, bounds->head_max + 2);
	r->body = buffer_new(r, bounds->body_max);
	if (r->head && r->line && r->body) {
		http_reader_next(r);
		return r;
	}
	talloc_free(r);
	return NULL;
}

/* A buffer that is larger than most requests need is given back. */
static void empty_buffer(void *mem, struct buffer **b)
{
	enum { KEPT = 4096 };
	struct buffer *fresh = (*b)->capacity > KEPT ? buffer_new(mem, (*b)->limit) : NULL;

	if (!fresh) {
		buffer_clear(*b);
		return;
	}
	talloc_free(*b);
	*b = fresh;
}

void http_reader_next(struct http_reader *r)
{
	empty_buffer(r, &r->head);
	empty_buffer(r, &r->line);
	empty_buffer(r, &r->body);
	r->state = STATE_HEAD;
	r->request = (struct http_request){.method = HTTP_OTHER, .path = "", .body = ""};
	r->framing = (struct http_framing){.length = 0};
	r->line_at = r->request_line = r->lines_before = r->beside = 0;
	r->left = 0;
}

struct http_request *http_reader_request(struct http_reader *r)
{
	return &r->request;
}

const struct http_framing *http_reader_framing(const struct http_reader *r)
{
	return &r->framing;
}

bool http_reader_is_idle(const struct http_reader *r)
{
	return r->state == STATE_HEAD && r->head->size == 0 && r->lines_before == 0;
}

bool http_reader_in_body(const struct http_reader *r)
{
	return r->state != STATE_HEAD && r->state != STATE_WHOLE && r->state != STATE_REFUSED;
}

size_t http_reader_held(const struct http_reader *r)
{
	return r->head->size + r->line->size + r->body->size;
}

static enum http_step refuse(struct http_reader *r, enum http_fault fault)
{
	r->state = STATE_REFUSED;
	r->request.fault = fault;
	r->framing.close = true;
	return HTTP_STEP_REFUSED;
}

void http_reader_refuse(struct http_reader *r, enum http_fault fault)
{
	refuse(r, fault);
}

/* --- lines --- */

enum line { LINE_MORE, LINE_WHOLE, LINE_WRONG };

/*
 * Whether c may follow `before` in a line. What ends a line for one reader and not for
 * another, and what hides text from some, stands in none.
 */
static bool may_follow(char before, char c)
{
	if (before == '\r')
		return c == '\n';
	if (c == '\t' || c == '\r')
		return true;
	return (unsigned char)c >= 0x20 && c != 0x7F;
}

/* Up to and with the line's end; b, which it is added to, has its bound in its limit. */
static enum line take_line(
	struct buffer *b, size_t begins, const char *bytes, size_t size, size_t *taken)
{
	char before = b->size > begins ? b->bytes[b->size - 1] : '\0';
	size_t n = 0;
	bool whole = false;

	while (n < size && !whole) {
		if (!may_follow(before, bytes[n]))
			return LINE_WRONG;
		before = bytes[n++];
		whole = before == '\n';
	}
	buffer_add(b, bytes, n);
	*taken += n;
	return whole ? LINE_WHOLE : LINE_MORE;
}

static bool is_empty_line(const struct buffer *b, size_t begins)
{
	return b->size - begins == 2;
}

/* --- the head --- */

static enum http_step head_is_whole(struct http_reader *r)
{
	enum http_fault fault =
		http_head_parse(r->head->bytes, r->head->size, &r->request, &r->framing);

	if (fault != HTTP_FAULT_NONE)
		return refuse(r, fault);
	if (r->framing.length > r->bounds.body_max)
		return refuse(r, HTTP_FAULT_TOO_LARGE);
	r->left = r->framing.length;
	r->state = r->framing.chunked ? STATE_CHUNK_SIZE : STATE_BODY;
	return HTTP_STEP_HEAD;
}

/* Of the request line, or of all headers, without what ends them. */
static bool head_is_too_long(const struct http_reader *r)
{
	size_t part = r->head->size - r->request_line;

	return r->head->failed || part > r->bounds.head_max + 2;
}

/* MORE stands for a line that ended within the head. */
static enum http_step head_line_is_whole(struct http_reader *r)
{
	if (r->request_line == 0 && is_empty_line(r->head, 0)) {
		/* Of clients that end a body with one too many (RFC 9112, 2.2). */
		buffer_clear(r->head);
		return ++r->lines_before > LINES_BEFORE_MAX ? refuse(r, HTTP_FAULT_MALFORMED)
							    : HTTP_STEP_MORE;
	}
	if (r->request_line == 0)
		r->request_line = r->head->size;
	else if (is_empty_line(r->head, r->line_at))
		return head_is_whole(r);
	r->line_at = r->head->size;
	return HTTP_STEP_MORE;
}

static enum http_step take_head(
	struct http_reader *r, const char *bytes, size_t size, size_t *taken)
{
	while (*taken < size) {
		enum line line =
			take_line(r->head, r->line_at, bytes + *taken, size - *taken, taken);
		enum http_step step;

		if (line == LINE_WRONG || head_is_too_long(r))
			return refuse(r, HTTP_FAULT_MALFORMED);
		if (line == LINE_MORE)
			break;
		step = head_line_is_whole(r);
		if (step != HTTP_STEP_MORE)
			return step;
	}
	return HTTP_STEP_MORE;
}

/* --- the body --- */

static enum http_step body_is_whole(struct http_reader *r)
{
	r->state = STATE_WHOLE;
	r->request.body = r->body->bytes;
	r->request.body_size = r->body->size;
	return HTTP_STEP_WHOLE;
}

/* What is left of the body or chunk, as far as it is there; false: no memory. */
static bool take_left(struct http_reader *r, const char *bytes, size_t size, size_t *taken)
{
	size_t n = size - *taken < r->left ? size - *taken : (size_t)r->left;

	buffer_add(r->body, bytes + *taken, n);
	*taken += n;
	r->left -= n;
	return !r->body->failed;
}

/* --- chunks (RFC 9112, 7.1) --- */

static const char *after_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

static const char *after_token(const char *p)
{
	const char *end = p;

	while (http_is_token(end, 1))
		end++;
	return end > p ? end : NULL;
}

static const char *after_quoted(const char *p)
{
	for (p++; *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
		if (!*p)
			return NULL;
	}
	return p + 1;
}

/* *( BWS ";" BWS name [ BWS "=" BWS value ] ); what they say is passed over. */
static bool are_extensions(const char *p)
{
	while (p && *p) {
		const char *value;

		p = after_blanks(p);
		if (*p != ';')
			return false;
		p = after_token(after_blanks(p + 1));
		value = p ? after_blanks(p) : NULL;
		if (!value || *value != '=')
			continue;
		value = after_blanks(value + 1);
		p = *value == '"' ? after_quoted(value) : after_token(value);
	}
	return p != NULL;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* False: not of the form. A size beyond what a number holds is HTTP_LENGTH_BEYOND. */
static bool chunk_size_parse(const char *line, uint64_t *out)
{
	const char *p = line;
	uint64_t size = 0;

	for (; hex_value(*p) >= 0; p++)
		size = size > UINT64_MAX >> 4 ? HTTP_LENGTH_BEYOND
					      : size << 4 | (uint64_t)hex_value(*p);
	*out = size;
	return p > line && are_extensions(p);
}

/* Takes its CR LF off r->line; false when too much stands beside the body. */
static bool cut_line(struct http_reader *r)
{
	size_t due = r->state == STATE_CHUNK_SIZE ? CHUNK_SIZE_MAX : 0;

	r->beside += r->line->size > due ? r->line->size - due : 0;
	r->line->size -= 2;
	r->line->bytes[r->line->size] = '\0';
	return r->beside <= r->bounds.head_max;
}

static enum http_step chunk_size_is_whole(struct http_reader *r)
{
	if (!cut_line(r) || !chunk_size_parse(r->line->bytes, &r->left))
		return refuse(r, HTTP_FAULT_FRAMING);
	buffer_clear(r->line);
	if (r->left > r->bounds.body_max - r->body->size)
		return refuse(r, HTTP_FAULT_TOO_LARGE);
	r->state = r->left > 0 ? STATE_CHUNK : STATE_TRAILER;
	return HTTP_STEP_MORE;
}

static enum http_step trailer_is_whole(struct http_reader *r)
{
	struct http_header ignored;
	bool last = is_empty_line(r->line, 0);

	if (!cut_line(r) || (!last && !http_header_parse(r->line->bytes, r->line->size, &ignored)))
		return refuse(r, HTTP_FAULT_FRAMING);
	buffer_clear(r->line);
	return last ? body_is_whole(r) : HTTP_STEP_MORE;
}

static enum http_step take_beside(
	struct http_reader *r, const char *bytes, size_t size, size_t *taken)
{
	enum line line = take_line(r->line, 0, bytes + *taken, size - *taken, taken);
	size_t most = r->state == STATE_CHUNK_SIZE ? CHUNK_LINE_MAX : r->bounds.head_max;

	if (line == LINE_WRONG || r->line->failed || r->line->size > most)
		return refuse(r, HTTP_FAULT_FRAMING);
	if (line == LINE_MORE)
		return HTTP_STEP_MORE;
	if (r->state == STATE_CHUNK_SIZE)
		return chunk_size_is_whole(r);
	if (r->state == STATE_TRAILER)
		return trailer_is_whole(r);
	/* The end of a chunk, behind which nothing else may stand. */
	if (!is_empty_line(r->line, 0))
		return refuse(r, HTTP_FAULT_FRAMING);
	buffer_clear(r->line);
	r->state = STATE_CHUNK_SIZE;
	return HTTP_STEP_MORE;
}

static enum http_step take_chunks(
	struct http_reader *r, const char *bytes, size_t size, size_t *taken)
{
	enum http_step step = HTTP_STEP_MORE;

	while (*taken < size && step == HTTP_STEP_MORE) {
		if (r->state != STATE_CHUNK) {
			step = take_beside(r, bytes, size, taken);
			continue;
		}
		if (!take_left(r, bytes, size, taken))
			return refuse(r, HTTP_FAULT_BUSY);
		if (r->left == 0)
			r->state = STATE_CHUNK_END;
	}
	return step;
}

enum http_step http_reader_take(
	struct http_reader *r, const char *bytes, size_t size, size_t *taken)
{
	*taken = 0;
	switch (r->state) {
	case STATE_HEAD:
		return take_head(r, bytes, size, taken);
	case STATE_BODY:
		if (!take_left(r, bytes, size, taken))
			return refuse(r, HTTP_FAULT_BUSY);
		return r->left == 0 ? body_is_whole(r) : HTTP_STEP_MORE;
	case STATE_CHUNK_SIZE:
	case STATE_CHUNK:
	case STATE_CHUNK_END:
	case STATE_TRAILER:
		return take_chunks(r, bytes, size, taken);
	case STATE_WHOLE:
		return HTTP_STEP_WHOLE;
	case STATE_REFUSED:
		break;
	}
	return HTTP_STEP_REFUSED;
}
