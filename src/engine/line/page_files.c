/*
 * The files that a page writes beside itself: copies of public documents, and pointers to them.
 */
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/internal.h"

/* A folder's documents counted so far: those before the page and those within it. */
struct folder {
	const char *name;
	int count;
};

struct files {
	void *mem;
	struct ledger_file *file;
	size_t n;
	struct folder *folders;
	size_t folders_n;
};

static int add(struct files *f, const char *path, const char *bytes, size_t size, struct error *err)
{
	struct ledger_file *file;

	f->file = talloc_realloc(f->mem, f->file, struct ledger_file, (unsigned)f->n + 1);
	if (!f->file)
		return error_no_memory(err);
	file = &f->file[f->n++];
	snprintf(file->path, sizeof(file->path), "%s", path);
	file->bytes = bytes;
	file->size = size;
	return 0;
}

/* The number of the next document in the folder, from 1. */
static int next_number(
	struct files *f, const char *folder, folder_count_fn count, void *ctx, struct error *err)
{
	int n;

	for (size_t i = 0; i < f->folders_n; i++)
		if (strcmp(f->folders[i].name, folder) == 0)
			return ++f->folders[i].count;
	n = count(ctx, folder, err);
	if (n < 0)
		return -1;
	f->folders = talloc_realloc(f->mem, f->folders, struct folder, (unsigned)f->folders_n + 1);
	if (!f->folders)
		return error_no_memory(err);
	f->folders[f->folders_n++] = (struct folder){folder, n + 1};
	return n + 1;
}

/* The document as a file of its own: DOCUMENT, `---`, SIGNATURES. */
static const struct buffer *document_file(void *mem, const struct document *d, struct error *err)
{
	struct buffer *b = buffer_new(mem, LIMIT_SUBMISSION);

	if (!b) {
		error_no_memory(err);
		return NULL;
	}
	document_write(d, b);
	return buffer_ok(b, err) < 0 ? NULL : b;
}

static int add_pointer(struct files *f, const struct placement *p, struct error *err)
{
	char *line;

	if (!p->pointer[0])
		return 0;
	line = talloc_asprintf(f->mem, "%s\n", p->target);
	if (!line)
		return error_no_memory(err);
	return add(f, p->pointer, line, strlen(line), err);
}

static int add_entry(struct files *f, const struct sealed_entry *e, folder_count_fn count,
	void *ctx, struct error *err)
{
	const struct placement *p = &e->decision.placement;
	const struct buffer *b;
	char path[LEDGER_PATH_MAX];
	int number;

	if (e->document->kind != KIND_GENESIS && !p->folder[0])
		return 0;
	b = document_file(f->mem, e->document, err);
	if (!b)
		return -1;
	if (e->document->kind == KIND_GENESIS)
		return add(f, "genesis.yaml", b->bytes, b->size, err);
	number = next_number(f, p->folder, count, ctx, err);
	if (number < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/%04d-%s.yaml", p->folder, number,
		kind_name(e->document->kind));
	if (add(f, path, b->bytes, b->size, err) < 0)
		return -1;
	return add_pointer(f, p, err);
}

int page_files(void *mem, const struct sealed_page *p, folder_count_fn count, void *count_ctx,
	struct ledger_file **files, size_t *files_n, struct error *err)
{
	struct files f = {.mem = mem};

	for (size_t i = 0; i < p->n; i++)
		if (add_entry(&f, &p->entries[i], count, count_ctx, err) < 0)
			return -1;
	*files = f.file;
	*files_n = f.n;
	return 0;
}
