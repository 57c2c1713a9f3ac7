#include "domain/readers.h"

#include <string.h>

#include "domain/words.h"
#include "tests/support.h"

static const struct {
	uint32_t set;
	const char *text, *zh;
	bool everyone;
} cases[] = {
	{READERS_EVERYONE, "public", "公开", true},
	{0, "signers", "签署方", false},
	{1 << READER_OPERATOR | 1 << READER_MEE, "signers, operator, mee",
		"签署方、注册登记机构、生态环境主管部门", false},
	{1 << READER_PARTIES | 1 << READER_PROVINCE | 1 << READER_COURT,
		"signers, parties, province, court",
		"签署方、所列各方、省级生态环境主管部门、人民法院", false},
};

START_TEST(a_set_of_readers_is_written_in_both_languages)
{
	struct readers r = {cases[_i].set};
	char out[READERS_TEXT_SIZE];

	ck_assert_int_eq(readers_are_everyone(r), cases[_i].everyone);
	ck_assert_str_eq(readers_text(r, out), cases[_i].text);
	ck_assert_str_eq(readers_zh(r, out), cases[_i].zh);
}
END_TEST

START_TEST(the_widest_set_fits_its_text)
{
	struct readers all = {(1u << READER_END) - 2};
	char out[READERS_TEXT_SIZE];

	for (int reader = READER_NONE + 1; reader < READER_END; reader++) {
		ck_assert_ptr_nonnull(
			strstr(readers_text(all, out), word_text(WORDS_READER, reader)));
		ck_assert_ptr_nonnull(strstr(readers_zh(all, out), word_zh(WORDS_READER, reader)));
	}
}
END_TEST

static Suite *readers_suite(void)
{
	Suite *s = suite_create("readers");
	TCase *t = tcase_create("readers");

	tcase_add_loop_test(
		t, a_set_of_readers_is_written_in_both_languages, 0, (int)COUNT_OF(cases));
	tcase_add_test(t, the_widest_set_fits_its_text);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(readers_suite)
