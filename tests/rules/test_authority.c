#include <string.h>

#include <talloc.h>

#include "rules/decide.h"
#include "tests/rules/story.h"
#include "tests/support.h"

/* A document that is refused once one thing in it is changed; NULL `from`: nothing is. */
struct broken {
	const char *name, *from, *to, *signers;
	enum error_code code;
	const char *path;
};

static void expect_broken(struct story *s, const char *text, const struct broken *b)
{
	if (b->from)
		text = story_but(s, text, b->from, b->to);
	story_expect(s, text, b->signers, b->code, b->path);
}

/* --- genesis --- */

static const struct broken genesis[] = {
	{"without the market authority", NULL, NULL, "operator mee", ERROR_SIGNERS, "/signers"},
	{"with a fourth signer", NULL, NULL, "operator mee samr owner:owner", ERROR_SIGNER_UNKNOWN,
		"/signers/3/party"},
	{"an authority in another's role", "role: mee", "role: samr", "operator mee samr",
		ERROR_GENESIS_AUTHORITIES, "/authorities/1/party"},
	{"an authority that does not sign", "party: 12100000400000018N",
		"party: 91370600MA3C00011C", "operator mee samr", ERROR_SIGNER_UNKNOWN,
		"/signers/0/party"},
	{"one key suffices for an authority", "threshold: 2", "threshold: 1", "operator mee samr",
		ERROR_THRESHOLD, "/authorities/0/threshold"},
	{"a threshold above the number of keys", "threshold: 2", "threshold: 3",
		"operator mee samr", ERROR_SIGNATURES_TOO_FEW, "/signers/0/party"},
	{"an authority signs with too few keys", NULL, NULL, "operator mee*1 samr",
		ERROR_SIGNATURES_TOO_FEW, "/signers/1/party"},
	{"rules that the code does not know", "rules: 1", "rules: 2", "operator mee samr",
		ERROR_RULES_VERSION, "/rules"},
	{"a start on a real clock", "clock: real", "clock: real\nstart: 2024-08-23T01:00:00Z",
		"operator mee samr", ERROR_GENESIS_START, "/start"},
	{"a simulated clock without a start", "clock: real", "clock: simulated",
		"operator mee samr", ERROR_GENESIS_START, "/start"},
};

START_TEST(genesis_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);

	expect_broken(s, story_genesis_text(s), &genesis[_i]);
}
END_TEST

START_TEST(genesis_gives_the_ledger_its_authorities_and_keys)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	struct record registry = record_new(RECORD_REGISTRY), key = record_new(RECORD_KEY);
	struct record party = record_new(RECORD_PARTY);
	struct public_key sealing = story_stray_key("sealing");

	registry.registry.only = 1;
	ck_assert(story_get(s, &registry));
	ck_assert_str_eq(registry.registry.name, "ccer.test");
	ck_assert(digest_equal(&registry.registry.genesis, &s->sealed[STORY_GENESIS]));
	ck_assert_int_eq(registry.registry.clock, CLOCK_REAL);
	ck_assert(public_key_equal(&registry.registry.sealing_key, &sealing));
	ck_assert_int_eq(registry.registry.rules, 1);
	ck_assert(instant_is_none(registry.registry.now));
	key.key.key = story_party("samr")->keys[1];
	ck_assert(story_get(s, &key));
	ck_assert_str_eq(key.key.party.text, story_id("samr"));
	ck_assert_int_eq(key.key.from_sequence, 0);
	ck_assert_int_eq(key.key.until_sequence, SEQUENCE_NONE);
	party.party.party = story_party("mee")->id;
	ck_assert(story_get(s, &party));
	ck_assert_int_eq(party.party.threshold, 2);
	ck_assert_str_eq(party.party.account.text, "");
	ck_assert_str_eq(s->placement.folder, "");
}
END_TEST

START_TEST(the_sealing_key_is_no_authoritys)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);
	struct public_key sealing = story_stray_key("sealing");
	const struct story_party *mee = story_party("mee");
	const char *text = story_but(s, story_genesis_text(s), story_key_text(s, &sealing),
		story_key_text(s, &mee->keys[1]));

	story_expect(s, text, "operator mee samr", ERROR_KEY_SEALS, "/authorities/1/keys/1");
}
END_TEST

START_TEST(two_authorities_share_no_key)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);
	const struct story_party *operator_ = story_party("operator"), *samr = story_party("samr");
	const char *text = story_genesis_text(s);
	const char *third = story_text(s, "%s\n  - %s", story_key_text(s, &samr->keys[1]),
		story_key_text(s, &operator_->keys[0]));

	text = story_but(s, text, story_key_text(s, &samr->keys[1]), third);
	story_expect(s, text, "operator mee samr", ERROR_KEY_TAKEN, "/authorities/2/keys/2");
}
END_TEST

/* A security key with the same secret. */
static const char *security_key_text(struct story *s, const struct public_key *plain)
{
	struct public_key key = *plain;

	key.type = PUBLIC_KEY_SECURITY;
	return story_key_text(s, &key);
}

START_TEST(the_sealing_key_is_a_plain_one_and_no_authoritys_in_either_type)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);
	struct public_key sealing = story_stray_key("sealing");
	const char *text = story_genesis_text(s), *security = security_key_text(s, &sealing);
	const char *second = story_key_text(s, &story_party("mee")->keys[1]);

	story_expect(s, story_but(s, text, story_key_text(s, &sealing), security),
		"operator mee samr", ERROR_KEY_SEALS_PLAIN, "/sealing_key");
	text = story_but(s, text, second, story_text(s, "%s\n  - %s", second, security));
	story_expect(s, text, "operator mee samr", ERROR_KEY_SEALS, "/authorities/1/keys/2");
}
END_TEST

START_TEST(a_simulated_ledger_takes_single_keys_and_begins_at_its_start)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);
	struct record registry = record_new(RECORD_REGISTRY);

	s->simulated = true;
	story_seal(s, story_but(s, story_genesis_text(s), "threshold: 2", "threshold: 1"),
		"operator*1 mee samr");
	registry.registry.only = 1;
	ck_assert(story_get(s, &registry));
	ck_assert_int_eq(registry.registry.now.ms, s->at.ms);
}
END_TEST

/* --- clock, rules --- */

START_TEST(a_simulated_clock_goes_on_and_never_back)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);
	struct record registry = record_new(RECORD_REGISTRY);
	static const char clock[] = "kind: clock\ninstant: 2024-09-01T00:00:00Z\n";

	s->simulated = true;
	story_until(s, STORY_GENESIS);
	story_seal(s, clock, "operator");
	registry.registry.only = 1;
	ck_assert(story_get(s, &registry));
	ck_assert_int_eq(registry.registry.now.ms, s->at.ms);
	story_seal(s, clock, "operator");
	story_expect(s, story_but(s, clock, "2024-09", "2024-08"), "operator", ERROR_CLOCK_BACK,
		"/instant");
	story_expect(s, clock, "mee", ERROR_SIGNERS, "/signers");
	story_seal(s,
		"kind: clock\ninstant: 2025-09-01T00:00:00Z\nvalid_until: 2024-01-01T00:00:00Z\n",
		"operator");
}
END_TEST

START_TEST(a_clock_document_is_sealed_at_its_instant)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);
	struct circumstances c;
	struct decision decision;
	const struct document *d;

	s->simulated = true;
	story_until(s, STORY_GENESIS);
	d = story_document(s, "kind: clock\ninstant: 2024-09-01T00:00:00Z\n", "operator");
	c = story_circumstances(s);
	ck_assert_int_eq(decide(mem, &c, d, &decision, &s->err), -1);
	ck_assert_int_eq(s->err.code, ERROR_CLOCK_SEAL);
	ck_assert_str_eq(s->err.path, "/instant");
}
END_TEST

START_TEST(a_real_clock_is_not_set)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	story_expect(s, "kind: clock\ninstant: 2024-09-01T00:00:00Z\n", "operator",
		ERROR_CLOCK_REAL, "/kind");
}
END_TEST

static const struct broken rules[] = {
	{"the operator alone", NULL, NULL, "operator", ERROR_SIGNERS, "/signers"},
	{"a version that the code does not know", "rules: 1", "rules: 2", "operator mee",
		ERROR_RULES_VERSION, "/rules"},
};

START_TEST(rules_are_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	expect_broken(s, "kind: rules\nrules: 1\n", &rules[_i]);
}
END_TEST

START_TEST(rules_do_not_go_back)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	struct record registry = record_new(RECORD_REGISTRY);
	const struct document *d = story_document(s, "kind: rules\nrules: 1\n", "operator mee");
	struct circumstances c;
	struct decision decision;

	registry.registry.only = 1;
	ck_assert(story_get(s, &registry));
	registry.registry.rules = 2;
	story_put(s, &registry);
	c = story_circumstances(s);
	c.rules_version = 1;
	ck_assert_int_eq(decide(mem, &c, d, &decision, &s->err), -1);
	ck_assert_int_eq(s->err.code, ERROR_RULES_BACK);
	ck_assert_str_eq(s->err.path, "/rules");
}
END_TEST

/* --- role --- */

static const char role[] = "kind: role\naction: grant\nrole: court\n"
			   "party: 91370100163000013E\nfrom: 2024-08-23\n";

static const struct broken roles[] = {
	{"not signed by the ministry", NULL, NULL, "operator", ERROR_SIGNERS, "/signers"},
	{"to nobody known", "91370100163000013E", "91350100M000100Y43", "mee", ERROR_PARTY_UNKNOWN,
		"/party"},
	{"to a natural person", "91370100163000013E", "P-7KQ2M9R4T6W0Y1ZB", "mee",
		ERROR_AUTHORITY_PERSON, "/party"},
	{"the ministry's own", "court", "mee", "mee", ERROR_ROLE_NOT_GRANTED, "/role"},
	{"the market authority's", "court", "samr", "mee", ERROR_ROLE_NOT_GRANTED, "/role"},
	{"that of a body, which comes by accreditation", "court", "vvb", "mee",
		ERROR_ROLE_NOT_GRANTED, "/role"},
	{"that everybody has", "court", "holder", "mee", ERROR_ROLE_NOT_GRANTED, "/role"},
	{"the end of one that is not held", "grant", "end", "mee", ERROR_ROLE_NOT_HELD, "/role"},
};

START_TEST(a_role_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);

	expect_broken(s, role, &roles[_i]);
}
END_TEST

START_TEST(a_role_lies_in_the_partys_folder)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *id = story_id("entity");
	struct digest hash = digest_of(id, strlen(id));

	story_seal(s, role, "mee");
	ck_assert_str_eq(
		s->placement.folder, story_text(s, "parties/%.2s/%s", story_hex(s, &hash), id));
	story_seal(s, story_but(s, role, "grant", "end"), "mee");
	story_expect(s, story_but(s, role, "grant", "end"), "mee", ERROR_ROLE_NOT_HELD, "/role");
}
END_TEST

/* --- party --- */

static const struct broken parties[] = {
	{"not signed by the operator", NULL, NULL, "owner:holder", ERROR_SIGNERS, "/signers"},
	{"not signed by the party", NULL, NULL, "operator", ERROR_SIGNERS, "/signers"},
	{"signed by another party for it", NULL, NULL, "operator buyer:holder +owner",
		ERROR_SIGNATURE_OF_NO_SIGNER, "/signers"},
	{"an organisation under a person's id", "party: 91370600MA3C00011C",
		"party: P-0123456789ABCDEF", "operator owner:holder", ERROR_SIGNER_UNKNOWN,
		"/signers/1/party"},
	{"a person under an organisation's id", "type: organisation", "type: person",
		"operator owner:holder", ERROR_PARTY_ID_FORM, "/party"},
	{"a threshold above the number of keys", "threshold: 1", "threshold: 2",
		"operator owner:holder", ERROR_SIGNATURES_TOO_FEW, "/signers/1/party"},
	{"a name is missing", "name: {zh: 国家电投山东半岛南3号项目业主, en: Owner of A210001}\n",
		"", "operator owner:holder", ERROR_PARTY_NAME, "/name"},
};

START_TEST(a_party_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	story_seal(s, story_party_text(s, "buyer"), "operator buyer:holder");
	expect_broken(s, story_party_text(s, "owner"), &parties[_i]);
}
END_TEST

START_TEST(a_party_gets_its_keys_and_its_account)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	struct record party = record_new(RECORD_PARTY), account = record_new(RECORD_ACCOUNT);
	struct record key = record_new(RECORD_KEY);
	int64_t sequence = s->sequence;

	story_seal(s, story_party_text(s, "buyer"), "operator buyer:holder");
	party.party.party = story_party("buyer")->id;
	ck_assert(story_get(s, &party));
	ck_assert_int_eq(party.party.type, PARTY_ORGANISATION);
	ck_assert_str_eq(party.party.name_zh, "买方");
	ck_assert_str_eq(party.party.province, "310000");
	ck_assert_int_eq(party.party.threshold, 1);
	ck_assert_int_eq(party.party.sequence, sequence);
	account.account.account = story_party("buyer")->account;
	ck_assert(story_get(s, &account));
	ck_assert_str_eq(account.account.party.text, story_id("buyer"));
	key.key.key = story_party("buyer")->keys[1];
	ck_assert(story_get(s, &key));
	ck_assert_int_eq(key.key.from_sequence, sequence);
	ck_assert_ptr_nonnull(strstr(s->placement.folder, "/91310000MA1K00015N"));
}
END_TEST

START_TEST(a_subject_is_registered_once)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);

	story_expect(s, story_party_text(s, "owner"), "operator owner:holder", ERROR_PARTY_KNOWN,
		"/party");
}
END_TEST

START_TEST(a_party_document_is_signed_by_the_party_that_it_opens)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	story_seal(s, story_party_text(s, "buyer"), "operator buyer:holder");
	story_expect(s, story_party_text(s, "owner"), "operator buyer:holder", ERROR_PARTY_SIGNER,
		"/party");
}
END_TEST

START_TEST(every_key_listed_proves_itself)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	story_expect(s, story_party_text(s, "buyer"), "operator buyer:holder*1", ERROR_KEY_UNPROVED,
		"/keys/1");
}
END_TEST

START_TEST(a_key_belongs_to_one_party_for_ever)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	struct record key = record_new(RECORD_KEY);
	const char *text = story_party_text(s, "owner"), *mine, *twice;

	mine = story_key_text(s, &story_party("owner")->keys[0]);
	twice = story_but(s, text, mine,
		story_text(s, "%s\n- %s", mine, story_key_text(s, &story_party("mee")->keys[0])));
	story_expect(s, twice, "operator owner:holder", ERROR_KEY_TAKEN, "/keys/1");
	key.key.key = story_party("owner")->keys[0];
	key.key.party = story_party("other")->id;
	key.key.from_sequence = 0;
	key.key.until_sequence = 1;
	story_put(s, &key);
	story_expect(s, text, "operator owner:holder", ERROR_KEY_NOT_IN_FORCE, "/signers");
}
END_TEST

START_TEST(a_key_is_listed_once)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *mine = story_key_text(s, &story_party("owner")->keys[0]);
	const char *text = story_but(
		s, story_party_text(s, "owner"), mine, story_text(s, "%s\n- %s", mine, mine));

	story_expect(s, text, "operator owner:holder", ERROR_KEY_TAKEN, "/keys/1");
}
END_TEST

START_TEST(one_secret_is_no_plain_key_and_a_security_key)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const struct public_key *owner = &story_party("owner")->keys[0];
	const char *mine = story_key_text(s, owner), *text = story_party_text(s, "owner");
	const char *both = story_text(s, "%s\n- %s", mine, security_key_text(s, owner));
	const char *turned = story_text(s, "%s\n- %s", security_key_text(s, owner), mine);
	const char *mees =
		story_text(s, "%s\n- %s", mine, security_key_text(s, &story_party("mee")->keys[0]));
	struct public_key sealing = story_stray_key("sealing");
	const char *seals = story_text(s, "%s\n- %s", mine, security_key_text(s, &sealing));

	story_expect(s, story_but(s, text, mine, both), "operator owner:holder", ERROR_KEY_TAKEN,
		"/keys/1");
	story_expect(s, story_but(s, text, mine, turned), "operator owner:holder",
		ERROR_KEY_UNPROVED, "/keys/0");
	story_expect(s, story_but(s, text, mine, mees), "operator owner:holder", ERROR_KEY_TAKEN,
		"/keys/1");
	story_expect(s, story_but(s, text, mine, seals), "operator owner:holder", ERROR_KEY_SEALS,
		"/keys/1");
}
END_TEST

/* The plain key's signature does not count as the security key's. */
START_TEST(a_security_key_proves_itself)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const struct public_key *owner = &story_party("owner")->keys[0];
	const char *text = story_but(s, story_party_text(s, "owner"), story_key_text(s, owner),
		security_key_text(s, owner));

	story_expect(s, text, "operator owner:holder", ERROR_KEY_UNKNOWN, "/signers");
	story_expect(
		s, text, "operator owner:holder*0", ERROR_SIGNATURES_TOO_FEW, "/signers/1/party");
}
END_TEST

START_TEST(the_sealing_key_is_no_partys)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	struct public_key sealing = story_stray_key("sealing");
	const char *mine = story_key_text(s, &story_party("owner")->keys[0]);
	const char *text = story_but(s, story_party_text(s, "owner"), mine,
		story_text(s, "%s\n- %s", mine, story_key_text(s, &sealing)));

	story_expect(s, text, "operator owner:holder", ERROR_KEY_SEALS, "/keys/1");
}
END_TEST

START_TEST(a_dry_run_finds_a_threshold_above_the_keys)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *text =
		story_but(s, story_party_text(s, "owner"), "threshold: 1", "threshold: 2");
	struct document *d = story_document(s, text, "operator owner:holder");
	struct circumstances c;
	struct decision decision;

	d->unsigned_form = true;
	c = story_circumstances(s);
	ck_assert_int_eq(decide(mem, &c, d, &decision, &s->err), -1);
	ck_assert_int_eq(s->err.code, ERROR_THRESHOLD);
	ck_assert_str_eq(s->err.path, "/threshold");
}
END_TEST

START_TEST(an_account_number_is_used_once)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	story_seal(s, story_party_text(s, "buyer"), "operator buyer:holder");
	story_expect(s,
		story_but(s, story_party_text(s, "owner"), story_account("owner"),
			story_account("buyer")),
		"operator owner:holder", ERROR_ACCOUNT_TAKEN, "/account");
}
END_TEST

/* The header names the party, too: a text with its own signers. */
static const char *under_another_id(
	struct story *s, const char *text, const char *name, const char *id)
{
	text = story_but(s, text, story_id(name), id);
	return story_text(s, "%ssigners:\n- {party: %s, as: operator}\n- {party: %s, as: holder}\n",
		text, story_id("operator"), id);
}

START_TEST(a_code_that_fails_its_check_needs_a_signed_reason)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *text =
		under_another_id(s, story_party_text(s, "owner"), "owner", "91350211M0000XUF46");

	story_expect(s, text, "operator owner:holder", ERROR_PARTY_USCC, "/party");
	story_seal(s, story_text(s, "%suscc_override: 登记机关确认该代码确属实发\n", text),
		"operator owner:holder");
}
END_TEST

START_TEST(an_organisation_is_not_opened_under_a_persons_id)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	story_expect(s,
		under_another_id(s, story_party_text(s, "owner"), "owner", "P-0123456789ABCDEF"),
		"operator owner:holder", ERROR_PARTY_ID_FORM, "/party");
}
END_TEST

/* The text without the line that begins so. */
static const char *without_line(struct story *s, const char *text, const char *begins)
{
	const char *at = strstr(text, begins);
	const char *end = at ? strchr(at, '\n') : NULL;

	ck_assert_ptr_nonnull(end);
	return story_text(s, "%.*s%s", (int)(at - text), text, end + 1);
}

START_TEST(a_natural_person_stays_withheld)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *text = story_party_text(s, "person");
	struct record party = record_new(RECORD_PARTY);

	story_expect(s, story_text(s, "%sname: {zh: 张三}\n", text), "operator person:holder",
		ERROR_PARTY_NAME_SHOWN, "/name");
	story_expect(s, without_line(s, text, "identity: "), "operator person:holder",
		ERROR_PARTY_IDENTITY, "/identity");
	story_seal(s, text, "operator person:holder");
	party.party.party = story_party("person")->id;
	ck_assert(story_get(s, &party));
	ck_assert_int_eq(party.party.type, PARTY_PERSON);
	ck_assert_str_eq(party.party.name_zh, "");
}
END_TEST

START_TEST(a_natural_person_has_one_account)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *text = story_party_text(s, "person");
	const char *again =
		under_another_id(s, story_party_text(s, "owner"), "owner", "P-0123456789ABCDEF");
	struct record identity = record_new(RECORD_IDENTITY);

	identity.identity.tag = digest_of("person", strlen("person"));
	ck_assert(!story_get(s, &identity));
	story_seal(s, text, "operator person:holder");
	ck_assert(story_get(s, &identity));
	ck_assert_str_eq(identity.identity.party.text, story_id("person"));
	again = without_line(s, without_line(s, again, "name: "), "type: ");
	again = story_text(s, "%stype: person\nidentity: {commit: %s, tag: %s}\n", again,
		story_hex(s, &s->sealed[STORY_GENESIS]), story_hex(s, &identity.identity.tag));
	story_expect(
		s, again, "operator owner:holder", ERROR_PARTY_IDENTITY_TAKEN, "/identity/tag");
}
END_TEST

/* --- void --- */

#define ID "7KQ2M9R4T6W0Y1ZB3V5N8JDHXC"

START_TEST(a_sealed_id_is_not_voided_by_any_of_its_signers)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	story_seal(s, story_text(s, "%sid: " ID "\n", story_party_text(s, "owner")),
		"operator owner:holder");
	story_expect(s, "kind: void\nvoids: " ID "\n", "operator", ERROR_VOID_SEALED, "/voids");
	story_expect(s, "kind: void\nvoids: " ID "\n", "owner:holder", ERROR_VOID_SEALED, "/voids");
	story_seal(s, "kind: void\nvoids: " ID "\n", "mee");
	ck_assert_str_eq(s->placement.folder, "");
}
END_TEST

START_TEST(a_void_has_one_signer_and_is_not_of_itself)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	story_expect(
		s, "kind: void\nvoids: " ID "\n", "operator mee", ERROR_VOID_SIGNERS, "/signers");
	story_expect(s, "kind: void\nvoids: " ID "\nid: " ID "\n", "operator", ERROR_VOID_ITSELF,
		"/voids");
}
END_TEST

/* --- accreditation --- */

static const char grant[] = "kind: accreditation\naction: grant\nvvb: 91110105739396429N\n"
			    "fields: [E, F]\napproval: CNCA-R-2002-105\nfrom: 2024-08-23\n"
			    "until: 2027-08-22\n";

static const struct broken accreditations[] = {
	{"not signed by the market authority", NULL, NULL, "mee", ERROR_SIGNERS, "/signers"},
	{"not signed by the ministry", NULL, NULL, "samr", ERROR_SIGNERS, "/signers"},
	{"of nobody known", "91110105739396429N", "91110108718701228R", "samr mee",
		ERROR_ACCREDITATION_PARTY, "/vvb"},
	{"of a natural person", "91110105739396429N", "P-7KQ2M9R4T6W0Y1ZB", "samr mee",
		ERROR_ACCREDITATION_PARTY, "/vvb"},
	{"from a day that is past", "from: 2024-08-23", "from: 2024-08-22", "samr mee",
		ERROR_DAY_PAST, "/from"},
	{"for a field that there is not", "fields: [E, F]", "fields: [E, Q]", "samr mee",
		ERROR_ACCREDITATION_FIELDS, "/fields/1"},
	{"for a part of a field's code", "fields: [E, F]", "fields: [EF]", "samr mee",
		ERROR_ACCREDITATION_FIELDS, "/fields/0"},
	{"for a field twice", "fields: [E, F]", "fields: [E, E]", "samr mee",
		ERROR_ACCREDITATION_FIELDS, "/fields/1"},
	{"for no field", "fields: [E, F]\n", "", "samr mee", ERROR_ACCREDITATION_FIELDS_NONE,
		"/fields"},
	{"without its number", "approval: CNCA-R-2002-105\n", "", "samr mee",
		ERROR_ACCREDITATION_APPROVAL, "/approval"},
	{"until before it begins", "until: 2027", "until: 2023", "samr mee",
		ERROR_ACCREDITATION_UNTIL, "/until"},
	{"with reports taken back", "until: 2027-08-22",
		"reports: [4f1c0e3a9b2d5c7f8091a2b3c4d5e6f74f1c0e3a9b2d5c7f8091a2b3c4d5e6f7]",
		"samr mee", ERROR_ACCREDITATION_REPORTS, "/reports"},
	{"its suspension while there is none", "grant", "suspend", "samr mee",
		ERROR_ACCREDITATION_NONE_STANDS, "/action"},
	{"its withdrawal while there is none", "grant", "withdraw", "samr mee",
		ERROR_ACCREDITATION_NONE_STANDS, "/action"},
};

START_TEST(an_accreditation_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);

	expect_broken(s, grant, &accreditations[_i]);
}
END_TEST

/* A void of an id that nobody uses; the same one may be told again and again. */
static const char idle[] = "kind: void\nvoids: 00000000000000000000000000\n";

START_TEST(a_party_has_a_number_of_voids_a_day)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);

	story_seal(s,
		"kind: parameters\nname: rate.void\nstatus: final\nsource: 文件\nfrom: 2024-08-23\n"
		"value: \"2\"\n",
		"operator");
	story_at(s, "2024-09-02T15:59:58.000Z");
	story_seal(s, idle, "owner:holder");
	story_seal(s, idle, "owner:holder");
	story_expect(s, idle, "owner:holder", ERROR_PARTY_RATE, "");
	ck_assert_str_eq(error_argument(&s->err, "most"), "2");
	ck_assert_str_eq(error_argument(&s->err, "from"), "2024-09-03");
	/* Others have their own, and the operator has none. */
	story_seal(s, idle, "buyer:holder");
	for (int i = 0; i < 4; i++)
		story_seal(s, idle, "operator");
	/* The day is Beijing's. */
	story_at(s, "2024-09-02T16:00:00.000Z");
	story_seal(s, idle, "owner:holder");
	story_seal(s, idle, "owner:holder");
	story_expect(s, idle, "owner:holder", ERROR_PARTY_RATE, "");
}
END_TEST

static const char voiding[] = "kind: void\nvoids: ZZZZZZZZZZZZZZZZZZZZZZZZZZ\n";

/* Signing as vvb shows whether the body is accredited on a day. */
START_TEST(a_body_is_accredited_from_its_day_until_its_last)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);

	story_seal(s, story_but(s, grant, "from: 2024-08-23", "from: 2024-08-25"), "samr mee");
	story_at(s, "2024-08-24");
	story_expect(s, voiding, "cec", ERROR_SIGNER_ROLE, "/signers/0/as");
	story_at(s, "2024-08-25");
	story_seal(s, voiding, "cec");
	story_at(s, "2027-08-22");
	story_seal(s, voiding, "cec");
	story_at(s, "2027-08-23");
	story_expect(s, voiding, "cec", ERROR_SIGNER_ROLE, "/signers/0/as");
}
END_TEST

START_TEST(a_suspended_body_does_not_sign_and_may_be_granted_anew)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_ACCREDITATIONS);
	const char *suspend = story_but(s, grant, "grant", "suspend");

	story_seal(s, suspend, "samr mee");
	story_expect(s, voiding, "cec", ERROR_SIGNER_ROLE, "/signers/0/as");
	story_seal(s, voiding, "ccsc");
	story_expect(s, suspend, "samr mee", ERROR_ACCREDITATION_NONE_STANDS, "/action");
	story_seal(s, grant, "samr mee");
	story_seal(s, voiding, "cec");
	story_seal(s, story_but(s, grant, "grant", "withdraw"), "samr mee");
	story_expect(s, voiding, "cec", ERROR_SIGNER_ROLE, "/signers/0/as");
	story_expect(s, story_but(s, grant, "grant", "withdraw"), "samr mee",
		ERROR_ACCREDITATION_NONE_STANDS, "/action");
}
END_TEST

START_TEST(a_suspension_that_is_over_gives_back_what_stood)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_ACCREDITATIONS);
	const char *suspend =
		story_but(s, story_but(s, grant, "grant", "suspend"), "until: 2027", "until: 2024");

	story_expect(s, suspend, "samr mee", ERROR_ACCREDITATION_UNTIL, "/until");
	suspend = story_but(s, suspend, "until: 2024-08-22", "until: 2024-08-30");
	story_seal(s, suspend, "samr mee");
	story_at(s, "2024-08-30");
	story_expect(s, voiding, "cec", ERROR_SIGNER_ROLE, "/signers/0/as");
	story_at(s, "2024-08-31");
	story_seal(s, voiding, "cec");
}
END_TEST

START_TEST(what_has_run_out_is_withdrawn_but_not_suspended)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *later = story_but(s, grant, "from: 2024-08-23", "from: 2027-09-01");

	story_seal(s, grant, "samr mee");
	later = story_but(s, later, "until: 2027", "until: 2028");
	story_expect(s, story_but(s, later, "grant", "suspend"), "samr mee",
		ERROR_ACCREDITATION_NONE_STANDS, "/action");
	story_seal(s, story_but(s, later, "grant", "withdraw"), "samr mee");
}
END_TEST

START_TEST(a_withdrawal_takes_back_reports_of_that_body_only)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_ACCREDITATIONS);
	struct record report = record_new(RECORD_DOCUMENT), gone = record_new(RECORD_DISOWNED);
	const char *withdrawal, *suspension;

	report.document.hash = digest_of("a report", 8);
	report.document.sequence = 3;
	report.document.signer = story_party("cec")->id;
	strncpy(report.document.kind, "validation-report", sizeof(report.document.kind) - 1);
	withdrawal = story_but(s, story_but(s, grant, "grant", "withdraw"), "until: 2027-08-22",
		story_text(s, "reports: [%s]", story_hex(s, &report.document.hash)));
	suspension = story_but(s, withdrawal, "withdraw", "suspend");
	story_expect(s, withdrawal, "samr mee", ERROR_ACCREDITATION_REPORT_UNKNOWN, "/reports/0");
	story_put(s, &report);
	story_expect(s, story_but(s, withdrawal, story_id("cec"), story_id("ccsc")), "samr mee",
		ERROR_ACCREDITATION_REPORT_UNKNOWN, "/reports/0");
	story_expect(s, suspension, "samr mee", ERROR_ACCREDITATION_REPORTS, "/reports");
	story_seal(s, withdrawal, "samr mee");
	gone.disowned.report = report.document.hash;
	ck_assert(story_get(s, &gone));
	ck_assert_ptr_nonnull(strstr(s->placement.folder, "/91110105739396429N"));
}
END_TEST

START_TEST(what_is_no_report_is_not_taken_back)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_ACCREDITATIONS);
	struct digest voided = story_seal(s, voiding, "cec");

	story_expect(s,
		story_but(s, story_but(s, grant, "grant", "withdraw"), "until: 2027-08-22",
			story_text(s, "reports: [%s]", story_hex(s, &voided))),
		"samr mee", ERROR_ACCREDITATION_REPORT_UNKNOWN, "/reports/0");
}
END_TEST

static TCase *first(void)
{
	TCase *t = tcase_create("genesis, clock, rules, roles");

	tcase_add_loop_test(t, genesis_is_refused, 0, COUNT_OF(genesis));
	tcase_add_test(t, genesis_gives_the_ledger_its_authorities_and_keys);
	tcase_add_test(t, the_sealing_key_is_no_authoritys);
	tcase_add_test(t, two_authorities_share_no_key);
	tcase_add_test(t, the_sealing_key_is_a_plain_one_and_no_authoritys_in_either_type);
	tcase_add_test(t, a_simulated_ledger_takes_single_keys_and_begins_at_its_start);
	tcase_add_test(t, a_simulated_clock_goes_on_and_never_back);
	tcase_add_test(t, a_clock_document_is_sealed_at_its_instant);
	tcase_add_test(t, a_real_clock_is_not_set);
	tcase_add_loop_test(t, rules_are_refused, 0, COUNT_OF(rules));
	tcase_add_test(t, rules_do_not_go_back);
	tcase_add_loop_test(t, a_role_is_refused, 0, COUNT_OF(roles));
	tcase_add_test(t, a_role_lies_in_the_partys_folder);
	return t;
}

static TCase *second(void)
{
	TCase *t = tcase_create("parties, voids, accreditations");

	tcase_add_test(t, a_party_has_a_number_of_voids_a_day);
	tcase_add_loop_test(t, a_party_is_refused, 0, COUNT_OF(parties));
	tcase_add_test(t, a_party_gets_its_keys_and_its_account);
	tcase_add_test(t, a_subject_is_registered_once);
	tcase_add_test(t, a_party_document_is_signed_by_the_party_that_it_opens);
	tcase_add_test(t, every_key_listed_proves_itself);
	tcase_add_test(t, a_key_belongs_to_one_party_for_ever);
	tcase_add_test(t, a_key_is_listed_once);
	tcase_add_test(t, one_secret_is_no_plain_key_and_a_security_key);
	tcase_add_test(t, a_security_key_proves_itself);
	tcase_add_test(t, the_sealing_key_is_no_partys);
	tcase_add_test(t, a_dry_run_finds_a_threshold_above_the_keys);
	tcase_add_test(t, an_account_number_is_used_once);
	tcase_add_test(t, a_code_that_fails_its_check_needs_a_signed_reason);
	tcase_add_test(t, an_organisation_is_not_opened_under_a_persons_id);
	tcase_add_test(t, a_natural_person_stays_withheld);
	tcase_add_test(t, a_natural_person_has_one_account);
	tcase_add_test(t, a_sealed_id_is_not_voided_by_any_of_its_signers);
	tcase_add_test(t, a_void_has_one_signer_and_is_not_of_itself);
	tcase_add_loop_test(t, an_accreditation_is_refused, 0, COUNT_OF(accreditations));
	tcase_add_test(t, a_body_is_accredited_from_its_day_until_its_last);
	tcase_add_test(t, a_suspended_body_does_not_sign_and_may_be_granted_anew);
	tcase_add_test(t, a_suspension_that_is_over_gives_back_what_stood);
	tcase_add_test(t, what_has_run_out_is_withdrawn_but_not_suspended);
	tcase_add_test(t, a_withdrawal_takes_back_reports_of_that_body_only);
	tcase_add_test(t, what_is_no_report_is_not_taken_back);
	return t;
}

static Suite *suite(void)
{
	Suite *s = suite_create("rules/authority");

	suite_add_tcase(s, first());
	suite_add_tcase(s, second());
	return s;
}

TEST_MAIN(suite)
