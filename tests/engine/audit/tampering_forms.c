/*
 * What the format allows once only: genesis alone in its page, one hash in signatures, checkpoints
 * at the ends of pages, one ref.
 */
#include <string.h>

#include <check.h>
#include <sodium.h>
#include <talloc.h>

#include "engine/internal.h"
#include "signature/armour.h"
#include "signature/ssh_string.h"
#include "tests/engine/audit/tampering.h"
#include "tests/rules/story.h"

/* --- genesis --- */

/* Page 0 with the entries of the page behind it. */
static bool genesis_not_alone(struct tampering *t)
{
	struct forge_change c = {.page = 0};
	const char *path;
	size_t one, two;
	char *genesis = tampering_page(t, 0, &c.path, &one);
	char *next = tampering_page(t, 1, &path, &two);
	char *both = talloc_size(t->mem, one + two);

	memcpy(both, genesis, one);
	memcpy(both + one, next, two);
	c.bytes = both;
	c.size = one + two;
	t->page = 0;
	tampering_say(t, "genesis and page 1 in page 0");
	tampering_rewrite(t, &c);
	return true;
}

/* --- the hash of a commit's signature --- */

static uint8_t *put_text(uint8_t *at, const char *text)
{
	return ssh_put_string(at, text, strlen(text));
}

/* What `ssh-keygen -Y sign -n git -O hashalg=sha256` gives with the sealing key. */
static void sign_by_sha256(const char *text, struct buffer *armour)
{
	struct digest seed = digest_of("sealing", strlen("sealing")), hash;
	uint8_t public[32], secret[64], signature[64], bytes[512], key[64], inner[128], *at;

	crypto_sign_seed_keypair(public, secret, seed.bytes);
	hash = digest_of(text, strlen(text));
	memcpy(bytes, "SSHSIG", 6);
	at = put_text(put_text(put_text(bytes + 6, "git"), ""), "sha256");
	at = ssh_put_string(at, hash.bytes, sizeof(hash.bytes));
	crypto_sign_detached(signature, NULL, bytes, (size_t)(at - bytes), secret);

	at = ssh_put_u32(bytes + 6, 1);
	at = ssh_put_string(at, key,
		(size_t)(ssh_put_string(put_text(key, "ssh-ed25519"), public, sizeof(public)) -
			 key));
	at = put_text(put_text(put_text(at, "git"), ""), "sha256");
	at = ssh_put_string(at, inner,
		(size_t)(ssh_put_string(
				 put_text(inner, "ssh-ed25519"), signature, sizeof(signature)) -
			 inner));
	armour_write(&ARMOUR_SIGNATURE, bytes, (size_t)(at - bytes), armour);
}

static bool commit_by_sha256(struct tampering *t)
{
	const struct forge *f = t->ground->forge;
	struct buffer *armour = buffer_new(t->mem, 1024), *folded = buffer_new(t->mem, 1024);
	struct forge_change c = {.page = tampering_chance(t, f->n)};
	const char *body = f->commits[c.page].body, *begin = strstr(body, "\ngpgsig ") + 1;
	const char *end = strchr(strstr(begin, "-----END SSH SIGNATURE-----"), '\n') + 1;

	sign_by_sha256(talloc_asprintf(t->mem, "%.*s%s", (int)(begin - body), body, end), armour);
	for (size_t i = 0; i < armour->size; i++) {
		buffer_add(folded, &armour->bytes[i], 1);
		if (armour->bytes[i] == '\n' && i + 1 < armour->size)
			buffer_add_text(folded, " ");
	}
	c.body = talloc_asprintf(
		t->mem, "%.*sgpgsig %s%s", (int)(begin - body), body, folded->bytes, end);
	c.body_size = strlen(c.body);
	t->page = c.page;
	t->sealer = NULL;
	tampering_say(t, "page %zu, its commit signed over sha256", t->page);
	tampering_rewrite(t, &c);
	return true;
}

/* --- kept checkpoints of sizes that are never signed --- */

static bool keep_size(struct tampering *t, int64_t size)
{
	struct registry_options options = {.write = true, .sealing_key = t->ground->key};
	AUTO(registry_auto) struct registry *r = NULL;
	struct buffer *note = buffer_new(t->mem, 4096);
	struct checkpoint c = {.size = size};
	struct merkle_store tree;
	struct error err;

	r = registry_open(t->ground->folder, &options, &err);
	ck_assert_ptr_nonnull(r);
	tree = registry_merkle(r->state);
	ck_assert_int_eq(merkle_root(&tree, size, &c.root, &err), 0);
	ck_assert_int_eq(checkpoint_sign(&c, t->ground->ledger_id, t->ground->key, note, &err), 0);
	t->proof = (struct audit_proof){"kept.checkpoint", note->bytes, note->size};
	t->options.checkpoints = &t->proof;
	t->options.checkpoints_n = 1;
	tampering_say(t, "a well signed checkpoint of %lld entries", (long long)size);
	return true;
}

static bool checkpoint_of_nothing(struct tampering *t)
{
	return keep_size(t, 0);
}

static bool checkpoint_within_a_page(struct tampering *t)
{
	size_t n = t->ground->forge->n, size;
	const char *path;
	struct page p;
	struct error err;
	char *bytes;

	t->page = 1 + tampering_chance(t, n - 1);
	bytes = tampering_page(t, t->page, &path, &size);
	ck_assert_int_eq(page_read(t->mem, bytes, size, &p, &err), 0);
	if (p.n == 1)
		return false;
	return keep_size(t, p.entries[0].sequence + 1 + (int64_t)tampering_chance(t, p.n - 1));
}

/* --- what stands beside main --- */

static bool put_file(struct tampering *t, const char *file, const char *text)
{
	size_t size;

	tampering_keep(t, file, &size);
	tampering_put(t, text, strlen(text));
	tampering_say(t, "%s: %.80s", file, text);
	return true;
}

static const char *a_commit(struct tampering *t)
{
	const struct forge *f = t->ground->forge;
	char *hex = talloc_size(t->mem, GIT_OID_HEXSZ + 1);

	return git_oid_tostr(hex, GIT_OID_HEXSZ + 1, &f->commits[tampering_chance(t, f->n)].id);
}

static bool another_ref(struct tampering *t)
{
	static const char *const names[] = {
		"refs/heads/side", "refs/heads/main2", "refs/stash", "refs/Main"};

	return put_file(t, names[tampering_chance(t, COUNT_OF(names))],
		talloc_asprintf(t->mem, "%s\n", a_commit(t)));
}

static bool another_packed_ref(struct tampering *t)
{
	return put_file(t, "packed-refs",
		talloc_asprintf(t->mem, "%s refs/%s/x\n", a_commit(t),
			tampering_chance(t, 2) ? "replace" : "notes"));
}

static bool symbolic_main(struct tampering *t)
{
	return put_file(t, "refs/heads/main",
		tampering_chance(t, 2) ? "ref: refs/heads/other\n" : "ref: refs/heads/main\n");
}

static bool grafts(struct tampering *t)
{
	return put_file(t, "info/grafts", talloc_asprintf(t->mem, "%s\n", a_commit(t)));
}

const struct tampering_class tampering_forms[] = {
	{"forms", "genesis not alone", CHECK(PAGE), REACH_PAGE, genesis_not_alone},
	{"forms", "a commit's signature over sha256", CHECK(SEALED), REACH_PAGE, commit_by_sha256},
	{"forms", "a checkpoint of no entry", CHECK(WITNESS), REACH_PROOF, checkpoint_of_nothing},
	{"forms", "a checkpoint within a page", CHECK(WITNESS), REACH_PROOF,
		checkpoint_within_a_page},
	{"repository", "another ref", CHECK(REPOSITORY), REACH_SOMEWHERE, another_ref},
	{"repository", "another ref, packed", CHECK(REPOSITORY), REACH_SOMEWHERE,
		another_packed_ref},
	{"repository", "main a symbolic ref", CHECK(HISTORY), REACH_SOMEWHERE, symbolic_main},
	{"repository", "grafts", CHECK(REPOSITORY), REACH_SOMEWHERE, grafts},
	{0},
};
