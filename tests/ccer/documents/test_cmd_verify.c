/* ccer verify, offline, and ccer show compared with what a server proves. */
#include "signature/note.h"
#include "tests/ccer/made_ledger.h"

#define OWNER "91350100M000100Y43"

static struct folder f;
static struct canned_server s;
static struct made_ledger l;
static const char *document; /* a.doc, by the party's key, sealed as entry 2 */

static const char *void_for(const char *ledger, const char *id)
{
	return talloc_asprintf(NULL,
		"kind: void\nversion: 1\nledger: %s\nid: 7KQ2M9R4T6W0Y1ZB3V5N8JDHX%s\n"
		"valid_until: 2026-11-30T00:00:00Z\nsigners:\n- party: " OWNER "\n"
		"  as: owner\nvoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n",
		ledger, id);
}

static void put(const char *name, const char *text)
{
	folder_put(&f, name, text, strlen(text));
}

static void set_up(void)
{
	f = folder_make();
	made_begin(&l, &f);
	document = made_signed(&f, "a.doc", void_for(l.id, "C"), "person");
	made_entry(&l, "kind: other\n");
	made_entry(&l, document);
	put("a.doc.proof", made_receipt(&l, 2, 3));
}

static void tear_down(void)
{
	ran_home = NULL;
	made_end(&l);
	folder_remove(&f);
}

static int prove(const char *file, const char *proof, const char *option, const char *value)
{
	return ccer(LANGUAGE_EN, "verify", folder_file(&f, file), folder_file(&f, proof), option,
		value, NULL);
}

static const char *vkey(const struct secret_key *key)
{
	struct buffer *b = buffer_new(NULL, 512);

	note_verifier_key(l.id, secret_key_public(key), b);
	return b->bytes;
}

START_TEST(a_document_and_its_receipt_are_proven_without_a_network)
{
	char person[PUBLIC_KEY_FINGERPRINT_SIZE + 1];

	ck_assert_int_eq(ccer(LANGUAGE_EN, "key", "fingerprint", folder_file(&f, "person"), NULL),
		EXIT_DONE);
	snprintf(person, sizeof(person), "%.*s", (int)strcspn(ran.out, "\n"), ran.out);
	ck_assert_int_eq(prove("a.doc", "a.doc.proof", "--ledger-key", vkey(l.key)), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "a.doc: proven to be sealed\n");
	ASSERT_HOLDS(ran.out, l.id);
	ASSERT_HOLDS(ran.out, "\n  entry 2\n  sealed at 2026-01-05T01:00:00.000Z\n");
	ASSERT_HOLDS(ran.out, "\n  entries under the checkpoint 3\n");
	ASSERT_HOLDS(ran.out, person);
	/* The key stands in genesis, whose hash is in the ledger's id. */
	ck_assert_int_eq(
		prove("a.doc", "a.doc.proof", "--genesis", folder_file(&f, "genesis.yaml")),
		EXIT_DONE);
	/* And may have been kept. */
	ck_assert_int_eq(prove("a.doc", "a.doc.proof", NULL, NULL), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "client.no-key: ");
}
END_TEST

START_TEST(what_the_receipt_does_not_prove_is_refused)
{
	struct secret_key *stranger = secret_key_new(NULL);
	const char *key = vkey(l.key);
	struct made_ledger other = l;

	made_signed(&f, "b.doc", void_for(l.id, "D"), "person");
	ck_assert_int_eq(prove("b.doc", "a.doc.proof", "--ledger-key", key), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.receipt-other: ");
	made_signed(&f, "c.doc", void_for(l.id, "C"), "another");
	ck_assert_int_eq(prove("c.doc", "a.doc.proof", "--ledger-key", key), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.receipt-signatures: ");
	ck_assert_int_eq(
		prove("a.doc", "a.doc.proof", "--ledger-key", vkey(stranger)), EXIT_REFUSED);
	other.key = stranger;
	put("forged.proof", made_receipt(&other, 2, 3));
	ck_assert_int_eq(prove("a.doc", "forged.proof", "--ledger-key", key), EXIT_REFUSED);
	put("empty.proof", "");
	ck_assert_int_eq(prove("a.doc", "empty.proof", "--ledger-key", key), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "receipt.form: ");
	ck_assert_int_eq(prove("a.doc", "none", "--ledger-key", key), EXIT_CANNOT);
	ck_assert_str_eq(ran.out, "");
	secret_key_free(stranger);
}
END_TEST

/* The text without its signatures is the document, too. */
START_TEST(a_document_without_signatures_is_proven_as_far_as_that_goes)
{
	put("text", void_for(l.id, "C"));
	ck_assert_int_eq(prove("text", "a.doc.proof", "--ledger-key", vkey(l.key)), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "this file has no signatures");
}
END_TEST

/* The server of the ledger in which OWNER is the authority of genesis, whose key is "authority". */
static int show_served(const char *file)
{
	struct canned_answer answers[CANNED_ANSWERS_MAX] = {
		{"/v1/parties/" OWNER, 200, made_json(&l, l.size, "{\"party\": {\"sequence\": 0}}"),
			NULL},
		{"/v1/entries/0/receipt", 200, made_receipt(&l, 0, 1), NULL}};
	int got;

	canned_start(&s, answers, made_answers(&l, answers, 2));
	got = ccer(LANGUAGE_EN, "show", folder_file(&f, file), "--server", s.url, NULL);
	canned_stop(&s);
	return got;
}

START_TEST(a_forgery_with_a_strangers_key_is_never_held_for_valid)
{
	/* Its key fits the text, and is not the party's that it names. */
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", folder_file(&f, "a.doc"), NULL), EXIT_DONE);
	ASSERT_HOLDS(
		ran.out, "  fits the text; whose key it is was not compared with any ledger\n");
	ck_assert_int_eq(show_served("a.doc"), EXIT_REFUSED);
	ASSERT_HOLDS(ran.out, "is BY A KEY OF NONE of the signers\n");
	ASSERT_HOLDS(ran.out, "\n" OWNER " 0/1\n");
	made_signed(&f, "right.doc", void_for(l.id, "E"), "authority");
	ck_assert_int_eq(show_served("right.doc"), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "  fits the text; the key of " OWNER "\n");
	ASSERT_HOLDS(ran.out, "\n" OWNER " 1/1\n");
}
END_TEST

/* What the server says of a party is proven by the entry that declared it, or not believed. */
START_TEST(a_server_cannot_lend_a_party_another_key)
{
	struct made_ledger lie = l;
	struct canned_answer answers[CANNED_ANSWERS_MAX] = {
		{"/v1/parties/" OWNER, 200, made_json(&l, l.size, "{\"party\": {\"sequence\": 1}}"),
			NULL},
		{"/v1/entries/1", 200, l.genesis, NULL},
		{"/v1/entries/1/receipt", 200, made_receipt(&lie, 1, 2), NULL}};

	canned_start(&s, answers, made_answers(&l, answers, 3));
	ck_assert_int_ne(
		ccer(LANGUAGE_EN, "show", folder_file(&f, "a.doc"), "--server", s.url, NULL),
		EXIT_DONE);
	canned_stop(&s);
	ASSERT_HOLDS(ran.err, "client.receipt-other: ");
}
END_TEST

START_TEST(a_party_that_the_ledger_lacks_is_named)
{
	struct canned_answer answers[CANNED_ANSWERS_MAX] = {{"/v1/parties/" OWNER, 404,
		"{\"code\": \"party.none\", \"arguments\": {\"party\": \"" OWNER "\"}}", NULL}};

	canned_start(&s, answers, made_answers(&l, answers, 1));
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "show", folder_file(&f, "a.doc"), "--server", s.url, NULL),
		EXIT_REFUSED);
	canned_stop(&s);
	ASSERT_HOLDS(ran.out, OWNER " is not in the ledger\n");
}
END_TEST

static Suite *verify_suite(void)
{
	Suite *all = suite_create("cmd_verify");
	TCase *t = tcase_create("cmd_verify");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_document_and_its_receipt_are_proven_without_a_network);
	tcase_add_test(t, what_the_receipt_does_not_prove_is_refused);
	tcase_add_test(t, a_document_without_signatures_is_proven_as_far_as_that_goes);
	tcase_add_test(t, a_forgery_with_a_strangers_key_is_never_held_for_valid);
	tcase_add_test(t, a_server_cannot_lend_a_party_another_key);
	tcase_add_test(t, a_party_that_the_ledger_lacks_is_named);
	suite_add_tcase(all, t);
	return all;
}

TEST_MAIN(verify_suite)
