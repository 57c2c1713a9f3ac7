/*
 * csv: raw data read strictly, row by row, from chunks of any size (RFC 4180).
 *
 * Values that are claimed are derived from such files, so nothing is guessed:
 * UTF-8 without byte order mark, commas, a header line, LF or CRLF after every
 * line, the last included, as many cells in each row as in the header, no control
 * characters. A cell may stand in quotes, with "" for a quote and LF inside. Refusals
 * give line and column; whatever the chunks are, the same
 * bytes give the same rows or the same refusal. Memory does not grow with the
 * file. Rows without quotes in plain ASCII, as measurements are, are read
 * eight bytes at a time, and a client that knows its columns may read rows at sight.
 * (export/csv.h writes CSV for people; this reads.)
 */
#ifndef DERIVATION_CSV_H
#define DERIVATION_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
	CSV_COLUMNS_MAX = 64,
	CSV_CELL_MAX = 256, /* bytes, as written, quotes not counted */
	CSV_ROW_MAX = 8192, /* bytes with the line's end */
	CSV_LINES_MAX = 1 << 30,
};

struct csv_cell {
	const char *text; /* not ended by NUL */
	uint32_t size;	  /* bytes */
	uint32_t at;	  /* byte of the row where the text begins */
};

/* A row is the reader's and is gone when the callback returns. */
struct csv_row {
	const char *bytes; /* the row as written */
	size_t readable;   /* bytes from there on that may be read, not all of the row's */
	uint32_t line;	   /* where it begins, 1-based; 1 is the header */
	size_t cells_n;
	const struct csv_cell *cells;
};

/* What a client has read at sight: whole rows of one line each. */
struct csv_sight {
	size_t bytes;
	uint32_t rows;
};

/* Whom rows go to, and what refusals name. All of it outlives the reader. */
struct csv_client {
	void *ctx;
	/* 0, or -1 with *err, which stops the reading. The header is the first row. */
	int (*row)(void *ctx, const struct csv_row *row, struct error *err);
	const char *rule;
	const char *path;  /* the file as a JSON Pointer of one step, "/methane" */
	const char *where; /* who asks for the file: a place in a methodology */
	/*
	 * May be NULL. It is offered the n bytes from the beginning of a row, not the header, on
	 * `line`, and may take rows from there on that the reader would not refuse, instead of
	 * being given them. 0, or -1 with *err.
	 */
	int (*sight)(void *ctx, const char *bytes, size_t n, uint32_t line, struct csv_sight *seen,
		struct error *err);
};

struct csv_reader;

struct csv_reader *csv_reader_new(void *mem, const struct csv_client *client, struct error *err);

/* From here on no row takes the quick path or is offered at sight; for tests. */
void csv_careful(struct csv_reader *r);

/*
 * The next n bytes. 0, or -1 with a row's refusal or: ERROR_CSV_BOM, ERROR_CSV_UTF8,
 * ERROR_CSV_CHARACTER (`character`), ERROR_CSV_QUOTE, ERROR_CSV_COLUMNS (`found`,
 * `expected`), ERROR_CSV_SIZE (`what`, `most`), each with `where`. After a refusal the
 * reader is not used again.
 */
int csv_feed(struct csv_reader *r, const char *bytes, size_t n, struct error *err) MUST_CHECK;

/*
 * No more bytes: ERROR_CSV_EMPTY, ERROR_CSV_FINAL_LINE, or what is wrong with the line
 * left over. Afterwards the reader is at the beginning of a next file.
 */
int csv_end(struct csv_reader *r, struct error *err) MUST_CHECK;

/* The line of the next row, 1-based: after the last row, the line that follows it. */
uint32_t csv_line(const struct csv_reader *r);

/* Line and column (in characters, 1-based) of a cell's text, `within` bytes further. */
void csv_place(
	const struct csv_row *row, size_t cell, size_t within, uint32_t *line, uint32_t *column);

#endif
