#include "request/command.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "tests/support.h"

#define HEX64 "3f9a0000000000000000000000000000aa0000000000000000000000000000bb"
#define HEX32 "3f9a0000000000000000000000000000"

static struct http_request request_of(enum http_method method, const char *target)
{
	static char path[256];
	struct http_request rq = {.method = method, .body = "kind: x\n", .body_size = 8};
	char *query;

	snprintf(path, sizeof(path), "%s", target);
	query = strchr(path, '?');
	if (query)
		*query++ = '\0';
	rq.path = path;
	rq.query = query;
	if (method == HTTP_POST)
		rq.headers[rq.headers_n++] = (struct http_header){"content-type", "text/yaml"};
	return rq;
}

static const struct {
	enum http_method method;
	const char *target;
	enum command_kind kind;
} taken[] = {
	{HTTP_GET, "/", COMMAND_INDEX},
	{HTTP_POST, "/v1/documents", COMMAND_SUBMIT},
	{HTTP_GET, "/v1/entries", COMMAND_ENTRIES},
	{HTTP_HEAD, "/v1/entries?from=3&first=7", COMMAND_ENTRIES},
	{HTTP_GET, "/v1/entries/0", COMMAND_ENTRY},
	{HTTP_GET, "/v1/entries/12/receipt", COMMAND_ENTRY_RECEIPT},
	{HTTP_GET, "/v1/documents/" HEX64, COMMAND_DOCUMENT},
	{HTTP_GET, "/v1/documents/" HEX64 "/receipt", COMMAND_DOCUMENT_RECEIPT},
	{HTTP_GET, "/v1/projects?status=registration-requested", COMMAND_PROJECTS},
	{HTTP_GET, "/v1/projects/A210003", COMMAND_PROJECT},
	{HTTP_GET, "/v1/projects/%41210003", COMMAND_PROJECT},
	{HTTP_GET, "/v1/projects/a210003", COMMAND_PROJECT},
	{HTTP_GET, "/v1/projects/3F9A0000000000000000000000000000", COMMAND_PROJECT},
	{HTTP_GET, "/v1/%68e%61lth", COMMAND_HEALTH},
	{HTTP_GET, "/%76%31/entries/%30/receip%74", COMMAND_ENTRY_RECEIPT},
	{HTTP_GET, "/v1/methodologies/ccer-01-002-v01", COMMAND_METHODOLOGY},
	{HTTP_GET, "/v1/parties/91350100m000100y43", COMMAND_PARTY},
	{HTTP_GET, "/v1/units?project=a210003&after=a210003-2024-1", COMMAND_UNITS},
	{HTTP_GET, "/v1/projects/" HEX32, COMMAND_PROJECT},
	{HTTP_GET, "/v1/projects/" HEX64 "/documents?after=4", COMMAND_PROJECT_DOCUMENTS},
	{HTTP_GET, "/v1/notices?after=" HEX64, COMMAND_NOTICES},
	{HTTP_GET, "/v1/methodologies?after=CCER-01-002-V01", COMMAND_METHODOLOGIES},
	{HTTP_GET, "/v1/methodologies/CCER-01-002-V01", COMMAND_METHODOLOGY},
	{HTTP_GET, "/v1/units?project=A210003&vintage=2024&status=issued&after=A210003-2024-1",
		COMMAND_UNITS},
	{HTTP_GET, "/v1/retirements?", COMMAND_RETIREMENTS},
	{HTTP_GET, "/v1/offset-records", COMMAND_OFFSET_RECORDS},
	{HTTP_GET, "/v1/statistics?by=vintage", COMMAND_STATISTICS},
	{HTTP_GET, "/v1/duties", COMMAND_DUTIES},
	{HTTP_GET, "/v1/parties?limit=50", COMMAND_PARTIES},
	{HTTP_GET, "/v1/checkpoint", COMMAND_CHECKPOINT},
	{HTTP_GET, "/v1/consistency?from=3&to=12", COMMAND_CONSISTENCY},
	{HTTP_GET, "/v1/ledger", COMMAND_LEDGER},
	{HTTP_GET, "/v1/health", COMMAND_HEALTH},
	{HTTP_GET, "/metrics", COMMAND_METRICS},
	{HTTP_GET, "/problems", COMMAND_PROBLEMS},
	{HTTP_GET, "/problems/request.path", COMMAND_PROBLEM},
};

START_TEST(a_request_becomes_its_command)
{
	struct http_request rq = request_of(taken[_i].method, taken[_i].target);
	struct command c;
	struct error err = {0};

	ck_assert_msg(command_parse(&rq, &c, &err) == 0, "%s: %s", taken[_i].target,
		error_name(err.code));
	ck_assert_int_eq(c.kind, taken[_i].kind);
}
END_TEST

static const struct {
	enum http_method method;
	const char *target;
	enum error_code code;
	const char *argument, *value;
} refused[] = {
	{HTTP_GET, "/v2/entries", ERROR_REQUEST_PATH, "path", "/v2/entries"},
	{HTTP_GET, "/v1/entries/", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "/v1/entries/1/", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "/v1/entries/1/receipts", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "//v1/entries", ERROR_REQUEST_PATH, "path", "//v1/entries"},
	{HTTP_GET, "//x/metrics", ERROR_REQUEST_PATH, "path", "//x/metrics"},
	{HTTP_GET, "/metrics/", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "/v1/./health", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "/v1/x/../health", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "/v1/health#x", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "/v1%2Fhealth", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "/v1/health%00", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "/v1/health%", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "/v1/%2568ealth", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_GET, "/V1/health", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_OTHER, "a.example:443", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_OPTIONS, "/v1/nowhere", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_OTHER, "/v1/nowhere", ERROR_REQUEST_PATH, NULL, NULL},
	{HTTP_POST, "/v1/entries", ERROR_REQUEST_METHOD, "allow", "GET, HEAD, OPTIONS"},
	{HTTP_OTHER, "/v1/entries/4", ERROR_REQUEST_METHOD, "allow", "GET, HEAD, OPTIONS"},
	{HTTP_GET, "/v1/documents", ERROR_REQUEST_METHOD, "allow", "OPTIONS, POST"},
	{HTTP_HEAD, "/v1/documents", ERROR_REQUEST_METHOD, "allow", "OPTIONS, POST"},
	{HTTP_GET, "/v1/entries/-1", ERROR_REQUEST_PATH_FORM, "name", "sequence"},
	{HTTP_GET, "/v1/entries/01", ERROR_REQUEST_PATH_FORM, "name", "sequence"},
	{HTTP_GET, "/v1/entries/99999999999999999999", ERROR_REQUEST_PATH_FORM, "name", "sequence"},
	{HTTP_GET, "/v1/entries/%00", ERROR_REQUEST_PATH_FORM, "name", "sequence"},
	{HTTP_GET, "/v1/entries/%4", ERROR_REQUEST_PATH_FORM, "name", "sequence"},
	{HTTP_GET, "/v1/documents/" HEX32, ERROR_REQUEST_PATH_FORM, "name", "sha256"},
	{HTTP_GET, "/v1/projects/B2", ERROR_REQUEST_PATH_FORM, "name", "project"},
	{HTTP_GET, "/v1/methodologies/CCER", ERROR_REQUEST_PATH_FORM, "name", "methodology"},
	{HTTP_GET, "/v1/ledger?x=1", ERROR_REQUEST_QUERY_UNKNOWN, "known", "-"},
	{HTTP_GET, "/v1/entries?dry_run=true", ERROR_REQUEST_QUERY_UNKNOWN, "name", "dry_run"},
	{HTTP_GET, "/v1/entries?first=1&first=2", ERROR_REQUEST_QUERY_TWICE, "name", "first"},
	{HTTP_GET, "/v1/entries?first=1&limit=2", ERROR_REQUEST_QUERY_TWICE, "name", "limit"},
	{HTTP_GET, "/v1/entries?first=0", ERROR_REQUEST_QUERY_FORM, "name", "first"},
	{HTTP_GET, "/v1/entries?first=51", ERROR_REQUEST_QUERY_FORM, "name", "first"},
	{HTTP_GET, "/v1/entries?first", ERROR_REQUEST_QUERY_FORM, "name", "first"},
	{HTTP_GET, "/v1/statistics?by=account", ERROR_REQUEST_QUERY_FORM, "name", "by"},
	{HTTP_GET, "/v1/units?status=lost", ERROR_REQUEST_QUERY_FORM, "name", "status"},
	{HTTP_GET, "/v1/units?vintage=1999", ERROR_REQUEST_QUERY_FORM, "name", "vintage"},
	{HTTP_GET, "/v1/units?after=A210003-2024-1-9", ERROR_REQUEST_QUERY_FORM, "name", "after"},
	{HTTP_POST, "/v1/documents?dry_run=yes", ERROR_REQUEST_QUERY_FORM, "name", "dry_run"},
};

START_TEST(a_request_of_another_form_is_refused)
{
	struct http_request rq = request_of(refused[_i].method, refused[_i].target);
	struct command c;
	struct error err = {0};

	ck_assert_int_eq(command_parse(&rq, &c, &err), -1);
	ck_assert_str_eq(error_name(err.code), error_name(refused[_i].code));
	if (refused[_i].argument)
		ck_assert_str_eq(error_argument(&err, refused[_i].argument), refused[_i].value);
}
END_TEST

static const struct {
	enum http_fault fault;
	enum error_code code;
} faults[] = {
	{HTTP_FAULT_FRAMING, ERROR_REQUEST_FRAMING},
	{HTTP_FAULT_MALFORMED, ERROR_REQUEST_MALFORMED},
	{HTTP_FAULT_TOO_LARGE, ERROR_REQUEST_SIZE},
	{HTTP_FAULT_BUSY, ERROR_SERVER_BUSY},
	{HTTP_FAULT_VERSION, ERROR_REQUEST_VERSION},
	{HTTP_FAULT_HOST, ERROR_REQUEST_HOST},
	{HTTP_FAULT_EXPECTATION, ERROR_REQUEST_EXPECTATION},
};

START_TEST(a_request_at_fault_is_refused_whatever_it_asks_for)
{
	struct http_request rq = request_of(HTTP_GET, "/v1/ledger");
	struct command c;
	struct error err = {0};

	rq.fault = faults[_i].fault;
	ck_assert_int_eq(command_parse(&rq, &c, &err), -1);
	ck_assert_str_eq(error_name(err.code), error_name(faults[_i].code));
}
END_TEST

START_TEST(values_reach_the_command)
{
	struct http_request rq = request_of(
		HTTP_GET, "/v1/units?project=A210003&vintage=2024&status=retired&first=9");
	struct command c;
	struct error err = {0};
	struct digest d;

	ck_assert_int_eq(command_parse(&rq, &c, &err), 0);
	ck_assert_str_eq(c.code.text, "A210003");
	ck_assert_int_eq(c.vintage, 2024);
	ck_assert_int_eq(c.unit_told, TOLD_RETIRED);
	ck_assert_int_eq(c.limit, 9);
	ck_assert(!c.after.given);

	rq = request_of(HTTP_GET, "/v1/projects/" HEX32);
	ck_assert_int_eq(command_parse(&rq, &c, &err), 0);
	ck_assert(c.project.half);
	ck_assert_str_eq(c.project.code.text, "");
	ck_assert(digest_parse(HEX32 "00000000000000000000000000000000", 64, &d));
	ck_assert(digest_equal(&d, &c.project.digest));

	rq = request_of(HTTP_POST, "/v1/documents?dry_run=true");
	ck_assert_int_eq(command_parse(&rq, &c, &err), 0);
	ck_assert(c.dry_run);
	ck_assert_uint_eq(c.body_size, 8);
}
END_TEST

static const struct {
	const char *type;
	size_t size;
	enum error_code code;
} bodies[] = {
	{"text/yaml; charset=utf-8", 8, ERROR_NONE},
	{"Application/YAML", 8, ERROR_NONE},
	{"text/yaml", LIMIT_SUBMISSION, ERROR_NONE},
	{"text/yaml", LIMIT_SUBMISSION + 1, ERROR_REQUEST_SIZE},
	{"text/yaml", 0, ERROR_REQUEST_EMPTY},
	{"text/yamlish", 8, ERROR_REQUEST_MEDIA},
	{"application/x-www-form-urlencoded", 8, ERROR_REQUEST_MEDIA},
	{NULL, 8, ERROR_REQUEST_MEDIA},
};

START_TEST(a_submission_has_a_type_and_a_size)
{
	struct http_request rq = request_of(HTTP_POST, "/v1/documents");
	struct command c;
	struct error err = {0};

	rq.headers[0].value = bodies[_i].type;
	rq.headers_n = bodies[_i].type ? 1 : 0;
	rq.body_size = bodies[_i].size;
	ck_assert_int_eq(command_parse(&rq, &c, &err), bodies[_i].code == ERROR_NONE ? 0 : -1);
	ck_assert_int_eq(err.code, bodies[_i].code);
}
END_TEST

static const char *const codings[] = {"gzip", "GZIP", "deflate", "br", "gzip, identity", "x"};

START_TEST(a_coded_body_is_refused_by_its_header)
{
	struct http_request rq = request_of(HTTP_POST, "/v1/documents");
	struct command c;
	struct error err = {0};

	rq.headers[rq.headers_n++] = (struct http_header){"content-encoding", codings[_i]};
	ck_assert_int_eq(command_parse(&rq, &c, &err), -1);
	ck_assert_int_eq(err.code, ERROR_REQUEST_CODING);
	ck_assert_str_eq(error_argument(&err, "coding"), codings[_i]);
	rq.headers[rq.headers_n - 1].value = "Identity";
	ck_assert_int_eq(command_parse(&rq, &c, &err), 0);
}
END_TEST

static const struct {
	const char *target, *allow;
} allowed[] = {
	{"*", "GET, HEAD, OPTIONS, POST"},
	{"/", "GET, HEAD, OPTIONS"},
	{"/v1/documents", "OPTIONS, POST"},
	{"/v1/entries/3", "GET, HEAD, OPTIONS"},
	{"/v1/entries/x?y=z", "GET, HEAD, OPTIONS"},
};

START_TEST(options_are_the_methods_that_a_path_takes)
{
	struct http_request rq = request_of(HTTP_OPTIONS, allowed[_i].target);
	struct command c;
	struct error err = {0};

	ck_assert_int_eq(command_parse(&rq, &c, &err), 0);
	ck_assert_str_eq(c.options, allowed[_i].allow);
}
END_TEST

static const struct {
	const char *accept;
	bool wanted;
} encodings[] = {
	{"gzip", true},
	{"deflate, GZIP;q=0.5", true},
	{"br;q=1.0, *;q=0.1", true},
	{"*", true},
	{"*;q=0", false},
	{"gzip;q=0, *", false},
	{"gzip;q=0.000", false},
	{"identity", false},
	{"xgzip, gzipx", false},
	{"", false},
	{", ,;q=1", false},
};

START_TEST(gzip_is_wanted_or_not)
{
	struct http_request rq = request_of(HTTP_GET, "/");
	struct command c;
	struct error err = {0};

	ck_assert_int_eq(command_parse(&rq, &c, &err), 0);
	ck_assert(!c.gzip_wanted);
	rq.headers[rq.headers_n++] = (struct http_header){"Accept-Encoding", encodings[_i].accept};
	ck_assert_int_eq(command_parse(&rq, &c, &err), 0);
	ck_assert_int_eq(c.gzip_wanted, encodings[_i].wanted);
}
END_TEST

static const struct {
	const char *accept;
	enum language language;
} languages[] = {
	{NULL, LANGUAGE_EN},
	{"zh-CN", LANGUAGE_ZH},
	{"zh-CN,zh;q=0.9,en;q=0.8", LANGUAGE_ZH},
	{"en-GB, zh;q=0.7", LANGUAGE_EN},
	{"en;q=0.5, zh;q=0.7", LANGUAGE_ZH},
	{"fr", LANGUAGE_EN},
	{"fr, zh;q=0", LANGUAGE_EN},
	{",,;", LANGUAGE_EN},
};

START_TEST(the_language_is_the_one_preferred)
{
	struct http_request rq = request_of(HTTP_GET, "/nothing");
	struct command c;
	struct error err;

	if (languages[_i].accept)
		rq.headers[rq.headers_n++] =
			(struct http_header){"Accept-Language", languages[_i].accept};
	ck_assert_int_eq(command_parse(&rq, &c, &err), -1);
	ck_assert_int_eq(c.language, languages[_i].language);
}
END_TEST

START_TEST(every_route_is_complete)
{
	const struct route *r = command_route((enum command_kind)_i);
	const char *brace;

	ck_assert_ptr_nonnull(r->pattern);
	ck_assert_int_eq(r->pattern[0], '/');
	ck_assert_ptr_nonnull(r->zh);
	ck_assert_ptr_nonnull(r->en);
	brace = strchr(r->pattern, '{');
	ck_assert_int_eq(brace != NULL, r->in_path != IN_PATH_NONE);
	if (brace) {
		const char *name = command_path_value(r->in_path)->name;

		ck_assert_uint_eq(strcspn(brace + 1, "}"), strlen(name));
		ck_assert_int_eq(strncmp(brace + 1, name, strlen(name)), 0);
	}
}
END_TEST

/* docs/api.md has a heading `METHOD pattern` for every route. */
START_TEST(every_route_is_documented)
{
	const struct route *r = command_route((enum command_kind)_i);
	char file[512], line[512], heading[128];
	bool found = false;
	FILE *f;

	snprintf(file, sizeof(file), "%s/docs/api.md", getenv("top_srcdir"));
	snprintf(heading, sizeof(heading), "### %s %s\n", http_method_text(r->method), r->pattern);
	f = fopen(file, "r");
	ck_assert_msg(f != NULL, "%s", file);
	while (!found && fgets(line, sizeof(line), f))
		found = strcmp(line, heading) == 0;
	fclose(f);
	ck_assert_msg(found, "docs/api.md has no heading: %s", heading);
}
END_TEST

static Suite *command_suite(void)
{
	Suite *s = suite_create("command");
	TCase *t = tcase_create("command");

	tcase_add_loop_test(t, a_request_becomes_its_command, 0, COUNT_OF(taken));
	tcase_add_loop_test(t, a_request_of_another_form_is_refused, 0, COUNT_OF(refused));
	tcase_add_loop_test(
		t, a_request_at_fault_is_refused_whatever_it_asks_for, 0, COUNT_OF(faults));
	tcase_add_test(t, values_reach_the_command);
	tcase_add_loop_test(t, a_submission_has_a_type_and_a_size, 0, COUNT_OF(bodies));
	tcase_add_loop_test(t, a_coded_body_is_refused_by_its_header, 0, COUNT_OF(codings));
	tcase_add_loop_test(t, options_are_the_methods_that_a_path_takes, 0, COUNT_OF(allowed));
	tcase_add_loop_test(t, gzip_is_wanted_or_not, 0, COUNT_OF(encodings));
	tcase_add_loop_test(t, the_language_is_the_one_preferred, 0, COUNT_OF(languages));
	tcase_add_loop_test(t, every_route_is_complete, 0, COMMAND_COUNT);
	tcase_add_loop_test(t, every_route_is_documented, 0, COMMAND_COUNT);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(command_suite)
