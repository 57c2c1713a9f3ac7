/*
 * ssh_string: the atoms of SSH's binary forms (RFC 4251 section 5): a byte, a 32-bit
 * number and a string preceded by its length, both big-endian.
 *
 * A reader never passes its end: it returns false for what does not fit. What it
 * hands out is borrowed from the bytes that it reads.
 */
#ifndef SIGNATURE_SSH_STRING_H
#define SIGNATURE_SSH_STRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/macros.h"

struct ssh_reader {
	const uint8_t *at;
	size_t left;
};

struct ssh_bytes {
	const uint8_t *bytes;
	size_t size;
};

static inline MUST_CHECK bool ssh_read_byte(struct ssh_reader *r, uint8_t *out)
{
	if (r->left < 1)
		return false;
	*out = *r->at++;
	r->left--;
	return true;
}

static inline MUST_CHECK bool ssh_read_u32(struct ssh_reader *r, uint32_t *out)
{
	if (r->left < 4)
		return false;
	*out = (uint32_t)r->at[0] << 24 | (uint32_t)r->at[1] << 16 | (uint32_t)r->at[2] << 8 |
	       r->at[3];
	r->at += 4;
	r->left -= 4;
	return true;
}

static inline MUST_CHECK bool ssh_read_string(struct ssh_reader *r, struct ssh_bytes *out)
{
	uint32_t size;

	if (!ssh_read_u32(r, &size) || size > r->left)
		return false;
	*out = (struct ssh_bytes){r->at, size};
	r->at += size;
	r->left -= size;
	return true;
}

/* Skips bytes that must be there, exactly these. */
static inline MUST_CHECK bool ssh_read_literal(
	struct ssh_reader *r, const void *literal, size_t size)
{
	if (r->left < size || memcmp(r->at, literal, size) != 0)
		return false;
	r->at += size;
	r->left -= size;
	return true;
}

static inline bool ssh_is(const struct ssh_bytes *b, const char *text)
{
	return b->size == strlen(text) && memcmp(b->bytes, text, b->size) == 0;
}

/* A foreign name, for an error's text; bytes that are not text become '?'. Returns out. */
static inline char *ssh_name(const struct ssh_bytes *name, char *out, size_t size)
{
	size_t n = name->size < size ? name->size : size - 1;

	for (size_t i = 0; i < n; i++) {
		char c = (char)name->bytes[i];

		out[i] = c >= ' ' && c < 0x7f ? c : '?';
	}
	out[n] = '\0';
	return out;
}

/* Writes the four bytes of a length; returns the place after them. */
static inline uint8_t *ssh_put_u32(uint8_t *at, uint32_t n)
{
	at[0] = (uint8_t)(n >> 24);
	at[1] = (uint8_t)(n >> 16);
	at[2] = (uint8_t)(n >> 8);
	at[3] = (uint8_t)n;
	return at + 4;
}

/* Writes length and bytes; returns the place after them. */
static inline uint8_t *ssh_put_string(uint8_t *at, const void *bytes, size_t size)
{
	at = ssh_put_u32(at, (uint32_t)size);
	if (size)
		memcpy(at, bytes, size);
	return at + size;
}

static inline void ssh_add_u32(struct buffer *b, uint32_t n)
{
	uint8_t four[4];

	ssh_put_u32(four, n);
	buffer_add(b, four, sizeof(four));
}

static inline void ssh_add_string(struct buffer *b, const void *bytes, size_t size)
{
	ssh_add_u32(b, (uint32_t)size);
	buffer_add(b, bytes, size);
}

#endif
