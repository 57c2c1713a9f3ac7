#include "ccer/data/digest_bulk.h"

#include <string.h>

#include "tests/support.h"

static uint8_t bytes[5000];

static void fill(void)
{
	uint32_t n = 1;

	for (size_t i = 0; i < sizeof(bytes); i++) {
		n = n * 1664525 + 1013904223;
		bytes[i] = (uint8_t)(n >> 24);
	}
}

START_TEST(every_length_hashes_as_libsodium_does)
{
	fill();
	for (size_t size = 0; size < 400; size++) {
		struct digest expected = digest_of(bytes, size), found;
		AUTO(digest_bulk_auto) struct digest_bulk *s = digest_bulk_new();

		ck_assert_ptr_nonnull(s);
		digest_bulk_add(s, bytes, size);
		found = digest_bulk_end(s);
		ck_assert_msg(digest_equal(&found, &expected), "%zu bytes", size);
	}
}
END_TEST

START_TEST(parts_of_any_size_hash_as_the_whole)
{
	struct digest expected, found;

	fill();
	expected = digest_of(bytes, sizeof(bytes));
	for (size_t part = 1; part < 200; part++) {
		AUTO(digest_bulk_auto) struct digest_bulk *s = digest_bulk_new();

		ck_assert_ptr_nonnull(s);
		for (size_t at = 0; at < sizeof(bytes); at += part)
			digest_bulk_add(s, bytes + at,
				sizeof(bytes) - at < part ? sizeof(bytes) - at : part);
		found = digest_bulk_end(s);
		ck_assert_msg(digest_equal(&found, &expected), "parts of %zu", part);
	}
}
END_TEST

static Suite *digest_bulk_suite(void)
{
	Suite *s = suite_create("digest_bulk");
	TCase *t = tcase_create("digest_bulk");

	tcase_add_test(t, every_length_hashes_as_libsodium_does);
	tcase_add_test(t, parts_of_any_size_hash_as_the_whole);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(digest_bulk_suite)
