/*
 * genesis, clock and rules: the first entry, which names the ledger's clock, rules version
 * and authorities and registers them with their keys; and the two kinds that set clock and
 * version afterwards.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/chapter.h"
#include "rules/signers.h"

static const char clause[] = "docs/rulebook.md genesis";

enum { AUTHORITY_THRESHOLD_MIN = 2 };

static int clock_and_version(struct rule *r)
{
	const struct body_genesis *b = r->d->genesis;
	char version[24], latest[24];

	if (b->rules < 1 || b->rules > RULES_VERSION_LATEST) {
		snprintf(version, sizeof(version), "%" PRId64, b->rules);
		snprintf(latest, sizeof(latest), "%d", RULES_VERSION_LATEST);
		return rule_refuse(
			r, RULES_VERSION, clause, "/rules", "version", version, "latest", latest);
	}
	if ((b->clock == CLOCK_SIMULATED) == instant_is_none(b->start))
		return rule_refuse(r, GENESIS_START, clause, "/start");
	return 0;
}

/* The party signs as the role under which it is listed among the authorities. */
static int authority_signs(struct rule *r, size_t i)
{
	const struct body_genesis_authority *a = &r->d->genesis->authorities[i];
	const struct party_id *signer = rule_signer(r, a->role);
	char path[ERROR_PATH_MAX];

	if (party_id_is_person(&a->party))
		return rule_refuse(r, AUTHORITY_PERSON, clause,
			rule_path(path, "/authorities/%zu/party", i), "party", a->party.text);
	if (!signer || !party_id_equal(signer, &a->party))
		return rule_refuse(r, GENESIS_AUTHORITIES, clause,
			rule_path(path, "/authorities/%zu/party", i));
	return 0;
}

static int authority_threshold(struct rule *r, size_t i)
{
	const struct body_genesis *b = r->d->genesis;
	const struct body_genesis_authority *a = &b->authorities[i];
	int64_t least = b->clock == CLOCK_SIMULATED ? 1 : AUTHORITY_THRESHOLD_MIN;
	char path[ERROR_PATH_MAX], needed[24], keys[24];

	if (a->threshold >= least && a->threshold <= (int64_t)a->keys_n)
		return 0;
	snprintf(needed, sizeof(needed), "%" PRId64, least);
	snprintf(keys, sizeof(keys), "%zu", a->keys_n);
	return rule_refuse(r, THRESHOLD, clause, rule_path(path, "/authorities/%zu/threshold", i),
		"least", needed, "keys", keys);
}

/* Keys of one authority: not the sealing key, and none that was listed before. */
static int authority_keys(struct rule *r, size_t i)
{
	const struct body_genesis *b = r->d->genesis;
	char path[ERROR_PATH_MAX];

	for (size_t k = 0; k < b->authorities[i].keys_n; k++) {
		const struct public_key *key = &b->authorities[i].keys[k];
		struct record row = record_new(RECORD_KEY);

		rule_path(path, "/authorities/%zu/keys/%zu", i, k);
		if (signers_key_free(r, key, &b->sealing_key, clause, path) != 0)
			return -1;
		row.key.key = *key;
		row.key.party = b->authorities[i].party;
		row.key.from_sequence = r->sequence;
		if (rule_put(r, &row) != 0)
			return -1;
	}
	return 0;
}

static int put_authority(struct rule *r, size_t i)
{
	const struct body_genesis *b = r->d->genesis;
	const struct body_genesis_authority *a = &b->authorities[i];
	struct record party = record_new(RECORD_PARTY), role = record_new(RECORD_ROLE);
	char path[ERROR_PATH_MAX];

	party.party.party = a->party;
	party.party.type = PARTY_ORGANISATION;
	rule_text(party.party.name_zh, sizeof(party.party.name_zh), a->name.zh);
	rule_text(party.party.name_en, sizeof(party.party.name_en), a->name.en);
	party.party.threshold = a->threshold;
	party.party.sequence = r->sequence;
	if (rule_put(r, &party) != 0)
		return -1;
	role.role.party = a->party;
	role.role.role = a->role;
	role.role.from = b->clock == CLOCK_SIMULATED ? instant_day(b->start) : r->today;
	role.role.sequence = r->sequence;
	role.role.action = ROLE_ACTION_GRANT;
	if (rule_put(r, &role) != 0)
		return -1;
	rule_path(path, "/authorities/%zu/name", i);
	return rule_put_names(r, &a->party, &a->name, path);
}

static int put_registry(struct rule *r)
{
	const struct body_genesis *b = r->d->genesis;
	struct record row = record_new(RECORD_REGISTRY);

	row.registry.only = 1;
	rule_text(row.registry.name, sizeof(row.registry.name), r->d->ledger_name);
	row.registry.genesis = r->d->hash;
	row.registry.clock = b->clock;
	row.registry.sealing_key = b->sealing_key;
	row.registry.rules = b->rules;
	row.registry.now = b->start;
	return rule_put(r, &row);
}

int rule_genesis(struct rule *r)
{
	static const enum role signers[] = {ROLE_OPERATOR, ROLE_MEE, ROLE_SAMR, ROLE_NONE};
	const struct body_genesis *b = r->d->genesis;

	if (rule_signers_are(r, signers) != 0 || clock_and_version(r) != 0)
		return -1;
	if (b->sealing_key.type != PUBLIC_KEY_PLAIN)
		return rule_refuse(r, KEY_SEALS_PLAIN, clause, "/sealing_key");
	if (b->authorities_n != COUNT_OF(signers) - 1)
		return rule_refuse(r, GENESIS_AUTHORITIES, clause, "/authorities");
	for (size_t i = 0; i < b->authorities_n; i++)
		if (authority_signs(r, i) != 0 || authority_threshold(r, i) != 0 ||
			authority_keys(r, i) != 0 || put_authority(r, i) != 0)
			return -1;
	return put_registry(r);
}

int rule_clock_goes_on(struct rule *r)
{
	char named[INSTANT_TEXT_SIZE], now[INSTANT_TEXT_SIZE];
	struct instant instant = r->d->clock->instant;

	if (r->registry.clock != CLOCK_SIMULATED || instant.ms >= r->registry.now.ms)
		return 0;
	return rule_refuse(r, CLOCK_BACK, "docs/rulebook.md clock", "/instant", "instant",
		instant_text(instant, named), "now", instant_text(r->registry.now, now));
}

int rule_clock(struct rule *r)
{
	static const enum role signers[] = {ROLE_OPERATOR, ROLE_NONE};
	struct record row = record_new(RECORD_REGISTRY);
	char named[INSTANT_TEXT_SIZE], now[INSTANT_TEXT_SIZE];
	struct instant instant = r->d->clock->instant;

	if (rule_signers_are(r, signers) != 0)
		return -1;
	if (r->registry.clock != CLOCK_SIMULATED)
		return rule_refuse(r, CLOCK_REAL, "docs/rulebook.md clock", "/kind");
	if (instant.ms != r->at.ms)
		return rule_refuse(r, CLOCK_SEAL, "docs/rulebook.md lives", "/instant", "instant",
			instant_text(instant, named), "now", instant_text(r->at, now));
	row.registry = r->registry;
	row.registry.now = instant;
	return rule_put(r, &row);
}

int rule_rules(struct rule *r)
{
	static const enum role signers[] = {ROLE_OPERATOR, ROLE_MEE, ROLE_NONE};
	struct record row = record_new(RECORD_REGISTRY);
	int64_t version = r->d->rules->rules;
	char wanted[24], latest[24];

	if (rule_signers_are(r, signers) != 0)
		return -1;
	snprintf(wanted, sizeof(wanted), "%" PRId64, version);
	snprintf(latest, sizeof(latest), "%d", RULES_VERSION_LATEST);
	if (version < 1 || version > RULES_VERSION_LATEST)
		return rule_refuse(r, RULES_VERSION, "docs/rulebook.md rules", "/rules", "version",
			wanted, "latest", latest);
	if (version < r->registry.rules)
		return rule_refuse(
			r, RULES_BACK, "docs/rulebook.md rules", "/rules", "version", wanted);
	row.registry = r->registry;
	row.registry.rules = version;
	rule_place(r, "parameters", "rules");
	return rule_put(r, &row);
}
