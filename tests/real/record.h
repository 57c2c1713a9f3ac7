/*
 * record: the rows of the public record, read from tab-separated files.
 *
 * A folder holds files projects-*.tsv and applications-*.tsv, reductions-*.tsv and
 * batches-*.tsv, whose first line names the columns; further columns are ignored. Those of
 * applications and batches, which say more (what was published beside what was registered, ends,
 * days of issuance), are read after the others; an application that occurs in two files is
 * taken from the later one, but a day of registration that the later lacks is kept. Days are those
 * of UTC+8, quantities tonnes. A row that cannot be read fails the test with its file and line.
 */
#ifndef TESTS_REAL_RECORD_H
#define TESTS_REAL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/time.h"

enum { BATCH_YEARS_MAX = 32 };

struct real_year {
	int year;
	int64_t tonnes;
};

/* What a design says, on notice or as registered. */
struct real_text {
	const char *name;
	struct day construction, first, last; /* crediting period */
	int64_t lifetime_years, expected_total;
	const char *longitude, *latitude; /* as written */
};

/* What is not given is "", DAY_NONE or -1. */
struct real_row {
	bool is_batch;
	bool detailed; /* of a file that also says how applications end */
	const char *application, *status, *code, *validator;
	const char *methodology, *province, *owner, *additionality; /* a project's */
	const char *verifier;					    /* a batch's */
	struct day published, notice_first, notice_last, uploaded, applied, registered, ended;
	int64_t comments;
	struct real_text notice, final; /* a project's text; equal where nothing was revised */
	struct day first, last, issued; /* a batch's period; its issuance */
	int64_t batch, quantity;	/* batch: as the record numbers it */
	size_t years_n;
	struct real_year years[BATCH_YEARS_MAX];
};

struct real_record {
	size_t files_n, rows_n;
	struct real_row *rows;
};

/*
 * Everything in the folder, in order of application, below mem. Fails the test when
 * the folder is missing or has no projects file.
 */
struct real_record *real_record_read(void *mem, const char *folder);

/* The tonnes that the record has for a year; none for a year that it omits. */
int64_t real_tonnes_in(const struct real_row *row, int year);

/* Taken back by its owner, rather than ended. */
bool real_is_withdrawn(const struct real_row *row);

/* Whether the registered text is another than that on notice. */
bool real_is_revised(const struct real_row *row);

/*
 * Degrees of a latitude (north or south) or longitude in 10^-9, from decimals, degrees and minutes,
 * or degrees, minutes and seconds, with or without their signs and words. False: no place has it.
 */
bool real_degrees(const char *text, int64_t most, int64_t *out);

/* Registered by the record: a project with its code, a batch with its quantity. */
bool real_is_registered(const struct real_row *row);

#endif
