#include <inttypes.h>
#include <stdio.h>

#include "rules/projects/project.h"

/*
 * verification-report (Order 31 art. 20): the named VVB's findings on an
 * accounting report and the quantity of every year, never above the registry's
 * calculation with the factors in force at this seal. A negative one ends the
 * report. Until registration is requested the body may replace it.
 */

static const char clause[] = "Order 31 art. 20";

static int quantity_fits(
	struct rule *r, const struct report_basis *basis, size_t i, struct record_reduction *row)
{
	struct tonnes quantity = r->d->verification->rows[i].quantity;
	char path[ERROR_PATH_MAX], q[TONNES_TEXT_SIZE], c[TONNES_TEXT_SIZE], year[24];
	struct body_report_row reported = {.year = row->year};
	const struct tonnes before = row->calculated;

	reported.values = named_values_read(r->mem, row->values, &reported.values_n, r->err);
	if (!reported.values)
		return -1;
	rule_path(path, "/rows/%zu", i);
	if (rule_calculate(r, basis, &reported, path, &row->calculated) < 0)
		return -1;
	rule_path(path, "/rows/%zu/quantity", i);
	snprintf(year, sizeof(year), "%" PRId64, row->year);
	if (tonnes_compare(quantity, row->calculated) > 0)
		return rule_refuse(r, VERIFICATION_ABOVE_CALCULATION, "Order 31 art. 17, 20", path,
			"quantity", tonnes_text(quantity, q), "calculated",
			tonnes_text(row->calculated, c), "year", year);
	row->verified = quantity;
	project_verified_warnings(r, row, i, before);
	return 0;
}

static int row_fits(
	struct rule *r, const struct report_basis *basis, size_t i, struct record_reduction *row)
{
	const struct body_verification_report *b = r->d->verification;
	struct record changed = record_new(RECORD_REDUCTION);
	char path[ERROR_PATH_MAX], year[24];

	snprintf(year, sizeof(year), "%" PRId64, row->year);
	if (i >= b->rows_n)
		return rule_refuse(r, VERIFICATION_ROW_MISSING, clause, "/rows", "year", year);
	if (b->rows[i].year != row->year)
		return rule_refuse(r, VERIFICATION_ROW_YEAR, clause,
			rule_path(path, "/rows/%zu/year", i), "year", year);
	if (quantity_fits(r, basis, i, row) < 0)
		return -1;
	changed.reduction = *row;
	return rule_put(r, &changed);
}

static int rows_fit(struct rule *r, const struct report_basis *basis, const struct digest *text,
	struct tonnes *out)
{
	const struct body_verification_report *b = r->d->verification;
	struct tonnes sum = tonnes_of(0);
	struct record_reduction *rows;
	char path[ERROR_PATH_MAX];
	size_t n;

	rows = project_rows(r, text, &n);
	if (!rows)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (row_fits(r, basis, i, &rows[i]) < 0)
			return -1;
		rule_path(path, "/rows/%zu/quantity", i);
		if (!tonnes_add(sum, rows[i].verified, &sum))
			return rule_refuse(r, OVERFLOW, clause, path, "value", "");
	}
	if (n < b->rows_n)
		return rule_refuse(
			r, VERIFICATION_ROW_BEYOND, clause, rule_path(path, "/rows/%zu", n));
	*out = sum;
	return 0;
}

/* Nothing is verified of a report whose positive one is replaced by a negative. */
static int end_unverified(struct rule *r, struct record *record)
{
	struct record changed = record_new(RECORD_REDUCTION);
	struct record_reduction *rows;
	size_t n;

	rows = project_rows(r, &record->report.text, &n);
	if (!rows)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (tonnes_is_zero(rows[i].verified))
			continue;
		rows[i].verified = tonnes_of(0);
		changed.reduction = rows[i];
		if (rule_put(r, &changed) < 0)
			return -1;
	}
	record->report.verified = tonnes_of(0);
	project_end(r, record);
	return rule_put(r, record);
}

/* The first on a report that awaits one, or a correction of the one that stands. */
static int may_report(struct rule *r, const struct record_report *report)
{
	const struct vvb_standing standing = {report->status == REPORT_VERIFIED,
		word_text(WORDS_REPORT_STATUS, report->status), &report->verification};
	int replaces =
		project_vvb_replaces(r, &standing, &report->report, &r->d->verification->replaces);

	if (replaces < 0)
		return -1;
	if (!replaces && report->status != REPORT_SUBMITTED && report->status != REPORT_NOTICE)
		return rule_refuse(
			r, VERIFICATION_STATE, clause, "/report", "status", standing.status);
	return 0;
}

int rule_verification_report(struct rule *r)
{
	const struct body_verification_report *b = r->d->verification;
	const struct vvb_conclusion conclusion = {b->conclusion, WORDS_VERIFICATION_ITEM,
		VERIFICATION_ITEM_END, b->findings_n, b->findings, &b->team, clause};
	struct record record, project, methodology;
	struct record_report *report = &record.report;
	struct tonnes sum = tonnes_of(0);
	struct report_basis basis = {.project = &project.project};

	if (project_load_report(r, &b->report, "/report", &record) < 0 ||
		project_load(r, &report->project, "/report", &project) < 0 ||
		project_vvb_signs(r, &report->vvb, &project.project.methodology) < 0)
		return -1;
	if (may_report(r, report) < 0 ||
		project_text_named(r, &report->text, &report->report, &b->revision) < 0 ||
		rule_notice_answered(r, &b->report, b->comments_n, b->comments) < 0 ||
		project_vvb_conclusion(r, &conclusion) < 0)
		return -1;
	report->verification = r->d->hash;
	if (b->conclusion == CONCLUSION_NEGATIVE)
		return end_unverified(r, &record);
	basis.period = (struct period){report->first, report->last};
	if (project_methodology(r, &project.project.methodology, &methodology) < 0 ||
		project_program(r, &methodology.methodology, &basis.program) < 0 ||
		rows_fit(r, &basis, &report->text, &sum) < 0)
		return -1;
	report->status = REPORT_VERIFIED;
	report->verified = sum;
	return rule_put(r, &record);
}
