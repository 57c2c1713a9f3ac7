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

/* Every record of a kind in order of its key. */
int query_records(struct state *s, enum record_kind kind, view_each_fn fn, void *ctx,
	struct error *err) MUST_CHECK;

/* Blocks of an account, or (account NULL) all blocks that a document froze or retired. */
int query_blocks(struct state *s, const struct account_id *account, const struct digest *by,
	view_each_fn fn, void *ctx, struct error *err) MUST_CHECK;

/*
 * What must hold after every entry (rulebook, "What is always true"): blocks are
 * disjoint, cover 1..next-1 of every project and vintage, issued rows add up,
 * open and used of obligations equal their applications. ERROR_STATE_INVARIANT
 * (argument `what`).
 */
int query_invariants(struct state *s, struct error *err) MUST_CHECK;

#endif
