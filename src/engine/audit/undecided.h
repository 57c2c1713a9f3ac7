/*
 * undecided: what an audit can say of a copy of a ledger in which some entries are only
 * their leaves (docs/ledger-format.md 3).
 *
 * What a document that is not here decided is not known, so deciding stops at the first
 * such entry. The documents that are here are still opened and their
 * signatures checked; whose the keys are is known where the state before that entry, or
 * a document after it, declares them. Of the files beside a page it is known which may
 * be copies of its documents, but not which of them must be there.
 */
#ifndef ENGINE_AUDIT_UNDECIDED_H
#define ENGINE_AUDIT_UNDECIDED_H

#include "engine/audit/audit.h"
#include "engine/internal.h"
#include "ledger/git/examine.h"

struct undecided {
	struct audit_copy *copy;
	int64_t rules;	      /* version of the last entry; what is not decided may raise it */
	struct overlay *keys; /* declared since, over the state before the first leaf */
};

/* Whether the entry, the next one, is only a leaf or comes after one that is. */
bool undecided_from(const struct undecided *u, const struct entry *e);

/* Takes an entry that is only a leaf. The registry's state must stay as it is from here on. */
int undecided_leaf(struct undecided *u, struct registry *r, const struct entry *e,
	struct error *err) MUST_CHECK;

/* Takes a document after a leaf, opened and authenticated: whose keys signed, which it declares. */
int undecided_document(struct undecided *u, void *mem, const struct document *d,
	const struct entry *e, struct error *err) MUST_CHECK;

/* Puts the entry's leaf into the tree and nothing into the state; the head moves on. */
int undecided_put(struct registry *r, const struct entry *e, struct error *err) MUST_CHECK;

/*
 * Of the files that the current commit wrote beside its page, those that may be there:
 * copies of its documents (by entry, NULL for a leaf) under their kinds' names, and
 * pointers to project folders. Any other file is left out. Below mem.
 */
int undecided_files(struct examiner *x, void *mem, const struct page *page,
	const struct document **documents, struct ledger_page *as, struct error *err) MUST_CHECK;

#endif
