#include "system/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* A file being written; removed if it leaves scope before it has been renamed. */
struct temporary {
	char path[PATH_MAX];
	int fd;
	bool exists;
};

static void temporary_auto(struct temporary *t)
{
	file_auto(&t->fd);
	if (t->exists)
		unlink(t->path);
}

static void text_auto(char **text)
{
	free(*text);
}

void file_auto(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

void folder_auto(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

int file_error(const char *path, struct error *err)
{
	return error_set(err, ERROR_IO, NULL, "", "file", path, "reason", strerror(errno), NULL);
}

enum { DESCRIPTORS_OF_A_SHELL = 64 }; /* bash names its pipes from 63 down */

static int close_with(int fd, int code)
{
	close(fd);
	errno = code;
	return -1;
}

int file_open_ordinary(const char *path, int64_t most, int64_t *size)
{
	/* A FIFO without a writer opens at once so, and a terminal does not become ours. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0)
		return close_with(fd, errno);
	if (!S_ISREG(st.st_mode))
		return close_with(fd, EINVAL);
	if (st.st_size > most)
		return close_with(fd, EFBIG);
	*size = st.st_size;
	return fd;
}

/* Whether some descriptor of this process is that file. */
static bool is_open_here(const struct stat *file)
{
	struct stat st;

	for (int fd = 0; fd < DESCRIPTORS_OF_A_SHELL; fd++)
		if (fstat(fd, &st) == 0 && st.st_dev == file->st_dev && st.st_ino == file->st_ino)
			return true;
	return false;
}

int file_open_given(const char *path)
{
	struct stat st;
	int64_t size;

	if (stat(path, &st) != 0)
		return -1;
	if (S_ISREG(st.st_mode) || !is_open_here(&st))
		return file_open_ordinary(path, INT64_MAX, &size);
	return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

int file_write_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size) {
		ssize_t n = write(fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

int folder_sync(const char *folder, struct error *err)
{
	AUTO(file_auto) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && fsync(fd) == 0 ? 0 : file_error(folder, err);
}

/* Makes the names durable in the folder that a file stands in. */
static int file_sync_folder(const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".";

	if (slash)
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path) + 1, path);
	return folder_sync(folder, err);
}

/* --- writing a whole file --- */

enum { TRIES = 16, DESCRIPTORS_LOOKED_AT = 10 };

/*
 * A new file in the folder that `path` stands in, under a name of its own, so that the longest
 * name there can be has room. The mode is what the umask leaves of `mode`.
 */
static int temporary_open(struct temporary *t, const char *path, mode_t mode)
{
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash - path) + 1 : 0;
	uint64_t random;

	for (int i = 0; i < TRIES; i++) {
		if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
			return -1;
		if ((size_t)snprintf(t->path, sizeof(t->path), "%.*s.ccer-%016" PRIx64, folder,
			    path, random) >= sizeof(t->path)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		t->fd = open(t->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (t->fd >= 0 || errno != EEXIST)
			break;
	}
	t->exists = t->fd >= 0;
	return t->exists ? 0 : -1;
}

/* What replaces a file keeps its mode, and its owner where that is ours to give. */
static int keep_as_it_was(int fd, const struct stat *old)
{
	if (geteuid() == 0 && fchown(fd, old->st_uid, old->st_gid) != 0)
		return -1;
	return fchmod(fd, old->st_mode & 0777);
}

/* `old` is the file that is replaced, NULL where there is none. */
static int replace_file(const char *path, const struct stat *old, const void *bytes, size_t size,
	struct error *err);

static int write_to(int fd, const char *path, const void *bytes, size_t size, struct error *err)
{
	if (fd < 0 || file_write_all(fd, bytes, size) != 0)
		return file_error(path, err);
	return 0;
}

/* The descriptor of this process that the file already stands open under; -1: none. */
static int descriptor_of(const struct stat *file)
{
	struct stat st;

	for (int fd = STDOUT_FILENO; fd < DESCRIPTORS_LOOKED_AT; fd++)
		if (fstat(fd, &st) == 0 && st.st_dev == file->st_dev && st.st_ino == file->st_ino &&
			(fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY)
			return fd;
	return -1;
}

/* Nobody may write to it, whoever asks: root is held to that as well. */
static bool is_read_only(const char *path, const struct stat *st)
{
	return (st->st_mode & 0222) == 0 || faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0;
}

static int refuse_with(int code, const char *path, struct error *err)
{
	errno = code;
	return file_error(path, err);
}

/* What is there, links followed, is written to as its kind wants it. */
static int write_over(
	const char *path, const struct stat *st, const void *bytes, size_t size, struct error *err)
{
	int open_already = descriptor_of(st);

	if (open_already >= 0)
		return write_to(open_already, path, bytes, size, err);
	if (S_ISFIFO(st->st_mode) || S_ISCHR(st->st_mode)) {
		AUTO(file_auto) int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

		return write_to(fd, path, bytes, size, err);
	}
	if (!S_ISREG(st->st_mode))
		return refuse_with(S_ISDIR(st->st_mode) ? EISDIR : EINVAL, path, err);
	if (is_read_only(path, st))
		return refuse_with(EACCES, path, err);
	AUTO(text_auto) char *target = realpath(path, NULL);

	return target ? replace_file(target, st, bytes, size, err) : file_error(path, err);
}

int file_write(const char *path, const void *bytes, size_t size, struct error *err)
{
	struct stat st, link;

	if (stat(path, &st) == 0)
		return write_over(path, &st, bytes, size, err);
	if (errno != ENOENT)
		return file_error(path, err);
	if (lstat(path, &link) == 0) /* one that leads nowhere */
		return refuse_with(ENOENT, path, err);
	return replace_file(path, NULL, bytes, size, err);
}

bool file_is_open_to_others(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && (st.st_mode & 0077) != 0;
}

static int replace_file(
	const char *path, const struct stat *old, const void *bytes, size_t size, struct error *err)
{
	AUTO(temporary_auto) struct temporary t = {.fd = -1};

	if (temporary_open(&t, path, 0666) || (old && keep_as_it_was(t.fd, old)) ||
		file_write_all(t.fd, bytes, size) || fsync(t.fd) || rename(t.path, path))
		return file_error(path, err);
	t.exists = false;
	return file_sync_folder(path, err);
}

const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

int64_t file_room(const char *path)
{
	struct statvfs fs;

	if (statvfs(path, &fs) != 0)
		return -1;
	return (int64_t)((geteuid() == 0 ? fs.f_bfree : fs.f_bavail) * fs.f_frsize);
}

int file_create(const char *path, mode_t mode, const void *bytes, size_t size, struct error *err)
{
	AUTO(temporary_auto) struct temporary t = {.fd = -1};

	if (temporary_open(&t, path, mode) || file_write_all(t.fd, bytes, size) ||
		fchmod(t.fd, mode) || fsync(t.fd))
		return file_error(path, err);
	if (link(t.path, path))
		return errno == EEXIST
			       ? error_set(err, ERROR_FILE_EXISTS, NULL, "", "file", path, NULL)
			       : file_error(path, err);
	unlink(t.path);
	t.exists = false;
	if (file_sync_folder(path, err) == 0)
		return 0;
	unlink(path);
	return -1;
}
