#include "signature/public_key.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "tests/folder.h"
#include "tests/signature/vectors.h"
#include "tests/support.h"

/* The vector's key. */
#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"

static struct error err;

START_TEST(a_key_is_read_and_written)
{
	struct public_key key, again;
	uint8_t blob[PUBLIC_KEY_BLOB_SIZE];
	char text[PUBLIC_KEY_TEXT_SIZE], hex[65];

	ck_assert_int_eq(public_key_parse(KEY, strlen(KEY), &key, &err), 0);
	sodium_bin2hex(hex, sizeof(hex), key.bytes, 32);
	ck_assert_str_eq(hex, VECTOR_PUBLIC);
	ck_assert_str_eq(public_key_text(&key, text), KEY);
	public_key_blob(&key, blob);
	ck_assert(public_key_from_blob(blob, sizeof(blob), &again));
	ck_assert(public_key_equal(&key, &again));
	again.bytes[31] ^= 1;
	ck_assert(!public_key_equal(&key, &again));
	for (size_t n = 0; n < sizeof(blob); n++)
		ck_assert(!public_key_from_blob(blob, n, &again));
	blob[3]++;
	ck_assert(!public_key_from_blob(blob, sizeof(blob), &again));
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
	{"sk-ssh-ed25519@openssh.com AAAA", ERROR_KEY_TYPE},
	{"SSH-ED25519 AAAA", ERROR_KEY_TYPE},
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
	struct public_key key;
	uint8_t blob[PUBLIC_KEY_BLOB_SIZE];
	char text[PUBLIC_KEY_TEXT_SIZE];

	vector_bytes(unsound[_i], key.bytes, 32);
	public_key_blob(&key, blob);
	ck_assert(!public_key_from_blob(blob, sizeof(blob), &key));
	public_key_text(&key, text);
	ck_assert_int_eq(public_key_parse(text, strlen(text), &key, &err), -1);
	ck_assert_int_eq(err.code, ERROR_KEY_POINT);
}
END_TEST

START_TEST(the_fingerprint_is_ssh_keygen_s)
{
	struct folder f = folder_make();
	struct public_key key;
	char print[PUBLIC_KEY_FINGERPRINT_SIZE], out[256];

	ck_assert_int_eq(public_key_parse(KEY, strlen(KEY), &key, &err), 0);
	folder_put(&f, "key.pub", KEY "\n", strlen(KEY) + 1);
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

	tcase_add_test(t, a_key_is_read_and_written);
	tcase_add_loop_test(t, only_one_line_of_the_type_is_a_key, 0, COUNT_OF(texts));
	tcase_add_loop_test(t, an_unsound_point_is_no_key, 0, COUNT_OF(unsound));
	tcase_add_test(t, the_fingerprint_is_ssh_keygen_s);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(public_key_suite)
