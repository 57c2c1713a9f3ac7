#include <stdio.h>
#include <string.h>

#include "tests/rules/holdings.h"
#include "tests/support.h"

/*
 * What keeps units where they are: restrictions, set, met by every movement, ended.
 */

/* Units of the range are neither in nor out of it by one. */
enum { FIRST = 101, LAST = 200 };

/* --- who may restrict what --- */

static struct body_authority_order order_of(enum who who)
{
	return (struct body_authority_order){
		party_of(who), "（2026）京01执1号", on("2026-03-02"), digest_of("order", 5)};
}

static void set_calendar(struct holdings *h)
{
	struct record r = record_new(RECORD_CALENDAR);
	struct calendar_year_days days;

	ck_assert(calendar_year_make(2026, NULL, 0, NULL, 0, &days));
	r.calendar.year = 2026;
	snprintf(r.calendar.days, sizeof(r.calendar.days), "%s", days.days);
	lay(h, &r);
}

static void freeze(struct holdings *h)
{
	set_calendar(h);
	h->units[0] = units_of(1, FIRST, LAST);
	h->units[1] = units_of(2, 1, 10);
	h->restriction = (struct body_restriction){.action = RESTRICTION_FREEZE,
		.scope = SCOPE_UNITS,
		.units_n = 2,
		.units = h->units,
		.order = order_of(COURT),
		.until = DAY_NONE,
		.text = "协助执行"};
	draft(h, KIND_RESTRICTION, &h->restriction);
	sign(h, OPERATOR, ROLE_OPERATOR);
	sign(h, COURT, ROLE_COURT);
}

static void operator_alone(struct holdings *h)
{
	h->d.signers_n = 1;
}

static void court_alone(struct holdings *h)
{
	h->d.signers_n = 0;
	sign(h, COURT, ROLE_COURT);
}

static void two_authorities(struct holdings *h)
{
	sign(h, MEE, ROLE_MEE);
}

static void exchange_signs(struct holdings *h)
{
	operator_alone(h);
	sign(h, EXCHANGE, ROLE_EXCHANGE);
}

static void order_of_another(struct holdings *h)
{
	h->restriction.order.by = party_of(MEE);
}

static void order_of_tomorrow(struct holdings *h)
{
	h->restriction.order.on = on("2026-03-03");
}

static void until_yesterday(struct holdings *h)
{
	h->restriction.until = on("2026-03-01");
}

static void no_scope(struct holdings *h)
{
	h->restriction.scope = SCOPE_NONE;
}

static void no_units(struct holdings *h)
{
	h->restriction.units_n = 0;
}

static void account_too(struct holdings *h)
{
	h->restriction.account = account_of(HOLDER);
}

static void of_something(struct holdings *h)
{
	h->restriction.of = digest_of("x", 1);
}

static void of_an_account(struct holdings *h, enum who who)
{
	h->restriction.scope = SCOPE_ACCOUNT;
	h->restriction.units_n = 0;
	h->restriction.account = account_of(who);
}

static void of_no_account(struct holdings *h)
{
	of_an_account(h, WHO_COUNT);
}

static void of_a_project(struct holdings *h, int number)
{
	h->restriction.scope = SCOPE_PROJECT;
	h->restriction.units_n = 0;
	h->restriction.project = project_of(number);
}

static void of_no_project(struct holdings *h)
{
	of_a_project(h, 9);
}

static void of_retired_units(struct holdings *h)
{
	h->units[0] = units_of(1, 2100, 2101);
}

static void of_units_never_issued(struct holdings *h)
{
	h->units[1] = units_of(2, 201, 201);
}

static void of_a_unit_twice(struct holdings *h)
{
	h->units[1] = units_of(1, LAST, LAST);
}

static void alone_without_a_calendar(struct holdings *h)
{
	operator_alone(h);
	h->at.ms = day_start(on("2027-03-01")).ms;
}

static void alone_again(struct holdings *h)
{
	operator_alone(h);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_NONE);
	freeze(h);
	operator_alone(h);
	h->units[0] = units_of(1, LAST, LAST + 5);
	h->units[1] = units_of(4, 1, 1);
}

static const struct {
	const char *name;
	void (*how)(struct holdings *h);
	enum error_code code;
	const char *path;
} refusals[] = {
	{"the court alone", court_alone, ERROR_SIGNERS, "/signers"},
	{"two authorities", two_authorities, ERROR_SIGNERS, "/signers"},
	{"the exchange orders nothing", exchange_signs, ERROR_SIGNERS, "/signers"},
	{"another's order", order_of_another, ERROR_RESTRICTION_SIGNER, "/order/by"},
	{"an order of tomorrow", order_of_tomorrow, ERROR_ORDER_DAY, "/order/on"},
	{"until yesterday", until_yesterday, ERROR_DAY_PAST, "/until"},
	{"no scope", no_scope, ERROR_RESTRICTION_MISSING, "/scope"},
	{"no units", no_units, ERROR_RESTRICTION_MISSING, "/units"},
	{"units and an account", account_too, ERROR_RESTRICTION_SURPLUS, "/account"},
	{"a freeze of a restriction", of_something, ERROR_RESTRICTION_SURPLUS, "/of"},
	{"no such account", of_no_account, ERROR_ACCOUNT_UNKNOWN, "/account"},
	{"no such project", of_no_project, ERROR_PROJECT_UNKNOWN, "/project"},
	{"retired units", of_retired_units, ERROR_UNITS_GONE, "/units/0/last"},
	{"units never issued", of_units_never_issued, ERROR_UNITS_UNKNOWN, "/units/1/first"},
	{"a unit twice", of_a_unit_twice, ERROR_UNITS_TWICE, "/units/1/first"},
	{"alone, in a year without a calendar", alone_without_a_calendar, ERROR_CALENDAR_MISSING,
		""},
	{"alone and again by one order", alone_again, ERROR_RESTRICTION_AGAIN, "/order"},
};

START_TEST(a_restriction_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	enum error_code code;

	freeze(h);
	refusals[_i].how(h);
	code = try_rule(h, rule_restriction);
	ck_assert_msg(code == refusals[_i].code, "%s: %s at %s", refusals[_i].name,
		error_name(code), h->err.path);
	ck_assert_str_eq(h->err.path, refusals[_i].path);
}
END_TEST

/* --- what a hold stops --- */

static void deposit_of(struct holdings *h, int64_t first, int64_t last)
{
	h->units[0] = units_of(1, first, last);
	h->trading = (struct body_trading){account_of(HOLDER), 1, h->units};
	draft(h, KIND_TRADING_DEPOSIT, &h->trading);
	sign(h, HOLDER, ROLE_HOLDER);
}

/* The last unit before, the first, the last, and the first after. */
START_TEST(a_movement_meets_a_hold_by_intersection)
{
	static const struct {
		int64_t first, last;
		enum error_code code;
	} moves[] = {{FIRST - 1, FIRST - 1, ERROR_NONE}, {FIRST - 1, FIRST, ERROR_UNITS_RESTRICTED},
		{LAST, LAST + 1, ERROR_UNITS_RESTRICTED},
		{FIRST + 1, LAST - 1, ERROR_UNITS_RESTRICTED}, {LAST + 1, LAST + 1, ERROR_NONE},
		{FIRST - 9, LAST + 9, ERROR_UNITS_RESTRICTED}};
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	freeze(h);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_NONE);
	ck_assert_int_eq(block_with(h, 1, FIRST).first, 1); /* blocks are not cut */
	deposit_of(h, moves[_i].first, moves[_i].last);
	ck_assert_int_eq((int)try_rule(h, rule_trading_deposit), (int)moves[_i].code);
	if (moves[_i].code)
		ck_assert_str_eq(h->err.path, "/units/0/first");
}
END_TEST

static void give_back(struct holdings *h)
{
	h->units[0] = units_of(1, 1001, 1010);
	h->trading = (struct body_trading){account_of(HOLDER), 1, h->units};
	draft(h, KIND_TRADING_RETURN, &h->trading);
	sign(h, EXCHANGE, ROLE_EXCHANGE);
}

static void retire(struct holdings *h)
{
	h->units[0] = units_of(1, 1, 10);
	h->retirement = (struct body_retirement){.account = account_of(HOLDER),
		.units_n = 1,
		.units = h->units,
		.purpose = PURPOSE_PUBLIC_INTEREST,
		.compliance_year = FIELD_ABSENT,
		.event_period = {DAY_NONE, DAY_NONE},
		.emission_period = {DAY_NONE, DAY_NONE}};
	draft(h, KIND_RETIREMENT, &h->retirement);
	sign(h, HOLDER, ROLE_HOLDER);
}

static void deposit(struct holdings *h)
{
	deposit_of(h, 1, 10);
}

static void settle(struct holdings *h)
{
	h->legs[0] = (struct body_leg){
		account_of(HOLDER), account_of(BUYER), units_of(1, 1001, 1010), 8500};
	h->settlement = (struct body_settlement){on("2026-03-02"), "S-1", 1, h->legs};
	draft(h, KIND_SETTLEMENT, &h->settlement);
	sign(h, EXCHANGE, ROLE_EXCHANGE);
}

static void apply(struct holdings *h)
{
	struct record o = record_new(RECORD_OBLIGATION), b = record_new(RECORD_BINDING);

	o.obligation.entity = party_of(HOLDER);
	o.obligation.year = 2025;
	o.obligation.due = tonnes_of(2000);
	o.obligation.limit = tonnes_of(100);
	o.obligation.surrender_by = on("2026-12-31");
	lay(h, &o);
	b.binding.account = account_of(HOLDER);
	b.binding.entity = party_of(HOLDER);
	b.binding.bound = true;
	snprintf(b.binding.cea_account, sizeof(b.binding.cea_account), "CEA-1");
	lay(h, &b);
	h->units[0] = units_of(1, 1, 10);
	h->application =
		(struct body_offset_application){account_of(HOLDER), "CEA-1", 2025, 1, h->units};
	draft(h, KIND_OFFSET_APPLICATION, &h->application);
	sign(h, HOLDER, ROLE_HOLDER);
}

static void entrust(struct holdings *h)
{
	apply(h);
	h->entrusted = (struct body_entrusted_surrender){.entity = party_of(HOLDER),
		.ground = ENTRUSTING_STOPPED,
		.decision = "2",
		.account = account_of(HOLDER),
		.cea_account = "CEA-1",
		.compliance_year = 2025,
		.units_n = 1,
		.units = h->units};
	draft(h, KIND_ENTRUSTED_SURRENDER, &h->entrusted);
	sign(h, PROVINCE, ROLE_PROVINCE);
	sign(h, CEA, ROLE_CEA);
}

static void transfer(struct holdings *h)
{
	h->units[0] = units_of(1, 1, 10);
	h->transfer = (struct body_transfer){TRANSFER_MERGER, account_of(HOLDER), account_of(BUYER),
		1, h->units, digest_of("proof", 5), NULL};
	draft(h, KIND_TRANSFER, &h->transfer);
	sign(h, OPERATOR, ROLE_OPERATOR);
	sign(h, BUYER, ROLE_HOLDER);
}

/* Every kind that moves units, and whether a limit stops it too. */
static const struct {
	const char *name;
	void (*draft)(struct holdings *h);
	rule_fn rule;
	bool limited;
} movements[] = {
	{"trading-deposit", deposit, rule_trading_deposit, true},
	{"trading-return", give_back, rule_trading_return, false},
	{"settlement", settle, rule_settlement, true},
	{"retirement", retire, rule_retirement, false},
	{"transfer", transfer, rule_transfer, true},
	{"offset-application", apply, rule_offset_application, false},
	{"entrusted-surrender", entrust, rule_entrusted_surrender, false},
};

enum { PLACES = 3 };

/* Holds what the movements take: the giver's account, the project, or units of it. */
static struct digest hold_at(struct holdings *h, int place, enum hold_action action)
{
	if (place == 0)
		return hold_account(h, HOLDER, action);
	return place == 1 ? hold_units(h, 1, 0, 0, action) : hold_units(h, 1, 1, 2000, action);
}

START_TEST(every_movement_meets_holds_of_account_project_and_units)
{
	static const enum error_code codes[] = {
		ERROR_ACCOUNT_RESTRICTED, ERROR_UNITS_PROJECT_RESTRICTED, ERROR_UNITS_RESTRICTED};

	for (int place = 0; place < PLACES; place++)
		for (int action = HOLD_FREEZE; action <= HOLD_LIMIT; action++) {
			AUTO(holdings_auto) struct holdings *h = holdings_new();
			bool stopped = action == HOLD_FREEZE || movements[_i].limited;

			(void)hold_at(h, place, (enum hold_action)action);
			movements[_i].draft(h);
			ck_assert_msg(try_rule(h, movements[_i].rule) ==
					      (stopped ? codes[place] : ERROR_NONE),
				"%s, place %d, action %d: %s", movements[_i].name, place, action,
				error_name(h->err.code));
		}
}
END_TEST

START_TEST(units_are_not_bought_into_a_held_account)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	(void)hold_account(h, BUYER, _i ? HOLD_LIMIT : HOLD_FREEZE);
	settle(h);
	ck_assert_int_eq((int)try_rule(h, rule_settlement), ERROR_ACCOUNT_RESTRICTED);
	ck_assert_str_eq(h->err.path, "/legs/0/buyer");
}
END_TEST

/* --- how it ends --- */

static struct digest frozen(struct holdings *h)
{
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_NONE);
	return h->d.hash;
}

static void release(struct holdings *h, const struct digest *of, enum who authority, enum role role)
{
	h->restriction = (struct body_restriction){.action = RESTRICTION_RELEASE,
		.of = *of,
		.order = order_of(COURT),
		.until = DAY_NONE,
		.text = "解除"};
	draft(h, KIND_RESTRICTION, &h->restriction);
	sign(h, OPERATOR, ROLE_OPERATOR);
	if (authority != NOBODY)
		sign(h, authority, role);
}

START_TEST(whoever_ordered_it_releases_it)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest hold, other;
	struct record after;

	freeze(h);
	hold = frozen(h);
	h->units[0] = units_of(1, LAST, LAST);
	freeze(h);
	other = frozen(h);
	release(h, &hold, NOBODY, ROLE_NONE);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_RESTRICTION_RELEASER);
	release(h, &hold, MEE, ROLE_MEE);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_RESTRICTION_RELEASER);
	release(h, &hold, COURT, ROLE_COURT);
	h->restriction.until = on("2026-04-01");
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_RESTRICTION_SURPLUS);
	release(h, &hold, COURT, ROLE_COURT);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_NONE);
	after = hold_record(h, &hold);
	ck_assert(digest_equal(&after.hold.ended_by, &h->d.hash));
	release(h, &hold, COURT, ROLE_COURT);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_HOLD_ENDED);
	deposit_of(h, FIRST, FIRST); /* each ends by itself: the other holds still */
	ck_assert_int_eq((int)try_rule(h, rule_trading_deposit), ERROR_UNITS_RESTRICTED);
	release(h, &other, COURT, ROLE_COURT);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_NONE);
	deposit_of(h, FIRST, FIRST);
	ck_assert_int_eq((int)try_rule(h, rule_trading_deposit), ERROR_NONE);
	hold = digest_of("x", 1);
	release(h, &hold, COURT, ROLE_COURT);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_HOLD_UNKNOWN);
	ck_assert_str_eq(h->err.path, "/of");
}
END_TEST

START_TEST(mee_releases_for_who_no_longer_has_the_role)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct record r = record_new(RECORD_ROLE);
	struct digest hold;

	freeze(h);
	hold = frozen(h);
	r.role.party = party_of(COURT);
	r.role.role = ROLE_COURT;
	r.role.from = on("2026-03-02");
	r.role.sequence = 99;
	r.role.action = ROLE_ACTION_END;
	lay(h, &r);
	release(h, &hold, SAMR, ROLE_SAMR);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_RESTRICTION_RELEASER);
	release(h, &hold, MEE, ROLE_MEE);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_NONE);
}
END_TEST

/* Sealed on Monday 2026-03-02, three working days after it is Thursday. */
START_TEST(by_the_operator_alone_it_ends_after_three_working_days)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct record_hold hold;
	struct digest hash;

	freeze(h);
	operator_alone(h);
	hash = frozen(h);
	hold = hold_record(h, &hash).hold;
	ck_assert_int_eq(hold.until.n, on("2026-03-05").n);
	ck_assert_int_eq((int)hold.role, ROLE_OPERATOR);
	h->at.ms = day_start(on("2026-03-06")).ms - 1;
	deposit_of(h, FIRST, FIRST);
	ck_assert_int_eq((int)try_rule(h, rule_trading_deposit), ERROR_UNITS_RESTRICTED);
	h->at.ms++;
	release(h, &hash, NOBODY, ROLE_NONE);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_HOLD_ENDED);
	deposit_of(h, FIRST, FIRST);
	ck_assert_int_eq((int)try_rule(h, rule_trading_deposit), ERROR_NONE);
}
END_TEST

START_TEST(by_the_operator_alone_it_may_be_shorter_and_is_released_by_it)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest hash;

	set_parameter(h, "restriction.unsigned", "5");
	freeze(h);
	operator_alone(h);
	h->restriction.until = on("2026-03-03");
	hash = frozen(h);
	ck_assert_int_eq(hold_record(h, &hash).hold.until.n, on("2026-03-03").n);
	release(h, &hash, NOBODY, ROLE_NONE);
	ck_assert_int_eq((int)try_rule(h, rule_restriction), ERROR_NONE);
	/* Another order, or the authority's signature, and it may be again. */
	freeze(h);
	operator_alone(h);
	h->restriction.order.sha256 = digest_of("another", 7);
	hash = frozen(h);
	ck_assert_int_eq(hold_record(h, &hash).hold.until.n, on("2026-03-09").n);
	freeze(h);
	hash = frozen(h);
	ck_assert(day_is_none(hold_record(h, &hash).hold.until));
}
END_TEST

START_TEST(accounts_and_projects_are_restricted_alone_once_by_an_order)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	for (int again = 0; again < 2; again++) {
		freeze(h);
		operator_alone(h);
		if (_i)
			of_an_account(h, HOLDER);
		else
			of_a_project(h, 1);
		ck_assert_int_eq((int)try_rule(h, rule_restriction),
			again ? ERROR_RESTRICTION_AGAIN : ERROR_NONE);
	}
	deposit_of(h, 1, 1);
	ck_assert_int_eq((int)try_rule(h, rule_trading_deposit),
		_i ? ERROR_ACCOUNT_RESTRICTED : ERROR_UNITS_PROJECT_RESTRICTED);
}
END_TEST

static Suite *holds_suite(void)
{
	Suite *s = suite_create("holds");
	TCase *t = tcase_create("holds");

	tcase_add_loop_test(t, a_restriction_that_breaks_a_rule_is_refused, 0, COUNT_OF(refusals));
	tcase_add_loop_test(t, a_movement_meets_a_hold_by_intersection, 0, 6);
	tcase_add_loop_test(
		t, every_movement_meets_holds_of_account_project_and_units, 0, COUNT_OF(movements));
	tcase_add_loop_test(t, units_are_not_bought_into_a_held_account, 0, 2);
	tcase_add_test(t, whoever_ordered_it_releases_it);
	tcase_add_test(t, mee_releases_for_who_no_longer_has_the_role);
	tcase_add_test(t, by_the_operator_alone_it_ends_after_three_working_days);
	tcase_add_test(t, by_the_operator_alone_it_may_be_shorter_and_is_released_by_it);
	tcase_add_loop_test(t, accounts_and_projects_are_restricted_alone_once_by_an_order, 0, 2);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(holds_suite)
