/*
 * schema_markdown: docs/documents.md, made from the schema tables.
 */
#include <stdio.h>

#include "document/kinds/schema_rows.h"

static const char *type_name(const struct field *f)
{
	static const char *const names[FIELD_TYPE_COUNT] = {
		[FIELD_TEXT] = "text",
		[FIELD_LINE] = "line of text",
		[FIELD_REFERENCE] = "line of text in NFC, once",
		[FIELD_CODE] = "code: letters, digits, `._/+-`",
		[FIELD_CAPITALS] = "code: capital letters, digits, `._/+-`",
		[FIELD_INTEGER] = "integer",
		[FIELD_YEAR] = "year",
		[FIELD_VINTAGE] = "year",
		[FIELD_TONNES] = "tonnes: integer",
		[FIELD_DECIMAL] = "decimal",
		[FIELD_RATIONAL] = "decimal or fraction",
		[FIELD_BOOLEAN] = "`true` or `false`",
		[FIELD_DAY] = "day, `2026-11-30`, in UTC+8",
		[FIELD_INSTANT] = "instant, `2026-11-30T00:00:00Z`",
		[FIELD_DIGEST] = "SHA-256, 64 digits of `0-9a-f`, not all `0`",
		[FIELD_WORD] = "one of",
		[FIELD_PARTY] = "party",
		[FIELD_ACCOUNT] = "account, `A-7K2Q-9D4R`",
		[FIELD_DOCUMENT_ID] = "26 characters of Crockford base32",
		[FIELD_PROJECT] = "project code, `A210003`",
		[FIELD_METHODOLOGY] = "methodology code, `CCER-01-002-V01`",
		[FIELD_PUBLIC_KEY] =
			"public key, `ssh-ed25519 AAAA...` or `sk-ssh-ed25519@openssh.com AAAA...`",
		[FIELD_REGION] = "six digits of GB/T 2260",
		[FIELD_DEGREES] = "degrees with 6 to 9 places, or `119°07\u203224.4\u2033`",
		[FIELD_READERS] = "`public`, or a list of readers beside its signers",
		[FIELD_WITHHELD] = "`{commit, tag}`, each 64 digits of `0-9a-f`",
		[FIELD_PERIOD] = "`{first, last}`, days",
		[FIELD_UNITS] = "`{project, vintage, first, last}`",
		[FIELD_MAPPING] = "mapping",
		[FIELD_LIST] = "list of",
		[FIELD_VALUES] = "mapping of symbol to",
		[FIELD_TREE] = "see docs/methodology-language.md",
	};

	return names[f->type];
}

/* The kind whose own members the schema is, for the mappings that take one over; or KIND_NONE. */
static enum kind kind_of_schema(const struct schema *s)
{
	for (int kind = KIND_NONE + 1; s && kind < KIND_COUNT; kind++)
		if (schema_of((enum kind)kind) == s)
			return (enum kind)kind;
	return KIND_NONE;
}

static void add_type(struct buffer *out, const struct field *f)
{
	char choices[1024];
	struct field item = *f;

	buffer_add_text(out, type_name(f));
	if (kind_of_schema(f->sub))
		buffer_add_format(out, ": the members of %s", kind_name(kind_of_schema(f->sub)));
	if (f->type == FIELD_WORD || f->type == FIELD_READERS)
		buffer_add_format(out, ": %s", word_choices(f->words, choices, sizeof(choices)));
	if (f->type == FIELD_LIST || f->type == FIELD_VALUES) {
		item.type = f->sub ? FIELD_MAPPING : f->item_type;
		buffer_add_format(out, " %s", type_name(&item));
	}
}

static bool is_text(enum field_type type)
{
	return type == FIELD_TEXT || type == FIELD_LINE || type == FIELD_REFERENCE ||
	       type == FIELD_CODE || type == FIELD_CAPITALS;
}

static void add_bounds(struct buffer *out, const struct field *f)
{
	const char *of = is_text(f->type)				    ? " bytes"
			 : f->type == FIELD_LIST || f->type == FIELD_VALUES ? " items"
									    : "";

	if (f->min == 0 && f->max == 0)
		return;
	if (f->min == f->max)
		buffer_add_format(out, "%lld%s", (long long)f->min, of);
	else
		buffer_add_format(out, "%lld to %lld%s", (long long)f->min, (long long)f->max, of);
}

static void add_row(struct buffer *out, const struct field *f, const char *prefix)
{
	buffer_add_format(out, "| `%s%s` | ", prefix, f->key);
	add_type(out, f);
	buffer_add_text(out, " | ");
	add_bounds(out, f);
	buffer_add_format(out, " | %s | %s | %s | %s |\n", f->required ? "yes" : "", f->zh, f->en,
		f->rule ? f->rule : "");
}

/* The rows of a schema, each nested one followed by its own; tables nest three deep at most. */
static void add_rows(struct buffer *out, const struct schema *s, const char *prefix)
{
	char nested[128];

	for (size_t i = 0; i < s->fields_n; i++) {
		const struct field *f = &s->fields[i];

		add_row(out, f, prefix);
		if (!f->sub || kind_of_schema(f->sub) || f->sub == &schema_bilingual ||
			f->sub == &schema_bilingual_text)
			continue;
		snprintf(nested, sizeof(nested), "%s%s%s.", prefix, f->key,
			f->type == FIELD_LIST ? "[]" : "");
		add_rows(out, f->sub, nested);
	}
}

static void add_table(struct buffer *out, const struct schema *s)
{
	buffer_add_text(out, "\n| key | form | bounds | required | 含义 | meaning | rule |\n"
			     "| --- | --- | --- | --- | --- | --- | --- |\n");
	add_rows(out, s, "");
}

static void add_kind(struct buffer *out, enum kind kind)
{
	char seen[READERS_TEXT_SIZE], seen_zh[READERS_TEXT_SIZE];
	const struct kind_row *k = kind_row(kind);

	buffer_add_format(out, "\n## %s\n\n%s / %s.\n\n", k->name, k->zh, k->en);
	buffer_add_format(out, "- Signed by: %s\n- Seen by: %s / %s\n", k->signers,
		readers_text(k->readers, seen), readers_zh(k->readers, seen_zh));
	if (k->days_to_live > 0)
		buffer_add_format(out, "- `valid_until`: at most %d days after it is sealed\n",
			k->days_to_live);
	buffer_add_format(out, "- Size: at most %zu KiB\n", k->size_max / 1024);
	buffer_add_format(out, "- Attachments: %s\n", k->attachments ? "allowed" : "none");
	if (k->rule)
		buffer_add_format(out, "- Rule: %s\n", k->rule);
	add_table(out, schema_of(kind));
}

void schema_markdown(struct buffer *out)
{
	buffer_add_text(out,
		"# Documents\n\n"
		"Every kind of document of rules version 1, made from the tables in "
		"src/document/.\n"
		"A name or text in two languages is `{zh, en}`, `en` optional. Whole numbers\n"
		"and truth values are written without quotes, decimals with or without. A value\n"
		"stands on one line; a text alone may be\n"
		"a block of several, behind `|` or `>`. A comment has a line of its own. Which\n"
		"characters a line of text may have stands in docs/ledger-format.md 2.1. A key "
		"that\n"
		"is not listed is refused. How a document is cut and signed stands in\n"
		"docs/ledger-format.md; what must hold before one is sealed, and the sources\n"
		"that rules name, in docs/rulebook.md. Who may see a document, or a file that it\n"
		"names, is public or a set: its signers always; `parties`, those named by it or "
		"by\n"
		"what it rests on; the `province` of the entity or project; the `exchange` named;\n"
		"the `court` whose order it carries out; authorities by their roles.\n\n"
		"本页由 src/document/ 的字段表生成，列出每种文件的签署方、可见范围和字段。\n\n"
		"## Header\n\nEvery document has these keys beside its own, in any order.\n");
	add_table(out, schema_header());
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++)
		add_kind(out, (enum kind)kind);
}
