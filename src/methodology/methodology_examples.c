/*
 * methodology_examples: the worked examples of a methodology, read, and run when
 * everything else is sound; each must come out exactly.
 */
#include "methodology/methodology.h"

#include <string.h>

#include <talloc.h>

#include "domain/named_values.h"
#include "methodology/methodology_model.h"

#define RULE "docs/methodology-language.md 8"
#define ELLIPSIS "…"

enum { TRUNCATED_MAX = 60 };

static const struct member example_members[] = {
	{"name", MEMBER_LINE, true, 0},
	{"title", MEMBER_TEXTS, false, 0},
	{"key", MEMBER_LINE, false, 0},
	{"year", MEMBER_LINE, true, 0},
	{"period", MEMBER_MAPPING, false, 0},
	{"values", MEMBER_MAPPING, true, 0},
	{"rows", MEMBER_MAPPING, false, 0},
	{"expect", MEMBER_MAPPING, true, 0},
};

/* A whole number, with or without a sign, that fits. */
static int read_integer(const struct yaml_node *n, int64_t *out, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct rational *r = model_number(scratch, n, err);

	if (!r)
		return -1;
	if (mpz_cmp_ui(mpq_denref(r->q), 1) == 0 && rational_floor(r, out))
		return 0;
	return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(n), "value", n->text,
		"accepted", "0, 1, 2, ...", NULL);
}

static int unknown(const struct yaml_node *n, struct error *err)
{
	return error_set_at(err, ERROR_FORMULA_UNKNOWN, RULE, n->key_line, n->key_column,
		yaml_path(n, (char[ERROR_PATH_MAX]){""}), "symbol", n->key, NULL);
}

/* One number by its key; the key's form is the caller's matter. */
static int read_value(struct methodology *m, const struct yaml_node *n, struct model_value *out,
	struct error *err)
{
	if (n->type != YAML_SCALAR)
		return error_set_at(err, ERROR_METHODOLOGY_TYPE, RULE, TREE_AT(n), "key", n->key,
			"expected", "text", NULL);
	out->exact = model_number(m, n, err);
	if (!out->exact)
		return -1;
	out->symbol = talloc_strdup(m, n->key);
	out->text = talloc_strdup(m, n->text);
	return out->symbol && out->text && place_of(m, n, &out->place) ? 0 : error_no_memory(err);
}

static int read_values(struct methodology *m, const struct yaml_node *n, struct model_example *e,
	struct error *err)
{
	e->values = talloc_zero_array(m, struct model_value, (unsigned)n->size + 1);
	if (!e->values)
		return error_no_memory(err);
	for (const struct yaml_node *c = n->first; c; c = c->next) {
		if (!methodology_takes(m, PARAMETER_FIXED, c->key) &&
			!methodology_takes(m, PARAMETER_MONITORED, c->key))
			return unknown(c, err);
		if (read_value(m, c, &e->values[e->values_n++], err) != 0)
			return -1;
	}
	return 0;
}

/* Whether any parameter or equation takes that column of that table. */
static bool column_known(const struct methodology *m, const char *table, const char *column)
{
	for (size_t i = 0; i < m->parameters_n; i++) {
		const struct methodology_parameter *p = &m->parameters[i].shown;

		if (p->table && strcmp(p->table, table) == 0 && strcmp(p->column, column) == 0)
			return true;
	}
	for (size_t i = 0; i < m->equations_n; i++) {
		const struct methodology_equation *e = &m->equations[i].shown;

		if (e->or_column && strcmp(e->or_table, table) == 0 &&
			strcmp(e->or_column, column) == 0)
			return true;
	}
	return false;
}

/* The columns of one row; `table` is the node whose key is the table's name. */
static int read_row(struct methodology *m, const struct yaml_node *table, const struct yaml_node *n,
	struct model_row *out, struct error *err)
{
	struct named_value *columns;
	struct model_value value;
	size_t columns_n = 0;

	if (n->type != YAML_MAPPING)
		return error_set_at(err, ERROR_METHODOLOGY_TYPE, RULE, TREE_AT(n), "key", n->key,
			"expected", "mapping", NULL);
	out->table = talloc_strdup(m, table->key);
	out->member = n == table ? NULL : talloc_strdup(m, n->key);
	columns = talloc_array(m, struct named_value, (unsigned)n->size + 1);
	if (!out->table || (n != table && !out->member) || !columns)
		return error_no_memory(err);
	for (const struct yaml_node *c = n->first; c; c = c->next) {
		if (!column_known(m, table->key, c->key))
			return unknown(c, err);
		if (read_value(m, c, &value, err) != 0)
			return -1;
		columns[columns_n++] = (struct named_value){value.symbol, value.text};
	}
	out->values = named_values_write(m, columns_n, columns, err);
	return out->values ? 0 : -1;
}

/* A row by member, of a table whose rows are an index's. */
static int read_member_rows(struct methodology *m, const struct yaml_node *table,
	struct model_example *e, struct error *err)
{
	if (table->type != YAML_MAPPING)
		return error_set_at(err, ERROR_METHODOLOGY_TYPE, RULE, TREE_AT(table), "key",
			table->key, "expected", "mapping", NULL);
	for (const struct yaml_node *n = table->first; n; n = n->next) {
		if (read_row(m, table, n, &e->rows[e->rows_n++], err) != 0)
			return -1;
	}
	return 0;
}

static int read_rows(struct methodology *m, const struct yaml_node *n, struct model_example *e,
	struct error *err)
{
	size_t most = 0;

	if (!n)
		return 0;
	for (const struct yaml_node *c = n->first; c; c = c->next)
		most += 1 + c->size;
	e->rows = talloc_zero_array(m, struct model_row, (unsigned)most + 1);
	if (!e->rows)
		return error_no_memory(err);
	for (const struct yaml_node *c = n->first; c; c = c->next) {
		size_t i = 0;

		while (i < m->tables_n && strcmp(m->tables[i].name, c->key) != 0)
			i++;
		if (i == m->tables_n)
			return unknown(c, err);
		if ((m->tables[i].index || m->tables[i].row
				    ? read_member_rows(m, c, e, err)
				    : read_row(m, c, c, &e->rows[e->rows_n++], err)) != 0)
			return -1;
	}
	return 0;
}

/* "3.162277…": the first digits of a value that goes on. */
static bool is_truncated(const struct yaml_node *n)
{
	return n->type == YAML_SCALAR && strlen(n->text) > strlen(ELLIPSIS) &&
	       strcmp(n->text + strlen(n->text) - strlen(ELLIPSIS), ELLIPSIS) == 0;
}

/* A truncated value is kept as its text, with `exact` NULL; it must be a decimal. */
static int read_truncated(struct methodology *m, const struct yaml_node *n, struct model_value *out,
	struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const char *digits = talloc_strndup(scratch, n->text, strlen(n->text) - strlen(ELLIPSIS));

	if (!digits)
		return error_no_memory(err);
	if (!rational_parse(scratch, digits, err))
		return tree_error(n, err);
	if (strchr(digits, '/') || strlen(digits) > TRUNCATED_MAX)
		return error_set_at(
			err, ERROR_NUMBER_FORM, RULE, TREE_AT(n), "value", n->text, NULL);
	out->exact = NULL;
	out->symbol = talloc_strdup(m, n->key);
	out->text = talloc_strdup(m, n->text);
	return out->symbol && out->text && place_of(m, n, &out->place) ? 0 : error_no_memory(err);
}

static int read_expected(struct methodology *m, const struct yaml_node *n, struct model_example *e,
	struct error *err)
{
	const struct yaml_node *tonnes = yaml_member(n, "tonnes");
	static const struct member tonnes_member = {"tonnes", MEMBER_LINE, true, 0};

	if (tree_check_member(n, &tonnes_member, err) != 0 ||
		read_integer(tonnes, &e->tonnes, err) != 0)
		return -1;
	e->expected = talloc_zero_array(m, struct model_value, (unsigned)n->size + 1);
	if (!e->expected || !place_of(m, tonnes, &e->tonnes_place))
		return error_no_memory(err);
	for (const struct yaml_node *c = n->first; c; c = c->next) {
		struct model_value *v = &e->expected[e->expected_n];

		if (c == tonnes)
			continue;
		if (model_cell(m, c->key, &(const char *){NULL}) < 0)
			return unknown(c, err);
		if ((is_truncated(c) ? read_truncated(m, c, v, err) : read_value(m, c, v, err)) !=
			0)
			return -1;
		e->expected_n++;
	}
	return 0;
}

/* The days that an example is of, {first, last}, where not the whole year. */
static int read_period(const struct yaml_node *n, struct model_example *e, struct error *err)
{
	static const struct member members[] = {
		{"first", MEMBER_LINE, true, 0},
		{"last", MEMBER_LINE, true, 0},
	};
	const char *first, *last;

	if (!n)
		return 0;
	if (tree_check(n, members, COUNT_OF(members), err) != 0)
		return -1;
	first = tree_text(n, "first");
	last = tree_text(n, "last");
	e->has_period = true;
	if (day_parse(first, strlen(first), &e->period.first) &&
		day_parse(last, strlen(last), &e->period.last) && period_sound(&e->period))
		return 0;
	return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(n), "value", first,
		"accepted", "{first: 2022-04-01, last: 2022-12-31}", NULL);
}

static int read_example(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	struct model_example *e = &m->examples[m->examples_n];
	const struct yaml_node *name = yaml_member(n, "name");

	if (model_form(m, n, example_members, COUNT_OF(example_members), err) != 0 ||
		read_integer(yaml_member(n, "year"), &e->year, err) != 0)
		return -1;
	for (size_t i = 0; i < m->examples_n; i++) {
		if (strcmp(m->examples[i].name, name->text) == 0)
			return error_set_at(err, ERROR_METHODOLOGY_DUPLICATE, RULE, TREE_AT(name),
				"symbol", name->text, NULL);
	}
	e->name = talloc_strdup(m, name->text);
	e->key = talloc_strdup(m, tree_text(n, "key") ? tree_text(n, "key") : "");
	if (!e->name || !e->key || !place_of(m, n, &e->place))
		return error_no_memory(err);
	if (read_period(yaml_member(n, "period"), e, err) != 0 ||
		read_values(m, yaml_member(n, "values"), e, err) != 0 ||
		read_rows(m, yaml_member(n, "rows"), e, err) != 0 ||
		read_expected(m, yaml_member(n, "expect"), e, err) != 0)
		return -1;
	m->examples_n++;
	return 0;
}

int model_read_examples(struct methodology *m, struct error *err)
{
	m->examples = talloc_zero_array(m, struct model_example, METHODOLOGY_EXAMPLES_MAX);
	if (!m->examples)
		return error_no_memory(err);
	return model_read_list(m, yaml_member(m->root, "examples"), read_example, err);
}

/* Names are taken by what they are: a fixed symbol's is never a monitored one's. */
static const char *example_name(void *ctx, enum parameter_source source, size_t n)
{
	const struct model_example *e = ctx;

	(void)source;
	return n < e->values_n ? e->values[n].symbol : NULL;
}

static int example_value(void *ctx, enum parameter_source source, const char *symbol,
	const char **value, struct error *err)
{
	const struct model_example *e = ctx;

	(void)source;
	(void)err;
	for (size_t i = 0; i < e->values_n; i++) {
		if (strcmp(e->values[i].symbol, symbol) == 0) {
			*value = e->values[i].text;
			return 1;
		}
	}
	return 0;
}

static int example_row(void *ctx, const struct methodology_row *row,
	struct methodology_found *found, struct error *err)
{
	const struct model_example *e = ctx;

	(void)err;
	for (size_t i = 0; i < e->rows_n; i++) {
		const struct model_row *r = &e->rows[i];

		if (strcmp(r->table, row->table) == 0 &&
			(!row->member || strcmp(r->member, row->member) == 0)) {
			found->values = r->values;
			return 1;
		}
	}
	return 0;
}

static int differs(const struct model_example *e, const struct place *place, const char *symbol,
	const char *const texts[2], struct error *err)
{
	error_set(err, ERROR_EXAMPLE_DIFFERS, RULE, "", "example", e->name, "symbol", symbol,
		"expected", texts[0], "found", texts[1], NULL);
	return place_error(place, err);
}

/* The value of a symbol in a result, or NULL where the run had none. */
static const struct methodology_step *step_of(
	const struct methodology_result *result, const char *symbol)
{
	for (size_t i = 0; i < result->steps_n; i++) {
		if (methodology_step_is(&result->steps[i], symbol))
			return &result->steps[i];
	}
	return NULL;
}

/* Whether both ends of a value begin with the digits of a truncated text. */
static bool begins_with(const struct methodology_step *step, const char *text)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const char *point = strchr(text, '.');
	int places = point ? (int)(strlen(point + 1) - strlen(ELLIPSIS)) : 0;
	const struct rational *low = interval_low(scratch, step->value);
	const struct rational *high = interval_high(scratch, step->value);
	const char *low_text = low ? rational_text(scratch, low, places) : NULL;
	const char *high_text = high ? rational_text(scratch, high, places) : NULL;

	return low_text && high_text && strcmp(low_text, text) == 0 && strcmp(high_text, text) == 0;
}

static bool as_expected(const struct model_value *v, const struct methodology_step *step)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct rational *low;

	if (!step)
		return false;
	if (!v->exact)
		return begins_with(step, v->text);
	low = interval_low(scratch, step->value);
	return low && interval_is_exact(step->value) && rational_compare(low, v->exact) == 0;
}

static int value_differs(const struct model_example *e, const struct model_value *v,
	const struct methodology_step *step, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	const struct rational *low = step ? interval_low(scratch, step->value) : NULL;
	const char *found = low ? rational_text(scratch, low, METHODOLOGY_SHOWN_PLACES) : "";

	return found ? differs(e, &v->place, v->symbol, (const char *[2]){v->text, found}, err)
		     : error_no_memory(err);
}

static int compare_expected(
	const struct model_example *e, const struct methodology_result *result, struct error *err)
{
	char expected[24], found[24];

	for (size_t i = 0; i < e->expected_n; i++) {
		const struct model_value *v = &e->expected[i];
		const struct methodology_step *step = step_of(result, v->symbol);
		if (!as_expected(v, step))
			return value_differs(e, v, step, err);
	}
	if (result->tonnes == e->tonnes)
		return 0;
	snprintf(expected, sizeof(expected), "%lld", (long long)e->tonnes);
	snprintf(found, sizeof(found), "%lld", (long long)result->tonnes);
	return differs(e, &e->tonnes_place, "tonnes", (const char *[2]){expected, found}, err);
}

static int run_example(void *mem, const struct methodology *m, struct model_example *e,
	struct effort *effort, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(mem);
	const struct methodology_inputs in = {e, example_name, example_value, example_row,
		e->has_period ? &e->period : NULL, effort};
	struct methodology_result result;

	if (methodology_run(scratch, m, &in, e->key, e->year, &result, err) != 0) {
		if (err)
			err->line = err->column = 0;
		return place_error(&e->place, err);
	}
	return compare_expected(e, &result, err);
}

int model_run_examples(void *mem, const struct methodology *m, struct effort *effort,
	struct error_list *faults, struct error *err)
{
	/* One bound for all: they are the author's, and every decision on them runs each. */
	struct effort all = {.most = METHODOLOGY_EXAMPLES_WORK_MAX,
		.spent = ERROR_EXAMPLE_WORK,
		.within = effort};

	if (m->examples_n == 0)
		return error_set(err, ERROR_EXAMPLE_NONE, RULE, "/examples", NULL);
	for (size_t i = 0; i < m->examples_n; i++) {
		if (run_example(mem, m, &m->examples[i], &all, err) == 0)
			continue;
		if (!faults)
			return -1;
		error_list_add(faults, err);
		*err = (struct error){0};
	}
	return 0;
}

int methodology_examples(
	void *mem, const struct methodology *m, struct effort *effort, struct error *err)
{
	return model_run_examples(mem, m, effort, NULL, err);
}
