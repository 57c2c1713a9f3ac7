/*
 * digest_bulk: SHA-256 of files of gigabytes.
 *
 * The same function as digest.h's, by the processor's own instructions where there are
 * some (five times as quick or more), and by libsodium elsewhere. For documents, keys
 * and trees digest.h is quick enough; this is for raw data, whose reading would else be
 * nothing but hashing.
 */
#ifndef BASE_DIGEST_BULK_H
#define BASE_DIGEST_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct digest_bulk {
	bool quick;
	uint64_t size;
	uint32_t state[8];
	uint8_t rest[64];
	struct digest_stream slow;
};

void digest_bulk_begin(struct digest_bulk *s);
void digest_bulk_add(struct digest_bulk *s, const void *bytes, size_t size);
struct digest digest_bulk_end(struct digest_bulk *s);

/* Whether this processor has the instructions. */
bool digest_bulk_is_quick(void);

#endif
