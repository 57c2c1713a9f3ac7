#include "signature/public_key.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "tests/folder.h"
#include "tests/signature/vectors.h"
#include "tests/support.h"

/* The vector's key. */
#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"

/* The same point as a security key's, up to the application. */
#define SK "sk-ssh-ed25519@openssh.com "
#define SK_POINT                                                                                   \
	"AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define SK_KEY SK SK_POINT "AAAABHNzaDo="

static struct error err;

static const struct {
	enum public_key_type type;
	const char *text;
	size_t blob_size;
} keys[] = {{PUBLIC_KEY_PLAIN, KEY, 51}, {PUBLIC_KEY_SECURITY, SK_KEY, 74}};

START_TEST(a_key_is_read_and_written)
{
	const char *text = keys[_i].text;
	struct public_key key, again;
	uint8_t blob[PUBLIC_KEY_BLOB_MAX + 1] = {0};
	char written[PUBLIC_KEY_TEXT_SIZE], hex[65];
	size_t size;

	ck_assert_int_eq(public_key_parse(text, strlen(text), &key, &err), 0);
	ck_assert_int_eq(key.type, keys[_i].type);
	sodium_bin2hex(hex, sizeof(hex), key.bytes, 32);
	ck_assert_str_eq(hex, VECTOR_PUBLIC);
	ck_assert_str_eq(public_key_text(&key, written), text);
	size = public_key_blob(&key, blob);
	ck_assert_uint_eq(size, keys[_i].blob_size);
	ck_assert(public_key_from_blob(blob, size, &again));
	ck_assert(public_key_equal(&key, &again));
	again.bytes[31] ^= 1;
	ck_assert(!public_key_equal(&key, &again));
	for (size_t n = 0; n < size; n++)
		ck_assert(!public_key_from_blob(blob, n, &again));
	ck_assert(!public_key_from_blob(blob, size + 1, &again));
	blob[3]++;
	ck_assert(!public_key_from_blob(blob, size, &again));
}
END_TEST

START_TEST(the_type_is_part_of_the_key)
{
	struct public_key plain, security;
	uint8_t a[PUBLIC_KEY_BLOB_MAX], b[PUBLIC_KEY_BLOB_MAX];

	ck_assert_int_eq(public_key_parse(KEY, strlen(KEY), &plain, &err), 0);
	ck_assert_int_eq(public_key_parse(SK_KEY, strlen(SK_KEY), &security, &err), 0);
	ck_assert_mem_eq(plain.bytes, security.bytes, PUBLIC_KEY_SIZE);
	ck_assert(!public_key_equal(&plain, &security));
	/* A smaller point of the longer type comes after, as in the order of the blobs. */
	memset(security.bytes, 0, 32);
	ck_assert_int_lt(public_key_compare(&plain, &security), 0);
	ck_assert_int_gt(public_key_compare(&security, &plain), 0);
	ck_assert_int_eq(public_key_compare(&security, &security), 0);
	ck_assert_uint_lt(public_key_blob(&plain, a), public_key_blob(&security, b));
	ck_assert_int_lt(memcmp(a, b, 51), 0);
}
END_TEST

static const struct {
	const char *text;
	enum error_code code;
} texts[] = {
	{KEY, ERROR_NONE},
	{KEY "\n", ERROR_NONE},
	{KEY " ", ERROR_NONE},
	{KEY " 张三 the operator's key", ERROR_NONE},
	{KEY " me\n", ERROR_NONE},
	{"", ERROR_KEY_FORM},
	{"ssh-ed25519", ERROR_KEY_FORM},
	{"ssh-ed25519 ", ERROR_KEY_FORM},
	{" " KEY, ERROR_KEY_FORM},
	{KEY "\n\n", ERROR_KEY_FORM},
	{KEY "\tme", ERROR_KEY_FORM},
	{KEY "AAAA", ERROR_KEY_FORM},
	{KEY " me\r\n", ERROR_KEY_FORM},
	{KEY " a\nb", ERROR_KEY_FORM},
	{"ssh-ed25519  AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		ERROR_KEY_FORM},
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG",
		ERROR_KEY_FORM},
	/* Padding, so that the blob is short; bytes that are no digits. */
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTE=",
		ERROR_KEY_FORM},
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJ\xcc\xb6"
	 "5NYwm6UNXx3chmQSVTG4",
		ERROR_KEY_FORM},
	/* The blob names another type, or another length. */
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE4AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		ERROR_KEY_FORM},
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAHwOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		ERROR_KEY_FORM},
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7_zzhC-HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		ERROR_KEY_FORM},
	{"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ==", ERROR_KEY_TYPE},
	{"sk-ecdsa-sha2-nistp256@openssh.com AAAA", ERROR_KEY_TYPE},
	{"sk-ssh-ed25519 AAAA", ERROR_KEY_TYPE},
	{"SSH-ED25519 AAAA", ERROR_KEY_TYPE},
	{SK_KEY, ERROR_NONE},
	{SK_KEY "\n", ERROR_NONE},
	{SK_KEY " the operator's key", ERROR_NONE},
	{SK, ERROR_KEY_FORM},
	{SK "AAAA", ERROR_KEY_FORM},
	{SK SK_POINT, ERROR_KEY_FORM},
	{SK SK_POINT "AAAABHNzaDo", ERROR_KEY_FORM},
	{SK SK_POINT "AAAABHNzaDo=AAAA", ERROR_KEY_FORM},
	{SK SK_POINT "AAAABHNzaDp4", ERROR_KEY_FORM},
	/* Another application: longer, none, shorter, as long. */
	{SK SK_POINT "AAAACHNzaDpjY2Vy", ERROR_KEY_APPLICATION},
	{SK SK_POINT "AAAAAA==", ERROR_KEY_APPLICATION},
	{SK SK_POINT "AAAAA3NzaA==", ERROR_KEY_APPLICATION},
	{SK SK_POINT "AAAABFNTSDo=", ERROR_KEY_APPLICATION},
	{SK SK_POINT "AAAAFGh0dHBzOi8vY2Nlci5leGFtcGxl", ERROR_KEY_APPLICATION},
	/* One type in front and another in the blob; a plain key with an application. */
	{SK "AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", ERROR_KEY_FORM},
	{"ssh-ed25519 " SK_POINT "AAAABHNzaDo=", ERROR_KEY_FORM},
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
	 "AAAABHNzaDo=",
		ERROR_KEY_FORM},
};

START_TEST(only_one_line_of_the_type_is_a_key)
{
	struct public_key key;
	char *exact = strndup(texts[_i].text, strlen(texts[_i].text));

	err = (struct error){.code = ERROR_NONE};
	ck_assert_int_eq(public_key_parse(exact, strlen(exact), &key, &err),
		texts[_i].code == ERROR_NONE ? 0 : -1);
	ck_assert_int_eq(err.code, texts[_i].code);
	free(exact);
}
END_TEST

static const char *const unsound[] = {
	/* order 4, 1, 2, 8, 8 */
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	/* y = p, y = p + 1: not canonical */
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	/* not on the curve */
	"0200000000000000000000000000000000000000000000000000000000000000",
};

START_TEST(an_unsound_point_is_no_key)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct public_key key = {.type = keys[i].type}, none;
		uint8_t blob[PUBLIC_KEY_BLOB_MAX];
		char text[PUBLIC_KEY_TEXT_SIZE];

		vector_bytes(unsound[_i], key.bytes, 32);
		ck_assert(!public_key_from_blob(blob, public_key_blob(&key, blob), &none));
		public_key_text(&key, text);
		ck_assert_int_eq(public_key_parse(text, strlen(text), &none, &err), -1);
		ck_assert_int_eq(err.code, ERROR_KEY_POINT);
	}
}
END_TEST

START_TEST(the_fingerprint_is_ssh_keygen_s)
{
	struct folder f = folder_make();
	const char *text = keys[_i].text;
	struct public_key key;
	char print[PUBLIC_KEY_FINGERPRINT_SIZE], out[256];

	ck_assert_int_eq(public_key_parse(text, strlen(text), &key, &err), 0);
	folder_put(&f, "key.pub", text, strlen(text));
	ck_assert_int_eq(folder_run(&f, "ssh-keygen -lf key.pub | cut -d' ' -f2 >print"), 0);
	folder_get(&f, "print", out, sizeof(out));
	out[strcspn(out, "\n")] = '\0';
	ck_assert_str_eq(public_key_fingerprint(&key, print), out);
	folder_remove(&f);
}
END_TEST

static Suite *public_key_suite(void)
{
	Suite *s = suite_create("public_key");
	TCase *t = tcase_create("public_key");

	tcase_add_loop_test(t, a_key_is_read_and_written, 0, COUNT_OF(keys));
	tcase_add_test(t, the_type_is_part_of_the_key);
	tcase_add_loop_test(t, only_one_line_of_the_type_is_a_key, 0, COUNT_OF(texts));
	tcase_add_loop_test(t, an_unsound_point_is_no_key, 0, COUNT_OF(unsound));
	tcase_add_loop_test(t, the_fingerprint_is_ssh_keygen_s, 0, COUNT_OF(keys));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(public_key_suite)
