/*
 * schema_markdown: docs/documents.md, made from the schema tables; and the same in Chinese.
 */
#include <stdio.h>

#include "document/kinds/schema_rows.h"
#include "domain/spoken.h"

/* A page and the language that it is in; the page in English has both labels of a field. */
struct page {
	struct buffer *out;
	enum language language;
};

static const char *text_of(const struct page *p, const char *zh, const char *en)
{
	return p->language == LANGUAGE_ZH ? zh : en;
}

/* The kind whose own members the schema is, for the mappings that take one over; or KIND_NONE. */
static enum kind kind_of_schema(const struct schema *s)
{
	for (int kind = KIND_NONE + 1; s && kind < KIND_COUNT; kind++)
		if (schema_of((enum kind)kind) == s)
			return (enum kind)kind;
	return KIND_NONE;
}

static const char *type_name(const struct page *p, const struct field *f)
{
	static const struct {
		const char *zh, *en;
	} names[FIELD_TYPE_COUNT] = {
		[FIELD_TEXT] = {"文字", "text"},
		[FIELD_LINE] = {"一行文字", "line of text"},
		[FIELD_REFERENCE] = {"一行文字（NFC），只用一次", "line of text in NFC, once"},
		[FIELD_CODE] = {"代码：字母、数字、`._/+-`", "code: letters, digits, `._/+-`"},
		[FIELD_CAPITALS] = {"代码：大写字母、数字、`._/+-`",
			"code: capital letters, digits, `._/+-`"},
		[FIELD_INTEGER] = {"整数", "integer"},
		[FIELD_YEAR] = {"年份", "year"},
		[FIELD_VINTAGE] = {"年份", "year"},
		[FIELD_TONNES] = {"吨数：整数", "tonnes: integer"},
		[FIELD_DECIMAL] = {"小数", "decimal"},
		[FIELD_RATIONAL] = {"小数或分数", "decimal or fraction"},
		[FIELD_BOOLEAN] = {"`true`（是）或 `false`（否）", "`true` or `false`"},
		[FIELD_DAY] = {"日期，`2026-11-30`，北京时间", "day, `2026-11-30`, in UTC+8"},
		[FIELD_INSTANT] = {"时刻，`2026-11-30T00:00:00Z`",
			"instant, `2026-11-30T00:00:00Z`"},
		[FIELD_DIGEST] = {"SHA-256，64 位 `0-9a-f`，不全为 `0`",
			"SHA-256, 64 digits of `0-9a-f`, not all `0`"},
		[FIELD_WORD] = {"以下之一", "one of"},
		[FIELD_PARTY] = {"主体代码", "party"},
		[FIELD_ACCOUNT] = {"账户，`A-7K2Q-9D4R`", "account, `A-7K2Q-9D4R`"},
		[FIELD_DOCUMENT_ID] = {"26 个字符（Crockford base32）",
			"26 characters of Crockford base32"},
		[FIELD_PROJECT] = {"项目编号，`A210003`", "project code, `A210003`"},
		[FIELD_METHODOLOGY] = {"方法学编号，`CCER-01-002-V01`",
			"methodology code, `CCER-01-002-V01`"},
		[FIELD_PUBLIC_KEY] =
			{"公钥，`ssh-ed25519 AAAA...` 或 `sk-ssh-ed25519@openssh.com AAAA...`",
				"public key, `ssh-ed25519 AAAA...` or `sk-ssh-ed25519@openssh.com "
				"AAAA...`"},
		[FIELD_REGION] = {"六位行政区划代码（GB/T 2260）", "six digits of GB/T 2260"},
		[FIELD_DEGREES] = {"度，6 至 9 位小数，或 `119°07\u203224.4\u2033`",
			"degrees with 6 to 9 places, or `119°07\u203224.4\u2033`"},
		[FIELD_READERS] = {"`public`，或除签署方外的读者",
			"`public`, or a list of readers beside its signers"},
		[FIELD_WITHHELD] = {"`{commit, tag}`，各 64 位 `0-9a-f`",
			"`{commit, tag}`, each 64 digits of `0-9a-f`"},
		[FIELD_PERIOD] = {"`{first, last}`，日期", "`{first, last}`, days"},
		[FIELD_UNITS] = {"`{project, vintage, first, last}`",
			"`{project, vintage, first, last}`"},
		[FIELD_MAPPING] = {"“键: 值”若干", "mapping"},
		[FIELD_LIST] = {"列表，每项为", "list of"},
		[FIELD_VALUES] = {"“符号: 值”若干，值为", "mapping of symbol to"},
		[FIELD_TREE] = {"见 docs/methodology-language.md",
			"see docs/methodology-language.md"},
	};

	return text_of(p, names[f->type].zh, names[f->type].en);
}

static void add_type(const struct page *p, const struct field *f)
{
	char choices[1024];
	struct field item = *f;

	buffer_add_text(p->out, type_name(p, f));
	if (kind_of_schema(f->sub))
		buffer_add_format(p->out, "%s%s%s", text_of(p, "：`", ": the members of "),
			kind_name(kind_of_schema(f->sub)), text_of(p, "` 的各字段", ""));
	if (f->type == FIELD_WORD || f->type == FIELD_READERS)
		buffer_add_format(p->out, "%s%s", text_of(p, "：", ": "),
			word_choices(f->words, choices, sizeof(choices)));
	if (f->type == FIELD_LIST || f->type == FIELD_VALUES) {
		item.type = f->sub ? FIELD_MAPPING : f->item_type;
		buffer_add_format(p->out, "%s%s", text_of(p, "", " "), type_name(p, &item));
	}
}

static bool is_text(enum field_type type)
{
	return type == FIELD_TEXT || type == FIELD_LINE || type == FIELD_REFERENCE ||
	       type == FIELD_CODE || type == FIELD_CAPITALS;
}

static void add_bounds(const struct page *p, const struct field *f)
{
	const char *of = is_text(f->type) ? text_of(p, " 字节", " bytes")
			 : f->type == FIELD_LIST || f->type == FIELD_VALUES
				 ? text_of(p, " 项", " items")
				 : "";

	if (f->min == 0 && f->max == 0)
		return;
	if (f->min == f->max)
		buffer_add_format(p->out, "%lld%s", (long long)f->min, of);
	else
		buffer_add_format(p->out, "%lld %s %lld%s", (long long)f->min,
			text_of(p, "至", "to"), (long long)f->max, of);
}

static void add_row(const struct page *p, const struct field *f, const char *prefix)
{
	char said[SPOKEN_RULE_SIZE];
	const char *rule = f->rule ? spoken_rule(f->rule, p->language, said) : "";

	buffer_add_format(p->out, "| `%s%s` | ", prefix, f->key);
	add_type(p, f);
	buffer_add_text(p->out, " | ");
	add_bounds(p, f);
	buffer_add_format(
		p->out, " | %s | %s |", f->required ? text_of(p, "必填", "yes") : "", f->zh);
	if (p->language == LANGUAGE_EN)
		buffer_add_format(p->out, " %s |", f->en);
	buffer_add_format(p->out, " %s |\n", rule);
}

/* The rows of a schema, each nested one followed by its own; tables nest three deep at most. */
static void add_rows(const struct page *p, const struct schema *s, const char *prefix)
{
	char nested[128];

	for (size_t i = 0; i < s->fields_n; i++) {
		const struct field *f = &s->fields[i];

		add_row(p, f, prefix);
		if (!f->sub || kind_of_schema(f->sub) || f->sub == &schema_bilingual ||
			f->sub == &schema_bilingual_text)
			continue;
		snprintf(nested, sizeof(nested), "%s%s%s.", prefix, f->key,
			f->type == FIELD_LIST ? "[]" : "");
		add_rows(p, f->sub, nested);
	}
}

static void add_table(const struct page *p, const struct schema *s)
{
	buffer_add_text(
		p->out, text_of(p,
				"\n| 键 | 形式 | 界限 | 必填 | 含义 | 依据 |\n"
				"| --- | --- | --- | --- | --- | --- |\n",
				"\n| key | form | bounds | required | 含义 | meaning | rule |\n"
				"| --- | --- | --- | --- | --- | --- | --- |\n"));
	add_rows(p, s, "");
}

static void add_readers(const struct page *p, const struct kind_row *k)
{
	char seen[READERS_TEXT_SIZE], seen_zh[READERS_TEXT_SIZE];

	readers_text(k->readers, seen);
	readers_zh(k->readers, seen_zh);
	if (p->language == LANGUAGE_ZH)
		buffer_add_format(p->out, "- 可见范围：%s\n", seen_zh);
	else
		buffer_add_format(p->out, "- Seen by: %s / %s\n", seen, seen_zh);
}

/* "- Signed by: owner" */
static void add_item(const struct page *p, const char *zh, const char *en, const char *value)
{
	buffer_add_format(p->out, "- %s%s%s\n", text_of(p, zh, en), text_of(p, "：", ": "), value);
}

static void add_kind(const struct page *p, enum kind kind)
{
	const struct kind_row *k = kind_row(kind);
	char said[SPOKEN_RULE_SIZE], text[64];

	buffer_add_format(p->out, "\n## %s\n\n%s%s%s%s\n\n", k->name, k->zh, text_of(p, "", " / "),
		text_of(p, "", k->en), text_of(p, "。", "."));
	add_item(p, "签署方", "Signed by", text_of(p, k->signers_zh, k->signers));
	add_readers(p, k);
	snprintf(text, sizeof(text), "%s%d%s", text_of(p, "封存之后至多 ", "at most "),
		k->days_to_live, text_of(p, " 天", " days after it is sealed"));
	if (k->days_to_live > 0)
		add_item(p, "`valid_until`", "`valid_until`", text);
	snprintf(text, sizeof(text), "%s%zu KiB", text_of(p, "至多 ", "at most "),
		k->size_max / 1024);
	add_item(p, "大小", "Size", text);
	add_item(p, "附件", "Attachments",
		k->attachments ? text_of(p, "可以有", "allowed") : text_of(p, "无", "none"));
	if (k->rule)
		add_item(p, "依据", "Rule", spoken_rule(k->rule, p->language, said));
	add_table(p, schema_of(kind));
}

static const char intro[] =
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
	"## Header\n\nEvery document has these keys beside its own, in any order.\n";

static const char intro_zh[] =
	"# 文件\n\n"
	"规则版本 1 的各类文件，由字段表生成。两种语言的名称或文字写作 `{zh, en}`，\n"
	"`en` 可以不写。整数和是否值不加引号，小数加不加均可。一个值写在一行；只有文字\n"
	"可以是 `|` 或 `>` 之后的多行。注释单独成行。一行文字可用哪些字符见\n"
	"docs/ledger-format.md 2.1。未列出的键不予接受。文件如何分段和签署见\n"
	"docs/ledger-format.md；封存的条件和依据的出处见 docs/rulebook.md。\n\n"
	"文件或其所列附件的可见范围为公开，或为若干读者：签署方始终可见；当事方为文件\n"
	"或其所依据的文件所列各方；其余为主体或项目所在的省、所列交易机构、执行其裁定的\n"
	"人民法院，以及各主管机关。\n\n"
	"## 文件头\n\n每份文件除自己的键外还有以下各键，次序不限。\n";

void schema_markdown(struct buffer *out, enum language language)
{
	const struct page p = {out, language};

	buffer_add_text(out, text_of(&p, intro_zh, intro));
	add_table(&p, schema_header());
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++)
		add_kind(&p, (enum kind)kind);
}
