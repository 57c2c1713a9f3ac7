/*
 * merkle: the RFC 6962 tree over leaves, its proofs, and how they are checked.
 *
 * leaf = SHA-256(00 || data), node = SHA-256(01 || left || right), the empty
 * tree is SHA-256(""). Full subtrees are kept by whoever stores them, as (level,
 * index) with level 0 the leaves' hashes; they never change. Pure.
 */
#ifndef LEDGER_MERKLE_H
#define LEDGER_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"

enum { MERKLE_LEVELS_MAX = 63, MERKLE_PROOF_MAX = 63 };

/* RFC 6962 2.1: the hash of a leaf, and of two nodes; tests build trees by hand with the latter. */
struct digest merkle_leaf(const void *data, size_t size);
struct digest merkle_parent(const struct digest *left, const struct digest *right);

/* Reads and writes of full subtrees. get: 1, 0 none, -1. put may be NULL. */
struct merkle_store {
	void *ctx;
	int (*get)(void *ctx, int level, int64_t index, struct digest *out, struct error *err);
	int (*put)(
		void *ctx, int level, int64_t index, const struct digest *hash, struct error *err);
};

/* Adds the hash of leaf number `size` and the full subtrees that it completes. */
int merkle_append(const struct merkle_store *store, int64_t size, const struct digest *leaf,
	struct error *err) MUST_CHECK;

/* The root of the first `size` leaves. ERROR_MERKLE_NODE when the store lacks one. */
int merkle_root(const struct merkle_store *store, int64_t size, struct digest *out,
	struct error *err) MUST_CHECK;

struct merkle_proof {
	size_t n;
	struct digest hash[MERKLE_PROOF_MAX];
};

/* Inclusion of leaf `index` in the first `size` leaves; consistency of old with size. */
int merkle_inclusion(const struct merkle_store *store, int64_t index, int64_t size,
	struct merkle_proof *out, struct error *err) MUST_CHECK;
int merkle_consistency(const struct merkle_store *store, int64_t old, int64_t size,
	struct merkle_proof *out, struct error *err) MUST_CHECK;

/* RFC 9162 2.1.3.2 and 2.1.4.2; surplus hashes are refused. */
bool merkle_inclusion_holds(const struct digest *leaf, int64_t index, int64_t size,
	const struct merkle_proof *proof, const struct digest *root);
bool merkle_consistency_holds(int64_t old, const struct digest *old_root, int64_t size,
	const struct digest *root, const struct merkle_proof *proof);

#endif
