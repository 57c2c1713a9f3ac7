/*
 * tables: SQL made from the column tables of record/, and rows read and
 * written through them. Private to state/.
 *
 * One STRICT table without rowid for each kind of record, its primary key the key
 * columns. Words, days, instants, digests and keys are stored in their written form
 * as TEXT, compared byte by byte; integers, booleans and tonnes as INTEGER: so the
 * order of SQLite's keys is that of record_compare. "None" is an empty text. A
 * column of long text holds it whole. Every row ends in its seal (seal.h).
 */
#ifndef STATE_TABLES_H
#define STATE_TABLES_H

#include "state/database.h"

/* The whole layout as SQL, one buffer below mem; NULL when memory is short. */
struct buffer *tables_layout(void *mem);

/* Statements of a kind, made when first asked for; NULL with *err. */
sqlite3_stmt *tables_put(struct state *s, enum record_kind kind, struct error *err);
sqlite3_stmt *tables_get(struct state *s, enum record_kind kind, struct error *err);
sqlite3_stmt *tables_floor(
	struct state *s, enum record_kind kind, unsigned same, struct error *err);
sqlite3_stmt *tables_each(struct state *s, enum record_kind kind, unsigned same, struct error *err);

/* Every record of the kind in order of key. */
sqlite3_stmt *tables_all(struct state *s, enum record_kind kind, struct error *err);

/*
 * "SELECT every column FROM the kind's table", a constant condition, and the order
 * of the key, kept in *slot.
 */
sqlite3_stmt *tables_select(struct state *s, sqlite3_stmt **slot, enum record_kind kind,
	const char *condition, struct error *err);

/* Binds the columns [from, to) of a record. */
void tables_bind(struct statement *c, const struct record *r, unsigned from, unsigned to);

/* Sets one column of *r from the row; long text is copied below mem. */
int tables_read_column(const struct statement *c, int at, void *mem, const struct column *column,
	struct record *r, struct error *err) MUST_CHECK;

/* The row, all columns in their order and its seal, which must hold, as a record. */
int tables_read(const struct statement *c, void *mem, enum record_kind kind, struct record *out,
	struct error *err) MUST_CHECK;

#endif
