/*
 * limits: the bounds of base/limits.h that concern a server, as rows for people and
 * for machines: ccerd --help and GET /metrics show the same.
 */
#ifndef CCERD_LIMITS_H
#define CCERD_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/macros.h"

struct limit_row {
	const char *name; /* of the metric, after "ccer_limit_"; the unit comes last */
	int64_t value;
	const char *zh, *en; /* what it bounds */
};

/* All rows, n of them. */
const struct limit_row *limits_rows(size_t *n);

/*
 * Lets this process open as many descriptors as the limits need.
 * ERROR_SERVER_DESCRIPTORS if the system does not allow that.
 */
int limits_take_descriptors(struct error *err) MUST_CHECK;

#endif
