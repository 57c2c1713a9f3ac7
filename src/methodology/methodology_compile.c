/*
 * methodology_compile: a methodology's file to a program: its sections in order, equations
 * with their units and indexes, and the result.
 */
#include "methodology/methodology.h"

#include <string.h>

#include <talloc.h>

#include "formula/lexer.h"
#include "methodology/methodology_model.h"

#define RULE_PARAMETERS "docs/methodology-language.md 2"
#define RULE_EQUATIONS "docs/methodology-language.md 5"
#define RULE_RESULT "docs/methodology-language.md 6"

/* The root's other keys are the head's, which the document's schema knows. */
static const struct member program_members[] = {
	{"scope", MEMBER_TEXTS, false, 0},
	{"boundary", MEMBER_TEXTS, false, 0},
	{"baseline", MEMBER_TEXTS, false, 0},
	{"leakage", MEMBER_TEXTS, false, 0},
	{"notes", MEMBER_LIST, false, METHODOLOGY_NOTES_MAX},
	{"registry_notes", MEMBER_LIST, false, METHODOLOGY_NOTES_MAX},
	{"gases", MEMBER_LIST, false, METHODOLOGY_NOTES_MAX},
	{"pools", MEMBER_LIST, false, METHODOLOGY_NOTES_MAX},
	{"exempt_cases", MEMBER_LIST, false, METHODOLOGY_CONDITIONS_MAX / 4},
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
	{"basis", MEMBER_LINE, false, 0},
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
	shown->basis = model_basis(n);
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

	if (i < 0 && m->faults && m->faults->count > 0 && model_lists(m, "equations", symbol->text))
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
			model_symbol_word(m, i), NULL);
		place_error(parameter ? &p->place : &e->place, err);
		if (!m->faults || model_collect_fault(m, err) != 0)
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
		if (!m->faults || model_collect_fault(m, err) != 0)
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
	return m->faults ? model_collect_fault(m, err) : -1;
}

static int compile_parts(struct methodology *m, struct error *err)
{
	if (check_root(m, err) != 0 || model_read_texts(m, err) != 0 ||
		model_read_indexes(m, err) != 0 || model_read_parameters(m, err) != 0 ||
		model_read_checks(m, err) != 0 || read_raw_data(m, err) != 0 ||
		model_read_list(m, yaml_member(m->root, "equations"), read_equation, err) != 0)
		return -1;
	if (read_result(m, yaml_member(m->root, "result"), err) != 0 &&
		(!m->faults || model_collect_fault(m, err) != 0))
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
		failed = model_run_examples(scratch, m, NULL, faults, &err);
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
