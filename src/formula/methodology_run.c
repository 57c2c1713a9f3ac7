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

/* A member of an index, and the name of the value that brought it in. */
struct run_member {
	const char *text, *given;
};

struct run_index {
	size_t n;
	struct run_member member[METHODOLOGY_MEMBERS_MAX]; /* sorted by text */
};

struct run {
	void *mem, *scratch;
	const struct methodology *m;
	const struct methodology_inputs *in;
	const char *key;
	int64_t year_number;
	char year[YEAR_TEXT_SIZE];
	struct run_index *indexes;     /* by index, [0] has one member without a name */
	size_t *members_n;	       /* by index, for expressions */
	struct expression_cell *cells; /* by symbol; exact NULL: the row has no such column */
	struct table_row **rows;       /* by table and member */
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

/* FC[natural_gas], or the symbol where it has no index. Below the run's memory. */
static const char *cell_name(struct run *r, const char *symbol, size_t index, size_t member)
{
	if (index == 0)
		return talloc_strdup(r->mem, symbol);
	return talloc_asprintf(r->mem, "%s[%s]", symbol, r->indexes[index].member[member].text);
}

/* What one value of a symbol is called, and where it goes. */
struct cell {
	size_t symbol, index, member;
};

static int add_step(struct run *r, const struct cell *at, const struct methodology_step *step)
{
	struct methodology_step *s = &r->steps[r->steps_n];

	*s = *step;
	s->symbol = cell_name(r, step->symbol, at->index, at->member);
	s->value = rational_text(r->mem, s->exact, SHOWN_PLACES);
	if (!s->symbol || !s->value || !s->note || !s->substituted)
		return error_no_memory(r->err);
	r->cells[at->symbol].exact[at->member] = s->exact;
	r->cells[at->symbol].texts[at->member] = s->value;
	r->steps_n++;
	return 0;
}

static int missing(struct run *r, const char *symbol)
{
	return error_set(r->err, ERROR_CALCULATION_MISSING, RULE_RUN, "", "symbol", symbol, "year",
		r->year, NULL);
}

/* The key of a row, and for an index the value that asks for it. */
static const char *row_key(const struct run *r, const struct cell *at, const char **given)
{
	*given = at->index ? r->indexes[at->index].member[at->member].given : NULL;
	return at->index ? r->indexes[at->index].member[at->member].text : r->key;
}

static int no_column(
	struct run *r, const struct methodology_parameter *p, const struct cell *at)
{
	const char *given, *key = row_key(r, at, &given);

	return error_set(r->err, ERROR_CALCULATION_COLUMN, RULE_RUN, "", "symbol", p->symbol,
		"table", p->table, "column", p->column, "key", key, "year", r->year,
		given ? "given" : NULL, given, NULL);
}

static int fetch_row(struct run *r, size_t table, const struct cell *at)
{
	struct table_row *row = &r->rows[table][at->member];
	const char *values = NULL, *edition = NULL, *given, *key = row_key(r, at, &given);
	const struct methodology_row which = {
		r->m->tables[table].name, at->index ? key : NULL, r->year_number};
	int rc;

	if (row->fetched)
		return 0;
	rc = r->in->row(r->in->ctx, &which, &values, &edition, r->err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return error_set(r->err, ERROR_CALCULATION_ROW, RULE_RUN, "", "table", which.table,
			"key", key, "year", r->year, given ? "given" : NULL, given, NULL);
	row->values = talloc_strdup(r->scratch, unless_null(values, ""));
	row->edition = talloc_strdup(r->scratch, unless_null(edition, ""));
	row->fetched = row->values && row->edition;
	return row->fetched ? 0 : error_no_memory(r->err);
}

/* The written value of a column in `SYMBOL=VALUE ...`: 1 and *out, 0 none, -1. */
static int find_column(
	struct run *r, const struct table_row *row, const char *column, const char **out)
{
	size_t size = strlen(column);

	for (const char *p = row->values; *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");

		if (word > size && p[size] == '=' && memcmp(p, column, size) == 0) {
			*out = talloc_strndup(r->scratch, p + size + 1, word - size - 1);
			return *out ? 1 : error_no_memory(r->err);
		}
		p += word;
	}
	return 0;
}

static const char *table_note(struct run *r, size_t table, const struct cell *at,
	const char *column, const char *tail)
{
	const char *edition = r->rows[table][at->member].edition;

	return talloc_asprintf(r->mem, "from table %s, column %s%s%s%s", r->m->tables[table].name,
		column, *edition ? ", edition " : "", edition, tail);
}

static int check_bounds(struct run *r, const struct model_parameter *p, const char *name,
	const struct rational *value)
{
	if ((!p->minimum || rational_compare(value, p->minimum) >= 0) &&
		(!p->maximum || rational_compare(value, p->maximum) <= 0))
		return 0;
	return error_set(r->err, ERROR_CALCULATION_BOUNDS, RULE_RUN, "", "symbol", name, "value",
		rational_text(r->scratch, value, SHOWN_PLACES), "minimum",
		unless_null(p->shown.minimum, "-∞"), "maximum", unless_null(p->shown.maximum, "∞"),
		"year", r->year, NULL);
}

static int take_input(struct run *r, const struct cell *at, const char *text, const char *note)
{
	const struct model_parameter *p = &r->m->parameters[at->symbol];
	const struct rational *value = rational_parse(r->mem, text, r->err);
	const char *name = cell_name(r, p->shown.symbol, at->index, at->member);
	struct methodology_step step = {.symbol = p->shown.symbol,
		.unit = p->shown.unit,
		.expression = "",
		.substituted = "",
		.note = note,
		.exact = value};

	if (!value || !name || check_bounds(r, p, name, value) != 0)
		return value && !name ? error_no_memory(r->err) : -1;
	return add_step(r, at, &step);
}

/* A column that the row does not have stays NULL: an equation may do without. */
static int table_input(struct run *r, const struct cell *at)
{
	const struct model_parameter *p = &r->m->parameters[at->symbol];
	const char *text;
	int found;

	if (fetch_row(r, p->table, at) != 0)
		return -1;
	found = find_column(r, &r->rows[p->table][at->member], p->shown.column, &text);
	if (found <= 0)
		return found;
	return take_input(r, at, text, table_note(r, p->table, at, p->shown.column, ""));
}

static int given_input(struct run *r, const struct cell *at)
{
	const struct model_parameter *p = &r->m->parameters[at->symbol];
	bool fixed = p->shown.source == PARAMETER_FIXED;
	const char *name = cell_name(r, p->shown.symbol, at->index, at->member), *text = NULL;
	int given;

	if (!name)
		return error_no_memory(r->err);
	given = r->in->value(r->in->ctx, p->shown.source, name, &text, r->err);
	if (given < 0)
		return -1;
	if (given > 0 && text)
		return take_input(r, at, text, fixed ? "fixed in the design" : "monitored");
	if (p->shown.default_value)
		return take_input(r, at, p->shown.default_value, "the methodology's default");
	return missing(r, name);
}

/* Whether a symbol of the equation has no value, and which. */
static bool first_absent(const struct run *r, const struct model_equation *e, size_t member,
	struct cell *out)
{
	for (size_t i = 0; i < e->expression->nodes_n; i++) {
		const struct expression_node *node = &e->expression->nodes[i];
		size_t first = node->index && !node->in_sum ? member : 0;
		size_t end = node->in_sum ? r->indexes[node->index].n : first + 1;

		if (node->op != EXPRESSION_SYMBOL)
			continue;
		for (size_t k = first; k < end; k++) {
			if (r->cells[node->symbol].exact[k])
				continue;
			assert(node->symbol < r->m->parameters_n);
			*out = (struct cell){node->symbol, node->index, k};
			return true;
		}
	}
	return false;
}

/* Whether the row has none of the columns that the equation takes from that table. */
static bool none_from_table(const struct run *r, const struct model_equation *e, size_t member)
{
	for (size_t i = 0; i < e->expression->nodes_n; i++) {
		size_t symbol = e->expression->nodes[i].symbol;

		if (e->expression->nodes[i].op == EXPRESSION_SYMBOL &&
			symbol < r->m->parameters_n &&
			r->m->parameters[symbol].shown.source == PARAMETER_TABLE &&
			r->m->parameters[symbol].table == e->or_table &&
			r->cells[symbol].exact[member])
			return false;
	}
	return true;
}

/* The table's column in place of the equation: 1 taken, 0 not there, -1. */
static int take_or_table(struct run *r, const struct model_equation *e, const struct cell *at)
{
	struct methodology_step step = {.symbol = e->symbol,
		.unit = e->unit_text,
		.expression = e->expression->text,
		.substituted = ""};
	const char *text;
	int found = find_column(r, &r->rows[e->or_table][at->member], e->or_column, &text);

	if (found <= 0)
		return found;
	step.note = table_note(r, e->or_table, at, e->or_column, ": not evaluated");
	step.exact = rational_parse(r->mem, text, r->err);
	if (!step.exact || add_step(r, at, &step) != 0)
		return -1;
	return 1;
}

static int evaluate(struct run *r, const struct model_equation *e, const struct cell *at)
{
	const struct expression_values values = {r->cells, r->members_n, at->member};
	struct methodology_step step = {.symbol = e->symbol,
		.unit = e->unit_text,
		.expression = e->expression->text,
		.note = ""};

	step.exact = expression_evaluate(r->mem, e->expression, &values, r->err);
	if (!step.exact) {
		/* A division by zero names what was divided; the place says where. */
		if (r->err && r->err->code == ERROR_CALCULATION_DIVISION) {
			uint32_t column = r->err->column;

			error_set_at(r->err, ERROR_CALCULATION_DIVISION, RULE_EQUATIONS, 0, column,
				"", "symbol", cell_name(r, e->symbol, at->index, at->member),
				"expression", e->expression->text, "year", r->year, NULL);
		}
		return -1;
	}
	step.substituted = expression_substitute(r->mem, e->expression, &values);
	return add_step(r, at, &step);
}

/* One equation, for one member where it has an index. */
static int run_equation(struct run *r, const struct cell *at)
{
	const struct model_equation *e = &r->m->equations[at->symbol - r->m->parameters_n];
	struct cell where;
	bool absent = first_absent(r, e, at->member, &where);

	if (absent && e->or_column && none_from_table(r, e, at->member)) {
		int taken = take_or_table(r, e, at);

		if (taken != 0)
			return taken > 0 ? 0 : refuse_at(r, &e->place);
	}
	if (absent) {
		no_column(r, &r->m->parameters[where.symbol].shown, &where);
		return refuse_at(r, &r->m->parameters[where.symbol].place);
	}
	return evaluate(r, e, at) == 0 ? 0 : refuse_at(r, &e->expression_place);
}

static int run_parameter(struct run *r, const struct cell *at)
{
	const struct model_parameter *p = &r->m->parameters[at->symbol];
	bool table = p->shown.source == PARAMETER_TABLE;

	return (table ? table_input(r, at) : given_input(r, at)) == 0 ? 0
								      : refuse_at(r, &p->place);
}

/* Parameters, then equations, in their order; each for every member of its index. */
static int run_symbols(struct run *r)
{
	for (size_t i = 0; i < r->m->parameters_n + r->m->equations_n; i++) {
		size_t index = model_index_of(r->m, i);

		for (size_t k = 0; k < r->indexes[index].n; k++) {
			const struct cell at = {i, index, k};

			if ((i < r->m->parameters_n ? run_parameter(r, &at)
						    : run_equation(r, &at)) != 0)
				return -1;
		}
	}
	return 0;
}

static int run_result(struct run *r, struct methodology_result *out)
{
	size_t symbol = r->m->parameters_n + r->m->result;
	struct methodology_result result = {
		.steps_n = r->steps_n, .steps = r->steps, .exact = r->cells[symbol].exact[0]};

	if (!rational_floor(result.exact, &result.tonnes)) {
		error_set(r->err, ERROR_OVERFLOW, RULE_RUN, "", "value",
			r->cells[symbol].texts[0], NULL);
		return refuse_at(r, &r->m->equations[r->m->result].place);
	}
	*out = result;
	return 0;
}

/* --- members --- */

/* Puts a member in its place by text, if it is new. */
static int add_member(struct run *r, size_t index, const char *member, const char *given)
{
	struct run_index *x = &r->indexes[index];
	const char *text = talloc_strndup(r->mem, member, strcspn(member, "]"));
	char most[24];
	size_t i = 0;

	if (!text)
		return error_no_memory(r->err);
	while (i < x->n && strcmp(x->member[i].text, text) < 0)
		i++;
	if (i < x->n && strcmp(x->member[i].text, text) == 0)
		return 0;
	if (x->n == METHODOLOGY_MEMBERS_MAX) {
		snprintf(most, sizeof(most), "%d", (int)METHODOLOGY_MEMBERS_MAX);
		error_set(r->err, ERROR_CALCULATION_MEMBERS, RULE_RUN, "", "set",
			r->m->indexes[index - 1].set, "most", most, "year", r->year, NULL);
		return refuse_at(r, &r->m->indexes[index - 1].place);
	}
	memmove(&x->member[i + 1], &x->member[i], (x->n - i) * sizeof(x->member[0]));
	x->member[i] = (struct run_member){text, talloc_strdup(r->scratch, given)};
	x->n++;
	return x->member[i].given ? 0 : error_no_memory(r->err);
}

/* An index has the members for which a fixed or monitored value is given. */
static int collect_members(struct run *r, enum parameter_source source)
{
	const char *name, *member;

	for (size_t n = 0; (name = r->in->name(r->in->ctx, source, n)) != NULL; n++) {
		int i = model_cell(r->m, name, &member);

		if (i < 0 || !member || (size_t)i >= r->m->parameters_n ||
			r->m->parameters[i].shown.source != source)
			continue;
		if (add_member(r, r->m->parameters[i].index, member, name) != 0)
			return -1;
	}
	return 0;
}

static int run_members(struct run *r)
{
	r->indexes = talloc_zero_array(r->scratch, struct run_index, (unsigned)r->m->indexes_n + 1);
	r->members_n = talloc_zero_array(r->scratch, size_t, (unsigned)r->m->indexes_n + 1);
	if (!r->indexes || !r->members_n)
		return error_no_memory(r->err);
	r->indexes[0].n = 1;
	if (r->in->name && (collect_members(r, PARAMETER_FIXED) != 0 ||
				   collect_members(r, PARAMETER_MONITORED) != 0))
		return -1;
	for (size_t i = 0; i <= r->m->indexes_n; i++)
		r->members_n[i] = r->indexes[i].n;
	return 0;
}

/* Room for a value of every symbol and member, for rows and for steps. */
static int run_room(struct run *r)
{
	size_t symbols_n = r->m->parameters_n + r->m->equations_n, cells_n = 0;

	r->cells = talloc_zero_array(r->scratch, struct expression_cell, (unsigned)symbols_n);
	r->rows = talloc_zero_array(r->scratch, struct table_row *, (unsigned)r->m->tables_n + 1);
	if (!r->cells || !r->rows)
		return error_no_memory(r->err);
	for (size_t i = 0; i < symbols_n; i++) {
		unsigned n = (unsigned)r->indexes[model_index_of(r->m, i)].n;

		r->cells[i].exact = talloc_zero_array(r->cells, const struct rational *, n + 1);
		r->cells[i].texts = talloc_zero_array(r->cells, const char *, n + 1);
		if (!r->cells[i].exact || !r->cells[i].texts)
			return error_no_memory(r->err);
		cells_n += n;
	}
	for (size_t i = 0; i < r->m->tables_n; i++) {
		unsigned n = (unsigned)r->indexes[r->m->tables[i].index].n;

		r->rows[i] = talloc_zero_array(r->rows, struct table_row, n + 1);
		if (!r->rows[i])
			return error_no_memory(r->err);
	}
	r->steps = talloc_zero_array(r->mem, struct methodology_step, (unsigned)cells_n + 1);
	return r->steps ? 0 : error_no_memory(r->err);
}

int methodology_run(void *mem, const struct methodology *m, const struct methodology_inputs *in,
	const char *key, int64_t year, struct methodology_result *out, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	void *kept = talloc_new(scratch);
	struct run r = {.mem = kept,
		.scratch = scratch,
		.m = m,
		.in = in,
		.key = key,
		.year_number = year,
		.err = err};

	if (!kept)
		return error_no_memory(err);
	snprintf(r.year, sizeof(r.year), "%lld", (long long)year);
	if (run_members(&r) != 0 || run_room(&r) != 0 || run_symbols(&r) != 0 ||
		run_result(&r, out) != 0)
		return -1;
	talloc_steal(mem, kept);
	return 0;
}
