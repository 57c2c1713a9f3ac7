/*
 * The commit point: a page that has been decided is appended to the ledger, and state and
 * tree follow in the transaction that was begun before.
 */
#include <assert.h>
#include <string.h>

#include <talloc.h>

#include "base/limits.h"
#include "engine/internal.h"
#include "system/file.h"

int sealing_put(struct registry *r, struct sealed_page *p, struct error *err)
{
	struct merkle_store tree = registry_merkle(r->state);

	if (state_put_changes(r->state, p->changes, err) < 0)
		return -1;
	for (size_t i = 0; i < p->n; i++) {
		struct state_entry *row = &p->entries[i].row;

		row->page_entries = (int64_t)p->n;
		if (state_put_entry(r->state, row, err) < 0 ||
			merkle_append(&tree, row->sequence, &row->leaf, err) < 0)
			return -1;
	}
	return 0;
}

struct state_head sealing_next(const struct state_head *head, const struct sealed_page *p)
{
	struct state_head next = *head;

	/* A page is never sealed out of order, nor twice. */
	assert(p->number == head->pages && p->first == head->entries);
	next.pages++;
	next.entries += (int64_t)p->n;
	next.last_time = sealed_page_time(p);
	return next;
}

/* The commit point. */
static int append_page(struct registry *r, void *mem, const struct sealed_page *p,
	char mark[LEDGER_MARK_SIZE], struct error *err)
{
	struct buffer *bytes = buffer_new(mem, LIMIT_PAGE);
	struct ledger_page l = {
		.number = p->number,
		.name = r->about.name,
		.time = sealed_page_time(p),
		.first_sequence = p->first,
		.last_sequence = p->first + (int64_t)p->n - 1,
		.checkpoint = r->head.pages ? r->head.checkpoint : NULL,
		.sealing_key = r->sealing_key,
	};

	if (!bytes)
		return error_no_memory(err);
	sealed_page_write(p, bytes);
	if (buffer_ok(bytes, err) < 0 || page_files(mem, p, &l.files, &l.files_n, err) < 0)
		return -1;
	l.bytes = bytes->bytes;
	l.size = bytes->size;
	return ledger_append(r->ledger, &l, mark, err);
}

int sealing_head(struct registry *r, const struct state_head *to, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct state_head head = *to;
	struct merkle_store tree = registry_merkle(r->state);
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

/* After the commit point. Genesis gives the registry its id, which the checkpoint needs. */
static int follow_page(struct registry *r, const struct state_head *head, struct error *err)
{
	if (registry_refresh(r, state_view(r->state), err) < 0)
		return -1;
	return sealing_head(r, head, err);
}

int sealing_begin(struct registry *r, struct error *err)
{
	if (state_begin(r->state, err) < 0)
		return -1;
	if (state_still(r->state, err) == 0)
		return 0;
	state_rollback(r->state);
	return -1;
}

int registry_ready(struct registry *r, bool write, struct error *err)
{
	int64_t room = r->state_file ? file_room(r->state_file) : -1;

	if (sealing_begin(r, err) < 0)
		return -1;
	state_rollback(r->state);
	if (room >= 0 && room < LIMIT_DISK_ROOM)
		return error_set(err, ERROR_DISK_FULL, "docs/operations.md Running ccerd", "",
			"file", file_name(r->state_file), NULL);
	return ledger_ready(r->ledger, write, err);
}

int sealing_page(struct registry *r, struct sealed_page *p, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct state_head head = sealing_next(&r->head, p);
	struct error after;

	if (!mem)
		error_no_memory(err);
	if (!mem || sealing_put(r, p, err) < 0 || append_page(r, mem, p, head.mark, err) < 0) {
		state_rollback(r->state);
		return -1;
	}
	if (follow_page(r, &head, &after) < 0) {
		state_rollback(r->state);
		return error_set(
			err, ERROR_STATE_BEHIND, NULL, "", "reason", error_name(after.code), NULL);
	}
	return 0;
}
