/*
 * Whether the file is as its writer left it: at the start by reading all of it, while it is
 * open by asking whether anybody has touched it, and then by reading all of it.
 */
#include <assert.h>
#include <string.h>

#include "state/database.h"
#include "state/tables.h"

void state_seal(struct state *s, const uint8_t key[STATE_KEY_SIZE])
{
	_Static_assert((int)STATE_KEY_SIZE == (int)SEAL_KEY_SIZE, "one key");
	s->key.given = true;
	memcpy(s->key.bytes, key, SEAL_KEY_SIZE);
}

/* A walk over all rows. */
struct count {
	struct state *state;
	struct row_total total;
	int64_t done, all;
	void (*progress)(void *ctx, int64_t done, int64_t all);
	void *ctx;
};

enum { PROGRESS_ROWS = 4096 };

static int count_rows(
	struct count *x, sqlite3_stmt *stmt, int table, int columns, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};
	struct row_seal row;
	int got;

	if (!stmt || statement_open(x->state, stmt, &c, err))
		return -1;
	if (table == TABLE_ENTRY)
		statement_bind_integer(&c, 0);
	while ((got = statement_step(&c, err)) > 0) {
		if (statement_seal_check(&c, table, columns, &row, err))
			return -1;
		row_total_add(&x->total, &row);
		if (++x->done % PROGRESS_ROWS == 0 && x->progress)
			x->progress(x->ctx, x->done, x->done > x->all ? x->done : x->all);
	}
	return got;
}

static int count_all(struct count *x, struct error *err)
{
	struct state *s = x->state;

	for (int kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++)
		if (count_rows(x, tables_all(s, (enum record_kind)kind, err), kind,
			    (int)record_table((enum record_kind)kind)->columns_n, err))
			return -1;
	if (count_rows(x, s->fixed[FIXED_ENTRIES], TABLE_ENTRY, ENTRY_COLUMNS, err))
		return -1;
	return count_rows(x, s->fixed[FIXED_NODES], TABLE_NODE, NODE_COLUMNS, err);
}

/* --- SQLite's own part --- */

static void statement_auto(sqlite3_stmt **stmt)
{
	sqlite3_finalize(*stmt);
}

/* SQL that gives no row where all is well; the first column says what is not. */
static int find_nothing(struct state *s, const char *sql, struct error *err)
{
	AUTO(statement_auto) sqlite3_stmt *stmt = NULL;
	const char *found;

	if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return database_error(s, err);
	switch (sqlite3_step(stmt)) {
	case SQLITE_DONE:
		return 0;
	case SQLITE_ROW:
		found = (const char *)sqlite3_column_text(stmt, 0);
		return database_damaged(s, found ? found : "?", err);
	default:
		return database_error(s, err);
	}
}

/* Hashes what stands in a schema, in an order of its own. */
static int schema_hash(struct state *s, struct digest *out, struct error *err)
{
	AUTO(statement_auto) sqlite3_stmt *stmt = NULL;
	struct digest_stream stream;
	int got;

	if (sqlite3_prepare_v2(s->db,
		    "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') ||"
		    " char(10) FROM sqlite_schema ORDER BY 1",
		    -1, &stmt, NULL) != SQLITE_OK)
		return database_error(s, err);
	digest_begin(&stream);
	while ((got = sqlite3_step(stmt)) == SQLITE_ROW)
		digest_add(&stream, sqlite3_column_text(stmt, 0),
			(size_t)sqlite3_column_bytes(stmt, 0));
	if (got != SQLITE_DONE)
		return database_error(s, err);
	*out = digest_end(&stream);
	return 0;
}

/* The schema is that of a new state: no trigger, view or index of somebody else's. */
static int check_schema(struct state *s, struct error *err)
{
	AUTO(state_auto) struct state *fresh = state_open(":memory:", err);
	struct digest here, there;

	if (!fresh || schema_hash(s, &here, err) || schema_hash(fresh, &there, err))
		return -1;
	return digest_equal(&here, &there) ? 0 : database_damaged(s, "sqlite_schema", err);
}

/* --- all of it --- */

/* The head's words on the total: it is made with the key, so they are the writer's. */
static int total_fits(struct count *x, struct error *err)
{
	struct state *s = x->state;
	AUTO(statement_close) struct statement c = {0};
	uint8_t wanted[TOTAL_SIZE];

	if (statement_open(s, s->fixed[FIXED_HEAD_GET], &c, err))
		return -1;
	if (statement_row(&c, "ledger_head", err))
		return -1;
	if (sqlite3_column_bytes(c.stmt, HEAD_COLUMNS) == 0)
		return x->done ? database_damaged(s, "rows without a head", err) : 0;
	row_total_seal(&x->total, &s->key, wanted);
	if (statement_seal_check(&c, TABLE_HEAD, HEAD_COLUMNS, NULL, err))
		return -1;
	if (sqlite3_column_bytes(c.stmt, HEAD_COLUMNS - 1) != TOTAL_SIZE ||
		sodium_memcmp(sqlite3_column_blob(c.stmt, HEAD_COLUMNS - 1), wanted, TOTAL_SIZE) !=
			0)
		return database_damaged(s, "rows are gone or of another time", err);
	return 0;
}

/* How many rows there are about, for those who wait: a record or two and two nodes an entry. */
static int estimate_rows(struct count *x, struct error *err)
{
	struct state_head head;

	if (state_head(x->state, &head, err))
		return -1;
	x->all = head.entries * 5;
	return 0;
}

static int read_all(struct count *x, struct error *err)
{
	struct state *s = x->state;

	if (check_schema(s, err) ||
		find_nothing(s,
			"SELECT integrity_check FROM pragma_integrity_check(1)"
			" WHERE integrity_check <> 'ok'",
			err) ||
		estimate_rows(x, err) || count_all(x, err))
		return -1;
	return total_fits(x, err);
}

static int data_version(struct state *s, int64_t *out, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};

	if (statement_open(s, s->fixed[FIXED_VERSION], &c, err))
		return -1;
	if (statement_row(&c, "data_version", err))
		return -1;
	*out = sqlite3_column_int64(c.stmt, 0);
	return 0;
}

/* The last step: what is looked at from now on is held against this. */
static int take_count(struct count *x, struct error *err)
{
	struct state *s = x->state;

	if (data_version(s, &s->version, err))
		return -1;
	database_mark(s);
	s->total = s->next = x->total;
	s->counted = true;
	return 0;
}

int state_check(struct state *s, void (*progress)(void *ctx, int64_t done, int64_t all), void *ctx,
	struct error *err)
{
	struct count x = {.state = s, .progress = progress, .ctx = ctx};
	AUTO(state_read_auto) struct state *reading = NULL;

	if (state_read_begin(s, err))
		return -1;
	reading = s;
	return read_all(&x, err) || take_count(&x, err) ? -1 : 0;
}

/* What this state has in memory of the file may be older than what was done to it. */
static int read_again(struct state *s, struct error *err)
{
	struct count x = {.state = s};

	sqlite3_db_release_memory(s->db);
	if (!database_is_there(s))
		return database_damaged(s, "the file is gone or another", err);
	if (read_all(&x, err))
		return -1;
	if (memcmp(&x.total, &s->total, sizeof(x.total)) != 0)
		return database_damaged(s, "an earlier state", err);
	return take_count(&x, err);
}

int state_still(struct state *s, struct error *err)
{
	int64_t version;

	assert(s->writing);
	if (!s->key.given)
		return 0;
	if (data_version(s, &version, err))
		return -1;
	return version == s->version && database_is_as_left(s) ? 0 : read_again(s, err);
}
