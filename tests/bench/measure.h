/*
 * measure: what the benches read of their own process: seconds of a clock, and the peak
 * of resident memory.
 */
#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

#include <stdio.h>
#include <time.h>

static inline double measure_seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* kB; -1: the system does not say. */
static inline int measure_peak_kb(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[128];
	int kb = -1;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "VmHWM: %d", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb;
}

#endif
