#include "formula/methodology.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

#include "formula/methodology_model.h"

#define RULE_EQUATIONS "docs/methodology-language.md 5"
#define RULE_RUN "docs/methodology-language.md 7"

enum { SHOWN_PLACES = 12, YEAR_TEXT_SIZE = 24 };

/* A registry table's row for this run, fetched when first needed. */
struct table_row {
	bool fetched;
	const char *values, *edition;
};

struct run {
	void *mem, *scratch;
	const struct methodology *m;
	const struct methodology_inputs *in;
	const char *key;
	char year[YEAR_TEXT_SIZE];
	const struct rational **values; /* by symbol; NULL: the row has no such column */
	const char **texts;
	struct table_row *rows;
	struct methodology_step *steps;
	size_t steps_n;
	struct error *err;
};

/* Ends a refusal with the place of a parameter or an equation. */
static int refuse_at(struct run *r, const struct place *p)
{
	return place_error(p, r->err);
}

static const char *unless_null(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static int add_step(struct run *r, size_t symbol, const struct methodology_step *step)
{
	struct methodology_step *s = &r->steps[r->steps_n];

	*s = *step;
	s->value = rational_text(r->mem, s->exact, SHOWN_PLACES);
	if (!s->value || !s->note || !s->substituted)
		return error_no_memory(r->err);
	r->values[symbol] = s->exact;
	r->texts[symbol] = s->value;
	r->steps_n++;
	return 0;
}

static int missing(struct run *r, const char *symbol)
{
	return error_set(r->err, ERROR_CALCULATION_MISSING, RULE_RUN, "", "symbol", symbol, "year",
		r->year, NULL);
}

static int no_column(struct run *r, const struct methodology_parameter *p)
{
	return error_set(r->err, ERROR_CALCULATION_COLUMN, RULE_RUN, "", "symbol", p->symbol,
		"table", p->table, "column", p->column, "key", r->key, "year", r->year, NULL);
}

static int fetch_row(struct run *r, size_t table)
{
	struct table_row *row = &r->rows[table];
	const char *values = NULL, *edition = NULL;
	int rc;

	if (row->fetched)
		return 0;
	rc = r->in->row(r->in->ctx, r->m->tables[table], &values, &edition, r->err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return error_set(r->err, ERROR_CALCULATION_ROW, RULE_RUN, "", "table",
			r->m->tables[table], "key", r->key, "year", r->year, NULL);
	row->values = talloc_strdup(r->scratch, unless_null(values, ""));
	row->edition = talloc_strdup(r->scratch, unless_null(edition, ""));
	row->fetched = row->values && row->edition;
	return row->fetched ? 0 : error_no_memory(r->err);
}

/* The written value of a column in `SYMBOL=VALUE ...`: 1 and *out, 0 none, -1. */
static int find_column(struct run *r, size_t table, const char *column, const char **out)
{
	size_t size = strlen(column);

	for (const char *p = r->rows[table].values; *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");

		if (word > size && p[size] == '=' && memcmp(p, column, size) == 0) {
			*out = talloc_strndup(r->scratch, p + size + 1, word - size - 1);
			return *out ? 1 : error_no_memory(r->err);
		}
		p += word;
	}
	return 0;
}

static const char *table_note(struct run *r, size_t table, const char *column, const char *tail)
{
	const char *edition = r->rows[table].edition;

	return talloc_asprintf(r->mem, "from table %s, column %s%s%s%s", r->m->tables[table],
		column, *edition ? ", edition " : "", edition, tail);
}

static int check_bounds(
	struct run *r, const struct model_parameter *p, const struct rational *value)
{
	if ((!p->minimum || rational_compare(value, p->minimum) >= 0) &&
		(!p->maximum || rational_compare(value, p->maximum) <= 0))
		return 0;
	return error_set(r->err, ERROR_CALCULATION_BOUNDS, RULE_RUN, "", "symbol", p->shown.symbol,
		"value", rational_text(r->scratch, value, SHOWN_PLACES), "minimum",
		unless_null(p->shown.minimum, "-∞"), "maximum", unless_null(p->shown.maximum, "∞"),
		"year", r->year, NULL);
}

static int take_input(struct run *r, size_t i, const char *text, const char *note)
{
	const struct model_parameter *p = &r->m->parameters[i];
	const struct rational *value = rational_parse(r->mem, text, r->err);
	struct methodology_step step = {.symbol = p->shown.symbol,
		.unit = p->shown.unit,
		.expression = "",
		.substituted = "",
		.note = note,
		.exact = value};

	if (!value || check_bounds(r, p, value) != 0)
		return -1;
	return add_step(r, i, &step);
}

/* A column that the row does not have stays NULL: an equation may do without. */
static int table_input(struct run *r, size_t i)
{
	const struct model_parameter *p = &r->m->parameters[i];
	const char *text;
	int found;

	if (fetch_row(r, p->table) != 0)
		return -1;
	found = find_column(r, p->table, p->shown.column, &text);
	if (found <= 0)
		return found;
	return take_input(r, i, text, table_note(r, p->table, p->shown.column, ""));
}

static int given_input(struct run *r, size_t i)
{
	const struct model_parameter *p = &r->m->parameters[i];
	bool fixed = p->shown.source == PARAMETER_FIXED;
	const char *text = NULL;
	int given = r->in->value(r->in->ctx, p->shown.source, p->shown.symbol, &text, r->err);

	if (given < 0)
		return -1;
	if (given > 0 && text)
		return take_input(r, i, text, fixed ? "fixed in the design" : "monitored");
	if (p->shown.default_value)
		return take_input(r, i, p->shown.default_value, "the methodology's default");
	return missing(r, p->shown.symbol);
}

/* The first symbol of an expression without a value, or NULL. */
static const struct model_parameter *first_absent(
	const struct run *r, const struct expression *e)
{
	for (size_t i = 0; i < e->nodes_n; i++) {
		const struct expression_node *node = &e->nodes[i];

		if (node->op == EXPRESSION_SYMBOL && !r->values[node->symbol]) {
			assert(node->symbol < r->m->parameters_n);
			return &r->m->parameters[node->symbol];
		}
	}
	return NULL;
}

/* Whether the row has none of the columns that the equation takes from that table. */
static bool none_from_table(const struct run *r, const struct model_equation *e)
{
	for (size_t i = 0; i < e->expression->nodes_n; i++) {
		size_t symbol = e->expression->nodes[i].symbol;

		if (e->expression->nodes[i].op == EXPRESSION_SYMBOL &&
			symbol < r->m->parameters_n && r->values[symbol] &&
			r->m->parameters[symbol].shown.source == PARAMETER_TABLE &&
			r->m->parameters[symbol].table == e->or_table)
			return false;
	}
	return true;
}

/* The table's column in place of the equation: 1 taken, 0 not there, -1. */
static int take_or_table(struct run *r, size_t i)
{
	const struct model_equation *e = &r->m->equations[i];
	struct methodology_step step = {.symbol = e->symbol,
		.unit = e->unit_text,
		.expression = e->expression->text,
		.substituted = ""};
	const char *text;
	int found = find_column(r, e->or_table, e->or_column, &text);

	if (found <= 0)
		return found;
	step.note = table_note(r, e->or_table, e->or_column, ": not evaluated");
	step.exact = rational_parse(r->mem, text, r->err);
	if (!step.exact || add_step(r, r->m->parameters_n + i, &step) != 0)
		return -1;
	return 1;
}

static int evaluate(struct run *r, size_t i)
{
	const struct model_equation *e = &r->m->equations[i];
	struct methodology_step step = {.symbol = e->symbol,
		.unit = e->unit_text,
		.expression = e->expression->text,
		.note = ""};

	step.exact = expression_evaluate(r->mem, e->expression, r->values, r->err);
	if (!step.exact) {
		/* A division by zero names what was divided; the place says where. */
		if (r->err && r->err->code == ERROR_CALCULATION_DIVISION) {
			uint32_t column = r->err->column;

			error_set_at(r->err, ERROR_CALCULATION_DIVISION, RULE_EQUATIONS, 0, column,
				"", "symbol", e->symbol, "expression", e->expression->text, "year",
				r->year, NULL);
		}
		return -1;
	}
	step.substituted = expression_substitute(r->mem, e->expression, r->texts);
	return add_step(r, r->m->parameters_n + i, &step);
}

static int run_equation(struct run *r, size_t i)
{
	const struct model_equation *e = &r->m->equations[i];
	const struct model_parameter *absent = first_absent(r, e->expression);

	if (absent && e->or_column && none_from_table(r, e)) {
		int taken = take_or_table(r, i);

		if (taken != 0)
			return taken > 0 ? 0 : refuse_at(r, &e->place);
	}
	if (absent) {
		no_column(r, &absent->shown);
		return refuse_at(r, &absent->place);
	}
	return evaluate(r, i) == 0 ? 0 : refuse_at(r, &e->expression_place);
}

static int run_parameters(struct run *r)
{
	for (size_t i = 0; i < r->m->parameters_n; i++) {
		bool table = r->m->parameters[i].shown.source == PARAMETER_TABLE;

		if ((table ? table_input(r, i) : given_input(r, i)) != 0)
			return refuse_at(r, &r->m->parameters[i].place);
	}
	return 0;
}

static int run_result(struct run *r, struct methodology_result *out)
{
	size_t symbol = r->m->parameters_n + r->m->result;
	struct methodology_result result = {
		.steps_n = r->steps_n, .steps = r->steps, .exact = r->values[symbol]};

	if (!rational_floor(result.exact, &result.tonnes)) {
		error_set(r->err, ERROR_OVERFLOW, RULE_RUN, "", "value", r->texts[symbol], NULL);
		return refuse_at(r, &r->m->equations[r->m->result].place);
	}
	*out = result;
	return 0;
}

int methodology_run(void *mem, const struct methodology *m, const struct methodology_inputs *in,
	const char *key, int64_t year, struct methodology_result *out, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	void *kept = talloc_new(scratch);
	size_t symbols_n = m->parameters_n + m->equations_n;
	struct run r = {.mem = kept, .scratch = scratch, .m = m, .in = in, .key = key, .err = err};

	snprintf(r.year, sizeof(r.year), "%lld", (long long)year);
	r.values = talloc_zero_array(scratch, const struct rational *, (unsigned)symbols_n);
	r.texts = talloc_zero_array(scratch, const char *, (unsigned)symbols_n);
	r.rows = talloc_zero_array(scratch, struct table_row, (unsigned)m->tables_n + 1);
	r.steps = talloc_zero_array(kept, struct methodology_step, (unsigned)symbols_n);
	if (!kept || !r.values || !r.texts || !r.rows || !r.steps)
		return error_no_memory(err);
	if (run_parameters(&r) != 0)
		return -1;
	for (size_t i = 0; i < m->equations_n; i++) {
		if (run_equation(&r, i) != 0)
			return -1;
	}
	if (run_result(&r, out) != 0)
		return -1;
	talloc_steal(mem, kept);
	return 0;
}
