#include "state/database.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
	LOG_CHECKPOINT = 1000, /* frames, one page each, at which the log is copied into the file */
	LOG_RESTART = 2000,    /* and at which the log is begun anew */
	LOG_WAIT_MS = 200,     /* for readers, before it is left for later */
};

#define ENTRY_ROW                                                                                  \
	"sequence, page, page_first, page_entries, time, rules, document, signatures, changes,"    \
	" leaf, kind, readers, project, seal"

static const char *const fixed_sql[FIXED_COUNT] = {
	[FIXED_BEGIN] = "BEGIN IMMEDIATE",
	[FIXED_BEGIN_READ] = "BEGIN",
	[FIXED_COMMIT] = "COMMIT",
	[FIXED_ROLLBACK] = "ROLLBACK",
	[FIXED_HEAD_GET] = "SELECT mark, pages, entries, last_time, checkpoint, total, seal"
			   " FROM ledger_head",
	[FIXED_HEAD_PUT] = "UPDATE ledger_head SET mark = ?1, pages = ?2, entries = ?3,"
			   " last_time = ?4, checkpoint = ?5, total = ?6, seal = ?7",
	[FIXED_NODE_GET] = "SELECT level, position, hash, seal FROM ledger_node"
			   " WHERE level = ?1 AND position = ?2",
	[FIXED_NODE_PUT] = "INSERT INTO ledger_node (level, position, hash, seal)"
			   " VALUES (?1, ?2, ?3, ?4)",
	[FIXED_NODES] = "SELECT level, position, hash, seal FROM ledger_node",
	[FIXED_ENTRY_PUT] = "INSERT INTO ledger_entry (" ENTRY_ROW ")"
			    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
			    " ?14)",
	[FIXED_ENTRY_AT] = "SELECT " ENTRY_ROW " FROM ledger_entry WHERE sequence = ?1",
	[FIXED_ENTRY_OF] = "SELECT " ENTRY_ROW " FROM ledger_entry WHERE document = ?1",
	[FIXED_ENTRIES] = "SELECT " ENTRY_ROW " FROM ledger_entry"
			  " WHERE sequence >= ?1 ORDER BY sequence",
	[FIXED_ENTRIES_OF_PROJECT] = "SELECT " ENTRY_ROW " FROM ledger_entry"
				     " WHERE sequence >= ?1 AND project = ?2 ORDER BY sequence",
	[FIXED_VERSION] = "PRAGMA data_version",
};

int database_damaged(const struct state *s, const char *reason, struct error *err)
{
	return error_set(
		err, ERROR_STATE_CORRUPT, NULL, "", "file", s->file, "reason", reason, NULL);
}

int database_error(const struct state *s, struct error *err)
{
	if (!s->db)
		return error_no_memory(err);
	return database_code_error(s, sqlite3_errcode(s->db), sqlite3_errmsg(s->db), err);
}

int database_code_error(const struct state *s, int code, const char *reason, struct error *err)
{
	switch (code & 0xff) {
	case SQLITE_NOMEM:
		return error_no_memory(err);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_MISMATCH:
	case SQLITE_CONSTRAINT:
		return database_damaged(s, reason, err);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return error_set(err, ERROR_STATE_BUSY, NULL, "", "file", s->file, NULL);
	case SQLITE_FULL:
		return error_set(err, ERROR_DISK_FULL, NULL, "", "file", s->file, NULL);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return error_set(err, ERROR_IO, NULL, "", "file", s->file, "reason", reason, NULL);
	default:
		return error_set(
			err, ERROR_STATE_SQLITE, NULL, "", "file", s->file, "reason", reason, NULL);
	}
}

int database_layout_error(const struct state *s, int64_t found, int64_t expected, struct error *err)
{
	char found_text[24], expected_text[24];

	snprintf(found_text, sizeof(found_text), "%lld", (long long)found);
	snprintf(expected_text, sizeof(expected_text), "%lld", (long long)expected);
	return error_set(err, ERROR_STATE_LAYOUT, NULL, "", "file", s->file, "found", found_text,
		"expected", expected_text, NULL);
}

/*
 * SQLite begins the log anew only when a commit finds no reader in it at all, so with
 * readers taking turns it would grow for ever. Once it is long, the commit waits for
 * those who read the old part; those who come meanwhile read from the file. A reader who
 * keeps a snapshot for long is waited for in vain, LOG_WAIT_MS for every LOG_CHECKPOINT
 * frames more: a log that stays long is no failure of the commit.
 */
static int after_commit(void *arg, sqlite3 *db, const char *name, int frames)
{
	struct state *s = arg;

	if (frames < LOG_RESTART)
		s->log_next = LOG_RESTART;
	if (frames < LOG_CHECKPOINT)
		return SQLITE_OK;
	if (frames < s->log_next) {
		sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
		return SQLITE_OK;
	}
	s->log_next = frames + LOG_CHECKPOINT;
	sqlite3_busy_timeout(db, LOG_WAIT_MS);
	sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	sqlite3_busy_timeout(db, DATABASE_TIMEOUT_MS);
	return SQLITE_OK;
}

/*
 * WAL, so that readers of another connection see whole pages while one is being
 * written. FULL: a commit is on the disk when it returns. The ledger is the truth
 * and its ref is on the disk before a page's transaction commits, so a crash can
 * leave the state behind the ledger (replay brings it up) but never ahead of it;
 * a lost commit would cost only time, and at the price of one sync a page a
 * normal start replays nothing. `cell_size_check` and the refusal of untrusted
 * schema find a damaged file instead of reading through it. What somebody else put
 * into the schema does nothing: there are no triggers and no views. Nothing is
 * written before the commit (`cache_spill`), so that what is rolled back leaves the
 * files as they were.
 */
int database_open(struct state *s, struct error *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
		    SQLITE_OPEN_EXRESCODE;

	if (sqlite3_open_v2(s->file, &s->db, flags, NULL) != SQLITE_OK)
		return database_error(s, err);
	sqlite3_busy_timeout(s->db, DATABASE_TIMEOUT_MS);
	sqlite3_wal_hook(s->db, after_commit, s);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	return database_run(s,
		"PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_spill = "
		"OFF;"
		" PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		" PRAGMA temp_store = MEMORY",
		err);
}

/* --- the files, as the writer left them --- */

/* All zero: there is no such file. */
static struct file_mark mark_of(const struct state *s, enum state_file which)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s%s", s->file, which == FILE_LOG ? "-wal" : "");
	if (stat(path, &st) != 0)
		return (struct file_mark){0};
	return (struct file_mark){
		st.st_dev, st.st_ino, st.st_size, st.st_ctim.tv_sec, st.st_ctim.tv_nsec};
}

void database_mark(struct state *s)
{
	for (int i = 0; s->key.given && i < FILE_COUNT; i++)
		s->left[i] = mark_of(s, (enum state_file)i);
}

bool database_is_there(const struct state *s)
{
	struct file_mark now = mark_of(s, FILE_DATABASE);

	return now.inode == s->left[FILE_DATABASE].inode &&
	       now.device == s->left[FILE_DATABASE].device;
}

bool database_is_as_left(const struct state *s)
{
	for (int i = 0; i < FILE_COUNT; i++) {
		const struct file_mark *left = &s->left[i];
		struct file_mark now = mark_of(s, (enum state_file)i);

		if (now.device != left->device || now.inode != left->inode ||
			now.size != left->size || now.changed_s != left->changed_s ||
			now.changed_ns != left->changed_ns)
			return false;
	}
	return true;
}

static void finalize_all(sqlite3_stmt **statements, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sqlite3_finalize(statements[i]);
		statements[i] = NULL;
	}
}

void database_close(struct state *s)
{
	finalize_all(s->fixed, FIXED_COUNT);
	finalize_all(s->query, QUERY_COUNT);
	finalize_all(s->all, RECORD_KIND_COUNT);
	finalize_all(s->put, RECORD_KIND_COUNT);
	finalize_all(s->get, RECORD_KIND_COUNT);
	for (size_t i = 0; i < RECORD_KIND_COUNT; i++) {
		finalize_all(s->floor[i], STATE_KEYS_MAX + 1);
		finalize_all(s->each[i], STATE_KEYS_MAX + 1);
	}
	sqlite3_close(s->db);
	s->db = NULL;
}

int database_run(struct state *s, const char *sql, struct error *err)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return database_error(s, err);
	return 0;
}

static void statement_auto(sqlite3_stmt **stmt)
{
	sqlite3_finalize(*stmt);
}

int database_integer(struct state *s, const char *sql, int64_t *out, struct error *err)
{
	AUTO(statement_auto) sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL) != SQLITE_OK ||
		sqlite3_step(stmt) != SQLITE_ROW)
		return database_error(s, err);
	*out = sqlite3_column_int64(stmt, 0);
	return 0;
}

int database_prepare(struct state *s, sqlite3_stmt **slot, const char *sql, struct error *err)
{
	if (*slot)
		return 0;
	if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL) != SQLITE_OK)
		return database_error(s, err);
	return 0;
}

int database_prepare_fixed(struct state *s, struct error *err)
{
	for (size_t i = 0; i < FIXED_COUNT; i++)
		if (database_prepare(s, &s->fixed[i], fixed_sql[i], err))
			return -1;
	return 0;
}

int statement_open(struct state *s, sqlite3_stmt *kept, struct statement *out, struct error *err)
{
	struct statement c = {.state = s, .stmt = kept};

	if (sqlite3_stmt_busy(kept)) {
		c.own = true;
		if (sqlite3_prepare_v2(s->db, sqlite3_sql(kept), -1, &c.stmt, NULL) != SQLITE_OK)
			return database_error(s, err);
	}
	*out = c;
	return 0;
}

void statement_close(struct statement *c)
{
	if (!c->stmt)
		return;
	if (c->own) {
		sqlite3_finalize(c->stmt);
	} else {
		sqlite3_reset(c->stmt);
		sqlite3_clear_bindings(c->stmt);
	}
	c->stmt = NULL;
}

void statement_bind_text(struct statement *c, const char *text)
{
	size_t n = strlen(text);

	if (c->sealing)
		row_hash_bytes(&c->hash, text, n);
	if (sqlite3_bind_text(c->stmt, ++c->bound, text, (int)n, SQLITE_TRANSIENT) != SQLITE_OK)
		c->failed = true;
}

void statement_bind_integer(struct statement *c, int64_t value)
{
	if (c->sealing)
		row_hash_integer(&c->hash, value);
	if (sqlite3_bind_int64(c->stmt, ++c->bound, value) != SQLITE_OK)
		c->failed = true;
}

static void bind_blob(struct statement *c, const void *bytes, size_t size)
{
	if (sqlite3_bind_blob(c->stmt, ++c->bound, bytes, (int)size, SQLITE_TRANSIENT) != SQLITE_OK)
		c->failed = true;
}

void statement_bind_digest(struct statement *c, const struct digest *d)
{
	if (c->sealing)
		row_hash_bytes(&c->hash, d->bytes, DIGEST_SIZE);
	bind_blob(c, d->bytes, DIGEST_SIZE);
}

void statement_seal_begin(struct statement *c, int table)
{
	c->sealing = c->state->key.given;
	if (c->sealing)
		row_hash_begin(&c->hash, &c->state->key, table);
}

void statement_seal_end(struct statement *c, struct row_seal *out)
{
	*out = (struct row_seal){0};
	if (c->sealing)
		*out = row_hash_end(&c->hash);
	bind_blob(c, out->seal, c->sealing ? sizeof(out->seal) : 0);
	c->sealing = false;
}

/* The hash of the row's columns as SQLite gives them. */
static struct row_seal hash_of_row(const struct statement *c, int table, int columns)
{
	struct row_hash h;

	row_hash_begin(&h, &c->state->key, table);
	for (int i = 0; i < columns; i++) {
		const void *bytes;

		if (sqlite3_column_type(c->stmt, i) == SQLITE_INTEGER) {
			row_hash_integer(&h, sqlite3_column_int64(c->stmt, i));
			continue;
		}
		bytes = sqlite3_column_blob(c->stmt, i);
		row_hash_bytes(&h, bytes, (size_t)sqlite3_column_bytes(c->stmt, i));
	}
	return row_hash_end(&h);
}

int statement_seal_check(
	const struct statement *c, int table, int columns, struct row_seal *out, struct error *err)
{
	struct row_seal row;

	if (!c->state->key.given)
		return 0;
	row = hash_of_row(c, table, columns);
	if (sqlite3_column_bytes(c->stmt, columns) != SEAL_SIZE ||
		sodium_memcmp(sqlite3_column_blob(c->stmt, columns), row.seal, SEAL_SIZE) != 0)
		return database_damaged(c->state, "a row is not as it was written", err);
	if (out)
		*out = row;
	return 0;
}

int statement_step(struct statement *c, struct error *err)
{
	assert(c->bound == sqlite3_bind_parameter_count(c->stmt));
	if (c->failed)
		return database_error(c->state, err);
	switch (sqlite3_step(c->stmt)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		return database_error(c->state, err);
	}
}

int statement_row(struct statement *c, const char *what, struct error *err)
{
	int got = statement_step(c, err);

	if (got == 0)
		return database_damaged(c->state, what, err);
	return got > 0 ? 0 : -1;
}

int statement_finish(struct statement *c, struct error *err)
{
	int got = statement_step(c, err);

	assert(got <= 0);
	return got;
}

int statement_text(const struct statement *c, int column, char *out, size_t size, struct error *err)
{
	const char *text = (const char *)sqlite3_column_text(c->stmt, column);
	size_t n = (size_t)sqlite3_column_bytes(c->stmt, column);

	if (!text)
		return error_no_memory(err);
	if (n >= size || strlen(text) != n)
		return database_damaged(c->state, sqlite3_column_name(c->stmt, column), err);
	memcpy(out, text, n + 1);
	return 0;
}

int statement_digest(const struct statement *c, int column, struct digest *out, struct error *err)
{
	const void *bytes = sqlite3_column_blob(c->stmt, column);

	if (sqlite3_column_bytes(c->stmt, column) != DIGEST_SIZE)
		return database_damaged(c->state, sqlite3_column_name(c->stmt, column), err);
	memcpy(out->bytes, bytes, DIGEST_SIZE);
	return 0;
}
