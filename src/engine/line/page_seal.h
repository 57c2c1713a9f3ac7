/*
 * page_seal: opened documents decided in order and sealed as one page.
 *
 * One thread calls this. Each document is decided on the state with the page's
 * earlier changes laid over it; accepted ones become the page's entries, refused
 * ones are answered along with it. A clock or rules document ends its page, so that
 * time and rules version are those of the state throughout a page.
 */
#ifndef ENGINE_PAGE_SEAL_H
#define ENGINE_PAGE_SEAL_H

#include "engine/line/opening.h"

/* One document of a page, and what became of it. */
struct page_item {
	void *mem; /* its receipt and refusal are made below this */
	struct opened *opened;
	struct submission *out;
	struct error *error; /* set where out->outcome is OUTCOME_REFUSED */
	/*
	 * Not sealed where it has warnings: then OUTCOME_REFUSED, ERROR_DOCUMENT_WARNED and
	 * out->warnings, and nothing is signed about it.
	 */
	bool ask_warnings;
};

/*
 * Takes as many of the first *n items as make one page (not all of them when one
 * ends it), sets *n to their number and answers each. 0, or -1 with *err when the
 * registry failed: then every item of the page has that error, and after
 * ERROR_STATE_BEHIND nothing more is sealed before registry_heal. Receipts are made after
 * the commit point.
 */
int page_seal(struct registry *r, struct page_item *items, size_t *n, struct instant now,
	struct error *err) MUST_CHECK;

#endif
