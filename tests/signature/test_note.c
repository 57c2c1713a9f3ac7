#include "signature/note.h"

#include <string.h>

#include <sodium.h>
#include <talloc.h>

#include "signature/secret_key.h"
#include "tests/signature/vectors.h"
#include "tests/support.h"

#define NAME "registry.ccer.example/ledger"
#define TEXT NAME "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define OWN                                                                                        \
	"— " NAME " SPn3zG2AMYxU0dh6XpcYJEbx7OkvQz9TJtXHchm2p0yMO6fVLxbmbCctWESD+5pXcBYvgqTW"      \
	"R2VwsH3CY+2bEDWBrAs=\n"
#define WITNESS                                                                                    \
	"— witness.vvb1.example z7g0DwAAAABlU/EAn4HC+XevXwJ6+JN9UaNje43UB9VeL3LeLxxaPinOVc"      \
	"Vxih9aOmZ8C7FHE+MzvHgmtFvFhMvZOnNFqTpt/xNmAQ==\n"

static void *mem;
static struct buffer *out;
static struct secret_key *secret;
static const struct public_key *key;
static struct error err;

static void set_up(void)
{
	mem = talloc_new(NULL);
	out = buffer_new(mem, 512 * 1024);
	secret = secret_key_from_seed(mem, vector_seed());
	key = secret_key_public(secret);
	err = (struct error){.code = ERROR_NONE};
}

static void tear_down(void)
{
	talloc_free(mem);
}

static int check(const char *note, size_t size, const char **text, size_t *text_size)
{
	return note_check(note, size, NAME, key, text, text_size, &err);
}

START_TEST(the_vector_is_accepted_and_made_again)
{
	static const char note[] = TEXT "\n" OWN WITNESS;
	const char *text;
	size_t n;

	ck_assert_int_eq(check(note, strlen(note), &text, &n), 0);
	ck_assert_ptr_eq(text, note);
	ck_assert_uint_eq(n, strlen(TEXT));
	ck_assert_int_eq(secret_key_note(secret, NAME, TEXT, strlen(TEXT), out, &err), 0);
	ck_assert_str_eq(out->bytes, TEXT "\n" OWN);
}
END_TEST

START_TEST(verifier_keys_are_the_vectors)
{
	struct public_key spec;
	uint8_t typed[33];
	const char *base64 = "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

	note_verifier_key(NAME, key, out);
	ck_assert_str_eq(out->bytes, NAME "+48f9f7cc+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4");
	ck_assert_int_eq(sodium_base642bin(typed, sizeof(typed), base64, strlen(base64), NULL, NULL,
				 NULL, sodium_base64_VARIANT_ORIGINAL),
		0);
	memcpy(spec.bytes, typed + 1, 32);
	buffer_clear(out);
	note_verifier_key("example.com/foo", &spec, out);
	ck_assert_str_eq(out->bytes,
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
}
END_TEST

static const struct {
	const char *note;
	enum error_code code;
} refused[] = {
	{"", ERROR_NOTE_FORM},
	{"\n", ERROR_NOTE_FORM},
	{TEXT, ERROR_NOTE_FORM},
	{TEXT "\n", ERROR_NOTE_FORM},
	{TEXT OWN, ERROR_NOTE_FORM},
	{TEXT "\n" OWN "\n", ERROR_NOTE_FORM},
	{TEXT "\n" OWN "x", ERROR_NOTE_FORM},
	{TEXT "\n- " NAME " AAAAAAAA\n" OWN, ERROR_NOTE_FORM},
	{TEXT "\n—  AAAAAAAA\n" OWN, ERROR_NOTE_FORM},
	{TEXT "\n— a+b AAAAAAAA\n" OWN, ERROR_NOTE_FORM},
	{TEXT "\n— a\xc2\xa0"
	      "b AAAAAAAA\n" OWN,
		ERROR_NOTE_FORM},
	{TEXT "\n— a\xe3\x80\x80"
	      "b AAAAAAAA\n" OWN,
		ERROR_NOTE_FORM},
	{TEXT "\n— a AAAA\n" OWN, ERROR_NOTE_FORM},
	{TEXT "\n— a AAAAAA==\n" OWN, ERROR_NOTE_FORM},
	{TEXT "\n— a AAAAAAB=\n" OWN, ERROR_NOTE_FORM},
	{TEXT "\n— a AAAAAAA\n" OWN, ERROR_NOTE_FORM},
	{TEXT "\n— a AAAAAAAA \n" OWN, ERROR_NOTE_FORM},
	{TEXT "\n— a AAAAAAAA x\n" OWN, ERROR_NOTE_FORM},
	{TEXT "\n— a\n" OWN, ERROR_NOTE_FORM},
	{TEXT "\r\n" OWN, ERROR_NOTE_FORM},
	{"\t" TEXT "\n" OWN, ERROR_NOTE_FORM},
	{"\x7f" TEXT "\n" OWN, ERROR_NOTE_FORM},
	{"\xff" TEXT "\n" OWN, ERROR_NOTE_FORM},
	{"\xc0\x80" TEXT "\n" OWN, ERROR_NOTE_FORM},
	{TEXT "\n" WITNESS, ERROR_NOTE_UNSIGNED},
	/* The name with another key's number is another key. */
	{TEXT "\n— " NAME " SPn3zQAAAAAA\n", ERROR_NOTE_UNSIGNED},
	{"x" TEXT "\n" OWN, ERROR_NOTE_BAD},
	{TEXT "\n\n" OWN, ERROR_NOTE_BAD},
	{TEXT "\n" OWN "— " NAME " SPn3zAAAAAAA\n", ERROR_NOTE_BAD},
};

START_TEST(a_bad_note_is_refused)
{
	const char *text;
	size_t n;

	ck_assert_int_eq(check(refused[_i].note, strlen(refused[_i].note), &text, &n), -1);
	ck_assert_int_eq(err.code, refused[_i].code);
}
END_TEST

START_TEST(sixteen_signatures_are_read_and_no_more)
{
	const char *text;
	size_t n;

	/* Each of 5,000 bytes, as post-quantum ones are. */
	buffer_add_text(out, TEXT "\n");
	for (int i = 1; i < NOTE_SIGNATURES_MAX; i++) {
		buffer_add_format(out, "— other%d.example ", i);
		for (int j = 0; j < 1250; j++)
			buffer_add_text(out, "ABCD");
		buffer_add_text(out, "\n");
	}
	buffer_add_text(out, OWN);
	ck_assert_int_eq(check(out->bytes, out->size, &text, &n), 0);
	buffer_add_text(out, WITNESS);
	ck_assert_int_eq(check(out->bytes, out->size, &text, &n), -1);
	ck_assert_int_eq(err.code, ERROR_NOTE_FORM);
}
END_TEST

START_TEST(any_changed_byte_of_the_text_is_refused)
{
	static const char note[] = TEXT "\n" OWN;
	char changed[sizeof(note)];
	const char *text;
	size_t n;

	for (size_t i = 0; i < strlen(TEXT); i++) {
		memcpy(changed, note, sizeof(note));
		changed[i] ^= 1;
		ck_assert_int_eq(check(changed, strlen(note), &text, &n), -1);
	}
	for (size_t i = 0; i < strlen(note); i++)
		ck_assert_int_eq(check(note, i, &text, &n), -1);
}
END_TEST

static Suite *note_suite(void)
{
	Suite *s = suite_create("note");
	TCase *t = tcase_create("note");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, the_vector_is_accepted_and_made_again);
	tcase_add_test(t, verifier_keys_are_the_vectors);
	tcase_add_loop_test(t, a_bad_note_is_refused, 0, COUNT_OF(refused));
	tcase_add_test(t, sixteen_signatures_are_read_and_no_more);
	tcase_add_test(t, any_changed_byte_of_the_text_is_refused);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(note_suite)
