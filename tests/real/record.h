/*
 * record: the rows of the public record, read from tab-separated files.
 *
 * A folder holds files projects-*.tsv and reductions-*.tsv whose first line names
 * the columns; further columns are ignored. An application that occurs in two
 * files is taken from the later one. Days are those of UTC+8, quantities tonnes.
 * A row that cannot be read fails the test with its file and line.
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

/* What is not given is "", DAY_NONE or -1. */
struct real_row {
	bool is_batch;
	const char *application, *status, *code, *validator;
	const char *name, *methodology, *province, *owner, *additionality; /* a project's */
	const char *verifier;						   /* a batch's */
	struct day construction;
	struct day published, notice_first, notice_last, uploaded, applied, registered;
	int64_t comments;
	struct day first, last; /* crediting period; the period of a batch */
	int64_t lifetime_years, expected_annual, expected_total;
	int64_t batch, quantity; /* batch: as the record numbers it */
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

/* Registered by the record: a project with its code, a batch with its quantity. */
bool real_is_registered(const struct real_row *row);

#endif
