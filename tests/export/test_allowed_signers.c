#include "export/allowed_signers.h"

#include <fcntl.h>

#include "export/offset_record.h"
#include "system/file.h"

#include "tests/support.h"

#include "tests/export/files.h"
#include "tests/state/world.h"

static struct error err;

static struct secret_key *seed_key(void *mem, uint8_t first)
{
	uint8_t seed[32];

	for (uint8_t i = 0; i < 32; i++)
		seed[i] = (uint8_t)(first + i);
	return secret_key_from_seed(mem, seed);
}

static void put_key(struct overlay *o, const struct secret_key *key, const char *party,
	int64_t from, int64_t until)
{
	struct record r = record_new(RECORD_KEY);

	r.key.key = *secret_key_public(key);
	world_text(r.key.party.text, party);
	r.key.from_sequence = from;
	r.key.until_sequence = until;
	world_put(o, &r);
}

static struct state *open_world(void *mem)
{
	struct state *s = state_open(":memory:", &err);
	struct overlay *o = world_new(mem);

	ck_assert_ptr_nonnull(s);
	put_key(o, seed_key(mem, 1), WORLD_OWNER, 3, SEQUENCE_NONE);
	put_key(o, seed_key(mem, 2), WORLD_ENTITY, 4, 9);
	put_key(o, seed_key(mem, 3), "P-0123456789ABCDEF", 5, SEQUENCE_NONE);
	world_store(s, o);
	return s;
}

START_TEST(the_file_names_every_key_and_what_it_may_sign)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *out = buffer_new(mem, 1 << 20);

	ck_assert_int_eq(allowed_signers_write(s, out, &err), 0);
	files_expect(mem, out, "allowed_signers");
}
END_TEST

START_TEST(an_empty_state_has_no_signers)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = state_open(":memory:", &err);
	struct buffer *out = buffer_new(mem, 1 << 20);

	ck_assert_int_eq(allowed_signers_write(s, out, &err), -1);
	ck_assert_int_eq(err.code, ERROR_EXPORT_INCOMPLETE);
}
END_TEST

static void write_in_folder(const char *name, const char *bytes, size_t size)
{
	ck_assert_int_eq(file_write(files_path(name), bytes, size, &err), 0);
}

/* ssh-keygen -Y verify in the test's folder, the message on standard input. */
static int ssh_keygen(const char *principal, const char *namespace)
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		int in = chdir(files_folder) ? -1 : open("message", O_RDONLY);
		int out = open("/dev/null", O_WRONLY);

		if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
			_exit(126);
		execlp("ssh-keygen", "ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I",
			principal, "-n", namespace, "-s", "signature", (char *)NULL);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const struct {
	uint8_t seed;
	const char *signed_in, *principal, *asked_in;
	bool good;
} signatures[] = {
	{1, "document@ccer.example", WORLD_OWNER, "document@ccer.example", true},
	{2, "document@ccer.example", WORLD_ENTITY, "document@ccer.example", true},
	{3, "document@ccer.example", "P-0123456789ABCDEF", "document@ccer.example", true},
	{1, "document@ccer.example", WORLD_ENTITY, "document@ccer.example", false},
	{1, "export@ccer.example", WORLD_OWNER, "export@ccer.example", false},
	{1, "git", WORLD_OWNER, "git", false},
	{0, "git", "sealing@ccer.example", "git", true},
	{0, "export@ccer.example", "sealing@ccer.example", "export@ccer.example", true},
	{0, "refusal@ccer.example", "sealing@ccer.example", "refusal@ccer.example", true},
	{0, "document@ccer.example", "sealing@ccer.example", "document@ccer.example", false},
};

START_TEST(ssh_keygen_accepts_exactly_what_a_key_may_sign)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *signers = buffer_new(mem, 1 << 20), *armour = buffer_new(mem, 1 << 12);
	struct sshsig signature;
	int status;

	files_begin();
	ck_assert_int_eq(allowed_signers_write(s, signers, &err), 0);
	write_in_folder("allowed_signers", signers->bytes, signers->size);
	write_in_folder("message", "CCER\n", 5);
	ck_assert_int_eq(secret_key_sshsig(seed_key(mem, signatures[_i].seed),
				 signatures[_i].signed_in, "CCER\n", 5, &signature, &err),
		0);
	sshsig_write(&signature, armour);
	write_in_folder("signature", armour->bytes, armour->size);
	status = ssh_keygen(signatures[_i].principal, signatures[_i].asked_in);
	files_end();
	if (status != 127)
		ck_assert_int_eq(status == 0, signatures[_i].good);
}
END_TEST

/* What comes after `---` in a signed export, without YAML's indent, is the armour. */
START_TEST(ssh_keygen_accepts_a_signed_export)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct buffer *signers = buffer_new(mem, 1 << 20), *out = buffer_new(mem, 1 << 20);
	struct buffer *armour = buffer_new(mem, 1 << 12);
	struct offset_record *o;
	struct digest id = world_hash("used");
	const char *cut;
	int status;

	files_begin();
	ck_assert_int_eq(allowed_signers_write(s, signers, &err), 0);
	ck_assert_int_eq(offset_record_read(s, mem, &id, &o, &err), 1);
	ck_assert_int_eq(offset_record_yaml(o, seed_key(mem, 0), out, &err), 0);
	cut = strstr(out->bytes, "\n---\n");
	ck_assert_ptr_nonnull(cut);
	write_in_folder("allowed_signers", signers->bytes, signers->size);
	write_in_folder("message", out->bytes, (size_t)(cut + 1 - out->bytes));
	for (const char *p = strstr(cut, "  -----BEGIN"); p && *p; p += strcspn(p, "\n") + 1)
		buffer_add_format(armour, "%.*s\n", (int)strcspn(p + 2, "\n"), p + 2);
	write_in_folder("signature", armour->bytes, armour->size);
	status = ssh_keygen("sealing@ccer.example", "export@ccer.example");
	files_end();
	if (status != 127)
		ck_assert_int_eq(status, 0);
}
END_TEST

static Suite *allowed_signers_suite(void)
{
	Suite *s = suite_create("allowed_signers");
	TCase *t = tcase_create("allowed_signers");

	tcase_add_test(t, the_file_names_every_key_and_what_it_may_sign);
	tcase_add_test(t, an_empty_state_has_no_signers);
	tcase_add_loop_test(
		t, ssh_keygen_accepts_exactly_what_a_key_may_sign, 0, COUNT_OF(signatures));
	tcase_add_test(t, ssh_keygen_accepts_a_signed_export);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(allowed_signers_suite)
