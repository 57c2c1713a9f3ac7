/*
 * trading-deposit and trading-return: units moved between a holder's own position and the
 * exchange's; the account stays the same.
 */
#include "rules/chapter.h"

/* Gives every listed unit of the account a new position; they stay free. */
static int reposition_units(
	struct rule *r, const struct body_trading *b, enum unit_position position)
{
	const struct units_becoming becoming = {
		.account = b->account, .position = position, .status = UNIT_FREE};

	for (size_t i = 0; i < b->units_n; i++)
		if (rule_units_become(r, &b->units[i].block, &becoming) < 0)
			return -1;
	return 0;
}

int rule_trading_deposit(struct rule *r)
{
	static const enum role holder[] = {ROLE_HOLDER, ROLE_NONE};
	const struct body_trading *b = r->d->trading_deposit;
	struct record_account account;
	struct tonnes total;

	if (rule_signers_are(r, holder) < 0 ||
		rule_own_account(r, &b->account, "/account", &account) < 0 ||
		rule_units_check(r, &b->account, UNITS_FROM_HOLDING, b->units_n, b->units, "/units",
			&total) < 0)
		return -1;
	return reposition_units(r, b, POSITION_TRADING);
}

int rule_trading_return(struct rule *r)
{
	static const enum role exchange[] = {ROLE_EXCHANGE, ROLE_NONE};
	static const enum role both[] = {ROLE_HOLDER, ROLE_EXCHANGE, ROLE_NONE};
	const struct body_trading *b = r->d->trading_return;
	bool holder_signs = rule_signer(r, ROLE_HOLDER) != NULL;
	struct record_account account;
	struct tonnes total;
	int held;

	if (rule_signers_are(r, holder_signs ? both : exchange) < 0)
		return -1;
	held = holder_signs ? rule_own_account(r, &b->account, "/account", &account)
			    : rule_account(r, &b->account, "/account", &account);
	if (held < 0 || rule_units_check(r, &b->account, UNITS_FROM_TRADING, b->units_n, b->units,
				"/units", &total) < 0)
		return -1;
	return reposition_units(r, b, POSITION_HOLDING);
}
