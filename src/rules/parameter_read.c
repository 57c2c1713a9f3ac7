/*
 * parameter_read: the value of a parameter that holds on a day, or its default.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "rules/chapter.h"
#include "rules/parameter_table.h"

static int row_on(struct rule *r, const char *name, const char *key, int64_t year, struct day on,
	struct record_parameter *out)
{
	struct record row = record_new(RECORD_PARAMETER);
	int found;

	snprintf(row.parameter.name, sizeof(row.parameter.name), "%s", name);
	snprintf(row.parameter.key, sizeof(row.parameter.key), "%s", key);
	row.parameter.year = year;
	row.parameter.from = on;
	row.parameter.sequence = INT64_MAX;
	found = rule_floor(r, 3, &row);
	if (found == 1)
		*out = row.parameter;
	return found;
}

int rule_parameter_row(struct rule *r, const char *name, const char *key, int64_t year,
	struct record_parameter *out)
{
	return row_on(r, name, key, year, r->today, out);
}

/* The next word of a text of words with one blank between, "" behind the last; its size. */
static size_t next_word(const char **at, const char **word)
{
	size_t size = strcspn(*at, " ");

	*word = *at;
	*at += size + ((*at)[size] == ' ');
	return size;
}

/* The word after the key in "KEY CODE KEY CODE". */
static bool code_among(const char *pairs, const char *key, char out[RECORD_VALUES_SIZE])
{
	const char *name, *code;
	size_t name_size, code_size;

	while (*pairs) {
		name_size = next_word(&pairs, &name);
		code_size = next_word(&pairs, &code);
		if (name_size != strlen(key) || memcmp(name, key, name_size) != 0)
			continue;
		snprintf(out, RECORD_VALUES_SIZE, "%.*s", (int)code_size, code);
		return true;
	}
	return false;
}

int rule_parameter_code(struct rule *r, const char *name, const char *key, struct day on,
	char out[RECORD_VALUES_SIZE])
{
	const struct parameter_row *known = parameter_row(name);
	struct record_parameter set;
	int found = row_on(r, name, key, 0, on, &set);

	if (found < 0)
		return -1;
	assert(known && known->type == PARAMETER_CODES);
	if (found == 0)
		return code_among(known->default_value, key, out);
	snprintf(out, RECORD_VALUES_SIZE, "%s", set.value);
	return 1;
}

int rule_parameter_text(struct rule *r, const char *name, char out[RECORD_VALUES_SIZE])
{
	const struct parameter_row *known = parameter_row(name);
	struct record_parameter set;
	int found = rule_parameter_row(r, name, "", 0, &set);

	if (found < 0)
		return -1;
	assert(known && known->default_value);
	snprintf(out, RECORD_VALUES_SIZE, "%s", found ? set.value : known->default_value);
	return 0;
}

int rule_parameter_integer(struct rule *r, const char *name, int64_t *out)
{
	char text[RECORD_VALUES_SIZE];

	if (rule_parameter_text(r, name, text) != 0)
		return -1;
	if (!integer_parse(text, strlen(text), 0, INTEGER_MOST, out))
		return rule_refuse(r, INTERNAL, NULL, "", "reason", name);
	return 0;
}

static int read_year(void *ctx, int year, struct calendar_year_days *out, struct error *err)
{
	struct rule *r = ctx;
	struct record row = record_new(RECORD_CALENDAR);
	int found;

	row.calendar.year = year;
	found = view_get(r->view, r->mem, &row, err);
	if (found != 1)
		return found;
	out->year = year;
	memcpy(out->days, row.calendar.days, sizeof(out->days));
	out->days[sizeof(out->days) - 1] = '\0';
	return 1;
}

struct working_calendar rule_calendar(struct rule *r)
{
	return (struct working_calendar){.year = read_year, .ctx = r};
}
