/*
 * binding: an enterprise's holding account and its account in the registry of allowances,
 * bound one to one and released, as the offsetting procedure of 2023 requires.
 */
#include "rules/chapter.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PROCEDURE "环办气候函〔2023〕237号 annex"

/* The holding account is the entity's own, and the entity has a USCC, as both registries need. */
static int entity_check(struct rule *r, const struct record_account *account)
{
	const struct body_binding *b = r->d->binding;

	if (!party_id_equal(&b->entity, &account->party))
		return rule_refuse(r, BINDING_ENTITY, PROCEDURE, "/entity", "entity",
			b->entity.text, "holder", account->party.text);
	if (party_id_is_person(&b->entity))
		return rule_refuse(
			r, BINDING_PERSON, PROCEDURE, "/entity", "entity", b->entity.text);
	return 0;
}

static int bind_check(
	struct rule *r, const struct record_binding *binding, const struct record_cea_account *cea)
{
	if (binding->bound)
		return rule_refuse(r, BINDING_ACCOUNT_BOUND, PROCEDURE, "/account", "account",
			binding->account.text, "cea_account", binding->cea_account);
	if (cea->bound)
		return rule_refuse(r, BINDING_CEA_BOUND, PROCEDURE, "/cea_account", "cea_account",
			cea->cea_account);
	return 0;
}

/* Stops at a year in which the entity has units awaiting an answer. */
static int year_is_open(void *ctx, const struct record *row, UNUSED struct error *err)
{
	int64_t *year = ctx;

	if (tonnes_is_zero(row->obligation.open))
		return 0;
	*year = row->obligation.year;
	return 1;
}

static int end_check(struct rule *r, const struct record_binding *binding)
{
	const struct body_binding *b = r->d->binding;
	struct record from = record_new(RECORD_OBLIGATION);
	char year_text[24];
	int64_t year = 0;
	int open;

	if (!binding->bound || strcmp(binding->cea_account, b->cea_account) != 0)
		return rule_refuse(r, BINDING_ABSENT, PROCEDURE, "/cea_account", "account",
			b->account.text, "cea_account", b->cea_account);
	from.obligation.entity = b->entity;
	open = rule_each(r, 1, &from, year_is_open, &year);
	if (open < 0)
		return -1;
	snprintf(year_text, sizeof(year_text), "%" PRId64, year);
	if (open == 1)
		return rule_refuse(r, BINDING_OPEN, PROCEDURE, "/action", "entity", b->entity.text,
			"year", year_text);
	return 0;
}

int rule_binding(struct rule *r)
{
	static const enum role signers[] = {ROLE_HOLDER, ROLE_CEA, ROLE_NONE};
	const struct body_binding *b = r->d->binding;
	struct record binding = record_new(RECORD_BINDING);
	struct record cea = record_new(RECORD_CEA_ACCOUNT);
	bool bind = b->action == BINDING_BIND;
	struct record_account account;

	if (rule_signers_are(r, signers) < 0 ||
		rule_own_account(r, &b->account, "/account", &account) < 0 ||
		entity_check(r, &account) < 0)
		return -1;
	binding.binding.account = b->account;
	rule_text(cea.cea_account.cea_account, sizeof(cea.cea_account.cea_account), b->cea_account);
	if (rule_get(r, &binding) < 0 || rule_get(r, &cea) < 0)
		return -1;
	if ((bind ? bind_check(r, &binding.binding, &cea.cea_account)
		  : end_check(r, &binding.binding)) < 0)
		return -1;
	memcpy(binding.binding.cea_account, cea.cea_account.cea_account,
		sizeof(binding.binding.cea_account));
	binding.binding.entity = b->entity;
	binding.binding.bound = bind;
	cea.cea_account.account = b->account;
	cea.cea_account.bound = bind;
	if (rule_put(r, &binding) < 0)
		return -1;
	return rule_put(r, &cea);
}
