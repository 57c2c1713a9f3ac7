/*
 * made_ledger: a ledger as a server shows it, made by hand: genesis, documents with their
 * leaves in a tree, checkpoints, receipts and proofs of consistency, all signed by its key; and
 * the answers of a canned server that shows it. Two that begin with the same genesis are two
 * histories of one ledger. What a test changes of it is a lie, and the client must notice.
 */
#ifndef TESTS_CCER_MADE_LEDGER_H
#define TESTS_CCER_MADE_LEDGER_H

#include <jansson.h>
#include <sodium.h>
#include <talloc.h>

#include "document/document.h"
#include "ledger/checkpoint.h"
#include "ledger/page.h"
#include "tests/ccer/canned_server.h"
#include "tests/ccer/support.h"
#include "tests/document/samples.h"
#include "tests/folder.h"

enum { MADE_LEVELS = 5, MADE_LEAVES_MAX = 16 };

struct made_ledger {
	struct folder *folder; /* for keys and files */
	struct secret_key *key;
	char genesis[4096], id[LEDGER_ID_SIZE];
	int64_t size;
	struct digest node[MADE_LEVELS][MADE_LEAVES_MAX];
	char leaf[MADE_LEAVES_MAX][LIMIT_LEAF];
};

static inline int made_get(
	void *ctx, int level, int64_t index, struct digest *out, struct error *err)
{
	const struct made_ledger *l = ctx;

	(void)err;
	*out = l->node[level][index];
	return 1;
}

static inline int made_put(
	void *ctx, int level, int64_t index, const struct digest *hash, struct error *err)
{
	struct made_ledger *l = ctx;

	(void)err;
	l->node[level][index] = *hash;
	return 0;
}

static inline struct merkle_store made_store(struct made_ledger *l)
{
	return (struct merkle_store){l, made_get, made_put};
}

/* The next entry: of a document's file as it is sent. Its sequence. */
static inline int64_t made_entry(struct made_ledger *l, const char *file)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *text = buffer_new(mem, LIMIT_SUBMISSION),
		      *armour = buffer_new(mem, LIMIT_LEAF * 64);
	struct merkle_store store = made_store(l);
	struct error err;
	struct document *d = document_read_signed(mem, file, strlen(file), &err);
	struct leaf leaf = {.sequence = l->size, .rules = 1};
	struct digest hash;

	ck_assert_ptr_nonnull(d);
	document_signature_text(d, armour);
	leaf.document = d->hash;
	leaf.signatures = digest_of(armour->bytes, armour->size);
	leaf.changes = digest_of("", 0);
	ck_assert(instant_parse("2026-01-05T01:00:00.000Z", 24, &leaf.time));
	leaf_write(&leaf, text);
	ck_assert_uint_lt(text->size, LIMIT_LEAF);
	memcpy(l->leaf[l->size], text->bytes, text->size + 1);
	hash = merkle_leaf(text->bytes, text->size);
	ck_assert_int_eq(merkle_append(&store, l->size, &hash, &err), 0);
	return l->size++;
}

/* A file in the folder, signed by the key there; below nothing, for ever. */
static inline const char *made_signed(
	struct folder *f, const char *name, const char *text, const char *key)
{
	folder_put(f, name, text, strlen(text));
	if (access(folder_file(f, key), F_OK) != 0)
		ck_assert_int_eq(
			ccer(LANGUAGE_EN, "key", "new", folder_file(f, key), NULL), EXIT_DONE);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "sign", folder_file(f, name), "--key", folder_file(f, key), NULL),
		EXIT_DONE);
	folder_put(f, name, ran.out, strlen(ran.out));
	return talloc_strdup(NULL, ran.out);
}

/* Of genesis alone, whose authority has the key in the file `authority`. A simulated clock. */
static inline void made_begin(struct made_ledger *l, struct folder *f)
{
	const char *sample = samples[KIND_GENESIS], *sealing = strstr(sample, SAMPLE_KEY);
	const char *behind = sealing + strlen(SAMPLE_KEY), *own = strstr(behind, SAMPLE_KEY);
	char text[PUBLIC_KEY_TEXT_SIZE], hex[DIGEST_HEX_SIZE], body[4096];
	struct digest hash;

	memset(l, 0, sizeof(*l));
	l->folder = f;
	l->key = secret_key_new(NULL);
	ck_assert_ptr_nonnull(l->key);
	public_key_text(secret_key_public(l->key), text);
	ck_assert_ptr_nonnull(own);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "key", "new", folder_file(f, "authority"), NULL), EXIT_DONE);
	ck_assert_int_eq(
		ccer(LANGUAGE_EN, "key", "public", folder_file(f, "authority"), NULL), EXIT_DONE);
	snprintf(body, sizeof(body), "%.*s%s%.*s%.*s%s", (int)(sealing - sample), sample, text,
		(int)(own - behind), behind, (int)strcspn(ran.out, "\n"), ran.out,
		own + strlen(SAMPLE_KEY));
	snprintf(l->genesis, sizeof(l->genesis), "%s",
		made_signed(f, "genesis.yaml", body, "authority"));
	hash = digest_of(body, strlen(body));
	snprintf(l->id, sizeof(l->id), "ccer.example/%.32s", digest_hex(&hash, hex));
	made_entry(l, l->genesis);
}

static inline void made_end(struct made_ledger *l)
{
	secret_key_free(l->key);
}

static inline struct checkpoint made_checkpoint(struct made_ledger *l, int64_t size)
{
	struct merkle_store store = made_store(l);
	struct checkpoint c = {.size = size};
	struct error err;

	ck_assert_int_eq(merkle_root(&store, size, &c.root, &err), 0);
	return c;
}

static inline const char *made_note(struct made_ledger *l, int64_t size)
{
	struct buffer *b = buffer_new(NULL, 4096);
	struct checkpoint c = made_checkpoint(l, size);
	struct error err;

	ck_assert_int_eq(checkpoint_sign(&c, l->id, l->key, b, &err), 0);
	return b->bytes;
}

/* The receipt of an entry under the checkpoint of so many entries. */
static inline const char *made_receipt(struct made_ledger *l, int64_t index, int64_t size)
{
	struct buffer *b = buffer_new(NULL, 16 * 1024);
	struct merkle_store store = made_store(l);
	struct receipt r = {.leaf = l->leaf[index],
		.leaf_size = strlen(l->leaf[index]),
		.index = index,
		.note = made_note(l, size)};
	struct error err;

	r.note_size = strlen(r.note);
	ck_assert_int_eq(merkle_inclusion(&store, index, size, &r.proof, &err), 0);
	receipt_write(&r, b);
	return b->bytes;
}

static inline const char *made_consistency(struct made_ledger *l, int64_t from, int64_t to)
{
	struct merkle_store store = made_store(l);
	struct merkle_proof proof;
	struct error err;
	char *text = talloc_strdup(NULL, "{\"proof\": [");

	ck_assert_int_eq(merkle_consistency(&store, from, to, &proof, &err), 0);
	for (size_t i = 0; i < proof.n; i++) {
		char hash[64];

		sodium_bin2base64(hash, sizeof(hash), proof.hash[i].bytes, DIGEST_SIZE,
			sodium_base64_VARIANT_ORIGINAL);
		text = talloc_asprintf_append(text, "%s\"%s\"", i ? ", " : "", hash);
	}
	return talloc_asprintf_append(text, "]}");
}

/* A JSON answer that names the checkpoint of so many entries: `{` and what follows it. */
static inline const char *made_json(struct made_ledger *l, int64_t size, const char *body)
{
	struct checkpoint c = made_checkpoint(l, size);
	char root[64];

	sodium_bin2base64(
		root, sizeof(root), c.root.bytes, DIGEST_SIZE, sodium_base64_VARIANT_ORIGINAL);
	return talloc_asprintf(NULL, "{\"checkpoint\": {\"size\": %d, \"root\": \"%s\"}%s%s",
		(int)size, root, body[1] == '}' ? "" : ", ", body + 1);
}

/* The JSON answer to a submission. */
static inline const char *made_sealed(const char *outcome, const char *receipt)
{
	json_t *json = json_pack("{s:s, s:s}", "outcome", outcome, "receipt", receipt);
	char *text = json_dumps(json, 0);

	json_decref(json);
	return text;
}

/* What every server of the ledger answers, put behind the answers of a test; how many then. */
static inline size_t made_answers(struct made_ledger *l, struct canned_answer *out, size_t n)
{
	out[n++] = (struct canned_answer){"/v1/entries/0", 200, l->genesis, NULL};
	out[n++] = (struct canned_answer){"/v1/checkpoint", 200, made_note(l, l->size), NULL};
	out[n++] = (struct canned_answer){"/v1/ledger", 200,
		made_json(l, l->size,
			talloc_asprintf(NULL,
				"{\"id\": \"%s\", \"time\": \"2026-01-05T01:00:00.000Z\"}", l->id)),
		NULL};
	for (int64_t from = 1; from < l->size; from++) {
		ck_assert_uint_lt(n, CANNED_ANSWERS_MAX);
		out[n++] = (struct canned_answer){
			talloc_asprintf(
				NULL, "/v1/consistency?from=%d&to=%d", (int)from, (int)l->size),
			200, made_consistency(l, from, l->size), NULL};
	}
	return n;
}

#endif
