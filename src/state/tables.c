#include "state/tables.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

enum { SQL_MAX = 64 * 1024 };

/* What is kept beside the records: how far the state has come, and indexes of the ledger. */
static const char ledger_layout[] =
	"CREATE TABLE ledger_head (only_row INTEGER PRIMARY KEY CHECK (only_row = 1),"
	" mark TEXT NOT NULL, pages INTEGER NOT NULL, entries INTEGER NOT NULL,"
	" last_time INTEGER NOT NULL, checkpoint TEXT NOT NULL,"
	" total BLOB NOT NULL, seal BLOB NOT NULL) STRICT;\n"
	"INSERT INTO ledger_head VALUES (1, '', 0, 0, 0, '', x'', x'');\n"
	"CREATE TABLE ledger_node (level INTEGER NOT NULL, position INTEGER NOT NULL,"
	" hash BLOB NOT NULL, seal BLOB NOT NULL, PRIMARY KEY (level, position)) STRICT, WITHOUT "
	"ROWID;\n"
	"CREATE TABLE ledger_entry (sequence INTEGER PRIMARY KEY, page INTEGER NOT NULL,"
	" page_first INTEGER NOT NULL, page_entries INTEGER NOT NULL, time INTEGER NOT NULL,"
	" rules INTEGER NOT NULL, document BLOB NOT NULL,"
	" signatures BLOB NOT NULL, changes BLOB NOT NULL,"
	" leaf BLOB NOT NULL, kind TEXT NOT NULL, readers INTEGER NOT NULL,"
	" project BLOB NOT NULL, seal BLOB NOT NULL) STRICT;\n"
	"CREATE UNIQUE INDEX ledger_entry_document ON ledger_entry (document);\n"
	"CREATE INDEX ledger_entry_project ON ledger_entry (project, sequence);\n";

/* What queries look records up by, besides their keys. */
static const struct {
	enum record_kind kind;
	const char *column;
} indexes[] = {
	{RECORD_BLOCK, "account"},
	{RECORD_BLOCK, "by"},
	{RECORD_REPORT, "project"},
	{RECORD_PROJECT, "code"},
	{RECORD_OFFSET, "entity"},
	{RECORD_OFFSET, "account"},
	{RECORD_KEY, "party"},
};

static const char *column_sql_type(enum column_type type)
{
	switch (type) {
	case COLUMN_INTEGER:
	case COLUMN_SEQUENCE:
	case COLUMN_BOOLEAN:
	case COLUMN_TONNES:
		return "INTEGER";
	case COLUMN_TEXT:
	case COLUMN_DAY:
	case COLUMN_INSTANT:
	case COLUMN_DIGEST:
	case COLUMN_KEY:
	case COLUMN_WORD:
	case COLUMN_LONG:
		return "TEXT";
	}
	assert(false);
	return NULL;
}

/* "a", "b": the columns [from, to), each followed by `after`. */
static void add_columns(struct buffer *sql, const struct record_table *t, unsigned from,
	unsigned to, const char *after)
{
	for (unsigned i = from; i < to; i++)
		buffer_add_format(
			sql, "%s\"%s\"%s", i > from ? ", " : "", t->columns[i].name, after);
}

/* ?1, ?2: parameters numbered [from, to), from 0. */
static void add_parameters(struct buffer *sql, unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++)
		buffer_add_format(sql, "%s?%u", i > from ? ", " : "", i + 1);
}

static void add_table(struct buffer *sql, const struct record_table *t)
{
	buffer_add_format(sql, "CREATE TABLE \"%s\" (", t->name);
	for (unsigned i = 0; i < t->columns_n; i++)
		buffer_add_format(sql, "\"%s\" %s NOT NULL, ", t->columns[i].name,
			column_sql_type(t->columns[i].type));
	buffer_add_text(sql, "row_seal BLOB NOT NULL, PRIMARY KEY (");
	add_columns(sql, t, 0, t->keys_n, "");
	buffer_add_text(sql, ")) STRICT, WITHOUT ROWID;\n");
}

struct buffer *tables_layout(void *mem)
{
	struct buffer *sql = buffer_new(mem, SQL_MAX);
	struct error ignored;

	if (!sql)
		return NULL;
	buffer_add_text(sql, ledger_layout);
	for (int kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++)
		add_table(sql, record_table((enum record_kind)kind));
	for (size_t i = 0; i < COUNT_OF(indexes); i++) {
		const char *table = record_table(indexes[i].kind)->name;

		buffer_add_format(sql, "CREATE INDEX \"by_%s_%s\" ON \"%s\" (\"%s\");\n", table,
			indexes[i].column, table, indexes[i].column);
	}
	return buffer_ok(sql, &ignored) ? NULL : sql;
}

static struct buffer *new_sql(struct error *err)
{
	struct buffer *sql = buffer_new(NULL, SQL_MAX);

	if (!sql)
		error_no_memory(err);
	return sql;
}

/* Prepares the SQL in the buffer; takes no ownership of it. */
static sqlite3_stmt *prepare_buffer(
	struct state *s, sqlite3_stmt **slot, const struct buffer *sql, struct error *err)
{
	if (buffer_ok(sql, err) || database_prepare(s, slot, sql->bytes, err))
		return NULL;
	return *slot;
}

static void add_select(struct buffer *sql, const struct record_table *t)
{
	buffer_add_text(sql, "SELECT ");
	add_columns(sql, t, 0, t->columns_n, "");
	buffer_add_format(sql, ", row_seal FROM \"%s\"", t->name);
}

/*
 * The first `same` key columns equal, the rest compared as one row value, which
 * is the lexical order that record_compare has.
 */
static void add_condition(
	struct buffer *sql, const struct record_table *t, unsigned same, const char *comparison)
{
	buffer_add_text(sql, " WHERE ");
	for (unsigned i = 0; i < same; i++)
		buffer_add_format(
			sql, "%s\"%s\" = ?%u", i ? " AND " : "", t->columns[i].name, i + 1);
	if (same == t->keys_n)
		return;
	buffer_add_text(sql, same ? " AND (" : "(");
	add_columns(sql, t, same, t->keys_n, "");
	buffer_add_format(sql, ") %s (", comparison);
	add_parameters(sql, same, t->keys_n);
	buffer_add_text(sql, ")");
}

sqlite3_stmt *tables_put(struct state *s, enum record_kind kind, struct error *err)
{
	const struct record_table *t = record_table(kind);
	AUTO_MEMORY struct buffer *sql = NULL;

	if (s->put[kind])
		return s->put[kind];
	sql = new_sql(err);
	if (!sql)
		return NULL;
	buffer_add_format(sql, "INSERT OR REPLACE INTO \"%s\" (", t->name);
	add_columns(sql, t, 0, t->columns_n, "");
	buffer_add_text(sql, ", row_seal) VALUES (");
	add_parameters(sql, 0, t->columns_n + 1);
	buffer_add_text(sql, ")");
	return prepare_buffer(s, &s->put[kind], sql, err);
}

sqlite3_stmt *tables_get(struct state *s, enum record_kind kind, struct error *err)
{
	const struct record_table *t = record_table(kind);
	AUTO_MEMORY struct buffer *sql = NULL;

	if (s->get[kind])
		return s->get[kind];
	sql = new_sql(err);
	if (!sql)
		return NULL;
	add_select(sql, t);
	add_condition(sql, t, t->keys_n, "=");
	return prepare_buffer(s, &s->get[kind], sql, err);
}

static sqlite3_stmt *ordered_statement(struct state *s, sqlite3_stmt **slot, enum record_kind kind,
	unsigned same, const char *const words[3], struct error *err)
{
	const struct record_table *t = record_table(kind);
	AUTO_MEMORY struct buffer *sql = NULL;

	if (*slot)
		return *slot;
	sql = new_sql(err);
	if (!sql)
		return NULL;
	add_select(sql, t);
	add_condition(sql, t, same, words[0]);
	buffer_add_text(sql, " ORDER BY ");
	add_columns(sql, t, 0, t->keys_n, words[1]);
	buffer_add_text(sql, words[2]);
	return prepare_buffer(s, slot, sql, err);
}

sqlite3_stmt *tables_floor(struct state *s, enum record_kind kind, unsigned same, struct error *err)
{
	static const char *const words[3] = {"<=", " DESC", " LIMIT 1"};

	return ordered_statement(s, &s->floor[kind][same], kind, same, words, err);
}

sqlite3_stmt *tables_each(struct state *s, enum record_kind kind, unsigned same, struct error *err)
{
	static const char *const words[3] = {">=", "", ""};

	return ordered_statement(s, &s->each[kind][same], kind, same, words, err);
}

sqlite3_stmt *tables_select(struct state *s, sqlite3_stmt **slot, enum record_kind kind,
	const char *condition, struct error *err)
{
	const struct record_table *t = record_table(kind);
	AUTO_MEMORY struct buffer *sql = NULL;

	if (*slot)
		return *slot;
	sql = new_sql(err);
	if (!sql)
		return NULL;
	add_select(sql, t);
	buffer_add_text(sql, condition);
	buffer_add_text(sql, " ORDER BY ");
	add_columns(sql, t, 0, t->keys_n, "");
	return prepare_buffer(s, slot, sql, err);
}

sqlite3_stmt *tables_all(struct state *s, enum record_kind kind, struct error *err)
{
	return tables_select(s, &s->all[kind], kind, "", err);
}

static const void *field_in(const struct record *r, const struct column *column)
{
	return (const char *)r + column->offset;
}

static void *field_of(struct record *r, const struct column *column)
{
	return (char *)r + column->offset;
}

static void bind_column(struct statement *c, const struct record *r, const struct column *column)
{
	char text[COLUMN_TEXT_MAX];
	const char *whole;

	switch (column->type) {
	case COLUMN_INTEGER:
	case COLUMN_SEQUENCE:
		statement_bind_integer(c, *(const int64_t *)field_in(r, column));
		return;
	case COLUMN_BOOLEAN:
		statement_bind_integer(c, *(const bool *)field_in(r, column));
		return;
	case COLUMN_TONNES:
		statement_bind_integer(
			c, tonnes_count(*(const struct tonnes *)field_in(r, column)));
		return;
	case COLUMN_LONG:
		whole = *(const char *const *)field_in(r, column);
		statement_bind_text(c, whole ? whole : "");
		return;
	case COLUMN_TEXT:
	case COLUMN_DAY:
	case COLUMN_INSTANT:
	case COLUMN_DIGEST:
	case COLUMN_KEY:
	case COLUMN_WORD:
		statement_bind_text(c, column_text(r, column, text));
		return;
	}
}

void tables_bind(struct statement *c, const struct record *r, unsigned from, unsigned to)
{
	const struct record_table *t = record_table(r->kind);

	assert(to <= t->columns_n);
	for (unsigned i = from; i < to; i++)
		bind_column(c, r, &t->columns[i]);
}

/* A text column: a long text, or a value in written form. */
static int read_text(const struct statement *c, int at, void *mem, const struct column *column,
	struct record *r, struct error *err)
{
	const char *text = (const char *)sqlite3_column_text(c->stmt, at);
	const char *copy;

	if (!text)
		return error_no_memory(err);
	if (column->type != COLUMN_LONG) {
		if (!column_set(r, column, text))
			return database_damaged(c->state, column->name, err);
		return 0;
	}
	copy = talloc_strdup(mem, text);
	if (!copy)
		return error_no_memory(err);
	*(const char **)field_of(r, column) = copy;
	return 0;
}

int tables_read_column(const struct statement *c, int at, void *mem, const struct column *column,
	struct record *r, struct error *err)
{
	int64_t value = sqlite3_column_int64(c->stmt, at);

	switch (column->type) {
	case COLUMN_INTEGER:
	case COLUMN_SEQUENCE:
		*(int64_t *)field_of(r, column) = value;
		return 0;
	case COLUMN_BOOLEAN:
		*(bool *)field_of(r, column) = value != 0;
		return 0;
	case COLUMN_TONNES:
		if (value < 0)
			return database_damaged(c->state, column->name, err);
		*(struct tonnes *)field_of(r, column) = tonnes_of(value);
		return 0;
	case COLUMN_TEXT:
	case COLUMN_DAY:
	case COLUMN_INSTANT:
	case COLUMN_DIGEST:
	case COLUMN_KEY:
	case COLUMN_WORD:
	case COLUMN_LONG:
		return read_text(c, at, mem, column, r, err);
	}
	return database_damaged(c->state, column->name, err);
}

int tables_read(const struct statement *c, void *mem, enum record_kind kind, struct record *out,
	struct error *err)
{
	const struct record_table *t = record_table(kind);
	struct record r = record_new(kind);

	if (statement_seal_check(c, kind, (int)t->columns_n, NULL, err))
		return -1;
	for (unsigned i = 0; i < t->columns_n; i++)
		if (tables_read_column(c, (int)i, mem, &t->columns[i], &r, err))
			return -1;
	*out = r;
	return 0;
}
