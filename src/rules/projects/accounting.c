#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rules/projects/project.h"

/*
 * accounting-report (Order 31 art. 17-19): an owner's claim of what a
 * registered project has reduced, one row per calendar year. The registry
 * calculates every row itself and refuses a claim above its own result.
 */

static const char clause_17[] = "Order 31 art. 17";

static struct day generated_after(void)
{
	return day_of_date(2020, 9, 22);
}

static int period_fits(struct rule *r, const struct period *period, const struct record_project *p)
{
	const struct period crediting = {p->crediting_first, p->crediting_last};
	char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];

	if (period->first.n <= generated_after().n)
		return rule_refuse(r, ACCOUNTING_PERIOD_EARLY, clause_17, "/period/first", "first",
			day_text(period->first, first), "after", day_text(generated_after(), last));
	if (!period_within(period, &crediting))
		return rule_refuse(r, ACCOUNTING_PERIOD_OUTSIDE, clause_17, "/period", "first",
			day_text(crediting.first, first), "last", day_text(crediting.last, last));
	if (period->last.n >= r->today.n)
		return rule_refuse(r, ACCOUNTING_PERIOD_NOT_OVER, clause_17, "/period/last", "last",
			day_text(period->last, last), "today", day_text(r->today, first));
	return 0;
}

/* The project's other reports that are open or registered. */
struct others {
	struct rule *r;
	struct digest own; /* the report itself, where it is revised */
	struct period period;
	int64_t batch;	  /* the document's */
	bool batch_used;  /* by another */
	int64_t highest;  /* of the others */
	uint8_t used[32]; /* bit n: batch n + 1 is in use, of the first 256 */
};

static int against_other(void *ctx, const struct record *record, struct error *err)
{
	struct others *o = ctx;
	struct record report = record_new(RECORD_REPORT);
	char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE], batch[24];
	struct period period;

	report.report.report = record->project_report.report;
	if (digest_equal(&report.report.report, &o->own))
		return 0;
	if (rule_get(o->r, &report) < 0)
		return -1;
	if (report.report.status == REPORT_ENDED)
		return 0;
	period = (struct period){report.report.first, report.report.last};
	snprintf(batch, sizeof(batch), "%" PRId64, report.report.batch);
	if (period_overlaps(&period, &o->period))
		return error_set(err, ERROR_ACCOUNTING_PERIOD_OVERLAP, clause_17, "/period",
			"batch", batch, "first", day_text(period.first, first), "last",
			day_text(period.last, last), NULL);
	o->batch_used |= report.report.batch == o->batch;
	if (report.report.batch > o->highest)
		o->highest = report.report.batch;
	if (report.report.batch >= 1 && report.report.batch <= 256)
		o->used[(report.report.batch - 1) / 8] |=
			(uint8_t)(1U << ((report.report.batch - 1) % 8));
	return 0;
}

/*
 * The lowest number that no open or registered report has: a report that has ended frees its
 * own.
 */
static int64_t next_batch(const struct others *o)
{
	int64_t n = 1;

	while (n <= 256 && (o->used[(n - 1) / 8] & (1U << ((n - 1) % 8))))
		n++;
	return n <= 256 ? n : o->highest + 1;
}

static int follows_the_others(
	struct rule *r, const struct body_accounting_report *b, const struct record_report *report)
{
	struct others others = {
		.r = r, .own = report->report, .period = b->period, .batch = b->batch};
	struct record from = record_new(RECORD_PROJECT_REPORT);
	char batch[24], next[24];

	from.project_report.project = report->project;
	from.project_report.sequence = 0;
	if (rule_each(r, 1, &from, against_other, &others) < 0)
		return -1;
	if (b->batch == (report->batch ? report->batch : next_batch(&others)))
		return 0;
	snprintf(batch, sizeof(batch), "%" PRId64, b->batch);
	snprintf(next, sizeof(next), "%" PRId64, next_batch(&others));
	return rule_refuse(r, ACCOUNTING_BATCH, clause_17, "/batch", "batch", batch, "next", next);
}

/* One row for each calendar year that the period touches, in order. */
static int years_fit(struct rule *r, const struct body_accounting_report *b)
{
	int first = day_year(b->period.first), last = day_year(b->period.last);
	char path[ERROR_PATH_MAX], year[16], count[16];

	snprintf(count, sizeof(count), "%d", last - first + 1);
	if (b->rows_n != (size_t)(last - first + 1))
		return rule_refuse(r, ACCOUNTING_ROW_COUNT, clause_17, "/rows", "count", count);
	for (size_t i = 0; i < b->rows_n; i++) {
		snprintf(year, sizeof(year), "%d", first + (int)i);
		if (b->rows[i].year != first + (int)i)
			return rule_refuse(r, ACCOUNTING_ROW_YEAR, clause_17,
				rule_path(path, "/rows/%zu/year", i), "year", year);
	}
	return 0;
}

/* --- meters --- */

/*
 * Whether a meter is named for the value: by its full name, FC[natural_gas], or by the symbol
 * that all members share, B of B[s1,p7]: what is measured plot by plot has one device.
 */
static bool has_meter(const struct body_accounting_report *b, const char *name)
{
	size_t symbol = strcspn(name, "[");

	for (size_t i = 0; i < b->meters_n; i++) {
		const char *of = b->meters[i].parameter;

		if (strcmp(of, name) == 0 || (strlen(of) == symbol && !memcmp(of, name, symbol)))
			return true;
	}
	return false;
}

/* A value's name, or the symbol of a monitored parameter that has one value per member. */
static bool is_measured(const struct methodology *m, const char *name)
{
	for (size_t i = 0; i < methodology_parameter_count(m); i++) {
		const struct methodology_parameter *p = methodology_parameter_at(m, i);

		if (p->source == PARAMETER_MONITORED && strcmp(p->symbol, name) == 0)
			return true;
	}
	return methodology_takes(m, PARAMETER_MONITORED, name);
}

/* The class that the methodology admits for what a meter measures; NULL: any. */
static const char *class_admitted(const struct methodology *m, const char *name)
{
	size_t symbol = strcspn(name, "[");

	for (size_t i = 0; i < methodology_parameter_count(m); i++) {
		const struct methodology_parameter *p = methodology_parameter_at(m, i);

		if (strlen(p->symbol) == symbol && memcmp(p->symbol, name, symbol) == 0)
			return p->class;
	}
	return NULL;
}

/* Classes are numbers, the smaller the better; an S says where on the scale they apply. */
static int class_fits(
	struct rule *r, const struct methodology *m, const struct body_meter *meter, size_t i)
{
	const char *admitted = class_admitted(m, meter->parameter);
	size_t digits = strspn(meter->accuracy_class, "0123456789.");
	const char *rest = meter->accuracy_class + digits;
	const struct rational *most, *has = NULL;
	char path[ERROR_PATH_MAX], number[24];
	struct error unread;

	if (!admitted)
		return 0;
	most = rational_parse(r->mem, admitted, r->err);
	if (!most)
		return -1;
	if (digits < sizeof(number) && (!*rest || strcmp(rest, "S") == 0)) {
		snprintf(number, sizeof(number), "%.*s", (int)digits, meter->accuracy_class);
		has = rational_parse(r->mem, number, &unread);
	}
	if (has && rational_compare(has, most) <= 0)
		return 0;
	return rule_refuse(r, METER_CLASS, "Order 31 art. 18; monitoring by the methodology",
		rule_path(path, "/meters/%zu/accuracy_class", i), "symbol", meter->parameter,
		"found", meter->accuracy_class, "class", admitted);
}

static int meter_fits(struct rule *r, const struct body_accounting_report *b, size_t i)
{
	static const char clause[] = "Order 31 art. 18; calibration by the methodology";
	const struct body_meter *meter = &b->meters[i];
	char path[ERROR_PATH_MAX], on[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];

	if (meter->valid_until.n < meter->calibrated_on.n)
		return rule_refuse(r, METER_CALIBRATION_ORDER, clause,
			rule_path(path, "/meters/%zu/valid_until", i), "on",
			day_text(meter->calibrated_on, on), "until",
			day_text(meter->valid_until, until));
	if (meter->calibrated_on.n > b->period.last.n || meter->valid_until.n < b->period.first.n)
		return rule_refuse(r, METER_CALIBRATION_OUTSIDE, clause,
			rule_path(path, "/meters/%zu/calibrated_on", i), "on",
			day_text(meter->calibrated_on, on), "until",
			day_text(meter->valid_until, until));
	return 0;
}

/*
 * What was measured names its meter and calibration. A late or missed calibration is no ground
 * for refusal: methodologies correct the value for it.
 */
static int meters_fit(
	struct rule *r, const struct body_accounting_report *b, const struct methodology *m)
{
	static const char clause[] = "Order 31 art. 18; monitoring by the methodology";
	char path[ERROR_PATH_MAX];

	for (size_t i = 0; i < b->meters_n; i++) {
		rule_path(path, "/meters/%zu/parameter", i);
		if (!is_measured(m, b->meters[i].parameter))
			return rule_refuse(r, METER_PARAMETER_UNKNOWN, clause, path, "symbol",
				b->meters[i].parameter);
		if (meter_fits(r, b, i) < 0 || class_fits(r, m, &b->meters[i], i) < 0)
			return -1;
	}
	for (size_t i = 0; i < b->rows_n; i++) {
		for (size_t j = 0; j < b->rows[i].values_n; j++) {
			const char *name = b->rows[i].values[j].name;

			if (!has_meter(b, name))
				return rule_refuse(
					r, METER_MISSING, clause, "/meters", "symbol", name);
		}
	}
	return 0;
}

/* --- raw data --- */

static const struct derivation_file *raw_data_file(const struct methodology *m, const char *name)
{
	const struct derivation *d = methodology_derivation(m);

	for (size_t i = 0; d && i < derivation_file_count(d); i++)
		if (strcmp(derivation_file_at(d, i)->name, name) == 0)
			return derivation_file_at(d, i);
	return NULL;
}

static bool has_times(const struct derivation_file *file)
{
	for (size_t i = 0; i < file->columns_n; i++)
		if (strcmp(file->columns[i].type, "time") == 0)
			return true;
	return false;
}

/*
 * An attachment that holds raw data names what the methodology has rules for and a year
 * of the report: whoever has the file then knows which values come from it and how.
 */
static int raw_data_fits(
	struct rule *r, const struct body_accounting_report *b, const struct methodology *m)
{
	static const char clause[] = "docs/methodology-language.md 10";
	const int64_t first = day_year(b->period.first), last = day_year(b->period.last);
	char path[ERROR_PATH_MAX], year[24];

	for (size_t i = 0; i < r->d->attachments_n; i++) {
		const struct attachment *a = &r->d->attachments[i];
		const struct derivation_file *file;

		if (!a->raw_data)
			continue;
		file = raw_data_file(m, a->raw_data);
		if (!file)
			return rule_refuse(r, ATTACHMENT_FILE, clause,
				rule_path(path, "/attachments/%zu/raw_data", i), "name",
				a->raw_data);
		snprintf(year, sizeof(year), "%" PRId64, a->year);
		if (a->year == FIELD_ABSENT && first != last && !has_times(file))
			return rule_refuse(r, ATTACHMENT_YEAR_NEEDED, clause,
				rule_path(path, "/attachments/%zu/raw_data", i), "name",
				a->raw_data);
		if (a->year != FIELD_ABSENT && (a->year < first || a->year > last))
			return rule_refuse(r, ATTACHMENT_YEAR, clause,
				rule_path(path, "/attachments/%zu/year", i), "year", year);
	}
	return 0;
}

/* --- rows --- */

static int put_row(struct rule *r, const struct body_report_row *row, struct tonnes calculated)
{
	struct record reduction = record_new(RECORD_REDUCTION);

	reduction.reduction.text = r->d->hash;
	reduction.reduction.year = row->year;
	reduction.reduction.claimed = row->claim;
	reduction.reduction.calculated = calculated;
	reduction.reduction.values = named_values_write(r->mem, row->values_n, row->values, r->err);
	return reduction.reduction.values ? rule_put(r, &reduction) : -1;
}

static int rows_fit(struct rule *r, const struct body_accounting_report *b,
	const struct report_basis *basis, struct tonnes *claimed)
{
	char path[ERROR_PATH_MAX], claim[TONNES_TEXT_SIZE], result[TONNES_TEXT_SIZE], year[24];
	struct tonnes sum = tonnes_of(0), calculated;

	for (size_t i = 0; i < b->rows_n; i++) {
		const struct body_report_row *row = &b->rows[i];

		rule_path(path, "/rows/%zu/values", i);
		if (project_values_known(r, basis->program, PARAMETER_MONITORED, row->values_n,
			    row->values, path) < 0)
			return -1;
		rule_path(path, "/rows/%zu", i);
		if (rule_calculate(r, basis, row, path, &calculated) < 0)
			return -1;
		rule_path(path, "/rows/%zu/claim", i);
		snprintf(year, sizeof(year), "%" PRId64, row->year);
		if (tonnes_compare(row->claim, calculated) > 0)
			return rule_refuse(r, ACCOUNTING_CLAIM_ABOVE, clause_17, path, "claim",
				tonnes_text(row->claim, claim), "calculated",
				tonnes_text(calculated, result), "year", year);
		if (!tonnes_add(sum, row->claim, &sum))
			return rule_refuse(r, OVERFLOW, clause_17, path, "value",
				tonnes_text(row->claim, claim));
		project_claim_warnings(r, basis, row, i, calculated);
		if (put_row(r, row, calculated) < 0)
			return -1;
	}
	*claimed = sum;
	return 0;
}

int project_report_fits(struct rule *r, const struct body_accounting_report *b,
	const struct record_project *p, struct record_report *report)
{
	struct report_basis basis = {.project = p, .period = b->period};
	struct record methodology;

	if (project_in_force(r, p, "/project") < 0 || period_fits(r, &b->period, p) < 0 ||
		follows_the_others(r, b, report) < 0 || years_fit(r, b) < 0)
		return -1;
	if (party_id_equal(&b->vvb, &p->vvb))
		return rule_refuse(r, ACCOUNTING_VVB_VALIDATOR, "Order 31 art. 18", "/vvb", "vvb",
			b->vvb.text);
	if (project_vvb_fits(r, &b->vvb, &p->owner, &p->methodology, "/vvb") < 0 ||
		project_methodology(r, &p->methodology, &methodology) < 0 ||
		project_program(r, &methodology.methodology, &basis.program) < 0)
		return -1;
	if (rows_fit(r, b, &basis, &report->claimed) < 0 || meters_fit(r, b, basis.program) < 0 ||
		raw_data_fits(r, b, basis.program) < 0)
		return -1;
	report->batch = b->batch;
	report->first = b->period.first;
	report->last = b->period.last;
	report->vvb = b->vvb;
	return 0;
}

int rule_accounting_report(struct rule *r)
{
	const struct body_accounting_report *b = r->d->report;
	struct record project, record = record_new(RECORD_REPORT),
			       listed = record_new(RECORD_PROJECT_REPORT);
	struct record_report *report = &record.report;

	if (project_load_code(r, &b->project, "/project", &project) < 0 ||
		project_owner_signs(r, &project.project) < 0)
		return -1;
	report->project = project.project.project;
	report->code = project.project.code;
	if (project_report_fits(r, b, &project.project, report) < 0)
		return -1;
	report->report = report->text = r->d->hash;
	report->status = REPORT_SUBMITTED;
	report->submitted_at = r->at;
	listed.project_report.project = report->project;
	listed.project_report.sequence = r->sequence;
	listed.project_report.report = r->d->hash;
	if (rule_put(r, &record) < 0 || rule_put(r, &listed) < 0)
		return -1;
	return project_put_text(r, &report->report, schema_of(KIND_ACCOUNTING_REPORT), r->d->root);
}
