/*
 * Readers beside a line that seals at full speed: every read comes from one snapshot,
 * so all parts of its answer belong to the one head that it names. Each entry that is
 * sealed here retires one unit, so that the sums follow from the number of entries.
 * And a snapshot that is always open, renewed again and again, must not make the
 * database's log grow without bound.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <talloc.h>

#include "engine/line/line.h"
#include "export/statistics.h"
#include "state/query.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/support.h"

enum {
	DOCUMENTS = 600,
	FIRST_UNIT = 50001,
	READERS = 4,
	LAST_ENTRIES = 5,
	WAL_MAX = 16 * 1024 * 1024,
};

static struct folder f;
static void *mem;
static struct ledger_maker *maker;
static struct registry *writer;
static const char *folder, *state_file;
static struct line_job *jobs;
static int64_t entries_before, retired_before, issued;

static atomic_int answered;
static atomic_bool done;

static struct instant no_clock(void)
{
	return (struct instant){0}; /* the ledger's clock is simulated */
}

static void must(int result, const struct error *err)
{
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(result >= 0, "%s", error_report(err, LANGUAGE_EN, report, sizeof(report)));
}

static struct registry *follower(void)
{
	struct registry_options options = {.state_file = state_file, .follow = true};
	struct error err = {0};
	struct registry *r;

	options.sealing_key = maker->sealing;
	r = registry_open(folder, &options, &err);
	must(r ? 0 : -1, &err);
	return r;
}

static void read_totals(void)
{
	struct statistics *s;
	struct state_head head;
	struct error err = {0};

	must(statistics_read(registry_state(writer), mem, STATISTICS_PROJECT, &s, &err), &err);
	must(state_head(registry_state(writer), &head, &err), &err);
	entries_before = head.entries;
	retired_before = tonnes_count(s->total.retired);
	issued = tonnes_count(s->total.issued);
}

/* The units first, first + 1, ... of the entity, one document each. */
static void make_jobs(void)
{
	jobs = talloc_zero_array(mem, struct line_job, DOCUMENTS);
	for (int i = 0; i < DOCUMENTS; i++) {
		const struct buffer *file = ledger_maker_file(maker,
			talloc_asprintf(mem,
				"kind: retirement\naccount: %s\nunits:\n- {project: A210001, "
				"vintage: 2022, first: %d, last: %d}\npurpose: public-interest\n"
				"beneficiary: 公众\n",
				story_account("entity"), FIRST_UNIT + i, FIRST_UNIT + i),
			"entity");

		jobs[i].mem = talloc_new(mem);
		jobs[i].bytes = talloc_memdup(jobs[i].mem, file->bytes, file->size);
		jobs[i].size = file->size;
	}
}

static void begin(void)
{
	struct registry_options options = {.write = true};
	struct error err = {0};

	mem = talloc_new(NULL);
	f = folder_make();
	folder = talloc_strdup(mem, folder_file(&f, "ledger.git"));
	state_file = talloc_strdup(mem, folder_file(&f, "state.sqlite"));
	maker = ledger_maker_new(mem, folder);
	ledger_maker_until(maker, STORY_OFFSET_ANSWERED);
	ledger_maker_close(maker);
	options.sealing_key = maker->sealing;
	options.state_file = state_file;
	writer = registry_open(folder, &options, &err);
	must(writer ? 0 : -1, &err);
	read_totals();
	make_jobs();
}

static void end(void)
{
	registry_free(writer);
	talloc_free(mem);
	folder_remove(&f);
}

/* --- one head --- */

struct reader {
	struct registry *r;
	pthread_t thread;
	int64_t reads, heads, last;
	char fault[512]; /* "" : none; a thread of ours must not end the test */
};

static bool faulty(struct reader *x, const char *what, int64_t found, int64_t expected)
{
	snprintf(
		x->fault, sizeof(x->fault), "%s: %" PRId64 ", not %" PRId64, what, found, expected);
	return false;
}

static bool same(struct reader *x, const char *what, int64_t found, int64_t expected)
{
	return found == expected || faulty(x, what, found, expected);
}

static bool statistics_hold(struct reader *x, void *own, const struct state_head *head)
{
	int64_t retired = retired_before + head->entries - entries_before;
	struct error err = {0};

	for (int by = STATISTICS_NONE + 1; by < STATISTICS_END; by++) {
		struct statistics *s;
		int64_t sum = 0;

		if (statistics_read(registry_state(x->r), own, (enum statistics_by)by, &s, &err) <
			0)
			return faulty(x, error_name(err.code), 0, 0);
		for (size_t i = 0; i < s->rows_n; i++)
			sum += tonnes_count(s->rows[i].retired);
		if (!same(x, "retired", tonnes_count(s->total.retired), retired) ||
			!same(x, "sum of the rows", sum, retired) ||
			!same(x, "issued", tonnes_count(s->total.issued), issued) ||
			!same(x, "held", tonnes_count(s->total.held),
				issued - retired - tonnes_count(s->total.cancelled)))
			return false;
	}
	return true;
}

struct seen {
	int64_t n, last;
};

static int see(void *ctx, const struct state_entry *e, struct error *err UNUSED)
{
	struct seen *seen = ctx;

	seen->n++;
	seen->last = e->sequence;
	return 0;
}

static bool list_holds(struct reader *x, const struct state_head *head)
{
	struct seen seen = {0};
	struct error err = {0};

	if (state_entries(
		    registry_state(x->r), head->entries - LAST_ENTRIES, NULL, see, &seen, &err) < 0)
		return faulty(x, error_name(err.code), 0, 0);
	return same(x, "entries at the end", seen.n, LAST_ENTRIES) &&
	       same(x, "the last entry", seen.last, head->entries - 1);
}

/* The checkpoint has this size, its root is the tree's, and a receipt rests on it. */
static bool proofs_hold(struct reader *x, void *own, const struct state_head *head)
{
	const struct public_key *key = &registry_about(x->r)->sealing_key;
	const char *id = registry_ledger_id(x->r), *text;
	struct checkpoint named, tree, under;
	struct receipt receipt;
	struct error err = {0};
	size_t size;

	if (checkpoint_check(head->checkpoint, strlen(head->checkpoint), id, key, &named, &err) <
			0 ||
		registry_tree(x->r, &tree, &err) < 0 ||
		registry_receipt(x->r, own, head->entries - 1, &text, &size, &err) != 1 ||
		receipt_parse(own, text, size, &receipt, &err) < 0 ||
		receipt_check(&receipt, id, key, &under, &err) < 0)
		return faulty(x, error_name(err.code), 0, 0);
	return same(x, "the checkpoint's size", named.size, head->entries) &&
	       same(x, "the tree's size", tree.size, head->entries) &&
	       same(x, "the receipt's size", under.size, head->entries) &&
	       same(x, "the tree's root", digest_equal(&named.root, &tree.root), true) &&
	       same(x, "the receipt's root", digest_equal(&named.root, &under.root), true);
}

static bool read_once(struct reader *x)
{
	AUTO_MEMORY void *own = talloc_new(NULL);
	struct state_head head;
	struct error err = {0};
	bool held;

	if (registry_reload(x->r, &err) < 0 || state_head(registry_state(x->r), &head, &err) < 0)
		return faulty(x, error_name(err.code), 0, 0);
	held = statistics_hold(x, own, &head) && list_holds(x, &head) && proofs_hold(x, own, &head);
	x->reads++;
	x->heads += head.entries != x->last;
	x->last = head.entries;
	return held;
}

static void *read_on(void *arg)
{
	struct reader *x = arg;
	struct error err = {0};

	for (bool last = false; !last && !x->fault[0];) {
		last = done;
		if (state_read_begin(registry_state(x->r), &err) < 0) {
			faulty(x, error_name(err.code), 0, 0);
			break;
		}
		read_once(x);
		state_read_end(registry_state(x->r));
	}
	return NULL;
}

static void count_answer(void *ctx UNUSED, struct line_job *job)
{
	answered += job->out.outcome == OUTCOME_SEALED;
}

START_TEST(a_read_belongs_to_one_head)
{
	struct line_options options = {.folder = folder,
		.state_file = state_file,
		.sealing_key = maker->sealing,
		.workers = 2,
		.bounds = {32, DOCUMENTS, 32, 32},
		.dry_run_ms = 1000,
		.now = no_clock,
		.done = count_answer};
	struct reader readers[READERS] = {0};
	struct error err = {0};
	struct line *l = line_new(writer, &options, &err);
	int64_t reads = 0, heads = 0;

	must(l ? 0 : -1, &err);
	for (int i = 0; i < READERS; i++) {
		readers[i].r = follower();
		ck_assert_int_eq(pthread_create(&readers[i].thread, NULL, read_on, &readers[i]), 0);
	}
	for (int i = 0; i < DOCUMENTS; i++)
		while (!line_push(l, &jobs[i]))
			nanosleep(&(struct timespec){0, 500000}, NULL);
	line_free(l);
	done = true;
	for (int i = 0; i < READERS; i++) {
		pthread_join(readers[i].thread, NULL);
		registry_free(readers[i].r);
		ck_assert_msg(!readers[i].fault[0], "%s", readers[i].fault);
		ck_assert_int_eq(readers[i].last, entries_before + DOCUMENTS);
		reads += readers[i].reads;
		heads += readers[i].heads;
	}
	ck_assert_int_eq(answered, DOCUMENTS);
	printf("# %d documents sealed beside %d readers: %" PRId64 " reads at %" PRId64
	       " changes of the head, each of one\n",
		DOCUMENTS, READERS, reads, heads);
	fflush(stdout);
	ck_assert_int_gt(heads, READERS * 4);
}
END_TEST

/* --- the log --- */

/* Two followers in turn, so that at every moment one of them has a snapshot open. */
static void *never_without_a_snapshot(void *arg)
{
	struct state *turns[2] = {registry_state(((struct registry **)arg)[0]),
		registry_state(((struct registry **)arg)[1])};
	struct state_head head;
	struct error err = {0};
	int i = 1;

	must(state_read_begin(turns[0], &err), &err);
	must(state_head(turns[0], &head, &err), &err);
	for (; !done; i = 1 - i) {
		must(state_read_begin(turns[i], &err), &err);
		must(state_head(turns[i], &head, &err), &err);
		state_read_end(turns[1 - i]);
		nanosleep(&(struct timespec){0, 3000000}, NULL);
	}
	state_read_end(turns[1 - i]);
	return NULL;
}

START_TEST(the_log_is_bounded_under_a_steady_reader)
{
	struct registry *turns[2] = {follower(), follower()};
	const char *wal = talloc_asprintf(mem, "%s-wal", state_file);
	pthread_t thread;
	off_t most = 0;
	struct stat st;

	ck_assert_int_eq(pthread_create(&thread, NULL, never_without_a_snapshot, turns), 0);
	for (int i = 0; i < DOCUMENTS; i++) {
		struct submission s;
		struct error err = {0};

		must(registry_submit(writer, jobs[i].mem, jobs[i].bytes, jobs[i].size, SUBMIT_SEAL,
			     no_clock(), &s, &err),
			&err);
		if (stat(wal, &st) == 0 && st.st_size > most)
			most = st.st_size;
	}
	done = true;
	pthread_join(thread, NULL);
	registry_free(turns[0]);
	registry_free(turns[1]);
	printf("# the log of %d commits beside a steady reader: at most %lld bytes\n", DOCUMENTS,
		(long long)most);
	fflush(stdout);
	ck_assert_int_lt(most, WAL_MAX);
}
END_TEST

static Suite *readers_suite(void)
{
	Suite *s = suite_create("readers");
	TCase *t = tcase_create("readers");

	tcase_set_timeout(t, 300);
	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, a_read_belongs_to_one_head);
	tcase_add_test(t, the_log_is_bounded_under_a_steady_reader);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(readers_suite)
