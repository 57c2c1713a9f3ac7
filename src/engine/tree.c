/*
 * The Merkle tree of a registry: its nodes are the state's, its arithmetic is merkle.h's.
 */
#include <inttypes.h>
#include <stdio.h>

#include "engine/internal.h"

static int tree_get(void *ctx, int level, int64_t index, struct digest *out, struct error *err)
{
	return state_node(ctx, level, index, out, err);
}

static int tree_put(
	void *ctx, int level, int64_t index, const struct digest *hash, struct error *err)
{
	return state_put_node(ctx, level, index, hash, err);
}

struct merkle_store registry_merkle(struct state *s)
{
	return (struct merkle_store){.ctx = s, .get = tree_get, .put = tree_put};
}

static int get_record(void *ctx, void *mem, struct record *r, struct error *err)
{
	struct registry *of = ctx;

	return view_get(state_view(of->state), mem, r, err);
}

static int floor_record(void *ctx, void *mem, unsigned same, struct record *r, struct error *err)
{
	struct registry *of = ctx;

	return view_floor(state_view(of->state), mem, same, r, err);
}

static int each_record(void *ctx, void *mem, unsigned same, const struct record *from,
	view_each_fn fn, void *fn_ctx, struct error *err)
{
	struct registry *of = ctx;

	return view_each(state_view(of->state), mem, same, from, fn, fn_ctx, err);
}

/* Only up to the page's start: no document has seen another of its own page. */
static int root_before_page(void *ctx, int64_t entries, struct digest *out, struct error *err)
{
	struct registry *of = ctx;
	struct merkle_store tree = registry_merkle(of->state);

	if (entries < 1 || entries > of->view_entries)
		return 0;
	return merkle_root(&tree, entries, out, err) < 0 ? -1 : 1;
}

const struct view *registry_view(struct registry *r)
{
	r->view_entries = r->head.entries;
	r->view = (struct view){.ctx = r,
		.get = get_record,
		.floor = floor_record,
		.each = each_record,
		.root = root_before_page};
	return &r->view;
}

int registry_tree(struct registry *r, struct checkpoint *out, struct error *err)
{
	struct merkle_store tree = registry_merkle(r->state);
	struct checkpoint c = {.size = r->head.entries};

	if (merkle_root(&tree, c.size, &c.root, err) < 0)
		return -1;
	*out = c;
	return 0;
}

int registry_growth(struct registry *r, int64_t from, int64_t to, struct registry_growth *out,
	struct error *err)
{
	struct merkle_store tree = registry_merkle(r->state);
	struct registry_growth g = {.from.size = from, .to.size = to};
	char entries[24];

	snprintf(entries, sizeof(entries), "%" PRId64, r->head.entries);
	if (to > r->head.entries)
		return error_set(
			err, ERROR_MERKLE_RANGE, NULL, "", "part", "to", "size", entries, NULL);
	if (merkle_consistency(&tree, from, to, &g.proof, err) < 0 ||
		merkle_root(&tree, from, &g.from.root, err) < 0 ||
		merkle_root(&tree, to, &g.to.root, err) < 0)
		return -1;
	*out = g;
	return 0;
}
