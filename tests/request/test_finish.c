#include "request/finish.h"

#include <string.h>

#include <talloc.h>
#include <zlib.h>

#include "request/reply.h"
#include "tests/support.h"

enum { LONG = 20 * 1000 };

static void *memory;
static struct http_request request;
static struct http_reply reply;
static struct command command;
static struct finish_options options;

static void start(void)
{
	memory = talloc_new(NULL);
	request = (struct http_request){.method = HTTP_GET, .path = "/", .body = ""};
	reply = (struct http_reply){.status = 0};
	command = (struct command){.kind = COMMAND_LEDGER};
	options = (struct finish_options){.now = {INT64_C(784111777000)}};
}

static void stop(void)
{
	talloc_free(memory);
}

static const char *header(const char *name)
{
	for (size_t i = 0; i < reply.headers_n; i++)
		if (strcmp(reply.headers[i].name, name) == 0)
			return reply.headers[i].value;
	return "";
}

/* The answer to a request with that header, or with none. */
static void finish(const char *name, const char *value, bool immutable, size_t size)
{
	char *body = talloc_size(memory, size + 1);

	for (size_t i = 0; i < size; i++)
		body[i] = (char)('a' + i % 17);
	body[size] = '\0';
	request.headers_n = 0;
	if (name)
		request.headers[request.headers_n++] = (struct http_header){name, value};
	reply = (struct http_reply){.status = 0};
	reply_bytes("text/yaml", body, size, &reply);
	if (immutable)
		reply_immutable(memory, &reply);
	reply_finish(memory, &command, &request, &options, &reply);
}

START_TEST(every_answer_has_a_date_and_says_what_it_depends_on)
{
	finish(NULL, NULL, false, 5);
	ck_assert_str_eq(header("Date"), "Sun, 06 Nov 1994 08:49:37 GMT");
	ck_assert_str_eq(header("Vary"), "Accept, Accept-Encoding, Accept-Language");
	ck_assert_str_eq(header("Access-Control-Allow-Origin"), "");
}
END_TEST

START_TEST(what_is_read_has_a_tag_and_is_asked_for_anew)
{
	char tag[80];

	finish(NULL, NULL, false, 5);
	ck_assert_uint_eq(strlen(header("ETag")), 66);
	ck_assert_str_eq(header("Cache-Control"), "no-cache");
	snprintf(tag, sizeof(tag), "%s", header("ETag"));
	finish(NULL, NULL, false, 6);
	ck_assert_str_ne(header("ETag"), tag);
	finish(NULL, NULL, true, 5);
	ck_assert_str_eq(header("ETag"), tag);
	ck_assert_ptr_nonnull(strstr(header("Cache-Control"), "immutable"));
	request.method = HTTP_POST;
	finish(NULL, NULL, false, 5);
	ck_assert_str_eq(header("ETag"), "");
}
END_TEST

/* % stands for the tag's text. */
static const struct {
	const char *list;
	int status;
} conditions[] = {
	{"*", 304},
	{"\"%\"", 304},
	{"W/\"%\"", 304},
	{"\"%-gzip\"", 304},
	{"\"x\", \"%\"", 304},
	{"\"x\",W/\"%\",", 304},
	{"\"x\"", 200},
	{"\"x%\"", 200},
	{"\"%x\"", 200},
	{"%", 200},
	{"\"%", 200},
	{"W/", 200},
	{"\"", 200},
	{"", 200},
};

START_TEST(who_has_the_bytes_is_told_so)
{
	char hex[80], list[200] = "";
	const char *place = strchr(conditions[_i].list, '%');

	finish(NULL, NULL, _i % 2 == 0, 5);
	snprintf(hex, sizeof(hex), "%.64s", header("ETag") + 1);
	if (place)
		snprintf(list, sizeof(list), "%.*s%s%s", (int)(place - conditions[_i].list),
			conditions[_i].list, hex, place + 1);
	else
		snprintf(list, sizeof(list), "%s", conditions[_i].list);
	finish("if-none-match", list, _i % 2 == 0, 5);
	ck_assert_int_eq(reply.status, conditions[_i].status);
	ck_assert_int_eq(reply.content_type == NULL, reply.status == 304);
	ck_assert_str_ne(header("ETag"), "");
	ck_assert_str_ne(header("Vary"), "");
	request.method = HTTP_POST;
	finish("If-None-Match", list, false, 5);
	ck_assert_int_eq(reply.status, 200);
}
END_TEST

START_TEST(who_takes_gzip_is_given_it)
{
	static unsigned char out[LONG + 1];
	z_stream z = {0};
	char tag[80];

	finish(NULL, NULL, false, LONG);
	ck_assert_str_eq(header("Content-Encoding"), "");
	snprintf(tag, sizeof(tag), "%.65s-gzip\"", header("ETag"));
	command.gzip_wanted = true;
	finish(NULL, NULL, false, LONG);
	ck_assert_str_eq(header("Content-Encoding"), "gzip");
	ck_assert_str_eq(header("ETag"), tag);
	ck_assert_uint_lt(reply.body_size, LONG / 10);
	z.next_in = (unsigned char *)(uintptr_t)reply.body;
	z.avail_in = (unsigned)reply.body_size;
	z.next_out = out;
	z.avail_out = sizeof(out);
	ck_assert_int_eq(inflateInit2(&z, 15 + 16), Z_OK);
	ck_assert_int_eq(inflate(&z, Z_FINISH), Z_STREAM_END);
	ck_assert_uint_eq(z.total_out, LONG);
	ck_assert_int_eq(memcmp(out, "abcdefghijklmnopqab", 19), 0);
	inflateEnd(&z);
	/* And is told the tag of that when it has the bytes. */
	finish("If-None-Match", tag, false, LONG);
	ck_assert_int_eq(reply.status, 304);
	ck_assert_str_eq(header("ETag"), tag);
	ck_assert_str_eq(header("Content-Encoding"), "");
}
END_TEST

START_TEST(what_gains_nothing_is_not_compressed)
{
	char *noise = talloc_size(memory, LONG);
	uint32_t x = 1;

	command.gzip_wanted = true;
	finish(NULL, NULL, false, LIMIT_GZIP_LEAST - 1);
	ck_assert_str_eq(header("Content-Encoding"), "");
	finish(NULL, NULL, false, LIMIT_GZIP_LEAST);
	ck_assert_str_eq(header("Content-Encoding"), "gzip");
	for (int i = 0; i < LONG; i++) {
		x = x * 1664525 + 1013904223;
		noise[i] = (char)(x >> 24);
	}
	reply = (struct http_reply){.status = 0};
	reply_bytes("text/yaml", noise, LONG, &reply);
	reply_finish(memory, &command, &request, &options, &reply);
	ck_assert_str_eq(header("Content-Encoding"), "");
	ck_assert_ptr_eq(reply.body, noise);
	ck_assert_uint_eq(strlen(header("ETag")), 66);
}
END_TEST

START_TEST(pages_of_other_sites_may_read_where_that_is_allowed)
{
	options.cross_origin = true;
	finish(NULL, NULL, false, 5);
	ck_assert_str_eq(header("Access-Control-Allow-Origin"), "*");
	ck_assert_ptr_nonnull(strstr(header("Access-Control-Expose-Headers"), "ETag"));
	request.method = HTTP_POST;
	finish(NULL, NULL, false, 5);
	ck_assert_str_eq(header("Access-Control-Allow-Origin"), "");
	request.method = HTTP_OPTIONS;
	reply = (struct http_reply){.status = 0};
	reply_options("GET, HEAD, OPTIONS", &reply);
	reply_finish(memory, &command, &request, &options, &reply);
	ck_assert_int_eq(reply.status, 204);
	ck_assert_str_eq(header("Allow"), "GET, HEAD, OPTIONS");
	ck_assert_str_eq(header("Access-Control-Allow-Origin"), "*");
	ck_assert_str_eq(header("Access-Control-Allow-Methods"), "GET, HEAD");
	ck_assert_str_eq(header("ETag"), "");
}
END_TEST

static Suite *finish_suite(void)
{
	Suite *s = suite_create("finish");
	TCase *t = tcase_create("finish");

	tcase_add_checked_fixture(t, start, stop);
	tcase_add_test(t, every_answer_has_a_date_and_says_what_it_depends_on);
	tcase_add_test(t, what_is_read_has_a_tag_and_is_asked_for_anew);
	tcase_add_loop_test(t, who_has_the_bytes_is_told_so, 0, COUNT_OF(conditions));
	tcase_add_test(t, who_takes_gzip_is_given_it);
	tcase_add_test(t, what_gains_nothing_is_not_compressed);
	tcase_add_test(t, pages_of_other_sites_may_read_where_that_is_allowed);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(finish_suite)
