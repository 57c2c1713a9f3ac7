/*
 * An entry: its place in the sequence, its document and signatures, the decision, its changes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/audit/auditing.h"

/* A document missing from this copy may have raised the version of the rules. */
static bool rules_run_on(const struct audit *a, const struct entry *e)
{
	if (a->out->copy.first_leaf >= 0)
		return e->rules >= a->undecided.rules;
	return e->sequence == 0 || e->rules == a->r->about.rules;
}

static int sequence_runs_on(struct audit *a, const struct entry *e, struct error *err)
{
	const struct state_head *head = &a->r->head;
	char sequence[24];

	snprintf(sequence, sizeof(sequence), "%" PRId64, e->sequence);
	if (e->sequence == head->entries && e->time.ms >= head->last_time.ms && rules_run_on(a, e))
		return 0;
	return error_set(err, ERROR_AUDIT_SEQUENCE, "docs/ledger-format.md 3", "", "sequence",
		sequence, NULL);
}

/* The document as it is stored; genesis was opened to learn the sealing key. */
static const struct document *open_entry(
	struct audit *a, void *mem, const struct entry *e, struct error *err)
{
	return a->genesis ? STEAL(a->genesis) : registry_document(mem, e, err);
}

/* The signatures hold, and are stored in the form that they must have. */
static int document_holds(struct audit *a, void *mem, const struct document *d,
	const struct entry *e, struct error *err)
{
	struct buffer *canonical = buffer_new(mem, LIMIT_SIGNATURES);

	if (!canonical)
		return error_no_memory(err);
	if (document_authenticate(d, err) < 0) {
		document_place(d, err);
		return -1;
	}
	document_signature_text(d, canonical);
	if (buffer_ok(canonical, err) < 0)
		return -1;
	a->out->signatures += (int64_t)d->signatures_n;
	if (canonical->size == e->signatures_size &&
		memcmp(canonical->bytes, e->signatures, canonical->size) == 0)
		return 0;
	return error_set(err, ERROR_AUDIT_SIGNATURE_FORM, "docs/ledger-format.md 2.4", "", NULL);
}

/* With a simulated clock an entry has the ledger's instant, which clock documents set. */
static int stands_at_its_instant(
	const struct audit *a, const struct document *d, const struct entry *e, struct error *err)
{
	struct instant at = a->r->about.now;
	char sequence[24];

	if (d->kind == KIND_GENESIS && d->genesis->clock == CLOCK_SIMULATED)
		at = d->genesis->start;
	else if (d->kind == KIND_GENESIS || d->kind == KIND_CLOCK ||
		 a->r->about.clock != CLOCK_SIMULATED)
		return 0;
	if (e->time.ms == at.ms)
		return 0;
	snprintf(sequence, sizeof(sequence), "%" PRId64, e->sequence);
	return error_set(err, ERROR_AUDIT_SEQUENCE, "docs/ledger-format.md 1", "", "sequence",
		sequence, NULL);
}

static int decide_again(struct audit *a, struct sealed_page *p, const struct document *d,
	const struct entry *e, const struct audit_place *at)
{
	enum audit_check check = AUDIT_DECISION;
	struct error err = {0};

	if (sealed_page_replay(p, d, e, &err) < 0) {
		if (err.code == ERROR_REPLAY_CHANGES)
			check = AUDIT_CHANGES;
		audit_held(a, check, at, -1, &err);
		return -1;
	}
	a->out->done[AUDIT_DECISION]++;
	a->out->done[AUDIT_CHANGES]++;
	return 0;
}

static int audit_entry(
	struct audit *a, struct sealed_page *p, const struct entry *e, const struct audit_place *at)
{
	const struct document *d;
	struct error err = {0};

	if (!audit_held(a, AUDIT_SEQUENCE, at, sequence_runs_on(a, e, &err), &err))
		return -1;
	d = open_entry(a, p, e, &err);
	if (!audit_held(a, AUDIT_DOCUMENT, at, d ? document_holds(a, p, d, e, &err) : -1, &err))
		return -1;
	if (decide_again(a, p, d, e, at) < 0)
		return -1;
	if (stands_at_its_instant(a, d, e, &err) < 0)
		audit_found(a, AUDIT_SEQUENCE, at, &err);
	if (registry_refresh(a->r, sealed_page_view(p), &err) < 0) {
		audit_held(a, AUDIT_INVARIANTS, at, -1, &err);
		return -1;
	}
	a->r->head.entries++;
	a->r->head.last_time = e->time;
	return audit_raw_data(a, sealed_page_view(p), d, at);
}

/* An entry that is only a leaf, or a document after one: *document, or NULL for a leaf. */
static int audit_undecided(struct audit *a, void *mem, const struct entry *e,
	const struct document **document, const struct audit_place *at)
{
	const struct document *d = NULL;
	struct error err = {0};
	int result;

	if (!audit_held(a, AUDIT_SEQUENCE, at, sequence_runs_on(a, e, &err), &err))
		return -1;
	if (e->form == ENTRY_LEAF) {
		result = undecided_leaf(&a->undecided, a->r, e, &err);
	} else {
		d = registry_document(mem, e, &err);
		if (!audit_held(a, AUDIT_DOCUMENT, at, d ? document_holds(a, mem, d, e, &err) : -1,
			    &err))
			return -1;
		result = undecided_document(&a->undecided, mem, d, e, &err);
	}
	if (result < 0 || undecided_put(a->r, e, &err) < 0) {
		audit_held(a, AUDIT_INVARIANTS, at, -1, &err);
		return -1;
	}
	*document = d;
	return 0;
}

/* Decides the entries in order, up to a leaf, and adds those that hold; their number, or -1. */
static int decide_entries(struct audit *a, void *mem, struct contents *x, struct audit_place *at)
{
	struct error err = {0};
	struct sealed_page *p = sealed_page_new(
		mem, registry_view(a->r), a->r->programs, &a->r->head, x->page->n, &err);
	const struct entry *e = x->page->entries;
	size_t i = 0;

	for (; p && i < x->page->n && !undecided_from(&a->undecided, &e[i]); i++) {
		at->sequence = e[i].sequence;
		if (audit_entry(a, p, &e[i], at) < 0)
			break;
		x->documents[i] = p->entries[i].document;
	}
	if (!p || (p->n > 0 && sealing_put(a->r, p, &err) < 0)) {
		audit_held(a, AUDIT_INVARIANTS, at, -1, &err);
		return -1;
	}
	x->decided = p;
	return (int)i;
}

bool audit_entries(struct audit *a, void *mem, struct contents *x, const char *path)
{
	struct audit_place at = {a->r->head.pages, a->r->head.entries, path};
	const struct entry *e = x->page->entries;
	struct error err = {0};
	int decided;

	x->documents = talloc_zero_array(mem, const struct document *, (unsigned)x->page->n);
	if (!x->documents)
		return audit_held(a, AUDIT_INVARIANTS, &at, error_no_memory(&err), &err);
	decided = decide_entries(a, mem, x, &at);
	if (decided < 0)
		return false;
	for (size_t i = (size_t)decided; i < x->page->n; i++) {
		at.sequence = e[i].sequence;
		if (!undecided_from(&a->undecided, &e[i]) ||
			audit_undecided(a, mem, &e[i], &x->documents[i], &at) < 0)
			return false;
	}
	return true;
}

int audit_genesis(struct audit *a, void *mem, const struct page *page, struct error *err)
{
	struct document *d = registry_document(mem, &page->entries[0], err);

	if (!d)
		return -1;
	if (d->kind != KIND_GENESIS)
		return error_set(err, ERROR_GENESIS_FIRST, "docs/ledger-format.md 1", "", NULL);
	a->genesis = d;
	a->r->about.sealing_key = d->genesis->sealing_key;
	a->r->about.genesis = d->hash;
	snprintf(a->r->about.name, sizeof(a->r->about.name), "%s", d->ledger_name);
	registry_id_of(&a->r->about, a->r->ledger_id);
	return 0;
}
