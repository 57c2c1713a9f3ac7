#include "record/record.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* Comes before the digits of a security key; a plain key has its digits alone. */
#define SECURITY_KEY "sk:"

#define MEMBER(member, field) (((struct record *)0)->member.field)
#define COLUMN(member, field, type)                                                                \
	{                                                                                          \
#field, type, offsetof(struct record, member.field),                               \
			sizeof(MEMBER(member, field)), WORDS_COUNT                                 \
	}
#define TEXT(member, field) COLUMN(member, field, COLUMN_TEXT)
#define INTEGER(member, field) COLUMN(member, field, COLUMN_INTEGER)
#define SEQUENCE(member, field) COLUMN(member, field, COLUMN_SEQUENCE)
#define BOOLEAN(member, field) COLUMN(member, field, COLUMN_BOOLEAN)
#define DAY(member, field) COLUMN(member, field, COLUMN_DAY)
#define INSTANT(member, field) COLUMN(member, field, COLUMN_INSTANT)
#define TONNES(member, field) COLUMN(member, field, COLUMN_TONNES)
#define DIGEST(member, field) COLUMN(member, field, COLUMN_DIGEST)
#define KEY(member, field) COLUMN(member, field, COLUMN_KEY)
#define LONG(member, field) COLUMN(member, field, COLUMN_LONG)
#define WORD(member, field, list)                                                                  \
	{                                                                                          \
#field, COLUMN_WORD, offsetof(struct record, member.field),                        \
			sizeof(MEMBER(member, field)), list                                        \
	}

static const struct column registry_columns[] = {
	INTEGER(registry, only),
	TEXT(registry, name),
	DIGEST(registry, genesis),
	WORD(registry, clock, WORDS_CLOCK),
	KEY(registry, sealing_key),
	INTEGER(registry, rules),
	INSTANT(registry, now),
};

static const struct column party_columns[] = {
	TEXT(party, party),
	WORD(party, type, WORDS_PARTY_TYPE),
	TEXT(party, name_zh),
	TEXT(party, name_en),
	TEXT(party, province),
	INTEGER(party, threshold),
	TEXT(party, account),
	DAY(party, barred_until),
	BOOLEAN(party, barred),
	TONNES(party, debt),
	SEQUENCE(party, sequence),
};

static const struct column key_columns[] = {
	KEY(key, key),
	TEXT(key, party),
	SEQUENCE(key, from_sequence),
	SEQUENCE(key, until_sequence),
};

static const struct column account_columns[] = {
	TEXT(account, account),
	TEXT(account, party),
};

static const struct column identity_columns[] = {
	DIGEST(identity, tag),
	TEXT(identity, party),
};

static const struct column role_columns[] = {
	TEXT(role, party),
	WORD(role, role, WORDS_ROLE),
	DAY(role, from),
	SEQUENCE(role, sequence),
	WORD(role, action, WORDS_ROLE_ACTION),
};

static const struct column document_columns[] = {
	DIGEST(document, hash),
	SEQUENCE(document, sequence),
	TEXT(document, kind),
	TEXT(document, id),
	TEXT(document, signer),
	INSTANT(document, sealed_at),
};

static const struct column document_id_columns[] = {
	TEXT(document_id, signer),
	TEXT(document_id, id),
	DIGEST(document_id, hash),
};

static const struct column void_columns[] = {
	TEXT(voided, party),
	TEXT(voided, id),
	SEQUENCE(voided, sequence),
};

static const struct column party_day_columns[] = {
	TEXT(party_day, party),
	TEXT(party_day, kind),
	DAY(party_day, day),
	INTEGER(party_day, documents),
};

static const struct column reference_columns[] = {
	TEXT(reference, party),
	TEXT(reference, kind),
	TEXT(reference, reference),
	SEQUENCE(reference, sequence),
};

static const struct column parameter_columns[] = {
	TEXT(parameter, name),
	TEXT(parameter, key),
	INTEGER(parameter, year),
	DAY(parameter, from),
	SEQUENCE(parameter, sequence),
	WORD(parameter, status, WORDS_TEXT_STATUS),
	TEXT(parameter, edition),
	TEXT(parameter, value),
	TEXT(parameter, values),
};

static const struct column unit_columns[] = {
	TEXT(unit, symbol),
	INTEGER(unit, order),
	TEXT(unit, factor),
	TEXT(unit, of),
};

static const struct column calendar_columns[] = {
	INTEGER(calendar, year),
	TEXT(calendar, days),
};

static const struct column accreditation_columns[] = {
	TEXT(accreditation, vvb),
	DAY(accreditation, from),
	SEQUENCE(accreditation, sequence),
	WORD(accreditation, action, WORDS_ACCREDITATION_ACTION),
	TEXT(accreditation, fields),
	TEXT(accreditation, approval),
	DAY(accreditation, until),
};

static const struct column disowned_columns[] = {
	DIGEST(disowned, report),
	SEQUENCE(disowned, sequence),
};

static const struct column methodology_columns[] = {
	TEXT(methodology, code),
	DIGEST(methodology, document),
	WORD(methodology, status, WORDS_METHODOLOGY_STATUS),
	WORD(methodology, additionality, WORDS_ADDITIONALITY_RULE),
	INTEGER(methodology, crediting_years_max),
	DAY(methodology, from),
	DAY(methodology, no_new_projects_from),
	TEXT(methodology, name_zh),
	TEXT(methodology, name_en),
	LONG(methodology, source),
};

static const struct column project_columns[] = {
	DIGEST(project, project),
	TEXT(project, code),
	WORD(project, status, WORDS_PROJECT_STATUS),
	TEXT(project, methodology),
	TEXT(project, owner),
	TEXT(project, vvb),
	TEXT(project, name_zh),
	TEXT(project, name_en),
	TEXT(project, province),
	TEXT(project, grid),
	TEXT(project, plant),
	DAY(project, construction_start),
	DAY(project, lifetime_first),
	DAY(project, lifetime_last),
	DAY(project, crediting_first),
	DAY(project, crediting_last),
	TEXT(project, additional_type),
	INSTANT(project, designed_at),
	INSTANT(project, requested_at),
	INSTANT(project, decided_at),
	DIGEST(project, validation),
	DIGEST(project, request),
	DIGEST(project, text),
	DIGEST(project, withdrawal),
	INSTANT(project, withdrawn_at),
	DIGEST(project, ended_by),
	TONNES(project, expected),
	BOOLEAN(project, under_allowance_management),
	LONG(project, values),
	LONG(project, expected_years),
	LONG(project, boundary),
};

static const struct column project_code_columns[] = {
	TEXT(project_code, code),
	DIGEST(project_code, project),
};

static const struct column text_columns[] = {
	DIGEST(text, text),
	DIGEST(text, of),
	LONG(text, members),
};

static const struct column beside_columns[] = {
	DIGEST(beside, of),
	SEQUENCE(beside, sequence),
	DIGEST(beside, document),
	TEXT(beside, kind),
};

static const struct column corner_columns[] = {
	INTEGER(corner, latitude_nano),
	INTEGER(corner, longitude_nano),
	DIGEST(corner, project),
};

static const struct column plant_columns[] = {
	TEXT(plant, plant),
	DIGEST(plant, project),
};

static const struct column notice_columns[] = {
	DIGEST(notice, subject),
	DAY(notice, first_day),
	INSTANT(notice, sealed_at),
};

static const struct column comment_columns[] = {
	DIGEST(comment, subject),
	DIGEST(comment, comment),
	TEXT(comment, author),
	SEQUENCE(comment, sequence),
};

static const struct column report_columns[] = {
	DIGEST(report, report),
	DIGEST(report, project),
	TEXT(report, code),
	INTEGER(report, batch),
	WORD(report, status, WORDS_REPORT_STATUS),
	DAY(report, first),
	DAY(report, last),
	TEXT(report, vvb),
	TONNES(report, claimed),
	TONNES(report, verified),
	DIGEST(report, verification),
	DIGEST(report, request),
	DIGEST(report, issuance_request),
	DIGEST(report, text),
	DIGEST(report, withdrawal),
	INSTANT(report, withdrawn_at),
	DIGEST(report, ended_by),
	TEXT(report, account),
	INSTANT(report, submitted_at),
	INSTANT(report, requested_at),
	INSTANT(report, decided_at),
};

static const struct column project_report_columns[] = {
	DIGEST(project_report, project),
	SEQUENCE(project_report, sequence),
	DIGEST(project_report, report),
};

static const struct column request_columns[] = {
	DIGEST(request, request),
	DIGEST(request, project),
	DIGEST(request, report),
};

static const struct column reduction_columns[] = {
	DIGEST(reduction, text),
	INTEGER(reduction, year),
	TONNES(reduction, claimed),
	TONNES(reduction, calculated),
	TONNES(reduction, verified),
	BOOLEAN(reduction, registered),
	BOOLEAN(reduction, issued),
	LONG(reduction, values),
};

static const struct column serial_columns[] = {
	TEXT(serial, code),
	INTEGER(serial, vintage),
	INTEGER(serial, next),
};

static const struct column block_columns[] = {
	TEXT(block, code),
	INTEGER(block, vintage),
	INTEGER(block, first),
	INTEGER(block, last),
	INTEGER(block, batch),
	TEXT(block, account),
	WORD(block, position, WORDS_UNIT_POSITION),
	WORD(block, status, WORDS_UNIT_STATUS),
	DIGEST(block, by),
};

static const struct column hold_columns[] = {
	DIGEST(hold, hold),
	WORD(hold, action, WORDS_HOLD_ACTION),
	WORD(hold, scope, WORDS_HOLD_SCOPE),
	TEXT(hold, by),
	WORD(hold, role, WORDS_ROLE),
	DIGEST(hold, order),
	INSTANT(hold, since),
	DAY(hold, until),
	DIGEST(hold, ended_by),
};

static const struct column hold_place_columns[] = {
	TEXT(hold_place, subject),
	INTEGER(hold_place, vintage),
	INTEGER(hold_place, first),
	DIGEST(hold_place, hold),
	INTEGER(hold_place, last),
};

static const struct column trading_day_columns[] = {
	TEXT(trading_day, exchange),
	DAY(trading_day, day),
	TONNES(trading_day, volume),
};

static const struct column retirement_columns[] = {
	DIGEST(retirement, document),
	TEXT(retirement, account),
	WORD(retirement, purpose, WORDS_PURPOSE),
	TONNES(retirement, quantity),
	TEXT(retirement, beneficiary),
	INSTANT(retirement, at),
};

static const struct column regional_use_columns[] = {
	TEXT(regional_use, account),
	TEXT(regional_use, region),
	INTEGER(regional_use, year),
	TONNES(regional_use, used),
};

static const struct column obligation_columns[] = {
	TEXT(obligation, entity),
	INTEGER(obligation, year),
	TONNES(obligation, due),
	TONNES(obligation, limit),
	TONNES(obligation, agreed),
	TONNES(obligation, open),
	TONNES(obligation, used),
	DAY(obligation, surrender_by),
	DIGEST(obligation, document),
};

static const struct column binding_columns[] = {
	TEXT(binding, account),
	TEXT(binding, cea_account),
	TEXT(binding, entity),
	BOOLEAN(binding, bound),
};

static const struct column cea_account_columns[] = {
	TEXT(cea_account, cea_account),
	TEXT(cea_account, account),
	BOOLEAN(cea_account, bound),
};

static const struct column offset_columns[] = {
	DIGEST(offset, record),
	TEXT(offset, entity),
	TEXT(offset, account),
	TEXT(offset, cea_account),
	INTEGER(offset, year),
	TONNES(offset, quantity),
	TONNES(offset, used),
	WORD(offset, status, WORDS_OFFSET_STATUS),
	BOOLEAN(offset, over_limit),
	INSTANT(offset, frozen_at),
	INSTANT(offset, received_at),
	INSTANT(offset, answered_at),
	DIGEST(offset, ended_by),
	TEXT(offset, entrusted_by),
	TEXT(offset, province),
	DAY(offset, province_on),
	TEXT(offset, province_document),
};

static const struct column offset_units_columns[] = {
	DIGEST(offset_units, record),
	INTEGER(offset_units, position),
	TEXT(offset_units, code),
	INTEGER(offset_units, vintage),
	INTEGER(offset_units, first),
	INTEGER(offset_units, last),
};

static const struct column year_offset_columns[] = {
	TEXT(year_offset, entity),
	INTEGER(year_offset, year),
	SEQUENCE(year_offset, sequence),
	DIGEST(year_offset, record),
};

static const struct column party_name_columns[] = {
	TEXT(party_name, name),
	TEXT(party_name, party),
};

static const struct column warning_columns[] = {
	DIGEST(warning, document),
	INTEGER(warning, position),
	TEXT(warning, code),
	TEXT(warning, path),
	LONG(warning, arguments),
	DIGEST(warning, answered_by),
};

#define TABLE(written, member, keys, seen_by)                                                      \
	{                                                                                          \
		written, keys, COUNT_OF(member##_columns), member##_columns,                       \
			offsetof(struct record, registry) + sizeof(struct record_##member),        \
			seen_by                                                                    \
	}
/*
 * Whether documents make the kind that are for their parties only (document/kinds.def). Voids are
 * for the authorities, but a row is found only by who knows the random id that was voided, and
 * how many there were in a day only by who may void.
 */
enum { EVERYONE = false, PARTIES = true };

static const struct record_table tables[RECORD_KIND_COUNT] = {
	[RECORD_REGISTRY] = TABLE("registry", registry, 1, EVERYONE),
	[RECORD_PARTY] = TABLE("party", party, 1, EVERYONE),
	[RECORD_KEY] = TABLE("key", key, 1, EVERYONE),
	[RECORD_ACCOUNT] = TABLE("account", account, 1, EVERYONE),
	[RECORD_IDENTITY] = TABLE("identity", identity, 1, EVERYONE),
	[RECORD_ROLE] = TABLE("role", role, 4, EVERYONE),
	[RECORD_DOCUMENT] = TABLE("document", document, 1, EVERYONE),
	[RECORD_DOCUMENT_ID] = TABLE("document_id", document_id, 2, EVERYONE),
	[RECORD_VOID] = TABLE("void", void, 2, EVERYONE),
	[RECORD_REFERENCE] = TABLE("reference", reference, 3, PARTIES),
	[RECORD_PARTY_DAY] = TABLE("party_day", party_day, 2, EVERYONE),
	[RECORD_PARAMETER] = TABLE("parameter", parameter, 5, EVERYONE),
	[RECORD_UNIT] = TABLE("unit", unit, 1, EVERYONE),
	[RECORD_CALENDAR] = TABLE("calendar", calendar, 1, EVERYONE),
	[RECORD_ACCREDITATION] = TABLE("accreditation", accreditation, 3, EVERYONE),
	[RECORD_DISOWNED] = TABLE("disowned", disowned, 1, EVERYONE),
	[RECORD_METHODOLOGY] = TABLE("methodology", methodology, 1, EVERYONE),
	[RECORD_PROJECT] = TABLE("project", project, 1, EVERYONE),
	[RECORD_PROJECT_CODE] = TABLE("project_code", project_code, 1, EVERYONE),
	[RECORD_TEXT] = TABLE("text", text, 1, EVERYONE),
	[RECORD_BESIDE] = TABLE("beside", beside, 2, EVERYONE),
	[RECORD_CORNER] = TABLE("corner", corner, 2, EVERYONE),
	[RECORD_PLANT] = TABLE("plant", plant, 1, EVERYONE),
	[RECORD_NOTICE] = TABLE("notice", notice, 1, EVERYONE),
	[RECORD_COMMENT] = TABLE("comment", comment, 2, EVERYONE),
	[RECORD_REPORT] = TABLE("report", report, 1, EVERYONE),
	[RECORD_PROJECT_REPORT] = TABLE("project_report", project_report, 2, EVERYONE),
	[RECORD_REQUEST] = TABLE("request", request, 1, EVERYONE),
	[RECORD_REDUCTION] = TABLE("reduction", reduction, 2, EVERYONE),
	[RECORD_SERIAL] = TABLE("serial", serial, 2, EVERYONE),
	[RECORD_BLOCK] = TABLE("block", block, 3, PARTIES),
	[RECORD_HOLD] = TABLE("hold", hold, 1, PARTIES),
	[RECORD_HOLD_PLACE] = TABLE("hold_place", hold_place, 4, PARTIES),
	[RECORD_TRADING_DAY] = TABLE("trading_day", trading_day, 2, PARTIES),
	[RECORD_RETIREMENT] = TABLE("retirement", retirement, 1, PARTIES),
	[RECORD_REGIONAL_USE] = TABLE("regional_use", regional_use, 3, PARTIES),
	[RECORD_OBLIGATION] = TABLE("obligation", obligation, 2, PARTIES),
	[RECORD_BINDING] = TABLE("binding", binding, 1, PARTIES),
	[RECORD_CEA_ACCOUNT] = TABLE("cea_account", cea_account, 1, PARTIES),
	[RECORD_OFFSET] = TABLE("offset", offset, 1, PARTIES),
	[RECORD_OFFSET_UNITS] = TABLE("offset_units", offset_units, 2, PARTIES),
	[RECORD_YEAR_OFFSET] = TABLE("year_offset", year_offset, 3, PARTIES),
	[RECORD_PARTY_NAME] = TABLE("party_name", party_name, 2, EVERYONE),
	[RECORD_WARNING] = TABLE("warning", warning, 2, PARTIES),
};

const struct record_table *record_table(enum record_kind kind)
{
	assert(kind > RECORD_NONE && kind < RECORD_KIND_COUNT);
	return &tables[kind];
}

static const void *at(const struct record *r, const struct column *c)
{
	return (const char *)r + c->offset;
}

static void *at_mutable(struct record *r, const struct column *c)
{
	return (char *)r + c->offset;
}

struct record record_new(enum record_kind kind)
{
	const struct record_table *t = record_table(kind);
	struct record r;

	memset(&r, 0, sizeof(r));
	r.kind = kind;
	for (unsigned i = 0; i < t->columns_n; i++) {
		const struct column *c = &t->columns[i];

		if (c->type == COLUMN_DAY)
			*(struct day *)at_mutable(&r, c) = DAY_NONE;
		else if (c->type == COLUMN_INSTANT)
			*(struct instant *)at_mutable(&r, c) = INSTANT_NONE;
		else if (c->type == COLUMN_SEQUENCE)
			*(int64_t *)at_mutable(&r, c) = SEQUENCE_NONE;
	}
	return r;
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static const char *word_of(const struct record *r, const struct column *c)
{
	const char *text = word_text(c->words, *(const int *)at(r, c));

	return text ? text : "";
}

static const char *long_of(const struct record *r, const struct column *c)
{
	const char *text = *(const char *const *)at(r, c);

	return text ? text : "";
}

static int column_compare(const struct record *a, const struct record *b, const struct column *c)
{
	const void *x = at(a, c), *y = at(b, c);

	switch (c->type) {
	case COLUMN_TEXT:
		return strcmp(x, y);
	case COLUMN_INTEGER:
	case COLUMN_SEQUENCE:
		return order(*(const int64_t *)x, *(const int64_t *)y);
	case COLUMN_BOOLEAN:
		return order(*(const bool *)x, *(const bool *)y);
	case COLUMN_DAY:
		return order(((const struct day *)x)->n, ((const struct day *)y)->n);
	case COLUMN_INSTANT:
		return order(((const struct instant *)x)->ms, ((const struct instant *)y)->ms);
	case COLUMN_TONNES:
		return tonnes_compare(*(const struct tonnes *)x, *(const struct tonnes *)y);
	case COLUMN_DIGEST:
		return memcmp(x, y, c->size);
	case COLUMN_KEY:
		return public_key_compare(x, y);
	case COLUMN_WORD:
		return strcmp(word_of(a, c), word_of(b, c));
	case COLUMN_LONG:
		return strcmp(long_of(a, c), long_of(b, c));
	}
	return 0;
}

int record_compare(const struct record *a, const struct record *b, unsigned columns)
{
	const struct record_table *t = record_table(a->kind);
	int by = 0;

	assert(a->kind == b->kind && columns <= t->keys_n);
	for (unsigned i = 0; i < columns && by == 0; i++)
		by = column_compare(a, b, &t->columns[i]);
	return by;
}

bool record_equal(const struct record *a, const struct record *b)
{
	const struct record_table *t = record_table(a->kind);

	if (a->kind != b->kind)
		return false;
	for (unsigned i = 0; i < t->columns_n; i++)
		if (column_compare(a, b, &t->columns[i]) != 0)
			return false;
	return true;
}

static bool all_zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

/* 64 digits, or nothing for all zero; both digests and keys have 32 bytes. */
static void hex_text(const uint8_t bytes[DIGEST_SIZE], char *out)
{
	struct digest d;

	out[0] = '\0';
	if (all_zero(bytes, DIGEST_SIZE))
		return;
	memcpy(d.bytes, bytes, DIGEST_SIZE);
	digest_hex(&d, out);
}

/* The prefix sorts a security key after every plain one, as public_key_compare does. */
static void key_text(const struct public_key *key, char *out)
{
	size_t n = key->type == PUBLIC_KEY_SECURITY ? strlen(SECURITY_KEY) : 0;

	memcpy(out, SECURITY_KEY, n);
	hex_text(key->bytes, out + n);
}

const char *column_text(const struct record *r, const struct column *c, char out[COLUMN_TEXT_MAX])
{
	const void *value = at(r, c);
	struct digest hash;

	out[0] = '\0';
	switch (c->type) {
	case COLUMN_TEXT:
		return value;
	case COLUMN_INTEGER:
	case COLUMN_SEQUENCE:
		snprintf(out, COLUMN_TEXT_MAX, "%" PRId64, *(const int64_t *)value);
		break;
	case COLUMN_BOOLEAN:
		return *(const bool *)value ? "true" : "false";
	case COLUMN_DAY:
		if (!day_is_none(*(const struct day *)value))
			day_text(*(const struct day *)value, out);
		break;
	case COLUMN_INSTANT:
		if (!instant_is_none(*(const struct instant *)value))
			instant_text(*(const struct instant *)value, out);
		break;
	case COLUMN_TONNES:
		tonnes_text(*(const struct tonnes *)value, out);
		break;
	case COLUMN_DIGEST:
		hex_text(value, out);
		break;
	case COLUMN_KEY:
		key_text(value, out);
		break;
	case COLUMN_WORD:
		return word_of(r, c);
	case COLUMN_LONG:
		hash = digest_of(long_of(r, c), strlen(long_of(r, c)));
		if (long_of(r, c)[0])
			digest_hex(&hash, out);
		break;
	}
	return out;
}

static bool hex_set(uint8_t out[DIGEST_SIZE], const char *text)
{
	struct digest d;

	if (!text[0]) {
		memset(out, 0, DIGEST_SIZE);
		return true;
	}
	if (!digest_parse(text, strlen(text), &d))
		return false;
	memcpy(out, d.bytes, DIGEST_SIZE);
	return true;
}

static bool key_set(struct public_key *out, const char *text)
{
	size_t n = strlen(SECURITY_KEY);
	bool security = strncmp(text, SECURITY_KEY, n) == 0;

	out->type = security ? PUBLIC_KEY_SECURITY : PUBLIC_KEY_PLAIN;
	return hex_set(out->bytes, security ? text + n : text) && !(security && !text[n]);
}

static bool text_set(char *out, size_t size, const char *text)
{
	size_t n = strlen(text);

	if (n >= size)
		return false;
	memset(out, 0, size);
	memcpy(out, text, n);
	return true;
}

static bool time_set(void *value, const struct column *c, const char *text)
{
	bool is_day = c->type == COLUMN_DAY;

	if (!text[0] && is_day)
		*(struct day *)value = DAY_NONE;
	else if (!text[0])
		*(struct instant *)value = INSTANT_NONE;
	else if (is_day)
		return day_parse(text, strlen(text), value);
	else
		return instant_parse(text, strlen(text), value);
	return true;
}

static bool word_set(int *out, enum word_list words, const char *text)
{
	int value = text[0] ? word_value(words, text, strlen(text)) : 0;

	if (text[0] && !value)
		return false;
	*out = value;
	return true;
}

bool column_set(struct record *r, const struct column *c, const char *text)
{
	void *value = at_mutable(r, c);

	switch (c->type) {
	case COLUMN_TEXT:
		return text_set(value, c->size, text);
	case COLUMN_INTEGER:
	case COLUMN_SEQUENCE:
		return integer_parse(text, strlen(text), INT64_MIN, INT64_MAX, value);
	case COLUMN_BOOLEAN:
		*(bool *)value = strcmp(text, "true") == 0;
		return *(bool *)value || strcmp(text, "false") == 0;
	case COLUMN_DAY:
	case COLUMN_INSTANT:
		return time_set(value, c, text);
	case COLUMN_TONNES:
		return tonnes_parse(text, strlen(text), value);
	case COLUMN_DIGEST:
		return hex_set(value, text);
	case COLUMN_KEY:
		return key_set(value, text);
	case COLUMN_WORD:
		return word_set(value, c->words, text);
	case COLUMN_LONG:
		*(const char **)value = text;
		return true;
	}
	return false;
}

/* LF, TAB and backslash would break the line into other lines or columns. */
static void add_escaped(struct buffer *out, const char *text)
{
	while (*text) {
		size_t plain = strcspn(text, "\n\t\\");

		buffer_add(out, text, plain);
		text += plain;
		if (!*text)
			return;
		buffer_add_text(out, *text == '\n' ? "\\n" : *text == '\t' ? "\\t" : "\\\\");
		text++;
	}
}

void record_encode(const struct record *r, struct buffer *out)
{
	const struct record_table *t = record_table(r->kind);
	char text[COLUMN_TEXT_MAX];

	buffer_add_text(out, t->name);
	for (unsigned i = 0; i < t->columns_n; i++) {
		buffer_add_text(out, "\t");
		buffer_add_text(out, t->columns[i].name);
		buffer_add_text(out, "=");
		add_escaped(out, column_text(r, &t->columns[i], text));
	}
	buffer_add_text(out, "\n");
}
