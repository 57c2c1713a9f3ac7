/* ccer key, sign, split, join, show, check and id: a document's path through the client. */
#include <string.h>

#include "tests/ccer/support.h"
#include "tests/document/samples.h"
#include "tests/folder.h"

static struct folder f;

static void set_up(void)
{
	const char *text = samples[KIND_VOID];

	f = folder_make();
	folder_put(&f, "void.yaml", text, strlen(text));
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(
			ccer(LANGUAGE_EN, "key", "new", folder_file(&f, i ? "b" : "a"), NULL),
			EXIT_DONE);
}

static void tear_down(void)
{
	folder_remove(&f);
}

static void sign_with_both(const char *out)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "sign", folder_file(&f, "void.yaml"), "--key",
				 folder_file(&f, "a"), "--key", folder_file(&f, "b"), "-o",
				 folder_file(&f, out), NULL),
		EXIT_DONE);
}

START_TEST(a_key_is_shown_from_either_of_its_files)
{
	char public[512], print[128];

	ck_assert_int_eq(ccer(LANGUAGE_EN, "key", "public", folder_file(&f, "a"), NULL), EXIT_DONE);
	snprintf(public, sizeof(public), "%.*s", (int)sizeof(public) - 1, ran.out);
	ck_assert_int_eq(strncmp(public, "ssh-ed25519 AAAA", 16), 0);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "key", "public", folder_file(&f, "a.pub"), NULL), EXIT_DONE);
	ck_assert_str_eq(ran.out, public);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "key", "fingerprint", folder_file(&f, "a"), NULL), EXIT_DONE);
	snprintf(print, sizeof(print), "%.*s", (int)sizeof(print) - 1, ran.out);
	ck_assert_int_eq(strncmp(print, "SHA256:", 7), 0);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "key", "fingerprint", folder_file(&f, "b.pub"), NULL), EXIT_DONE);
	ck_assert_str_ne(ran.out, print);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "key", "private", folder_file(&f, "a"), NULL), EXIT_USAGE);
	ASSERT_HOLDS(ran.err, "ccer key: private\n");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "key", "public", folder_file(&f, "void.yaml"), NULL),
		EXIT_REFUSED);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "key", "public", folder_file(&f, "none"), NULL), EXIT_CANNOT);
}
END_TEST

START_TEST(a_key_is_never_written_over)
{
	char before[2048], after[2048];

	folder_get(&f, "a", before, sizeof(before));
	ck_assert_int_ne(ccer(LANGUAGE_EN, "key", "new", folder_file(&f, "a"), NULL), EXIT_DONE);
	folder_get(&f, "a", after, sizeof(after));
	ck_assert_str_eq(before, after);
}
END_TEST

START_TEST(show_says_what_a_document_is_and_whose_signatures_hold)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", folder_file(&f, "void.yaml"), NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "kind void (");
	ASSERT_HOLDS(ran.out, "\nnot signed yet\n");
	ASSERT_HOLDS(ran.out, samples[KIND_VOID]);
	sign_with_both("signed.yaml");
	ck_assert_int_eq(
		ccer(LANGUAGE_ZH, "show", folder_file(&f, "signed.yaml"), NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "类别 作废");
	ASSERT_HOLDS(ran.out, "\n签名 SHA256:");
	ASSERT_HOLDS(ran.out, "  与文本相符；是谁的密钥未与账本核对\n");
	ASSERT_LACKS(ran.out, "不符");
	/* Whoever signed it: nothing is valid that was not compared. */
	ASSERT_LACKS(ran.out, "  有效\n");
}
END_TEST

/* One letter of what was signed has been changed. */
START_TEST(show_says_that_a_signature_does_not_hold)
{
	static char text[65536];
	char *at;

	sign_with_both("signed.yaml");
	folder_get(&f, "signed.yaml", text, sizeof(text));
	at = strstr(text, "7KQ2M9R4T6W0Y1ZB3V5N8JDHXC");
	ck_assert_ptr_nonnull(at);
	at[25] = 'D';
	folder_put(&f, "spoilt.yaml", text, strlen(text));
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "show", folder_file(&f, "spoilt.yaml"), NULL), EXIT_REFUSED);
	ASSERT_HOLDS(ran.out, "DOES NOT FIT the text\n");
	ASSERT_LACKS(ran.out, "  fits");
}
END_TEST

START_TEST(the_hash_is_that_of_the_document_without_its_signatures)
{
	char hash[128];

	sign_with_both("signed.yaml");
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "show", "--hash", folder_file(&f, "void.yaml"), NULL), EXIT_DONE);
	snprintf(hash, sizeof(hash), "%.*s", (int)sizeof(hash) - 1, ran.out);
	ck_assert_uint_eq(strlen(hash), 65);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", "--hash", folder_file(&f, "signed.yaml"), NULL),
		EXIT_DONE);
	ck_assert_str_eq(ran.out, hash);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "check", folder_file(&f, "void.yaml"), NULL), EXIT_DONE);
	ASSERT_HOLDS(ran.out, "void.yaml: void ");
	hash[64] = '\0';
	ASSERT_HOLDS(ran.out, hash);
}
END_TEST

START_TEST(show_takes_one_thing)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", NULL), EXIT_USAGE);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", "a", "b", NULL), EXIT_USAGE);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "show", "--hash", "--ledger", f.path, "a", NULL), EXIT_USAGE);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "show", "--ledger", f.path, "--server", "http://h", "a", NULL),
		EXIT_USAGE);
	/* What is no number is a file. */
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "show", "--ledger", f.path, folder_file(&f, "none"), NULL),
		EXIT_CANNOT);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", "--ledger", f.path, "-1", NULL), EXIT_USAGE);
}
END_TEST

START_TEST(what_was_split_joins_to_the_same_file)
{
	static char before[65536], after[65536];

	sign_with_both("signed.yaml");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "split", folder_file(&f, "signed.yaml"), "--into",
				 folder_file(&f, "parts"), NULL),
		EXIT_DONE);
	ASSERT_HOLDS(ran.out, "ssh-keygen -Y verify -f ALLOWED_SIGNERS -I PARTY -n ");
	folder_get(&f, "parts/signed.yaml.doc", after, sizeof(after));
	ck_assert_str_eq(after, samples[KIND_VOID]);
	/* In a different order: signatures are written in the order of their keys. */
	ck_assert_int_eq(ccer(LANGUAGE_EN, "join", folder_file(&f, "void.yaml"),
				 folder_file(&f, "parts/signed.yaml.doc.2.sig"),
				 folder_file(&f, "parts/signed.yaml.doc.1.sig"), "-o",
				 folder_file(&f, "joined.yaml"), NULL),
		EXIT_DONE);
	folder_get(&f, "signed.yaml", before, sizeof(before));
	folder_get(&f, "joined.yaml", after, sizeof(after));
	ck_assert_str_eq(before, after);
}
END_TEST

START_TEST(a_signature_of_another_document_is_not_joined)
{
	static char text[65536];
	char *at;

	sign_with_both("signed.yaml");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "split", folder_file(&f, "signed.yaml"), "--into",
				 folder_file(&f, "parts"), NULL),
		EXIT_DONE);
	folder_get(&f, "void.yaml", text, sizeof(text));
	at = strstr(text, "7KQ2M9R4T6W0Y1ZB3V5N8JDHXC");
	ck_assert_ptr_nonnull(at);
	at[25] = 'D';
	folder_put(&f, "other.yaml", text, strlen(text));
	ck_assert_int_eq(ccer(LANGUAGE_EN, "join", folder_file(&f, "other.yaml"),
				 folder_file(&f, "parts/signed.yaml.doc.1.sig"), NULL),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "signature.bad");
	ck_assert_str_eq(ran.out, "");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "join", folder_file(&f, "void.yaml"), NULL), EXIT_USAGE);
}
END_TEST

START_TEST(every_fault_of_form_is_shown_at_once)
{
	static const char text[] = SAMPLE_HEAD("void", "operator") "wrong: 1\nalso_wrong: 2\n";

	folder_put(&f, "faulty.yaml", text, strlen(text));
	ck_assert_int_eq(ccer(LANGUAGE_EN, "check", folder_file(&f, "faulty.yaml"),
				 folder_file(&f, "void.yaml"), folder_file(&f, "none"), NULL),
		EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "faulty.yaml:9:");
	ASSERT_HOLDS(ran.err, "faulty.yaml:10:");
	ASSERT_HOLDS(ran.err, "      9 | wrong: 1\n");
	ASSERT_HOLDS(ran.out, "void.yaml: void ");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "check", NULL), EXIT_USAGE);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "sign", folder_file(&f, "faulty.yaml"), "--key",
				 folder_file(&f, "a"), NULL),
		EXIT_REFUSED);
	ck_assert_str_eq(ran.out, "");
}
END_TEST

START_TEST(ids_have_the_form_of_what_they_name)
{
	static const struct {
		const char *what, *begins;
		size_t size;
	} cases[] = {{"party", "P-", 19}, {"document", "", 27}};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(ccer(LANGUAGE_EN, "id", cases[i].what, NULL), EXIT_DONE);
		ck_assert_uint_eq(strlen(ran.out), cases[i].size);
		ck_assert_int_eq(strncmp(ran.out, cases[i].begins, strlen(cases[i].begins)), 0);
	}
	ck_assert_int_eq(ccer(LANGUAGE_EN, "id", "account", NULL), EXIT_DONE);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "id", "project", NULL), EXIT_USAGE);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "id", NULL), EXIT_USAGE);
}
END_TEST

static Suite *sign_suite(void)
{
	Suite *s = suite_create("documents");
	TCase *t = tcase_create("documents");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_key_is_shown_from_either_of_its_files);
	tcase_add_test(t, a_key_is_never_written_over);
	tcase_add_test(t, show_says_what_a_document_is_and_whose_signatures_hold);
	tcase_add_test(t, show_says_that_a_signature_does_not_hold);
	tcase_add_test(t, the_hash_is_that_of_the_document_without_its_signatures);
	tcase_add_test(t, show_takes_one_thing);
	tcase_add_test(t, what_was_split_joins_to_the_same_file);
	tcase_add_test(t, a_signature_of_another_document_is_not_joined);
	tcase_add_test(t, every_fault_of_form_is_shown_at_once);
	tcase_add_test(t, ids_have_the_form_of_what_they_name);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(sign_suite)
