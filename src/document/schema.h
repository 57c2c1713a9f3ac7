/*
 * schema: what each kind of document holds, one const row per field.
 *
 * From these tables come the decoder (decode.h), docs/documents.md and the JSON
 * forms; nothing else knows a key. A schema describes one mapping; lists and
 * nested mappings name another schema.
 */
#ifndef DOCUMENT_SCHEMA_H
#define DOCUMENT_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "document/body.h"
#include "document/kind.h"
#include "domain/words.h"

enum field_type {
	FIELD_TEXT,	   /* const char *, lines allowed; min..max bytes */
	FIELD_LINE,	   /* const char *, one line; min..max bytes */
	FIELD_REFERENCE,   /* the same in NFC: a number that its giver gives once (rules) */
	FIELD_CODE,	   /* const char *, one line of ASCII [A-Za-z0-9._/+-] ; min..max bytes */
	FIELD_CAPITALS,	   /* the same without small letters, since two of them are compared */
	FIELD_INTEGER,	   /* int64_t; min..max */
	FIELD_YEAR,	   /* int64_t; min..max, four digits */
	FIELD_VINTAGE,	   /* int32_t: a calendar year; min..max */
	FIELD_TONNES,	   /* struct tonnes; min..max */
	FIELD_DECIMAL,	   /* const char *: -?digits[.digits], at most 64 characters */
	FIELD_RATIONAL,	   /* const char *: a decimal or -?digits/digits, at most 160 */
	FIELD_BOOLEAN,	   /* bool: true or false */
	FIELD_DAY,	   /* struct day */
	FIELD_INSTANT,	   /* struct instant */
	FIELD_DIGEST,	   /* struct digest */
	FIELD_WORD,	   /* int-sized enum; words */
	FIELD_PARTY,	   /* struct party_id */
	FIELD_ACCOUNT,	   /* struct account_id */
	FIELD_DOCUMENT_ID, /* struct document_id */
	FIELD_PROJECT,	   /* struct project_code */
	FIELD_METHODOLOGY, /* struct methodology_code */
	FIELD_PUBLIC_KEY,  /* struct public_key */
	FIELD_REGION,	   /* const char *: six digits of GB/T 2260 */
	FIELD_DEGREES,	   /* int64_t, 10^-9 degree, by degrees_parse; min..max whole degrees */
	FIELD_READERS,	   /* struct readers: `public`, or a list of words */
	FIELD_WITHHELD,	   /* struct withheld: {commit, tag}, digests */
	FIELD_PERIOD,	   /* struct period: {first, last} */
	FIELD_UNITS,	   /* struct unit_range: {project, vintage, first, last} */
	FIELD_MAPPING,	   /* a struct by `sub`, in place */
	FIELD_LIST,	   /* items of `sub` (a mapping each) or, without sub, of item_type */
	FIELD_VALUES,	   /* list of struct named_value from a mapping symbol: item_type */
	/*
	 * Read from the tree by another room: the struct's const struct yaml_node * is set to the
	 * mapping that contains the member.
	 */
	FIELD_TREE,
	FIELD_TYPE_COUNT
};

struct schema;

struct field {
	const char *key;
	enum field_type type;
	bool required;
	size_t offset;
	int64_t min, max; /* bounds of a number, bytes of a text, items of a list */
	enum word_list words;
	const struct schema *sub;
	enum field_type item_type; /* of a list without sub, of values */
	size_t count_offset;	   /* of a list: its size_t X_n */
	const char *zh, *en;	   /* what it is, for docs/documents.md and messages */
	const char *rule;	   /* the clause it comes from, or NULL */
};

struct schema {
	const char *name;
	size_t size; /* of the struct */
	size_t fields_n;
	const struct field *fields;
};

/* The schema of a kind's body; never NULL. */
const struct schema *schema_of(enum kind kind);

/* The header common to all kinds, for the documentation. */
const struct schema *schema_header(void);

/* The field with the key, or NULL; a NULL schema has none. */
const struct field *schema_field(const struct schema *schema, const char *key);

/* Appends docs/documents.md, made from the tables of kinds and fields. */
void schema_markdown(struct buffer *out, enum language language);

#endif
