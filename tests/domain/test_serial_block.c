#include "domain/serial_block.h"

#include <string.h>

#include "tests/support.h"

static struct serial_block block(const char *text)
{
	struct serial_block b;

	ck_assert_msg(serial_block_parse(text, &b), "%s", text);
	return b;
}

START_TEST(a_block_reads_as_it_is_written)
{
	static const struct {
		const char *text, *written;
		int64_t quantity;
	} cases[] = {
		{"A210003-2022-1-1000", "A210003-2022-1-1000", 1000},
		{"A210003-2022-5", "A210003-2022-5-5", 1},
		{"N110001-2200-7-7", "N110001-2200-7-7", 1},
		{"A210003-2000-1-9007199254740991", "A210003-2000-1-9007199254740991",
			9007199254740991},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct serial_block b = block(cases[i].text);
		char out[SERIAL_BLOCK_TEXT_SIZE];

		ck_assert_str_eq(serial_block_text(&b, out), cases[i].written);
		ck_assert_int_eq(tonnes_count(serial_block_quantity(&b)), cases[i].quantity);
		b = block(out);
		ck_assert_str_eq(serial_block_text(&b, out), cases[i].written);
	}
}
END_TEST

START_TEST(any_other_text_is_no_block)
{
	static const char *const cases[] = {
		"",
		"A210003",
		"A210003-",
		"A210003-2022",
		"A210003-2022-",
		"A210003-2022-1-",
		"A210003-2022-1-2-3",
		"A210003-2022-1--2",
		"A210003--2022-1-2",
		"A210003-2022-0-2",
		"A210003-2022-2-1",
		"A210003-2022-01-2",
		"A210003-2022-+1-2",
		"A210003-2022-1-2 ",
		"A210003-1999-1-2",
		"A210003-2201-1-2",
		"A210003-02022-1-2",
		"A210003-4294969318-1-2",
		"A210003-2022-1-9007199254740992",
		"A210003-2022-1-18446744073709551617",
		"a210003-2022-1-2",
		"A210003 2022-1-2",
	};
	struct serial_block kept = {.first = 42};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(!serial_block_parse(cases[i], &kept), "%s", cases[i]);
	ck_assert_int_eq(kept.first, 42);
}
END_TEST

START_TEST(blocks_overlap_on_a_number_in_common)
{
	static const struct {
		const char *a, *b;
		bool overlaps;
	} cases[] = {
		{"A210003-2022-1-10", "A210003-2022-10-20", true},
		{"A210003-2022-1-10", "A210003-2022-11-20", false},
		{"A210003-2022-5", "A210003-2022-1-10", true},
		{"A210003-2022-1-10", "A210003-2023-1-10", false},
		{"A210003-2022-1-10", "A210004-2022-1-10", false},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct serial_block a = block(cases[i].a), b = block(cases[i].b);

		ck_assert(serial_block_overlaps(&a, &b) == cases[i].overlaps);
		ck_assert(serial_block_overlaps(&b, &a) == cases[i].overlaps);
	}
}
END_TEST

START_TEST(a_block_outside_its_bounds_is_not_sound)
{
	struct serial_block good = block("A210003-2022-1-10"), b;

	ck_assert(serial_block_sound(&good));
	b = good;
	b.first = 0;
	ck_assert(!serial_block_sound(&b));
	b = good;
	b.last = 0;
	ck_assert(!serial_block_sound(&b));
	b = good;
	b.last = INT64_C(1) << 53;
	ck_assert(!serial_block_sound(&b));
	b = good;
	b.vintage = VINTAGE_MIN - 1;
	ck_assert(!serial_block_sound(&b));
	b = good;
	b.vintage = VINTAGE_MAX + 1;
	ck_assert(!serial_block_sound(&b));
}
END_TEST

static Suite *serial_block_suite(void)
{
	Suite *s = suite_create("serial_block");
	TCase *t = tcase_create("serial_block");

	tcase_add_test(t, a_block_reads_as_it_is_written);
	tcase_add_test(t, any_other_text_is_no_block);
	tcase_add_test(t, blocks_overlap_on_a_number_in_common);
	tcase_add_test(t, a_block_outside_its_bounds_is_not_sound);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(serial_block_suite)
