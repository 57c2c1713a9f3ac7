#include "ledger/merkle.h"

#include <stdio.h>
#include <string.h>

#include "tests/signature/vectors.h"
#include "tests/support.h"

enum { LEAVES = 71, LEVELS = 8 };

/* Nodes in an array; present says which were put. */
struct array {
	struct digest hash[LEVELS][LEAVES];
	bool present[LEVELS][LEAVES];
};

static struct array nodes;
static struct digest leaves[LEAVES];
static struct error err;

static int get(void *ctx, int level, int64_t index, struct digest *out, struct error *e)
{
	struct array *a = ctx;

	(void)e;
	if (level >= LEVELS || index >= LEAVES || !a->present[level][index])
		return 0;
	*out = a->hash[level][index];
	return 1;
}

static int put(void *ctx, int level, int64_t index, const struct digest *hash, struct error *e)
{
	struct array *a = ctx;

	(void)e;
	ck_assert(level < LEVELS && index < LEAVES && !a->present[level][index]);
	a->hash[level][index] = *hash;
	a->present[level][index] = true;
	return 0;
}

static const struct merkle_store store = {&nodes, get, put};

/* RFC 6962 2.1, word for word. */
static struct digest naive(int64_t first, int64_t n)
{
	int64_t k = 1;
	struct digest left, right;

	if (n == 0)
		return digest_of("", 0);
	if (n == 1)
		return leaves[first];
	while (2 * k < n)
		k *= 2;
	left = naive(first, k);
	right = naive(first + k, n - k);
	return merkle_parent(&left, &right);
}

static void set_up(void)
{
	memset(&nodes, 0, sizeof(nodes));
	for (int64_t i = 0; i < LEAVES; i++) {
		char data[16];

		snprintf(data, sizeof(data), "leaf %d", (int)i);
		leaves[i] = merkle_leaf(data, strlen(data));
		ck_assert_int_eq(merkle_append(&store, i, &leaves[i], &err), 0);
	}
	err = (struct error){.code = ERROR_NONE};
}

static const char *const standard[] = {"", "00", "10", "2021", "3031", "40414243",
	"5051525354555657", "606162636465666768696a6b6c6d6e6f"};
static const char *const roots[] = {
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

START_TEST(the_standard_leaves_give_the_standard_roots)
{
	static struct array own;
	struct merkle_store s = {&own, get, put};
	struct digest root;
	char hex[DIGEST_HEX_SIZE];

	memset(&own, 0, sizeof(own));
	for (int i = 0; i < _i; i++) {
		uint8_t data[16];
		size_t n = vector_bytes(standard[i], data, sizeof(data));
		struct digest leaf = merkle_leaf(data, n);

		ck_assert_int_eq(merkle_append(&s, i, &leaf, &err), 0);
	}
	ck_assert_int_eq(merkle_root(&s, _i, &root, &err), 0);
	ck_assert_str_eq(digest_hex(&root, hex), roots[_i]);
}
END_TEST

START_TEST(every_earlier_root_can_be_computed)
{
	struct digest root, expected = naive(0, _i);

	ck_assert_int_eq(merkle_root(&store, _i, &root, &err), 0);
	ck_assert(digest_equal(&root, &expected));
}
END_TEST

/* No proof but the right one holds: one less, one more, one changed. */
static void damaged_inclusion(
	int64_t index, int64_t size, const struct merkle_proof *proof, const struct digest *root)
{
	struct merkle_proof bad = *proof;

	bad.hash[bad.n++] = *root;
	ck_assert(!merkle_inclusion_holds(&leaves[index], index, size, &bad, root));
	ck_assert(!merkle_inclusion_holds(&leaves[index], index + size, size, proof, root));
	ck_assert(!merkle_inclusion_holds(&leaves[(index + 1) % LEAVES], index, size, proof, root));
	ck_assert(!merkle_inclusion_holds(&leaves[index], -1, size, proof, root));
	if (proof->n == 0)
		return;
	bad = *proof;
	bad.n--;
	ck_assert(!merkle_inclusion_holds(&leaves[index], index, size, &bad, root));
	for (size_t i = 0; i < proof->n; i++) {
		bad = *proof;
		bad.hash[i].bytes[31] ^= 1;
		ck_assert(!merkle_inclusion_holds(&leaves[index], index, size, &bad, root));
	}
}

START_TEST(every_inclusion_is_proved_and_no_other)
{
	int64_t size = _i;
	struct digest root = naive(0, size);

	for (int64_t index = 0; index < size; index++) {
		struct merkle_proof proof;

		ck_assert_int_eq(merkle_inclusion(&store, index, size, &proof, &err), 0);
		ck_assert(merkle_inclusion_holds(&leaves[index], index, size, &proof, &root));
		for (int64_t other = 0; other < size; other++)
			if (other != index)
				ck_assert(!merkle_inclusion_holds(
					&leaves[index], other, size, &proof, &root));
		damaged_inclusion(index, size, &proof, &root);
	}
}
END_TEST

static void damaged_consistency(int64_t old, const struct digest *old_root, int64_t size,
	const struct digest *root, const struct merkle_proof *proof)
{
	struct merkle_proof bad = *proof;
	struct digest wrong = *old_root;

	bad.hash[bad.n++] = *root;
	ck_assert(!merkle_consistency_holds(old, old_root, size, root, &bad));
	wrong.bytes[0] ^= 1;
	ck_assert(!merkle_consistency_holds(old, &wrong, size, root, proof));
	ck_assert(!merkle_consistency_holds(-1, old_root, size, root, proof));
	ck_assert(!merkle_consistency_holds(size + 1, old_root, size, root, proof));
	wrong = *root;
	wrong.bytes[0] ^= 1;
	/* An empty tree is the beginning of every tree. */
	ck_assert(merkle_consistency_holds(old, old_root, size, &wrong, proof) ==
		  (old == 0 && size != 0));
	for (size_t i = 0; i < proof->n; i++) {
		bad = *proof;
		bad.hash[i].bytes[0] ^= 1;
		ck_assert(!merkle_consistency_holds(old, old_root, size, root, &bad));
	}
	if (proof->n == 0)
		return;
	bad = *proof;
	bad.n--;
	ck_assert(!merkle_consistency_holds(old, old_root, size, root, &bad));
}

START_TEST(every_consistency_is_proved_and_no_other)
{
	int64_t size = _i;
	struct digest root = naive(0, size);

	for (int64_t old = 0; old <= size; old++) {
		struct digest old_root = naive(0, old);
		struct merkle_proof proof;

		ck_assert_int_eq(merkle_consistency(&store, old, size, &proof, &err), 0);
		ck_assert(merkle_consistency_holds(old, &old_root, size, &root, &proof));
		damaged_consistency(old, &old_root, size, &root, &proof);
	}
}
END_TEST

START_TEST(what_is_not_in_the_tree_is_an_error)
{
	struct merkle_proof proof;

	ck_assert_int_eq(merkle_inclusion(&store, 5, 5, &proof, &err), -1);
	ck_assert_int_eq(err.code, ERROR_MERKLE_RANGE);
	ck_assert_int_eq(merkle_inclusion(&store, -1, 5, &proof, &err), -1);
	ck_assert_int_eq(merkle_inclusion(&store, 0, INT64_MAX, &proof, &err), -1);
	ck_assert_int_eq(merkle_consistency(&store, 6, 5, &proof, &err), -1);
	ck_assert_int_eq(err.code, ERROR_MERKLE_RANGE);
	ck_assert_int_eq(merkle_consistency(&store, -1, 5, &proof, &err), -1);
	nodes.present[2][0] = false;
	ck_assert_int_eq(merkle_inclusion(&store, 5, 7, &proof, &err), -1);
	ck_assert_int_eq(err.code, ERROR_MERKLE_NODE);
	ck_assert_str_eq(error_argument(&err, "node"), "2/0");
}
END_TEST

static Suite *merkle_suite(void)
{
	Suite *s = suite_create("merkle");
	TCase *t = tcase_create("merkle");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, NULL);
	tcase_add_loop_test(t, the_standard_leaves_give_the_standard_roots, 0, COUNT_OF(roots));
	tcase_add_loop_test(t, every_earlier_root_can_be_computed, 0, LEAVES);
	tcase_add_loop_test(t, every_inclusion_is_proved_and_no_other, 0, LEAVES);
	tcase_add_loop_test(t, every_consistency_is_proved_and_no_other, 0, LEAVES);
	tcase_add_test(t, what_is_not_in_the_tree_is_an_error);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(merkle_suite)
