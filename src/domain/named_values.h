/*
 * named_values: exact numbers by their names, as a list and as one line of text.
 *
 * The line is what the registry's records hold of a design's fixed values, of the
 * monitored values of a report's year and of a row of a parameter's table, and what
 * a table's row is handed to a methodology as (docs/ledger-format.md 5):
 *
 *	line  = "" | value *(" " value)
 *	value = NAME "=" NUMBER
 *
 * NAME and NUMBER are at least one byte without blank, LF or `=`. The numbers are
 * the caller's to check; here they are text. What is written is sorted by the bytes
 * of NAME, each once; what is typed by hand may stand in any order and with any
 * blanks, and of one name the first counts.
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

/* The number named so of a sorted list, or NULL. */
const char *named_values_find(size_t n, const struct named_value *sorted, const char *name);

/* The line of a list in any order, below mem; NULL: no memory, or a part does not fit. */
char *named_values_write(void *mem, size_t n, const struct named_value *values, struct error *err);

/*
 * A written line back to its sorted list below mem, NULL text as the empty one. NULL
 * with *err: no memory, or ERROR_INTERNAL when this module has not written it.
 */
struct named_value *named_values_read(
	void *mem, const char *text, size_t *n, struct error *err) MUST_CHECK;

/* Whether the text is a line of at least one value, as people type it. */
bool named_values_sound(const char *text);

/*
 * The number of that name within a line, without a copy: its bytes and *size, 0 where
 * the line has the name and nothing for it; NULL: none.
 */
const char *named_values_in(const char *text, const char *name, size_t *size);

/* The line of all values of both, `over` going before `under`; NULL: no memory. */
char *named_values_lay(void *mem, const char *over, const char *under);

#endif
