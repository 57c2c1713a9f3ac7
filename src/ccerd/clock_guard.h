/*
 * clock_guard: whether the clock may be used for sealing.
 *
 * An entry's time is never before the last one's, so a clock that is far ahead for
 * a moment would hold the time of all following entries at its own, and nobody could
 * undo that. With a real clock, therefore, nothing is sealed when
 *
 *   the clock has stepped, in sum, by more than LIMIT_CLOCK_MS since the start,
 *   either way, against the clock that counts since the machine was started
 *   (ERROR_CLOCK_JUMPED); or
 *   it is more than LIMIT_CLOCK_MS behind the last entry (ERROR_CLOCK_BEHIND).
 *
 * A clock ahead of the last entry at the start is as it should be: the server was
 * stopped. Once refused, a clock stays refused, even by the next process, for which
 * a file is left, until an operator who has looked at it accepts it. An accepted
 * clock that is behind seals with the last entry's time until it has caught up.
 * Safe from any thread.
 */
#ifndef CCERD_CLOCK_GUARD_H
#define CCERD_CLOCK_GUARD_H

#include <stdbool.h>

#include "base/error.h"
#include "base/macros.h"
#include "ccerd/clock.h"

struct clock_guard;

/* `mark` is the file to be left; clock and file name are copied. NULL: no memory. */
struct clock_guard *clock_guard_new(void *mem, const struct clock *clock, const char *mark);

/*
 * Call it once, before anything is sealed: `last` is the time of the last entry. With
 * `accept` the clock is taken as it is and the file removed; without,
 * ERROR_CLOCK_UNACCEPTED if there is a file, or ERROR_CLOCK_BEHIND. ERROR_IO.
 */
int clock_guard_start(
	struct clock_guard *g, struct instant last, bool accept, struct error *err) MUST_CHECK;

/* Whether sealing at `now`, just read, may follow `last`. -1: ERROR_CLOCK_JUMPED, _BEHIND. */
int clock_guard_permit(struct clock_guard *g, struct instant last, struct instant now,
	struct error *err) MUST_CHECK;

#endif
