/*
 * The bytes of a connection: read in one piece and in pieces whose sizes the first byte
 * chooses, they must give the same requests and the same refusal, and each request must
 * be within its bounds.
 */
#include "http/reader.h"
#include "tests/fuzz/fuzz.h"

enum { HEAD_MAX = 512, BODY_MAX = 1024, REQUESTS_MAX = 64 };

/* What was read, so far that two readings can be compared. */
struct seen {
	struct buffer *text;
	size_t requests;
	bool ended;
};

static void check_text(const char *text)
{
	for (const char *p = text; *p; p++)
		FUZZ_CHECK((unsigned char)*p >= 0x20 || *p == '\t');
}

static void check_request(const struct http_request *rq, const struct http_framing *framing)
{
	FUZZ_CHECK(rq->path[0] == '/' || rq->path[0] == '*' || strchr(rq->path, ':') != NULL ||
		   rq->fault != HTTP_FAULT_NONE);
	FUZZ_CHECK(strpbrk(rq->path, " \t") == NULL);
	FUZZ_CHECK(rq->headers_n <= HTTP_HEADERS_MAX && rq->body_size <= BODY_MAX);
	check_text(rq->path);
	for (size_t i = 0; i < rq->headers_n; i++) {
		FUZZ_CHECK(http_is_token(rq->headers[i].name, strlen(rq->headers[i].name)));
		check_text(rq->headers[i].value);
	}
	if (rq->fault != HTTP_FAULT_NONE) {
		FUZZ_CHECK(framing->close);
		return;
	}
	FUZZ_CHECK(framing->one_zero || http_request_header(rq, "Host") != NULL);
	FUZZ_CHECK(!framing->chunked || framing->length == 0);
	FUZZ_CHECK(framing->chunked || framing->length == rq->body_size);
}

static void note_request(struct http_reader *r, struct seen *seen)
{
	const struct http_request *rq = http_reader_request(r);

	check_request(rq, http_reader_framing(r));
	buffer_add_format(seen->text, "%d %d %s?%s %zu\n", (int)rq->fault, (int)rq->method,
		rq->path, rq->query ? rq->query : "-", rq->headers_n);
	buffer_add(seen->text, rq->body, rq->body_size);
	seen->ended = http_reader_framing(r)->close || ++seen->requests == REQUESTS_MAX;
	if (!seen->ended)
		http_reader_next(r);
}

static void read_piece(struct http_reader *r, const char *bytes, size_t size, struct seen *seen)
{
	size_t at = 0, taken;

	while (!seen->ended) {
		enum http_step step = http_reader_take(r, bytes + at, size - at, &taken);

		FUZZ_CHECK(taken <= size - at);
		FUZZ_CHECK(http_reader_held(r) <= 3 * HEAD_MAX + BODY_MAX + 16);
		at += taken;
		if (step == HTTP_STEP_MORE) {
			FUZZ_CHECK(at == size);
			return;
		}
		if (step != HTTP_STEP_HEAD)
			note_request(r, seen);
	}
}

static struct seen read_all(void *mem, const char *bytes, size_t size, size_t piece)
{
	const struct http_bounds bounds = {.head_max = HEAD_MAX, .body_max = BODY_MAX};
	struct http_reader *r = http_reader_new(mem, &bounds);
	struct seen seen = {.text = fuzz_buffer(mem)};

	FUZZ_CHECK(r != NULL);
	for (size_t at = 0; at < size; at += piece)
		read_piece(r, bytes + at, size - at < piece ? size - at : piece, &seen);
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *bytes = (const char *)data + 1;
	struct seen whole, pieces;

	if (size < 2)
		return 0;
	whole = read_all(mem, bytes, size - 1, size);
	pieces = read_all(mem, bytes, size - 1, 1 + data[0] % 31);
	FUZZ_CHECK(whole.requests == pieces.requests && whole.ended == pieces.ended);
	FUZZ_CHECK(whole.text->size == pieces.text->size &&
		   memcmp(whole.text->bytes, pieces.text->bytes, whole.text->size) == 0);
	return 0;
}
