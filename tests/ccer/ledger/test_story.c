#include "ccer/ledger/story.h"

#include <string.h>

#include <talloc.h>

#include "tests/document/samples.h"
#include "tests/support.h"

static const struct document *sample(void *mem, const char *text)
{
	struct error err;
	struct document *d = document_read(mem, text, strlen(text), true, &err);

	ck_assert_msg(d != NULL, "%s", error_name(err.code));
	ck_assert_int_eq(document_decode(d, &err), 0);
	return d;
}

static const struct {
	enum kind kind;
	const char *zh, *en;
} told[] = {
	{KIND_GENESIS, "", ""},
	{KIND_PROJECT_DESIGN, "某海上风电项目", "某海上风电项目"},
	{KIND_NOTICE, "起始日 2026-07-17", "from 2026-07-17"},
	{KIND_VALIDATION_REPORT, "肯定", "positive"},
	{KIND_REGISTRATION_DECISION, "予以登记 A210003", "registered A210003"},
	{KIND_ACCOUNTING_REPORT, "2022-01-01..2022-12-31", "2022-01-01..2022-12-31"},
	{KIND_VERIFICATION_REPORT, "肯定 2022: 314471", "positive 2022: 314471"},
	{KIND_REDUCTION_DECISION, "予以登记 2022: 314471", "registered 2022: 314471"},
	{KIND_ISSUANCE, "A210003-2022 1-314471", "A210003-2022 1-314471"},
	{KIND_TRADING_DEPOSIT, "A210003-2022 1-1000", "A210003-2022 1-1000"},
	{KIND_SETTLEMENT, "BGEX-20260819-1，1 笔", "BGEX-20260819-1, 1"},
	{KIND_RETIREMENT, "自愿注销 A210003-2022 1-1000", "public-interest A210003-2022 1-1000"},
	{KIND_OFFSET_APPLICATION, "2025 A210003-2022 1-1000", "2025 A210003-2022 1-1000"},
	{KIND_OFFSET_ANSWER, "0 吨", "0 t"},
};

START_TEST(a_kind_tells_its_story_in_both_languages)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct document *d = sample(mem, samples[told[_i].kind]);

	ck_assert_str_eq(story_told(mem, LANGUAGE_ZH, d), told[_i].zh);
	ck_assert_str_eq(story_told(mem, LANGUAGE_EN, d), told[_i].en);
}
END_TEST

/* Every key that a row of kinds.def names is a key of its body, of a form that can be shown. */
START_TEST(what_a_row_wants_told_is_told)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct kind_row *kind = kind_row((enum kind)_i);
	const struct document *d = sample(mem, samples[_i]);
	const char *zh = story_told(mem, LANGUAGE_ZH, d), *en = story_told(mem, LANGUAGE_EN, d);

	ck_assert_int_eq(zh[0] != '\0', kind->story_zh[0] != '\0');
	ck_assert_int_eq(en[0] != '\0', kind->story_en[0] != '\0');
	ck_assert_int_eq(kind->story_zh[0] != '\0', kind->story_en[0] != '\0');
}
END_TEST

#define RANGE(n) "- {project: A210003, vintage: 2022, first: " #n "1, last: " #n "9}\n"

START_TEST(of_many_stretches_of_units_the_first_three_are_told)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct document *d = sample(mem,
		SAMPLE_HEAD("trading-deposit", "holder") "account: A-7K2Q-9D4R\n"
							 "units:\n" RANGE(1) RANGE(2) RANGE(3)
								 RANGE(4) RANGE(5));

	ck_assert_str_eq(story_told(mem, LANGUAGE_EN, d),
		"A210003-2022 11-19 A210003-2022 21-29 A210003-2022 31-39 (+2)");
}
END_TEST

START_TEST(a_decision_without_a_code_ends_without_a_blank)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct document *d = sample(mem,
		SAMPLE_HEAD("registration-decision", "operator") "request: " SAMPLE_DIGEST "\n"
								 "decision: refused\n"
								 "reasons: 不符\n" SAMPLE_CHECKS);

	ck_assert_str_eq(story_told(mem, LANGUAGE_EN, d), "refused");
}
END_TEST

static Suite *story_suite(void)
{
	Suite *s = suite_create("story");
	TCase *t = tcase_create("story");

	tcase_add_loop_test(t, a_kind_tells_its_story_in_both_languages, 0, (int)COUNT_OF(told));
	tcase_add_loop_test(t, what_a_row_wants_told_is_told, KIND_NONE + 1, KIND_COUNT);
	tcase_add_test(t, of_many_stretches_of_units_the_first_three_are_told);
	tcase_add_test(t, a_decision_without_a_code_ends_without_a_blank);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(story_suite)
