#include "request/reply.h"

#include <string.h>

#include <talloc.h>

#include "tests/support.h"

static const char *header_of(const struct http_reply *reply, const char *name)
{
	for (size_t i = 0; i < reply->headers_n; i++)
		if (strcmp(reply->headers[i].name, name) == 0)
			return reply->headers[i].value;
	return NULL;
}

static const char *member(const json_t *json, const char *name)
{
	return json_string_value(json_object_get(json, name));
}

START_TEST(a_problem_carries_code_place_rule_and_both_languages)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(json_auto) json_t *json = NULL;
	struct http_reply reply = {0};
	struct digest document = digest_of("x", 1);
	struct error err;
	struct problem p = {.error = &err,
		.language = LANGUAGE_ZH,
		.document = &document,
		.refusal = "refusal/1\n",
		.refusal_size = 10};

	error_set_at(
		&err, ERROR_OVERFLOW, "Order 31 art. 22", 3, 7, "/rows/0", "value", "99", NULL);
	reply_problem(mem, &p, &reply);
	ck_assert_int_eq(reply.status, 422);
	ck_assert_str_eq(reply.content_type, "application/problem+json");
	ck_assert_str_eq(header_of(&reply, "Content-Language"), "zh");
	json = json_loadb(reply.body, reply.body_size, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(json);
	ck_assert_str_eq(member(json, "type"), "/problems/number.overflow");
	ck_assert_str_eq(member(json, "code"), "number.overflow");
	ck_assert_int_eq(json_integer_value(json_object_get(json, "status")), 422);
	ck_assert_int_eq(json_integer_value(json_object_get(json, "line")), 3);
	ck_assert_int_eq(json_integer_value(json_object_get(json, "column")), 7);
	ck_assert_str_eq(member(json, "path"), "/rows/0");
	ck_assert_str_eq(member(json, "rule"), "Order 31 art. 22");
	ck_assert_str_eq(member(json_object_get(json, "arguments"), "value"), "99");
	ck_assert_str_eq(member(json, "detail"), member(json_object_get(json, "text"), "zh"));
	ck_assert_str_ne(member(json, "detail"), member(json_object_get(json, "text"), "en"));
	ck_assert_ptr_null(strchr(member(json, "title"), '{'));
	ck_assert_uint_eq(strlen(member(json, "document")), 64);
	ck_assert_str_eq(member(json, "refusal"), "refusal/1\n");
	ck_assert_ptr_null(json_object_get(json, "faults"));
}
END_TEST

START_TEST(a_dry_run_lists_every_fault)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(json_auto) json_t *json = NULL;
	struct http_reply reply = {0};
	struct error err;
	struct error_list list = {0};
	struct problem p = {.error = &err, .language = LANGUAGE_EN, .faults = &list};

	error_set(&err, ERROR_OVERFLOW, NULL, "/a", "value", "1", NULL);
	error_list_add(&list, &err);
	error_set(&err, ERROR_OVERFLOW, NULL, "/b", "value", "2", NULL);
	error_list_add(&list, &err);
	reply_problem(mem, &p, &reply);
	json = json_loadb(reply.body, reply.body_size, 0, NULL);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "faults")), 2);
	ck_assert_str_eq(member(json_array_get(json_object_get(json, "faults"), 1), "path"), "/b");
}
END_TEST

START_TEST(a_failure_of_the_server_shows_no_arguments)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct http_reply reply = {0};
	struct error err;
	struct problem p = {.error = &err, .language = LANGUAGE_EN};

	error_set(&err, ERROR_IO, NULL, "", "file", "/secret/place", "reason", "r", NULL);
	reply_problem(mem, &p, &reply);
	ck_assert_int_eq(reply.status, 500);
	ck_assert_ptr_null(memmem(reply.body, reply.body_size, "secret", 6));
}
END_TEST

START_TEST(a_refused_method_names_those_allowed)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct http_reply reply = {0};
	struct error err;
	struct problem p = {.error = &err, .language = LANGUAGE_EN};

	error_set(&err, ERROR_REQUEST_METHOD, NULL, "", "allow", "POST", NULL);
	reply_problem(mem, &p, &reply);
	ck_assert_int_eq(reply.status, 405);
	ck_assert_str_eq(header_of(&reply, "Allow"), "POST");
}
END_TEST

START_TEST(the_checkpoint_is_read_from_its_note)
{
	struct read_at at = read_at_of("ccer.example/00\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+"
				       "Nw7/RgQyg=\n\n— ccer.example/00 AAAA\n");

	ck_assert_int_eq(at.size, 8);
	ck_assert_str_eq(at.root, "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=");
	ck_assert_int_eq(read_at_of("").size, 0);
	ck_assert_int_eq(read_at_of("one line").size, 0);
}
END_TEST

START_TEST(the_index_names_every_endpoint)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *text = reply_index(mem);

	ck_assert_ptr_nonnull(strstr(text, "POST /v1/documents?dry_run="));
	ck_assert_ptr_nonnull(strstr(text, "GET  /problems/{name}"));
}
END_TEST

static Suite *reply_suite(void)
{
	Suite *s = suite_create("reply");
	TCase *t = tcase_create("reply");

	tcase_add_test(t, a_problem_carries_code_place_rule_and_both_languages);
	tcase_add_test(t, a_dry_run_lists_every_fault);
	tcase_add_test(t, a_failure_of_the_server_shows_no_arguments);
	tcase_add_test(t, a_refused_method_names_those_allowed);
	tcase_add_test(t, the_checkpoint_is_read_from_its_note);
	tcase_add_test(t, the_index_names_every_endpoint);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(reply_suite)
