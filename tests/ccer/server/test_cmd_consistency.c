/*
 * ccer consistency: a kept checkpoint against a server whose ledger has grown, has not
 * kept its past, is shorter, or is another one. The trees are made here; nothing that
 * the server says is believed.
 */
#include <sodium.h>

#include "document/document.h"
#include "ledger/checkpoint.h"
#include "tests/ccer/canned_server.h"
#include "tests/ccer/support.h"
#include "tests/document/samples.h"
#include "tests/folder.h"

enum { LEAVES_MAX = 8, TREES = 2 };

static struct folder f;
static struct canned_server s;
static struct secret_key *key;
static char genesis[4096], ledger_id[LEDGER_ID_SIZE];

/* Full subtrees of two histories that share their first three leaves. */
struct tree {
	struct digest node[4][LEAVES_MAX];
};
static struct tree trees[TREES];

static int get_node(void *ctx, int level, int64_t index, struct digest *out, struct error *err)
{
	const struct tree *t = ctx;

	(void)err;
	*out = t->node[level][index];
	return 1;
}

static int put_node(
	void *ctx, int level, int64_t index, const struct digest *hash, struct error *err)
{
	struct tree *t = ctx;

	(void)err;
	t->node[level][index] = *hash;
	return 0;
}

static struct merkle_store store_of(int tree)
{
	return (struct merkle_store){&trees[tree], get_node, put_node};
}

static void grow_trees(void)
{
	struct error err;

	for (int tree = 0; tree < TREES; tree++) {
		struct merkle_store store = store_of(tree);

		for (int64_t i = 0; i < LEAVES_MAX; i++) {
			char text[2] = {(char)('a' + i), (char)(i < 3 ? '0' : '0' + tree)};
			struct digest leaf = merkle_leaf(text, sizeof(text));

			ck_assert_int_eq(merkle_append(&store, i, &leaf, &err), 0);
		}
	}
}

static const char *note_of(int tree, int64_t size)
{
	struct buffer *b = buffer_new(NULL, 4096);
	struct merkle_store store = store_of(tree);
	struct checkpoint c = {.size = size};
	struct error err;

	ck_assert_int_eq(merkle_root(&store, size, &c.root, &err), 0);
	ck_assert_int_eq(checkpoint_sign(&c, ledger_id, key, b, &err), 0);
	return b->bytes;
}

static const char *proof_of(int tree, int64_t from, int64_t to)
{
	static char text[4096];
	struct merkle_store store = store_of(tree);
	struct merkle_proof proof;
	struct error err;
	size_t used = (size_t)snprintf(text, sizeof(text), "{\"proof\": [");

	ck_assert_int_eq(merkle_consistency(&store, from, to, &proof, &err), 0);
	for (size_t i = 0; i < proof.n; i++) {
		char hash[64];

		sodium_bin2base64(hash, sizeof(hash), proof.hash[i].bytes, DIGEST_SIZE,
			sodium_base64_VARIANT_ORIGINAL);
		used += (size_t)snprintf(
			text + used, sizeof(text) - used, "%s\"%s\"", i ? ", " : "", hash);
	}
	snprintf(text + used, sizeof(text) - used, "]}");
	return text;
}

static void make_genesis(void)
{
	char text[PUBLIC_KEY_TEXT_SIZE], hex[DIGEST_HEX_SIZE];
	const char *cut, *sealing;
	struct digest hash;

	key = secret_key_new(NULL);
	ck_assert_ptr_nonnull(key);
	public_key_text(secret_key_public(key), text);
	sealing = strstr(samples[KIND_GENESIS], SAMPLE_KEY);
	ck_assert_ptr_nonnull(sealing);
	snprintf(genesis, sizeof(genesis), "%.*s%s%s", (int)(sealing - samples[KIND_GENESIS]),
		samples[KIND_GENESIS], text, sealing + strlen(SAMPLE_KEY));
	folder_put(&f, "genesis.yaml", genesis, strlen(genesis));
	ck_assert_int_eq(ccer(LANGUAGE_EN, "key", "new", folder_file(&f, "key"), NULL), EXIT_DONE);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "sign", folder_file(&f, "genesis.yaml"), "--key",
				 folder_file(&f, "key"), NULL),
		EXIT_DONE);
	snprintf(genesis, sizeof(genesis), "%.*s", (int)sizeof(genesis) - 1, ran.out);
	cut = strstr(genesis, "---\n");
	ck_assert_ptr_nonnull(cut);
	hash = digest_of(genesis, (size_t)(cut - genesis));
	snprintf(ledger_id, sizeof(ledger_id), "ccer.example/%.32s", digest_hex(&hash, hex));
}

static void set_up(void)
{
	f = folder_make();
	make_genesis();
	grow_trees();
}

static void tear_down(void)
{
	secret_key_free(key);
	folder_remove(&f);
}

/* Compares the kept note with a server that has that note and proof; the exit status. */
static int compare(const char *kept, const char *served, const char *query, const char *proof)
{
	char path[64];
	int status;

	snprintf(path, sizeof(path), "/v1/consistency?%s", query);
	canned_start(&s,
		(struct canned_answer[]){{"/v1/entries/0", 200, genesis, NULL},
			{"/v1/checkpoint", 200, served, NULL}, {path, 200, proof, NULL}},
		3);
	folder_put(&f, "kept", kept, strlen(kept));
	status = ccer(LANGUAGE_EN, "consistency", "--server", s.url, folder_file(&f, "kept"), "-o",
		folder_file(&f, "next"), NULL);
	canned_stop(&s);
	return status;
}

static bool next_was_kept(void)
{
	return access(folder_file(&f, "next"), F_OK) == 0;
}

START_TEST(a_ledger_that_has_grown_is_consistent)
{
	const char *served = note_of(0, 7);
	char next[4096];

	ck_assert_int_eq(
		compare(note_of(0, 3), served, "from=3&to=7", proof_of(0, 3, 7)), EXIT_DONE);
	ASSERT_HOLDS(ran.out, ledger_id);
	ASSERT_HOLDS(ran.out, ": 3 -> 7  consistent, nothing was rewritten\n");
	folder_get(&f, "next", next, sizeof(next));
	ck_assert_str_eq(next, served);
}
END_TEST

START_TEST(a_ledger_that_has_not_grown_is_consistent)
{
	ck_assert_int_eq(
		compare(note_of(0, 7), note_of(0, 7), "from=7&to=7", "{\"proof\": []}"), EXIT_DONE);
}
END_TEST

/* The fourth leaf differs, and the proof is that of the other history. */
START_TEST(a_past_that_was_rewritten_is_found)
{
	ck_assert_int_eq(compare(note_of(0, 5), note_of(1, 7), "from=5&to=7", proof_of(1, 5, 7)),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "audit.rewritten");
	ck_assert(!next_was_kept());
	/* What both histories share is no fault. */
	ck_assert_int_eq(
		compare(note_of(0, 3), note_of(1, 7), "from=3&to=7", proof_of(1, 3, 7)), EXIT_DONE);
}
END_TEST

START_TEST(a_proof_that_is_none_proves_nothing)
{
	static const char *const proofs[] = {"{\"proof\": []}", "{}", "{\"proof\": [1, 2]}",
		"{\"proof\": [\"AAAA\"]}", "{\"proof\": \"\"}"};

	for (size_t i = 0; i < COUNT_OF(proofs); i++) {
		ck_assert_int_eq(compare(note_of(0, 3), note_of(0, 7), "from=3&to=7", proofs[i]),
			EXIT_REFUSED);
		ASSERT_HOLDS(ran.err, "audit.rewritten");
	}
}
END_TEST

START_TEST(a_shorter_ledger_is_found)
{
	ck_assert_int_eq(compare(note_of(0, 7), note_of(0, 3), "", "{}"), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "audit.shorter");
	ck_assert(!next_was_kept());
}
END_TEST

START_TEST(the_kept_note_names_the_ledger)
{
	char *digit = strrchr(ledger_id, '/') + 1;

	*digit = *digit == '0' ? '1' : '0';
	ck_assert_int_eq(compare(note_of(0, 3), note_of(0, 7), "from=3&to=7", proof_of(0, 3, 7)),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "audit.identity");
}
END_TEST

START_TEST(the_key_of_genesis_signs)
{
	struct secret_key *right = key;
	const char *kept = note_of(0, 3), *forged;

	key = secret_key_new(NULL);
	forged = note_of(0, 7);
	ck_assert_int_ne(compare(kept, forged, "from=3&to=7", proof_of(0, 3, 7)), EXIT_DONE);
	ck_assert(!next_was_kept());
	secret_key_free(key);
	key = right;
}
END_TEST

START_TEST(one_checkpoint_and_a_server_are_wanted)
{
	ck_assert_int_eq(ccer(LANGUAGE_EN, "consistency", "kept", NULL), EXIT_USAGE);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "consistency", "--server", "http://127.0.0.1:1", NULL),
		EXIT_USAGE);
}
END_TEST

static Suite *consistency_suite(void)
{
	Suite *all = suite_create("cmd_consistency");
	TCase *t = tcase_create("cmd_consistency");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_ledger_that_has_grown_is_consistent);
	tcase_add_test(t, a_ledger_that_has_not_grown_is_consistent);
	tcase_add_test(t, a_past_that_was_rewritten_is_found);
	tcase_add_test(t, a_proof_that_is_none_proves_nothing);
	tcase_add_test(t, a_shorter_ledger_is_found);
	tcase_add_test(t, the_kept_note_names_the_ledger);
	tcase_add_test(t, the_key_of_genesis_signs);
	tcase_add_test(t, one_checkpoint_and_a_server_are_wanted);
	suite_add_tcase(all, t);
	return all;
}

TEST_MAIN(consistency_suite)
