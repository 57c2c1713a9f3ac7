/*
 * A state file that somebody else has changed: every table, while the state is closed and
 * while it is open, by SQL and by bytes. What the writer itself did is never taken for that.
 */
#include "state/state.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>
#include <talloc.h>

#include "state/query.h"
#include "tests/folder.h"
#include "tests/state/records.h"
#include "tests/support.h"

enum { ROWS = 12, ENTRIES = 20, LEDGER_TABLES = 3 };

static const uint8_t key[STATE_KEY_SIZE] = {7, 1}, other_key[STATE_KEY_SIZE] = {7, 2};

static struct folder f;
static struct state *s;
static void *mem;
static struct error err;

static const char *file(void)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/state", f.path);
	return path;
}

static void open_sealed(const uint8_t with[STATE_KEY_SIZE])
{
	state_free(s);
	s = state_open(file(), &err);
	ck_assert_ptr_nonnull(s);
	state_seal(s, with);
}

static int look(void)
{
	err = (struct error){0};
	return state_check(s, NULL, NULL, &err);
}

static void expect_damaged(int got)
{
	ck_assert_int_eq(got, -1);
	ck_assert_int_eq(err.code, ERROR_STATE_CORRUPT);
}

static struct digest digest_number(int64_t n)
{
	return digest_of(&n, sizeof(n));
}

static void put_entry(int64_t n)
{
	struct digest d = digest_number(n);
	struct state_entry e = {.sequence = n,
		.page = n / 2,
		.page_first = n / 2 * 2,
		.page_entries = 2,
		.rules = 1,
		.document = d,
		.leaf = d,
		.kind = "void",
		.project = d};

	ck_assert_int_eq(state_put_entry(s, &e, &err), 0);
	ck_assert_int_eq(state_put_node(s, 0, n, &d, &err), 0);
}

static void put_head(int64_t entries)
{
	struct state_head h = {.pages = entries / 2, .entries = entries};

	snprintf(h.mark, sizeof(h.mark), "mark %d", (int)entries);
	ck_assert_int_eq(state_put_head(s, &h, &err), 0);
	ck_assert_int_eq(state_commit(s, &err), 0);
}

/* Rows of every kind, put and some of them put again, as decisions do. */
static void put_records(int rows)
{
	struct overlay *o = overlay_new(mem, NULL);

	for (int kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++)
		for (int i = 0; i < rows; i++) {
			struct record r = random_record((enum record_kind)kind);

			ck_assert_int_eq(overlay_put(o, &r, &err), 0);
		}
	ck_assert_int_eq(state_put_changes(s, o, &err), 0);
}

static void begin(void)
{
	/* What is tried is not the disk: hundreds of files, each synced, are made in memory. */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 1);
	mem = talloc_new(NULL);
	f = folder_make();
	open_sealed(key);
	ck_assert_int_eq(look(), 0);
	for (int page = 0; page < 3; page++) {
		ck_assert_int_eq(state_begin(s, &err), 0);
		put_records(ROWS);
		for (int64_t n = page * ENTRIES; n < (page + 1) * ENTRIES; n++)
			put_entry(n);
		put_head((page + 1) * ENTRIES);
	}
}

static void end(void)
{
	state_free(s);
	s = NULL;
	talloc_free(mem);
	folder_remove(&f);
}

/* As sqlite3(1) would. */
static void run_sql(const char *sql)
{
	sqlite3 *db;
	char *problem = NULL;

	ck_assert_int_eq(sqlite3_open(file(), &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 1000);
	if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK)
		ck_abort_msg("%s: %s", sql, problem);
	sqlite3_close(db);
}

static const char *table_name(int i)
{
	static const char *const ledger[LEDGER_TABLES] = {
		"ledger_head", "ledger_node", "ledger_entry"};

	if (i < LEDGER_TABLES)
		return ledger[i];
	return record_table((enum record_kind)(i - LEDGER_TABLES + RECORD_NONE + 1))->name;
}

enum { TABLES = LEDGER_TABLES + RECORD_KIND_COUNT - RECORD_NONE - 1 };

/* The table's last column before its seal, or its key where it has no other. */
static const char *last_column(int i)
{
	const struct record_table *t;

	if (i < LEDGER_TABLES)
		return i == 0 ? "mark" : i == 1 ? "hash" : "leaf";
	t = record_table((enum record_kind)(i - LEDGER_TABLES + RECORD_NONE + 1));
	return t->columns[t->columns_n - 1].name;
}

static const char *seal_column(int i)
{
	return i < LEDGER_TABLES ? "seal" : "row_seal";
}

/* What somebody does to a table; NULL: nothing that makes sense of this one. */
static const char *change_of(int i, int way)
{
	const char *table = table_name(i), *column = last_column(i);

	switch (way) {
	case 0: /* another value in one row */
		return talloc_asprintf(mem,
			"UPDATE \"%s\" SET \"%s\" = (CASE typeof(\"%s\") WHEN 'integer' THEN "
			"\"%s\" + 1"
			" WHEN 'blob' THEN zeroblob(length(\"%s\") + 1) ELSE \"%s\" || 'x' END) "
			"WHERE"
			" (\"%s\") IN (SELECT \"%s\" FROM \"%s\" LIMIT 1)",
			table, column, column, column, column, column, column, column, table);
	case 1: /* a row gone */
		return talloc_asprintf(mem,
			"DELETE FROM \"%s\" WHERE \"%s\" IN"
			" (SELECT \"%s\" FROM \"%s\" LIMIT 1)",
			table, seal_column(i), seal_column(i), table);
	case 2: /* all gone */
		return talloc_asprintf(mem, "DELETE FROM \"%s\"", table);
	default: /* a seal of another row */
		return i == 0 ? NULL
			      : talloc_asprintf(mem,
					"UPDATE \"%s\" SET \"%s\" = (SELECT max(\"%s\") FROM "
					"\"%s\")"
					" WHERE \"%s\" = (SELECT min(\"%s\") FROM \"%s\")",
					table, seal_column(i), seal_column(i), table,
					seal_column(i), seal_column(i), table);
	}
}

enum { WAYS = 4 };

/* --- closed --- */

START_TEST(a_change_of_a_closed_file_is_found)
{
	for (int way = 0; way < WAYS; way++) {
		const char *sql = change_of(_i, way);

		if (!sql)
			continue;
		state_free(s);
		s = NULL;
		ck_assert_int_eq(folder_run(&f, "rm -rf kept && mkdir kept && cp state* kept"), 0);
		run_sql(sql);
		open_sealed(key);
		expect_damaged(look());
		state_free(s);
		s = NULL;
		ck_assert_int_eq(folder_run(&f, "rm state* && cp kept/state* ."), 0);
		open_sealed(key);
		ck_assert_int_eq(look(), 0);
	}
}
END_TEST

START_TEST(a_changed_row_is_found_when_it_is_read)
{
	const char *sql = change_of(_i, 0);
	struct state_head head;
	struct state_entry e;
	struct digest node;

	open_sealed(key);
	ck_assert_int_eq(look(), 0);
	run_sql(sql);
	if (_i == 0)
		expect_damaged(state_head(s, &head, &err));
	else if (_i == 1)
		expect_damaged(state_node(s, 0, 0, &node, &err));
	else if (_i == 2)
		expect_damaged(state_entry_at(s, 0, &e, &err));
	else
		expect_damaged(state_hash(s, &node, &err));
}
END_TEST

START_TEST(a_state_of_another_key_is_not_believed)
{
	open_sealed(other_key);
	expect_damaged(look());
	open_sealed(key);
	ck_assert_int_eq(look(), 0);
}
END_TEST

static const char *const schemas[] = {
	"DROP INDEX by_block_account",
	"CREATE TRIGGER t AFTER INSERT ON block BEGIN DELETE FROM block; END",
	"CREATE VIEW v AS SELECT 1",
	"CREATE TABLE t (a)",
	"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql ="
	" replace(sql, 'by_block_account\" ON \"block\" (\"account\")',"
	" 'by_block_account\" ON \"block\" (\"by\")') WHERE name = 'by_block_account'",
};

START_TEST(a_changed_schema_is_found)
{
	state_free(s);
	s = NULL;
	run_sql(schemas[_i]);
	open_sealed(key);
	expect_damaged(look());
}
END_TEST

/* An index that does not fit its table: made to, with SQLite's own means of mending files. */
START_TEST(an_index_that_does_not_fit_is_found)
{
	state_free(s);
	s = NULL;
	run_sql("PRAGMA writable_schema = ON;"
		" UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema"
		" WHERE name = 'by_block_by') WHERE name = 'by_block_account'");
	s = state_open(file(), &err);
	if (s)
		state_seal(s, key);
	expect_damaged(s ? look() : -1);
}
END_TEST

START_TEST(rows_without_a_head_are_found)
{
	state_free(s);
	s = NULL;
	run_sql("UPDATE ledger_head SET mark = '', pages = 0, entries = 0, last_time = 0,"
		" checkpoint = '', total = x'', seal = x''");
	open_sealed(key);
	expect_damaged(look());
}
END_TEST

/* What a copy of before has is sound in itself: the ledger says how far it goes. */
START_TEST(a_whole_file_of_before_is_a_state_of_before)
{
	struct state_head head;

	state_free(s);
	s = NULL;
	ck_assert_int_eq(folder_run(&f, "mkdir kept && cp state* kept"), 0);
	open_sealed(key);
	ck_assert_int_eq(look(), 0);
	ck_assert_int_eq(state_begin(s, &err), 0);
	put_entry(3 * ENTRIES);
	put_head(3 * ENTRIES + 2);
	state_free(s);
	s = NULL;
	ck_assert_int_eq(folder_run(&f, "rm state* && cp kept/state* ."), 0);
	open_sealed(key);
	ck_assert_int_eq(look(), 0);
	ck_assert_int_eq(state_head(s, &head, &err), 0);
	ck_assert_int_eq(head.entries, 3 * ENTRIES);
}
END_TEST

/* An earlier row of the same key has a good seal: only the total tells. */
START_TEST(an_earlier_row_is_found)
{
	struct record r = record_new(RECORD_CALENDAR);
	struct overlay *o;

	r.calendar.year = 1;
	for (int i = 0; i < 2; i++) {
		o = overlay_new(mem, NULL);
		memset(r.calendar.days, '0' + i, 365);
		ck_assert_int_eq(overlay_put(o, &r, &err), 0);
		ck_assert_int_eq(state_begin(s, &err), 0);
		ck_assert_int_eq(state_put_changes(s, o, &err), 0);
		put_head(3 * ENTRIES);
		if (i == 0)
			run_sql("PRAGMA wal_checkpoint");
		if (i == 0)
			ck_assert_int_eq(folder_run(&f, "cp state kept"), 0);
	}
	state_free(s);
	s = NULL;
	run_sql(talloc_asprintf(mem,
		"ATTACH '%s/kept' AS kept; REPLACE INTO calendar SELECT * FROM kept.calendar",
		f.path));
	open_sealed(key);
	expect_damaged(look());
}
END_TEST

/* --- open --- */

static int still(void)
{
	int got;

	err = (struct error){0};
	if (state_begin(s, &err))
		return -1;
	got = state_still(s, &err);
	state_rollback(s);
	return got;
}

START_TEST(what_the_writer_did_is_still_so)
{
	for (int64_t n = 3 * ENTRIES; n < 5 * ENTRIES; n += 2) {
		ck_assert_int_eq(state_begin(s, &err), 0);
		ck_assert_int_eq(state_still(s, &err), 0);
		put_records(1);
		put_entry(n);
		if (n % 4 == 0) {
			state_rollback(s);
			ck_assert_int_eq(state_begin(s, &err), 0);
			put_entry(n);
		}
		put_entry(n + 1);
		put_head(n + 2);
	}
	ck_assert_int_eq(still(), 0);
	open_sealed(key);
	ck_assert_int_eq(look(), 0);
}
END_TEST

START_TEST(a_change_of_an_open_file_is_found_before_anything_is_built_on_it)
{
	for (int way = 0; way < WAYS; way++) {
		const char *sql = change_of(_i, way);

		if (!sql)
			continue;
		state_free(s);
		s = NULL;
		ck_assert_int_eq(folder_run(&f, "rm -rf kept && mkdir kept && cp state* kept"), 0);
		open_sealed(key);
		ck_assert_int_eq(look(), 0);
		run_sql(sql);
		expect_damaged(still());
		state_free(s);
		s = NULL;
		ck_assert_int_eq(folder_run(&f, "rm state* && cp kept/state* ."), 0);
	}
}
END_TEST

START_TEST(what_changes_nothing_is_no_harm)
{
	ck_assert_int_eq(folder_run(&f, "touch state state-wal"), 0);
	ck_assert_int_eq(still(), 0);
	run_sql("UPDATE ledger_head SET pages = pages; PRAGMA wal_checkpoint(TRUNCATE)");
	ck_assert_int_eq(still(), 0);
	ck_assert_int_eq(still(), 0);
	ck_assert_int_eq(state_begin(s, &err), 0);
	put_entry(3 * ENTRIES);
	put_head(3 * ENTRIES + 2);
	ck_assert_int_eq(still(), 0);
}
END_TEST

START_TEST(bytes_of_before_in_an_open_file_are_found)
{
	run_sql("PRAGMA wal_checkpoint(TRUNCATE)");
	ck_assert_int_eq(still(), 0);
	ck_assert_int_eq(folder_run(&f, "mkdir kept && cp state kept"), 0);
	ck_assert_int_eq(state_begin(s, &err), 0);
	put_entry(3 * ENTRIES);
	put_head(3 * ENTRIES + 2);
	run_sql("PRAGMA wal_checkpoint(TRUNCATE)");
	usleep(50 * 1000);
	ck_assert_int_eq(folder_run(&f, "cat kept/state >state"), 0);
	expect_damaged(still());
}
END_TEST

START_TEST(garbage_in_any_page_of_an_open_file_is_found)
{
	static uint8_t garbage[4096];
	struct stat st;
	int fd;

	memset(garbage, 0x5A, sizeof(garbage));
	run_sql("PRAGMA wal_checkpoint(TRUNCATE)");
	ck_assert_int_eq(still(), 0);
	/* The system's times of change are some milliseconds coarse. */
	usleep(50 * 1000);
	ck_assert_int_eq(stat(file(), &st), 0);
	fd = open(file(), O_WRONLY);
	ck_assert_int_eq(pwrite(fd, garbage, sizeof(garbage), st.st_size / 4096 * _i / 8 * 4096),
		sizeof(garbage));
	close(fd);
	expect_damaged(still());
}
END_TEST

START_TEST(a_file_that_is_gone_or_another_is_found)
{
	ck_assert_int_eq(folder_run(&f, "cp state other && rm state"), 0);
	expect_damaged(still());
	ck_assert_int_eq(folder_run(&f, "mv other state"), 0);
	expect_damaged(still());
}
END_TEST

static Suite *check_suite(void)
{
	Suite *suite = suite_create("check");
	TCase *c = tcase_create("closed"), *o = tcase_create("open");

	tcase_add_checked_fixture(c, begin, end);
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, a_change_of_a_closed_file_is_found, 0, TABLES);
	tcase_add_loop_test(c, a_changed_row_is_found_when_it_is_read, 0, TABLES);
	tcase_add_test(c, a_state_of_another_key_is_not_believed);
	tcase_add_loop_test(c, a_changed_schema_is_found, 0, COUNT_OF(schemas));
	tcase_add_test(c, an_index_that_does_not_fit_is_found);
	tcase_add_test(c, rows_without_a_head_are_found);
	tcase_add_test(c, a_whole_file_of_before_is_a_state_of_before);
	tcase_add_test(c, an_earlier_row_is_found);
	tcase_add_checked_fixture(o, begin, end);
	tcase_set_timeout(o, 60);
	tcase_add_test(o, what_the_writer_did_is_still_so);
	tcase_add_loop_test(
		o, a_change_of_an_open_file_is_found_before_anything_is_built_on_it, 0, TABLES);
	tcase_add_test(o, what_changes_nothing_is_no_harm);
	tcase_add_test(o, bytes_of_before_in_an_open_file_are_found);
	tcase_add_loop_test(o, garbage_in_any_page_of_an_open_file_is_found, 1, 8);
	tcase_add_test(o, a_file_that_is_gone_or_another_is_found);
	suite_add_tcase(suite, c);
	suite_add_tcase(suite, o);
	return suite;
}

TEST_MAIN(check_suite)
