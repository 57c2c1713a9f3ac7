#include "system/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* Writes all of it, in however many calls that takes; -1 with errno. */
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

/* A whole, durable file beside `path` which has the bytes and the mode. */
static int temporary_write(struct temporary *t, const char *path, mode_t mode, const void *bytes,
	size_t size, struct error *err)
{
	if ((size_t)snprintf(t->path, sizeof(t->path), "%s.XXXXXX", path) >= sizeof(t->path)) {
		errno = ENAMETOOLONG;
		return file_error(path, err);
	}
	t->fd = mkostemp(t->path, O_CLOEXEC);
	if (t->fd < 0)
		return file_error(path, err);
	t->exists = true;
	if (file_write_all(t->fd, bytes, size) || fchmod(t->fd, mode) || fsync(t->fd))
		return file_error(path, err);
	return 0;
}

int file_write(const char *path, const void *bytes, size_t size, struct error *err)
{
	AUTO(temporary_auto) struct temporary t = {.fd = -1};

	if (temporary_write(&t, path, 0644, bytes, size, err) < 0)
		return -1;
	if (rename(t.path, path))
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

	if (temporary_write(&t, path, mode, bytes, size, err) < 0)
		return -1;
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
