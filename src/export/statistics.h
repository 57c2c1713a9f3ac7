/*
 * statistics: how many tonnes were issued, are held, were retired or cancelled, by
 * project, vintage, methodology or province of the project.
 *
 * Read from the state in one snapshot, with the checkpoint that it was read at.
 * Every grouping is of the same units, so all have the same total, and of each
 * row issued = held + retired + cancelled (held: free or frozen, wherever). Who
 * holds what is not in it. Written as JSON and as CSV, with the same names.
 */
#ifndef EXPORT_STATISTICS_H
#define EXPORT_STATISTICS_H

#include <jansson.h>

#include "export/about.h"

enum statistics_by {
	STATISTICS_NONE,
	STATISTICS_PROJECT,
	STATISTICS_VINTAGE,
	STATISTICS_METHODOLOGY,
	STATISTICS_PROVINCE,
	STATISTICS_END
};

struct statistics_row {
	char key[METHODOLOGY_CODE_SIZE]; /* code, year, GB/T 2260; "" of the total */
	struct tonnes issued, held, retired, cancelled;
};

struct statistics {
	struct export_about about;
	enum statistics_by by;
	size_t rows_n;
	struct statistics_row *rows; /* in order of key; rows of nothing are not there */
	struct statistics_row total;
};

/* What is named "project", "vintage", "methodology", "province"; else STATISTICS_NONE. */
enum statistics_by statistics_by_named(const char *text);

/* *out below mem. ERROR_EXPORT_INCOMPLETE when units are of no known project, ERROR_OVERFLOW. */
int statistics_read(struct state *s, void *mem, enum statistics_by by, struct statistics **out,
	struct error *err) MUST_CHECK;

/* {"by", "unit", "rows": [{KEY, "issued", ...}], "total"}; NULL: no memory. */
json_t *statistics_json_object(const struct statistics *s);

/* Appends one JSON object with ledger and checkpoint, and LF. */
int statistics_json(const struct statistics *s, struct buffer *out, struct error *err) MUST_CHECK;

/* Appends a header line and a line a row, without the total: what is added up stands once. */
int statistics_csv(const struct statistics *s, struct buffer *out, struct error *err) MUST_CHECK;

#endif
