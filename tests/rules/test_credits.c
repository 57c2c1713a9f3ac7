#include <stdio.h>
#include <string.h>

#include "tests/rules/holdings.h"
#include "tests/support.h"

/* One way to break a document or the state before it, and the refusal that must follow. */
struct breaking {
	const char *name;
	void (*how)(struct holdings *h);
	enum error_code code;
	const char *path;
};

static void unsign(struct holdings *h)
{
	h->d.signers_n = 0;
}

static void restrict_holder(struct holdings *h)
{
	(void)hold_account(h, HOLDER, HOLD_FREEZE);
}

static void restrict_project_1(struct holdings *h)
{
	(void)hold_units(h, 1, 0, 0, HOLD_FREEZE);
}

/* Breaks a good draft and expects that refusal, with the state as before. */
static void refuses(struct holdings *h, const struct breaking *b, rule_fn fn)
{
	enum error_code code;

	b->how(h);
	code = try_rule(h, fn);
	ck_assert_msg(code == b->code, "%s: %s at %s", b->name, error_name(code), h->err.path);
	ck_assert_str_eq(h->err.path, b->path);
}

/* --- trading-deposit and trading-return --- */

static void deposit(struct holdings *h)
{
	h->units[0] = units_of(1, 11, 20);
	h->units[1] = units_of(2, 1, 100);
	h->trading = (struct body_trading){account_of(HOLDER), 2, h->units};
	draft(h, KIND_TRADING_DEPOSIT, &h->trading);
	sign(h, HOLDER, ROLE_HOLDER);
}

static void as_exchange(struct holdings *h)
{
	unsign(h);
	sign(h, EXCHANGE, ROLE_EXCHANGE);
}

static void as_owner(struct holdings *h)
{
	unsign(h);
	sign(h, HOLDER, ROLE_OWNER);
}

static void as_another(struct holdings *h)
{
	unsign(h);
	sign(h, BUYER, ROLE_HOLDER);
}

static void of_no_account(struct holdings *h)
{
	h->trading.account = account_of(WHO_COUNT);
}

static void in_trading(struct holdings *h)
{
	h->units[1] = units_of(1, 1001, 1001);
}

static void of_the_buyer(struct holdings *h)
{
	h->units[1] = units_of(1, 2201, 2201);
}

static void frozen(struct holdings *h)
{
	h->units[1] = units_of(1, 2001, 2001);
}

static void twice(struct holdings *h)
{
	h->units[1] = units_of(1, 20, 20);
}

static void never_issued(struct holdings *h)
{
	h->units[1] = units_of(2, 201, 202);
}

static const struct breaking deposits[] = {
	{"the exchange alone", as_exchange, ERROR_SIGNERS, "/signers"},
	{"the holder as an owner", as_owner, ERROR_SIGNERS, "/signers"},
	{"another party's account", as_another, ERROR_ACCOUNT_NOT_SIGNERS, "/account"},
	{"an account that is not there", of_no_account, ERROR_ACCOUNT_UNKNOWN, "/account"},
	{"a restricted account", restrict_holder, ERROR_ACCOUNT_RESTRICTED, "/units/0/first"},
	{"a restricted project", restrict_project_1, ERROR_UNITS_PROJECT_RESTRICTED,
		"/units/0/project"},
	{"units in trading", in_trading, ERROR_UNITS_POSITION, "/units/1/first"},
	{"units of another", of_the_buyer, ERROR_UNITS_NOT_HELD, "/units/1/first"},
	{"frozen units", frozen, ERROR_UNITS_NOT_FREE, "/units/1/first"},
	{"a unit twice", twice, ERROR_UNITS_TWICE, "/units/1/first"},
	{"units never issued", never_issued, ERROR_UNITS_UNKNOWN, "/units/1/first"},
};

START_TEST(a_deposit_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	deposit(h);
	refuses(h, &deposits[_i], rule_trading_deposit);
}
END_TEST

START_TEST(a_deposit_moves_units_to_the_trading_position)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	deposit(h);
	ck_assert_int_eq((int)try_rule(h, rule_trading_deposit), ERROR_NONE);
	ck_assert_int_eq((int)block_with(h, 1, 15).position, POSITION_TRADING);
	ck_assert_int_eq((int)block_with(h, 1, 10).position, POSITION_HOLDING);
	ck_assert_int_eq((int)block_with(h, 1, 21).position, POSITION_HOLDING);
	ck_assert_int_eq((int)block_with(h, 2, 100).position, POSITION_TRADING);
	ck_assert_int_eq((int)block_with(h, 2, 100).status, UNIT_FREE);
	ck_assert_str_eq(block_with(h, 1, 15).account.text, account_of(HOLDER).text);
}
END_TEST

static void give_back(struct holdings *h)
{
	h->units[0] = units_of(1, 1001, 1100);
	h->units[1] = units_of(2, 101, 200);
	h->trading = (struct body_trading){account_of(HOLDER), 2, h->units};
	draft(h, KIND_TRADING_RETURN, &h->trading);
	sign(h, EXCHANGE, ROLE_EXCHANGE);
}

static void holder_alone(struct holdings *h)
{
	unsign(h);
	sign(h, HOLDER, ROLE_HOLDER);
}

static void exchange_and_another(struct holdings *h)
{
	sign(h, BUYER, ROLE_HOLDER);
}

static void exchange_and_operator(struct holdings *h)
{
	sign(h, OPERATOR, ROLE_OPERATOR);
}

static void not_in_trading(struct holdings *h)
{
	h->units[1] = units_of(2, 100, 101);
}

static const struct breaking returns[] = {
	{"the holder alone", holder_alone, ERROR_SIGNERS, "/signers"},
	{"the exchange and the operator", exchange_and_operator, ERROR_SIGNERS, "/signers"},
	{"the exchange and another holder", exchange_and_another, ERROR_ACCOUNT_NOT_SIGNERS,
		"/account"},
	{"an account that is not there", of_no_account, ERROR_ACCOUNT_UNKNOWN, "/account"},
	{"a restricted account", restrict_holder, ERROR_ACCOUNT_RESTRICTED, "/units/0/first"},
	{"a restricted project", restrict_project_1, ERROR_UNITS_PROJECT_RESTRICTED,
		"/units/0/project"},
	{"units not in trading", not_in_trading, ERROR_UNITS_POSITION, "/units/1/first"},
};

START_TEST(a_return_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	give_back(h);
	refuses(h, &returns[_i], rule_trading_return);
}
END_TEST

/* Loop: by the exchange alone; with the holder. */
START_TEST(a_return_moves_units_back)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	give_back(h);
	if (_i == 1)
		sign(h, HOLDER, ROLE_HOLDER);
	ck_assert_int_eq((int)try_rule(h, rule_trading_return), ERROR_NONE);
	ck_assert_int_eq((int)block_with(h, 1, 1100).position, POSITION_HOLDING);
	ck_assert_int_eq((int)block_with(h, 1, 1101).position, POSITION_TRADING);
	ck_assert_int_eq((int)block_with(h, 2, 101).position, POSITION_HOLDING);
}
END_TEST

/* --- settlement --- */

static struct body_leg leg_of(enum who seller, enum who buyer, struct unit_range units)
{
	return (struct body_leg){account_of(seller), account_of(buyer), units, 8500};
}

static void settle(struct holdings *h)
{
	h->legs[0] = leg_of(HOLDER, BUYER, units_of(1, 1001, 1100));
	h->legs[1] = leg_of(HOLDER, PERSON, units_of(2, 101, 150));
	h->legs[2] = leg_of(HOLDER, BUYER, units_of(1, 1500, 1500));
	h->settlement = (struct body_settlement){on("2026-03-02"), "S-1", 3, h->legs};
	draft(h, KIND_SETTLEMENT, &h->settlement);
	sign(h, EXCHANGE, ROLE_EXCHANGE);
}

static void exchange_of_one_key(struct holdings *h)
{
	struct record r = party_record(h, EXCHANGE);

	r.party.threshold = 1;
	lay(h, &r);
}

static void traded_tomorrow(struct holdings *h)
{
	h->settlement.trading_day = on("2026-03-03");
}

static void to_itself(struct holdings *h)
{
	h->legs[1].buyer = account_of(HOLDER);
}

static void to_nobody(struct holdings *h)
{
	h->legs[1].buyer = account_of(WHO_COUNT);
}

static void restrict_buyer(struct holdings *h)
{
	(void)hold_account(h, PERSON, HOLD_FREEZE);
}

static void from_nobody(struct holdings *h)
{
	h->legs[1].seller = account_of(WHO_COUNT);
}

static void to_operator(struct holdings *h)
{
	h->legs[1].buyer = account_of(OPERATOR);
}

static void to_mee(struct holdings *h)
{
	h->legs[1].buyer = account_of(MEE);
}

static void to_samr(struct holdings *h)
{
	h->legs[1].buyer = account_of(SAMR);
}

static void to_province(struct holdings *h)
{
	h->legs[1].buyer = account_of(PROVINCE);
}

static void to_exchange(struct holdings *h)
{
	h->legs[1].buyer = account_of(EXCHANGE);
}

static void to_vvb(struct holdings *h)
{
	h->legs[1].buyer = account_of(VVB);
}

static void lay_accreditation(struct holdings *h, enum accreditation_action action)
{
	struct record r = record_new(RECORD_ACCREDITATION);

	r.accreditation.vvb = party_of(VVB);
	r.accreditation.from = on("2026-03-01");
	r.accreditation.sequence = 9;
	r.accreditation.action = action;
	lay(h, &r);
}

static void to_suspended_vvb(struct holdings *h)
{
	lay_accreditation(h, ACCREDITATION_SUSPEND);
	to_vvb(h);
}

static void one_unit_in_two_legs(struct holdings *h)
{
	h->legs[2].units = units_of(1, 1050, 1200);
}

static void last_leg_not_in_trading(struct holdings *h)
{
	h->legs[2].units = units_of(1, 1, 1);
}

static void last_leg_not_the_sellers(struct holdings *h)
{
	h->legs[2] = leg_of(BUYER, HOLDER, units_of(1, 1500, 1501));
}

static void last_leg_runs_out(struct holdings *h)
{
	h->legs[2].units = units_of(1, 1990, 2001);
}

static void beyond_the_volume(struct holdings *h)
{
	set_parameter(h, "exchange.daily_volume", "150");
}

static const struct breaking settlements[] = {
	{"the holder signs", as_another, ERROR_SIGNERS, "/signers"},
	{"two roles sign", exchange_and_another, ERROR_SIGNERS, "/signers"},
	{"an exchange of one key", exchange_of_one_key, ERROR_SETTLEMENT_THRESHOLD, "/signers/0"},
	{"a trading day to come", traded_tomorrow, ERROR_SETTLEMENT_DAY, "/trading_day"},
	{"one account on both sides", to_itself, ERROR_SETTLEMENT_SELF, "/legs/1/buyer"},
	{"a buyer that is not there", to_nobody, ERROR_ACCOUNT_UNKNOWN, "/legs/1/buyer"},
	{"a restricted buyer", restrict_buyer, ERROR_ACCOUNT_RESTRICTED, "/legs/1/buyer"},
	{"a seller that is not there", from_nobody, ERROR_ACCOUNT_UNKNOWN, "/legs/1/seller"},
	{"a restricted seller", restrict_holder, ERROR_ACCOUNT_RESTRICTED, "/legs/0/units/first"},
	{"the operator buys", to_operator, ERROR_SETTLEMENT_BUYER, "/legs/1/buyer"},
	{"a ministry buys", to_mee, ERROR_SETTLEMENT_BUYER, "/legs/1/buyer"},
	{"market regulation buys", to_samr, ERROR_SETTLEMENT_BUYER, "/legs/1/buyer"},
	{"a province buys", to_province, ERROR_SETTLEMENT_BUYER, "/legs/1/buyer"},
	{"the exchange buys", to_exchange, ERROR_SETTLEMENT_BUYER, "/legs/1/buyer"},
	{"a VVB buys", to_vvb, ERROR_SETTLEMENT_BUYER, "/legs/1/buyer"},
	{"a suspended VVB buys", to_suspended_vvb, ERROR_SETTLEMENT_BUYER, "/legs/1/buyer"},
	{"a restricted project", restrict_project_1, ERROR_UNITS_PROJECT_RESTRICTED,
		"/legs/0/units/project"},
	{"one unit in two legs", one_unit_in_two_legs, ERROR_UNITS_TWICE, "/legs/2/units/first"},
	{"a leg not in trading", last_leg_not_in_trading, ERROR_UNITS_POSITION,
		"/legs/2/units/first"},
	{"a leg not the seller's", last_leg_not_the_sellers, ERROR_UNITS_NOT_HELD,
		"/legs/2/units/first"},
	{"a leg that runs out", last_leg_runs_out, ERROR_UNITS_NOT_FREE, "/legs/2/units/last"},
	{"a volume beyond the limit", beyond_the_volume, ERROR_SETTLEMENT_VOLUME, "/legs"},
};

START_TEST(a_settlement_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	settle(h);
	refuses(h, &settlements[_i], rule_settlement);
}
END_TEST

static int64_t settled_on(struct holdings *h, const char *day)
{
	struct record r = record_new(RECORD_TRADING_DAY);

	r.trading_day.exchange = party_of(EXCHANGE);
	r.trading_day.day = on(day);
	look(h, &r);
	return tonnes_count(r.trading_day.volume);
}

START_TEST(a_settlement_moves_every_leg_to_the_buyers_trading_position)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	settle(h);
	ck_assert_int_eq((int)try_rule(h, rule_settlement), ERROR_NONE);
	ck_assert_str_eq(block_with(h, 1, 1001).account.text, account_of(BUYER).text);
	ck_assert_int_eq((int)block_with(h, 1, 1100).position, POSITION_TRADING);
	ck_assert_str_eq(block_with(h, 1, 1101).account.text, account_of(HOLDER).text);
	ck_assert_str_eq(block_with(h, 2, 150).account.text, account_of(PERSON).text);
	ck_assert_int_eq(block_with(h, 1, 1500).last, 1500);
	ck_assert_int_eq(settled_on(h, "2026-03-02"), 151);
}
END_TEST

START_TEST(the_volume_of_a_day_adds_up_to_its_limit)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	set_parameter(h, "exchange.daily_volume", "153");
	settle(h);
	ck_assert_int_eq((int)try_rule(h, rule_settlement), ERROR_NONE);
	h->legs[0] = leg_of(HOLDER, BUYER, units_of(1, 1600, 1602));
	h->settlement.legs_n = 1;
	draft(h, KIND_SETTLEMENT, &h->settlement);
	sign(h, EXCHANGE, ROLE_EXCHANGE);
	ck_assert_int_eq((int)try_rule(h, rule_settlement), ERROR_SETTLEMENT_VOLUME);
	ck_assert_str_eq(error_argument(&h->err, "settled"), "151");
	h->legs[0].units = units_of(1, 1600, 1601);
	ck_assert_int_eq((int)try_rule(h, rule_settlement), ERROR_NONE);
	ck_assert_int_eq(settled_on(h, "2026-03-02"), 153);
	h->settlement.trading_day = on("2026-03-01");
	h->legs[0].units = units_of(1, 1700, 1799);
	ck_assert_int_eq((int)try_rule(h, rule_settlement), ERROR_SETTLEMENT_VOLUME);
	h->at = day_start(on("2026-03-03"));
	ck_assert_int_eq((int)try_rule(h, rule_settlement), ERROR_NONE);
	ck_assert_int_eq(settled_on(h, "2026-03-03"), 100);
}
END_TEST

START_TEST(a_withdrawn_vvb_may_buy)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	settle(h);
	to_vvb(h);
	lay_accreditation(h, ACCREDITATION_WITHDRAW);
	ck_assert_int_eq((int)try_rule(h, rule_settlement), ERROR_NONE);
}
END_TEST

START_TEST(five_thousand_legs_of_one_unit_settle_in_any_order)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct record block = record_new(RECORD_BLOCK), serial = record_new(RECORD_SERIAL);

	block.block.code = serial.serial.code = project_of(6);
	block.block.vintage = serial.serial.vintage = 2024;
	block.block.first = 1;
	block.block.last = LEGS_MAX;
	block.block.account = account_of(HOLDER);
	block.block.position = POSITION_TRADING;
	block.block.status = UNIT_FREE;
	serial.serial.next = LEGS_MAX + 1;
	lay(h, &block);
	lay(h, &serial);
	settle(h);
	h->settlement.legs_n = LEGS_MAX;
	for (int64_t i = 0; i < LEGS_MAX; i++) {
		int64_t number = 1 + i * 1237 % LEGS_MAX;

		h->legs[i] = leg_of(HOLDER, i % 2 ? BUYER : PERSON, units_of(6, number, number));
	}
	ck_assert_int_eq((int)try_rule(h, rule_settlement), ERROR_NONE);
	ck_assert_str_eq(block_with(h, 6, 1).account.text, account_of(PERSON).text);
	ck_assert_str_eq(block_with(h, 6, 1238).account.text, account_of(BUYER).text);
}
END_TEST

/* --- retirement --- */

static void retire(struct holdings *h)
{
	h->units[0] = units_of(1, 1, 10);
	h->units[1] = units_of(1, 900, 1000);
	h->retirement = (struct body_retirement){.account = account_of(HOLDER),
		.units_n = 2,
		.units = h->units,
		.purpose = PURPOSE_PUBLIC_INTEREST,
		.compliance_year = FIELD_ABSENT,
		.event_period = {DAY_NONE, DAY_NONE},
		.emission_period = {DAY_NONE, DAY_NONE}};
	draft(h, KIND_RETIREMENT, &h->retirement);
	sign(h, HOLDER, ROLE_HOLDER);
}

static void for_event(struct holdings *h)
{
	h->retirement.purpose = PURPOSE_EVENT;
	h->retirement.event = "全国运动会";
	h->retirement.event_period = (struct period){on("2025-11-09"), on("2025-11-21")};
}

static void for_enterprise(struct holdings *h)
{
	h->retirement.purpose = PURPOSE_ENTERPRISE;
	h->retirement.beneficiary = "示例公司";
	h->retirement.emission_period = (struct period){on("2025-01-01"), on("2025-12-31")};
}

static void for_region(struct holdings *h)
{
	h->retirement.purpose = PURPOSE_REGIONAL_ETS;
	h->retirement.region = "310000";
	h->retirement.compliance_year = 2025;
	h->retirement.beneficiary = "示例公司";
}

static void for_corsia(struct holdings *h)
{
	h->retirement.purpose = PURPOSE_CORSIA;
	h->retirement.aeroplane_operator = "示例航空";
}

static void open_corsia(struct holdings *h, const char *from)
{
	set_parameter(h, "corsia.from", from);
	for_corsia(h);
}

static void retire_by_another(struct holdings *h)
{
	as_another(h);
}

static void retire_of_nobody(struct holdings *h)
{
	h->retirement.account = account_of(WHO_COUNT);
}

static void for_national_ets(struct holdings *h)
{
	h->retirement.purpose = PURPOSE_NATIONAL_ETS;
}

static void event_without_name(struct holdings *h)
{
	for_event(h);
	h->retirement.event = NULL;
}

static void event_without_period(struct holdings *h)
{
	for_event(h);
	h->retirement.event_period = (struct period){DAY_NONE, DAY_NONE};
}

static void event_that_ends_before_it_begins(struct holdings *h)
{
	for_event(h);
	h->retirement.event_period.last = on("2025-11-08");
}

static void enterprise_without_beneficiary(struct holdings *h)
{
	for_enterprise(h);
	h->retirement.beneficiary = NULL;
}

static void enterprise_without_period(struct holdings *h)
{
	for_enterprise(h);
	h->retirement.emission_period = (struct period){DAY_NONE, DAY_NONE};
}

static void enterprise_with_half_a_period(struct holdings *h)
{
	for_enterprise(h);
	h->retirement.emission_period.last = DAY_NONE;
}

static void region_without_region(struct holdings *h)
{
	for_region(h);
	h->retirement.region = NULL;
}

static void region_without_year(struct holdings *h)
{
	for_region(h);
	h->retirement.compliance_year = FIELD_ABSENT;
}

static void region_without_beneficiary(struct holdings *h)
{
	for_region(h);
	h->retirement.beneficiary = NULL;
}

static void region_of_another_form(struct holdings *h)
{
	for_region(h);
	h->retirement.region = "SH";
}

static void region_beyond_its_limit(struct holdings *h)
{
	set_parameter(h, "regional.limit.310000", "110");
	for_region(h);
}

static void corsia_without_operator(struct holdings *h)
{
	open_corsia(h, "2026-01-01");
	h->retirement.aeroplane_operator = NULL;
}

static void corsia_before_its_day(struct holdings *h)
{
	open_corsia(h, "2026-03-03");
}

static void corsia_of_another_project(struct holdings *h)
{
	open_corsia(h, "2026-01-01");
	h->units[1] = units_of(2, 1, 1);
}

static void interest_with_event(struct holdings *h)
{
	h->retirement.event = "会议";
}

static void event_with_region(struct holdings *h)
{
	for_event(h);
	h->retirement.region = "310000";
}

static void event_with_year(struct holdings *h)
{
	for_event(h);
	h->retirement.compliance_year = 2025;
}

static void event_with_emissions(struct holdings *h)
{
	for_event(h);
	h->retirement.emission_period = (struct period){on("2025-01-01"), on("2025-12-31")};
}

static void enterprise_with_event_period(struct holdings *h)
{
	for_enterprise(h);
	h->retirement.event_period = (struct period){on("2025-01-01"), on("2025-12-31")};
}

static void enterprise_with_operator(struct holdings *h)
{
	for_enterprise(h);
	h->retirement.aeroplane_operator = "示例航空";
}

static const struct breaking retirements[] = {
	{"the exchange signs", as_exchange, ERROR_SIGNERS, "/signers"},
	{"another party's account", retire_by_another, ERROR_ACCOUNT_NOT_SIGNERS, "/account"},
	{"an account that is not there", retire_of_nobody, ERROR_ACCOUNT_UNKNOWN, "/account"},
	{"a restricted account", restrict_holder, ERROR_ACCOUNT_RESTRICTED, "/units/0/first"},
	{"a restricted project", restrict_project_1, ERROR_UNITS_PROJECT_RESTRICTED,
		"/units/0/project"},
	{"units in trading", in_trading, ERROR_UNITS_POSITION, "/units/1/first"},
	{"frozen units", frozen, ERROR_UNITS_NOT_FREE, "/units/1/first"},
	{"units of another", of_the_buyer, ERROR_UNITS_NOT_HELD, "/units/1/first"},
	{"the national ETS", for_national_ets, ERROR_RETIREMENT_NATIONAL, "/purpose"},
	{"an event without its name", event_without_name, ERROR_RETIREMENT_MISSING, "/event"},
	{"an event without its period", event_without_period, ERROR_RETIREMENT_MISSING,
		"/event_period"},
	{"an event that ends before it begins", event_that_ends_before_it_begins,
		ERROR_RETIREMENT_PERIOD, "/event_period"},
	{"an enterprise without a beneficiary", enterprise_without_beneficiary,
		ERROR_RETIREMENT_MISSING, "/beneficiary"},
	{"an enterprise without its emissions' period", enterprise_without_period,
		ERROR_RETIREMENT_MISSING, "/emission_period"},
	{"an enterprise with half a period", enterprise_with_half_a_period, ERROR_RETIREMENT_PERIOD,
		"/emission_period"},
	{"a region that is not named", region_without_region, ERROR_RETIREMENT_MISSING, "/region"},
	{"a region without a year", region_without_year, ERROR_RETIREMENT_MISSING,
		"/compliance_year"},
	{"a region without a beneficiary", region_without_beneficiary, ERROR_RETIREMENT_MISSING,
		"/beneficiary"},
	{"a region without a limit", for_region, ERROR_RETIREMENT_REGION, "/region"},
	{"a region of another form", region_of_another_form, ERROR_RETIREMENT_REGION, "/region"},
	{"a region beyond its limit", region_beyond_its_limit, ERROR_RETIREMENT_REGION_LIMIT,
		"/units"},
	{"CORSIA while its rules are pending", for_corsia, ERROR_RETIREMENT_CORSIA, "/purpose"},
	{"CORSIA before its day", corsia_before_its_day, ERROR_RETIREMENT_CORSIA, "/purpose"},
	{"CORSIA without an operator", corsia_without_operator, ERROR_RETIREMENT_MISSING,
		"/aeroplane_operator"},
	{"CORSIA of a project without the type", corsia_of_another_project,
		ERROR_RETIREMENT_CORSIA_PROJECT, "/units/1/project"},
	{"public interest with an event", interest_with_event, ERROR_RETIREMENT_SURPLUS, "/event"},
	{"an event with a region", event_with_region, ERROR_RETIREMENT_SURPLUS, "/region"},
	{"an event with a year", event_with_year, ERROR_RETIREMENT_SURPLUS, "/compliance_year"},
	{"an event with emissions", event_with_emissions, ERROR_RETIREMENT_SURPLUS,
		"/emission_period"},
	{"an enterprise with an event's period", enterprise_with_event_period,
		ERROR_RETIREMENT_SURPLUS, "/event_period"},
	{"an enterprise with an aeroplane operator", enterprise_with_operator,
		ERROR_RETIREMENT_SURPLUS, "/aeroplane_operator"},
};

START_TEST(a_retirement_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	retire(h);
	refuses(h, &retirements[_i], rule_retirement);
}
END_TEST

static void for_public_interest(struct holdings *h)
{
	h->retirement.beneficiary = "公众";
}

static void for_open_corsia(struct holdings *h)
{
	open_corsia(h, "2026-03-02");
}

static void for_open_region(struct holdings *h)
{
	set_parameter(h, "regional.limit.310000", "111");
	for_region(h);
}

static const struct {
	void (*how)(struct holdings *h);
	enum retirement_purpose purpose;
	const char *beneficiary;
} purposes[] = {
	{for_public_interest, PURPOSE_PUBLIC_INTEREST, "公众"},
	{for_event, PURPOSE_EVENT, ""},
	{for_enterprise, PURPOSE_ENTERPRISE, "示例公司"},
	{for_open_corsia, PURPOSE_CORSIA, ""},
	{for_open_region, PURPOSE_REGIONAL_ETS, "示例公司"},
};

START_TEST(a_retirement_is_final_and_leaves_a_certificate)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct record r = record_new(RECORD_RETIREMENT);
	struct record_block block;

	retire(h);
	purposes[_i].how(h);
	ck_assert_int_eq((int)try_rule(h, rule_retirement), ERROR_NONE);
	r.retirement.document = h->d.hash;
	look(h, &r);
	ck_assert_int_eq(tonnes_count(r.retirement.quantity), 111);
	ck_assert_int_eq((int)r.retirement.purpose, (int)purposes[_i].purpose);
	ck_assert_str_eq(r.retirement.beneficiary, purposes[_i].beneficiary);
	ck_assert_int_eq(r.retirement.at.ms, h->at.ms);
	ck_assert_int_eq((int)block_with(h, 1, 10).status, UNIT_RETIRED);
	block = block_with(h, 1, 1000);
	ck_assert(digest_equal(&block.by, &h->d.hash));
	ck_assert_int_eq((int)block_with(h, 1, 11).status, UNIT_FREE);
	h->units[0] = units_of(1, 10, 10);
	h->retirement.units_n = 1;
	ck_assert_int_eq((int)try_rule(h, rule_retirement), ERROR_UNITS_NOT_FREE);
	deposit(h);
	h->units[0] = units_of(1, 1000, 1000);
	ck_assert_int_eq((int)try_rule(h, rule_trading_deposit), ERROR_UNITS_NOT_FREE);
}
END_TEST

START_TEST(a_regions_limit_counts_what_was_retired_before)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	set_parameter(h, "regional.limit.310000", "120");
	retire(h);
	for_region(h);
	ck_assert_int_eq((int)try_rule(h, rule_retirement), ERROR_NONE);
	h->units[0] = units_of(1, 100, 109);
	h->retirement.units_n = 1;
	draft(h, KIND_RETIREMENT, &h->retirement);
	sign(h, HOLDER, ROLE_HOLDER);
	ck_assert_int_eq((int)try_rule(h, rule_retirement), ERROR_RETIREMENT_REGION_LIMIT);
	ck_assert_str_eq(error_argument(&h->err, "used"), "111");
	h->retirement.compliance_year = 2024;
	ck_assert_int_eq((int)try_rule(h, rule_retirement), ERROR_NONE);
}
END_TEST

static Suite *credits_suite(void)
{
	Suite *s = suite_create("credits");
	TCase *t = tcase_create("credits");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_deposit_that_breaks_a_rule_is_refused, 0, COUNT_OF(deposits));
	tcase_add_test(t, a_deposit_moves_units_to_the_trading_position);
	tcase_add_loop_test(t, a_return_that_breaks_a_rule_is_refused, 0, COUNT_OF(returns));
	tcase_add_loop_test(t, a_return_moves_units_back, 0, 2);
	tcase_add_loop_test(
		t, a_settlement_that_breaks_a_rule_is_refused, 0, COUNT_OF(settlements));
	tcase_add_test(t, a_settlement_moves_every_leg_to_the_buyers_trading_position);
	tcase_add_test(t, the_volume_of_a_day_adds_up_to_its_limit);
	tcase_add_test(t, a_withdrawn_vvb_may_buy);
	tcase_add_test(t, five_thousand_legs_of_one_unit_settle_in_any_order);
	tcase_add_loop_test(
		t, a_retirement_that_breaks_a_rule_is_refused, 0, COUNT_OF(retirements));
	tcase_add_loop_test(
		t, a_retirement_is_final_and_leaves_a_certificate, 0, COUNT_OF(purposes));
	tcase_add_test(t, a_regions_limit_counts_what_was_retired_before);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(credits_suite)
