/*
 * transfer: units change hands outside the exchange, on a ground and with its proof (Registration
 * Rules art. 14, 16): given away, passed on by merger, split or inheritance, or by a court.
 */
#include "rules/chapter.h"

static const char clause[] = "docs/rulebook.md transfer";

/* Beside the operator: the giver too of a gift, the receiver, or the court. */
static int roles_check(struct rule *r)
{
	static const enum role given[] = {ROLE_OPERATOR, ROLE_HOLDER, ROLE_HOLDER, ROLE_NONE};
	static const enum role passed_on[] = {ROLE_OPERATOR, ROLE_HOLDER, ROLE_NONE};
	static const enum role ordered[] = {ROLE_OPERATOR, ROLE_COURT, ROLE_NONE};

	switch (r->d->transfer->ground) {
	case TRANSFER_DONATION:
		return rule_signers_are(r, given);
	case TRANSFER_JUDICIAL:
		return rule_signers_are(r, ordered);
	case TRANSFER_MERGER:
	case TRANSFER_SPLIT:
	case TRANSFER_INHERITANCE:
	case TRANSFER_NONE:
		break;
	}
	return rule_signers_are(r, passed_on);
}

/* Its holder signs, where the ground asks for it. */
static int holder_signs(struct rule *r, const struct record_account *account, const char *path)
{
	if (rule_signs_as(r, &account->party, ROLE_HOLDER))
		return 0;
	return rule_refuse(r, TRANSFER_HOLDER, clause, path, "account", account->account.text,
		"party", account->party.text);
}

static int receiver_may_hold(struct rule *r, const struct record_account *to)
{
	enum role role;
	int barred = rule_may_not_hold(r, &to->party, &role);

	if (barred == 1)
		return rule_refuse(r, TRANSFER_RECEIVER, "Order 31 art. 37", "/to", "account",
			to->account.text, "role", word_text(WORDS_ROLE, (int)role));
	return barred;
}

static int accounts_check(struct rule *r)
{
	const struct body_transfer *b = r->d->transfer;
	struct record_account from, to;

	if (rule_account(r, &b->from, "/from", &from) < 0 ||
		rule_account(r, &b->to, "/to", &to) < 0)
		return -1;
	if (account_id_equal(&b->from, &b->to))
		return rule_refuse(r, TRANSFER_SELF, clause, "/to", "account", b->to.text);
	if (b->ground == TRANSFER_DONATION && holder_signs(r, &from, "/from") < 0)
		return -1;
	if (b->ground != TRANSFER_JUDICIAL && holder_signs(r, &to, "/to") < 0)
		return -1;
	return receiver_may_hold(r, &to);
}

int rule_transfer(struct rule *r)
{
	const struct body_transfer *b = r->d->transfer;
	const struct units_becoming theirs = {
		.account = b->to, .position = POSITION_HOLDING, .status = UNIT_FREE};
	const bool judicial = b->ground == TRANSFER_JUDICIAL;
	struct units_pieces units;
	struct tonnes total;

	if (roles_check(r) < 0 || accounts_check(r) < 0 ||
		rule_units_list(r, &b->from, judicial ? UNITS_FROM_EITHER : UNITS_FROM_HOLDING,
			b->units_n, b->units, "/units", &units) < 0)
		return -1;
	units.court = rule_signer(r, ROLE_COURT);
	if (rule_pieces_check(r, &units, &total) < 0 || rule_holds_let_in(r, &b->to, "/to") < 0 ||
		rule_holds_yield(r, &units) < 0)
		return -1;
	for (size_t i = 0; i < b->units_n; i++)
		if (rule_units_become(r, &b->units[i].block, &theirs) < 0)
			return -1;
	return 0;
}
