#include "ledger/merkle.h"

#include <assert.h>
#include <stdio.h>

/* Sizes stay below this, so that neither shifts nor proofs overflow. */
#define SIZE_LIMIT (INT64_C(1) << 62)

struct digest merkle_leaf(const void *data, size_t size)
{
	static const uint8_t mark = 0;
	const struct digest_part parts[] = {{&mark, 1}, {data, size}};

	return digest_of_parts(parts, COUNT_OF(parts));
}

struct digest merkle_parent(const struct digest *left, const struct digest *right)
{
	static const uint8_t mark = 1;
	const struct digest_part parts[] = {
		{&mark, 1}, {left->bytes, DIGEST_SIZE}, {right->bytes, DIGEST_SIZE}};

	return digest_of_parts(parts, COUNT_OF(parts));
}

/* A node that must exist. */
static int node_need(const struct merkle_store *store, int level, int64_t index, struct digest *out,
	struct error *err)
{
	int found = store->get(store->ctx, level, index, out, err);
	char place[48];

	if (found > 0)
		return 0;
	if (found < 0)
		return -1;
	snprintf(place, sizeof(place), "%d/%lld", level, (long long)index);
	return error_set(err, ERROR_MERKLE_NODE, NULL, "", "node", place, NULL);
}

static int range_error(struct error *err, int64_t part, int64_t size)
{
	char a[24], b[24];

	snprintf(a, sizeof(a), "%lld", (long long)part);
	snprintf(b, sizeof(b), "%lld", (long long)size);
	return error_set(err, ERROR_MERKLE_RANGE, NULL, "", "part", a, "size", b, NULL);
}

int merkle_append(const struct merkle_store *store, int64_t size, const struct digest *leaf,
	struct error *err)
{
	struct digest hash = *leaf;
	int64_t index = size;
	int level = 0;

	assert(store->put && size >= 0);
	if (size >= SIZE_LIMIT)
		return range_error(err, size, SIZE_LIMIT);
	if (store->put(store->ctx, level, index, &hash, err) != 0)
		return -1;
	while (index & 1) {
		struct digest left;

		if (node_need(store, level, index - 1, &left, err) != 0)
			return -1;
		hash = merkle_parent(&left, &hash);
		level++;
		index >>= 1;
		if (store->put(store->ctx, level, index, &hash, err) != 0)
			return -1;
	}
	return 0;
}

/*
 * The hash over n > 0 leaves from `first` on, where first is a multiple of a power of two not
 * less than n, as in every subtree of RFC 6962: each set bit of n is one full subtree, the
 * smallest on the far right.
 */
static int range_hash(const struct merkle_store *store, int64_t first, int64_t n,
	struct digest *out, struct error *err)
{
	struct digest hash, left;
	bool begun = false;

	for (int level = 0; n >> level != 0; level++) {
		if ((n >> level & 1) == 0)
			continue;
		if (node_need(store, level, ((first + n) >> level) - 1, &left, err) != 0)
			return -1;
		hash = begun ? merkle_parent(&left, &hash) : left;
		begun = true;
	}
	assert(begun);
	*out = hash;
	return 0;
}

int merkle_root(
	const struct merkle_store *store, int64_t size, struct digest *out, struct error *err)
{
	if (size < 0 || size > SIZE_LIMIT)
		return range_error(err, size, SIZE_LIMIT);
	if (size == 0) {
		*out = digest_of("", 0);
		return 0;
	}
	return range_hash(store, 0, size, out, err);
}

/* The largest power of two below n > 1. */
static int64_t split(int64_t n)
{
	int64_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

/* Adds the hash of a range to a proof that is collected from the root down. */
static int proof_add(const struct merkle_store *store, int64_t first, int64_t n,
	struct merkle_proof *proof, struct error *err)
{
	assert(proof->n < MERKLE_PROOF_MAX);
	return range_hash(store, first, n, &proof->hash[proof->n++], err);
}

/* Proofs are written from the leaf up. */
static void proof_reverse(const struct merkle_proof *from, struct merkle_proof *out)
{
	struct merkle_proof proof = {.n = from->n};

	for (size_t i = 0; i < from->n; i++)
		proof.hash[i] = from->hash[from->n - 1 - i];
	*out = proof;
}

int merkle_inclusion(const struct merkle_store *store, int64_t index, int64_t size,
	struct merkle_proof *out, struct error *err)
{
	struct merkle_proof proof = {.n = 0};
	int64_t first = 0, n = size;

	if (index < 0 || index >= size || size > SIZE_LIMIT)
		return range_error(err, index, size);
	while (n > 1) {
		int64_t k = split(n);
		bool left = index - first < k;

		if (proof_add(store, left ? first + k : first, left ? n - k : k, &proof, err) != 0)
			return -1;
		first += left ? 0 : k;
		n = left ? k : n - k;
	}
	proof_reverse(&proof, out);
	return 0;
}

int merkle_consistency(const struct merkle_store *store, int64_t old, int64_t size,
	struct merkle_proof *out, struct error *err)
{
	struct merkle_proof proof = {.n = 0};
	int64_t first = 0, m = old, n = size;

	if (old < 0 || old > size || size > SIZE_LIMIT)
		return range_error(err, old, size);
	while (m > 0 && m != n) {
		int64_t k = split(n);
		bool left = m <= k;

		if (proof_add(store, left ? first + k : first, left ? n - k : k, &proof, err) != 0)
			return -1;
		first += left ? 0 : k;
		m -= left ? 0 : k;
		n = left ? k : n - k;
	}
	/* Whoever asks knows the old root itself, but not a part of it. */
	if (first > 0 && proof_add(store, first, n, &proof, err) != 0)
		return -1;
	proof_reverse(&proof, out);
	return 0;
}

bool merkle_inclusion_holds(const struct digest *leaf, int64_t index, int64_t size,
	const struct merkle_proof *proof, const struct digest *root)
{
	int64_t fn = index, sn = size - 1;
	struct digest r = *leaf;

	if (index < 0 || index >= size || proof->n > MERKLE_PROOF_MAX)
		return false;
	for (size_t i = 0; i < proof->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			r = merkle_parent(&proof->hash[i], &r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = merkle_parent(&r, &proof->hash[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && digest_equal(&r, root);
}

/* The walk of RFC 9162 2.1.4.2 for 0 < old < size. */
static bool consistency_walk(int64_t old, const struct digest *old_root, int64_t size,
	const struct digest *root, const struct merkle_proof *proof)
{
	int64_t fn = old - 1, sn = size - 1;
	bool whole = (old & (old - 1)) == 0; /* then the proof omits the old root */
	struct digest fr, sr;

	if (proof->n == 0)
		return false;
	while (fn & 1) {
		fn >>= 1;
		sn >>= 1;
	}
	fr = sr = whole ? *old_root : proof->hash[0];
	for (size_t i = whole ? 0 : 1; i < proof->n; i++) {
		const struct digest *c = &proof->hash[i];

		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			fr = merkle_parent(c, &fr);
			sr = merkle_parent(c, &sr);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sr = merkle_parent(&sr, c);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && digest_equal(&fr, old_root) && digest_equal(&sr, root);
}

bool merkle_consistency_holds(int64_t old, const struct digest *old_root, int64_t size,
	const struct digest *root, const struct merkle_proof *proof)
{
	const struct digest empty = digest_of("", 0);

	if (old < 0 || old > size || proof->n > MERKLE_PROOF_MAX)
		return false;
	if (old == size)
		return proof->n == 0 && digest_equal(old_root, root) &&
		       (old != 0 || digest_equal(root, &empty));
	if (old == 0)
		return proof->n == 0 && digest_equal(old_root, &empty);
	return consistency_walk(old, old_root, size, root, proof);
}
