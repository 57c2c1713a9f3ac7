#include "ledger/checkpoint.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>
#include <talloc.h>

#include "ledger/page.h"
#include "tests/signature/vectors.h"
#include "tests/support.h"

#define ID "registry.ccer.example/ledger"
#define TEXT ID "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define OWN                                                                                        \
	"— " ID " SPn3zG2AMYxU0dh6XpcYJEbx7OkvQz9TJtXHchm2p0yMO6fVLxbmbCctWESD+5pXcBYvgqTW"        \
	"R2VwsH3CY+2bEDWBrAs=\n"
#define WITNESS                                                                                    \
	"— witness.vvb1.example z7g0DwAAAABlU/EAn4HC+XevXwJ6+JN9UaNje43UB9VeL3LeLxxaPinOVc"      \
	"Vxih9aOmZ8C7FHE+MzvHgmtFvFhMvZOnNFqTpt/xNmAQ==\n"
#define ROOT "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"

static void *mem;
static struct buffer *out;
static struct secret_key *secret;
static const struct public_key *key;
static struct error err;

static void set_up(void)
{
	mem = talloc_new(NULL);
	out = buffer_new(mem, 512 * 1024);
	secret = secret_key_from_seed(mem, vector_seed());
	key = secret_key_public(secret);
	err = (struct error){.code = ERROR_NONE};
}

static void tear_down(void)
{
	talloc_free(mem);
}

START_TEST(the_vector_is_signed_and_accepted)
{
	struct checkpoint c = {.size = 8}, again;

	ck_assert(digest_parse(ROOT, 64, &c.root));
	ck_assert_int_eq(checkpoint_sign(&c, ID, secret, out, &err), 0);
	ck_assert_str_eq(out->bytes, TEXT "\n" OWN);
	buffer_add_text(out, WITNESS);
	ck_assert_int_eq(checkpoint_check(out->bytes, out->size, ID, key, &again, &err), 0);
	ck_assert_int_eq(again.size, 8);
	ck_assert(digest_equal(&again.root, &c.root));
	ck_assert_int_eq(
		checkpoint_check(out->bytes, out->size, "other/ledger", key, &again, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CHECKPOINT_ORIGIN);
}
END_TEST

/* Texts that are all signed with the right key, and what is said of each. */
static const struct {
	const char *text;
	enum error_code code;
} texts[] = {
	{TEXT, ERROR_NONE},
	{ID "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", ERROR_NONE},
	{ID "x\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n", ERROR_CHECKPOINT_ORIGIN},
	{" " TEXT, ERROR_CHECKPOINT_ORIGIN},
	{ID "\n", ERROR_CHECKPOINT_FORM},
	{ID "\n8\n", ERROR_CHECKPOINT_FORM},
	{ID "\n08\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n", ERROR_CHECKPOINT_FORM},
	{ID "\n-8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n", ERROR_CHECKPOINT_FORM},
	{ID "\n\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n", ERROR_CHECKPOINT_FORM},
	{ID "\n9999999999999999999\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
		ERROR_CHECKPOINT_FORM},
	{ID "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg\n", ERROR_CHECKPOINT_FORM},
	{ID "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n", ERROR_CHECKPOINT_FORM},
	{ID "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQw==\n", ERROR_CHECKPOINT_FORM},
	{ID "\n20\nK5Iy\xcc\xb6hvoVXrpvZ55Gots4P2czQe3uhcgDhzQj2KWZ8=\n", ERROR_CHECKPOINT_FORM},
	{TEXT "extension\n", ERROR_CHECKPOINT_FORM},
	{TEXT "\n", ERROR_CHECKPOINT_FORM},
};

START_TEST(a_signed_text_must_have_the_form)
{
	struct checkpoint c;

	ck_assert_int_eq(
		secret_key_note(secret, ID, texts[_i].text, strlen(texts[_i].text), out, &err), 0);
	ck_assert_int_eq(checkpoint_check(out->bytes, out->size, ID, key, &c, &err),
		texts[_i].code == ERROR_NONE ? 0 : -1);
	ck_assert_int_eq(err.code, texts[_i].code);
}
END_TEST

enum { LEAVES = 11 };

static struct digest level[5][16];
static char leaf_text[LEAVES][LIMIT_LEAF];

static int get(void *ctx, int l, int64_t index, struct digest *hash, struct error *e)
{
	(void)ctx;
	(void)e;
	*hash = level[l][index];
	return 1;
}

static int put(void *ctx, int l, int64_t index, const struct digest *hash, struct error *e)
{
	(void)ctx;
	(void)e;
	level[l][index] = *hash;
	return 0;
}

static const struct merkle_store store = {NULL, get, put};

/* A tree of real leaves and the note on it in `out`. */
static void grow(void)
{
	struct checkpoint c = {.size = LEAVES};

	for (int64_t i = 0; i < LEAVES; i++) {
		struct entry e = {.sequence = i,
			.rules = 1,
			.document = "a: 1\n",
			.document_size = 5,
			.signatures = "s\n",
			.signatures_size = 2};
		struct digest hash;

		buffer_clear(out);
		entry_leaf(&e, out);
		memcpy(leaf_text[i], out->bytes, out->size + 1);
		hash = merkle_leaf(leaf_text[i], strlen(leaf_text[i]));
		ck_assert_int_eq(merkle_append(&store, i, &hash, &err), 0);
	}
	buffer_clear(out);
	ck_assert_int_eq(merkle_root(&store, LEAVES, &c.root, &err), 0);
	ck_assert_int_eq(checkpoint_sign(&c, ID, secret, out, &err), 0);
}

static struct receipt receipt_of(int64_t index)
{
	struct receipt r = {.leaf = leaf_text[index],
		.leaf_size = strlen(leaf_text[index]),
		.index = index,
		.note = out->bytes,
		.note_size = out->size};

	ck_assert_int_eq(merkle_inclusion(&store, index, LEAVES, &r.proof, &err), 0);
	return r;
}

START_TEST(a_receipt_is_written_read_and_checked)
{
	struct buffer *text = buffer_new(mem, 64 * 1024);
	struct receipt r, again;
	struct checkpoint c;
	char expected[2048], base64[1024];

	grow();
	r = receipt_of(_i);
	receipt_write(&r, text);
	sodium_bin2base64(base64, sizeof(base64), (const uint8_t *)r.leaf, r.leaf_size,
		sodium_base64_VARIANT_ORIGINAL);
	snprintf(expected, sizeof(expected), "c2sp.org/tlog-proof@v1\nextra %s\nindex %d\n", base64,
		_i);
	ck_assert_int_eq(strncmp(text->bytes, expected, strlen(expected)), 0);
	snprintf(expected, sizeof(expected), "\n\n%s", out->bytes);
	ck_assert_str_eq(text->bytes + text->size - strlen(expected), expected);
	ck_assert_int_eq(receipt_parse(mem, text->bytes, text->size, &again, &err), 0);
	ck_assert_int_eq(again.index, _i);
	ck_assert_uint_eq(again.leaf_size, r.leaf_size);
	ck_assert_mem_eq(again.leaf, r.leaf, r.leaf_size);
	ck_assert_int_eq(receipt_check(&again, ID, key, &c, &err), 0);
	ck_assert_int_eq(c.size, LEAVES);
	/* What was read is written back the same. */
	struct buffer *twice = buffer_new(mem, 64 * 1024);
	receipt_write(&again, twice);
	ck_assert_str_eq(twice->bytes, text->bytes);
}
END_TEST

START_TEST(a_receipt_that_proves_nothing_is_refused)
{
	struct receipt r;
	struct checkpoint c;

	grow();
	r = receipt_of(4);
	r.proof.hash[0].bytes[0] ^= 1;
	ck_assert_int_eq(receipt_check(&r, ID, key, &c, &err), -1);
	ck_assert_int_eq(err.code, ERROR_RECEIPT_PROOF);
	r = receipt_of(4);
	r.proof.n--;
	ck_assert_int_eq(receipt_check(&r, ID, key, &c, &err), -1);
	ck_assert_int_eq(err.code, ERROR_RECEIPT_PROOF);
	r = receipt_of(4);
	r.index = 5;
	ck_assert_int_eq(receipt_check(&r, ID, key, &c, &err), -1);
	ck_assert_int_eq(err.code, ERROR_RECEIPT_FORM);
	r.leaf = leaf_text[5];
	ck_assert_int_eq(receipt_check(&r, ID, key, &c, &err), -1);
	ck_assert_int_eq(err.code, ERROR_RECEIPT_PROOF);
	r = receipt_of(4);
	r.leaf_size--;
	ck_assert_int_eq(receipt_check(&r, ID, key, &c, &err), -1);
	ck_assert_int_eq(err.code, ERROR_LEAF_FORM);
	r = receipt_of(4);
	ck_assert_int_eq(receipt_check(&r, "other/ledger", key, &c, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CHECKPOINT_ORIGIN);
	r.note_size -= 3;
	ck_assert_int_eq(receipt_check(&r, ID, key, &c, &err), -1);
	ck_assert_int_eq(err.code, ERROR_NOTE_FORM);
}
END_TEST

static const struct {
	const char *find, *put;
} broken[] = {
	{"c2sp.org", "C2sp.org"},
	{"@v1\n", "@v2\n"},
	{"extra ", "extra  "},
	{"extra ", "Extra "},
	{"extra ", "extra =="},
	{"extra ", "extra \nextra "},
	{"index ", "index 0"},
	{"index ", "index -"},
	{"index ", "index"},
	{"index 4\n", ""},
	{"index 4\n", "index 4\n\n"},
	{"index 4\n", "index 4\nAAAA\n"},
	{"index 4\n", "index 4 \n"},
	{"\n\n" ID, "\n" ID},
};

START_TEST(any_other_form_of_receipt_is_refused)
{
	struct buffer *text = buffer_new(mem, 64 * 1024), *bad = buffer_new(mem, 64 * 1024);
	struct receipt r;
	struct checkpoint c;
	const char *at;

	grow();
	r = receipt_of(4);
	receipt_write(&r, text);
	at = strstr(text->bytes, broken[_i].find);
	ck_assert_ptr_nonnull(at);
	buffer_add(bad, text->bytes, (size_t)(at - text->bytes));
	buffer_add_text(bad, broken[_i].put);
	buffer_add_text(bad, at + strlen(broken[_i].find));
	if (receipt_parse(mem, bad->bytes, bad->size, &r, &err) == 0)
		ck_assert_int_eq(receipt_check(&r, ID, key, &c, &err), -1);
	else
		ck_assert_int_eq(err.code, ERROR_RECEIPT_FORM);
	for (size_t n = 0; n < text->size; n++) {
		char *exact = talloc_memdup(mem, text->bytes, n);

		if (receipt_parse(mem, exact, n, &r, &err) == 0)
			ck_assert_int_eq(receipt_check(&r, ID, key, &c, &err), -1);
		talloc_free(exact);
	}
}
END_TEST

static Suite *checkpoint_suite(void)
{
	Suite *s = suite_create("checkpoint");
	TCase *t = tcase_create("checkpoint");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, the_vector_is_signed_and_accepted);
	tcase_add_loop_test(t, a_signed_text_must_have_the_form, 0, COUNT_OF(texts));
	tcase_add_loop_test(t, a_receipt_is_written_read_and_checked, 0, LEAVES);
	tcase_add_test(t, a_receipt_that_proves_nothing_is_refused);
	tcase_add_loop_test(t, any_other_form_of_receipt_is_refused, 0, COUNT_OF(broken));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(checkpoint_suite)
