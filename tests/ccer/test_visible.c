/* What a terminal is spared of what others say, however it comes. */
#include "ccer/visible.h"

#include <jansson.h>

#include "tests/ccer/support.h"

/* What the stream writes of a text that is put into it in parts of so many bytes. */
static const char *through(const char *text, size_t size, size_t part)
{
	FILE *taken;
	int kept = ran_take(stdout, &taken);
	FILE *out = visible_open(STDOUT_FILENO);

	ck_assert_ptr_nonnull(out);
	for (size_t i = 0; i < size; i += part) {
		size_t n = size - i < part ? size - i : part;

		ck_assert_uint_eq(fwrite(text + i, 1, n, out), n);
		ck_assert_int_eq(fflush(out), 0);
	}
	ck_assert_int_eq(fclose(out), 0);
	ran_give_back(stdout, taken, kept, ran.out);
	return ran.out;
}

static const struct {
	const char *text, *shown;
} cases[] = {
	{"plain\ttext\n", "plain\ttext\n"},
	{"中文 🏭 ñ\n", "中文 🏭 ñ\n"},
	{"a\x1b[31mred\n", "a\\u001b[31mred\n"},
	{"a\x1b]0;title\x07\n", "a\\u001b]0;title\\u0007\n"},
	{"line\r\nline\n", "line\r\nline\n"},
	{"over\rwritten\n", "over\\u000dwritten\n"},
	{"end\r", "end\\u000d"},
	{"a\bb\x7f\n", "a\\u0008b\\u007f\n"},
	{"c1 \xc2\x9b 31m\n", "c1 \\u009b 31m\n"},
	{"\xe2\x80\xae gnp.exe\n", "\\u202e gnp.exe\n"},
	{"\xe2\x81\xa6 x \xe2\x81\xa9\n", "\\u2066 x \\u2069\n"},
	{"\xd8\x9c\xe2\x80\x8b\n", "\\u061c\\u200b\n"},
	{"\xe2\x80\xa8 two\n", "\\u2028 two\n"},
	{"\xf3\xa0\x81\x81\n", "\\udb40\\udc41\n"},
	{"\xef\xbb\xbf"
	 "csv\n",
		"\xef\xbb\xbf"
		"csv\n"},
	{"a\xef\xbb\xbf\n", "a\\ufeff\n"},
	{"lone \xff \xc0\x80\n", "lone \\u00ff \\u00c0\\u0080\n"},
	{"cut \xe4\xb8", "cut \\u00e4\\u00b8"},
	{"", ""},
};

START_TEST(what_would_move_hide_or_turn_a_line_is_an_escape)
{
	for (size_t part = 1; part <= 7; part++) {
		const char *shown = through(cases[_i].text, strlen(cases[_i].text), part);

		ck_assert_msg(strcmp(shown, cases[_i].shown) == 0, "by %zu: %s, not %s", part,
			shown, cases[_i].shown);
	}
}
END_TEST

START_TEST(json_stays_the_same_json)
{
	json_t *value = json_pack("{s:s}", "name", "a\x1b\xe2\x80\xae\xf3\xa0\x81\x81 中"), *again;
	char *text = json_dumps(value, JSON_COMPACT);

	again = json_loads(through(text, strlen(text), 4096), 0, NULL);
	ck_assert(again && json_equal(value, again));
	ASSERT_LACKS(ran.out, "\xe2\x80\xae");
}
END_TEST

START_TEST(within_a_line_there_is_no_other)
{
	void *mem = talloc_new(NULL);

	ck_assert_str_eq(visible_line(mem, "a\nsealed as entry 5\x1b[0m\r\n"),
		"a\\u000asealed as entry 5\\u001b[0m\\u000d\\u000a");
	talloc_free(mem);
}
END_TEST

static Suite *visible_suite(void)
{
	Suite *s = suite_create("visible");
	TCase *t = tcase_create("visible");

	tcase_add_loop_test(
		t, what_would_move_hide_or_turn_a_line_is_an_escape, 0, COUNT_OF(cases));
	tcase_add_test(t, json_stays_the_same_json);
	tcase_add_test(t, within_a_line_there_is_no_other);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(visible_suite)
