#include <assert.h>
#include <string.h>

#include <talloc.h>

#include "engine/internal.h"

static int tree_get(void *ctx, int level, int64_t index, struct digest *out, struct error *err)
{
	return state_node(ctx, level, index, out, err);
}

static int tree_put(
	void *ctx, int level, int64_t index, const struct digest *hash, struct error *err)
{
	return state_put_node(ctx, level, index, hash, err);
}

struct merkle_store sealing_tree(struct state *s)
{
	return (struct merkle_store){.ctx = s, .get = tree_get, .put = tree_put};
}

int sealing_entry(void *mem, const struct registry *r, const struct document *d,
	const struct decision *decision, int64_t sequence, struct instant at, int64_t rules,
	struct entry *out, struct error *err)
{
	struct buffer *signatures = buffer_new(mem, LIMIT_SIGNATURES);
	struct entry e = {.sequence = sequence, .time = at, .rules = rules};

	/* What is sealed already is never sealed again: the pair of replay's check. */
	assert(sequence >= r->head.entries);
	assert(!d->unsigned_form);
	/* Every document that is accepted registers itself, so that it acts once. */
	assert(overlay_count(decision->changes) > 0);
	if (!signatures)
		return error_no_memory(err);
	document_signature_text(d, signatures);
	if (buffer_ok(signatures, err) < 0)
		return -1;
	if (overlay_hash(decision->changes, &d->id, &e.changes, err) < 0)
		return -1;
	e.document = d->bytes;
	e.document_size = d->size;
	e.signatures = signatures->bytes;
	e.signatures_size = signatures->size;
	*out = e;
	return 0;
}

/* The entry's row of the index, and its leaf in the tree. */
static int put_index(
	struct state *s, const struct decided *d, const struct sealing_place *at, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *leaf = mem ? buffer_new(mem, LIMIT_LEAF) : NULL;
	struct state_entry e = {
		.sequence = d->entry.sequence,
		.page = at->page,
		.page_first = at->first,
		.page_entries = at->entries,
		.time = d->entry.time,
		.rules = d->entry.rules,
		.document = d->document->hash,
		.signatures = digest_of(d->entry.signatures, d->entry.signatures_size),
		.changes = d->entry.changes,
		.is_public = kind_row(d->document->kind)->visibility == VISIBLE_PUBLIC,
		.project = d->decision.project,
	};
	struct merkle_store tree = sealing_tree(s);

	if (!leaf)
		return error_no_memory(err);
	entry_leaf(&d->entry, leaf);
	if (buffer_ok(leaf, err) < 0)
		return -1;
	e.leaf = merkle_leaf(leaf->bytes, leaf->size);
	strncpy(e.kind, kind_name(d->document->kind), sizeof(e.kind) - 1);
	if (state_put_entry(s, &e, err) < 0)
		return -1;
	return merkle_append(&tree, e.sequence, &e.leaf, err);
}

int sealing_put(
	struct state *s, const struct decided *d, const struct sealing_place *at, struct error *err)
{
	if (state_put_changes(s, d->decision.changes, err) < 0)
		return -1;
	return put_index(s, d, at, err);
}

static int count_at_head(void *ctx, const char *folder, struct error *err)
{
	return ledger_folder_count(ctx, folder, err);
}

/* Writes the page's objects and its commit, which nothing points to yet. */
static int prepare(struct registry *r, void *mem, const struct decided *entries, size_t n,
	char commit[LEDGER_COMMIT_SIZE], struct error *err)
{
	struct buffer *bytes = buffer_new(mem, LIMIT_PAGE);
	struct ledger_file *files;
	struct ledger_page p = {
		.number = r->head.pages,
		.name = r->about.name,
		.time = entries[n - 1].entry.time,
		.first_sequence = entries[0].entry.sequence,
		.last_sequence = entries[n - 1].entry.sequence,
		.checkpoint = r->head.pages ? r->head.checkpoint : NULL,
		.sealing_key = r->sealing_key,
	};

	if (!bytes)
		return error_no_memory(err);
	for (size_t i = 0; i < n; i++)
		entry_write(&entries[i].entry, bytes);
	if (buffer_ok(bytes, err) < 0)
		return -1;
	if (page_files(mem, entries, n, count_at_head, r->ledger, &files, &p.files_n, err) < 0)
		return -1;
	p.files = files;
	p.bytes = bytes->bytes;
	p.size = bytes->size;
	return ledger_prepare(r->ledger, &p, commit, err);
}

int sealing_head(struct registry *r, const struct state_head *to, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct state_head head = *to;
	struct merkle_store tree = sealing_tree(r->state);
	struct checkpoint c = {.size = head.entries};
	struct buffer *note = mem ? buffer_new(mem, CHECKPOINT_MAX - 1) : NULL;

	if (!note)
		return error_no_memory(err);
	if (merkle_root(&tree, c.size, &c.root, err) < 0)
		return -1;
	if (r->sealing_key && checkpoint_sign(&c, r->ledger_id, r->sealing_key, note, err) < 0)
		return -1;
	if (buffer_ok(note, err) < 0)
		return -1;
	memcpy(head.checkpoint, note->bytes, note->size + 1);
	if (state_put_head(r->state, &head, err) < 0)
		return -1;
	if (state_commit(r->state, err) < 0)
		return -1;
	r->head = head;
	return 0;
}

/* Puts all entries of a page. */
static int put_all(struct registry *r, const struct decided *entries, size_t n, struct error *err)
{
	struct sealing_place at = {
		.page = r->head.pages, .first = entries[0].entry.sequence, .entries = (int64_t)n};

	for (size_t i = 0; i < n; i++)
		if (sealing_put(r->state, &entries[i], &at, err) < 0)
			return -1;
	return 0;
}

/* After the commit point. Genesis gives the registry its id, which the checkpoint needs. */
static int follow(struct registry *r, const struct state_head *head, struct error *err)
{
	if (registry_refresh(r, err) < 0)
		return -1;
	return sealing_head(r, head, err);
}

int sealing_page(struct registry *r, const struct decided *entries, size_t n, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct state_head head = r->head;
	struct error after;

	/* A page is never sealed out of order: the pair of replay's check. */
	for (size_t i = 0; i < n; i++)
		assert(entries[i].entry.sequence == r->head.entries + (int64_t)i);
	if (!mem)
		return error_no_memory(err);
	if (prepare(r, mem, entries, n, head.commit, err) < 0)
		return -1;
	if (state_begin(r->state, err) < 0)
		return -1;
	head.last_time = entries[n - 1].entry.time;
	head.entries += (int64_t)n;
	head.pages++;
	if (put_all(r, entries, n, err) < 0 || ledger_publish(r->ledger, head.commit, err) < 0) {
		state_rollback(r->state);
		return -1;
	}
	if (follow(r, &head, &after) < 0) {
		state_rollback(r->state);
		return error_set(
			err, ERROR_STATE_BEHIND, NULL, "", "reason", error_name(after.code), NULL);
	}
	return 0;
}
