/*
 * Values and rows for a run, from arrays; names are found by bsearch, so that a run of
 * many members measures the engine and not these look-ups.
 */
#ifndef TESTS_FORMULA_INPUTS_H
#define TESTS_FORMULA_INPUTS_H

#include <stdlib.h>
#include <string.h>

#include "methodology/methodology.h"

struct given {
	const char *name, *value;
};

struct given_row {
	const char *table, *member; /* member NULL: the project's */
	int64_t year;		    /* 0: every year */
	const char *values;
};

struct given_inputs {
	size_t values_n, rows_n;
	struct given *values; /* in the order of their names: given_sort */
	const struct given_row *rows;
};

static inline int given_by_name(const void *a, const void *b)
{
	return strcmp(((const struct given *)a)->name, ((const struct given *)b)->name);
}

static inline void given_sort(struct given_inputs *in)
{
	qsort(in->values, in->values_n, sizeof(in->values[0]), given_by_name);
}

static inline const char *given_name(void *ctx, enum parameter_source source, size_t n)
{
	const struct given_inputs *in = ctx;

	return source != PARAMETER_TABLE && n < in->values_n ? in->values[n].name : NULL;
}

static inline int given_value(void *ctx, enum parameter_source source UNUSED, const char *name,
	const char **value, struct error *err UNUSED)
{
	const struct given_inputs *in = ctx;
	const struct given wanted = {name, NULL};
	const struct given *found =
		bsearch(&wanted, in->values, in->values_n, sizeof(in->values[0]), given_by_name);

	if (!found)
		return 0;
	*value = found->value;
	return 1;
}

static inline int given_row(void *ctx, const struct methodology_row *asked,
	struct methodology_found *found, struct error *err UNUSED)
{
	const struct given_inputs *in = ctx;

	for (size_t i = 0; i < in->rows_n; i++) {
		const struct given_row *r = &in->rows[i];

		if (strcmp(r->table, asked->table) != 0 || (r->year && r->year != asked->year) ||
			strcmp(r->member ? r->member : "", asked->member ? asked->member : "") != 0)
			continue;
		found->values = r->values;
		return 1;
	}
	return 0;
}

static inline struct methodology_inputs given_callbacks(
	struct given_inputs *in, const struct period *period)
{
	return (struct methodology_inputs){in, given_name, given_value, given_row, period, NULL};
}

#endif
