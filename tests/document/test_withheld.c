#include "document/withheld.h"

#include <string.h>

#include <talloc.h>

#include "tests/made_docs.h"
#include "tests/support.h"

#define VALUE "张三 110101199003070038"

static uint8_t key[WITHHELD_KEY_SIZE], other_key[WITHHELD_KEY_SIZE];
static struct withheld_opening opening;

static void set_up(void)
{
	struct error err;

	memset(key, 1, sizeof(key));
	memset(other_key, 3, sizeof(other_key));
	memset(opening.salt, 2, sizeof(opening.salt));
	ck_assert_int_eq(
		withheld_value_set(&opening, WITHHELD_IDENTITY, VALUE, strlen(VALUE), &err), 0);
}

static struct withheld_opening opening_of(const char *value)
{
	struct withheld_opening o = opening;
	struct error err;

	ck_assert_int_eq(withheld_value_set(&o, WITHHELD_IDENTITY, value, strlen(value), &err), 0);
	return o;
}

static struct withheld_purpose comment_on(const char *sixteen)
{
	struct withheld_purpose p = {.use = WITHHELD_COMMENT};
	char text[DIGEST_HEX_SIZE];

	snprintf(text, sizeof(text), "%s%s%s%s", sixteen, sixteen, sixteen, sixteen);
	ck_assert(digest_parse(text, strlen(text), &p.subject));
	return p;
}

static const struct withheld_purpose identity = {.use = WITHHELD_IDENTITY};

/* Worked out by other tools, sha256sum and openssl. */
START_TEST(the_example_of_the_format_comes_out)
{
	struct withheld_purpose comment = comment_on("0123456789abcdef");
	struct digest commit = withheld_commit(&opening);
	struct digest tag = withheld_tag(&opening, &identity, key),
		      author = withheld_tag(&opening, &comment, key);
	char hex[DIGEST_HEX_SIZE];

	ck_assert_str_eq(digest_hex(&commit, hex),
		"594eafb93b92f551dfd1d3fd1d0fdf5a74583b7b497eecc38b87a0ab09387af6");
	ck_assert_str_eq(digest_hex(&tag, hex),
		"0ac09d6da30e4ffa4e5b685238b5c8194bcbcf477e40af8aca8f0ccc2c8c7348");
	ck_assert_str_eq(digest_hex(&author, hex),
		"c1a83f6731dc3a51cde9bd131220270cb9be5f5a2158ca676d1594c813dfd644");
}
END_TEST

START_TEST(the_page_has_the_same_example)
{
	AUTO_MEMORY struct buffer *out = buffer_new(NULL, 4096);
	struct withheld_purpose comment = comment_on("0123456789abcdef");
	struct digest commit = withheld_commit(&opening);
	struct digest tag = withheld_tag(&opening, &identity, key),
		      author = withheld_tag(&opening, &comment, key);
	char hex[DIGEST_HEX_SIZE];

	buffer_add_text(out, "| | value |\n| --- | --- |\n");
	buffer_add_format(out, "| `commit` | `%s` |\n", digest_hex(&commit, hex));
	buffer_add_format(out, "| `identity.tag` | `%s` |\n", digest_hex(&tag, hex));
	buffer_add_format(out, "| `author.tag` | `%s` |\n", digest_hex(&author, hex));
	made_docs_compare("ledger-format.md", "tests/document/test_withheld.c", out);
}
END_TEST

START_TEST(a_tag_tells_the_same_person_for_the_same_purpose_only)
{
	struct withheld_opening again = opening_of(VALUE), someone = opening_of(VALUE "X");
	struct withheld_purpose one = comment_on("0123456789abcdef");
	struct withheld_purpose other = comment_on("0123456789abcdee");
	struct digest tags[] = {
		withheld_tag(&opening, &identity, key),
		withheld_tag(&opening, &one, key),
		withheld_tag(&opening, &other, key),
		withheld_tag(&someone, &identity, key),
		withheld_tag(&opening, &identity, other_key),
	};
	struct digest same;

	again.salt[0] = 9;
	same = withheld_tag(&again, &identity, key);
	ck_assert(digest_equal(&tags[0], &same));
	for (size_t i = 0; i < COUNT_OF(tags); i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_msg(!digest_equal(&tags[i], &tags[j]), "%zu %zu", i, j);
}
END_TEST

START_TEST(another_salt_or_value_gives_another_commitment)
{
	struct withheld_opening other_salt = opening, other_value = opening_of(VALUE "X");
	struct digest one = withheld_commit(&opening), again = withheld_commit(&opening);
	struct digest salted, valued = withheld_commit(&other_value);

	other_salt.salt[31] = 9;
	salted = withheld_commit(&other_salt);
	ck_assert(digest_equal(&one, &again));
	ck_assert(!digest_equal(&one, &salted));
	ck_assert(!digest_equal(&one, &valued));
}
END_TEST

START_TEST(the_uses_are_told_by_their_words)
{
	static const char *const words[WITHHELD_USE_COUNT] = {
		[WITHHELD_IDENTITY] = "identity",
		[WITHHELD_COMMENT] = "comment",
		[WITHHELD_CONTACT] = "contact",
	};
	enum withheld_use use;

	for (int i = 0; i < WITHHELD_USE_COUNT; i++) {
		ck_assert(withheld_use_parse(words[i], &use));
		ck_assert_int_eq(use, i);
	}
	ck_assert(!withheld_use_parse("author", &use));
	ck_assert(!withheld_use_parse("", &use));
}
END_TEST

static const struct {
	const char *value;
	enum error_code identity, contact;
} values[] = {
	{VALUE, ERROR_NONE, ERROR_NONE},
	{"x", ERROR_NONE, ERROR_NONE},
	{"", ERROR_WITHHELD_VALUE, ERROR_WITHHELD_VALUE},
	{" 张三", ERROR_WITHHELD_VALUE, ERROR_WITHHELD_VALUE},
	{"张三 ", ERROR_WITHHELD_VALUE, ERROR_WITHHELD_VALUE},
	{"张三\n110101199003070038", ERROR_WITHHELD_VALUE, ERROR_WITHHELD_VALUE},
	{"张三\t110101199003070038", ERROR_TEXT_CHARACTER, ERROR_TEXT_CHARACTER},
	{"张三\r", ERROR_TEXT_CHARACTER, ERROR_TEXT_CHARACTER},
	{"张三\xe2\x80\x8b", ERROR_TEXT_CHARACTER, ERROR_TEXT_CHARACTER},
	{"\xff", ERROR_TEXT_UTF8, ERROR_TEXT_UTF8},
	{"Jose\xcc\x81", ERROR_WITHHELD_FORM, ERROR_NONE},
	{"Jos\xc3\xa9", ERROR_NONE, ERROR_NONE},
	{"张三  110101199003070038", ERROR_WITHHELD_FORM, ERROR_NONE},
	{"张三\xe3\x80\x80"
	 "110101199003070038",
		ERROR_WITHHELD_FORM, ERROR_NONE},
	{"张三 １１０１０１199003070038", ERROR_WITHHELD_FORM, ERROR_NONE},
};

/* A contact has no tag, so it may be written in any way. */
START_TEST(a_value_with_a_tag_can_be_written_in_one_way_only)
{
	const enum error_code codes[] = {
		[WITHHELD_IDENTITY] = values[_i].identity,
		[WITHHELD_COMMENT] = values[_i].identity,
		[WITHHELD_CONTACT] = values[_i].contact,
	};

	for (size_t use = 0; use < COUNT_OF(codes); use++) {
		struct error err = {.code = ERROR_NONE};
		struct withheld_opening out = opening;
		int status = withheld_value_set(&out, (enum withheld_use)use, values[_i].value,
			strlen(values[_i].value), &err);

		ck_assert_int_eq(err.code, codes[use]);
		ck_assert_int_eq(status, codes[use] == ERROR_NONE ? 0 : -1);
		if (status < 0)
			ck_assert_mem_eq(&out, &opening, sizeof(out));
	}
}
END_TEST

START_TEST(a_value_has_a_bound)
{
	char long_value[LIMIT_WITHHELD_VALUE + 1], text[WITHHELD_OPENING_SIZE];
	struct withheld_opening o = opening, again;
	struct error err;
	size_t size;

	memset(long_value, 'x', sizeof(long_value));
	ck_assert_int_eq(withheld_value_set(
				 &o, WITHHELD_IDENTITY, long_value, LIMIT_WITHHELD_VALUE + 1, &err),
		-1);
	ck_assert_int_eq(err.code, ERROR_WITHHELD_VALUE);
	ck_assert_str_eq(error_argument(&err, "most"), "1024");
	ck_assert_int_eq(
		withheld_value_set(&o, WITHHELD_IDENTITY, long_value, LIMIT_WITHHELD_VALUE, &err),
		0);
	size = withheld_opening_text(&o, text);
	ck_assert_uint_eq(size, strlen(text));
	ck_assert(withheld_opening_parse(text, size, &again));
	ck_assert_uint_eq(again.size, LIMIT_WITHHELD_VALUE);
	text[size - 1] = 'x';
	text[size] = '\n';
	ck_assert(!withheld_opening_parse(text, size + 1, &again));
}
END_TEST

#define SALT_TEXT "0202020202020202020202020202020202020202020202020202020202020202"

START_TEST(an_opening_is_two_lines)
{
	char text[WITHHELD_OPENING_SIZE];
	size_t size = withheld_opening_text(&opening, text);
	struct withheld_opening again;

	ck_assert_str_eq(text, "salt: " SALT_TEXT "\nvalue: " VALUE "\n");
	ck_assert(withheld_opening_parse(text, size, &again));
	ck_assert_mem_eq(again.salt, opening.salt, sizeof(again.salt));
	ck_assert_uint_eq(again.size, strlen(VALUE));
	ck_assert_mem_eq(again.value, VALUE, again.size);
	text[size - 2] = '\0';
	ck_assert(!withheld_opening_parse(text, size, &again));
}
END_TEST

static const char *const no_openings[] = {
	"",
	"salt: " SALT_TEXT "\n",
	"salt: " SALT_TEXT "\nvalue: ",
	"salt: " SALT_TEXT "\nvalue: \n",
	"salt: " SALT_TEXT "\nvalue: x",
	"salt: " SALT_TEXT "\nvalue: x\ny\n",
	"salt: " SALT_TEXT "\nvalue: x\n\n",
	"salt: " SALT_TEXT "\nwhich: x\n",
	"pepp: " SALT_TEXT "\nvalue: x\n",
	"salt: A202020202020202020202020202020202020202020202020202020202020202\nvalue: x\n",
	"salt: 02020202020202020202020202020202020202020202020202020202020202\nvalue: xyz\n",
};

START_TEST(nothing_else_is_an_opening)
{
	struct withheld_opening out = opening;

	ck_assert(!withheld_opening_parse(no_openings[_i], strlen(no_openings[_i]), &out));
	ck_assert_mem_eq(&out, &opening, sizeof(out));
}
END_TEST

static Suite *withheld_suite(void)
{
	Suite *s = suite_create("withheld");
	TCase *t = tcase_create("withheld");

	tcase_add_checked_fixture(t, set_up, NULL);
	tcase_add_test(t, the_example_of_the_format_comes_out);
	tcase_add_test(t, the_page_has_the_same_example);
	tcase_add_test(t, a_tag_tells_the_same_person_for_the_same_purpose_only);
	tcase_add_test(t, another_salt_or_value_gives_another_commitment);
	tcase_add_test(t, the_uses_are_told_by_their_words);
	tcase_add_loop_test(
		t, a_value_with_a_tag_can_be_written_in_one_way_only, 0, (int)COUNT_OF(values));
	tcase_add_test(t, a_value_has_a_bound);
	tcase_add_test(t, an_opening_is_two_lines);
	tcase_add_loop_test(t, nothing_else_is_an_opening, 0, (int)COUNT_OF(no_openings));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(withheld_suite)
