/*
 * members: what a body says, member by member, as digests, so that two texts of one kind can be
 * compared member by member without keeping either.
 *
 * The line of a text has one word for each member of its schema that it gives, in the schema's
 * order, separated by single blanks:
 *
 *	line   = "" | member *(" " member)
 *	member = KEY "=" HEX		64 digits: SHA-256 of the member's value, as told:
 *
 *	scalar   's' SIZE ':' bytes	its text, however it was quoted; SIZE in decimal
 *	sequence 'l' COUNT ':' the items
 *	mapping  'm' COUNT ':' each member's key as a scalar, then its value, in their order
 *
 * (docs/ledger-format.md 5)
 */
#ifndef DOCUMENT_MEMBERS_H
#define DOCUMENT_MEMBERS_H

#include <stdbool.h>

#include "document/schema.h"
#include "yaml/yaml.h"

/* The line of the mapping, of which the schema's keys alone count; below mem. NULL: no memory. */
char *members_write(
	void *mem, const struct schema *s, const struct yaml_node *mapping, struct error *err);

/* Whether the two lines say different things of the key; one may lack it. */
bool members_differ(const char *was, const char *is, const char *key);

#endif
