#include "engine/study/raw_data.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "rules/projects/calculate.h"

struct checking {
	const struct raw_data_source *source;
	const struct document *document;
	const struct body_accounting_report *report;
	const char *within; /* the path of the report's members */
	size_t row;
};

static bool has_value(const struct body_report_row *row, const char *name, const char **text)
{
	for (size_t i = 0; i < row->values_n; i++) {
		if (strcmp(row->values[i].name, name) != 0)
			continue;
		*text = row->values[i].value;
		return true;
	}
	return false;
}

/* 0 equal, 1 with *fault, -1 with *err. */
static int compare_value(const struct checking *c, const struct derived_value *derived,
	struct error *fault, struct error *err)
{
	static const char clause[] = "docs/methodology-language.md 10";
	const struct body_report_row *row = &c->report->rows[c->row];
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct rational *reported;
	char path[ERROR_PATH_MAX], year[24];
	const char *text;

	if (!mem)
		return error_no_memory(err);
	snprintf(year, sizeof(year), "%" PRId64, row->year);
	snprintf(path, sizeof(path), "%s/rows/%zu/values/%s", c->within, c->row, derived->name);
	if (!has_value(row, derived->name, &text)) {
		snprintf(path, sizeof(path), "%s/rows/%zu/values", c->within, c->row);
		error_set(fault, ERROR_AUDIT_RAW_NO_VALUE, clause, path, "year", year, "symbol",
			derived->name, "derived", derived->text, NULL);
		document_place(c->document, fault);
		return 1;
	}
	reported = rational_parse(mem, text, err);
	if (!reported)
		return -1;
	if (rational_compare(reported, derived->exact) == 0)
		return 0;
	error_set(fault, ERROR_AUDIT_RAW_VALUE, clause, path, "year", year, "symbol", derived->name,
		"reported", text, "derived", derived->text, NULL);
	document_place(c->document, fault);
	return 1;
}

/* Compares all values with the row; the first faults are kept. */
static int compare_all(const struct checking *c, const struct derived_values *values,
	struct raw_data_told *out, struct error *faults, struct error *err)
{
	struct error fault;

	for (size_t i = 0; i < values->n; i++) {
		int differs = compare_value(c, &values->values[i], &fault, err);

		if (differs < 0)
			return -1;
		if (differs && out->faults_n < RAW_DATA_FAULTS_MAX)
			faults[out->faults_n] = fault;
		out->faults_n += (size_t)differs;
	}
	out->values = values;
	out->outcome = out->faults_n ? RAW_DATA_DIFFERS : RAW_DATA_EQUAL;
	return 0;
}

static int derive_and_compare(const struct checking *c, void *mem,
	const struct raw_data_asked *asked, struct raw_data_told *out, struct error *err)
{
	struct error *faults = talloc_array(mem, struct error, RAW_DATA_FAULTS_MAX);
	struct derived_values *values = talloc_zero(mem, struct derived_values);
	int derived;

	out->absent = asked->files[0];
	out->outcome = RAW_DATA_ABSENT;
	if (!faults || !values)
		return error_no_memory(err);
	out->faults = faults;
	memset(faults, 0, sizeof(*faults));
	derived = c->source->derive(c->source->ctx, mem, asked, values, &out->absent, &faults[0]);
	if (derived == 0)
		return 0;
	if (derived < 0 && error_http_status(faults[0].code) >= 500) {
		*err = faults[0];
		return -1;
	}
	out->absent = NULL;
	if (derived > 0)
		return compare_all(c, values, out, faults, err);
	out->outcome = RAW_DATA_DIFFERS;
	out->faults_n = 1;
	return 0;
}

static int check_one(const struct checking *c, struct raw_data_asked *asked, struct error *err)
{
	struct raw_data_told told = {.asked = asked, .outcome = RAW_DATA_NOT_ATTACHED};
	const struct document *d = c->document;
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct attachment **files =
		talloc_array(mem, const struct attachment *, (unsigned)d->attachments_n + 1);

	if (!mem || !files)
		return error_no_memory(err);
	asked->files_n = 0;
	for (size_t i = 0; i < d->attachments_n; i++) {
		const struct attachment *a = &d->attachments[i];

		if (a->raw_data && strcmp(a->raw_data, asked->name) == 0 &&
			(a->year == FIELD_ABSENT || a->year == asked->year))
			files[asked->files_n++] = a;
	}
	asked->files = files;
	if (asked->files_n > 0 && derive_and_compare(c, mem, asked, &told, err) < 0)
		return -1;
	c->source->tell(c->source->ctx, &told);
	return 0;
}

int raw_data_check(struct programs *programs, const struct view *view,
	const struct document *document, const struct raw_data_source *source, struct error *err)
{
	struct checking c = {.source = source, .document = document};
	const struct body_accounting_report *report = document_report(document, &c.within);
	struct raw_data_asked asked = {
		.document = document, .report = report, .period = report->period};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct methodology *program;
	struct record project;
	int found;

	c.report = report;
	if (!mem)
		return error_no_memory(err);
	found = view_project(view, mem, &report->project, &project, err);
	if (found == 0)
		error_set(
			err, ERROR_INTERNAL, NULL, "", "reason", "report without a project", NULL);
	if (found != 1)
		return -1;
	program = calculate_project_program(programs, view, &project.project, err);
	if (!program)
		return -1;
	asked.derivation = methodology_derivation(program);
	for (; asked.derivation && c.row < report->rows_n; c.row++) {
		asked.year = report->rows[c.row].year;
		for (size_t i = 0; i < derivation_file_count(asked.derivation); i++) {
			asked.name = derivation_file_at(asked.derivation, i)->name;
			if (check_one(&c, &asked, err) < 0)
				return -1;
		}
	}
	return 0;
}
