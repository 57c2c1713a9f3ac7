/*
 * ledger_packs: an index of a pack in memory, and what is asked of it and of the pack's objects
 * before libgit2 follows either: does it lead into its pack, and can the objects be made of one
 * another within bounds. Private to ledger/git/.
 */
#ifndef LEDGER_LEDGER_PACKS_H
#define LEDGER_LEDGER_PACKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/macros.h"

enum {
	PACK_ID = 20,
	PACK_HEADER = 12,
	PACK_INDEX_HEADER = 8, /* its magic and version */
	PACK_FANOUT = 256,     /* counts: how many ids have a first byte up to each value */
	/* git makes none longer: pack.depth is at most that. */
	PACK_CHAIN_MAX = 4095,
};

/* Bytes that are made on the way to one object: more than fifty, git's depth, of the largest. */
#define PACK_CHAIN_BYTES (INT64_C(4) << 30)

struct pack_index {
	const uint8_t *bytes; /* checked: it leads into the pack */
	size_t size;
	uint64_t objects, large, pack_size;
};

/* Four bytes, the highest first. */
static inline uint32_t pack_word(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The id of the object of a row. */
static inline const uint8_t *pack_id(const struct pack_index *x, uint64_t row)
{
	return x->bytes + PACK_INDEX_HEADER + PACK_FANOUT * 4 + row * PACK_ID;
}

/* Where it begins; UINT64_MAX where the table of large offsets lacks it. */
static inline uint64_t pack_offset(const struct pack_index *x, uint64_t row)
{
	const uint8_t *offsets = pack_id(x, x->objects) + x->objects * 4;
	const uint8_t *large = offsets + x->objects * 4;
	const uint32_t far = UINT32_C(0x80000000);
	uint32_t offset = pack_word(offsets + row * 4), n = offset & ~far;

	if (!(offset & far))
		return offset;
	if (n >= x->large)
		return UINT64_MAX;
	return (uint64_t)pack_word(large + (size_t)n * 8) << 32 |
	       pack_word(large + (size_t)n * 8 + 4);
}

/*
 * Whether every object can be made within bounds: libgit2 follows deltas in a circle for ever,
 * and makes whatever size an object says. `pack` has x->pack_size bytes. *problem is NULL, or
 * what is wrong; an object that cannot be read at all is left to reading, which names it. 0, or -1
 * with ERROR_NO_MEMORY.
 */
int pack_deltas_check(const struct pack_index *x, const uint8_t *pack, const char **problem,
	struct error *err) MUST_CHECK;

#endif
