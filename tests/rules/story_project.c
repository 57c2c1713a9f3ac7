#include "tests/rules/story_project.h"

#include <stdio.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

#define TEAM                                                                                       \
	"team:\n"                                                                                  \
	"  members: 3\n"                                                                           \
	"  competent_in_sector: true\n"                                                            \
	"  reviewed_outside_team: true\n"                                                          \
	"  decided_outside_team: true\n"                                                           \
	"  requests_closed: true\n"                                                                \
	"  no_conflict_of_interest: true\n"                                                        \
	"  commitment: 报告真实\n"

#define UNDERTAKINGS                                                                               \
	"undertakings: {uniqueness: true, truth: true, completeness: true, validity: true}\n"

static const struct {
	const char *kind, *signers, *at, *body;
} stages[STORY_STAGE_COUNT] = {
	[STORY_DESIGNED] = {"project-design", "owner", "2024-09-02T01:00:00Z",
		"methodology: CCER-01-002-V01\n"
		"name: {zh: 国家电投山东半岛南3号301.6MW海上风电项目, en: Shandong Peninsula South "
		"3}\n"
		"description: {zh: 海上风电, en: offshore wind}\n"
		"province: \"370000\"\n"
		"grid: North\n"
		"grid_registration: PWS2112370612001X\n"
		"boundary:\n"
		"- corners:\n"
		"  - {latitude: \"36.412300\", longitude: \"121.200100\"}\n"
		"  - {latitude: \"36.412300\", longitude: \"121.310200\"}\n"
		"  - {latitude: \"36.330400\", longitude: \"121.250300\"}\n"
		"construction_start: 2020-07-08\n"
		"lifetime: {first: 2021-12-01, last: 2046-11-30}\n"
		"crediting: {first: 2022-04-01, last: 2032-03-31}\n"
		"vvb: @cec\n"
		"additionality: exempt\n"
		"conditions:\n"
		"- {id: offshore, text: 离岸 36 公里, holds: true}\n"
		"- {id: lawful, text: 已核准, holds: true}\n"
		"legal_mitigation_duty: false\n"
		"under_allowance_management: false\n"
		"other_scheme: false\n"
		"uniqueness: 未参与其他机制\n"
		"monitoring_plan: 连续监测\n"
		"sustainable_development: 有利\n"
		"environment: 已批复\n"
		"values: {w_OM: \"0.5\"}\n"
		"expected:\n"
		"- {year: 2022, quantity: 374564}\n"
		"- {year: 2023, quantity: 497191}\n"
		"- {year: 2024, quantity: 497191}\n"
		"- {year: 2025, quantity: 497191}\n"
		"- {year: 2026, quantity: 497191}\n"
		"- {year: 2027, quantity: 497191}\n"
		"- {year: 2028, quantity: 497191}\n"
		"- {year: 2029, quantity: 497191}\n"
		"- {year: 2030, quantity: 497191}\n"
		"- {year: 2031, quantity: 497191}\n"
		"- {year: 2032, quantity: 123617}\n"},
	[STORY_DESIGN_NOTICE] = {"notice", "operator", "2024-09-02T08:00:00Z",
		"subject: @design\n"
		"first_day: 2024-09-03\n"},
	[STORY_DESIGN_COMMENT] = {"comment", "operator", "2024-09-10T02:00:00Z",
		"subject: @design\n"
		"author: {commit: "
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, "
		"tag: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n"
		"received_at: 2024-09-09T02:00:00Z\n"
		"text: 支持\n"},
	[STORY_VALIDATED] = {"validation-report", "cec", "2024-10-13T02:00:00Z",
		"design: @design\n"
		"conclusion: positive\n"
		"findings:\n"
		"- {item: law-and-policy, finding: conforms, text: 符合}\n"
		"- {item: methodology-field, finding: conforms, text: 符合}\n"
		"- {item: methodology-use, finding: conforms, text: 符合}\n"
		"- {item: truth-uniqueness-additionality, finding: conforms, text: 符合}\n"
		"- {item: sustainable-development, finding: conforms, text: 符合}\n"
		"comments:\n"
		"- {comment: @comment, answer: 已说明}\n" TEAM},
	[STORY_REGISTRATION_REQUESTED] = {"registration-request", "owner", "2024-10-14T02:00:00Z",
		"design: @design\n"
		"report: @validation\n" UNDERTAKINGS},
	[STORY_REGISTERED] = {"registration-decision", "operator", "2024-12-03T02:00:00Z",
		"request: @request\n"
		"decision: registered\n"
		"code: A210001\n" CHECKS_TEXT},
	[STORY_REPORTED] = {"accounting-report", "owner", "2024-12-03T06:00:00Z",
		"project: A210001\n"
		"batch: 1\n"
		"period: {first: 2022-04-01, last: 2024-10-31}\n"
		"vvb: @ccsc\n"
		"design_conformity: 按设计实施\n"
		"meters:\n"
		"- {parameter: EG_export, serial: M1, accuracy_class: 0.2S, calibration_report: "
		"C1, "
		"calibrated_on: 2022-03-01, valid_until: 2023-02-28}\n"
		"- {parameter: EG_import, serial: M1, accuracy_class: 0.2S, calibration_report: "
		"C1, "
		"calibrated_on: 2022-03-01, valid_until: 2023-02-28}\n"
		"rows:\n"
		"- {year: 2022, claim: 357373, values: {EG_export: \"577907\", EG_import: "
		"\"100\"}}\n"
		"- {year: 2023, claim: 500175, values: {EG_export: \"808691\", EG_import: \"0\"}}\n"
		"- {year: 2024, claim: 385775, values: {EG_export: \"623727\", EG_import: "
		"\"0\"}}\n"},
	[STORY_REPORT_NOTICE] = {"notice", "operator", "2024-12-03T07:00:00Z",
		"subject: @report\n"
		"first_day: 2024-12-04\n"},
	[STORY_REPORT_COMMENT] = {"comment", "buyer", "2024-12-31T15:59:59.999Z",
		"subject: @report\n"
		"text: 请核对\n"},
	[STORY_VERIFIED] = {"verification-report", "ccsc", "2025-03-04T02:00:00Z",
		"report: @report\n"
		"conclusion: positive\n"
		"findings:\n"
		"- {item: methodology, finding: conforms, text: 符合}\n"
		"- {item: implementation-as-designed, finding: conforms, text: 符合}\n"
		"- {item: conservativeness, finding: conforms, text: 符合}\n"
		"rows:\n"
		"- {year: 2022, quantity: 357373}\n"
		"- {year: 2023, quantity: 500175}\n"
		"- {year: 2024, quantity: 385775}\n"
		"comments:\n"
		"- {comment: @remark, answer: 已核对}\n" TEAM},
	[STORY_REDUCTION_REQUESTED] = {"reduction-registration-request", "owner",
		"2025-03-04T03:00:00Z",
		"report: @report\n"
		"verification: @verification\n"
		"quantity: 1243323\n" UNDERTAKINGS},
	[STORY_REDUCTION_REGISTERED] = {"reduction-registration-decision", "operator",
		"2025-03-06T02:00:00Z",
		"request: @asking\n"
		"decision: registered\n"
		"rows:\n"
		"- {year: 2022, quantity: 357373}\n"
		"- {year: 2023, quantity: 500175}\n"
		"- {year: 2024, quantity: 385775}\n" CHECKS_TEXT},
	[STORY_ISSUANCE_REQUESTED] = {"issuance-request", "owner", "2025-03-06T03:00:00Z",
		"project: A210001\n"
		"batch: 1\n"
		"account: @account\n"},
	[STORY_ISSUED] = {"issuance", "operator", "2025-03-06T04:00:00Z",
		"request: @issuing\n"
		"blocks:\n"
		"- {project: A210001, vintage: 2022, first: 1, last: 357373}\n"
		"- {project: A210001, vintage: 2023, first: 1, last: 500175}\n"
		"- {project: A210001, vintage: 2024, first: 1, last: 385775}\n"},
};

/* What the texts name: the hash of a stage's document, or somebody's id. */
static const struct {
	const char *word, *party;
	enum story_stage stage;
} words[] = {
	{"@design", NULL, STORY_DESIGNED},
	{"@comment", NULL, STORY_DESIGN_COMMENT},
	{"@validation", NULL, STORY_VALIDATED},
	{"@request", NULL, STORY_REGISTRATION_REQUESTED},
	{"@report", NULL, STORY_REPORTED},
	{"@remark", NULL, STORY_REPORT_COMMENT},
	{"@verification", NULL, STORY_VERIFIED},
	{"@asking", NULL, STORY_REDUCTION_REQUESTED},
	{"@issuing", NULL, STORY_ISSUANCE_REQUESTED},
	{"@cec", "cec", STORY_EMPTY},
	{"@ccsc", "ccsc", STORY_EMPTY},
	{"@owner", "owner", STORY_EMPTY},
};

const char *story_project_fill(struct story *s, const char *text)
{
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		const char *value = words[i].party ? story_id(words[i].party)
						   : story_hex(s, &s->sealed[words[i].stage]);

		while (strstr(text, words[i].word))
			text = story_but(s, text, words[i].word, value);
	}
	if (strstr(text, "@account"))
		text = story_but(s, text, "@account", story_account("owner"));
	if (strstr(text, "@foreign"))
		text = story_but(s, text, "@foreign", story_account("other"));
	return text;
}

const char *story_project_text(struct story *s, enum story_stage stage)
{
	ck_assert_ptr_nonnull(stages[stage].kind);
	return story_text(s, "kind: %s\n%s", stages[stage].kind, stages[stage].body);
}

const char *story_project_signers(enum story_stage stage)
{
	return stages[stage].signers;
}

const char *story_project_instant(enum story_stage stage)
{
	return stages[stage].at;
}

/* The step of every stage that has a text: story_until tells them in order. */
static void tell_stage(struct story *s)
{
	enum story_stage stage = (enum story_stage)(s->stage + 1);

	story_at(s, stages[stage].at);
	s->sealed[stage] = story_seal(
		s, story_project_fill(s, story_project_text(s, stage)), stages[stage].signers);
}

/* The combined margin of North China, unless the registry's own table has been sealed. */
static void tell_factors(struct story *s)
{
	if (digest_is_zero(&s->sealed[STORY_PARAMETERS]))
		s->sealed[STORY_PARAMETERS] = story_seal(s,
			"kind: parameters\nname: grid.factors\nstatus: final\nsource: 气候中心\n"
			"from: 2024-08-23\nrows:\n"
			"- {key: North, year: 2022, edition: \"2023\", values: {CM: \"0.61850\"}}\n"
			"- {key: North, year: 2023, edition: \"2023\", values: {CM: \"0.61850\"}}\n"
			"- {key: North, year: 2024, edition: \"2023\", values: {CM: "
			"\"0.61850\"}}\n",
			"mee");
}

void (*const story_project_steps[STORY_STAGE_COUNT])(struct story *s) = {
	[STORY_PARAMETERS] = tell_factors,
	[STORY_DESIGNED] = tell_stage,
	[STORY_DESIGN_NOTICE] = tell_stage,
	[STORY_DESIGN_COMMENT] = tell_stage,
	[STORY_VALIDATED] = tell_stage,
	[STORY_REGISTRATION_REQUESTED] = tell_stage,
	[STORY_REGISTERED] = tell_stage,
	[STORY_REPORTED] = tell_stage,
	[STORY_REPORT_NOTICE] = tell_stage,
	[STORY_REPORT_COMMENT] = tell_stage,
	[STORY_VERIFIED] = tell_stage,
	[STORY_REDUCTION_REQUESTED] = tell_stage,
	[STORY_REDUCTION_REGISTERED] = tell_stage,
	[STORY_ISSUANCE_REQUESTED] = tell_stage,
	[STORY_ISSUED] = tell_stage,
};

/* --- changed stages --- */

struct day story_day(const char *text)
{
	struct day d;

	ck_assert(day_parse(text, strlen(text), &d));
	return d;
}

struct project_code story_code(const char *text)
{
	struct project_code code;

	ck_assert(project_code_parse(text, strlen(text), &code));
	return code;
}

static const char *changed_text(
	struct story *s, enum story_stage stage, const struct change *change)
{
	const char *text = story_project_text(s, stage), *at;

	story_at(s, change->at ? change->at : stages[stage].at);
	if (change->find) {
		at = strstr(text, change->find);
		ck_assert_msg(at != NULL, "no \"%s\" in the text", change->find);
		ck_assert_msg(!strstr(at + 1, change->find), "\"%s\" twice", change->find);
		text = story_but(s, text, change->find, change->replace);
	}
	return story_project_fill(s, text);
}

static const char *signers_of(enum story_stage stage, const struct change *change)
{
	return change->signers ? change->signers : stages[stage].signers;
}

enum error_code story_project_try(
	struct story *s, enum story_stage stage, const struct change *change)
{
	static const struct change none = {0};
	const struct change *c = change ? change : &none;
	const struct document *d;

	if (c->lay)
		c->lay(s);
	d = story_document(s, changed_text(s, stage, c), signers_of(stage, c));
	if (story_try(s, d->bytes, signers_of(stage, c)) < 0)
		return s->err.code;
	s->sealed[stage] = d->hash;
	return ERROR_NONE;
}

void story_project_refused(const struct refusal_case *c)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, (enum story_stage)(c->stage - 1));

	if (c->change.lay)
		c->change.lay(s);
	story_expect(s, changed_text(s, c->stage, &c->change), signers_of(c->stage, &c->change),
		c->code, c->path);
}

struct record_project story_project_record(struct story *s)
{
	struct record r = record_new(RECORD_PROJECT);

	r.project.project = s->sealed[STORY_DESIGNED];
	ck_assert(story_get(s, &r));
	return r.project;
}

struct record_report story_report_record(struct story *s)
{
	struct record r = record_new(RECORD_REPORT);

	r.report.report = s->sealed[STORY_REPORTED];
	ck_assert(story_get(s, &r));
	return r.report;
}

struct record story_party_record(struct story *s, const char *name)
{
	struct record r = record_new(RECORD_PARTY);

	r.party.party = story_party(name)->id;
	ck_assert(story_get(s, &r));
	return r;
}

void story_put_parameter(struct story *s, const char *name, const char *value, const char *from)
{
	struct record r = record_new(RECORD_PARAMETER);

	snprintf(r.parameter.name, sizeof(r.parameter.name), "%s", name);
	snprintf(r.parameter.value, sizeof(r.parameter.value), "%s", value);
	r.parameter.from = story_day(from);
	r.parameter.sequence = s->sequence;
	story_put(s, &r);
}
