#include <inttypes.h>
#include <stdio.h>

#include "rules/projects/project.h"

/*
 * reduction-registration-request and -decision (Order 31 art. 21, 22): what was verified is
 * requested and registered, tonne for tonne and row for row.
 */

enum { REDUCTION_YEARS = 5 };

static int request_fits(
	struct rule *r, const struct body_reduction_request *b, const struct record_report *report)
{
	static const char clause[] = "Order 31 art. 21";
	struct day earliest = day_years_before(r->today, REDUCTION_YEARS);
	char hex[DIGEST_HEX_SIZE], first[DAY_TEXT_SIZE], bound[DAY_TEXT_SIZE];
	char asked[TONNES_TEXT_SIZE], verified[TONNES_TEXT_SIZE];

	if (report->status != REPORT_VERIFIED)
		return rule_refuse(r, REDUCTION_STATE, clause, "/report", "status",
			word_text(WORDS_REPORT_STATUS, report->status));
	if (!digest_equal(&report->verification, &b->verification))
		return rule_refuse(r, REDUCTION_VERIFICATION_OTHER, clause, "/verification",
			"verification", digest_hex(&report->verification, hex));
	if (project_report_is_good(r, &b->verification, "/verification") < 0)
		return -1;
	if (tonnes_compare(b->quantity, report->verified) != 0)
		return rule_refuse(r, REDUCTION_QUANTITY, clause, "/quantity", "quantity",
			tonnes_text(b->quantity, asked), "verified",
			tonnes_text(report->verified, verified));
	if (report->first.n < earliest.n)
		return rule_refuse(r, REDUCTION_TOO_OLD, "Order 31 art. 17", "/report", "first",
			day_text(report->first, first), "earliest", day_text(earliest, bound));
	return project_undertakings(r, &b->undertakings, clause);
}

int rule_reduction_request(struct rule *r)
{
	const struct body_reduction_request *b = r->d->reduction_request;
	struct record record, project, request = record_new(RECORD_REQUEST);
	struct record_report *report = &record.report;

	if (project_load_report(r, &b->report, "/report", &record) < 0 ||
		project_load(r, &report->project, "/report", &project) < 0 ||
		project_owner_signs(r, &project.project) < 0 ||
		project_in_force(r, &project.project, "/report") < 0 ||
		request_fits(r, b, report) < 0)
		return -1;
	report->status = REPORT_REQUESTED;
	report->request = r->d->hash;
	report->requested_at = r->at;
	request.request.request = r->d->hash;
	request.request.project = report->project;
	request.request.report = report->report;
	return rule_put(r, &request) < 0 ? -1 : rule_put(r, &record);
}

/* --- the decision --- */

static const char clause_22[] = "Order 31 art. 22";

static int register_row(struct rule *r, size_t i, const struct record_reduction *row)
{
	const struct body_reduction_decision *b = r->d->reduction_decision;
	struct record changed = record_new(RECORD_REDUCTION);
	char path[ERROR_PATH_MAX], year[24], verified[TONNES_TEXT_SIZE];

	snprintf(year, sizeof(year), "%" PRId64, row->year);
	tonnes_text(row->verified, verified);
	if (i >= b->rows_n)
		return rule_refuse(r, REDUCTION_ROW_MISSING, clause_22, "/rows", "year", year,
			"verified", verified);
	if (b->rows[i].year != row->year)
		return rule_refuse(r, REDUCTION_ROW_YEAR, clause_22,
			rule_path(path, "/rows/%zu/year", i), "year", year);
	if (tonnes_compare(b->rows[i].quantity, row->verified) != 0)
		return rule_refuse(r, REDUCTION_ROW_QUANTITY, clause_22,
			rule_path(path, "/rows/%zu/quantity", i), "year", year, "verified",
			verified);
	changed.reduction = *row;
	changed.reduction.registered = true;
	return rule_put(r, &changed);
}

static int register_rows(struct rule *r, const struct digest *text)
{
	struct record_reduction *rows;
	char path[ERROR_PATH_MAX];
	size_t n;

	rows = project_rows(r, text, &n);
	if (!rows)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (register_row(r, i, &rows[i]) < 0)
			return -1;
	if (n < r->d->reduction_decision->rows_n)
		return rule_refuse(
			r, REDUCTION_ROW_BEYOND, clause_22, rule_path(path, "/rows/%zu", n));
	return 0;
}

int rule_reduction_decision(struct rule *r)
{
	const struct body_reduction_decision *b = r->d->reduction_decision;
	const struct project_formal_check check = {
		b->decision, b->checks_n, b->checks, b->reasons, clause_22};
	struct record request, record = record_new(RECORD_REPORT), project;
	struct record_report *report = &record.report;
	const struct party_id *operator;

	if (project_signer(r, ROLE_OPERATOR, &operator) < 0 ||
		project_load_request(r, &b->request, "/request", &request) < 0 ||
		project_load(r, &request.request.project, "/request", &project) < 0)
		return -1;
	report->report = request.request.report;
	if (rule_get(r, &record) < 0)
		return -1;
	if (report->status != REPORT_REQUESTED || !digest_equal(&report->request, &b->request))
		return rule_refuse(r, REQUEST_NOT_OPEN, clause_22, "/request", "status",
			report->status ? word_text(WORDS_REPORT_STATUS, report->status)
				       : word_text(WORDS_PROJECT_STATUS, project.project.status));
	if (project_goes_on(r, &report->withdrawal, "/request") < 0 ||
		project_formal_check(r, &check) < 0)
		return -1;
	report->decided_at = r->at;
	if (b->decision == DECISION_REFUSED) {
		if (b->rows_n > 0)
			return rule_refuse(r, REDUCTION_ROWS_GIVEN, clause_22, "/rows");
		project_end(r, &record);
		return rule_put(r, &record);
	}
	if (project_in_force(r, &project.project, "/request") < 0 ||
		project_report_is_good(r, &report->verification, "/request") < 0 ||
		register_rows(r, &report->text) < 0)
		return -1;
	report->status = REPORT_REGISTERED;
	return rule_put(r, &record);
}
