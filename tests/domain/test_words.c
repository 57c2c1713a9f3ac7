#include "domain/words.h"

#include <string.h>

#include "domain/readers.h"
#include "tests/support.h"

/* The last value of each list, so that a value without a word is noticed. */
static const struct {
	enum word_list list;
	int last;
} lists[] = {
	{WORDS_ROLE, ROLE_HOLDER},
	{WORDS_CLOCK, CLOCK_SIMULATED},
	{WORDS_PARTY_TYPE, PARTY_PERSON},
	{WORDS_CONCLUSION, CONCLUSION_NEGATIVE},
	{WORDS_FINDING, FINDING_DOES_NOT_CONFORM},
	{WORDS_REGISTRY_DECISION, DECISION_REFUSED},
	{WORDS_WITHDRAWAL_OUTCOME, WITHDRAWAL_REFUSED},
	{WORDS_TERMINATION_GROUND, TERMINATION_NOT_IN_RECORD},
	{WORDS_DEREGISTRATION_GROUND, DEREGISTRATION_FALSIFICATION},
	{WORDS_TRANSFER_GROUND, TRANSFER_JUDICIAL},
	{WORDS_HOLD_ACTION, HOLD_LIMIT},
	{WORDS_RESTRICTION_ACTION, RESTRICTION_RELEASE},
	{WORDS_HOLD_SCOPE, SCOPE_UNITS},
	{WORDS_UNIT_POSITION, POSITION_TRADING},
	{WORDS_UNIT_STATUS, UNIT_CANCELLED},
	{WORDS_UNIT_TOLD, TOLD_CANCELLED},
	{WORDS_PURPOSE, PURPOSE_CORSIA},
	{WORDS_ADDITIONALITY, ADDITIONALITY_GENERAL},
	{WORDS_ADDITIONALITY_RULE, ADDITIONALITY_IN_CASES},
	{WORDS_TEXT_STATUS, STATUS_INFERRED},
	{WORDS_METHODOLOGY_STATUS, METHODOLOGY_PROVISIONAL},
	{WORDS_TEXT_BASIS, BASIS_ASSUMED},
	{WORDS_ACCREDITATION_ACTION, ACCREDITATION_WITHDRAW},
	{WORDS_ROLE_ACTION, ROLE_ACTION_END},
	{WORDS_BINDING_ACTION, BINDING_END},
	{WORDS_ENTRUSTING_GROUND, ENTRUSTING_DEFAULTED},
	{WORDS_RECEIPT_RESULT, RECEIPT_MALFORMED},
	{WORDS_PROJECT_STATUS, PROJECT_DEREGISTERED},
	{WORDS_REPORT_STATUS, REPORT_ENDED},
	{WORDS_NOTICE_PHASE, PHASE_ENDED},
	{WORDS_OFFSET_STATUS, OFFSET_EXPIRED},
	{WORDS_VALIDATION_ITEM, VALIDATION_ITEM_END - 1},
	{WORDS_VERIFICATION_ITEM, VERIFICATION_ITEM_END - 1},
	{WORDS_CHECK_ITEM, CHECK_ITEM_END - 1},
	{WORDS_READER, READER_END - 1},
};

START_TEST(every_value_has_one_word_that_reads_back)
{
	ck_assert_uint_eq(COUNT_OF(lists), WORDS_COUNT);
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		for (int v = 1; v <= lists[i].last; v++) {
			const char *text = word_text(lists[i].list, v);

			ck_assert_msg(text != NULL, "list %zu value %d", i, v);
			ck_assert_int_eq(word_value(lists[i].list, text, strlen(text)), v);
			ck_assert_uint_eq(
				strspn(text, "abcdefghijklmnopqrstuvwxyz-"), strlen(text));
		}
}
END_TEST

/* Chinese only, and no two values of a list alike. */
START_TEST(every_value_has_its_chinese)
{
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		for (int v = 1; v <= lists[i].last; v++) {
			const char *zh = word_zh(lists[i].list, v);

			ck_assert_msg(zh && *zh, "list %zu value %d", i, v);
			for (const char *p = zh; *p; p++)
				ck_assert_int_ge((unsigned char)*p, 0x80);
			for (int other = 1; other < v; other++)
				ck_assert_str_ne(zh, word_zh(lists[i].list, other));
		}
	ck_assert_ptr_null(word_zh(WORDS_ROLE, 0));
	ck_assert_ptr_null(word_zh(WORDS_ROLE, ROLE_HOLDER + 1));
	ck_assert_ptr_null(word_zh(WORDS_ROLE, 1000));
}
END_TEST

START_TEST(a_value_outside_the_list_has_no_word)
{
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		ck_assert_ptr_null(word_text(lists[i].list, 0));
		ck_assert_ptr_null(word_text(lists[i].list, -1));
		ck_assert_ptr_null(word_text(lists[i].list, lists[i].last + 1));
		ck_assert_ptr_null(word_text(lists[i].list, 1000));
	}
}
END_TEST

START_TEST(a_word_of_another_list_or_spelling_is_none)
{
	static const char *const cases[] = {"", "Owner", "owner ", "own", "ownerx", "positive"};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_int_eq(word_value(WORDS_ROLE, cases[i], strlen(cases[i])), 0);
	ck_assert_int_eq(word_value(WORDS_ROLE, "owner and more", 5), ROLE_OWNER);
}
END_TEST

START_TEST(the_choices_are_the_words_in_order)
{
	char out[256];

	ck_assert_str_eq(word_choices(WORDS_CONCLUSION, out, sizeof(out)), "positive, negative");
	ck_assert_str_eq(
		word_choices(WORDS_CHECK_ITEM, out, sizeof(out)), "completeness, conformity");
}
END_TEST

START_TEST(choices_that_do_not_fit_are_cut_and_ended)
{
	char out[12];

	word_choices(WORDS_CONCLUSION, out, sizeof(out));
	ck_assert_uint_lt(strlen(out), sizeof(out));
	ck_assert_int_eq(strncmp(out, "positive", 8), 0);
}
END_TEST

static Suite *words_suite(void)
{
	Suite *s = suite_create("words");
	TCase *t = tcase_create("words");

	tcase_add_test(t, every_value_has_one_word_that_reads_back);
	tcase_add_test(t, every_value_has_its_chinese);
	tcase_add_test(t, a_value_outside_the_list_has_no_word);
	tcase_add_test(t, a_word_of_another_list_or_spelling_is_none);
	tcase_add_test(t, the_choices_are_the_words_in_order);
	tcase_add_test(t, choices_that_do_not_fit_are_cut_and_ended);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(words_suite)
