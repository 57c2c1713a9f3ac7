/*
 * calculate_data: the values that `ccer calculate` goes by, given one by one or
 * derived from raw data.
 *
 * A value given by hand goes before a derived one, which is how one asks "what if".
 * Names are looked up in a sorted list, so ten thousand plots are no burden.
 */
#ifndef CCER_CALCULATE_DATA_H
#define CCER_CALCULATE_DATA_H

#include "ccer/command.h"
#include "methodology/methodology.h"

struct given_value {
	const char *name, *value;
	const struct derived_from *from; /* NULL: given by hand */
	size_t order;			 /* how many were added before it */
};

struct given_values {
	size_t n, room;
	struct given_value *value; /* below the command's memory */
};

/* Adds one; false without memory. Texts stay the caller's. */
bool given_add(struct given_values *g, void *mem, const struct given_value *value) MUST_CHECK;

/* Sorts, and keeps of each name the one given by hand or, of two such, the later. */
void given_settle(struct given_values *g);

/* By name, of settled values; NULL: none. */
const struct given_value *given_find(const struct given_values *g, const char *name);

/* NAME=FILE[#SHA256] of an option; several of one name follow each other. */
struct data_file {
	const char *name, *path;
	bool hashed;
	struct digest expected; /* if hashed: any other file is refused */
};

/* The given_values at ctx as trace's sources. */
const struct derived_from *given_derived_from(const void *ctx, const char *name);

/*
 * Derives what the files give for a year, or for the days of it that period touches
 * (NULL: all), and says on standard error what each file was: rows, rows that are
 * missing, SHA-256. EXIT_DONE or what command_error gives.
 */
int calculate_data(struct command_context *c, const struct methodology *m, int64_t year,
	const struct period *days, const struct data_file *files, size_t files_n,
	struct given_values *out);

#endif
