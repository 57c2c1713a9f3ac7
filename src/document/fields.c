#include "document/fields.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
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

/* What is looked for, and the path of what is being looked at; its end grows and shrinks. */
struct search {
	enum field_type type;
	field_fn fn;
	void *ctx;
	char path[ERROR_PATH_MAX];
};

static bool find_in(struct search *s, const struct schema *schema, const void *body);

/* Goes a step down; gives the length to come back to. Paths of bodies are short. */
static size_t push_step(struct search *s, const char *key, size_t i)
{
	size_t before = strlen(s->path);

	if (key)
		snprintf(s->path + before, sizeof(s->path) - before, "/%s", key);
	else
		snprintf(s->path + before, sizeof(s->path) - before, "/%zu", i);
	return before;
}

static bool find_in_list(struct search *s, const struct field *f, const void *owner)
{
	struct field item;

	for (size_t i = 0; i < field_items_n(f, owner); i++) {
		const void *value = field_item(f, owner, i, &item);
		size_t before = push_step(s, NULL, i);

		if (item.type == FIELD_MAPPING ? find_in(s, f->sub, value)
					       : item.type == s->type && s->fn(s->ctx, value))
			return true;
		s->path[before] = '\0';
	}
	return false;
}

static bool find_in(struct search *s, const struct schema *schema, const void *body)
{
	for (size_t i = 0; i < schema->fields_n; i++) {
		const struct field *f = &schema->fields[i];
		const void *value = member_at(body, f->offset);
		size_t before = push_step(s, f->key, 0);
		bool holds = false;

		if (f->type == FIELD_LIST)
			holds = find_in_list(s, f, body);
		else if (f->type == FIELD_MAPPING)
			holds = find_in(s, f->sub, value);
		else if (f->type == s->type)
			holds = s->fn(s->ctx, value);
		if (holds)
			return true;
		s->path[before] = '\0';
	}
	return false;
}

bool fields_find(const struct schema *s, const void *body, enum field_type type, field_fn fn,
	void *ctx, char path[ERROR_PATH_MAX])
{
	struct search search = {.type = type, .fn = fn, .ctx = ctx};
	bool holds = find_in(&search, s, body);

	memcpy(path, search.path, sizeof(search.path));
	return holds;
}

bool fields_any(
	const struct schema *s, const void *body, enum field_type type, field_fn fn, void *ctx)
{
	char path[ERROR_PATH_MAX];

	return fields_find(s, body, type, fn, ctx, path);
}

/* A value, or what a mapping or a list holds, each at its place. */
static void tell_value(
	const struct field *f, const void *owner, const char *path, field_each_fn fn, void *ctx)
{
	char place[ERROR_PATH_MAX + 32];
	struct field item;

	if (f->type == FIELD_MAPPING) {
		fields_each(f->sub, member_at(owner, f->offset), path, fn, ctx);
		return;
	}
	if (f->type != FIELD_LIST) {
		if (f->type != FIELD_VALUES)
			fn(ctx, f, member_at(owner, f->offset), path);
		return;
	}
	for (size_t i = 0; i < field_items_n(f, owner); i++) {
		const void *value = field_item(f, owner, i, &item);

		snprintf(place, sizeof(place), "%.*s/%zu", ERROR_PATH_MAX - 1, path, i);
		tell_value(&item, value, place, fn, ctx);
	}
}

void fields_each(
	const struct schema *s, const void *body, const char *path, field_each_fn fn, void *ctx)
{
	char place[ERROR_PATH_MAX + LIMIT_KEY + 2];

	for (size_t i = 0; i < s->fields_n; i++) {
		snprintf(place, sizeof(place), "%.*s/%s", ERROR_PATH_MAX - 1, path,
			s->fields[i].key);
		tell_value(&s->fields[i], body, place, fn, ctx);
	}
}
