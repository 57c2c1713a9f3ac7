/* A state's file copied into memory: the same records, and no trace beside the file. */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>
#include <talloc.h>

#include "state/state.h"
#include "tests/folder.h"
#include "tests/state/records.h"
#include "tests/support.h"

enum { RECORDS_MANY = 40 };

static struct folder f;
static struct error err;

static void set_up(void)
{
	f = folder_make();
}

static void tear_down(void)
{
	folder_remove(&f);
}

static struct state *open_ok(const char *file)
{
	struct state *s = state_open(file, &err);

	ck_assert_msg(s, "%s %s", error_name(err.code), error_argument(&err, "reason"));
	return s;
}

/* One page more: records of every kind, and a head. */
static void put_page(struct state *s)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *o = overlay_new(mem, NULL);
	struct state_head head;

	ck_assert_int_eq(state_head(s, &head, &err), 0);
	for (int i = 0; i < RECORDS_MANY; i++) {
		struct record r = random_record(
			(enum record_kind)(1 + (int)random_below(RECORD_KIND_COUNT - 1)));

		ck_assert_int_eq(overlay_put(o, &r, &err), 0);
	}
	snprintf(head.mark, sizeof(head.mark), "%040d", (int)++head.pages);
	head.entries += 3;
	ck_assert_int_eq(state_begin(s, &err), 0);
	ck_assert_int_eq(state_put_changes(s, o, &err), 0);
	ck_assert_int_eq(state_put_head(s, &head, &err), 0);
	ck_assert_int_eq(state_commit(s, &err), 0);
}

static struct digest hash_of(struct state *s)
{
	struct digest hash;

	ck_assert_int_eq(state_hash(s, &hash, &err), 0);
	return hash;
}

/* The names in the folder, with sizes and times; below mem. */
static const char *traces(void *mem)
{
	char *out = talloc_strdup(mem, "");
	struct dirent **names;
	int n = scandir(f.path, &names, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		struct stat st;

		ck_assert_int_eq(stat(folder_file(&f, names[i]->d_name), &st), 0);
		if (S_ISREG(st.st_mode))
			out = talloc_asprintf_append(out, "%s %lld %lld.%ld\n", names[i]->d_name,
				(long long)st.st_size, (long long)st.st_mtim.tv_sec,
				st.st_mtim.tv_nsec);
		free(names[i]);
	}
	free(names);
	return out;
}

/* Copies the file and compares the copy with the hash and number of pages. */
static void copy_ok(const struct digest *hash, int64_t pages)
{
	AUTO(state_auto) struct state *copy = open_ok(":memory:");
	struct state_head head;
	struct digest copied;

	ck_assert_msg(state_copy(copy, folder_file(&f, "s %#?"), &err) == 0, "%s %s",
		error_name(err.code), error_argument(&err, "reason"));
	copied = hash_of(copy);
	ck_assert(digest_equal(&copied, hash));
	ck_assert_int_eq(state_head(copy, &head, &err), 0);
	ck_assert_int_eq(head.pages, pages);
	put_page(copy); /* it is a state like any other, and no longer the file's */
}

START_TEST(a_file_that_nobody_has_open_is_copied_without_a_trace)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct state *s = open_ok(folder_file(&f, "s %#?"));
	struct digest hash;
	const char *before;

	put_page(s);
	put_page(s);
	hash = hash_of(s);
	state_free(s);
	before = traces(mem);
	copy_ok(&hash, 2);
	ck_assert_str_eq(traces(mem), before);
	ck_assert_ptr_null(strstr(before, "-wal"));
}
END_TEST

START_TEST(a_file_that_a_server_writes_is_copied_as_of_its_last_commit)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_ok(folder_file(&f, "s %#?"));
	struct digest hash;
	const char *before;

	put_page(s);
	hash = hash_of(s);
	ck_assert_int_eq(state_begin(s, &err), 0);
	before = traces(mem);
	ck_assert_ptr_nonnull(strstr(before, "-wal"));
	copy_ok(&hash, 1);
	ck_assert_str_eq(traces(mem), before);
	state_rollback(s);
	put_page(s);
	hash = hash_of(s);
	copy_ok(&hash, 2);
}
END_TEST

static void refused(const char *name, enum error_code code)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *copy = open_ok(":memory:");
	const char *before = traces(mem);

	ck_assert_int_eq(state_copy(copy, folder_file(&f, name), &err), -1);
	ck_assert_str_eq(error_name(err.code), error_name(code));
	ck_assert_str_eq(error_argument(&err, "file"), folder_file(&f, name));
	ck_assert_str_eq(traces(mem), before);
}

START_TEST(what_is_no_state_of_this_program_is_refused)
{
	sqlite3 *db;

	refused("none", ERROR_IO);
	folder_put(&f, "garbage", "this is no database, though it is long enough to be read", 56);
	refused("garbage", ERROR_STATE_NOT_OURS);
	folder_put(&f, "empty", "", 0);
	refused("empty", ERROR_STATE_LAYOUT);
	ck_assert_int_eq(sqlite3_open(folder_file(&f, "other"), &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db,
				 "PRAGMA application_id = 1128482130; PRAGMA user_version = 7;"
				 "CREATE TABLE t (x)",
				 NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
	refused("other", ERROR_STATE_LAYOUT);
}
END_TEST

/* A byte of a page in the middle has changed. */
START_TEST(a_damaged_file_is_refused)
{
	struct state *s = open_ok(folder_file(&f, "damaged"));
	FILE *file;
	long size;

	for (int i = 0; i < 5; i++)
		put_page(s);
	state_free(s);
	file = fopen(folder_file(&f, "damaged"), "r+b");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	for (long at = 4096; at < size; at += 4096) {
		ck_assert_int_eq(fseek(file, at, SEEK_SET), 0);
		ck_assert_int_eq(fputc(0xFF, file), 0xFF);
	}
	fclose(file);
	refused("damaged", ERROR_STATE_CORRUPT);
}
END_TEST

static Suite *copy_suite(void)
{
	Suite *s = suite_create("copy");
	TCase *t = tcase_create("copy");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_file_that_nobody_has_open_is_copied_without_a_trace);
	tcase_add_test(t, a_file_that_a_server_writes_is_copied_as_of_its_last_commit);
	tcase_add_test(t, what_is_no_state_of_this_program_is_refused);
	tcase_add_test(t, a_damaged_file_is_refused);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(copy_suite)
