#include "yaml/text.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "base/macros.h"
#include "yaml/characters.h"

static const char rule[] = "docs/ledger-format.md 2.1";

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

/* A code point as errors name it. Returns out. */
static char *character_name(int32_t character, char out[16])
{
	snprintf(out, 16, "U+%04X", (unsigned)character);
	return out;
}

/* Where a text stands and what is known of it so far. */
struct walk {
	const char *bytes;
	size_t size, at;
	uint32_t line, column;
	int32_t before; /* the last character; LF at the beginning */
};

static int refuse_at(const struct walk *w, enum error_code code, const char *name,
	const char *value, struct error *err)
{
	return error_set_at(err, code, rule, w->line, w->column, "", name, value, NULL);
}

static bool follows(const struct walk *w, size_t n, const char *text)
{
	size_t length = strlen(text);

	return w->size - w->at >= n + length && memcmp(w->bytes + w->at + n, text, length) == 0;
}

static bool is_selector_alone(int32_t character, int32_t before)
{
	enum character_class class;

	if (character_class(character) != CHARACTER_SELECTOR)
		return false;
	class = character_class(before);
	return class == CHARACTER_FORBIDDEN || class == CHARACTER_BLANK ||
	       class == CHARACTER_SELECTOR;
}

/* Whether no text may hold the character behind that one. */
static bool is_refused(int32_t character, int32_t before)
{
	if (character == '\n' || (character >= ' ' && character < 0x7F))
		return false;
	return character_class(character) == CHARACTER_FORBIDDEN ||
	       is_selector_alone(character, before);
}

/* What other programs leave in a file has names of its own; all else is a character. */
static int refuse_character(const struct walk *w, int32_t character, struct error *err)
{
	char name[16];

	if (character == '\t')
		return refuse_at(w, ERROR_TEXT_TAB, NULL, NULL, err);
	if (character == '\r' && follows(w, 1, "\n"))
		return refuse_at(w, ERROR_TEXT_CR_LF, NULL, NULL, err);
	if (character == 0xFEFF && w->at == 0)
		return refuse_at(w, ERROR_TEXT_BOM, NULL, NULL, err);
	return refuse_at(
		w, ERROR_TEXT_CHARACTER, "character", character_name(character, name), err);
}

static int refuse_marker(const struct walk *w, const char *marker, struct error *err)
{
	if (follows(w, 0, "---\nsignatures:"))
		return refuse_at(w, ERROR_TEXT_SIGNED, NULL, NULL, err);
	return refuse_at(w, ERROR_TEXT_MARKER, "marker", marker, err);
}

/* Two bytes a character: its byte order mark, or a NUL in either half of the first one. */
static bool is_utf16(const char *bytes, size_t size)
{
	return size >= 2 &&
	       (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0 ||
		       (bytes[0] == '\0') != (bytes[1] == '\0'));
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
	struct walk w = {bytes, size, 0, 1, 1, '\n'};

	if (is_utf16(bytes, size))
		return refuse_at(&w, ERROR_TEXT_UTF16, NULL, NULL, err);
	while (w.at < size) {
		int32_t character = 0;
		size_t n = character_at(bytes, size, w.at, &character);
		const char *marker = w.column == 1 ? marker_at(bytes + w.at, size - w.at) : NULL;

		if (n == 0)
			return refuse_at(&w, ERROR_TEXT_UTF8, NULL, NULL, err);
		if (is_refused(character, w.before))
			return refuse_character(&w, character, err);
		if (marker)
			return refuse_marker(&w, marker, err);
		w.at += n;
		w.column = character == '\n' ? 1 : w.column + 1;
		w.line += character == '\n';
		w.before = character;
	}
	return check_end(bytes, size, err);
}

int text_check_scalar(const char *bytes, size_t size, uint32_t line, uint32_t column,
	const char *path, struct error *err)
{
	int32_t before = '\n';
	char name[16];

	for (size_t i = 0; i < size;) {
		int32_t character = 0;
		size_t n = character_at(bytes, size, i, &character);

		if (n == 0)
			return error_set_at(err, ERROR_TEXT_UTF8, rule, line, column, path, NULL);
		if (is_refused(character, before))
			return error_set_at(err, ERROR_TEXT_CHARACTER, rule, line, column, path,
				"character", character_name(character, name), NULL);
		i += n;
		before = character;
	}
	return 0;
}

/* What is wrong with a character of a line, by itself and by the one before it. */
static enum error_code line_fault(int32_t character, int32_t before, size_t marks)
{
	switch (character_class(character)) {
	case CHARACTER_FORBIDDEN:
		return character == '\n' ? ERROR_TEXT_LINE : ERROR_TEXT_CHARACTER;
	case CHARACTER_UNASSIGNED:
		return ERROR_TEXT_UNASSIGNED;
	case CHARACTER_PRIVATE:
		return ERROR_TEXT_PRIVATE;
	case CHARACTER_LOST:
		return ERROR_TEXT_LOST;
	case CHARACTER_BLANK:
		return character == ' ' || character == 0x3000 ? ERROR_NONE : ERROR_TEXT_BLANK;
	case CHARACTER_SELECTOR:
		return character_selects(character, before) ? ERROR_NONE : ERROR_TEXT_UNSEEN;
	case CHARACTER_MARK:
		return before == '\n' || before == ' ' || marks > TEXT_MARKS_MAX ? ERROR_TEXT_MARKS
										 : ERROR_NONE;
	case CHARACTER_SEEN:
		break;
	}
	return ERROR_NONE;
}

int text_check_line(const char *bytes, size_t size, struct error *err)
{
	int32_t character = 0, before = '\n';
	size_t marks = 0;
	char name[16];

	for (size_t i = 0; i < size; before = character) {
		size_t n = character_at(bytes, size, i, &character);
		bool at_end = i == 0 || i + n == size;
		enum error_code fault;

		if (n == 0)
			return error_set(err, ERROR_TEXT_UTF8, rule, "", NULL);
		marks = character_class(character) == CHARACTER_MARK ? marks + 1 : 0;
		fault = line_fault(character, before, marks);
		if (at_end && character_class(character) == CHARACTER_BLANK)
			fault = ERROR_TEXT_LINE;
		if (fault)
			return error_set(err, fault, rule, "", "character",
				character_name(character, name), NULL);
		i += n;
	}
	return 0;
}

bool text_is_seen(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size;) {
		int32_t character = 0;
		size_t n = character_at(bytes, size, i, &character);
		enum character_class class = character_class(character);

		if (n == 0)
			return false;
		if (class != CHARACTER_BLANK && class != CHARACTER_FORBIDDEN &&
			class != CHARACTER_SELECTOR)
			return true;
		i += n;
	}
	return false;
}

/* Whether a text is what the options make of it. ASCII always is. */
static bool text_is_mapped(const char *bytes, size_t size, utf8proc_option_t options)
{
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

bool text_is_nfc(const char *bytes, size_t size)
{
	return text_is_mapped(bytes, size, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

bool text_is_nfkc(const char *bytes, size_t size)
{
	return text_is_mapped(bytes, size, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
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
