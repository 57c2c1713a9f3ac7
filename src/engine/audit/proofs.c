/*
 * Proofs: the checkpoints that the ledger stores, and checkpoints and receipts that somebody kept.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "engine/audit/auditing.h"

/* Three lines of text, an empty one, a signature. */
enum { CHECKPOINT_LINES = 5 };

/* As stored it has one signature line: nothing would vouch for any that were added later. */
static int signed_once(const char *note, size_t size, struct error *err)
{
	int lines = 0;

	for (size_t i = 0; i < size; i++)
		lines += note[i] == '\n';
	if (lines == CHECKPOINT_LINES)
		return 0;
	return error_set(err, ERROR_CHECKPOINT_FORM, "docs/ledger-format.md 8", "", "problem",
		"more than one signature in the ledger", NULL);
}

/* The stored checkpoint states the tree as it was before this page. */
static int checkpoint_holds(struct audit *a, const char *bytes, size_t size, struct error *err)
{
	struct merkle_store tree = registry_merkle(a->r->state);
	struct checkpoint c;
	struct digest root;
	char found_text[24], expected[24];

	if (checkpoint_check(bytes, size, a->r->ledger_id, &a->r->about.sealing_key, &c, err) < 0 ||
		signed_once(bytes, size, err) < 0)
		return -1;
	if (merkle_root(&tree, a->r->head.entries, &root, err) < 0)
		return -1;
	if (c.size == a->r->head.entries && digest_equal(&c.root, &root))
		return 0;
	snprintf(found_text, sizeof(found_text), "%" PRId64, c.size);
	snprintf(expected, sizeof(expected), "%" PRId64, a->r->head.entries);
	return error_set(err, ERROR_AUDIT_ROOT, "docs/ledger-format.md 8", "", "size", found_text,
		"expected", expected, NULL);
}

/* The text of the stored checkpoint, or NULL where there is none. */
const char *audit_checkpoint(struct audit *a, void *mem, int64_t number)
{
	struct audit_place at = {number, -1, "checkpoint"};
	struct error err = {0};
	const char *bytes;
	size_t size;
	int result;

	if (number == 0)
		return NULL;
	result = examiner_checkpoint(a->examiner, mem, &bytes, &size, &err);
	if (result == 0)
		result = error_set(&err, ERROR_AUDIT_MISSING, "docs/ledger-format.md 8", "", "path",
			"checkpoint", NULL);
	if (result > 0)
		result = checkpoint_holds(a, bytes, size, &err);
	return audit_held(a, AUDIT_CHECKPOINT, &at, result, &err) ? bytes : NULL;
}

/* --- proofs that somebody kept --- */

static bool is_page_end(const struct audit *a, int64_t entries)
{
	for (int64_t i = 0; i < a->r->head.pages; i++)
		if (a->ends[i] == entries)
			return true;
	return false;
}

/* The checkpoint is one that the ledger has signed: of its first entries, up to a page's end. */
static int same_root(struct audit *a, const struct checkpoint *c, struct error *err)
{
	struct merkle_store tree = registry_merkle(a->r->state);
	struct digest root;
	char size[24], have[24];

	snprintf(size, sizeof(size), "%" PRId64, c->size);
	snprintf(have, sizeof(have), "%" PRId64, a->r->head.entries);
	if (c->size > a->r->head.entries)
		return error_set(err, ERROR_AUDIT_SHORTER, "docs/ledger-format.md 8", "", "size",
			size, "entries", have, NULL);
	if (merkle_root(&tree, c->size, &root, err) < 0)
		return -1;
	if (digest_equal(&root, &c->root))
		return is_page_end(a, c->size)
			       ? 0
			       : error_set(err, ERROR_AUDIT_PAGE_END, "docs/ledger-format.md 8", "",
					 "size", size, NULL);
	return error_set(
		err, ERROR_AUDIT_REWRITTEN, "docs/ledger-format.md 8", "", "size", size, NULL);
}

static int kept_checkpoint(struct audit *a, const struct audit_proof *p, struct error *err)
{
	struct checkpoint c;

	if (checkpoint_check(p->text, p->size, a->r->ledger_id, &a->r->about.sealing_key, &c, err) <
		0)
		return -1;
	return same_root(a, &c, err);
}

static int kept_receipt(struct audit *a, const struct audit_proof *p, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct receipt receipt;
	struct checkpoint c;
	struct digest leaf, ours;
	char index[24];
	int found;

	if (receipt_parse(mem, p->text, p->size, &receipt, err) < 0 ||
		receipt_check(&receipt, a->r->ledger_id, &a->r->about.sealing_key, &c, err) < 0)
		return -1;
	leaf = merkle_leaf(receipt.leaf, receipt.leaf_size);
	snprintf(index, sizeof(index), "%" PRId64, receipt.index);
	if (receipt.index >= a->r->head.entries)
		return same_root(a, &c, err);
	found = state_node(a->r->state, 0, receipt.index, &ours, err);
	if (found < 0)
		return -1;
	if (found == 0 || !digest_equal(&ours, &leaf))
		return error_set(err, ERROR_AUDIT_RECEIPT, "docs/ledger-format.md 9", "", "index",
			index, NULL);
	return same_root(a, &c, err);
}

void audit_proofs(struct audit *a)
{
	const struct audit_options *o = a->options;

	for (size_t i = 0; i < o->checkpoints_n; i++) {
		struct audit_place at = {-1, -1, o->checkpoints[i].name};
		struct error err = {0};

		audit_held(
			a, AUDIT_WITNESS, &at, kept_checkpoint(a, &o->checkpoints[i], &err), &err);
	}
	for (size_t i = 0; i < o->receipts_n; i++) {
		struct audit_place at = {-1, -1, o->receipts[i].name};
		struct error err = {0};

		audit_held(a, AUDIT_RECEIPT, &at, kept_receipt(a, &o->receipts[i], &err), &err);
	}
}
