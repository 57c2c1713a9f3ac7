/*
 * line: the threads of the pipeline: workers open documents side by side, one
 * sequencer decides and seals them in pages; dry runs have a thread of their own.
 *
 *   line_push -> [new] -> workers: sorting -> [party] or [other] -> workers: opening
 *             -> [ready] -> sequencer: page_seal -> done
 *   line_push, a dry run -> [dry run] -> its worker: opening -> done
 *
 * Where jobs wait they take turns (turns.h): by the address that they come from and the key that
 * they say has signed them, and by party once a signature of that party was seen to hold
 * (sorting.h). Work that is long, or whose
 * sender is nobody's party, is left by the first worker to the others, so that there is always
 * one for what is short and signed. Every lane is bounded; who finds no place, or must make way
 * for others, is answered with ERROR_SERVER_BUSY.
 *
 * A page is sealed as soon as the one before it is, with what is ready by then (group commit),
 * a document of each party in turn, as long as they are not too many bytes. Every job pushed
 * is answered exactly once, from a thread of the line or from the one that pushes another. A job
 * and its memory belong to the line from push to done and share no memory with others. The
 * registry given to line_new is the sequencer's from then on; workers read the same
 * state file through registries of their own.
 */
#ifndef ENGINE_LINE_H
#define ENGINE_LINE_H

#include "engine/line/opening.h"

struct line_job;

/* The links of turns.h: the rest is set in the oldest job of a share. */
struct turns_links {
	struct line_job *next;	     /* of the same share */
	struct line_job *next_share; /* its oldest job */
	struct line_job *newest;
	unsigned n; /* jobs of the share */
};

struct line_job {
	void *mem;	   /* root of all that the job needs; line_forget after done */
	const char *bytes; /* below mem */
	size_t size;
	bool dry_run;
	bool ask_warnings;   /* as of struct page_item */
	const char *address; /* below mem, that it comes from; NULL: all of these share turns */
	void *ticket;	     /* the caller's */

	/* After done: */
	struct submission out;
	struct error error; /* where out.outcome is OUTCOME_REFUSED */

	/* Within the line: */
	struct opened opened;
	struct digest share;
	struct turns_links turns;
};

/* How many jobs may wait. */
struct line_bounds {
	unsigned arrivals; /* that nobody has looked at */
	unsigned jobs;	   /* of parties: to be opened, and to be decided */
	unsigned others;   /* of nobody's party, to be opened */
	unsigned dry_runs;
};

struct line_options {
	const char *folder; /* the ledger */
	const char *state_file;
	const struct secret_key *sealing_key;
	unsigned workers;
	struct line_bounds bounds;
	unsigned dry_run_ms; /* that a dry run may take */
	struct instant (*now)(void);
	/*
	 * Whether a page may be sealed at `now`, asked by the sequencer before each one;
	 * -1 with *err: the page's jobs are answered with it. NULL: always.
	 */
	int (*permit)(
		void *ctx, const struct registry *writer, struct instant now, struct error *err);
	/* Whether the process is about to end, so that dry runs are given up; NULL: never. */
	bool (*ending)(void *ctx);
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

/* Takes the job, or returns false when there is no place or it is stopping: answer 503. */
bool line_push(struct line *l, struct line_job *job) MUST_CHECK;

/*
 * Frees an answered job and its memory; of a large one, which is long to free, on the thread that
 * has made it.
 */
void line_forget(struct line *l, struct line_job *job);

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
 * Takes no more jobs, answers those it has (dry runs are given up), ends the threads. NULL is
 * fine. After an
 * error that must be healed (registry_must_heal) the remaining jobs are answered with it.
 */
void line_free(struct line *l);
DEFINE_AUTO(line)

#endif
