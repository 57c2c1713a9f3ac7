#include "formula/tree.h"

#include <string.h>

#include <talloc.h>

#include "base/near_word.h"

#define RULE "docs/methodology-language.md 1"

bool place_of(void *mem, const struct yaml_node *n, struct place *out)
{
	char path[ERROR_PATH_MAX];

	*out = (struct place){n->line, n->column, n->style, talloc_strdup(mem, yaml_path(n, path))};
	return out->path != NULL;
}

int place_error(const struct place *p, struct error *err)
{
	uint32_t within;

	if (!err || err->line)
		return -1;
	within = err->column ? err->column - 1 : 0;
	/* A quote stands before the text; a block's lines are not those of its text. */
	if (p->style == YAML_STYLE_BLOCK)
		within = 0;
	else if (p->style == YAML_STYLE_QUOTED && err->column)
		within++;
	err->line = p->line;
	err->column = p->column + within;
	snprintf(err->path, sizeof(err->path), "%s", p->path);
	return -1;
}

int tree_error(const struct yaml_node *n, struct error *err)
{
	char path[ERROR_PATH_MAX];
	struct place p = {n->line, n->column, n->style, yaml_path(n, path)};

	return place_error(&p, err);
}

static const char *type_name(enum member_type type)
{
	switch (type) {
	case MEMBER_LINE:
		return "text";
	case MEMBER_TEXTS:
		return "{zh, en}";
	case MEMBER_MAPPING:
		return "mapping";
	case MEMBER_LIST:
		return "list";
	}
	return "";
}

static int wrong_type(const struct yaml_node *n, enum member_type type, struct error *err)
{
	return error_set_at(err, ERROR_METHODOLOGY_TYPE, RULE, TREE_AT(n), "key",
		n->key ? n->key : "", "expected", type_name(type), NULL);
}

static int check_type(const struct yaml_node *n, const struct member *m, struct error *err)
{
	static const struct member languages[] = {
		{"zh", MEMBER_LINE, true, 0},
		{"en", MEMBER_LINE, false, 0},
	};
	static const enum yaml_type types[] = {
		[MEMBER_LINE] = YAML_SCALAR,
		[MEMBER_TEXTS] = YAML_MAPPING,
		[MEMBER_MAPPING] = YAML_MAPPING,
		[MEMBER_LIST] = YAML_SEQUENCE,
	};
	char limit[24];

	if (n->type != types[m->type])
		return wrong_type(n, m->type, err);
	if (m->type == MEMBER_LINE && n->size == 0)
		return error_set_at(
			err, ERROR_METHODOLOGY_MISSING, RULE, TREE_AT(n), "key", m->key, NULL);
	if (m->type == MEMBER_LIST && n->size > m->max) {
		snprintf(limit, sizeof(limit), "%zu", m->max);
		return error_set_at(err, ERROR_METHODOLOGY_LIST, RULE, TREE_AT(n), "key", m->key,
			"limit", limit, NULL);
	}
	return m->type == MEMBER_TEXTS ? tree_check(n, languages, COUNT_OF(languages), err) : 0;
}

int tree_check_member(const struct yaml_node *parent, const struct member *m, struct error *err)
{
	const struct yaml_node *n = yaml_member(parent, m->key);

	if (n)
		return check_type(n, m, err);
	if (!m->required)
		return 0;
	return error_set_at(
		err, ERROR_METHODOLOGY_MISSING, RULE, TREE_AT(parent), "key", m->key, NULL);
}

struct words {
	const struct member *members;
	size_t n;
};

static const char *member_word(const void *ctx, size_t i)
{
	const struct words *w = ctx;

	return i < w->n ? w->members[i].key : NULL;
}

static bool key_known(const char *key, const struct words *w)
{
	for (size_t i = 0; i < w->n; i++) {
		if (strcmp(w->members[i].key, key) == 0)
			return true;
	}
	return false;
}

static int unknown_key(const struct yaml_node *c, const struct words *w, struct error *err)
{
	char path[ERROR_PATH_MAX], accepted[ERROR_VALUE_MAX] = "";
	const char *near = near_word(c->key, member_word, w);
	size_t used = 0;

	for (size_t i = 0; i < w->n && used < sizeof(accepted); i++)
		used += (size_t)snprintf(accepted + used, sizeof(accepted) - used, "%s%s",
			i ? ", " : "", w->members[i].key);
	return error_set_at(err, ERROR_METHODOLOGY_KEY, RULE, c->key_line, c->key_column,
		yaml_path(c, path), "key", c->key, "accepted", accepted, near ? "near" : NULL, near,
		NULL);
}

/* The i-th thing to check: a key that is there, then a member that may be. 1 beyond. */
static int check_nth(const struct yaml_node *n, const struct words *w, size_t i, struct error *err)
{
	for (const struct yaml_node *c = n->first; c; c = c->next) {
		if (i-- == 0)
			return key_known(c->key, w) ? 0 : unknown_key(c, w, err);
	}
	return i < w->n ? tree_check_member(n, &w->members[i], err) : 1;
}

int tree_check(const struct yaml_node *n, const struct member *members, size_t members_n,
	struct error *err)
{
	const struct words w = {members, members_n};
	int rc = 0;

	if (n->type != YAML_MAPPING)
		return wrong_type(n, MEMBER_MAPPING, err);
	for (size_t i = 0; rc == 0; i++)
		rc = check_nth(n, &w, i, err);
	return rc < 0 ? -1 : 0;
}

size_t tree_check_all(const struct yaml_node *n, const struct member *members, size_t members_n,
	struct error_list *faults)
{
	const struct words w = {members, members_n};
	size_t found = 0;
	int rc = 0;

	if (n->type != YAML_MAPPING) {
		struct error err = {0};

		wrong_type(n, MEMBER_MAPPING, &err);
		error_list_add(faults, &err);
		return 1;
	}
	for (size_t i = 0; rc <= 0; i++) {
		struct error err = {0};

		rc = check_nth(n, &w, i, &err);
		if (rc < 0)
			error_list_add(faults, &err);
		found += rc < 0;
	}
	return found;
}

const char *tree_text(const struct yaml_node *n, const char *key)
{
	const struct yaml_node *m = yaml_member(n, key);

	return m && m->type == YAML_SCALAR ? m->text : NULL;
}
