/*
 * seal: what makes a change of the file behind the writer's back seen. Private to state/.
 *
 * Every row ends in a seal: the first bytes of a keyed hash (BLAKE2b) of its table and its
 * columns. Whoever lacks the key can make none, so a row that was changed, or made up, is found
 * when it is read. What no row can show by itself, that one is gone or is an earlier one of
 * the same key, shows in the total: other bytes of the same hash, a term for each row, are
 * added up, and a keyed hash of the sum stands in the head. The sum does not depend on order
 * and follows a change at the cost of that change. The terms themselves and their sum are
 * written nowhere, so that none can be found which add up alike. Decision 22.
 */
#ifndef STATE_SEAL_H
#define STATE_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

enum { SEAL_SIZE = 16, SEAL_KEY_SIZE = 32, TOTAL_SIZE = 32, TOTAL_LANES = 4 };

/* Tables that are no kind of record; a record's tag is its kind. */
enum { TABLE_ENTRY = 0xE0, TABLE_NODE, TABLE_HEAD, TABLE_TOTAL };

struct seal_key {
	bool given; /* else nothing is sealed, and nothing checked */
	uint8_t bytes[SEAL_KEY_SIZE];
};

/* A row's seal, and what it adds to the total. */
struct row_seal {
	uint8_t seal[SEAL_SIZE];
	uint64_t term[TOTAL_LANES];
};

/* The hash of a row, its columns added in their order. */
struct row_hash {
	crypto_generichash_state state;
};

void row_hash_begin(struct row_hash *h, const struct seal_key *key, int table);
void row_hash_integer(struct row_hash *h, int64_t value);
/* Text or a blob: what a column holds is one or the other, always. */
void row_hash_bytes(struct row_hash *h, const void *bytes, size_t size);
struct row_seal row_hash_end(struct row_hash *h);

/* The sum of the terms of all rows. */
struct row_total {
	uint64_t lane[TOTAL_LANES];
};

void row_total_add(struct row_total *t, const struct row_seal *row);
void row_total_take(struct row_total *t, const struct row_seal *row);

/* What stands in the head for a total. */
void row_total_seal(const struct row_total *t, const struct seal_key *key, uint8_t out[TOTAL_SIZE]);

#endif
