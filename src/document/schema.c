#include "document/schema.h"

#include <assert.h>
#include <string.h>

#include "document/kinds/schema_rows.h"

static const struct schema *const schemas[KIND_COUNT] = {
#define X(ID, NAME, ZH, EN, BODY, ...) [KIND_##ID] = &schema_##BODY,
#include "document/kinds.def"
#undef X
};

const struct schema *schema_of(enum kind kind)
{
	assert(kind > KIND_NONE && kind < KIND_COUNT);
	return schemas[kind];
}

const struct field *schema_field(const struct schema *schema, const char *key)
{
	for (size_t i = 0; schema && i < schema->fields_n; i++)
		if (strcmp(schema->fields[i].key, key) == 0)
			return &schema->fields[i];
	return NULL;
}

const struct schema *schema_header(void)
{
	return &schema_header_table;
}
