/*
 * files: a folder for one test, and files read whole, for the tests of exports.
 */
#ifndef TESTS_EXPORT_FILES_H
#define TESTS_EXPORT_FILES_H

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"

static char files_folder[64];

static UNUSED void files_begin(void)
{
	snprintf(files_folder, sizeof(files_folder), "/tmp/test-export-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(files_folder));
}

static UNUSED void files_end(void)
{
	DIR *d = opendir(files_folder);
	struct dirent *e;

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) != NULL)
		unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	rmdir(files_folder);
}

/* Good until the next call. */
static UNUSED const char *files_path(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", files_folder, name);
	return path;
}

static UNUSED void files_read(const char *path, struct buffer *out)
{
	FILE *f = fopen(path, "r");
	char bytes[4096];
	size_t n;

	ck_assert_msg(f, "cannot read %s", path);
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		buffer_add(out, bytes, n);
	fclose(f);
}

/* Compares with tests/data/export/NAME. */
static UNUSED void files_expect(void *mem, const struct buffer *found, const char *name)
{
	struct buffer *wanted = buffer_new(mem, 1 << 20);
	char path[512];

	snprintf(path, sizeof(path), "%s/tests/data/export/%s", getenv("top_srcdir"), name);
	files_read(path, wanted);
	ck_assert_str_eq(found->bytes, wanted->bytes);
	ck_assert_uint_eq(found->size, wanted->size);
}

#endif
