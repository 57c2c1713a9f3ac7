#include "engine/sealed_page.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "ledger/merkle.h"

struct sealed_page *sealed_page_new(void *mem, const struct view *state, struct programs *programs,
	const struct state_head *after, size_t room, struct error *err)
{
	struct sealed_page *p = talloc_zero(mem, struct sealed_page);

	if (p) {
		*p = (struct sealed_page){.number = after->pages,
			.first = after->entries,
			.room = room,
			.programs = programs};
		p->changes = overlay_new(p, state);
		p->entries = talloc_zero_array(p, struct sealed_entry, (unsigned)room);
	}
	if (p && p->changes && p->entries)
		return p;
	error_no_memory(err);
	return NULL;
}

const struct view *sealed_page_view(const struct sealed_page *p)
{
	return overlay_view(p->changes);
}

struct instant sealed_page_time(const struct sealed_page *p)
{
	assert(p->n > 0);
	return p->entries[p->n - 1].entry.time;
}

struct leaf sealed_leaf(const struct state_entry *row)
{
	return (struct leaf){.sequence = row->sequence,
		.time = row->time,
		.rules = row->rules,
		.document = row->document,
		.signatures = row->signatures,
		.changes = row->changes};
}

/* The row of the index; the leaf's text is made from it, now and for every later receipt. */
static int make_row(const struct sealed_page *p, struct sealed_entry *e, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *leaf = mem ? buffer_new(mem, LIMIT_LEAF) : NULL;
	struct state_entry *row = &e->row;
	struct leaf says;

	if (!leaf)
		return error_no_memory(err);
	*row = (struct state_entry){
		.sequence = e->entry.sequence,
		.page = p->number,
		.page_first = p->first,
		.time = e->entry.time,
		.rules = e->entry.rules,
		.document = e->document->hash,
		.signatures = digest_of(e->entry.signatures, e->entry.signatures_size),
		.changes = e->entry.changes,
		.readers = kind_row(e->document->kind)->readers,
		.project = e->decision.project,
	};
	strncpy(row->kind, kind_name(e->document->kind), sizeof(row->kind) - 1);
	says = sealed_leaf(row);
	leaf_write(&says, leaf);
	if (buffer_ok(leaf, err) < 0)
		return -1;
	row->leaf = merkle_leaf(leaf->bytes, leaf->size);
	return 0;
}

static int add_entry(struct sealed_page *p, struct sealed_entry *e, struct error *err)
{
	/* Every document that is accepted registers itself, so that it acts once. */
	assert(overlay_count(e->decision.changes) > 0);
	if (make_row(p, e, err) < 0 || overlay_merge(p->changes, e->decision.changes, err) < 0)
		return -1;
	p->n++;
	return 0;
}

/* What is stored of a document that was decided. */
static int make_entry(struct sealed_page *p, struct sealed_entry *e, struct error *err)
{
	const struct document *d = e->document;
	struct buffer *signatures = buffer_new(p, LIMIT_SIGNATURES);

	if (!signatures)
		return error_no_memory(err);
	document_signature_text(d, signatures);
	if (buffer_ok(signatures, err) < 0)
		return -1;
	if (overlay_hash(e->decision.changes, &d->id, &e->entry.changes, err) < 0)
		return -1;
	e->entry.document = d->bytes;
	e->entry.document_size = d->size;
	e->entry.signatures = signatures->bytes;
	e->entry.signatures_size = signatures->size;
	return 0;
}

int sealed_page_decide(struct sealed_page *p, const struct document *d, struct instant at,
	int64_t rules, const struct warning_list **held, struct error *err)
{
	struct sealed_entry *e = &p->entries[p->n];
	const struct circumstances c = {.rules_version = rules,
		.view = sealed_page_view(p),
		.at = at,
		.sequence = p->first + (int64_t)p->n,
		.programs = p->programs};

	assert(p->n < p->room && !d->unsigned_form);
	*e = (struct sealed_entry){
		.document = d, .entry = {.sequence = c.sequence, .time = at, .rules = rules}};
	if (decide(p, &c, d, &e->decision, err) < 0)
		return -1;
	if (held && e->decision.warnings) {
		*held = e->decision.warnings;
		return 1;
	}
	return make_entry(p, e, err) < 0 ? -1 : add_entry(p, e, err);
}

int sealed_page_replay(struct sealed_page *p, const struct document *d, const struct entry *stored,
	struct error *err)
{
	struct sealed_entry *e = &p->entries[p->n];
	const struct circumstances c = {.rules_version = stored->rules,
		.view = sealed_page_view(p),
		.at = stored->time,
		.sequence = stored->sequence,
		.programs = p->programs};
	struct digest changes;
	char sequence[24];

	assert(p->n < p->room);
	*e = (struct sealed_entry){.document = d, .entry = *stored};
	if (decide(p, &c, d, &e->decision, err) < 0 ||
		overlay_hash(e->decision.changes, &d->id, &changes, err) < 0)
		return -1;
	snprintf(sequence, sizeof(sequence), "%" PRId64, stored->sequence);
	if (!digest_equal(&changes, &stored->changes))
		return error_set(err, ERROR_REPLAY_CHANGES, "docs/ledger-format.md 5", "",
			"sequence", sequence, NULL);
	return add_entry(p, e, err);
}

void sealed_page_write(const struct sealed_page *p, struct buffer *out)
{
	for (size_t i = 0; i < p->n; i++)
		entry_write(&p->entries[i].entry, out);
}
