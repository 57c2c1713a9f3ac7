/*
 * buffer: bytes that grow up to a stated bound.
 *
 * A buffer is a talloc object; its bytes are its child and are always followed
 * by a NUL that is not counted. Appending either succeeds wholly or leaves the
 * buffer as it was and marks it failed: further appends do nothing, so that a
 * long run of them needs one check at its end (buffer_ok).
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/macros.h"

struct buffer {
	char *bytes; /* never NULL */
	size_t size;
	size_t capacity;
	size_t limit; /* most bytes it may hold */
	bool failed;
};

/* A new empty buffer below mem, or NULL when memory is short. */
struct buffer *buffer_new(void *mem, size_t limit);

void buffer_add(struct buffer *b, const void *bytes, size_t size);
void buffer_add_text(struct buffer *b, const char *text);
void buffer_add_format(struct buffer *b, const char *format, ...) FORMAT(2, 3);

/* Lower-case hexadecimal of size bytes. */
void buffer_add_hex(struct buffer *b, const uint8_t *bytes, size_t size);

/* Empties it, keeping its memory, and forgets a failure. */
void buffer_clear(struct buffer *b);

/* 0, or -1 with ERROR_NO_MEMORY when an append since the last clear failed. */
int buffer_ok(const struct buffer *b, struct error *err) MUST_CHECK;

#endif
