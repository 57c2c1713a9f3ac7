#include "ccer/options.h"
#include "tests/ccer/support.h"

/* The names, as help lists them: two spaces before each. */
static size_t names_of_help(char names[64][32])
{
	size_t n = 0;
	char *next, *line;

	ck_assert_int_eq(ccer(LANGUAGE_EN, "help", NULL), EXIT_DONE);
	for (line = strtok_r(ran.out, "\n", &next); line; line = strtok_r(NULL, "\n", &next))
		if (strncmp(line, "  ", 2) == 0)
			snprintf(names[n++], 32, "%.*s", (int)strcspn(line + 2, " "), line + 2);
	return n;
}

static bool has_chinese(const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if (*p >= 0xE4 && *p <= 0xE9)
			return true;
	return false;
}

START_TEST(help_lists_every_subcommand_in_the_language)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "help", NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "\n  submit            submit documents\n");
	ck_assert(!has_chinese(ran.out));
	ck_assert_int_eq(ccer(LANGUAGE_ZH, "--help", NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "\n  submit            提交文件\n");
	ck_assert_str_eq(ran.err, "");
}
END_TEST

START_TEST(nothing_asked_is_a_wrong_use)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, NULL), EXIT_USAGE);
	ck_assert_str_eq(ran.out, "");
	ASSERT_HOLDS(ran.err, "usage: ccer [--lang zh|en] COMMAND");
}
END_TEST

START_TEST(each_has_its_help_in_both_languages)
{
	char names[64][32];
	size_t n = names_of_help(names);

	ck_assert_uint_ge(n, 22);
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(ccer(LANGUAGE_EN, "help", names[i], NULL), EXIT_DONE);
		ASSERT_HOLDS(ran.out, "\nusage: ccer ");
		ASSERT_HOLDS(ran.out, "\nexample:\n  ccer ");
		ck_assert_msg(!has_chinese(ran.out), "%s", ran.out);
		ck_assert_int_eq(ccer(LANGUAGE_ZH, names[i], "--help", NULL), EXIT_DONE);
		ASSERT_HOLDS(ran.out, "\n用法： ccer ");
		ASSERT_HOLDS(ran.out, "\n例：\n  ccer ");
		ck_assert_msg(!strstr(ran.out, "FILE") && !strstr(ran.out, " or:"), "%s", ran.out);
		ck_assert_msg(has_chinese(strtok(ran.out, "\n")), "%s", names[i]);
	}
	ck_assert_int_eq(ccer(LANGUAGE_ZH, "help", "fill", NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "--as 主体:角色");
	ck_assert_int_eq(ccer(LANGUAGE_ZH, "help", "calculate", NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "\n   或： ccer calculate");
	ASSERT_HOLDS(ran.out, "--row 数据表[项]@年份:列=数值");
	ASSERT_HOLDS(ran.out, "[#SHA256]");
}
END_TEST

/* Of each option a line in the reader's language, and its place in the usage. */
START_TEST(help_explains_the_options_that_the_parser_knows)
{
	char names[64][32], line[64], word[48];
	size_t n = names_of_help(names), options = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; options_name(names[i], k); k++) {
			const char *option = options_name(names[i], k), *at;

			options++;
			snprintf(word, sizeof(word), "%s%s", option[1] ? "--" : "-", option);
			snprintf(line, sizeof(line), "\n  %s ", word);
			ck_assert_int_eq(ccer(LANGUAGE_ZH, names[i], "--help", NULL), EXIT_DONE);
			at = strstr(ran.out, line);
			ck_assert_msg(at != NULL, "%s %s", names[i], word);
			ck_assert_msg(has_chinese(at), "%s %s", names[i], word);
			ck_assert_int_eq(ccer(LANGUAGE_EN, "help", names[i], NULL), EXIT_DONE);
			at = strstr(ran.out, word);
			ck_assert_msg(at && at < strstr(ran.out, "\noptions:\n"),
				"%s is not in the usage: %s", word, ran.out);
		}
	ck_assert_uint_gt(options, 60);
	/* Wherever it stands. */
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "submit", "--quiet", "a.yaml", "--help", NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "\n  --dry-run ");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "methodology", "impact", "--help", NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "\n  --for CODE ");
}
END_TEST

START_TEST(each_refuses_an_option_that_it_does_not_have)
{
	char names[64][32], usage[48];
	size_t n = names_of_help(names);

	for (size_t i = 0; i < n; i++) {
		ck_assert_msg(ccer(LANGUAGE_EN, names[i], "--no-such-option", NULL) == EXIT_USAGE,
			"%s gave %d", names[i], ran.status);
		ck_assert_str_eq(ran.out, "");
		snprintf(usage, sizeof(usage), "ccer %s ", names[i]);
		ASSERT_HOLDS(ran.err, usage);
	}
}
END_TEST

START_TEST(a_wrong_option_is_named_with_the_one_that_was_meant)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "submit", "--sevrer", "x", "a", NULL), EXIT_USAGE);
	ASSERT_HOLDS(ran.err, "ccer: --sevrer: there is no such option; did you mean --server?\n");
	ck_assert_int_eq(ccer(LANGUAGE_ZH, "submit", "a", "--receipt", NULL), EXIT_USAGE);
	ASSERT_HOLDS(ran.err, "ccer: --receipt: 缺少值\n");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "submit", "--server", "x", "--server", "y", "a", NULL),
		EXIT_USAGE);
	ASSERT_HOLDS(ran.err, "ccer: --server: it is given twice\n");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "list", "project", "--server", "x", NULL), EXIT_USAGE);
	ASSERT_HOLDS(ran.err, "ccer list: project; did you mean projects\n");
}
END_TEST

START_TEST(a_misspelt_subcommand_is_told_from_nonsense)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "sumbit", NULL), EXIT_USAGE);
	ck_assert_str_eq(ran.err, "ccer: no such command: sumbit (did you mean submit?)\n"
				  "`ccer help` lists them all\n");
	ck_assert_int_eq(ccer(LANGUAGE_ZH, "help", "xyzzy", NULL), EXIT_USAGE);
	ck_assert_str_eq(ran.err, "ccer: 没有此命令: xyzzy\n所有命令见 ccer help\n");
}
END_TEST

START_TEST(the_reference_of_one_kind_is_its_part)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "documents", "trading-return", NULL), EXIT_DONE);
	ck_assert_ptr_eq(strstr(ran.out, "## trading-return\n"), ran.out);
	ASSERT_LACKS(ran.out, "\n## ");
	ASSERT_HOLDS(ran.out, "| `units` |");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "documents", "retirment", NULL), EXIT_USAGE);
	ASSERT_HOLDS(ran.err, "no such kind of document: retirment; did you mean retirement\n");
}
END_TEST

START_TEST(the_reference_of_documents_is_the_page)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "documents", NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "accounting-report");
	ck_assert_str_eq(ran.err, "");
}
END_TEST

static Suite *subcommands_suite(void)
{
	Suite *s = suite_create("subcommands");
	TCase *t = tcase_create("subcommands");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, help_lists_every_subcommand_in_the_language);
	tcase_add_test(t, nothing_asked_is_a_wrong_use);
	tcase_add_test(t, each_has_its_help_in_both_languages);
	tcase_add_test(t, help_explains_the_options_that_the_parser_knows);
	tcase_add_test(t, each_refuses_an_option_that_it_does_not_have);
	tcase_add_test(t, a_wrong_option_is_named_with_the_one_that_was_meant);
	tcase_add_test(t, a_misspelt_subcommand_is_told_from_nonsense);
	tcase_add_test(t, the_reference_of_one_kind_is_its_part);
	tcase_add_test(t, the_reference_of_documents_is_the_page);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(subcommands_suite)
