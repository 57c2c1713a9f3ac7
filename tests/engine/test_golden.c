#include <string.h>

#include <talloc.h>

#include "document/kind.h"
#include "tests/engine/golden.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/support.h"

/* The ledger of a bundle, cloned by stock git. */
static const char *restored(const struct folder *f)
{
	static const char clone[] =
		"git clone -q --bare \"$top_srcdir/tests/data/golden/rules-1.bundle\" golden.git";

	ck_assert_int_eq(folder_run(f, "%s && git --git-dir golden.git fsck --strict", clone), 0);
	return folder_file(f, "golden.git");
}

static const char *expected(void *mem, const struct folder *f)
{
	char *text = talloc_zero_size(mem, 4096);

	ck_assert_int_eq(
		folder_run(f, "cp \"$top_srcdir/tests/data/golden/rules-1.txt\" expected"), 0);
	folder_get(f, "expected", text, 4096);
	return text;
}

START_TEST(the_audit_of_the_golden_ledger_gives_what_stands_beside_it)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct folder f = folder_make();

	ck_assert_str_eq(golden_text(mem, restored(&f)), expected(mem, &f));
	folder_remove(&f);
}
END_TEST

START_TEST(replaying_the_golden_ledger_gives_the_same_state)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct folder f = folder_make();
	static const struct registry_options options;
	AUTO(registry_auto) struct registry *r = NULL;
	char hex[DIGEST_HEX_SIZE];
	struct digest hash;
	struct error err;

	r = registry_open(restored(&f), &options, &err);
	ck_assert_ptr_nonnull(r);
	ck_assert_int_eq(state_hash(registry_state(r), &hash, &err), 0);
	ck_assert_ptr_nonnull(strstr(
		expected(mem, &f), talloc_asprintf(mem, "state %s\n", digest_hex(&hash, hex))));
	folder_remove(&f);
}
END_TEST

/* What `make golden` would write there: today's documents, the same commits each time. */
START_TEST(making_a_ledger_twice_gives_the_same_commits)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct folder f = folder_make();
	const char *text[2];

	for (int i = 0; i < 2; i++) {
		const char *folder = folder_file(&f, i ? "second.git" : "first.git");
		struct ledger_maker *m = ledger_maker_new(mem, folder);

		ledger_maker_all(m);
		ledger_maker_close(m);
		text[i] = golden_text(mem, m->folder);
	}
	ck_assert_str_eq(text[0], text[1]);
	folder_remove(&f);
}
END_TEST

static int note_kind(void *ctx, const struct state_entry *e, struct error *err UNUSED)
{
	bool *seen = ctx;

	seen[kind_by_name(e->kind, strlen(e->kind))] = true;
	return 0;
}

START_TEST(every_kind_of_document_stands_in_the_golden_ledger)
{
	struct folder f = folder_make();
	static const struct registry_options options;
	AUTO(registry_auto) struct registry *r = registry_open(restored(&f), &options, NULL);
	bool seen[KIND_COUNT] = {false};
	struct error err;

	ck_assert_ptr_nonnull(r);
	ck_assert_int_eq(state_entries(registry_state(r), 0, NULL, note_kind, seen, &err), 0);
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++)
		ck_assert_msg(seen[kind], "no document of kind %s", kind_name((enum kind)kind));
	folder_remove(&f);
}
END_TEST

static Suite *golden_suite(void)
{
	Suite *suite = suite_create("golden");
	TCase *tests = tcase_create("golden");

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, the_audit_of_the_golden_ledger_gives_what_stands_beside_it);
	tcase_add_test(tests, replaying_the_golden_ledger_gives_the_same_state);
	tcase_add_test(tests, making_a_ledger_twice_gives_the_same_commits);
	tcase_add_test(tests, every_kind_of_document_stands_in_the_golden_ledger);
	suite_add_tcase(suite, tests);
	return suite;
}

TEST_MAIN(golden_suite)
