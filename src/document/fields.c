#include "document/fields.h"

#include <assert.h>
#include <string.h>

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

static bool any_of_list(
	const struct field *f, const void *owner, enum field_type type, field_fn fn, void *ctx)
{
	struct field item;

	for (size_t i = 0; i < field_items_n(f, owner); i++) {
		const void *value = field_item(f, owner, i, &item);

		if (item.type == FIELD_MAPPING ? fields_any(f->sub, value, type, fn, ctx)
					       : item.type == type && fn(ctx, value))
			return true;
	}
	return false;
}

bool fields_any(
	const struct schema *s, const void *body, enum field_type type, field_fn fn, void *ctx)
{
	for (size_t i = 0; i < s->fields_n; i++) {
		const struct field *f = &s->fields[i];
		const void *value = member_at(body, f->offset);
		bool holds = false;

		if (f->type == FIELD_LIST)
			holds = any_of_list(f, body, type, fn, ctx);
		else if (f->type == FIELD_MAPPING)
			holds = fields_any(f->sub, value, type, fn, ctx);
		else if (f->type == type)
			holds = fn(ctx, value);
		if (holds)
			return true;
	}
	return false;
}
