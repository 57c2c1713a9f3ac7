/*
 * Replay: what the state lacks of the ledger is decided again and put, one transaction a page.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/internal.h"
#include "ledger/lookup.h"

/* Decides a stored page's entries one after the other, each on top of those before it. */
static struct sealed_page *replay_page(
	struct registry *r, void *mem, const struct page *page, struct error *err)
{
	struct sealed_page *p =
		sealed_page_new(mem, registry_view(r), r->programs, &r->head, page->n, err);

	for (size_t i = 0; p && i < page->n; i++) {
		const struct entry *e = &page->entries[i];
		struct document *d = registry_document(p, e, err);
		char place[64];

		if (d && sealed_page_replay(p, d, e, err) == 0)
			continue;
		snprintf(place, sizeof(place), "entry %" PRId64, e->sequence);
		error_in_document(err, place);
		return NULL;
	}
	return p;
}

/* Decides a page and puts it, in the open transaction, which this ends. */
static int follow_page(
	struct registry *r, const struct page *page, const char *mark, struct error *err)
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
	snprintf(head.mark, sizeof(head.mark), "%s", mark);
	return sealing_head(r, &head, err);
}

/* A page that the ledger said it has. */
static int read_page(
	struct registry *r, void *mem, int64_t number, struct page *page, struct error *err)
{
	char path[PAGE_PATH_SIZE];
	int found = ledger_page_read(r->ledger, mem, number, page, err);

	if (found < 0)
		return -1;
	if (found == 0 || page->entries[0].sequence != r->head.entries)
		return error_set(
			err, ERROR_REPLAY_PAGE, NULL, "", "path", page_path(number, path), NULL);
	return 0;
}

/* One page, one transaction: what the state lacks of the ledger. */
static int forward_page(struct registry *r, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char mark[LEDGER_MARK_SIZE];
	struct page page;

	if (!mem)
		return error_no_memory(err);
	if (read_page(r, mem, r->head.pages, &page, err) < 0 ||
		ledger_mark(r->ledger, r->head.pages, mark, err) < 0 || sealing_begin(r, err) < 0)
		return -1;
	if (follow_page(r, &page, mark, err) < 0) {
		state_rollback(r->state);
		return -1;
	}
	return 0;
}

int replay_forward(struct registry *r, const struct registry_options *options, struct error *err)
{
	int64_t pages;

	if (ledger_pages(r->ledger, &pages, err) < 0)
		return -1;
	while (r->head.pages < pages) {
		if (forward_page(r, err) < 0)
			return -1;
		if (options->progress)
			options->progress(options->progress_ctx, r->head.pages, pages);
	}
	return 0;
}
