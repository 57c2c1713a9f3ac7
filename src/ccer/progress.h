/*
 * progress: what a person at a terminal sees of work that takes more than two seconds:
 * one line on standard error, written over and cleared at the end. Where standard error
 * is no terminal nothing is written, however long it takes.
 */
#ifndef CCER_PROGRESS_H
#define CCER_PROGRESS_H

#include "ccer/command.h"

struct progress {
	const struct command_context *c;
	int64_t started_ms, written_ms;
	bool shown;
};

void progress_start(struct progress *p, const struct command_context *c);

/* A bar; as a callback of the engine's. `progress` is a struct progress. */
void progress_show(void *progress, int64_t done, int64_t all);

/* What is waited for, and for how many seconds: nobody knows how long it will take. */
void progress_wait(struct progress *p, const char *what);

void progress_end(struct progress *p);

#endif
