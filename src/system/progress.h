/*
 * progress: what a person at a terminal sees of work that takes more than two seconds:
 * one line on standard error, overwritten as it goes and cleared at the end. Where standard
 * error is not a terminal, nothing is written, however long it takes.
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

/* `what` names what is worked on or waited for, and must stay valid; NULL: no name is needed. */
void progress_start(struct progress *p, const char *what);

/* Shows a bar; a callback for the engine. `progress` is a struct progress. */
void progress_show(void *progress, int64_t done, int64_t all);

/* "waiting for a server, 7 s", `waiting` being the words; no bar, as the end is not known. */
void progress_wait(struct progress *p, const char *waiting);

void progress_end(struct progress *p);

#endif
