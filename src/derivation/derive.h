/*
 * derive: values derived from raw data, by rules that the methodology gives.
 *
 * A methodology says which files of raw data there are, what their columns mean
 * and how each monitored parameter comes from them (docs/methodology-language.md
 * 10). That is compiled, units checked, and run over the bytes of a CSV file as
 * they come: this is how the owner derives the values of a report, and how anybody
 * who has the files derives them again. Arithmetic is exact. Memory is that of the members
 * (plots, months) of an index and not of the rows. A refusal says the place in the
 * data (line, column, path "/FILE/COLUMN") and the place in the methodology that
 * asks (arguments `where`, a JSON Pointer with line and column). Pure: bytes are fed.
 */
#ifndef DERIVATION_DERIVE_H
#define DERIVATION_DERIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/time.h"
#include "formula/unit.h"
#include "number/rational.h"
#include "yaml/yaml.h"

enum {
	DERIVE_FILES_MAX = 16,
	DERIVE_COLUMNS_MAX = 32,
	DERIVE_VALUES_MAX = 32, /* of one file */
	DERIVE_WORDS_MAX = 16,	/* of a column */
	DERIVE_OF_MAX = 4,	/* columns multiplied */
	DERIVE_PATH_MAX = 4,	/* indexes of a parameter */
	DERIVE_MEMBER_MAX = 32, /* bytes of a member's name */
	DERIVE_MEMBERS_MAX = 20000,
	DERIVE_SUMS_MAX = 1000 * 1000,	  /* kept at once: members times words that correct */
	DERIVE_MARKS_MAX = 1000 * 1000,	  /* rows of a table with `unique` or `covers` */
	DERIVE_MARK_BYTES_MAX = 64 << 20, /* of the cells that these compare */
	DERIVE_DIGITS_MAX = 18,		  /* of a number in a cell */
	DERIVE_PLACES_MAX = 9,		  /* behind its point */
};

struct derivation;

/* What the compiler has to know of a parameter of the methodology. */
struct derivation_parameter {
	const struct unit *unit;
	bool monitored;
	size_t path_n;		      /* indexes, the outermost first; 0: one value */
	bool months[DERIVE_PATH_MAX]; /* that index runs over the months of the year */
};

struct derivation_scope {
	void *ctx;
	/* False where the methodology has no such parameter. */
	bool (*find)(void *ctx, const char *symbol, struct derivation_parameter *out);
};

/* For showing: what a file is and what comes from it. */
struct derivation_column {
	const char *name, *type; /* type: time, number, word, name, text */
	const char *unit;	 /* of a number, else NULL */
	const char *zh, *en;	 /* NULL: not given */
};

struct derivation_value {
	const char *symbol, *rule;
	const char *text; /* "sum of flow * c_in" */
};

struct derivation_file {
	const char *name, *zh, *en; /* titles NULL: not given */
	const char *where;	    /* in the methodology: "/raw_data/0 (31:3)" */
	int64_t step;		    /* seconds from row to row of a series; 0: a table */
	size_t columns_n, values_n;
	const struct derivation_column *columns;
	const struct derivation_value *values;
};

/*
 * Compiles the list `raw_data` of a methodology. NULL with *err (line, column and path
 * in the methodology): ERROR_METHODOLOGY_KEY, _MISSING, _TYPE, _LIST, _WORD,
 * _DUPLICATE, ERROR_ATTACHMENT_COLUMN (`column`, `accepted`), ERROR_ATTACHMENT_PARAMETER
 * (`symbol`), ERROR_ATTACHMENT_INDEX (`symbol`, `expected`, `found`), ERROR_ATTACHMENT_MONTHS
 * (`symbol`), ERROR_ATTACHMENT_STEP (`step`), ERROR_ATTACHMENT_RULE (`rule`, `key`),
 * ERROR_METHODOLOGY_BOUNDS (`symbol`), ERROR_FORMULA_UNITS, ERROR_FORMULA_FACTOR, a number's and a
 * unit's. The tree may go afterwards; the units must stay.
 */
const struct derivation *derivation_compile(void *mem, const struct yaml_node *list,
	const struct unit_table *units, const struct derivation_scope *scope, struct error *err);

size_t derivation_file_count(const struct derivation *d);
const struct derivation_file *derivation_file_at(const struct derivation *d, size_t i);

/* What a value was derived from; texts are the derivation's. */
struct derived_from {
	const char *file;      /* the name of the raw data, "methane" */
	const char *rule;      /* "sum of flow * c_in" */
	int64_t rows, missing; /* that went in; that should have and did not */
};

struct derived_value {
	const char *name; /* "V_CH4", or with its member "B[s1,p7]" */
	const struct rational *exact;
	const char *text; /* as a report writes it: a decimal, or a fraction; exact */
	struct derived_from from;
};

/* Values in the order of the methodology, members in the order of their bytes. */
struct derived_values {
	size_t n;
	const struct derived_value *values;
	int64_t rows;	 /* read, the header not counted */
	int64_t outside; /* of them: of other days than those asked for */
};

struct derive_run;

/*
 * Begins on a file of that name for a calendar year: its rows from the day `first` to
 * the day `last` count, both included, as far as they lie in the year (days are those
 * of UTC+8). A file without a column of times counts for all of that year. NULL with
 * ERROR_ATTACHMENT_FILE (`name`), ERROR_ATTACHMENT_PERIOD (`year`, `first`, `last`).
 */
struct derive_run *derive_begin(void *mem, const struct derivation *d, const char *name,
	int64_t year, struct day first, struct day last, struct error *err);

/*
 * From here on every row is read character by character, as otherwise only rows that are
 * not plain are. Much slower, with the same result to the byte; tests hold the quick way
 * against it.
 */
void derive_careful(struct derive_run *run);

/*
 * The next n bytes. -1 with csv_feed's errors, or at a place in the data, each with
 * `where`: ERROR_ATTACHMENT_HEADER (`found`), ERROR_ATTACHMENT_HEADER_MISSING (`column`),
 * ERROR_ATTACHMENT_NUMBER, ERROR_ATTACHMENT_TIME, ERROR_ATTACHMENT_WORD (and `accepted`),
 * ERROR_ATTACHMENT_MEMBER, ERROR_ATTACHMENT_BOUNDS (and `minimum`, `maximum`),
 * ERROR_ATTACHMENT_ORDER (and `before`), ERROR_ATTACHMENT_OFF_STEP (and `step`),
 * ERROR_ATTACHMENT_BACK (and `before`), each with `found`; ERROR_ATTACHMENT_GAP (`symbol`,
 * `time`), ERROR_ATTACHMENT_LEFT_OUT (`symbol`, `found`), ERROR_ATTACHMENT_EMPTY (`symbol`),
 * ERROR_ATTACHMENT_MEMBERS and ERROR_ATTACHMENT_ROWS (`most`), ERROR_ATTACHMENT_SIZE. The run is
 * over after a refusal.
 */
int derive_feed(struct derive_run *run, const char *bytes, size_t n, struct error *err) MUST_CHECK;

/* The file ends, and its data go on in another one, which has a header of its own. csv_end's
 * errors. */
int derive_next(struct derive_run *run, struct error *err) MUST_CHECK;

/*
 * The last file ends. *out lives below the run's mem. csv_end's errors,
 * ERROR_ATTACHMENT_GAP at its end, ERROR_ATTACHMENT_TWICE (`found`, `line`, `file`) at the first
 * row that repeats another, ERROR_ATTACHMENT_UNCOVERED (`member`, `time`), ERROR_ATTACHMENT_NONE
 * (`symbol`, `year`), ERROR_NUMBER_SIZE.
 */
int derive_end(struct derive_run *run, struct derived_values *out, struct error *err) MUST_CHECK;

#endif
