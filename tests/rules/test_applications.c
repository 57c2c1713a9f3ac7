#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/rules/story_project.h"
#include "tests/support.h"

/*
 * What happens to a design or an accounting report between its seal and its decision: withdrawal
 * and its decision, termination, revision.
 */

#define UNKNOWN_HASH "0000000000000000000000000000000000000000000000000000000000000001"
#define AFTER_NOTICE "2024-10-08T02:00:00Z"
#define AFTER_REPORT_NOTICE "2025-01-20T02:00:00Z"

static const char withdraw_design[] = "kind: withdrawal\nof: @design\nreason: 停建\n";
static const char withdraw_report[] = "kind: withdrawal\nof: @report\nreason: 数据有误\n";
static const char confirmed[] =
	"kind: withdrawal-decision\nwithdrawal: @last\noutcome: confirmed\n";
static const char refused[] =
	"kind: withdrawal-decision\nwithdrawal: @last\noutcome: refused\nreasons: 审定已结束\n";
static const char terminate_design[] = "kind: termination\nof: @design\nground: vvb-silent\n"
				       "proof: " UNKNOWN_HASH "\ntext: 逾期未出具报告\n";
static const char terminate_report[] = "kind: termination\nof: @report\nground: unfit\n"
				       "proof: " UNKNOWN_HASH "\ntext: 不符合要求\n";

/* Replaces @last by the hash of the document before, and the words of the project's story. */
static const char *fill(struct story *s, const char *text, const struct digest *last)
{
	text = story_project_fill(s, text);
	if (strstr(text, "@last"))
		text = story_but(s, text, "@last", story_hex(s, last));
	return text;
}

static struct digest seal(
	struct story *s, const char *text, const struct digest *last, const char *signers)
{
	return story_seal(s, fill(s, text, last), signers);
}

/* A revision of @design or @report with one place changed, and the change said of a member. */
static const char *revision(struct story *s, enum story_stage stage, const char *of,
	const char *said, const char *from, const char *to)
{
	const char *text = story_indented(s, story_project_text(s, stage));

	if (from)
		text = story_but(s, text, from, to);
	return story_text(s, "kind: revision\nrevises: %s\nchanges:\n%s%s:\n%s", of, said,
		stage == STORY_DESIGNED ? "design" : "report", text);
}

#define SAYS_NAME "- {path: /name, why: 更名}\n"
#define SAYS_EXPECTED "- {path: /expected, why: 复核}\n"
#define SAYS_ROWS "- {path: /rows, why: 复核}\n"
#define LESS "claim: 357373"

/* --- refusals --- */

static void lay_withdrawn(struct story *s)
{
	(void)seal(s, withdraw_design, NULL, "owner");
}

static void lay_report_withdrawn(struct story *s)
{
	(void)seal(s, withdraw_report, NULL, "owner");
}

static void lay_terminated(struct story *s)
{
	(void)seal(s, terminate_design, NULL, "operator");
}

static void lay_no_paths(struct story *s)
{
	story_put_parameter(s, "revision.paths", "-", "2024-01-01");
}

static void lay_barred(struct story *s)
{
	struct record r = story_party_record(s, "owner");

	r.party.barred = true;
	story_put(s, &r);
}

static void lay_revised(struct story *s)
{
	(void)seal(s, revision(s, STORY_DESIGNED, "@design", SAYS_EXPECTED, "374564", "374560"),
		NULL, "owner");
}

struct turn {
	const char *name;
	enum story_stage stage; /* the last before it */
	const char *at;
	void (*lay)(struct story *s);
	const char *text;			/* or a revision of the stage `of` */
	const char *said, *from, *to, *revises; /* revises NULL: the document itself */
	enum story_stage of;
	const char *signers;
	enum error_code code;
	const char *path;
};

#define REVISES_DESIGN .of = STORY_DESIGNED, .stage = STORY_DESIGN_COMMENT, .at = AFTER_NOTICE
#define REVISES_REPORT                                                                             \
	.of = STORY_REPORTED, .stage = STORY_REPORT_COMMENT, .at = AFTER_REPORT_NOTICE

static const struct turn refusals[] = {
	{"what is withdrawn is a design or a report", STORY_DESIGNED,
		.text = "kind: withdrawal\nof: " UNKNOWN_HASH "\nreason: 停建\n",
		.code = ERROR_APPLICATION_UNKNOWN, .path = "/of"},
	{"the owner withdraws", STORY_DESIGNED, .text = withdraw_design, .signers = "other",
		.code = ERROR_OWNER_OTHER, .path = "/signers/0/party"},
	{"a holder does not withdraw", STORY_DESIGNED, .text = withdraw_design,
		.signers = "owner:holder", .code = ERROR_SIGNERS, .path = "/signers"},
	{"what is registered is not withdrawn", STORY_REGISTERED, .text = withdraw_design,
		.code = ERROR_APPLICATION_DECIDED, .path = "/of"},
	{"what has ended is not withdrawn", STORY_DESIGN_NOTICE, .lay = lay_terminated,
		.text = withdraw_design, .code = ERROR_APPLICATION_DECIDED, .path = "/of"},
	{"registered reductions are not withdrawn", STORY_REDUCTION_REGISTERED,
		.text = withdraw_report, .code = ERROR_APPLICATION_DECIDED, .path = "/of"},
	{"one withdrawal at a time", STORY_DESIGNED, .lay = lay_withdrawn, .text = withdraw_design,
		.code = ERROR_APPLICATION_ON_HOLD, .path = "/of"},
	{"a decision is on a withdrawal", STORY_DESIGNED,
		.text = "kind: withdrawal-decision\nwithdrawal: " UNKNOWN_HASH
			"\noutcome: confirmed\n",
		.signers = "operator", .code = ERROR_REQUEST_UNKNOWN, .path = "/withdrawal"},
	{"a request for registration is no withdrawal", STORY_REGISTRATION_REQUESTED,
		.text = "kind: withdrawal-decision\nwithdrawal: @request\noutcome: confirmed\n",
		.signers = "operator", .code = ERROR_REQUEST_NOT_OPEN, .path = "/withdrawal"},
	{"the operator ends an application", STORY_DESIGNED, .text = terminate_design,
		.code = ERROR_SIGNERS, .path = "/signers"},
	{"a registered project is not terminated", STORY_REGISTERED, .text = terminate_design,
		.signers = "operator", .code = ERROR_APPLICATION_DECIDED, .path = "/of"},
	{"what is on hold is not terminated", STORY_DESIGNED, .lay = lay_withdrawn,
		.text = terminate_design, .signers = "operator", .code = ERROR_APPLICATION_ON_HOLD,
		.path = "/of"},
	{"a real ledger has a real ground", STORY_DESIGNED,
		.text = "kind: termination\nof: @design\nground: "
			"not-in-record\nproof: " UNKNOWN_HASH "\ntext: 记录未载明\n",
		.signers = "operator", .code = ERROR_TERMINATION_GROUND, .path = "/ground"},

	{"on hold: no notice", STORY_DESIGNED, .lay = lay_withdrawn,
		.text = "kind: notice\nsubject: @design\nfirst_day: 2024-09-03\n",
		.signers = "operator", .code = ERROR_APPLICATION_ON_HOLD, .path = "/subject"},
	{"on hold: no request", STORY_VALIDATED, .lay = lay_withdrawn,
		.text = "kind: registration-request\ndesign: @design\nreport: @validation\n"
			"undertakings: {uniqueness: true, truth: true, completeness: true, "
			"validity: true}\n",
		.code = ERROR_APPLICATION_ON_HOLD, .path = "/design"},
	{"on hold: no decision on registration", STORY_REGISTRATION_REQUESTED, .lay = lay_withdrawn,
		.text = "kind: registration-decision\nrequest: @request\ndecision: registered\n"
			"code: A210001\n" CHECKS_TEXT,
		.signers = "operator", .code = ERROR_APPLICATION_ON_HOLD, .path = "/request"},
	{"on hold: no request for reductions", STORY_VERIFIED, .lay = lay_report_withdrawn,
		.text = "kind: reduction-registration-request\nreport: @report\n"
			"verification: @verification\nquantity: 1243323\n"
			"undertakings: {uniqueness: true, truth: true, completeness: true, "
			"validity: true}\n",
		.code = ERROR_APPLICATION_ON_HOLD, .path = "/report"},
	{"on hold: no decision on reductions", STORY_REDUCTION_REQUESTED,
		.lay = lay_report_withdrawn,
		.text = "kind: reduction-registration-decision\nrequest: @asking\n"
			"decision: refused\nreasons: 缺件\n" FAULTY_CHECKS,
		.signers = "operator", .code = ERROR_APPLICATION_ON_HOLD, .path = "/request"},

	{"a text that exists is revised", REVISES_DESIGN, .revises = UNKNOWN_HASH,
		.said = SAYS_NAME, .code = ERROR_APPLICATION_UNKNOWN, .path = "/revises"},
	{"the latest text is revised", REVISES_DESIGN, .lay = lay_revised, .said = SAYS_NAME,
		.code = ERROR_REVISION_OF_OLD, .path = "/revises"},
	{"the owner revises", REVISES_DESIGN, .said = SAYS_NAME, .signers = "other",
		.code = ERROR_OWNER_OTHER, .path = "/signers/0/party"},
	{"a barred owner does not revise", REVISES_DESIGN, .lay = lay_barred, .said = SAYS_NAME,
		.code = ERROR_OWNER_BARRED_FOR_GOOD, .path = "/signers/0/party"},
	{"what is not on notice is not revised", .of = STORY_DESIGNED, .stage = STORY_DESIGNED,
		.said = SAYS_NAME, .code = ERROR_REVISION_STATE, .path = "/revises"},
	{"a notice keeps its text", .of = STORY_DESIGNED, .stage = STORY_DESIGN_NOTICE,
		.said = SAYS_NAME, .code = ERROR_NOTICE_NOT_ENDED, .path = ""},
	{"what is validated is not revised", .of = STORY_DESIGNED, .stage = STORY_VALIDATED,
		.said = SAYS_NAME, .code = ERROR_REVISION_STATE, .path = "/revises"},
	{"on hold: no revision", REVISES_DESIGN, .lay = lay_withdrawn, .said = SAYS_NAME,
		.code = ERROR_APPLICATION_ON_HOLD, .path = "/revises"},
	{"what differs is said", REVISES_DESIGN, .said = SAYS_NAME, .from = "374564",
		.to = "374563", .code = ERROR_REVISION_UNSAID, .path = "/changes"},
	{"what is said differs", REVISES_DESIGN, .said = SAYS_EXPECTED SAYS_NAME, .from = "374564",
		.to = "374563", .code = ERROR_REVISION_NO_CHANGE, .path = "/changes/1/path"},
	{"a change is said once", REVISES_DESIGN, .said = SAYS_EXPECTED SAYS_EXPECTED,
		.from = "374564", .to = "374563", .code = ERROR_REVISION_NO_CHANGE,
		.path = "/changes/1/path"},
	{"a change is of a member", REVISES_DESIGN, .said = "- {path: expected, why: 复核}\n",
		.from = "374564", .to = "374563", .code = ERROR_REVISION_UNSAID,
		.path = "/changes"},
	{"the province stays", REVISES_DESIGN, .said = "- {path: /province, why: 更正}\n",
		.from = "\"370000\"", .to = "\"210000\"", .code = ERROR_REVISION_FIXED,
		.path = "/design/province"},
	{"the grid stays, even by leaving it out", REVISES_DESIGN,
		.said = "- {path: /grid, why: 更正}\n", .from = "  grid: North\n", .to = "",
		.code = ERROR_REVISION_FIXED, .path = "/design/grid"},
	{"the VVB stays while it can sign", REVISES_DESIGN, .said = "- {path: /vvb, why: 更换}\n",
		.from = "@cec", .to = "@ccsc", .code = ERROR_REVISION_FIXED, .path = "/design/vvb"},
	{"what may be revised is a parameter", REVISES_DESIGN, .lay = lay_no_paths,
		.said = SAYS_EXPECTED, .from = "374564", .to = "374563",
		.code = ERROR_REVISION_FIXED, .path = "/design/expected"},
	{"every rule holds for the new text", REVISES_DESIGN, .said = SAYS_EXPECTED,
		.from = "{year: 2023", .to = "{year: 2022", .code = ERROR_DESIGN_EXPECTED_ORDER,
		.path = "/design/expected/1/year"},
	{"a report's claim is not raised", REVISES_REPORT, .said = SAYS_ROWS, .from = LESS,
		.to = "claim: 357374", .code = ERROR_REVISION_MORE, .path = "/report/rows/0/claim"},
	{"a report's period is not widened", REVISES_REPORT,
		.said = "- {path: /period, why: 更正}\n", .from = "last: 2024-10-31",
		.to = "last: 2024-11-01", .code = ERROR_REVISION_WIDER, .path = "/report/period"},
	{"a report's batch stays", REVISES_REPORT, .said = "- {path: /batch, why: 更正}\n",
		.from = "batch: 1", .to = "batch: 2", .code = ERROR_REVISION_FIXED,
		.path = "/report/batch"},
	{"every rule holds for the new report", REVISES_REPORT, .said = SAYS_ROWS,
		.from = "\"577907\"", .to = "\"57790\"", .code = ERROR_ACCOUNTING_CLAIM_ABOVE,
		.path = "/report/rows/0/claim"},
};

static const char *text_of(struct story *s, const struct turn *t)
{
	const char *own = t->of == STORY_DESIGNED ? "@design" : "@report";

	if (t->text)
		return t->text;
	return revision(s, t->of, t->revises ? t->revises : own, t->said, t->from, t->to);
}

START_TEST(what_breaks_a_rule_is_refused_with_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct turn *t = &refusals[_i];
	struct story *s = story_at_stage(mem, t->stage);

	if (t->at)
		story_at(s, t->at);
	if (t->lay)
		t->lay(s);
	story_expect(s, fill(s, text_of(s, t), NULL), t->signers ? t->signers : "owner", t->code,
		t->path);
}
END_TEST

START_TEST(a_refused_withdrawal_has_reasons)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DESIGNED);
	struct digest last = seal(s, withdraw_design, NULL, "owner");

	story_expect(s,
		fill(s, "kind: withdrawal-decision\nwithdrawal: @last\noutcome: refused\n", &last),
		"operator", ERROR_DECISION_WITHOUT_REASONS, "/reasons");
	last = seal(s, refused, &last, "operator");
	story_expect(
		s, fill(s, confirmed, &last), "operator", ERROR_REQUEST_UNKNOWN, "/withdrawal");
}
END_TEST

START_TEST(a_withdrawal_is_decided_once)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DESIGNED);
	struct digest last = seal(s, withdraw_design, NULL, "owner");

	(void)seal(s, refused, &last, "operator");
	story_expect(
		s, fill(s, confirmed, &last), "operator", ERROR_REQUEST_NOT_OPEN, "/withdrawal");
}
END_TEST

START_TEST(a_revision_has_one_text_of_the_right_kind)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REPORT_COMMENT);
	const char *design = story_indented(s, story_project_text(s, STORY_DESIGNED));

	story_at(s, AFTER_REPORT_NOTICE);
	story_expect(s, fill(s, "kind: revision\nrevises: @report\nchanges:\n" SAYS_ROWS, NULL),
		"owner", ERROR_REVISION_TEXT, "");
	story_expect(s,
		fill(s,
			story_text(s,
				"kind: revision\nrevises: @report\nchanges:\n" SAYS_NAME
				"design:\n%s",
				design),
			NULL),
		"owner", ERROR_REVISION_TEXT, "");
}
END_TEST

/* --- what follows --- */

START_TEST(a_confirmed_withdrawal_ends_a_design)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTRATION_REQUESTED);
	struct digest last = seal(s, withdraw_design, NULL, "owner");
	struct record_project p = story_project_record(s);

	ck_assert(digest_equal(&p.withdrawal, &last));
	ck_assert_int_eq(p.withdrawn_at.ms, s->at.ms);
	ck_assert_int_eq(p.status, PROJECT_REQUESTED);
	last = seal(s, confirmed, &last, "operator");
	p = story_project_record(s);
	ck_assert_int_eq(p.status, PROJECT_ENDED);
	ck_assert(digest_equal(&p.ended_by, &last));
	ck_assert(digest_is_zero(&p.withdrawal));
	ck_assert(instant_is_none(p.withdrawn_at));
}
END_TEST

START_TEST(a_refused_withdrawal_lets_the_application_go_on)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTRATION_REQUESTED);
	struct digest last = seal(s, withdraw_design, NULL, "owner");

	(void)seal(s, refused, &last, "operator");
	ck_assert_int_eq(story_project_try(s, STORY_REGISTERED, NULL), ERROR_NONE);
}
END_TEST

START_TEST(comments_go_on_while_it_is_on_hold)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DESIGN_NOTICE);

	(void)seal(s, withdraw_design, NULL, "owner");
	ck_assert_int_eq(story_project_try(s, STORY_DESIGN_COMMENT, NULL), ERROR_NONE);
}
END_TEST

START_TEST(a_barred_owner_may_withdraw)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DESIGNED);

	lay_barred(s);
	(void)seal(s, withdraw_design, NULL, "owner");
}
END_TEST

START_TEST(a_period_that_an_ended_report_held_is_free)
{
	static const char *const ways[] = {withdraw_report, terminate_report};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_VERIFIED);
	struct change again = {
		.find = "design_conformity: 按", .replace = "design_conformity: 又按"};
	struct digest last = seal(s, ways[_i], NULL, _i == 0 ? "owner" : "operator");
	struct record_report report;

	if (_i == 0)
		last = seal(s, confirmed, &last, "operator");
	report = story_report_record(s);
	ck_assert_int_eq(report.status, REPORT_ENDED);
	ck_assert(digest_equal(&report.ended_by, &last));
	again.at = "2025-03-05T02:00:00Z";
	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &again), ERROR_NONE);
}
END_TEST

START_TEST(a_terminated_design_is_ended_by_it)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DESIGN_COMMENT);
	struct digest last = seal(s, terminate_design, NULL, "operator");

	const struct record_project p = story_project_record(s);

	ck_assert_int_eq(p.status, PROJECT_ENDED);
	ck_assert(digest_equal(&p.ended_by, &last));
}
END_TEST

START_TEST(a_simulated_ledger_may_lack_the_ground)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_new(mem);

	s->simulated = true;
	story_until(s, STORY_DESIGNED);
	(void)seal(s,
		"kind: termination\nof: @design\nground: not-in-record\nproof: " UNKNOWN_HASH
		"\ntext: 记录未载明\n",
		NULL, "operator");
	ck_assert_int_eq(story_project_record(s).status, PROJECT_ENDED);
}
END_TEST

START_TEST(a_revised_design_goes_on_by_its_new_text)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DESIGN_COMMENT);
	struct change named = {.find = "conclusion: positive"};
	const int64_t before = tonnes_count(story_project_record(s).expected);
	struct digest first, last;
	struct record_project p;

	story_at(s, AFTER_NOTICE);
	first = seal(s, revision(s, STORY_DESIGNED, "@design", SAYS_EXPECTED, "374564", "374000"),
		NULL, "owner");
	last = seal(s,
		story_but(s,
			revision(s, STORY_DESIGNED, "@last", SAYS_NAME SAYS_EXPECTED, "374564",
				"374100"),
			"国家电投山东半岛南3号301.6MW海上风电项目", "山东半岛南三号海上风电"),
		&first, "owner");
	p = story_project_record(s);
	ck_assert(digest_equal(&p.text, &last));
	ck_assert(digest_equal(&p.project, &s->sealed[STORY_DESIGNED]));
	ck_assert_int_eq(tonnes_count(p.expected), before - 374564 + 374100);
	ck_assert(strstr(p.expected_years, "2022=374100"));
	ck_assert_str_eq(p.name_zh, "山东半岛南三号海上风电");
	ck_assert_int_eq(p.status, PROJECT_NOTICE);

	ck_assert_int_eq(story_project_try(s, STORY_VALIDATED, NULL), ERROR_REPORT_TEXT_OTHER);
	named.replace = story_text(s, "revision: %s\nconclusion: positive", story_hex(s, &first));
	ck_assert_int_eq(story_project_try(s, STORY_VALIDATED, &named), ERROR_REPORT_TEXT_OTHER);
	named.replace = story_text(s, "revision: %s\nconclusion: positive", story_hex(s, &last));
	ck_assert_int_eq(story_project_try(s, STORY_VALIDATED, &named), ERROR_NONE);
}
END_TEST

START_TEST(a_report_names_no_revision_where_there_is_none)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DESIGN_COMMENT);
	const struct change named = {.find = "conclusion: positive",
		.replace = "revision: @design\nconclusion: positive"};

	ck_assert_int_eq(
		story_project_try(s, STORY_VALIDATED, &named), ERROR_REPORT_TEXT_NOT_REVISED);
	ck_assert_str_eq(s->err.path, "/revision");
}
END_TEST

START_TEST(a_revised_report_is_verified_by_its_new_rows)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REPORT_COMMENT);
	struct record row = record_new(RECORD_REDUCTION);
	struct change named = {.find = "report: @report\n"};
	struct digest last;

	story_at(s, AFTER_REPORT_NOTICE);
	last = seal(s,
		story_but(s,
			story_but(s,
				revision(s, STORY_REPORTED, "@report",
					SAYS_ROWS "- {path: /period, why: 更正}\n",
					"last: 2024-10-31", "last: 2023-12-31"),
				"  - {year: 2024, claim: 385775, values: {EG_export: \"623727\", "
				"EG_import: \"0\"}}\n",
				""),
			LESS, "claim: 357000"),
		NULL, "owner");
	ck_assert_int_eq(tonnes_count(story_report_record(s).claimed), 357000 + 500175);
	named.replace = story_text(s, "report: @report\nrevision: %s\n", story_hex(s, &last));
	ck_assert_int_eq(
		story_project_try(s, STORY_VERIFIED, &named), ERROR_VERIFICATION_ROW_BEYOND);
	story_at(s, "2025-03-04T02:00:00Z");
	(void)story_seal(s,
		fill(s,
			story_but(s,
				story_but(s, story_project_text(s, STORY_VERIFIED),
					"report: @report\n", named.replace),
				"- {year: 2024, quantity: 385775}\n", ""),
			NULL),
		"ccsc");
	row.reduction.text = last;
	row.reduction.year = 2022;
	ck_assert(story_get(s, &row));
	ck_assert_int_eq(tonnes_count(row.reduction.verified), 357373);
	row.reduction.text = s->sealed[STORY_REPORTED];
	ck_assert(story_get(s, &row));
	ck_assert_int_eq(tonnes_count(row.reduction.verified), 0);
}
END_TEST

/* cec keeps forestry alone. */
static void lay_cec_unable(struct story *s)
{
	struct record r = record_new(RECORD_ACCREDITATION);

	r.accreditation.vvb = story_party("cec")->id;
	r.accreditation.from = story_day("2024-10-01");
	r.accreditation.sequence = 90;
	r.accreditation.action = ACCREDITATION_GRANT;
	snprintf(r.accreditation.fields, sizeof(r.accreditation.fields), "F");
	story_put(s, &r);
}

START_TEST(another_vvb_takes_over_from_one_that_cannot_sign)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DESIGN_COMMENT);

	story_at(s, AFTER_NOTICE);
	lay_cec_unable(s);
	(void)seal(s,
		revision(s, STORY_DESIGNED, "@design", "- {path: /vvb, why: 资质不再有效}\n",
			"@cec", "@ccsc"),
		NULL, "owner");
	ck_assert_str_eq(story_project_record(s).vvb.text, story_id("ccsc"));
}
END_TEST

/* The first warning of the document in the state, "CODE PATH"; "" where there is none. */
static const char *warning_told(struct story *s, const struct digest *document)
{
	struct record r = record_new(RECORD_WARNING);

	r.warning.document = *document;
	r.warning.position = 0;
	return story_get(s, &r) ? story_text(s, "%s %s", r.warning.code, r.warning.path) : "";
}

/* Of the story's design: 374,564 t in the first year, 4,972,900 t in all. */
static const struct {
	const char *said, *from, *to, *told;
} revisions_told[] = {
	{SAYS_EXPECTED, "374564", "1120499", ""},
	{SAYS_EXPECTED, "374564", "1120500", "revision.expected /design/expected"},
	{"- {path: /boundary, why: 复测}\n", "36.330400", "36.325400", ""},
	{"- {path: /boundary, why: 复测}\n", "36.330400", "36.325399",
		"revision.place /design/boundary/0/corners/2"},
};

START_TEST(a_revision_is_warned_of_what_the_public_did_not_see)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DESIGN_COMMENT);
	struct digest last;

	story_at(s, AFTER_NOTICE);
	last = seal(s,
		revision(s, STORY_DESIGNED, "@design", revisions_told[_i].said,
			revisions_told[_i].from, revisions_told[_i].to),
		NULL, "owner");
	ck_assert_int_eq(
		tonnes_count(story_project_record(s).expected), _i < 2 ? 5718835 + _i : 4972900);
	ck_assert_str_eq(warning_told(s, &last), revisions_told[_i].told);
}
END_TEST

static const struct {
	const char *value;
	enum error_code code;
} names[] = {
	{"name", ERROR_NONE},
	{"name boundary", ERROR_NONE},
	{"\"-\"", ERROR_NONE},
	{"name name", ERROR_PARAMETER_VALUE},
	{"name  boundary", ERROR_PARAMETER_VALUE},
	{"province", ERROR_PARAMETER_VALUE},
	{"names", ERROR_PARAMETER_VALUE},
};

START_TEST(paths_are_members_that_may_ever_change)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARAMETERS);
	const char *text = story_text(s,
		"kind: parameters\nname: revision.paths\nstatus: final\nsource: 示例\n"
		"from: 2024-09-10\nvalue: %s\n",
		names[_i].value);

	story_at(s, "2024-09-01T02:00:00Z");
	if (names[_i].code == ERROR_NONE)
		(void)story_seal(s, text, "operator");
	else
		story_expect(s, text, "operator", names[_i].code, "/value");
}
END_TEST

static Suite *applications_suite(void)
{
	Suite *s = suite_create("applications");
	TCase *t = tcase_create("applications");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(
		t, what_breaks_a_rule_is_refused_with_its_place, 0, (int)COUNT_OF(refusals));
	tcase_add_test(t, a_refused_withdrawal_has_reasons);
	tcase_add_test(t, a_withdrawal_is_decided_once);
	tcase_add_test(t, a_revision_has_one_text_of_the_right_kind);
	tcase_add_test(t, a_confirmed_withdrawal_ends_a_design);
	tcase_add_test(t, a_refused_withdrawal_lets_the_application_go_on);
	tcase_add_test(t, comments_go_on_while_it_is_on_hold);
	tcase_add_test(t, a_barred_owner_may_withdraw);
	tcase_add_loop_test(t, a_period_that_an_ended_report_held_is_free, 0, 2);
	tcase_add_test(t, a_terminated_design_is_ended_by_it);
	tcase_add_test(t, a_simulated_ledger_may_lack_the_ground);
	tcase_add_test(t, a_revised_design_goes_on_by_its_new_text);
	tcase_add_test(t, a_report_names_no_revision_where_there_is_none);
	tcase_add_test(t, a_revised_report_is_verified_by_its_new_rows);
	tcase_add_loop_test(t, a_revision_is_warned_of_what_the_public_did_not_see, 0,
		(int)COUNT_OF(revisions_told));
	tcase_add_test(t, another_vvb_takes_over_from_one_that_cannot_sign);
	tcase_add_loop_test(t, paths_are_members_that_may_ever_change, 0, (int)COUNT_OF(names));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(applications_suite)
