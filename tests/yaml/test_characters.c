#include "yaml/characters.h"

#include <string.h>

#include <utf8proc.h>

#include "base/macros.h"
#include "tests/support.h"

enum { END = 0x110000 };

/* What Unicode 15.1 has and 15.0 had not: ideographs and the signs that describe them. */
static bool is_new_in_15_1(int32_t c)
{
	return (c >= 0x2FFC && c <= 0x2FFF) || c == 0x31EF || (c >= 0x2EBF0 && c <= 0x2EE5D);
}

static bool is_assigned(int32_t c)
{
	return utf8proc_get_property(c)->category != UTF8PROC_CATEGORY_CN;
}

/* A later database has more; what ours has must be there, and the same. */
static bool is_exact(void)
{
	return strcmp(utf8proc_unicode_version(), "15.0.0") == 0 ||
	       strcmp(utf8proc_unicode_version(), "15.1.0") == 0;
}

START_TEST(what_is_assigned_is_what_the_unicode_database_assigns)
{
	int found = 0;

	for (int32_t c = 0; c < END; c++) {
		enum character_class class = character_class(c);
		bool assigned = is_assigned(c) || is_new_in_15_1(c);

		if (class == CHARACTER_UNASSIGNED && is_exact())
			ck_assert_msg(!assigned, "U+%04X is assigned", (unsigned)c);
		if (class == CHARACTER_SEEN || class == CHARACTER_MARK)
			ck_assert_msg(assigned, "U+%04X is not assigned", (unsigned)c);
		found += class == CHARACTER_SEEN;
	}
	ck_assert_int_gt(found, 140000);
}
END_TEST

START_TEST(marks_are_those_of_the_database)
{
	for (int32_t c = 0; c < END; c++) {
		utf8proc_category_t category = utf8proc_category(c);
		enum character_class class = character_class(c);
		bool mark = category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;

		if (class == CHARACTER_MARK)
			ck_assert_msg(mark, "U+%04X is no mark", (unsigned)c);
		if (class == CHARACTER_SEEN)
			ck_assert_msg(!mark || !is_exact(), "U+%04X is a mark", (unsigned)c);
	}
}
END_TEST

/* The database's word for what is not shown: Default_Ignorable_Code_Point. */
START_TEST(nothing_that_is_ignored_or_blank_is_taken_for_seen)
{
	for (int32_t c = 0; c < END; c++) {
		const utf8proc_property_t *p = utf8proc_get_property(c);
		enum character_class class = character_class(c);
		bool shown = class == CHARACTER_SEEN || class == CHARACTER_MARK;

		if (p->ignorable || p->category == UTF8PROC_CATEGORY_ZS ||
			p->category == UTF8PROC_CATEGORY_ZL ||
			p->category == UTF8PROC_CATEGORY_ZP ||
			p->category == UTF8PROC_CATEGORY_CC ||
			p->category == UTF8PROC_CATEGORY_CS || p->category == UTF8PROC_CATEGORY_CO)
			ck_assert_msg(!shown, "U+%04X", (unsigned)c);
		if (p->category == UTF8PROC_CATEGORY_ZS)
			ck_assert_msg(class == CHARACTER_BLANK, "U+%04X", (unsigned)c);
	}
}
END_TEST

static const struct {
	int32_t character;
	enum character_class class;
} examples[] = {
	{0x0A, CHARACTER_FORBIDDEN},
	{0x34F, CHARACTER_FORBIDDEN},
	{0x115F, CHARACTER_FORBIDDEN},
	{0x200B, CHARACTER_FORBIDDEN},
	{0x3164, CHARACTER_FORBIDDEN},
	{0xFFA0, CHARACTER_FORBIDDEN},
	{0x16FE4, CHARACTER_FORBIDDEN},
	{0x1D159, CHARACTER_FORBIDDEN},
	{0xE0FFF, CHARACTER_FORBIDDEN},
	{0x10FFFF, CHARACTER_FORBIDDEN},
	{0x20, CHARACTER_BLANK},
	{0xA0, CHARACTER_BLANK},
	{0x2003, CHARACTER_BLANK},
	{0x2800, CHARACTER_BLANK},
	{0x3000, CHARACTER_BLANK},
	{0xFE0F, CHARACTER_SELECTOR},
	{0x180B, CHARACTER_SELECTOR},
	{0xE01EF, CHARACTER_SELECTOR},
	{0xE863, CHARACTER_PRIVATE},
	{0x10FFFD, CHARACTER_PRIVATE},
	{0xFFFD, CHARACTER_LOST},
	{0x301, CHARACTER_MARK},
	{0x489, CHARACTER_MARK},
	{0x378, CHARACTER_UNASSIGNED},
	{0x323B0, CHARACTER_UNASSIGNED},
	{0x41, CHARACTER_SEEN},
	{0x4E2D, CHARACTER_SEEN},
	{0x20BB7, CHARACTER_SEEN},
	{0x2EBF0, CHARACTER_SEEN},
	{0x1F600, CHARACTER_SEEN},
};

START_TEST(a_character_has_the_class_that_a_reader_would_give_it)
{
	ck_assert_msg(character_class(examples[_i].character) == examples[_i].class, "U+%04X",
		(unsigned)examples[_i].character);
}
END_TEST

START_TEST(a_selector_is_for_the_characters_of_its_script)
{
	ck_assert(character_selects(0xE0100, 0x845B));
	ck_assert(character_selects(0xE0100, 0x20BB7));
	ck_assert(!character_selects(0xE0100, 'A'));
	ck_assert(!character_selects(0xE0100, 0xE0100));
	ck_assert(character_selects(0x180B, 0x1820));
	ck_assert(!character_selects(0x180B, 0x845B));
	ck_assert(!character_selects(0xFE0F, 0x845B));
}
END_TEST

static Suite *characters_suite(void)
{
	Suite *s = suite_create("characters");
	TCase *t = tcase_create("characters");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_is_assigned_is_what_the_unicode_database_assigns);
	tcase_add_test(t, marks_are_those_of_the_database);
	tcase_add_test(t, nothing_that_is_ignored_or_blank_is_taken_for_seen);
	tcase_add_loop_test(
		t, a_character_has_the_class_that_a_reader_would_give_it, 0, COUNT_OF(examples));
	tcase_add_test(t, a_selector_is_for_the_characters_of_its_script);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(characters_suite)
