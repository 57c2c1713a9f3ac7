#include "ccer/ledger/story.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "document/fields.h"
#include "domain/spoken.h"
#include "record/warning_record.h"

/* If there are many stretches of units, a line names the first few. */
enum { UNITS_SHOWN = 3, TOLD_MAX = 8192 };

struct telling {
	enum language language;
	struct buffer *out;
};

static void tell_field(struct telling *t, const struct field *f, const void *owner);

static void tell_word(struct telling *t, const struct field *f, int value)
{
	const char *word =
		t->language == LANGUAGE_ZH ? word_zh(f->words, value) : word_text(f->words, value);

	buffer_add_text(t->out, word ? word : "");
}

static void tell_number(struct telling *t, int64_t value)
{
	if (value != FIELD_ABSENT)
		buffer_add_format(t->out, "%" PRId64, value);
}

static void tell_truth(struct telling *t, bool holds)
{
	bool zh = t->language == LANGUAGE_ZH;

	buffer_add_text(t->out, holds ? (zh ? "是" : "yes") : (zh ? "否" : "no"));
}

static void tell_days(struct telling *t, struct day first, struct day last)
{
	char from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];

	buffer_add_format(t->out, "%s..%s", day_text(first, from), day_text(last, to));
}

/* "A210001-2022 1-1000" */
static void tell_units(struct telling *t, const struct serial_block *b)
{
	buffer_add_format(t->out, "%s-%d %" PRId64 "-%" PRId64, b->project.text, (int)b->vintage,
		b->first, b->last);
}

/* A name in the reader's language; for other mappings the values: "2022: 314471". */
static void tell_mapping(struct telling *t, const struct schema *s, const void *value)
{
	const struct field *zh = schema_field(s, "zh"), *en = schema_field(s, "en");

	if (zh && en) {
		const struct bilingual *name = value;

		buffer_add_text(
			t->out, t->language == LANGUAGE_EN && name->en ? name->en : name->zh);
		return;
	}
	for (size_t i = 0; i < s->fields_n; i++) {
		if (i)
			buffer_add_text(t->out, ": ");
		tell_field(t, &s->fields[i], value);
	}
}

static void tell_list(struct telling *t, const struct field *f, const void *owner)
{
	size_t n = field_items_n(f, owner);
	size_t most = f->item_type == FIELD_UNITS && !f->sub ? UNITS_SHOWN : n;
	struct field item;

	for (size_t i = 0; i < n && i < most; i++) {
		const void *value = field_item(f, owner, i, &item);

		if (i)
			buffer_add_text(t->out, " ");
		tell_field(t, &item, value);
	}
	if (n > most)
		buffer_add_format(t->out, " (+%zu)", n - most);
}

/* Values that are text, or that a function of their own turns into text. */
static const char *text_of(const struct field *f, const void *value, char *out, size_t size)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINE:
	case FIELD_REFERENCE:
	case FIELD_CODE:
	case FIELD_CAPITALS:
	case FIELD_DECIMAL:
	case FIELD_RATIONAL:
	case FIELD_REGION: {
		const char *text = *(const char *const *)value;

		return text ? text : "";
	}
	case FIELD_TONNES:
		return tonnes_count(*(const struct tonnes *)value) < 0
			       ? ""
			       : tonnes_text(*(const struct tonnes *)value, out);
	case FIELD_DAY:
		return day_text(*(const struct day *)value, out);
	case FIELD_INSTANT:
		return instant_text(*(const struct instant *)value, out);
	case FIELD_DIGEST: {
		char hex[DIGEST_HEX_SIZE];

		snprintf(out, size, "%.8s", digest_hex(value, hex));
		return out;
	}
	case FIELD_PARTY:
		return ((const struct party_id *)value)->text;
	case FIELD_ACCOUNT:
		return ((const struct account_id *)value)->text;
	case FIELD_DOCUMENT_ID:
		return ((const struct document_id *)value)->text;
	case FIELD_PROJECT:
		return ((const struct project_code *)value)->text;
	case FIELD_METHODOLOGY:
		return ((const struct methodology_code *)value)->text;
	case FIELD_READERS:
		return readers_text(*(const struct readers *)value, out);
	case FIELD_PUBLIC_KEY:
		return public_key_fingerprint(value, out);
	case FIELD_INTEGER:
	case FIELD_YEAR:
	case FIELD_VINTAGE:
	case FIELD_BOOLEAN:
	case FIELD_WORD:
	case FIELD_DEGREES:
	case FIELD_WITHHELD:
	case FIELD_PERIOD:
	case FIELD_UNITS:
	case FIELD_MAPPING:
	case FIELD_LIST:
	case FIELD_VALUES:
	case FIELD_TREE:
	case FIELD_TYPE_COUNT:
		break;
	}
	return "";
}

static void tell_field(struct telling *t, const struct field *f, const void *owner)
{
	const void *value = (const char *)owner + f->offset;
	char text[READERS_TEXT_SIZE];

	if (f->type == FIELD_INTEGER || f->type == FIELD_YEAR)
		tell_number(t, *(const int64_t *)value);
	else if (f->type == FIELD_VINTAGE)
		tell_number(t, *(const int32_t *)value);
	else if (f->type == FIELD_BOOLEAN)
		tell_truth(t, *(const bool *)value);
	else if (f->type == FIELD_WORD)
		tell_word(t, f, *(const int *)value);
	else if (f->type == FIELD_PERIOD)
		tell_days(t, ((const struct period *)value)->first,
			((const struct period *)value)->last);
	else if (f->type == FIELD_UNITS)
		tell_units(t, &((const struct unit_range *)value)->block);
	else if (f->type == FIELD_MAPPING)
		tell_mapping(t, f->sub, value);
	else if (f->type == FIELD_LIST)
		tell_list(t, f, owner);
	else
		buffer_add_text(t->out, text_of(f, value, text, sizeof(text)));
}

/* What stands in braces: a key, or # and the key of a list to be counted. */
static void tell_key(struct telling *t, const struct document *d, const char *text, size_t size)
{
	bool counted = text[0] == '#';
	const struct field *f;
	char key[64];

	assert(size < sizeof(key));
	memcpy(key, text + counted, size - counted);
	key[size - counted] = '\0';
	f = schema_field(schema_of(d->kind), key);
	assert(f);
	if (counted)
		buffer_add_format(t->out, "%zu", field_items_n(f, d->body));
	else
		tell_field(t, f, d->body);
}

const char *story_told(void *mem, enum language language, const struct document *d)
{
	const struct kind_row *kind = kind_row(d->kind);
	const char *text = language == LANGUAGE_ZH ? kind->story_zh : kind->story_en, *end;
	struct telling t = {language, buffer_new(mem, TOLD_MAX)};

	if (!t.out)
		return NULL;
	for (; *text; text = end) {
		if (*text != '{') {
			end = text + strcspn(text, "{");
			buffer_add(t.out, text, (size_t)(end - text));
			continue;
		}
		end = strchr(text, '}');
		assert(end);
		tell_key(&t, d, text + 1, (size_t)(end - text) - 1);
		end++;
	}
	while (t.out->size > 0 && t.out->bytes[t.out->size - 1] == ' ')
		t.out->bytes[--t.out->size] = '\0';
	return t.out->bytes;
}

/* What the document was warned of when it was sealed, a line each below its own. */
static void show_warnings(
	struct command_context *c, struct registry *r, const struct digest *document)
{
	struct error err;
	const struct warning_list *list =
		warnings_of(state_view(registry_state(r)), c->mem, document, &err);
	char text[ERROR_TEXT_MAX];

	for (size_t i = 0; list && i < list->count; i++)
		printf("  %s %s %s: %s\n", command_text(c, "警示", "warning"),
			warning_name(list->item[i].code), list->item[i].path,
			spoken_warning(&list->item[i], c->language, text, sizeof(text)));
}

void story_line(struct command_context *c, struct registry *r, const struct entry *e,
	const struct document *d)
{
	const struct kind_row *kind = kind_row(d->kind);
	const char *told = story_told(c->mem, c->language, d);
	char day[DAY_TEXT_SIZE], hash[DIGEST_HEX_SIZE];

	printf("%s  %s %3" PRId64 "%s  %.8s  ", day_text(instant_day(e->time), day),
		command_text(c, "第", "entry"), e->sequence, command_text(c, " 条", ""),
		digest_hex(&d->hash, hash));
	command_pad(stdout, command_text(c, kind->zh, kind->name), 30);
	for (size_t i = 0; i < d->signers_n; i++)
		printf("%s %s", i ? command_text(c, "、", ",") : "",
			open_party_name(c, r, &d->signers[i].party));
	printf(" |%s%s\n", told && told[0] ? " " : "", told ? told : "");
	show_warnings(c, r, &d->hash);
}
