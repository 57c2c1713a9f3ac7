/*
 * A party with a security key, from its document to the audit: what it signs is
 * sealed, read back, exported and checked by stock ssh-keygen; what was signed without
 * a touch, or by the plain key with the same secret, is not.
 */
#include <string.h>

#include <talloc.h>

#include "engine/audit/audit.h"
#include "export/allowed_signers.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/signature/authenticator.h"
#include "tests/support.h"

enum { TOUCHED = 0x01, UNTOUCHED = 0 };

static struct folder f;
static struct ledger_maker *m;
static uint8_t seed[32];

static void begin(void)
{
	struct digest d = digest_of("buyer/0", 7);

	/* The secret of the buyer's first plain key, in a security key. */
	memcpy(seed, d.bytes, sizeof(seed));
	f = folder_make();
	m = ledger_maker_new(NULL, folder_file(&f, "ledger.git"));
}

static void end(void)
{
	talloc_free(m);
	folder_remove(&f);
}

static void touch(struct document *d, uint8_t flags, uint32_t counter)
{
	struct sshsig s =
		authenticator_sign(seed, "document@ccer.test", d->bytes, d->size, flags, counter);
	struct error err;

	ck_assert_int_eq(document_add_signature(d, &s, &err), 0);
}

/* The buyer with a plain key and a security key, where one of them is enough. */
static struct document *buyers_document(uint8_t flags)
{
	struct story *s = m->story;
	const struct story_party *buyer = story_party("buyer");
	struct public_key security = authenticator_key(seed);
	const char *text = story_but(s, story_party_text(s, "buyer"),
		story_key_text(s, &buyer->keys[0]), story_key_text(s, &security));
	struct document *d = story_document(s, text, "operator buyer:holder");
	struct secret_key *second = story_secret(s->mem, "buyer/1");
	struct sshsig by_second;
	struct error err;

	ck_assert_mem_eq(security.bytes, buyer->keys[0].bytes, PUBLIC_KEY_SIZE);
	story_sign(d, "operator");
	ck_assert_int_eq(secret_key_sshsig(
				 second, "document@ccer.test", d->bytes, d->size, &by_second, &err),
		0);
	ck_assert_int_eq(document_add_signature(d, &by_second, &err), 0);
	touch(d, flags, 1);
	return d;
}

static struct document *void_document(void)
{
	return story_document(
		m->story, "kind: void\nvoids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n", "buyer:holder*1");
}

static int submit(const struct document *d, struct submission *out, struct error *err)
{
	struct buffer *file = buffer_new(m->story->mem, LIMIT_SUBMISSION);

	document_write(d, file);
	ck_assert(!file->failed);
	return registry_submit(m->registry, m->story->mem, file->bytes, file->size, SUBMIT_SEAL,
		m->story->at, out, err);
}

static void must_seal(const struct document *d)
{
	struct submission out;
	struct error err;
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(submit(d, &out, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	ck_assert_int_eq(out.outcome, OUTCOME_SEALED);
}

static void must_refuse(const struct document *d, enum error_code code)
{
	struct submission out;
	struct error err;

	ck_assert_int_eq(submit(d, &out, &err), -1);
	ck_assert_int_eq(err.code, code);
}

/* The whole ledger decided again from its files. */
static void must_audit(int64_t entries)
{
	static const struct audit_options options;
	struct audit_result *result = talloc_zero(m, struct audit_result);
	struct error err;

	ck_assert_int_eq(audit_run(m->folder, &options, result, &err), 0);
	ck_assert_uint_eq(result->findings_n, 0);
	ck_assert_int_eq(result->entries, entries);
}

START_TEST(a_security_key_becomes_a_partys_and_signs)
{
	struct record key = record_new(RECORD_KEY);
	struct document *d;
	char *line = talloc_array(m, char, PUBLIC_KEY_TEXT_SIZE);
	struct buffer *signers = buffer_new(m, 1 << 20), *armour = buffer_new(m, 4096);
	struct error err;

	must_seal(buyers_document(TOUCHED));
	key.key.key = authenticator_key(seed);
	ck_assert_int_eq(view_get(state_view(registry_state(m->registry)), m, &key, &err), 1);
	ck_assert_str_eq(key.key.party.text, story_id("buyer"));
	d = void_document();
	story_sign(d, "buyer*0");
	touch(d, TOUCHED, 2);
	ck_assert_uint_eq(d->signatures_n, 1);
	must_seal(d);
	must_audit(3);
	/* The export names the key as stock ssh-keygen reads it. */
	ck_assert_int_eq(allowed_signers_write(registry_state(m->registry), signers, &err), 0);
	ck_assert_ptr_nonnull(strstr(signers->bytes, public_key_text(&key.key.key, line)));
	sshsig_write(&d->signatures[0], armour);
	folder_put(&f, "allowed", signers->bytes, signers->size);
	folder_put(&f, "DOCUMENT", d->bytes, d->size);
	folder_put(&f, "DOCUMENT.sig", armour->bytes, armour->size);
	ck_assert_int_eq(folder_run(&f,
				 "ssh-keygen -Y verify -f allowed -I %s -n document@ccer.test "
				 "-s DOCUMENT.sig <DOCUMENT",
				 story_id("buyer")),
		0);
}
END_TEST

START_TEST(without_a_touch_nothing_is_signed)
{
	struct document *d;

	must_refuse(buyers_document(UNTOUCHED), ERROR_SSHSIG_UNTOUCHED);
	must_seal(buyers_document(TOUCHED));
	d = void_document();
	story_sign(d, "buyer*0");
	touch(d, UNTOUCHED, 2);
	must_refuse(d, ERROR_SSHSIG_UNTOUCHED);
}
END_TEST

/* Whoever took the secret out of the security key still cannot sign without touching it. */
START_TEST(the_plain_key_of_the_same_secret_is_unknown)
{
	struct document *d;

	must_seal(buyers_document(TOUCHED));
	d = void_document();
	story_sign(d, "buyer*1");
	must_refuse(d, ERROR_KEY_UNKNOWN);
}
END_TEST

static Suite *security_key_suite(void)
{
	Suite *suite = suite_create("security_key");
	TCase *c = tcase_create("security_key");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, begin, end);
	tcase_add_test(c, a_security_key_becomes_a_partys_and_signs);
	tcase_add_test(c, without_a_touch_nothing_is_signed);
	tcase_add_test(c, the_plain_key_of_the_same_secret_is_unknown);
	suite_add_tcase(suite, c);
	return suite;
}

TEST_MAIN(security_key_suite)
