#include "signature/secret_key.h"

#include <string.h>
#include <sys/stat.h>

#include <sodium.h>
#include <talloc.h>

#include "signature/armour.h"
#include "tests/folder.h"
#include "tests/signature/vectors.h"
#include "tests/support.h"

static void *mem;
static struct folder f;
static struct error err;

static void set_up(void)
{
	mem = talloc_new(NULL);
	f = folder_make();
	err = (struct error){.code = ERROR_NONE};
}

static void tear_down(void)
{
	folder_remove(&f);
	talloc_free(mem);
}

static struct secret_key *read_key(void)
{
	return secret_key_read(mem, folder_file(&f, "key"), &err);
}

START_TEST(ssh_keygen_s_file_is_read)
{
	char line[256], own[PUBLIC_KEY_TEXT_SIZE];
	struct secret_key *key;

	/* Comments of many lengths give paddings of every size. */
	ck_assert_int_eq(
		folder_run(&f, "ssh-keygen -q -t ed25519 -N '' -C '%.*s' -f key", _i, "abcdefgh"),
		0);
	key = read_key();
	ck_assert_ptr_nonnull(key);
	folder_get(&f, "key.pub", line, sizeof(line));
	public_key_text(secret_key_public(key), own);
	ck_assert_int_eq(strncmp(line, own, strlen(own)), 0);
}
END_TEST

START_TEST(ssh_keygen_reads_our_file)
{
	struct secret_key *key = secret_key_from_seed(mem, vector_seed()), *again;
	const char *comment = &"comment"[_i];
	char line[256], expected[256], own[PUBLIC_KEY_TEXT_SIZE];
	struct stat st;

	ck_assert_int_eq(secret_key_write(key, folder_file(&f, "key"), comment, &err), 0);
	ck_assert_int_eq(stat(folder_file(&f, "key"), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	snprintf(expected, sizeof(expected), "%s%s%s\n",
		public_key_text(secret_key_public(key), own), *comment ? " " : "", comment);
	folder_get(&f, "key.pub", line, sizeof(line));
	ck_assert_str_eq(line, expected);
	ck_assert_int_eq(folder_run(&f, "ssh-keygen -y -f key >derived"), 0);
	folder_get(&f, "derived", line, sizeof(line));
	ck_assert_str_eq(line, expected);
	ck_assert_int_eq(folder_run(&f, "ssh-keygen -q -Y sign -f key -n git key.pub"), 0);
	again = read_key();
	ck_assert_ptr_nonnull(again);
	ck_assert(public_key_equal(secret_key_public(key), secret_key_public(again)));
}
END_TEST

START_TEST(nothing_is_overwritten)
{
	struct secret_key *key = secret_key_new(mem), *other = secret_key_new(mem);

	ck_assert(!public_key_equal(secret_key_public(key), secret_key_public(other)));
	folder_put(&f, "key.pub", "x", 1);
	ck_assert_int_eq(secret_key_write(key, folder_file(&f, "key"), "", &err), -1);
	ck_assert_int_eq(err.code, ERROR_FILE_EXISTS);
	ck_assert_int_ne(access(folder_file(&f, "key"), F_OK), 0);
	ck_assert_int_eq(unlink(folder_file(&f, "key.pub")), 0);
	ck_assert_int_eq(secret_key_write(key, folder_file(&f, "key"), "", &err), 0);
	ck_assert_int_eq(unlink(folder_file(&f, "key.pub")), 0);
	ck_assert_int_eq(secret_key_write(other, folder_file(&f, "key"), "", &err), -1);
	ck_assert_int_eq(err.code, ERROR_FILE_EXISTS);
	ck_assert_int_ne(access(folder_file(&f, "key.pub"), F_OK), 0);
	ck_assert(public_key_equal(secret_key_public(read_key()), secret_key_public(key)));
	ck_assert_int_eq(secret_key_write(key, folder_file(&f, "none/key"), "", &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
	ck_assert_int_eq(secret_key_write(key, folder_file(&f, "third"), "a\nb", &err), -1);
	ck_assert_int_eq(err.code, ERROR_KEY_FILE);
}
END_TEST

START_TEST(an_encrypted_or_open_or_foreign_file_is_refused)
{
	ck_assert_ptr_null(read_key());
	ck_assert_int_eq(err.code, ERROR_IO);
	ck_assert_int_eq(folder_run(&f, "ssh-keygen -q -t ed25519 -N secret -f key"), 0);
	ck_assert_ptr_null(read_key());
	ck_assert_int_eq(err.code, ERROR_KEY_ENCRYPTED);
	ck_assert_int_eq(folder_run(&f, "ssh-keygen -q -p -P secret -N '' -f key"), 0);
	ck_assert_ptr_nonnull(read_key());
	ck_assert_int_eq(chmod(folder_file(&f, "key"), 0640), 0);
	ck_assert_ptr_null(read_key());
	ck_assert_int_eq(err.code, ERROR_KEY_FILE);
	ck_assert_int_eq(folder_run(&f, "rm key; ssh-keygen -q -t ecdsa -N '' -f key"), 0);
	ck_assert_ptr_null(read_key());
	ck_assert_int_eq(err.code, ERROR_KEY_TYPE);
	ck_assert_int_eq(folder_run(&f, "rm key; mkdir key"), 0);
	ck_assert_ptr_null(read_key());
	ck_assert_int_eq(err.code, ERROR_KEY_FILE);
	ck_assert_int_eq(folder_run(&f, "rmdir key; (umask 77; head -c 9000 /dev/zero >key)"), 0);
	ck_assert_ptr_null(read_key());
	ck_assert_int_eq(err.code, ERROR_KEY_FILE);
}
END_TEST

/* Writes bytes as a key file and reads it. */
static struct secret_key *read_blob(const uint8_t *blob, size_t size)
{
	struct buffer *text = buffer_new(mem, 16 * 1024);

	armour_write(&ARMOUR_PRIVATE_KEY, blob, size, text);
	folder_put(&f, "key", text->bytes, text->size);
	ck_assert_int_eq(chmod(folder_file(&f, "key"), 0600), 0);
	talloc_free(text);
	return read_key();
}

START_TEST(a_damaged_file_is_refused)
{
	struct secret_key *key = secret_key_from_seed(mem, vector_seed()), *again;
	char text[4096];
	uint8_t blob[1024];
	size_t n, size;

	ck_assert_int_eq(secret_key_write(key, folder_file(&f, "key"), "me", &err), 0);
	n = folder_get(&f, "key", text, sizeof(text));
	ck_assert_int_eq(
		armour_read(&ARMOUR_PRIVATE_KEY, text, n, blob, sizeof(blob), &size), PHRASE_NONE);
	ck_assert_ptr_nonnull(read_blob(blob, size));
	for (size_t i = 0; i < size; i++)
		ck_assert_ptr_null(read_blob(blob, i));
	for (size_t i = 0; i < size; i++) {
		blob[i] ^= 1;
		again = read_blob(blob, size);
		/* Only the comment is free. */
		if (again)
			ck_assert(
				public_key_equal(secret_key_public(again), secret_key_public(key)));
		else
			ck_assert(err.code == ERROR_KEY_FILE || err.code == ERROR_KEY_ENCRYPTED);
		blob[i] ^= 1;
	}
}
END_TEST

START_TEST(random_bytes_differ)
{
	uint8_t a[32], b[32];

	secret_random(a, sizeof(a));
	secret_random(b, sizeof(b));
	ck_assert_mem_ne(a, b, sizeof(a));
}
END_TEST

static Suite *secret_key_suite(void)
{
	Suite *s = suite_create("secret_key");
	TCase *t = tcase_create("secret_key");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, ssh_keygen_s_file_is_read, 0, 9);
	tcase_add_loop_test(t, ssh_keygen_reads_our_file, 0, 8);
	tcase_add_test(t, nothing_is_overwritten);
	tcase_add_test(t, an_encrypted_or_open_or_foreign_file_is_refused);
	tcase_add_test(t, a_damaged_file_is_refused);
	tcase_add_test(t, random_bytes_differ);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(secret_key_suite)
