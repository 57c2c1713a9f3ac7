/*
 * Replay: what the state lacks of the ledger, decided again and put, a page a transaction.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/internal.h"

struct document *replay_document(void *mem, const struct entry *e, struct error *err)
{
	struct buffer *file = buffer_new(mem, LIMIT_SUBMISSION);
	struct document *d;

	if (!file) {
		error_no_memory(err);
		return NULL;
	}
	entry_file(e, file);
	if (buffer_ok(file, err) < 0)
		return NULL;
	d = document_read(mem, file->bytes, file->size, false, err);
	talloc_free(file);
	if (!d || document_decode(d, err) < 0)
		return NULL;
	return d;
}

/* Decides a stored page's entries one after the other, each on those before it. */
static struct sealed_page *replay_page(
	struct registry *r, void *mem, const struct page *page, struct error *err)
{
	struct sealed_page *p =
		sealed_page_new(mem, state_view(r->state), r->programs, &r->head, page->n, err);

	for (size_t i = 0; p && i < page->n; i++) {
		const struct entry *e = &page->entries[i];
		struct document *d = replay_document(p, e, err);
		char place[64];

		if (d && sealed_page_replay(p, d, e, err) == 0)
			continue;
		snprintf(place, sizeof(place), "entry %" PRId64, e->sequence);
		error_in_document(err, place);
		return NULL;
	}
	return p;
}

/* Decides a page and puts it, in the open transaction, which it ends. */
static int follow_page(
	struct registry *r, const struct page *page, const char *commit, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct sealed_page *p;
	struct state_head head;

	if (!mem)
		return error_no_memory(err);
	p = replay_page(r, mem, page, err);
	if (!p || sealing_put(r, p, err) < 0 || registry_refresh(r, state_view(r->state), err) < 0)
		return -1;
	head = sealing_next(&r->head, p);
	snprintf(head.commit, sizeof(head.commit), "%s", commit);
	return sealing_head(r, &head, err);
}

/* One page, one transaction: what the state lacks of the ledger. */
static int forward_page(struct registry *r, const char *commit, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char path[PAGE_PATH_SIZE];
	const char *bytes;
	size_t size;
	struct page page;

	if (!mem)
		return error_no_memory(err);
	page_path(r->head.pages, path);
	if (ledger_file_at(r->ledger, mem, commit, path, &bytes, &size, err) != 1)
		return error_set(err, ERROR_REPLAY_PAGE, NULL, "", "path", path, NULL);
	if (page_read(mem, bytes, size, &page, err) < 0) {
		error_in_document(err, path);
		return -1;
	}
	if (page.n == 0 || page.entries[0].sequence != r->head.entries)
		return error_set(err, ERROR_REPLAY_PAGE, NULL, "", "path", path, NULL);
	if (state_begin(r->state, err) < 0)
		return -1;
	if (follow_page(r, &page, commit, err) < 0) {
		state_rollback(r->state);
		return -1;
	}
	return 0;
}

int replay_forward(struct registry *r, const struct registry_options *options, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char(*ids)[LEDGER_COMMIT_SIZE];
	size_t n;

	if (!mem)
		return error_no_memory(err);
	if (ledger_history(r->ledger, mem, &ids, &n, err) < 0)
		return -1;
	if (r->head.pages > (int64_t)n ||
		(r->head.pages > 0 && strcmp(ids[r->head.pages - 1], r->head.commit) != 0))
		return error_set(err, ERROR_STATE_FOREIGN, NULL, "", NULL);
	while (r->head.pages < (int64_t)n) {
		if (forward_page(r, ids[r->head.pages], err) < 0)
			return -1;
		if (options->progress)
			options->progress(options->progress_ctx, r->head.pages, (int64_t)n);
	}
	return 0;
}
