/*
 * csv: rows of comma-separated values (RFC 4180), UTF-8, always with a header.
 *
 * In one of two forms, and whoever writes rows writes both:
 *
 * - CSV_PLAIN, for programs: every value as it is, nothing before it, no byte order mark;
 *   lines end in LF, which every reader takes, so that files can be compared with the same
 *   tools as everything else here.
 * - CSV_SPREADSHEET, for a person who opens the file in a spreadsheet: a byte order mark
 *   (without one Chinese is garbled there), lines ended by CR LF, and an apostrophe before a
 *   text that would not stay what it is: one that would be run as a formula (`=`, `+`, `-`, `@`,
 *   also in full width, also behind blanks), and a code that would become a number, a day or
 *   a word of truth (1E5, 12/1, 2024-1, 010000, 18 digits). A text that begins with an
 *   apostrophe has one more, so that taking one away always gives the text.
 *
 * Numbers stay numbers in both, below zero too; only an integer of more than 15 digits, of
 * which a spreadsheet would lose some, is a text there. A cell is quoted where it holds a
 * comma, a quote or a line end.
 */
#ifndef EXPORT_CSV_H
#define EXPORT_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

enum csv_form { CSV_PLAIN, CSV_SPREADSHEET };

struct csv_writer {
	struct buffer *out;
	enum csv_form form;
	bool begun; /* the row has a cell */
};

/* "csv" or "csv-excel", as `--format` takes them; false: neither. */
bool csv_form_parse(const char *text, enum csv_form *out);

/* Begins a file: its mark, if the form has one, and the header's row. */
void csv_begin(struct csv_writer *w, const char *const *columns, size_t n);

/* A name, a code or any other text. */
void csv_text(struct csv_writer *w, const char *text);

/* A number in decimal digits, or what is no number after all, such as 1/3: that is a text. */
void csv_number(struct csv_writer *w, const char *text);
void csv_integer(struct csv_writer *w, int64_t value);

/* A day as 2025-12-31, which may become a day of the spreadsheet; "" for none. */
void csv_day(struct csv_writer *w, const char *text);
void csv_end_row(struct csv_writer *w);

#endif
