#include "record/overlay.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

#include "base/limits.h"

/*
 * A height-balanced (AVL) tree for each kind: reading and putting take logarithmic time in
 * whatever order keys arrive, so the order of a settlement's thousands of legs cannot make it
 * slow. A node holds only as much of a record as its kind uses. Trees only grow: records are
 * replaced, never taken out.
 */
struct node {
	struct node *left, *right;
	int height;
	struct record record; /* cut at record_table()->size: never copied by assignment */
};

struct overlay {
	struct view view;
	const struct view *base; /* NULL: empty */
	struct node *root[RECORD_KIND_COUNT];
	size_t count;
};

static int key_compare(const struct record *a, const struct record *b)
{
	return record_compare(a, b, record_table(a->kind)->keys_n);
}

static int node_height(const struct node *n)
{
	return n ? n->height : 0;
}

static void node_measure(struct node *n)
{
	int left = node_height(n->left), right = node_height(n->right);

	n->height = 1 + (left > right ? left : right);
}

static struct node *rotate_right(struct node *n)
{
	struct node *up = n->left;

	n->left = up->right;
	up->right = n;
	node_measure(n);
	node_measure(up);
	return up;
}

static struct node *rotate_left(struct node *n)
{
	struct node *up = n->right;

	n->right = up->left;
	up->left = n;
	node_measure(n);
	node_measure(up);
	return up;
}

static struct node *node_balance(struct node *n)
{
	int lean = node_height(n->left) - node_height(n->right);

	if (lean > 1) {
		if (node_height(n->left->left) < node_height(n->left->right))
			n->left = rotate_left(n->left);
		return rotate_right(n);
	}
	if (lean < -1) {
		if (node_height(n->right->right) < node_height(n->right->left))
			n->right = rotate_right(n->right);
		return rotate_left(n);
	}
	node_measure(n);
	return n;
}

/* The tree with fresh in it; its key must not be there yet. Depth is logarithmic. */
static struct node *node_insert(struct node *n, struct node *fresh)
{
	if (!n)
		return fresh;
	if (key_compare(&fresh->record, &n->record) < 0)
		n->left = node_insert(n->left, fresh);
	else
		n->right = node_insert(n->right, fresh);
	return node_balance(n);
}

static struct node *node_find(const struct overlay *o, const struct record *key)
{
	struct node *n = o->root[key->kind];

	while (n) {
		int by = key_compare(key, &n->record);

		if (by == 0)
			return n;
		n = by < 0 ? n->left : n->right;
	}
	return NULL;
}

/* The last node whose key is at most the one given. */
static const struct node *at_most(const struct overlay *o, const struct record *key)
{
	const struct node *n = o->root[key->kind], *best = NULL;

	while (n) {
		if (key_compare(&n->record, key) <= 0) {
			best = n;
			n = n->right;
		} else {
			n = n->left;
		}
	}
	return best;
}

/* The first node whose key is at least the one given, or with `beyond` greater than it. */
static const struct node *at_least(const struct overlay *o, const struct record *key, bool beyond)
{
	const struct node *n = o->root[key->kind], *best = NULL;

	while (n) {
		int by = key_compare(&n->record, key);

		if (by > 0 || (by == 0 && !beyond)) {
			best = n;
			n = n->left;
		} else {
			n = n->right;
		}
	}
	return best;
}

/* Copies what the kind uses, and its long text below mem. */
static int copy_record(void *mem, struct record *to, const struct record *from, struct error *err)
{
	const struct record_table *t = record_table(from->kind);

	memcpy((void *)to, (const void *)from, t->size);
	for (unsigned i = 0; i < t->columns_n; i++) {
		const char **text;

		if (t->columns[i].type != COLUMN_LONG)
			continue;
		text = (const char **)((char *)to + t->columns[i].offset);
		if (!*text)
			continue;
		*text = talloc_strdup(mem, *text);
		if (!*text)
			return error_no_memory(err);
	}
	return 0;
}

static int overlay_get(void *ctx, void *mem, struct record *r, struct error *err)
{
	const struct overlay *o = ctx;
	const struct node *n = node_find(o, r);

	if (n)
		return copy_record(mem, r, &n->record, err) != 0 ? -1 : 1;
	return o->base ? view_get(o->base, mem, r, err) : 0;
}

static int overlay_floor(void *ctx, void *mem, unsigned same, struct record *r, struct error *err)
{
	const struct overlay *o = ctx;
	const struct node *n = at_most(o, r);
	struct record below = *r;
	int found = 0;

	if (n && record_compare(&n->record, r, same) != 0)
		n = NULL;
	if (o->base)
		found = view_floor(o->base, mem, same, &below, err);
	if (found < 0)
		return -1;
	if (n && (found == 0 || key_compare(&n->record, &below) >= 0))
		return copy_record(mem, r, &n->record, err) != 0 ? -1 : 1;
	if (found)
		*r = below;
	return found;
}

struct merge {
	const struct overlay *o;
	void *mem;
	unsigned same;
	struct record last; /* key of the last record given, or where to begin */
	bool beyond;	    /* last has been given: go on after it */
	view_each_fn fn;
	void *fn_ctx;
};

/*
 * Gives our own records up to `limit` (NULL: all). Each is looked up
 * by the key before it, so fn may put records while it is being called.
 */
static int give_own(struct merge *m, const struct record *limit, struct error *err)
{
	for (;;) {
		const struct node *n = at_least(m->o, &m->last, m->beyond);
		struct record copy;
		int result;

		if (!n || record_compare(&n->record, &m->last, m->same) != 0)
			return 0;
		if (limit && key_compare(&n->record, limit) > 0)
			return 0;
		memset(&copy, 0, sizeof(copy));
		if (copy_record(m->mem, &copy, &n->record, err) != 0)
			return -1;
		m->last = copy;
		m->beyond = true;
		result = m->fn(m->fn_ctx, &copy, err);
		if (result != 0)
			return result;
	}
}

static int merge_below(void *ctx, const struct record *r, struct error *err)
{
	struct merge *m = ctx;
	int result = give_own(m, r, err);

	if (result != 0)
		return result;
	if (m->beyond && key_compare(&m->last, r) >= 0)
		return 0;
	m->last = *r;
	m->beyond = true;
	return m->fn(m->fn_ctx, r, err);
}

static int overlay_view_each(void *ctx, void *mem, unsigned same, const struct record *from,
	view_each_fn fn, void *fn_ctx, struct error *err)
{
	const struct overlay *o = ctx;
	struct merge m = {
		.o = o, .mem = mem, .same = same, .last = *from, .fn = fn, .fn_ctx = fn_ctx};
	int result = 0;

	if (o->base)
		result = view_each(o->base, mem, same, from, merge_below, &m, err);
	return result != 0 ? result : give_own(&m, NULL, err);
}

/* Changes are not in the tree yet: the root is the one before them. */
static int overlay_root(void *ctx, int64_t entries, struct digest *out, struct error *err)
{
	const struct overlay *o = ctx;

	return o->base ? view_root(o->base, entries, out, err) : 0;
}

struct overlay *overlay_new(void *mem, const struct view *base)
{
	struct overlay *o = talloc_zero(mem, struct overlay);

	if (!o)
		return NULL;
	o->base = base;
	o->view = (struct view){.ctx = o,
		.get = overlay_get,
		.floor = overlay_floor,
		.each = overlay_view_each,
		.root = overlay_root};
	return o;
}

int overlay_put(struct overlay *o, const struct record *r, struct error *err)
{
	const struct record_table *t = record_table(r->kind);
	struct node *n = node_find(o, r);

	if (n)
		return copy_record(o, &n->record, r, err);
	n = talloc_size(o, offsetof(struct node, record) + t->size);
	if (!n)
		return error_no_memory(err);
	n->left = n->right = NULL;
	n->height = 1;
	if (copy_record(o, &n->record, r, err) != 0)
		return -1;
	o->root[r->kind] = node_insert(o->root[r->kind], n);
	o->count++;
	return 0;
}

const struct view *overlay_view(const struct overlay *o)
{
	return &o->view;
}

size_t overlay_count(const struct overlay *o)
{
	return o->count;
}

static int tree_each(const struct node *n, view_each_fn fn, void *ctx, struct error *err)
{
	struct record copy;
	int result;

	if (!n)
		return 0;
	result = tree_each(n->left, fn, ctx, err);
	if (result != 0)
		return result;
	memset(&copy, 0, sizeof(copy));
	memcpy((void *)&copy, (const void *)&n->record, record_table(n->record.kind)->size);
	result = fn(ctx, &copy, err);
	return result != 0 ? result : tree_each(n->right, fn, ctx, err);
}

int overlay_each(const struct overlay *o, view_each_fn fn, void *ctx, struct error *err)
{
	for (int kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++) {
		int result = tree_each(o->root[kind], fn, ctx, err);

		if (result != 0)
			return result;
	}
	return 0;
}

static int put_into(void *ctx, const struct record *r, struct error *err)
{
	return overlay_put(ctx, r, err);
}

int overlay_merge(struct overlay *into, const struct overlay *from, struct error *err)
{
	return overlay_each(from, put_into, into, err);
}

static int encode_into(void *ctx, const struct record *r, UNUSED struct error *err)
{
	record_encode(r, ctx);
	return 0;
}

void overlay_encode(const struct overlay *o, struct buffer *out)
{
	int result = overlay_each(o, encode_into, out, NULL);

	assert(result == 0);
}

int overlay_hash(const struct overlay *o, const struct document_id *id, struct digest *out,
	struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *text = mem ? buffer_new(mem, LIMIT_PAGE) : NULL;

	if (!text)
		return error_no_memory(err);
	buffer_add_text(text, id->text);
	buffer_add_text(text, "\n");
	overlay_encode(o, text);
	if (buffer_ok(text, err) != 0)
		return -1;
	*out = digest_of(text->bytes, text->size);
	return 0;
}
