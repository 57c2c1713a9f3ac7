#include "record/warning_record.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "record/overlay.h"
#include "tests/made_docs.h"
#include "tests/support.h"

#define MADE_BY "tests/record/test_warning_record.c"

enum { NAMES_MAX = ERROR_ARGS_MAX, NAME_SIZE = 32 };

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The {names} of a sentence, each once, sorted. */
static size_t names_in(const char *sentence, char names[NAMES_MAX][NAME_SIZE])
{
	size_t n = 0;

	for (const char *p = sentence; (p = strchr(p, '{')) != NULL; p++) {
		char name[NAME_SIZE] = "";
		size_t i = 0;

		memcpy(name, p + 1, strcspn(p + 1, "}"));
		while (i < n && strcmp(names[i], name) != 0)
			i++;
		if (i == n)
			memcpy(names[n++], name, sizeof(name));
	}
	qsort(names, n, sizeof(names[0]), by_name);
	return n;
}

START_TEST(the_format_tells_the_arguments_of_every_code)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *out = buffer_new(mem, MADE_DOCS_MAX);

	buffer_add_text(out, "| code | arguments |\n| --- | --- |\n");
	for (int code = 1; code < WARNING_CODE_COUNT; code++) {
		char names[NAMES_MAX][NAME_SIZE];
		size_t n = names_in(warning_template((enum warning_code)code, LANGUAGE_EN), names);

		buffer_add_format(out, "| `%s` |", warning_name((enum warning_code)code));
		for (size_t i = 0; i < n; i++)
			buffer_add_format(out, "%s `%s`", i ? "," : "", names[i]);
		buffer_add_text(out, " |\n");
	}
	ck_assert_int_eq(buffer_ok(out, NULL), 0);
	made_docs_compare("ledger-format.md", MADE_BY, out);
}
END_TEST

static struct warning_list *two(void *mem)
{
	struct warning_list *list = talloc_zero(mem, struct warning_list);

	warning_add(list, WARNING_PLACE_WIDE, "/boundary/0", "width", "1.500000", "height",
		"0.100000", NULL);
	warning_add(list, WARNING_BENEFICIARY_NAME, "/beneficiary", "given", "甲=乙", "party",
		"91350100M000100Y43", "name", "", NULL);
	return list;
}

START_TEST(warnings_are_read_back_as_they_were_put)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct digest document = digest_of("d", 1), other = digest_of("o", 1);
	const struct warning_list *list = two(mem), *read;
	struct overlay *o = overlay_new(mem, NULL);
	struct record r;
	struct error err;

	for (size_t i = 0; i < list->count; i++) {
		ck_assert_int_eq(warning_record(mem, &document, i, &list->item[i], &r, &err), 0);
		ck_assert(digest_is_zero(&r.warning.answered_by));
		ck_assert_int_eq(overlay_put(o, &r, &err), 0);
	}
	ck_assert_str_eq(r.warning.code, "beneficiary.name");
	ck_assert_str_eq(r.warning.arguments, "given=甲=乙\nname=\nparty=91350100M000100Y43\n");
	read = warnings_of(overlay_view(o), mem, &document, &err);
	ck_assert_uint_eq(read->count, 2);
	ck_assert_int_eq(read->item[0].code, WARNING_PLACE_WIDE);
	ck_assert_str_eq(read->item[0].path, "/boundary/0");
	ck_assert_str_eq(read->item[0].argument[0].name, "height");
	ck_assert_str_eq(read->item[0].argument[1].value, "1.500000");
	ck_assert_str_eq(read->item[1].argument[0].value, "甲=乙");
	ck_assert_str_eq(read->item[1].argument[1].value, "");
	ck_assert_ptr_null(read->item[1].argument[3].name);
	ck_assert_uint_eq(warnings_of(overlay_view(o), mem, &other, &err)->count, 0);
}
END_TEST

static const struct {
	const char *code, *arguments;
} foreign[] = {{"place.nowhere", ""}, {"", ""}, {"place.wide", "height=1"}, {"place.wide", "=1\n"},
	{"place.wide", "height\n"}, {"place.wide", "a=1\nb=1\nc=1\nd=1\ne=1\nf=1\ng=1\n"}};

START_TEST(what_was_not_written_here_is_not_read)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct record r = record_new(RECORD_WARNING);
	struct warning w;
	struct error err;

	snprintf(r.warning.code, sizeof(r.warning.code), "%s", foreign[_i].code);
	r.warning.arguments = foreign[_i].arguments;
	ck_assert_int_eq(warning_of_record(mem, &r.warning, &w, &err), -1);
	ck_assert_int_eq(err.code, ERROR_INTERNAL);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("record/warning_record");
	TCase *t = tcase_create("warning_record");

	tcase_add_test(t, the_format_tells_the_arguments_of_every_code);
	tcase_add_test(t, warnings_are_read_back_as_they_were_put);
	tcase_add_loop_test(t, what_was_not_written_here_is_not_read, 0, (int)COUNT_OF(foreign));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
