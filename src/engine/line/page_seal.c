#include "engine/line/page_seal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/internal.h"
#include "record/warning_record.h"

/* What an item turned out to be while its page was decided. */
enum fate {
	FATE_FAILED,   /* answered with its error; nothing is signed */
	FATE_REFUSED,  /* a refusal, to be signed */
	FATE_REPEATED, /* sealed before, or earlier in this page */
	FATE_ENTRY,
};

/* One item while its page is decided. */
struct item_work {
	enum fate fate;
	int64_t entries_before; /* how many entries came before it */
	struct instant at;	/* the instant at which it was decided */
	size_t entry;		/* of the page: FATE_ENTRY, and FATE_REPEATED within it */
	bool in_page;
};

struct page_work {
	struct registry *r;
	struct instant now;
	struct page_item *items;
	size_t n;
	struct item_work *work;
	struct sealed_page *page;
};

static bool ends_page(const struct document *d)
{
	return d->kind == KIND_CLOCK || d->kind == KIND_RULES;
}

/* Whether it is earlier in this page, or in the state already. */
static int is_repeated(struct page_work *w, size_t i)
{
	const struct document *d = w->items[i].opened->d;

	for (size_t k = 0; k < w->page->n; k++)
		if (digest_equal(&w->page->entries[k].document->hash, &d->hash)) {
			w->work[i].in_page = true;
			w->work[i].entry = k;
			return 1;
		}
	return state_entry_of(w->r->state, &d->hash, &w->items[i].out->entry, w->items[i].error);
}

/* Decided and not sealed: its signer has not seen what it is warned of. */
static enum fate hold_back(struct page_item *item, const struct warning_list *warnings)
{
	char count[24];

	item->out->warnings = talloc_memdup(item->mem, warnings, sizeof(*warnings));
	if (!item->out->warnings) {
		error_no_memory(item->error);
		return FATE_FAILED;
	}
	snprintf(count, sizeof(count), "%zu", warnings->count);
	error_set(item->error, ERROR_DOCUMENT_WARNED, "docs/rulebook.md warnings", "", "count",
		count, NULL);
	return FATE_FAILED;
}

static enum fate decide_one(struct page_work *w, size_t i)
{
	struct page_item *item = &w->items[i];
	struct item_work *work = &w->work[i];
	const struct document *d = item->opened->d;
	const struct warning_list *warnings = NULL;
	int repeated = is_repeated(w, i), sealed;

	if (repeated)
		return repeated < 0 ? FATE_FAILED : FATE_REPEATED;
	/* A worker saw an entry that is none: its signatures are not even looked at. */
	if (item->opened->state == OPENING_REPEATED) {
		error_set(item->error, ERROR_STATE_CORRUPT, NULL, "", "file", "ledger_entry",
			"reason", "an entry that was never sealed", NULL);
		return FATE_FAILED;
	}
	work->at = registry_document_time(w->r, d, w->now);
	sealed = sealed_page_decide(w->page, d, work->at, w->r->about.rules,
		item->ask_warnings ? &warnings : NULL, item->error);
	if (sealed > 0)
		return hold_back(item, warnings);
	if (sealed < 0)
		return error_http_status(item->error->code) >= 500 ? FATE_FAILED : FATE_REFUSED;
	work->in_page = true;
	work->entry = w->page->n - 1;
	return FATE_ENTRY;
}

/* Decides in order until a document ends the page; w->n becomes the number taken. */
static void decide_page(struct page_work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct opened *o = w->items[i].opened;
		struct item_work *work = &w->work[i];

		assert(o->state == OPENING_READY || o->state == OPENING_REFUSED ||
			o->state == OPENING_REPEATED);
		work->entries_before = w->page->first + (int64_t)w->page->n;
		work->at = registry_seal_time(w->r, w->now);
		*w->items[i].error = o->error;
		work->fate = o->state == OPENING_REFUSED ? FATE_REFUSED : decide_one(w, i);
		if (work->fate == FATE_ENTRY && ends_page(o->d))
			w->n = i + 1;
	}
}

/* What it was warned of when it was sealed, now or before. */
static int answer_warnings(struct page_work *w, size_t i)
{
	struct page_item *item = &w->items[i];
	const struct item_work *work = &w->work[i];
	const struct warning_list *list;

	if (work->in_page) {
		list = w->page->entries[work->entry].decision.warnings;
		item->out->warnings = list ? talloc_memdup(item->mem, list, sizeof(*list)) : NULL;
		return list && !item->out->warnings ? error_no_memory(item->error) : 0;
	}
	list = warnings_of(state_view(w->r->state), item->mem, &item->opened->d->hash, item->error);
	item->out->warnings = list && list->count > 0 ? list : NULL;
	return list ? 0 : -1;
}

/* The answer to one item, after the commit point. */
static void answer_item(struct page_work *w, size_t i)
{
	struct page_item *item = &w->items[i];
	const struct item_work *work = &w->work[i];
	struct submission *out = item->out;
	struct error *err = item->error;

	out->outcome = OUTCOME_REFUSED;
	out->document = item->opened->d->hash;
	if (work->fate == FATE_FAILED)
		return;
	if (work->fate == FATE_REFUSED) {
		struct error failure;

		document_place(item->opened->d, err);
		if (refusal_make(w->r, item->mem,
			    &(struct refusal){item->opened->d, work->at, work->entries_before, err},
			    &out->refusal, &out->refusal_size, &failure) < 0)
			*err = failure;
		return;
	}
	if (work->in_page)
		out->entry = w->page->entries[work->entry].row;
	if (answer_warnings(w, i) < 0)
		return;
	if (receipt_make(w->r, item->mem, &out->entry, &out->receipt, &out->receipt_size, err) < 0)
		return;
	out->outcome = work->fate == FATE_ENTRY ? OUTCOME_SEALED : OUTCOME_REPEATED;
}

/* Nothing of the page remains: every item that rested on it gets the failure. */
static void fail_all(struct page_work *w, const struct error *err)
{
	for (size_t i = 0; i < w->n; i++) {
		memset(w->items[i].out, 0, sizeof(*w->items[i].out));
		*w->items[i].error = *err;
	}
}

int page_seal(struct registry *r, struct page_item *items, size_t *n, struct instant now,
	struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct page_work w = {.r = r, .now = now, .items = items, .n = *n};

	w.work = talloc_zero_array(mem, struct item_work, (unsigned)w.n);
	w.page = sealed_page_new(mem, registry_view(r), r->programs, &r->head, w.n, err);
	if (!w.work || !w.page) {
		error_no_memory(err);
		fail_all(&w, err);
		return -1;
	}
	if (sealing_begin(r, err) < 0) {
		fail_all(&w, err);
		return -1;
	}
	decide_page(&w);
	*n = w.n;
	if (w.page->n == 0)
		state_rollback(r->state);
	else if (sealing_page(r, w.page, err) < 0) {
		fail_all(&w, err);
		return -1;
	}
	for (size_t i = 0; i < w.n; i++)
		answer_item(&w, i);
	return 0;
}
