/*
 * schema_rows: how the schema tables are written, and the tables that several
 * chapters share. Only for the schema_*.c files and the decoder.
 */
#ifndef DOCUMENT_SCHEMA_ROWS_H
#define DOCUMENT_SCHEMA_ROWS_H

#include <stddef.h>

#include "base/limits.h"
#include "base/macros.h"
#include "document/schema.h"

#define FIELD(key_, type_, owner, member)                                                          \
	.key = key_, .type = type_, .offset = offsetof(struct owner, member)
#define LIST_OF(key_, owner, member)                                                               \
	FIELD(key_, FIELD_LIST, owner, member), .count_offset = offsetof(struct owner, member##_n)
#define VALUES_OF(key_, owner, member, type_)                                                      \
	FIELD(key_, FIELD_VALUES, owner, member),                                                  \
		.count_offset = offsetof(struct owner, member##_n), .item_type = type_
#define REQUIRED .required = true
#define BETWEEN(min_, max_) .min = min_, .max = max_
#define WORDS(list_) .words = list_
#define SUB(schema_) .sub = &(schema_)
#define ITEMS(type_) .item_type = type_
#define SAYS(zh_, en_) .zh = zh_, .en = en_
#define RULE(rule_) .rule = rule_

#define SCHEMA(identifier, name_, owner, rows)                                                     \
	const struct schema identifier = {.name = name_,                                           \
		.size = sizeof(struct owner),                                                      \
		.fields_n = COUNT_OF(rows),                                                        \
		.fields = rows}

enum {
	TEXT_LONG = LIMIT_SCALAR,
	TEXT_SHORT = 4096,
	LINE_NAME = 256,
	LINE_CODE = 63, /* with its NUL it fits a column of the state */
	YEAR_MIN = 2000,
	YEAR_MAX = 2200,
	BATCH_MAX = 9999,
};

/* The header as the table decodes it; document.c makes its words and names of it. */
struct header_signer {
	struct party_id party;
	enum role as;
};

struct header {
	const char *kind, *ledger;
	int64_t version;
	struct document_id id;
	struct instant valid_until;
	size_t signers_n;
	struct header_signer *signers;
	size_t attachments_n;
	struct attachment *attachments;
};

/* Shared by several kinds. */
extern const struct schema schema_bilingual, schema_bilingual_text, schema_period,
	schema_unit_range, schema_withheld, schema_validation_finding, schema_verification_finding,
	schema_check, schema_comment_answer, schema_vvb_team, schema_undertakings,
	schema_verified_row, schema_header_table;

/* One a kind; two kinds with one body declare theirs twice. */
#define X(ID, NAME, ZH, EN, BODY, ...) extern const struct schema schema_##BODY;
#include "document/kinds.def"
#undef X

#endif
