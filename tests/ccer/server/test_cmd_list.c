/* ccer list and status: what the server is asked, and how its answers are shown. */
#include "tests/ccer/canned_server.h"
#include "tests/ccer/support.h"

#define REPORT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LAST_PAGE "\"page_info\": {\"has_next_page\": false, \"end_cursor\": null}"

static struct canned_server s;

static void serve(const struct canned_answer *answers, size_t n)
{
	canned_start(&s, answers, n);
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
		"A210001   registered               CCER-01-002-V01   P-1                  "
		"120000     海上风电\n"
		"-         designed                 CCER-01-002-V01   P-2                  "
		"7          光热\n");
	stop();
}
END_TEST

START_TEST(json_is_a_line_a_node_and_nothing_else)
{
	size_t lines = 0;

	serve(projects, 1);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "projects", "--json", "--server", s.url, NULL),
		EXIT_DONE);
	for (const char *p = ran.out; (p = strchr(p, '\n')); p++)
		lines++;
	ck_assert_uint_eq(lines, 2);
	ck_assert_ptr_eq(strstr(ran.out, "{\"code\":\"A210001\","), ran.out);
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
	ck_assert_int_eq(s.asked_n, 2);
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
		"\"海上风电\", \"name_en\": \"Offshore wind\", \"grid\": \"East\", \"restricted\": "
		"false, \"validation\": null}, \"reports\": [{\"batch\": 1, \"status\": "
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
		"restricted                  false\n"
		"\naccounting report 1\n"
		"batch                       1\n"
		"status                      verified\n"
		"reductions                  \n  year 2024, claimed 12\n  year 2025, claimed 13\n");
	ck_assert_int_eq(
		ccer(LANGUAGE_ZH, "status", "A210001", "--server", s.url, NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "项目编号                    A210001\n");
	ASSERT_HOLDS(ran.out, "状态                        已登记\n");
	ASSERT_HOLDS(ran.out, "电网                        华东\n");
	ASSERT_HOLDS(ran.out, "受限                        否\n");
	ASSERT_HOLDS(ran.out, "\n  年份 2024，申报量 12\n  年份 2025，申报量 13\n");
	ASSERT_LACKS(ran.out, "Offshore");
	stop();
}
END_TEST

START_TEST(a_hash_that_is_no_project_is_a_document)
{
	static const struct canned_answer answers[] = {
		{"/v1/documents/" REPORT "/receipt", 200, "c2sp.org/tlog-proof@v1\n", NULL}};

	serve(answers, 1);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "status", REPORT, "--server", s.url, NULL), EXIT_DONE);
	ck_assert_str_eq(ran.out, "sealed; its receipt:\n\nc2sp.org/tlog-proof@v1\n");
	stop();
}
END_TEST

static Suite *list_suite(void)
{
	Suite *all = suite_create("cmd_list");
	TCase *t = tcase_create("cmd_list");

	tcase_add_test(t, a_list_has_a_heading_and_a_line_a_node);
	tcase_add_test(t, json_is_a_line_a_node_and_nothing_else);
	tcase_add_test(t, pages_are_asked_for_until_the_last);
	tcase_add_test(t, words_of_a_party_stand_between_commas);
	tcase_add_test(t, a_list_that_is_none_or_lacks_its_server_is_a_wrong_use);
	tcase_add_test(t, a_problem_of_the_server_is_told_with_its_arguments);
	tcase_add_test(t, a_server_that_is_none_or_speaks_otherwise_cannot_be_asked);
	tcase_add_test(t, a_project_is_shown_with_its_reports);
	tcase_add_test(t, a_hash_that_is_no_project_is_a_document);
	suite_add_tcase(all, t);
	return all;
}

TEST_MAIN(list_suite)
