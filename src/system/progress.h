/*
 * progress: what a person at a terminal sees of work that takes more than two seconds:
 * one line on standard error, written over and cleared at the end. Where standard error
 * is no terminal nothing is written, however long it takes.
 */
#ifndef SYSTEM_PROGRESS_H
#define SYSTEM_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *what;
	int64_t started_ms, written_ms;
	bool shown;
};

/* `what` is worked on or waited for, and must stay; NULL: it needs no name. */
void progress_start(struct progress *p, const char *what);

/* A bar; as a callback of the engine's. `progress` is a struct progress. */
void progress_show(void *progress, int64_t done, int64_t all);

/* "waiting for a server, 7 s", `waiting` being the words before it: nobody knows how long it takes.
 */
void progress_wait(struct progress *p, const char *waiting);

void progress_end(struct progress *p);

#endif
