/*
 * database: the SQLite handle of a state, its prepared statements, and the one
 * place where SQLite's errors become ours. Private to state/.
 *
 * Statements are prepared once and kept; a cursor borrows one for the length of a
 * query. Where the kept statement is already stepping, because a callback asks
 * the same question again, the cursor works on a copy of its own. SQL text is
 * either constant or made from the column tables; values are always bound.
 */
#ifndef STATE_DATABASE_H
#define STATE_DATABASE_H

#include <sqlite3.h>

#include "state/seal.h"
#include "state/state.h"

enum { STATE_KEYS_MAX = 6, DATABASE_TIMEOUT_MS = 5000 };

/* Of the tables that are no kind of record, as the statements give them; the seal follows. */
enum { HEAD_COLUMNS = 6, NODE_COLUMNS = 3, ENTRY_COLUMNS = 13 };

/* The statements that are not made from the column tables. */
enum fixed_statement {
	FIXED_BEGIN,
	FIXED_BEGIN_READ,
	FIXED_COMMIT,
	FIXED_ROLLBACK,
	FIXED_HEAD_GET,
	FIXED_HEAD_PUT,
	FIXED_NODE_GET,
	FIXED_NODE_PUT,
	FIXED_NODES,
	FIXED_ENTRY_PUT,
	FIXED_ENTRY_AT,
	FIXED_ENTRY_OF,
	FIXED_ENTRIES,
	FIXED_ENTRIES_OF_PROJECT,
	FIXED_VERSION,
	FIXED_COUNT
};

/* The questions of query.h, prepared when first asked. */
enum query_statement {
	QUERY_HOLDINGS,
	QUERY_HOLDINGS_OF_ACCOUNT,
	QUERY_HOLDINGS_OF_PROJECT,
	QUERY_HOLDINGS_OF_BOTH,
	QUERY_REPORTS_OF,
	QUERY_BLOCKS_BY,
	QUERY_COUNT
};

/* A file as it was when the writer last left it. */
struct file_mark {
	uint64_t device, inode;
	int64_t size, changed_s, changed_ns; /* st_ctim, which nobody can set */
};

enum state_file { FILE_DATABASE, FILE_LOG, FILE_COUNT };

struct state {
	sqlite3 *db;
	const char *file;
	struct view view;
	bool writing; /* between begin and commit or rollback */
	int reading;  /* read_begins not yet ended */
	int log_next; /* frames in the log at which it is to be begun anew */
	struct seal_key key;
	bool counted;		      /* what follows is known: state_check has been through */
	struct row_total total, next; /* of what is committed; of the open transaction */
	int64_t version;	      /* of SQLite's, which others' commits change */
	struct file_mark left[FILE_COUNT];
	sqlite3_stmt *fixed[FIXED_COUNT];
	sqlite3_stmt *query[QUERY_COUNT];
	sqlite3_stmt *all[RECORD_KIND_COUNT];
	sqlite3_stmt *put[RECORD_KIND_COUNT];
	sqlite3_stmt *get[RECORD_KIND_COUNT];
	sqlite3_stmt *floor[RECORD_KIND_COUNT][STATE_KEYS_MAX + 1];
	sqlite3_stmt *each[RECORD_KIND_COUNT][STATE_KEYS_MAX + 1];
};

/* Translates the handle's last error; returns -1. */
int database_error(const struct state *s, struct error *err);

/* Translates a result code of SQLite on the state's file, with its reason; returns -1. */
int database_code_error(const struct state *s, int code, const char *reason, struct error *err);

/* Something in the file that this program cannot have written; returns -1. */
int database_damaged(const struct state *s, const char *reason, struct error *err);

/* ERROR_STATE_LAYOUT with both numbers; returns -1. */
int database_layout_error(
	const struct state *s, int64_t found, int64_t expected, struct error *err);

/* Opens the file with the room's settings into s->db; its layout is not looked at. */
int database_open(struct state *s, struct error *err) MUST_CHECK;

/* Notes how the writer leaves the files, where it has a key. */
void database_mark(struct state *s);

/* Whether the files are as it left them; whether the database is the same file at all. */
bool database_is_as_left(const struct state *s);
bool database_is_there(const struct state *s);

/* Finalises every statement and closes. */
void database_close(struct state *s);

/* Runs constant SQL of one or more statements; their rows, if any, are ignored. */
int database_run(struct state *s, const char *sql, struct error *err) MUST_CHECK;

/* The first column of the first row of constant SQL. */
int database_integer(struct state *s, const char *sql, int64_t *out, struct error *err) MUST_CHECK;

/* Prepares sql into *slot unless that was done before. */
int database_prepare(
	struct state *s, sqlite3_stmt **slot, const char *sql, struct error *err) MUST_CHECK;

/* Prepares every fixed statement. */
int database_prepare_fixed(struct state *s, struct error *err) MUST_CHECK;

/* A statement at work. A failed binding is remembered and reported by the next step. */
struct statement {
	struct state *state;
	sqlite3_stmt *stmt;
	bool own;
	int bound; /* how many parameters were bound */
	bool failed;
	bool sealing; /* what is bound is hashed for the row's seal */
	struct row_hash hash;
};

int statement_open(
	struct state *s, sqlite3_stmt *kept, struct statement *out, struct error *err) MUST_CHECK;
void statement_close(struct statement *c);

/* Each binds the next parameter; the bytes are copied. */
void statement_bind_text(struct statement *c, const char *text);
void statement_bind_integer(struct statement *c, int64_t value);
void statement_bind_digest(struct statement *c, const struct digest *d);

/*
 * Binding a row that is put: between both, every column is bound in its order. The seal, of
 * no bytes where the state has no key, is bound last.
 */
void statement_seal_begin(struct statement *c, int table);
void statement_seal_end(struct statement *c, struct row_seal *out);

/* 1 a row, 0 no more, -1. */
int statement_step(struct statement *c, struct error *err) MUST_CHECK;
/* Steps to the row that a sound file has; ERROR_STATE_CORRUPT, naming `what`, where there is none.
 */
int statement_row(struct statement *c, const char *what, struct error *err) MUST_CHECK;
/* Steps a statement that gives no row. */
int statement_finish(struct statement *c, struct error *err) MUST_CHECK;

/*
 * Whether the row, of so many columns and its seal, is one that was put into the table with
 * this state's key; always, where it has none. ERROR_STATE_CORRUPT. `out` may be NULL.
 */
int statement_seal_check(const struct statement *c, int table, int columns, struct row_seal *out,
	struct error *err) MUST_CHECK;

/* Columns of the row; a type that the column cannot have is ERROR_STATE_CORRUPT. */
int statement_text(const struct statement *c, int column, char *out, size_t size,
	struct error *err) MUST_CHECK;
int statement_digest(
	const struct statement *c, int column, struct digest *out, struct error *err) MUST_CHECK;

#endif
