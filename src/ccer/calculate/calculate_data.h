/*
 * calculate_data: the values that `ccer calculate` works with, given one by one or
 * derived from raw data.
 *
 * A value given by hand overrides a derived one, which is how one asks "what if".
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
	uint32_t line;			 /* of a file of values; 0: not from one */
};

struct given_values {
	size_t n, room;
	struct given_value *value; /* below the command's memory */
};

/* Adds one; false: no memory. Texts stay the caller's. */
bool given_add(struct given_values *g, void *mem, const struct given_value *value) MUST_CHECK;

/* Sorts, and keeps for each name the one given by hand or, of two such, the later. */
void given_settle(struct given_values *g);

/* Finds a value by name, once they are settled; NULL: none. */
const struct given_value *given_find(const struct given_values *g, const char *name);

/* An option's NAME=FILE[#SHA256]; several with one name follow each other. */
struct data_file {
	const char *name, *path;
	bool hashed;
	struct digest expected; /* if hashed: any other file is refused */
};

/* For trace_sources: what a value of the given_values at ctx was derived from. */
const struct derived_from *given_derived_from(const void *ctx, const char *name);

/*
 * Derives what the files give for a year, or for those of its days that `days` touches
 * (NULL: all), and says on standard error what each file was: rows, missing rows,
 * SHA-256. EXIT_DONE or what command_error returns.
 */
int calculate_data(struct command_context *c, const struct methodology *m, int64_t year,
	const struct period *days, const struct data_file *files, size_t files_n,
	struct given_values *out);

#endif
