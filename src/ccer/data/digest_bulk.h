/*
 * digest_bulk: SHA-256 of files of gigabytes, by libcrypto.
 *
 * The same function as base/digest.h's, several times as fast on processors with
 * instructions for it. For documents, keys and trees base/digest.h is fast enough, and
 * belongs to the core; this is for raw data, where hashing would otherwise take nearly all
 * of the reading time. One digest is used by one thread at a time.
 */
#ifndef CCER_DIGEST_BULK_H
#define CCER_DIGEST_BULK_H

#include <stddef.h>

#include "base/digest.h"

struct digest_bulk;

/* Free with digest_bulk_free; NULL: no memory. */
struct digest_bulk *digest_bulk_new(void);

void digest_bulk_add(struct digest_bulk *s, const void *bytes, size_t size);

/* The digest of all bytes added; nothing may be added afterwards. */
struct digest digest_bulk_end(struct digest_bulk *s);

/* NULL is ignored. */
void digest_bulk_free(struct digest_bulk *s);
DEFINE_AUTO(digest_bulk)

#endif
