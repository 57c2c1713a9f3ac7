#include "state/seal.h"

#include <string.h>

enum { HASH_SIZE = SEAL_SIZE + TOTAL_LANES * 8 };

static void put_integer(uint8_t out[8], uint64_t value)
{
	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_integer(const uint8_t in[8])
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | in[i];
	return value;
}

void row_hash_begin(struct row_hash *h, const struct seal_key *key, int table)
{
	uint8_t tag = (uint8_t)table;

	crypto_generichash_init(&h->state, key->bytes, sizeof(key->bytes), HASH_SIZE);
	crypto_generichash_update(&h->state, &tag, 1);
}

void row_hash_integer(struct row_hash *h, int64_t value)
{
	uint8_t bytes[9] = {'i'};

	put_integer(bytes + 1, (uint64_t)value);
	crypto_generichash_update(&h->state, bytes, sizeof(bytes));
}

void row_hash_bytes(struct row_hash *h, const void *bytes, size_t size)
{
	uint8_t head[9] = {'b'};

	put_integer(head + 1, size);
	crypto_generichash_update(&h->state, head, sizeof(head));
	crypto_generichash_update(&h->state, bytes, size);
}

struct row_seal row_hash_end(struct row_hash *h)
{
	uint8_t hash[HASH_SIZE];
	struct row_seal out;

	crypto_generichash_final(&h->state, hash, sizeof(hash));
	memcpy(out.seal, hash, SEAL_SIZE);
	for (int i = 0; i < TOTAL_LANES; i++)
		out.term[i] = get_integer(hash + SEAL_SIZE + 8 * i);
	return out;
}

void row_total_add(struct row_total *t, const struct row_seal *row)
{
	for (int i = 0; i < TOTAL_LANES; i++)
		t->lane[i] += row->term[i];
}

void row_total_take(struct row_total *t, const struct row_seal *row)
{
	for (int i = 0; i < TOTAL_LANES; i++)
		t->lane[i] -= row->term[i];
}

void row_total_seal(const struct row_total *t, const struct seal_key *key, uint8_t out[TOTAL_SIZE])
{
	crypto_generichash_state state;
	uint8_t bytes[1 + 8 * TOTAL_LANES] = {TABLE_TOTAL};

	for (int i = 0; i < TOTAL_LANES; i++)
		put_integer(bytes + 1 + 8 * i, t->lane[i]);
	crypto_generichash_init(&state, key->bytes, sizeof(key->bytes), TOTAL_SIZE);
	crypto_generichash_update(&state, bytes, sizeof(bytes));
	crypto_generichash_final(&state, out, TOTAL_SIZE);
}
