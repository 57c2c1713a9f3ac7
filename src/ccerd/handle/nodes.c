/*
 * nodes: records as JSON, and lists of them in pages with a cursor.
 */
#include "ccerd/handle/handle.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct column *column_named(const struct record *r, const char *name)
{
	const struct record_table *t = record_table(r->kind);

	for (unsigned i = 0; i < t->columns_n; i++)
		if (strcmp(t->columns[i].name, name) == 0)
			return &t->columns[i];
	return NULL;
}

static json_t *column_json(const struct record *r, const struct column *c)
{
	const void *value = (const char *)r + c->offset;
	char text[COLUMN_TEXT_MAX];

	switch (c->type) {
	case COLUMN_INTEGER:
	case COLUMN_SEQUENCE:
		return json_integer(*(const int64_t *)value);
	case COLUMN_BOOLEAN:
		return json_boolean(*(const bool *)value);
	case COLUMN_TONNES:
		return json_integer(tonnes_count(*(const struct tonnes *)value));
	case COLUMN_DIGEST:
		return json_of_digest(value);
	case COLUMN_DAY:
		return json_of_day(*(const struct day *)value);
	case COLUMN_INSTANT:
		return json_of_instant(*(const struct instant *)value);
	case COLUMN_LONG:
		return json_of_text(*(const char *const *)value);
	case COLUMN_TEXT:
	case COLUMN_KEY:
	case COLUMN_WORD:
		break;
	}
	return json_of_text(column_text(r, c, text));
}

json_t *record_json(const struct record *r, const char *const *fields)
{
	AUTO(json_auto) json_t *out = json_object();

	for (; out && *fields; fields++) {
		const struct column *c = column_named(r, *fields);

		assert(c);
		if (json_object_set_new(out, *fields, column_json(r, c)) < 0)
			return NULL;
	}
	return STEAL(out);
}

int nodes_init(struct nodes *n, struct exchange *x)
{
	memset(n, 0, sizeof(*n));
	n->limit = x->command->limit;
	n->array = json_array();
	return n->array ? 0 : error_no_memory(x->err);
}

void nodes_auto(struct nodes *n)
{
	json_decref(n->array);
	n->array = NULL;
}

bool nodes_full(struct nodes *n)
{
	n->more = json_array_size(n->array) >= (size_t)n->limit;
	return n->more;
}

int nodes_add(struct nodes *n, json_t *node, const char *cursor, struct error *err)
{
	if (json_array_append_new(n->array, node) < 0)
		return error_no_memory(err);
	snprintf(n->cursor, sizeof(n->cursor), "%s", cursor);
	return 0;
}

int nodes_reply(struct nodes *n, struct exchange *x)
{
	json_t *out = reply_object(&x->at);

	if (!out)
		return error_no_memory(x->err);
	json_object_set_new(out, "page_info",
		json_pack("{s:b, s:o}", "has_next_page", n->more, "end_cursor",
			json_of_text(n->cursor)));
	json_object_set_new(out, "nodes", STEAL(n->array));
	reply_json(x->mem, 200, out, x->reply);
	return 0;
}

int object_reply(struct exchange *x, const char *name, json_t *value)
{
	json_t *out = reply_object(&x->at);

	if (!out || json_object_set(out, name, value) < 0) {
		json_decref(out);
		json_decref(value);
		return error_no_memory(x->err);
	}
	json_decref(value);
	reply_json(x->mem, 200, out, x->reply);
	return 0;
}
