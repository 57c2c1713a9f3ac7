/*
 * opening: the stages of a submission that need no order: read, repeated, known
 * keys, authenticate, decode; and, for a dry run, what the rules would say.
 *
 * Safe in parallel: each worker has a registry of its own, opened to follow. All that
 * is decided here on a state that changes meanwhile is whether the keys are known at
 * all and whether the document is sealed already; the one thread that decides asks
 * both again. Cheap checks come first.
 */
#ifndef ENGINE_OPENING_H
#define ENGINE_OPENING_H

#include "engine/registry.h"

enum opening_state {
	OPENING_FAILED,	     /* error; no refusal is signed */
	OPENING_REFUSED,     /* error, after the document's signatures were found to hold */
	OPENING_ACCEPTABLE,  /* a dry run that would be sealed */
	OPENING_WELL_FORMED, /* a dry run of which only the form may be told: it is right */
	OPENING_READY,	     /* to be decided */
	OPENING_REPEATED,    /* sealed already, as this state has it: nothing else was looked at */
};

struct opened {
	enum opening_state state;
	struct document *d; /* NULL when it could not be read */
	struct error error;
	struct error_list *faults;	     /* of a dry run; NULL otherwise */
	const struct warning_list *warnings; /* of a well-formed dry run; NULL otherwise */
	size_t rows_n;			     /* of an acceptable dry run of an accounting report */
	const struct recomputed_row *rows;
};

/*
 * Opens a submission against the registry's state; the document and everything
 * else is below mem.
 */
void opening_run(struct registry *r, void *mem, const char *bytes, size_t size, struct opened *out);

/* Whether nobody waits for a dry run any more: as in base/effort.h. */
typedef int (*opening_given_up_fn)(void *ctx, struct error *err);

/*
 * The same of a dry run, which is bounded by LIMIT_DRY_RUN_OPERATIONS, and by whoever gives it
 * up (NULL: nobody): ERROR_DRY_RUN_WORK, or given_up's own.
 */
void opening_try(struct registry *r, void *mem, const char *bytes, size_t size, struct instant now,
	opening_given_up_fn given_up, void *ctx, struct opened *out);

/*
 * Dry runs, and submissions that could not be opened, end with opening: true, with the
 * answer and, where it is OUTCOME_REFUSED, its error. All others go on to page_seal.
 */
bool opening_ends(const struct opened *o, struct submission *out, struct error *err) MUST_CHECK;

#endif
