/*
 * die_at_call: makes a program die at a system call, as if the power failed there.
 *
 * Preloaded (LD_PRELOAD) into a program as it was built, it takes the place of the
 * calls of libc that make something durable or let go of it. Calls fall into classes
 * by what they do and to which file. DIE_AT names one:
 *
 *   DIE_AT=CLASS:WHEN:N    WHEN: before | half | after | hang, N: 1, 2, ...
 *
 * and the process kills itself with SIGKILL before or after its N-th call of that
 * class, or (half, of a write) with the first half of the bytes written; with `hang` it
 * lives, but that call never returns, as of a disk that is gone. The calls of all threads
 * count, from the start of the process. DIE_AT=list prints the classes, one on each line
 * with the moments that it has, and ends. Without DIE_AT nothing changes. A DIE_AT that
 * cannot be read ends the process with status 99, so that no test passes by it.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum { BAD_USE = 99 };

enum call {
	CALL_FLOCK,
	CALL_MKDIR,
	CALL_OPEN_NEW, /* with O_EXCL */
	CALL_WRITE,
	CALL_SYNC,
	CALL_LINK,   /* the path is the new name */
	CALL_RENAME, /* likewise */
	CALL_UNLINK,
};

/* In the order in which a server that starts and seals comes to them. */
static const struct class
{
	const char *name;
	enum call call;
	const char *path; /* a pattern of fnmatch */
} classes[] = {
	{"lock-taken", CALL_FLOCK, "*/ccer.lock"},
	{"leftover-removed", CALL_UNLINK, "*/refs/heads/main.lock"},
	{"folder-made", CALL_MKDIR, "[0-9a-f][0-9a-f]"},
	{"object-opened", CALL_OPEN_NEW, "*/objects/tmp_object*"},
	{"object-written", CALL_WRITE, "*/objects/tmp_object*"},
	{"object-synced", CALL_SYNC, "*/objects/tmp_object*"},
	{"object-linked", CALL_LINK, "*/objects/[0-9a-f][0-9a-f]/*"},
	{"object-tidied", CALL_UNLINK, "*/objects/tmp_object*"},
	{"object-folder-synced", CALL_SYNC, "*/objects/[0-9a-f][0-9a-f]"},
	{"ref-locked", CALL_OPEN_NEW, "*/refs/heads/main.lock"},
	{"ref-written", CALL_WRITE, "*/refs/heads/main.lock"},
	{"ref-synced", CALL_SYNC, "*/refs/heads/main.lock"},
	{"ref-renamed", CALL_RENAME, "*/refs/heads/main"},
	{"ref-folder-synced", CALL_SYNC, "*/refs/heads"},
	{"wal-written", CALL_WRITE, "*.sqlite-wal"},
	{"wal-synced", CALL_SYNC, "*.sqlite-wal"},
	{"answer-written", CALL_WRITE, "socket:*"},
	{"database-written", CALL_WRITE, "*.sqlite"},
	{"database-synced", CALL_SYNC, "*.sqlite"},
	{"wal-removed", CALL_UNLINK, "*.sqlite-wal"},
};

enum { CLASSES = sizeof(classes) / sizeof(*classes) };

enum when { WHEN_NEVER, WHEN_BEFORE, WHEN_HALF, WHEN_AFTER, WHEN_HANG };

static const struct class *wanted; /* NULL: nothing is to be done */
static enum when wanted_when;
static long wanted_n;
static atomic_long calls;

static void die(void)
{
	if (wanted_when != WHEN_HANG)
		kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

static void list(void)
{
	for (int i = 0; i < CLASSES; i++)
		printf("%s before%s after\n", classes[i].name,
			classes[i].call == CALL_WRITE ? " half" : "");
	fflush(stdout);
	_exit(0);
}

__attribute__((constructor)) static void read_wanted(void)
{
	static const char *const moments[] = {[WHEN_BEFORE] = "before",
		[WHEN_HALF] = "half",
		[WHEN_AFTER] = "after",
		[WHEN_HANG] = "hang"};
	const char *text = getenv("DIE_AT");
	char name[64], when[16], rest;

	if (!text)
		return;
	if (strcmp(text, "list") == 0)
		list();
	if (sscanf(text, "%63[^:]:%15[^:]:%ld%c", name, when, &wanted_n, &rest) == 3)
		for (int i = 0; i < CLASSES; i++)
			if (strcmp(classes[i].name, name) == 0)
				wanted = &classes[i];
	for (int i = WHEN_BEFORE; i <= WHEN_HANG; i++)
		if (wanted && strcmp(moments[i], when) == 0)
			wanted_when = (enum when)i;
	if (!wanted || wanted_n < 1 || wanted_when == WHEN_NEVER ||
		(wanted_when == WHEN_HALF && wanted->call != CALL_WRITE)) {
		dprintf(STDERR_FILENO, "DIE_AT=%s is no CLASS:WHEN:N\n", text);
		_exit(BAD_USE);
	}
}

/* When to die at this call, if at all; dies here if that is before it. */
static enum when comes(enum call call, const char *path)
{
	if (!wanted || wanted->call != call || fnmatch(wanted->path, path, 0) != 0 ||
		atomic_fetch_add(&calls, 1) + 1 != wanted_n)
		return WHEN_NEVER;
	if (wanted_when == WHEN_BEFORE || wanted_when == WHEN_HANG)
		die();
	return wanted_when;
}

static enum when comes_at(enum call call, int fd)
{
	char link[64], path[PATH_MAX];
	ssize_t n;

	if (!wanted || wanted->call != call)
		return WHEN_NEVER;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return WHEN_NEVER;
	path[n] = '\0';
	return comes(call, path);
}

static long done(enum when when, long result)
{
	if (when != WHEN_NEVER)
		die();
	return result;
}

static size_t part(enum when when, size_t size)
{
	return when == WHEN_HALF ? size / 2 : size;
}

/* --- the calls --- */

EXPORT int flock(int fd, int operation)
{
	enum when when = comes_at(CALL_FLOCK, fd);

	return (int)done(when, syscall(SYS_flock, fd, operation));
}

EXPORT int mkdirat(int folder, const char *path, mode_t mode)
{
	enum when when = comes(CALL_MKDIR, path);

	return (int)done(when, syscall(SYS_mkdirat, folder, path, mode));
}

static int open_file(const char *path, int flags, mode_t mode)
{
	enum when when = flags & O_EXCL ? comes(CALL_OPEN_NEW, path) : WHEN_NEVER;

	return (int)done(when, syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

EXPORT int open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode = 0;

	va_start(args, flags);
	if (flags & (O_CREAT | __O_TMPFILE))
		mode = va_arg(args, mode_t);
	va_end(args);
	return open_file(path, flags, mode);
}

EXPORT int open64(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode = 0;

	va_start(args, flags);
	if (flags & (O_CREAT | __O_TMPFILE))
		mode = va_arg(args, mode_t);
	va_end(args);
	return open_file(path, flags | O_LARGEFILE, mode);
}

EXPORT ssize_t write(int fd, const void *bytes, size_t size)
{
	enum when when = comes_at(CALL_WRITE, fd);

	return done(when, syscall(SYS_write, fd, bytes, part(when, size)));
}

EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
	enum when when = comes_at(CALL_WRITE, fd);

	return done(when, syscall(SYS_pwrite64, fd, bytes, part(when, size), at));
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	return pwrite64(fd, bytes, size, at);
}

EXPORT ssize_t writev(int fd, const struct iovec *parts, int n)
{
	enum when when = comes_at(CALL_WRITE, fd);

	if (when == WHEN_HALF && n > 0)
		return done(when,
			syscall(SYS_write, fd, parts[0].iov_base, part(when, parts[0].iov_len)));
	return done(when, syscall(SYS_writev, fd, parts, n));
}

EXPORT int fsync(int fd)
{
	enum when when = comes_at(CALL_SYNC, fd);

	return (int)done(when, syscall(SYS_fsync, fd));
}

EXPORT int fdatasync(int fd)
{
	enum when when = comes_at(CALL_SYNC, fd);

	return (int)done(when, syscall(SYS_fdatasync, fd));
}

EXPORT int link(const char *from, const char *to)
{
	enum when when = comes(CALL_LINK, to);

	return (int)done(when, syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

EXPORT int rename(const char *from, const char *to)
{
	enum when when = comes(CALL_RENAME, to);

	return (int)done(when, syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

EXPORT int unlink(const char *path)
{
	enum when when = comes(CALL_UNLINK, path);

	return (int)done(when, syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}
