/*
 * effort: how much work one thing may cost, counted while it is done.
 *
 * Whoever calculates spends one operation at a time; whoever asked says how many there are,
 * and may give up before they are spent. Efforts lie within one another: what is spent of the
 * inner one is spent of the outer ones too. The count is the same on every machine; whether
 * somebody gave up is not, so nothing that is sealed may depend on that.
 */
#ifndef BASE_EFFORT_H
#define BASE_EFFORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/macros.h"

/* given_up is asked once in so many operations, and before the first. */
enum { EFFORT_STRIDE = 64 };

struct effort {
	uint64_t most; /* operations */
	uint64_t done;
	enum error_code spent; /* what more of them are; it has the argument `most` */
	/* Whether nobody waits for the outcome any more; -1 with *err if so. NULL: never. */
	int (*given_up)(void *ctx, struct error *err);
	void *ctx;
	struct effort *within; /* NULL: none */
};

/* One operation more: 0, or -1 with *err. NULL is an effort without bound. */
int effort_spend(struct effort *e, struct error *err) MUST_CHECK;

#endif
