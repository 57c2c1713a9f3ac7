#include "engine/line/line.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include <talloc.h>

#include "base/limits.h"
#include "engine/line/page_seal.h"

enum {
	WORKERS_MAX = 16,
	PAGE_JOBS_MAX = LIMIT_PAGE_JOBS,
	LOOK_SECONDS = 1, /* of idleness between two looks at the state */
};

struct queue {
	struct line_job *first, **last;
	unsigned n;
};

struct line {
	struct line_options options;
	struct registry *writer;
	struct registry *readers[WORKERS_MAX];
	pthread_t workers[WORKERS_MAX], sequencer;
	unsigned workers_n; /* started */
	bool sequencer_started;

	pthread_mutex_t lock; /* guards everything below */
	pthread_cond_t arrived, opened;
	struct queue waiting, ready;
	unsigned jobs;	  /* pushed and not yet answered */
	unsigned opening; /* in a worker's hands */
	bool stopping;
	struct line_counts counts;
	struct error trouble;

	bool broken; /* the sequencer's own: the registry cannot go on */
	struct error breakage;
};

static void queue_init(struct queue *q)
{
	*q = (struct queue){.last = &q->first};
}

static void queue_put(struct queue *q, struct line_job *job)
{
	job->next = NULL;
	*q->last = job;
	q->last = &job->next;
	q->n++;
}

static struct line_job *queue_take(struct queue *q)
{
	struct line_job *job = q->first;

	if (!job)
		return NULL;
	q->first = job->next;
	if (!q->first)
		q->last = &q->first;
	q->n--;
	return job;
}

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

/* --- workers --- */

/* Opens one document against what the writer has committed so far. */
static void open_job(struct line *l, struct registry *reader, struct line_job *job)
{
	struct opened *o = &job->opened;
	struct state *state = registry_state(reader);

	*o = (struct opened){.state = OPENING_FAILED};
	if (state_read_begin(state, &o->error) < 0)
		return;
	if (registry_reload(reader, &o->error) == 0)
		opening_run(
			reader, job->mem, job->bytes, job->size, job->dry_run, l->options.now(), o);
	state_read_end(state);
}

static struct line_job *next_waiting(struct line *l)
{
	struct line_job *job;

	line_lock(l);
	while (!l->waiting.first && !l->stopping)
		pthread_cond_wait(&l->arrived, &l->lock);
	job = queue_take(&l->waiting);
	l->opening += job != NULL;
	line_unlock(l);
	return job;
}

struct worker_start {
	struct line *line;
	struct registry *reader;
};

static void *run_worker(void *arg)
{
	struct worker_start start = *(struct worker_start *)arg;
	struct line *l = start.line;
	struct line_job *job;

	talloc_free(arg);
	while ((job = next_waiting(l)) != NULL) {
		bool ends;

		open_job(l, start.reader, job);
		ends = opening_ends(&job->opened, &job->out, &job->error);
		line_lock(l);
		l->opening--;
		if (!ends)
			queue_put(&l->ready, job);
		pthread_cond_signal(&l->opened);
		line_unlock(l);
		if (ends)
			answer_job(l, job);
	}
	return NULL;
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

/* All that is ready, at most a page's worth; 0 when the line has ended. */
static size_t next_ready(struct line *l, struct line_job *jobs[PAGE_JOBS_MAX])
{
	size_t n = 0;

	line_lock(l);
	while (!l->ready.first && (!l->stopping || l->waiting.first || l->opening))
		if (wait_for_work(l))
			look_around(l);
	while (n < PAGE_JOBS_MAX && l->ready.first)
		jobs[n++] = queue_take(&l->ready);
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

static void count_page(struct line *l, struct line_job **jobs, size_t n)
{
	int64_t entries = 0;

	for (size_t i = 0; i < n; i++)
		entries += jobs[i]->out.outcome == OUTCOME_SEALED;
	line_lock(l);
	l->counts.entries += entries;
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

bool line_push(struct line *l, struct line_job *job)
{
	bool taken;

	line_lock(l);
	taken = !l->stopping && l->jobs < l->options.jobs_max;
	if (taken) {
		memset(&job->out, 0, sizeof(job->out));
		memset(&job->error, 0, sizeof(job->error));
		l->jobs++;
		queue_put(&l->waiting, job);
		pthread_cond_signal(&l->arrived);
	}
	line_unlock(l);
	return taken;
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

static int start_worker(struct line *l, unsigned i, struct error *err)
{
	struct registry_options options = {.state_file = l->options.state_file,
		.sealing_key = l->options.sealing_key,
		.follow = true};
	struct worker_start *start = talloc_zero(NULL, struct worker_start);

	if (!start)
		return error_no_memory(err);
	l->readers[i] = registry_open(l->options.folder, &options, err);
	if (!l->readers[i]) {
		talloc_free(start);
		return -1;
	}
	*start = (struct worker_start){l, l->readers[i]};
	if (pthread_create(&l->workers[i], NULL, run_worker, start) != 0) {
		talloc_free(start);
		return thread_failed(err);
	}
	l->workers_n++;
	return 0;
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
	queue_init(&l->waiting);
	queue_init(&l->ready);
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->arrived, NULL);
	init_monotonic(&l->opened);
	for (unsigned i = 0; i < options->workers; i++)
		if (start_worker(l, i, err) < 0)
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
		pthread_join(l->workers[i], NULL);
	line_lock(l);
	pthread_cond_broadcast(&l->opened);
	line_unlock(l);
	if (l->sequencer_started)
		pthread_join(l->sequencer, NULL);
	for (unsigned i = 0; i < WORKERS_MAX; i++)
		registry_free(l->readers[i]);
	pthread_cond_destroy(&l->arrived);
	pthread_cond_destroy(&l->opened);
	pthread_mutex_destroy(&l->lock);
	talloc_free(l);
}
