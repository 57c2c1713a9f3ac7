#include "base/phrase.h"

#include <string.h>

#include "tests/support.h"

START_TEST(a_phrase_has_both_languages_and_is_found_by_its_english)
{
	for (int i = 1; i < PHRASE_COUNT; i++) {
		const char *en = phrase_text((enum phrase)i);
		const char *zh = phrase_in(en, LANGUAGE_ZH);

		ck_assert_ptr_nonnull(en);
		ck_assert_msg(strcmp(zh, en) != 0, "%s has no Chinese, or stands twice", en);
		ck_assert_str_eq(phrase_in(en, LANGUAGE_EN), en);
		for (int j = 1; j < i; j++)
			ck_assert_str_ne(phrase_text((enum phrase)j), en);
	}
	ck_assert_ptr_null(phrase_text(PHRASE_NONE));
	ck_assert_str_eq(phrase_in("A210001", LANGUAGE_ZH), "A210001");
}
END_TEST

START_TEST(a_sentence_has_its_phrase_in_its_own_language)
{
	char text[ERROR_TEXT_MAX];
	struct error err;

	error_set(&err, ERROR_YAML_FEATURE, NULL, "", "feature", phrase_text(PHRASE_YAML_ALIAS),
		NULL);
	ck_assert_str_eq(error_argument(&err, "feature"), "alias");
	ck_assert_ptr_nonnull(strstr(error_text(&err, LANGUAGE_ZH, text, sizeof(text)), "别名"));
	ck_assert_ptr_null(strstr(text, "alias"));
	ck_assert_ptr_nonnull(strstr(error_text(&err, LANGUAGE_EN, text, sizeof(text)), "alias"));
}
END_TEST

static Suite *phrase_suite(void)
{
	Suite *s = suite_create("phrase");
	TCase *t = tcase_create("phrase");

	tcase_add_test(t, a_phrase_has_both_languages_and_is_found_by_its_english);
	tcase_add_test(t, a_sentence_has_its_phrase_in_its_own_language);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(phrase_suite)
