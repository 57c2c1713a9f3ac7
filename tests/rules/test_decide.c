#include "rules/decide.h"

#include <string.h>

#include <talloc.h>

#include "tests/rules/story.h"
#include "tests/support.h"

#define ID "7KQ2M9R4T6W0Y1ZB3V5N8JDHXC"
#define OTHER_ID "0123456789ABCDEFGHJKMNPQRS"

/* What any party may do at any time: a void of an id that nobody has used. */
static const char voiding[] = "kind: void\nvoids: ZZZZZZZZZZZZZZZZZZZZZZZZZZ\n";
static const char role[] = "kind: role\naction: grant\nrole: court\n"
			   "party: 91370100163000013E\nfrom: 2024-08-23\n";

/* Decides without laying the changes over the state. */
static int decide_only(struct story *s, const struct document *d, int64_t rules)
{
	struct circumstances c = story_circumstances(s);
	struct decision decision;

	c.rules_version = rules;
	return decide(s->mem, &c, d, &decision, &s->err);
}

static void refused(struct story *s, enum error_code code, const char *path)
{
	ck_assert_str_eq(error_name(s->err.code), error_name(code));
	ck_assert_str_eq(s->err.path, path);
}

/* --- the ledger --- */

START_TEST(an_empty_ledger_takes_nothing_but_genesis)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);
	const char *text = story_text(
		s, "%sledger: ccer.test/%s\n", voiding, "4f1c0e3a9b2d5c7f8091a2b3c4d5e6f7");

	story_expect(s, text, "owner", ERROR_LEDGER_EMPTY, "/kind");
	s->sequence = 1;
	story_expect(s, story_genesis_text(s), "operator mee samr", ERROR_LEDGER_EMPTY, "/kind");
}
END_TEST

START_TEST(there_is_one_genesis)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);
	const char *genesis =
		story_text(s, "%sid: " ID "\nledger: ccer.test\n", story_genesis_text(s));

	story_seal(s, genesis, "operator mee samr");
	story_expect(s, genesis, "operator mee samr", ERROR_DOCUMENT_SEALED, "");
	story_expect(s, story_but(s, genesis, ID, OTHER_ID), "operator mee samr",
		ERROR_GENESIS_SECOND, "/kind");
}
END_TEST

START_TEST(a_document_for_another_ledger_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *name = strchr(s->ledger, '/');

	ck_assert_ptr_nonnull(name);
	story_expect(s, story_text(s, "%sledger: ccer.other%s\n", voiding, name), "owner",
		ERROR_LEDGER_OTHER, "/ledger");
	story_expect(s,
		story_text(s, "%sledger: ccer.test/4f1c0e3a9b2d5c7f8091a2b3c4d5e6f7\n", voiding),
		"owner", ERROR_LEDGER_OTHER, "/ledger");
}
END_TEST

START_TEST(a_rules_version_that_the_code_does_not_know_decides_nothing)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const struct document *d = story_document(s, voiding, "owner");

	ck_assert_int_eq(decide_only(s, d, RULES_VERSION_LATEST + 1), -1);
	refused(s, ERROR_RULES_VERSION, "");
	ck_assert_int_eq(decide_only(s, d, 0), -1);
	refused(s, ERROR_RULES_VERSION, "");
	ck_assert_int_eq(decide_only(s, d, RULES_VERSION_LATEST), 0);
}
END_TEST

/* --- the ledger that a document has seen --- */

#define ROOT(digit) digit digit digit digit digit digit digit digit
#define ROOT_OURS ROOT("0123abcd")
#define ROOT_THEIRS ROOT("0123abce")

/* A ledger of 7 entries, whose trees all have one root. */
static int root_of_seven(void *ctx, int64_t entries, struct digest *out, struct error *err)
{
	(void)ctx;
	(void)err;
	if (entries > 7)
		return 0;
	ck_assert(digest_parse(ROOT_OURS, strlen(ROOT_OURS), out));
	return 1;
}

static int root_fails(void *ctx, int64_t entries, struct digest *out, struct error *err)
{
	(void)ctx;
	(void)entries;
	(void)out;
	return error_set(err, ERROR_MERKLE_NODE, NULL, "", NULL);
}

static const struct {
	const char *seen;
	int (*root)(void *ctx, int64_t entries, struct digest *out, struct error *err);
	int code;
	const char *path;
} seen[] = {
	{"", NULL, 0, ""},
	{"seen: {entries: 7, root: " ROOT_OURS "}\n", root_of_seven, 0, ""},
	{"seen: {entries: 1, root: " ROOT_OURS "}\n", root_of_seven, 0, ""},
	{"seen: {entries: 7, root: " ROOT_THEIRS "}\n", root_of_seven, ERROR_SEEN_OTHER, "/seen"},
	{"seen: {entries: 8, root: " ROOT_OURS "}\n", root_of_seven, ERROR_SEEN_AHEAD, "/seen"},
	/* What cannot be checked does not count as checked. */
	{"seen: {entries: 7, root: " ROOT_OURS "}\n", NULL, ERROR_SEEN_AHEAD, "/seen"},
	{"seen: {entries: 7, root: " ROOT_OURS "}\n", root_fails, ERROR_MERKLE_NODE, ""},
};

START_TEST(what_a_document_has_seen_is_this_ledger)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const struct document *d =
		story_document(s, story_text(s, "%s%s", voiding, seen[_i].seen), "owner");
	struct view ledger = *overlay_view(s->state);
	struct overlay *page;
	struct decision decision;
	int decided;

	ledger.root = seen[_i].root;
	/* As when a page is decided: over changes that are not in the tree yet. */
	page = overlay_new(mem, &ledger);
	decided = decide(mem,
		&(struct circumstances){.rules_version = RULES_VERSION_LATEST,
			.view = overlay_view(page),
			.at = s->at,
			.sequence = s->sequence},
		d, &decision, &s->err);
	ck_assert_int_eq(decided, seen[_i].code ? -1 : 0);
	if (seen[_i].code)
		refused(s, (enum error_code)seen[_i].code, seen[_i].path);
}
END_TEST

/* --- one document, one act --- */

START_TEST(the_same_document_acts_once)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *twice = story_text(s, "%sid: " ID "\n", voiding);

	story_seal(s, twice, "owner");
	story_expect(s, twice, "owner", ERROR_DOCUMENT_SEALED, "");
}
END_TEST

START_TEST(an_id_of_a_first_signer_means_one_document)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *first = story_text(s, "%sid: " ID "\n", voiding);
	const char *second = story_but(s, first, "ZZZ", "YYY");

	story_seal(s, first, "owner");
	story_expect(s, second, "owner", ERROR_DOCUMENT_CONFLICT, "/id");
	story_seal(s, second, "buyer");
}
END_TEST

START_TEST(an_id_that_a_party_only_signed_second_is_still_its_own_to_use)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *party = story_text(s, "%sid: " ID "\n", story_party_text(s, "owner"));
	const char *own = story_text(s, "%sid: " ID "\n", voiding);

	story_seal(s, party, "operator owner:holder");
	story_seal(s, own, "owner");
	story_expect(s, story_but(s, own, "ZZZ", "YYY"), "owner", ERROR_DOCUMENT_CONFLICT, "/id");
	story_expect(
		s, story_but(s, own, "ZZZ", "YYY"), "operator", ERROR_DOCUMENT_CONFLICT, "/id");
}
END_TEST

START_TEST(a_party_that_signs_second_does_not_take_over_the_first_signers_id)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *own = story_text(s, "%sid: " ID "\n", voiding);
	const char *shared = story_text(s, "%sid: " ID "\n",
		"kind: units\nsource: 计量单位\nunits:\n- {symbol: tCO2e, name: {zh: 吨}}\n");

	story_seal(s, own, "mee");
	story_seal(s, shared, "operator mee");
	story_expect(s, story_but(s, own, "ZZZ", "YYY"), "mee", ERROR_DOCUMENT_CONFLICT, "/id");
}
END_TEST

START_TEST(a_voided_id_is_refused_for_ever)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *later = story_text(s, "%sid: " ID "\n", role);

	story_seal(s, story_but(s, voiding, "ZZZZZZZZZZZZZZZZZZZZZZZZZZ", ID), "mee");
	story_expect(s, later, "mee", ERROR_DOCUMENT_VOID, "/id");
	story_at(s, "2025-08-23");
	story_expect(s, later, "mee", ERROR_DOCUMENT_VOID, "/id");
}
END_TEST

START_TEST(another_partys_void_does_not_touch_an_id)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);

	story_seal(s, story_but(s, voiding, "ZZZZZZZZZZZZZZZZZZZZZZZZZZ", ID), "owner");
	story_seal(s, story_text(s, "%sid: " ID "\n", role), "mee");
}
END_TEST

/* --- nothing lives for ever --- */

static const struct {
	const char *name, *until;
	enum error_code code; /* 0: sealed */
} lives[] = {
	{"at its last instant a document is sealed", "2024-08-23T01:00:00Z", ERROR_NONE},
	{"a millisecond later it is not", "2024-08-23T00:59:59.999Z", ERROR_DOCUMENT_EXPIRED},
	{"ten days ahead is as far as may be", "2024-09-02T01:00:00Z", ERROR_NONE},
	{"a second more is too far", "2024-09-02T01:00:01Z", ERROR_DOCUMENT_LIVES_TOO_LONG},
};

START_TEST(a_document_is_sealed_while_it_lives)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *text = story_text(s, "%svalid_until: %s\n", voiding, lives[_i].until);

	if (lives[_i].code == ERROR_NONE)
		story_seal(s, text, "owner");
	else
		story_expect(s, text, "owner", lives[_i].code, "/valid_until");
}
END_TEST

START_TEST(units_may_live_ninety_days)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *text = "kind: units\nsource: 计量单位\nvalid_until: 2024-11-21T01:00:00Z\n"
			   "units:\n- {symbol: t, name: {zh: 吨}}\n";

	story_expect(s, story_but(s, text, "01:00:00", "01:00:01"), "operator mee",
		ERROR_DOCUMENT_LIVES_TOO_LONG, "/valid_until");
	story_seal(s, text, "operator mee");
}
END_TEST

/* --- who signs --- */

static const struct {
	const char *name, *signers;
	enum error_code code; /* 0: sealed */
	const char *path;
	const char *text;
} signings[] = {
	{"each party with all its keys", "mee", ERROR_NONE, "", role},
	{"a party named twice", "mee mee:holder", ERROR_SIGNER_TWICE, "/signers/1/party", role},
	{"a role that the party does not hold", "owner:mee", ERROR_SIGNER_ROLE, "/signers/0/as",
		role},
	{"a body that is not accredited yet", "cec", ERROR_SIGNER_ROLE, "/signers/0/as", voiding},
	{"one key where the threshold is two", "mee*1", ERROR_SIGNATURES_TOO_FEW,
		"/signers/0/party", role},
	{"no key at all", "mee*0", ERROR_SIGNATURES_TOO_FEW, "/signers/0/party", role},
	{"a second signer short of its threshold", "operator mee*1", ERROR_SIGNATURES_TOO_FEW,
		"/signers/1/party", "kind: rules\nrules: 1\n"},
	{"one key more than the threshold", "buyer", ERROR_NONE, "", voiding},
	{"the threshold alone", "buyer*1", ERROR_NONE, "", voiding},
	{"somebody signs who is not named", "mee +buyer", ERROR_SIGNATURE_OF_NO_SIGNER, "/signers",
		role},
	{"a signer too many", "mee operator", ERROR_SIGNERS, "/signers", role},
	{"a signer too few", "operator", ERROR_SIGNERS, "/signers", "kind: rules\nrules: 1\n"},
	{"the right number in other roles", "operator owner", ERROR_SIGNERS, "/signers",
		"kind: rules\nrules: 1\n"},
	{"in another order", "mee operator", ERROR_NONE, "", "kind: rules\nrules: 1\n"},
};

START_TEST(signers_are_those_that_the_kind_wants)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);

	if (signings[_i].code == ERROR_NONE)
		story_seal(s, signings[_i].text, signings[_i].signers);
	else
		story_expect(s, signings[_i].text, signings[_i].signers, signings[_i].code,
			signings[_i].path);
}
END_TEST

START_TEST(a_signer_is_a_party_of_the_registry)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);

	story_expect(s, voiding, "owner", ERROR_SIGNER_UNKNOWN, "/signers/0/party");
}
END_TEST

START_TEST(a_key_that_nobody_has_signs_nothing)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	struct document *d = story_document(s, voiding, "owner");

	d->signatures[0].key = story_stray_key("nobody");
	ck_assert_int_eq(decide_only(s, d, 1), -1);
	refused(s, ERROR_KEY_UNKNOWN, "/signers");
}
END_TEST

START_TEST(a_key_signs_from_its_first_entry_to_before_its_last)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	struct record row = record_new(RECORD_KEY);

	row.key.key = story_party("buyer")->keys[1];
	ck_assert(story_get(s, &row));
	row.key.until_sequence = s->sequence + 1;
	story_put(s, &row);
	story_seal(s, voiding, "buyer");
	story_expect(s, voiding, "buyer", ERROR_KEY_NOT_IN_FORCE, "/signers");
	story_seal(s, voiding, "buyer*1");
	row.key.until_sequence = SEQUENCE_NONE;
	row.key.from_sequence = s->sequence + 1;
	story_put(s, &row);
	story_expect(s, voiding, "buyer", ERROR_KEY_NOT_IN_FORCE, "/signers");
	story_seal(s, voiding, "buyer*1");
	story_seal(s, voiding, "buyer");
}
END_TEST

START_TEST(a_role_is_held_from_its_day_to_its_end)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const char *grant = story_but(s, role, "2024-08-23", "2024-09-01");

	story_seal(s, grant, "mee");
	story_seal(s, story_but(s, story_but(s, grant, "grant", "end"), "2024-09-01", "2024-09-10"),
		"mee");
	story_at(s, "2024-08-31");
	story_expect(s, voiding, "entity:court", ERROR_SIGNER_ROLE, "/signers/0/as");
	story_at(s, "2024-08-31T16:00:00Z");
	story_seal(s, voiding, "entity:court");
	story_at(s, "2024-09-09T15:59:59Z");
	story_seal(s, voiding, "entity:court");
	story_at(s, "2024-09-09T16:00:00Z");
	story_expect(s, voiding, "entity:court", ERROR_SIGNER_ROLE, "/signers/0/as");
}
END_TEST

/* --- a dry run --- */

START_TEST(an_unsigned_document_is_decided_as_if_its_signers_had_signed)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	struct document *d =
		story_document(s, story_party_text(s, "owner"), "operator*0 owner:holder*0");

	ck_assert_int_eq(decide_only(s, d, 1), -1);
	refused(s, ERROR_SIGNATURES_TOO_FEW, "/signers/0/party");
	d->unsigned_form = true;
	ck_assert_int_eq(decide_only(s, d, 1), 0);
	d = story_document(s, role, "operator*0");
	d->unsigned_form = true;
	ck_assert_int_eq(decide_only(s, d, 1), -1);
	refused(s, ERROR_SIGNERS, "/signers");
}
END_TEST

/* --- what a refusal and a decision say --- */

START_TEST(a_refusal_names_line_and_column)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);

	story_expect(s, story_but(s, role, "court", "mee"), "mee", ERROR_ROLE_NOT_GRANTED, "/role");
	ck_assert_uint_eq(s->err.line, 3);
	ck_assert_uint_eq(s->err.column, 7);
	ck_assert_str_eq(error_argument(&s->err, "role"), "mee");
}
END_TEST

START_TEST(a_sealed_document_is_known_by_hash_and_by_id)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	struct record row = record_new(RECORD_DOCUMENT), id = record_new(RECORD_DOCUMENT_ID);
	int64_t sequence = s->sequence;

	row.document.hash = story_seal(s, story_text(s, "%sid: " ID "\n", role), "mee");
	ck_assert(story_get(s, &row));
	ck_assert_int_eq(row.document.sequence, sequence);
	ck_assert_str_eq(row.document.kind, "role");
	ck_assert_str_eq(row.document.id.text, ID);
	ck_assert_str_eq(row.document.signer.text, story_id("mee"));
	ck_assert_int_eq(row.document.sealed_at.ms, s->at.ms);
	id.document_id.signer = story_party("mee")->id;
	id.document_id.id = row.document.id;
	ck_assert(story_get(s, &id));
	ck_assert(digest_equal(&id.document_id.hash, &row.document.hash));
}
END_TEST

/* A reader that fails is a fault of ours, never a refusal of the document. */
static int broken(UNUSED void *ctx, UNUSED void *mem, UNUSED struct record *r, struct error *err)
{
	return error_set(err, ERROR_IO, NULL, "", "file", "state", "reason", "broken", NULL);
}

START_TEST(a_view_that_fails_gives_its_own_error)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const struct document *d = story_document(s, voiding, "owner");
	struct view view = *overlay_view(s->state);
	struct circumstances c = story_circumstances(s);
	struct decision decision;

	view.get = broken;
	c.view = &view;
	ck_assert_int_eq(decide(mem, &c, d, &decision, &s->err), -1);
	refused(s, ERROR_IO, "");
	ck_assert_uint_eq(s->err.line, 0);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("rules/decide");
	TCase *t = tcase_create("decide");

	tcase_add_test(t, an_empty_ledger_takes_nothing_but_genesis);
	tcase_add_test(t, there_is_one_genesis);
	tcase_add_test(t, a_document_for_another_ledger_is_refused);
	tcase_add_test(t, a_rules_version_that_the_code_does_not_know_decides_nothing);
	tcase_add_loop_test(t, what_a_document_has_seen_is_this_ledger, 0, (int)COUNT_OF(seen));
	tcase_add_test(t, the_same_document_acts_once);
	tcase_add_test(t, an_id_of_a_first_signer_means_one_document);
	tcase_add_test(t, an_id_that_a_party_only_signed_second_is_still_its_own_to_use);
	tcase_add_test(t, a_party_that_signs_second_does_not_take_over_the_first_signers_id);
	tcase_add_test(t, a_voided_id_is_refused_for_ever);
	tcase_add_test(t, another_partys_void_does_not_touch_an_id);
	tcase_add_loop_test(t, a_document_is_sealed_while_it_lives, 0, COUNT_OF(lives));
	tcase_add_test(t, units_may_live_ninety_days);
	tcase_add_loop_test(t, signers_are_those_that_the_kind_wants, 0, COUNT_OF(signings));
	tcase_add_test(t, a_signer_is_a_party_of_the_registry);
	tcase_add_test(t, a_key_that_nobody_has_signs_nothing);
	tcase_add_test(t, a_key_signs_from_its_first_entry_to_before_its_last);
	tcase_add_test(t, a_role_is_held_from_its_day_to_its_end);
	tcase_add_test(t, an_unsigned_document_is_decided_as_if_its_signers_had_signed);
	tcase_add_test(t, a_refusal_names_line_and_column);
	tcase_add_test(t, a_sealed_document_is_known_by_hash_and_by_id);
	tcase_add_test(t, a_view_that_fails_gives_its_own_error);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
