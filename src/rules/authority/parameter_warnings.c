/*
 * parameter_warnings: values that an authority may set and seldom means: beside what the
 * regulations say, or ten times or a tenth of what is in force.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "number/rational.h"
#include "rules/authority/parameters.h"
#include "rules/parameter_table.h"

enum { WRITTEN_MAX = 192 }; /* a number as documents write it, at most 160 bytes */

/* The sign of a - b * times, or -2: no memory; both are numbers already. */
static int compare_times(
	struct rule *r, const struct rational *a, const struct rational *b, int64_t times)
{
	struct rational *factor = rational_of(r->mem, times);

	if (!factor)
		return error_no_memory(r->err), -2;
	return rational_multiply(b, factor, factor, r->err) < 0 ? -2 : rational_compare(a, factor);
}

int parameter_value_warnings(struct rule *r, const struct parameter_row *known)
{
	const char *text = r->d->parameters->value;
	const struct rational *value, *law;

	if (!known->law)
		return 0;
	value = rational_parse(r->mem, text, r->err);
	law = value ? rational_parse(r->mem, known->law, r->err) : NULL;
	if (!law)
		return -1;
	if (rational_compare(value, law) != 0)
		rule_warn(r, PARAMETER_BESIDE_LAW, "/value", "name", known->name, "value", text,
			"law", known->law);
	return 0;
}

/* One value beside that of the same symbol before; nothing is ten times nothing. */
static int warn_of_value(struct rule *r, const struct record_parameter *before,
	const struct named_value *value, size_t row)
{
	char path[ERROR_PATH_MAX], was[WRITTEN_MAX], year[24];
	const struct rational *now, *then;
	const char *text;
	size_t size;
	int much, little;

	text = named_values_in(before->values, value->name, &size);
	if (!text || size == 0 || size >= sizeof(was))
		return 0;
	snprintf(was, sizeof(was), "%.*s", (int)size, text);
	now = rational_parse(r->mem, value->value, r->err);
	then = now ? rational_parse(r->mem, was, r->err) : NULL;
	if (!then)
		return -1;
	if (rational_sign(now) <= 0 || rational_sign(then) <= 0)
		return 0;
	much = compare_times(r, now, then, 10);
	little = much == -2 ? -2 : compare_times(r, then, now, 10);
	if (little == -2)
		return -1;
	if (much < 0 && little < 0)
		return 0;
	snprintf(year, sizeof(year), "%" PRId64, before->year);
	rule_warn(r, PARAMETER_FAR, rule_path(path, "/rows/%zu/values/%s", row, value->name), "key",
		before->key, "symbol", value->name, "value", value->value, "before", was, "year",
		year);
	return 0;
}

int parameter_row_warnings(struct rule *r, const struct record_parameter *row, size_t i)
{
	const struct body_parameter_row *b = &r->d->parameters->rows[i];
	struct record before = record_new(RECORD_PARAMETER);
	int found;

	/* In force until then: of the same year, or of the nearest one before. */
	before.parameter = *row;
	found = rule_floor(r, 2, &before);
	for (size_t v = 0; found == 1 && v < b->values_n; v++)
		if (warn_of_value(r, &before.parameter, &b->values[v], i) < 0)
			return -1;
	return found < 0 ? -1 : 0;
}
