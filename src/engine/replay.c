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

int replay_entry(void *mem, const struct view *view, const struct entry *e, struct decided *out,
	struct error *err)
{
	struct document *d = replay_document(mem, e, err);
	struct digest changes;
	char sequence[24];

	if (!d)
		return -1;
	out->document = d;
	out->entry = *e;
	if (decide(mem, e->rules, view, d, e->time, e->sequence, &out->decision, err) < 0)
		return -1;
	if (overlay_hash(out->decision.changes, &d->id, &changes, err) < 0)
		return -1;
	snprintf(sequence, sizeof(sequence), "%" PRId64, e->sequence);
	if (!digest_equal(&changes, &e->changes))
		return error_set(err, ERROR_REPLAY_CHANGES, "docs/ledger-format.md 5", "",
			"sequence", sequence, NULL);
	return 0;
}

/* Decides a page's entries one after the other, each on those before it. */
static int replay_page(
	struct registry *r, const struct page *page, int64_t number, struct error *err)
{
	struct sealing_place at = {
		.page = number, .first = page->entries[0].sequence, .entries = (int64_t)page->n};

	for (size_t i = 0; i < page->n; i++) {
		AUTO_MEMORY void *mem = talloc_new(NULL);
		struct decided d;
		char place[64];

		if (!mem)
			return error_no_memory(err);
		if (replay_entry(mem, state_view(r->state), &page->entries[i], &d, err) < 0) {
			snprintf(place, sizeof(place), "entry %" PRId64, page->entries[i].sequence);
			error_in_document(err, place);
			return -1;
		}
		if (sealing_put(r->state, &d, &at, err) < 0)
			return -1;
	}
	return 0;
}

/* One page, one transaction: what the state lacks of the ledger. */
static int forward_page(struct registry *r, const char *commit, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct state_head head = r->head;
	char path[PAGE_PATH_SIZE];
	const char *bytes;
	size_t size;
	struct page page;

	if (!mem)
		return error_no_memory(err);
	page_path(head.pages, path);
	if (ledger_file_at(r->ledger, mem, commit, path, &bytes, &size, err) != 1)
		return error_set(err, ERROR_REPLAY_PAGE, NULL, "", "path", path, NULL);
	if (page_read(mem, bytes, size, &page, err) < 0) {
		error_in_document(err, path);
		return -1;
	}
	if (page.n == 0 || page.entries[0].sequence != head.entries)
		return error_set(err, ERROR_REPLAY_PAGE, NULL, "", "path", path, NULL);
	if (state_begin(r->state, err) < 0)
		return -1;
	head.pages++;
	head.entries += (int64_t)page.n;
	head.last_time = page.entries[page.n - 1].time;
	snprintf(head.commit, sizeof(head.commit), "%s", commit);
	if (replay_page(r, &page, head.pages - 1, err) < 0 || registry_refresh(r, err) < 0 ||
		sealing_head(r, &head, err) < 0) {
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
