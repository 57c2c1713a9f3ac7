#include "formula/methodology.h"

#include <string.h>

#include <talloc.h>

#include "formula/lexer.h"
#include "formula/methodology_model.h"

#define RULE_FILE "docs/methodology-language.md 1"
#define RULE_PARAMETERS "docs/methodology-language.md 2"
#define RULE_INDEXES "docs/methodology-language.md 5.1"
#define RULE_EQUATIONS "docs/methodology-language.md 5"
#define RULE_RESULT "docs/methodology-language.md 6"
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

/* The root's other keys are the head's, which the document's schema knows. */
static const struct member program_members[] = {
	{"boundary", MEMBER_TEXTS, false, 0},
	{"baseline", MEMBER_TEXTS, false, 0},
	{"notes", MEMBER_LIST, false, METHODOLOGY_NOTES_MAX},
	{"conditions", MEMBER_LIST, false, METHODOLOGY_CONDITIONS_MAX},
	{"indexes", MEMBER_LIST, false, METHODOLOGY_INDEXES_MAX},
	{"parameters", MEMBER_LIST, true, METHODOLOGY_PARAMETERS_MAX},
	{"equations", MEMBER_LIST, true, METHODOLOGY_EQUATIONS_MAX},
	{"result", MEMBER_MAPPING, true, 0},
	{"examples", MEMBER_LIST, false, METHODOLOGY_EXAMPLES_MAX},
};

static const struct member note_members[] = {
	{"text", MEMBER_TEXTS, true, 0},
};

static const struct member condition_members[] = {
	{"id", MEMBER_LINE, true, 0},
	{"text", MEMBER_TEXTS, true, 0},
};

static const struct member index_members[] = {
	{"symbol", MEMBER_LINE, true, 0},
	{"set", MEMBER_LINE, true, 0},
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
	{"minimum", MEMBER_LINE, false, 0},
	{"maximum", MEMBER_LINE, false, 0},
	{"table", MEMBER_LINE, false, 0},
	{"column", MEMBER_LINE, false, 0},
	{"frequency", MEMBER_TEXTS, false, 0},
	{"instrument", MEMBER_TEXTS, false, 0},
	{"calibration", MEMBER_TEXTS, false, 0},
	{"correction", MEMBER_TEXTS, false, 0},
	{"cross_check", MEMBER_TEXTS, false, 0},
};

static const struct member equation_members[] = {
	{"symbol", MEMBER_LINE, true, 0},
	{"index", MEMBER_LINE, false, 0},
	{"printed", MEMBER_LINE, false, 0},
	{"unit", MEMBER_LINE, true, 0},
	{"number", MEMBER_LINE, false, 0},
	{"name", MEMBER_TEXTS, false, 0},
	{"expression", MEMBER_LINE, true, 0},
	{"or_table", MEMBER_MAPPING, false, 0},
};

static const struct member or_table_members[] = {
	{"table", MEMBER_LINE, true, 0},
	{"column", MEMBER_LINE, true, 0},
};

static const struct member result_members[] = {
	{"symbol", MEMBER_LINE, true, 0},
	{"unit", MEMBER_LINE, true, 0},
	{"rounding", MEMBER_LINE, true, 0},
	{"per", MEMBER_LINE, true, 0},
};

static const char *const source_words[] = {
	[PARAMETER_FIXED] = "fixed",
	[PARAMETER_MONITORED] = "monitored",
	[PARAMETER_TABLE] = "table",
};

int model_symbol(const struct methodology *m, const char *symbol)
{
	for (size_t i = 0; i < m->parameters_n; i++) {
		if (strcmp(m->parameters[i].shown.symbol, symbol) == 0)
			return (int)i;
	}
	for (size_t i = 0; i < m->equations_n; i++) {
		if (strcmp(m->equations[i].symbol, symbol) == 0)
			return (int)(m->parameters_n + i);
	}
	return -1;
}

size_t model_index_of(const struct methodology *m, size_t symbol)
{
	return symbol < m->parameters_n ? m->parameters[symbol].index
					: m->equations[symbol - m->parameters_n].index;
}

int model_cell(const struct methodology *m, const char *name, const char **member)
{
	size_t size = strcspn(name, "["), rest = strlen(name) - size;
	char symbol[SYMBOL_MAX + 1], inner[SYMBOL_MAX + 1];
	int i;

	*member = NULL;
	if (size > SYMBOL_MAX || rest > SYMBOL_MAX + 2)
		return -1;
	memcpy(symbol, name, size);
	symbol[size] = '\0';
	i = model_symbol(m, symbol);
	if (i < 0 || (rest > 0) != (model_index_of(m, (size_t)i) > 0))
		return -1;
	if (rest == 0)
		return i;
	if (rest < 3 || name[size + rest - 1] != ']')
		return -1;
	memcpy(inner, name + size + 1, rest - 2);
	inner[rest - 2] = '\0';
	*member = name + size + 1;
	return lexer_is_symbol(inner, SYMBOL_MAX) ? i : -1;
}

bool methodology_takes(
	const struct methodology *m, enum parameter_source source, const char *name)
{
	const char *member;
	int i = model_cell(m, name, &member);

	return i >= 0 && (size_t)i < m->parameters_n && m->parameters[i].shown.source == source;
}

const struct rational *model_number(void *mem, const struct yaml_node *n, struct error *err)
{
	const struct rational *r = rational_parse(mem, n->text, err);

	if (!r)
		tree_error(n, err);
	return r;
}

/* A copy of a member's text; NULL and *ok false when memory is short. */
static const char *keep(void *mem, const char *text, bool *ok)
{
	const char *copy = text ? talloc_strdup(mem, text) : NULL;

	*ok = *ok && (copy || !text);
	return copy;
}

static int word_error(
	const struct yaml_node *n, const char *rule, const char *accepted, struct error *err)
{
	return error_set_at(err, ERROR_METHODOLOGY_WORD, rule, TREE_AT(n), "value", n->text,
		"accepted", accepted, NULL);
}

/* A name of a table or condition: refused when it is not one. */
static int name_check(const struct yaml_node *n, struct error *err)
{
	size_t size = strlen(n->text);

	if (size <= METHODOLOGY_NAME_MAX && strspn(n->text, NAME_CHARACTERS) == size)
		return 0;
	return word_error(n, RULE_FILE, "A-Z a-z 0-9 . _ - (1..64)", err);
}

static bool index_name(const struct methodology *m, const char *text)
{
	for (size_t i = 0; i < m->indexes_n; i++) {
		if (strcmp(m->indexes[i].symbol, text) == 0 || strcmp(m->indexes[i].set, text) == 0)
			return true;
	}
	return false;
}

/* A symbol that is not yet taken. */
static int symbol_check(
	const struct methodology *m, const struct yaml_node *n, struct error *err)
{
	if (!lexer_is_symbol(n->text, SYMBOL_MAX) || lexer_is_reserved(n->text))
		return error_set_at(err, ERROR_METHODOLOGY_SYMBOL, RULE_PARAMETERS, TREE_AT(n),
			"symbol", n->text, NULL);
	if (model_symbol(m, n->text) >= 0 || index_name(m, n->text))
		return error_set_at(err, ERROR_METHODOLOGY_DUPLICATE, RULE_PARAMETERS, TREE_AT(n),
			"symbol", n->text, NULL);
	return 0;
}

static const struct unit *unit_read(
	struct methodology *m, const struct yaml_node *n, struct error *err)
{
	const struct unit *u = unit_parse(m, m->units, n->text, err);

	if (!u)
		tree_error(n, err);
	return u;
}

static int read_notes(const struct yaml_node *root, struct error *err)
{
	const struct yaml_node *list = yaml_member(root, "notes");

	for (const struct yaml_node *n = list ? list->first : NULL; n; n = n->next) {
		if (tree_check(n, note_members, COUNT_OF(note_members), err) != 0)
			return -1;
	}
	return 0;
}

static int read_condition(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	struct methodology_condition *c = &m->conditions[m->conditions_n];
	const struct yaml_node *id = yaml_member(n, "id"), *text = yaml_member(n, "text");
	bool ok = true;

	if (tree_check(n, condition_members, COUNT_OF(condition_members), err) != 0 ||
		name_check(id, err) != 0)
		return -1;
	for (size_t i = 0; i < m->conditions_n; i++) {
		if (strcmp(m->conditions[i].id, id->text) == 0)
			return error_set_at(err, ERROR_METHODOLOGY_DUPLICATE, RULE_FILE,
				TREE_AT(id), "symbol", id->text, NULL);
	}
	c->id = keep(m, id->text, &ok);
	c->zh = keep(m, tree_text(text, "zh"), &ok);
	c->en = keep(m, tree_text(text, "en"), &ok);
	m->conditions_n++;
	return ok ? 0 : error_no_memory(err);
}

static int read_index(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	struct model_index *index = &m->indexes[m->indexes_n];
	const struct yaml_node *symbol = yaml_member(n, "symbol"), *set = yaml_member(n, "set");
	bool ok = true;

	if (tree_check(n, index_members, COUNT_OF(index_members), err) != 0 ||
		symbol_check(m, symbol, err) != 0 || symbol_check(m, set, err) != 0)
		return -1;
	if (strcmp(symbol->text, set->text) == 0)
		return error_set_at(err, ERROR_METHODOLOGY_DUPLICATE, RULE_INDEXES, TREE_AT(set),
			"symbol", set->text, NULL);
	index->symbol = keep(m, symbol->text, &ok);
	index->set = keep(m, set->text, &ok);
	if (!ok || !place_of(m, n, &index->place))
		return error_no_memory(err);
	m->indexes_n++;
	return 0;
}

/* The index that a parameter or an equation names; 0 where it names none. */
static int take_index(const struct methodology *m, const struct yaml_node *n, size_t *out,
	struct error *err)
{
	const struct yaml_node *k = yaml_member(n, "index");

	*out = 0;
	for (size_t i = 0; k && i < m->indexes_n; i++) {
		if (strcmp(m->indexes[i].symbol, k->text) == 0)
			*out = i + 1;
	}
	if (!k || *out)
		return 0;
	return error_set_at(err, ERROR_METHODOLOGY_INDEX, RULE_INDEXES, TREE_AT(k), "index",
		k->text, NULL);
}

static int check_indexes_given(const struct methodology *m, struct error *err)
{
	for (size_t i = 0; i < m->indexes_n; i++) {
		const struct model_index *index = &m->indexes[i];

		if (index->given)
			continue;
		error_set(err, ERROR_METHODOLOGY_INDEX_GIVEN, RULE_INDEXES, "", "index",
			index->symbol, "set", index->set, NULL);
		return place_error(&index->place, err);
	}
	return 0;
}

static int read_source(const struct yaml_node *n, enum parameter_source *out, struct error *err)
{
	for (size_t i = 0; i < COUNT_OF(source_words); i++) {
		if (strcmp(n->text, source_words[i]) == 0) {
			*out = (enum parameter_source)i;
			return 0;
		}
	}
	return word_error(n, RULE_PARAMETERS, "fixed, monitored, table", err);
}

/* default belongs to fixed parameters only, table and column to those from tables. */
static int check_source_keys(
	const struct yaml_node *n, enum parameter_source source, struct error *err)
{
	static const struct {
		const char *key;
		enum parameter_source source;
		bool required;
	} keys[] = {
		{"default", PARAMETER_FIXED, false},
		{"table", PARAMETER_TABLE, true},
		{"column", PARAMETER_TABLE, true},
	};

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct yaml_node *k = yaml_member(n, keys[i].key);

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
	const struct rational *value;

	if (optional_number(m, n, "minimum", &p->minimum, err) != 0 ||
		optional_number(m, n, "maximum", &p->maximum, err) != 0 ||
		optional_number(m, n, "default", &p->default_value, err) != 0)
		return -1;
	value = p->default_value ? p->default_value : p->minimum;
	if (value && ((p->minimum && rational_compare(value, p->minimum) < 0) ||
			     (p->maximum && rational_compare(value, p->maximum) > 0)))
		return error_set_at(err, ERROR_METHODOLOGY_BOUNDS, RULE_PARAMETERS, TREE_AT(n),
			"symbol", p->shown.symbol, NULL);
	return 0;
}

/* The number of a table, added when it is new; index: what its rows are found by. */
static int table_number(struct methodology *m, const struct yaml_node *n, size_t index,
	size_t *out, struct error *err)
{
	for (*out = 0; *out < m->tables_n; (*out)++) {
		const struct model_table *t = &m->tables[*out];

		if (strcmp(t->name, n->text) != 0)
			continue;
		if (t->index == index)
			return 0;
		return error_set_at(err, ERROR_METHODOLOGY_TABLE_INDEX, RULE_INDEXES, TREE_AT(n),
			"table", n->text, NULL);
	}
	m->tables[m->tables_n] = (struct model_table){talloc_strdup(m, n->text), index};
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
	const struct yaml_node *table = yaml_member(n, "table");

	if (check_source_keys(n, p->shown.source, err) != 0)
		return -1;
	if (!table)
		return 0;
	if (name_check(table, err) != 0 || column_check(yaml_member(n, "column"), err) != 0)
		return -1;
	return table_number(m, table, p->index, &p->table, err);
}

static bool keep_parameter(
	struct methodology *m, const struct yaml_node *n, struct methodology_parameter *shown)
{
	const struct yaml_node *name = yaml_member(n, "name");
	bool ok = true;

	shown->symbol = keep(m, tree_text(n, "symbol"), &ok);
	shown->unit = keep(m, tree_text(n, "unit"), &ok);
	shown->zh = keep(m, tree_text(name, "zh"), &ok);
	shown->en = keep(m, tree_text(name, "en"), &ok);
	shown->default_value = keep(m, tree_text(n, "default"), &ok);
	shown->minimum = keep(m, tree_text(n, "minimum"), &ok);
	shown->maximum = keep(m, tree_text(n, "maximum"), &ok);
	shown->table = keep(m, tree_text(n, "table"), &ok);
	shown->column = keep(m, tree_text(n, "column"), &ok);
	shown->index = keep(m, tree_text(n, "index"), &ok);
	return ok;
}

static int read_parameter(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	struct model_parameter *p = &m->parameters[m->parameters_n];

	if (tree_check(n, parameter_members, COUNT_OF(parameter_members), err) != 0 ||
		symbol_check(m, yaml_member(n, "symbol"), err) != 0 ||
		take_index(m, n, &p->index, err) != 0 ||
		read_source(yaml_member(n, "source"), &p->shown.source, err) != 0)
		return -1;
	if (!keep_parameter(m, n, &p->shown) || !place_of(m, n, &p->place))
		return error_no_memory(err);
	p->unit = unit_read(m, yaml_member(n, "unit"), err);
	if (!p->unit || read_bounds(m, n, p, err) != 0 || read_table(m, n, p, err) != 0)
		return -1;
	if (p->index > 0 && p->shown.source != PARAMETER_TABLE)
		m->indexes[p->index - 1].given = true;
	m->parameters_n++;
	return 0;
}

/* The scope of one equation: what was defined before it. */
struct scope {
	const struct methodology *m;
	const struct yaml_node *equations;
};

static bool scope_index(void *ctx, size_t index, const char **letter, const char **set)
{
	const struct scope *s = ctx;

	if (index > s->m->indexes_n)
		return false;
	*letter = s->m->indexes[index - 1].symbol;
	*set = s->m->indexes[index - 1].set;
	return true;
}

static int scope_find(
	void *ctx, const char *symbol, struct expression_symbol *out, struct error *err)
{
	const struct scope *s = ctx;
	int i = model_symbol(s->m, symbol);

	if (i >= 0) {
		out->number = (size_t)i;
		out->unit = out->number < s->m->parameters_n
				    ? s->m->parameters[i].unit
				    : s->m->equations[out->number - s->m->parameters_n].unit;
		out->index = model_index_of(s->m, out->number);
		return 0;
	}
	for (const struct yaml_node *n = s->equations->first; n; n = n->next) {
		const char *later = tree_text(n, "symbol");

		if (later && strcmp(later, symbol) == 0)
			return error_set(err, ERROR_FORMULA_ORDER, RULE_EQUATIONS, "", "symbol",
				symbol, NULL);
	}
	return error_set(err, ERROR_FORMULA_UNKNOWN, RULE_EQUATIONS, "", "symbol", symbol, NULL);
}

/* Whether the equation uses a parameter from that table. */
static bool uses_table(const struct methodology *m, const struct expression *e, size_t table)
{
	for (size_t i = 0; i < e->nodes_n; i++) {
		const struct expression_node *node = &e->nodes[i];

		if (node->op == EXPRESSION_SYMBOL && node->symbol < m->parameters_n &&
			m->parameters[node->symbol].shown.source == PARAMETER_TABLE &&
			m->parameters[node->symbol].table == table)
			return true;
	}
	return false;
}

static int read_or_table(struct methodology *m, const struct yaml_node *n, struct model_equation *e,
	struct error *err)
{
	const struct yaml_node *column = yaml_member(n, "column");

	if (tree_check(n, or_table_members, COUNT_OF(or_table_members), err) != 0 ||
		column_check(column, err) != 0)
		return -1;
	for (e->or_table = 0; e->or_table < m->tables_n; e->or_table++) {
		if (strcmp(m->tables[e->or_table].name, tree_text(n, "table")) == 0)
			break;
	}
	if (e->or_table == m->tables_n || m->tables[e->or_table].index != e->index ||
		!uses_table(m, e->expression, e->or_table))
		return error_set_at(err, ERROR_METHODOLOGY_OR_TABLE, RULE_EQUATIONS,
			TREE_AT(yaml_member(n, "table")), "table", tree_text(n, "table"), NULL);
	e->or_column = talloc_strdup(m, column->text);
	return e->or_column ? 0 : error_no_memory(err);
}

static int read_equation(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	struct model_equation *e = &m->equations[m->equations_n];
	struct scope s = {m, n->parent};
	struct expression_scope scope = {&s, scope_find, scope_index, 0};
	const struct yaml_node *expression = yaml_member(n, "expression");
	bool ok = true;

	if (tree_check(n, equation_members, COUNT_OF(equation_members), err) != 0 ||
		symbol_check(m, yaml_member(n, "symbol"), err) != 0 ||
		take_index(m, n, &e->index, err) != 0)
		return -1;
	scope.bound = e->index;
	e->symbol = keep(m, tree_text(n, "symbol"), &ok);
	e->unit_text = keep(m, tree_text(n, "unit"), &ok);
	if (!ok || !place_of(m, n, &e->place) || !place_of(m, expression, &e->expression_place))
		return error_no_memory(err);
	e->unit = unit_read(m, yaml_member(n, "unit"), err);
	if (!e->unit)
		return -1;
	e->expression = expression_parse(m, expression->text, m->units, &scope, err);
	if (!e->expression || expression_units_agree(e->unit, e->expression->unit, err) != 0)
		return place_error(&e->expression_place, err);
	if (yaml_member(n, "or_table") &&
		read_or_table(m, yaml_member(n, "or_table"), e, err) != 0)
		return -1;
	m->equations_n++;
	return 0;
}

static int read_result(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *symbol = yaml_member(n, "symbol"), *unit = yaml_member(n, "unit");
	const struct unit *declared, *credit;
	int i;

	if (tree_check(n, result_members, COUNT_OF(result_members), err) != 0)
		return -1;
	i = model_symbol(m, symbol->text);
	if (i < (int)m->parameters_n)
		return error_set_at(err, ERROR_METHODOLOGY_RESULT, RULE_RESULT, TREE_AT(symbol),
			"symbol", symbol->text, NULL);
	m->result = (size_t)i - m->parameters_n;
	if (m->equations[m->result].index > 0)
		return error_set_at(err, ERROR_METHODOLOGY_RESULT, RULE_RESULT, TREE_AT(symbol),
			"symbol", symbol->text, NULL);
	declared = unit_read(m, unit, err);
	if (!declared)
		return -1;
	if (expression_units_agree(declared, m->equations[m->result].unit, err) != 0)
		return tree_error(unit, err);
	/* One credit is one tonne of CO2 equivalent (Order 31 art. 22). */
	credit = unit_parse(m, m->units, "tCO2", err);
	if (!credit || expression_units_agree(declared, credit, err) != 0)
		return tree_error(unit, err);
	if (strcmp(tree_text(n, "rounding"), "floor") != 0)
		return word_error(yaml_member(n, "rounding"), RULE_RESULT, "floor", err);
	if (strcmp(tree_text(n, "per"), "calendar-year") != 0)
		return word_error(yaml_member(n, "per"), RULE_RESULT, "calendar-year", err);
	return 0;
}

/* Marks what the result needs, from the last equation back. */
static void mark_used(struct methodology *m)
{
	m->equations[m->result].used = true;
	for (size_t i = m->result + 1; i-- > 0;) {
		const struct expression *e = m->equations[i].expression;

		for (size_t j = 0; m->equations[i].used && j < e->nodes_n; j++) {
			size_t symbol = e->nodes[j].symbol;

			if (e->nodes[j].op != EXPRESSION_SYMBOL)
				continue;
			if (symbol < m->parameters_n)
				m->parameters[symbol].used = true;
			else
				m->equations[symbol - m->parameters_n].used = true;
		}
	}
}

static int check_used(const struct methodology *m, struct error *err)
{
	for (size_t i = 0; i < m->parameters_n; i++) {
		if (!m->parameters[i].used) {
			error_set(err, ERROR_METHODOLOGY_UNUSED, RULE_EQUATIONS, "", "symbol",
				m->parameters[i].shown.symbol, NULL);
			return place_error(&m->parameters[i].place, err);
		}
	}
	for (size_t i = 0; i < m->equations_n; i++) {
		if (!m->equations[i].used) {
			error_set(err, ERROR_METHODOLOGY_UNUSED, RULE_EQUATIONS, "", "symbol",
				m->equations[i].symbol, NULL);
			return place_error(&m->equations[i].place, err);
		}
	}
	return 0;
}

typedef int (*read_item)(struct methodology *m, const struct yaml_node *n, struct error *err);

static int read_list(
	struct methodology *m, const struct yaml_node *list, read_item read, struct error *err)
{
	for (const struct yaml_node *n = list ? list->first : NULL; n; n = n->next) {
		if (read(m, n, err) != 0)
			return -1;
	}
	return 0;
}

static int compile(struct methodology *m, const struct yaml_node *root, struct error *err)
{
	for (size_t i = 0; i < COUNT_OF(program_members); i++) {
		if (tree_check_member(root, &program_members[i], err) != 0)
			return -1;
	}
	if (read_notes(root, err) != 0 ||
		read_list(m, yaml_member(root, "conditions"), read_condition, err) != 0 ||
		read_list(m, yaml_member(root, "indexes"), read_index, err) != 0 ||
		read_list(m, yaml_member(root, "parameters"), read_parameter, err) != 0 ||
		check_indexes_given(m, err) != 0 ||
		read_list(m, yaml_member(root, "equations"), read_equation, err) != 0 ||
		read_result(m, yaml_member(root, "result"), err) != 0)
		return -1;
	mark_used(m);
	return check_used(m, err) == 0 ? model_read_examples(m, root, err) : -1;
}

const struct methodology *methodology_compile(void *mem, const struct yaml_node *root,
	const struct unit_table *units, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct methodology *m = talloc_zero(scratch, struct methodology);

	if (!m) {
		error_no_memory(err);
		return NULL;
	}
	m->units = units;
	m->conditions =
		talloc_zero_array(m, struct methodology_condition, METHODOLOGY_CONDITIONS_MAX);
	m->parameters = talloc_zero_array(m, struct model_parameter, METHODOLOGY_PARAMETERS_MAX);
	m->equations = talloc_zero_array(m, struct model_equation, METHODOLOGY_EQUATIONS_MAX);
	m->tables = talloc_zero_array(m, struct model_table, METHODOLOGY_PARAMETERS_MAX);
	m->indexes = talloc_zero_array(m, struct model_index, METHODOLOGY_INDEXES_MAX);
	if (!m->conditions || !m->indexes || !m->parameters || !m->equations || !m->tables) {
		error_no_memory(err);
		return NULL;
	}
	return compile(m, root, err) == 0 ? talloc_steal(mem, m) : NULL;
}

size_t methodology_parameter_count(const struct methodology *m)
{
	return m->parameters_n;
}

const struct methodology_parameter *methodology_parameter_at(const struct methodology *m, size_t i)
{
	return i < m->parameters_n ? &m->parameters[i].shown : NULL;
}

size_t methodology_condition_count(const struct methodology *m)
{
	return m->conditions_n;
}

const struct methodology_condition *methodology_condition_at(const struct methodology *m, size_t i)
{
	return i < m->conditions_n ? &m->conditions[i] : NULL;
}
