#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "rules/projects/calculate.h"
#include "tests/real/facts.h"
#include "tests/real/replay.h"
#include "tests/support.h"

/*
 * Values that the record lacks. Those of a design are invented; of a report's row one, the
 * methodology's lever, is solved for: the least, in thousandths, by which the registry's own
 * calculation gives the tonnes of the record.
 */

const char *real_member(const struct yaml_node *n, const char *key)
{
	const struct yaml_node *m = yaml_member(n, key);

	return m && m->text ? m->text : NULL;
}

const char *real_meters(const struct real_row *row, const struct yaml_node *root, void *mem)
{
	const struct yaml_node *list = yaml_member(root, "parameters");
	char *out = talloc_strdup(mem, "meters:\n");
	char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];

	day_text(row->first, first);
	day_text(row->last, last);
	for (const struct yaml_node *p = list ? list->first : NULL; p; p = p->next)
		if (real_member(p, "source") && strcmp(real_member(p, "source"), "monitored") == 0)
			out = talloc_asprintf_append(out,
				"- {parameter: %s, serial: 示例, accuracy_class: %s, "
				"calibration_report: 示例, calibrated_on: %s, valid_until: %s}\n",
				real_member(p, "symbol"),
				real_member(p, "class") ? real_member(p, "class") : "0.2S", first,
				last);
	return out;
}

/* --- the lever --- */

struct solving {
	struct real_replay *r;
	const struct real_values *values;
	struct calculation calculation;
	struct period period;
	int year;
	void *mem;
};

static const char *thousandths(void *mem, int64_t n)
{
	return talloc_asprintf(mem, "%" PRId64 ".%03" PRId64, n / 1000, n % 1000);
}

/* "'NAME': 'VALUE', ..." of the row; {M} is each month of it. */
static const char *row_values(const struct solving *s, void *mem, const char *lever)
{
	const char *name = s->values->lever, *month = strstr(name, "{M}");
	char *out = talloc_strdup(mem, s->values->monitored);

	for (int m = 1; m <= (month ? 12 : 1); m++) {
		struct day first = day_of_date(s->year, m, 1);
		struct day next =
			m == 12 ? day_of_date(s->year + 1, 1, 1) : day_of_date(s->year, m + 1, 1);

		if (month && (next.n <= s->period.first.n || first.n > s->period.last.n))
			continue;
		out = talloc_asprintf_append(out, "%s'%.*s", out[0] ? ", " : "",
			month ? (int)(month - name) : (int)strlen(name), name);
		if (month)
			out = talloc_asprintf_append(out, "%02d%s", m, month + 3);
		out = talloc_asprintf_append(out, "': '%s'", lever);
	}
	return out;
}

/* The registry's own result of the row, in whole tonnes. */
static int64_t result_with(const struct solving *s, const char *values)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *text = talloc_asprintf(mem, "values: {%s}\n", values);
	struct body_report_row row = {.year = s->year};
	struct methodology_result result;
	struct tonnes tonnes = tonnes_of(0);
	struct yaml_node *root;
	struct error err = {0};
	char report[ERROR_TEXT_MAX];

	ck_assert_int_eq(yaml_parse(mem, text, strlen(text), &root, &err), 0);
	row.values = talloc_zero_array(mem, struct named_value, 64);
	for (const struct yaml_node *v = yaml_member(root, "values")->first; v; v = v->next) {
		ck_assert_uint_lt(row.values_n, 64);
		row.values[row.values_n++] = (struct named_value){v->key, v->text};
	}
	row.values = named_values_sorted(mem, row.values_n, row.values);
	ck_assert_msg(calculate(mem, &s->calculation, &row, &result, &err) == 0 &&
			      calculate_tonnes(&result, "", &tonnes, &err) == 0,
		"%s\n%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)), text);
	return tonnes_count(tonnes);
}

/* The values of the row whose result is at least the tonnes, the lever as small as can be. */
static const char *solve(const struct solving *s, int64_t tonnes)
{
	int64_t low = 0, high = INT64_C(1000000000000);

	while (low < high) {
		AUTO_MEMORY void *mem = talloc_new(NULL);
		int64_t middle = low + (high - low) / 2;

		if (result_with(s, row_values(s, mem, thousandths(mem, middle))) >= tonnes)
			high = middle;
		else
			low = middle + 1;
	}
	return row_values(s, s->mem, thousandths(s->mem, low));
}

const char *real_report_rows(struct real_replay *r, const struct real_chain *c, void *mem)
{
	const struct view *view = state_view(registry_state(r->world->registry));
	struct solving s = {.r = r,
		.values = real_values_of(c->project->methodology),
		.period = {c->row->first, c->row->last},
		.mem = mem};
	struct programs *programs = programs_new(mem);
	char *out = talloc_strdup(mem, "rows:\n");
	struct record project;
	struct project_code code;

	ck_assert(project_code_parse(c->row->code, strlen(c->row->code), &code));
	ck_assert_int_eq(view_project(view, mem, &code, &project, &r->world->err), 1);
	s.calculation = (struct calculation){.view = view,
		.at = r->world->now,
		.project = &project.project,
		.period = &s.period,
		.program = calculate_project_program(
			programs, view, &project.project, &r->world->err)};
	ck_assert_ptr_nonnull(s.calculation.program);
	for (s.year = day_year(c->row->first); s.year <= day_year(c->row->last); s.year++) {
		int64_t tonnes = real_tonnes_in(c->row, s.year);

		out = talloc_asprintf_append(out,
			"- {year: %d, claim: %" PRId64 ", values: {%s}}\n", s.year, tonnes,
			solve(&s, tonnes));
	}
	return out;
}
