#include "base/near_word.h"

#include <string.h>

#include "base/macros.h"

#include "tests/support.h"

static const char *const words[] = {"calculate", "check", "consistency", "fill", "id", NULL};

static const char *word_of(const void *ctx, size_t i)
{
	return ((const char *const *)ctx)[i];
}

START_TEST(the_nearest_word_is_what_was_meant)
{
	static const struct {
		const char *text, *near; /* NULL: none */
	} cases[] = {
		{"check", "check"},
		{"chekc", "check"},
		{"chck", "check"},
		{"checks", "check"},
		{"calcluate", "calculate"},
		{"calc", NULL},
		{"consistently", "consistency"},
		{"file", "fill"},
		{"di", NULL}, /* two changes are all that "id" has */
		{"i", "id"},
		{"", NULL},
		{"xyzzy", NULL},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *near = near_word(cases[i].text, word_of, words);

		ck_assert_msg(near == NULL ? cases[i].near == NULL
					   : cases[i].near && strcmp(near, cases[i].near) == 0,
			"%s: %s", cases[i].text, near ? near : "none");
	}
}
END_TEST

START_TEST(of_two_that_are_as_near_the_first_is_meant)
{
	static const char *const twins[] = {"abcd", "abce", NULL};

	ck_assert_str_eq(near_word("abcf", word_of, twins), "abcd");
}
END_TEST

START_TEST(what_is_too_long_is_near_to_nothing)
{
	static const char *long_words[2];
	char text[201], word[71];

	memset(text, 'x', sizeof(text));
	memset(word, 'y', sizeof(word));
	text[200] = word[70] = '\0';
	long_words[0] = word;
	ck_assert_ptr_null(near_word(text, word_of, long_words));
	ck_assert_ptr_null(near_word(word, word_of, long_words));
	word[64] = '\0';
	ck_assert_ptr_eq(near_word(word, word_of, long_words), word);
}
END_TEST

static Suite *near_word_suite(void)
{
	Suite *s = suite_create("near_word");
	TCase *t = tcase_create("near_word");

	tcase_add_test(t, the_nearest_word_is_what_was_meant);
	tcase_add_test(t, of_two_that_are_as_near_the_first_is_meant);
	tcase_add_test(t, what_is_too_long_is_near_to_nothing);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(near_word_suite)
