/*
 * The state as rules see it (record/view.h): each read is one statement over
 * the primary key.
 */
#include "state/view.h"

#include <assert.h>

#include "state/tables.h"

static int read_one(struct statement *c, void *mem, struct record *r, struct error *err)
{
	int found = statement_step(c, err);

	if (found <= 0)
		return found;
	return tables_read(c, mem, r->kind, r, err) ? -1 : 1;
}

static int view_get_record(void *ctx, void *mem, struct record *r, struct error *err)
{
	struct state *s = ctx;
	AUTO(statement_close) struct statement c = {0};
	sqlite3_stmt *stmt = tables_get(s, r->kind, err);

	if (!stmt || statement_open(s, stmt, &c, err))
		return -1;
	tables_bind(&c, r, 0, record_table(r->kind)->keys_n);
	return read_one(&c, mem, r, err);
}

static int view_floor_record(
	void *ctx, void *mem, unsigned same, struct record *r, struct error *err)
{
	struct state *s = ctx;
	AUTO(statement_close) struct statement c = {0};
	sqlite3_stmt *stmt;

	assert(same <= record_table(r->kind)->keys_n);
	stmt = tables_floor(s, r->kind, same, err);
	if (!stmt || statement_open(s, stmt, &c, err))
		return -1;
	tables_bind(&c, r, 0, record_table(r->kind)->keys_n);
	return read_one(&c, mem, r, err);
}

static int view_each_record(void *ctx, void *mem, unsigned same, const struct record *from,
	view_each_fn fn, void *fn_ctx, struct error *err)
{
	struct state *s = ctx;
	AUTO(statement_close) struct statement c = {0};
	sqlite3_stmt *stmt;
	struct record r = {.kind = from->kind};
	int got;

	assert(same <= record_table(from->kind)->keys_n);
	stmt = tables_each(s, from->kind, same, err);
	if (!stmt || statement_open(s, stmt, &c, err))
		return -1;
	tables_bind(&c, from, 0, record_table(from->kind)->keys_n);
	while ((got = read_one(&c, mem, &r, err)) > 0) {
		int answer = fn(fn_ctx, &r, err);

		if (answer)
			return answer;
	}
	return got;
}

struct view state_view_of(struct state *s)
{
	return (struct view){
		.ctx = s,
		.get = view_get_record,
		.floor = view_floor_record,
		.each = view_each_record,
	};
}
