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

/* The C type of a form's values; a word is any enum, or an int where several share it. */
#define C_OF_FIELD_TEXT const char *
#define C_OF_FIELD_LINE const char *
#define C_OF_FIELD_REFERENCE const char *
#define C_OF_FIELD_CODE const char *
#define C_OF_FIELD_CAPITALS const char *
#define C_OF_FIELD_INTEGER int64_t
#define C_OF_FIELD_YEAR int64_t
#define C_OF_FIELD_VINTAGE int32_t
#define C_OF_FIELD_TONNES struct tonnes
#define C_OF_FIELD_DECIMAL const char *
#define C_OF_FIELD_RATIONAL const char *
#define C_OF_FIELD_BOOLEAN bool
#define C_OF_FIELD_DAY struct day
#define C_OF_FIELD_INSTANT struct instant
#define C_OF_FIELD_DIGEST struct digest
#define C_OF_FIELD_PARTY struct party_id
#define C_OF_FIELD_ACCOUNT struct account_id
#define C_OF_FIELD_DOCUMENT_ID struct document_id
#define C_OF_FIELD_PROJECT struct project_code
#define C_OF_FIELD_METHODOLOGY struct methodology_code
#define C_OF_FIELD_PUBLIC_KEY struct public_key
#define C_OF_FIELD_REGION const char *
#define C_OF_FIELD_DEGREES int64_t
#define C_OF_FIELD_READERS struct readers
#define C_OF_FIELD_WITHHELD struct withheld
#define C_OF_FIELD_PERIOD struct period
#define C_OF_FIELD_UNITS struct unit_range
#define C_OF_FIELD_TREE const struct yaml_node *

/* 0 where the condition holds; otherwise it does not compile, and the message says what. */
#define ZERO_IF(holds, what)                                                                       \
	(0 * sizeof(struct {                                                                       \
		_Static_assert(holds, what);                                                       \
		char byte;                                                                         \
	}))
#define MEMBER(owner, member) (((struct owner *)NULL)->member)
#define IS_OF(owner, member, c_type)                                                               \
	__builtin_types_compatible_p(__typeof__(MEMBER(owner, member)), c_type)
#define AT(owner, member, c_type, what)                                                            \
	offsetof(struct owner, member) +                                                           \
		ZERO_IF(IS_OF(owner, member, c_type), #owner "." #member " is not of " what)
#define COUNTED_AT(owner, member) AT(owner, member##_n, size_t, "size_t, a count")

/*
 * A row's offsets are checked by type: the member must have the type that the form is read into;
 * for a list, a pointer to it with its count; for a mapping, the struct of its schema.
 */
#define FIELD(key_, type_, owner, member)                                                          \
	.key = key_, .type = type_, .offset = AT(owner, member, C_OF_##type_, #type_)
#define WORD(key_, owner, member, list_)                                                           \
	.key = key_, .type = FIELD_WORD,                                                           \
	.offset = offsetof(struct owner, member) +                                                 \
		  ZERO_IF(_Generic(MEMBER(owner, member), int : 1, unsigned : 1, default : 0),     \
			  #owner "." #member " is no enum"),                                       \
	.words = list_
#define MAPPING(key_, owner, member, schema_)                                                      \
	.key = key_, .type = FIELD_MAPPING,                                                        \
	.offset = AT(owner, member, schema_##_owner, #schema_), .sub = &(schema_)
#define LIST_OF(key_, owner, member, schema_)                                                      \
	.key = key_, .type = FIELD_LIST,                                                           \
	.offset = AT(owner, member, schema_##_owner *, "a list of " #schema_),                     \
	.count_offset = COUNTED_AT(owner, member), .sub = &(schema_)
#define ITEMS_OF(key_, owner, member, type_)                                                       \
	.key = key_, .type = FIELD_LIST,                                                           \
	.offset = AT(owner, member, C_OF_##type_ *, "a list of " #type_),                          \
	.count_offset = COUNTED_AT(owner, member), .item_type = type_
#define VALUES_OF(key_, owner, member, type_)                                                      \
	.key = key_, .type = FIELD_VALUES,                                                         \
	.offset = AT(owner, member, struct named_value *, "named values"),                         \
	.count_offset = COUNTED_AT(owner, member), .item_type = type_
#define REQUIRED .required = true
#define BETWEEN(min_, max_) .min = min_, .max = max_
#define SAYS(zh_, en_) .zh = zh_, .en = en_
#define RULE(rule_) .rule = rule_

/* The schema of a struct; IDENTIFIER_owner names that struct for the rows that nest it. */
#define SCHEMA(identifier, name_, owner, rows)                                                     \
	const struct schema identifier = {.name = name_,                                           \
		.size = sizeof(struct owner),                                                      \
		.fields_n = COUNT_OF(rows),                                                        \
		.fields = rows};                                                                   \
	typedef struct owner identifier##_owner UNUSED

enum {
	TEXT_LONG = LIMIT_SCALAR,
	TEXT_SHORT = 4096,
	LINE_NAME = 256,
	LINE_CODE = 63, /* with its NUL it fits a column of the state */
	YEAR_MIN = 2000,
	YEAR_MAX = 2200,
	BATCH_MAX = 9999,
};

/* The header as the table decodes it; document.c turns it into its own types. */
struct header_signer {
	struct party_id party;
	enum role as;
};

struct header {
	const char *kind, *ledger;
	int64_t version;
	struct document_id id;
	struct instant valid_until;
	struct seen_ledger seen;
	size_t signers_n;
	struct header_signer *signers;
	size_t attachments_n;
	struct attachment *attachments;
};

/* Shared by several kinds. */
#define SHARED(identifier, owner)                                                                  \
	extern const struct schema identifier;                                                     \
	typedef struct owner identifier##_owner
SHARED(schema_bilingual, bilingual);
SHARED(schema_bilingual_text, bilingual);
SHARED(schema_period, period);
SHARED(schema_unit_range, unit_range);
SHARED(schema_withheld, withheld);
SHARED(schema_commitment, commitment);
SHARED(schema_validation_finding, body_item_finding);
SHARED(schema_verification_finding, body_item_finding);
SHARED(schema_check, body_item_finding);
SHARED(schema_comment_answer, body_comment_answer);
SHARED(schema_vvb_team, body_vvb_team);
SHARED(schema_undertakings, body_undertakings);
SHARED(schema_verified_row, body_verified_row);
SHARED(schema_header_table, header);

/* One per kind, for its body; two kinds with the same body declare it twice. */
#define X(ID, NAME, ZH, EN, BODY, ...)                                                             \
	SHARED(schema_##BODY, body_##BODY);                                                        \
	_Static_assert(sizeof(struct body_##BODY) > 0, "body.h has the body");
#include "document/kinds.def"
#undef X

#endif
