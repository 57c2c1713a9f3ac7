#include "ccer/visible.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>
#include <utf8proc.h>

#include "base/buffer.h"
#include "system/file.h"

enum { CHARACTER_MAX = 4, OUTPUT_MAX = 1 << 20 };

/* What is written as an escape, in ascending order. */
static const struct {
	int32_t first, last;
} unseen[] = {
	{0x0000, 0x0008},   /* C0 controls; TAB and LF are let through */
	{0x000B, 0x001F},   /* CR among them, which is let through before LF */
	{0x007F, 0x009F},   /* DEL and C1 controls */
	{0x00AD, 0x00AD},   /* soft hyphen */
	{0x034F, 0x034F},   /* combining grapheme joiner */
	{0x061C, 0x061C},   /* Arabic letter mark */
	{0x115F, 0x1160},   /* Hangul fillers */
	{0x17B4, 0x17B5},   /* Khmer inherent vowels */
	{0x180B, 0x180F},   /* Mongolian selectors and vowel separator */
	{0x200B, 0x200F},   /* zero width, direction marks */
	{0x2028, 0x202E},   /* separators, embeddings, overrides */
	{0x2060, 0x206F},   /* word joiner, invisible operators, isolates */
	{0x2800, 0x2800},   /* Braille blank */
	{0x3164, 0x3164},   /* Hangul filler */
	{0xFE00, 0xFE0F},   /* variation selectors */
	{0xFEFF, 0xFEFF},   /* byte order mark */
	{0xFFA0, 0xFFA0},   /* half-width Hangul filler */
	{0xFFF0, 0xFFFB},   /* interlinear annotation */
	{0x1D173, 0x1D17A}, /* musical controls */
	{0xE0000, 0xE00FF}, /* tags */
};

static bool is_unseen(int32_t character)
{
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		if (character >= unseen[i].first && character <= unseen[i].last)
			return true;
	return false;
}

static void add_escape(struct buffer *out, int32_t character)
{
	if (character <= 0xFFFF) {
		buffer_add_format(out, "\\u%04x", (unsigned)character);
		return;
	}
	character -= 0x10000;
	buffer_add_format(out, "\\u%04x\\u%04x", 0xD800 + ((unsigned)character >> 10),
		0xDC00 + ((unsigned)character & 0x3FF));
}

/* How many bytes a character has that begins with this one; 1 where none does. */
static size_t size_of_character(uint8_t first)
{
	return first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
}

/*
 * Appends the text, escaped where need be; with `more` to come, a character that is not whole
 * at its end, or a CR, is left. How many bytes were taken.
 */
static size_t add_visible(
	struct buffer *out, const char *text, size_t size, bool line, bool start, bool more)
{
	size_t at = 0;

	while (at < size) {
		const uint8_t *p = (const uint8_t *)text + at;
		utf8proc_int32_t character;
		utf8proc_ssize_t n = utf8proc_iterate(p, (utf8proc_ssize_t)(size - at), &character);

		if (n <= 0 && more && size - at < size_of_character(*p))
			break;
		if (*p == '\r' && !line && at + 1 == size && more)
			break;
		if (n <= 0)
			add_escape(out, *p);
		else if (character == '\r' && !line && at + 1 < size && p[1] == '\n')
			buffer_add(out, p, 1);
		else if (character == 0xFEFF && start && at == 0)
			buffer_add(out, p, (size_t)n);
		else if (is_unseen(character) || (line && character == '\n'))
			add_escape(out, character);
		else
			buffer_add(out, p, (size_t)n);
		at += n > 0 ? (size_t)n : 1;
	}
	return at;
}

struct stream {
	int fd;
	bool started;
	size_t held_n; /* bytes of a character that is not whole yet, or a CR */
	char held[CHARACTER_MAX];
};

/* Writes what is whole; `more` as add_visible has it. False: it could not be written. */
static bool write_visible(struct stream *s, const char *bytes, size_t size, bool more)
{
	struct buffer *in = buffer_new(NULL, SIZE_MAX / 8), *out = buffer_new(in, SIZE_MAX / 8);
	bool good = in && out;
	size_t taken = 0;

	if (good) {
		buffer_add(in, s->held, s->held_n);
		buffer_add(in, bytes, size);
		taken = add_visible(out, in->bytes, in->size, false, !s->started, more);
		s->started = s->started || taken > 0;
		s->held_n = in->size - taken;
		good = !in->failed && !out->failed && s->held_n <= sizeof(s->held);
	}
	if (good) {
		memcpy(s->held, in->bytes + taken, s->held_n);
		good = file_write_all(s->fd, out->bytes, out->size) == 0;
	}
	talloc_free(in);
	return good;
}

static ssize_t stream_write(void *cookie, const char *bytes, size_t size)
{
	return write_visible(cookie, bytes, size, true) ? (ssize_t)size : 0;
}

static int stream_close(void *cookie)
{
	struct stream *s = cookie;
	bool good = s->held_n == 0 || write_visible(s, "", 0, false);

	free(s);
	return good ? 0 : EOF;
}

FILE *visible_open(int fd)
{
	static const cookie_io_functions_t functions = {
		.write = stream_write, .close = stream_close};
	struct stream *s = calloc(1, sizeof(*s));
	FILE *out;

	if (!s)
		return NULL;
	s->fd = fd;
	out = fopencookie(s, "w", functions);
	if (!out) {
		free(s);
		return NULL;
	}
	setvbuf(out, NULL, _IOLBF, BUFSIZ);
	return out;
}

int visible_standard(void)
{
	FILE *out = visible_open(STDOUT_FILENO), *err = visible_open(STDERR_FILENO);

	if (!out || !err)
		return -1;
	stdout = out;
	stderr = err;
	return 0;
}

const char *visible_line(void *mem, const char *text)
{
	struct buffer *out = buffer_new(mem, OUTPUT_MAX);

	if (!out)
		return "";
	add_visible(out, text, strlen(text), true, false, false);
	return out->bytes;
}
