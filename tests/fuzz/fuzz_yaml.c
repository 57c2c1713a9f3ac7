/*
 * Text and YAML: what is read has places and paths that lead back to it, and is written
 * as a text that reads back as the same tree, which is written as the same text.
 */
#include "tests/fuzz/fuzz.h"
#include "yaml/text.h"
#include "yaml/yaml.h"

static void write_node(struct yaml_writer *w, const struct yaml_node *n)
{
	if (n->type == YAML_SCALAR) {
		yaml_write_scalar(w, n->key, n->text);
		return;
	}
	if (n->type == YAML_MAPPING)
		yaml_open_mapping(w, n->key);
	else
		yaml_open_sequence(w, n->key);
	for (const struct yaml_node *c = n->first; c; c = c->next)
		write_node(w, c);
	yaml_close(w);
}

static void write_tree(const struct yaml_node *root, struct buffer *out)
{
	struct yaml_writer w;

	yaml_writer_init(&w, out);
	write_node(&w, root);
	FUZZ_CHECK(w.depth == 0 && !out->failed);
}

static void compare(const struct yaml_node *a, const struct yaml_node *b)
{
	const struct yaml_node *x = a->first, *y = b->first;

	FUZZ_CHECK(a->type == b->type && a->size == b->size && a->index == b->index);
	FUZZ_CHECK(!a->key == !b->key && (!a->key || strcmp(a->key, b->key) == 0));
	if (a->type == YAML_SCALAR)
		FUZZ_CHECK(memcmp(a->text, b->text, a->size + 1) == 0);
	for (; x && y; x = x->next, y = y->next)
		compare(x, y);
	FUZZ_CHECK(!x && !y);
}

static void check_node(const struct yaml_node *root, const struct yaml_node *n, uint32_t lines)
{
	char path[ERROR_PATH_MAX];
	size_t children = 0;

	FUZZ_CHECK(n->line >= 1 && n->line <= lines && n->column >= 1);
	yaml_path(n, path);
	FUZZ_CHECK(strlen(path) < sizeof(path));
	if (strlen(path) < ERROR_PATH_MAX - 1) {
		FUZZ_CHECK(yaml_at(root, path) == n);
		FUZZ_CHECK(yaml_nearest(root, path) == n);
	}
	if (n->type == YAML_SCALAR) {
		FUZZ_CHECK(strlen(n->text) == n->size);
		return;
	}
	for (const struct yaml_node *c = n->first; c; c = c->next) {
		FUZZ_CHECK(c->parent == n && c->index == children);
		FUZZ_CHECK((n->type == YAML_MAPPING) == (c->key != NULL));
		if (c->key)
			FUZZ_CHECK(yaml_member(n, c->key) == c);
		check_node(root, c, lines);
		children++;
	}
	FUZZ_CHECK(children == n->size);
}

static void check_tree(const struct yaml_node *root, const char *bytes, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *first = fuzz_buffer(mem), *second = fuzz_buffer(mem);
	struct yaml_node *again = NULL;
	struct error err = {0};
	uint32_t line, column;

	text_place(bytes, size, size, &line, &column);
	check_node(root, root, line);
	write_tree(root, first);
	FUZZ_CHECK(fuzz_accepted(text_check(first->bytes, first->size, &err), &err));
	FUZZ_CHECK(fuzz_accepted(yaml_parse(mem, first->bytes, first->size, &again, &err), &err));
	compare(root, again);
	write_tree(again, second);
	FUZZ_CHECK(first->size == second->size);
	FUZZ_CHECK(memcmp(first->bytes, second->bytes, first->size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *bytes = (const char *)data;
	struct yaml_node *root;
	struct error err = {0};

	fuzz_mark(&root, sizeof(root));
	if (!fuzz_accepted(text_check(bytes, size, &err), &err)) {
		FUZZ_CHECK(err.line >= 1 && err.column >= 1);
		return 0;
	}
	if (fuzz_accepted(yaml_parse(mem, bytes, size, &root, &err), &err)) {
		check_tree(root, bytes, size);
		return 0;
	}
	fuzz_check_marked(&root, sizeof(root));
	FUZZ_CHECK(err.line >= 1 && err.column >= 1);
	return 0;
}
