/* ccer list and status: what is asked of a server, how its answers are shown, and believed. */
#include <jansson.h>

#include "tests/ccer/made_ledger.h"

#define LAST_PAGE "\"page_info\": {\"has_next_page\": false, \"end_cursor\": null}"

static struct canned_server s;
static struct folder f;
static struct made_ledger l;

static void set_up(void)
{
	f = folder_make();
	made_begin(&l, &f);
	ran_home = talloc_strdup(NULL, folder_file(&f, "home"));
}

static void tear_down(void)
{
	ran_home = NULL;
	made_end(&l);
	folder_remove(&f);
}

/* The answers of a test, those in JSON as read at the ledger's head, and the ledger's own. */
static void serve(const struct canned_answer *answers, size_t n)
{
	struct canned_answer all[CANNED_ANSWERS_MAX];

	for (size_t i = 0; i < n; i++) {
		all[i] = answers[i];
		if (all[i].status == 200 && all[i].body[0] == '{')
			all[i].body = made_json(&l, l.size, all[i].body);
	}
	canned_start(&s, all, made_answers(&l, all, n));
}

static void stop(void)
{
	canned_stop(&s);
}

static const struct canned_answer projects[] = {{"/v1/projects", 200,
	"{\"nodes\": [{\"code\": \"A210001\", \"status\": \"registered\", \"methodology\": "
	"\"CCER-01-002-V01\", \"owner\": \"P-1\", \"expected\": 120000, \"name_zh\": \"海上风电\", "
	"\"name_en\": \"Offshore wind\"}, {\"code\": null, \"status\": \"designed\", "
	"\"methodology\": "
	"\"CCER-01-002-V01\", \"owner\": \"P-2\", \"expected\": 7, \"name_zh\": \"光热\", "
	"\"name_en\": null}], " LAST_PAGE "}",
	NULL}};

START_TEST(a_list_has_a_heading_and_a_line_a_node)
{
	serve(projects, 1);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "projects", "--server", s.url, NULL), EXIT_DONE);
	ck_assert_str_eq(ran.out,
		"code      status                   methodology       owner                "
		"expected   name\n"
		"A210001   registered               CCER-01-002-V01   P-1                  "
		"120000     Offshore wind\n"
		"-         designed                 CCER-01-002-V01   P-2                  "
		"7          光热\n");
	ck_assert_int_eq(ccer(LANGUAGE_ZH, "list", "projects", "--server", s.url, NULL), EXIT_DONE);
	ck_assert_str_eq(ran.out,
		"编号      状态                     方法学            业主                 "
		"预计减排量 名称\n"
		"A210001   已登记                   CCER-01-002-V01   P-1                  "
		"120000     海上风电\n"
		"-         已提交设计文件           CCER-01-002-V01   P-2                  "
		"7          光热\n");
	stop();
}
END_TEST

START_TEST(json_is_one_array_and_nothing_else)
{
	json_t *all;

	serve(projects, 1);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "projects", "--json", "--server", s.url, NULL),
		EXIT_DONE);
	all = json_loads(ran.out, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_uint_eq(json_array_size(all), 2);
	ck_assert_str_eq(
		json_string_value(json_object_get(json_array_get(all, 0), "code")), "A210001");
	json_decref(all);
	stop();
}
END_TEST

START_TEST(pages_are_asked_for_until_the_last)
{
	static const struct canned_answer pages[] = {
		{"/v1/units?project=A210001", 200,
			"{\"nodes\": [{\"vintage\": 2024}], \"page_info\": {\"has_next_page\": "
			"true, "
			"\"end_cursor\": \"c2\"}}",
			NULL},
		{"/v1/units?project=A210001&after=c2", 200,
			"{\"nodes\": [{\"vintage\": 2025}], " LAST_PAGE "}", NULL},
	};

	serve(pages, 2);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "list", "units", "--project", "A210001", "--server", s.url, NULL),
		EXIT_DONE);
	ck_assert_int_eq(s.asked_n, 5); /* its id, genesis and checkpoint, too, the first time */
	ASSERT_HOLDS(ran.out, "\n-         2024 ");
	ASSERT_HOLDS(ran.out, "\n-         2025 ");
	stop();
}
END_TEST

START_TEST(words_of_a_party_stand_between_commas)
{
	static const struct canned_answer parties[] = {{"/v1/parties", 200,
		"{\"nodes\": [{\"party\": \"P-1\", \"type\": \"company\", \"province\": null, "
		"\"roles\": [\"owner\", \"holder\"], \"name_zh\": \"甲\"}, {\"party\": \"P-2\", "
		"\"type\": \"company\", \"province\": \"350000\", \"roles\": [], \"name_zh\": "
		"\"乙\"}], " LAST_PAGE "}",
		NULL}};

	serve(parties, 1);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "parties", "--server", s.url, NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "company        -        owner,holder     甲\n");
	ASSERT_HOLDS(ran.out, "company        350000   -                乙\n");
	stop();
}
END_TEST

START_TEST(a_list_that_is_none_or_lacks_its_server_is_a_wrong_use)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "projects", NULL), EXIT_USAGE);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "list", "people", "--server", "http://127.0.0.1:1", NULL),
		EXIT_USAGE);
	ASSERT_HOLDS(ran.err, "ccer list: people\n");
}
END_TEST

START_TEST(a_problem_of_the_server_is_told_with_its_arguments)
{
	static const struct canned_answer answers[] = {{"/v1/projects/A219999", 404,
		"{\"code\": \"project.none\", \"arguments\": {\"project\": \"A219999\"}, "
		"\"path\": \"\"}",
		NULL}};

	serve(answers, 1);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "status", "A219999", "--server", s.url, NULL), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "project.none: ");
	ASSERT_HOLDS(ran.err, "A219999");
	ASSERT_LACKS(ran.err, "{project}");
	stop();
}
END_TEST

START_TEST(a_server_that_is_none_or_speaks_otherwise_cannot_be_asked)
{
	static const struct canned_answer answers[] = {
		{"/v1/projects", 200, "<html>hello</html>", NULL},
		{"/v1/notices", 500, "", NULL},
		{"/v1/units", 200, "[]", NULL},
	};

	serve(answers, 3);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "list", "projects", "--server", s.url, NULL), EXIT_CANNOT);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "list", "notices", "--server", s.url, NULL), EXIT_CANNOT);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "units", "--server", s.url, NULL), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, s.url);
	stop();
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "list", "projects", "--server", s.url, NULL), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "client.network");
}
END_TEST

START_TEST(a_project_is_shown_with_its_reports)
{
	static const struct canned_answer answers[] = {{"/v1/projects/A210001", 200,
		"{\"project\": {\"code\": \"A210001\", \"status\": \"registered\", \"name_zh\": "
		"\"海上风电\", \"name_en\": \"Offshore wind\", \"grid\": \"East\", "
		"\"under_allowance_management\": false, \"validation\": null}, \"reports\": "
		"[{\"batch\": 1, \"status\": "
		"\"verified\", "
		"\"reductions\": [{\"year\": 2024, \"claimed\": 12}, {\"year\": 2025, \"claimed\": "
		"13}]}]}",
		NULL}};

	serve(answers, 1);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "status", "A210001", "--server", s.url, NULL), EXIT_DONE);
	ck_assert_str_eq(ran.out,
		"code                        A210001\n"
		"status                      registered\n"
		"name_zh                     海上风电\n"
		"name_en                     Offshore wind\n"
		"grid                        East\n"
		"under_allowance_management  false\n"
		"\naccounting report 1\n"
		"batch                       1\n"
		"status                      verified\n"
		"reductions                  \n  year 2024, claimed 12\n  year 2025, claimed 13\n");
	ck_assert_int_eq(
		ccer(LANGUAGE_ZH, "status", "A210001", "--server", s.url, NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "项目编号                    A210001\n");
	ASSERT_HOLDS(ran.out, "状态                        已登记\n");
	ASSERT_HOLDS(ran.out, "电网                        华东\n");
	ASSERT_HOLDS(ran.out, "纳入配额管理");
	ASSERT_HOLDS(ran.out, "\n  年份 2024，申报量 12\n  年份 2025，申报量 13\n");
	ASSERT_LACKS(ran.out, "Offshore");
	stop();
}
END_TEST

/* A document's receipt is looked into: nothing is sealed on the server's word. */
START_TEST(a_hash_that_is_no_project_is_a_document)
{
	static const char file[] = "kind: other\n";
	struct digest hash = digest_of(file, strlen(file));
	char hex[DIGEST_HEX_SIZE], path[128];
	struct canned_answer answers[] = {{path, 200, NULL, NULL}};

	made_entry(&l, file);
	made_entry(&l, "kind: another\n");
	snprintf(path, sizeof(path), "/v1/documents/%s/receipt", digest_hex(&hash, hex));
	answers[0].body = made_receipt(&l, 1, 2);
	serve(answers, 1);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "status", hex, "--server", s.url, NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "sealed as entry 1  2026-01-05T01:00:00.000Z\nits receipt:\n\n"
			      "c2sp.org/tlog-proof@v1\n");
	stop();
	answers[0].body = made_receipt(&l, 2, 3);
	serve(answers, 1);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "status", hex, "--server", s.url, NULL), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "client.receipt-other");
	ck_assert_str_eq(ran.out, "");
	stop();
}
END_TEST

/* An answer names the tree that it was read at, which must go on from what was seen. */
START_TEST(an_answer_is_of_the_ledger_that_was_seen_before)
{
	struct made_ledger fork = l;
	const struct canned_answer empty[] = {{"/v1/projects", 200, "{\"nodes\": []}", NULL}};
	struct canned_answer unread[CANNED_ANSWERS_MAX] = {
		{"/v1/projects", 200, "{\"nodes\": []}", NULL}};

	made_entry(&l, "kind: other\n");
	made_entry(&fork, "kind: another\n");
	made_entry(&fork, "kind: other\n");
	serve(empty, 1);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "projects", "--server", s.url, NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.err, "met for the first time");
	stop();
	l = fork;
	serve(empty, 1);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "list", "projects", "--server", s.url, NULL), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "client.forked");
	ck_assert_str_eq(ran.out, "");
	stop();
	/* One that does not say what it was read at. */
	canned_start(&s, unread, made_answers(&l, unread, 1));
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "list", "projects", "--server", s.url, NULL), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "client.no-ledger");
	stop();
}
END_TEST

START_TEST(an_address_may_end_in_slashes_and_have_a_path)
{
	static const char *const ends[] = {"", "/", "//", "/registry/"};
	const struct canned_answer answers[] = {{"/v1/projects", 200, "{\"nodes\": []}", NULL},
		{"/registry/v1/projects", 200, "{\"nodes\": []}", NULL},
		{"/registry/v1/ledger", 200,
			talloc_asprintf(NULL,
				"{\"id\": \"%s\", \"time\": \"2026-01-05T01:00:00.000Z\"}", l.id),
			NULL},
		{"/registry/v1/entries/0", 200, l.genesis, NULL},
		{"/registry/v1/checkpoint", 200, made_note(&l, 1), NULL}};
	static const char *const wrong[] = {"", "ftp://h", "http://", "http://h/?a=b", "http://h#a",
		"http://user@h", "http://a b", "file:///etc/passwd"};
	char url[128];

	serve(answers, COUNT_OF(answers));
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		snprintf(url, sizeof(url), "%s%s", s.url, ends[i]);
		ck_assert_msg(
			ccer(LANGUAGE_EN, "list", "projects", "--server", url, NULL) == EXIT_DONE,
			"%s: %s", url, ran.err);
	}
	/* Without its scheme, too. */
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "list", "projects", "--server", s.url + 7, NULL), EXIT_DONE);
	stop();
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "projects", "--server", wrong[i], NULL),
			EXIT_REFUSED);
		ASSERT_HOLDS(ran.err, "client.address");
	}
}
END_TEST

/* What a person writes is a name, and no part of an address. */
START_TEST(names_are_written_into_an_address_as_they_are)
{
	static const struct canned_answer answers[] = {
		{"/v1/projects/A21%2F..%3Fa%20%E9%A3%8E", 404,
			"{\"code\": \"project.none\", \"arguments\": {\"project\": \"x\"}}", NULL},
		{"/v1/units?project=A21%26first%3D1", 400,
			"{\"code\": \"request.query-form\", \"arguments\": {\"name\": \"project\", "
			"\"accepts\": \"A210001\"}}",
			NULL}};

	serve(answers, 2);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "status", "A21/..?a 风", "--server", s.url, NULL), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "project.none");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "units", "--project", "A21&first=1", "--server",
				 s.url, NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "project is malformed; accepted are: A210001");
	stop();
}
END_TEST

/* No sentence has a name in braces left in it. */
START_TEST(every_problem_is_a_whole_sentence)
{
	static const struct canned_answer answers[] = {
		{"/v1/projects", 500, "{\"code\": \"ledger.git\", \"arguments\": {}}", NULL},
		{"/v1/units", 500, "{\"code\": \"server.io\"}", NULL},
		{"/v1/notices", 422,
			"{\"code\": \"a.newer-one\", \"detail\": \"what only it knows\", \"line\": "
			"null}",
			NULL},
		{"/v1/parties", 503, "{\"code\": \"a.newer-failure\", \"detail\": \"down\"}",
			NULL}};
	static const struct {
		const char *list, *says;
		int status;
	} cases[] = {{"projects", "the ledger failed (…): …", EXIT_CANNOT},
		{"units", "server.io", EXIT_CANNOT},
		{"notices", "a.newer-one: what only it knows", EXIT_REFUSED},
		{"parties", "a.newer-failure: down", EXIT_CANNOT}};

	serve(answers, COUNT_OF(answers));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(ccer(LANGUAGE_EN, "list", cases[i].list, "--server", s.url, NULL),
			cases[i].status);
		ASSERT_HOLDS(ran.err, cases[i].says);
		ASSERT_LACKS(ran.err, "{");
	}
	stop();
}
END_TEST

/* Who has answered, or has not, is named. */
START_TEST(a_redirect_and_a_proxy_are_named)
{
	static const struct canned_answer answers[] = {
		{"/v1/ledger", 301, "", "Location: https://elsewhere.example/v1/ledger\r\n"}};

	canned_start(&s, answers, 1);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "list", "projects", "--server", s.url, NULL), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "https://elsewhere.example/v1/ledger");
	ck_assert_int_eq(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	ck_assert_int_eq(
		ccer(LANGUAGE_ZH, "list", "projects", "--server", s.url, NULL), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "代理 http://127.0.0.1:1（http_proxy）");
	ASSERT_HOLDS(ran.err, "连接不上");
	ck_assert_int_eq(setenv("no_proxy", "example.org, 127.0.0.1", 1), 0);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "list", "projects", "--server", s.url, NULL), EXIT_CANNOT);
	ASSERT_LACKS(ran.err, "proxy");
	unsetenv("http_proxy");
	unsetenv("no_proxy");
	stop();
}
END_TEST

START_TEST(the_server_of_the_environment_is_asked)
{
	const struct canned_answer empty[] = {{"/v1/projects", 200, "{\"nodes\": []}", NULL}};

	serve(empty, 1);
	ck_assert_int_eq(setenv("CCER_SERVER", s.url, 1), 0);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "projects", NULL), EXIT_DONE);
	unsetenv("CCER_SERVER");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "projects", NULL), EXIT_USAGE);
	stop();
}
END_TEST

static Suite *list_suite(void)
{
	Suite *all = suite_create("cmd_list");
	TCase *t = tcase_create("cmd_list");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_list_has_a_heading_and_a_line_a_node);
	tcase_add_test(t, json_is_one_array_and_nothing_else);
	tcase_add_test(t, pages_are_asked_for_until_the_last);
	tcase_add_test(t, words_of_a_party_stand_between_commas);
	tcase_add_test(t, a_list_that_is_none_or_lacks_its_server_is_a_wrong_use);
	tcase_add_test(t, a_problem_of_the_server_is_told_with_its_arguments);
	tcase_add_test(t, a_server_that_is_none_or_speaks_otherwise_cannot_be_asked);
	tcase_add_test(t, a_project_is_shown_with_its_reports);
	tcase_add_test(t, a_hash_that_is_no_project_is_a_document);
	tcase_add_test(t, an_answer_is_of_the_ledger_that_was_seen_before);
	tcase_add_test(t, an_address_may_end_in_slashes_and_have_a_path);
	tcase_add_test(t, names_are_written_into_an_address_as_they_are);
	tcase_add_test(t, every_problem_is_a_whole_sentence);
	tcase_add_test(t, a_redirect_and_a_proxy_are_named);
	tcase_add_test(t, the_server_of_the_environment_is_asked);
	suite_add_tcase(all, t);
	return all;
}

TEST_MAIN(list_suite)
