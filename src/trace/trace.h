/*
 * trace: a calculation in words, for those who show it.
 *
 * The code that calculates keeps values and the reasons for them (methodology/methodology.h,
 * derivation/derive.h) and makes no text. Here each step gets its name, its expression
 * with and without values, its decimals and, in both languages, where it comes from.
 */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include "base/error.h"
#include "derivation/derive.h"
#include "methodology/methodology.h"

/* One line of a calculation as shown to people. */
struct trace_step {
	const char *symbol, *unit; /* the symbol with its member: "COEF[natural_gas]" */
	const char *expression;	   /* as printed in the methodology; "" for an input */
	const char *substituted;   /* with the values in place of the symbols */
	const char *value;	   /* decimal, exact if it has at most 12 places */
	/*
	 * Where the value comes from, by language: "monitored"; "from table grid.factors,
	 * column CM, edition 2023, inferred from registrations, not published: not evaluated";
	 * or "".
	 */
	const char *note[LANGUAGE_ZH + 1];
	/* What the row of a table rests on, "inferred" (domain/words.h); "": of no table. */
	const char *status;
	const struct rational *exact; /* the value, or the low end of what encloses it */
	const struct rational *upper; /* the high end; NULL: the value is exact */
};

/* Which of the given values were derived, by name, and from what; NULL: that one was not. */
struct trace_sources {
	const void *ctx;
	const struct derived_from *(*derived_from)(const void *ctx, const char *name);
};

/*
 * A result's steps, in their order; `sources` may be NULL. Below mem, good for as long as
 * the methodology lives. NULL: no memory.
 */
const struct trace_step *trace_steps(
	void *mem, const struct methodology_result *result, const struct trace_sources *sources);

/* "from raw data methane: sum of flow * c_in, 8784 rows, 0 missing". NULL: no memory. */
const char *trace_derived(void *mem, const struct derived_from *from, enum language language);

#endif
