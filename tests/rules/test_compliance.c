#include <stdio.h>
#include <string.h>

#include "tests/rules/holdings.h"
#include "tests/support.h"

struct breaking {
	const char *name;
	void (*how)(struct holdings *h);
	enum error_code code;
	const char *path;
};

static const char allowance_account[] = "CEA-42-000123";

static void refuses(struct holdings *h, const struct breaking *b, rule_fn fn)
{
	enum error_code code;

	b->how(h);
	code = try_rule(h, fn);
	ck_assert_msg(code == b->code, "%s: %s at %s", b->name, error_name(code), h->err.path);
	ck_assert_str_eq(h->err.path, b->path);
}

static void resign(struct holdings *h, enum who who, enum role as)
{
	h->d.signers_n = 0;
	sign(h, who, as);
}

static void holder_signs(struct holdings *h)
{
	resign(h, HOLDER, ROLE_HOLDER);
}

static void operator_signs(struct holdings *h)
{
	resign(h, OPERATOR, ROLE_OPERATOR);
}

/* --- obligation --- */

static void oblige(struct holdings *h, int64_t due)
{
	h->obligation = (struct body_obligation){.entity = party_of(HOLDER),
		.province = "420000",
		.compliance_year = 2025,
		.allowances_due = tonnes_of(due),
		.surrender_by = on("2026-12-31")};
	draft(h, KIND_OBLIGATION, &h->obligation);
	sign(h, PROVINCE, ROLE_PROVINCE);
}

static struct record_obligation obligation_record(struct holdings *h)
{
	struct record r = record_new(RECORD_OBLIGATION);

	r.obligation.entity = party_of(HOLDER);
	r.obligation.year = 2025;
	look(h, &r);
	return r.obligation;
}

static const struct {
	const char *share; /* NULL: as the table of parameters has it */
	int64_t due, limit;
} limits[] = {
	{NULL, 1234567, 61728},
	{NULL, 20, 1},
	{NULL, 19, 0},
	{NULL, 0, 0},
	{NULL, 1000000, 50000},
	{NULL, 2600001, 130000},
	{NULL, 9007199254740991, 450359962737049},
	{"0.05", 1234567, 61728},
	{"1", 9007199254740991, 9007199254740991},
	{"0", 1000000, 0},
	{"3/70", 9007199254740991, 386022825203185},
};

START_TEST(the_limit_is_the_share_of_allowances_due_rounded_down)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	if (limits[_i].share != NULL)
		set_parameter(h, "offset.limit", limits[_i].share);
	oblige(h, limits[_i].due);
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	ck_assert_int_eq(tonnes_count(obligation_record(h).limit), limits[_i].limit);
	ck_assert_int_eq(tonnes_count(obligation_record(h).due), limits[_i].due);
}
END_TEST

static const struct {
	const char *text;
	bool good;
	int64_t numerator, denominator;
} fractions[] = {
	{"1/20", true, 1, 20},
	{"0.05", true, 5, 100},
	{"7", true, 7, 1},
	{"007/010", true, 7, 10},
	{"", false, 0, 0},
	{"/20", false, 0, 0},
	{"1/", false, 0, 0},
	{"1/0", false, 0, 0},
	{"1.", false, 0, 0},
	{".5", false, 0, 0},
	{"-1/20", false, 0, 0},
	{"1/20 ", false, 0, 0},
	{"1/2/3", false, 0, 0},
	{"0.5/2", false, 0, 0},
	{"12345678901234567890", false, 0, 0},
	{"0.00000000000000000001", false, 0, 0},
};

START_TEST(a_share_is_a_decimal_or_a_fraction)
{
	int64_t numerator = -1, denominator = -1;

	ck_assert_int_eq(rule_fraction_parse(fractions[_i].text, &numerator, &denominator),
		fractions[_i].good);
	ck_assert_int_eq(numerator, fractions[_i].good ? fractions[_i].numerator : -1);
	ck_assert_int_eq(denominator, fractions[_i].good ? fractions[_i].denominator : -1);
}
END_TEST

START_TEST(a_share_that_is_no_quantity_is_told)
{
	struct tonnes out = tonnes_of(5);

	ck_assert(!rule_fraction_floor(tonnes_of(9007199254740991), "2", &out));
	ck_assert(!rule_fraction_floor(tonnes_of(1), "one", &out));
	ck_assert_int_eq(tonnes_count(out), 5);
}
END_TEST

static void of_nobody(struct holdings *h)
{
	h->obligation.entity = party_of(WHO_COUNT);
}

static void revises_nothing_known(struct holdings *h)
{
	h->obligation.revises = digest_of("x", 1);
}

static void again_without_revising(struct holdings *h)
{
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	oblige(h, 2000000);
}

static void revises_an_older_one(struct holdings *h)
{
	struct digest first = h->d.hash;

	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	oblige(h, 1050000);
	h->obligation.revises = first;
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	oblige(h, 3000000);
	h->obligation.revises = first;
}

static void of_a_person(struct holdings *h)
{
	h->obligation.entity = party_of(PERSON);
}

static void province_is(struct holdings *h, const char *code)
{
	struct record r = party_record(h, PROVINCE);

	snprintf(r.party.province, sizeof(r.party.province), "%s", code);
	lay(h, &r);
}

static void in_another_province(struct holdings *h)
{
	province_is(h, "370000");
}

static void province_and_holder(struct holdings *h)
{
	sign(h, HOLDER, ROLE_HOLDER);
}

static void both_and_holder(struct holdings *h)
{
	sign(h, CEA, ROLE_CEA);
	sign(h, HOLDER, ROLE_HOLDER);
}

/* One more than a tenth above the million that the province has set. */
static void raised_by_one(struct holdings *h)
{
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	oblige(h, 1100001);
	h->obligation.revises = obligation_record(h).document;
}

static const struct breaking obligations[] = {
	{"the entity signs", holder_signs, ERROR_SIGNERS, "/signers"},
	{"the operator signs", operator_signs, ERROR_SIGNERS, "/signers"},
	{"the entity signs too", province_and_holder, ERROR_SIGNERS, "/signers"},
	{"the entity signs beside both", both_and_holder, ERROR_SIGNERS, "/signers"},
	{"a rise beyond the parameter by one of them", raised_by_one, ERROR_OBLIGATION_SECOND,
		"/signers"},
	{"an entity that is no party", of_nobody, ERROR_OBLIGATION_ENTITY, "/entity"},
	{"an entity that is a person", of_a_person, ERROR_OBLIGATION_PERSON, "/entity"},
	{"a department of another province", in_another_province, ERROR_OBLIGATION_PROVINCE,
		"/province"},
	{"a first one that revises", revises_nothing_known, ERROR_OBLIGATION_FIRST, "/revises"},
	{"a second that revises nothing", again_without_revising, ERROR_OBLIGATION_REVISES,
		"/revises"},
	{"one that revises not the latest", revises_an_older_one, ERROR_OBLIGATION_REVISES,
		"/revises"},
};

START_TEST(an_obligation_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	province_is(h, "420000");
	oblige(h, 1000000);
	refuses(h, &obligations[_i], rule_obligation);
}
END_TEST

/* Amounts of one year after each other, who signs each, and what is answered. */
static const struct {
	const char *share; /* NULL: the default, a tenth */
	struct {
		int64_t due;
		bool both;
		enum error_code code;
	} step[4];
} rises[] = {
	{NULL, {{1000, false, ERROR_NONE}, {1100, false, ERROR_NONE}}},
	{NULL, {{1000, false, ERROR_NONE}, {1101, false, ERROR_OBLIGATION_SECOND}}},
	{NULL, {{1000, false, ERROR_NONE}, {1101, true, ERROR_NONE}, {1211, false, ERROR_NONE},
		       {1212, false, ERROR_OBLIGATION_SECOND}}},
	/* In small steps no further than in one. */
	{NULL, {{1000, false, ERROR_NONE}, {1100, false, ERROR_NONE},
		       {1101, false, ERROR_OBLIGATION_SECOND}, {1101, true, ERROR_NONE}}},
	/* A cut is what a rise is measured from. */
	{NULL, {{1000, false, ERROR_NONE}, {500, false, ERROR_NONE},
		       {551, false, ERROR_OBLIGATION_SECOND}, {550, false, ERROR_NONE}}},
	{NULL, {{0, false, ERROR_NONE}, {1, false, ERROR_OBLIGATION_SECOND},
		       {1, true, ERROR_NONE}}},
	{NULL, {{1000, true, ERROR_NONE}, {900, true, ERROR_NONE}, {990, false, ERROR_NONE},
		       {991, false, ERROR_OBLIGATION_SECOND}}},
	{"0", {{1000, false, ERROR_NONE}, {1000, false, ERROR_NONE},
		      {1001, false, ERROR_OBLIGATION_SECOND}}},
	{"1/3", {{1000, false, ERROR_NONE}, {1334, false, ERROR_OBLIGATION_SECOND},
			{1333, false, ERROR_NONE}}},
	{"1000", {{9, false, ERROR_NONE}, {9010, false, ERROR_OBLIGATION_SECOND},
			 {9009, false, ERROR_NONE}}},
};

START_TEST(one_alone_raises_what_is_due_by_the_share_and_both_by_any)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest latest = {{0}};

	if (rises[_i].share != NULL)
		set_parameter(h, "obligation.rise", rises[_i].share);
	for (size_t i = 0; i < COUNT_OF(rises[_i].step); i++) {
		if (i > 0 && rises[_i].step[i].due == 0)
			break;
		oblige(h, rises[_i].step[i].due);
		h->obligation.revises = latest;
		if (rises[_i].step[i].both)
			sign(h, CEA, ROLE_CEA);
		ck_assert_msg(try_rule(h, rule_obligation) == rises[_i].step[i].code,
			"step %zu: %s", i, error_name(h->err.code));
		if (rises[_i].step[i].code == ERROR_NONE)
			latest = h->d.hash;
	}
}
END_TEST

START_TEST(the_allowance_registry_may_give_obligations_too)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	oblige(h, 40);
	resign(h, CEA, ROLE_CEA);
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	ck_assert_int_eq(tonnes_count(obligation_record(h).limit), 2);
}
END_TEST

/* --- binding --- */

static void bind(struct holdings *h, enum who who, const char *cea_account)
{
	h->binding =
		(struct body_binding){BINDING_BIND, account_of(who), cea_account, party_of(who)};
	draft(h, KIND_BINDING, &h->binding);
	sign(h, who, ROLE_HOLDER);
	sign(h, CEA, ROLE_CEA);
}

static void unbind(struct holdings *h)
{
	bind(h, HOLDER, allowance_account);
	h->binding.action = BINDING_END;
}

static void bound(struct holdings *h)
{
	bind(h, HOLDER, allowance_account);
	ck_assert_int_eq((int)try_rule(h, rule_binding), ERROR_NONE);
}

static void account_of_another(struct holdings *h)
{
	h->binding.account = account_of(BUYER);
}

static void account_of_nobody(struct holdings *h)
{
	h->binding.account = account_of(WHO_COUNT);
}

static void account_restricted(struct holdings *h)
{
	(void)hold_account(h, HOLDER, HOLD_FREEZE);
}

static void entity_of_another(struct holdings *h)
{
	h->binding.entity = party_of(BUYER);
}

static void person_binds(struct holdings *h)
{
	bind(h, PERSON, allowance_account);
}

static void account_bound_already(struct holdings *h)
{
	bound(h);
	bind(h, HOLDER, "CEA-42-000124");
}

static void cea_account_bound_already(struct holdings *h)
{
	bound(h);
	bind(h, BUYER, allowance_account);
}

static void end_of_nothing(struct holdings *h)
{
	unbind(h);
}

static void end_of_another(struct holdings *h)
{
	bound(h);
	unbind(h);
	h->binding.cea_account = "CEA-42-000124";
}

static void lay_open(struct holdings *h)
{
	struct record r = record_new(RECORD_OBLIGATION);

	r.obligation.entity = party_of(HOLDER);
	r.obligation.year = 2024;
	r.obligation.open = tonnes_of(1);
	lay(h, &r);
}

static void end_with_open_offsets(struct holdings *h)
{
	bound(h);
	lay_open(h);
	unbind(h);
}

static const struct breaking bindings[] = {
	{"the holder alone", holder_signs, ERROR_SIGNERS, "/signers"},
	{"an account of another party", account_of_another, ERROR_ACCOUNT_NOT_SIGNERS, "/account"},
	{"an account that is not there", account_of_nobody, ERROR_ACCOUNT_UNKNOWN, "/account"},
	{"another entity", entity_of_another, ERROR_BINDING_ENTITY, "/entity"},
	{"a natural person", person_binds, ERROR_BINDING_PERSON, "/entity"},
	{"an account bound already", account_bound_already, ERROR_BINDING_ACCOUNT_BOUND,
		"/account"},
	{"an allowance account bound already", cea_account_bound_already, ERROR_BINDING_CEA_BOUND,
		"/cea_account"},
	{"an end without a binding", end_of_nothing, ERROR_BINDING_ABSENT, "/cea_account"},
	{"an end of another binding", end_of_another, ERROR_BINDING_ABSENT, "/cea_account"},
	{"an end while offsets are open", end_with_open_offsets, ERROR_BINDING_OPEN, "/action"},
};

START_TEST(a_binding_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	bind(h, HOLDER, allowance_account);
	refuses(h, &bindings[_i], rule_binding);
}
END_TEST

START_TEST(what_was_bound_and_ended_can_be_bound_anew)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	bound(h);
	unbind(h);
	ck_assert_int_eq((int)try_rule(h, rule_binding), ERROR_NONE);
	unbind(h);
	ck_assert_int_eq((int)try_rule(h, rule_binding), ERROR_BINDING_ABSENT);
	bind(h, BUYER, allowance_account);
	ck_assert_int_eq((int)try_rule(h, rule_binding), ERROR_NONE);
	bind(h, HOLDER, "CEA-42-000124");
	ck_assert_int_eq((int)try_rule(h, rule_binding), ERROR_NONE);
}
END_TEST

/* --- offset-application --- */

/* 60 units: 1-10 and 501-540 of project 1, then 1-10 of project 2. The limit is 100. */
static void apply(struct holdings *h)
{
	h->units[0] = units_of(1, 501, 540);
	h->units[1] = units_of(2, 1, 10);
	h->units[2] = units_of(1, 1, 10);
	h->application = (struct body_offset_application){
		account_of(HOLDER), allowance_account, 2025, 3, h->units};
	draft(h, KIND_OFFSET_APPLICATION, &h->application);
	sign(h, HOLDER, ROLE_HOLDER);
}

static void ready_to_apply(struct holdings *h)
{
	oblige(h, 2000);
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	bound(h);
	apply(h);
}

static struct record_offset offset_record(struct holdings *h, const struct digest *id)
{
	struct record r = record_new(RECORD_OFFSET);

	r.offset.record = *id;
	look(h, &r);
	return r.offset;
}

static void apply_by_another(struct holdings *h)
{
	resign(h, BUYER, ROLE_HOLDER);
}

static void apply_by_cea(struct holdings *h)
{
	resign(h, CEA, ROLE_CEA);
}

static void apply_for_nobody(struct holdings *h)
{
	h->application.account = account_of(WHO_COUNT);
}

static void apply_elsewhere(struct holdings *h)
{
	h->application.cea_account = "CEA-42-000124";
}

static void apply_after_the_end(struct holdings *h)
{
	unbind(h);
	ck_assert_int_eq((int)try_rule(h, rule_binding), ERROR_NONE);
	apply(h);
}

static void apply_for_another_year(struct holdings *h)
{
	h->application.compliance_year = 2024;
}

static void apply_with_trading_units(struct holdings *h)
{
	h->units[1] = units_of(2, 101, 101);
}

static void apply_with_frozen_units(struct holdings *h)
{
	h->units[1] = units_of(1, 2001, 2001);
}

static void apply_with_anothers_units(struct holdings *h)
{
	h->units[1] = units_of(1, 2201, 2201);
}

static void apply_with_a_unit_twice(struct holdings *h)
{
	h->units[2] = units_of(1, 540, 541);
}

static void apply_with_a_restricted_project(struct holdings *h)
{
	h->units[1] = units_of(3, 1, 1);
}

static void apply_with_a_managed_project(struct holdings *h)
{
	h->units[1] = units_of(4, 1, 1);
}

static void apply_with_an_early_project(struct holdings *h)
{
	set_parameter(h, "offset.registered_from", "2024-01-22");
	h->units[1] = units_of(5, 1, 1);
}

static void apply_with_a_later_first_day(struct holdings *h)
{
	set_parameter(h, "offset.registered_from", "2024-01-23");
}

static void apply_beyond_the_limit(struct holdings *h)
{
	h->units[0] = units_of(1, 501, 581);
}

static void lay_obligation(struct holdings *h, int64_t open, int64_t used)
{
	struct record r = record_new(RECORD_OBLIGATION);

	r.obligation = obligation_record(h);
	r.obligation.open = tonnes_of(open);
	r.obligation.used = tonnes_of(used);
	lay(h, &r);
}

static void apply_beyond_what_is_open(struct holdings *h)
{
	lay_obligation(h, 41, 0);
}

static void apply_beyond_what_was_used(struct holdings *h)
{
	lay_obligation(h, 20, 21);
}

static void party_barred(struct holdings *h)
{
	struct record r = party_record(h, HOLDER);

	r.party.barred = true;
	lay(h, &r);
}

static void party_barred_until_today(struct holdings *h)
{
	struct record r = party_record(h, HOLDER);

	r.party.barred_until = on("2026-03-02");
	lay(h, &r);
}

static void party_in_debt(struct holdings *h)
{
	struct record r = party_record(h, HOLDER);

	r.party.debt = tonnes_of(1);
	lay(h, &r);
}

static const struct breaking applications[] = {
	{"another party's account", apply_by_another, ERROR_ACCOUNT_NOT_SIGNERS, "/account"},
	{"the allowance registry signs", apply_by_cea, ERROR_SIGNERS, "/signers"},
	{"an account that is not there", apply_for_nobody, ERROR_ACCOUNT_UNKNOWN, "/account"},
	{"a restricted account", account_restricted, ERROR_ACCOUNT_RESTRICTED, "/units/2/first"},
	{"a party barred without end", party_barred, ERROR_OFFSET_BARRED, "/account"},
	{"a party barred until today", party_barred_until_today, ERROR_OFFSET_BARRED, "/account"},
	{"a party that owes a cancellation", party_in_debt, ERROR_OFFSET_DEBT, "/account"},
	{"another allowance account", apply_elsewhere, ERROR_OFFSET_NOT_BOUND, "/cea_account"},
	{"a binding that has ended", apply_after_the_end, ERROR_OFFSET_NOT_BOUND, "/cea_account"},
	{"a year without an obligation", apply_for_another_year, ERROR_OFFSET_NO_OBLIGATION,
		"/compliance_year"},
	{"units in trading", apply_with_trading_units, ERROR_UNITS_POSITION, "/units/1/first"},
	{"frozen units", apply_with_frozen_units, ERROR_UNITS_NOT_FREE, "/units/1/first"},
	{"units of another", apply_with_anothers_units, ERROR_UNITS_NOT_HELD, "/units/1/first"},
	{"a unit twice", apply_with_a_unit_twice, ERROR_UNITS_TWICE, "/units/2/first"},
	{"a restricted project", apply_with_a_restricted_project, ERROR_UNITS_PROJECT_RESTRICTED,
		"/units/1/project"},
	{"a project under allowance management", apply_with_a_managed_project,
		ERROR_OFFSET_ALLOWANCE_MANAGED, "/units/1/project"},
	{"a project registered the day before", apply_with_an_early_project, ERROR_OFFSET_TOO_EARLY,
		"/units/1/project"},
	{"a first day set later", apply_with_a_later_first_day, ERROR_OFFSET_TOO_EARLY,
		"/units/0/project"},
	{"one more than the limit", apply_beyond_the_limit, ERROR_OFFSET_LIMIT, "/units"},
	{"one more than the limit with what is open", apply_beyond_what_is_open, ERROR_OFFSET_LIMIT,
		"/units"},
	{"one more than the limit with what was used", apply_beyond_what_was_used,
		ERROR_OFFSET_LIMIT, "/units"},
};

START_TEST(an_application_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	ready_to_apply(h);
	refuses(h, &applications[_i], rule_offset_application);
}
END_TEST

START_TEST(a_refusal_at_the_limit_says_what_would_fit)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	ready_to_apply(h);
	apply_beyond_what_was_used(h);
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_OFFSET_LIMIT);
	ck_assert_str_eq(error_argument(&h->err, "limit"), "100");
	ck_assert_str_eq(error_argument(&h->err, "open"), "20");
	ck_assert_str_eq(error_argument(&h->err, "used"), "21");
	ck_assert_str_eq(error_argument(&h->err, "asked"), "60");
	ck_assert_str_eq(h->err.rule, "Measures for Trading of Emission Allowances art. 29");
}
END_TEST

/* No text in force names a first day: where the ministry has set none, none is asked for. */
START_TEST(without_a_first_day_projects_of_any_day_may_offset)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	ready_to_apply(h);
	h->units[1] = units_of(5, 1, 1);
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_NONE);
}
END_TEST

START_TEST(an_application_freezes_its_units_up_to_the_limit)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct record_offset record;
	struct record_block block;
	struct record units = record_new(RECORD_OFFSET_UNITS);

	ready_to_apply(h);
	lay_obligation(h, 20, 20);
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_NONE);
	record = offset_record(h, &h->d.hash);
	ck_assert_int_eq((int)record.status, OFFSET_PENDING);
	ck_assert_int_eq(tonnes_count(record.quantity), 60);
	ck_assert_int_eq(record.frozen_at.ms, h->at.ms);
	ck_assert_str_eq(record.cea_account, allowance_account);
	block = block_with(h, 1, 540);
	ck_assert_int_eq((int)block.status, UNIT_FROZEN);
	ck_assert(digest_equal(&block.by, &h->d.hash));
	ck_assert_int_eq((int)block_with(h, 1, 541).status, UNIT_FREE);
	ck_assert_int_eq(tonnes_count(obligation_record(h).open), 80);
	units.offset_units.record = h->d.hash;
	units.offset_units.position = 2;
	look(h, &units);
	ck_assert_int_eq(units.offset_units.first, 1);
	ck_assert_int_eq(units.offset_units.last, 10);
	unbind(h);
	ck_assert_int_eq((int)try_rule(h, rule_binding), ERROR_BINDING_OPEN);
}
END_TEST

START_TEST(a_bar_that_ended_yesterday_does_not_hold)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct record r = party_record(h, HOLDER);

	r.party.barred_until = on("2026-03-01");
	lay(h, &r);
	ready_to_apply(h);
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_NONE);
}
END_TEST

START_TEST(a_cut_below_what_is_pending_undoes_nothing)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record;

	ready_to_apply(h);
	record = h->d.hash;
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_NONE);
	oblige(h, 1000);
	h->obligation.revises = obligation_record(h).document;
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	ck_assert_int_eq(tonnes_count(obligation_record(h).limit), 50);
	ck_assert_int_eq(tonnes_count(obligation_record(h).open), 60);
	ck_assert_int_eq((int)offset_record(h, &record).status, OFFSET_PENDING);
	ck_assert_int_eq((int)block_with(h, 1, 501).status, UNIT_FROZEN);
	apply(h);
	h->units[0] = units_of(1, 700, 700);
	h->application.units_n = 1;
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_OFFSET_LIMIT);
}
END_TEST

/* An application for units of project 1; returns its record. */
static struct digest apply_for(struct holdings *h, int64_t first, int64_t last)
{
	apply(h);
	h->units[0] = units_of(1, first, last);
	h->application.units_n = 1;
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_NONE);
	return h->d.hash;
}

static void revise_to(struct holdings *h, int64_t due)
{
	oblige(h, due);
	h->obligation.revises = obligation_record(h).document;
	sign(h, CEA, ROLE_CEA);
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
}

static void marks_are(struct holdings *h, const struct digest record[3], const char *marks)
{
	for (int i = 0; i < 3; i++)
		ck_assert_msg(offset_record(h, &record[i]).over_limit == (marks[i] == '!'),
			"record %d of %s", i, marks);
}

static void three_applications(struct holdings *h, struct digest record[3])
{
	oblige(h, 2000);
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	bound(h);
	record[0] = apply_for(h, 1, 40);
	record[1] = apply_for(h, 41, 70);
	record[2] = apply_for(h, 71, 100);
}

/* 40, 30 and 30 t are open. */
static const struct {
	int64_t due;
	const char *marks;
} cuts[] = {
	{2000, "..."},
	{1999, "..!"},
	{1400, "..!"},
	{1399, ".!!"},
	{800, ".!!"},
	{799, "!!!"},
	{0, "!!!"},
};

START_TEST(a_cut_marks_the_newest_applications_beyond_it_and_undoes_nothing)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record[3];

	three_applications(h, record);
	revise_to(h, cuts[_i].due);
	marks_are(h, record, cuts[_i].marks);
	ck_assert_int_eq(
		h->warnings.count > 0 && h->warnings.item[0].code == WARNING_OBLIGATION_CUT,
		cuts[_i].due < 2000);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq((int)offset_record(h, &record[i]).status, OFFSET_PENDING);
	ck_assert_int_eq((int)block_with(h, 1, 100).status, UNIT_FROZEN);
	ck_assert_int_eq(tonnes_count(obligation_record(h).open), 100);
	revise_to(h, 2000);
	marks_are(h, record, "...");
}
END_TEST

/* --- offset-receipt and offset-answer --- */

/* Leaves a pending record and returns its id. */
static struct digest pending(struct holdings *h)
{
	struct digest record;

	ready_to_apply(h);
	record = h->d.hash;
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_NONE);
	return record;
}

static void receive(struct holdings *h, const struct digest *record)
{
	h->receipt = (struct body_offset_receipt){*record, RECEIPT_RECEIVED, NULL, "R-1"};
	draft(h, KIND_OFFSET_RECEIPT, &h->receipt);
	sign(h, CEA, ROLE_CEA);
}

static void answer(struct holdings *h, const struct digest *record, int64_t used)
{
	h->answer = (struct body_offset_answer){.record = *record,
		.used = tonnes_of(used),
		.reason = "核减",
		.province_decision = {party_of(PROVINCE), on("2026-03-02"), "鄂环函〔2026〕1号"}};
	draft(h, KIND_OFFSET_ANSWER, &h->answer);
	sign(h, CEA, ROLE_CEA);
}

static void receipt_of_nothing(struct holdings *h)
{
	h->receipt.record = digest_of("x", 1);
}

static void receipt_twice(struct holdings *h)
{
	ck_assert_int_eq((int)try_rule(h, rule_offset_receipt), ERROR_NONE);
}

static void receipt_after_the_answer(struct holdings *h)
{
	struct digest record = h->receipt.record;

	answer(h, &record, 1);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_NONE);
	receive(h, &record);
}

static void malformed_without_reason(struct holdings *h)
{
	h->receipt.result = RECEIPT_MALFORMED;
}

static const struct breaking receipts[] = {
	{"the holder signs", holder_signs, ERROR_SIGNERS, "/signers"},
	{"a record that is not there", receipt_of_nothing, ERROR_OFFSET_UNKNOWN, "/record"},
	{"a second receipt", receipt_twice, ERROR_OFFSET_RECEIPT_TWICE, "/record"},
	{"a receipt after the answer", receipt_after_the_answer, ERROR_OFFSET_RECEIPT_TWICE,
		"/record"},
	{"malformed without a reason", malformed_without_reason, ERROR_OFFSET_RECEIPT_REASON,
		"/reason"},
};

START_TEST(a_receipt_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);

	receive(h, &record);
	refuses(h, &receipts[_i], rule_offset_receipt);
}
END_TEST

START_TEST(a_receipt_marks_the_record_as_received)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);

	receive(h, &record);
	ck_assert_int_eq((int)try_rule(h, rule_offset_receipt), ERROR_NONE);
	ck_assert_int_eq((int)offset_record(h, &record).status, OFFSET_RECEIVED);
	ck_assert_int_eq(offset_record(h, &record).received_at.ms, h->at.ms);
	ck_assert_int_eq((int)block_with(h, 1, 501).status, UNIT_FROZEN);
	ck_assert_int_eq(tonnes_count(obligation_record(h).open), 60);
}
END_TEST

START_TEST(a_malformed_record_ends_and_frees_its_units)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);

	receive(h, &record);
	h->receipt.result = RECEIPT_MALFORMED;
	h->receipt.reason = "账户号有误";
	ck_assert_int_eq((int)try_rule(h, rule_offset_receipt), ERROR_NONE);
	ck_assert_int_eq((int)offset_record(h, &record).status, OFFSET_MALFORMED);
	ck_assert_int_eq((int)block_with(h, 1, 501).status, UNIT_FREE);
	ck_assert_int_eq((int)block_with(h, 1, 10).status, UNIT_FREE);
	ck_assert_int_eq((int)block_with(h, 2, 10).status, UNIT_FREE);
	ck_assert_int_eq(tonnes_count(obligation_record(h).open), 0);
	answer(h, &record, 1);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_OFFSET_ANSWERED);
}
END_TEST

static void answer_to_nothing(struct holdings *h)
{
	h->answer.record = digest_of("x", 1);
}

static void answer_twice(struct holdings *h)
{
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_NONE);
}

static void answer_above(struct holdings *h)
{
	h->answer.used = tonnes_of(61);
}

static void answer_of_nothing_without_reason(struct holdings *h)
{
	h->answer.used = tonnes_of(0);
	h->answer.reason = NULL;
}

static void answer_by_no_province(struct holdings *h)
{
	h->answer.province_decision.by = party_of(MEE);
}

static void answer_of_tomorrow(struct holdings *h)
{
	h->answer.province_decision.on = on("2026-03-03");
}

static void province_signs(struct holdings *h)
{
	resign(h, PROVINCE, ROLE_PROVINCE);
}

static const struct breaking answers[] = {
	{"the province signs", province_signs, ERROR_SIGNERS, "/signers"},
	{"a record that is not there", answer_to_nothing, ERROR_OFFSET_UNKNOWN, "/record"},
	{"a second answer", answer_twice, ERROR_OFFSET_ANSWERED, "/record"},
	{"one more than the record", answer_above, ERROR_OFFSET_ABOVE, "/used"},
	{"nothing used and no reason", answer_of_nothing_without_reason, ERROR_OFFSET_ANSWER_REASON,
		"/reason"},
	{"a decision of no province", answer_by_no_province, ERROR_OFFSET_PROVINCE,
		"/province_decision/by"},
	{"a decision of tomorrow", answer_of_tomorrow, ERROR_OFFSET_PROVINCE_DAY,
		"/province_decision/on"},
};

START_TEST(an_answer_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);

	answer(h, &record, 45);
	refuses(h, &answers[_i], rule_offset_answer);
}
END_TEST

/*
 * How an answer falls on the listed order, 40 units from 501, 10 of project 2, 10
 * from 1: the status of the last unit used and of the first not used.
 */
static const struct {
	int64_t used;
	bool received_first;
	enum offset_status status;
	enum unit_status at_501, at_540, at_project_2, at_1, at_10;
} uses[] = {
	{60, false, OFFSET_USED, UNIT_RETIRED, UNIT_RETIRED, UNIT_RETIRED, UNIT_RETIRED,
		UNIT_RETIRED},
	{60, true, OFFSET_USED, UNIT_RETIRED, UNIT_RETIRED, UNIT_RETIRED, UNIT_RETIRED,
		UNIT_RETIRED},
	{59, true, OFFSET_USED, UNIT_RETIRED, UNIT_RETIRED, UNIT_RETIRED, UNIT_RETIRED, UNIT_FREE},
	{50, true, OFFSET_USED, UNIT_RETIRED, UNIT_RETIRED, UNIT_RETIRED, UNIT_FREE, UNIT_FREE},
	{40, true, OFFSET_USED, UNIT_RETIRED, UNIT_RETIRED, UNIT_FREE, UNIT_FREE, UNIT_FREE},
	{1, false, OFFSET_USED, UNIT_RETIRED, UNIT_FREE, UNIT_FREE, UNIT_FREE, UNIT_FREE},
	{0, true, OFFSET_REFUSED, UNIT_FREE, UNIT_FREE, UNIT_FREE, UNIT_FREE, UNIT_FREE},
};

START_TEST(an_answer_retires_the_first_units_listed_and_frees_the_rest)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);
	struct record certificate = record_new(RECORD_RETIREMENT);
	struct record_offset offset;

	if (uses[_i].received_first) {
		receive(h, &record);
		ck_assert_int_eq((int)try_rule(h, rule_offset_receipt), ERROR_NONE);
	}
	answer(h, &record, uses[_i].used);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_NONE);
	offset = offset_record(h, &record);
	ck_assert_int_eq((int)offset.status, (int)uses[_i].status);
	ck_assert_int_eq(tonnes_count(offset.used), uses[_i].used);
	ck_assert(digest_equal(&offset.ended_by, &h->d.hash));
	ck_assert_str_eq(offset.province.text, party_of(PROVINCE).text);
	ck_assert_str_eq(offset.province_document, "鄂环函〔2026〕1号");
	ck_assert_int_eq((int)block_with(h, 1, 501).status, (int)uses[_i].at_501);
	ck_assert_int_eq((int)block_with(h, 1, 540).status, (int)uses[_i].at_540);
	ck_assert_int_eq((int)block_with(h, 2, 10).status, (int)uses[_i].at_project_2);
	ck_assert_int_eq((int)block_with(h, 1, 1).status, (int)uses[_i].at_1);
	ck_assert_int_eq((int)block_with(h, 1, 10).status, (int)uses[_i].at_10);
	ck_assert_int_eq(tonnes_count(obligation_record(h).open), 0);
	ck_assert_int_eq(tonnes_count(obligation_record(h).used), uses[_i].used);
	certificate.retirement.document = h->d.hash;
	ck_assert_int_eq(
		view_get(overlay_view(h->state), h->mem, &certificate, &h->err), uses[_i].used > 0);
	if (uses[_i].used == 0)
		return;
	ck_assert_int_eq(tonnes_count(certificate.retirement.quantity), uses[_i].used);
	ck_assert_int_eq((int)certificate.retirement.purpose, PURPOSE_NATIONAL_ETS);
	ck_assert_str_eq(certificate.retirement.beneficiary, party_record(h, HOLDER).party.name_zh);
}
END_TEST

/* 40, 30 and 30 t are open and 70 t may be; the newest is over the limit until one has ended. */
START_TEST(an_answer_decides_on_what_is_over_the_limit_and_marks_follow)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record[3];

	three_applications(h, record);
	revise_to(h, 1400);
	marks_are(h, record, "..!");
	answer(h, &record[0], 39);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_NONE);
	marks_are(h, record, "..!");
	receive(h, &record[1]);
	h->receipt.result = RECEIPT_MALFORMED;
	h->receipt.reason = "账户号有误";
	ck_assert_int_eq((int)try_rule(h, rule_offset_receipt), ERROR_NONE);
	marks_are(h, record, "...");
	revise_to(h, 1360);
	marks_are(h, record, "..!");
	answer(h, &record[2], 29);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_NONE);
	ck_assert_uint_eq(h->warnings.count, 0);
	marks_are(h, record, "..!");
	ck_assert_int_eq(tonnes_count(obligation_record(h).used), 68);
}
END_TEST

START_TEST(a_use_beyond_the_limit_is_warned_of)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record[3];

	three_applications(h, record);
	revise_to(h, 1380);
	answer(h, &record[0], 40);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_NONE);
	ck_assert_uint_eq(h->warnings.count, 0);
	answer(h, &record[1], 30);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_NONE);
	ck_assert_uint_eq(h->warnings.count, 1);
	ck_assert_int_eq(h->warnings.item[0].code, WARNING_ANSWER_OVER_LIMIT);
	ck_assert(offset_record(h, &record[1]).over_limit);
	ck_assert_int_eq(tonnes_count(obligation_record(h).used), 70);
}
END_TEST

START_TEST(what_was_not_used_can_be_applied_for_again)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);

	answer(h, &record, 40);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_NONE);
	h->units[0] = units_of(2, 1, 60);
	h->application.units_n = 1;
	draft(h, KIND_OFFSET_APPLICATION, &h->application);
	sign(h, HOLDER, ROLE_HOLDER);
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_NONE);
	ck_assert_int_eq(tonnes_count(obligation_record(h).open), 60);
	ck_assert_int_eq(tonnes_count(obligation_record(h).used), 40);
}
END_TEST

/* --- offset-withdrawal and expiry --- */

static void withdraw(struct holdings *h, const struct digest *record)
{
	h->withdrawal = (struct body_offset_withdrawal){*record, "误报"};
	draft(h, KIND_OFFSET_WITHDRAWAL, &h->withdrawal);
	sign(h, HOLDER, ROLE_HOLDER);
}

static void expire(struct holdings *h, const struct digest *record)
{
	h->expiry.of = *record;
	draft(h, KIND_EXPIRY, &h->expiry);
	sign(h, OPERATOR, ROLE_OPERATOR);
}

/* The instant that many days after the one that it is. */
static void wait_days(struct holdings *h, int64_t days)
{
	h->at.ms += days * 24 * 60 * 60 * 1000;
}

static void withdraw_by_another(struct holdings *h)
{
	resign(h, BUYER, ROLE_HOLDER);
	sign(h, CEA, ROLE_CEA);
}

static void withdraw_by_cea(struct holdings *h)
{
	resign(h, CEA, ROLE_CEA);
}

static void withdraw_nothing(struct holdings *h)
{
	h->withdrawal.record = digest_of("x", 1);
}

static void withdraw_what_was_answered(struct holdings *h)
{
	struct digest record = h->withdrawal.record;

	answer(h, &record, 60);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_NONE);
	withdraw(h, &record);
	sign(h, CEA, ROLE_CEA);
}

static void withdraw_twice(struct holdings *h)
{
	sign(h, CEA, ROLE_CEA);
	ck_assert_int_eq((int)try_rule(h, rule_offset_withdrawal), ERROR_NONE);
	withdraw(h, &h->withdrawal.record);
	sign(h, CEA, ROLE_CEA);
}

static void withdraw_alone_on_the_last_day(struct holdings *h)
{
	wait_days(h, 10);
}

static void withdraw_alone_after_a_receipt(struct holdings *h)
{
	struct digest record = h->withdrawal.record;

	receive(h, &record);
	ck_assert_int_eq((int)try_rule(h, rule_offset_receipt), ERROR_NONE);
	withdraw(h, &record);
	wait_days(h, 100);
}

static const struct breaking withdrawals[] = {
	{"the allowance registry alone", withdraw_by_cea, ERROR_SIGNERS, "/signers"},
	{"another holder", withdraw_by_another, ERROR_OFFSET_UNKNOWN, "/record"},
	{"a record that is not there", withdraw_nothing, ERROR_OFFSET_UNKNOWN, "/record"},
	{"one that was answered", withdraw_what_was_answered, ERROR_OFFSET_ENDED, "/record"},
	{"a second time", withdraw_twice, ERROR_OFFSET_ENDED, "/record"},
	{"alone on the last of the days", withdraw_alone_on_the_last_day,
		ERROR_OFFSET_WITHDRAWAL_EARLY, "/signers"},
	{"alone after a receipt", withdraw_alone_after_a_receipt, ERROR_OFFSET_WITHDRAWAL_RECEIVED,
		"/signers"},
};

START_TEST(a_withdrawal_of_an_application_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);

	withdraw(h, &record);
	refuses(h, &withdrawals[_i], rule_offset_withdrawal);
}
END_TEST

static void is_free_again(struct holdings *h, const struct digest *record, enum offset_status how)
{
	struct record_offset offset = offset_record(h, record);

	ck_assert_int_eq((int)offset.status, (int)how);
	ck_assert(digest_equal(&offset.ended_by, &h->d.hash));
	ck_assert_int_eq((int)block_with(h, 1, 501).status, UNIT_FREE);
	ck_assert_int_eq((int)block_with(h, 2, 10).status, UNIT_FREE);
	ck_assert_int_eq(tonnes_count(obligation_record(h).open), 0);
	ck_assert_int_eq(tonnes_count(obligation_record(h).used), 0);
	check_conservation(h);
}

/* With the allowance registry at once, received or not; alone after the days. */
static const struct {
	const char *days; /* the parameter; NULL: its default */
	int waited;
	bool received, with_cea;
} ways_back[] = {
	{NULL, 0, false, true},
	{NULL, 0, true, true},
	{NULL, 11, false, false},
	{"1", 2, false, false},
};

START_TEST(what_is_withdrawn_is_free_again)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);

	if (ways_back[_i].days)
		set_parameter(h, "offset-withdrawal.days", ways_back[_i].days);
	if (ways_back[_i].received) {
		receive(h, &record);
		ck_assert_int_eq((int)try_rule(h, rule_offset_receipt), ERROR_NONE);
	}
	wait_days(h, ways_back[_i].waited);
	withdraw(h, &record);
	if (ways_back[_i].with_cea)
		sign(h, CEA, ROLE_CEA);
	ck_assert_int_eq((int)try_rule(h, rule_offset_withdrawal), ERROR_NONE);
	is_free_again(h, &record, OFFSET_WITHDRAWN);
	answer(h, &record, 1);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_OFFSET_ANSWERED);
	unbind(h);
	ck_assert_int_eq((int)try_rule(h, rule_binding), ERROR_NONE);
}
END_TEST

static void expire_by_the_holder(struct holdings *h)
{
	resign(h, HOLDER, ROLE_HOLDER);
}

static void expire_nothing(struct holdings *h)
{
	h->expiry.of = digest_of("x", 1);
}

static void expire_on_the_last_day(struct holdings *h)
{
	wait_days(h, 60);
}

static void expire_twice(struct holdings *h)
{
	wait_days(h, 61);
	ck_assert_int_eq((int)try_rule(h, rule_expiry), ERROR_NONE);
	expire(h, &h->expiry.of);
}

static void expire_within_a_longer_term(struct holdings *h)
{
	set_parameter(h, "offset-application.term", "61");
	wait_days(h, 61);
}

static const struct breaking expiries[] = {
	{"the holder signs", expire_by_the_holder, ERROR_SIGNERS, "/signers"},
	{"what is no record", expire_nothing, ERROR_OFFSET_UNKNOWN, "/of"},
	{"on the last day of the term", expire_on_the_last_day, ERROR_EXPIRY_EARLY, "/of"},
	{"on the last day of a longer one", expire_within_a_longer_term, ERROR_EXPIRY_EARLY, "/of"},
	{"a second time", expire_twice, ERROR_OFFSET_ENDED, "/of"},
};

START_TEST(an_expiry_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);

	expire(h, &record);
	refuses(h, &expiries[_i], rule_expiry);
}
END_TEST

START_TEST(what_expires_is_free_again_received_or_not)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);

	if (_i == 1) {
		receive(h, &record);
		ck_assert_int_eq((int)try_rule(h, rule_offset_receipt), ERROR_NONE);
	}
	wait_days(h, 61);
	expire(h, &record);
	ck_assert_int_eq((int)try_rule(h, rule_expiry), ERROR_NONE);
	is_free_again(h, &record, OFFSET_EXPIRED);
	answer(h, &record, 1);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_OFFSET_ANSWERED);
	apply(h);
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_NONE);
}
END_TEST

START_TEST(an_end_takes_the_mark_from_a_later_application)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record[3];

	three_applications(h, record);
	revise_to(h, 1400);
	marks_are(h, record, "..!");
	if (_i == 0) {
		withdraw(h, &record[1]);
		sign(h, CEA, ROLE_CEA);
		ck_assert_int_eq((int)try_rule(h, rule_offset_withdrawal), ERROR_NONE);
	} else {
		wait_days(h, 61);
		expire(h, &record[1]);
		ck_assert_int_eq((int)try_rule(h, rule_expiry), ERROR_NONE);
	}
	marks_are(h, record, "...");
	ck_assert_int_eq(tonnes_count(obligation_record(h).open), 70);
}
END_TEST

/* --- entrusted-surrender --- */

/* 60 units of HOLDER for BUYER, which owes 2000 by the end of the year. */
static void entrust(struct holdings *h)
{
	h->units[0] = units_of(1, 501, 560);
	h->entrusted = (struct body_entrusted_surrender){.entity = party_of(BUYER),
		.ground = ENTRUSTING_STOPPED,
		.decision = "鄂环函〔2026〕2号",
		.account = account_of(HOLDER),
		.cea_account = allowance_account,
		.compliance_year = 2025,
		.units_n = 1,
		.units = h->units};
	draft(h, KIND_ENTRUSTED_SURRENDER, &h->entrusted);
	sign(h, PROVINCE, ROLE_PROVINCE);
	sign(h, CEA, ROLE_CEA);
	sign(h, HOLDER, ROLE_HOLDER);
}

static void ready_to_entrust(struct holdings *h)
{
	oblige(h, 2000);
	h->obligation.entity = party_of(BUYER);
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	province_is(h, "420000");
	entrust(h);
}

static void entrust_by_the_province_alone(struct holdings *h)
{
	resign(h, PROVINCE, ROLE_PROVINCE);
}

static void entrust_anothers_units_unasked(struct holdings *h)
{
	resign(h, PROVINCE, ROLE_PROVINCE);
	sign(h, CEA, ROLE_CEA);
}

static void entrust_by_a_holder_of_other_units(struct holdings *h)
{
	h->entrusted.account = account_of(BUYER);
}

static void entrust_for_nobody(struct holdings *h)
{
	h->entrusted.entity = party_of(WHO_COUNT);
}

static void entrust_for_a_person(struct holdings *h)
{
	h->entrusted.entity = party_of(PERSON);
}

static void entrust_in_another_province(struct holdings *h)
{
	struct record r = party_record(h, BUYER);

	snprintf(r.party.province, sizeof(r.party.province), "%s", "370000");
	lay(h, &r);
}

static void entrust_before_the_default(struct holdings *h)
{
	h->entrusted.ground = ENTRUSTING_DEFAULTED;
	h->at = day_start(on("2026-12-31"));
}

static void entrust_to_anothers_allowance_account(struct holdings *h)
{
	bound(h);
	entrust(h);
}

static void entrust_for_another_year(struct holdings *h)
{
	h->entrusted.compliance_year = 2024;
}

static void entrust_beyond_the_limit(struct holdings *h)
{
	h->units[0] = units_of(1, 501, 601);
}

static void entrust_a_managed_project(struct holdings *h)
{
	h->units[0] = units_of(4, 1, 1);
}

static void entrust_units_in_trading(struct holdings *h)
{
	h->units[0] = units_of(2, 101, 101);
}

static const struct breaking entrustings[] = {
	{"the province alone", entrust_by_the_province_alone, ERROR_SIGNERS, "/signers"},
	{"a third party that does not sign", entrust_anothers_units_unasked,
		ERROR_ENTRUSTED_ACCOUNT, "/account"},
	{"a third party with others' units", entrust_by_a_holder_of_other_units,
		ERROR_ACCOUNT_NOT_SIGNERS, "/account"},
	{"a restricted account", account_restricted, ERROR_ACCOUNT_RESTRICTED, "/units/0/first"},
	{"a third party that is barred", party_barred, ERROR_OFFSET_BARRED, "/account"},
	{"an entity that is no party", entrust_for_nobody, ERROR_ENTRUSTED_ENTITY, "/entity"},
	{"a natural person", entrust_for_a_person, ERROR_ENTRUSTED_ENTITY, "/entity"},
	{"an entity of another province", entrust_in_another_province, ERROR_ENTRUSTED_PROVINCE,
		"/entity"},
	{"a default on the last day", entrust_before_the_default, ERROR_ENTRUSTED_NOT_DUE,
		"/ground"},
	{"an allowance account of another", entrust_to_anothers_allowance_account,
		ERROR_ENTRUSTED_CEA_ACCOUNT, "/cea_account"},
	{"a year without an obligation", entrust_for_another_year, ERROR_OFFSET_NO_OBLIGATION,
		"/compliance_year"},
	{"one more than the entity's limit", entrust_beyond_the_limit, ERROR_OFFSET_LIMIT,
		"/units"},
	{"a project under allowance management", entrust_a_managed_project,
		ERROR_OFFSET_ALLOWANCE_MANAGED, "/units/0/project"},
	{"units in trading", entrust_units_in_trading, ERROR_UNITS_POSITION, "/units/0/first"},
};

START_TEST(an_entrusted_surrender_that_breaks_a_rule_is_refused)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	ready_to_entrust(h);
	refuses(h, &entrustings[_i], rule_entrusted_surrender);
}
END_TEST

static struct record_obligation obligation_of(struct holdings *h, enum who who)
{
	struct record r = record_new(RECORD_OBLIGATION);

	r.obligation.entity = party_of(who);
	r.obligation.year = 2025;
	look(h, &r);
	return r.obligation;
}

/* A third party's units, or after the default the entity's own. */
START_TEST(an_entrusted_surrender_counts_against_the_entity_that_it_names)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct record certificate = record_new(RECORD_RETIREMENT);
	struct digest record;
	bool own = _i == 1;

	ready_to_entrust(h);
	if (own) {
		h->units[0] = units_of(1, 2201, 2260);
		h->entrusted.account = account_of(BUYER);
		h->entrusted.ground = ENTRUSTING_DEFAULTED;
		h->at = day_start(on("2027-01-01"));
		resign(h, PROVINCE, ROLE_PROVINCE);
		sign(h, CEA, ROLE_CEA);
	}
	ck_assert_int_eq((int)try_rule(h, rule_entrusted_surrender), ERROR_NONE);
	record = h->d.hash;
	ck_assert_int_eq(tonnes_count(obligation_of(h, BUYER).open), 60);
	ck_assert_str_eq(offset_record(h, &record).entrusted_by.text, party_of(PROVINCE).text);
	ck_assert_int_eq((int)block_with(h, 1, own ? 2201 : 501).status, UNIT_FROZEN);
	answer(h, &record, 59);
	ck_assert_int_eq((int)try_rule(h, rule_offset_answer), ERROR_NONE);
	ck_assert_int_eq(tonnes_count(obligation_of(h, BUYER).used), 59);
	ck_assert_int_eq((int)block_with(h, 1, own ? 2259 : 559).status, UNIT_RETIRED);
	ck_assert_int_eq((int)block_with(h, 1, own ? 2260 : 560).status, UNIT_FREE);
	certificate.retirement.document = h->d.hash;
	look(h, &certificate);
	ck_assert_str_eq(
		certificate.retirement.account.text, account_of(own ? BUYER : HOLDER).text);
	ck_assert_str_eq(certificate.retirement.beneficiary, party_record(h, BUYER).party.name_zh);
	check_conservation(h);
}
END_TEST

START_TEST(an_entrusted_surrender_is_withdrawn_by_who_entrusted_it)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record;

	ready_to_entrust(h);
	ck_assert_int_eq((int)try_rule(h, rule_entrusted_surrender), ERROR_NONE);
	record = h->d.hash;
	wait_days(h, 100);
	withdraw(h, &record);
	ck_assert_int_eq((int)try_rule(h, rule_offset_withdrawal), ERROR_ENTRUSTED_WITHDRAWAL);
	sign(h, CEA, ROLE_CEA);
	ck_assert_int_eq((int)try_rule(h, rule_offset_withdrawal), ERROR_ENTRUSTED_WITHDRAWAL);
	resign(h, PROVINCE, ROLE_PROVINCE);
	ck_assert_int_eq((int)try_rule(h, rule_offset_withdrawal), ERROR_SIGNERS);
	sign(h, CEA, ROLE_CEA);
	ck_assert_int_eq((int)try_rule(h, rule_offset_withdrawal), ERROR_NONE);
	ck_assert_int_eq((int)offset_record(h, &record).status, OFFSET_WITHDRAWN);
	ck_assert_int_eq((int)block_with(h, 1, 501).status, UNIT_FREE);
	ck_assert_int_eq(tonnes_count(obligation_of(h, BUYER).open), 0);
}
END_TEST

START_TEST(a_province_withdraws_no_application)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct digest record = pending(h);

	withdraw(h, &record);
	resign(h, PROVINCE, ROLE_PROVINCE);
	sign(h, CEA, ROLE_CEA);
	ck_assert_int_eq((int)try_rule(h, rule_offset_withdrawal), ERROR_OFFSET_UNKNOWN);
}
END_TEST

static TCase *case_of(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return t;
}

static Suite *compliance_suite(void)
{
	Suite *s = suite_create("compliance");
	TCase *t = case_of(s, "obligation");

	tcase_add_loop_test(
		t, the_limit_is_the_share_of_allowances_due_rounded_down, 0, COUNT_OF(limits));
	tcase_add_loop_test(t, a_share_is_a_decimal_or_a_fraction, 0, COUNT_OF(fractions));
	tcase_add_test(t, a_share_that_is_no_quantity_is_told);
	tcase_add_loop_test(
		t, an_obligation_that_breaks_a_rule_is_refused, 0, COUNT_OF(obligations));
	tcase_add_loop_test(
		t, one_alone_raises_what_is_due_by_the_share_and_both_by_any, 0, COUNT_OF(rises));
	tcase_add_test(t, the_allowance_registry_may_give_obligations_too);
	t = case_of(s, "binding");
	tcase_add_loop_test(t, a_binding_that_breaks_a_rule_is_refused, 0, COUNT_OF(bindings));
	tcase_add_test(t, what_was_bound_and_ended_can_be_bound_anew);
	t = case_of(s, "application");
	tcase_add_loop_test(
		t, an_application_that_breaks_a_rule_is_refused, 0, COUNT_OF(applications));
	tcase_add_test(t, a_refusal_at_the_limit_says_what_would_fit);
	tcase_add_test(t, without_a_first_day_projects_of_any_day_may_offset);
	tcase_add_test(t, an_application_freezes_its_units_up_to_the_limit);
	tcase_add_test(t, a_bar_that_ended_yesterday_does_not_hold);
	tcase_add_test(t, a_cut_below_what_is_pending_undoes_nothing);
	tcase_add_loop_test(t, a_cut_marks_the_newest_applications_beyond_it_and_undoes_nothing, 0,
		COUNT_OF(cuts));
	t = case_of(s, "receipt and answer");
	tcase_add_loop_test(t, a_receipt_that_breaks_a_rule_is_refused, 0, COUNT_OF(receipts));
	tcase_add_test(t, a_receipt_marks_the_record_as_received);
	tcase_add_test(t, a_malformed_record_ends_and_frees_its_units);
	tcase_add_loop_test(t, an_answer_that_breaks_a_rule_is_refused, 0, COUNT_OF(answers));
	tcase_add_loop_test(
		t, an_answer_retires_the_first_units_listed_and_frees_the_rest, 0, COUNT_OF(uses));
	tcase_add_test(t, an_answer_decides_on_what_is_over_the_limit_and_marks_follow);
	tcase_add_test(t, a_use_beyond_the_limit_is_warned_of);
	tcase_add_test(t, what_was_not_used_can_be_applied_for_again);
	t = case_of(s, "withdrawal and expiry");
	tcase_add_loop_test(t, a_withdrawal_of_an_application_that_breaks_a_rule_is_refused, 0,
		COUNT_OF(withdrawals));
	tcase_add_loop_test(t, what_is_withdrawn_is_free_again, 0, COUNT_OF(ways_back));
	tcase_add_loop_test(t, an_expiry_that_breaks_a_rule_is_refused, 0, COUNT_OF(expiries));
	tcase_add_loop_test(t, what_expires_is_free_again_received_or_not, 0, 2);
	tcase_add_loop_test(t, an_end_takes_the_mark_from_a_later_application, 0, 2);
	t = case_of(s, "entrusted surrender");
	tcase_add_loop_test(
		t, an_entrusted_surrender_that_breaks_a_rule_is_refused, 0, COUNT_OF(entrustings));
	tcase_add_loop_test(
		t, an_entrusted_surrender_counts_against_the_entity_that_it_names, 0, 2);
	tcase_add_test(t, an_entrusted_surrender_is_withdrawn_by_who_entrusted_it);
	tcase_add_test(t, a_province_withdraws_no_application);
	return s;
}

TEST_MAIN(compliance_suite)
