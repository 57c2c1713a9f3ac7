#include "record/view.h"

#include <assert.h>

int view_get(const struct view *v, void *mem, struct record *r, struct error *err)
{
	return v->get(v->ctx, mem, r, err);
}

int view_floor(const struct view *v, void *mem, unsigned same, struct record *r, struct error *err)
{
	assert(same <= record_table(r->kind)->keys_n);
	return v->floor(v->ctx, mem, same, r, err);
}

int view_each(const struct view *v, void *mem, unsigned same, const struct record *from,
	view_each_fn fn, void *fn_ctx, struct error *err)
{
	assert(same <= record_table(from->kind)->keys_n);
	return v->each(v->ctx, mem, same, from, fn, fn_ctx, err);
}

int view_root(const struct view *v, int64_t entries, struct digest *out, struct error *err)
{
	return v->root ? v->root(v->ctx, entries, out, err) : 0;
}

int view_project(const struct view *v, void *mem, const struct project_code *code,
	struct record *out, struct error *err)
{
	struct record by_code = record_new(RECORD_PROJECT_CODE);
	int found;

	by_code.project_code.code = *code;
	found = view_get(v, mem, &by_code, err);
	if (found != 1)
		return found;
	*out = record_new(RECORD_PROJECT);
	out->project.project = by_code.project_code.project;
	return view_get(v, mem, out, err);
}

/* --- what everyone may know --- */

static int refuse_of_parties(const struct record *r, struct error *err)
{
	if (!record_table(r->kind)->of_parties)
		return 0;
	return error_set(err, ERROR_DRY_RUN_PARTIES, "docs/api.md dry runs", "", NULL);
}

static int public_get(void *ctx, void *mem, struct record *r, struct error *err)
{
	const struct public_view *p = ctx;

	return refuse_of_parties(r, err) < 0 ? -1 : view_get(p->under, mem, r, err);
}

static int public_floor(void *ctx, void *mem, unsigned same, struct record *r, struct error *err)
{
	const struct public_view *p = ctx;

	return refuse_of_parties(r, err) < 0 ? -1 : view_floor(p->under, mem, same, r, err);
}

static int public_each(void *ctx, void *mem, unsigned same, const struct record *from,
	view_each_fn fn, void *fn_ctx, struct error *err)
{
	const struct public_view *p = ctx;

	if (refuse_of_parties(from, err) < 0)
		return -1;
	return view_each(p->under, mem, same, from, fn, fn_ctx, err);
}

static int public_root(void *ctx, int64_t entries, struct digest *out, struct error *err)
{
	const struct public_view *p = ctx;

	return view_root(p->under, entries, out, err);
}

void public_view_init(struct public_view *p, const struct view *under)
{
	p->under = under;
	p->view = (struct view){.ctx = p,
		.get = public_get,
		.floor = public_floor,
		.each = public_each,
		.root = public_root};
}
