/*
 * What a command with --ledger replays: nothing if a page or a state file has the answer,
 * what the state file lacks if it is behind, everything if it is of no use. Every call of
 * `decide` is counted; the linker puts the counter in front of it.
 */
#include <sys/stat.h>

#include "engine/registry.h"
#include "rules/decide.h"
#include "tests/ccer/support.h"
#include "tests/folder.h"

#define LEDGER folder_file(&f, "ledger")
#define SERVERS_STATE "ledger/ccer-state.sqlite"

static struct folder f;
static int decided;

__typeof__(decide) __real_decide, __wrap_decide;

int __wrap_decide(void *mem, const struct circumstances *at, const struct document *d,
	struct decision *out, struct error *err)
{
	decided++;
	return __real_decide(mem, at, d, out, err);
}

static void set_up(void)
{
	f = folder_make();
	ck_assert_int_eq(
		folder_run(&f, "git clone -q --bare "
			       "\"$top_srcdir/tests/data/golden/rules-1.bundle\" ledger && "
			       "git --git-dir ledger update-ref refs/test/whole main"),
		0);
}

static void tear_down(void)
{
	folder_remove(&f);
}

/* Makes the ledger's state in the file; returns how many entries it has. */
static int make_state(const char *file)
{
	const struct registry_options options = {.state_file = folder_file(&f, file)};
	struct state_head head;
	struct error err;
	AUTO(registry_auto) struct registry *r = registry_open(LEDGER, &options, &err);

	ck_assert_ptr_nonnull(r);
	ck_assert_int_eq(state_head(registry_state(r), &head, &err), 0);
	return (int)head.entries;
}

/* Puts the ledger back by that many pages, of which each has one entry. */
static void go_back(int pages)
{
	ck_assert_int_eq(folder_run(&f,
				 "git --git-dir ledger update-ref refs/heads/main "
				 "refs/test/whole~%d",
				 pages),
		0);
}

static char expected[RAN_OUTPUT_MAX];

/* `allowed-signers` prints the same each time; returns how many entries were decided for it. */
static int list_signers(enum language language, const char *state)
{
	decided = 0;
	ck_assert_int_eq(ccer(language, "allowed-signers", "--ledger", LEDGER,
				 state ? "--state" : NULL, state, NULL),
		EXIT_DONE);
	if (!expected[0])
		memcpy(expected, ran.out, sizeof(expected));
	ck_assert_str_eq(ran.out, expected);
	return decided;
}

START_TEST(an_entry_is_shown_without_deciding_any)
{
	decided = 0;
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", "--ledger", LEDGER, "35", NULL), EXIT_DONE);
	ck_assert_str_eq(ran.err, "");
	ASSERT_HOLDS(ran.out, "\n---\nsignatures:\n- |\n  -----BEGIN SSH SIGNATURE-----\n");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", "--ledger", LEDGER, "0", NULL), EXIT_DONE);
	ck_assert_ptr_eq(strstr(ran.out, "kind: genesis\n"), ran.out);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", "--ledger", LEDGER, "3500", NULL), EXIT_REFUSED);
	ASSERT_HOLDS(ran.err, "client.no-entry: the ledger has no entry 3500");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", "--ledger", folder_file(&f, "none"), "35", NULL),
		EXIT_CANNOT);
	ck_assert_int_eq(decided, 0);
}
END_TEST

/* A missing page is a fault of the disk, not a number that is too high. */
START_TEST(an_entry_that_cannot_be_read_is_not_one_that_is_not_there)
{
	ck_assert_int_eq(
		folder_run(&f, "mv ledger/objects/pack . && mkdir ledger/objects/pack && "
			       "git --git-dir ledger unpack-objects -q < $(ls pack/*.pack) && "
			       "id=$(git --git-dir ledger rev-parse "
			       "main:journal/00/00/00/00.yaml) && rm -f ledger/objects/"
			       "$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)"),
		0);
	ck_assert_int_eq(ccer(LANGUAGE_EN, "show", "--ledger", LEDGER, "0", NULL), EXIT_CANNOT);
	ASSERT_HOLDS(ran.err, "ledger.git: ");
	ASSERT_LACKS(ran.err, "no-entry");
}
END_TEST

START_TEST(a_ledger_without_a_state_is_replayed_whole)
{
	int entries = make_state("elsewhere");

	ck_assert_int_gt(entries, 30);
	ck_assert_int_eq(list_signers(LANGUAGE_EN, NULL), entries);
	ck_assert_str_eq(ran.err, "");
}
END_TEST

START_TEST(a_state_at_the_head_saves_all_of_it)
{
	list_signers(LANGUAGE_EN, NULL);
	make_state("elsewhere");
	ck_assert_int_eq(list_signers(LANGUAGE_EN, folder_file(&f, "elsewhere")), 0);
	ck_assert_str_eq(ran.err, "");
	make_state(SERVERS_STATE);
	ck_assert_int_eq(list_signers(LANGUAGE_EN, NULL), 0);
	ck_assert_str_eq(ran.err, "");
	ck_assert_int_eq(ccer(LANGUAGE_EN, "export", "statistics", "--ledger", LEDGER, "--by",
				 "project", "--format", "json", NULL),
		EXIT_DONE);
	ck_assert_int_eq(decided, 0);
}
END_TEST

START_TEST(what_a_state_lacks_is_replayed_onto_a_copy_of_it)
{
	struct stat before, after;

	list_signers(LANGUAGE_EN, NULL);
	go_back(5);
	make_state(SERVERS_STATE);
	go_back(0);
	ck_assert_int_eq(stat(folder_file(&f, SERVERS_STATE), &before), 0);
	ck_assert_int_eq(list_signers(LANGUAGE_EN, NULL), 5);
	ck_assert_str_eq(ran.err, "");
	/* The file is as it was, and nothing is beside it. */
	ck_assert_int_eq(stat(folder_file(&f, SERVERS_STATE), &after), 0);
	ck_assert_int_eq(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
	ck_assert_int_eq(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
	ck_assert_int_ne(access(folder_file(&f, SERVERS_STATE "-wal"), F_OK), 0);
	ck_assert_int_ne(access(folder_file(&f, SERVERS_STATE "-shm"), F_OK), 0);
	ck_assert_int_eq(list_signers(LANGUAGE_EN, NULL), 5);
}
END_TEST

/* A state of a ledger that has not come so far; of no ledger at all; and none. */
START_TEST(a_state_of_no_use_is_passed_over_with_a_word)
{
	int entries = make_state("ahead");

	go_back(5);
	ck_assert_int_eq(list_signers(LANGUAGE_EN, NULL), entries - 5);
	ck_assert_int_eq(list_signers(LANGUAGE_EN, folder_file(&f, "ahead")), entries - 5);
	ck_assert_str_eq(ran.err, "state.foreign: the state file is not of this ledger\n"
				  "the state file is passed over and the ledger replayed\n");
	folder_put(&f, SERVERS_STATE, "no state", 8);
	ck_assert_int_eq(list_signers(LANGUAGE_ZH, NULL), entries - 5);
	ASSERT_HOLDS(ran.err, "state.not-ours: ");
	ASSERT_HOLDS(ran.err, "\n不用此状态文件，改为重放整个账本\n");
	ck_assert_int_eq(list_signers(LANGUAGE_EN, folder_file(&f, "none")), entries - 5);
	ASSERT_HOLDS(ran.err, "is passed over");
	ck_assert_int_eq(access(folder_file(&f, "ahead"), F_OK), 0);
	ck_assert_int_ne(access(folder_file(&f, "none"), F_OK), 0);
}
END_TEST

static Suite *open_suite(void)
{
	Suite *s = suite_create("open");
	TCase *t = tcase_create("open");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, an_entry_is_shown_without_deciding_any);
	tcase_add_test(t, an_entry_that_cannot_be_read_is_not_one_that_is_not_there);
	tcase_add_test(t, a_ledger_without_a_state_is_replayed_whole);
	tcase_add_test(t, a_state_at_the_head_saves_all_of_it);
	tcase_add_test(t, what_a_state_lacks_is_replayed_onto_a_copy_of_it);
	tcase_add_test(t, a_state_of_no_use_is_passed_over_with_a_word);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(open_suite)
