#include "yaml/yaml.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>
#include <yaml.h>

#include "base/limits.h"
#include "base/phrase.h"
#include "yaml/misprint.h"
#include "yaml/surface.h"
#include "yaml/text.h"

static const char rule[] = "docs/ledger-format.md 2.2";

/* The state of one run of the reader; the tree grows below root. */
struct reader {
	yaml_parser_t parser;
	void *mem;
	const char *bytes;
	size_t size;
	struct yaml_node *root, *open; /* open: the innermost collection, NULL outside */
	int depth;
	size_t nodes;
	bool has_key; /* the next node of the open mapping has this key */
	struct yaml_node key;
	size_t cursor, cursor_index; /* a byte offset and its count of characters */
	struct surface surface;
	size_t from, to; /* the bytes of the scalar that is being read */
};

static void parser_auto(yaml_parser_t **parser)
{
	yaml_parser_delete(*parser);
}

static void event_auto(yaml_event_t *event)
{
	yaml_event_delete(event);
}

/*
 * libyaml's marks count characters. They agree with the lines and columns of
 * text.h because every character that only libyaml takes for a break has already
 * been refused.
 */
static void place_node(struct yaml_node *n, const yaml_mark_t *mark)
{
	n->line = (uint32_t)mark->line + 1;
	n->column = (uint32_t)mark->column + 1;
}

static int refuse_at(const struct reader *r, const yaml_mark_t *mark, enum error_code code,
	const char *name, const char *value, struct error *err)
{
	char path[ERROR_PATH_MAX] = "";

	if (r->open)
		yaml_path(r->open, path);
	return error_set_at(err, code, rule, (uint32_t)mark->line + 1, (uint32_t)mark->column + 1,
		path, name, value, NULL);
}

static int refuse_feature(
	const struct reader *r, const yaml_mark_t *mark, enum phrase feature, struct error *err)
{
	return refuse_at(r, mark, ERROR_YAML_FEATURE, "feature", phrase_text(feature), err);
}

/* The likeness of a sign in those lines (from 0), which is why YAML failed; else false. */
static bool refuse_misprint(const struct reader *r, size_t first, size_t last, struct error *err)
{
	struct misprint m;

	if (!misprint_find(r->bytes, r->size, (uint32_t)first + 1, (uint32_t)last + 1, &m))
		return false;
	error_set_at(err, ERROR_YAML_FULL_WIDTH, rule, m.line, m.column, "", "character", m.found,
		"expected", m.expected, NULL);
	return true;
}

static int refuse_syntax(const struct reader *r, struct error *err)
{
	const yaml_parser_t *p = &r->parser;
	size_t last = p->problem_mark.line, first = last > 0 ? last - 1 : 0;

	if (p->error == YAML_MEMORY_ERROR)
		return error_no_memory(err);
	/* A key without a colon may be lines away. */
	if (p->error == YAML_SCANNER_ERROR && p->context_mark.line < first)
		first = p->context_mark.line;
	if (refuse_misprint(r, first, last, err))
		return -1;
	return refuse_at(r, &p->problem_mark, ERROR_YAML_SYNTAX, "problem",
		p->problem ? p->problem : phrase_text(PHRASE_YAML_UNREADABLE), err);
}

/* The byte offset of a count of characters; calls come in ascending order. */
static size_t offset_of(struct reader *r, size_t index)
{
	while (r->cursor_index < index && r->cursor < r->size) {
		r->cursor++;
		while (r->cursor < r->size && ((unsigned char)r->bytes[r->cursor] & 0xC0) == 0x80)
			r->cursor++;
		r->cursor_index++;
	}
	return r->cursor;
}

/* An error of the surface gets the path of the collection that it stands in. */
static int with_path(const struct reader *r, struct error *err)
{
	if (err && r->open && !err->path[0])
		yaml_path(r->open, err->path);
	return -1;
}

/* What stands before the node that the mark begins. */
static int check_gap(struct reader *r, const yaml_mark_t *mark, struct error *err)
{
	if (surface_gap(&r->surface, offset_of(r, mark->index), err) < 0)
		return with_path(r, err);
	return 0;
}

/* How a scalar is written, as the surface and as the tree have it. */
static const struct {
	enum surface_form form;
	enum yaml_style style;
} styles[] = {
	[YAML_ANY_SCALAR_STYLE] = {SURFACE_PLAIN, YAML_STYLE_PLAIN},
	[YAML_PLAIN_SCALAR_STYLE] = {SURFACE_PLAIN, YAML_STYLE_PLAIN},
	[YAML_SINGLE_QUOTED_SCALAR_STYLE] = {SURFACE_SINGLE, YAML_STYLE_QUOTED},
	[YAML_DOUBLE_QUOTED_SCALAR_STYLE] = {SURFACE_DOUBLE, YAML_STYLE_QUOTED},
	[YAML_LITERAL_SCALAR_STYLE] = {SURFACE_BLOCK, YAML_STYLE_BLOCK},
	[YAML_FOLDED_SCALAR_STYLE] = {SURFACE_BLOCK, YAML_STYLE_BLOCK},
};

/* How the scalar is written; n is its node, NULL of a key. */
static int check_surface(
	struct reader *r, const yaml_event_t *e, const struct yaml_node *n, struct error *err)
{
	if (surface_scalar(&r->surface, r->to, styles[e->data.scalar.style].form, err) == 0)
		return 0;
	/* A key with another colon is taken for the beginning of a value. */
	if (e->start_mark.line != e->end_mark.line &&
		refuse_misprint(r, e->start_mark.line, e->end_mark.line, err))
		return -1;
	if (err && n)
		yaml_path(n, err->path);
	return with_path(r, err);
}

/*
 * `{first: 65,000}`: the key that begins where r->from is, is the end of a number whose
 * thousands are separated. Such a number is given back whole, and without separators.
 */
static bool is_thousands(const struct reader *r, char found[64], char digits[64])
{
	size_t from = r->from, to = r->to, n = 0;

	while (from > 0 && strchr(",0123456789", r->bytes[from - 1]))
		from--;
	while (to < r->size && strchr(",.0123456789", r->bytes[to]))
		to++;
	if (from == r->from || r->bytes[from] == ',' || r->bytes[r->from - 1] != ',' ||
		to - from >= 64 || !strchr(",0123456789", r->bytes[r->from]))
		return false;
	if (r->bytes[to - 1] == ',')
		to--;
	memcpy(found, r->bytes + from, to - from);
	found[to - from] = '\0';
	for (size_t i = 0; found[i]; i++)
		if (found[i] != ',')
			digits[n++] = found[i];
	digits[n] = '\0';
	return true;
}

/* A key is one line and its colon; `? key` and `{key}` are refused here. */
static int check_key_form(struct reader *r, const yaml_event_t *e, struct error *err)
{
	char found[64], digits[64], path[ERROR_PATH_MAX];
	size_t i = r->to;

	while (i < r->size && r->bytes[i] == ' ')
		i++;
	if (i < r->size && r->bytes[i] == ':')
		return 0;
	if (is_thousands(r, found, digits))
		return error_set_at(err, ERROR_YAML_THOUSANDS, rule,
			(uint32_t)e->start_mark.line + 1, (uint32_t)e->start_mark.column + 1,
			yaml_path(r->open, path), "found", found, "expected", digits, NULL);
	if (refuse_misprint(r, e->start_mark.line, e->end_mark.line, err))
		return -1;
	return refuse_feature(r, &e->start_mark, PHRASE_YAML_COMPLEX_KEY, err);
}

/* A key is a line of text in NFC, so that what looks like a field is that field. */
static int check_key_text(struct reader *r, const yaml_event_t *e, struct error *err)
{
	const char *text = (const char *)e->data.scalar.value;
	size_t size = e->data.scalar.length;
	struct error inner;

	if (memchr(text, '\n', size))
		return refuse_feature(r, &e->start_mark, PHRASE_YAML_COMPLEX_KEY, err);
	if (text_check_line(text, size, &inner) < 0)
		return refuse_at(r, &e->start_mark, inner.code, "character",
			error_argument(&inner, "character"), err);
	if (!text_is_nfc(text, size))
		return refuse_at(r, &e->start_mark, ERROR_TEXT_NFC, "text", text, err);
	return 0;
}

static int read_key(struct reader *r, const yaml_event_t *e, struct error *err)
{
	const char *text = (const char *)e->data.scalar.value;
	size_t size = e->data.scalar.length;
	struct yaml_node *k = &r->key;

	*k = (struct yaml_node){.parent = r->open};
	place_node(k, &e->start_mark);
	if (size == 0)
		return refuse_at(r, &e->start_mark, ERROR_YAML_EMPTY_KEY, NULL, NULL, err);
	if (size > LIMIT_KEY)
		return refuse_at(r, &e->start_mark, ERROR_YAML_SCALAR_SIZE, "limit", "128", err);
	if (size == 2 && memcmp(text, "<<", 2) == 0)
		return refuse_feature(r, &e->start_mark, PHRASE_YAML_MERGE_KEY, err);
	if (check_key_form(r, e, err) < 0)
		return -1;
	if (text_check_scalar(text, size, k->line, k->column, "", err) < 0)
		return -1;
	if (check_surface(r, e, NULL, err) < 0)
		return -1;
	if (check_key_text(r, e, err) < 0)
		return -1;
	k->key = talloc_strndup(r->root, text, size);
	if (!k->key)
		return error_no_memory(err);
	r->has_key = true;
	return 0;
}

/* A node for the event, appended to the children of the open collection. */
static struct yaml_node *add_node(struct reader *r, const yaml_event_t *e, struct error *err)
{
	struct yaml_node *n, *parent = r->open;

	if (++r->nodes > LIMIT_YAML_NODES) {
		refuse_at(r, &e->start_mark, ERROR_YAML_NODES, "limit", "200000", err);
		return NULL;
	}
	n = talloc_zero(r->root ? (void *)r->root : r->mem, struct yaml_node);
	if (!n) {
		error_no_memory(err);
		return NULL;
	}
	place_node(n, &e->start_mark);
	if (!parent) {
		r->root = n;
		return n;
	}
	if (r->has_key) {
		n->key = r->key.key;
		n->key_line = r->key.line;
		n->key_column = r->key.column;
		r->has_key = false;
	}
	n->parent = parent;
	n->index = (uint32_t)parent->size++;
	if (parent->last)
		parent->last->next = n;
	else
		parent->first = n;
	parent->last = n;
	return n;
}

/* The text at the root of a file that is no mapping: perhaps its colon is another one. */
static int refuse_root(const struct reader *r, const yaml_event_t *e, struct error *err)
{
	if (refuse_misprint(r, e->start_mark.line, e->end_mark.line, err))
		return -1;
	return refuse_at(r, &e->start_mark, ERROR_YAML_NOT_MAPPING, NULL, NULL, err);
}

static int read_scalar(struct reader *r, const yaml_event_t *e, struct error *err)
{
	const char *text = (const char *)e->data.scalar.value;
	size_t size = e->data.scalar.length;
	char path[ERROR_PATH_MAX];
	struct yaml_node *n;

	if (e->data.scalar.anchor)
		return refuse_feature(r, &e->start_mark, PHRASE_YAML_ANCHOR, err);
	if (e->data.scalar.tag)
		return refuse_feature(r, &e->start_mark, PHRASE_YAML_TAG, err);
	if (!r->open)
		return refuse_root(r, e, err);
	if (check_gap(r, &e->start_mark, err) < 0)
		return -1;
	r->from = r->cursor;
	r->to = offset_of(r, e->end_mark.index);
	if (r->open->type == YAML_MAPPING && !r->has_key)
		return read_key(r, e, err);
	n = add_node(r, e, err);
	if (!n)
		return -1;
	n->type = YAML_SCALAR;
	n->style = styles[e->data.scalar.style].style;
	if (size > LIMIT_SCALAR)
		return error_set_at(err, ERROR_YAML_SCALAR_SIZE, rule, n->line, n->column,
			yaml_path(n, path), "limit", "16384", NULL);
	if (text_check_scalar(text, size, n->line, n->column, yaml_path(n, path), err) < 0)
		return -1;
	if (check_surface(r, e, n, err) < 0)
		return -1;
	n->text = talloc_strndup(r->root, text, size);
	if (!n->text)
		return error_no_memory(err);
	n->size = size;
	return 0;
}

static int open_collection(
	struct reader *r, const yaml_event_t *e, enum yaml_type type, struct error *err)
{
	bool mapping = type == YAML_MAPPING;
	struct yaml_node *n;

	if (mapping ? e->data.mapping_start.anchor : e->data.sequence_start.anchor)
		return refuse_feature(r, &e->start_mark, PHRASE_YAML_ANCHOR, err);
	if (mapping ? e->data.mapping_start.tag : e->data.sequence_start.tag)
		return refuse_feature(r, &e->start_mark, PHRASE_YAML_TAG, err);
	if (!r->open && !mapping)
		return refuse_at(r, &e->start_mark, ERROR_YAML_NOT_MAPPING, NULL, NULL, err);
	if (r->open && r->open->type == YAML_MAPPING && !r->has_key)
		return refuse_feature(r, &e->start_mark, PHRASE_YAML_COMPLEX_KEY, err);
	if (r->depth == LIMIT_YAML_DEPTH)
		return refuse_at(r, &e->start_mark, ERROR_YAML_DEPTH, "limit", "32", err);
	if (check_gap(r, &e->start_mark, err) < 0)
		return -1;
	if (mapping ? e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
		    : e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
		surface_open(&r->surface, r->open ? r->open->column : 0);
	n = add_node(r, e, err);
	if (!n)
		return -1;
	n->type = type;
	r->open = n;
	r->depth++;
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct yaml_node *x = *(const struct yaml_node *const *)a;
	const struct yaml_node *y = *(const struct yaml_node *const *)b;
	int order = strcmp(x->key, y->key);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* Sorts the keys, so that the cost is not the square of their number. */
static int check_duplicates(const struct yaml_node *mapping, struct error *err)
{
	const struct yaml_node *twice = NULL;
	const struct yaml_node **sorted;
	char path[ERROR_PATH_MAX];
	size_t n = 0;

	if (mapping->size < 2)
		return 0;
	sorted = talloc_array(NULL, const struct yaml_node *, (unsigned)mapping->size);
	if (!sorted)
		return error_no_memory(err);
	for (const struct yaml_node *child = mapping->first; child; child = child->next)
		sorted[n++] = child;
	qsort(sorted, n, sizeof(*sorted), by_key);
	for (size_t i = 1; i < n; i++)
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0 &&
			(!twice || sorted[i]->index < twice->index))
			twice = sorted[i];
	talloc_free(sorted);
	if (!twice)
		return 0;
	return error_set_at(err, ERROR_YAML_DUPLICATE, rule, twice->key_line, twice->key_column,
		yaml_path(twice, path), "key", twice->key, NULL);
}

static int close_collection(struct reader *r, struct error *err)
{
	struct yaml_node *n = r->open;

	if (n->type == YAML_MAPPING && check_duplicates(n, err) < 0)
		return -1;
	r->open = n->parent;
	r->depth--;
	return 0;
}

static int read_event(struct reader *r, const yaml_event_t *e, struct error *err)
{
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (!e->data.document_start.implicit || e->data.document_start.version_directive)
			return refuse_feature(r, &e->start_mark, PHRASE_YAML_DIRECTIVE, err);
		return 0;
	case YAML_ALIAS_EVENT:
		return refuse_feature(r, &e->start_mark, PHRASE_YAML_ALIAS, err);
	case YAML_SCALAR_EVENT:
		return read_scalar(r, e, err);
	case YAML_SEQUENCE_START_EVENT:
		return open_collection(r, e, YAML_SEQUENCE, err);
	case YAML_MAPPING_START_EVENT:
		return open_collection(r, e, YAML_MAPPING, err);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_collection(r, err);
	case YAML_STREAM_END_EVENT:
		if (!r->root)
			return refuse_at(
				r, &e->start_mark, ERROR_YAML_NOT_MAPPING, NULL, NULL, err);
		return surface_gap(&r->surface, r->size, err);
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		return 0;
	}
	return 0;
}

static int read_all(struct reader *r, struct error *err)
{
	for (;;) {
		AUTO(event_auto) yaml_event_t event = {0};

		if (!yaml_parser_parse(&r->parser, &event))
			return refuse_syntax(r, err);
		if (read_event(r, &event, err) < 0)
			return -1;
		if (event.type == YAML_STREAM_END_EVENT)
			return 0;
	}
}

int yaml_parse(
	void *mem, const char *bytes, size_t size, struct yaml_node **root, struct error *err)
{
	struct reader r = {.mem = mem, .bytes = bytes, .size = size};
	AUTO(parser_auto) UNUSED yaml_parser_t *parser = &r.parser;

	if (!yaml_parser_initialize(&r.parser))
		return error_no_memory(err);
	surface_init(&r.surface, bytes, size);
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)bytes, size);
	if (read_all(&r, err) < 0) {
		talloc_free(r.root);
		return -1;
	}
	*root = r.root;
	return 0;
}

const struct yaml_node *yaml_member(const struct yaml_node *n, const char *key)
{
	if (!n || n->type != YAML_MAPPING)
		return NULL;
	for (const struct yaml_node *child = n->first; child; child = child->next)
		if (strcmp(child->key, key) == 0)
			return child;
	return NULL;
}

/* Appends one reference token, escaped (RFC 6901); false when it does not fit. */
static bool add_token(char out[ERROR_PATH_MAX], size_t *used, const char *token)
{
	size_t n = *used;

	if (n + 1 >= ERROR_PATH_MAX)
		return false;
	out[n++] = '/';
	for (const char *p = token; *p; p++) {
		bool escape = *p == '~' || *p == '/';

		if (n + (escape ? 2 : 1) >= ERROR_PATH_MAX)
			return false;
		if (escape)
			out[n++] = '~';
		out[n++] = *p == '~' ? '0' : *p == '/' ? '1' : *p;
	}
	*used = n;
	return true;
}

char *yaml_path(const struct yaml_node *n, char out[ERROR_PATH_MAX])
{
	const struct yaml_node *chain[LIMIT_YAML_DEPTH + 1];
	size_t count = 0, used = 0;
	char number[16];

	for (; n->parent; n = n->parent) {
		assert(count < COUNT_OF(chain));
		chain[count++] = n;
	}
	while (count > 0) {
		const struct yaml_node *step = chain[--count];

		snprintf(number, sizeof(number), "%u", step->index);
		if (!add_token(out, &used, step->key ? step->key : number))
			break;
	}
	out[used] = '\0';
	return out;
}

/* The child that one escaped reference token names, or NULL. */
static const struct yaml_node *step_into(const struct yaml_node *n, const char *token, size_t size)
{
	char text[2 * LIMIT_KEY + 1], number[16];
	size_t used = 0;

	if (n->type == YAML_SCALAR || size >= sizeof(text))
		return NULL;
	for (size_t i = 0; i < size; i++) {
		bool escape = token[i] == '~' && i + 1 < size;

		if (escape)
			i++;
		text[used++] = !escape ? token[i] : token[i] == '0' ? '~' : '/';
	}
	text[used] = '\0';
	if (n->type == YAML_MAPPING)
		return yaml_member(n, text);
	for (const struct yaml_node *child = n->first; child; child = child->next) {
		snprintf(number, sizeof(number), "%u", child->index);
		if (strcmp(number, text) == 0)
			return child;
	}
	return NULL;
}

/* Goes as far down the pointer as there are nodes; *rest is the part not found. */
static const struct yaml_node *walk_pointer(
	const struct yaml_node *n, const char *pointer, const char **rest)
{
	*rest = pointer;
	while (**rest == '/') {
		const char *token = *rest + 1;
		size_t size = strcspn(token, "/");
		const struct yaml_node *child = step_into(n, token, size);

		if (!child)
			break;
		n = child;
		*rest = token + size;
	}
	return n;
}

const struct yaml_node *yaml_at(const struct yaml_node *root, const char *pointer)
{
	const char *rest;
	const struct yaml_node *n = walk_pointer(root, pointer, &rest);

	return *rest ? NULL : n;
}

const struct yaml_node *yaml_nearest(const struct yaml_node *root, const char *pointer)
{
	const char *rest;

	return walk_pointer(root, pointer, &rest);
}
