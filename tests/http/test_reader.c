#include "http/reader.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/http/requests.h"
#include "tests/support.h"

static const char behind[] = "GET /behind HTTP/1.1\r\nHost: x\r\n\r\n";

static void *memory;
static struct http_reader *reader;

static void start(void)
{
	const struct http_bounds bounds = {
		.head_max = REQUESTS_HEAD_MAX, .body_max = REQUESTS_BODY_MAX};

	memory = talloc_new(NULL);
	reader = http_reader_new(memory, &bounds);
	ck_assert_ptr_nonnull(reader);
}

static void stop(void)
{
	talloc_free(memory);
}

static const char *status_of(enum http_fault fault)
{
	switch (fault) {
	case HTTP_FAULT_NONE:
		return "200";
	case HTTP_FAULT_TOO_LARGE:
		return "413";
	case HTTP_FAULT_BUSY:
		return "503";
	case HTTP_FAULT_VERSION:
		return "505";
	case HTTP_FAULT_EXPECTATION:
		return "417";
	case HTTP_FAULT_FRAMING:
	case HTTP_FAULT_MALFORMED:
	case HTTP_FAULT_HOST:
		break;
	}
	return "400";
}

struct seen {
	char answers[64];
	bool ended;	     /* nothing more is read */
	bool behind, hidden; /* such a request was read */
	bool head;	     /* the last step but one was HTTP_STEP_HEAD */
};

static void note_request(struct seen *seen)
{
	const struct http_request *rq = http_reader_request(reader);

	if (seen->answers[0])
		strcat(seen->answers, " ");
	strcat(seen->answers, status_of(rq->fault));
	seen->behind = seen->behind || strcmp(rq->path, "/behind") == 0;
	seen->hidden = seen->hidden || strcmp(rq->path, "/hidden") == 0;
	/* Each request that is whole had its head first. */
	ck_assert(seen->head || rq->fault != HTTP_FAULT_NONE);
	seen->head = false;
	seen->ended = http_reader_framing(reader)->close;
	ck_assert(seen->ended || rq->fault == HTTP_FAULT_NONE);
	if (!seen->ended)
		http_reader_next(reader);
}

/* What a server would do with a piece that has come. */
static void feed(struct seen *seen, const char *bytes, size_t size)
{
	size_t taken = 0, n;

	while (!seen->ended) {
		enum http_step step = http_reader_take(reader, bytes + taken, size - taken, &n);

		ck_assert_uint_le(n, size - taken);
		taken += n;
		if (step == HTTP_STEP_MORE) {
			ck_assert_uint_eq(taken, size);
			return;
		}
		if (step == HTTP_STEP_HEAD)
			seen->head = true;
		else
			note_request(seen);
	}
}

static void feed_in_pieces(struct seen *seen, const char *bytes, size_t size, size_t piece)
{
	char exact[8];

	for (size_t i = 0; i < size; i += piece) {
		size_t n = size - i < piece ? size - i : piece;

		if (piece > sizeof(exact)) {
			feed(seen, bytes + i, n);
			continue;
		}
		/* In memory of its own, as it would come. */
		memcpy(exact, bytes + i, n);
		feed(seen, exact, n);
	}
}

static void check_request(const struct raw_request *r, size_t piece)
{
	struct seen seen = {.ended = false};
	char wanted[64];

	feed_in_pieces(&seen, r->bytes, r->size, piece);
	feed_in_pieces(&seen, behind, sizeof(behind) - 1, piece);
	snprintf(wanted, sizeof(wanted), "%s%s", r->answers, r->goes_on ? " 200" : "");
	ck_assert_msg(strcmp(seen.answers, wanted) == 0, "%s, in pieces of %zu: %s", r->name, piece,
		seen.answers);
	ck_assert_msg(seen.ended != r->goes_on && seen.behind == r->goes_on && !seen.hidden, "%s",
		r->name);
}

START_TEST(a_request_is_answered_and_what_is_behind_it_read_or_not)
{
	static const size_t pieces[] = {SIZE_MAX / 2, 1, 2, 3, 7};

	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		stop();
		start();
		check_request(&raw_requests[_i], pieces[i]);
	}
}
END_TEST

START_TEST(so_it_is_behind_another_request)
{
	struct seen first = {.ended = false};

	feed(&first, behind, sizeof(behind) - 1);
	ck_assert_str_eq(first.answers, "200");
	check_request(&raw_requests[_i], SIZE_MAX / 2);
}
END_TEST

START_TEST(a_beginning_waits_for_the_rest)
{
	struct seen seen = {.ended = false};

	feed_in_pieces(&seen, raw_beginnings[_i].bytes, raw_beginnings[_i].size, 1);
	ck_assert_str_eq(seen.answers, "");
	ck_assert(!seen.ended);
	ck_assert(http_reader_is_idle(reader) == (raw_beginnings[_i].size == 0));
}
END_TEST

/* --- what a request holds --- */

static struct http_request *take(const char *bytes)
{
	struct seen seen = {.ended = false};
	enum http_step step;
	size_t n, taken = 0, size = strlen(bytes);

	do {
		step = http_reader_take(reader, bytes + taken, size - taken, &n);
		taken += n;
	} while (step == HTTP_STEP_HEAD);
	ck_assert(step == HTTP_STEP_WHOLE || step == HTTP_STEP_REFUSED);
	ck_assert(!seen.ended);
	return http_reader_request(reader);
}

START_TEST(a_request_has_what_was_sent)
{
	const struct http_request *rq =
		take("POST /a%20b?c=d&e HTTP/1.1\r\nHost: x\r\nX-Word: \t w v \r\n"
		     "Transfer-Encoding: chunked\r\n\r\n"
		     "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Late: z\r\n\r\n");

	ck_assert_int_eq(rq->method, HTTP_POST);
	ck_assert_str_eq(rq->path, "/a%20b");
	ck_assert_str_eq(rq->query, "c=d&e");
	ck_assert_str_eq(http_request_header(rq, "x-word"), "w v");
	ck_assert_ptr_null(http_request_header(rq, "X-Late"));
	ck_assert_uint_eq(rq->headers_n, 3);
	ck_assert_uint_eq(rq->body_size, 5);
	ck_assert_str_eq(rq->body, "abcde");
}
END_TEST

static const struct {
	const char *target, *path, *query;
} targets[] = {
	{"/", "/", NULL},
	{"//a//b", "//a//b", NULL},
	{"/a?", "/a", ""},
	{"/a?b?c", "/a", "b?c"},
	{"http://h/a?b", "/a", "b"},
	{"http://h:1?b", "/", "b"},
	{"HTTPS://h", "/", NULL},
	{"http://h//a", "//a", NULL},
	{"/a#b", "/a#b", NULL},
	{"/%2F/../b;c", "/%2F/../b;c", NULL},
};

START_TEST(a_target_is_a_path_and_a_query)
{
	char text[128];
	const struct http_request *rq;

	snprintf(text, sizeof(text), "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", targets[_i].target);
	rq = take(text);
	ck_assert_int_eq(rq->fault, HTTP_FAULT_NONE);
	ck_assert_str_eq(rq->path, targets[_i].path);
	if (targets[_i].query)
		ck_assert_str_eq(rq->query, targets[_i].query);
	else
		ck_assert_ptr_null(rq->query);
}
END_TEST

/* --- sizes --- */

/* BEFORE, n times 'x', BEHIND. */
static char *long_request(const char *before, size_t n, const char *after)
{
	char *out = talloc_size(memory, strlen(before) + n + strlen(after) + 1);

	strcpy(out, before);
	memset(out + strlen(before), 'x', n);
	strcpy(out + strlen(before) + n, after);
	return out;
}

START_TEST(a_request_line_has_its_bound)
{
	enum { LINE = sizeof("GET / HTTP/1.1") - 1 };
	const char *fits =
		long_request("GET /", REQUESTS_HEAD_MAX - LINE, " HTTP/1.1\r\nHost: x\r\n\r\n");
	const char *beyond =
		long_request("GET /", REQUESTS_HEAD_MAX - LINE + 1, " HTTP/1.1\r\nHost: x\r\n\r\n");

	ck_assert_int_eq(take(fits)->fault, HTTP_FAULT_NONE);
	http_reader_next(reader);
	ck_assert_int_eq(take(beyond)->fault, HTTP_FAULT_MALFORMED);
}
END_TEST

START_TEST(headers_have_theirs)
{
	enum { HEADERS = sizeof("Host: x\r\nX: \r\n") - 1 };
	static const char before[] = "GET / HTTP/1.1\r\nHost: x\r\nX: ";

	ck_assert_int_eq(take(long_request(before, REQUESTS_HEAD_MAX - HEADERS, "\r\n\r\n"))->fault,
		HTTP_FAULT_NONE);
	http_reader_next(reader);
	ck_assert_int_eq(
		take(long_request(before, REQUESTS_HEAD_MAX - HEADERS + 1, "\r\n\r\n"))->fault,
		HTTP_FAULT_MALFORMED);
}
END_TEST

START_TEST(a_head_without_end_is_refused_at_its_bound)
{
	ck_assert_int_eq(
		take(long_request("", REQUESTS_HEAD_MAX + 3, ""))->fault, HTTP_FAULT_MALFORMED);
	http_reader_next(reader);
	ck_assert_int_eq(take(long_request("GET / HTTP/1.1\r\nX: ", REQUESTS_HEAD_MAX, ""))->fault,
		HTTP_FAULT_MALFORMED);
}
END_TEST

START_TEST(there_are_so_many_headers_and_no_more)
{
	char *text = talloc_strdup(memory, "GET / HTTP/1.1\r\nHost: x\r\n");

	for (int i = 1; i < HTTP_HEADERS_MAX; i++)
		text = talloc_asprintf_append(text, "X-%d: y\r\n", i);
	ck_assert_int_eq(take(talloc_asprintf(memory, "%s\r\n", text))->fault, HTTP_FAULT_NONE);
	http_reader_next(reader);
	ck_assert_int_eq(
		take(talloc_asprintf(memory, "%sX: y\r\n\r\n", text))->fault, HTTP_FAULT_FRAMING);
}
END_TEST

START_TEST(a_body_may_come_in_chunks_of_one_byte)
{
	char *text = talloc_strdup(memory, "POST /p HTTP/1.1\r\nHost: x\r\n"
					   "Transfer-Encoding: chunked\r\n\r\n");

	for (int i = 0; i < 5000; i++)
		text = talloc_strdup_append_buffer(text, "1\r\ny\r\n");
	ck_assert_uint_eq(take(talloc_strdup_append(text, "0\r\n\r\n"))->body_size, 5000);
}
END_TEST

static const char *const beside[] = {
	"1;a=0123456789012345678901234567890123456789012345678901234567890123456789\r\ny\r\n",
	"0\r\nX: 0123456789012345678901234567890123456789012345678901234567890123456789\r\n",
};

START_TEST(what_stands_beside_a_body_has_its_bound)
{
	char *text = talloc_strdup(memory, "POST /p HTTP/1.1\r\nHost: x\r\n"
					   "Transfer-Encoding: chunked\r\n\r\n");

	text = talloc_strdup_append(text, beside[_i]);
	for (int i = 0; i < 100; i++)
		text = talloc_strdup_append(text, beside[_i] + (_i == 1 ? 3 : 0));
	ck_assert_int_eq(take(text)->fault, HTTP_FAULT_FRAMING);
}
END_TEST

START_TEST(an_extension_has_its_bound)
{
	const char *text = long_request("POST /p HTTP/1.1\r\nHost: x\r\n"
					"Transfer-Encoding: chunked\r\n\r\n1;",
		300, "\r\n");

	ck_assert_int_eq(take(text)->fault, HTTP_FAULT_FRAMING);
}
END_TEST

START_TEST(what_is_held_is_what_was_kept)
{
	static const char head[] = "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n";

	ck_assert_uint_eq(http_reader_held(reader), 0);
	take(talloc_asprintf(memory, "%shello", head));
	ck_assert_uint_eq(http_reader_held(reader), sizeof(head) - 1 + 5);
	http_reader_next(reader);
	ck_assert_uint_eq(http_reader_held(reader), 0);
	ck_assert(http_reader_is_idle(reader));
}
END_TEST

static Suite *reader_suite(void)
{
	Suite *s = suite_create("reader");
	TCase *t = tcase_create("reader");

	tcase_add_checked_fixture(t, start, stop);
	tcase_add_loop_test(
		t, a_request_is_answered_and_what_is_behind_it_read_or_not, 0, (int)raw_requests_n);
	tcase_add_loop_test(t, so_it_is_behind_another_request, 0, (int)raw_requests_n);
	tcase_add_loop_test(t, a_beginning_waits_for_the_rest, 0, (int)raw_beginnings_n);
	tcase_add_test(t, a_request_has_what_was_sent);
	tcase_add_loop_test(t, a_target_is_a_path_and_a_query, 0, COUNT_OF(targets));
	tcase_add_test(t, a_request_line_has_its_bound);
	tcase_add_test(t, headers_have_theirs);
	tcase_add_test(t, a_head_without_end_is_refused_at_its_bound);
	tcase_add_test(t, there_are_so_many_headers_and_no_more);
	tcase_add_test(t, a_body_may_come_in_chunks_of_one_byte);
	tcase_add_loop_test(t, what_stands_beside_a_body_has_its_bound, 0, COUNT_OF(beside));
	tcase_add_test(t, an_extension_has_its_bound);
	tcase_add_test(t, what_is_held_is_what_was_kept);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(reader_suite)
