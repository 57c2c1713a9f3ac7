/*
 * ccer consistency: a kept checkpoint against a server whose ledger has grown, has not
 * kept its past, is shorter, or is another one. The trees are made here; nothing that
 * the server says is believed.
 */
#include "tests/ccer/made_ledger.h"

enum { TREES = 2 };

static struct folder f;
static struct canned_server s;
static struct made_ledger trees[TREES]; /* they share their first three entries */

static const char *note_of(int tree, int64_t size)
{
	return made_note(&trees[tree], size);
}

static const char *proof_of(int tree, int64_t from, int64_t to)
{
	return made_consistency(&trees[tree], from, to);
}

static void set_up(void)
{
	f = folder_make();
	made_begin(&trees[0], &f);
	trees[1] = trees[0];
	for (int tree = 0; tree < TREES; tree++)
		for (int i = 1; i < 8; i++)
			made_entry(&trees[tree],
				talloc_asprintf(NULL, "kind: %d-%d\n", i, i < 3 ? 0 : tree));
}

static void tear_down(void)
{
	made_end(&trees[0]);
	folder_remove(&f);
}

/* Compares the kept note with a server that has that note and proof; the exit status. */
static int compare(const char *kept, const char *served, const char *query, const char *proof)
{
	char path[64];
	int status;

	snprintf(path, sizeof(path), "/v1/consistency?%s", query);
	canned_start(&s,
		(struct canned_answer[]){{"/v1/entries/0", 200, trees[0].genesis, NULL},
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
	ASSERT_HOLDS(ran.out, trees[0].id);
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
	char *digit = strrchr(trees[0].id, '/') + 1;

	*digit = *digit == '0' ? '1' : '0';
	ck_assert_int_eq(compare(note_of(0, 3), note_of(0, 7), "from=3&to=7", proof_of(0, 3, 7)),
		EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.other-ledger");
}
END_TEST

START_TEST(the_key_of_genesis_signs)
{
	struct secret_key *right = trees[0].key;
	const char *kept = note_of(0, 3), *forged;

	trees[0].key = secret_key_new(NULL);
	forged = note_of(0, 7);
	ck_assert_int_ne(compare(kept, forged, "from=3&to=7", proof_of(0, 3, 7)), EXIT_DONE);
	ck_assert(!next_was_kept());
	secret_key_free(trees[0].key);
	trees[0].key = right;
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

	tcase_set_timeout(t, 120);
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
