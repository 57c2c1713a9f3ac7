/*
 * methodology_texts: what a methodology says besides its equations, and the conditions
 * that it checks.
 */
#include <string.h>

#include <talloc.h>

#include "formula/lexer.h"
#include "methodology/methodology_model.h"

#define RULE_FILE "docs/methodology-language.md 1"

/*
 * What a methodology says besides its mathematics: scope, conditions, boundary, gases,
 * pools. Most of it is for reading only and is checked for its form; conditions and
 * exclusions are answered by a design, or decided by an expression on its values.
 */

static const struct member note_members[] = {
	{"text", MEMBER_TEXTS, true, 0},
	{"basis", MEMBER_LINE, false, 0},
};

static const struct member condition_members[] = {
	{"id", MEMBER_LINE, true, 0},
	{"text", MEMBER_TEXTS, true, 0},
	{"check", MEMBER_LINE, false, 0},
	{"basis", MEMBER_LINE, false, 0},
};

/* Exclusions too. */
static const struct member way_members[] = {
	{"id", MEMBER_LINE, true, 0},
	{"text", MEMBER_TEXTS, true, 0},
	{"basis", MEMBER_LINE, false, 0},
};

static const struct member gas_members[] = {
	{"gas", MEMBER_LINE, true, 0},
	{"source", MEMBER_TEXTS, true, 0},
	{"included", MEMBER_LINE, true, 0},
	{"reason", MEMBER_TEXTS, false, 0},
	{"basis", MEMBER_LINE, false, 0},
};

static const struct member pool_members[] = {
	{"pool", MEMBER_TEXTS, true, 0},
	{"included", MEMBER_LINE, true, 0},
	{"reason", MEMBER_TEXTS, false, 0},
	{"basis", MEMBER_LINE, false, 0},
};

static int read_note(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	return model_form(m, n, note_members, COUNT_OF(note_members), err);
}

/* Whether something is inside the boundary: yes or no, and nothing else. */
static int check_included(const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *included = yaml_member(n, "included");

	if (strcmp(included->text, "yes") == 0 || strcmp(included->text, "no") == 0)
		return 0;
	return model_word_error(included, RULE_FILE, "yes, no", err);
}

static int read_gas(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	return model_form(m, n, gas_members, COUNT_OF(gas_members), err) == 0
		       ? check_included(n, err)
		       : -1;
}

static int read_pool(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	return model_form(m, n, pool_members, COUNT_OF(pool_members), err) == 0
		       ? check_included(n, err)
		       : -1;
}

static int add_condition(
	struct methodology *m, const struct yaml_node *n, bool exclusion, struct error *err)
{
	struct model_condition *c = &m->conditions[m->conditions_n];
	const struct yaml_node *id = yaml_member(n, "id"), *text = yaml_member(n, "text");
	bool ok = true;

	if (model_name_check(id, err) != 0)
		return -1;
	for (size_t i = 0; i < m->conditions_n; i++) {
		if (strcmp(m->conditions[i].shown.id, id->text) == 0)
			return error_set_at(err, ERROR_METHODOLOGY_DUPLICATE, RULE_FILE,
				TREE_AT(id), "symbol", id->text, NULL);
	}
	c->shown.id = model_keep(m, id->text, &ok);
	c->shown.zh = model_keep(m, tree_text(text, "zh"), &ok);
	c->shown.en = model_keep(m, tree_text(text, "en"), &ok);
	c->shown.check = model_keep(m, tree_text(n, "check"), &ok);
	c->shown.exclusion = exclusion;
	if (!ok)
		return error_no_memory(err);
	m->conditions_n++;
	return 0;
}

static int read_condition(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	return model_form(m, n, condition_members, COUNT_OF(condition_members), err) == 0
		       ? add_condition(m, n, false, err)
		       : -1;
}

static int read_exclusion(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	return model_form(m, n, way_members, COUNT_OF(way_members), err) == 0
		       ? add_condition(m, n, true, err)
		       : -1;
}

/* A way of showing additionality, or a case that need not: its id is a name, and its own in the
 * list. */
static int read_way(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *id = yaml_member(n, "id");

	if (model_form(m, n, way_members, COUNT_OF(way_members), err) != 0 ||
		model_name_check(id, err) != 0)
		return -1;
	for (const struct yaml_node *k = n->parent->first; k != n; k = k->next) {
		const char *other = tree_text(k, "id");

		if (other && strcmp(other, id->text) == 0)
			return error_set_at(err, ERROR_METHODOLOGY_DUPLICATE, RULE_FILE,
				TREE_AT(id), "symbol", id->text, NULL);
	}
	return 0;
}

int model_read_texts(struct methodology *m, struct error *err)
{
	static const struct {
		const char *key;
		int (*read)(struct methodology *, const struct yaml_node *, struct error *);
	} lists[] = {
		{"notes", read_note},
		{"registry_notes", read_note},
		{"gases", read_gas},
		{"pools", read_pool},
		{"exempt_cases", read_way},
		{"additionality_ways", read_way},
		{"conditions", read_condition},
		{"exclusions", read_exclusion},
	};

	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		if (model_read_list(m, yaml_member(m->root, lists[i].key), lists[i].read, err) != 0)
			return -1;
	}
	return 0;
}

/* --- checks on a design's values --- */

static struct model_condition *condition_of(struct methodology *m, const char *id)
{
	for (size_t i = 0; i < m->conditions_n; i++) {
		if (strcmp(m->conditions[i].shown.id, id) == 0)
			return &m->conditions[i];
	}
	return NULL;
}

/* What a check uses is set in the design, and counts as used. */
static int check_uses_fixed(struct methodology *m, const struct expression *e, struct error *err)
{
	for (size_t i = 0; i < e->nodes_n; i++) {
		const struct expression_node *node = &e->nodes[i];
		struct model_parameter *p = &m->parameters[node->symbol];

		if (node->op != EXPRESSION_SYMBOL)
			continue;
		if (p->shown.source != PARAMETER_FIXED) {
			error_set(err, ERROR_METHODOLOGY_CHECK_SOURCE, RULE_FILE, "", "symbol",
				p->shown.symbol, NULL);
			if (err)
				err->column = (uint32_t)node->at + 1;
			return -1;
		}
		p->used = true;
	}
	return 0;
}

static int read_check(struct methodology *m, const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *check = yaml_member(n, "check");
	struct expression_scope scope = model_scope(m, 0);
	struct model_condition *c =
		check && tree_text(n, "id") ? condition_of(m, tree_text(n, "id")) : NULL;

	if (!c || check->type != YAML_SCALAR)
		return 0;
	c->check = condition_parse(m, check->text, m->units, &scope, err);
	if (!c->check || check_uses_fixed(m, c->check, err) != 0)
		return tree_error(check, err);
	return place_of(m, check, &c->place) ? 0 : error_no_memory(err);
}

int model_read_checks(struct methodology *m, struct error *err)
{
	return model_read_list(m, yaml_member(m->root, "conditions"), read_check, err);
}
