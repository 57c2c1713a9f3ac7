#include "ccer/data/raw_files.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "document/document.h"
#include "tests/bench/derive_data.h"
#include "tests/folder.h"
#include "tests/support.h"

enum { ROWS = 60 };

static void *mem;
static struct folder f;
static char *text; /* ROWS of readings */
static size_t size;
static const struct derivation *derivation;

static void begin(void)
{
	struct derive_data data;
	FILE *out;

	mem = talloc_new(NULL);
	f = folder_make();
	derivation = derive_data_methodology(mem);
	ck_assert_ptr_nonnull(derivation);
	out = fopen(folder_file(&f, "made"), "w+");
	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(derive_data_write(out, ROWS, &data), 0);
	size = data.bytes;
	text = talloc_zero_size(mem, size + 1);
	rewind(out);
	ck_assert_uint_eq(fread(text, 1, size, out), size);
	fclose(out);
	ck_assert_int_eq(unlink(folder_file(&f, "made")), 0);
}

static void end(void)
{
	folder_remove(&f);
	talloc_free(mem);
}

static void write_file(const char *name, const char *before, const char *bytes, size_t n)
{
	FILE *out = fopen(folder_file(&f, name), "w");

	ck_assert_ptr_nonnull(out);
	ck_assert_uint_eq(fwrite(before, 1, strlen(before), out), strlen(before));
	ck_assert_uint_eq(fwrite(bytes, 1, n, out), n);
	ck_assert_int_eq(fclose(out), 0);
}

/* The attachment with those bytes. */
static struct attachment attachment(const char *before, const char *bytes, size_t n, bool is_public)
{
	char *all = talloc_asprintf(mem, "%s%.*s", before, (int)n, bytes);

	return (struct attachment){.name = "readings.csv",
		.media = "text/csv",
		.sha256 = digest_of(all, strlen(all)),
		.bytes = (int64_t)strlen(all),
		.readers = {is_public ? READERS_EVERYONE : 0},
		.raw_data = "methane",
		.year = DERIVE_DATA_YEAR};
}

static int derive_from(const struct attachment *of, struct derived_values *out, struct error *err)
{
	const struct day day = day_of_date(DERIVE_DATA_YEAR, 1, 1);
	const struct attachment *const files[] = {of};
	const struct raw_data_asked asked = {.period = {day, day},
		.year = DERIVE_DATA_YEAR,
		.derivation = derivation,
		.name = "methane",
		.files_n = 1,
		.files = files};
	const char *const folders[] = {f.path};
	struct raw_files *all = raw_files_list(mem, folders, 1, err);
	const struct attachment *absent = NULL;
	int found;

	ck_assert_ptr_nonnull(all);
	found = raw_files_derive(all, mem, &asked, out, &absent, err);
	ck_assert_msg(found != 0 || absent == of, "the absent one is named");
	return found;
}

START_TEST(a_file_is_found_by_its_hash_whatever_its_name)
{
	const struct attachment of = attachment("", text, size, true);
	struct derived_values out;
	struct error err = {0};
	char *other = talloc_strdup(mem, text);

	/* Another of the same size comes before it in any order of names. */
	other[size - 2] = other[size - 2] == '1' ? '2' : '1';
	write_file("a", "", other, size);
	write_file("z", "", other, size);
	ck_assert_int_eq(mkdir(folder_file(&f, "below"), 0755), 0);
	write_file("below/m", "", text, size);
	ck_assert_int_eq(derive_from(&of, &out, &err), 1);
	ck_assert_uint_gt(out.n, 0);
	ck_assert_int_eq(out.rows, ROWS);
}
END_TEST

START_TEST(a_file_that_is_not_public_lies_with_its_random_bytes)
{
	static const char salt[] = "0123456789abcdef0123456789abcdef";
	const struct attachment open = attachment("", text, size, true);
	const struct attachment closed = attachment(salt, text, size, false);
	struct derived_values out, same;
	struct error err = {0};

	write_file("open", "", text, size);
	ck_assert_int_eq(derive_from(&closed, &out, &err), 0);
	write_file("closed", salt, text, size);
	ck_assert_int_eq(derive_from(&closed, &out, &err), 1);
	ck_assert_int_eq(derive_from(&open, &same, &err), 1);
	ck_assert_str_eq(out.values[0].text, same.values[0].text);
}
END_TEST

START_TEST(a_file_without_room_for_random_bytes_is_refused)
{
	const struct attachment of = attachment("", "0123456789abcdef0123456789abcdef", 32, false);
	struct derived_values out;
	struct error err = {0};

	write_file("short", "", "0123456789abcdef0123456789abcdef", 32);
	ck_assert_int_eq(derive_from(&of, &out, &err), -1);
	ck_assert_int_eq(err.code, ERROR_ATTACHMENT_SALT);
	ck_assert_str_eq(err.document, "readings.csv");
}
END_TEST

START_TEST(what_is_not_there_is_absent_and_a_namesake_is_named)
{
	const struct attachment of = attachment("", text, size, true);
	const char *const folders[] = {f.path};
	struct derived_values out;
	struct error err = {0};

	ck_assert_int_eq(derive_from(&of, &out, &err), 0);
	ck_assert_ptr_null(raw_files_namesake(raw_files_list(mem, folders, 1, &err), &of));
	ck_assert_ptr_null(raw_files_namesake(raw_files_list(mem, folders, 0, &err), &of));
	write_file("readings.csv", "", text, size - 1);
	ck_assert_int_eq(derive_from(&of, &out, &err), 0);
	ck_assert_str_eq(raw_files_namesake(raw_files_list(mem, folders, 1, &err), &of),
		folder_file(&f, "readings.csv"));
}
END_TEST

START_TEST(links_are_not_followed)
{
	const struct attachment of = attachment("", text, size, true);
	struct folder elsewhere = folder_make();
	struct derived_values out;
	struct error err = {0};
	char *target = talloc_strdup(mem, folder_file(&elsewhere, "z"));

	write_file("z", "", text, size);
	ck_assert_int_eq(rename(folder_file(&f, "z"), target), 0);
	ck_assert_int_eq(symlink(target, folder_file(&f, "link")), 0);
	ck_assert_int_eq(symlink(elsewhere.path, folder_file(&f, "folder")), 0);
	ck_assert_int_eq(derive_from(&of, &out, &err), 0);
	folder_remove(&elsewhere);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_said)
{
	const char *const folders[] = {folder_file(&f, "none")};
	struct error err = {0};

	ck_assert_ptr_null(raw_files_list(mem, folders, 1, &err));
	ck_assert_int_eq(err.code, ERROR_IO);
	ck_assert_str_eq(error_argument(&err, "file"), folder_file(&f, "none"));
}
END_TEST

static Suite *raw_files_suite(void)
{
	Suite *s = suite_create("raw files");
	TCase *t = tcase_create("raw files");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, a_file_is_found_by_its_hash_whatever_its_name);
	tcase_add_test(t, a_file_that_is_not_public_lies_with_its_random_bytes);
	tcase_add_test(t, a_file_without_room_for_random_bytes_is_refused);
	tcase_add_test(t, what_is_not_there_is_absent_and_a_namesake_is_named);
	tcase_add_test(t, links_are_not_followed);
	tcase_add_test(t, a_folder_that_is_not_there_is_said);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(raw_files_suite)
