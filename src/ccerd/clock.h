/*
 * clock: the one place where the server reads what time it is.
 *
 * Everything below gets an instant as an argument.
 */
#ifndef CCERD_CLOCK_H
#define CCERD_CLOCK_H

#include "base/time.h"

/* Milliseconds of the system's clock. */
struct instant clock_now(void);

/* Milliseconds that only go up, for durations. */
int64_t clock_monotonic_ms(void);

#endif
