#include "signature/foreign.h"

#include <string.h>

#include "base/macros.h"
#include "signature/armour.h"
#include "signature/sshsig.h"
#include "tests/support.h"

static const struct {
	const char *text;
	enum phrase is;
} files[] = {
	{"", PHRASE_NONE},
	{"ssh", PHRASE_NONE},
	{"hello\n", PHRASE_NONE},
	{"\xEF\xBB\xBF-----BEGIN SSH SIGNATURE-----\n", PHRASE_FOREIGN_BOM},
	{"\xFF\xFE-", PHRASE_FOREIGN_UTF16},
	{"ssh-ed25519 AAAA\n", PHRASE_FOREIGN_PUBLIC},
	{"ssh-rsa AAAA\n", PHRASE_FOREIGN_PUBLIC},
	{"ecdsa-sha2-nistp256 AAAA\n", PHRASE_FOREIGN_PUBLIC},
	{"sk-ssh-ed25519@openssh.com AAAA\n", PHRASE_FOREIGN_PUBLIC},
	{"-----BEGIN PRIVATE KEY-----\n", PHRASE_FOREIGN_PKCS8},
	{"-----BEGIN ENCRYPTED PRIVATE KEY-----\n", PHRASE_FOREIGN_PKCS8},
	{"-----BEGIN RSA PRIVATE KEY-----\n", PHRASE_FOREIGN_PEM},
	{"-----BEGIN EC PRIVATE KEY-----\n", PHRASE_FOREIGN_PEM},
	{"PuTTY-User-Key-File-3: ssh-ed25519\n", PHRASE_FOREIGN_PUTTY},
	{"---- BEGIN SSH2 PUBLIC KEY ----\n", PHRASE_FOREIGN_SSH2},
	{"-----BEGIN PGP SIGNATURE-----\n", PHRASE_FOREIGN_PGP},
	{"-----BEGIN CERTIFICATE-----\n", PHRASE_FOREIGN_CERTIFICATE},
	{"-----BEGIN OPENSSH PRIVATE KEY-----\n", PHRASE_FOREIGN_SECRET},
	{"-----BEGIN SSH SIGNATURE-----\n", PHRASE_FOREIGN_SIGNATURE},
	{"signatures:\n", PHRASE_FOREIGN_LIST},
};

START_TEST(a_file_of_another_kind_is_told_by_its_beginning)
{
	ck_assert_msg(foreign_file(files[_i].text, strlen(files[_i].text)) == files[_i].is, "%s",
		files[_i].text);
}
END_TEST

START_TEST(line_ends_of_windows_are_told)
{
	ck_assert_int_eq(foreign_line_ends("a\r\nb", 4), PHRASE_FOREIGN_CR_LF);
	ck_assert_int_eq(foreign_line_ends("a\nb\r", 4), PHRASE_NONE);
	ck_assert_int_eq(foreign_line_ends("a\nb", 3), PHRASE_NONE);
}
END_TEST

/* What is wrong with a text that should be a signature. */
static const struct {
	const char *text;
	enum phrase problem;
} armours[] = {
	{"-----BEGIN SSH SIGNATURE-----\r\nU1NI\r\n-----END SSH SIGNATURE-----\r\n",
		PHRASE_FOREIGN_CR_LF},
	{"\xEF\xBB\xBF-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----\n",
		PHRASE_FOREIGN_BOM},
	{"-----BEGIN PGP SIGNATURE-----\n", PHRASE_FOREIGN_PGP},
	{"-----BEGIN OPENSSH PRIVATE KEY-----\n", PHRASE_FOREIGN_SECRET},
	{"garbage\n", PHRASE_ARMOUR_BEGIN},
	{"-----BEGIN SSH SIGNATURE-----\nU1NI\n", PHRASE_ARMOUR_END},
};

START_TEST(a_signature_that_is_none_is_named_for_what_it_is)
{
	char sentence[ERROR_TEXT_MAX];
	struct sshsig s;
	struct error err;

	ck_assert_int_eq(sshsig_parse(armours[_i].text, strlen(armours[_i].text), &s, &err), -1);
	ck_assert_int_eq(err.code, ERROR_SSHSIG_ARMOUR);
	ck_assert_str_eq(error_argument(&err, "problem"), phrase_text(armours[_i].problem));
	error_text(&err, LANGUAGE_ZH, sentence, sizeof(sentence));
	ck_assert_ptr_nonnull(
		strstr(sentence, phrase_in(phrase_text(armours[_i].problem), LANGUAGE_ZH)));
}
END_TEST

static Suite *foreign_suite(void)
{
	Suite *s = suite_create("foreign");
	TCase *t = tcase_create("foreign");

	tcase_add_loop_test(t, a_file_of_another_kind_is_told_by_its_beginning, 0, COUNT_OF(files));
	tcase_add_test(t, line_ends_of_windows_are_told);
	tcase_add_loop_test(
		t, a_signature_that_is_none_is_named_for_what_it_is, 0, COUNT_OF(armours));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(foreign_suite)
