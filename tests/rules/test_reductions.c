#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "rules/projects/calculate.h"
#include "tests/rules/story_project.h"
#include "tests/support.h"

#define UNKNOWN_HASH "0000000000000000000000000000000000000000000000000000000000000001"
#define REFUSED "decision: refused\n"
#define ROWS_TEXT                                                                                  \
	"rows:\n"                                                                                  \
	"- {year: 2022, quantity: 357373}\n"                                                       \
	"- {year: 2023, quantity: 500175}\n"                                                       \
	"- {year: 2024, quantity: 385775}\n"

/* --- states that a case begins from --- */

static void in_debt(struct story *s)
{
	struct record r = story_party_record(s, "owner");

	r.party.debt = tonnes_of(1);
	story_put(s, &r);
}

static void barred_for_good(struct story *s)
{
	struct record r = story_party_record(s, "owner");

	r.party.barred = true;
	story_put(s, &r);
}

static void deregistered(struct story *s)
{
	struct record r = record_new(RECORD_PROJECT);

	r.project = story_project_record(s);
	r.project.status = PROJECT_DEREGISTERED;
	story_put(s, &r);
}

static void crediting_from_2020(struct story *s)
{
	struct record r = record_new(RECORD_PROJECT);

	r.project = story_project_record(s);
	r.project.crediting_first = story_day("2020-09-22");
	story_put(s, &r);
}

/* The project turned into concentrated solar power, whose methodology sums over fuels. */
static void solar(struct story *s)
{
	struct record m = record_new(RECORD_METHODOLOGY), r = record_new(RECORD_PROJECT);
	static const char code[] = "CCER-01-001-V01";

	ck_assert(methodology_code_parse(code, strlen(code), &m.methodology.code));
	m.methodology.source = story_file(s, "methodologies/CCER-01-001-V01.yaml");
	story_put(s, &m);
	r.project = story_project_record(s);
	r.project.methodology = m.methodology.code;
	story_put(s, &r);
}

/* The wind methodology with one more monitored parameter, X, which has an index. */
static void lay_index(struct story *s, const char *index)
{
	struct record m = record_new(RECORD_METHODOLOGY);
	static const char code[] = "CCER-01-002-V01";

	ck_assert(methodology_code_parse(code, strlen(code), &m.methodology.code));
	ck_assert(story_get(s, &m));
	m.methodology.source = story_but(s, m.methodology.source, "parameters:\n",
		story_text(s,
			"indexes:\n- {symbol: i, set: things, %sname: {zh: 下标}}\nparameters:\n"
			"- {symbol: X, unit: MWh, source: monitored, index: i, name: {zh: 量}}\n",
			index));
	m.methodology.source =
		story_but(s, m.methodology.source, "expression: EG_export - EG_import",
			"expression: \"EG_export - EG_import - sum(i in things: X[i])\"");
	story_put(s, &m);
}

/* The wind methodology with rules for daily readings and a list of bills instead of its own. */
static void with_raw_data(struct story *s)
{
	struct record m = record_new(RECORD_METHODOLOGY);
	const char *own, *rest;
	static const char code[] = "CCER-01-002-V01";

	ck_assert(methodology_code_parse(code, strlen(code), &m.methodology.code));
	ck_assert(story_get(s, &m));
	own = strstr(m.methodology.source, "\nraw_data:\n");
	rest = strstr(m.methodology.source, "\nequations:\n");
	ck_assert(own && rest && own < rest);
	m.methodology.source = story_text(
		s, "%.*s%s", (int)(own - m.methodology.source), m.methodology.source, rest);
	m.methodology.source = story_but(s, m.methodology.source, "parameters:\n",
		"raw_data:\n"
		"- name: readings\n"
		"  step: {every: 1, unit: d}\n"
		"  columns:\n"
		"  - {name: time, type: time}\n"
		"  - {name: mwh, unit: MWh}\n"
		"  values:\n"
		"  - {symbol: EG_export, rule: sum, of: [mwh]}\n"
		"- name: bills\n"
		"  columns:\n"
		"  - {name: mwh, unit: MWh}\n"
		"  values:\n"
		"  - {symbol: EG_import, rule: sum, of: [mwh]}\n"
		"parameters:\n");
	story_put(s, &m);
}

/* The wind methodology less what its turbines, in fields, use themselves. */
static void fields_with_turbines(struct story *s)
{
	struct record m = record_new(RECORD_METHODOLOGY);
	static const char code[] = "CCER-01-002-V01";

	ck_assert(methodology_code_parse(code, strlen(code), &m.methodology.code));
	ck_assert(story_get(s, &m));
	m.methodology.source = story_but(s, m.methodology.source, "parameters:\n",
		"indexes:\n- {symbol: i, set: fields, name: {zh: 场}}\n"
		"- {symbol: p, set: turbines, of: i, name: {zh: 机}}\nparameters:\n"
		"- {symbol: B, unit: MWh, source: monitored, index: p, name: {zh: 自用}}\n");
	m.methodology.source =
		story_but(s, m.methodology.source, "expression: EG_export - EG_import",
			"expression: \"EG_export - EG_import - sum(p in turbines: B[i,p])\"");
	story_put(s, &m);
}

/* A row of a table of factors, as a methodology without a table of its own takes it. */
static void put_factor(struct story *s, int64_t year, const char *values)
{
	struct record r = record_new(RECORD_PARAMETER);

	snprintf(r.parameter.name, sizeof(r.parameter.name), "factors.losses");
	snprintf(r.parameter.key, sizeof(r.parameter.key), "cable");
	snprintf(r.parameter.values, sizeof(r.parameter.values), "%s", values);
	r.parameter.year = year;
	r.parameter.from = story_day("2024-01-01");
	r.parameter.sequence = 3;
	story_put(s, &r);
}

/* Less 1,000 MWh in every year but 2023, which has a row of its own. */
static void less_losses(struct story *s)
{
	struct record m = record_new(RECORD_METHODOLOGY);
	static const char code[] = "CCER-01-002-V01";

	ck_assert(methodology_code_parse(code, strlen(code), &m.methodology.code));
	ck_assert(story_get(s, &m));
	m.methodology.source = story_but(s, m.methodology.source, "parameters:\n",
		"parameters:\n- {symbol: L, unit: MWh, source: table, table: factors.losses, "
		"column: L, row: cable, name: {zh: 损失}}\n");
	m.methodology.source = story_but(s, m.methodology.source,
		"expression: EG_export - EG_import", "expression: EG_export - EG_import - L");
	story_put(s, &m);
	put_factor(s, 0, "L=1000");
	put_factor(s, 2023, "L=2000");
}

static void monthly(struct story *s)
{
	lay_index(s, "members: months, ");
}

static void plot_by_plot(struct story *s)
{
	lay_index(s, "");
}

static void solar_with_gas(struct story *s)
{
	struct record r = record_new(RECORD_PARAMETER);

	solar(s);
	snprintf(r.parameter.name, sizeof(r.parameter.name), "fuel.gas");
	snprintf(r.parameter.key, sizeof(r.parameter.key), "natural_gas");
	snprintf(r.parameter.values, sizeof(r.parameter.values), "CC=0.01532 NCV=389.31 OF=99");
	r.parameter.from = story_day("2024-01-01");
	r.parameter.sequence = s->sequence;
	story_put(s, &r);
}

/* From that day ccsc has only the field of forestry. */
static void ccsc_forestry_only(struct story *s, const char *from)
{
	struct record r = record_new(RECORD_ACCREDITATION);

	r.accreditation.vvb = story_party("ccsc")->id;
	r.accreditation.from = story_day(from);
	r.accreditation.sequence = 90;
	r.accreditation.action = ACCREDITATION_GRANT;
	snprintf(r.accreditation.fields, sizeof(r.accreditation.fields), "F");
	story_put(s, &r);
}

static void forestry_before_the_report(struct story *s)
{
	ccsc_forestry_only(s, "2024-12-03");
}

static void forestry_before_the_verification(struct story *s)
{
	ccsc_forestry_only(s, "2025-03-04");
}

static void ccsc_owns_the_project(struct story *s)
{
	struct record r = record_new(RECORD_PROJECT);

	r.project = story_project_record(s);
	r.project.owner = story_party("ccsc")->id;
	story_put(s, &r);
}

/* An earlier report of 2022-04-01 to 2022-12-31, batch 1. */
static void lay_report(struct story *s, enum report_status status)
{
	struct record report = record_new(RECORD_REPORT),
		      listed = record_new(RECORD_PROJECT_REPORT);

	report.report.report = digest_of("earlier", 7);
	report.report.project = s->sealed[STORY_DESIGNED];
	report.report.code = story_code("A210001");
	report.report.batch = 1;
	report.report.status = status;
	report.report.first = story_day("2022-04-01");
	report.report.last = story_day("2022-12-31");
	story_put(s, &report);
	listed.project_report.project = s->sealed[STORY_DESIGNED];
	listed.project_report.sequence = 1;
	listed.project_report.report = report.report.report;
	story_put(s, &listed);
}

static void earlier_report_open(struct story *s)
{
	lay_report(s, REPORT_SUBMITTED);
}

static void lower_factor_for_2023(struct story *s)
{
	struct record r = record_new(RECORD_PARAMETER);

	snprintf(r.parameter.name, sizeof(r.parameter.name), "grid.factors");
	snprintf(r.parameter.key, sizeof(r.parameter.key), "North");
	r.parameter.year = 2023;
	r.parameter.from = story_day("2025-03-04");
	r.parameter.sequence = s->sequence;
	snprintf(r.parameter.values, sizeof(r.parameter.values), "CM=0.61849");
	story_put(s, &r);
}

static void verification_disowned(struct story *s)
{
	struct record r = record_new(RECORD_DISOWNED);

	r.disowned.report = s->sealed[STORY_VERIFIED];
	r.disowned.sequence = 99;
	story_put(s, &r);
}

static void set_report(struct story *s, enum report_status status, const char *first)
{
	struct record r = record_new(RECORD_REPORT);

	r.report = story_report_record(s);
	if (status)
		r.report.status = status;
	if (first)
		r.report.first = story_day(first);
	story_put(s, &r);
}

static void report_ended(struct story *s)
{
	set_report(s, REPORT_ENDED, NULL);
}

static void sixth_year(struct story *s)
{
	set_report(s, REPORT_NONE, "2020-03-03");
}

static void nothing_verified(struct story *s)
{
	struct record r = record_new(RECORD_REPORT);

	r.report = story_report_record(s);
	r.report.verified = tonnes_of(0);
	story_put(s, &r);
}

static void numbers_used(struct story *s)
{
	struct record r = record_new(RECORD_SERIAL);

	r.serial.code = story_code("A210001");
	r.serial.vintage = 2022;
	r.serial.next = 1001;
	story_put(s, &r);
}

static void told(struct story *s, enum story_stage stage)
{
	ck_assert_int_eq(story_project_try(s, stage, NULL), ERROR_NONE);
}

static void verified(struct story *s)
{
	told(s, STORY_VERIFIED);
}

static void requested(struct story *s)
{
	told(s, STORY_REDUCTION_REQUESTED);
}

static void decided(struct story *s)
{
	told(s, STORY_REDUCTION_REGISTERED);
}

static void issuance_requested(struct story *s)
{
	told(s, STORY_ISSUANCE_REQUESTED);
}

static void issued(struct story *s)
{
	told(s, STORY_ISSUED);
}

#define ROW_2023                                                                                   \
	"- {year: 2023, claim: 500175, values: {EG_export: \"808691\", EG_import: \"0\"}}\n"
#define METER_IMPORT                                                                               \
	"- {parameter: EG_import, serial: M1, accuracy_class: 0.2S, calibration_report: C1, "      \
	"calibrated_on: 2022-03-01, valid_until: 2023-02-28}\n"

#define ROW_2022_END ", EG_import: \"100\"}}\n"

#define ATTACHED(of)                                                                               \
	{                                                                                          \
		.find = "project: A210001\n",                                                      \
		.replace = "project: A210001\nattachments:\n- {name: a.csv, sha256: " UNKNOWN_HASH \
			   ", bytes: 9, media: text/csv, readers: public, " of "}\n",              \
		.lay = with_raw_data                                                               \
	}

static const struct refusal_case cases[] = {
	/* accounting-report */
	{"a report is of a registered project", STORY_REPORTED,
		{.find = "A210001", .replace = "A210002"}, ERROR_PROJECT_UNKNOWN, "/project"},
	{"the owner reports", STORY_REPORTED, {.signers = "other"}, ERROR_OWNER_OTHER,
		"/signers/0/party"},
	{"an owner signs as owner", STORY_REPORTED, {.signers = "owner:holder"}, ERROR_SIGNERS,
		"/signers"},
	{"an owner in debt does not report", STORY_REPORTED, {.lay = in_debt}, ERROR_OWNER_IN_DEBT,
		"/signers/0/party"},
	{"a barred owner does not report", STORY_REPORTED, {.lay = barred_for_good},
		ERROR_OWNER_BARRED_FOR_GOOD, "/signers/0/party"},
	{"the project is registered", STORY_REPORTED, {.lay = deregistered},
		ERROR_ACCOUNTING_PROJECT_STATE, "/project"},
	{"reductions are made after 2020-09-22", STORY_REPORTED,
		{.find = "first: 2022-04-01",
			.replace = "first: 2020-09-22",
			.lay = crediting_from_2020},
		ERROR_ACCOUNTING_PERIOD_EARLY, "/period/first"},
	{"the period begins in the crediting period", STORY_REPORTED,
		{.find = "first: 2022-04-01", .replace = "first: 2022-03-31"},
		ERROR_ACCOUNTING_PERIOD_OUTSIDE, "/period"},
	{"the period ends in the crediting period", STORY_REPORTED,
		{.find = "last: 2024-10-31", .replace = "last: 2032-04-01"},
		ERROR_ACCOUNTING_PERIOD_OUTSIDE, "/period"},
	{"the period is over", STORY_REPORTED,
		{.find = "last: 2024-10-31", .replace = "last: 2024-12-03"},
		ERROR_ACCOUNTING_PERIOD_NOT_OVER, "/period/last"},
	{"a meter is of a class that is admitted", STORY_REPORTED,
		{.find = "EG_import, serial: M1, accuracy_class: 0.2S",
			.replace = "EG_import, serial: M1, accuracy_class: 0.5001S"},
		ERROR_METER_CLASS, "/meters/1/accuracy_class"},
	{"a class is a number", STORY_REPORTED,
		{.find = "EG_import, serial: M1, accuracy_class: 0.2S",
			.replace = "EG_import, serial: M1, accuracy_class: 0.2.1"},
		ERROR_METER_CLASS, "/meters/1/accuracy_class"},
	{"a class is a number and no more than an S", STORY_REPORTED,
		{.find = "EG_import, serial: M1, accuracy_class: 0.2S",
			.replace = "EG_import, serial: M1, accuracy_class: 0.2SS"},
		ERROR_METER_CLASS, "/meters/1/accuracy_class"},
	{"a class has digits", STORY_REPORTED,
		{.find = "EG_import, serial: M1, accuracy_class: 0.2S",
			.replace = "EG_import, serial: M1, accuracy_class: S"},
		ERROR_METER_CLASS, "/meters/1/accuracy_class"},
	{"raw data are those of the methodology", STORY_REPORTED, ATTACHED("raw_data: gauge"),
		ERROR_ATTACHMENT_FILE, "/attachments/0/raw_data"},
	{"raw data are of a year before the report's", STORY_REPORTED,
		ATTACHED("raw_data: readings, year: 2021"), ERROR_ATTACHMENT_YEAR,
		"/attachments/0/year"},
	{"raw data are of a year after the report's", STORY_REPORTED,
		ATTACHED("raw_data: bills, year: 2025"), ERROR_ATTACHMENT_YEAR,
		"/attachments/0/year"},
	{"raw data without times name their year", STORY_REPORTED, ATTACHED("raw_data: bills"),
		ERROR_ATTACHMENT_YEAR_NEEDED, "/attachments/0/raw_data"},
	{"periods are disjoint", STORY_REPORTED,
		{.find = "batch: 1", .replace = "batch: 2", .lay = earlier_report_open},
		ERROR_ACCOUNTING_PERIOD_OVERLAP, "/period"},
	{"batches are numbered from 1", STORY_REPORTED, {.find = "batch: 1", .replace = "batch: 2"},
		ERROR_ACCOUNTING_BATCH, "/batch"},
	{"a row stands for every year", STORY_REPORTED, {.find = ROW_2023, .replace = ""},
		ERROR_ACCOUNTING_ROW_COUNT, "/rows"},
	{"years stand in order", STORY_REPORTED, {.find = "year: 2023", .replace = "year: 2022"},
		ERROR_ACCOUNTING_ROW_YEAR, "/rows/1/year"},
	{"the validator is not the verifier", STORY_REPORTED, {.find = "@ccsc", .replace = "@cec"},
		ERROR_ACCOUNTING_VVB_VALIDATOR, "/vvb"},
	{"the named VVB is accredited for the field", STORY_REPORTED,
		{.lay = forestry_before_the_report}, ERROR_VVB_NOT_ACCREDITED, "/vvb"},
	{"an owner is not its own verifier", STORY_REPORTED,
		{.signers = "ccsc:owner", .lay = ccsc_owns_the_project}, ERROR_VVB_IS_OWNER,
		"/vvb"},
	{"values are monitored parameters", STORY_REPORTED,
		{.find = "EG_export: \"808691\"",
			.replace = "w_OM: \"0.5\", EG_export: \"808691\""},
		ERROR_VALUE_NOT_A_PARAMETER, "/rows/1/values/w_OM"},
	{"a fuel has a row in its table", STORY_REPORTED,
		{.find = ROW_2022_END,
			.replace = ", EG_import: \"100\", \"FC[natural_gas]\": \"10\"}}\n",
			.lay = solar},
		ERROR_CALCULATION_ROW, "/rows/0/values/FC[natural_gas]"},
	{"a fuel without its member is no value", STORY_REPORTED,
		{.find = ROW_2022_END,
			.replace = ", EG_import: \"100\", FC: \"10\"}}\n",
			.lay = solar_with_gas},
		ERROR_VALUE_NOT_A_PARAMETER, "/rows/0/values/FC"},
	{"a fuel has a meter of its own", STORY_REPORTED,
		{.find = ROW_2022_END,
			.replace = ", EG_import: \"100\", \"FC[natural_gas]\": \"0\"}}\n",
			.lay = solar_with_gas},
		ERROR_METER_MISSING, "/meters"},
	{"monitored values are given", STORY_REPORTED,
		{.find = "{EG_export: \"577907\", EG_import: \"100\"}",
			.replace = "{EG_export: \"577907\"}"},
		ERROR_CALCULATION_MISSING, "/rows/0/values/EG_import"},
	{"monitored values are within their bounds", STORY_REPORTED,
		{.find = "EG_import: \"100\"", .replace = "EG_import: \"-1\""},
		ERROR_CALCULATION_BOUNDS, "/rows/0/values/EG_import"},
	{"a result is a quantity", STORY_REPORTED,
		{.find = "EG_export: \"808691\"", .replace = "EG_export: \"90000000000000000\""},
		ERROR_OVERFLOW, "/rows/1"},
	{"no claim is above the calculation", STORY_REPORTED,
		{.find = "claim: 500175", .replace = "claim: 500176"}, ERROR_ACCOUNTING_CLAIM_ABOVE,
		"/rows/1/claim"},
	{"a year below zero earns nothing", STORY_REPORTED,
		{.find = "claim: 357373, values: {EG_export: \"577907\"",
			.replace = "claim: 1, values: {EG_export: \"0\""},
		ERROR_ACCOUNTING_CLAIM_ABOVE, "/rows/0/claim"},
	{"what is measured has a meter", STORY_REPORTED, {.find = METER_IMPORT, .replace = ""},
		ERROR_METER_MISSING, "/meters"},
	{"a meter measures what is monitored", STORY_REPORTED,
		{.find = "parameter: EG_import", .replace = "parameter: w_OM"},
		ERROR_METER_PARAMETER_UNKNOWN, "/meters/1/parameter"},
	{"a calibration ends after it was made", STORY_REPORTED,
		{.find = METER_IMPORT,
			.replace = "- {parameter: EG_import, serial: M1, accuracy_class: 0.2S, "
				   "calibration_report: C1, calibrated_on: 2022-05-01, "
				   "valid_until: 2022-04-30}\n"},
		ERROR_METER_CALIBRATION_ORDER, "/meters/1/valid_until"},
	{"a calibration touches the period", STORY_REPORTED,
		{.find = METER_IMPORT,
			.replace = "- {parameter: EG_import, serial: M1, accuracy_class: 0.2S, "
				   "calibration_report: C1, calibrated_on: 2021-03-01, "
				   "valid_until: 2022-03-31}\n"},
		ERROR_METER_CALIBRATION_OUTSIDE, "/meters/1/calibrated_on"},

	/* verification-report */
	{"a verification is of a report", STORY_VERIFIED,
		{.find = "@report", .replace = UNKNOWN_HASH}, ERROR_ACCOUNTING_REPORT_UNKNOWN,
		"/report"},
	{"the named VVB verifies", STORY_VERIFIED, {.signers = "cec"}, ERROR_VVB_OTHER,
		"/signers/0/party"},
	{"the VVB is still accredited", STORY_VERIFIED, {.lay = forestry_before_the_verification},
		ERROR_VVB_NOT_ACCREDITED, "/signers/0/party"},
	{"a report is verified once", STORY_VERIFIED, {.lay = verified}, ERROR_VERIFICATION_STATE,
		"/report"},
	{"what has ended is not verified", STORY_VERIFIED, {.lay = report_ended},
		ERROR_VERIFICATION_STATE, "/report"},
	{"the notice has ended", STORY_VERIFIED, {.at = "2024-12-31T15:59:59.999Z"},
		ERROR_NOTICE_NOT_ENDED, ""},
	{"each comment is answered", STORY_VERIFIED,
		{.find = "comments:\n- {comment: @remark, answer: 已核对}\n", .replace = ""},
		ERROR_COMMENT_UNANSWERED, "/comments"},
	{"comments on the design are not answered here", STORY_VERIFIED,
		{.find = "@remark", .replace = "@comment"}, ERROR_COMMENT_UNKNOWN,
		"/comments/0/comment"},
	{"every item is found on", STORY_VERIFIED,
		{.find = "- {item: conservativeness, finding: conforms, text: 符合}\n",
			.replace = ""},
		ERROR_FINDING_MISSING, "/findings"},
	{"a positive conclusion needs every item", STORY_VERIFIED,
		{.find = "conservativeness, finding: conforms",
			.replace = "conservativeness, finding: does-not-conform"},
		ERROR_CONCLUSION_AGAINST_FINDING, "/findings/2/finding"},
	{"a negative conclusion needs an item", STORY_VERIFIED,
		{.find = "conclusion: positive", .replace = "conclusion: negative"},
		ERROR_CONCLUSION_WITHOUT_FINDING, "/conclusion"},
	{"a team is two", STORY_VERIFIED, {.find = "members: 3", .replace = "members: 1"},
		ERROR_VVB_TEAM_SMALL, "/team/members"},
	{"every year is verified", STORY_VERIFIED,
		{.find = "- {year: 2024, quantity: 385775}\n", .replace = ""},
		ERROR_VERIFICATION_ROW_MISSING, "/rows"},
	{"years are the report's", STORY_VERIFIED, {.find = "year: 2023", .replace = "year: 2022"},
		ERROR_VERIFICATION_ROW_YEAR, "/rows/1/year"},
	{"no other year is verified", STORY_VERIFIED,
		{.find = "385775}\n", .replace = "385775}\n- {year: 2025, quantity: 0}\n"},
		ERROR_VERIFICATION_ROW_BEYOND, "/rows/3"},
	{"no quantity is above the calculation", STORY_VERIFIED,
		{.find = "quantity: 500175", .replace = "quantity: 500176"},
		ERROR_VERIFICATION_ABOVE_CALCULATION, "/rows/1/quantity"},
	{"the factors are those in force at this seal", STORY_VERIFIED,
		{.lay = lower_factor_for_2023}, ERROR_VERIFICATION_ABOVE_CALCULATION,
		"/rows/1/quantity"},

	/* reduction-registration-request */
	{"a request is for a report", STORY_REDUCTION_REQUESTED,
		{.find = "@report", .replace = UNKNOWN_HASH}, ERROR_ACCOUNTING_REPORT_UNKNOWN,
		"/report"},
	{"the owner requests", STORY_REDUCTION_REQUESTED, {.signers = "other"}, ERROR_OWNER_OTHER,
		"/signers/0/party"},
	{"an owner in debt does not request", STORY_REDUCTION_REQUESTED, {.lay = in_debt},
		ERROR_OWNER_IN_DEBT, "/signers/0/party"},
	{"a deregistered project has no more reductions", STORY_REDUCTION_REQUESTED,
		{.lay = deregistered}, ERROR_ACCOUNTING_PROJECT_STATE, "/report"},
	{"a request follows a positive verification", STORY_REDUCTION_REQUESTED,
		{.lay = report_ended}, ERROR_REDUCTION_STATE, "/report"},
	{"reductions are requested once", STORY_REDUCTION_REQUESTED, {.lay = requested},
		ERROR_REDUCTION_STATE, "/report"},
	{"the verification is the report's", STORY_REDUCTION_REQUESTED,
		{.find = "@verification", .replace = UNKNOWN_HASH},
		ERROR_REDUCTION_VERIFICATION_OTHER, "/verification"},
	{"the verification is still good", STORY_REDUCTION_REQUESTED,
		{.lay = verification_disowned}, ERROR_VVB_REPORT_DISOWNED, "/verification"},
	{"no tonne more than verified", STORY_REDUCTION_REQUESTED,
		{.find = "1243323", .replace = "1243324"}, ERROR_REDUCTION_QUANTITY, "/quantity"},
	{"no tonne less than verified", STORY_REDUCTION_REQUESTED,
		{.find = "1243323", .replace = "1243322"}, ERROR_REDUCTION_QUANTITY, "/quantity"},
	{"within five years", STORY_REDUCTION_REQUESTED, {.lay = sixth_year},
		ERROR_REDUCTION_TOO_OLD, "/report"},
	{"truth is undertaken", STORY_REDUCTION_REQUESTED,
		{.find = "truth: true", .replace = "truth: false"}, ERROR_UNDERTAKING_NOT_GIVEN,
		"/undertakings/truth"},

	/* reduction-registration-decision */
	{"the operator decides", STORY_REDUCTION_REGISTERED, {.signers = "owner"}, ERROR_SIGNERS,
		"/signers"},
	{"a decision is on a request", STORY_REDUCTION_REGISTERED,
		{.find = "@asking", .replace = UNKNOWN_HASH}, ERROR_REQUEST_UNKNOWN, "/request"},
	{"a decision is on a request for reductions", STORY_REDUCTION_REGISTERED,
		{.find = "@asking", .replace = "@request"}, ERROR_REQUEST_NOT_OPEN, "/request"},
	{"a request is decided once", STORY_REDUCTION_REGISTERED, {.lay = decided},
		ERROR_REQUEST_NOT_OPEN, "/request"},
	{"every item is checked", STORY_REDUCTION_REGISTERED,
		{.find = "- {item: conformity, finding: conforms, text: 规范}\n", .replace = ""},
		ERROR_FINDING_MISSING, "/checks"},
	{"what does not conform is not registered", STORY_REDUCTION_REGISTERED,
		{.find = "conforms, text: 规范", .replace = "does-not-conform, text: 规范"},
		ERROR_DECISION_CHECK_FAILS, "/checks/1/finding"},
	{"a deregistered project has none registered", STORY_REDUCTION_REGISTERED,
		{.lay = deregistered}, ERROR_ACCOUNTING_PROJECT_STATE, "/request"},
	{"the verification is good when registered", STORY_REDUCTION_REGISTERED,
		{.lay = verification_disowned}, ERROR_VVB_REPORT_DISOWNED, "/request"},
	{"every row is registered", STORY_REDUCTION_REGISTERED,
		{.find = "- {year: 2024, quantity: 385775}\n", .replace = ""},
		ERROR_REDUCTION_ROW_MISSING, "/rows"},
	{"rows are those verified", STORY_REDUCTION_REGISTERED,
		{.find = "year: 2022", .replace = "year: 2021"}, ERROR_REDUCTION_ROW_YEAR,
		"/rows/0/year"},
	{"quantities are those verified", STORY_REDUCTION_REGISTERED,
		{.find = "quantity: 357373", .replace = "quantity: 357372"},
		ERROR_REDUCTION_ROW_QUANTITY, "/rows/0/quantity"},
	{"no row beyond those verified", STORY_REDUCTION_REGISTERED,
		{.find = "385775}\n", .replace = "385775}\n- {year: 2025, quantity: 0}\n"},
		ERROR_REDUCTION_ROW_BEYOND, "/rows/3"},
	{"a refusal registers nothing", STORY_REDUCTION_REGISTERED,
		{.find = "decision: registered\n" ROWS_TEXT CHECKS_TEXT,
			.replace = REFUSED "reasons: 不全\n" ROWS_TEXT FAULTY_CHECKS},
		ERROR_REDUCTION_ROWS_GIVEN, "/rows"},
	{"a refusal has reasons", STORY_REDUCTION_REGISTERED,
		{.find = "decision: registered\n" ROWS_TEXT CHECKS_TEXT,
			.replace = REFUSED FAULTY_CHECKS},
		ERROR_DECISION_WITHOUT_REASONS, "/reasons"},

	/* issuance-request */
	{"an issuance is of a project", STORY_ISSUANCE_REQUESTED,
		{.find = "A210001", .replace = "A210002"}, ERROR_PROJECT_UNKNOWN, "/project"},
	{"the owner asks for its units", STORY_ISSUANCE_REQUESTED, {.signers = "other"},
		ERROR_OWNER_OTHER, "/signers/0/party"},
	{"an owner in debt asks for none", STORY_ISSUANCE_REQUESTED, {.lay = in_debt},
		ERROR_OWNER_IN_DEBT, "/signers/0/party"},
	{"the batch exists", STORY_ISSUANCE_REQUESTED, {.find = "batch: 1", .replace = "batch: 2"},
		ERROR_ISSUANCE_BATCH_UNKNOWN, "/batch"},
	{"the batch is registered and not asked for", STORY_ISSUANCE_REQUESTED,
		{.lay = issuance_requested}, ERROR_ISSUANCE_STATE, "/batch"},
	{"there is something to issue", STORY_ISSUANCE_REQUESTED, {.lay = nothing_verified},
		ERROR_ISSUANCE_OF_NOTHING, "/batch"},
	{"the account is the owner's", STORY_ISSUANCE_REQUESTED,
		{.find = "@account", .replace = "@foreign"}, ERROR_ISSUANCE_ACCOUNT_OTHER,
		"/account"},

	/* issuance */
	{"the operator issues", STORY_ISSUED, {.signers = "owner"}, ERROR_SIGNERS, "/signers"},
	{"an issuance is on a request", STORY_ISSUED, {.find = "@issuing", .replace = UNKNOWN_HASH},
		ERROR_REQUEST_UNKNOWN, "/request"},
	{"an issuance is on a request for issuance", STORY_ISSUED,
		{.find = "@issuing", .replace = "@asking"}, ERROR_REQUEST_NOT_OPEN, "/request"},
	{"units are issued once", STORY_ISSUED, {.lay = issued}, ERROR_REQUEST_NOT_OPEN,
		"/request"},
	{"an owner in debt is issued nothing", STORY_ISSUED, {.lay = in_debt}, ERROR_OWNER_IN_DEBT,
		"/request"},
	{"a barred owner is issued nothing", STORY_ISSUED, {.lay = barred_for_good},
		ERROR_OWNER_BARRED_FOR_GOOD, "/request"},
	{"blocks are of the project", STORY_ISSUED,
		{.find = "project: A210001, vintage: 2022",
			.replace = "project: A210002, vintage: 2022"},
		ERROR_ISSUANCE_BLOCK, "/blocks/0/project"},
	{"blocks are of the years in order", STORY_ISSUED,
		{.find = "vintage: 2023", .replace = "vintage: 2022"}, ERROR_ISSUANCE_BLOCK,
		"/blocks/1/vintage"},
	{"numbers begin where they ended", STORY_ISSUED,
		{.find = "first: 1, last: 357373", .replace = "first: 2, last: 357374"},
		ERROR_ISSUANCE_BLOCK, "/blocks/0/first"},
	{"a block is the whole quantity", STORY_ISSUED,
		{.find = "last: 357373", .replace = "last: 357374"}, ERROR_ISSUANCE_BLOCK,
		"/blocks/0/last"},
	{"numbers are never used again", STORY_ISSUED, {.lay = numbers_used}, ERROR_ISSUANCE_BLOCK,
		"/blocks/0/first"},
	{"every year with a quantity is issued", STORY_ISSUED,
		{.find = "- {project: A210001, vintage: 2024, first: 1, last: 385775}\n",
			.replace = ""},
		ERROR_ISSUANCE_BLOCK_MISSING, "/blocks"},
	{"no block beyond the quantities", STORY_ISSUED,
		{.find = "last: 385775}\n",
			.replace = "last: 385775}\n"
				   "- {project: A210001, vintage: 2025, first: 1, last: 1}\n"},
		ERROR_ISSUANCE_BLOCK_BEYOND, "/blocks/3"},
};

START_TEST(what_breaks_a_rule_is_refused_with_its_place)
{
	story_project_refused(&cases[_i]);
}
END_TEST

/* --- what follows --- */

static struct record_reduction row_of(struct story *s, int64_t year)
{
	struct record r = record_new(RECORD_REDUCTION);

	r.reduction.text = s->sealed[STORY_REPORTED];
	r.reduction.year = year;
	ck_assert(story_get(s, &r));
	return r.reduction;
}

START_TEST(a210001_becomes_units_of_its_three_years)
{
	static const struct {
		int64_t year, quantity;
	} blocks[] = {{2022, 357373}, {2023, 500175}, {2024, 385775}};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_ISSUED);

	for (size_t i = 0; i < COUNT_OF(blocks); i++) {
		struct record b = record_new(RECORD_BLOCK), serial = record_new(RECORD_SERIAL);

		b.block.code = serial.serial.code = story_code("A210001");
		b.block.vintage = serial.serial.vintage = blocks[i].year;
		b.block.first = 1;
		ck_assert(story_get(s, &b));
		ck_assert_int_eq(b.block.last, blocks[i].quantity);
		ck_assert_int_eq(b.block.batch, 1);
		ck_assert_int_eq(b.block.position, POSITION_HOLDING);
		ck_assert_int_eq(b.block.status, UNIT_FREE);
		ck_assert_str_eq(b.block.account.text, story_account("owner"));
		ck_assert(story_get(s, &serial));
		ck_assert_int_eq(serial.serial.next, blocks[i].quantity + 1);
		ck_assert(row_of(s, blocks[i].year).issued);
	}
	ck_assert_int_eq(story_report_record(s).status, REPORT_ISSUED);
	ck_assert_int_eq(tonnes_count(story_report_record(s).verified), 1243323);
}
END_TEST

START_TEST(a_report_keeps_the_registrys_own_calculation)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REPORTED);
	struct record_reduction row = row_of(s, 2022);

	ck_assert_int_eq(tonnes_count(row.claimed), 357373);
	ck_assert_int_eq(tonnes_count(row.calculated), 357373);
	ck_assert_str_eq(row.values, "EG_export=577907 EG_import=100");
	ck_assert(!row.registered);
}
END_TEST

START_TEST(a_claim_below_the_calculation_is_admitted)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);
	struct change less = {.find = "claim: 500175", .replace = "claim: 400000"};

	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &less), ERROR_NONE);
	ck_assert_int_eq(tonnes_count(row_of(s, 2023).calculated), 500175);
	ck_assert_int_eq(tonnes_count(story_report_record(s).claimed), 1243323 - 100175);
}
END_TEST

START_TEST(a_report_may_give_values_for_each_fuel)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);
	struct change fuel = {
		.find = "rows:\n- {year: 2022, claim: 357373, values: {EG_export: \"577907\"",
		.replace = "- {parameter: \"FC[natural_gas]\", serial: G1, "
			   "accuracy_class: \"2.0\", calibration_report: C2, "
			   "calibrated_on: 2022-03-01, valid_until: 2023-02-28}\n"
			   "rows:\n- {year: 2022, claim: 357157, values: {\"FC[natural_gas]\": "
			   "\"10\", EG_export: \"577907\"",
		.lay = solar_with_gas,
	};

	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &fuel), ERROR_NONE);
	/* (577,907 - 100) MWh x 0.6185 less 10 x 21.650151996 t of gas: 357,157.128 */
	ck_assert_int_eq(tonnes_count(row_of(s, 2022).calculated), 357157);
	ck_assert_int_eq(tonnes_count(row_of(s, 2023).calculated), 500175);
	ck_assert_str_eq(
		row_of(s, 2022).values, "EG_export=577907 EG_import=100 FC[natural_gas]=10");
}
END_TEST

START_TEST(names_of_values_may_have_commas)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);
	const struct named_value set[] = {{"B[s1,p7]", "2000"}};
	const struct calculation_if changes = {.set_n = 1, .set = set};
	struct calculation c = {.changes = &changes};
	struct methodology_result result;
	struct record_reduction row;
	struct record_project project;
	struct change plots = {
		.find = "rows:\n- {year: 2022, claim: 357373, values: {EG_export: \"577907\"",
		.replace = "- {parameter: \"B[s1,p7]\", serial: T7, accuracy_class: 0.2S, "
			   "calibration_report: C2, calibrated_on: 2022-03-01, "
			   "valid_until: 2023-02-28}\n"
			   "- {parameter: B, serial: T, accuracy_class: 0.2S, "
			   "calibration_report: C3, calibrated_on: 2022-03-01, "
			   "valid_until: 2023-02-28}\n"
			   "rows:\n- {year: 2022, claim: 356754, values: {\"B[s1,p8]\": \"1\", "
			   "\"B[s1,p7]\": \"1000\", EG_export: \"577907\"",
		.lay = fields_with_turbines,
	};

	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &plots), ERROR_NONE);
	/* (577,907 - 100 - 1,001) MWh x 0.6185 */
	row = row_of(s, 2022);
	ck_assert_int_eq(tonnes_count(row.calculated), 356754);
	ck_assert_str_eq(row.values, "B[s1,p7]=1000 B[s1,p8]=1 EG_export=577907 EG_import=100");
	/* 1,000 MWh more */
	project = story_project_record(s);
	c.view = overlay_view(s->state);
	c.at = s->at;
	c.project = &project;
	c.program = calculate_project_program(programs_new(mem), c.view, c.project, &s->err);
	ck_assert_ptr_nonnull(c.program);
	ck_assert_int_eq(
		calculate(mem, &c, calculate_row(mem, &row, &s->err), &result, &s->err), 0);
	ck_assert_int_eq(result.tonnes, 356136);
}
END_TEST

#define METER_OF_ALL                                                                               \
	"- {parameter: X, serial: M2, accuracy_class: 0.2S, calibration_report: C3, "              \
	"calibrated_on: 2022-03-01, valid_until: 2023-02-28}\n"
#define X_TO_SEPTEMBER                                                                             \
	"\"X[04]\": \"0\", \"X[05]\": \"0\", \"X[06]\": \"0\", \"X[07]\": \"0\", "                 \
	"\"X[08]\": \"0\", \"X[09]\": \"0\", "
#define X_FROM_NOVEMBER "\"X[11]\": \"0\", \"X[12]\": \"0\", "
#define X_FIRST_QUARTER "\"X[01]\": \"0\", \"X[02]\": \"0\", \"X[03]\": \"0\", "

/* The report with values of X, month by month, 2022-04-01 to 2024-10-31. */
static struct change months(const char *more_2022, const char *more_2024)
{
	static char rows[4096];

	snprintf(rows, sizeof(rows),
		METER_OF_ALL
		"rows:\n"
		"- {year: 2022, claim: 357373, values: {" X_TO_SEPTEMBER
		"\"X[10]\": \"0\", %sEG_export: \"577907\", EG_import: \"100\"}}\n"
		"- {year: 2023, claim: 500175, values: {" X_FIRST_QUARTER X_TO_SEPTEMBER
		"\"X[10]\": \"0\", " X_FROM_NOVEMBER "EG_export: \"808691\", EG_import: \"0\"}}\n"
		"- {year: 2024, claim: 385775, values: {" X_FIRST_QUARTER X_TO_SEPTEMBER
		"%sEG_export: \"623727\", EG_import: \"0\"}}\n",
		more_2022, more_2024);
	return (struct change){.find = "rows:\n"
				       "- {year: 2022, claim: 357373, values: {EG_export: "
				       "\"577907\", EG_import: \"100\"}}\n" ROW_2023
				       "- {year: 2024, claim: 385775, values: {EG_export: "
				       "\"623727\", EG_import: \"0\"}}\n",
		.replace = rows,
		.lay = monthly};
}

START_TEST(the_months_of_a_report_are_those_that_its_period_touches)
{
	static const struct {
		const char *more_2022, *more_2024;
		enum error_code code;
		const char *path;
	} cases_of_months[] = {
		{X_FROM_NOVEMBER, "\"X[10]\": \"0\", ", ERROR_NONE, NULL},
		{X_FROM_NOVEMBER, "", ERROR_CALCULATION_MISSING, "/rows/2/values/X[10]"},
		{X_FROM_NOVEMBER, "\"X[10]\": \"0\", \"X[11]\": \"0\", ", ERROR_CALCULATION_MONTH,
			"/rows/2/values/X[11]"},
		{X_FROM_NOVEMBER "\"X[03]\": \"0\", ", "\"X[10]\": \"0\", ",
			ERROR_CALCULATION_MONTH, "/rows/0/values/X[03]"},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);
	struct change change = months(cases_of_months[_i].more_2022, cases_of_months[_i].more_2024);

	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &change), cases_of_months[_i].code);
	if (cases_of_months[_i].path) {
		ck_assert_str_eq(s->err.path, cases_of_months[_i].path);
		return;
	}
	/* The verification's own calculation covers the same days. */
	ck_assert_int_eq(story_project_try(s, STORY_REPORT_NOTICE, NULL), ERROR_NONE);
	ck_assert_int_eq(story_project_try(s, STORY_REPORT_COMMENT, NULL), ERROR_NONE);
	ck_assert_int_eq(story_project_try(s, STORY_VERIFIED, NULL), ERROR_NONE);
	ck_assert_int_eq(tonnes_count(row_of(s, 2024).verified), 385775);
}
END_TEST

static const struct change raw_data_that_fit[] = {
	ATTACHED("raw_data: readings"),		    /* of all three years */
	ATTACHED("raw_data: readings, year: 2022"), /* of a part of one */
	ATTACHED("raw_data: bills, year: 2024"),
};

START_TEST(a_meter_of_just_the_class_is_admitted)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);
	const struct change change = {.find = "EG_import, serial: M1, accuracy_class: 0.2S",
		.replace = "EG_import, serial: M1, accuracy_class: \"0.50\""};

	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &change), ERROR_NONE);
}
END_TEST

START_TEST(a_report_may_name_its_raw_data)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);

	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &raw_data_that_fit[_i]), ERROR_NONE);
}
END_TEST

START_TEST(a_factor_is_its_years_or_else_that_of_every_year)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);
	struct change less = {.find = "claim: 357373, values: {EG_export: \"577907\", EG_import: "
				      "\"100\"}}\n- {year: 2023, claim: 500175, values: "
				      "{EG_export: \"808691\", EG_import: \"0\"}}\n"
				      "- {year: 2024, claim: 385775",
		.replace = "claim: 1, values: {EG_export: \"1200\", EG_import: \"100\"}}\n"
			   "- {year: 2023, claim: 1, values: {EG_export: \"2200\", EG_import: "
			   "\"0\"}}\n- {year: 2024, claim: 1",
		.lay = less_losses};

	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &less), ERROR_NONE);
	/* 100 MWh x 0.6185, 200 MWh x 0.6185, and 1,000 MWh less than 623,727 */
	ck_assert_int_eq(tonnes_count(row_of(s, 2022).calculated), 61);
	ck_assert_int_eq(tonnes_count(row_of(s, 2023).calculated), 123);
	ck_assert_int_eq(tonnes_count(row_of(s, 2024).calculated), 385156);
}
END_TEST

START_TEST(thousands_of_plots_have_one_meter)
{
	enum { PLOTS = 4900 };
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);
	char *values = talloc_strdup(mem, "");
	struct change plots = {
		.find = "rows:\n- {year: 2022, claim: 357373, values: {", .lay = plot_by_plot};

	for (int i = PLOTS; i > 0; i--)
		values = talloc_asprintf_append_buffer(values, "\"X[p%d]\": \"0\", ", i);
	plots.replace = talloc_asprintf(
		mem, METER_OF_ALL "rows:\n- {year: 2022, claim: 357373, values: {%s", values);
	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &plots), ERROR_NONE);
	ck_assert_int_eq(tonnes_count(row_of(s, 2022).calculated), 357373);
	ck_assert_ptr_nonnull(strstr(row_of(s, 2022).values, " X[p4900]=0 "));
}
END_TEST

START_TEST(an_ended_report_frees_its_days_and_its_batch)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);

	lay_report(s, REPORT_ENDED);
	told(s, STORY_REPORTED);
}
END_TEST

START_TEST(the_next_batch_follows_those_in_use)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REGISTERED);
	struct change second = {.find = "batch: 1\nperiod: {first: 2022-04-01",
		.replace = "batch: 2\nperiod: {first: 2023-01-01"};

	lay_report(s, REPORT_ISSUED);
	/* Three rows but two years: only the batch and the days are checked before that. */
	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &second), ERROR_ACCOUNTING_ROW_COUNT);
}
END_TEST

START_TEST(a_negative_verification_ends_the_report)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REPORT_COMMENT);
	struct change negative = {.find = "conclusion: positive\nfindings:\n"
					  "- {item: methodology, finding: conforms",
		.replace = "conclusion: negative\nfindings:\n"
			   "- {item: methodology, finding: does-not-conform"};

	ck_assert_int_eq(story_project_try(s, STORY_VERIFIED, &negative), ERROR_NONE);
	ck_assert_int_eq(story_report_record(s).status, REPORT_ENDED);
	ck_assert_int_eq(tonnes_count(story_report_record(s).verified), 0);
	ck_assert_int_eq(
		story_project_try(s, STORY_REDUCTION_REQUESTED, NULL), ERROR_REDUCTION_STATE);
}
END_TEST

START_TEST(refused_reductions_end_their_report)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REDUCTION_REQUESTED);
	struct change refused = {.find = "decision: registered\n" ROWS_TEXT CHECKS_TEXT,
		.replace = REFUSED "reasons: 不全\n" FAULTY_CHECKS};

	ck_assert_int_eq(story_project_try(s, STORY_REDUCTION_REGISTERED, &refused), ERROR_NONE);
	ck_assert_int_eq(story_report_record(s).status, REPORT_ENDED);
	ck_assert(!row_of(s, 2022).registered);
}
END_TEST

START_TEST(a_day_five_years_back_is_within_five_years)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_VERIFIED);

	set_report(s, REPORT_NONE, "2020-03-04");
	told(s, STORY_REDUCTION_REQUESTED);
}
END_TEST

START_TEST(a_year_of_nothing_stays_registered)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REPORT_COMMENT);
	struct change none = {.find = "quantity: 500175", .replace = "quantity: 0"};
	struct change asked = {.find = "1243323", .replace = "743148"};
	struct change blocks = {
		.find = "- {project: A210001, vintage: 2023, first: 1, last: 500175}\n",
		.replace = ""};

	ck_assert_int_eq(story_project_try(s, STORY_VERIFIED, &none), ERROR_NONE);
	ck_assert_int_eq(story_project_try(s, STORY_REDUCTION_REQUESTED, &asked), ERROR_NONE);
	ck_assert_int_eq(story_project_try(s, STORY_REDUCTION_REGISTERED, &none), ERROR_NONE);
	told(s, STORY_ISSUANCE_REQUESTED);
	ck_assert_int_eq(story_project_try(s, STORY_ISSUED, &blocks), ERROR_NONE);
	ck_assert(row_of(s, 2023).registered);
	ck_assert(!row_of(s, 2023).issued);
	ck_assert(row_of(s, 2024).issued);
}
END_TEST

START_TEST(numbers_run_on_from_the_batch_before)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_ISSUANCE_REQUESTED);
	struct change on = {
		.find = "first: 1, last: 357373", .replace = "first: 1001, last: 358373"};
	struct record serial = record_new(RECORD_SERIAL);

	numbers_used(s);
	ck_assert_int_eq(story_project_try(s, STORY_ISSUED, &on), ERROR_NONE);
	serial.serial.code = story_code("A210001");
	serial.serial.vintage = 2022;
	ck_assert(story_get(s, &serial));
	ck_assert_int_eq(serial.serial.next, 358374);
}
END_TEST

START_TEST(every_document_of_a_project_lies_in_its_folder)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_METHODOLOGY);
	char folder[FOLDER_MAX];

	for (int stage = STORY_DESIGNED; stage <= STORY_ISSUED; stage++) {
		story_until(s, (enum story_stage)stage);
		snprintf(folder, sizeof(folder), "projects/%.2s/%.32s",
			story_hex(s, &s->sealed[STORY_DESIGNED]),
			story_hex(s, &s->sealed[STORY_DESIGNED]));
		ck_assert_str_eq(s->placement.folder, folder);
	}
}
END_TEST

static Suite *reductions_suite(void)
{
	Suite *s = suite_create("reductions");
	TCase *t = tcase_create("reductions");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(
		t, what_breaks_a_rule_is_refused_with_its_place, 0, (int)COUNT_OF(cases));
	tcase_add_test(t, a210001_becomes_units_of_its_three_years);
	tcase_add_test(t, a_report_keeps_the_registrys_own_calculation);
	tcase_add_test(t, a_claim_below_the_calculation_is_admitted);
	tcase_add_test(t, a_report_may_give_values_for_each_fuel);
	tcase_add_test(t, names_of_values_may_have_commas);
	tcase_add_loop_test(t, the_months_of_a_report_are_those_that_its_period_touches, 0, 4);
	tcase_add_test(t, a_meter_of_just_the_class_is_admitted);
	tcase_add_loop_test(t, a_report_may_name_its_raw_data, 0, (int)COUNT_OF(raw_data_that_fit));
	tcase_add_test(t, a_factor_is_its_years_or_else_that_of_every_year);
	tcase_add_test(t, thousands_of_plots_have_one_meter);
	tcase_add_test(t, an_ended_report_frees_its_days_and_its_batch);
	tcase_add_test(t, the_next_batch_follows_those_in_use);
	tcase_add_test(t, a_negative_verification_ends_the_report);
	tcase_add_test(t, refused_reductions_end_their_report);
	tcase_add_test(t, a_day_five_years_back_is_within_five_years);
	tcase_add_test(t, a_year_of_nothing_stays_registered);
	tcase_add_test(t, numbers_run_on_from_the_batch_before);
	tcase_add_test(t, every_document_of_a_project_lies_in_its_folder);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(reductions_suite)
