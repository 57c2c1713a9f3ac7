/*
 * named_values: exact numbers by their names, as a list and as one line of text.
 *
 * A line is the form in which the registry's records hold a design's fixed values, the
 * monitored values of a report's year and a row of a parameter's table, and in which a
 * table's row is handed to a methodology (docs/ledger-format.md 5):
 *
 *	line  = "" | value *(" " value)
 *	value = NAME "=" NUMBER
 *
 * NAME and NUMBER are at least one byte without blank, LF or `=`. The numbers are
 * the caller's to check; here they are text. A written line is sorted by the bytes of
 * NAME, each once; a line typed by hand may have any order and any number of blanks,
 * and the first value of a name counts.
 */
#ifndef DOMAIN_NAMED_VALUES_H
#define DOMAIN_NAMED_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/macros.h"

/* A symbol and its exact decimal or fraction, as written. */
struct named_value {
	const char *name, *value;
};

/* Whether the name, or the number, can stand in a line. */
bool named_value_part_fits(const char *text);

/* A copy sorted by name, below mem; NULL: no memory. */
struct named_value *named_values_sorted(void *mem, size_t n, const struct named_value *values);

/* The number of that name in a sorted list, or NULL. */
const char *named_values_find(size_t n, const struct named_value *sorted, const char *name);

/* The line of a list in any order, below mem; NULL: no memory, or a part does not fit. */
char *named_values_write(void *mem, size_t n, const struct named_value *values, struct error *err);

/*
 * Reads a written line back into its sorted list below mem; NULL text is an empty line.
 * NULL with *err: no memory, or ERROR_INTERNAL when this module did not write it.
 */
struct named_value *named_values_read(
	void *mem, const char *text, size_t *n, struct error *err) MUST_CHECK;

/* Whether the text is a line of at least one value, as people type it. */
bool named_values_sound(const char *text);

/*
 * The number of that name within a line, not copied: its bytes and *size, which is 0 where
 * the line has the name without a number; NULL: no such name.
 */
const char *named_values_in(const char *text, const char *name, size_t *size);

/* The values of both as one line, `over` overriding `under`; NULL: no memory. */
char *named_values_lay(void *mem, const char *over, const char *under);

#endif
