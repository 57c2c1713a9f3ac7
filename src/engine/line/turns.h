/*
 * turns: a bounded queue in which those who wait take turns.
 *
 * Jobs of one share (line_job.share) wait behind one another; shares come round, a job each.
 * Where there is no place left, the newest job of the share that has most makes way, so that
 * whoever asks for little is never kept out by whoever asks for much. The links are in the jobs,
 * nothing is allocated. Of one thread at a time.
 */
#ifndef ENGINE_TURNS_H
#define ENGINE_TURNS_H

#include "engine/line/line.h"

struct turns {
	struct line_job *first, **last; /* the oldest job of each share, by whose turn it is */
	unsigned n, most;		/* jobs, of all shares */
};

/* Empty, with places for so many. */
void turns_init(struct turns *t, unsigned most);

/*
 * Puts the job behind those of its share. The job that finds no place: this one, or another
 * that is taken out for it; NULL: all have one.
 */
struct line_job *turns_put(struct turns *t, struct line_job *job) MUST_CHECK;

/* The next job, taken out, or NULL. */
struct line_job *turns_take(struct turns *t);

#endif
