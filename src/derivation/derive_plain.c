/*
 * derive_plain: rows in their usual form, read at sight from the bytes. What is not quite
 * of that form is left to the careful way through csv.h, which alone refuses; both give
 * the same.
 */
#include <string.h>

#include "derivation/derive_run.h"

/* Bytes that a cell of a number or a time takes at most here, with what is read behind. */
enum { NUMBER_ROOM = 32, TIME_ROOM = CELL_TIME_MAX + 1 };

/* Whether a word is written as it is: with a comma in it, it would be in quotes. */
static bool is_plain(const char *word)
{
	for (; *word; word++) {
		if (*word < ' ' || *word >= 0x7F || *word == ',' || *word == '"')
			return false;
	}
	return true;
}

void derive_plain_begin(struct derive_run *run)
{
	size_t room = 2; /* CR, LF */

	run->plain = !run->careful && run->cells_n <= DERIVE_COLUMNS_MAX &&
		     (run->file->time < 0 || run->file->shown.step > 0);
	for (size_t i = 0; i < run->cells_n; i++) {
		const struct model_column *c = run->column_of[i];
		size_t longest = 0;

		if (!c || c->type == CSV_NAME || c->type == CSV_TEXT) {
			run->plain = false;
			return;
		}
		for (size_t k = 0; k < c->words_n; k++) {
			run->plain = run->plain && is_plain(c->words[k]);
			longest = c->word_sizes[k] > longest ? c->word_sizes[k] : longest;
		}
		room += c->type == CSV_NUMBER ? NUMBER_ROOM
			: c->type == CSV_TIME ? TIME_ROOM
					      : longest + 1;
	}
	run->plain_room = room;
}

static inline bool ends_cell(char c)
{
	return c == ',' || c == '\n' || c == '\r';
}

/* A number with a sign, or too long for one word: up to where its cell ends. */
static bool long_number(const char *text, struct number *n, size_t *size)
{
	*size = 0;
	while (*size < NUMBER_ROOM - 1 && !ends_cell(text[*size]))
		++*size;
	return cell_long_number(text, *size, &n->m, &n->places);
}

/* The number at text, and its size; 0 for an empty cell. NUMBER_ROOM bytes can be read. */
static inline bool plain_number(const char *text, struct number *n, size_t *size)
{
	uint64_t x, others, before;
	size_t end, digits;

	memcpy(&x, text, sizeof(x));
	x = le64toh(x) ^ CELL_EACH('0');
	others = cell_not_digits(x);
	if (!others)
		return long_number(text, n, size);
	end = digits = (size_t)__builtin_ctzll(others) / 8;
	n->places = 0;
	if (text[end] == '.') {
		before = ((others & -others) >> 7) - 1;
		others &= others - 1;
		if (!others)
			return long_number(text, n, size);
		end = (size_t)__builtin_ctzll(others) / 8;
		n->places = (uint32_t)(end - digits - 1);
		if (digits == 0 || n->places == 0)
			return false;
		if (text[0] == '0' && digits > 1)
			return false;
		x = (x & before) | (x >> 8 & ~before);
		digits = end - 1;
	} else if (digits == 0) {
		*size = 0;
		return ends_cell(text[0]) || long_number(text, n, size);
	} else if (text[0] == '0' && digits > 1) {
		return false;
	}
	*size = end;
	n->m = (int64_t)cell_eight_digits(x << 8 * (8 - digits));
	return true;
}

static inline bool is_word_at(const struct model_column *c, size_t word, const char *text)
{
	size_t size = c->word_sizes[word];

	return ends_cell(text[size]) && cell_same(text, c->words[word], size);
}

/* The word at text; most often that of the row before. */
static inline bool plain_word(
	const struct model_column *c, const char *text, uint8_t *word, size_t *size)
{
	*size = 0;
	if (ends_cell(text[0])) {
		*word = DERIVE_WORD_NONE;
		return true;
	}
	for (size_t i = 0, at = *word; i <= c->words_n; at = i++) {
		if (at < c->words_n && is_word_at(c, at, text)) {
			*word = (uint8_t)at;
			*size = c->word_sizes[at];
			return true;
		}
	}
	return false;
}

/* Reads a cell and says its size; false when it is not plain. */
static inline bool plain_cell(
	struct derive_run *run, const struct model_column *c, const char *text, size_t *size)
{
	size_t column = (size_t)(c - run->file->columns);
	struct number *n = &run->numbers[column];

	switch (c->type) {
	case CSV_NUMBER:
		if (!plain_number(text, n, size) ||
			(*size > 0 &&
				(n->m < c->minimum[n->places] || n->m > c->maximum[n->places])))
			return false;
		break;
	case CSV_WORD:
		if (!plain_word(c, text, &run->words[column], size))
			return false;
		break;
	case CSV_TIME:
	case CSV_NAME:
	case CSV_TEXT:
		*size = run->clock.size;
		return *size > 0 && cell_same(text, run->clock.text, *size);
	}
	run->given |= (uint32_t)(*size > 0) << column;
	return true;
}

size_t derive_plain_row(struct derive_run *run, const char *bytes, size_t n, struct csv_cell *cells)
{
	size_t at = 0, size = 0, last = run->cells_n - 1;

	if (n < run->plain_room)
		return 0;
	run->given = 0;
	for (size_t i = 0;; i++) {
		if (!plain_cell(run, run->column_of[i], bytes + at, &size))
			return 0;
		cells[i] = (struct csv_cell){bytes + at, (uint32_t)size, (uint32_t)at};
		at += size;
		if (i == last)
			break;
		if (bytes[at] != ',')
			return 0;
		at++;
	}
	at += bytes[at] == '\r';
	return bytes[at] == '\n' ? at + 1 : 0;
}
