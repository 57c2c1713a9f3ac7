/*
 * opening: the stages of a submission that need no order: read, repeated, known
 * keys, authenticate, decode; and, for a dry run, what the rules would say.
 *
 * Safe side by side: each worker has a registry of its own, opened to follow. What
 * is decided here on a state that moves meanwhile is only whether keys are known
 * at all and whether the document is sealed already; both are asked again by the
 * one thread that decides. Cheap checks stand first.
 */
#ifndef ENGINE_OPENING_H
#define ENGINE_OPENING_H

#include "engine/registry.h"

enum opening_state {
	OPENING_FAILED,	    /* error; not to be signed */
	OPENING_REFUSED,    /* error, after the document's signatures held */
	OPENING_ACCEPTABLE, /* a dry run that would be sealed */
	OPENING_READY,	    /* to be decided */
};

struct opened {
	enum opening_state state;
	struct document *d; /* NULL when it could not be read */
	struct error error;
	struct error_list *faults; /* of a dry run; NULL otherwise */
	size_t rows_n;		   /* of an acceptable dry run of an accounting report */
	const struct recomputed_row *rows;
};

/*
 * Opens a submission against the registry's state; the document and all else
 * below mem. `now` matters to dry runs only.
 */
void opening_run(struct registry *r, void *mem, const char *bytes, size_t size, bool dry_run,
	struct instant now, struct opened *out);

/*
 * A dry run and what could not be opened end with opening: true, with the answer and,
 * where it is OUTCOME_REFUSED, its error. Everything else goes on to page_seal.
 */
bool opening_ends(const struct opened *o, struct submission *out, struct error *err) MUST_CHECK;

#endif
