#include "ccer/data/raw_files.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "ccer/data/attachment.h"
#include "ccer/data/digest_bulk.h"
#include "system/file.h"

enum { READ_SIZE = 1 << 18 };

struct raw_file {
	const char *path, *name; /* name: its last part */
	int64_t bytes;
	bool hashed;
	struct digest sha256;
};

struct raw_files {
	size_t n, room;
	struct raw_file *file;
};

const struct raw_outcome *raw_outcome(enum raw_data_outcome outcome)
{
	static const struct raw_outcome outcomes[] = {
		[RAW_DATA_NOT_ATTACHED] = {"not-attached", "报告未附", "not attached"},
		[RAW_DATA_ABSENT] = {"not-present", "不在此处", "not present"},
		[RAW_DATA_EQUAL] = {"equal", "一致", "equal"},
		[RAW_DATA_DIFFERS] = {"differs", "不一致", "differs"},
	};

	return &outcomes[outcome];
}

static int add_file(struct raw_files *f, const FTSENT *e, const char *folder, struct error *err)
{
	char most[24];
	char *path;

	if (f->n == RAW_FILES_MAX) {
		snprintf(most, sizeof(most), "%d", RAW_FILES_MAX);
		return error_set(err, ERROR_ATTACHMENT_FOLDER, NULL, "", "folder", folder, "most",
			most, NULL);
	}
	if (f->n == f->room) {
		f->room = f->room ? 2 * f->room : 64;
		f->file = talloc_realloc(f, f->file, struct raw_file, (unsigned)f->room);
	}
	path = talloc_strdup(f, e->fts_path);
	if (!f->file || !path)
		return error_no_memory(err);
	f->file[f->n++] = (struct raw_file){.path = path,
		.name = path + e->fts_pathlen - e->fts_namelen,
		.bytes = (int64_t)e->fts_statp->st_size};
	return 0;
}

static int list_folder(struct raw_files *f, const char *folder, struct error *err)
{
	char *const roots[] = {(char *)folder, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *e;
	int rc = 0;

	if (!walk)
		return file_error(folder, err);
	errno = 0;
	while (rc == 0 && (e = fts_read(walk))) {
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS) {
			errno = e->fts_errno;
			rc = file_error(e->fts_path, err);
		} else if (e->fts_info == FTS_F) {
			rc = add_file(f, e, folder, err);
		}
	}
	if (rc == 0 && errno)
		rc = file_error(folder, err);
	fts_close(walk);
	return rc;
}

struct raw_files *raw_files_list(void *mem, const char *const *folders, size_t n, struct error *err)
{
	struct raw_files *f = talloc_zero(mem, struct raw_files);

	if (!f) {
		error_no_memory(err);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		if (list_folder(f, folders[i], err) < 0)
			return NULL;
	return f;
}

const char *raw_files_namesake(const struct raw_files *files, const struct attachment *of)
{
	for (size_t i = 0; i < files->n; i++)
		if (strcmp(files->file[i].name, of->name) == 0)
			return files->file[i].path;
	return NULL;
}

static int hash_file(struct raw_file *file, struct error *err)
{
	AUTO_MEMORY char *block = talloc_size(NULL, READ_SIZE);
	AUTO(digest_bulk_auto) struct digest_bulk *hash = digest_bulk_new();
	int fd = block && hash ? open(file->path, O_RDONLY | O_CLOEXEC) : -1;
	ssize_t n;

	if (!block || !hash)
		return error_no_memory(err);
	if (fd < 0)
		return file_error(file->path, err);
	while ((n = read(fd, block, READ_SIZE)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			digest_bulk_add(hash, block, (size_t)n);
	if (n < 0)
		file_error(file->path, err);
	close(fd);
	file->sha256 = digest_bulk_end(hash);
	file->hashed = n == 0;
	return n < 0 ? -1 : 0;
}

/* 1 with *out, 0 there is none, -1 a file of that size cannot be read. */
static int find_file(struct raw_files *f, const struct attachment *wanted,
	const struct raw_file **out, struct error *err)
{
	for (size_t i = 0; i < f->n; i++) {
		struct raw_file *file = &f->file[i];

		if (file->bytes != wanted->bytes)
			continue;
		if (!file->hashed && hash_file(file, err) < 0)
			return -1;
		if (digest_equal(&file->sha256, &wanted->sha256)) {
			*out = file;
			return 1;
		}
	}
	return 0;
}

static int is_salted(const struct attachment *a, struct error *err)
{
	char bytes[24];

	if (readers_are_everyone(a->readers) || a->bytes > ATTACHMENT_SALT)
		return 0;
	snprintf(bytes, sizeof(bytes), "%" PRId64, a->bytes);
	error_set(
		err, ERROR_ATTACHMENT_SALT, "docs/ledger-format.md 2.3", "", "bytes", bytes, NULL);
	error_in_document(err, a->name);
	return -1;
}

int raw_files_derive(void *ctx, void *mem, const struct raw_data_asked *asked,
	struct derived_values *out, const struct attachment **absent, struct error *err)
{
	const struct attachment_request request = {.derivation = asked->derivation,
		.name = asked->name,
		.year = asked->year,
		.first = asked->period.first,
		.last = asked->period.last,
		.progress = true};
	struct attachment_file *files =
		talloc_zero_array(mem, struct attachment_file, (unsigned)asked->files_n);

	if (!files)
		return error_no_memory(err);
	for (size_t i = 0; i < asked->files_n; i++) {
		const struct attachment *a = asked->files[i];
		const struct raw_file *file;
		int found = find_file(ctx, a, &file, err);

		if (found == 0)
			*absent = a;
		if (found != 1)
			return found;
		if (is_salted(a, err) < 0)
			return -1;
		files[i].path = file->path;
		files[i].expected = &a->sha256;
		files[i].skip = readers_are_everyone(a->readers) ? 0 : ATTACHMENT_SALT;
	}
	return attachment_derive(mem, &request, files, asked->files_n, out, err) < 0 ? -1 : 1;
}
