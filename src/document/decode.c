#include "document/decode.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/limits.h"
#include "base/macros.h"
#include "base/number.h"
#include "base/phrase.h"
#include "document/form_fault.h"
#include "document/kinds/schema_rows.h"
#include "yaml/misprint.h"
#include "yaml/text.h"

enum { CHOICES_MAX = 1024 };

struct decoder {
	void *mem;
	struct error_list *list;
	size_t faults;
};

/* One field type: its size, how it looks, and how it is read into out. */
struct type_row {
	size_t size;
	const char *expected;
	bool (*read)(
		struct decoder *d, const struct field *f, const struct yaml_node *n, void *out);
};

static const struct type_row types[FIELD_TYPE_COUNT];

static void decode_absent(const struct schema *schema, void *out);

/* Records the fault with the place of n; always false. */
static bool refuse_field(
	struct decoder *d, const struct field *f, const struct yaml_node *n, struct error *e)
{
	e->rule = f && f->rule ? f->rule : "docs/documents.md";
	e->line = n->line;
	e->column = n->column;
	yaml_path(n, e->path);
	error_list_add(d->list, e);
	d->faults++;
	return false;
}

static bool refuse_form(struct decoder *d, const struct field *f, const struct yaml_node *n)
{
	struct error e;

	form_fault(n, types[f->type].expected, &e);
	return refuse_field(d, f, n, &e);
}

/* What is wanted, and what there is instead. */
static const struct {
	enum phrase wanted, found;
} shapes[] = {
	[YAML_MAPPING] = {PHRASE_SHAPE_MAPPING, PHRASE_IS_MAPPING},
	[YAML_SEQUENCE] = {PHRASE_SHAPE_LIST, PHRASE_IS_LIST},
	[YAML_SCALAR] = {PHRASE_SHAPE_VALUE, PHRASE_IS_VALUE},
};

/* A text for a mapping may be keys with another colon: `zh：` for `zh:`. */
static bool refuse_colon(struct decoder *d, const struct field *f, const struct yaml_node *n)
{
	struct misprint m;
	struct error e;

	if (n->type != YAML_SCALAR || !misprint_find(n->text, n->size, 1, 1, &m))
		return false;
	error_set(&e, ERROR_YAML_FULL_WIDTH, NULL, "", "character", m.found, "expected", m.expected,
		NULL);
	refuse_field(d, f, n, &e);
	return true;
}

static bool has_shape(
	struct decoder *d, const struct field *f, const struct yaml_node *n, enum yaml_type type)
{
	struct error e;

	if (n->type == type)
		return true;
	if (type == YAML_MAPPING && refuse_colon(d, f, n))
		return false;
	error_set(&e, ERROR_FIELD_SHAPE, NULL, "", "expected", phrase_text(shapes[type].wanted),
		"found", phrase_text(shapes[n->type].found), NULL);
	return refuse_field(d, f, n, &e);
}

/* A value on one line, as all are but texts. */
static bool is_scalar(struct decoder *d, const struct field *f, const struct yaml_node *n)
{
	struct error e;

	if (!has_shape(d, f, n, YAML_SCALAR))
		return false;
	if (n->style != YAML_STYLE_BLOCK)
		return true;
	error_set(&e, ERROR_FIELD_BLOCK, NULL, "", NULL);
	return refuse_field(d, f, n, &e);
}

/* A scalar that is not in quotes: numbers and truth values. */
static bool is_plain(struct decoder *d, const struct field *f, const struct yaml_node *n)
{
	struct error e;

	if (!is_scalar(d, f, n))
		return false;
	if (n->style == YAML_STYLE_PLAIN)
		return true;
	error_set(&e, ERROR_FIELD_QUOTED, NULL, "", "expected", types[f->type].expected, NULL);
	return refuse_field(d, f, n, &e);
}

static bool in_bounds(struct decoder *d, const struct field *f, const struct yaml_node *n,
	enum error_code code, int64_t found)
{
	char text[24], minimum[24], maximum[24];
	const char *name = code == ERROR_FIELD_LENGTH  ? "length"
			   : code == ERROR_FIELD_ITEMS ? "count"
						       : "found";
	struct error e;

	if (found >= f->min && found <= f->max)
		return true;
	snprintf(text, sizeof(text), "%lld", (long long)found);
	snprintf(minimum, sizeof(minimum), "%lld", (long long)f->min);
	snprintf(maximum, sizeof(maximum), "%lld", (long long)f->max);
	error_set(&e, code, NULL, "", name, text, "minimum", minimum, "maximum", maximum, NULL);
	return refuse_field(d, f, n, &e);
}

static size_t digits_count(const char *text)
{
	return strspn(text, "0123456789");
}

/* Decimal digits without a leading zero; *n is their count. */
static bool is_natural(const char *text, size_t *n)
{
	*n = digits_count(text);
	return *n > 0 && (*n == 1 || text[0] != '0');
}

static bool take_text(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	if (!in_bounds(d, f, n, ERROR_FIELD_LENGTH, (int64_t)n->size))
		return false;
	*(const char **)out = n->text;
	return true;
}

static bool read_text(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	struct error e;

	if (!has_shape(d, f, n, YAML_SCALAR))
		return false;
	if (n->size > 0 && !text_is_seen(n->text, n->size)) {
		error_set(&e, ERROR_TEXT_NOTHING, NULL, "", NULL);
		return refuse_field(d, f, n, &e);
	}
	return take_text(d, f, n, out);
}

static bool read_line(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	struct error e;

	if (!is_scalar(d, f, n))
		return false;
	if (text_check_line(n->text, n->size, &e) < 0)
		return refuse_field(d, f, n, &e);
	return take_text(d, f, n, out);
}

/* What is compared byte by byte has one form. */
static bool read_reference(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	struct error e;

	if (!read_line(d, f, n, out))
		return false;
	if (text_is_nfc(n->text, n->size))
		return true;
	error_set(&e, ERROR_TEXT_NFC, NULL, "", "text", n->text, NULL);
	return refuse_field(d, f, n, &e);
}

#define CODE_SIGNS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ._/+-"

static bool read_signs(struct decoder *d, const struct field *f, const struct yaml_node *n,
	const char *signs, void *out)
{
	if (!is_scalar(d, f, n))
		return false;
	if (strspn(n->text, signs) != n->size)
		return refuse_form(d, f, n);
	return take_text(d, f, n, out);
}

static bool read_code(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	return read_signs(d, f, n, CODE_SIGNS "abcdefghijklmnopqrstuvwxyz", out);
}

static bool read_capitals(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	return read_signs(d, f, n, CODE_SIGNS, out);
}

static bool read_integer(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	int64_t value;

	if (!is_plain(d, f, n))
		return false;
	if (!integer_parse(n->text, n->size, -INTEGER_MOST, INTEGER_MOST, &value))
		return refuse_form(d, f, n);
	if (!in_bounds(d, f, n, ERROR_FIELD_RANGE, value))
		return false;
	*(int64_t *)out = value;
	return true;
}

static bool read_vintage(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	int64_t value;

	if (!read_integer(d, f, n, &value))
		return false;
	*(int32_t *)out = (int32_t)value;
	return true;
}

static bool read_tonnes(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	if (!is_plain(d, f, n))
		return false;
	return tonnes_parse(n->text, n->size, out) || refuse_form(d, f, n);
}

enum { DECIMAL_MAX = 64, RATIONAL_MAX = 160 };

/* -?digits[.digits] without needless leading zeros or a negative zero. */
static bool is_decimal(const char *text)
{
	const char *p = text + (text[0] == '-');
	size_t whole, fraction = 0;

	if (!is_natural(p, &whole))
		return false;
	if (p[whole] == '.') {
		fraction = digits_count(p + whole + 1);
		if (fraction == 0)
			return false;
		fraction++;
	}
	if (p[whole + fraction])
		return false;
	return text[0] != '-' || strspn(p, "0.") != whole + fraction;
}

static bool read_decimal(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	if (!is_scalar(d, f, n))
		return false;
	if (n->size > DECIMAL_MAX || !is_decimal(n->text))
		return refuse_form(d, f, n);
	*(const char **)out = n->text;
	return true;
}

/* A decimal or -?digits/digits, neither of them zero. */
static bool is_rational(const char *text)
{
	const char *p = text + (text[0] == '-');
	size_t over, under;

	if (!strchr(text, '/'))
		return is_decimal(text);
	return is_natural(p, &over) && p[0] != '0' && p[over] == '/' &&
	       is_natural(p + over + 1, &under) && !p[over + 1 + under] && p[over + 1] != '0';
}

static bool read_rational(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	if (!is_scalar(d, f, n))
		return false;
	if (n->size > RATIONAL_MAX || !is_rational(n->text))
		return refuse_form(d, f, n);
	*(const char **)out = n->text;
	return true;
}

static bool read_boolean(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	if (!is_plain(d, f, n))
		return false;
	if (strcmp(n->text, "true") != 0 && strcmp(n->text, "false") != 0)
		return refuse_form(d, f, n);
	*(bool *)out = n->text[0] == 't';
	return true;
}

static bool read_word(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	char choices[CHOICES_MAX];
	struct error e;
	int value;

	if (!is_scalar(d, f, n))
		return false;
	value = word_value(f->words, n->text, n->size);
	if (value == 0) {
		error_set(&e, ERROR_FIELD_WORD, NULL, "", "found", n->text, "choices",
			word_choices(f->words, choices, sizeof(choices)), NULL);
		return refuse_field(d, f, n, &e);
	}
	*(int *)out = value;
	return true;
}

/* `public`, or a list of those who may see it besides its signers, each once. */
static bool read_readers(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	struct field word = *f;
	struct readers readers = {0};

	word.type = FIELD_WORD;
	if (n->type == YAML_SCALAR && strcmp(n->text, "public") == 0) {
		*(struct readers *)out = (struct readers){READERS_EVERYONE};
		return true;
	}
	if (n->type != YAML_SEQUENCE)
		return n->type == YAML_SCALAR ? refuse_form(d, f, n)
					      : has_shape(d, f, n, YAML_SEQUENCE);
	if (!in_bounds(d, f, n, ERROR_FIELD_ITEMS, (int64_t)n->size))
		return false;
	for (const struct yaml_node *child = n->first; child; child = child->next) {
		int reader = READER_NONE;

		if (!read_word(d, &word, child, &reader))
			return false;
		if (readers.set & (1u << reader))
			return refuse_form(d, f, child);
		readers.set |= 1u << reader;
	}
	*(struct readers *)out = readers;
	return true;
}

static bool read_region(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	if (!is_scalar(d, f, n))
		return false;
	if (n->size != 6 || digits_count(n->text) != 6)
		return refuse_form(d, f, n);
	*(const char **)out = n->text;
	return true;
}

static bool read_public_key(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	struct error e;

	if (!is_scalar(d, f, n))
		return false;
	if (public_key_parse(n->text, n->size, out, &e) < 0)
		return refuse_field(d, f, n, &e);
	return true;
}

static bool read_degrees(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	const int64_t nano = 1000000000;
	char minimum[24], maximum[24];
	struct error e;
	int64_t value;

	if (!is_scalar(d, f, n))
		return false;
	if (!degrees_parse(n->text, n->size, &value))
		return refuse_form(d, f, n);
	if (value < f->min * nano || value > f->max * nano) {
		snprintf(minimum, sizeof(minimum), "%lld", (long long)f->min);
		snprintf(maximum, sizeof(maximum), "%lld", (long long)f->max);
		error_set(&e, ERROR_FIELD_DEGREES, NULL, "", "found", n->text, "minimum", minimum,
			"maximum", maximum, NULL);
		return refuse_field(d, f, n, &e);
	}
	*(int64_t *)out = value;
	return true;
}

/* Scalars whose whole form is known to a parser of another room. */
#define PARSED(name, type, parse)                                                                  \
	static bool name(                                                                          \
		struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)    \
	{                                                                                          \
		return is_scalar(d, f, n) &&                                                       \
		       (parse(n->text, n->size, (type *)out) || refuse_form(d, f, n));             \
	}

/* All zero is "none" wherever a digest is kept, so no document may say it. */
static bool parse_digest(const char *text, size_t size, struct digest *out)
{
	return digest_parse(text, size, out) && !digest_is_zero(out);
}

PARSED(read_day, struct day, day_parse)
PARSED(read_instant, struct instant, instant_parse)
PARSED(read_digest, struct digest, parse_digest)
PARSED(read_party, struct party_id, party_id_parse)
PARSED(read_account, struct account_id, account_id_parse)
PARSED(read_document_id, struct document_id, document_id_parse)
PARSED(read_project, struct project_code, project_code_parse)
PARSED(read_methodology, struct methodology_code, methodology_code_parse)

static void refuse_unknown(
	struct decoder *d, const struct schema *schema, const struct yaml_node *n)
{
	struct yaml_node at_key = *n;
	char choices[CHOICES_MAX] = "";
	size_t used = 0;
	struct error e;

	for (size_t i = 0; i < schema->fields_n && used < sizeof(choices); i++)
		used += (size_t)snprintf(choices + used, sizeof(choices) - used, "%s%s",
			i ? ", " : "", schema->fields[i].key);
	at_key.line = n->key_line;
	at_key.column = n->key_column;
	error_set(&e, ERROR_FIELD_UNKNOWN, NULL, "", "field", n->key, "choices", choices, NULL);
	refuse_field(d, NULL, &at_key, &e);
}

/* A missing member is reported under its own path, at the place of its mapping. */
static void refuse_missing(struct decoder *d, const struct field *f, const struct yaml_node *n)
{
	struct yaml_node member = {.parent = (struct yaml_node *)n, .key = f->key};
	struct error e;

	member.line = n->line;
	member.column = n->column;
	error_set(&e, ERROR_FIELD_MISSING, NULL, "", "field", f->key, NULL);
	refuse_field(d, f, &member, &e);
}

static bool read_fields(
	struct decoder *d, const struct schema *schema, const struct yaml_node *n, void *out)
{
	size_t before = d->faults;

	for (size_t i = 0; i < schema->fields_n; i++)
		if (schema->fields[i].required && !yaml_member(n, schema->fields[i].key))
			refuse_missing(d, &schema->fields[i], n);
	for (const struct yaml_node *child = n->first; child; child = child->next) {
		const struct field *f = schema_field(schema, child->key);

		if (f)
			types[f->type].read(d, f, child, (char *)out + f->offset);
	}
	return d->faults == before;
}

static bool read_struct(struct decoder *d, const struct schema *schema, const struct field *f,
	const struct yaml_node *n, void *out)
{
	size_t before = d->faults;

	if (!has_shape(d, f, n, YAML_MAPPING))
		return false;
	for (const struct yaml_node *child = n->first; child; child = child->next)
		if (!schema_field(schema, child->key))
			refuse_unknown(d, schema, child);
	read_fields(d, schema, n, out);
	return d->faults == before;
}

static bool read_mapping(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	return read_struct(d, f->sub, f, n, out);
}

static bool read_withheld(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	return read_struct(d, &schema_withheld, f, n, out);
}

static bool read_period(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	struct period p;
	char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
	struct error e;

	if (!read_struct(d, &schema_period, f, n, &p))
		return false;
	if (!period_sound(&p)) {
		error_set(&e, ERROR_FIELD_PERIOD, NULL, "", "first", day_text(p.first, first),
			"last", day_text(p.last, last), NULL);
		return refuse_field(d, f, n, &e);
	}
	*(struct period *)out = p;
	return true;
}

static bool read_units(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	struct unit_range r;
	char first[24], last[24];
	struct error e;

	if (!read_struct(d, &schema_unit_range, f, n, &r))
		return false;
	if (!serial_block_sound(&r.block)) {
		snprintf(first, sizeof(first), "%lld", (long long)r.block.first);
		snprintf(last, sizeof(last), "%lld", (long long)r.block.last);
		error_set(&e, ERROR_FIELD_UNITS, NULL, "", "first", first, "last", last, NULL);
		return refuse_field(d, f, n, &e);
	}
	*(struct unit_range *)out = r;
	return true;
}

/* The count of a list or of values stands in the same struct as its pointer. */
static void set_list(const struct field *f, void *out, void *items, size_t count)
{
	char *owner = (char *)out - f->offset;

	memcpy(out, &items, sizeof(items));
	memcpy(owner + f->count_offset, &count, sizeof(count));
}

static bool read_list(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	struct field item = *f;
	size_t size, i = 0, before = d->faults;
	char *items;

	if (!has_shape(d, f, n, YAML_SEQUENCE) ||
		!in_bounds(d, f, n, ERROR_FIELD_ITEMS, (int64_t)n->size))
		return false;
	if (n->size == 0)
		return true;
	item.type = f->sub ? FIELD_MAPPING : f->item_type;
	size = f->sub ? f->sub->size : types[item.type].size;
	assert(size > 0);
	items = talloc_zero_size(d->mem, n->size * size);
	if (!items) {
		struct error e;

		error_no_memory(&e);
		return refuse_field(d, f, n, &e);
	}
	for (const struct yaml_node *child = n->first; child; child = child->next, i++) {
		if (f->sub)
			decode_absent(f->sub, items + i * size);
		types[item.type].read(d, &item, child, items + i * size);
	}
	set_list(f, out, items, n->size);
	return d->faults == before;
}

static bool read_values(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	struct named_value *values;
	size_t i = 0, before = d->faults;
	struct field value = {.type = f->item_type, .rule = f->rule};

	if (!has_shape(d, f, n, YAML_MAPPING) ||
		!in_bounds(d, f, n, ERROR_FIELD_ITEMS, (int64_t)n->size))
		return false;
	if (n->size == 0)
		return true;
	values = talloc_zero_array(d->mem, struct named_value, (unsigned)n->size);
	if (!values) {
		struct error e;

		error_no_memory(&e);
		return refuse_field(d, f, n, &e);
	}
	for (const struct yaml_node *child = n->first; child; child = child->next, i++) {
		values[i].name = child->key;
		if (f->item_type == FIELD_RATIONAL)
			read_rational(d, &value, child, &values[i].value);
		else
			read_decimal(d, &value, child, &values[i].value);
	}
	set_list(f, out, values, n->size);
	return d->faults == before;
}

static bool read_tree(
	struct decoder *d, const struct field *f, const struct yaml_node *n, void *out)
{
	(void)d;
	(void)f;
	*(const struct yaml_node **)out = n->parent;
	return true;
}

static const struct type_row types[FIELD_TYPE_COUNT] = {
	[FIELD_TEXT] = {sizeof(const char *), "text", read_text},
	[FIELD_LINE] = {sizeof(const char *), "one line of text", read_line},
	[FIELD_REFERENCE] = {sizeof(const char *), "T-20261130-0077", read_reference},
	[FIELD_CODE] = {sizeof(const char *), "letters, digits and . _ / + -", read_code},
	[FIELD_CAPITALS] = {sizeof(const char *), "capital letters, digits and . _ / + -",
		read_capitals},
	[FIELD_INTEGER] = {sizeof(int64_t), "1250", read_integer},
	[FIELD_YEAR] = {sizeof(int64_t), "2026", read_integer},
	[FIELD_VINTAGE] = {sizeof(int32_t), "2026", read_vintage},
	[FIELD_TONNES] = {sizeof(struct tonnes), "497191", read_tonnes},
	[FIELD_DECIMAL] = {sizeof(const char *), "0.48665", read_decimal},
	[FIELD_RATIONAL] = {sizeof(const char *), "0.48665, 44/12", read_rational},
	[FIELD_BOOLEAN] = {sizeof(bool), "true, false", read_boolean},
	[FIELD_DAY] = {sizeof(struct day), "2026-11-30", read_day},
	[FIELD_INSTANT] = {sizeof(struct instant), "2026-11-30T00:00:00Z", read_instant},
	[FIELD_DIGEST] = {sizeof(struct digest), "64 digits of 0-9 and a-f, not all 0",
		read_digest},
	[FIELD_WORD] = {sizeof(int), "a word", read_word},
	[FIELD_PARTY] = {sizeof(struct party_id), "91350100M000100Y43", read_party},
	[FIELD_ACCOUNT] = {sizeof(struct account_id),
		"A-7K2Q-9D4R (the last character checks the "
		"others)",
		read_account},
	[FIELD_DOCUMENT_ID] = {sizeof(struct document_id), "7KQ2M9R4T6W0Y1ZB3V5N8JDHXC",
		read_document_id},
	[FIELD_PROJECT] = {sizeof(struct project_code), "A210003", read_project},
	[FIELD_METHODOLOGY] = {sizeof(struct methodology_code), "CCER-01-002-V01",
		read_methodology},
	[FIELD_PUBLIC_KEY] = {sizeof(struct public_key),
		"ssh-ed25519 AAAA... or sk-ssh-ed25519@openssh.com AAAA...", read_public_key},
	[FIELD_REGION] = {sizeof(const char *), "350000", read_region},
	[FIELD_DEGREES] = {sizeof(int64_t), "119.123456 or 119°07\u203224.4\u2033", read_degrees},
	[FIELD_READERS] = {sizeof(struct readers),
		"public, or a list of readers beside the signers, each once", read_readers},
	[FIELD_WITHHELD] = {sizeof(struct withheld), "", read_withheld},
	[FIELD_PERIOD] = {sizeof(struct period), "", read_period},
	[FIELD_UNITS] = {sizeof(struct unit_range), "", read_units},
	[FIELD_MAPPING] = {0, "", read_mapping},
	[FIELD_LIST] = {0, "", read_list},
	[FIELD_VALUES] = {0, "", read_values},
	[FIELD_TREE] = {0, "", read_tree},
};

size_t decode_size(enum field_type type)
{
	return types[type].size;
}

/* Sets every field to what body.h calls absent. */
static void decode_absent(const struct schema *schema, void *out)
{
	for (size_t i = 0; i < schema->fields_n; i++) {
		const struct field *f = &schema->fields[i];
		void *at = (char *)out + f->offset;

		if (f->type == FIELD_INTEGER || f->type == FIELD_YEAR || f->type == FIELD_DEGREES)
			*(int64_t *)at = FIELD_ABSENT;
		else if (f->type == FIELD_TONNES)
			*(struct tonnes *)at = tonnes_of(-1);
		else if (f->type == FIELD_DAY)
			*(struct day *)at = DAY_NONE;
		else if (f->type == FIELD_INSTANT)
			*(struct instant *)at = INSTANT_NONE;
		else if (f->type == FIELD_PERIOD)
			*(struct period *)at = (struct period){DAY_NONE, DAY_NONE};
		else if (f->type == FIELD_MAPPING)
			decode_absent(f->sub, at);
	}
}

size_t decode_mapping(void *mem, const struct schema *schema, const struct schema *beside,
	const struct yaml_node *n, void *out, struct error_list *list)
{
	struct decoder d = {.mem = mem, .list = list};

	decode_absent(schema, out);
	for (const struct yaml_node *child = n->first; child; child = child->next)
		if (!schema_field(schema, child->key) && !schema_field(beside, child->key))
			refuse_unknown(&d, schema, child);
	read_fields(&d, schema, n, out);
	return d.faults;
}

size_t decode_known(void *mem, const struct schema *schema, const struct yaml_node *n, void *out,
	struct error_list *list)
{
	struct decoder d = {.mem = mem, .list = list};

	decode_absent(schema, out);
	read_fields(&d, schema, n, out);
	return d.faults;
}

static bool stands_before(const struct error *a, const struct error *b)
{
	return a->line != b->line ? a->line < b->line : a->column < b->column;
}

void decode_sort(struct error_list *list)
{
	for (size_t i = 1; i < list->count; i++) {
		struct error moved = list->item[i];
		size_t j = i;

		for (; j > 0 && stands_before(&moved, &list->item[j - 1]); j--)
			list->item[j] = list->item[j - 1];
		list->item[j] = moved;
	}
}
