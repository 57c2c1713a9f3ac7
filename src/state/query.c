#include "state/query.h"

#include <string.h>

#include <talloc.h>

#include "state/database.h"
#include "state/tables.h"

/* --- records --- */

/*
 * Hands every row to fn as a record; `c` has its parameters bound. A row's long text is
 * freed with the row, so that a walk over everything stays small.
 */
static int give_records(
	struct statement *c, enum record_kind kind, view_each_fn fn, void *ctx, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct record r;
	int got;

	if (!mem)
		return error_no_memory(err);
	while ((got = statement_step(c, err)) > 0) {
		int answer;

		if (tables_read(c, mem, kind, &r, err))
			return -1;
		answer = fn(ctx, &r, err);
		if (answer)
			return answer;
		talloc_free_children(mem);
	}
	return got;
}

int query_records(
	struct state *s, enum record_kind kind, view_each_fn fn, void *ctx, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};
	sqlite3_stmt *stmt = tables_all(s, kind, err);

	if (!stmt || statement_open(s, stmt, &c, err))
		return -1;
	return give_records(&c, kind, fn, ctx, err);
}

int query_reports_of(struct state *s, const struct digest *project, view_each_fn fn, void *ctx,
	struct error *err)
{
	AUTO(statement_close) struct statement c = {0};
	char hex[DIGEST_HEX_SIZE];
	sqlite3_stmt *stmt = tables_select(
		s, &s->query[QUERY_REPORTS_OF], RECORD_REPORT, " WHERE project = ?1", err);

	if (!stmt || statement_open(s, stmt, &c, err))
		return -1;
	statement_bind_text(&c, digest_hex(project, hex));
	return give_records(&c, RECORD_REPORT, fn, ctx, err);
}

int query_blocks_by(struct state *s, const struct digest *document, view_each_fn fn, void *ctx,
	struct error *err)
{
	AUTO(statement_close) struct statement c = {0};
	char hex[DIGEST_HEX_SIZE];
	sqlite3_stmt *stmt = tables_select(
		s, &s->query[QUERY_BLOCKS_BY], RECORD_BLOCK, " WHERE \"by\" = ?1", err);

	if (!stmt || statement_open(s, stmt, &c, err))
		return -1;
	statement_bind_text(&c, digest_hex(document, hex));
	return give_records(&c, RECORD_BLOCK, fn, ctx, err);
}

/* --- holdings --- */

#define HOLDINGS "SELECT code, vintage, account, position, status, sum(last - first + 1) FROM block"
#define GROUPED                                                                                    \
	" GROUP BY code, vintage, account, position, status"                                       \
	" ORDER BY code, vintage, account, position, status"

static sqlite3_stmt *holding_statement(
	struct state *s, bool by_account, bool by_code, struct error *err)
{
	static const struct {
		enum query_statement which;
		const char *sql;
	} forms[2][2] = {
		{{QUERY_HOLDINGS, HOLDINGS GROUPED},
			{QUERY_HOLDINGS_OF_PROJECT, HOLDINGS " WHERE code = ?1" GROUPED}},
		{{QUERY_HOLDINGS_OF_ACCOUNT, HOLDINGS " WHERE account = ?1" GROUPED},
			{QUERY_HOLDINGS_OF_BOTH,
				HOLDINGS " WHERE account = ?1 AND code = ?2" GROUPED}},
	};
	sqlite3_stmt **slot = &s->query[forms[by_account][by_code].which];

	return database_prepare(s, slot, forms[by_account][by_code].sql, err) ? NULL : *slot;
}

static int read_holding(const struct statement *c, struct holding *out, struct error *err)
{
	const struct record_table *t = record_table(RECORD_BLOCK);
	struct record r = record_new(RECORD_BLOCK);
	static const char *const names[] = {"code", "vintage", "account", "position", "status"};
	int64_t sum = sqlite3_column_int64(c->stmt, COUNT_OF(names));

	for (unsigned i = 0, at = 0; i < t->columns_n && at < COUNT_OF(names); i++) {
		if (strcmp(t->columns[i].name, names[at]) != 0)
			continue;
		if (tables_read_column(c, (int)at, NULL, &t->columns[i], &r, err))
			return -1;
		at++;
	}
	if (sum <= 0)
		return database_damaged(c->state, "block", err);
	*out = (struct holding){.code = r.block.code,
		.vintage = r.block.vintage,
		.account = r.block.account,
		.position = r.block.position,
		.status = r.block.status,
		.quantity = tonnes_of(sum)};
	return 0;
}

int query_holdings(struct state *s, const struct account_id *account,
	const struct project_code *code, holding_fn fn, void *ctx, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};
	sqlite3_stmt *stmt = holding_statement(s, account != NULL, code != NULL, err);
	struct holding h;
	int got;

	if (!stmt || statement_open(s, stmt, &c, err))
		return -1;
	if (account)
		statement_bind_text(&c, account->text);
	if (code)
		statement_bind_text(&c, code->text);
	while ((got = statement_step(&c, err)) > 0) {
		int answer = read_holding(&c, &h, err) ? -1 : fn(ctx, &h, err);

		if (answer)
			return answer;
	}
	return got;
}
