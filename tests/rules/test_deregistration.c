#include <string.h>

#include <talloc.h>

#include "tests/rules/story_project.h"
#include "tests/support.h"

/* How the registration of a project ends: who ends it, and what follows. */

#define PROOF "proof: 0000000000000000000000000000000000000000000000000000000000000001\n"
#define ASKS(ground) "kind: deregistration\nproject: A210001\nground: " ground "\n" PROOF
#define TEXT "text: 停运\n"
#define ORDER(day) "order: {number: 鲁环罚〔2025〕1号, on: " day "}\n"

static const char by_owner[] = ASKS("owner-request") TEXT;
static const char by_operator[] = ASKS("project-gone") TEXT;
static const char revoked[] = ASKS("falsification") ORDER("2025-01-01") TEXT;

static void lay_deregistered(struct story *s)
{
	(void)story_seal(s, by_owner, "owner");
}

static void lay_elsewhere(struct story *s)
{
	struct record r = story_party_record(s, "province");

	strcpy(r.party.province, "320000");
	story_put(s, &r);
}

static const struct refused {
	const char *name;
	void (*lay)(struct story *s);
	const char *text, *signers;
	enum error_code code;
	const char *path;
} refusals[] = {
	{"a project that is known", NULL,
		"kind: deregistration\nproject: A210009\nground: owner-request\n" PROOF TEXT,
		"owner", ERROR_PROJECT_UNKNOWN, "/project"},
	{"its own owner", NULL, by_owner, "other", ERROR_OWNER_OTHER, "/signers/0/party"},
	{"an owner names no other ground", NULL, by_operator, "owner", ERROR_DEREGISTRATION_GROUND,
		"/ground"},
	{"the operator does not ask for it", NULL, by_owner, "operator",
		ERROR_DEREGISTRATION_GROUND, "/ground"},
	{"the operator does not revoke", NULL, revoked, "operator", ERROR_DEREGISTRATION_GROUND,
		"/ground"},
	{"mee does nothing but revoke", NULL, by_operator, "mee", ERROR_DEREGISTRATION_GROUND,
		"/ground"},
	{"a province at home", lay_elsewhere, revoked, "province", ERROR_DEREGISTRATION_PROVINCE,
		"/signers/0/party"},
	{"a revocation has an order", NULL, ASKS("falsification") TEXT, "mee",
		ERROR_DEREGISTRATION_ORDER_MISSING, "/order"},
	{"a request has none", NULL, ASKS("owner-request") ORDER("2025-01-01") TEXT, "owner",
		ERROR_DEREGISTRATION_ORDER_GIVEN, "/order"},
	{"no order of tomorrow", NULL, ASKS("falsification") ORDER("2025-03-06") TEXT, "mee",
		ERROR_ORDER_DAY, "/order/on"},
	{"once", lay_deregistered, by_operator, "operator", ERROR_DEREGISTRATION_STATE, "/project"},
};

START_TEST(what_breaks_a_rule_is_refused_with_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct refused *c = &refusals[_i];
	struct story *s = story_at_stage(mem, STORY_ISSUED);

	story_at(s, "2025-03-05T02:00:00Z");
	if (c->lay)
		c->lay(s);
	story_expect(s, c->text, c->signers, c->code, c->path);
}
END_TEST

START_TEST(another_signer_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_ISSUED);

	story_expect(s, by_owner, "owner:holder", ERROR_SIGNERS, "/signers");
}
END_TEST

/* All who may, each on a ground of theirs, an order of this very day among them. */
static const struct {
	const char *text, *signers;
	bool bars;
} lawful[] = {
	{by_owner, "owner", false},
	{by_operator, "operator", false},
	{ASKS("owner-gone") TEXT, "operator", false},
	{revoked, "province", true},
	{ASKS("falsification") ORDER("2025-03-05") TEXT, "mee", true},
};

START_TEST(it_ends_the_registration_and_keeps_place_and_code)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_ISSUED);
	struct record code = record_new(RECORD_PROJECT_CODE), plant = record_new(RECORD_PLANT);
	struct record block = record_new(RECORD_BLOCK);
	const struct record_project was = story_project_record(s);
	struct digest last;
	struct record_project p;

	story_at(s, "2025-03-05T02:00:00Z");
	last = story_seal(s, lawful[_i].text, lawful[_i].signers);
	p = story_project_record(s);
	ck_assert_int_eq(p.status, PROJECT_DEREGISTERED);
	ck_assert(digest_equal(&p.ended_by, &last));
	ck_assert_int_eq(p.decided_at.ms, was.decided_at.ms);
	ck_assert_int_eq(story_party_record(s, "owner").party.barred_until.n,
		lawful[_i].bars ? story_day("2028-03-05").n : DAY_NONE.n);

	code.project_code.code = p.code;
	ck_assert(story_get(s, &code));
	strcpy(plant.plant.plant, p.plant);
	ck_assert(story_get(s, &plant));
	ck_assert(digest_equal(&plant.plant.project, &p.project));
	ck_assert_int_eq(story_report_record(s).status, REPORT_ISSUED);
	block.block.code = p.code;
	block.block.vintage = 2022;
	block.block.first = 1;
	ck_assert(story_get(s, &block));
	ck_assert_int_eq(block.block.status, UNIT_FREE);
}
END_TEST

START_TEST(issued_units_go_on_being_traded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_ISSUED);

	(void)story_seal(s, revoked, "mee");
	story_until(s, STORY_SETTLED);
}
END_TEST

START_TEST(an_open_report_ends_with_it)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_VERIFIED);
	struct record_report report;
	struct digest withdrawal, last;

	withdrawal = story_seal(s,
		story_project_fill(s, "kind: withdrawal\nof: @report\nreason: 数据有误\n"),
		"owner");
	last = story_seal(s, by_operator, "operator");
	report = story_report_record(s);
	ck_assert_int_eq(report.status, REPORT_ENDED);
	ck_assert(digest_equal(&report.ended_by, &last));
	ck_assert(digest_is_zero(&report.withdrawal));
	ck_assert(instant_is_none(report.withdrawn_at));
	story_expect(s,
		story_text(s, "kind: withdrawal-decision\nwithdrawal: %s\noutcome: confirmed\n",
			story_hex(s, &withdrawal)),
		"operator", ERROR_REQUEST_NOT_OPEN, "/withdrawal");
	ck_assert_int_eq(story_project_try(s, STORY_REDUCTION_REQUESTED, NULL),
		ERROR_ACCOUNTING_PROJECT_STATE);
}
END_TEST

START_TEST(nothing_registered_is_issued_any_more)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_ISSUANCE_REQUESTED);
	struct record_report report;

	(void)story_seal(s, by_operator, "operator");
	report = story_report_record(s);
	ck_assert_int_eq(report.status, REPORT_REGISTERED);
	ck_assert(digest_is_zero(&report.ended_by));
	ck_assert(digest_is_zero(&report.issuance_request));
	ck_assert_str_eq(report.account.text, "");
	ck_assert_int_eq(story_project_try(s, STORY_ISSUED, NULL), ERROR_REQUEST_NOT_OPEN);
	ck_assert_int_eq(story_project_try(s, STORY_ISSUANCE_REQUESTED, NULL),
		ERROR_ACCOUNTING_PROJECT_STATE);
	ck_assert_str_eq(s->err.path, "/project");
}
END_TEST

START_TEST(no_further_report_is_accepted)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);

	(void)story_seal(s, by_owner, "owner");
	ck_assert_int_eq(
		story_project_try(s, STORY_REPORTED, NULL), ERROR_ACCOUNTING_PROJECT_STATE);
}
END_TEST

/* The same owner, elsewhere. */
static enum error_code apply_again(struct story *s, const char *day)
{
	const char *text = story_project_text(s, STORY_DESIGNED);

	text = story_but(s, text, "PWS2112370612001X", "PWS2112370612009X");
	for (int i = 0; i < 2; i++)
		text = story_but(s, text, "36.412300", "36.912300");
	text = story_project_fill(s, story_but(s, text, "36.330400", "36.830400"));
	story_at(s, day);
	return story_try(s, text, "owner") < 0 ? s->err.code : ERROR_NONE;
}

START_TEST(a_revocation_bars_its_owner_for_three_years)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);

	story_at(s, "2025-03-05T02:00:00Z");
	(void)story_seal(s, revoked, "province");
	ck_assert_int_eq(apply_again(s, "2025-03-05T03:00:00Z"), ERROR_OWNER_BARRED);
	ck_assert_int_eq(apply_again(s, "2028-03-05T15:59:59Z"), ERROR_OWNER_BARRED);
	ck_assert_int_ne(apply_again(s, "2028-03-05T16:00:00Z"), ERROR_OWNER_BARRED);
}
END_TEST

START_TEST(a_longer_bar_stays)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);
	struct record r = story_party_record(s, "owner");

	r.party.barred_until = story_day("2030-01-01");
	story_put(s, &r);
	story_at(s, "2025-03-05T02:00:00Z");
	(void)story_seal(s, revoked, "mee");
	ck_assert_int_eq(
		story_party_record(s, "owner").party.barred_until.n, story_day("2030-01-01").n);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("deregistration");
	TCase *t = tcase_create("deregistration");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(
		t, what_breaks_a_rule_is_refused_with_its_place, 0, (int)COUNT_OF(refusals));
	tcase_add_test(t, another_signer_is_refused);
	tcase_add_loop_test(
		t, it_ends_the_registration_and_keeps_place_and_code, 0, (int)COUNT_OF(lawful));
	tcase_add_test(t, issued_units_go_on_being_traded);
	tcase_add_test(t, an_open_report_ends_with_it);
	tcase_add_test(t, nothing_registered_is_issued_any_more);
	tcase_add_test(t, no_further_report_is_accepted);
	tcase_add_test(t, a_revocation_bars_its_owner_for_three_years);
	tcase_add_test(t, a_longer_bar_stays);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
