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

/* Where a value stands; lives as long as the call that is told it. */
struct field_place {
	const struct field_place *up; /* NULL: in the body itself */
	const char *key;	      /* NULL: the i-th item of a list */
	size_t i;
};

/* Its JSON Pointer, cut at ERROR_PATH_MAX. Returns out. */
const char *field_place_path(const struct field_place *place, char out[ERROR_PATH_MAX]);

/* True: enough. */
typedef bool (*field_walk_fn)(
	void *ctx, const struct field *f, const void *value, const struct field_place *place);

/*
 * Calls fn with every value in the struct, nested mappings and lists included, named values left
 * out and absent ones not, in the order of the schema, until one is enough; whether one was.
 */
bool fields_walk(const struct schema *s, const void *body, field_walk_fn fn, void *ctx);

typedef bool (*field_fn)(void *ctx, const void *value);

/* Whether fn holds of a value of the type, tried as fields_walk goes until it does. */
bool fields_any(
	const struct schema *s, const void *body, enum field_type type, field_fn fn, void *ctx);

/* The same; path is that of the value, or "" where it holds of none. */
bool fields_find(const struct schema *s, const void *body, enum field_type type, field_fn fn,
	void *ctx, char path[ERROR_PATH_MAX]);

#endif
