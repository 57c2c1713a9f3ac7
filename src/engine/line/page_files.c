/*
 * The files that a page writes beside itself: copies of public documents, and pointers to them.
 */
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/internal.h"

struct files {
	void *mem;
	struct ledger_file *file;
	size_t n;
};

static int add_file(
	struct files *f, const char *path, const struct buffer *b, bool numbered, struct error *err)
{
	struct ledger_file *file;

	f->file = talloc_realloc(f->mem, f->file, struct ledger_file, (unsigned)f->n + 1);
	if (!f->file)
		return error_no_memory(err);
	file = &f->file[f->n++];
	snprintf(file->path, sizeof(file->path), "%s", path);
	file->numbered = numbered;
	file->bytes = b->bytes;
	file->size = b->size;
	return 0;
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
	struct buffer *line = p->pointer[0] ? buffer_new(f->mem, sizeof(p->target) + 1) : NULL;

	if (!p->pointer[0])
		return 0;
	if (!line)
		return error_no_memory(err);
	buffer_add_format(line, "%s\n", p->target);
	return buffer_ok(line, err) < 0 ? -1 : add_file(f, p->pointer, line, false, err);
}

static int add_entry(struct files *f, const struct sealed_entry *e, struct error *err)
{
	const struct placement *p = &e->decision.placement;
	const struct buffer *b;
	char path[LEDGER_PATH_MAX];

	if (e->document->kind != KIND_GENESIS && !p->folder[0])
		return 0;
	b = document_file(f->mem, e->document, err);
	if (!b)
		return -1;
	if (e->document->kind == KIND_GENESIS)
		return add_file(f, "genesis.yaml", b, false, err);
	snprintf(path, sizeof(path), "%s/%s.yaml", p->folder, kind_name(e->document->kind));
	return add_file(f, path, b, true, err) < 0 ? -1 : add_pointer(f, p, err);
}

int page_files(void *mem, const struct sealed_page *p, const struct ledger_file **files,
	size_t *files_n, struct error *err)
{
	struct files f = {.mem = mem};

	for (size_t i = 0; i < p->n; i++)
		if (add_entry(&f, &p->entries[i], err) < 0)
			return -1;
	*files = f.file;
	*files_n = f.n;
	return 0;
}
