#include "methodology/estimate.h"

#include <talloc.h>

#include "base/checked.h"

#define RULE "docs/methodology-language.md 7"

/* Inputs whose monitored values are multiplied by a year's share. */
struct scaled {
	void *mem;
	const struct methodology_inputs *in;
	const struct rational *share;
};

static const char *scaled_name(void *ctx, enum parameter_source source, size_t n)
{
	const struct scaled *s = ctx;

	return s->in->name ? s->in->name(s->in->ctx, source, n) : NULL;
}

static int scaled_value(void *ctx, enum parameter_source source, const char *name,
	const char **value, struct error *err)
{
	const struct scaled *s = ctx;
	const char *given = NULL;
	struct rational *product;
	int found = s->in->value(s->in->ctx, source, name, &given, err);

	if (found <= 0)
		return found;
	*value = given;
	if (source != PARAMETER_MONITORED)
		return 1;
	product = rational_parse(s->mem, given, err);
	if (!product || rational_multiply(product, s->share, product, err) != 0)
		return -1;
	*value = rational_exact(s->mem, product);
	return *value ? 1 : error_no_memory(err);
}

static int scaled_row(void *ctx, const struct methodology_row *row, struct methodology_found *found,
	struct error *err)
{
	const struct scaled *s = ctx;

	return s->in->row(s->in->ctx, row, found, err);
}

static int run_year(void *mem, const struct methodology *m, const struct methodology_inputs *in,
	const char *key, struct estimate_year *y, struct error *err)
{
	AUTO_MEMORY void *scratch = talloc_new(NULL);
	struct scaled s = {scratch, in, NULL};
	const struct methodology_inputs inputs = {.ctx = &s,
		.name = scaled_name,
		.value = scaled_value,
		.row = scaled_row,
		.effort = in->effort};
	struct rational *days = rational_of(scratch, y->days);
	struct rational *year = rational_of(scratch, y->days_in_year);

	if (!days || !year)
		return error_no_memory(err);
	if (rational_divide(days, year, days, err) != 0)
		return -1;
	s.share = days;
	return methodology_run(mem, m, &inputs, key, y->year, &y->result, err);
}

static int wrong_period(const struct period *period, struct error *err)
{
	char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE], most[24];

	snprintf(most, sizeof(most), "%d", (int)ESTIMATE_YEARS_MAX);
	return error_set(err, ERROR_ESTIMATE_PERIOD, RULE, "", "first",
		day_text(period->first, first), "last", day_text(period->last, last), "most", most,
		NULL);
}

int methodology_estimate(void *mem, const struct methodology *m,
	const struct methodology_inputs *in, const char *key, const struct period *period,
	struct estimate *out, struct error *err)
{
	struct estimate e = {0};
	int first = day_year(period->first), last = day_year(period->last);

	if (!period_sound(period) || last - first >= ESTIMATE_YEARS_MAX)
		return wrong_period(period, err);
	e.years = talloc_zero_array(mem, struct estimate_year, (unsigned)(last - first) + 1);
	if (!e.years)
		return error_no_memory(err);
	for (int year = first; year <= last; year++) {
		struct estimate_year *y = &e.years[e.years_n++];
		int64_t earned;

		y->year = year;
		y->days = period_days_in_year(period, year);
		y->days_in_year = year_length(year);
		if (run_year(e.years, m, in, key, y, err) != 0) {
			talloc_free(e.years);
			return -1;
		}
		earned = y->result.tonnes > 0 ? y->result.tonnes : 0;
		if (!checked_add(e.tonnes, earned, &e.tonnes)) {
			talloc_free(e.years);
			return error_set(err, ERROR_OVERFLOW, RULE, "", "value", "", NULL);
		}
	}
	*out = e;
	return 0;
}
