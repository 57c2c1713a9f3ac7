/*
 * facts: what the replay must know but the record's rows do not say: codes of
 * provinces and their grids, factors of the grids, accredited bodies, the days on
 * which calendars were published.
 */
#ifndef TESTS_REAL_FACTS_H
#define TESTS_REAL_FACTS_H

#include <stddef.h>

struct real_province {
	const char *name; /* how its name begins */
	const char *code; /* GB/T 2260 */
	const char *grid; /* key of the factor tables */
};

/* Combined margins in tCO2/MWh, for reductions of 2020 and of later years. */
struct real_grid {
	const char *name, *edition_2020, *margin_2020, *edition, *margin;
};

struct real_body {
	const char *name, *code, *approval;
	const char *first_fields;  /* of 2024-06-11; "": none */
	const char *second_fields; /* with those of the second approvals; "": no change */
};

/* The methodology whose text stands in for one that the project does not have. */
extern const char real_stand_in[];

/* Values that a record lacks, in YAML: of a design, of each row; the lever is solved for. */
struct real_values {
	const char *methodology, *fixed, *lever, *monitored;
};
const struct real_values *real_values_of(const char *methodology);

/* By the beginning of its name or by its code; NULL: no such province. */
const struct real_province *real_province(const char *name);
extern const struct real_grid real_grids[];
extern const size_t real_grids_n;
const struct real_grid *real_grid(const char *name);
extern const struct real_body real_bodies[];
extern const size_t real_bodies_n;

/* "2024-11-12": when the calendar of that year was published; NULL: before everything. */
const char *real_calendar_published(int year);

#endif
