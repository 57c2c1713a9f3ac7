/*
 * decode: fills a struct from a mapping of the tree by a schema table.
 *
 * One generic reader for all kinds. Every fault is added to the list with its
 * place and path, and reading goes on, so that a form shows all its faults at
 * once. Text points into the tree; lists lie below mem.
 */
#ifndef DOCUMENT_DECODE_H
#define DOCUMENT_DECODE_H

#include "base/error.h"
#include "document/schema.h"
#include "yaml/yaml.h"

/* Size in bytes of a value of the type; 0 where a schema or a list gives the size. */
size_t decode_size(enum field_type type);

/*
 * Reads the mapping n into *out, a struct of the schema. Keys that only `beside`
 * knows (NULL: none) are left alone; other unknown keys are faults. Returns the
 * number of faults found.
 */
size_t decode_mapping(void *mem, const struct schema *schema, const struct schema *beside,
	const struct yaml_node *n, void *out, struct error_list *list);

/* As decode_mapping, but keys that the schema does not know are left alone. */
size_t decode_known(void *mem, const struct schema *schema, const struct yaml_node *n, void *out,
	struct error_list *list);

/* Sorts the faults by place. */
void decode_sort(struct error_list *list);

#endif
