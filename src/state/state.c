#include "state/state.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

#include "base/limits.h"
#include "state/database.h"
#include "state/query.h"
#include "state/state_file.h"
#include "state/tables.h"
#include "state/view.h"

static const struct state_head no_head;

/*
 * The layout's number is taken from its own text, so that a changed column table
 * cannot meet an old file: 31 bits of SHA-256, never 0, which is SQLite's "unset".
 */
static int64_t layout_number(const struct buffer *layout)
{
	struct digest d = digest_of(layout->bytes, layout->size);

	return 1 + ((int64_t)(d.bytes[0] & 0x3f) << 24 | d.bytes[1] << 16 | d.bytes[2] << 8 |
			   d.bytes[3]);
}

static int make_tables(
	struct state *s, const struct buffer *layout, int64_t number, struct error *err)
{
	char mark[96];

	snprintf(mark, sizeof(mark), "PRAGMA application_id = %d; PRAGMA user_version = %lld;",
		STATE_APPLICATION_ID, (long long)number);
	if (database_run(s, layout->bytes, err) || database_run(s, mark, err))
		return -1;
	return 0;
}

/* 1: of this layout, 0: a new empty file, -1. */
static int look_at_layout(struct state *s, int64_t number, struct error *err)
{
	int64_t application, found, tables;

	if (database_integer(s, "PRAGMA application_id", &application, err) ||
		database_integer(s, "PRAGMA user_version", &found, err) ||
		database_integer(s, "SELECT count(*) FROM sqlite_schema", &tables, err))
		return -1;
	if (found == 0 && tables == 0)
		return 0;
	if (application != STATE_APPLICATION_ID)
		return database_layout_error(s, 0, number, err);
	if (found != number)
		return database_layout_error(s, found, number, err);
	return 1;
}

/*
 * A new file is looked at again with the write lock held, so that of two programs
 * that open it only one makes the tables. A file that has them is opened without the
 * lock: reading does not wait for a writer.
 */
static int settle_layout(struct state *s, const struct buffer *layout, struct error *err)
{
	int64_t number = layout_number(layout);
	int known = look_at_layout(s, number, err);

	if (known)
		return known < 0 ? -1 : 0;
	if (database_run(s, "BEGIN IMMEDIATE", err))
		return -1;
	known = look_at_layout(s, number, err);
	if (known < 0 || (known == 0 && make_tables(s, layout, number, err)))
		return -1;
	return database_run(s, "COMMIT", err);
}

static int open_state(struct state *s, struct error *err)
{
	AUTO_MEMORY struct buffer *layout = tables_layout(NULL);
	int known;

	if (!layout)
		return error_no_memory(err);
	known = state_file_check(s->file, err);
	if (known < 0 || (known == 0 && state_file_begin(s->file, err) < 0))
		return -1;
	if (database_open(s, err) || settle_layout(s, layout, err))
		return -1;
	return database_prepare_fixed(s, err);
}

struct state *state_open(const char *file, struct error *err)
{
	AUTO(state_auto) struct state *s = talloc_zero(NULL, struct state);

	if (s)
		s->file = talloc_strdup(s, file);
	if (!s || !s->file) {
		error_no_memory(err);
		return NULL;
	}
	s->view = state_view_of(s);
	if (open_state(s, err))
		return NULL;
	return STEAL(s);
}

void state_free(struct state *s)
{
	if (!s)
		return;
	database_close(s);
	talloc_free(s);
}

const struct view *state_view(struct state *s)
{
	return &s->view;
}

/* --- transactions --- */

/* Runs a fixed statement without parameters or rows. */
static int run_fixed(struct state *s, enum fixed_statement which, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};

	if (statement_open(s, s->fixed[which], &c, err))
		return -1;
	return statement_finish(&c, err);
}

int state_begin(struct state *s, struct error *err)
{
	assert(!s->writing && s->reading == 0 && (s->counted || !s->key.given));
	if (run_fixed(s, FIXED_BEGIN, err))
		return -1;
	s->writing = true;
	s->next = s->total;
	return 0;
}

int state_commit(struct state *s, struct error *err)
{
	assert(s->writing);
	if (run_fixed(s, FIXED_COMMIT, err))
		return -1;
	s->writing = false;
	s->total = s->next;
	database_mark(s);
	return 0;
}

/* Some errors make SQLite roll back by itself; then there is nothing left to do. */
static void leave_transaction(struct state *s)
{
	struct error ignored;

	if (!sqlite3_get_autocommit(s->db) && run_fixed(s, FIXED_ROLLBACK, &ignored))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

void state_rollback(struct state *s)
{
	if (!s->writing)
		return;
	leave_transaction(s);
	s->writing = false;
}

/*
 * BEGIN alone takes no snapshot: the first read does, so one is made here. Inside
 * a write the reads see what was written so far, which is one state as well.
 */
int state_read_begin(struct state *s, struct error *err)
{
	struct state_head head;

	if (s->writing || s->reading > 0) {
		s->reading++;
		return 0;
	}
	if (run_fixed(s, FIXED_BEGIN_READ, err))
		return -1;
	if (state_head(s, &head, err)) {
		leave_transaction(s);
		return -1;
	}
	s->reading = 1;
	return 0;
}

void state_read_end(struct state *s)
{
	assert(s->reading > 0);
	if (--s->reading == 0 && !s->writing)
		leave_transaction(s);
}

/* --- records --- */

/* Takes the record that stands under the key of a new one, if any, off the total. */
static int take_replaced(struct state *s, const struct record *r, struct error *err)
{
	const struct record_table *t = record_table(r->kind);
	AUTO(statement_close) struct statement c = {0};
	sqlite3_stmt *stmt = tables_get(s, r->kind, err);
	struct row_seal old;
	int found;

	if (!stmt || statement_open(s, stmt, &c, err))
		return -1;
	tables_bind(&c, r, 0, t->keys_n);
	found = statement_step(&c, err);
	if (found <= 0)
		return found;
	if (statement_seal_check(&c, r->kind, (int)t->columns_n, &old, err))
		return -1;
	row_total_take(&s->next, &old);
	return 0;
}

static int put_record(void *ctx, const struct record *r, struct error *err)
{
	struct state *s = ctx;
	AUTO(statement_close) struct statement c = {0};
	sqlite3_stmt *stmt = tables_put(s, r->kind, err);
	struct row_seal row;

	if (!stmt || statement_open(s, stmt, &c, err) || (s->key.given && take_replaced(s, r, err)))
		return -1;
	statement_seal_begin(&c, r->kind);
	tables_bind(&c, r, 0, record_table(r->kind)->columns_n);
	statement_seal_end(&c, &row);
	row_total_add(&s->next, &row);
	return statement_finish(&c, err);
}

int state_put_changes(struct state *s, const struct overlay *changes, struct error *err)
{
	assert(s->writing);
	return overlay_each(changes, put_record, s, err);
}

/* --- head and nodes --- */

/* Of an empty state nothing is sealed yet: that it has no rows is state_check's to see. */
static bool is_as_made(const struct statement *c, const struct state_head *h)
{
	return h->pages == 0 && h->entries == 0 && !h->mark[0] && !h->checkpoint[0] &&
	       sqlite3_column_bytes(c->stmt, HEAD_COLUMNS) == 0;
}

static int read_head(const struct statement *c, struct state_head *out, struct error *err)
{
	struct state_head head = no_head;

	if (statement_text(c, 0, head.mark, sizeof(head.mark), err) ||
		statement_text(c, 4, head.checkpoint, sizeof(head.checkpoint), err))
		return -1;
	head.pages = sqlite3_column_int64(c->stmt, 1);
	head.entries = sqlite3_column_int64(c->stmt, 2);
	head.last_time.ms = sqlite3_column_int64(c->stmt, 3);
	if (!is_as_made(c, &head) && statement_seal_check(c, TABLE_HEAD, HEAD_COLUMNS, NULL, err))
		return -1;
	*out = head;
	return 0;
}

int state_head(struct state *s, struct state_head *out, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};

	if (statement_open(s, s->fixed[FIXED_HEAD_GET], &c, err))
		return -1;
	if (statement_row(&c, "ledger_head", err))
		return -1;
	return read_head(&c, out, err);
}

int state_put_head(struct state *s, const struct state_head *h, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};
	struct row_seal ignored;
	struct digest total = {{0}};

	assert(s->writing);
	if (statement_open(s, s->fixed[FIXED_HEAD_PUT], &c, err))
		return -1;
	if (s->key.given)
		row_total_seal(&s->next, &s->key, total.bytes);
	statement_seal_begin(&c, TABLE_HEAD);
	statement_bind_text(&c, h->mark);
	statement_bind_integer(&c, h->pages);
	statement_bind_integer(&c, h->entries);
	statement_bind_integer(&c, h->last_time.ms);
	statement_bind_text(&c, h->checkpoint);
	statement_bind_digest(&c, &total);
	statement_seal_end(&c, &ignored);
	return statement_finish(&c, err);
}

int state_node(struct state *s, int level, int64_t index, struct digest *out, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};
	int got;

	if (statement_open(s, s->fixed[FIXED_NODE_GET], &c, err))
		return -1;
	statement_bind_integer(&c, level);
	statement_bind_integer(&c, index);
	got = statement_step(&c, err);
	if (got <= 0)
		return got;
	if (statement_seal_check(&c, TABLE_NODE, NODE_COLUMNS, NULL, err) ||
		statement_digest(&c, 2, out, err))
		return -1;
	return 1;
}

int state_put_node(
	struct state *s, int level, int64_t index, const struct digest *hash, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};
	struct row_seal row;

	assert(s->writing && level >= 0 && index >= 0);
	if (statement_open(s, s->fixed[FIXED_NODE_PUT], &c, err))
		return -1;
	statement_seal_begin(&c, TABLE_NODE);
	statement_bind_integer(&c, level);
	statement_bind_integer(&c, index);
	statement_bind_digest(&c, hash);
	statement_seal_end(&c, &row);
	row_total_add(&s->next, &row);
	return statement_finish(&c, err);
}

/* --- entries --- */

int state_put_entry(struct state *s, const struct state_entry *e, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};
	struct row_seal row;

	assert(s->writing && e->sequence >= 0);
	if (statement_open(s, s->fixed[FIXED_ENTRY_PUT], &c, err))
		return -1;
	statement_seal_begin(&c, TABLE_ENTRY);
	statement_bind_integer(&c, e->sequence);
	statement_bind_integer(&c, e->page);
	statement_bind_integer(&c, e->page_first);
	statement_bind_integer(&c, e->page_entries);
	statement_bind_integer(&c, e->time.ms);
	statement_bind_integer(&c, e->rules);
	statement_bind_digest(&c, &e->document);
	statement_bind_digest(&c, &e->signatures);
	statement_bind_digest(&c, &e->changes);
	statement_bind_digest(&c, &e->leaf);
	statement_bind_text(&c, e->kind);
	statement_bind_integer(&c, e->readers.set);
	statement_bind_digest(&c, &e->project);
	statement_seal_end(&c, &row);
	row_total_add(&s->next, &row);
	return statement_finish(&c, err);
}

static int read_entry(const struct statement *c, struct state_entry *out, struct error *err)
{
	struct state_entry e = {
		.sequence = sqlite3_column_int64(c->stmt, 0),
		.page = sqlite3_column_int64(c->stmt, 1),
		.page_first = sqlite3_column_int64(c->stmt, 2),
		.page_entries = sqlite3_column_int64(c->stmt, 3),
		.time = {sqlite3_column_int64(c->stmt, 4)},
		.rules = sqlite3_column_int64(c->stmt, 5),
		.readers = {(uint32_t)sqlite3_column_int64(c->stmt, 11)},
	};

	if (statement_seal_check(c, TABLE_ENTRY, ENTRY_COLUMNS, NULL, err) ||
		statement_digest(c, 6, &e.document, err) ||
		statement_digest(c, 7, &e.signatures, err) ||
		statement_digest(c, 8, &e.changes, err) || statement_digest(c, 9, &e.leaf, err) ||
		statement_text(c, 10, e.kind, sizeof(e.kind), err) ||
		statement_digest(c, 12, &e.project, err))
		return -1;
	*out = e;
	return 0;
}

static int one_entry(struct statement *c, struct state_entry *out, struct error *err)
{
	int got = statement_step(c, err);

	if (got <= 0)
		return got;
	return read_entry(c, out, err) ? -1 : 1;
}

int state_entry_at(struct state *s, int64_t sequence, struct state_entry *out, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};

	if (statement_open(s, s->fixed[FIXED_ENTRY_AT], &c, err))
		return -1;
	statement_bind_integer(&c, sequence);
	return one_entry(&c, out, err);
}

int state_entry_of(
	struct state *s, const struct digest *document, struct state_entry *out, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};

	if (statement_open(s, s->fixed[FIXED_ENTRY_OF], &c, err))
		return -1;
	statement_bind_digest(&c, document);
	return one_entry(&c, out, err);
}

int state_entries(struct state *s, int64_t from, const struct digest *project, state_entry_fn fn,
	void *ctx, struct error *err)
{
	AUTO(statement_close) struct statement c = {0};
	struct state_entry e;
	int got;

	if (statement_open(
		    s, s->fixed[project ? FIXED_ENTRIES_OF_PROJECT : FIXED_ENTRIES], &c, err))
		return -1;
	statement_bind_integer(&c, from);
	if (project)
		statement_bind_digest(&c, project);
	while ((got = one_entry(&c, &e, err)) > 0) {
		int answer = fn(ctx, &e, err);

		if (answer)
			return answer;
	}
	return got;
}

/* --- the hash --- */

struct hashing {
	struct digest_stream stream;
	struct buffer *line;
};

static int hash_record(void *ctx, const struct record *r, struct error *err)
{
	struct hashing *h = ctx;

	buffer_clear(h->line);
	record_encode(r, h->line);
	if (buffer_ok(h->line, err))
		return -1;
	digest_add(&h->stream, h->line->bytes, h->line->size);
	return 0;
}

int state_hash(struct state *s, struct digest *out, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct hashing h = {.line = mem ? buffer_new(mem, LIMIT_DOCUMENT) : NULL};

	if (!h.line)
		return error_no_memory(err);
	digest_begin(&h.stream);
	for (int kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++)
		if (query_records(s, (enum record_kind)kind, hash_record, &h, err))
			return -1;
	*out = digest_end(&h.stream);
	return 0;
}
