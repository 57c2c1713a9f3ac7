#include "engine/study/recompute.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "engine/internal.h"

/* The report that the text is of, where it is a revision of one. 0 or -1. */
static int find_revised(struct registry *r, void *mem, const struct digest *text, struct digest *of,
	struct error *err)
{
	struct record row = record_new(RECORD_TEXT);
	int found;

	row.text.text = *text;
	found = view_get(state_view(r->state), mem, &row, err);
	*of = found == 1 ? row.text.of : *text;
	return found < 0 ? -1 : 0;
}

/* The sealed report by its latest text, and its project: 1, 0 no such report, -1. */
static int find_report(struct registry *r, void *mem, const struct digest *report,
	struct record *project, const struct document **out, struct error *err)
{
	struct record of = record_new(RECORD_REPORT);
	struct state_entry at;
	struct entry entry;
	int found;

	if (find_revised(r, mem, report, &of.report.report, err) < 0)
		return -1;
	found = view_get(state_view(r->state), mem, &of, err);
	if (found != 1)
		return found;
	*project = record_new(RECORD_PROJECT);
	project->project.project = of.report.project;
	found = view_get(state_view(r->state), mem, project, err);
	if (found > 0)
		found = state_entry_of(r->state, &of.report.text, &at, err);
	if (found > 0)
		found = registry_entry(r, mem, at.sequence, &entry, err);
	if (found == 0)
		error_set(err, ERROR_INTERNAL, NULL, "", "reason", "report not found", NULL);
	if (found <= 0)
		return -1;
	*out = registry_document(mem, &entry, err);
	return *out ? 1 : -1;
}

int registry_report(struct registry *r, void *mem, const struct digest *report,
	struct sealed_report *out, struct error *err)
{
	struct programs *programs = programs_new(mem);
	struct record project;
	int found = find_report(r, mem, report, &project, &out->document, err);

	if (found != 1)
		return found;
	if (!programs)
		return error_no_memory(err);
	out->project = project.project;
	out->program =
		calculate_project_program(programs, state_view(r->state), &out->project, err);
	return out->program ? 1 : -1;
}

int registry_recompute(struct registry *r, void *mem, const struct sealed_report *report,
	int64_t year, const struct calculation_if *changes, struct recomputed_row **rows, size_t *n,
	struct error *err)
{
	const struct body_accounting_report *body = document_report(report->document, NULL);
	const struct calculation c = {.view = state_view(r->state),
		.at = r->head.last_time,
		.project = &report->project,
		.period = &body->period,
		.program = report->program,
		.changes = changes};
	struct recomputed_row *out =
		talloc_zero_array(mem, struct recomputed_row, (unsigned)body->rows_n);
	size_t count = 0;

	if (!out)
		return error_no_memory(err);
	for (size_t i = 0; i < body->rows_n; i++) {
		const struct body_report_row *row = &body->rows[i];

		if (year && row->year != year)
			continue;
		out[count].year = row->year;
		out[count].claim = row->claim;
		if (calculate(mem, &c, row, &out[count++].result, err) < 0)
			return -1;
	}
	*rows = out;
	*n = count;
	return 0;
}

int registry_raw_data(struct registry *r, void *mem, const struct digest *report,
	const struct raw_data_source *source, struct error *err)
{
	const struct document *d = NULL;
	struct record project;
	int found = find_report(r, mem, report, &project, &d, err);

	if (found != 1)
		return found;
	return raw_data_check(r->programs, state_view(r->state), d, source, err) < 0 ? -1 : 1;
}

/* The rows of an unsealed report; those of a refused one may each have an error. */
static int calculate_rows(void *mem, const struct calculation *c,
	const struct body_accounting_report *report, bool refused, struct recomputed_row *out,
	struct error *err)
{
	for (size_t i = 0; i < report->rows_n; i++) {
		out[i].year = report->rows[i].year;
		out[i].claim = report->rows[i].claim;
		if (calculate(mem, c, &report->rows[i], &out[i].result, err) == 0)
			continue;
		if (!refused || error_http_status(err->code) >= 500)
			return -1;
		out[i].error = talloc_memdup(out, err, sizeof(*err));
		if (!out[i].error)
			return error_no_memory(err);
	}
	return 0;
}

int calculate_unsealed(void *mem, const struct circumstances *c,
	const struct body_accounting_report *report, bool refused,
	const struct recomputed_row **rows, size_t *n, struct error *err)
{
	struct recomputed_row *out =
		talloc_zero_array(mem, struct recomputed_row, (unsigned)report->rows_n);
	struct record project;
	struct calculation by = {.view = c->view,
		.at = c->at,
		.project = &project.project,
		.period = &report->period,
		.effort = c->effort};
	int found;

	if (!out)
		return error_no_memory(err);
	found = view_project(c->view, mem, &report->project, &project, err);
	if (found == 0 && !refused)
		error_set(err, ERROR_INTERNAL, NULL, "", "reason", "no such project", NULL);
	if (found < 0 || (found == 0 && !refused))
		return -1;
	if (found == 1) {
		by.program = calculate_project_program(c->programs, c->view, &project.project, err);
		if (!by.program || calculate_rows(mem, &by, report, refused, out, err) < 0)
			return -1;
	}
	*rows = out;
	*n = found == 1 ? report->rows_n : 0;
	return 0;
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
	const struct methodology *own; /* the project's */
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

/* What a row comes to: 0 and *known, with the tonnes or the reason; -1: the registry failed. */
static int calculate_one(const struct gathering *g, const struct body_report_row *row, bool revised,
	bool *known, struct tonnes *out, struct error *why)
{
	const struct period period = {g->report->first, g->report->last};
	const struct calculation c = {.view = state_view(g->r->state),
		.at = g->r->head.last_time,
		.project = g->project,
		.period = &period,
		.program = revised ? g->program : g->own,
		.revised = revised};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct methodology_result result;

	if (!mem)
		return error_no_memory(why);
	*known = calculate(mem, &c, row, &result, why) == 0 &&
		 calculate_tonnes(&result, "", out, why) == 0;
	return !*known && error_http_status(why->code) >= 500 ? -1 : 0;
}

static int gather_row(void *ctx, const struct record *record, struct error *err)
{
	struct gathering *g = ctx;
	const struct record_reduction *of = &record->reduction;
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct body_report_row *row = calculate_row(mem, of, err);
	struct impact_row *out;

	if (!row)
		return -1;
	g->rows = talloc_realloc(g->mem, g->rows, struct impact_row, (unsigned)g->rows_n + 1);
	if (!g->rows)
		return error_no_memory(err);
	out = &g->rows[g->rows_n++];
	*out = (struct impact_row){.report = g->report->report,
		.code = g->report->code,
		.methodology = g->project->methodology,
		.batch = g->report->batch,
		.year = of->year,
		.registered = of->registered,
		.issued = of->issued,
		.verified = of->verified,
		.calculated = of->calculated};
	if (calculate_one(g, row, false, &out->before_known, &out->before, &out->before_error) < 0)
		*err = out->before_error;
	else if (calculate_one(g, row, true, &out->after_known, &out->after, &out->after_error) < 0)
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
	g->own = calculate_project_program(g->r->programs, view, g->project, err);
	if (!g->own)
		return -1;
	from.reduction.text = report->text;
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
