/*
 * lookup: a page of a ledger read into its entries, and one entry found without a state.
 *
 * Sequence numbers grow from page to page, so the page of an entry is found by binary search.
 * Nothing is decided again: this says what the ledger holds, not that the ledger is sound.
 */
#ifndef LEDGER_LOOKUP_H
#define LEDGER_LOOKUP_H

#include "ledger/ledger.h"
#include "ledger/page.h"

/*
 * The page of that number, below mem. 1, 0 there is no such page, -1: page_read's errors,
 * placed in the page's path, or ERROR_REPLAY_PAGE where it holds no entry.
 */
int ledger_page_read(struct ledger *l, void *mem, int64_t number, struct page *out,
	struct error *err) MUST_CHECK;

/*
 * The entry of that number at the ledger's head; below mem. 1, 0 the ledger has none, -1:
 * ERROR_REPLAY_PAGE where a page is not whole or ends before the next begins.
 */
int ledger_entry(struct ledger *l, void *mem, int64_t sequence, struct entry *out,
	struct error *err) MUST_CHECK;

#endif
