#include "yaml/text.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "base/macros.h"

static const char rule[] = "docs/ledger-format.md 2.1";

struct range {
	int32_t first, last;
};

/*
 * What no text may hold, in ascending order; LF is let through by the callers
 * and the two noncharacters that end each plane are found by is_forbidden().
 */
static const struct range forbidden_ranges[] = {
	{0x0000, 0x001F},   /* C0 controls, TAB and CR among them */
	{0x007F, 0x009F},   /* DEL and C1 controls, NEL among them */
	{0x00AD, 0x00AD},   /* soft hyphen */
	{0x034F, 0x034F},   /* combining grapheme joiner */
	{0x061C, 0x061C},   /* Arabic letter mark */
	{0x115F, 0x1160},   /* Hangul fillers */
	{0x17B4, 0x17B5},   /* Khmer inherent vowels */
	{0x180E, 0x180E},   /* Mongolian vowel separator */
	{0x200B, 0x200F},   /* zero width, left-to-right and right-to-left marks */
	{0x2028, 0x202E},   /* line and paragraph separators, embeddings, overrides */
	{0x2060, 0x206F},   /* word joiner, invisible operators, isolates */
	{0x3164, 0x3164},   /* Hangul filler */
	{0xD800, 0xDFFF},   /* surrogates */
	{0xFDD0, 0xFDEF},   /* noncharacters */
	{0xFEFF, 0xFEFF},   /* byte order mark */
	{0xFFA0, 0xFFA0},   /* half-width Hangul filler */
	{0xFFF9, 0xFFFB},   /* interlinear annotation */
	{0xE0000, 0xE007F}, /* tags */
};

static bool is_forbidden(int32_t character)
{
	if ((character & 0xFFFE) == 0xFFFE)
		return true;
	for (size_t i = 0; i < COUNT_OF(forbidden_ranges); i++)
		if (character >= forbidden_ranges[i].first && character <= forbidden_ranges[i].last)
			return true;
	return false;
}

/* One character at bytes[offset]: its length, or 0 where the bytes are not UTF-8. */
static size_t character_at(const char *bytes, size_t size, size_t offset, int32_t *character)
{
	utf8proc_ssize_t n;

	if ((unsigned char)bytes[offset] < 0x80) {
		*character = bytes[offset];
		return 1;
	}
	n = utf8proc_iterate((const utf8proc_uint8_t *)bytes + offset,
		(utf8proc_ssize_t)(size - offset), character);
	return n > 0 ? (size_t)n : 0;
}

/* The marker with which the line at p begins, or NULL. */
static const char *marker_at(const char *p, size_t size)
{
	static const char *const markers[] = {"---", "...", "%"};

	for (size_t i = 0; i < COUNT_OF(markers); i++)
		if (size >= strlen(markers[i]) && memcmp(p, markers[i], strlen(markers[i])) == 0)
			return markers[i];
	return NULL;
}

static int refuse_character(
	int32_t character, uint32_t line, uint32_t column, const char *path, struct error *err)
{
	char name[16];

	snprintf(name, sizeof(name), "U+%04X", (unsigned)character);
	return error_set_at(
		err, ERROR_TEXT_CHARACTER, rule, line, column, path, "character", name, NULL);
}

/* The text ends in exactly one LF. */
static int check_end(const char *bytes, size_t size, struct error *err)
{
	uint32_t line, column;
	bool none = size == 0 || bytes[size - 1] != '\n';

	if (!none && (size < 2 || bytes[size - 2] != '\n'))
		return 0;
	text_place(bytes, size, none ? size : size - 1, &line, &column);
	return error_set_at(err, ERROR_TEXT_FINAL_LINE, rule, line, column, "", NULL);
}

int text_check(const char *bytes, size_t size, struct error *err)
{
	uint32_t line = 1, column = 1;

	for (size_t i = 0; i < size;) {
		int32_t character = 0;
		size_t n = character_at(bytes, size, i, &character);
		const char *marker = column == 1 ? marker_at(bytes + i, size - i) : NULL;

		if (n == 0)
			return error_set_at(err, ERROR_TEXT_UTF8, rule, line, column, "", NULL);
		if (character != '\n' && is_forbidden(character))
			return refuse_character(character, line, column, "", err);
		if (marker)
			return error_set_at(err, ERROR_TEXT_MARKER, rule, line, column, "",
				"marker", marker, NULL);
		i += n;
		column++;
		if (character == '\n') {
			line++;
			column = 1;
		}
	}
	return check_end(bytes, size, err);
}

int text_check_scalar(const char *bytes, size_t size, uint32_t line, uint32_t column,
	const char *path, struct error *err)
{
	for (size_t i = 0; i < size;) {
		int32_t character = 0;
		size_t n = character_at(bytes, size, i, &character);

		if (n == 0)
			return error_set_at(err, ERROR_TEXT_UTF8, rule, line, column, path, NULL);
		if (character != '\n' && is_forbidden(character))
			return refuse_character(character, line, column, path, err);
		i += n;
	}
	return 0;
}

bool text_is_nfc(const char *bytes, size_t size)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t n;
	bool same;
	size_t ascii = 0;

	while (ascii < size && (unsigned char)bytes[ascii] < 0x80)
		ascii++;
	if (ascii == size)
		return true;
	n = utf8proc_map(
		(const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)size, &composed, options);
	same = n >= 0 && (size_t)n == size && memcmp(composed, bytes, size) == 0;
	free(composed);
	return same;
}

void text_place(const char *bytes, size_t size, size_t offset, uint32_t *line, uint32_t *column)
{
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < offset && i < size; i++) {
		if (bytes[i] == '\n') {
			++*line;
			*column = 1;
		} else if (i + 1 >= size || ((unsigned char)bytes[i + 1] & 0xC0) != 0x80) {
			++*column;
		}
	}
}
