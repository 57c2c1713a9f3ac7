#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "rules/parameter_table.h"
#include "rules/projects/calculate.h"
#include "rules/projects/project.h"

/*
 * The registry's own calculation: the methodology that a project was registered
 * under, compiled from its document, with fixed values from the design, monitored
 * ones from a report's row and factors from the registry's dated tables (Order 31
 * art. 17; the factors are those in force when the decision is made).
 */

static const char clause[] = "Order 31 art. 17; equations of the methodology";

int project_methodology(struct rule *r, const struct methodology_code *code, struct record *out)
{
	struct record found = record_new(RECORD_METHODOLOGY);
	int n;

	found.methodology.code = *code;
	n = rule_get(r, &found);
	if (n < 0)
		return -1;
	if (n == 0)
		return rule_refuse(r, DESIGN_METHODOLOGY_UNKNOWN, "Order 31 art. 4, 10",
			"/methodology", "methodology", code->text);
	*out = found;
	return 0;
}

/* A published methodology compiled when it was sealed, so a failure now is not a refusal. */
static int not_compiling(struct rule *r, const struct methodology_code *code)
{
	char reason[ERROR_VALUE_MAX];

	if (error_http_status(r->err->code) >= 500)
		return -1;
	snprintf(reason, sizeof(reason), "methodology %s does not compile: %s", code->text,
		error_name(r->err->code));
	return rule_refuse(r, INTERNAL, NULL, "", "reason", reason);
}

int project_methodology_tree(
	struct rule *r, const struct record_methodology *methodology, const struct yaml_node **out)
{
	const char *source = methodology->source ? methodology->source : "";
	struct yaml_node *root;

	if (yaml_parse(r->mem, source, strlen(source), &root, r->err) < 0)
		return not_compiling(r, &methodology->code);
	*out = root;
	return 0;
}

int project_program(struct rule *r, const struct record_methodology *methodology,
	const struct methodology **out)
{
	const struct yaml_node *root;
	const struct methodology *program;

	if (rule_take_units(r) < 0)
		return not_compiling(r, &methodology->code);
	program = programs_find(r->programs, &methodology->document);
	if (!program) {
		if (project_methodology_tree(r, methodology, &root) < 0)
			return -1;
		program = programs_compile(r->programs, &methodology->document, root, r->err);
	}
	if (!program)
		return not_compiling(r, &methodology->code);
	*out = program;
	return 0;
}

int project_values_known(struct rule *r, const struct methodology *m, enum parameter_source source,
	size_t n, const struct named_value *values, const char *path)
{
	char at[ERROR_PATH_MAX];

	for (size_t i = 0; i < n; i++)
		if (!methodology_takes(m, source, values[i].name))
			return rule_refuse(r, VALUE_NOT_A_PARAMETER, clause,
				rule_path(at, "%s/%s", path, values[i].name), "symbol",
				values[i].name, "source",
				source == PARAMETER_FIXED ? "fixed" : "monitored");
	return 0;
}

/* --- running --- */

struct inputs {
	struct rule *r;
	const struct calculation *c;
	struct calculation_if changes;
	size_t fixed_n, monitored_n;
	const struct named_value *fixed, *monitored;
};

static int give_value(void *ctx, enum parameter_source source, const char *symbol,
	const char **value, struct error *err UNUSED)
{
	const struct inputs *in = ctx;

	*value = named_values_find(in->changes.set_n, in->changes.set, symbol);
	if (!*value)
		*value = source == PARAMETER_FIXED
				 ? named_values_find(in->fixed_n, in->fixed, symbol)
				 : named_values_find(in->monitored_n, in->monitored, symbol);
	return *value != NULL;
}

static const char *give_name(void *ctx, enum parameter_source source, size_t n)
{
	const struct inputs *in = ctx;

	if (n < in->changes.set_n)
		return in->changes.set[n].name;
	n -= in->changes.set_n;
	if (source == PARAMETER_FIXED)
		return n < in->fixed_n ? in->fixed[n].name : NULL;
	return n < in->monitored_n ? in->monitored[n].name : NULL;
}

/*
 * The row in force: that of the year, where the table's rows name one; failing that, in a table
 * whose rows may omit it, the row for every year. 1, 0 none, -1.
 */
static int row_in_force(struct rule *r, const char *table, const char *key, int64_t year,
	struct record_parameter *row)
{
	const struct parameter_row *known = parameter_row(table);
	int n = 0;

	if (!known || known->years)
		n = rule_parameter_row(r, table, key, year, row);
	if (n == 0 && known && (!known->years || known->years_optional))
		n = rule_parameter_row(r, table, key, 0, row);
	return n;
}

static int give_row(void *ctx, const struct methodology_row *which, struct methodology_found *found,
	struct error *err)
{
	const struct inputs *in = ctx;
	const char *key = which->member ? which->member : in->c->project->grid;
	struct record_parameter *row = talloc(in->r->mem, struct record_parameter);
	int n;

	if (!row)
		return error_no_memory(err);
	n = row_in_force(in->r, which->table, key, which->year, row);
	if (n < 0 && err != in->r->err)
		*err = *in->r->err;
	if (n > 0)
		*found = (struct methodology_found){row->values, row->edition, row->status};
	if (n >= 0 && in->changes.row)
		return in->changes.row(in->changes.ctx, which, n, found, err);
	return n;
}

/*
 * Changes the methodology's own path and place to those of the row or of its value; a missing row
 * of a table is reported at the value that asked for it.
 */
static int name_the_row(struct rule *r, const char *path)
{
	const char *given = error_argument(r->err, "given");
	const char *symbol = given ? given : error_argument(r->err, "symbol");

	if (error_http_status(r->err->code) >= 500)
		return -1;
	r->err->line = r->err->column = 0;
	r->err->rule = clause;
	if (symbol)
		rule_path(r->err->path, "%s/values/%s", path, symbol);
	else
		rule_path(r->err->path, "%s", path);
	return -1;
}

int project_condition_holds(struct rule *r, const struct methodology *m, size_t condition, size_t n,
	const struct named_value *values, bool *holds)
{
	struct inputs in = {.r = r, .fixed_n = n, .fixed = named_values_sorted(r->mem, n, values)};
	const struct methodology_inputs inputs = {
		.ctx = &in, .name = give_name, .value = give_value, .effort = r->effort};

	if (!in.fixed)
		return error_no_memory(r->err);
	if (methodology_condition_holds(m, condition, &inputs, holds, r->err) < 0)
		return name_the_row(r, "");
	return 0;
}

/* Under a revised program a sealed value might not be a parameter; a set one, under any. */
static int values_known(struct rule *r, const struct inputs *in)
{
	const struct methodology *m = in->c->program;

	if (in->c->revised &&
		(project_values_known(r, m, PARAMETER_FIXED, in->fixed_n, in->fixed, "") < 0 ||
			project_values_known(
				r, m, PARAMETER_MONITORED, in->monitored_n, in->monitored, "") < 0))
		return -1;
	for (size_t i = 0; i < in->changes.set_n; i++) {
		const struct named_value *set = &in->changes.set[i];

		if (!methodology_takes(m, PARAMETER_FIXED, set->name) &&
			project_values_known(r, m, PARAMETER_MONITORED, 1, set, "") < 0)
			return -1;
	}
	return 0;
}

static int calculate_row_of(struct rule *r, const struct calculation *c,
	const struct body_report_row *row, const char *path, struct methodology_result *out)
{
	struct inputs in = {.r = r, .c = c, .monitored_n = row->values_n};
	const struct methodology_inputs inputs = {
		&in, give_name, give_value, give_row, c->period, r->effort};

	if (c->changes)
		in.changes = *c->changes;
	in.monitored = named_values_sorted(r->mem, row->values_n, row->values);
	if (!in.monitored)
		return error_no_memory(r->err);
	in.fixed = named_values_read(r->mem, c->project->values, &in.fixed_n, r->err);
	if (!in.fixed)
		return -1;
	if (values_known(r, &in) < 0)
		return -1;
	if (methodology_run(r->mem, c->program, &inputs, c->project->grid, row->year, out, r->err) <
		0)
		return name_the_row(r, path);
	return 0;
}

int calculate_tonnes(const struct methodology_result *result, const char *path, struct tonnes *out,
	struct error *err)
{
	char tonnes[24];

	/*
	 * What is not a quantity of tonnes must not enter the state, which could not read it
	 * back.
	 */
	if (result->tonnes > 0 && !tonnes_add(tonnes_of(0), tonnes_of(result->tonnes), out)) {
		snprintf(tonnes, sizeof(tonnes), "%" PRId64, result->tonnes);
		return error_set(err, ERROR_OVERFLOW, clause, path, "value", tonnes, NULL);
	}
	/* A year below zero earns nothing; the rules have no carrying forward. */
	if (result->tonnes <= 0)
		*out = tonnes_of(0);
	return 0;
}

int rule_calculate(struct rule *r, const struct report_basis *basis,
	const struct body_report_row *row, const char *path, struct tonnes *out)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct calculation c = {
		.program = basis->program, .project = basis->project, .period = &basis->period};
	struct methodology_result result;
	struct rule within = *r;

	/* Only the tonnes stay. */
	within.mem = scratch;
	if (calculate_row_of(&within, &c, row, path, &result) < 0)
		return -1;
	return calculate_tonnes(&result, path, out, r->err);
}

int calculate(void *mem, const struct calculation *c, const struct body_report_row *row,
	struct methodology_result *out, struct error *err)
{
	struct rule r = {.mem = mem,
		.view = c->view,
		.at = c->at,
		.today = instant_day(c->at),
		.effort = c->effort,
		.err = err};

	return calculate_row_of(&r, c, row, "", out);
}

const struct body_report_row *calculate_row(
	void *mem, const struct record_reduction *reduction, struct error *err)
{
	struct body_report_row *row = talloc_zero(mem, struct body_report_row);

	if (!row) {
		error_no_memory(err);
		return NULL;
	}
	row->year = reduction->year;
	row->claim = reduction->claimed;
	row->values = named_values_read(mem, reduction->values, &row->values_n, err);
	return row->values ? row : NULL;
}

const struct methodology *calculate_program(
	void *mem, const struct view *view, const struct yaml_node *root, struct error *err)
{
	struct rule r = {.mem = mem, .view = view, .programs = programs_new(mem), .err = err};

	if (!r.programs)
		error_no_memory(err);
	if (!r.programs || rule_take_units(&r) < 0)
		return NULL;
	return methodology_compile(mem, root, programs_units(r.programs), err);
}

const struct methodology *calculate_project_program(struct programs *programs,
	const struct view *view, const struct record_project *project, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct rule r = {.mem = scratch, .view = view, .programs = programs, .err = err};
	const struct methodology *program;
	struct record methodology;

	if (project_methodology(&r, &project->methodology, &methodology) < 0 ||
		project_program(&r, &methodology.methodology, &program) < 0)
		return NULL;
	return program;
}
