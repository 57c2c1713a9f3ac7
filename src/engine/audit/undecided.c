#include "engine/audit/undecided.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

bool undecided_from(const struct undecided *u, const struct entry *e)
{
	return u->copy->first_leaf >= 0 || e->form == ENTRY_LEAF;
}

int undecided_leaf(
	struct undecided *u, struct registry *r, const struct entry *e, struct error *err)
{
	if (!u->keys) {
		u->keys = overlay_new(r, state_view(r->state));
		if (!u->keys)
			return error_no_memory(err);
		u->copy->first_leaf = e->sequence;
	}
	u->copy->leaves++;
	u->rules = e->rules;
	return 0;
}

static int declare_keys(
	struct undecided *u, const struct document *d, int64_t sequence, struct error *err)
{
	for (size_t i = 0; i < document_declared_count(d); i++) {
		struct record key = record_new(RECORD_KEY);

		document_declared_key(d, i, &key.key.key, &key.key.party);
		key.key.from_sequence = sequence;
		if (overlay_put(u->keys, &key, err) < 0)
			return -1;
	}
	return 0;
}

int undecided_document(struct undecided *u, void *mem, const struct document *d,
	const struct entry *e, struct error *err)
{
	if (declare_keys(u, d, e->sequence, err) < 0)
		return -1;
	for (size_t i = 0; i < d->signatures_n; i++) {
		struct record key = record_new(RECORD_KEY);
		int found;

		key.key.key = d->signatures[i].key;
		found = view_get(overlay_view(u->keys), mem, &key, err);
		if (found < 0)
			return -1;
		u->copy->strangers += found == 0;
	}
	u->copy->undecided++;
	u->rules = e->rules;
	return 0;
}

int undecided_put(struct registry *r, const struct entry *e, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *text = mem ? buffer_new(mem, LIMIT_LEAF) : NULL;
	struct merkle_store tree = registry_merkle(r->state);
	struct digest leaf;

	if (!text)
		return error_no_memory(err);
	entry_leaf(e, text);
	if (buffer_ok(text, err) < 0)
		return -1;
	leaf = merkle_leaf(text->bytes, text->size);
	if (merkle_append(&tree, e->sequence, &leaf, err) < 0)
		return -1;
	r->head.entries++;
	r->head.last_time = e->time;
	return 0;
}

/* --- files --- */

struct gathering {
	struct examiner *x;
	void *mem;
	const struct page *page;
	const struct document **documents;
	bool *copied; /* by entry: its document's copy has been met */
	struct ledger_file *files;
	size_t files_n;
};

static bool ends_with(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n >= m && strcmp(path + n - m, end) == 0;
}

/* Below one of the folders of docs/ledger-format.md 6. */
static bool in_a_folder(const char *path)
{
	static const char *const folders[] = {
		"projects/", "methodologies/", "parties/", "parameters/"};

	for (size_t i = 0; i < COUNT_OF(folders); i++)
		if (strncmp(path, folders[i], strlen(folders[i])) == 0)
			return true;
	return false;
}

/* A copy of a document of the page, under its kind's name. 1, 0, -1. */
static int is_copy(
	struct gathering *g, const char *path, const char *bytes, size_t size, struct error *err)
{
	char end[64];

	for (size_t i = 0; i < g->page->n; i++) {
		const struct document *d = g->documents[i];
		struct buffer *file;

		if (!d || g->copied[i])
			continue;
		snprintf(end, sizeof(end), "-%s.yaml", kind_name(d->kind));
		if (!ends_with(path, end))
			continue;
		file = buffer_new(g->mem, LIMIT_SUBMISSION);
		if (!file)
			return error_no_memory(err);
		entry_file(&g->page->entries[i], file);
		if (buffer_ok(file, err) < 0)
			return -1;
		g->copied[i] = file->size == size && memcmp(file->bytes, bytes, size) == 0;
		if (g->copied[i])
			return 1;
	}
	return 0;
}

/* projects/by-code/...: its line names a project's folder. 1, 0, -1. */
static int is_pointer(
	struct gathering *g, const char *path, const char *bytes, size_t size, struct error *err)
{
	static const char pointers[] = "projects/by-code/";
	char folder[LEDGER_PATH_MAX];

	if (strncmp(path, pointers, strlen(pointers)) != 0 || size < 2 || size > 64 ||
		memchr(bytes, '\n', size) != bytes + size - 1 || memchr(bytes, '\0', size))
		return 0;
	snprintf(folder, sizeof(folder), "projects/%.*s", (int)size - 1, bytes);
	return examiner_has_folder(g->x, folder, err);
}

static int gather_file(
	void *ctx, const char *path, const char *bytes, size_t size, struct error *err)
{
	struct gathering *g = ctx;
	struct ledger_file *file;
	int known;

	if (!in_a_folder(path))
		return 0;
	known = is_copy(g, path, bytes, size, err);
	if (known == 0)
		known = is_pointer(g, path, bytes, size, err);
	if (known != 1)
		return known;
	g->files = talloc_realloc(g->mem, g->files, struct ledger_file, (unsigned)g->files_n + 1);
	if (!g->files)
		return error_no_memory(err);
	file = &g->files[g->files_n++];
	*file = (struct ledger_file){.bytes = bytes, .size = size};
	snprintf(file->path, sizeof(file->path), "%s", path);
	return 0;
}

int undecided_files(struct examiner *x, void *mem, const struct page *page,
	const struct document **documents, struct ledger_page *as, struct error *err)
{
	struct gathering g = {.x = x, .mem = mem, .page = page, .documents = documents};

	g.copied = talloc_zero_array(mem, bool, (unsigned)page->n);
	if (!g.copied)
		return error_no_memory(err);
	if (examiner_added(x, mem, gather_file, &g, err) < 0)
		return -1;
	as->files = g.files;
	as->files_n = g.files_n;
	return 0;
}
