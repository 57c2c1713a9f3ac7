/*
 * line: the threads of the pipeline: workers open documents side by side, one
 * sequencer decides and seals them in pages.
 *
 *   line_push -> [waiting] -> workers: opening -> [ready] -> sequencer: page_seal
 *             -> done callback, in the sequencer's (or a worker's) thread
 *
 * A page is sealed as soon as the one before it is, with all that is ready by then
 * (group commit). At most `jobs_max` jobs are in the line; a full line makes line_push
 * return false rather than wait. Every job pushed is answered exactly once. A job and
 * its memory belong to the line from push to done and share no memory with others. The
 * registry given to line_new is the sequencer's from then on; workers read the same
 * state file through registries of their own.
 */
#ifndef ENGINE_LINE_H
#define ENGINE_LINE_H

#include "engine/line/opening.h"

struct line_job {
	void *mem;	   /* root of all that the job needs; the caller frees it after done */
	const char *bytes; /* below mem */
	size_t size;
	bool dry_run;
	bool ask_warnings; /* as of struct page_item */
	void *ticket;	   /* the caller's */

	/* After done: */
	struct submission out;
	struct error error; /* where out.outcome is OUTCOME_REFUSED */

	/* Within the line: */
	struct opened opened;
	struct line_job *next;
};

struct line_options {
	const char *folder; /* the ledger */
	const char *state_file;
	const struct secret_key *sealing_key;
	unsigned workers;
	unsigned jobs_max;
	struct instant (*now)(void);
	/*
	 * Whether a page may be sealed at `now`, asked by the sequencer before each one;
	 * -1 with *err: the page's jobs are answered with it. NULL: always.
	 */
	int (*permit)(
		void *ctx, const struct registry *writer, struct instant now, struct error *err);
	/* Called once for each job, from a thread of the line. */
	void (*done)(void *ctx, struct line_job *job);
	/* Called once, by the sequencer, when the registry must be healed; NULL: nobody is told. */
	void (*failed)(void *ctx, const struct error *why);
	void *ctx;
};

struct line;

/* Starts the threads. `writer` is borrowed until line_free. */
struct line *line_new(
	struct registry *writer, const struct line_options *options, struct error *err);

/* Takes the job, or returns false when the line is full or stopping: answer 503. */
bool line_push(struct line *l, struct line_job *job) MUST_CHECK;

/* Jobs in the line now. */
unsigned line_load(struct line *l);

/* Pages sealed and entries in them since the start. */
struct line_counts {
	int64_t pages, entries, refused;
};
struct line_counts line_counts(struct line *l);

/*
 * What keeps the next page from being sealed, as far as was seen when the last one failed, or at
 * the last look: every second in which nothing comes. 0: nothing; -1 with *err.
 */
int line_ready(struct line *l, struct error *err) MUST_CHECK;

/*
 * Takes no more jobs, answers those it has, ends the threads. NULL is fine. After an
 * error that must be healed (registry_must_heal) the remaining jobs are answered with it.
 */
void line_free(struct line *l);
DEFINE_AUTO(line)

#endif
