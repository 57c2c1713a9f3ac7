/*
 * Answers: receipts from the index and the tree, and signed refusals.
 */
#include <talloc.h>

#include "engine/internal.h"

/* The checkpoint that covers a page: signing it again gives the same bytes. */
static const struct buffer *page_checkpoint(
	struct registry *r, void *mem, int64_t size, struct error *err)
{
	struct merkle_store tree = registry_merkle(r->state);
	struct checkpoint c = {.size = size};
	struct buffer *note = buffer_new(mem, CHECKPOINT_MAX);

	if (!note) {
		error_no_memory(err);
		return NULL;
	}
	if (size == r->head.entries) {
		buffer_add_text(note, r->head.checkpoint);
		return buffer_ok(note, err) < 0 ? NULL : note;
	}
	if (merkle_root(&tree, size, &c.root, err) < 0)
		return NULL;
	if (checkpoint_sign(&c, r->ledger_id, r->sealing_key, note, err) < 0)
		return NULL;
	return buffer_ok(note, err) < 0 ? NULL : note;
}

int receipt_make(struct registry *r, void *mem, const struct state_entry *e, const char **receipt,
	size_t *size, struct error *err)
{
	int64_t tree_size = e->page_first + e->page_entries;
	struct merkle_store tree = registry_merkle(r->state);
	struct buffer *leaf = buffer_new(mem, LIMIT_LEAF);
	struct buffer *out = buffer_new(mem, 64 * 1024);
	const struct buffer *note;
	struct receipt made = {.index = e->sequence};
	const struct leaf says = sealed_leaf(e);

	if (!leaf || !out)
		return error_no_memory(err);
	leaf_write(&says, leaf);
	if (buffer_ok(leaf, err) < 0)
		return -1;
	if (merkle_inclusion(&tree, e->sequence, tree_size, &made.proof, err) < 0)
		return -1;
	note = page_checkpoint(r, mem, tree_size, err);
	if (!note)
		return -1;
	made.leaf = leaf->bytes;
	made.leaf_size = leaf->size;
	made.note = note->bytes;
	made.note_size = note->size;
	receipt_write(&made, out);
	if (buffer_ok(out, err) < 0)
		return -1;
	*receipt = out->bytes;
	*size = out->size;
	return 0;
}

int registry_receipt(struct registry *r, void *mem, int64_t sequence, const char **receipt,
	size_t *size, struct error *err)
{
	struct state_entry e;
	int found = state_entry_at(r->state, sequence, &e, err);

	if (found != 1)
		return found;
	if (!r->sealing_key)
		return error_set(err, ERROR_REGISTRY_READ_ONLY, NULL, "", NULL);
	return receipt_make(r, mem, &e, receipt, size, err) < 0 ? -1 : 1;
}

/* What was refused, why, and after how many entries: enough to decide it again. */
static void refusal_text(struct registry *r, const struct refusal *refusal, struct buffer *out)
{
	const struct error *e = refusal->error;
	char hash[DIGEST_HEX_SIZE], time[INSTANT_TEXT_SIZE];
	struct yaml_writer w;

	yaml_writer_init(&w, out);
	yaml_open_mapping(&w, NULL);
	yaml_write_scalar(&w, "ccer", "refusal/1");
	yaml_write_scalar(&w, "ledger", r->ledger_id);
	yaml_write_scalar(&w, "document", digest_hex(&refusal->document->hash, hash));
	yaml_write_integer(&w, "entries", refusal->entries);
	yaml_write_scalar(&w, "time", instant_text(refusal->at, time));
	yaml_write_integer(&w, "rules", r->about.rules);
	yaml_write_scalar(&w, "code", error_name(e->code));
	yaml_write_scalar(&w, "path", e->path);
	yaml_write_scalar(&w, "rule", e->rule ? e->rule : "");
	yaml_close(&w);
}

int refusal_make(struct registry *r, void *mem, const struct refusal *refusal, const char **text,
	size_t *size, struct error *err)
{
	char namespace[NAMESPACE_SIZE];
	struct buffer *out = buffer_new(mem, 8 * 1024);
	struct buffer *armour = buffer_new(mem, SSHSIG_ARMOUR_MAX);
	struct sshsig s;

	if (!out || !armour)
		return error_no_memory(err);
	refusal_text(r, refusal, out);
	if (buffer_ok(out, err) < 0)
		return -1;
	document_namespace("refusal", r->about.name, namespace);
	if (secret_key_sshsig(r->sealing_key, namespace, out->bytes, out->size, &s, err) < 0)
		return -1;
	sshsig_write(&s, armour);
	if (buffer_ok(armour, err) < 0)
		return -1;
	buffer_add_text(out, "---\n");
	sshsig_write_list(armour->bytes, armour->size, out);
	if (buffer_ok(out, err) < 0)
		return -1;
	*text = out->bytes;
	*size = out->size;
	return 0;
}
