/*
 * crash_point: places at which a test lets the process die as if the power failed.
 *
 * Only a build configured with --enable-crash-points has them: there the process
 * kills itself at the point that the environment variable CCER_CRASH_AT names. In
 * every other build crash_point is nothing.
 */
#ifndef LEDGER_CRASH_POINT_H
#define LEDGER_CRASH_POINT_H

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#ifdef CCER_CRASH_POINTS
void crash_point(const char *point);
#else
static inline void crash_point(const char *point)
{
	(void)point;
}
#endif

#endif
