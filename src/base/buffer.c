#include "base/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

enum { BUFFER_FIRST = 256 };

struct buffer *buffer_new(void *mem, size_t limit)
{
	struct buffer *b = talloc_zero(mem, struct buffer);

	if (!b)
		return NULL;
	b->bytes = talloc_size(b, BUFFER_FIRST);
	if (!b->bytes) {
		talloc_free(b);
		return NULL;
	}
	b->bytes[0] = '\0';
	b->capacity = BUFFER_FIRST;
	b->limit = limit;
	return b;
}

/* Makes room for size more bytes and the NUL. */
static bool buffer_reserve(struct buffer *b, size_t size)
{
	size_t capacity = b->capacity;
	char *bytes;

	if (b->failed || size > b->limit - b->size) {
		b->failed = true;
		return false;
	}
	if (b->size + size < capacity)
		return true;
	while (capacity <= b->size + size)
		capacity *= 2;
	bytes = talloc_realloc_size(b, b->bytes, capacity);
	if (!bytes) {
		b->failed = true;
		return false;
	}
	b->bytes = bytes;
	b->capacity = capacity;
	return true;
}

void buffer_add(struct buffer *b, const void *bytes, size_t size)
{
	if (!buffer_reserve(b, size))
		return;
	if (size)
		memcpy(b->bytes + b->size, bytes, size);
	b->size += size;
	b->bytes[b->size] = '\0';
}

void buffer_add_text(struct buffer *b, const char *text)
{
	buffer_add(b, text, strlen(text));
}

void buffer_add_format(struct buffer *b, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	assert(n >= 0);
	if (!buffer_reserve(b, (size_t)n))
		return;
	va_start(args, format);
	vsnprintf(b->bytes + b->size, (size_t)n + 1, format, args);
	va_end(args);
	b->size += (size_t)n;
}

void buffer_add_hex(struct buffer *b, const uint8_t *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";

	if (!buffer_reserve(b, 2 * size))
		return;
	for (size_t i = 0; i < size; i++) {
		b->bytes[b->size++] = digits[bytes[i] >> 4];
		b->bytes[b->size++] = digits[bytes[i] & 15];
	}
	b->bytes[b->size] = '\0';
}

void buffer_clear(struct buffer *b)
{
	b->size = 0;
	b->bytes[0] = '\0';
	b->failed = false;
}

int buffer_ok(const struct buffer *b, struct error *err)
{
	return b->failed ? error_no_memory(err) : 0;
}
