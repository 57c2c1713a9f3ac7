/*
 * fields: walks a decoded body by its schema, for callers that ask the same question of every
 * kind: which units it names, which documents it rests on.
 */
#ifndef DOCUMENT_FIELDS_H
#define DOCUMENT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "document/schema.h"

/* The number of items of a list or of values, in the struct that holds the field. */
size_t field_items_n(const struct field *f, const void *owner);

/*
 * The i-th item of a list, i < field_items_n; *item describes it (a mapping by its
 * schema, or a value).
 */
const void *field_item(const struct field *f, const void *owner, size_t i, struct field *item);

typedef bool (*field_fn)(void *ctx, const void *value);

/*
 * Whether fn holds of a value of the type anywhere in the struct, nested mappings
 * and lists included. Values are tried in the order of the schema until it holds;
 * absent ones are tried too.
 */
bool fields_any(
	const struct schema *s, const void *body, enum field_type type, field_fn fn, void *ctx);

/* The same; where it holds, path is that of the value, a JSON pointer. */
bool fields_find(const struct schema *s, const void *body, enum field_type type, field_fn fn,
	void *ctx, char path[ERROR_PATH_MAX]);

/*
 * Calls fn with every value in the struct and its place, nested mappings and lists included
 * and named values left out, in the order of the schema. `path` is the struct's own, "" for
 * a body; places are JSON Pointers, cut at ERROR_PATH_MAX.
 */
typedef void (*field_each_fn)(
	void *ctx, const struct field *f, const void *value, const char *path);
void fields_each(
	const struct schema *s, const void *body, const char *path, field_each_fn fn, void *ctx);

#endif
