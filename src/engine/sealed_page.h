/*
 * sealed_page: a page as one value, from the decision to the answer.
 *
 * All that is to become of a page is held once: its place, and for each entry the document, the
 * decision, what is stored of it and its row of the index, which says all that its leaf says.
 * It is made by deciding, appended to the ledger, put into state and tree, and used to answer;
 * nothing after the commit point reads the ledger back. Sealing decides new documents into it;
 * replay and audit decide stored ones into it, with the same functions, so that all three
 * decide on the same view: the state as it was at the page's start, with the changes of the
 * page's earlier entries laid over it. Pure: it writes nothing.
 */
#ifndef ENGINE_SEALED_PAGE_H
#define ENGINE_SEALED_PAGE_H

#include "document/document.h"
#include "ledger/page.h"
#include "rules/decide.h"
#include "state/state.h"

struct sealed_entry {
	const struct document *document; /* decoded; borrowed */
	struct decision decision;
	struct entry entry;	/* as it is stored; borrows the document's or the page's bytes */
	struct state_entry row; /* its leaf and its hash, and who may see it */
};

struct sealed_page {
	int64_t number, first; /* of the page, and of its first entry */
	size_t n, room;
	struct sealed_entry *entries;
	struct overlay *changes; /* of all entries so far, over the state at the page's start */
	struct programs *programs;
};

/*
 * An empty page with room for `room` entries, below mem; the state's view is borrowed, and so
 * are the programs with which entries are decided.
 */
struct sealed_page *sealed_page_new(void *mem, const struct view *state, struct programs *programs,
	const struct state_head *after, size_t room, struct error *err);

/* What the next entry is decided on. */
const struct view *sealed_page_view(const struct sealed_page *p);

/*
 * Decides a document, opened and with its signatures, as the next entry and adds it: 0.
 * 1: not added, since its signer is to look at its warnings first; with held not NULL, which
 * then has them, below the page. -1: decide's refusal or failure. The page is then as it was.
 */
int sealed_page_decide(struct sealed_page *p, const struct document *d, struct instant at,
	int64_t rules, const struct warning_list **held, struct error *err) MUST_CHECK;

/*
 * Decides a stored entry's document again and adds it as it is stored.
 * ERROR_REPLAY_CHANGES: the hash of its changes is not the one that was sealed.
 */
int sealed_page_replay(struct sealed_page *p, const struct document *d, const struct entry *stored,
	struct error *err) MUST_CHECK;

/* What the leaf of an entry says, from its row of the index. */
struct leaf sealed_leaf(const struct state_entry *row);

/* The time of the last entry; the page must have one. */
struct instant sealed_page_time(const struct sealed_page *p);

/* What the ledger stores: the entries, one after the other. */
void sealed_page_write(const struct sealed_page *p, struct buffer *out);

#endif
