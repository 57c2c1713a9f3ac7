/*
 * parameters: numbers that regulations may change, each with the day from which it holds;
 * parameter_table.c lists them and says who may set them.
 */
#include "rules/authority/parameters.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/number.h"
#include "number/rational.h"

static const char clause[] = "docs/rulebook.md parameters";

/* The names that may be set, for the refusal of any other. */
static char *known_names(char *out, size_t size)
{
	const struct parameter_row *row;
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; (row = parameter_row_at(i)) != NULL; i++) {
		int n = snprintf(out + used, size - used, "%s%s", i ? ", " : "", row->name);

		if (n < 0 || (size_t)n >= size - used)
			break;
		used += (size_t)n;
	}
	return out;
}

static int out_of_bounds(
	struct rule *r, const struct parameter_row *known, const char *path, const char *value)
{
	char least[24], most[24];

	snprintf(least, sizeof(least), "%" PRId64, known->minimum);
	snprintf(most, sizeof(most), "%" PRId64, known->maximum);
	return rule_refuse(
		r, PARAMETER_BOUNDS, clause, path, "value", value, "least", least, "most", most);
}

/* An exact number within the row's bounds. */
static int number_check(
	struct rule *r, const struct parameter_row *known, const char *path, const char *text)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct rational *value = mem ? rational_parse(mem, text, NULL) : NULL;
	struct rational *least = mem ? rational_of(mem, known->minimum) : NULL;
	struct rational *most = mem ? rational_of(mem, known->maximum) : NULL;

	if (!least || !most)
		return error_no_memory(r->err);
	if (!value)
		return rule_refuse(
			r, PARAMETER_VALUE, clause, path, "value", text, "form", "0.5, 1/20");
	if (mpq_cmp(value->q, least->q) < 0 || mpq_cmp(value->q, most->q) > 0)
		return out_of_bounds(r, known, path, text);
	return 0;
}

static int integer_check(struct rule *r, const struct parameter_row *known, const char *text)
{
	int64_t value;

	if (!integer_parse(text, strlen(text), 0, INTEGER_MOST, &value))
		return rule_refuse(
			r, PARAMETER_VALUE, clause, "/value", "value", text, "form", "20");
	if (value < known->minimum || value > known->maximum)
		return out_of_bounds(r, known, "/value", text);
	return 0;
}

/* A share that quantities can be multiplied by. */
static int fraction_check(struct rule *r, const struct parameter_row *known, const char *text)
{
	int64_t numerator, denominator;

	if (!rule_fraction_parse(text, &numerator, &denominator))
		return rule_refuse(
			r, PARAMETER_VALUE, clause, "/value", "value", text, "form", "0.05, 1/20");
	return number_check(r, known, "/value", text);
}

/* Names of the row's, each once. */
static int names_check(struct rule *r, const struct parameter_row *known, const char *text)
{
	const char *at = text;

	if (strcmp(text, "-") == 0)
		return 0;
	while (*at) {
		size_t size = strcspn(at, " ");
		const char *next = at + size + (at[size] == ' ');

		if (!rule_name_listed(known->among, at, size) || (at[size] && !*next) ||
			rule_name_listed(next, at, size))
			return rule_refuse(r, PARAMETER_VALUE, clause, "/value", "value", text,
				"form", known->among);
		at = next;
	}
	return 0;
}

static int value_check(struct rule *r, const struct parameter_row *known, const char *text)
{
	struct day day;
	int minutes;

	switch (known->type) {
	case PARAMETER_INTEGER:
		return integer_check(r, known, text);
	case PARAMETER_FRACTION:
		return fraction_check(r, known, text);
	case PARAMETER_DAY:
		if (day_parse(text, strlen(text), &day))
			return 0;
		return rule_refuse(
			r, PARAMETER_VALUE, clause, "/value", "value", text, "form", "2024-01-22");
	case PARAMETER_HOUR:
		if (minutes_parse(text, strlen(text), &minutes))
			return 0;
		return rule_refuse(r, PARAMETER_VALUE, clause, "/value", "value", text, "form",
			"17:00, 24:00");
	case PARAMETER_NAMES:
		return names_check(r, known, text);
	case PARAMETER_CODES:
	case PARAMETER_ROWS:
		break;
	}
	return rule_refuse(r, PARAMETER_SHAPE, clause, "/value", "name", known->name);
}

/* What every row of the document shares. */
static struct record new_row(const struct rule *r)
{
	const struct body_parameters *b = r->d->parameters;
	struct record row = record_new(RECORD_PARAMETER);

	rule_text(row.parameter.name, sizeof(row.parameter.name), b->name);
	row.parameter.from = b->from;
	row.parameter.sequence = r->sequence;
	row.parameter.status = b->status;
	return row;
}

static int put_value(struct rule *r, const struct parameter_row *known)
{
	const struct body_parameters *b = r->d->parameters;
	struct record row = new_row(r);

	if (b->rows_n > 0 || !b->value)
		return rule_refuse(r, PARAMETER_SHAPE, clause, b->rows_n ? "/rows" : "/value",
			"name", b->name);
	if (value_check(r, known, b->value) != 0)
		return -1;
	rule_text(row.parameter.value, sizeof(row.parameter.value), b->value);
	return parameter_value_warnings(r, known) < 0 ? -1 : rule_put(r, &row);
}

/* Whether the symbols are one of the sets that the table takes, "BM OM|CM". */
static bool columns_fit(const char *sets, const struct named_value *sorted, size_t n)
{
	char names[RECORD_VALUES_SIZE] = "";
	size_t used = 0;

	for (size_t i = 0; i < n && used < sizeof(names); i++)
		used += (size_t)snprintf(
			names + used, sizeof(names) - used, "%s%s", i ? " " : "", sorted[i].name);
	for (const char *set = sets; set; set = strchr(set, '|')) {
		set += *set == '|';
		if (strcspn(set, "|") == strlen(names) && strncmp(set, names, strlen(names)) == 0)
			return true;
	}
	return false;
}

/* The row's values as its record keeps them. */
static int write_values(
	struct rule *r, const struct parameter_row *known, size_t i, char out[RECORD_VALUES_SIZE])
{
	const struct body_parameter_row *row = &r->d->parameters->rows[i];
	const struct named_value *sorted;
	char path[ERROR_PATH_MAX];
	const char *line;

	if (row->values_n == 0 || row->values_n > PARAMETER_VALUES_MAX || row->value)
		return rule_refuse(
			r, PARAMETER_ROW_VALUES, clause, rule_path(path, "/rows/%zu/values", i));
	for (size_t v = 0; v < row->values_n; v++) {
		rule_path(path, "/rows/%zu/values/%s", i, row->values[v].name);
		if (number_check(r, known, path, row->values[v].value) != 0)
			return -1;
	}
	sorted = named_values_sorted(r->mem, row->values_n, row->values);
	if (!sorted)
		return error_no_memory(r->err);
	if (known->columns && !columns_fit(known->columns, sorted, row->values_n))
		return rule_refuse(r, PARAMETER_COLUMNS, clause,
			rule_path(path, "/rows/%zu/values", i), "name", known->name, "columns",
			known->columns);
	line = named_values_write(r->mem, row->values_n, sorted, r->err);
	if (!line)
		return -1;
	if (strlen(line) >= RECORD_VALUES_SIZE)
		return rule_refuse(
			r, PARAMETER_ROW_VALUES, clause, rule_path(path, "/rows/%zu/values", i));
	rule_text(out, RECORD_VALUES_SIZE, line);
	return 0;
}

/* The code of a row, by one of the keys that there are. */
static int write_code(
	struct rule *r, const struct parameter_row *known, size_t i, char out[RECORD_VALUES_SIZE])
{
	const struct body_parameter_row *row = &r->d->parameters->rows[i];
	char path[ERROR_PATH_MAX];

	if (!rule_name_listed(known->among, row->key, strlen(row->key)))
		return rule_refuse(r, PARAMETER_ROW_KEY, clause,
			rule_path(path, "/rows/%zu/key", i), "key", row->key, "name", known->name,
			"keys", known->among);
	if (!row->value || row->values_n > 0)
		return rule_refuse(r, PARAMETER_ROW_CODE, clause, rule_path(path, "/rows/%zu", i),
			"name", known->name);
	rule_text(out, RECORD_VALUES_SIZE, row->value);
	return 0;
}

/* What a row says, as its record keeps it. */
static int write_row(
	struct rule *r, const struct parameter_row *known, size_t i, struct record_parameter *out)
{
	if (known->type == PARAMETER_CODES)
		return write_code(r, known, i, out->value);
	if (write_values(r, known, i, out->values) != 0)
		return -1;
	return parameter_row_warnings(r, out, i);
}

/* The year that a row is about: its own, or the document's. */
static int row_year(struct rule *r, const struct parameter_row *known, size_t i, int64_t *year)
{
	const struct body_parameters *b = r->d->parameters;
	int64_t own = b->rows[i].year;
	char path[ERROR_PATH_MAX];

	if (!known->years && own != FIELD_ABSENT)
		return rule_refuse(r, PARAMETER_YEAR, clause, rule_path(path, "/rows/%zu/year", i),
			"name", known->name);
	*year = known->years ? (own != FIELD_ABSENT ? own : b->about) : 0;
	if (*year == FIELD_ABSENT && known->years_optional)
		*year = 0;
	if (*year == FIELD_ABSENT)
		return rule_refuse(r, PARAMETER_YEAR, clause, rule_path(path, "/rows/%zu", i),
			"name", known->name);
	return 0;
}

/* Editions and symbols are stored whole or refused. */
static int texts_check(struct rule *r, size_t i)
{
	const struct body_parameter_row *b = &r->d->parameters->rows[i];
	char path[ERROR_PATH_MAX], most[24];

	snprintf(most, sizeof(most), "%d", RECORD_CODE_SIZE - 1);
	if (b->edition && strlen(b->edition) >= RECORD_CODE_SIZE)
		return rule_refuse(r, PARAMETER_LONG, clause,
			rule_path(path, "/rows/%zu/edition", i), "most", most);
	for (size_t v = 0; v < b->values_n; v++)
		if (!named_value_part_fits(b->values[v].name))
			return rule_refuse(r, PARAMETER_ROW_VALUES, clause,
				rule_path(path, "/rows/%zu/values", i));
	return 0;
}

static int put_table_row(struct rule *r, const struct parameter_row *known, size_t i)
{
	const struct body_parameter_row *b = &r->d->parameters->rows[i];
	struct record row = new_row(r), twice;
	char path[ERROR_PATH_MAX];
	int found;

	if (texts_check(r, i) != 0 || row_year(r, known, i, &row.parameter.year) != 0)
		return -1;
	rule_text(row.parameter.key, sizeof(row.parameter.key), b->key);
	twice = row;
	found = rule_get(r, &twice);
	if (found < 0)
		return -1;
	if (found)
		return rule_refuse(r, PARAMETER_ROW_TWICE, clause,
			rule_path(path, "/rows/%zu/key", i), "key", row.parameter.key);
	rule_text(row.parameter.edition, sizeof(row.parameter.edition), b->edition);
	return write_row(r, known, i, &row.parameter) != 0 ? -1 : rule_put(r, &row);
}

static int put_rows(struct rule *r, const struct parameter_row *known)
{
	const struct body_parameters *b = r->d->parameters;

	if (b->rows_n == 0 || b->value)
		return rule_refuse(
			r, PARAMETER_SHAPE, clause, b->value ? "/value" : "/rows", "name", b->name);
	for (size_t i = 0; i < b->rows_n; i++)
		if (put_table_row(r, known, i) != 0)
			return -1;
	return 0;
}

/* A real ledger calculates with what is published and in force, and with nothing else. */
static int source_check(struct rule *r)
{
	const struct body_parameters *b = r->d->parameters;

	if (r->registry.clock != CLOCK_REAL)
		return 0;
	switch (b->status) {
	case STATUS_DRAFT:
		return rule_refuse(r, PARAMETER_DRAFT, clause, "/status", "name", b->name);
	case STATUS_INFERRED:
		return rule_refuse(r, PARAMETER_INFERRED, clause, "/status", "name", b->name);
	case STATUS_NONE:
	case STATUS_FINAL:
		break;
	}
	return 0;
}

int rule_parameters(struct rule *r)
{
	const struct body_parameters *b = r->d->parameters;
	const struct parameter_row *known = parameter_row(b->name);
	enum role signers[] = {ROLE_NONE, ROLE_NONE, ROLE_NONE};
	char names[ERROR_VALUE_MAX], today[DAY_TEXT_SIZE];

	if (!known)
		return rule_refuse(r, PARAMETER_UNKNOWN, clause, "/name", "name", b->name, "names",
			known_names(names, sizeof(names)));
	signers[0] = known->signer;
	signers[1] = known->beside;
	if (rule_signers_are(r, signers) != 0)
		return -1;
	if (source_check(r) < 0)
		return -1;
	if (rule_not_past(r, b->from, "/from", clause) != 0)
		return -1;
	if (known->ahead && b->from.n == r->today.n)
		return rule_refuse(r, PARAMETER_AHEAD, clause, "/from", "name", b->name, "today",
			day_text(r->today, today));
	rule_place(r, "parameters", b->name);
	if (known->type == PARAMETER_ROWS || known->type == PARAMETER_CODES)
		return put_rows(r, known);
	return put_value(r, known);
}
