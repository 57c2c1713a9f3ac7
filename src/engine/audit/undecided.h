/*
 * undecided: what an audit can say of a copy of a ledger in which some entries are only
 * their leaves (docs/ledger-format.md 3).
 *
 * What a document that is not here decided is not known, so nothing is decided from the
 * first such entry on. The documents that are here are still opened and their
 * signatures hold or do not; whose the keys are is told where the state before that
 * entry or a document behind it declares them. Of the files beside a page the copies of
 * its documents are known, not which of them must be there.
 */
#ifndef ENGINE_AUDIT_UNDECIDED_H
#define ENGINE_AUDIT_UNDECIDED_H

#include "engine/audit/audit.h"
#include "engine/internal.h"
#include "ledger/git/examine.h"

struct undecided {
	struct audit_copy *copy;
	int64_t rules;	      /* version of the last entry; it may rise, by what is not decided */
	struct overlay *keys; /* declared since, over the state before the first leaf */
};

/* Whether the entry, which is the next one, is or comes behind one that is only its leaf. */
bool undecided_from(const struct undecided *u, const struct entry *e);

/* An entry that is only its leaf. The registry's state must stay as it is from here on. */
int undecided_leaf(struct undecided *u, struct registry *r, const struct entry *e,
	struct error *err) MUST_CHECK;

/* A document behind a leaf, opened and authenticated: whose keys signed, which it declares. */
int undecided_document(struct undecided *u, void *mem, const struct document *d,
	const struct entry *e, struct error *err) MUST_CHECK;

/* The entry's leaf into the tree, and nothing into the state; the head goes on. */
int undecided_put(struct registry *r, const struct entry *e, struct error *err) MUST_CHECK;

/*
 * The files that the commit at hand wrote beside its page, as far as they may be there:
 * copies of its documents (by entry, NULL for a leaf) under their kinds' names, and
 * pointers to project folders. Another file is left out. Below mem.
 */
int undecided_files(struct examiner *x, void *mem, const struct page *page,
	const struct document **documents, struct ledger_page *as, struct error *err) MUST_CHECK;

#endif
