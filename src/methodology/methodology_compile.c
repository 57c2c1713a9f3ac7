#include "methodology/methodology.h"

#include <string.h>

#include <talloc.h>

#include "base/near_word.h"
#include "formula/lexer.h"
#include "methodology/methodology_model.h"

#define RULE_FILE "docs/methodology-language.md 1"
#define RULE_PARAMETERS "docs/methodology-language.md 2"
#define RULE_EQUATIONS "docs/methodology-language.md 5"
#define RULE_RESULT "docs/methodology-language.md 6"
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

/* The root's other keys are the head's, which the document's schema knows. */
static const struct member program_members[] = {
	{"scope", MEMBER_TEXTS, false, 0},
	{"boundary", MEMBER_TEXTS, false, 0},
	{"baseline", MEMBER_TEXTS, false, 0},
	{"leakage", MEMBER_TEXTS, false, 0},
	{"notes", MEMBER_LIST, false, METHODOLOGY_NOTES_MAX},
	{"gases", MEMBER_LIST, false, METHODOLOGY_NOTES_MAX},
	{"pools", MEMBER_LIST, false, METHODOLOGY_NOTES_MAX},
	{"additionality_ways", MEMBER_LIST, false, METHODOLOGY_CONDITIONS_MAX / 4},
	{"conditions", MEMBER_LIST, false, METHODOLOGY_CONDITIONS_MAX / 2},
	{"exclusions", MEMBER_LIST, false, METHODOLOGY_CONDITIONS_MAX / 4},
	{"indexes", MEMBER_LIST, false, METHODOLOGY_INDEXES_MAX},
	{"parameters", MEMBER_LIST, true, METHODOLOGY_PARAMETERS_MAX},
	{"raw_data", MEMBER_LIST, false, DERIVE_FILES_MAX},
	{"equations", MEMBER_LIST, true, METHODOLOGY_EQUATIONS_MAX},
	{"result", MEMBER_MAPPING, true, 0},
	{"examples", MEMBER_LIST, false, METHODOLOGY_EXAMPLES_MAX},
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

/* --- what the parts share --- */

int model_symbol(const struct methodology *m, const char *symbol)
{
	for (size_t i = 0; i < m->parameters_n; i++) {
		if (strcmp(m->parameters[i].shown.symbol, symbol) == 0)
			return (int)i;
	}
	for (size_t i = 0; i < m->equations_n; i++) {
		if (strcmp(m->equations[i].shown.symbol, symbol) == 0)
			return (int)(m->parameters_n + i);
	}
	return -1;
}

size_t model_index_of(const struct methodology *m, size_t symbol)
{
	return symbol < m->parameters_n ? m->parameters[symbol].index
					: m->equations[symbol - m->parameters_n].index;
}

/* Whether path[0..size) has a member's name for the index and for each above it. */
static bool path_fits(const struct methodology *m, size_t index, const char *path, size_t size)
{
	for (; index; index = m->indexes[index - 1].parent) {
		size_t own = 0;

		while (own < size && path[size - own - 1] != ',')
			own++;
		if (!lexer_is_member(path + size - own, own))
			return false;
		size -= own;
		if (!m->indexes[index - 1].parent)
			return size == 0;
		if (size == 0)
			return false;
		size--;
	}
	return false;
}

int model_cell(const struct methodology *m, const char *name, const char **member)
{
	size_t size = strcspn(name, "["), rest = strlen(name) - size;
	char symbol[SYMBOL_MAX + 1];
	int i;

	*member = NULL;
	if (size > SYMBOL_MAX)
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
	*member = name + size + 1;
	return path_fits(m, model_index_of(m, (size_t)i), *member, rest - 2) ? i : -1;
}

bool methodology_takes(const struct methodology *m, enum parameter_source source, const char *name)
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

const char *model_keep(struct methodology *m, const char *text, bool *ok)
{
	const char *copy = text ? talloc_strdup(m, text) : NULL;

	*ok = *ok && (copy || !text);
	return copy;
}

struct methodology_text model_keep_texts(
	struct methodology *m, const struct yaml_node *n, const char *key, bool *ok)
{
	const struct yaml_node *texts = yaml_member(n, key);

	if (!texts)
		return (struct methodology_text){NULL, NULL};
	return (struct methodology_text){model_keep(m, tree_text(texts, "zh"), ok),
		model_keep(m, tree_text(texts, "en"), ok)};
}

int model_word_error(
	const struct yaml_node *n, const char *rule, const char *accepted, struct error *err)
{
	return error_set_at(err, ERROR_METHODOLOGY_WORD, rule, TREE_AT(n), "value", n->text,
		"accepted", accepted, NULL);
}

int model_name_check(const struct yaml_node *n, struct error *err)
{
	size_t size = strlen(n->text);

	if (size <= METHODOLOGY_NAME_MAX && strspn(n->text, NAME_CHARACTERS) == size)
		return 0;
	return model_word_error(n, RULE_FILE, "A-Z a-z 0-9 . _ - (1..64)", err);
}

static bool index_name(const struct methodology *m, const char *text)
{
	for (size_t i = 0; i < m->indexes_n; i++) {
		if (strcmp(m->indexes[i].shown.symbol, text) == 0 ||
			strcmp(m->indexes[i].shown.set, text) == 0)
			return true;
	}
	return false;
}

int model_symbol_check(const struct methodology *m, const struct yaml_node *n, struct error *err)
{
	if (!lexer_is_symbol(n->text, SYMBOL_MAX) || lexer_is_reserved(n->text))
		return error_set_at(err, ERROR_METHODOLOGY_SYMBOL, RULE_PARAMETERS, TREE_AT(n),
			"symbol", n->text, NULL);
	if (model_symbol(m, n->text) >= 0 || index_name(m, n->text))
		return error_set_at(err, ERROR_METHODOLOGY_DUPLICATE, RULE_PARAMETERS, TREE_AT(n),
			"symbol", n->text, NULL);
	return 0;
}

const struct unit *model_unit(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	const struct unit *u = unit_parse(m, m->units, n->text, err);

	if (!u)
		tree_error(n, err);
	return u;
}

int model_form(struct methodology *m, const struct yaml_node *n, const struct member *members,
	size_t members_n, struct error *err)
{
	if (!m->faults)
		return tree_check(n, members, members_n, err);
	return tree_check_all(n, members, members_n, m->faults) == 0 ? 0 : -1;
}

/* What failed goes into the list, unless it only follows from another fault. */
static int collect_fault(struct methodology *m, struct error *err)
{
	if (error_http_status(err->code) >= 500)
		return -1;
	if (err->code != ERROR_NONE && err->code != ERROR_FORMULA_DEPENDS)
		error_list_add(m->faults, err);
	*err = (struct error){0};
	return 0;
}

int model_read_list(struct methodology *m, const struct yaml_node *list,
	int (*read)(struct methodology *m, const struct yaml_node *n, struct error *err),
	struct error *err)
{
	for (const struct yaml_node *n = list ? list->first : NULL; n; n = n->next) {
		if (read(m, n, err) != 0 && (!m->faults || collect_fault(m, err) != 0))
			return -1;
	}
	return 0;
}

/* --- the scope of expressions --- */

static bool scope_index(void *ctx, size_t index, struct expression_index *out)
{
	const struct methodology *m = ctx;

	if (index > m->indexes_n)
		return false;
	out->letter = m->indexes[index - 1].shown.symbol;
	out->set = m->indexes[index - 1].shown.set;
	out->parent = m->indexes[index - 1].parent;
	return true;
}

/* Whether an item of a list of the file has that symbol. */
static bool listed(const struct methodology *m, const char *list, const char *symbol)
{
	const struct yaml_node *n = yaml_member(m->root, list);

	for (n = n ? n->first : NULL; n; n = n->next) {
		const char *own = tree_text(n, "symbol");

		if (own && strcmp(own, symbol) == 0)
			return true;
	}
	return false;
}

static const char *symbol_word(const void *ctx, size_t i)
{
	const struct methodology *m = ctx;

	if (i < m->parameters_n)
		return m->parameters[i].shown.symbol;
	i -= m->parameters_n;
	return i < m->equations_n ? m->equations[i].shown.symbol : NULL;
}

/*
 * Not found: defined further down, at fault itself, or nowhere. What is listed and was
 * passed without being added has a fault of its own.
 */
static int not_found(const struct methodology *m, const char *symbol, struct error *err)
{
	const char *near = near_word(symbol, symbol_word, m);
	bool parameter = listed(m, "parameters", symbol);

	if (!parameter && !listed(m, "equations", symbol))
		return error_set(err, ERROR_FORMULA_UNKNOWN, RULE_EQUATIONS, "", "symbol", symbol,
			near ? "near" : NULL, near, NULL);
	if (m->faults && m->faults->count > 0)
		return error_set(
			err, ERROR_FORMULA_DEPENDS, RULE_EQUATIONS, "", "symbol", symbol, NULL);
	return error_set(err, ERROR_FORMULA_ORDER, RULE_EQUATIONS, "", "symbol", symbol, NULL);
}

static int scope_find(
	void *ctx, const char *symbol, struct expression_symbol *out, struct error *err)
{
	const struct methodology *m = ctx;
	int i = model_symbol(m, symbol);

	if (i < 0)
		return not_found(m, symbol, err);
	out->number = (size_t)i;
	out->unit = out->number < m->parameters_n
			    ? m->parameters[i].unit
			    : m->equations[out->number - m->parameters_n].unit;
	out->index = model_index_of(m, out->number);
	return 0;
}

struct expression_scope model_scope(struct methodology *m, size_t bound)
{
	return (struct expression_scope){m, scope_find, scope_index, bound};
}

/* --- equations --- */

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
	const struct model_table *t = m->tables;
	bool ok = true;

	if (tree_check(n, or_table_members, COUNT_OF(or_table_members), err) != 0)
		return -1;
	if (!lexer_is_symbol(column->text, SYMBOL_MAX))
		return error_set_at(err, ERROR_METHODOLOGY_SYMBOL, RULE_PARAMETERS, TREE_AT(column),
			"symbol", column->text, NULL);
	for (e->or_table = 0; e->or_table < m->tables_n; e->or_table++, t++) {
		if (!t->row && t->index == e->index && strcmp(t->name, tree_text(n, "table")) == 0)
			break;
	}
	if (e->or_table == m->tables_n || !uses_table(m, e->shown.expression, e->or_table))
		return error_set_at(err, ERROR_METHODOLOGY_OR_TABLE, RULE_EQUATIONS,
			TREE_AT(yaml_member(n, "table")), "table", tree_text(n, "table"), NULL);
	e->shown.or_table = model_keep(m, tree_text(n, "table"), &ok);
	e->shown.or_column = model_keep(m, column->text, &ok);
	return ok ? 0 : error_no_memory(err);
}

static bool keep_equation(
	struct methodology *m, const struct yaml_node *n, struct methodology_equation *shown)
{
	bool ok = true;
	const struct methodology_text name = model_keep_texts(m, n, "name", &ok);

	shown->zh = name.zh;
	shown->en = name.en;
	shown->symbol = model_keep(m, tree_text(n, "symbol"), &ok);
	shown->printed = model_keep(m, tree_text(n, "printed"), &ok);
	shown->unit = model_keep(m, tree_text(n, "unit"), &ok);
	shown->number = model_keep(m, tree_text(n, "number"), &ok);
	shown->index = model_keep(m, tree_text(n, "index"), &ok);
	return ok;
}

static int read_equation(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	struct model_equation *e = &m->equations[m->equations_n];
	const struct yaml_node *expression = yaml_member(n, "expression");
	struct expression_scope scope;

	*e = (struct model_equation){.index = 0};
	if (model_form(m, n, equation_members, COUNT_OF(equation_members), err) != 0 ||
		model_symbol_check(m, yaml_member(n, "symbol"), err) != 0 ||
		model_take_index(m, n, &e->index, err) != 0)
		return -1;
	if (!keep_equation(m, n, &e->shown) || !place_of(m, n, &e->place) ||
		!place_of(m, expression, &e->expression_place))
		return error_no_memory(err);
	e->unit = model_unit(m, yaml_member(n, "unit"), err);
	if (!e->unit)
		return -1;
	scope = model_scope(m, e->index);
	e->shown.expression = expression_parse(m, expression->text, m->units, &scope, err);
	if (!e->shown.expression ||
		expression_units_agree(e->unit, e->shown.expression->unit, err) != 0)
		return place_error(&e->expression_place, err);
	if (yaml_member(n, "or_table") && read_or_table(m, yaml_member(n, "or_table"), e, err) != 0)
		return -1;
	m->equations_n++;
	return 0;
}

/* --- the result --- */

static int read_result_symbol(
	struct methodology *m, const struct yaml_node *symbol, struct error *err)
{
	int i = model_symbol(m, symbol->text);

	if (i < 0 && m->faults && m->faults->count > 0 && listed(m, "equations", symbol->text))
		return error_set_at(err, ERROR_FORMULA_DEPENDS, RULE_RESULT, TREE_AT(symbol),
			"symbol", symbol->text, NULL);
	if (i < (int)m->parameters_n)
		return error_set_at(err, ERROR_METHODOLOGY_RESULT, RULE_RESULT, TREE_AT(symbol),
			"symbol", symbol->text, NULL);
	m->result = (size_t)i - m->parameters_n;
	if (m->equations[m->result].index > 0)
		return error_set_at(err, ERROR_METHODOLOGY_RESULT, RULE_RESULT, TREE_AT(symbol),
			"symbol", symbol->text, NULL);
	return 0;
}

static int read_result(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *unit = yaml_member(n, "unit");
	const struct unit *declared, *credit;

	if (model_form(m, n, result_members, COUNT_OF(result_members), err) != 0 ||
		read_result_symbol(m, yaml_member(n, "symbol"), err) != 0)
		return -1;
	declared = model_unit(m, unit, err);
	if (!declared)
		return -1;
	if (expression_units_agree(declared, m->equations[m->result].unit, err) != 0)
		return tree_error(unit, err);
	/* One credit is one tonne of CO2 equivalent (Order 31 art. 22). */
	credit = unit_parse(m, m->units, "tCO2", err);
	if (!credit || expression_units_agree(declared, credit, err) != 0)
		return tree_error(unit, err);
	if (strcmp(tree_text(n, "rounding"), "floor") != 0)
		return model_word_error(yaml_member(n, "rounding"), RULE_RESULT, "floor", err);
	if (strcmp(tree_text(n, "per"), "calendar-year") != 0)
		return model_word_error(yaml_member(n, "per"), RULE_RESULT, "calendar-year", err);
	return 0;
}

/* Marks what the result needs, from the last equation back. */
static void mark_used(struct methodology *m)
{
	m->equations[m->result].used = true;
	for (size_t i = m->result + 1; i-- > 0;) {
		const struct expression *e = m->equations[i].shown.expression;

		for (size_t j = 0; m->equations[i].used && j < e->nodes_n; j++) {
			size_t symbol = e->nodes[j].symbol;

			if (e->nodes[j].op != EXPRESSION_SYMBOL)
				continue;
			if (symbol < m->parameters_n)
				m->parameters[symbol].used = m->parameters[symbol].calculated =
					true;
			else
				m->equations[symbol - m->parameters_n].used = true;
		}
	}
}

/* A parameter or equation without effect; symbol numbers in their order. */
static int check_used(struct methodology *m, struct error *err)
{
	for (size_t i = 0; i < m->parameters_n + m->equations_n; i++) {
		bool parameter = i < m->parameters_n;
		const struct model_equation *e = &m->equations[parameter ? 0 : i - m->parameters_n];
		const struct model_parameter *p = &m->parameters[parameter ? i : 0];

		if (parameter ? p->used : e->used)
			continue;
		error_set(err, ERROR_METHODOLOGY_UNUSED, RULE_EQUATIONS, "", "symbol",
			symbol_word(m, i), NULL);
		place_error(parameter ? &p->place : &e->place, err);
		if (!m->faults || collect_fault(m, err) != 0)
			return -1;
	}
	return 0;
}

/* --- the whole --- */

static int check_root(struct methodology *m, struct error *err)
{
	int failed = 0;

	for (size_t i = 0; i < COUNT_OF(program_members); i++) {
		if (tree_check_member(m->root, &program_members[i], err) == 0)
			continue;
		failed = -1;
		if (!m->faults || collect_fault(m, err) != 0)
			return -1;
	}
	return failed;
}

static bool faulty(const struct methodology *m)
{
	return m->faults && m->faults->count > 0;
}

/* What raw data have to know of a parameter. */
static bool derivation_find(void *ctx, const char *symbol, struct derivation_parameter *out)
{
	const struct methodology *m = ctx;
	int i = model_symbol(m, symbol);

	if (i < 0 || (size_t)i >= m->parameters_n)
		return false;
	*out = (struct derivation_parameter){m->parameters[i].unit,
		m->parameters[i].shown.source == PARAMETER_MONITORED, 0, {false}};
	for (size_t k = m->parameters[i].index; k; k = m->indexes[k - 1].parent)
		out->path_n++;
	for (size_t k = m->parameters[i].index, n = out->path_n; k; k = m->indexes[k - 1].parent)
		out->months[--n] = m->indexes[k - 1].shown.months;
	return true;
}

/* Beside faults of parameters, what is derived of them can only be guessed. */
static int read_raw_data(struct methodology *m, struct error *err)
{
	const struct yaml_node *list = yaml_member(m->root, "raw_data");
	const struct derivation_scope scope = {m, derivation_find};

	if (!list || faulty(m))
		return 0;
	m->derivation = derivation_compile(m, list, m->units, &scope, err);
	if (m->derivation)
		return 0;
	return m->faults ? collect_fault(m, err) : -1;
}

static int compile_parts(struct methodology *m, struct error *err)
{
	if (check_root(m, err) != 0 || model_read_texts(m, err) != 0 ||
		model_read_indexes(m, err) != 0 || model_read_parameters(m, err) != 0 ||
		model_read_checks(m, err) != 0 || read_raw_data(m, err) != 0 ||
		model_read_list(m, yaml_member(m->root, "equations"), read_equation, err) != 0)
		return -1;
	if (read_result(m, yaml_member(m->root, "result"), err) != 0 &&
		(!m->faults || collect_fault(m, err) != 0))
		return -1;
	/* Beside faults, what is used and what examples give can only be guessed. */
	if (faulty(m))
		return -1;
	mark_used(m);
	return check_used(m, err) == 0 ? model_read_examples(m, err) : -1;
}

static struct methodology *methodology_new(
	void *mem, const struct yaml_node *root, const struct unit_table *units)
{
	struct methodology *m = talloc_zero(mem, struct methodology);

	if (!m)
		return NULL;
	m->units = units;
	m->root = root;
	m->conditions = talloc_zero_array(m, struct model_condition, METHODOLOGY_CONDITIONS_MAX);
	m->parameters = talloc_zero_array(m, struct model_parameter, METHODOLOGY_PARAMETERS_MAX);
	m->equations = talloc_zero_array(m, struct model_equation, METHODOLOGY_EQUATIONS_MAX);
	m->tables = talloc_zero_array(m, struct model_table, METHODOLOGY_PARAMETERS_MAX);
	m->indexes = talloc_zero_array(m, struct model_index, METHODOLOGY_INDEXES_MAX);
	if (m->conditions && m->indexes && m->parameters && m->equations && m->tables)
		return m;
	talloc_free(m);
	return NULL;
}

const struct methodology *methodology_compile(
	void *mem, const struct yaml_node *root, const struct unit_table *units, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct methodology *m = methodology_new(scratch, root, units);

	if (!m) {
		error_no_memory(err);
		return NULL;
	}
	if (compile_parts(m, err) != 0)
		return NULL;
	m->root = NULL;
	return talloc_steal(mem, m);
}

const struct methodology *methodology_check(void *mem, const struct yaml_node *root,
	const struct unit_table *units, struct error_list *faults)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct methodology *m = methodology_new(scratch, root, units);
	struct error err = {0};
	int failed = -1;

	*faults = (struct error_list){.count = 0};
	if (m) {
		m->faults = faults;
		failed = compile_parts(m, &err);
	} else {
		error_no_memory(&err);
	}
	if (!failed && faults->count == 0)
		failed = model_run_examples(scratch, m, faults, &err);
	if (failed && err.code != ERROR_NONE)
		error_list_add(faults, &err);
	if (failed || faults->count > 0)
		return NULL;
	m->root = NULL;
	m->faults = NULL;
	return talloc_steal(mem, m);
}

/* --- for those who show it --- */

size_t methodology_parameter_count(const struct methodology *m)
{
	return m->parameters_n;
}

const struct methodology_parameter *methodology_parameter_at(const struct methodology *m, size_t i)
{
	return i < m->parameters_n ? &m->parameters[i].shown : NULL;
}

const struct methodology_equation *methodology_equation_at(const struct methodology *m, size_t i)
{
	return i < m->equations_n ? &m->equations[i].shown : NULL;
}

const struct methodology_index *methodology_index_at(const struct methodology *m, size_t i)
{
	return i < m->indexes_n ? &m->indexes[i].shown : NULL;
}

size_t methodology_condition_count(const struct methodology *m)
{
	return m->conditions_n;
}

const struct methodology_condition *methodology_condition_at(const struct methodology *m, size_t i)
{
	return i < m->conditions_n ? &m->conditions[i].shown : NULL;
}

const struct derivation *methodology_derivation(const struct methodology *m)
{
	return m->derivation;
}

const struct methodology_equation *methodology_result_equation(const struct methodology *m)
{
	return &m->equations[m->result].shown;
}

void methodology_symbol_at(const struct methodology *m, size_t symbol,
	const struct methodology_parameter **parameter,
	const struct methodology_equation **equation)
{
	*parameter = methodology_parameter_at(m, symbol);
	*equation = *parameter ? NULL : methodology_equation_at(m, symbol - m->parameters_n);
}
