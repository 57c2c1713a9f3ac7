/*
 * number: whole numbers read from decimal text, by one grammar everywhere.
 *
 * A number has exactly one spelling: digits without a leading zero, with a minus
 * before them if it is below zero. Blanks, a plus sign, "-0", separators and an empty
 * text are refused. Where a format has fields of a fixed width ("07:30"),
 * digits_parse reads them. Quantities of credits are struct tonnes, not these.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

/* In the formats, the largest number that counts or names: 18 digits (docs/ledger-format.md). */
#define INTEGER_MOST INT64_C(999999999999999999)

/*
 * The number that the whole of text spells; false, and *out untouched, unless it
 * lies in least..most, both included.
 */
bool integer_parse(
	const char *text, size_t size, int64_t least, int64_t most, int64_t *out) MUST_CHECK;

/* A field of exactly `size` digits, at most 9, leading zeros allowed. */
bool digits_parse(const char *text, size_t size, int *out) MUST_CHECK;

#endif
