/* ccer submit: what is sent, what is said of each answer, and what is believed of it. */
#include "signature/note.h"
#include "tests/ccer/made_ledger.h"

#define TEXT "kind: void\nwrong: 1\n"

static struct folder f;
static struct canned_server s;
static struct made_ledger l;
static const char *document; /* a.doc, made for the ledger, signed */

static const char *void_for(const char *ledger, const char *id)
{
	return talloc_asprintf(NULL,
		"kind: void\nversion: 1\nledger: %s\nid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHX%s\n"
		"valid_until: 2026-11-30T00:00:00Z\nsigners:\n- party: 91350100M000100Y43\n"
		"  as: owner\nvoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n",
		ledger, id);
}

static void set_up(void)
{
	f = folder_make();
	folder_put(&f, "a.yaml", TEXT, strlen(TEXT));
	made_begin(&l, &f);
	document = made_signed(&f, "a.doc", void_for(l.id, "C"), "person");
	ran_home = folder_file(&f, "home");
	ran_home = talloc_strdup(NULL, ran_home);
}

static void tear_down(void)
{
	ran_home = NULL;
	made_end(&l);
	folder_remove(&f);
}

static void serve(int status, const char *body)
{
	const struct canned_answer answers[] = {{"/v1/documents?warnings=ask", status, body, NULL},
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

/* a.doc sent to a server of the ledger that answers so. */
static int submit_to(struct made_ledger *shown, int status, const char *body, const char *header)
{
	struct canned_answer answers[CANNED_ANSWERS_MAX] = {
		{"/v1/documents?warnings=ask", status, body, header}};
	int got;

	canned_start(&s, answers, made_answers(shown, answers, 1));
	got = ccer(LANGUAGE_EN, "submit", "--server", s.url, folder_file(&f, "a.doc"), NULL);
	canned_stop(&s);
	return got;
}

static bool receipt_was_kept(void)
{
	return access(folder_file(&f, "a.doc.proof"), F_OK) == 0;
}

START_TEST(the_file_is_sent_as_it_is_and_its_receipt_is_kept_beside_it)
{
	char kept[16 * 1024];
	const char *receipt;

	made_entry(&l, document);
	receipt = made_receipt(&l, 1, 2);
	ck_assert_int_eq(submit_to(&l, 201, made_sealed("sealed", receipt), NULL), EXIT_DONE);
	ASSERT_HOLDS(s.request, "POST /v1/documents?warnings=ask HTTP/1.1\r\n");
	ASSERT_HOLDS(s.request, "\r\nContent-Type: application/yaml\r\n");
	ASSERT_HOLDS(s.request, "\r\nAccept-Language: en\r\n");
	ASSERT_HOLDS(s.request, document);
	ASSERT_HOLDS(ran.out, "a.doc: sealed as entry 1  2026-01-05T01:00:00.000Z  ");
	ASSERT_HOLDS(ran.out, "a.doc.proof\n");
	folder_get(&f, "a.doc.proof", kept, sizeof(kept));
	ck_assert_str_eq(kept, receipt);
}
END_TEST

/* What the ledger is stands in the header, and its key in genesis; it is shown once. */
START_TEST(a_ledger_is_shown_the_first_time_and_known_afterwards)
{
	const char *answer;

	made_entry(&l, document);
	answer = made_sealed("sealed", made_receipt(&l, 1, 2));
	ck_assert_int_eq(submit_to(&l, 201, answer, NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.err, "met for the first time");
	ASSERT_HOLDS(ran.err, l.id);
	ASSERT_HOLDS(ran.err, "SHA256:");
	ck_assert_int_eq(submit_to(&l, 201, answer, NULL), EXIT_DONE);
	ck_assert_str_eq(ran.err, "");
	ck_assert_int_eq(s.asked_n, 1); /* nothing but the document */
}
END_TEST

START_TEST(a_receipt_goes_where_it_is_wanted)
{
	struct canned_answer answers[CANNED_ANSWERS_MAX];

	made_entry(&l, document);
	answers[0] = (struct canned_answer){"/v1/documents?warnings=ask", 201,
		made_sealed("sealed", made_receipt(&l, 1, 2)), NULL};
	canned_start(&s, answers, made_answers(&l, answers, 1));
	ck_assert_int_eq(ccer(LANGUAGE_ZH, "submit", "--server", s.url, "--receipt",
				 folder_file(&f, "r"), folder_file(&f, "a.doc"), NULL),
		EXIT_DONE);
	ASSERT_HOLDS(s.request, "\r\nAccept-Language: zh\r\n");
	ASSERT_HOLDS(ran.out, "a.doc: 已封存为第 1 ");
	ck_assert_int_eq(access(folder_file(&f, "r"), F_OK), 0);
	ck_assert(!receipt_was_kept());
	ck_assert_int_eq(ccer(LANGUAGE_EN, "submit", "--server", s.url, "--no-receipt",
				 folder_file(&f, "a.doc"), NULL),
		EXIT_DONE);
	ck_assert(!receipt_was_kept());
	canned_stop(&s);
}
END_TEST

/* A file of the user's own that happens to have the name is not written over. */
START_TEST(what_stands_in_the_receipts_place_must_be_one)
{
	char text[64];

	folder_put(&f, "a.doc.proof", "my own\n", 7);
	made_entry(&l, document);
	ck_assert_int_ne(
		submit_to(&l, 201, made_sealed("sealed", made_receipt(&l, 1, 2)), NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.err, "client.receipt-there");
	ck_assert_int_eq(s.asked_n, 0);
	folder_get(&f, "a.doc.proof", text, sizeof(text));
	ck_assert_str_eq(text, "my own\n");
}
END_TEST

START_TEST(one_that_was_sealed_before_is_told_so)
{
	const char *answer, *again;

	made_entry(&l, document);
	made_entry(&l, "kind: other\n");
	answer = made_sealed("repeated", made_receipt(&l, 1, 2));
	ck_assert_int_eq(submit_to(&l, 200, answer, NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "sealed before as entry 1 ");
	/* By another of its signers then: the document is the same. */
	again = made_signed(&f, "a.doc", void_for(l.id, "C"), "another");
	ck_assert_str_ne(again, document);
	ck_assert_int_eq(submit_to(&l, 200, answer, NULL), EXIT_DONE);
	ck_assert_int_eq(submit_to(&l, 201, made_sealed("sealed", made_receipt(&l, 1, 2)), NULL),
		EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "client.receipt-signatures");
}
END_TEST

/* Whatever else is said: rc 3, a sentence, and no receipt. */
START_TEST(nothing_is_sealed_that_the_receipt_does_not_prove)
{
	struct made_ledger forger = l, other;
	struct folder elsewhere = folder_make();
	const char *right, *cut;
	size_t lies_n = 0;
	struct {
		int status;
		const char *body, *header, *code;
	} lies[16];

	made_begin(&other, &elsewhere);
	made_entry(&other, document);
	forger.key = secret_key_new(NULL);
	made_entry(&forger, document);
	made_entry(&l, document);
	made_entry(&l, "kind: other\n");
	right = made_receipt(&l, 1, 2);
	cut = talloc_strndup(NULL, right, strlen(right) - 20);
#define LIE(STATUS, BODY, HEADER, CODE)                                                            \
	lies[lies_n].status = STATUS, lies[lies_n].body = BODY, lies[lies_n].header = HEADER,      \
	lies[lies_n++].code = CODE
	LIE(201, "{}", NULL, "client.no-receipt");
	LIE(200, "{\"outcome\": \"sealed\", \"sequence\": 7}", NULL, "client.no-receipt");
	LIE(200, "<html>log in</html>", "Content-Type: text/html\r\n", "client.not-api");
	LIE(201, "", NULL, "client.not-api");
	LIE(200, "[]", NULL, "client.not-api");
	LIE(204, "", NULL, "client.not-api");
	LIE(301, "", "Location: https://elsewhere.example/\r\n", "client.redirect");
	LIE(302, "", NULL, "client.not-api");
	LIE(502, "<html>bad gateway</html>", NULL, "client.not-api");
	LIE(201, made_sealed("sealed", "c2sp.org/tlog-proof@v1\n"), NULL, "receipt.form");
	LIE(201, made_sealed("sealed", cut), NULL, "note.form");
	LIE(201, made_sealed("sealed", made_receipt(&l, 2, 3)), NULL, "client.receipt-other");
	LIE(201, made_sealed("sealed", made_receipt(&forger, 1, 2)), NULL, "note.unsigned");
	LIE(201, made_sealed("sealed", made_receipt(&other, 1, 2)), NULL, "checkpoint.origin");
	for (size_t i = 0; i < lies_n; i++) {
		int got = submit_to(&l, lies[i].status, lies[i].body, lies[i].header);

		ck_assert_msg(got == EXIT_CANNOT, "%zu %s: %d %s", i, lies[i].body, got, ran.err);
		ck_assert_msg(strstr(ran.err, lies[i].code), "%zu: %s", i, ran.err);
		ck_assert_str_eq(ran.out, "");
		ck_assert(!receipt_was_kept());
	}
	secret_key_free(forger.key);
	made_end(&other);
	folder_remove(&elsewhere);
}
END_TEST

/* A leaf that was never under the root of a checkpoint that is. */
START_TEST(a_leaf_that_is_not_in_the_tree_proves_nothing)
{
	struct made_ledger two = l;
	const char *receipt, *other;

	made_entry(&l, "kind: other\n");
	made_entry(&two, document);
	other = made_receipt(&l, 1, 2);
	receipt = made_receipt(&two, 1, 2);
	/* The checkpoint of one history behind the leaf and proof of the other. */
	receipt = talloc_asprintf(NULL, "%.*s%s", (int)(strstr(receipt, "\n\n") - receipt), receipt,
		strstr(other, "\n\n"));
	ck_assert_int_eq(submit_to(&l, 201, made_sealed("sealed", receipt), NULL), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "receipt.proof");
}
END_TEST

/* Two histories with good signatures: what was seen of one is held against the other. */
START_TEST(a_ledger_that_went_another_way_is_not_believed)
{
	struct made_ledger fork = l;

	made_entry(&l, document);
	made_entry(&fork, "kind: other\n");
	made_entry(&fork, document);
	ck_assert_int_eq(
		submit_to(&l, 201, made_sealed("sealed", made_receipt(&l, 1, 2)), NULL), EXIT_DONE);
	ck_assert_int_eq(
		submit_to(&fork, 201, made_sealed("sealed", made_receipt(&fork, 2, 3)), NULL),
		EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "client.forked");
	/* The receipt beside it tells as much where nothing else was kept. */
	ran_home = NULL;
	ck_assert_int_eq(
		submit_to(&fork, 201, made_sealed("sealed", made_receipt(&fork, 2, 3)), NULL),
		EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "client.forked");
	ASSERT_HOLDS(ran.err, "a.doc.proof");
	ck_assert_int_eq(remove(folder_file(&f, "a.doc.proof")), 0);
	ck_assert_int_eq(
		submit_to(&fork, 201, made_sealed("sealed", made_receipt(&fork, 2, 3)), NULL),
		EXIT_DONE);
}
END_TEST

START_TEST(a_ledger_that_was_cut_short_is_not_believed)
{
	struct canned_answer answers[CANNED_ANSWERS_MAX];
	struct made_ledger old;

	made_entry(&l, document);
	old = l;
	made_entry(&l, "kind: other\n");
	ck_assert_int_eq(
		submit_to(&l, 201, made_sealed("sealed", made_receipt(&l, 1, 3)), NULL), EXIT_DONE);
	answers[0] = (struct canned_answer){"/v1/documents?warnings=ask", 200,
		made_sealed("repeated", made_receipt(&old, 1, 2)), NULL};
	answers[1] = (struct canned_answer){"/v1/consistency?from=2&to=3", 400,
		"{\"code\": \"request.query-form\", \"arguments\": {\"name\": \"to\", \"accepts\": "
		"\"2\"}}",
		NULL};
	canned_start(&s, answers, made_answers(&old, answers, 2));
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "submit", "--server", s.url, folder_file(&f, "a.doc"), NULL),
		EXIT_CANNOT);
	canned_stop(&s);
	ASSERT_HOLDS(ran.err, "client.behind");
}
END_TEST

START_TEST(a_document_of_another_ledger_is_named_before_it_is_sent)
{
	struct made_ledger other;
	struct folder elsewhere = folder_make();

	made_begin(&other, &elsewhere);
	ck_assert_int_eq(submit_to(&other, 201, "{}", NULL), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.other-ledger");
	ASSERT_HOLDS(ran.err, l.id);
	ASSERT_HOLDS(ran.err, other.id);
	ck_assert_int_eq(s.asked_n, 1);
	made_end(&other);
	folder_remove(&elsewhere);
}
END_TEST

START_TEST(the_key_that_is_given_must_be_the_ledgers)
{
	struct canned_answer answers[CANNED_ANSWERS_MAX];
	struct buffer *right = buffer_new(NULL, 512), *wrong = buffer_new(NULL, 512);
	struct secret_key *stranger = secret_key_new(NULL);
	const struct {
		const char *key;
		int status;
		const char *says;
	} cases[] = {{right->bytes, EXIT_DONE, ""},
		{wrong->bytes, EXIT_CANNOT, "client.key-differs"},
		{"ccer.example/00+1+AA==", EXIT_REFUSED, "client.ledger-key"},
		{"", EXIT_REFUSED, "client.ledger-key"}};

	note_verifier_key(l.id, secret_key_public(l.key), right);
	note_verifier_key(l.id, secret_key_public(stranger), wrong);
	made_entry(&l, document);
	answers[0] = (struct canned_answer){"/v1/documents?warnings=ask", 201,
		made_sealed("sealed", made_receipt(&l, 1, 2)), NULL};
	canned_start(&s, answers, made_answers(&l, answers, 1));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *key = i == 0 ? right->bytes : i == 1 ? wrong->bytes : cases[i].key;

		ck_assert_int_eq(ccer(LANGUAGE_EN, "submit", "--server", s.url, "--ledger-key", key,
					 folder_file(&f, "a.doc"), NULL),
			cases[i].status);
		ASSERT_HOLDS(ran.err, cases[i].says);
	}
	canned_stop(&s);
	secret_key_free(stranger);
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
	struct canned_answer answers[CANNED_ANSWERS_MAX];

	made_entry(&l, document);
	answers[0] = (struct canned_answer){"/v1/documents?warnings=ask", 201,
		made_sealed("sealed", made_receipt(&l, 1, 2)), NULL};
	canned_start(&s, answers, made_answers(&l, answers, 1));
	ck_assert_int_eq(ccer(LANGUAGE_EN, "submit", "--server", s.url, folder_file(&f, "none"),
				 folder_file(&f, "a.doc"), NULL),
		EXIT_CANNOT);
	canned_stop(&s);
	ASSERT_HOLDS(ran.out, "sealed as entry 1 ");
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
	const struct canned_answer answers[] = {{"/v1/documents?warnings=ask", 503,
		"{\"code\": \"server.busy\", \"arguments\": {}}", "Retry-After: 1\r\n"}};

	canned_start(&s, answers, 1);
	ck_assert_int_eq(submit(LANGUAGE_EN, NULL), EXIT_CANNOT);
	ck_assert_int_eq(s.asked_n, 4);
}
END_TEST

#define WARNINGS                                                                                   \
	"\"warnings\": [{\"position\": 0, \"code\": \"year.ahead\", \"path\": \"/wrong\", "        \
	"\"rule\": \"docs/rulebook.md warnings\", \"arguments\": {\"year\": \"2099\", \"today\": " \
	"\"2026-01-05\"}, \"text\": {\"zh\": \"甲\", \"en\": \"a\"}, \"answered_by\": null}, "    \
	"{\"code\": \"of.tomorrow\", \"path\": \"/x\", \"text\": {\"zh\": \"乙\", \"en\": "       \
	"\"b\"}}]"

/* Nobody is at a terminal here. */
START_TEST(one_that_has_warnings_is_not_submitted_unseen)
{
	static const char body[] = "{\"code\": \"document.warned\", \"path\": \"\", "
				   "\"arguments\": {\"count\": \"2\"}, " WARNINGS "}";

	serve(409, body);
	ck_assert_int_eq(submit(LANGUAGE_EN, NULL), EXIT_WARNED);
	ck_assert_int_eq(s.asked_n, 1);
	ck_assert_str_eq(ran.out, "");
	ASSERT_HOLDS(ran.err, "warning year.ahead: the year 2099 has not begun (today is "
			      "2026-01-05) (docs/rulebook.md warnings)\n");
	ASSERT_HOLDS(ran.err, "a.yaml:/x: warning of.tomorrow: b\n");
	ASSERT_HOLDS(ran.err, "a.yaml: not submitted: look at the warnings");
	serve(409, body);
	ck_assert_int_eq(submit(LANGUAGE_ZH, NULL), EXIT_WARNED);
	ASSERT_HOLDS(ran.err, "警示 year.ahead: 2099 年尚未开始（今日 2026-01-05）");
	ASSERT_HOLDS(ran.err, "警示 of.tomorrow: 乙\n");
	ASSERT_HOLDS(ran.err, "--accept-warnings");
}
END_TEST

START_TEST(who_accepts_warnings_is_not_asked)
{
	struct canned_answer answers[CANNED_ANSWERS_MAX];

	made_entry(&l, document);
	answers[0] = (struct canned_answer){"/v1/documents?warnings=accept", 201,
		made_sealed("sealed", made_receipt(&l, 1, 2)), NULL};
	canned_start(&s, answers, made_answers(&l, answers, 1));
	ck_assert_int_eq(ccer(LANGUAGE_EN, "submit", "--server", s.url, "--accept-warnings",
				 folder_file(&f, "a.doc"), NULL),
		EXIT_DONE);
	canned_stop(&s);
	ASSERT_HOLDS(s.request, "POST /v1/documents?warnings=accept HTTP/1.1\r\n");
}
END_TEST

START_TEST(a_dry_run_shows_warnings_too)
{
	serve(200, "{\"outcome\": \"acceptable\", " WARNINGS "}");
	ck_assert_int_eq(submit(LANGUAGE_EN, "--dry-run"), EXIT_DONE);
	ASSERT_HOLDS(ran.err, "warning year.ahead: ");
	ASSERT_HOLDS(ran.out, "a.yaml: would be sealed\n");
}
END_TEST

static Suite *submit_suite(void)
{
	Suite *all = suite_create("cmd_submit");
	TCase *t = tcase_create("cmd_submit");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, the_file_is_sent_as_it_is_and_its_receipt_is_kept_beside_it);
	tcase_add_test(t, a_ledger_is_shown_the_first_time_and_known_afterwards);
	tcase_add_test(t, a_receipt_goes_where_it_is_wanted);
	tcase_add_test(t, what_stands_in_the_receipts_place_must_be_one);
	tcase_add_test(t, one_that_was_sealed_before_is_told_so);
	tcase_add_test(t, nothing_is_sealed_that_the_receipt_does_not_prove);
	tcase_add_test(t, a_leaf_that_is_not_in_the_tree_proves_nothing);
	tcase_add_test(t, a_ledger_that_went_another_way_is_not_believed);
	tcase_add_test(t, a_ledger_that_was_cut_short_is_not_believed);
	tcase_add_test(t, a_document_of_another_ledger_is_named_before_it_is_sent);
	tcase_add_test(t, the_key_that_is_given_must_be_the_ledgers);
	tcase_add_test(t, a_refusal_is_shown_at_its_place_in_the_file);
	tcase_add_test(t, a_dry_run_shows_what_was_calculated);
	tcase_add_test(t, the_worst_of_several_is_the_status);
	tcase_add_test(t, a_busy_server_is_asked_again_when_it_says);
	tcase_add_test(t, one_that_has_warnings_is_not_submitted_unseen);
	tcase_add_test(t, who_accepts_warnings_is_not_asked);
	tcase_add_test(t, a_dry_run_shows_warnings_too);
	suite_add_tcase(all, t);
	return all;
}

TEST_MAIN(submit_suite)
