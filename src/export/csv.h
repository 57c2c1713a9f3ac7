/*
 * csv: rows of comma-separated values (RFC 4180), UTF-8 without byte order mark.
 *
 * Lines end in LF, not CRLF: every reader accepts it, and the files can then be
 * compared with the same tools as everything else here. A cell is quoted when it
 * holds a comma, a quote or a line end. Names come from outside: one that begins
 * with `=`, `+`, `-`, `@`, TAB or CR would be run as a formula by a spreadsheet,
 * so an apostrophe is put before it; JSON and YAML carry it as it is. What is
 * made from checked codes never begins with these.
 */
#ifndef EXPORT_CSV_H
#define EXPORT_CSV_H

#include <stdint.h>

#include "base/buffer.h"

struct csv_writer {
	struct buffer *out;
	bool begun; /* the row has a cell */
};

void csv_text(struct csv_writer *w, const char *text);
void csv_integer(struct csv_writer *w, int64_t value);
void csv_end_row(struct csv_writer *w);

#endif
