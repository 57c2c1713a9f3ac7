/*
 * derive_run: the state of a derivation over one file, and the groups that it fills.
 *
 * Only derive.c and derive_plain.c, _group.c and _rows.c see it. A group is what one value has for
 * one member: its sums, its extremes, how many rows went in.
 */
#ifndef DERIVATION_DERIVE_RUN_H
#define DERIVATION_DERIVE_RUN_H

#include "derivation/derive_cell.h"
#include "derivation/derive_model.h"

enum { DERIVE_KEY_MAX = DERIVE_PATH_MAX * (DERIVE_MEMBER_MAX + 1) };

struct group {
	const char *key; /* "s1,p7"; "" for a value without members */
	size_t key_size;
	int64_t rows, missing;	  /* missing: only of a table */
	struct quantity one, two; /* the extreme, the first; the last */
	struct sum *sums;	  /* model_derived.sums_n */
	/* Of a meter, whose rows are all its readings and `two` the last: */
	struct group *open; /* what is counted from here on; NULL: the period is closed */
	bool removed;	    /* the last was its last one of all */
};

struct groups {
	size_t n, room;
	struct group **all;
	size_t slots_n;	 /* a power of two, at least twice n */
	uint32_t *slots; /* 1 + place in all; 0: free */
	struct group *last;
};

/* What is kept of a row for the rules on rows. */
struct mark {
	const char *key; /* once sorted */
	uint32_t at, size, slot, line, column, file;
};

struct marks {
	size_t n, room, size, bytes_room;
	struct mark *all;
	char *bytes; /* the keys, one behind the other */
};

struct number {
	int64_t m;
	uint32_t places;
};

struct derive_run {
	void *mem;
	const struct derivation *d;
	const struct model_file *file;
	struct csv_reader *reader;
	int64_t year, begin, end; /* seconds of UTC+8, the end not included */
	size_t cells_n;
	const struct model_column *column_of[CSV_COLUMNS_MAX]; /* of a cell; NULL: not listed */
	size_t cell_of[DERIVE_COLUMNS_MAX];
	struct number numbers[DERIVE_COLUMNS_MAX];
	uint8_t words[DERIVE_COLUMNS_MAX];
	uint32_t given;			    /* a bit a column: its cell is not empty */
	uint32_t needed[DERIVE_VALUES_MAX]; /* those that a value cannot do without */
	bool careful;	   /* nothing by words of eight bytes or by what is expected */
	bool plain;	   /* rows of this file may be read by derive_plain_row */
	size_t plain_room; /* bytes from a row's beginning that it may read */
	/* Of a series or a table with times: */
	bool timed, inside;	 /* a row has been read; the row counts */
	int64_t now, due;	 /* its time; what a series' next row should have */
	struct cell_clock clock; /* how the next row's time should be written */
	int64_t month_end;
	char month[4];
	const struct model_derived *refusing; /* the first value that may not miss data */
	int64_t rows, outside;
	uint32_t line;	      /* behind the last */
	uint32_t file_number; /* of the files that follow each other */
	struct marks unique, covers;
	size_t groups_n, sums_n;
	struct groups groups[DERIVE_VALUES_MAX];
	struct groups meters[DERIVE_VALUES_MAX]; /* of `difference`: by members without months */
	bool reads_outside; /* readings at and after the end of the period are wanted */
};

/* A refusal at a cell of a row; of what a value asks, `where` is the value's place. */
struct derive_refusal {
	enum error_code code;
	const char *where, *path;
	const char *name, *value, *name2, *value2;
};
int derive_refuse(const struct csv_row *row, size_t cell, size_t within,
	const struct derive_refusal *r, struct error *err);

/*
 * Rows that are read at sight: where every column is a number, a word or a series' time
 * there is no need to look for commas first, for each cell is at once what it may be. The
 * cells of the row at bytes go to run (numbers, words, given) and to `cells`; its time is
 * the clock's. Gives the row's size; 0, with run as it was, for whatever is not
 * plain, not allowed or not complete: csv.h's reader finds out what it is.
 */
void derive_plain_begin(struct derive_run *run);
size_t derive_plain_row(
	struct derive_run *run, const char *bytes, size_t n, struct csv_cell *cells);

/* Finds or makes the group of a key. NULL with *err, refused at the row's first cell. */
struct group *derive_group(struct derive_run *run, size_t value, const char *key, size_t size,
	const struct csv_row *row, struct error *err);

/*
 * Finds or makes a meter; the second only finds it: NULL.
 */
struct group *derive_meter(struct derive_run *run, size_t value, const char *key, size_t size,
	const struct csv_row *row, struct error *err);
struct group *derive_meter_find(
	const struct derive_run *run, size_t value, const char *key, size_t size);

/*
 * The meter of a row's reading: 1 and *out, 0 the reading is not wanted (before the period, or
 * it is closed already), -1. A series that may miss nothing has readings at both its ends.
 */
int derive_meter_of(struct derive_run *run, size_t value, const struct csv_row *row,
	struct group **out, struct error *err) MUST_CHECK;

/* Takes its reading, or that the row has none. -1 with ERROR_ATTACHMENT_BACK and its like. */
int derive_reading(struct derive_run *run, size_t value, struct group *meter,
	const struct quantity *q, const struct csv_row *row, struct error *err) MUST_CHECK;
int derive_reading_missing(struct derive_run *run, size_t value, const struct csv_row *row,
	struct error *err) MUST_CHECK;

/* When the last file has ended: ERROR_ATTACHMENT_UNCLOSED. */
int derive_check_closed(struct derive_run *run, struct error *err) MUST_CHECK;

/*
 * The rules on a table's rows: derive_mark keeps what they need of a row that lies in the
 * period, derive_check_marks looks at all of them when the last file has ended.
 */
int derive_mark(struct derive_run *run, const struct csv_row *row, struct error *err) MUST_CHECK;
int derive_check_marks(struct derive_run *run, struct error *err) MUST_CHECK;

/* What is kept, as values. */
int derive_finish(struct derive_run *run, struct derived_values *out, struct error *err) MUST_CHECK;

/* The first day of the month after, and the month's two digits, of a time. */
int64_t derive_month(int64_t seconds, char text[4]);

#endif
