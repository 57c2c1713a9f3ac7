#include "system/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void expect_text(const char *name, const char *text)
{
	AUTO_MEMORY struct buffer *found = buffer_new(NULL, 1000);

	files_read(files_path(name), found);
	ck_assert_str_eq(found->bytes, text);
}

START_TEST(a_link_stays_and_its_target_is_replaced)
{
	char target[128];
	struct stat info;

	files_begin();
	ck_assert_int_eq(file_write(files_path("target"), "old", 3, &err), 0);
	ck_assert_int_eq(chmod(files_path("target"), 0640), 0);
	snprintf(target, sizeof(target), "%s", files_path("target"));
	ck_assert_int_eq(symlink(target, files_path("link")), 0);
	ck_assert_int_eq(file_write(files_path("link"), "new", 3, &err), 0);
	ck_assert_int_eq(lstat(files_path("link"), &info), 0);
	ck_assert(S_ISLNK(info.st_mode));
	expect_text("target", "new");
	ck_assert_int_eq(stat(target, &info), 0);
	ck_assert_int_eq(info.st_mode & 0777, 0640);
	ck_assert_int_eq(unlink(target), 0);
	ck_assert_int_eq(file_write(files_path("link"), "new", 3, &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
	files_end();
}
END_TEST

START_TEST(what_nobody_may_write_to_is_left_and_other_names_keep_the_old)
{
	char other[128];

	files_begin();
	ck_assert_int_eq(file_write(files_path("a"), "old", 3, &err), 0);
	snprintf(other, sizeof(other), "%s", files_path("b"));
	ck_assert_int_eq(link(files_path("a"), other), 0);
	ck_assert_int_eq(chmod(files_path("a"), 0444), 0);
	ck_assert_int_eq(file_write(files_path("a"), "new", 3, &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
	expect_text("a", "old");
	ck_assert_int_eq(chmod(files_path("a"), 0644), 0);
	ck_assert_int_eq(file_write(files_path("a"), "new", 3, &err), 0);
	expect_text("b", "old");
	files_end();
}
END_TEST

START_TEST(devices_and_pipes_are_written_to)
{
	char read_back[8] = "";
	struct stat info;
	int fd;

	files_begin();
	ck_assert_int_eq(file_write("/dev/null", "x", 1, &err), 0);
	ck_assert_int_eq(stat("/dev/null", &info), 0);
	ck_assert(S_ISCHR(info.st_mode));
	ck_assert_int_eq(file_write("/dev/full", "x", 1, &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
	ck_assert_int_eq(mkfifo(files_path("fifo"), 0600), 0);
	fd = open(files_path("fifo"), O_RDONLY | O_NONBLOCK);
	ck_assert_int_eq(file_write(files_path("fifo"), "pipe", 4, &err), 0);
	ck_assert_int_eq(read(fd, read_back, sizeof(read_back)), 4);
	ck_assert_str_eq(read_back, "pipe");
	close(fd);
	ck_assert_int_eq(lstat(files_path("fifo"), &info), 0);
	ck_assert(S_ISFIFO(info.st_mode));
	files_end();
}
END_TEST

START_TEST(what_is_open_already_is_written_on)
{
	char path[32];
	int fd;

	files_begin();
	fd = open(files_path("a"), O_WRONLY | O_CREAT, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "head ", 5), 5);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	ck_assert_int_eq(file_write(path, "body", 4, &err), 0);
	close(fd);
	expect_text("a", "head body");
	files_end();
}
END_TEST

START_TEST(a_new_file_has_what_the_umask_leaves_and_the_longest_name_has_room)
{
	char name[256], path[400];
	struct stat info;
	mode_t before = umask(0077);

	files_begin();
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	snprintf(path, sizeof(path), "%s/%s", files_folder, name);
	ck_assert_int_eq(file_write(path, "x", 1, &err), 0);
	ck_assert_int_eq(stat(path, &info), 0);
	ck_assert_int_eq(info.st_mode & 0777, 0600);
	ck_assert(!file_is_open_to_others(path));
	ck_assert_int_eq(chmod(path, 0640), 0);
	ck_assert(file_is_open_to_others(path));
	files_end();
	umask(before);
}
END_TEST

START_TEST(an_ordinary_file_is_opened_and_nothing_is_waited_for)
{
	int64_t size = -1;
	int fd;

	files_begin();
	ck_assert_int_eq(file_write(files_path("file"), "three", 5, &err), 0);
	fd = file_open_ordinary(files_path("file"), 5, &size);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(size, 5);
	file_auto(&fd);
	ck_assert_int_eq(file_open_ordinary(files_path("file"), 4, &size), -1);
	ck_assert_int_eq(errno, EFBIG);
	ck_assert_int_eq(mkfifo(files_path("fifo"), 0600), 0);
	ck_assert_int_eq(file_open_ordinary(files_path("fifo"), 5, &size), -1);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(file_open_ordinary("/dev/zero", 5, &size), -1);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(file_open_ordinary(files_folder, 4096, &size), -1);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(file_open_ordinary(files_path("none"), 5, &size), -1);
	ck_assert_int_eq(errno, ENOENT);
	files_end();
}
END_TEST

START_TEST(what_is_given_is_a_file_or_stands_open_already)
{
	int ends[2], fd;
	char name[32], text[8];

	files_begin();
	ck_assert_int_eq(file_write(files_path("file"), "three", 5, &err), 0);
	fd = file_open_given(files_path("file"));
	ck_assert_int_ge(fd, 0);
	file_auto(&fd);
	ck_assert_int_eq(mkfifo(files_path("fifo"), 0600), 0);
	ck_assert_int_eq(file_open_given(files_path("fifo")), -1);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(file_open_given("/dev/zero"), -1);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(file_open_given(files_folder), -1);
	ck_assert_int_eq(file_open_given(files_path("none")), -1);
	ck_assert_int_eq(errno, ENOENT);
	/* As a shell gives a pipe. */
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], "piped", 5), 5);
	snprintf(name, sizeof(name), "/dev/fd/%d", ends[0]);
	fd = file_open_given(name);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(read(fd, text, sizeof(text)), 5);
	file_auto(&fd);
	file_auto(&ends[0]);
	file_auto(&ends[1]);
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
	tcase_add_test(t, a_link_stays_and_its_target_is_replaced);
	tcase_add_test(t, what_nobody_may_write_to_is_left_and_other_names_keep_the_old);
	tcase_add_test(t, devices_and_pipes_are_written_to);
	tcase_add_test(t, what_is_open_already_is_written_on);
	tcase_add_test(t, a_new_file_has_what_the_umask_leaves_and_the_longest_name_has_room);
	tcase_add_test(t, an_ordinary_file_is_opened_and_nothing_is_waited_for);
	tcase_add_test(t, what_is_given_is_a_file_or_stands_open_already);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(file_suite)
