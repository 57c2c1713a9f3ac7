/*
 * folder: a temporary folder for one test, below TMPDIR, removed with all that is
 * in it; and commands run in it. A failure of any of this fails the test.
 */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support.h"

struct folder {
	char path[PATH_MAX / 2];
};

static inline struct folder folder_make(void)
{
	struct folder f;
	const char *root = getenv("TMPDIR");

	snprintf(f.path, sizeof(f.path), "%s/ccer-test-XXXXXX", root && *root ? root : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(f.path));
	return f;
}

static inline int folder_remove_one(
	const char *path, const struct stat *st, int type, struct FTW *place)
{
	(void)st;
	(void)type;
	(void)place;
	return remove(path);
}

static inline void folder_remove(const struct folder *f)
{
	ck_assert_int_eq(nftw(f->path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* The path of a file in it; one of four buffers in turn. */
static inline const char *folder_file(const struct folder *f, const char *name)
{
	static char paths[4][PATH_MAX];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, PATH_MAX, "%s/%s", f->path, name);
	return path;
}

static inline void folder_put(
	const struct folder *f, const char *name, const void *bytes, size_t size)
{
	FILE *file = fopen(folder_file(f, name), "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

/* Reads a file of at most limit - 1 bytes and puts a NUL after it. Returns its size. */
static inline size_t folder_get(const struct folder *f, const char *name, char *out, size_t limit)
{
	FILE *file = fopen(folder_file(f, name), "rb");
	size_t n;

	ck_assert_ptr_nonnull(file);
	n = fread(out, 1, limit - 1, file);
	ck_assert_int_ne(feof(file), 0);
	fclose(file);
	out[n] = '\0';
	return n;
}

/* The exit status of a shell command that runs in the folder; its output is kept in `log`. */
__attribute__((format(printf, 2, 3))) static inline int folder_run(
	const struct folder *f, const char *format, ...)
{
	char command[8192], line[8192 + PATH_MAX];
	va_list args;
	int status;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	snprintf(line, sizeof(line), "cd '%s' && { %s ; } >log 2>&1", f->path, command);
	status = system(line);
	ck_assert_int_ne(status, -1);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#endif
