/*
 * query: what people ask of the state beyond single records: holdings, statistics,
 * lists. Reads only; each function runs one prepared statement.
 */
#ifndef STATE_QUERY_H
#define STATE_QUERY_H

#include "state/state.h"

/* Sums of units by project code, vintage, account, position and status. */
struct holding {
	struct project_code code;
	int64_t vintage;
	struct account_id account;
	enum unit_position position;
	enum unit_status status;
	struct tonnes quantity;
};

typedef int (*holding_fn)(void *ctx, const struct holding *h, struct error *err);

/* Holdings in order; of one account and / or project when given. */
int query_holdings(struct state *s, const struct account_id *account,
	const struct project_code *code, holding_fn fn, void *ctx, struct error *err) MUST_CHECK;

/* The blocks that the document froze, retired or cancelled, in order. */
int query_blocks_by(struct state *s, const struct digest *document, view_each_fn fn, void *ctx,
	struct error *err) MUST_CHECK;

/*
 * Every record of a kind in order of its key. Long text of a record lives until fn
 * returns.
 */
int query_records(struct state *s, enum record_kind kind, view_each_fn fn, void *ctx,
	struct error *err) MUST_CHECK;

/* The accounting reports of a project, in order of key. */
int query_reports_of(struct state *s, const struct digest *project, view_each_fn fn, void *ctx,
	struct error *err) MUST_CHECK;

/*
 * What must hold after every entry (rulebook, "What is always true"): blocks are
 * sound and disjoint and cover 1..next-1 of every project and vintage, the issued
 * rows of reports add up to them, nothing is issued that is not registered nor
 * verified above the calculation, what is frozen or retired names the document
 * that did it and adds up to that document's quantity, and open and used of
 * obligations are those of their applications. ERROR_STATE_INVARIANT with
 * arguments `what` (the check's name) and `where` (the first key that breaks it).
 */
int query_invariants(struct state *s, struct error *err) MUST_CHECK;

#endif
