/*
 * party: an organisation or a natural person registered once by the operator and itself,
 * with its keys and its holding account.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/chapter.h"
#include "rules/signers.h"

static const char clause[] = "docs/rulebook.md party";

/* An organisation: its USCC, which names_codes_check has looked at, and its name. */
static int organisation_check(struct rule *r)
{
	const struct body_party *b = r->d->party;

	if (party_id_is_person(&b->party))
		return rule_refuse(r, PARTY_ID_FORM, clause, "/party", "party", b->party.text,
			"type", "organisation");
	if (!b->name.zh || !b->name.zh[0])
		return rule_refuse(r, PARTY_NAME, clause, "/name");
	return 0;
}

/*
 * One person, one account; the tag recognises a person again and reveals nothing else about
 * them.
 */
static int identity_is_new(struct rule *r)
{
	struct record row = record_new(RECORD_IDENTITY);
	int found;

	row.identity.tag = r->d->party->identity.tag;
	found = rule_get(r, &row);
	if (found < 0)
		return -1;
	if (found)
		return rule_refuse(r, PARTY_IDENTITY_TAKEN, clause, "/identity/tag", "party",
			row.identity.party.text);
	row.identity.party = r->d->party->party;
	return rule_put(r, &row);
}

/* A natural person: nothing that identifies them enters the ledger but a commitment and a tag. */
static int person_check(struct rule *r)
{
	const struct body_party *b = r->d->party;

	if (!party_id_is_person(&b->party))
		return rule_refuse(r, PARTY_ID_FORM, clause, "/party", "party", b->party.text,
			"type", "person");
	if (b->name.zh || b->name.en)
		return rule_refuse(r, PARTY_NAME_SHOWN, clause, "/name");
	if (digest_is_zero(&b->identity.commit))
		return rule_refuse(r, PARTY_IDENTITY, clause, "/identity");
	return identity_is_new(r);
}

static int key_check(struct rule *r, size_t i)
{
	const struct body_party *b = r->d->party;
	struct record row = record_new(RECORD_KEY);
	char path[ERROR_PATH_MAX], fingerprint[PUBLIC_KEY_FINGERPRINT_SIZE];

	rule_path(path, "/keys/%zu", i);
	if (signers_key_free(r, &b->keys[i], &r->registry.sealing_key, clause, path) != 0)
		return -1;
	if (!signers_signed_with(r, &b->keys[i]))
		return rule_refuse(r, KEY_UNPROVED, clause, path, "key",
			public_key_fingerprint(&b->keys[i], fingerprint));
	row.key.key = b->keys[i];
	row.key.party = b->party;
	row.key.from_sequence = r->sequence;
	return rule_put(r, &row);
}

static int keys_check(struct rule *r)
{
	const struct body_party *b = r->d->party;
	char keys[24];

	if (b->threshold < 1 || b->threshold > (int64_t)b->keys_n) {
		snprintf(keys, sizeof(keys), "%zu", b->keys_n);
		return rule_refuse(r, THRESHOLD, clause, "/threshold", "least", "1", "keys", keys);
	}
	for (size_t i = 0; i < b->keys_n; i++)
		if (key_check(r, i) != 0)
			return -1;
	return 0;
}

static int open_account(struct rule *r)
{
	const struct body_party *b = r->d->party;
	struct record row = record_new(RECORD_ACCOUNT);
	int found;

	row.account.account = b->account;
	found = rule_get(r, &row);
	if (found < 0)
		return -1;
	if (found)
		return rule_refuse(
			r, ACCOUNT_TAKEN, clause, "/account", "account", b->account.text);
	row = record_new(RECORD_ACCOUNT);
	row.account.account = b->account;
	row.account.party = b->party;
	return rule_put(r, &row);
}

static int put_party(struct rule *r)
{
	const struct body_party *b = r->d->party;
	struct record row = record_new(RECORD_PARTY);

	row.party.party = b->party;
	row.party.type = b->type;
	rule_text(row.party.name_zh, sizeof(row.party.name_zh), b->name.zh);
	rule_text(row.party.name_en, sizeof(row.party.name_en), b->name.en);
	rule_text(row.party.province, sizeof(row.party.province), b->province);
	row.party.threshold = b->threshold;
	row.party.account = b->account;
	row.party.sequence = r->sequence;
	rule_place(r, "parties", b->party.text);
	return rule_put(r, &row) < 0 ? -1 : rule_put_names(r, &b->party, &b->name, "/name");
}

int rule_party(struct rule *r)
{
	static const enum role signers[] = {ROLE_OPERATOR, ROLE_HOLDER, ROLE_NONE};
	const struct body_party *b = r->d->party;
	struct record known;
	int found;

	if (rule_signers_are(r, signers) != 0)
		return -1;
	if (!party_id_equal(rule_signer(r, ROLE_HOLDER), &b->party))
		return rule_refuse(r, PARTY_SIGNER, clause, "/party", "party", b->party.text);
	found = rule_party_record(r, &b->party, &known);
	if (found < 0)
		return -1;
	if (found)
		return rule_refuse(r, PARTY_KNOWN, clause, "/party", "party", b->party.text);
	if ((b->type == PARTY_PERSON ? person_check(r) : organisation_check(r)) != 0)
		return -1;
	if (keys_check(r) != 0 || open_account(r) != 0)
		return -1;
	return put_party(r);
}
