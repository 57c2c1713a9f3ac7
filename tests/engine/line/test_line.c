/*
 * The line under load: many documents at once, lawful, repeated, unlawful and
 * broken; every one answered once, pages of many entries, receipts that hold, and
 * a ledger in which the audit finds nothing.
 */
#include "engine/line/line.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/audit/audit.h"
#include "tests/engine/ledger_maker.h"
#include "tests/folder.h"
#include "tests/support.h"

enum { VOIDS = 240, EVERY_THIRD = 3, JOBS = VOIDS * 2, WORKERS = 3 };

static struct ledger_maker *maker;
static struct folder f;
static void *mem;
static struct registry *writer;
static const char *folder, *state_file;

static struct instant no_clock(void)
{
	return (struct instant){0}; /* the ledger's clock is simulated */
}

/* Counts the answers, whichever thread they come from. */
struct tally {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int answers;
	struct line_job *jobs;
	int times[JOBS]; /* how often each job was answered */
};

static void done(void *ctx, struct line_job *job)
{
	struct tally *t = ctx;

	pthread_mutex_lock(&t->lock);
	t->times[job - t->jobs]++;
	t->answers++;
	pthread_cond_signal(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

static void tally_wait(struct tally *t, int answers)
{
	pthread_mutex_lock(&t->lock);
	while (t->answers < answers)
		pthread_cond_wait(&t->changed, &t->lock);
	pthread_mutex_unlock(&t->lock);
}

static void begin(void)
{
	struct registry_options options = {.write = true};
	struct error err = {0};

	mem = talloc_new(NULL);
	f = folder_make();
	folder = folder_file(&f, "ledger.git");
	state_file = folder_file(&f, "state.sqlite");
	maker = ledger_maker_new(mem, folder);
	ledger_maker_until(maker, STORY_PARTIES);
	ledger_maker_close(maker);
	options.sealing_key = maker->sealing;
	options.state_file = state_file;
	writer = registry_open(folder, &options, &err);
	ck_assert_ptr_nonnull(writer);
}

static void end(void)
{
	registry_free(writer);
	writer = NULL;
	talloc_free(mem);
	folder_remove(&f);
}

static struct line *line_start(struct tally *t, unsigned jobs_max)
{
	struct line_options options = {.folder = folder,
		.state_file = state_file,
		.sealing_key = maker->sealing,
		.workers = WORKERS,
		.bounds = {jobs_max, jobs_max, jobs_max, jobs_max},
		.dry_run_ms = 1000,
		.now = no_clock,
		.done = done,
		.ctx = t};
	struct error err = {0};
	struct line *l = line_new(writer, &options, &err);

	ck_assert_ptr_nonnull(l);
	return l;
}

/* A void of an id that nobody has used, by the buyer. */
static const struct buffer *void_file(int i)
{
	uint8_t random[17] = {(uint8_t)(i >> 8), (uint8_t)i, 0xA5};
	struct document_id id = document_id_make(random);

	return ledger_maker_file(maker, talloc_asprintf(mem, "kind: void\nvoids: %s\n", id.text),
		"operator:operator");
}

static void job_set(struct line_job *job, const struct buffer *file)
{
	*job = (struct line_job){.mem = talloc_new(mem)};
	job->bytes = talloc_memdup(job->mem, file->bytes, file->size);
	job->size = file->size;
}

/* Each void twice; for every third one the second is spoilt instead of repeated. */
static struct line_job *make_jobs(void)
{
	struct line_job *jobs = talloc_zero_array(mem, struct line_job, JOBS);

	for (int i = 0; i < VOIDS; i++) {
		const struct buffer *file = void_file(i);

		job_set(&jobs[2 * i], file);
		job_set(&jobs[2 * i + 1], file);
		if (i % EVERY_THIRD == 0)
			((char *)jobs[2 * i + 1].bytes)[5] = '?';
	}
	return jobs;
}

static void receipt_holds(const struct submission *s)
{
	struct receipt receipt;
	struct checkpoint c;
	struct error err = {0};

	ck_assert_int_eq(receipt_parse(mem, s->receipt, s->receipt_size, &receipt, &err), 0);
	ck_assert_int_eq(receipt_check(&receipt, registry_ledger_id(writer),
				 &registry_about(writer)->sealing_key, &c, &err),
		0);
	ck_assert_int_eq(receipt.index, s->entry.sequence);
}

static void nothing_is_found(int64_t entries)
{
	struct audit_result *result = talloc_zero(mem, struct audit_result);
	struct audit_options options = {0};
	struct error err = {0};

	ck_assert_int_eq(audit_run(folder, &options, result, &err), 0);
	ck_assert_uint_eq(result->findings_n, 0);
	ck_assert_int_eq(result->entries, entries);
}

START_TEST(every_job_is_answered_once_and_sealed_once)
{
	struct tally t = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
	struct line_job *jobs = t.jobs = make_jobs();
	struct line *l = line_start(&t, JOBS);
	struct state_head before, after;
	struct line_counts counts;
	struct error err = {0};

	ck_assert_int_eq(state_head(registry_state(writer), &before, &err), 0);
	for (int i = 0; i < JOBS; i++)
		ck_assert(line_push(l, &jobs[i]));
	tally_wait(&t, JOBS);
	counts = line_counts(l);
	ck_assert_uint_eq(line_load(l), 0);
	line_free(l);

	ck_assert_int_eq(state_head(registry_state(writer), &after, &err), 0);
	ck_assert_int_eq(after.entries - before.entries, VOIDS);
	ck_assert_int_eq(counts.entries, VOIDS);
	/* Group commit: fewer pages than entries. */
	ck_assert_int_lt(after.pages - before.pages, VOIDS / 2);
	for (int i = 0; i < JOBS; i++) {
		bool spoilt = i % 2 == 1 && i / 2 % EVERY_THIRD == 0;

		ck_assert_int_eq(t.times[i], 1);
		ck_assert_int_eq(jobs[i].out.outcome == OUTCOME_REFUSED, spoilt);
		if (!spoilt)
			receipt_holds(&jobs[i].out);
	}
	for (int i = 0; i < VOIDS; i++) {
		const struct submission *a = &jobs[2 * i].out, *b = &jobs[2 * i + 1].out;

		if (i % EVERY_THIRD == 0)
			continue;
		ck_assert_int_ne(a->outcome, b->outcome); /* one sealed, the other repeated */
		ck_assert_uint_eq(a->receipt_size, b->receipt_size);
		ck_assert_mem_eq(a->receipt, b->receipt, a->receipt_size);
	}
	nothing_is_found(after.entries);
}
END_TEST

START_TEST(a_full_line_takes_no_more)
{
	enum { MAX = 4, TRIED = 64 };
	struct tally t = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
	struct line_job *jobs = t.jobs = make_jobs();
	struct line *l = line_start(&t, MAX);
	int taken = 0;

	for (int i = 0; i < TRIED; i++) {
		/* In three lanes, in the workers' hands and in the page that is being sealed. */
		ck_assert_uint_le(line_load(l), 4 * MAX + WORKERS);
		taken += line_push(l, &jobs[i]);
	}
	line_free(l);
	ck_assert_int_lt(taken, TRIED);
	ck_assert_int_eq(t.answers, taken);
}
END_TEST

START_TEST(ending_the_line_answers_what_it_has)
{
	struct tally t = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
	struct line_job *jobs = t.jobs = make_jobs();
	struct line *l = line_start(&t, JOBS);

	for (int i = 0; i < JOBS; i++)
		ck_assert(line_push(l, &jobs[i]));
	line_free(l);
	ck_assert_int_eq(t.answers, JOBS);
}
END_TEST

START_TEST(a_refusal_counts_the_entries_of_its_page)
{
	struct tally t = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
	struct line_job *jobs = t.jobs = talloc_zero_array(mem, struct line_job, 2);
	struct line *l = line_start(&t, 2);

	job_set(&jobs[0], void_file(0));
	/* The owner cannot clear trades: the role is not held. */
	job_set(&jobs[1],
		ledger_maker_file(maker, "kind: void\nvoids: 00000000000000000000000000\n",
			"owner:exchange"));
	for (int i = 0; i < 2; i++)
		ck_assert(line_push(l, &jobs[i]));
	line_free(l);
	ck_assert_int_eq(jobs[0].out.outcome, OUTCOME_SEALED);
	ck_assert_int_eq(jobs[1].out.outcome, OUTCOME_REFUSED);
	ck_assert_ptr_nonnull(jobs[1].out.refusal);
	ck_assert_ptr_nonnull(strstr(jobs[1].out.refusal, "entries: "));
}
END_TEST

static Suite *line_suite(void)
{
	Suite *s = suite_create("line");
	TCase *t = tcase_create("line");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, every_job_is_answered_once_and_sealed_once);
	tcase_add_test(t, a_full_line_takes_no_more);
	tcase_add_test(t, ending_the_line_answers_what_it_has);
	tcase_add_test(t, a_refusal_counts_the_entries_of_its_page);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(line_suite)
