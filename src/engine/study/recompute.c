#include "engine/study/recompute.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "engine/internal.h"

static int recompute_row(struct registry *r, void *mem, const struct record_project *project,
	const struct body_accounting_report *report, size_t i, const struct calculation_if *what,
	struct recomputed_row *out, struct error *err)
{
	const struct body_report_row *row = &report->rows[i];

	out->year = row->year;
	out->claim = row->claim;
	return calculate_if(mem, state_view(r->state), r->head.last_time, project, &report->period,
		row, what, &out->result, err);
}

/* The sealed report and its project: 1, 0 no such report, -1. */
static int find_report(struct registry *r, void *mem, const struct digest *report,
	struct record *project, const struct document **out, struct error *err)
{
	struct record of = record_new(RECORD_REPORT);
	struct state_entry at;
	struct entry entry;
	int found;

	of.report.report = *report;
	found = view_get(state_view(r->state), mem, &of, err);
	if (found != 1)
		return found;
	*project = record_new(RECORD_PROJECT);
	project->project.project = of.report.project;
	if (view_get(state_view(r->state), mem, project, err) != 1 ||
		state_entry_of(r->state, report, &at, err) != 1 ||
		registry_entry(r, mem, at.sequence, &entry, err) != 1)
		return error_set(err, ERROR_INTERNAL, NULL, "", "reason", "report not found", NULL);
	*out = replay_document(mem, &entry, err);
	return *out ? 1 : -1;
}

int registry_recompute_if(struct registry *r, void *mem, const struct digest *report, int64_t year,
	const struct calculation_if *what, struct recomputed_row **rows, size_t *n,
	struct error *err)
{
	const struct document *d = NULL;
	struct record project;
	size_t count = 0;
	int found = find_report(r, mem, report, &project, &d, err);

	if (found != 1)
		return found;
	*rows = talloc_zero_array(mem, struct recomputed_row, (unsigned)d->report->rows_n);
	if (!*rows)
		return error_no_memory(err);
	for (size_t i = 0; i < d->report->rows_n; i++) {
		if (year && d->report->rows[i].year != year)
			continue;
		if (recompute_row(r, mem, &project.project, d->report, i, what, &(*rows)[count++],
			    err) < 0)
			return -1;
	}
	*n = count;
	return 1;
}

int registry_recompute(struct registry *r, void *mem, const struct digest *report,
	struct recomputed_row **rows, size_t *n, struct error *err)
{
	return registry_recompute_if(r, mem, report, 0, &(struct calculation_if){0}, rows, n, err);
}

int registry_raw_data(struct registry *r, void *mem, const struct digest *report,
	const struct raw_data_source *source, struct error *err)
{
	const struct document *d = NULL;
	struct record project;
	int found = find_report(r, mem, report, &project, &d, err);

	if (found != 1)
		return found;
	return raw_data_check(state_view(r->state), d, source, err) < 0 ? -1 : 1;
}

int calculate_unsealed(struct registry *r, void *mem, const struct body_accounting_report *report,
	struct instant at, bool refused, const struct recomputed_row **rows, size_t *n,
	struct error *err)
{
	struct recomputed_row *out =
		talloc_zero_array(mem, struct recomputed_row, (unsigned)report->rows_n);
	struct record project;
	int found;

	if (!out)
		return error_no_memory(err);
	found = view_project(state_view(r->state), mem, &report->project, &project, err);
	if (found == 0 && !refused)
		error_set(err, ERROR_INTERNAL, NULL, "", "reason", "no such project", NULL);
	if (found < 0 || (found == 0 && !refused))
		return -1;
	for (size_t i = 0; found == 1 && i < report->rows_n; i++) {
		out[i].year = report->rows[i].year;
		out[i].claim = report->rows[i].claim;
		if (calculate(mem, state_view(r->state), at, &project.project, &report->period,
			    &report->rows[i], &out[i].result, err) == 0)
			continue;
		if (!refused || error_http_status(err->code) >= 500)
			return -1;
		out[i].error = talloc_memdup(out, err, sizeof(*err));
		if (!out[i].error)
			return error_no_memory(err);
	}
	*rows = out;
	*n = found == 1 ? report->rows_n : 0;
	return 0;
}

const struct methodology *registry_report_program(
	struct registry *r, void *mem, const struct digest *report, struct error *err)
{
	const struct document *d;
	struct record project;
	int found = find_report(r, mem, report, &project, &d, err);

	if (found == 0)
		error_set(err, ERROR_INTERNAL, NULL, "", "reason", "no such report", NULL);
	return found == 1
		       ? calculate_project_program(mem, state_view(r->state), &project.project, err)
		       : NULL;
}

const struct methodology *registry_program(
	struct registry *r, void *mem, const struct yaml_node *root, struct error *err)
{
	return calculate_program(mem, state_view(r->state), root, err);
}

/* --- impact --- */

struct gathering {
	struct registry *r;
	void *mem;
	const struct methodology *program;
	const struct methodology_code *code;
	struct record_report *reports;
	size_t reports_n;
	const struct record_report *report; /* the one whose rows are read */
	const struct record_project *project;
	struct impact_row *rows;
	size_t rows_n;
};

static int gather_report(void *ctx, const struct record *record, struct error *err)
{
	struct gathering *g = ctx;

	g->reports = talloc_realloc(
		g->mem, g->reports, struct record_report, (unsigned)g->reports_n + 1);
	if (!g->reports)
		return error_no_memory(err);
	g->reports[g->reports_n++] = record->report;
	return 0;
}

/* What a row comes to: 0 and *known with the tonnes or the reason, -1 the registry failed. */
static int calculate_one(const struct gathering *g, const struct body_report_row *row,
	const struct methodology *program, bool *known, struct tonnes *out, struct error *why)
{
	const struct calculation_if what = {.program = program};
	const struct period period = {g->report->first, g->report->last};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct methodology_result result;

	if (!mem)
		return error_no_memory(why);
	*known = calculate_if(mem, state_view(g->r->state), g->r->head.last_time, g->project,
			 &period, row, &what, &result, why) == 0 &&
		 calculate_tonnes(&result, "", out, why) == 0;
	return !*known && error_http_status(why->code) >= 500 ? -1 : 0;
}

static int gather_row(void *ctx, const struct record *record, struct error *err)
{
	struct gathering *g = ctx;
	const struct record_reduction *of = &record->reduction;
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct body_report_row *row = calculate_row(mem, of);
	struct impact_row *out;

	g->rows = talloc_realloc(g->mem, g->rows, struct impact_row, (unsigned)g->rows_n + 1);
	if (!g->rows || !row)
		return error_no_memory(err);
	out = &g->rows[g->rows_n++];
	*out = (struct impact_row){.report = of->report,
		.code = g->report->code,
		.methodology = g->project->methodology,
		.batch = g->report->batch,
		.year = of->year,
		.registered = of->registered,
		.issued = of->issued,
		.verified = of->verified,
		.calculated = of->calculated};
	if (calculate_one(g, row, NULL, &out->before_known, &out->before, &out->before_error) < 0)
		*err = out->before_error;
	else if (calculate_one(
			 g, row, g->program, &out->after_known, &out->after, &out->after_error) < 0)
		*err = out->after_error;
	else
		return 0;
	return -1;
}

static bool same_methodology(const struct methodology_code *a, const struct methodology_code *b)
{
	return methodology_code_sector(a) == methodology_code_sector(b) &&
	       methodology_code_number(a) == methodology_code_number(b);
}

static int gather_rows(struct gathering *g, const struct record_report *report, struct error *err)
{
	struct record project = record_new(RECORD_PROJECT), from = record_new(RECORD_REDUCTION);
	const struct view *view = state_view(g->r->state);
	AUTO_MEMORY void *mem = talloc_new(NULL);
	int found;

	project.project.project = report->project;
	found = view_get(view, mem, &project, err);
	if (found == 0)
		return error_set(
			err, ERROR_INTERNAL, NULL, "", "reason", "report without a project", NULL);
	if (found < 0)
		return -1;
	if (!same_methodology(&project.project.methodology, g->code))
		return 0;
	g->report = report;
	g->project = &project.project;
	from.reduction.report = report->report;
	from.reduction.year = INT64_MIN;
	return view_each(view, mem, 1, &from, gather_row, g, err) < 0 ? -1 : 0;
}

static int in_order(const void *a, const void *b)
{
	const struct impact_row *x = a, *y = b;
	int by_code = strcmp(x->code.text, y->code.text);

	if (by_code)
		return by_code;
	if (x->batch != y->batch)
		return x->batch < y->batch ? -1 : 1;
	if (x->year != y->year)
		return x->year < y->year ? -1 : 1;
	return memcmp(x->report.bytes, y->report.bytes, sizeof(x->report.bytes));
}

int registry_impact(struct registry *r, void *mem, const struct impact_question *question,
	struct impact_row **rows, size_t *n, struct error *err)
{
	struct gathering g = {
		.r = r, .mem = mem, .program = question->program, .code = question->code};

	if (query_records(r->state, RECORD_REPORT, gather_report, &g, err) < 0)
		return -1;
	for (size_t i = 0; i < g.reports_n; i++) {
		if (gather_rows(&g, &g.reports[i], err) < 0)
			return -1;
		if (question->progress)
			question->progress(
				question->progress_ctx, (int64_t)i + 1, (int64_t)g.reports_n);
	}
	if (g.rows_n)
		qsort(g.rows, g.rows_n, sizeof(g.rows[0]), in_order);
	*rows = g.rows;
	*n = g.rows_n;
	return 0;
}
