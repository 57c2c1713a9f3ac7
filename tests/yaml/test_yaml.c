#include "yaml/yaml.h"

#include <string.h>

#include <talloc.h>

#include "base/limits.h"
#include "base/macros.h"
#include "tests/support.h"
#include "yaml/text.h"

#define CONTINUED "a line that continues the value above; check its indent, or begin a text with |"
#define ESCAPE "an escape other than \\\", \\\\ and \\n; write the character itself"

static const struct {
	const char *name, *text;
	enum error_code code;
	uint32_t line, column;
	const char *path, *argument;
} faults[] = {
	{"nothing", "# only a comment\n", ERROR_YAML_NOT_MAPPING, 2, 1, "", NULL},
	{"a scalar at the root", "x\n", ERROR_YAML_NOT_MAPPING, 1, 1, "", NULL},
	{"a sequence at the root", "- x\n", ERROR_YAML_NOT_MAPPING, 1, 1, "", NULL},
	{"a bracket left open", "a: [1\n", ERROR_YAML_SYNTAX, 2, 1, "/a", NULL},
	{"a wrong indent", "a: 1\n b: 2\n", ERROR_YAML_FEATURE, 2, 2, "/a", CONTINUED},
	{"an anchor on a scalar", "a: &x 1\n", ERROR_YAML_FEATURE, 1, 4, "", "anchor"},
	{"an anchor on a mapping", "a: &x {b: 1}\n", ERROR_YAML_FEATURE, 1, 4, "", "anchor"},
	{"an anchor on a sequence", "a:\n  &x\n  - 1\n", ERROR_YAML_FEATURE, 2, 3, "", "anchor"},
	{"an anchor on a key", "&x a: 1\n", ERROR_YAML_FEATURE, 1, 1, "", "anchor"},
	{"an alias", "a: 1\nb: *a\n", ERROR_YAML_FEATURE, 2, 4, "", "alias"},
	{"an alias as a key", "*a : 1\n", ERROR_YAML_FEATURE, 1, 1, "", "alias"},
	{"a tag on a scalar", "a: !!str 1\n", ERROR_YAML_FEATURE, 1, 4, "", "tag"},
	{"a non-specific tag", "a: ! 1\n", ERROR_YAML_FEATURE, 1, 4, "", "tag"},
	{"a tag on a mapping", "a: !!map {b: 1}\n", ERROR_YAML_FEATURE, 1, 4, "", "tag"},
	{"a tag on a sequence", "b:\n- !x [1]\n", ERROR_YAML_FEATURE, 2, 3, "/b", "tag"},
	{"a merge key", "a: 1\n<<: {b: 1}\n", ERROR_YAML_FEATURE, 2, 1, "", "merge key"},
	{"a quoted merge key", "\"<<\": {b: 1}\n", ERROR_YAML_FEATURE, 1, 1, "", "merge key"},
	{"a mapping as a key", "? {a: 1}\n: 2\n", ERROR_YAML_FEATURE, 1, 3, "", "complex key"},
	{"a sequence as a key", "[a]: 2\n", ERROR_YAML_FEATURE, 1, 1, "", "complex key"},
	{"a key behind a question mark", "? a\n: 2\n", ERROR_YAML_FEATURE, 1, 3, "", "complex key"},
	{"a key of two lines", "? |\n  a\n  b\n: 2\n", ERROR_YAML_FEATURE, 1, 3, "", "complex key"},
	{"a key with an escaped LF", "\"a\\nb\": 2\n", ERROR_YAML_FEATURE, 1, 1, "", "complex key"},
	{"a key without a colon", "a: {b, c: 1}\n", ERROR_YAML_FEATURE, 1, 5, "/a", "complex key"},
	{"an empty key", "\"\": 1\n", ERROR_YAML_EMPTY_KEY, 1, 1, "", NULL},
	{"a key twice", "a: 1\nb: 2\na: 3\n", ERROR_YAML_DUPLICATE, 3, 1, "/a", NULL},
	{"a key twice, once in quotes", "x:\n  a: 1\n  \"a\": 3\n", ERROR_YAML_DUPLICATE, 3, 3,
		"/x/a", NULL},
	{"a key twice in a flow mapping", "x: [{吨: 1, 吨: 2}]\n", ERROR_YAML_DUPLICATE, 1, 12,
		"/x/0/吨", NULL},
	{"the first of two keys twice", "a: 1\nz: 1\nz: 2\na: 3\n", ERROR_YAML_DUPLICATE, 3, 1,
		"/z", NULL},
	{"a key that is not NFC", "a: 1\ne\xCC\x81: 2\n", ERROR_TEXT_NFC, 2, 1, "", NULL},
	{"an escaped control in a value", "吨: 1\nb: \"x\\ty\"\n", ERROR_TEXT_CHARACTER, 2, 4, "/b",
		NULL},
	{"an escaped NUL", "b: \"\\0\"\n", ERROR_TEXT_CHARACTER, 1, 4, "/b", NULL},
	{"an escaped next line", "b: \"\\N\"\n", ERROR_TEXT_CHARACTER, 1, 4, "/b", NULL},
	{"an escaped line separator", "b: \"\\L\"\n", ERROR_TEXT_CHARACTER, 1, 4, "/b", NULL},
	{"an escaped override", "a: {吨: \"\\u202E\"}\n", ERROR_TEXT_CHARACTER, 1, 8, "/a/吨",
		NULL},
	{"an escaped tag character in a key", "a:\n- \"\\U000E0061x\": 1\n", ERROR_TEXT_CHARACTER,
		2, 3, "", NULL},
	{"an escaped byte order mark", "a: [\"\\uFEFF\"]\n", ERROR_TEXT_CHARACTER, 1, 5, "/a/0",
		NULL},
	{"a comment behind a value", "a: 甲 #3\n", ERROR_YAML_COMMENT, 1, 6, "", NULL},
	{"a comment behind a value that is a key's", "k:\n  a: 1 # x\n", ERROR_YAML_COMMENT, 2, 8,
		"", NULL},
	{"a comment behind the last value", "a: 1\nb: 2 #\n", ERROR_YAML_COMMENT, 2, 6, "", NULL},
	{"a comment behind a key", "a: # x\n  b: 1\n", ERROR_YAML_COMMENT, 1, 4, "", NULL},
	{"a comment behind a dash", "a:\n- # x\n  b\n", ERROR_YAML_COMMENT, 2, 3, "/a", NULL},
	{"a comment behind a quoted value", "a: \"v\" # x\n", ERROR_YAML_COMMENT, 1, 8, "", NULL},
	{"a comment that touches a quoted value", "a: \"v\"# x\n", ERROR_YAML_COMMENT, 1, 7, "",
		NULL},
	{"a comment within brackets", "a: [b, # x\n  c]\n", ERROR_YAML_COMMENT, 1, 8, "/a", NULL},
	{"a comment that touches a comma", "a: [b,#x\n  c]\n", ERROR_YAML_COMMENT, 1, 7, "/a",
		NULL},
	{"a comment behind a bracket", "a: [b] # x\n", ERROR_YAML_COMMENT, 1, 8, "", NULL},
	{"a comment that touches a bracket", "a: [b]#x\n", ERROR_YAML_COMMENT, 1, 7, "", NULL},
	{"a comment behind an opening brace", "a: { # x\n  b: 1}\n", ERROR_YAML_COMMENT, 1, 6, "/a",
		NULL},
	{"a comment behind a block's sign", "a: | # x\n  b\n", ERROR_YAML_COMMENT, 1, 6, "/a",
		NULL},
	{"a comment that touches a block's sign", "a: ># x\n  b\n", ERROR_YAML_COMMENT, 1, 5, "/a",
		NULL},
	{"a comment behind an empty value", "a: #\nb: 1\n", ERROR_YAML_COMMENT, 1, 4, "", NULL},
	{"a plain value of two lines", "a: b\n  c\n", ERROR_YAML_FEATURE, 2, 3, "/a", CONTINUED},
	{"a quoted value of two lines", "a: 'b\n  c'\n", ERROR_YAML_FEATURE, 2, 3, "/a", CONTINUED},
	{"a line's end escaped in quotes", "a: \"b\\\n  c\"\n", ERROR_YAML_FEATURE, 2, 3, "/a",
		CONTINUED},
	{"a plain value of two lines in brackets", "a: [b\n  c]\n", ERROR_YAML_FEATURE, 2, 3,
		"/a/0", CONTINUED},
	{"an escaped letter", "a: \"x\\u7532\"\n", ERROR_YAML_FEATURE, 1, 6, "/a", ESCAPE},
	{"an escaped letter in a key", "\"\\x61\": 1\n", ERROR_YAML_FEATURE, 1, 2, "", ESCAPE},
	{"an escaped blank", "a: \"x\\ y\"\n", ERROR_YAML_FEATURE, 1, 6, "/a", ESCAPE},
	{"a question mark before a key in braces", "a: { ?b: 1}\n", ERROR_YAML_FEATURE, 1, 7, "/a",
		"complex key"},
	{"a question mark and a blank in braces", "a: {? b: 1}\n", ERROR_YAML_FEATURE, 1, 7, "/a",
		"complex key"},
	{"a question mark alone in brackets", "a: [?]\n", ERROR_YAML_FEATURE, 1, 7, "/a/0",
		"complex key"},
	{"a dash alone in brackets", "a: [-]\n", ERROR_YAML_FEATURE, 1, 5, "/a/0",
		"a dash alone within brackets"},
	{"a dash and a comma in brackets", "a: [-, -]\n", ERROR_YAML_FEATURE, 1, 5, "/a/0",
		"a dash alone within brackets"},
	{"a line in brackets that is not indented", "a: [b,\nc]\n", ERROR_YAML_FEATURE, 2, 1,
		"/a/1",
		"a line within brackets that is not indented deeper than what it belongs to"},
	{"a closing bracket that is not indented", "a: [\n  b\n]\n", ERROR_YAML_FEATURE, 3, 1, "",
		"a line within brackets that is not indented deeper than what it belongs to"},
	{"a line in braces as deep as its mapping", "a:\n  b: {c: 1,\n  d: 1}\n",
		ERROR_YAML_FEATURE, 3, 3, "/a/b",
		"a line within brackets that is not indented deeper than what it belongs to"},
	{"a block that begins with blanks", "a: >\n \n  \n # x\n", ERROR_YAML_FEATURE, 2, 1, "/a",
		"a block that begins with a line of blanks"},
	{"a block of a given indent that begins with blanks", "a: |2\n    \nb: 1\n",
		ERROR_YAML_FEATURE, 2, 1, "/a", "a block that begins with a line of blanks"},
	{"a block's sign on a line of its own", "a:\n|\n  b\n", ERROR_YAML_FEATURE, 2, 1, "/a",
		"a block whose | or > is not on the line of its key or dash"},
	{"a key that ends in a blank", "\"a \": 1\n", ERROR_TEXT_LINE, 1, 1, "", NULL},
	{"a key that begins with a wide blank", "b: 1\n　a: 1\n", ERROR_TEXT_LINE, 2, 1, "", NULL},
	{"a key of an unassigned character", "\u0378: 1\n", ERROR_TEXT_UNASSIGNED, 1, 1, "", NULL},
	{"two documents", "a: 1\n--- \nb: 2\n", ERROR_YAML_FEATURE, 2, 1, "", "directive"},
};

START_TEST(what_is_not_strict_yaml_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct yaml_node *root = NULL;
	struct error err = {0};
	int result = yaml_parse(mem, faults[_i].text, strlen(faults[_i].text), &root, &err);

	ck_assert_msg(result == -1 && !root, "%s", faults[_i].name);
	ck_assert_msg(err.code == faults[_i].code, "%s: %s", faults[_i].name, error_name(err.code));
	ck_assert_msg(err.line == faults[_i].line && err.column == faults[_i].column, "%s: %u:%u",
		faults[_i].name, err.line, err.column);
	ck_assert_msg(strcmp(err.path, faults[_i].path) == 0, "%s: %s", faults[_i].name, err.path);
	if (faults[_i].argument)
		ck_assert_str_eq(error_argument(&err, "feature"), faults[_i].argument);
	ck_assert_uint_eq(talloc_total_blocks(mem), 1);
}
END_TEST

static struct yaml_node *parse(void *mem, const char *text)
{
	struct yaml_node *root = NULL;
	struct error err;

	ck_assert_int_eq(text_check(text, strlen(text), &err), 0);
	ck_assert_msg(yaml_parse(mem, text, strlen(text), &root, &err) == 0, "%s at %u:%u",
		error_name(err.code), err.line, err.column);
	return root;
}

START_TEST(the_tree_has_keys_texts_styles_and_places)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct yaml_node *root = parse(mem, "# 吨\n"
						  "名称: 海上风电\n"
						  "b:\n"
						  "- {x: '1', 吨: 2}\n"
						  "- |\n"
						  "  one\n"
						  "  two\n"
						  "empty:\n");
	const struct yaml_node *n = yaml_at(root, "/b/0/吨");

	ck_assert_int_eq(root->type, YAML_MAPPING);
	ck_assert_uint_eq(root->size, 3);
	ck_assert_uint_eq(root->line, 2);
	ck_assert_str_eq(n->text, "2");
	ck_assert_int_eq(n->style, YAML_STYLE_PLAIN);
	ck_assert_uint_eq(n->line, 4);
	ck_assert_uint_eq(n->column, 15);
	ck_assert_uint_eq(n->key_column, 12);
	ck_assert_int_eq(yaml_at(root, "/b/0/x")->style, YAML_STYLE_QUOTED);
	ck_assert_int_eq(yaml_at(root, "/b/1")->style, YAML_STYLE_BLOCK);
	ck_assert_str_eq(yaml_at(root, "/b/1")->text, "one\ntwo\n");
	ck_assert_uint_eq(yaml_at(root, "/名称")->column, 5);
	ck_assert_str_eq(yaml_at(root, "/empty")->text, "");
	ck_assert_ptr_null(yaml_at(root, "/b/2"));
	ck_assert_ptr_null(yaml_member(n, "x"));
}
END_TEST

/* What may stand in a text, and the value of its key `a`. */
static const struct {
	const char *text, *value;
} readable[] = {
	{"# a comment\n# and more\na: 1\n", "1"},
	{"a: 1\n# at the end\n", "1"},
	{"b:\n  # indented\n  c: 1\na: 2\n", "2"},
	{"b: [c,\n  # within brackets\n  d]\na: 2\n", "2"},
	{"b: {c: 1, d: [1,\n  2\n  ]}\na: 2\n", "2"},
	{"{a: 1,\nb: 2\n}\n", "1"},
	{"b:\n- [c,\n d]\na: 1\n", "1"},
	{"a: 示例电厂#3机组\n", "示例电厂#3机组"},
	{"a: '示例电厂 #3机组'\n", "示例电厂 #3机组"},
	{"a: \"示例电厂 #3机组\"\n", "示例电厂 #3机组"},
	{"a: |\n  示例电厂 #3机组\n  # a line of the text\n",
		"示例电厂 #3机组\n# a line of the text\n"},
	{"a: |-\n  x\n# a comment\n", "x"},
	{"a: |2-\n   x\n", " x"},
	{"a: >-\n  x\n  y\nb: 1\n", "x y"},
	{"a: \"say \\\"x\\\" \\\\ y\\nz\"\n", "say \"x\" \\ y\nz"},
	{"a: 'it''s'\n", "it's"},
	{"a: -1\n", "-1"},
	{"a: 甲：乙，丙\n", "甲：乙，丙"},
	{"a: “甲”\n", "“甲”"},
	{"a: what?\n", "what?"},
	{"b: [-x, x-]\na: - - -\n", NULL},
};

START_TEST(what_a_reader_sees_is_what_is_read)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct yaml_node *root;
	struct error err;

	if (!readable[_i].value) {
		ck_assert_int_eq(
			yaml_parse(mem, readable[_i].text, strlen(readable[_i].text), &root, &err),
			-1);
		return;
	}
	ck_assert_str_eq(yaml_at(parse(mem, readable[_i].text), "/a")->text, readable[_i].value);
}
END_TEST

/* Signs typed in Chinese, and where they are found. */
static const struct {
	const char *text;
	uint32_t line, column;
	const char *found, *expected;
} misprints[] = {
	{"version：1\nid: x\n", 1, 8, "：", ":"},
	{"kind: clock\nversion：1\nledger：y\nid: x\n", 2, 8, "：", ":"},
	{"kind: clock\nversion：1\n", 2, 8, "：", ":"},
	{"kind：clock\n", 1, 5, "：", ":"},
	{"a:\n  zh：甲\n  en: b\n", 2, 5, "：", ":"},
	{"a: {zh：甲}\n", 1, 7, "：", ":"},
	{"a: {zh: 甲，en: b}\n", 1, 10, "，", ","},
	{"a: ｛zh: 甲｝\n", 1, 4, "｛", "{"},
	{"k:\n- a：1\n  b: 2\n", 2, 4, "：", ":"},
	{"a:　1\nb: 2\n", 1, 3, "　", " "},
};

START_TEST(a_sign_typed_in_chinese_is_shown_where_it_stands)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct yaml_node *root;
	struct error err;
	const char *text = misprints[_i].text;

	ck_assert_int_eq(yaml_parse(mem, text, strlen(text), &root, &err), -1);
	ck_assert_msg(err.code == ERROR_YAML_FULL_WIDTH, "%d: %s", _i, error_name(err.code));
	ck_assert_msg(err.line == misprints[_i].line && err.column == misprints[_i].column,
		"%d: %u:%u", _i, err.line, err.column);
	ck_assert_str_eq(error_argument(&err, "character"), misprints[_i].found);
	ck_assert_str_eq(error_argument(&err, "expected"), misprints[_i].expected);
}
END_TEST

START_TEST(separators_of_thousands_in_braces_are_told_from_keys)
{
	static const struct {
		const char *text, *found, *digits;
		uint32_t column;
	} cases[] = {
		{"a: {first: 65,000}\n", "65,000", "65000", 15},
		{"a: {first: 1,250,000, last: 2}\n", "1,250,000", "1250000", 14},
		{"a: {x: 65,000.5}\n", "65,000.5", "65000.5", 11},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct yaml_node *root;
	struct error err;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(
			yaml_parse(mem, cases[i].text, strlen(cases[i].text), &root, &err), -1);
		ck_assert_msg(err.code == ERROR_YAML_THOUSANDS, "%s", error_name(err.code));
		ck_assert_str_eq(error_argument(&err, "found"), cases[i].found);
		ck_assert_str_eq(error_argument(&err, "expected"), cases[i].digits);
		ck_assert_uint_eq(err.column, cases[i].column);
	}
}
END_TEST

/* A reader of Chinese meets no word of libyaml's. */
START_TEST(what_yaml_says_is_said_in_chinese)
{
	static const char *const texts[] = {"a: [1\n", "a: 1\n b: 2\n", "a: {b\n", "a: b: c\n",
		"a: ]\n", "a: @x\n", "a: 'x\n", "a: \"\\q\"\n", "x\ny: 1\n", "a:\n- b\n c\n",
		"a: - b\n", "{a: 1} b\n", "a: |x\n  y\n", "a: & b\n", "a: 1\nb\nc: 1\n"};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char sentence[ERROR_TEXT_MAX];
	struct yaml_node *root;
	struct error err;

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		ck_assert_int_eq(yaml_parse(mem, texts[i], strlen(texts[i]), &root, &err), -1);
		error_text(&err, LANGUAGE_ZH, sentence, sizeof(sentence));
		ck_assert_msg(!strstr(sentence, "found") && !strstr(sentence, "expected") &&
				      !strstr(sentence, "allowed"),
			"%s: %s", texts[i], sentence);
	}
}
END_TEST

START_TEST(paths_are_json_pointers)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct yaml_node *root = parse(mem, "a/b:\n- m~n: [x, y]\n");
	const struct yaml_node *n = yaml_at(root, "/a~1b/0/m~0n/1");
	char path[ERROR_PATH_MAX];

	ck_assert_str_eq(n->text, "y");
	ck_assert_str_eq(yaml_path(n, path), "/a~1b/0/m~0n/1");
	ck_assert_str_eq(yaml_path(root, path), "");
	ck_assert_ptr_eq(yaml_nearest(root, "/a~1b/0/zz/q"), yaml_at(root, "/a~1b/0"));
	ck_assert_ptr_eq(yaml_nearest(root, "/zz"), root);
	ck_assert_ptr_eq(yaml_nearest(root, "/a~1b/0/m~0n/1/2"), n);
	ck_assert_ptr_eq(yaml_nearest(root, "/a~1b/00"), yaml_at(root, "/a~1b"));
}
END_TEST

/* `levels` brackets within the root's member a. */
static char *nested(void *mem, int levels)
{
	char *text = talloc_strdup(mem, "a: ");

	for (int i = 0; i < levels; i++)
		text = talloc_strdup_append(text, "[");
	for (int i = 0; i < levels; i++)
		text = talloc_strdup_append(text, "]");
	return talloc_strdup_append(text, "\n");
}

START_TEST(depth_is_stopped_at_the_event)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct yaml_node *root;
	struct error err;
	const char *deep = nested(mem, LIMIT_YAML_DEPTH);

	parse(mem, nested(mem, LIMIT_YAML_DEPTH - 1));
	ck_assert_int_eq(yaml_parse(mem, deep, strlen(deep), &root, &err), -1);
	ck_assert_int_eq(err.code, ERROR_YAML_DEPTH);
	ck_assert_uint_eq(err.column, 3 + LIMIT_YAML_DEPTH);
	deep = nested(mem, 20000);
	ck_assert_int_eq(yaml_parse(mem, deep, strlen(deep), &root, &err), -1);
	ck_assert_int_eq(err.code, ERROR_YAML_DEPTH);
}
END_TEST

START_TEST(nodes_and_scalars_are_bounded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b = buffer_new(mem, 1 << 20);
	struct yaml_node *root;
	struct error err;

	buffer_add_text(b, "a: [");
	for (int i = 0; i < LIMIT_YAML_NODES; i++)
		buffer_add_text(b, "1,");
	buffer_add_text(b, "]\n");
	ck_assert_int_eq(yaml_parse(mem, b->bytes, b->size, &root, &err), -1);
	ck_assert_int_eq(err.code, ERROR_YAML_NODES);
	buffer_clear(b);
	buffer_add_text(b, "a: ");
	for (int i = 0; i < LIMIT_SCALAR; i++)
		buffer_add_text(b, "x");
	buffer_add_text(b, "\n");
	ck_assert_int_eq(yaml_parse(mem, b->bytes, b->size, &root, &err), 0);
	b->bytes[b->size - 1] = 'x';
	buffer_add_text(b, "\n");
	ck_assert_int_eq(yaml_parse(mem, b->bytes, b->size, &root, &err), -1);
	ck_assert_int_eq(err.code, ERROR_YAML_SCALAR_SIZE);
	ck_assert_str_eq(err.path, "/a");
	buffer_clear(b);
	for (int i = 0; i <= LIMIT_KEY; i++)
		buffer_add_text(b, "k");
	buffer_add_text(b, ": 1\n");
	ck_assert_int_eq(yaml_parse(mem, b->bytes, b->size, &root, &err), -1);
	ck_assert_int_eq(err.code, ERROR_YAML_SCALAR_SIZE);
}
END_TEST

START_TEST(a_mapping_of_very_many_keys_is_read)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b = buffer_new(mem, 1 << 21);
	struct yaml_node *root;
	struct error err;

	for (int i = 0; i < 100000; i++)
		buffer_add_format(b, "k%d: 1\n", i);
	ck_assert_int_eq(yaml_parse(mem, b->bytes, b->size, &root, &err), 0);
	buffer_add_text(b, "k77: 2\n");
	ck_assert_int_eq(yaml_parse(mem, b->bytes, b->size, &root, &err), -1);
	ck_assert_int_eq(err.code, ERROR_YAML_DUPLICATE);
	ck_assert_uint_eq(err.line, 100001);
}
END_TEST

/* Texts that a writer may spoil, and whether they may stand plain. */
static const struct {
	const char *text;
	const char *written;
} scalars[] = {
	{"plain words", "plain words"},
	{"吨二氧化碳当量", "吨二氧化碳当量"},
	{"2026-11-30", "2026-11-30"},
	{"2026-11-30T00:00:00Z", "2026-11-30T00:00:00Z"},
	{"A-7K2Q-9D4R", "A-7K2Q-9D4R"},
	{"", "\"\""},
	{"12", "\"12\""},
	{"0.48665", "\"0.48665\""},
	{"1e5", "\"1e5\""},
	{"0x1F", "\"0x1F\""},
	{"12:30:45", "\"12:30:45\""},
	{"1_000", "\"1_000\""},
	{"914403001922038216", "\"914403001922038216\""},
	{"true", "\"true\""},
	{"No", "\"No\""},
	{"null", "\"null\""},
	{"~", "\"~\""},
	{"y", "\"y\""},
	{" leading", "\" leading\""},
	{"trailing ", "\"trailing \""},
	{"a: b", "\"a: b\""},
	{"a:", "\"a:\""},
	{"a #b", "\"a #b\""},
	{"- a", "\"- a\""},
	{"? a", "\"? a\""},
	{"&a", "\"&a\""},
	{"*a", "\"*a\""},
	{"!a", "\"!a\""},
	{"%a", "\"%a\""},
	{"@a", "\"@a\""},
	{"{a}", "\"{a}\""},
	{"[a]", "\"[a]\""},
	{"'a'", "\"'a'\""},
	{"say \"x\" \\ y", "\"say \\\"x\\\" \\\\ y\""},
	{"one\ntwo\n", NULL},
	{"one\n\n  two", NULL},
	{"one\n", NULL},
	{"one\n\n", NULL},
	{"\n", NULL},
	{"\none", NULL},
	{"  one\ntwo", NULL},
	{"---\n...\n%", NULL},
	{"one\n \ntwo\n", NULL},
};

START_TEST(a_scalar_is_written_so_that_it_is_read_back)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b = buffer_new(mem, 1 << 16);
	struct yaml_writer w;
	const struct yaml_node *root;
	char expected[128];

	yaml_writer_init(&w, b);
	yaml_open_mapping(&w, NULL);
	yaml_write_scalar(&w, "k", scalars[_i].text);
	yaml_open_sequence(&w, "list");
	yaml_write_scalar(&w, NULL, scalars[_i].text);
	yaml_open_mapping(&w, NULL);
	yaml_write_scalar(&w, "in", scalars[_i].text);
	yaml_close(&w);
	yaml_close(&w);
	yaml_close(&w);
	if (scalars[_i].written) {
		snprintf(expected, sizeof(expected), "k: %s\n", scalars[_i].written);
		ck_assert_msg(strncmp(b->bytes, expected, strlen(expected)) == 0, "%s", b->bytes);
	}
	root = parse(mem, b->bytes);
	ck_assert_str_eq(yaml_at(root, "/k")->text, scalars[_i].text);
	ck_assert_str_eq(yaml_at(root, "/list/0")->text, scalars[_i].text);
	ck_assert_str_eq(yaml_at(root, "/list/1/in")->text, scalars[_i].text);
}
END_TEST

START_TEST(collections_are_written_in_block_style)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b = buffer_new(mem, 1 << 16);
	struct yaml_writer w;

	yaml_writer_init(&w, b);
	yaml_open_mapping(&w, NULL);
	yaml_open_sequence(&w, "signers");
	yaml_open_mapping(&w, NULL);
	yaml_write_scalar(&w, "party", "914403001922038216");
	yaml_open_mapping(&w, "name");
	yaml_write_scalar(&w, "zh", "某公司");
	yaml_close(&w);
	yaml_write_boolean(&w, "holds", true);
	yaml_close(&w);
	yaml_open_mapping(&w, NULL);
	yaml_close(&w);
	yaml_open_sequence(&w, NULL);
	yaml_write_integer(&w, NULL, -5);
	yaml_write_integer(&w, NULL, INT64_MAX);
	yaml_open_sequence(&w, NULL);
	yaml_close(&w);
	yaml_close(&w);
	yaml_close(&w);
	yaml_open_sequence(&w, "none");
	yaml_close(&w);
	yaml_open_mapping(&w, "nothing");
	yaml_close(&w);
	yaml_write_scalar(&w, "no", "x");
	yaml_close(&w);
	ck_assert_str_eq(b->bytes, "signers:\n"
				   "- party: \"914403001922038216\"\n"
				   "  name:\n"
				   "    zh: 某公司\n"
				   "  holds: true\n"
				   "- {}\n"
				   "- - -5\n"
				   "  - 9223372036854775807\n"
				   "  - []\n"
				   "none: []\n"
				   "nothing: {}\n"
				   "\"no\": x\n");
	parse(mem, b->bytes);
}
END_TEST

START_TEST(an_empty_root_is_written_and_read)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b = buffer_new(mem, 64);
	struct yaml_writer w;

	yaml_writer_init(&w, b);
	yaml_open_mapping(&w, NULL);
	yaml_close(&w);
	ck_assert_str_eq(b->bytes, "{}\n");
	ck_assert_uint_eq(parse(mem, b->bytes)->size, 0);
}
END_TEST

static Suite *yaml_suite(void)
{
	Suite *s = suite_create("yaml");
	TCase *t = tcase_create("yaml");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, what_is_not_strict_yaml_is_refused, 0, COUNT_OF(faults));
	tcase_add_test(t, the_tree_has_keys_texts_styles_and_places);
	tcase_add_loop_test(t, what_a_reader_sees_is_what_is_read, 0, COUNT_OF(readable));
	tcase_add_loop_test(
		t, a_sign_typed_in_chinese_is_shown_where_it_stands, 0, COUNT_OF(misprints));
	tcase_add_test(t, separators_of_thousands_in_braces_are_told_from_keys);
	tcase_add_test(t, what_yaml_says_is_said_in_chinese);
	tcase_add_test(t, paths_are_json_pointers);
	tcase_add_test(t, depth_is_stopped_at_the_event);
	tcase_add_test(t, nodes_and_scalars_are_bounded);
	tcase_add_test(t, a_mapping_of_very_many_keys_is_read);
	tcase_add_loop_test(t, a_scalar_is_written_so_that_it_is_read_back, 0, COUNT_OF(scalars));
	tcase_add_test(t, collections_are_written_in_block_style);
	tcase_add_test(t, an_empty_root_is_written_and_read);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(yaml_suite)
