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
	ASSERT_HOLDS(ran.err, "note: these signers will not do for void: any party\n");
	ck_assert_ptr_eq(
		strstr(ran.out, "kind: void\nversion: 1\nledger: " LEDGER "\nid: "), ran.out);
	ASSERT_HOLDS(ran.out,
		"\nvalid_until: 2026-01-12T01:00:00.000Z\n"
		"signers:\n- party: P-1\n  as: owner\n- party: P-2\n  as: vvb\ndocument: 0123");
}
END_TEST

#define FILLED                                                                                     \
	"kind: void\nversion: 1\nledger: " LEDGER "\nid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n"             \
	"valid_until: 2026-11-30T00:00:00Z\nsigners:\n- party: P-1\n  as: owner\n# mine\na: 1\n"

/* What is there stays, byte for byte; what is wanted besides is added, or refused. */
START_TEST(a_filled_header_is_completed_or_refused_and_never_given_back)
{
	const char *more = strstr(FILLED, "# mine");

	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body(FILLED), "--ledger", LEDGER, "--as",
				 "P-1:owner", NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.filled: ");
	ck_assert_str_eq(ran.out, "");
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(FILLED), "--as", "P-2:operator", NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "\nid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n"
			      "valid_until: 2026-11-30T00:00:00Z\n");
	ASSERT_HOLDS(
		ran.out, "signers:\n- party: P-1\n  as: owner\n- party: P-2\n  as: operator\n");
	ASSERT_HOLDS(ran.out, more);
	ck_assert_ptr_null(strstr(strstr(ran.out, "signers:") + 1, "signers:"));
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(FILLED), "--as", "P-1:holder", NULL), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.filled-signer: ");
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(FILLED), "--days", "3", NULL), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "body.yaml:5:14:/valid_until: client.filled-field: ");
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(FILLED), "--until", "2027-01-01T00:00:00Z", NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.filled-field: ");
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(FILLED), "--ledger", "other/0", NULL), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "/ledger: client.filled-field: ");
}
END_TEST

START_TEST(a_header_is_made_anew_when_that_is_asked)
{
	const char *more = strstr(FILLED, "# mine");

	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body(FILLED), "--renew", "--days", "1", "--now",
				 "2026-01-05T01:00:00Z", NULL),
		EXIT_DONE);
	ASSERT_HOLDS(ran.out, "\nledger: " LEDGER "\n");
	ASSERT_HOLDS(ran.out, "\nvalid_until: 2026-01-06T01:00:00.000Z\n");
	ASSERT_LACKS(ran.out, "7KQ2M9R4T6W0Y1ZB3V5N8JDHXC");
	ASSERT_HOLDS(ran.out, "\nsigners:\n- party: P-1\n  as: owner\n# mine\n");
	ASSERT_HOLDS(ran.out, more);
	/* Signers that are named are all of them then. */
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body(FILLED), "--renew", "--as", "P-1:holder",
				 "--ledger", "other/0", NULL),
		EXIT_DONE);
	ASSERT_HOLDS(ran.out, "\nledger: other/0\n");
	ASSERT_LACKS(ran.out, LEDGER);
	ASSERT_HOLDS(ran.out, "\nsigners:\n- party: P-1\n  as: holder\n");
	ASSERT_LACKS(ran.out, "owner");
}
END_TEST

/* Wherever in the file its keys stand. */
START_TEST(a_header_may_stand_behind_the_body)
{
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill",
			body("# head\na: 1\nsigners:\n- {party: P-1, as: owner}\n\n# of b\nb:\n"
			     "  - x\nid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\nkind: void\nledger: " LEDGER
			     "\n"),
			"--renew", "--as", "P-2:vvb", "--now", "2026-01-05T01:00:00Z", NULL),
		EXIT_DONE);
	ck_assert_ptr_eq(
		strstr(ran.out, "# head\na: 1\n\n# of b\nb:\n  - x\nkind: void\nid: "), ran.out);
	ASSERT_HOLDS(ran.out, "\nsigners:\n- party: P-2\n  as: vvb\nledger: " LEDGER "\n");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body("{kind: void, a: 1}\n"), "--ledger", LEDGER,
				 "--as", "P-1:owner", NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.header-form: ");
}
END_TEST

/* Another header's signatures do not hold. */
START_TEST(a_signed_file_is_named_as_what_it_is)
{
	char text[8192];

	ck_assert_int_eq(ccer(LANGUAGE_EN, "key", "new", folder_file(&f, "k"), NULL), EXIT_DONE);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, "--as",
				 "91350100M000100Y43:owner", "-o", folder_file(&f, "a"), NULL),
		EXIT_DONE);
	folder_get(&f, "a", text, sizeof(text));
	*strstr(text, "document:") = '#';
	folder_put(&f, "a", text, strlen(text));
	folder_run(&f, "echo 'voids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC' >>a");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "sign", folder_file(&f, "a"), "--key",
				 folder_file(&f, "k"), "-o", folder_file(&f, "b"), NULL),
		EXIT_DONE);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", folder_file(&f, "b"), "--as",
				 "91350100M000100Y43:owner", NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.filled-signed: ");
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", folder_file(&f, "b"), "--renew", NULL), EXIT_DONE);
	ASSERT_LACKS(ran.out, "SIGNATURE");
	ASSERT_HOLDS(ran.err, "its signatures are left out");
}
END_TEST

START_TEST(what_is_no_kind_role_or_signer_is_refused)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body("kind: design\nversion: 1\n"), "--ledger",
				 LEDGER, "--as", "P-1:owner", NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "document.kind");
	ASSERT_HOLDS(ran.err, "project-design");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body("version: 1\n"), "--ledger", LEDGER, "--as",
				 "P-1:owner", NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "kind");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, "--as",
				 "P-1:onwer", NULL),
		EXIT_USAGE);
	ASSERT_HOLDS(ran.err, "did you mean the role owner");
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, "--as", "P-1", NULL),
		EXIT_USAGE);
	/* Written, since others may be added, and said. */
	ck_assert_int_eq(ccer(LANGUAGE_EN, "fill", body("kind: party\nversion: 1\n"), "--ledger",
				 LEDGER, "--as", "P-1:holder", NULL),
		EXIT_DONE);
	ASSERT_HOLDS(ran.err, "note: these signers will not do for party: operator + the party");
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
		ccer(LANGUAGE_EN, "fill", body(BODY), "--ledger", LEDGER, NULL), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.fill-signers: ");
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "fill", body(BODY), "--as", "P-1:owner", NULL), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.fill-ledger: ");
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

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, the_header_stands_behind_the_version);
	tcase_add_test(t, a_filled_header_is_completed_or_refused_and_never_given_back);
	tcase_add_test(t, a_header_is_made_anew_when_that_is_asked);
	tcase_add_test(t, a_header_may_stand_behind_the_body);
	tcase_add_test(t, a_signed_file_is_named_as_what_it_is);
	tcase_add_test(t, what_is_no_kind_role_or_signer_is_refused);
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
