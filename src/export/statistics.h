/*
 * statistics: how many tonnes were issued, are held, were retired or cancelled, by
 * project, vintage, methodology or province of the project.
 *
 * Read from the state in one snapshot, with the checkpoint at which it was read.
 * All groupings are of the same units, so all have the same total, and in each row
 * issued = held + retired + cancelled (held: free or frozen, wherever it is). Who
 * holds what is left out. Written as JSON and as CSV, with the same names.
 */
#ifndef EXPORT_STATISTICS_H
#define EXPORT_STATISTICS_H

#include <jansson.h>

#include "export/about.h"
#include "export/csv.h"

enum statistics_by {
	STATISTICS_NONE,
	STATISTICS_PROJECT,
	STATISTICS_VINTAGE,
	STATISTICS_METHODOLOGY,
	STATISTICS_PROVINCE,
	STATISTICS_END
};

struct statistics_row {
	char key[METHODOLOGY_CODE_SIZE]; /* code, year, GB/T 2260; "" for the total */
	struct tonnes issued, held, retired, cancelled;
};

struct statistics {
	struct export_about about;
	enum statistics_by by;
	size_t rows_n;
	struct statistics_row *rows; /* in order of key; empty rows are left out */
	struct statistics_row total;
};

/* The one named "project", "vintage", "methodology", "province"; else STATISTICS_NONE. */
enum statistics_by statistics_by_named(const char *text);

/* *out below mem. ERROR_EXPORT_INCOMPLETE when units have no known project, ERROR_OVERFLOW. */
int statistics_read(struct state *s, void *mem, enum statistics_by by, struct statistics **out,
	struct error *err) MUST_CHECK;

/*
 * The same as everyone may know it: what a document retired that is for its parties only
 * counts as held, "not known to have left". Asks for each such retirement's blocks.
 */
int statistics_public(struct state *s, void *mem, enum statistics_by by, struct statistics **out,
	struct error *err) MUST_CHECK;

/* {"by", "unit", "rows": [{KEY, "issued", ...}], "total"}; NULL: no memory. */
json_t *statistics_json_object(const struct statistics *s);

/* Appends one JSON object with ledger and checkpoint, and LF. */
int statistics_json(const struct statistics *s, struct buffer *out, struct error *err) MUST_CHECK;

/* Appends a header line and a line for each row, but no total, so that each unit counts once. */
int statistics_csv(const struct statistics *s, enum csv_form form, struct buffer *out,
	struct error *err) MUST_CHECK;

#endif
