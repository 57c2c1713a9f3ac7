#include "derivation/derive_read.h"

#include <string.h>

#include <talloc.h>

#include "formula/tree.h"

#define RULE DERIVE_RULE

const char *derive_keep(void *mem, const char *text, bool *ok)
{
	const char *copy = text ? talloc_strdup(mem, text) : NULL;

	*ok = *ok && (copy || !text);
	return copy;
}

/* Number of the word of a scalar, or -1 with *err naming those that there are. */
static int word_of(
	const struct yaml_node *n, const char *const *words, size_t words_n, struct error *err)
{
	AUTO_MEMORY char *accepted = talloc_strdup(NULL, "");

	for (size_t i = 0; i < words_n; i++) {
		if (n->type == YAML_SCALAR && strcmp(n->text, words[i]) == 0)
			return (int)i;
		accepted = talloc_asprintf_append(accepted, "%s%s", i ? ", " : "", words[i]);
	}
	return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(n), "value",
		n->type == YAML_SCALAR ? n->text : "", "accepted", accepted ? accepted : "", NULL);
}

int derive_word(const struct yaml_node *n, const char *key, const char *const *words,
	size_t words_n, int otherwise, struct error *err)
{
	const struct yaml_node *member = yaml_member(n, key);

	return member ? word_of(member, words, words_n, err) : otherwise;
}

/* "/raw_data/0/values/1 (31:5)", as refusals of data name the methodology. */
const char *derive_where(void *mem, const struct yaml_node *n, bool *ok)
{
	char path[ERROR_PATH_MAX];
	const char *text =
		talloc_asprintf(mem, "%s (%u:%u)", yaml_path(n, path), n->line, n->column);

	*ok = *ok && text;
	return text;
}

/* A JSON Pointer's step, as RFC 6901 writes it. */
const char *derive_path(void *mem, const char *parent, const char *name, bool *ok)
{
	char *path = talloc_asprintf(mem, "%s/", parent);

	for (const char *p = name; path && *p; p++) {
		char plain[2] = {*p, '\0'};

		path = talloc_strdup_append(path, *p == '~' ? "~0" : *p == '/' ? "~1" : plain);
	}
	*ok = *ok && path;
	return path;
}

int derive_misfit(const struct yaml_node *n, const char *what, const char *key, struct error *err)
{
	const struct yaml_node *member = yaml_member(n, key);

	return error_set_at(err, ERROR_ATTACHMENT_RULE, RULE, TREE_AT(member ? member : n), "rule",
		what, "key", key, NULL);
}

int derive_duplicate(const struct yaml_node *n, struct error *err)
{
	return error_set_at(
		err, ERROR_METHODOLOGY_DUPLICATE, RULE, TREE_AT(n), "symbol", n->text, NULL);
}

/* A list's items are lines: 0, or -1. */
int derive_check_lines(const struct yaml_node *list, struct error *err)
{
	for (const struct yaml_node *n = list ? list->first : NULL; n; n = n->next) {
		if (n->type != YAML_SCALAR || n->size == 0)
			return error_set_at(err, ERROR_METHODOLOGY_TYPE, RULE, TREE_AT(n), "key",
				list->key, "expected", "text", NULL);
	}
	return 0;
}

/* The column that a name means, where it stands, or -1; its type is one of `types`. */
int derive_column(const struct model_file *f, const struct yaml_node *n, const char *name,
	unsigned types, struct error *err)
{
	AUTO_MEMORY char *accepted = talloc_strdup(NULL, "");

	for (size_t i = 0; i < f->columns_n; i++) {
		const struct model_column *c = &f->columns[i];

		if (!(types >> c->type & 1))
			continue;
		if (strcmp(c->shown.name, name) == 0)
			return (int)i;
		accepted = talloc_asprintf_append(
			accepted, "%s%s", accepted && *accepted ? ", " : "", c->shown.name);
	}
	return error_set_at(err, ERROR_ATTACHMENT_COLUMN, RULE, TREE_AT(n), "column", name,
		"accepted", accepted ? accepted : "", NULL);
}

int derive_column_word(const struct model_column *c, const struct yaml_node *n, const char *word,
	struct error *err)
{
	for (size_t i = 0; i < c->words_n; i++) {
		if (strcmp(c->words[i], word) == 0)
			return (int)i;
	}
	return error_set_at(err, ERROR_METHODOLOGY_WORD, RULE, TREE_AT(n), "value", word,
		"accepted", c->words_text, NULL);
}

int derive_columns(const struct model_file *f, const struct yaml_node *list, unsigned types,
	size_t *columns, size_t *n, struct error *err)
{
	if (derive_check_lines(list, err) != 0)
		return -1;
	for (const struct yaml_node *item = list ? list->first : NULL; item; item = item->next) {
		int column = derive_column(f, item, item->text, types, err);

		if (column < 0)
			return -1;
		columns[(*n)++] = (size_t)column;
	}
	return 0;
}
