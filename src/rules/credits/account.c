/*
 * account: accounts that documents name: they are known, and their holder signs.
 */
#include "rules/chapter.h"

int rule_account(
	struct rule *r, const struct account_id *id, const char *path, struct record_account *out)
{
	struct record account = record_new(RECORD_ACCOUNT);
	int found;

	account.account.account = *id;
	found = rule_get(r, &account);
	if (found < 0)
		return -1;
	if (found == 0)
		return rule_refuse(
			r, ACCOUNT_UNKNOWN, "Order 31 art. 24", path, "account", id->text);
	*out = account.account;
	return 0;
}

int rule_own_account(
	struct rule *r, const struct account_id *id, const char *path, struct record_account *out)
{
	const struct party_id *holder = rule_signer(r, ROLE_HOLDER);
	struct record_account account;

	if (rule_account(r, id, path, &account) < 0)
		return -1;
	if (holder == NULL || !party_id_equal(holder, &account.party))
		return rule_refuse(r, ACCOUNT_NOT_SIGNERS, "Registration Rules art. 9", path,
			"account", id->text, "party", holder == NULL ? "" : holder->text);
	*out = account;
	return 0;
}

/* Whether the party is an accredited body, or one whose accreditation is only suspended. */
static int is_vvb(struct rule *r, const struct party_id *party)
{
	struct record_accreditation row;
	int found = rule_accreditation_on(r, party, r->today, &row);

	if (found <= 0)
		return found;
	return row.action != ACCREDITATION_WITHDRAW &&
	       (day_is_none(row.until) || r->today.n <= row.until.n);
}

int rule_may_not_hold(struct rule *r, const struct party_id *party, enum role *out)
{
	int has = rule_runs_market(r, party, out);

	if (has != 0)
		return has;
	*out = ROLE_VVB;
	return is_vvb(r, party);
}
