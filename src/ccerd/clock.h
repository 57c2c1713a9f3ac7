/*
 * clock: the one place where the server reads the time.
 *
 * Everything below takes an instant as an argument. The server's own clock is a
 * value, so that tests can give it another one.
 */
#ifndef CCERD_CLOCK_H
#define CCERD_CLOCK_H

#include "base/time.h"

struct clock {
	struct instant (*now)(void);
	int64_t (*boot_ms)(void); /* only goes up, even while the machine sleeps */
};

/* The machine's clock. */
extern const struct clock clock_system;

/* Milliseconds of the system's clock. */
struct instant clock_now(void);

/* Milliseconds that only go up, for durations. */
int64_t clock_monotonic_ms(void);

#endif
