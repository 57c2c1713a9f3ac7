#include "rules/view.h"

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
