#include "state/state.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>
#include <talloc.h>

#include "state/query.h"

#include "tests/state/records.h"
#include "tests/support.h"

enum { RECORDS_MANY = 120 };

static struct error err;

static struct state *open_ok(const char *file)
{
	struct state *s = state_open(file, &err);

	ck_assert_msg(s, "%s %s", error_name(err.code), error_argument(&err, "reason"));
	return s;
}

/* A folder of the test's own, removed with every state's files in it. */
static char folder[64];

static void folder_make(void)
{
	snprintf(folder, sizeof(folder), "/tmp/test-state-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static const char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void folder_remove(void)
{
	static const char *const names[] = {"state", "state-wal", "state-shm"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		unlink(in_folder(names[i]));
	rmdir(folder);
}

static void put_one(struct state *s, void *mem, const struct record *r)
{
	struct overlay *o = overlay_new(mem, NULL);

	ck_assert_int_eq(overlay_put(o, r, &err), 0);
	ck_assert_int_eq(state_put_changes(s, o, &err), 0);
}

START_TEST(a_record_of_every_kind_comes_back_as_it_was)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_ok(":memory:");

	for (int i = 0; i < RECORDS_MANY; i++) {
		struct record r = random_record((enum record_kind)_i), found = r;

		ck_assert_int_eq(state_begin(s, &err), 0);
		put_one(s, mem, &r);
		ck_assert_int_eq(state_commit(s, &err), 0);
		ck_assert_int_eq(view_get(state_view(s), mem, &found, &err), 1);
		ck_assert(record_equal(&found, &r));
	}
}
END_TEST

START_TEST(an_absent_record_is_not_found)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	struct record r = random_record((enum record_kind)_i);

	ck_assert_int_eq(view_get(state_view(s), mem, &r, &err), 0);
	ck_assert_int_eq(view_floor(state_view(s), mem, 0, &r, &err), 0);
}
END_TEST

struct collected {
	void *mem;
	size_t n;
	struct record *records;
	size_t stop_at;
};

static int collect(void *ctx, const struct record *r, UNUSED struct error *e)
{
	struct collected *c = ctx;

	c->records = talloc_realloc(c->mem, c->records, struct record, (unsigned)c->n + 1);
	c->records[c->n++] = *r;
	return c->n == c->stop_at;
}

static void compare_each(struct collected *a, struct collected *b)
{
	ck_assert_uint_eq(a->n, b->n);
	for (size_t i = 0; i < a->n; i++)
		ck_assert(record_equal(&a->records[i], &b->records[i]));
}

/* The overlay is the model: both hold the same records. */
static void fill(struct state *s, struct overlay *model, enum record_kind kind)
{
	for (int i = 0; i < RECORDS_MANY; i++) {
		struct record r = random_record(kind);

		ck_assert_int_eq(overlay_put(model, &r, &err), 0);
	}
	ck_assert_int_eq(state_begin(s, &err), 0);
	ck_assert_int_eq(state_put_changes(s, model, &err), 0);
	ck_assert_int_eq(state_commit(s, &err), 0);
}

START_TEST(reading_gives_what_an_overlay_of_the_same_records_gives)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	enum record_kind kind = (enum record_kind)_i;
	struct overlay *model = overlay_new(mem, NULL);
	const struct view *expected = overlay_view(model);
	unsigned keys = record_table(kind)->keys_n;

	fill(s, model, kind);
	for (int i = 0; i < RECORDS_MANY; i++) {
		struct record from = random_record(kind), a = from, b = from;
		unsigned same = (unsigned)random_below(keys + 1);
		struct collected found = {.mem = mem}, wanted = {.mem = mem};

		found.stop_at = wanted.stop_at = random_below(40);
		ck_assert_int_eq(
			view_get(state_view(s), mem, &a, &err), view_get(expected, mem, &b, &err));
		ck_assert(record_equal(&a, &b));
		a = b = from;
		ck_assert_int_eq(view_floor(state_view(s), mem, same, &a, &err),
			view_floor(expected, mem, same, &b, &err));
		ck_assert(record_equal(&a, &b));
		ck_assert_int_eq(view_each(state_view(s), mem, same, &from, collect, &found, &err),
			view_each(expected, mem, same, &from, collect, &wanted, &err));
		compare_each(&found, &wanted);
	}
}
END_TEST

START_TEST(the_order_of_all_records_is_that_of_record_compare)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	enum record_kind kind = (enum record_kind)_i;
	struct overlay *model = overlay_new(mem, NULL);
	struct collected c = {.mem = mem};

	fill(s, model, kind);
	ck_assert_int_eq(query_records(s, kind, collect, &c, &err), 0);
	ck_assert_uint_eq(c.n, overlay_count(model));
	for (size_t i = 1; i < c.n; i++)
		ck_assert_int_lt(record_compare(&c.records[i - 1], &c.records[i],
					 record_table(kind)->keys_n),
			0);
}
END_TEST

/* --- one `each` inside another --- */

struct nested {
	struct state *s;
	void *mem;
	int depth, seen;
};

static int again(void *ctx, const struct record *r, struct error *e)
{
	struct nested *n = ctx;
	struct record from = *r;
	int result = 0;

	n->seen++;
	from.serial.vintage = INT64_MIN;
	if (n->depth < 2) {
		n->depth++;
		result = view_each(state_view(n->s), n->mem, 1, &from, again, n, e);
		n->depth--;
	}
	return result;
}

START_TEST(each_may_be_called_inside_each)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	struct nested n = {.s = s, .mem = mem};
	struct record r = record_new(RECORD_SERIAL);

	memcpy(r.serial.code.text, "A210001", 8);
	ck_assert_int_eq(state_begin(s, &err), 0);
	for (r.serial.vintage = 2021; r.serial.vintage < 2024; r.serial.vintage++)
		put_one(s, mem, &r);
	ck_assert_int_eq(state_commit(s, &err), 0);
	r.serial.vintage = 0;
	ck_assert_int_eq(view_each(state_view(s), mem, 1, &r, again, &n, &err), 0);
	ck_assert_int_eq(n.seen, 3 + 9 + 27);
	ck_assert_int_eq(state_begin(s, &err), 0);
	state_rollback(s);
}
END_TEST

static int fail_with(UNUSED void *ctx, UNUSED const struct record *r, struct error *e)
{
	return error_set(e, ERROR_OVERFLOW, NULL, "", "value", "1", NULL);
}

START_TEST(an_error_of_the_callback_passes_through)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	struct record r = record_new(RECORD_CALENDAR);

	ck_assert_int_eq(state_begin(s, &err), 0);
	put_one(s, mem, &r);
	ck_assert_int_eq(state_commit(s, &err), 0);
	ck_assert_int_eq(view_each(state_view(s), mem, 0, &r, fail_with, NULL, &err), -1);
	ck_assert_int_eq(err.code, ERROR_OVERFLOW);
}
END_TEST

/* --- transactions --- */

START_TEST(what_was_rolled_back_is_not_there)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	struct record r = record_new(RECORD_CALENDAR);
	struct state_head head = {.mark = "ab", .pages = 1};

	r.calendar.year = 2026;
	ck_assert_int_eq(state_begin(s, &err), 0);
	put_one(s, mem, &r);
	ck_assert_int_eq(state_put_head(s, &head, &err), 0);
	ck_assert_int_eq(view_get(state_view(s), mem, &r, &err), 1);
	state_rollback(s);
	state_rollback(s);
	ck_assert_int_eq(view_get(state_view(s), mem, &r, &err), 0);
	ck_assert_int_eq(state_head(s, &head, &err), 0);
	ck_assert_str_eq(head.mark, "");
	ck_assert_int_eq(head.pages, 0);
}
END_TEST

START_TEST(a_reader_sees_one_snapshot_until_it_ends)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct record r = record_new(RECORD_CALENDAR), found = r;

	folder_make();
	{
		AUTO(state_auto) struct state *writer = open_ok(in_folder("state"));
		AUTO(state_auto) struct state *reader = open_ok(in_folder("state"));

		ck_assert_int_eq(state_read_begin(reader, &err), 0);
		ck_assert_int_eq(state_read_begin(reader, &err), 0);
		ck_assert_int_eq(state_begin(writer, &err), 0);
		put_one(writer, mem, &r);
		ck_assert_int_eq(state_commit(writer, &err), 0);
		ck_assert_int_eq(view_get(state_view(reader), mem, &found, &err), 0);
		state_read_end(reader);
		ck_assert_int_eq(view_get(state_view(reader), mem, &found, &err), 0);
		state_read_end(reader);
		ck_assert_int_eq(view_get(state_view(reader), mem, &found, &err), 1);
	}
	folder_remove();
}
END_TEST

START_TEST(a_reader_opens_while_another_writes)
{
	folder_make();
	{
		AUTO(state_auto) struct state *writer = open_ok(in_folder("state"));

		ck_assert_int_eq(state_begin(writer, &err), 0);
		state_free(open_ok(in_folder("state")));
		state_rollback(writer);
	}
	folder_remove();
}
END_TEST

/* --- head, nodes, entries --- */

START_TEST(the_head_is_kept_over_closing)
{
	struct state_head head = {.mark = "0123456789abcdef0123456789abcdef01234567",
		.pages = 3,
		.entries = 12,
		.last_time = {1767225600123},
		.checkpoint = "ccer.example/00\n12\nAA==\n\n— a b\n"};
	struct state_head found;

	folder_make();
	{
		AUTO(state_auto) struct state *s = open_ok(in_folder("state"));

		ck_assert_int_eq(state_head(s, &found, &err), 0);
		ck_assert_int_eq(found.entries, 0);
		ck_assert_int_eq(state_begin(s, &err), 0);
		ck_assert_int_eq(state_put_head(s, &head, &err), 0);
		ck_assert_int_eq(state_commit(s, &err), 0);
	}
	{
		AUTO(state_auto) struct state *s = open_ok(in_folder("state"));

		ck_assert_int_eq(state_head(s, &found, &err), 0);
		ck_assert_str_eq(found.mark, head.mark);
		ck_assert_str_eq(found.checkpoint, head.checkpoint);
		ck_assert_int_eq(found.pages, 3);
		ck_assert_int_eq(found.entries, 12);
		ck_assert_int_eq(found.last_time.ms, head.last_time.ms);
	}
	folder_remove();
}
END_TEST

START_TEST(nodes_are_found_by_level_and_index)
{
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	struct digest a = digest_of("a", 1), b = digest_of("b", 1), found;

	ck_assert_int_eq(state_begin(s, &err), 0);
	ck_assert_int_eq(state_put_node(s, 0, 7, &a, &err), 0);
	ck_assert_int_eq(state_put_node(s, 7, 0, &b, &err), 0);
	ck_assert_int_eq(state_commit(s, &err), 0);
	ck_assert_int_eq(state_node(s, 0, 7, &found, &err), 1);
	ck_assert(digest_equal(&found, &a));
	ck_assert_int_eq(state_node(s, 7, 0, &found, &err), 1);
	ck_assert(digest_equal(&found, &b));
	ck_assert_int_eq(state_node(s, 0, 0, &found, &err), 0);
}
END_TEST

static struct state_entry entry_number(int64_t n)
{
	struct state_entry e = {.sequence = n,
		.page = n / 2,
		.page_first = n / 2 * 2,
		.page_entries = 2,
		.time = {1000 * n},
		.rules = 1,
		.readers = {n % 2 ? 1 << READER_PARTIES : READERS_EVERYONE},
		.kind = "retirement"};

	e.document = digest_of(&n, sizeof(n));
	e.signatures = digest_of("s", 1);
	e.changes = digest_of("c", 1);
	e.leaf = digest_of("l", 1);
	if (n % 3 == 0)
		e.project = digest_of("p", 1);
	return e;
}

/* Member by member: the bytes between them may be anything. */
static void same_entry(const struct state_entry *a, const struct state_entry *b)
{
	ck_assert_int_eq(a->sequence, b->sequence);
	ck_assert_int_eq(a->page, b->page);
	ck_assert_int_eq(a->page_first, b->page_first);
	ck_assert_int_eq(a->page_entries, b->page_entries);
	ck_assert_int_eq(a->time.ms, b->time.ms);
	ck_assert_int_eq(a->rules, b->rules);
	ck_assert(digest_equal(&a->document, &b->document));
	ck_assert(digest_equal(&a->signatures, &b->signatures));
	ck_assert(digest_equal(&a->changes, &b->changes));
	ck_assert(digest_equal(&a->leaf, &b->leaf));
	ck_assert_str_eq(a->kind, b->kind);
	ck_assert_uint_eq(a->readers.set, b->readers.set);
	ck_assert(digest_equal(&a->project, &b->project));
}

static int count_entry(void *ctx, const struct state_entry *e, UNUSED struct error *er)
{
	int64_t *last = ctx;

	ck_assert_int_gt(e->sequence, *last);
	*last = e->sequence;
	return e->sequence == 8;
}

START_TEST(entries_are_found_by_sequence_document_and_project)
{
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	struct digest project = digest_of("p", 1);
	struct state_entry e, wanted = entry_number(6);
	int64_t last = 2;

	ck_assert_int_eq(state_begin(s, &err), 0);
	for (int64_t n = 0; n < 10; n++) {
		e = entry_number(n);
		ck_assert_int_eq(state_put_entry(s, &e, &err), 0);
	}
	ck_assert_int_eq(state_commit(s, &err), 0);
	ck_assert_int_eq(state_entry_of(s, &wanted.document, &e, &err), 1);
	same_entry(&e, &wanted);
	ck_assert_int_eq(state_entry_at(s, 6, &e, &err), 1);
	same_entry(&e, &wanted);
	ck_assert_int_eq(state_entry_at(s, 10, &e, &err), 0);
	ck_assert_int_eq(state_entry_of(s, &project, &e, &err), 0);
	ck_assert_int_eq(state_entries(s, 3, NULL, count_entry, &last, &err), 1);
	ck_assert_int_eq(last, 8);
	last = 3;
	ck_assert_int_eq(state_entries(s, 4, &project, count_entry, &last, &err), 0);
	ck_assert_int_eq(last, 9);
}
END_TEST

START_TEST(a_document_cannot_be_indexed_twice)
{
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	struct state_entry e = entry_number(1);

	ck_assert_int_eq(state_begin(s, &err), 0);
	ck_assert_int_eq(state_put_entry(s, &e, &err), 0);
	e.sequence = 2;
	ck_assert_int_eq(state_put_entry(s, &e, &err), -1);
	ck_assert_int_eq(err.code, ERROR_STATE_CORRUPT);
	state_rollback(s);
}
END_TEST

/* --- the hash --- */

/* The same 60 records put in an order that depends on `turn`. */
static struct digest hash_of_order(void *mem, int turn)
{
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	struct digest hash;

	ck_assert_int_eq(state_begin(s, &err), 0);
	for (int i = 0; i < 60; i++) {
		int which = (i * 7 + turn * 13) % 60;
		struct record r = record_new(which % 2 ? RECORD_SERIAL : RECORD_CALENDAR);

		if (which % 2)
			r.serial.vintage = which;
		else
			r.calendar.year = which;
		put_one(s, mem, &r);
	}
	ck_assert_int_eq(state_commit(s, &err), 0);
	ck_assert_int_eq(state_hash(s, &hash, &err), 0);
	return hash;
}

START_TEST(the_hash_does_not_depend_on_the_order_of_puts)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct digest first = hash_of_order(mem, 0), second = hash_of_order(mem, 3);

	ck_assert(digest_equal(&first, &second));
}
END_TEST

START_TEST(the_hash_is_that_of_the_canonical_encoding)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_ok(":memory:");
	struct overlay *o = overlay_new(mem, NULL);
	struct buffer *text = buffer_new(mem, 1 << 24);
	struct digest found, wanted, empty;

	ck_assert_int_eq(state_hash(s, &empty, &err), 0);
	wanted = digest_of("", 0);
	ck_assert(digest_equal(&empty, &wanted));
	for (int i = 0; i < 200; i++) {
		struct record r =
			random_record((enum record_kind)(1 + random_below(RECORD_KIND_COUNT - 1)));

		ck_assert_int_eq(overlay_put(o, &r, &err), 0);
	}
	overlay_encode(o, text);
	ck_assert_int_eq(state_begin(s, &err), 0);
	ck_assert_int_eq(state_put_changes(s, o, &err), 0);
	ck_assert_int_eq(state_commit(s, &err), 0);
	ck_assert_int_eq(state_hash(s, &found, &err), 0);
	wanted = digest_of(text->bytes, text->size);
	ck_assert(digest_equal(&found, &wanted));
}
END_TEST

/* --- files that are not ours --- */

static void run_sql(const char *file, const char *sql)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static const struct {
	const char *sql;
	bool ours_before;
	enum error_code code;
} layouts[] = {
	{"CREATE TABLE a (b)", false, ERROR_STATE_NOT_OURS},
	{"PRAGMA user_version = 5", false, ERROR_STATE_NOT_OURS},
	{"PRAGMA user_version = 5", true, ERROR_STATE_LAYOUT},
	{"PRAGMA application_id = 5", true, ERROR_STATE_NOT_OURS},
};

START_TEST(a_file_of_another_layout_is_refused)
{
	folder_make();
	if (layouts[_i].ours_before)
		state_free(open_ok(in_folder("state")));
	run_sql(in_folder("state"), layouts[_i].sql);
	ck_assert_ptr_null(state_open(in_folder("state"), &err));
	ck_assert_int_eq(err.code, layouts[_i].code);
	folder_remove();
}
END_TEST

static void write_file(const char *file, long offset, int byte, size_t count)
{
	FILE *f = fopen(file, offset ? "r+" : "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fseek(f, offset, SEEK_SET), 0);
	for (size_t i = 0; i < count; i++)
		fputc(byte, f);
	ck_assert_int_eq(fclose(f), 0);
}

static void put_text(const char *file, const char *text)
{
	FILE *f = fopen(file, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

static void expect_text(const char *file, const char *text)
{
	char found[256] = "";
	FILE *f = fopen(file, "r");

	ck_assert_ptr_nonnull(f);
	found[fread(found, 1, sizeof(found) - 1, f)] = '\0';
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_str_eq(found, text);
}

/* A file of another's, and what else may stand beside one that is not there. */
static const struct {
	const char *name, *text;
} foreign[] = {
	{"state", "-----BEGIN OPENSSH PRIVATE KEY-----\n"},
	{"state", "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"
		  "and so on, until it is longer than the header of a database would be\n"},
	{"state", "SQLite format 3"},
	{"state-wal", "a diary"},
	{"state-shm", "a letter"},
	{"state-journal", "an older diary"},
};

START_TEST(a_file_that_is_no_state_is_refused_and_left_as_it_is)
{
	char file[128];

	folder_make();
	snprintf(file, sizeof(file), "%s", in_folder(foreign[_i].name));
	put_text(file, foreign[_i].text);
	ck_assert_ptr_null(state_open(in_folder("state"), &err));
	ck_assert_int_eq(err.code, ERROR_STATE_NOT_OURS);
	ck_assert_str_eq(error_argument(&err, "file"), file);
	expect_text(file, foreign[_i].text);
	unlink(file);
	folder_remove();
}
END_TEST

START_TEST(an_empty_file_becomes_a_state)
{
	folder_make();
	put_text(in_folder("state"), "");
	state_free(open_ok(in_folder("state")));
	state_free(open_ok(in_folder("state")));
	folder_remove();
}
END_TEST

static int only_count(void *ctx, UNUSED const struct record *r, UNUSED struct error *e)
{
	++*(int *)ctx;
	return 0;
}

START_TEST(a_damaged_page_is_corrupt_when_read)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct stat info;
	int n = 0;

	folder_make();
	{
		AUTO(state_auto) struct state *s = open_ok(in_folder("state"));
		struct record r = record_new(RECORD_CALENDAR);

		memset(r.calendar.days, '1', 365);
		ck_assert_int_eq(state_begin(s, &err), 0);
		for (r.calendar.year = 1; r.calendar.year < 2000; r.calendar.year++)
			put_one(s, mem, &r);
		ck_assert_int_eq(state_commit(s, &err), 0);
	}
	ck_assert_int_eq(stat(in_folder("state"), &info), 0);
	write_file(in_folder("state"), info.st_size / 2, 0xff, (size_t)info.st_size / 2);
	{
		AUTO(state_auto) struct state *s = open_ok(in_folder("state"));

		ck_assert_int_eq(query_records(s, RECORD_CALENDAR, only_count, &n, &err), -1);
		ck_assert_int_eq(err.code, ERROR_STATE_CORRUPT);
	}
	folder_remove();
}
END_TEST

START_TEST(a_value_that_cannot_be_written_so_is_corrupt)
{
	int n = 0;

	folder_make();
	state_free(open_ok(in_folder("state")));
	run_sql(in_folder("state"), "INSERT INTO account VALUES ('A-1', 'P', x'');"
				    "INSERT INTO trading_day VALUES ('P', 'yesterday', 1, x'');"
				    "INSERT INTO plant VALUES ('p', 'xyz', x'')");
	{
		static const enum record_kind kinds[] = {RECORD_TRADING_DAY, RECORD_PLANT};
		AUTO(state_auto) struct state *s = open_ok(in_folder("state"));

		ck_assert_int_eq(query_records(s, RECORD_ACCOUNT, only_count, &n, &err), 0);
		for (size_t i = 0; i < COUNT_OF(kinds); i++) {
			ck_assert_int_eq(query_records(s, kinds[i], only_count, &n, &err), -1);
			ck_assert_int_eq(err.code, ERROR_STATE_CORRUPT);
		}
		ck_assert_int_eq(n, 1);
	}
	folder_remove();
}
END_TEST

START_TEST(a_folder_cannot_be_a_state)
{
	ck_assert_ptr_null(state_open("/tmp", &err));
	ck_assert_int_eq(err.code, ERROR_IO);
}
END_TEST

static Suite *state_suite(void)
{
	Suite *s = suite_create("state");
	TCase *t = tcase_create("records"), *u = tcase_create("ledger"), *v = tcase_create("file");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_record_of_every_kind_comes_back_as_it_was, 1, RECORD_KIND_COUNT);
	tcase_add_loop_test(t, an_absent_record_is_not_found, 1, RECORD_KIND_COUNT);
	tcase_add_loop_test(
		t, reading_gives_what_an_overlay_of_the_same_records_gives, 1, RECORD_KIND_COUNT);
	tcase_add_loop_test(
		t, the_order_of_all_records_is_that_of_record_compare, 1, RECORD_KIND_COUNT);
	tcase_add_test(t, each_may_be_called_inside_each);
	tcase_add_test(t, an_error_of_the_callback_passes_through);
	tcase_add_test(t, what_was_rolled_back_is_not_there);
	tcase_add_test(t, the_hash_does_not_depend_on_the_order_of_puts);
	tcase_add_test(t, the_hash_is_that_of_the_canonical_encoding);
	tcase_add_test(u, a_reader_sees_one_snapshot_until_it_ends);
	tcase_add_test(u, a_reader_opens_while_another_writes);
	tcase_add_test(u, the_head_is_kept_over_closing);
	tcase_add_test(u, nodes_are_found_by_level_and_index);
	tcase_add_test(u, entries_are_found_by_sequence_document_and_project);
	tcase_add_test(u, a_document_cannot_be_indexed_twice);
	tcase_add_loop_test(v, a_file_of_another_layout_is_refused, 0, COUNT_OF(layouts));
	tcase_add_loop_test(
		v, a_file_that_is_no_state_is_refused_and_left_as_it_is, 0, COUNT_OF(foreign));
	tcase_add_test(v, an_empty_file_becomes_a_state);
	tcase_add_test(v, a_damaged_page_is_corrupt_when_read);
	tcase_add_test(v, a_value_that_cannot_be_written_so_is_corrupt);
	tcase_add_test(v, a_folder_cannot_be_a_state);
	suite_add_tcase(s, t);
	suite_add_tcase(s, u);
	suite_add_tcase(s, v);
	return s;
}

TEST_MAIN(state_suite)
