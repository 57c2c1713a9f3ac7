#include "system/file.h"

#include <sys/stat.h>

#include "tests/support.h"

#include "tests/export/files.h"

static struct error err;

static int count_files(void)
{
	DIR *d = opendir(files_folder);
	struct dirent *e;
	int n = 0;

	while ((e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

START_TEST(a_file_is_replaced_whole)
{
	AUTO_MEMORY struct buffer *found = buffer_new(NULL, 1000);
	struct stat info;

	files_begin();
	ck_assert_int_eq(file_write(files_path("a"), "a longer text", 13, &err), 0);
	ck_assert_int_eq(file_write(files_path("a"), "short", 5, &err), 0);
	files_read(files_path("a"), found);
	ck_assert_str_eq(found->bytes, "short");
	ck_assert_int_eq(stat(files_path("a"), &info), 0);
	ck_assert_int_eq(info.st_mode & 0777, 0644);
	ck_assert_int_eq(count_files(), 1);
	files_end();
}
END_TEST

START_TEST(a_file_that_cannot_be_put_in_place_leaves_nothing)
{
	files_begin();
	ck_assert_int_eq(mkdir(files_path("folder"), 0700), 0);
	ck_assert_int_eq(file_write(files_path("folder"), "x", 1, &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
	ck_assert_int_eq(count_files(), 1);
	ck_assert_int_eq(file_write(files_path("none/a"), "x", 1, &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
	ck_assert_int_eq(rmdir(files_path("folder")), 0);
	files_end();
}
END_TEST

START_TEST(a_new_file_is_made_whole_and_overwrites_nothing)
{
	AUTO_MEMORY struct buffer *found = buffer_new(NULL, 1000);
	struct stat info;
	mode_t before = umask(0);

	files_begin();
	ck_assert_int_eq(file_create(files_path("a"), 0600, "secret", 6, &err), 0);
	umask(before);
	ck_assert_int_eq(stat(files_path("a"), &info), 0);
	ck_assert_int_eq(info.st_mode & 0777, 0600);
	ck_assert_int_eq(info.st_nlink, 1);
	ck_assert_int_eq(file_create(files_path("a"), 0600, "other", 5, &err), -1);
	ck_assert_int_eq(err.code, ERROR_FILE_EXISTS);
	ck_assert_str_eq(error_argument(&err, "file"), files_path("a"));
	ck_assert_int_eq(symlink("nowhere", files_path("b")), 0);
	ck_assert_int_eq(file_create(files_path("b"), 0600, "other", 5, &err), -1);
	ck_assert_int_eq(err.code, ERROR_FILE_EXISTS);
	files_read(files_path("a"), found);
	ck_assert_str_eq(found->bytes, "secret");
	ck_assert_int_eq(count_files(), 2);
	ck_assert_int_eq(file_create(files_path("none/a"), 0600, "x", 1, &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
	files_end();
}
END_TEST

static Suite *file_suite(void)
{
	Suite *s = suite_create("file");
	TCase *t = tcase_create("file");

	tcase_add_test(t, a_file_is_replaced_whole);
	tcase_add_test(t, a_file_that_cannot_be_put_in_place_leaves_nothing);
	tcase_add_test(t, a_new_file_is_made_whole_and_overwrites_nothing);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(file_suite)
