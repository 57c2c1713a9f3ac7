#include "ccerd/clock.h"

#include <time.h>

static int64_t read_ms(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct instant clock_now(void)
{
	return (struct instant){read_ms(CLOCK_REALTIME)};
}

int64_t clock_monotonic_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

static int64_t boot_ms(void)
{
	return read_ms(CLOCK_BOOTTIME);
}

const struct clock clock_system = {.now = clock_now, .boot_ms = boot_ms};
