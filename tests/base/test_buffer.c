#include "base/buffer.h"

#include <string.h>

#include <talloc.h>

#include "tests/support.h"

START_TEST(appends_run_on_and_end_in_a_nul)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b = buffer_new(mem, 100);
	const uint8_t bytes[] = {0x00, 0x7f, 0xab};

	ck_assert_str_eq(b->bytes, "");
	buffer_add(b, "ab", 2);
	buffer_add(b, NULL, 0);
	buffer_add_text(b, "c");
	buffer_add_format(b, " %d %s ", 7, "x");
	buffer_add_hex(b, bytes, sizeof(bytes));
	ck_assert_str_eq(b->bytes, "abc 7 x 007fab");
	ck_assert_uint_eq(b->size, strlen(b->bytes));
	ck_assert_int_eq(buffer_ok(b, NULL), 0);
}
END_TEST

START_TEST(a_buffer_grows_to_its_limit_and_not_beyond)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b = buffer_new(mem, 5000);
	struct error err;

	for (int i = 0; i < 5000; i++)
		buffer_add(b, "x", 1);
	ck_assert_int_eq(buffer_ok(b, &err), 0);
	ck_assert_uint_eq(b->size, 5000);
	ck_assert_uint_eq(strlen(b->bytes), 5000);
	buffer_add(b, "y", 1);
	ck_assert_int_eq(buffer_ok(b, &err), -1);
	ck_assert_int_eq(err.code, ERROR_NO_MEMORY);
	ck_assert_uint_eq(b->size, 5000);
	ck_assert_int_eq(b->bytes[4999], 'x');
}
END_TEST

START_TEST(after_a_failed_append_nothing_more_is_added)
{
	static const uint8_t hex[] = {1, 2};
	AUTO_MEMORY void *mem = talloc_new(NULL);

	for (int way = 0; way < 3; way++) {
		struct buffer *b = buffer_new(mem, 3);

		buffer_add_text(b, "ab");
		if (way == 0)
			buffer_add_text(b, "cd");
		else if (way == 1)
			buffer_add_format(b, "%s", "cd");
		else
			buffer_add_hex(b, hex, sizeof(hex));
		buffer_add_text(b, "c");
		ck_assert_str_eq(b->bytes, "ab");
		ck_assert_int_eq(buffer_ok(b, NULL), -1);
	}
}
END_TEST

START_TEST(a_cleared_buffer_is_as_new)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b = buffer_new(mem, 3);

	buffer_add_text(b, "abcd");
	buffer_clear(b);
	ck_assert_str_eq(b->bytes, "");
	buffer_add_text(b, "abc");
	ck_assert_int_eq(buffer_ok(b, NULL), 0);
	ck_assert_str_eq(b->bytes, "abc");
}
END_TEST

static Suite *buffer_suite(void)
{
	Suite *s = suite_create("buffer");
	TCase *t = tcase_create("buffer");

	tcase_add_test(t, appends_run_on_and_end_in_a_nul);
	tcase_add_test(t, a_buffer_grows_to_its_limit_and_not_beyond);
	tcase_add_test(t, after_a_failed_append_nothing_more_is_added);
	tcase_add_test(t, a_cleared_buffer_is_as_new);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(buffer_suite)
