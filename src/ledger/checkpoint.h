/*
 * checkpoint: the signed statement of a tree's size and root (C2SP tlog-checkpoint),
 * and the receipt built on it (C2SP tlog-proof).
 *
 * The origin is the ledger id, which is also the name of the note's key.
 */
#ifndef LEDGER_CHECKPOINT_H
#define LEDGER_CHECKPOINT_H

#include "base/buffer.h"
#include "ledger/merkle.h"
#include "signature/public_key.h"
#include "signature/secret_key.h"

struct checkpoint {
	int64_t size;
	struct digest root;
};

/* Appends the note; Ed25519 without a time, so the same size and root give the same bytes. */
int checkpoint_sign(const struct checkpoint *c, const char *ledger_id, const struct secret_key *key,
	struct buffer *out, struct error *err) MUST_CHECK;

/* ERROR_CHECKPOINT_FORM, ERROR_CHECKPOINT_ORIGIN, and note_check's. */
int checkpoint_check(const char *note, size_t size, const char *ledger_id,
	const struct public_key *key, struct checkpoint *out, struct error *err) MUST_CHECK;

/* What a receipt says: this leaf is entry `index` of the tree under the checkpoint. */
struct receipt {
	const char *leaf; /* leaf data; borrowed */
	size_t leaf_size;
	int64_t index;
	struct merkle_proof proof;
	const char *note; /* the checkpoint's note; borrowed */
	size_t note_size;
};

/* Appends `c2sp.org/tlog-proof@v1`, `extra` (the leaf data), `index`, hashes, note. */
void receipt_write(const struct receipt *r, struct buffer *out);

/* Splits a receipt; what it points to is below mem. ERROR_RECEIPT_FORM. */
int receipt_parse(void *mem, const char *text, size_t size, struct receipt *out,
	struct error *err) MUST_CHECK;

/* Form, note and inclusion. ERROR_RECEIPT_PROOF when the leaf is not under the root. */
int receipt_check(const struct receipt *r, const char *ledger_id, const struct public_key *key,
	struct checkpoint *out, struct error *err) MUST_CHECK;

#endif
