#include "domain/spoken.h"

#include <string.h>

#include "base/time.h"
#include "tests/support.h"

static const struct {
	const char *name, *value, *zh;
} values[] = {
	{"status", "registered", "已登记"},
	{"status", "free", "可用"},
	{"status", "pending", "待接收"},
	{"role", "mee", "生态环境主管部门"},
	{"roles", "operator, mee", "注册登记机构、生态环境主管部门"},
	{"purpose", "public-interest", "自愿注销"},
	{"position", "trading", "交易账户"},
	{"item", "completeness", "完整性"},
	{"phase", "coming", "待公示"},
	/* The last day of a notice ends at 17:00 in Beijing. */
	{"end", "2026-01-08T09:00:00.000Z", "北京时间 2026-01-08 17:00:00"},
	{"now", "2025-12-31T16:00:00Z", "北京时间 2026-01-01 00:00:00"},
	/* What is no word, or not of that list, and what people name themselves. */
	{"status", "lost", "lost"},
	{"roles", "operator, lost", "operator, lost"},
	{"name", "registered", "registered"},
	{"name", "海上风电", "海上风电"},
	{"account", "A-0000-0000", "A-0000-0000"},
	{"day", "2026-01-08", "2026-01-08"},
	{"role", "", ""},
};

START_TEST(a_value_is_said_by_the_name_it_stands_under)
{
	char out[SPOKEN_SIZE];

	ck_assert_str_eq(
		spoken_value(values[_i].name, values[_i].value, LANGUAGE_ZH, out), values[_i].zh);
	ck_assert_str_eq(spoken_value(values[_i].name, values[_i].value, LANGUAGE_EN, out),
		values[_i].value);
}
END_TEST

static const struct {
	const char *rule, *zh;
} rules[] = {
	{"Order 31 art. 13, 20", "《温室气体自愿减排交易管理办法（试行）》第13条、第20条"},
	{"Order 31 art. 17-19", "《温室气体自愿减排交易管理办法（试行）》第17至19条"},
	{"Order 31 art. 17; equations of the methodology",
		"《温室气体自愿减排交易管理办法（试行）》第17条；方法学的公式"},
	{"CNCA-CCER-01:2023 4.3.2, 5.3.2", "《温室气体自愿减排项目审定与减排量核查实施规则》（CNCA-"
					   "CCER-01:2023）4.3.2、5.3.2"},
	{"Measures for Trading of Emission Allowances art. 29",
		"《碳排放权交易管理办法（试行）》第29条"},
	{"环办气候函〔2023〕237号 annex", "环办气候函〔2023〕237号附件"},
	{"GB 32100-2015", "GB 32100-2015"},
	{"docs/rulebook.md days", "docs/rulebook.md days"},
};

START_TEST(a_source_is_said_by_its_title_and_article)
{
	char out[SPOKEN_RULE_SIZE];

	ck_assert_str_eq(spoken_rule(rules[_i].rule, LANGUAGE_ZH, out), rules[_i].zh);
	ck_assert_str_eq(spoken_rule(rules[_i].rule, LANGUAGE_EN, out), rules[_i].rule);
}
END_TEST

START_TEST(an_error_is_told_in_the_readers_words_and_kept_as_it_is)
{
	struct error err;
	struct spoken_error said;
	char text[ERROR_TEXT_MAX];

	error_set(&err, ERROR_NOTICE_NOT_ENDED, "Order 31 art. 12, 19", "", "end",
		"2026-01-08T09:00:00.000Z", NULL);
	error_text(spoken_error(&err, LANGUAGE_ZH, &said), LANGUAGE_ZH, text, sizeof(text));
	ck_assert_ptr_nonnull(strstr(text, "北京时间 2026-01-08 17:00:00 起方可提交报告"));
	ck_assert_str_eq(said.error.rule, "《温室气体自愿减排交易管理办法（试行）》第12条、第19条");
	ck_assert_str_eq(error_argument(&err, "end"), "2026-01-08T09:00:00.000Z");
	error_text(spoken_error(&err, LANGUAGE_EN, &said), LANGUAGE_EN, text, sizeof(text));
	ck_assert_ptr_nonnull(strstr(text, "2026-01-08T09:00:00.000Z"));
	ck_assert_str_eq(spoken_error(&err, LANGUAGE_EN, &said)->rule, "Order 31 art. 12, 19");
}
END_TEST

START_TEST(what_an_error_gives_in_chinese_goes_before_its_code)
{
	struct error err;
	struct spoken_error said;
	char text[ERROR_TEXT_MAX];

	error_set(&err, ERROR_DOCUMENT_ATTACHMENTS, NULL, "", "kind", "clock", "kind_zh",
		"模拟时钟", NULL);
	error_text(spoken_error(&err, LANGUAGE_ZH, &said), LANGUAGE_ZH, text, sizeof(text));
	ck_assert_str_eq(text, "模拟时钟 文件不得有附件");
	error_text(spoken_error(&err, LANGUAGE_EN, &said), LANGUAGE_EN, text, sizeof(text));
	ck_assert_str_eq(text, "a clock document may not have attachments");
}
END_TEST

static Suite *spoken_suite(void)
{
	Suite *s = suite_create("spoken");
	TCase *t = tcase_create("spoken");

	tcase_add_loop_test(t, a_value_is_said_by_the_name_it_stands_under, 0, COUNT_OF(values));
	tcase_add_loop_test(t, a_source_is_said_by_its_title_and_article, 0, COUNT_OF(rules));
	tcase_add_test(t, an_error_is_told_in_the_readers_words_and_kept_as_it_is);
	tcase_add_test(t, what_an_error_gives_in_chinese_goes_before_its_code);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(spoken_suite)
