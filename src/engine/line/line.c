#include "engine/line/line.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <talloc.h>

#include "base/limits.h"
#include "engine/line/page_seal.h"
#include "engine/line/sorting.h"
#include "engine/line/turns.h"

enum {
	WORKERS_MAX = 16,
	PAGE_JOBS_MAX = LIMIT_PAGE_JOBS,
	PAGE_JOBS_LEAST = 8,
	LOOK_SECONDS = 1, /* of idleness between two looks at the state */
	DRY_RUN_NICE = 10,
};

/* Where jobs wait. */
enum lane {
	LANE_NEW, /* not looked at; of an address */
	LANE_NEW_LARGE,
	LANE_PARTY, /* to be opened; of a party */
	LANE_PARTY_LARGE,
	LANE_OTHER,   /* to be opened; of an address */
	LANE_DRY_RUN, /* of an address */
	LANE_READY,   /* to be decided */
	LANE_SPENT,   /* answered, to be freed */
	LANE_COUNT
};

struct line;

/* A thread that opens, and the lanes from which it takes in turn. */
struct worker {
	struct line *line;
	struct registry *reader;
	pthread_t thread;
	const enum lane *lanes;
	size_t lanes_n, turn;
	char namespace[NAMESPACE_SIZE];
};

struct line {
	struct line_options options;
	struct registry *writer;
	struct worker workers[WORKERS_MAX + 1]; /* the last one started is that of dry runs */
	pthread_t sequencer;
	unsigned workers_n; /* started */
	bool sequencer_started;
	atomic_bool stopping;

	pthread_mutex_t lock; /* guards everything below */
	pthread_cond_t arrived, opened;
	struct turns lanes[LANE_COUNT];
	unsigned jobs;	  /* pushed and not yet answered */
	unsigned opening; /* in a worker's hands */
	struct line_counts counts;
	struct error trouble;

	size_t page_jobs; /* the sequencer's own: so many may be in the next page */
	bool broken;	  /* likewise: the registry cannot go on */
	struct error breakage;
};

static void line_lock(struct line *l)
{
	int failed = pthread_mutex_lock(&l->lock);

	assert(!failed);
}

static void line_unlock(struct line *l)
{
	int failed = pthread_mutex_unlock(&l->lock);

	assert(!failed);
}

static void answer_job(struct line *l, struct line_job *job)
{
	line_lock(l);
	l->jobs--;
	l->counts.refused += job->out.outcome == OUTCOME_REFUSED;
	line_unlock(l);
	l->options.done(l->options.ctx, job);
}

/* Of a job for which there is no place, or none any more. */
static void answer_busy(struct line *l, struct line_job *job)
{
	if (!job)
		return;
	job->out.outcome = OUTCOME_REFUSED;
	error_set(&job->error, ERROR_SERVER_BUSY, NULL, "", NULL);
	answer_job(l, job);
}

/* --- workers --- */

/*
 * The short and signed alone; all that is not for a dry run; dry runs. Sorting is cheap, and who
 * is behind many others gets out from among them by it: several times for each opening.
 */
static const enum lane quick_lanes[] = {
	LANE_NEW, LANE_NEW, LANE_NEW, LANE_NEW, LANE_NEW, LANE_NEW, LANE_NEW, LANE_PARTY};
static const enum lane all_lanes[] = {LANE_NEW, LANE_NEW, LANE_NEW, LANE_PARTY, LANE_NEW_LARGE,
	LANE_NEW, LANE_NEW, LANE_NEW, LANE_PARTY, LANE_PARTY_LARGE, LANE_NEW, LANE_NEW, LANE_NEW,
	LANE_PARTY, LANE_OTHER};
static const enum lane dry_run_lanes[] = {LANE_DRY_RUN};

static bool is_large(const struct line_job *job)
{
	return job->size > LIMIT_DOCUMENT + LIMIT_SIGNATURES;
}

/* Which of the two lanes a new job is to be opened from. */
static enum lane sort_job(struct worker *w, struct line_job *job)
{
	struct state *state = registry_state(w->reader);
	struct error err;
	bool by_party;

	if (state_read_begin(state, &err) < 0)
		return LANE_OTHER; /* opening it will say why */
	by_party = sorting_by_party(w->reader, w->namespace, job, &job->share);
	state_read_end(state);
	return !by_party ? LANE_OTHER : is_large(job) ? LANE_PARTY_LARGE : LANE_PARTY;
}

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A dry run under way. */
struct trial {
	struct line *line;
	int64_t until_ms;
};

static int trial_given_up(void *ctx, struct error *err)
{
	const struct trial *t = ctx;
	const struct line_options *o = &t->line->options;
	char most[16];

	if (!t->line->stopping && !(o->ending && o->ending(o->ctx)) && monotonic_ms() < t->until_ms)
		return 0;
	snprintf(most, sizeof(most), "%u", o->dry_run_ms);
	return error_set(err, ERROR_DRY_RUN_TIME, NULL, "", "most", most, NULL);
}

/* Opens one document against what the writer has committed so far. */
static void open_job(struct worker *w, struct line_job *job)
{
	struct line *l = w->line;
	struct opened *o = &job->opened;
	struct state *state = registry_state(w->reader);
	struct trial trial = {l, monotonic_ms() + l->options.dry_run_ms};

	*o = (struct opened){.state = OPENING_FAILED};
	if (state_read_begin(state, &o->error) < 0)
		return;
	if (registry_reload(w->reader, &o->error) < 0)
		o->state = OPENING_FAILED;
	else if (job->dry_run)
		opening_try(w->reader, job->mem, job->bytes, job->size, l->options.now(),
			trial_given_up, &trial, o);
	else
		opening_run(w->reader, job->mem, job->bytes, job->size, o);
	state_read_end(state);
}

/*
 * The next job of the worker's lanes, which come round; with the lock. Who opens what is large
 * frees it before opening more.
 */
static struct line_job *next_of_lanes(struct worker *w, enum lane *lane)
{
	struct line_job *job = NULL;

	*lane = LANE_SPENT;
	if (w->lanes == all_lanes)
		job = turns_take(&w->line->lanes[LANE_SPENT]);
	for (size_t i = 0; i < w->lanes_n && !job; i++) {
		*lane = w->lanes[w->turn++ % w->lanes_n];
		job = turns_take(&w->line->lanes[*lane]);
	}
	return job;
}

/* Whether anything may still come to a worker, or to the sequencer, from the lanes before it. */
static bool is_opening(const struct line *l)
{
	unsigned n = l->opening;

	for (enum lane lane = 0; lane < LANE_READY; lane++)
		n += l->lanes[lane].n;
	return n > 0;
}

static struct line_job *next_job(struct worker *w, enum lane *lane)
{
	struct line *l = w->line;
	struct line_job *job;

	line_lock(l);
	while (!(job = next_of_lanes(w, lane)) && (!l->stopping || is_opening(l)))
		pthread_cond_wait(&l->arrived, &l->lock);
	l->opening += job != NULL;
	line_unlock(l);
	return job;
}

/* Lets a job go on to a lane, or (LANE_COUNT) to its answer. */
static void let_go(struct line *l, struct line_job *job, enum lane to)
{
	struct line_job *displaced = NULL;

	line_lock(l);
	l->opening--;
	if (to != LANE_COUNT)
		displaced = turns_put(&l->lanes[to], job);
	pthread_cond_signal(&l->opened);
	pthread_cond_broadcast(&l->arrived);
	line_unlock(l);
	answer_busy(l, displaced);
}

static void *run_worker(void *arg)
{
	struct worker *w = arg;
	struct line_job *job;
	enum lane lane;

	while ((job = next_job(w, &lane)) != NULL) {
		if (lane == LANE_SPENT) {
			talloc_free(job->mem);
			let_go(w->line, NULL, LANE_COUNT);
			continue;
		}
		if (lane == LANE_NEW || lane == LANE_NEW_LARGE) {
			let_go(w->line, job, sort_job(w, job));
			continue;
		}
		open_job(w, job);
		if (!opening_ends(&job->opened, &job->out, &job->error)) {
			let_go(w->line, job, LANE_READY);
			continue;
		}
		let_go(w->line, job, LANE_COUNT);
		answer_job(w->line, job);
	}
	return NULL;
}

/* What nobody waits for but who asked takes what the others leave of the processor. */
static void *run_dry_runs(void *arg)
{
	setpriority(PRIO_PROCESS, 0, DRY_RUN_NICE); /* on Linux: of this thread */
	return run_worker(arg);
}

/* --- the sequencer --- */

/* Nothing can be built on the state any more, until it is healed. */
static void break_line(struct line *l, const struct error *why)
{
	if (l->broken)
		return;
	l->broken = true;
	l->breakage = *why;
	if (l->options.failed)
		l->options.failed(l->options.ctx, why);
}

/* With the lock; whether nothing came for LOOK_SECONDS. */
static bool wait_for_work(struct line *l)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_SECONDS;
	return pthread_cond_timedwait(&l->opened, &l->lock, &until) == ETIMEDOUT;
}

/* What is in the way of sealing, or (ERROR_NONE) nothing. */
static void set_trouble(struct line *l, const struct error *why)
{
	line_lock(l);
	l->trouble = *why;
	line_unlock(l);
}

/*
 * Health, and what readers are shown, must be right also while nobody submits. Where something
 * was in the way, only writing shows that it no longer is. With the lock, let go meanwhile.
 */
static void look_around(struct line *l)
{
	bool was_in_trouble = l->trouble.code != ERROR_NONE;
	struct error err = {.code = ERROR_NONE};

	if (l->broken || l->stopping)
		return;
	line_unlock(l);
	if (registry_ready(l->writer, was_in_trouble, &err) < 0 && registry_must_heal(err.code))
		break_line(l, &err);
	set_trouble(l, &err);
	line_lock(l);
}

/* A page that could not be sealed: why, by what can be seen of it, else by what it failed with. */
static void page_failed(struct line *l, struct line_job **jobs, size_t n, const struct error *err)
{
	struct error why = *err;

	if (registry_must_heal(err->code)) {
		break_line(l, err);
	} else if (registry_ready(l->writer, true, &why) < 0) {
		for (size_t i = 0; i < n; i++)
			jobs[i]->error = why;
	}
	set_trouble(l, &why);
}

/*
 * What is ready, in turns, at most a page's worth, and no more bytes than one large document
 * may have: who comes while these are decided waits for no more. 0 when the line has ended.
 */
static size_t next_ready(struct line *l, struct line_job *jobs[PAGE_JOBS_MAX])
{
	struct turns *ready = &l->lanes[LANE_READY];
	size_t n = 0, bytes = 0;

	line_lock(l);
	while (!ready->first && (!l->stopping || is_opening(l)))
		if (wait_for_work(l))
			look_around(l);
	while (n < l->page_jobs && ready->first &&
		(n == 0 || bytes + ready->first->size <= LIMIT_SUBMISSION)) {
		bytes += ready->first->size;
		jobs[n++] = turns_take(ready);
	}
	line_unlock(l);
	return n;
}

/* Seals the first page of the jobs, or refuses all; returns how many of them it took. */
static size_t seal_some(struct line *l, struct line_job **jobs, size_t n)
{
	const struct line_options *o = &l->options;
	static const struct error nothing;
	struct page_item items[PAGE_JOBS_MAX];
	struct instant now = o->now();
	struct error err;

	if (o->permit && o->permit(o->ctx, l->writer, now, &err) < 0) {
		for (size_t i = 0; i < n; i++)
			jobs[i]->error = err;
		return n;
	}
	for (size_t i = 0; i < n; i++)
		items[i] = (struct page_item){jobs[i]->mem, &jobs[i]->opened, &jobs[i]->out,
			&jobs[i]->error, jobs[i]->ask_warnings};
	if (page_seal(l->writer, items, &n, now, &err) < 0)
		page_failed(l, jobs, n, &err);
	else
		set_trouble(l, &nothing);
	return n;
}

/*
 * A large page is worth its while where it is sealed. Where most of one was refused the next is
 * small, so that who comes to be sealed waits for few of those who come to be refused.
 */
static void count_page(struct line *l, struct line_job **jobs, size_t n)
{
	size_t entries = 0;

	for (size_t i = 0; i < n; i++)
		entries += jobs[i]->out.outcome == OUTCOME_SEALED;
	l->page_jobs = entries * 2 < n		      ? PAGE_JOBS_LEAST
		       : l->page_jobs < PAGE_JOBS_MAX ? l->page_jobs * 2
						      : PAGE_JOBS_MAX;
	line_lock(l);
	l->counts.entries += (int64_t)entries;
	l->counts.pages += entries > 0;
	line_unlock(l);
}

/* Decides and seals some of the jobs, or answers all of them with the error that broke the line. */
static size_t take_some(struct line *l, struct line_job **jobs, size_t n)
{
	size_t taken = n;

	if (!l->broken)
		taken = seal_some(l, jobs, n);
	else
		for (size_t i = 0; i < n; i++)
			jobs[i]->error = l->breakage;
	count_page(l, jobs, taken);
	return taken;
}

static void *run_sequencer(void *arg)
{
	struct line *l = arg;
	struct line_job *jobs[PAGE_JOBS_MAX];
	size_t n;

	while ((n = next_ready(l, jobs)) > 0) {
		for (size_t done = 0; done < n;) {
			size_t taken = take_some(l, jobs + done, n - done);

			for (size_t i = done; i < done + taken; i++)
				answer_job(l, jobs[i]);
			done += taken;
		}
	}
	return NULL;
}

/* --- the line --- */

static enum lane lane_of_new(const struct line_job *job)
{
	return job->dry_run ? LANE_DRY_RUN : is_large(job) ? LANE_NEW_LARGE : LANE_NEW;
}

bool line_push(struct line *l, struct line_job *job)
{
	struct line_job *displaced = job;

	memset(&job->out, 0, sizeof(job->out));
	memset(&job->error, 0, sizeof(job->error));
	job->share = sorting_by_address(job);
	line_lock(l);
	if (!l->stopping)
		displaced = turns_put(&l->lanes[lane_of_new(job)], job);
	l->jobs += displaced != job;
	pthread_cond_broadcast(&l->arrived);
	line_unlock(l);
	if (displaced == job)
		return false;
	answer_busy(l, displaced);
	return true;
}

void line_forget(struct line *l, struct line_job *job)
{
	struct line_job *displaced = NULL;

	if (!is_large(job)) {
		talloc_free(job->mem);
		return;
	}
	line_lock(l);
	displaced = turns_put(&l->lanes[LANE_SPENT], job);
	assert(!displaced);
	pthread_cond_broadcast(&l->arrived);
	line_unlock(l);
}

unsigned line_load(struct line *l)
{
	unsigned jobs;

	line_lock(l);
	jobs = l->jobs;
	line_unlock(l);
	return jobs;
}

int line_ready(struct line *l, struct error *err)
{
	bool in_trouble;

	line_lock(l);
	in_trouble = l->trouble.code != ERROR_NONE;
	if (in_trouble)
		*err = l->trouble;
	line_unlock(l);
	return in_trouble ? -1 : 0;
}

struct line_counts line_counts(struct line *l)
{
	struct line_counts counts;

	line_lock(l);
	counts = l->counts;
	line_unlock(l);
	return counts;
}

static int thread_failed(struct error *err)
{
	return error_set(
		err, ERROR_INTERNAL, NULL, "", "reason", "a thread cannot be started", NULL);
}

static int start_worker(struct line *l, const enum lane *lanes, size_t lanes_n,
	void *(*run)(void *), struct error *err)
{
	struct registry_options options = {.state_file = l->options.state_file,
		.sealing_key = l->options.sealing_key,
		.follow = true};
	struct worker *w = &l->workers[l->workers_n];

	*w = (struct worker){.line = l, .lanes = lanes, .lanes_n = lanes_n};
	w->reader = registry_open(l->options.folder, &options, err);
	if (!w->reader)
		return -1;
	document_namespace("document", registry_about(w->reader)->name, w->namespace);
	if (pthread_create(&w->thread, NULL, run, w) != 0)
		return thread_failed(err);
	l->workers_n++;
	return 0;
}

/* The first of several is kept for what is short; the last is for dry runs. */
static int start_workers(struct line *l, struct error *err)
{
	for (unsigned i = 0; i < l->options.workers; i++) {
		bool quick = i == 0 && l->options.workers > 1;

		if (start_worker(l, quick ? quick_lanes : all_lanes,
			    quick ? COUNT_OF(quick_lanes) : COUNT_OF(all_lanes), run_worker,
			    err) < 0)
			return -1;
	}
	return start_worker(l, dry_run_lanes, COUNT_OF(dry_run_lanes), run_dry_runs, err);
}

static void init_lanes(struct line *l)
{
	const struct line_bounds *b = &l->options.bounds;
	const unsigned most[LANE_COUNT] = {
		[LANE_NEW] = b->arrivals,
		[LANE_NEW_LARGE] = b->arrivals,
		[LANE_PARTY] = b->jobs,
		[LANE_PARTY_LARGE] = b->jobs,
		[LANE_OTHER] = b->others,
		[LANE_DRY_RUN] = b->dry_runs,
		[LANE_READY] = b->jobs,
		[LANE_SPENT] = UINT_MAX,
	};

	for (enum lane lane = 0; lane < LANE_COUNT; lane++)
		turns_init(&l->lanes[lane], most[lane]);
}

/* A condition that is waited for by the clock that nobody sets. */
static void init_monotonic(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

struct line *line_new(
	struct registry *writer, const struct line_options *options, struct error *err)
{
	AUTO(line_auto) struct line *l = talloc_zero(NULL, struct line);

	assert(options->workers > 0 && options->workers <= WORKERS_MAX);
	if (!l) {
		error_no_memory(err);
		return NULL;
	}
	l->options = *options;
	l->writer = writer;
	l->page_jobs = PAGE_JOBS_MAX;
	init_lanes(l);
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->arrived, NULL);
	init_monotonic(&l->opened);
	if (start_workers(l, err) < 0)
		return NULL;
	if (pthread_create(&l->sequencer, NULL, run_sequencer, l) != 0) {
		thread_failed(err);
		return NULL;
	}
	l->sequencer_started = true;
	return STEAL(l);
}

void line_free(struct line *l)
{
	if (!l)
		return;
	line_lock(l);
	l->stopping = true;
	pthread_cond_broadcast(&l->arrived);
	pthread_cond_broadcast(&l->opened);
	line_unlock(l);
	for (unsigned i = 0; i < l->workers_n; i++)
		pthread_join(l->workers[i].thread, NULL);
	line_lock(l);
	pthread_cond_broadcast(&l->opened);
	line_unlock(l);
	if (l->sequencer_started)
		pthread_join(l->sequencer, NULL);
	for (struct line_job *job; (job = turns_take(&l->lanes[LANE_SPENT]));)
		talloc_free(job->mem);
	for (unsigned i = 0; i <= WORKERS_MAX; i++)
		registry_free(l->workers[i].reader);
	pthread_cond_destroy(&l->arrived);
	pthread_cond_destroy(&l->opened);
	pthread_mutex_destroy(&l->lock);
	talloc_free(l);
}
