/*
 * misprint: a sign of YAML typed as its full-width or Chinese likeness, such as a full-width
 * colon behind a key, found in the lines where YAML failed, so that the reader is shown it
 * and not what came of it.
 */
#ifndef YAML_MISPRINT_H
#define YAML_MISPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct misprint {
	uint32_t line, column; /* 1-based, column in characters */
	char found[8];	       /* the character as it stands there */
	const char *expected;  /* what is meant, in static text */
};

/*
 * The first in the lines first to last (1-based, included) that stands where a sign of
 * structure would: behind a key, before a key, around a value.
 */
bool misprint_find(
	const char *bytes, size_t size, uint32_t first, uint32_t last, struct misprint *out);

/*
 * The likeness of an ASCII sign, digit or letter at the beginning of the text: its ASCII
 * form in static text and its length in bytes; NULL where there is none.
 */
const char *misprint_of(const char *text, size_t size, size_t *length);

#endif
