#include <stdio.h>
#include <string.h>

#include "tests/rules/holdings.h"
#include "tests/support.h"

/* Units that change hands outside the exchange. */

static void draft_transfer(struct holdings *h, enum transfer_ground ground)
{
	h->units[0] = units_of(1, 11, 20);
	h->units[1] = units_of(2, 1, 100);
	h->transfer = (struct body_transfer){ground, account_of(HOLDER), account_of(BUYER), 2,
		h->units, digest_of("proof", 5), NULL};
	draft(h, KIND_TRANSFER, &h->transfer);
	sign(h, OPERATOR, ROLE_OPERATOR);
	if (ground == TRANSFER_DONATION)
		sign(h, HOLDER, ROLE_HOLDER);
	if (ground == TRANSFER_JUDICIAL)
		sign(h, COURT, ROLE_COURT);
	else
		sign(h, BUYER, ROLE_HOLDER);
}

/* --- who signs --- */

static void operator_alone(struct holdings *h)
{
	h->d.signers_n = 1;
}

static void without_the_last(struct holdings *h)
{
	h->d.signers_n--;
}

static void without_the_operator(struct holdings *h)
{
	h->d.signers[0] = h->d.signers[--h->d.signers_n];
}

static void giver_for_receiver(struct holdings *h)
{
	h->d.signers[1].party = party_of(HOLDER);
}

static void another_for_giver(struct holdings *h)
{
	h->d.signers[1].party = party_of(PERSON);
}

static void another_for_receiver(struct holdings *h)
{
	h->d.signers[2].party = party_of(PERSON);
}

static void court_too(struct holdings *h)
{
	sign(h, COURT, ROLE_COURT);
}

static void mee_for_the_court(struct holdings *h)
{
	h->d.signers[1] = (struct signer){party_of(MEE), ROLE_MEE};
}

/* --- what it names --- */

static void to_itself(struct holdings *h)
{
	h->transfer.to = account_of(HOLDER);
}

static void to_nobody(struct holdings *h)
{
	h->transfer.to = account_of(WHO_COUNT);
}

static void from_nobody(struct holdings *h)
{
	h->transfer.from = account_of(WHO_COUNT);
}

static void to(struct holdings *h, enum who who)
{
	h->transfer.to = account_of(who);
	h->d.signers[1].party = party_of(who);
}

static void to_the_exchange(struct holdings *h)
{
	to(h, EXCHANGE);
}

static void to_a_vvb(struct holdings *h)
{
	to(h, VVB);
}

static void in_trading(struct holdings *h)
{
	h->units[1] = units_of(1, 1001, 1001);
}

static void of_the_buyer(struct holdings *h)
{
	h->units[1] = units_of(1, 2201, 2201);
}

static void frozen_units(struct holdings *h)
{
	h->units[1] = units_of(1, 2001, 2001);
}

static void to_a_held_account(struct holdings *h)
{
	(void)hold_account(h, BUYER, HOLD_FREEZE);
}

static const struct {
	const char *name;
	enum transfer_ground ground;
	void (*how)(struct holdings *h);
	enum error_code code;
	const char *path;
} refusals[] = {
	{"the operator alone", TRANSFER_MERGER, operator_alone, ERROR_SIGNERS, "/signers"},
	{"a gift without its receiver", TRANSFER_DONATION, without_the_last, ERROR_SIGNERS,
		"/signers"},
	{"a merger without the operator", TRANSFER_MERGER, without_the_operator, ERROR_SIGNERS,
		"/signers"},
	{"an inheritance that the giver signs", TRANSFER_INHERITANCE, giver_for_receiver,
		ERROR_TRANSFER_HOLDER, "/to"},
	{"a split that the giver signs", TRANSFER_SPLIT, giver_for_receiver, ERROR_TRANSFER_HOLDER,
		"/to"},
	{"a gift of another", TRANSFER_DONATION, another_for_giver, ERROR_TRANSFER_HOLDER, "/from"},
	{"a gift to another", TRANSFER_DONATION, another_for_receiver, ERROR_TRANSFER_HOLDER,
		"/to"},
	{"a merger that a court signs", TRANSFER_MERGER, court_too, ERROR_SIGNERS, "/signers"},
	{"a judgment that mee signs", TRANSFER_JUDICIAL, mee_for_the_court, ERROR_SIGNERS,
		"/signers"},
	{"to itself", TRANSFER_JUDICIAL, to_itself, ERROR_TRANSFER_SELF, "/to"},
	{"to nobody", TRANSFER_JUDICIAL, to_nobody, ERROR_ACCOUNT_UNKNOWN, "/to"},
	{"from nobody", TRANSFER_JUDICIAL, from_nobody, ERROR_ACCOUNT_UNKNOWN, "/from"},
	{"to the exchange", TRANSFER_MERGER, to_the_exchange, ERROR_TRANSFER_RECEIVER, "/to"},
	{"to a VVB", TRANSFER_MERGER, to_a_vvb, ERROR_TRANSFER_RECEIVER, "/to"},
	{"units in trading", TRANSFER_MERGER, in_trading, ERROR_UNITS_POSITION, "/units/1/first"},
	{"units of another", TRANSFER_JUDICIAL, of_the_buyer, ERROR_UNITS_NOT_HELD,
		"/units/1/first"},
	{"frozen units", TRANSFER_JUDICIAL, frozen_units, ERROR_UNITS_NOT_FREE, "/units/1/first"},
	{"to a held account", TRANSFER_MERGER, to_a_held_account, ERROR_ACCOUNT_RESTRICTED, "/to"},
};

START_TEST(a_transfer_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	enum error_code code;

	draft_transfer(h, refusals[_i].ground);
	refusals[_i].how(h);
	code = try_rule(h, rule_transfer);
	ck_assert_msg(code == refusals[_i].code, "%s: %s at %s", refusals[_i].name,
		error_name(code), h->err.path);
	ck_assert_str_eq(h->err.path, refusals[_i].path);
}
END_TEST

/* On every ground. */
START_TEST(a_transfer_moves_units_and_nothing_beside_them)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	draft_transfer(h, (enum transfer_ground)_i);
	ck_assert_int_eq((int)try_rule(h, rule_transfer), ERROR_NONE);
	for (int64_t number = 10; number <= 21; number++)
		ck_assert_str_eq(block_with(h, 1, number).account.text,
			account_of(number < 11 || number > 20 ? HOLDER : BUYER).text);
	ck_assert_int_eq((int)block_with(h, 1, 15).status, UNIT_FREE);
	ck_assert_int_eq((int)block_with(h, 1, 15).position, POSITION_HOLDING);
	ck_assert_str_eq(block_with(h, 2, 100).account.text, account_of(BUYER).text);
}
END_TEST

START_TEST(a_court_takes_units_from_the_exchange_into_the_holding_position)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	draft_transfer(h, TRANSFER_JUDICIAL);
	h->units[1] = units_of(1, 999, 1002);
	ck_assert_int_eq((int)try_rule(h, rule_transfer), ERROR_NONE);
	ck_assert_int_eq((int)block_with(h, 1, 1002).position, POSITION_HOLDING);
	ck_assert_int_eq((int)block_with(h, 1, 1003).position, POSITION_TRADING);
}
END_TEST

/* --- holds --- */

static enum error_code deposit(struct holdings *h, enum who who, int64_t number)
{
	h->units[3] = units_of(1, number, number);
	h->trading = (struct body_trading){account_of(who), 1, h->units + 3};
	draft(h, KIND_TRADING_DEPOSIT, &h->trading);
	sign(h, who, ROLE_HOLDER);
	return try_rule(h, rule_trading_deposit);
}

/* What is transferred leaves the court's hold, and what is left stays in it. */
START_TEST(a_court_passes_its_own_restriction_of_units)
{
	/* The range held, and what is left of it when 11 to 20 are taken. */
	static const struct {
		int64_t first, last;
		int64_t held[2], let[2];
	} ranges[] = {{1, 100, {10, 21}, {11, 20}}, {11, 20, {0}, {11, 20}},
		{15, 30, {21, 30}, {15, 20}}, {5, 15, {5, 10}, {11, 15}}};
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	(void)hold_units(h, 1, ranges[_i].first, ranges[_i].last, HOLD_FREEZE);
	draft_transfer(h, TRANSFER_MERGER);
	ck_assert_int_eq((int)try_rule(h, rule_transfer), ERROR_UNITS_RESTRICTED);
	draft_transfer(h, TRANSFER_JUDICIAL);
	ck_assert_int_eq((int)try_rule(h, rule_transfer), ERROR_NONE);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq((int)deposit(h, BUYER, ranges[_i].let[i]),
			i && ranges[_i].let[0] == ranges[_i].let[1] ? ERROR_UNITS_POSITION
								    : ERROR_NONE);
		if (ranges[_i].held[i])
			ck_assert_int_eq((int)deposit(h, HOLDER, ranges[_i].held[i]),
				ERROR_UNITS_RESTRICTED);
	}
}
END_TEST

/* Two ranges of one hold, each met twice. */
START_TEST(several_pieces_leave_one_range)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	(void)hold_units(h, 1, 1, 100, HOLD_FREEZE);
	draft_transfer(h, TRANSFER_JUDICIAL);
	h->units[0] = units_of(1, 50, 50);
	h->units[1] = units_of(1, 2, 3);
	ck_assert_int_eq((int)try_rule(h, rule_transfer), ERROR_NONE);
	ck_assert_int_eq((int)deposit(h, HOLDER, 1), ERROR_UNITS_RESTRICTED);
	ck_assert_int_eq((int)deposit(h, HOLDER, 4), ERROR_UNITS_RESTRICTED);
	ck_assert_int_eq((int)deposit(h, HOLDER, 49), ERROR_UNITS_RESTRICTED);
	ck_assert_int_eq((int)deposit(h, HOLDER, 51), ERROR_UNITS_RESTRICTED);
	ck_assert_int_eq((int)deposit(h, HOLDER, 100), ERROR_UNITS_RESTRICTED);
	ck_assert_int_eq((int)deposit(h, BUYER, 50), ERROR_NONE);
	ck_assert_int_eq((int)deposit(h, BUYER, 3), ERROR_NONE);
}
END_TEST

/* Another court's, mee's, or one of the account by the court itself. */
START_TEST(a_court_passes_nobody_elses_restriction)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest hash = hold_units(h, 1, 1, 100, HOLD_FREEZE);
	struct record hold = hold_record(h, &hash);

	if (_i == 0)
		hold.hold.by = party_of(PERSON);
	else
		hold.hold.role = ROLE_MEE;
	lay(h, &hold);
	draft_transfer(h, TRANSFER_JUDICIAL);
	ck_assert_int_eq((int)try_rule(h, rule_transfer), ERROR_UNITS_RESTRICTED);
}
END_TEST

START_TEST(a_court_passes_its_own_restriction_of_account_and_project)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	(void)hold_account(h, HOLDER, HOLD_FREEZE);
	(void)hold_units(h, 1, 0, 0, HOLD_FREEZE);
	draft_transfer(h, TRANSFER_JUDICIAL);
	ck_assert_int_eq((int)try_rule(h, rule_transfer), ERROR_NONE);
	/* The project stays held, in whatever account. */
	ck_assert_int_eq((int)deposit(h, BUYER, 15), ERROR_UNITS_PROJECT_RESTRICTED);
}
END_TEST

static Suite *transfer_suite(void)
{
	Suite *s = suite_create("transfer");
	TCase *t = tcase_create("transfer");

	tcase_add_loop_test(t, a_transfer_that_breaks_a_rule_is_refused, 0, COUNT_OF(refusals));
	tcase_add_loop_test(t, a_transfer_moves_units_and_nothing_beside_them, TRANSFER_DONATION,
		TRANSFER_JUDICIAL + 1);
	tcase_add_test(t, a_court_takes_units_from_the_exchange_into_the_holding_position);
	tcase_add_loop_test(t, a_court_passes_its_own_restriction_of_units, 0, 4);
	tcase_add_test(t, several_pieces_leave_one_range);
	tcase_add_loop_test(t, a_court_passes_nobody_elses_restriction, 0, 2);
	tcase_add_test(t, a_court_passes_its_own_restriction_of_account_and_project);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(transfer_suite)
