#include "export/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file being written; removed when it leaves scope before it was renamed. */
struct temporary {
	char path[PATH_MAX];
	int fd;
	bool exists;
};

static void temporary_auto(struct temporary *t)
{
	if (t->fd >= 0)
		close(t->fd);
	if (t->exists)
		unlink(t->path);
}

static void fd_auto(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int fail(const char *path, int reason, struct error *err)
{
	return error_set(err, ERROR_IO, NULL, "", "file", path, "reason", strerror(reason), NULL);
}

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		bytes += n;
		size -= (size_t)n;
	}
	return 0;
}

/* Makes a rename durable. */
static int sync_folder_of(const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".";
	AUTO(fd_auto) int fd = -1;

	if (slash)
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path) + 1, path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd))
		return fail(folder, errno, err);
	return 0;
}

int file_write(const char *path, const void *bytes, size_t size, struct error *err)
{
	AUTO(temporary_auto) struct temporary t = {.fd = -1};

	if ((size_t)snprintf(t.path, sizeof(t.path), "%s.XXXXXX", path) >= sizeof(t.path))
		return fail(path, ENAMETOOLONG, err);
	t.fd = mkostemp(t.path, O_CLOEXEC);
	if (t.fd < 0)
		return fail(path, errno, err);
	t.exists = true;
	if (write_all(t.fd, bytes, size) || fchmod(t.fd, 0644) || fsync(t.fd) ||
		rename(t.path, path))
		return fail(path, errno, err);
	t.exists = false;
	return sync_folder_of(path, err);
}
