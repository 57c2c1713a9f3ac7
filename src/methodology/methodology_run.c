#include "methodology/methodology_run.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

#include "domain/named_values.h"

#define RULE_EQUATIONS "docs/methodology-language.md 5"
#define RULE_RUN "docs/methodology-language.md 7"

/* Ends a refusal with the place of a parameter or an equation. */
static int refuse_at(struct run *r, const struct place *p)
{
	return place_error(p, r->err);
}

static const char *unless_null(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

/* Which value of a symbol. */
struct cell {
	size_t symbol, index, member;
};

/* The member's text, or NULL where the symbol has no index. */
static const char *cell_member(const struct run *r, const struct cell *at)
{
	return at->index ? r->indexes[at->index].member[at->member].text : NULL;
}

/* FC[natural_gas], or the symbol itself where it has no index. Below mem. */
static const char *cell_name(
	void *mem, const struct run *r, const char *symbol, const struct cell *at)
{
	const char *member = cell_member(r, at);

	return member ? talloc_asprintf(mem, "%s[%s]", symbol, member) : symbol;
}

bool methodology_step_is(const struct methodology_step *s, const char *name)
{
	const char *symbol = s->parameter ? s->parameter->symbol : s->equation->symbol;
	size_t size = strlen(symbol), member_size = s->member ? strlen(s->member) : 0;

	if (strncmp(name, symbol, size) != 0)
		return false;
	name += size;
	if (!s->member)
		return !*name;
	return *name == '[' && strncmp(name + 1, s->member, member_size) == 0 &&
	       strcmp(name + 1 + member_size, "]") == 0;
}

static int interval_destroy(struct interval *x)
{
	interval_clear(x);
	return 0;
}

/* A value that lives as long as the result. */
static struct interval *value_new(struct run *r)
{
	struct interval *x = talloc(r->mem, struct interval);

	if (!x)
		return NULL;
	interval_init(x);
	talloc_set_destructor(x, interval_destroy);
	return x;
}

/* A symbol's value becomes known; why it has it is said by the step. */
static void keep_step(struct run *r, const struct cell *at, struct methodology_step step,
	const struct interval *value)
{
	step.member = cell_member(r, at);
	step.symbol = at->symbol;
	step.number = at->member;
	step.value = value;
	r->values[at->symbol][at->member] = value;
	r->steps[r->steps_n++] = step;
}

static int refuse_missing(struct run *r, const char *symbol)
{
	return error_set(r->err, ERROR_CALCULATION_MISSING, RULE_RUN, "", "symbol", symbol, "year",
		r->year, NULL);
}

/* The key of a row, and for an index the value that asks for it. */
static const char *row_key(
	const struct run *r, const struct model_table *t, const struct cell *at, const char **given)
{
	const struct run_member *member =
		at->index ? &r->indexes[at->index].member[at->member] : NULL;
	const char *own;

	*given = member ? member->given : NULL;
	if (!member)
		return t->row ? t->row : r->key;
	own = strrchr(member->text, ',');
	return own ? own + 1 : member->text;
}

static int no_column(struct run *r, const struct model_parameter *parameter, const struct cell *at)
{
	const struct methodology_parameter *p = &parameter->shown;
	const char *given, *key = row_key(r, &r->m->tables[parameter->table], at, &given);

	return error_set(r->err, ERROR_CALCULATION_COLUMN, RULE_RUN, "", "symbol", p->symbol,
		"table", p->table, "column", p->column, "key", key, "year", r->year,
		given ? "given" : NULL, given, NULL);
}

static int keep_row(struct run *r, struct table_row *row, const struct methodology_found *found)
{
	row->values = talloc_strdup(r->scratch, unless_null(found->values, ""));
	row->edition = talloc_strdup(r->mem, unless_null(found->edition, ""));
	row->status = found->status;
	row->fetched = row->values && row->edition;
	return row->fetched ? 0 : error_no_memory(r->err);
}

/* The row of the year or, where the table says so, of the nearest earlier one. */
static int fetch_row(struct run *r, size_t table, const struct cell *at)
{
	const struct model_table *t = &r->m->tables[table];
	struct table_row *row = &r->rows[table][at->member];
	const char *given, *key = row_key(r, t, at, &given);
	struct methodology_row which = {t->name, at->index || t->row ? key : NULL, r->year_number};
	int back = t->nearest_earlier ? METHODOLOGY_EARLIER_MAX : 0;

	if (row->fetched)
		return 0;
	for (; back >= 0; back--, which.year--) {
		struct methodology_found found = {NULL, NULL, STATUS_NONE};
		int rc = r->in->row(r->in->ctx, &which, &found, r->err);

		if (rc < 0)
			return -1;
		row->year = which.year;
		if (rc > 0)
			return keep_row(r, row, &found);
	}
	return error_set(r->err, ERROR_CALCULATION_ROW, RULE_RUN, "", "table", which.table, "key",
		key, "year", r->year, given ? "given" : NULL, given, NULL);
}

/* The written value of a row's column: 1 and *out, 0 none, -1. */
static int find_column(
	struct run *r, const struct table_row *row, const char *column, const char **out)
{
	size_t size;
	const char *value = named_values_in(row->values, column, &size);

	if (!value)
		return 0;
	*out = talloc_strndup(r->scratch, value, size);
	return *out ? 1 : error_no_memory(r->err);
}

static struct methodology_step step_from_row(const struct table_row *row)
{
	return (struct methodology_step){.reason = REASON_TABLE,
		.edition = row->edition,
		.status = row->status,
		.row_year = row->year};
}

static int check_bounds(struct run *r, const struct model_parameter *p, const struct cell *at,
	const struct rational *value)
{
	AUTO_MEMORY void *scratch = NULL;
	const char *name, *text;

	if ((!p->minimum || rational_compare(value, p->minimum) >= 0) &&
		(!p->maximum || rational_compare(value, p->maximum) <= 0))
		return 0;
	scratch = talloc_new(NULL);
	name = cell_name(scratch, r, p->shown.symbol, at);
	text = rational_text(scratch, value, METHODOLOGY_SHOWN_PLACES);
	if (!name || !text)
		return error_no_memory(r->err);
	return error_set(r->err, ERROR_CALCULATION_BOUNDS, RULE_RUN, "", "symbol", name, "value",
		text, "minimum", unless_null(p->shown.minimum, "-∞"), "maximum",
		unless_null(p->shown.maximum, "∞"), "year", r->year, NULL);
}

static int take_input(
	struct run *r, const struct cell *at, const char *text, struct methodology_step step)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct model_parameter *p = &r->m->parameters[at->symbol];
	const struct rational *value = rational_parse(scratch, text, r->err);
	struct interval *kept = value_new(r);

	if (!value)
		return -1;
	if (!kept)
		return error_no_memory(r->err);
	if (check_bounds(r, p, at, value) != 0)
		return -1;
	interval_set_rational(kept, value);
	step.parameter = &p->shown;
	keep_step(r, at, step, kept);
	return 0;
}

/* A column that the row does not have stays NULL: an equation may do without. */
static int table_input(struct run *r, const struct cell *at)
{
	const struct model_parameter *p = &r->m->parameters[at->symbol];
	const struct table_row *row = &r->rows[p->table][at->member];
	const char *text;
	int found;

	if (fetch_row(r, p->table, at) != 0)
		return -1;
	found = find_column(r, row, p->shown.column, &text);
	return found <= 0 ? found : take_input(r, at, text, step_from_row(row));
}

static int given_input(struct run *r, const struct cell *at)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct model_parameter *p = &r->m->parameters[at->symbol];
	bool fixed = p->shown.source == PARAMETER_FIXED;
	const char *name = cell_name(scratch, r, p->shown.symbol, at), *text = NULL;
	struct methodology_step step = {.reason = fixed ? REASON_DESIGN : REASON_MONITORED};
	int given;

	if (!name)
		return error_no_memory(r->err);
	given = r->in->value(r->in->ctx, p->shown.source, name, &text, r->err);
	if (given < 0)
		return -1;
	if (given > 0 && text)
		return take_input(r, at, text, step);
	if (p->shown.default_value) {
		step.reason = fixed ? REASON_DEFAULT : REASON_INSTEAD;
		return take_input(r, at, p->shown.default_value, step);
	}
	if (p->shown.missing != MISSING_ZERO)
		return refuse_missing(r, name);
	step.reason = REASON_ZERO;
	return take_input(r, at, "0", step);
}

/* Whether a cell of a symbol can be asked for by an equation that is for one member. */
static bool reaches(
	const struct run *r, const struct model_equation *e, size_t member, size_t index, size_t k)
{
	for (size_t i = 1; i <= r->m->indexes_n; i++) {
		size_t own = run_ancestor(r, e->index, member, i);
		size_t other = run_ancestor(r, index, k, i);

		if (own != SIZE_MAX && other != SIZE_MAX && own != other)
			return false;
	}
	return true;
}

/* The first cell of a symbol that the equation may ask for and that has no value. */
static bool absent_cell(const struct run *r, const struct model_equation *e, size_t member,
	size_t symbol, struct cell *out)
{
	size_t index = model_index_of(r->m, symbol);
	size_t own = index ? run_ancestor(r, e->index, member, index) : 0;
	size_t first = own == SIZE_MAX ? 0 : own;
	size_t end = own == SIZE_MAX ? r->indexes[index].n : own + 1;

	for (size_t k = first; k < end; k++) {
		if (r->values[symbol][k] || !reaches(r, e, member, index, k))
			continue;
		*out = (struct cell){symbol, index, k};
		return true;
	}
	return false;
}

/* Whether a symbol of the equation has no value, and which: columns that a row lacks. */
static bool first_absent(
	const struct run *r, const struct model_equation *e, size_t member, struct cell *out)
{
	const struct expression *x = e->shown.expression;

	for (size_t i = 0; i < x->nodes_n; i++) {
		size_t symbol = x->nodes[i].symbol;

		if (x->nodes[i].op == EXPRESSION_SYMBOL && symbol < r->m->parameters_n &&
			r->m->parameters[symbol].shown.source == PARAMETER_TABLE &&
			absent_cell(r, e, member, symbol, out))
			return true;
	}
	return false;
}

/* Whether the row has none of the columns that the equation takes from that table. */
static bool none_from_table(const struct run *r, const struct model_equation *e, size_t member)
{
	const struct expression *x = e->shown.expression;

	for (size_t i = 0; i < x->nodes_n; i++) {
		size_t symbol = x->nodes[i].symbol;

		if (x->nodes[i].op == EXPRESSION_SYMBOL && symbol < r->m->parameters_n &&
			r->m->parameters[symbol].shown.source == PARAMETER_TABLE &&
			r->m->parameters[symbol].table == e->or_table && r->values[symbol][member])
			return false;
	}
	return true;
}

/* The table's column in place of the equation: 1 taken, 0 not there, -1. */
static int take_or_table(struct run *r, const struct model_equation *e, const struct cell *at)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct table_row *row = &r->rows[e->or_table][at->member];
	struct methodology_step step = step_from_row(row);
	const char *text;
	int found = find_column(r, row, e->shown.or_column, &text);
	struct interval *kept = value_new(r);
	const struct rational *value;

	if (found <= 0)
		return found;
	if (!kept)
		return error_no_memory(r->err);
	value = rational_parse(scratch, text, r->err);
	if (!value)
		return -1;
	interval_set_rational(kept, value);
	step.equation = &e->shown;
	keep_step(r, at, step, kept);
	return 1;
}

/* A failure of the evaluation names what was being calculated; the place says where. */
static int name_equation(struct run *r, const struct methodology_equation *e, const struct cell *at)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	enum error_code code = r->err ? r->err->code : ERROR_NONE;
	const char *name = cell_name(scratch, r, e->symbol, at);
	char aggregate[16] = "", least[8] = "";
	uint32_t column;

	if (code != ERROR_CALCULATION_DIVISION && code != ERROR_CALCULATION_EMPTY)
		return -1;
	column = r->err->column;
	if (code == ERROR_CALCULATION_EMPTY) {
		snprintf(aggregate, sizeof(aggregate), "%s", error_argument(r->err, "aggregate"));
		snprintf(least, sizeof(least), "%s", error_argument(r->err, "least"));
	}
	return error_set_at(r->err, code, RULE_EQUATIONS, 0, column, "", "symbol",
		unless_null(name, ""), "expression", e->expression->text, "year", r->year,
		*aggregate ? "aggregate" : NULL, aggregate, "least", least, NULL);
}

static int evaluate_equation(struct run *r, const struct model_equation *e, const struct cell *at)
{
	const struct expression_values values = {
		r->cells, r->sets, at->member, &r->work, r->in->effort};
	struct interval *kept = value_new(r);

	if (!kept)
		return error_no_memory(r->err);
	if (expression_evaluate(e->shown.expression, &values, kept, r->err) != 0)
		return name_equation(r, &e->shown, at);
	keep_step(r, at,
		(struct methodology_step){.equation = &e->shown, .reason = REASON_EVALUATED}, kept);
	return 0;
}

/* One equation, for one member where it has an index. */
static int run_equation(struct run *r, const struct cell *at)
{
	const struct model_equation *e = &r->m->equations[at->symbol - r->m->parameters_n];
	struct cell where;
	bool absent = first_absent(r, e, at->member, &where);

	if (absent && e->shown.or_column && none_from_table(r, e, at->member)) {
		int taken = take_or_table(r, e, at);

		if (taken != 0)
			return taken > 0 ? 0 : refuse_at(r, &e->place);
	}
	if (absent) {
		no_column(r, &r->m->parameters[where.symbol], &where);
		return refuse_at(r, &r->m->parameters[where.symbol].place);
	}
	return evaluate_equation(r, e, at) == 0 ? 0 : refuse_at(r, &e->expression_place);
}

static int run_parameter(struct run *r, const struct cell *at)
{
	const struct model_parameter *p = &r->m->parameters[at->symbol];
	bool table = p->shown.source == PARAMETER_TABLE;

	return (table ? table_input(r, at) : given_input(r, at)) == 0 ? 0 : refuse_at(r, &p->place);
}

/* Parameters, then equations, in their order; each for every member of its index. */
static int run_symbols(struct run *r)
{
	for (size_t i = 0; i < r->m->parameters_n + r->m->equations_n; i++) {
		size_t index = model_index_of(r->m, i);

		/* What only a condition asks for is the design's matter. */
		if (i < r->m->parameters_n && !r->m->parameters[i].calculated)
			continue;
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
	struct methodology_result result = {.year = r->year_number,
		.steps_n = r->steps_n,
		.steps = r->steps,
		.cells = r->cells,
		.sets = r->sets,
		.operations = r->work};
	const char *text;

	/* The low end: the result is never above the exact value. */
	result.exact = interval_low(r->mem, r->values[symbol][0]);
	if (!result.exact)
		return error_no_memory(r->err);
	if (!rational_floor(result.exact, &result.tonnes)) {
		text = rational_text(r->scratch, result.exact, METHODOLOGY_SHOWN_PLACES);
		error_set(
			r->err, ERROR_OVERFLOW, RULE_RUN, "", "value", unless_null(text, ""), NULL);
		return refuse_at(r, &r->m->equations[r->m->result].place);
	}
	*out = result;
	return 0;
}

/* Room for a value of every symbol and member. */
static int cells_room(struct run *r, size_t symbols_n, size_t *cells_n)
{
	*cells_n = 0;
	for (size_t i = 0; i < symbols_n; i++) {
		unsigned n = (unsigned)r->indexes[model_index_of(r->m, i)].n;

		r->values[i] = talloc_zero_array(r->mem, const struct interval *, n + 1);
		if (!r->values[i])
			return error_no_memory(r->err);
		r->cells[i] = (struct expression_cell){r->values[i]};
		*cells_n += n;
	}
	return 0;
}

/* And for rows and steps. */
static int run_room(struct run *r)
{
	unsigned symbols_n = (unsigned)(r->m->parameters_n + r->m->equations_n);
	size_t cells_n;

	r->values = talloc_zero_array(r->scratch, const struct interval **, symbols_n);
	r->cells = talloc_zero_array(r->mem, struct expression_cell, symbols_n);
	r->rows = talloc_zero_array(r->scratch, struct table_row *, (unsigned)r->m->tables_n + 1);
	if (!r->values || !r->cells || !r->rows)
		return error_no_memory(r->err);
	if (cells_room(r, symbols_n, &cells_n) != 0)
		return -1;
	for (size_t i = 0; i < r->m->tables_n; i++) {
		unsigned n = (unsigned)r->indexes[r->m->tables[i].index].n;

		r->rows[i] = talloc_zero_array(r->rows, struct table_row, n + 1);
		if (!r->rows[i])
			return error_no_memory(r->err);
	}
	r->steps = talloc_zero_array(r->mem, struct methodology_step, (unsigned)cells_n + 1);
	return r->steps ? 0 : error_no_memory(r->err);
}

static int run_begin(struct run *r)
{
	snprintf(r->year, sizeof(r->year), "%lld", (long long)r->year_number);
	return run_members(r) != 0 || run_room(r) != 0 ? -1 : 0;
}

static int run_year(struct run *r, struct methodology_result *out)
{
	int rc = run_begin(r) == 0 && run_symbols(r) == 0 && run_result(r, out) == 0 ? 0 : -1;

	interval_give_back();
	return rc;
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
	if (run_year(&r, out) != 0)
		return -1;
	talloc_steal(mem, kept);
	return 0;
}

/* Fixed parameters that a check uses, and it is decided. */
static int run_check(struct run *r, const struct model_condition *c, bool *holds)
{
	const struct expression_values values = {r->cells, r->sets, 0, &r->work, r->in->effort};
	int rc;

	for (size_t i = 0; i < c->check->nodes_n; i++) {
		const struct expression_node *node = &c->check->nodes[i];

		if (node->op != EXPRESSION_SYMBOL)
			continue;
		for (size_t k = 0; k < r->indexes[node->index].n; k++) {
			const struct cell at = {node->symbol, node->index, k};

			if (!r->values[node->symbol][k] && run_parameter(r, &at) != 0)
				return -1;
		}
	}
	rc = condition_evaluate(c->check, &values, holds, r->err);
	interval_give_back();
	return rc == 0 ? 0 : refuse_at(r, &c->place);
}

int methodology_condition_holds(const struct methodology *m, size_t condition,
	const struct methodology_inputs *in, bool *holds, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct run r = {
		.mem = scratch, .scratch = scratch, .m = m, .in = in, .key = "", .err = err};

	assert(condition < m->conditions_n && m->conditions[condition].check);
	return run_begin(&r) == 0 ? run_check(&r, &m->conditions[condition], holds) : -1;
}
