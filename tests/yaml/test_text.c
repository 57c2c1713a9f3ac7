#include "yaml/text.h"

#include <string.h>

#include "base/macros.h"
#include "tests/support.h"

static const struct {
	const char *name, *text;
	enum error_code code;
	uint32_t line, column;
	const char *argument, *value;
} cases[] = {
	{"plain text is accepted", "a: 1\n", ERROR_NONE, 0, 0, NULL, NULL},
	{"Chinese, supplementary characters and ideographic variants are accepted",
		"name: 凞\U00020BB7葛\U000E0100\n", ERROR_NONE, 0, 0, NULL, NULL},
	{"a marker inside a line is text", "a: --- x\nb: ... %\n", ERROR_NONE, 0, 0, NULL, NULL},
	{"an indented marker is text", "a: |\n  ---\n  ...\n", ERROR_NONE, 0, 0, NULL, NULL},
	{"an empty text has no final LF", "", ERROR_TEXT_FINAL_LINE, 1, 1, NULL, NULL},
	{"a text without a final LF", "a: 1\nb: 吨", ERROR_TEXT_FINAL_LINE, 2, 5, NULL, NULL},
	{"two final LFs", "a: 1\n\n", ERROR_TEXT_FINAL_LINE, 2, 1, NULL, NULL},
	{"U+2028 in a comment",
		"a: 1 # 吨\xE2\x80\xA8"
		"b: 2\n",
		ERROR_TEXT_CHARACTER, 1, 9, "character", "U+2028"},
	{"U+2029", "a: \xE2\x80\xA9\n", ERROR_TEXT_CHARACTER, 1, 4, "character", "U+2029"},
	{"U+0085 in a comment", "# x\n# \xC2\x85live: 1\n", ERROR_TEXT_CHARACTER, 2, 3, "character",
		"U+0085"},
	{"a byte order mark",
		"\xEF\xBB\xBF"
		"a: 1\n",
		ERROR_TEXT_BOM, 1, 1, NULL, NULL},
	{"a byte order mark further on",
		"a: 1\n\xEF\xBB\xBF"
		"b: 1\n",
		ERROR_TEXT_CHARACTER, 2, 1, "character", "U+FEFF"},
	{"CR LF", "a: 1\r\n", ERROR_TEXT_CR_LF, 1, 5, NULL, NULL},
	{"CR alone", "a: 1\rb: 2\n", ERROR_TEXT_CHARACTER, 1, 5, "character", "U+000D"},
	{"TAB", "a:\t1\n", ERROR_TEXT_TAB, 1, 3, NULL, NULL},
	{"UTF-16, low byte first",
		"\xFF\xFE"
		"a",
		ERROR_TEXT_UTF16, 1, 1, NULL, NULL},
	{"UTF-16, high byte first", "\xFE\xFF", ERROR_TEXT_UTF16, 1, 1, NULL, NULL},
	{"the part of the signatures", "a: 1\n---\nsignatures:\n- x\n", ERROR_TEXT_SIGNED, 2, 1,
		NULL, NULL},
	{"an emoji with its selector", "a: \xE2\x9D\xA4\xEF\xB8\x8F\n", ERROR_NONE, 0, 0, NULL,
		NULL},
	{"a selector behind nothing", "a: \xEF\xB8\x8Fx\n", ERROR_TEXT_CHARACTER, 1, 4, "character",
		"U+FE0F"},
	{"two selectors", "a: x\xEF\xB8\x8F\xEF\xB8\x8F\n", ERROR_TEXT_CHARACTER, 1, 6, "character",
		"U+FE0F"},
	{"a musical sign without a look", "a: \U0001D159\n", ERROR_TEXT_CHARACTER, 1, 4,
		"character", "U+1D159"},
	{"escape", "a: \x1B[31m\n", ERROR_TEXT_CHARACTER, 1, 4, "character", "U+001B"},
	{"DEL", "a: \x7F\n", ERROR_TEXT_CHARACTER, 1, 4, "character", "U+007F"},
	{"a C1 control", "a: \xC2\x9B\n", ERROR_TEXT_CHARACTER, 1, 4, "character", "U+009B"},
	{"a right-to-left override", "a: \xE2\x80\xAE\n", ERROR_TEXT_CHARACTER, 1, 4, "character",
		"U+202E"},
	{"an isolate", "a: \xE2\x81\xA6\n", ERROR_TEXT_CHARACTER, 1, 4, "character", "U+2066"},
	{"an Arabic letter mark", "a: \xD8\x9C\n", ERROR_TEXT_CHARACTER, 1, 4, "character",
		"U+061C"},
	{"a zero-width space", "a: x\xE2\x80\x8B\n", ERROR_TEXT_CHARACTER, 1, 5, "character",
		"U+200B"},
	{"a zero-width joiner", "a: x\xE2\x80\x8D\n", ERROR_TEXT_CHARACTER, 1, 5, "character",
		"U+200D"},
	{"a word joiner", "a: x\xE2\x81\xA0\n", ERROR_TEXT_CHARACTER, 1, 5, "character", "U+2060"},
	{"a soft hyphen", "a: x\xC2\xAD\n", ERROR_TEXT_CHARACTER, 1, 5, "character", "U+00AD"},
	{"a tag character", "a: x\xF3\xA0\x81\xA1\n", ERROR_TEXT_CHARACTER, 1, 5, "character",
		"U+E0061"},
	{"a noncharacter", "a: \xEF\xBF\xBE\n", ERROR_TEXT_CHARACTER, 1, 4, "character", "U+FFFE"},
	{"a noncharacter of another plane", "a: \xF4\x8F\xBF\xBF\n", ERROR_TEXT_CHARACTER, 1, 4,
		"character", "U+10FFFF"},
	{"a byte that begins nothing", "a: \x80\n", ERROR_TEXT_UTF8, 1, 4, NULL, NULL},
	{"an overlong form", "a: \xC0\xAF\n", ERROR_TEXT_UTF8, 1, 4, NULL, NULL},
	{"a surrogate", "a: \xED\xA0\x80\n", ERROR_TEXT_UTF8, 1, 4, NULL, NULL},
	{"a character cut short", "a: 1\nb: \xE5\x90", ERROR_TEXT_UTF8, 2, 4, NULL, NULL},
	{"a value beyond U+10FFFF", "a: \xF4\x90\x80\x80\n", ERROR_TEXT_UTF8, 1, 4, NULL, NULL},
	{"a line of dashes and text", "a: 1\n--- x\n", ERROR_TEXT_MARKER, 2, 1, "marker", "---"},
	{"a line of more dashes", "a: 1\n----\n", ERROR_TEXT_MARKER, 2, 1, "marker", "---"},
	{"a document end", "a: 1\n...\n", ERROR_TEXT_MARKER, 2, 1, "marker", "..."},
	{"a directive", "%YAML 1.1\n", ERROR_TEXT_MARKER, 1, 1, "marker", "%"},
	{"the first of two faults is given", "a: \x07\n--- x\n", ERROR_TEXT_CHARACTER, 1, 4,
		"character", "U+0007"},
};

/* Lines of text, and what is wrong with them. */
static const struct {
	const char *text;
	enum error_code code;
	const char *character;
} lines[] = {
	{"", ERROR_NONE, NULL},
	{"T-77", ERROR_NONE, NULL},
	{"示例电厂 #3机组（集团）·阿不都", ERROR_NONE, NULL},
	{"张　三", ERROR_NONE, NULL},
	{"葛\U000E0100", ERROR_NONE, NULL},
	{"葛\U000E0100城", ERROR_NONE, NULL},
	{"𠮷野𬭚厂", ERROR_NONE, NULL},
	{"\U0002EBF0", ERROR_NONE, NULL},
	{"ᠠ\u180B", ERROR_NONE, NULL},
	{"བརྐྱྀ", ERROR_NONE, NULL},
	{"e\u0301", ERROR_NONE, NULL},
	{" a", ERROR_TEXT_LINE, "U+0020"},
	{"a ", ERROR_TEXT_LINE, "U+0020"},
	{" ", ERROR_TEXT_LINE, "U+0020"},
	{"a\nb", ERROR_TEXT_LINE, "U+000A"},
	{"a\n", ERROR_TEXT_LINE, "U+000A"},
	{"甲　", ERROR_TEXT_LINE, "U+3000"},
	{"　甲", ERROR_TEXT_LINE, "U+3000"},
	{"甲\u00A0", ERROR_TEXT_LINE, "U+00A0"},
	{"甲\u2003", ERROR_TEXT_LINE, "U+2003"},
	{"甲\u2800", ERROR_TEXT_LINE, "U+2800"},
	{"\u1680甲", ERROR_TEXT_LINE, "U+1680"},
	{"甲\u202F", ERROR_TEXT_LINE, "U+202F"},
	{"甲\u205F", ERROR_TEXT_LINE, "U+205F"},
	{"甲\U00013441", ERROR_TEXT_LINE, "U+13441"},
	{"甲\u00A0乙", ERROR_TEXT_BLANK, "U+00A0"},
	{"甲\u2800乙", ERROR_TEXT_BLANK, "U+2800"},
	{"甲\u200B", ERROR_TEXT_CHARACTER, "U+200B"},
	{"甲\u3164", ERROR_TEXT_CHARACTER, "U+3164"},
	{"甲\u115F", ERROR_TEXT_CHARACTER, "U+115F"},
	{"甲\uFFA0", ERROR_TEXT_CHARACTER, "U+FFA0"},
	{"甲\u034F", ERROR_TEXT_CHARACTER, "U+034F"},
	{"甲\uFE0F", ERROR_TEXT_UNSEEN, "U+FE0F"},
	{"A\U000E0100", ERROR_TEXT_UNSEEN, "U+E0100"},
	{"甲\u180B", ERROR_TEXT_UNSEEN, "U+180B"},
	{"甲\u0378", ERROR_TEXT_UNASSIGNED, "U+0378"},
	{"甲\uE863", ERROR_TEXT_PRIVATE, "U+E863"},
	{"甲\uFFFD", ERROR_TEXT_LOST, "U+FFFD"},
	{"\u0301a", ERROR_TEXT_MARKS, "U+0301"},
	{"a \u0301", ERROR_TEXT_MARKS, "U+0301"},
	{"a\u0301\u0301\u0301\u0301", ERROR_NONE, NULL},
	{"a\u0301\u0301\u0301\u0301\u0301", ERROR_TEXT_MARKS, "U+0301"},
};

START_TEST(a_line_is_what_two_people_read_alike)
{
	struct error err = {0};
	int result = text_check_line(lines[_i].text, strlen(lines[_i].text), &err);

	ck_assert_msg(result == (lines[_i].code ? -1 : 0), "%d: %s", _i, error_name(err.code));
	ck_assert_msg(err.code == lines[_i].code, "%d: %s", _i, error_name(err.code));
	if (lines[_i].character)
		ck_assert_str_eq(error_argument(&err, "character"), lines[_i].character);
}
END_TEST

START_TEST(a_text_of_blanks_alone_is_not_seen)
{
	static const char *const unseen[] = {"", " ", "\n", "　 \n\u00A0", "\u2800"};
	static const char *const seen[] = {"a", " 甲 ", "\n.\n", "\uE863", "\U000323B0"};

	for (size_t i = 0; i < COUNT_OF(unseen); i++)
		ck_assert_msg(!text_is_seen(unseen[i], strlen(unseen[i])), "%zu", i);
	for (size_t i = 0; i < COUNT_OF(seen); i++)
		ck_assert_msg(text_is_seen(seen[i], strlen(seen[i])), "%zu", i);
}
END_TEST

START_TEST(utf_16_without_its_mark_is_told_by_its_nul)
{
	struct error err;

	ck_assert_int_eq(text_check("k\0:\0", 4, &err), -1);
	ck_assert_int_eq(err.code, ERROR_TEXT_UTF16);
	ck_assert_int_eq(text_check("\0k\0:", 4, &err), -1);
	ck_assert_int_eq(err.code, ERROR_TEXT_UTF16);
}
END_TEST

START_TEST(a_text_is_judged_before_yaml)
{
	struct error err = {0};
	int result = text_check(cases[_i].text, strlen(cases[_i].text), &err);

	ck_assert_msg(result == (cases[_i].code ? -1 : 0), "%s", cases[_i].name);
	ck_assert_msg(err.code == cases[_i].code, "%s: %s", cases[_i].name, error_name(err.code));
	ck_assert_msg(err.line == cases[_i].line && err.column == cases[_i].column, "%s: %u:%u",
		cases[_i].name, err.line, err.column);
	if (cases[_i].argument)
		ck_assert_str_eq(error_argument(&err, cases[_i].argument), cases[_i].value);
}
END_TEST

START_TEST(a_nul_is_a_control)
{
	struct error err;

	ck_assert_int_eq(text_check("a: \0\n", 5, &err), -1);
	ck_assert_int_eq(err.code, ERROR_TEXT_CHARACTER);
	ck_assert_uint_eq(err.column, 4);
	ck_assert_int_eq(text_check_scalar("a\0b", 3, 7, 9, "/x", &err), -1);
	ck_assert_str_eq(error_argument(&err, "character"), "U+0000");
}
END_TEST

START_TEST(a_scalar_may_hold_lf_but_no_other_control)
{
	struct error err;

	ck_assert_int_eq(text_check_scalar("a\n\nb\n\n", 6, 1, 1, "", &err), 0);
	ck_assert_int_eq(text_check_scalar("a\tb", 3, 7, 9, "/x", &err), -1);
	ck_assert_int_eq(err.code, ERROR_TEXT_CHARACTER);
	ck_assert_uint_eq(err.line, 7);
	ck_assert_uint_eq(err.column, 9);
	ck_assert_str_eq(err.path, "/x");
}
END_TEST

START_TEST(nfc_is_told_from_other_forms)
{
	ck_assert(text_is_nfc("EG", 2));
	ck_assert(text_is_nfc("\xC3\xA9", 2));
	ck_assert(!text_is_nfc("e\xCC\x81", 3));
	ck_assert(text_is_nfc("凞", 3));
	ck_assert(!text_is_nfc("\xEF\xA8\x95", 3)); /* U+FA15 decomposes to U+51DE */
	ck_assert(!text_is_nfc("\xE2\x84\xA6", 3)); /* the ohm sign becomes omega */
}
END_TEST

START_TEST(nfkc_has_no_other_widths)
{
	ck_assert(text_is_nfkc("EG 1", 4));
	ck_assert(text_is_nfkc("张三·X", strlen("张三·X")));
	ck_assert(!text_is_nfkc("e\xCC\x81", 3));
	ck_assert(text_is_nfc("１", strlen("１")));
	ck_assert(!text_is_nfkc("１", strlen("１")));
	ck_assert(!text_is_nfkc("\xE3\x80\x80", 3)); /* U+3000, the full-width blank */
	ck_assert(!text_is_nfkc("\xC2\xA0", 2));     /* U+00A0 */
}
END_TEST

START_TEST(places_count_characters)
{
	static const char text[] = "a: 吨x\nb: 1\n";
	static const struct {
		size_t offset;
		uint32_t line, column;
	} places[] = {
		{0, 1, 1}, {3, 1, 4}, {6, 1, 5}, {7, 1, 6}, {8, 2, 1}, {12, 2, 5}, {13, 3, 1}};
	uint32_t line, column;

	for (size_t i = 0; i < COUNT_OF(places); i++) {
		text_place(text, sizeof(text) - 1, places[i].offset, &line, &column);
		ck_assert_uint_eq(line, places[i].line);
		ck_assert_uint_eq(column, places[i].column);
	}
}
END_TEST

static Suite *text_suite(void)
{
	Suite *s = suite_create("text");
	TCase *t = tcase_create("text");

	tcase_add_loop_test(t, a_text_is_judged_before_yaml, 0, COUNT_OF(cases));
	tcase_add_loop_test(t, a_line_is_what_two_people_read_alike, 0, COUNT_OF(lines));
	tcase_add_test(t, a_text_of_blanks_alone_is_not_seen);
	tcase_add_test(t, utf_16_without_its_mark_is_told_by_its_nul);
	tcase_add_test(t, a_nul_is_a_control);
	tcase_add_test(t, a_scalar_may_hold_lf_but_no_other_control);
	tcase_add_test(t, nfc_is_told_from_other_forms);
	tcase_add_test(t, nfkc_has_no_other_widths);
	tcase_add_test(t, places_count_characters);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(text_suite)
