/*
 * digest: a SHA-256 value and its text forms (libsodium).
 *
 * A plain value of 32 bytes; text is 64 lower-case hexadecimal digits.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

enum { DIGEST_SIZE = 32, DIGEST_HEX_SIZE = 65 };

struct digest {
	uint8_t bytes[DIGEST_SIZE];
};

struct digest digest_of(const void *bytes, size_t size);

/* SHA-256 over several parts without copying them together. */
struct digest_part {
	const void *bytes;
	size_t size;
};
struct digest digest_of_parts(const struct digest_part *parts, size_t n);

/* SHA-256 over what is too large to hold at once. */
struct digest_stream {
	uint64_t inside[16];
};
void digest_begin(struct digest_stream *s);
void digest_add(struct digest_stream *s, const void *bytes, size_t size);
struct digest digest_end(struct digest_stream *s);

/* Writes 64 digits and a NUL; returns out. */
char *digest_hex(const struct digest *d, char out[DIGEST_HEX_SIZE]);

/* Exactly 64 lower-case digits in text[0..size); false otherwise. */
bool digest_parse(const char *text, size_t size, struct digest *out) MUST_CHECK;

bool digest_equal(const struct digest *a, const struct digest *b);
bool digest_is_zero(const struct digest *d);

#endif
