/*
 * methodology_parameters: indexes and parameters of a methodology read and checked, and
 * where the value of each comes from.
 */
#include <string.h>

#include <talloc.h>

#include "formula/lexer.h"
#include "methodology/methodology_model.h"

#define RULE_PARAMETERS "docs/methodology-language.md 2"
#define RULE_INDEXES "docs/methodology-language.md 5.1"

static const struct member index_members[] = {
	{"symbol", MEMBER_LINE, true, 0},
	{"set", MEMBER_LINE, true, 0},
	{"of", MEMBER_LINE, false, 0},
	{"members", MEMBER_LINE, false, 0},
	{"name", MEMBER_TEXTS, true, 0},
};

static const struct member parameter_members[] = {
	{"symbol", MEMBER_LINE, true, 0},
	{"index", MEMBER_LINE, false, 0},
	{"printed", MEMBER_LINE, false, 0},
	{"unit", MEMBER_LINE, true, 0},
	{"source", MEMBER_LINE, true, 0},
	{"name", MEMBER_TEXTS, true, 0},
	{"default", MEMBER_LINE, false, 0},
	{"missing", MEMBER_LINE, false, 0},
	{"minimum", MEMBER_LINE, false, 0},
	{"maximum", MEMBER_LINE, false, 0},
	{"table", MEMBER_LINE, false, 0},
	{"column", MEMBER_LINE, false, 0},
	{"row", MEMBER_LINE, false, 0},
	{"unpublished", MEMBER_LINE, false, 0},
	{"class", MEMBER_LINE, false, 0},
	{"frequency", MEMBER_TEXTS, false, 0},
	{"instrument", MEMBER_TEXTS, false, 0},
	{"calibration", MEMBER_TEXTS, false, 0},
	{"correction", MEMBER_TEXTS, false, 0},
	{"cross_check", MEMBER_TEXTS, false, 0},
	{"basis", MEMBER_LINE, false, 0},
};

static const char *const source_words[] = {
	[PARAMETER_FIXED] = "fixed",
	[PARAMETER_MONITORED] = "monitored",
	[PARAMETER_TABLE] = "table",
};

static const char *const missing_words[] = {
	[MISSING_REFUSE] = "refuse",
	[MISSING_ZERO] = "zero",
	[MISSING_DEFAULT] = "default",
};

/* --- indexes --- */

/* How many indexes stand above one, itself counted. */
static size_t levels_of(const struct methodology *m, size_t index)
{
	size_t n = 0;

	for (; index; index = m->indexes[index - 1].parent)
		n++;
	return n;
}

/* The index that this one's members belong to, which stands before it. */
static int read_parent(struct methodology *m, const struct yaml_node *n, struct model_index *index,
	struct error *err)
{
	const struct yaml_node *of = yaml_member(n, "of");

	for (size_t i = 0; of && i < m->indexes_n; i++) {
		if (strcmp(m->indexes[i].shown.symbol, of->text) == 0)
			index->parent = i + 1;
	}
	if (!of || (index->parent && levels_of(m, index->parent) < METHODOLOGY_LEVELS_MAX)) {
		index->shown.parent =
			index->parent ? m->indexes[index->parent - 1].shown.symbol : NULL;
		return 0;
	}
	return error_set_at(err, ERROR_METHODOLOGY_INDEX_PARENT, RULE_INDEXES, TREE_AT(of), "index",
		index->shown.symbol, NULL);
}

static int read_index(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	struct model_index *index = &m->indexes[m->indexes_n];
	const struct yaml_node *symbol = yaml_member(n, "symbol"), *set = yaml_member(n, "set");
	const struct yaml_node *members = yaml_member(n, "members");
	bool ok = true;

	if (model_form(m, n, index_members, COUNT_OF(index_members), err) != 0 ||
		model_symbol_check(m, symbol, err) != 0 || model_symbol_check(m, set, err) != 0)
		return -1;
	if (strcmp(symbol->text, set->text) == 0)
		return error_set_at(err, ERROR_METHODOLOGY_DUPLICATE, RULE_INDEXES, TREE_AT(set),
			"symbol", set->text, NULL);
	if (members && strcmp(members->text, "months") != 0)
		return model_word_error(members, RULE_INDEXES, "months", err);
	index->shown.symbol = model_keep(m, symbol->text, &ok);
	index->shown.set = model_keep(m, set->text, &ok);
	index->shown.zh = model_keep(m, tree_text(yaml_member(n, "name"), "zh"), &ok);
	index->shown.en = model_keep(m, tree_text(yaml_member(n, "name"), "en"), &ok);
	index->shown.months = members != NULL;
	if (!ok || !place_of(m, n, &index->place))
		return error_no_memory(err);
	if (read_parent(m, n, index, err) != 0)
		return -1;
	m->indexes_n++;
	return 0;
}

int model_take_index(
	const struct methodology *m, const struct yaml_node *n, size_t *out, struct error *err)
{
	const struct yaml_node *k = yaml_member(n, "index");

	*out = 0;
	for (size_t i = 0; k && i < m->indexes_n; i++) {
		if (strcmp(m->indexes[i].shown.symbol, k->text) == 0)
			*out = i + 1;
	}
	if (!k || *out)
		return 0;
	return error_set_at(
		err, ERROR_METHODOLOGY_INDEX, RULE_INDEXES, TREE_AT(k), "index", k->text, NULL);
}

int model_read_indexes(struct methodology *m, struct error *err)
{
	return model_read_list(m, yaml_member(m->root, "indexes"), read_index, err);
}

/* An index has members only where values that are given have it, or one below it. */
static int check_indexes_given(struct methodology *m, struct error *err)
{
	for (size_t i = 0; i < m->indexes_n; i++) {
		const struct model_index *index = &m->indexes[i];

		if (index->given)
			continue;
		error_set(err, ERROR_METHODOLOGY_INDEX_GIVEN, RULE_INDEXES, "", "index",
			index->shown.symbol, "set", index->shown.set, NULL);
		return place_error(&index->place, err);
	}
	return 0;
}

/* --- parameters --- */

/* The number of a word among those accepted; -1 with the accepted ones told. */
static int read_word(const struct yaml_node *n, const char *const *words, size_t words_n,
	const char *accepted, struct error *err)
{
	for (size_t i = 0; i < words_n; i++) {
		if (strcmp(n->text, words[i]) == 0)
			return (int)i;
	}
	return model_word_error(n, RULE_PARAMETERS, accepted, err);
}

static int read_source(const struct yaml_node *n, struct model_parameter *p, struct error *err)
{
	int word = read_word(yaml_member(n, "source"), source_words, COUNT_OF(source_words),
		"fixed, monitored, table", err);

	if (word < 0)
		return -1;
	p->shown.source = (enum parameter_source)word;
	return 0;
}

static int read_missing(const struct yaml_node *n, struct model_parameter *p, struct error *err)
{
	const struct yaml_node *missing = yaml_member(n, "missing");
	int word;

	if (!missing)
		return 0;
	word = read_word(
		missing, missing_words, COUNT_OF(missing_words), "refuse, zero, default", err);
	if (word < 0)
		return -1;
	p->shown.missing = (enum parameter_missing)word;
	if (word != MISSING_DEFAULT || yaml_member(n, "default"))
		return 0;
	return error_set_at(err, ERROR_METHODOLOGY_MISSING, RULE_PARAMETERS, TREE_AT(n), "key",
		"default", NULL);
}

/* A key that only one source has; a monitored value has a default where that is asked for. */
static int check_source_keys(
	const struct yaml_node *n, const struct model_parameter *p, struct error *err)
{
	static const struct {
		const char *key;
		enum parameter_source source;
		bool required;
	} keys[] = {
		{"default", PARAMETER_FIXED, false},
		{"missing", PARAMETER_MONITORED, false},
		{"class", PARAMETER_MONITORED, false},
		{"table", PARAMETER_TABLE, true},
		{"column", PARAMETER_TABLE, true},
		{"row", PARAMETER_TABLE, false},
		{"unpublished", PARAMETER_TABLE, false},
	};
	enum parameter_source source = p->shown.source;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct yaml_node *k = yaml_member(n, keys[i].key);

		if (i == 0 && p->shown.missing == MISSING_DEFAULT)
			continue;
		if (k && source != keys[i].source)
			return error_set_at(err, ERROR_METHODOLOGY_SOURCE, RULE_PARAMETERS,
				TREE_AT(k), "key", keys[i].key, "source", source_words[source],
				NULL);
		if (!k && keys[i].required && source == keys[i].source)
			return error_set_at(err, ERROR_METHODOLOGY_MISSING, RULE_PARAMETERS,
				TREE_AT(n), "key", keys[i].key, NULL);
	}
	return 0;
}

static int optional_number(struct methodology *m, const struct yaml_node *n, const char *key,
	const struct rational **out, struct error *err)
{
	const struct yaml_node *k = yaml_member(n, key);

	*out = k ? model_number(m, k, err) : NULL;
	return k && !*out ? -1 : 0;
}

static int read_bounds(struct methodology *m, const struct yaml_node *n, struct model_parameter *p,
	struct error *err)
{
	const struct rational *value, *class;

	if (optional_number(m, n, "minimum", &p->minimum, err) != 0 ||
		optional_number(m, n, "maximum", &p->maximum, err) != 0 ||
		optional_number(m, n, "class", &class, err) != 0 ||
		optional_number(m, n, "default", &p->default_value, err) != 0)
		return -1;
	value = p->default_value ? p->default_value : p->minimum;
	if (value && ((p->minimum && rational_compare(value, p->minimum) < 0) ||
			     (p->maximum && rational_compare(value, p->maximum) > 0)))
		return error_set_at(err, ERROR_METHODOLOGY_BOUNDS, RULE_PARAMETERS, TREE_AT(n),
			"symbol", p->shown.symbol, NULL);
	return 0;
}

static bool same_row(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The number of a table, added when it is new; how its rows are found is one and the same. */
static int table_number(struct methodology *m, const struct yaml_node *n,
	const struct model_table *wanted, size_t *out, struct error *err)
{
	for (*out = 0; *out < m->tables_n; (*out)++) {
		const struct model_table *t = &m->tables[*out];

		if (strcmp(t->name, n->text) != 0)
			continue;
		if (t->index != wanted->index || !t->row != !wanted->row)
			return error_set_at(err, ERROR_METHODOLOGY_TABLE_INDEX, RULE_INDEXES,
				TREE_AT(n), "table", n->text, NULL);
		if (t->nearest_earlier != wanted->nearest_earlier)
			return error_set_at(err, ERROR_METHODOLOGY_TABLE_YEARS, RULE_PARAMETERS,
				TREE_AT(n), "table", n->text, NULL);
		if (same_row(t->row, wanted->row))
			return 0;
	}
	m->tables[m->tables_n] = *wanted;
	m->tables[m->tables_n].name = talloc_strdup(m, n->text);
	return m->tables[m->tables_n++].name ? 0 : error_no_memory(err);
}

static int column_check(const struct yaml_node *n, struct error *err)
{
	if (lexer_is_symbol(n->text, SYMBOL_MAX))
		return 0;
	return error_set_at(err, ERROR_METHODOLOGY_SYMBOL, RULE_PARAMETERS, TREE_AT(n), "symbol",
		n->text, NULL);
}

static int read_table(struct methodology *m, const struct yaml_node *n, struct model_parameter *p,
	struct error *err)
{
	static const char *const words[] = {"refuse", "nearest-earlier"};
	const struct yaml_node *table = yaml_member(n, "table"), *row = yaml_member(n, "row");
	const struct yaml_node *unpublished = yaml_member(n, "unpublished");
	struct model_table wanted = {.index = p->index, .row = p->shown.row};
	int word;

	if (!table)
		return 0;
	if (model_name_check(table, err) != 0 || column_check(yaml_member(n, "column"), err) != 0)
		return -1;
	if (row && (p->index || model_name_check(row, err) != 0))
		return p->index ? error_set_at(err, ERROR_METHODOLOGY_TABLE_INDEX, RULE_INDEXES,
					  TREE_AT(row), "table", table->text, NULL)
				: -1;
	if (unpublished) {
		word = read_word(
			unpublished, words, COUNT_OF(words), "refuse, nearest-earlier", err);
		if (word < 0)
			return -1;
		wanted.nearest_earlier = p->shown.nearest_earlier = word == 1;
	}
	return table_number(m, table, &wanted, &p->table, err);
}

static bool keep_parameter(
	struct methodology *m, const struct yaml_node *n, struct methodology_parameter *shown)
{
	bool ok = true;
	const struct methodology_text name = model_keep_texts(m, n, "name", &ok);

	shown->zh = name.zh;
	shown->en = name.en;
	shown->symbol = model_keep(m, tree_text(n, "symbol"), &ok);
	shown->printed = model_keep(m, tree_text(n, "printed"), &ok);
	shown->unit = model_keep(m, tree_text(n, "unit"), &ok);
	shown->default_value = model_keep(m, tree_text(n, "default"), &ok);
	shown->minimum = model_keep(m, tree_text(n, "minimum"), &ok);
	shown->maximum = model_keep(m, tree_text(n, "maximum"), &ok);
	shown->table = model_keep(m, tree_text(n, "table"), &ok);
	shown->column = model_keep(m, tree_text(n, "column"), &ok);
	shown->row = model_keep(m, tree_text(n, "row"), &ok);
	shown->index = model_keep(m, tree_text(n, "index"), &ok);
	shown->class = model_keep(m, tree_text(n, "class"), &ok);
	shown->basis = model_basis(n);
	shown->frequency = model_keep_texts(m, n, "frequency", &ok);
	shown->instrument = model_keep_texts(m, n, "instrument", &ok);
	shown->calibration = model_keep_texts(m, n, "calibration", &ok);
	shown->correction = model_keep_texts(m, n, "correction", &ok);
	shown->cross_check = model_keep_texts(m, n, "cross_check", &ok);
	return ok;
}

/* Marks an index, and those above it, as having members that are given. */
static void mark_given(struct methodology *m, size_t index)
{
	for (; index; index = m->indexes[index - 1].parent)
		m->indexes[index - 1].given = true;
}

static int read_parameter(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	struct model_parameter *p = &m->parameters[m->parameters_n];

	*p = (struct model_parameter){.index = 0};
	if (model_form(m, n, parameter_members, COUNT_OF(parameter_members), err) != 0 ||
		model_symbol_check(m, yaml_member(n, "symbol"), err) != 0 ||
		model_take_index(m, n, &p->index, err) != 0 || read_source(n, p, err) != 0)
		return -1;
	if (!keep_parameter(m, n, &p->shown) || !place_of(m, n, &p->place))
		return error_no_memory(err);
	p->unit = model_unit(m, yaml_member(n, "unit"), err);
	if (!p->unit || read_missing(n, p, err) != 0 || read_bounds(m, n, p, err) != 0 ||
		check_source_keys(n, p, err) != 0 || read_table(m, n, p, err) != 0)
		return -1;
	if (p->shown.source != PARAMETER_TABLE)
		mark_given(m, p->index);
	m->parameters_n++;
	return 0;
}

int model_read_parameters(struct methodology *m, struct error *err)
{
	struct error fault = {0};

	if (model_read_list(m, yaml_member(m->root, "parameters"), read_parameter, err) != 0)
		return -1;
	/* Beside other faults an index may be without members only because of them. */
	if (m->faults && m->faults->count > 0)
		return 0;
	if (check_indexes_given(m, &fault) == 0)
		return 0;
	if (!m->faults) {
		if (err)
			*err = fault;
		return -1;
	}
	error_list_add(m->faults, &fault);
	return 0;
}
