/*
 * departures: where the public record departs from the rules, counted by what it is and rule.
 */
#ifndef TESTS_REAL_DEPARTURES_H
#define TESTS_REAL_DEPARTURES_H

#include <stddef.h>

#include "base/macros.h"

enum departure_class {
	DEPARTURE_DONE_LATER, /* refused on the recorded day, done at the first lawful instant */
	DEPARTURE_LISTED,     /* a duty or a window: listed, nothing refused */
	DEPARTURE_LAWFUL,     /* lawful, and worth knowing */
	DEPARTURE_NEVER,      /* refused for good */
	DEPARTURE_CLASS_COUNT
};

struct departure {
	enum departure_class class;
	const char *what, *rule, *where;
};

struct departures {
	size_t n;
	struct departure *list; /* below the context that was given */
};

/* The texts are copied. `where` is a format. */
void departures_add(struct departures *d, void *mem, const struct departure *what,
	const char *where, ...) FORMAT(4, 5);

size_t departures_count(const struct departures *d, enum departure_class class);

/* Prints the table to standard output, a `#` before each line. */
void departures_print(const struct departures *d);

#endif
