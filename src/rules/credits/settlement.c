/*
 * settlement: what the exchange cleared, leg by leg, carried out whole or not at all.
 */
#include "rules/chapter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

enum { DELIVERY_DAYS = 10 }; /* longer than any holiday closes the exchange */

/* One side of a leg; there are many legs and few accounts, so each account is looked at once. */
struct side {
	struct account_id account;
	size_t leg;
};

static int side_compare(const void *left, const void *right)
{
	const struct side *a = left, *b = right;
	int order = strcmp(a->account.text, b->account.text);

	return order != 0 ? order : a->leg < b->leg ? -1 : a->leg > b->leg;
}

/* A settlement needs two people at the exchange, whatever threshold it has set elsewhere. */
static int exchange_threshold(struct rule *r, const struct party_id *exchange)
{
	struct record party;
	int found = rule_party_record(r, exchange, &party);

	if (found < 0)
		return -1;
	if (found == 0 || party.party.threshold < 2)
		return rule_refuse(r, SETTLEMENT_THRESHOLD, "Order 31 art. 26", "/signers/0",
			"party", exchange->text);
	return 0;
}

/* Order 31 art. 37 and the trading rules, art. 47: who runs the market may not trade in it. */
static int buyer_may_hold(struct rule *r, const struct side *buyer)
{
	enum role role;
	struct record_account account;
	char path[ERROR_PATH_MAX];
	int has;

	rule_path(path, "/legs/%zu/buyer", buyer->leg);
	if (rule_account(r, &buyer->account, path, &account) < 0)
		return -1;
	has = rule_may_not_hold(r, &account.party, &role);
	if (has == 1)
		return rule_refuse(r, SETTLEMENT_BUYER, "Order 31 art. 37", path, "account",
			buyer->account.text, "role", word_text(WORDS_ROLE, (int)role));
	return has;
}

static int seller_may_give(struct rule *r, const struct side *seller)
{
	struct record_account account;
	char path[ERROR_PATH_MAX];

	return rule_account(
		r, &seller->account, rule_path(path, "/legs/%zu/seller", seller->leg), &account);
}

/* Looks once at each account that stands on one side of the legs. */
static int sides_check(struct rule *r, struct side *side, size_t n,
	int (*check)(struct rule *r, const struct side *side))
{
	qsort(side, n, sizeof(*side), side_compare);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && account_id_equal(&side[i].account, &side[i - 1].account))
			continue;
		if (check(r, &side[i]) < 0)
			return -1;
	}
	return 0;
}

static int accounts_check(struct rule *r, const struct body_settlement *b)
{
	struct side *seller = talloc_array(r->mem, struct side, (unsigned)b->legs_n);
	struct side *buyer = talloc_array(r->mem, struct side, (unsigned)b->legs_n);

	if (seller == NULL || buyer == NULL)
		return error_no_memory(r->err);
	for (size_t i = 0; i < b->legs_n; i++) {
		const struct body_leg *leg = &b->legs[i];
		char path[ERROR_PATH_MAX];

		if (account_id_equal(&leg->seller, &leg->buyer))
			return rule_refuse(r, SETTLEMENT_SELF, "Order 31 art. 45",
				rule_path(path, "/legs/%zu/buyer", i), "account", leg->buyer.text);
		seller[i] = (struct side){leg->seller, i};
		buyer[i] = (struct side){leg->buyer, i};
	}
	if (b->legs_n == 0)
		return 0;
	if (sides_check(r, seller, b->legs_n, seller_may_give) < 0)
		return -1;
	return sides_check(r, buyer, b->legs_n, buyer_may_hold);
}

static int buyer_let_in(struct rule *r, const struct side *buyer)
{
	char path[ERROR_PATH_MAX];

	return rule_holds_let_in(
		r, &buyer->account, rule_path(path, "/legs/%zu/buyer", buyer->leg));
}

static int buyers_let_in(struct rule *r, const struct body_settlement *b)
{
	struct side *buyer = talloc_array(r->mem, struct side, (unsigned)b->legs_n);

	if (buyer == NULL)
		return error_no_memory(r->err);
	for (size_t i = 0; i < b->legs_n; i++)
		buyer[i] = (struct side){b->legs[i].buyer, i};
	return b->legs_n == 0 ? 0 : sides_check(r, buyer, b->legs_n, buyer_let_in);
}

static int units_check(struct rule *r, const struct body_settlement *b, struct tonnes *total)
{
	struct units_pieces p = {
		.n = b->legs_n, .from = UNITS_FROM_TRADING, .list = "/legs", .within = "/units"};

	p.piece = talloc_array(r->mem, struct units_piece, (unsigned)b->legs_n);
	if (p.piece == NULL)
		return error_no_memory(r->err);
	for (size_t i = 0; i < b->legs_n; i++)
		p.piece[i] = (struct units_piece){b->legs[i].units.block, b->legs[i].seller, i};
	return rule_pieces_check(r, &p, total);
}

/*
 * Adds to what the exchange has settled today; a limit of 0 means none is set. The day is that of
 * the seal: a trading day that the exchange names itself would limit nothing.
 */
static int volume_add(struct rule *r, const struct party_id *exchange, struct tonnes total)
{
	struct record day = record_new(RECORD_TRADING_DAY);
	char volume[TONNES_TEXT_SIZE], asked[TONNES_TEXT_SIZE], limit_text[TONNES_TEXT_SIZE];
	struct tonnes sum;
	int64_t limit;

	day.trading_day.exchange = *exchange;
	day.trading_day.day = r->today;
	if (rule_get(r, &day) < 0 || rule_parameter_integer(r, "exchange.daily_volume", &limit) < 0)
		return -1;
	if (!tonnes_add(day.trading_day.volume, total, &sum) ||
		(limit != 0 && tonnes_compare(sum, tonnes_of(limit)) > 0))
		return rule_refuse(r, SETTLEMENT_VOLUME, "Order 31 art. 26", "/legs", "limit",
			tonnes_text(tonnes_of(limit), limit_text), "settled",
			tonnes_text(day.trading_day.volume, volume), "asked",
			tonnes_text(total, asked));
	day.trading_day.volume = sum;
	return rule_put(r, &day);
}

/* Trades are delivered within days. */
static void day_warn(struct rule *r, struct day trading_day)
{
	char day[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE], days[24];

	if (r->today.n - trading_day.n <= DELIVERY_DAYS)
		return;
	snprintf(days, sizeof(days), "%d", r->today.n - trading_day.n);
	rule_warn(r, TRADING_DAY_FAR, "/trading_day", "day", day_text(trading_day, day), "days",
		days, "today", day_text(r->today, today));
}

int rule_settlement(struct rule *r)
{
	static const enum role signers[] = {ROLE_EXCHANGE, ROLE_NONE};
	const struct body_settlement *b = r->d->settlement;
	const struct party_id *exchange;
	char today[DAY_TEXT_SIZE];
	struct tonnes total;

	if (rule_signers_are(r, signers) < 0)
		return -1;
	exchange = rule_signer(r, ROLE_EXCHANGE);
	if (exchange_threshold(r, exchange) < 0)
		return -1;
	if (b->trading_day.n > r->today.n)
		return rule_refuse(r, SETTLEMENT_DAY, "Order 31 art. 26", "/trading_day", "today",
			day_text(r->today, today));
	day_warn(r, b->trading_day);
	if (accounts_check(r, b) < 0 || units_check(r, b, &total) < 0 || buyers_let_in(r, b) < 0 ||
		volume_add(r, exchange, total) < 0)
		return -1;
	for (size_t i = 0; i < b->legs_n; i++) {
		const struct units_becoming becoming = {.account = b->legs[i].buyer,
			.position = POSITION_TRADING,
			.status = UNIT_FREE};

		if (rule_units_become(r, &b->legs[i].units.block, &becoming) < 0)
			return -1;
	}
	return 0;
}
