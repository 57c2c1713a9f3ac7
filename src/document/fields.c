#include "document/fields.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "document/decode.h"

static const void *member_at(const void *owner, size_t offset)
{
	return (const char *)owner + offset;
}

size_t field_items_n(const struct field *f, const void *owner)
{
	size_t n;

	assert(f->type == FIELD_LIST || f->type == FIELD_VALUES);
	memcpy(&n, member_at(owner, f->count_offset), sizeof(n));
	return n;
}

const void *field_item(const struct field *f, const void *owner, size_t i, struct field *item)
{
	const void *items;
	size_t size = f->sub ? f->sub->size : decode_size(f->item_type);

	assert(f->type == FIELD_LIST && i < field_items_n(f, owner));
	memcpy(&items, member_at(owner, f->offset), sizeof(items));
	*item = *f;
	item->type = f->sub ? FIELD_MAPPING : f->item_type;
	item->offset = 0;
	return member_at(items, i * size);
}

static size_t place_write(const struct field_place *place, char *out, size_t size)
{
	size_t before = place->up ? place_write(place->up, out, size) : 0;

	if (before >= size)
		return before;
	return before + (size_t)(place->key
					 ? snprintf(out + before, size - before, "/%s", place->key)
					 : snprintf(out + before, size - before, "/%zu", place->i));
}

const char *field_place_path(const struct field_place *place, char out[ERROR_PATH_MAX])
{
	place_write(place, out, ERROR_PATH_MAX);
	return out;
}

/* Who is told of each value, and asked whether to go on. */
struct walk {
	field_walk_fn fn;
	void *ctx;
};

static bool walk_struct(const struct walk *w, const struct schema *s, const void *body,
	const struct field_place *up);

static bool walk_value(const struct walk *w, const struct field *f, const void *value,
	const struct field_place *place)
{
	if (f->type == FIELD_MAPPING)
		return walk_struct(w, f->sub, value, place);
	return f->type != FIELD_VALUES && w->fn(w->ctx, f, value, place);
}

static bool walk_list(const struct walk *w, const struct field *f, const void *owner,
	const struct field_place *place)
{
	struct field item;

	for (size_t i = 0; i < field_items_n(f, owner); i++) {
		const void *value = field_item(f, owner, i, &item);
		const struct field_place at = {.up = place, .i = i};

		if (walk_value(w, &item, value, &at))
			return true;
	}
	return false;
}

static bool walk_struct(const struct walk *w, const struct schema *s, const void *body,
	const struct field_place *up)
{
	for (size_t i = 0; i < s->fields_n; i++) {
		const struct field *f = &s->fields[i];
		const struct field_place at = {.up = up, .key = f->key};

		if (f->type == FIELD_LIST ? walk_list(w, f, body, &at)
					  : walk_value(w, f, member_at(body, f->offset), &at))
			return true;
	}
	return false;
}

bool fields_walk(const struct schema *s, const void *body, field_walk_fn fn, void *ctx)
{
	const struct walk w = {fn, ctx};

	return walk_struct(&w, s, body, NULL);
}

/* Values of one type, and the path of the first of which it holds. */
struct search {
	enum field_type type;
	field_fn fn;
	void *ctx;
	char *path; /* NULL: nobody asks */
};

static bool holds_of(
	void *ctx, const struct field *f, const void *value, const struct field_place *place)
{
	struct search *s = ctx;

	if (f->type != s->type || !s->fn(s->ctx, value))
		return false;
	if (s->path)
		field_place_path(place, s->path);
	return true;
}

bool fields_find(const struct schema *s, const void *body, enum field_type type, field_fn fn,
	void *ctx, char path[ERROR_PATH_MAX])
{
	struct search search = {type, fn, ctx, path};

	if (path)
		path[0] = '\0';
	return fields_walk(s, body, holds_of, &search);
}

bool fields_any(
	const struct schema *s, const void *body, enum field_type type, field_fn fn, void *ctx)
{
	return fields_find(s, body, type, fn, ctx, NULL);
}
