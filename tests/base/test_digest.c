#include "base/digest.h"

#include <string.h>

#include "tests/support.h"

/* FIPS 180-4's own examples. */
static const char empty_hex[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char abc_hex[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

START_TEST(known_texts_have_their_digests)
{
	char out[DIGEST_HEX_SIZE];
	struct digest empty = digest_of(NULL, 0), abc = digest_of("abc", 3);

	ck_assert_str_eq(digest_hex(&empty, out), empty_hex);
	ck_assert_str_eq(digest_hex(&abc, out), abc_hex);
}
END_TEST

START_TEST(parts_and_streams_hash_as_the_whole)
{
	const struct digest_part parts[] = {{"a", 1}, {NULL, 0}, {"bc", 2}};
	struct digest whole = digest_of("abc", 3), of_parts = digest_of_parts(parts, 3), streamed;
	struct digest_stream s;

	digest_begin(&s);
	digest_add(&s, "ab", 2);
	digest_add(&s, "", 0);
	digest_add(&s, "c", 1);
	streamed = digest_end(&s);
	ck_assert(digest_equal(&of_parts, &whole));
	ck_assert(digest_equal(&streamed, &whole));
}
END_TEST

START_TEST(a_digest_reads_as_it_is_written)
{
	struct digest d, again = digest_of("abc", 3);

	ck_assert(digest_parse(abc_hex, strlen(abc_hex), &d));
	ck_assert(digest_equal(&d, &again));
}
END_TEST

START_TEST(any_other_text_is_no_digest)
{
	struct digest kept = digest_of("kept", 4), d = kept;
	char text[DIGEST_HEX_SIZE];

	ck_assert(!digest_parse(abc_hex, 63, &d));
	ck_assert(!digest_parse("", 0, &d));
	for (size_t at = 0; at < 64; at++) {
		static const char wrong[] = "ABFGg /:@`\xff";

		for (const char *w = wrong; *w; w++) {
			memcpy(text, abc_hex, sizeof(text));
			text[at] = *w;
			ck_assert_msg(!digest_parse(text, 64, &d), "%s", text);
		}
	}
	ck_assert(digest_equal(&d, &kept));
}
END_TEST

START_TEST(only_all_zero_is_zero)
{
	struct digest d;

	memset(&d, 0, sizeof(d));
	ck_assert(digest_is_zero(&d));
	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		memset(&d, 0, sizeof(d));
		d.bytes[i] = 1;
		ck_assert(!digest_is_zero(&d));
	}
}
END_TEST

static Suite *digest_suite(void)
{
	Suite *s = suite_create("digest");
	TCase *t = tcase_create("digest");

	tcase_add_test(t, known_texts_have_their_digests);
	tcase_add_test(t, parts_and_streams_hash_as_the_whole);
	tcase_add_test(t, a_digest_reads_as_it_is_written);
	tcase_add_test(t, any_other_text_is_no_digest);
	tcase_add_test(t, only_all_zero_is_zero);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(digest_suite)
