/* ccer fill: a body gets the header lines that it lacks, after those it has. */
#include <string.h>

#include "tests/ccer/support.h"
#include "tests/folder.h"

#define LEDGER "ccer.example/4f1c0e3a9b2d5c7f8091a2b3c4d5e6f7"
#define BODY                                                                                       \
	"kind: void\nversion: 1\n"                                                                 \
	"document: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"

static struct folder f;

static void set_up(void)
{
	f = folder_make();
}

static void tear_down(void)
{
	folder_remove(&f);
}

static const char *body(const char *text)
{
	folder_put(&f, "body.yaml", text, strlen(text));
	return folder_file(&f, "body.yaml");
}

START_TEST(the_header_stands_behind_the_version)
{
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, "--as", "P-1:owner",
			"--as", "P-2:vvb", "--now", "2026-01-05T01:00:00Z", NULL),
		EXIT_DONE);
	ck_assert_str_eq(ran.err, "");
	ck_assert_ptr_eq(
		strstr(ran.out, "kind: void\nversion: 1\nledger: " LEDGER "\nid: "), ran.out);
	ASSERT_HOLDS(ran.out,
		"\nvalid_until: 2026-01-12T01:00:00.000Z\n"
		"signers:\n- party: P-1\n  as: owner\n- party: P-2\n  as: vvb\ndocument: 0123");
}
END_TEST

START_TEST(what_is_there_already_stays_as_it_is)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill",
				 body("kind: void\nversion: 1\nledger: " LEDGER
				      "\nid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n"
				      "valid_until: 2026-11-30T00:00:00Z\nsigners: []\na: 1\n"),
				 "--ledger", "other/0", "--as", "P-1:owner", NULL),
		EXIT_DONE);
	ck_assert_str_eq(ran.out,
		"kind: void\nversion: 1\nledger: " LEDGER "\nid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n"
		"valid_until: 2026-11-30T00:00:00Z\nsigners: []\na: 1\n");
}
END_TEST

START_TEST(genesis_has_no_day_until_which_it_is_valid)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body("kind: genesis\nversion: 1\n"), "--ledger",
				 "ccer.example", "--as", "P-1:operator", NULL),
		EXIT_DONE);
	ASSERT_LACKS(ran.out, "valid_until");
	ASSERT_HOLDS(ran.out, "ledger: ccer.example\n");
}
END_TEST

START_TEST(days_are_counted_from_now)
{
	static const struct {
		const char *days, *until; /* NULL: a usage error */
	} cases[] = {
		{"0", "2026-01-05T01:00:00.000Z"},
		{"1", "2026-01-06T01:00:00.000Z"},
		{"36525", "2126-01-06T01:00:00.000Z"},
		{"36526", NULL},
		{"4294967303", NULL}, /* 2^32 + 7 */
		{"-1", NULL},
		{"07", NULL},
		{"1.5", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int status = ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, "--as",
			"P-1:owner", "--now", "2026-01-05T01:00:00.999Z", "--days", cases[i].days,
			NULL);

		ck_assert_msg(status == (cases[i].until ? EXIT_DONE : EXIT_USAGE), "%s: %d",
			cases[i].days, status);
		if (cases[i].until)
			ASSERT_HOLDS(ran.out, cases[i].until);
		else
			ck_assert_str_eq(ran.out, "");
	}
}
END_TEST

START_TEST(an_instant_goes_before_days)
{
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, "--as", "P-1:owner",
			"--days", "3", "--until", "2027-01-01T00:00:00Z", NULL),
		EXIT_DONE);
	ASSERT_HOLDS(ran.out, "\nvalid_until: 2027-01-01T00:00:00Z\n");
}
END_TEST

START_TEST(what_is_missing_or_malformed_is_said)
{
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, NULL), EXIT_USAGE);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(BODY), "--as", "P-1:owner", NULL), EXIT_USAGE);
	ASSERT_HOLDS(ran.err, "ccer fill: --ledger or --server is needed\n");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, "--as",
				 "P-1:owner", "--now", "yesterday", NULL),
		EXIT_USAGE);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body("kind: [\n"), "--ledger", LEDGER, "--as",
				 "P-1:owner", NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "body.yaml:2");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", folder_file(&f, "none"), "--ledger", LEDGER,
				 "--as", "P-1:owner", NULL),
		EXIT_CANNOT);
}
END_TEST

START_TEST(each_filling_has_an_id_of_its_own)
{
	char first[RAN_OUTPUT_MAX];

	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, "--as",
				 "P-1:owner", "--now", "2026-01-05T01:00:00Z", NULL),
		EXIT_DONE);
	memcpy(first, ran.out, sizeof(first));
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, "--as",
				 "P-1:owner", "--now", "2026-01-05T01:00:00Z", NULL),
		EXIT_DONE);
	ck_assert_uint_eq(strlen(first), strlen(ran.out));
	ck_assert_str_ne(first, ran.out);
}
END_TEST

START_TEST(it_is_written_where_it_is_wanted)
{
	char text[1024];

	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, "--as",
				 "P-1:owner", "-o", folder_file(&f, "out.yaml"), NULL),
		EXIT_DONE);
	ck_assert_str_eq(ran.out, "");
	folder_get(&f, "out.yaml", text, sizeof(text));
	ASSERT_HOLDS(text, "ledger: " LEDGER "\n");
}
END_TEST

static Suite *fill_suite(void)
{
	Suite *s = suite_create("cmd_fill");
	TCase *t = tcase_create("cmd_fill");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, the_header_stands_behind_the_version);
	tcase_add_test(t, what_is_there_already_stays_as_it_is);
	tcase_add_test(t, genesis_has_no_day_until_which_it_is_valid);
	tcase_add_test(t, days_are_counted_from_now);
	tcase_add_test(t, an_instant_goes_before_days);
	tcase_add_test(t, what_is_missing_or_malformed_is_said);
	tcase_add_test(t, each_filling_has_an_id_of_its_own);
	tcase_add_test(t, it_is_written_where_it_is_wanted);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(fill_suite)
