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
