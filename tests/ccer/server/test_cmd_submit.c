/* ccer submit: what is sent, and what is said about each answer. */
#include "tests/ccer/canned_server.h"
#include "tests/ccer/support.h"
#include "tests/folder.h"

#define TEXT "kind: void\nwrong: 1\n"
#define SEALED                                                                                     \
	"{\"outcome\": \"sealed\", \"sequence\": 41, \"time\": \"2026-01-05T01:00:00.000Z\", "     \
	"\"document\": \"0123\", \"receipt\": \"c2sp.org/tlog-proof@v1\\n\"}"

static struct folder f;
static struct canned_server s;

static void set_up(void)
{
	f = folder_make();
	folder_put(&f, "a.yaml", TEXT, strlen(TEXT));
}

static void tear_down(void)
{
	folder_remove(&f);
}

static void serve(int status, const char *body)
{
	const struct canned_answer answers[] = {{"/v1/documents", status, body, NULL},
		{"/v1/documents?dry_run=true", status, body, NULL}};

	canned_start(&s, answers, 2);
}

static int submit(enum language language, const char *more)
{
	int status =
		ccer(language, "submit", "--server", s.url, folder_file(&f, "a.yaml"), more, NULL);

	canned_stop(&s);
	return status;
}

START_TEST(the_file_is_sent_as_it_is)
{
	serve(201, SEALED);
	ck_assert_int_eq(submit(LANGUAGE_EN, NULL), EXIT_DONE);
	ASSERT_HOLDS(s.request, "POST /v1/documents HTTP/1.1\r\n");
	ASSERT_HOLDS(s.request, "\r\nContent-Type: application/yaml\r\n");
	ASSERT_HOLDS(s.request, "\r\nAccept-Language: en\r\n");
	ASSERT_HOLDS(s.request, "\r\n\r\n" TEXT);
	ASSERT_HOLDS(ran.out, "a.yaml: sealed as entry 41  2026-01-05T01:00:00.000Z  0123\n");
}
END_TEST

START_TEST(a_receipt_is_kept)
{
	char receipt[256];

	serve(201, SEALED);
	ck_assert_int_eq(ccer(LANGUAGE_ZH, "submit", "--server", s.url, "--receipt",
				 folder_file(&f, "receipt"), folder_file(&f, "a.yaml"), NULL),
		EXIT_DONE);
	canned_stop(&s);
	ASSERT_HOLDS(s.request, "\r\nAccept-Language: zh\r\n");
	ASSERT_HOLDS(ran.out, "a.yaml: 已封存为第 41 ");
	folder_get(&f, "receipt", receipt, sizeof(receipt));
	ck_assert_str_eq(receipt, "c2sp.org/tlog-proof@v1\n");
}
END_TEST

START_TEST(one_that_was_sealed_before_is_told_so)
{
	serve(200, "{\"outcome\": \"repeated\", \"sequence\": 7}");
	ck_assert_int_eq(submit(LANGUAGE_EN, NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "sealed before as entry 7 ");
	serve(200, "{\"outcome\": \"repeated\", \"sequence\": 7}");
	ck_assert_int_eq(submit(LANGUAGE_EN, "--quiet"), EXIT_DONE);
	ck_assert_str_eq(ran.out, "7\n");
}
END_TEST

START_TEST(a_refusal_is_shown_at_its_place_in_the_file)
{
	serve(422,
		"{\"code\": \"field.unknown\", \"line\": 2, \"column\": 1, \"path\": \"/wrong\", "
		"\"rule\": \"docs/documents.md\", \"arguments\": {\"field\": \"wrong\", "
		"\"choices\": \"document, reason\"}}");
	ck_assert_int_eq(submit(LANGUAGE_EN, NULL), EXIT_REFUSED);
	ck_assert_str_eq(ran.out, "");
	ASSERT_HOLDS(ran.err,
		"a.yaml:2:1:/wrong: field.unknown: there is no field wrong here; the "
		"fields are: document, reason (docs/documents.md)\n      2 | wrong: 1\n");
}
END_TEST

START_TEST(a_dry_run_shows_what_was_calculated)
{
	static const char body[] =
		"{\"outcome\": \"acceptable\", \"calculation\": [{\"year\": 2024, \"tonnes\": 12, "
		"\"claim\": 11, \"steps\": [{\"symbol\": \"ER\", \"expression\": \"BE - PE\", "
		"\"substituted\": \"13 - 1\", \"value\": \"12\", \"unit\": \"tCO2\", \"note\": "
		"\"n\", "
		"\"note_zh\": \"注\"}]}, {\"year\": 2025, \"code\": \"calculation.missing\", "
		"\"zh\": "
		"\"缺\", \"en\": \"a value is missing\"}]}";

	serve(200, body);
	ck_assert_int_eq(submit(LANGUAGE_EN, "--dry-run"), EXIT_DONE);
	ASSERT_HOLDS(s.request, "POST /v1/documents?dry_run=true HTTP/1.1\r\n");
	ASSERT_HOLDS(ran.out, "a.yaml: would be sealed\n2024\n  ER               = BE - PE\n"
			      "                   = 13 - 1\n                   = 12 tCO2  (n)\n"
			      "  floored 12 tCO2e, claimed 11\n");
	ASSERT_HOLDS(
		ran.out, "2025\n  cannot be calculated: calculation.missing: a value is missing\n");
	serve(200, body);
	ck_assert_int_eq(submit(LANGUAGE_ZH, "--dry-run"), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "  (注)\n  向下取整 12 tCO2e，申报 11\n");
	ASSERT_HOLDS(ran.out, "无法计算: calculation.missing: 缺\n");
}
END_TEST

START_TEST(the_worst_of_several_is_the_status)
{
	serve(201, SEALED);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "submit", "--server", s.url, folder_file(&f, "none"),
				 folder_file(&f, "a.yaml"), NULL),
		EXIT_CANNOT);
	canned_stop(&s);
	ASSERT_HOLDS(ran.out, "sealed as entry 41");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "submit", "a.yaml", NULL), EXIT_USAGE);
	ASSERT_HOLDS(ran.err, "--server is needed");
	/* One receipt for two documents. */
	ck_assert_int_eq(ccer(LANGUAGE_EN, "submit", "--server", s.url, "--receipt", "r", "a.yaml",
				 "b.yaml", NULL),
		EXIT_USAGE);
}
END_TEST

START_TEST(a_busy_server_is_asked_again_when_it_says)
{
	const struct canned_answer answers[] = {{"/v1/documents", 503,
		"{\"code\": \"server.busy\", \"arguments\": {}}", "Retry-After: 1\r\n"}};

	canned_start(&s, answers, 1);
	ck_assert_int_eq(submit(LANGUAGE_EN, NULL), EXIT_CANNOT);
	ck_assert_int_eq(s.asked_n, 4);
}
END_TEST

static Suite *submit_suite(void)
{
	Suite *all = suite_create("cmd_submit");
	TCase *t = tcase_create("cmd_submit");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, the_file_is_sent_as_it_is);
	tcase_add_test(t, a_receipt_is_kept);
	tcase_add_test(t, one_that_was_sealed_before_is_told_so);
	tcase_add_test(t, a_refusal_is_shown_at_its_place_in_the_file);
	tcase_add_test(t, a_dry_run_shows_what_was_calculated);
	tcase_add_test(t, the_worst_of_several_is_the_status);
	tcase_add_test(t, a_busy_server_is_asked_again_when_it_says);
	suite_add_tcase(all, t);
	return all;
}

TEST_MAIN(submit_suite)
