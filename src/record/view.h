/*
 * view: what rules may see of the state, and nothing else.
 *
 * Function pointers over records, so that SQLite (state/), an overlay of changes
 * not yet sealed (overlay.h) and an array in tests serve the same rules. Records
 * read are copies; their long columns belong to mem. A reader that fails returns
 * -1 with an error whose HTTP status is 5xx: that is never a refusal.
 */
#ifndef RULES_VIEW_H
#define RULES_VIEW_H

#include "base/error.h"
#include "record/record.h"

/* 0 go on, 1 stop, -1 stop with *err. */
typedef int (*view_each_fn)(void *ctx, const struct record *r, struct error *err);

struct view {
	void *ctx;

	/* The record with the key columns of *r: 1 and *r filled, 0 none, -1 error. */
	int (*get)(void *ctx, void *mem, struct record *r, struct error *err);

	/*
	 * The greatest record whose key is <= that of *r and whose first `same` key
	 * columns equal its: 1 and *r filled, 0 none, -1 error.
	 */
	int (*floor)(void *ctx, void *mem, unsigned same, struct record *r, struct error *err);

	/*
	 * In ascending order of key every record whose key is >= that of *from and
	 * whose first `same` key columns equal its. 0 all seen, 1 stopped, -1 error.
	 */
	int (*each)(void *ctx, void *mem, unsigned same, const struct record *from, view_each_fn fn,
		void *fn_ctx, struct error *err);

	/*
	 * The root of the ledger's first `entries` entries: 1 and *out, 0 where the
	 * ledger had fewer before the page that is being decided, -1. NULL: no root
	 * is known, as in a state held in memory without a ledger.
	 */
	int (*root)(void *ctx, int64_t entries, struct digest *out, struct error *err);
};

/*
 * What everyone may know of another view: the records that public documents alone have
 * made. To ask it for any other (record_table: of_parties) fails with
 * ERROR_DRY_RUN_PARTIES, so that an answer given over it tells nothing of them, not even
 * that they are there. Borrows `under`.
 */
struct public_view {
	struct view view;
	const struct view *under;
};
void public_view_init(struct public_view *p, const struct view *under);

int view_get(const struct view *v, void *mem, struct record *r, struct error *err) MUST_CHECK;
int view_floor(const struct view *v, void *mem, unsigned same, struct record *r,
	struct error *err) MUST_CHECK;
int view_each(const struct view *v, void *mem, unsigned same, const struct record *from,
	view_each_fn fn, void *fn_ctx, struct error *err) MUST_CHECK;

int view_root(
	const struct view *v, int64_t entries, struct digest *out, struct error *err) MUST_CHECK;

/* The project that is registered under a code: 1 and *out, 0 none, -1. */
int view_project(const struct view *v, void *mem, const struct project_code *code,
	struct record *out, struct error *err) MUST_CHECK;

#endif
