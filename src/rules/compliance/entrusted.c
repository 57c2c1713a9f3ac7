/*
 * entrusted: a province has the obligation of an entity met that has stopped or defaulted, with the
 * entity's own units or those of a third party that signs too. From then on it is like an
 * application of the entity, whose limit it counts against.
 */
#include "rules/compliance/compliance.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char clause[] = "docs/rulebook.md entrusted-surrender";

static int signers_check(struct rule *r)
{
	static const enum role two[] = {ROLE_PROVINCE, ROLE_CEA, ROLE_NONE};
	static const enum role three[] = {ROLE_PROVINCE, ROLE_CEA, ROLE_HOLDER, ROLE_NONE};

	return rule_signers_are(r, rule_signer(r, ROLE_HOLDER) ? three : two);
}

/* An organisation that is a party, of the province that signs as far as both are known. */
static int entity_check(struct rule *r)
{
	const struct party_id *entity = &r->d->entrusted_surrender->entity;
	const struct party_id *signer = rule_signer(r, ROLE_PROVINCE);
	struct record party, province;
	int found = rule_party_record(r, entity, &party);

	if (found < 0 || rule_party_record(r, signer, &province) < 0)
		return -1;
	if (found == 0 || party_id_is_person(entity))
		return rule_refuse(r, ENTRUSTED_ENTITY, clause, "/entity", "entity", entity->text);
	if (!party.party.province[0] || !province.party.province[0] ||
		strcmp(party.party.province, province.party.province) == 0)
		return 0;
	return rule_refuse(r, ENTRUSTED_PROVINCE, clause, "/entity", "party", signer->text, "own",
		province.party.province, "entity", entity->text, "province", party.party.province);
}

/* The units are the entity's, or those of the holder who signs and may apply. */
static int account_check(struct rule *r, struct record_account *account)
{
	const struct body_entrusted_surrender *b = r->d->entrusted_surrender;

	if (rule_signer(r, ROLE_HOLDER))
		return rule_own_account(r, &b->account, "/account", account) < 0
			       ? -1
			       : offset_party_may_apply(r, &account->party);
	if (rule_account(r, &b->account, "/account", account) < 0)
		return -1;
	if (party_id_equal(&account->party, &b->entity))
		return 0;
	return rule_refuse(r, ENTRUSTED_ACCOUNT, clause, "/account", "account", b->account.text,
		"entity", b->entity.text);
}

/* Not bound to somebody else's account; an entity that has stopped may have bound none. */
static int cea_account_check(struct rule *r)
{
	const struct body_entrusted_surrender *b = r->d->entrusted_surrender;
	struct record cea = record_new(RECORD_CEA_ACCOUNT), account = record_new(RECORD_ACCOUNT);
	int found;

	rule_text(cea.cea_account.cea_account, sizeof(cea.cea_account.cea_account), b->cea_account);
	found = rule_get(r, &cea);
	if (found < 0)
		return -1;
	if (found == 0 || !cea.cea_account.bound)
		return 0;
	account.account.account = cea.cea_account.account;
	if (rule_get(r, &account) < 0)
		return -1;
	if (party_id_equal(&account.account.party, &b->entity))
		return 0;
	return rule_refuse(r, ENTRUSTED_CEA_ACCOUNT, clause, "/cea_account", "cea_account",
		b->cea_account, "entity", b->entity.text);
}

/* There is a default only when the last day to surrender is past. */
static int ground_check(struct rule *r)
{
	const struct body_entrusted_surrender *b = r->d->entrusted_surrender;
	struct record row;
	char year[24], until[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE];
	int found = limit_obligation(r, &b->entity, b->compliance_year, &row);

	if (found <= 0 || b->ground != ENTRUSTING_DEFAULTED ||
		r->today.n > row.obligation.surrender_by.n)
		return found < 0 ? -1 : 0;
	snprintf(year, sizeof(year), "%" PRId64, b->compliance_year);
	return rule_refuse(r, ENTRUSTED_NOT_DUE, clause, "/ground", "year", year, "until",
		day_text(row.obligation.surrender_by, until), "today", day_text(r->today, today));
}

int rule_entrusted_surrender(struct rule *r)
{
	const struct body_entrusted_surrender *b = r->d->entrusted_surrender;
	struct record_account account;

	if (signers_check(r) < 0 || entity_check(r) < 0 || account_check(r, &account) < 0 ||
		cea_account_check(r) < 0 || ground_check(r) < 0)
		return -1;
	return offset_open(r, &(struct offset_asked){.entity = b->entity,
				      .account = b->account,
				      .cea_account = b->cea_account,
				      .year = b->compliance_year,
				      .units_n = b->units_n,
				      .units = b->units,
				      .entrusted_by = *rule_signer(r, ROLE_PROVINCE)});
}
