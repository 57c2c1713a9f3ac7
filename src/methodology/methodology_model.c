/*
 * methodology_model: what the readers of a methodology's sections share: symbols and
 * cells by name, texts kept, lists read with all their faults, and the scope that
 * expressions are compiled in. It stands below all of them.
 */
#include "methodology/methodology_model.h"

#include <string.h>

#include <talloc.h>

#include "base/near_word.h"
#include "formula/lexer.h"

#define RULE_FILE "docs/methodology-language.md 1"
#define RULE_PARAMETERS "docs/methodology-language.md 2"
#define RULE_EQUATIONS "docs/methodology-language.md 5"
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

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

enum text_basis model_basis(const struct yaml_node *n)
{
	const char *text = tree_text(n, "basis");

	return text ? (enum text_basis)word_value(WORDS_TEXT_BASIS, text, strlen(text))
		    : BASIS_NONE;
}

/* What an item rests on: one of the words, and of a text that was obtained the text alone. */
static int check_basis(const struct methodology *m, const struct yaml_node *n, struct error *err)
{
	const struct yaml_node *basis = yaml_member(n, "basis");
	const char *status = tree_text(m->root, "status");
	char words[ERROR_VALUE_MAX];

	if (!basis)
		return 0;
	if (model_basis(n) == BASIS_NONE)
		return model_word_error(basis, RULE_FILE,
			word_choices(WORDS_TEXT_BASIS, words, sizeof(words)), err);
	if (status &&
		strcmp(status, word_text(WORDS_METHODOLOGY_STATUS, METHODOLOGY_OFFICIAL)) == 0)
		return error_set_at(err, ERROR_METHODOLOGY_BASIS, RULE_FILE, TREE_AT(basis), NULL);
	return 0;
}

int model_form(struct methodology *m, const struct yaml_node *n, const struct member *members,
	size_t members_n, struct error *err)
{
	if (!m->faults)
		return tree_check(n, members, members_n, err) == 0 ? check_basis(m, n, err) : -1;
	return tree_check_all(n, members, members_n, m->faults) == 0 ? check_basis(m, n, err) : -1;
}

int model_collect_fault(struct methodology *m, struct error *err)
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
		if (read(m, n, err) != 0 && (!m->faults || model_collect_fault(m, err) != 0))
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

bool model_lists(const struct methodology *m, const char *list, const char *symbol)
{
	const struct yaml_node *n = yaml_member(m->root, list);

	for (n = n ? n->first : NULL; n; n = n->next) {
		const char *own = tree_text(n, "symbol");

		if (own && strcmp(own, symbol) == 0)
			return true;
	}
	return false;
}

const char *model_symbol_word(const void *ctx, size_t i)
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
	const char *near = near_word(symbol, model_symbol_word, m);
	bool parameter = model_lists(m, "parameters", symbol);

	if (!parameter && !model_lists(m, "equations", symbol))
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
