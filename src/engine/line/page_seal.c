#include "engine/line/page_seal.h"

#include <string.h>

#include <talloc.h>

#include "engine/internal.h"

/* What an item turned out to be while its page was decided. */
enum fate {
	FATE_FAILED,   /* its error stands; nothing is signed */
	FATE_REFUSED,  /* a refusal, to be signed */
	FATE_REPEATED, /* sealed before, or earlier in this page */
	FATE_ENTRY,
};

struct page_work {
	struct registry *r;
	void *mem;
	struct overlay *changes; /* of the page so far, over the state */
	struct instant now;
	struct page_item *items;
	size_t n;
	enum fate *fates;
	int64_t *entries_before; /* of each item: how many entries stood before it */
	struct instant *at;	 /* the instant at which each was decided */
	struct decided *entries;
	size_t entries_n;
};

static bool ends_page(const struct document *d)
{
	return d->kind == KIND_CLOCK || d->kind == KIND_RULES;
}

/* A clock document is sealed at the instant that it names. */
struct instant sealing_time(const struct registry *r, const struct document *d, struct instant now)
{
	if (d->kind == KIND_CLOCK && r->about.clock == CLOCK_SIMULATED)
		return d->clock->instant;
	return registry_seal_time(r, now);
}

/* Sealed in the state already, or earlier in this page. */
static int is_repeated(struct page_work *w, size_t i)
{
	const struct document *d = w->items[i].opened->d;

	for (size_t k = 0; k < w->entries_n; k++)
		if (digest_equal(&w->entries[k].document->hash, &d->hash))
			return 1;
	return state_entry_of(w->r->state, &d->hash, &w->items[i].out->entry, w->items[i].error);
}

static int make_entry(struct page_work *w, size_t i, struct decision *decision)
{
	const struct document *d = w->items[i].opened->d;
	struct decided *e = &w->entries[w->entries_n];
	struct error *err = w->items[i].error;

	*e = (struct decided){.document = d, .decision = *decision};
	if (sealing_entry(w->mem, w->r, d, decision, w->entries_before[i], w->at[i],
		    w->r->about.rules, &e->entry, err) < 0 ||
		overlay_merge(w->changes, decision->changes, err) < 0)
		return -1;
	w->entries_n++;
	return 0;
}

static enum fate decide_one(struct page_work *w, size_t i)
{
	struct page_item *item = &w->items[i];
	const struct document *d = item->opened->d;
	struct decision decision;
	int repeated = is_repeated(w, i);

	if (repeated)
		return repeated < 0 ? FATE_FAILED : FATE_REPEATED;
	w->at[i] = sealing_time(w->r, d, w->now);
	if (decide(w->mem, w->r->about.rules, overlay_view(w->changes), d, w->at[i],
		    w->entries_before[i], &decision, item->error) < 0)
		return error_http_status(item->error->code) >= 500 ? FATE_FAILED : FATE_REFUSED;
	return make_entry(w, i, &decision) < 0 ? FATE_FAILED : FATE_ENTRY;
}

/* Decides in order until a document ends the page; *n becomes how many were taken. */
static void decide_page(struct page_work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct opened *o = w->items[i].opened;

		w->entries_before[i] = w->r->head.entries + (int64_t)w->entries_n;
		w->at[i] = registry_seal_time(w->r, w->now);
		*w->items[i].error = o->error;
		if (o->state != OPENING_READY) {
			w->fates[i] = o->state == OPENING_REFUSED ? FATE_REFUSED : FATE_FAILED;
			continue;
		}
		w->fates[i] = decide_one(w, i);
		if (w->fates[i] == FATE_ENTRY && ends_page(o->d))
			w->n = i + 1;
	}
}

/* The answer to one item, after the commit point. */
static void answer(struct page_work *w, size_t i)
{
	struct page_item *item = &w->items[i];
	struct submission *out = item->out;
	struct error *err = item->error;

	out->outcome = OUTCOME_REFUSED;
	if (item->opened->d)
		out->document = item->opened->d->hash;
	if (w->fates[i] == FATE_FAILED)
		return;
	if (w->fates[i] == FATE_REFUSED) {
		struct error failure;

		document_place(item->opened->d, err);
		if (refusal_make(w->r, item->mem,
			    &(struct refusal){item->opened->d, w->at[i], w->entries_before[i], err},
			    &out->refusal, &out->refusal_size, &failure) < 0)
			*err = failure;
		return;
	}
	if (state_entry_of(w->r->state, &out->document, &out->entry, err) != 1 ||
		receipt_make(w->r, item->mem, &out->entry, &out->receipt, &out->receipt_size, err) <
			0)
		return;
	out->outcome = w->fates[i] == FATE_ENTRY ? OUTCOME_SEALED : OUTCOME_REPEATED;
}

/* Nothing of the page stands: every item that rested on it gets the failure. */
static void fail_all(struct page_work *w, const struct error *err)
{
	for (size_t i = 0; i < w->n; i++) {
		memset(w->items[i].out, 0, sizeof(*w->items[i].out));
		*w->items[i].error = *err;
	}
}

static int work_new(struct page_work *w, struct error *err)
{
	unsigned n = (unsigned)w->n;

	w->changes = overlay_new(w->mem, state_view(w->r->state));
	w->fates = talloc_zero_array(w->mem, enum fate, n);
	w->entries_before = talloc_zero_array(w->mem, int64_t, n);
	w->at = talloc_zero_array(w->mem, struct instant, n);
	w->entries = talloc_zero_array(w->mem, struct decided, n);
	if (w->changes && w->fates && w->entries_before && w->at && w->entries)
		return 0;
	return error_no_memory(err);
}

int page_seal(struct registry *r, struct page_item *items, size_t *n, struct instant now,
	struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct page_work w = {.r = r, .mem = mem, .now = now, .items = items, .n = *n};

	if (!mem || work_new(&w, err) < 0) {
		fail_all(&w, err);
		return -1;
	}
	decide_page(&w);
	*n = w.n;
	if (w.entries_n && sealing_page(r, w.entries, w.entries_n, err) < 0) {
		fail_all(&w, err);
		return -1;
	}
	for (size_t i = 0; i < w.n; i++)
		answer(&w, i);
	return 0;
}
