#include "ccer/calculate/calculation_show.h"

#include <inttypes.h>
#include <string.h>

#include <jansson.h>
#include <talloc.h>

#include "export/csv.h"

enum {
	SYMBOL_WIDTH = 12,
	CALCULATION_MAX = 64 * 1024 * 1024,
};

/* A year with its steps in words, and the steps that are sealed. */
struct traced_year {
	const struct shown_year *shown;
	size_t steps_n, sealed_n;
	const struct trace_step *steps, *sealed; /* sealed NULL: there is nothing to compare */
};

static bool trace_year(void *mem, const struct shown_year *y, struct traced_year *out)
{
	*out = (struct traced_year){.shown = y, .steps_n = y->result->steps_n};
	out->steps = trace_steps(mem, y->result, y->sources);
	if (y->sealed) {
		out->sealed_n = y->sealed->steps_n;
		out->sealed = trace_steps(mem, y->sealed, NULL);
	}
	return out->steps && (out->sealed || !y->sealed);
}

/* The sealed step of a symbol; *hint, its likely place, is moved on. NULL: none. */
static const struct trace_step *sealed_step(
	const struct traced_year *y, const char *symbol, size_t *hint)
{
	for (size_t k = 0; k < y->sealed_n; k++) {
		size_t i = (*hint + k) % y->sealed_n;

		if (strcmp(y->sealed[i].symbol, symbol) == 0) {
			*hint = i + 1;
			return &y->sealed[i];
		}
	}
	return NULL;
}

static bool same_step(const struct trace_step *a, const struct trace_step *b)
{
	return rational_compare(a->exact, b->exact) == 0 &&
	       strcmp(a->note[LANGUAGE_EN], b->note[LANGUAGE_EN]) == 0;
}

/* --- text --- */

static int symbol_width(const struct traced_year *y)
{
	int width = SYMBOL_WIDTH;

	for (size_t i = 0; i < y->steps_n; i++)
		if ((int)strlen(y->steps[i].symbol) >= width)
			width = (int)strlen(y->steps[i].symbol) + 1;
	return width;
}

static void show_step(const struct command_context *c, const struct trace_step *s, int width)
{
	printf("  %-*s", width, s->symbol);
	if (s->expression[0])
		printf("= %s\n  %*s", s->expression, width, "");
	if (s->substituted[0])
		printf("= %s\n  %*s", s->substituted, width, "");
	printf("= %s %s", s->value, s->unit);
	if (s->note[c->language][0])
		printf("  (%s)", s->note[c->language]);
	if (s->upper)
		printf("  (%s)", command_text(c, "非精确值，取其下界", "not exact: its low end"));
	putchar('\n');
}

static void show_text(const struct command_context *c, const struct traced_year *traced)
{
	const struct shown_year *y = traced->shown;
	int width = symbol_width(traced);
	size_t hint = 0;

	printf("%" PRId64, y->year);
	if (y->days_in_year)
		printf(" (%d/%d %s)", y->days, y->days_in_year, command_text(c, "天", "days"));
	putchar('\n');
	for (size_t i = 0; i < traced->steps_n; i++) {
		const struct trace_step *s = &traced->steps[i];
		const struct trace_step *was = sealed_step(traced, s->symbol, &hint);

		if (was && same_step(was, s))
			continue;
		show_step(c, s, width);
		if (y->sealed)
			printf("  %*s  %s: %s %s\n", width, "", command_text(c, "封存", "sealed"),
				was ? was->value : "-", was ? was->unit : "");
	}
	if (y->sealed)
		printf("  %s: %" PRId64 ", %s: %" PRId64 " tCO2e\n\n",
			command_text(c, "封存", "sealed"), y->sealed->tonnes,
			command_text(c, "假设", "what if"), y->result->tonnes);
	else
		printf("  %s %" PRId64 " tCO2e\n\n", command_text(c, "向下取整", "floored"),
			y->result->tonnes);
}

/* --- JSON --- */

/* Both ends, if the value is not exact. */
static void add_ends(void *mem, json_t *out, const struct trace_step *s)
{
	if (!s->upper)
		return;
	json_object_set_new(out, "lower", json_string(rational_exact(mem, s->exact)));
	json_object_set_new(out, "upper", json_string(rational_exact(mem, s->upper)));
}

static json_t *step_json(
	void *mem, const struct traced_year *y, const struct trace_step *s, size_t *hint)
{
	const struct trace_step *was = sealed_step(y, s->symbol, hint);
	json_t *out = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "symbol", s->symbol,
		"unit", s->unit, "expression", s->expression, "substituted", s->substituted,
		"value", s->value, "note", s->note[LANGUAGE_EN], "note_zh", s->note[LANGUAGE_ZH],
		"status", s->status);

	if (!out)
		return NULL;
	add_ends(mem, out, s);
	if (y->sealed)
		json_object_set_new(out, "sealed", was ? json_string(was->value) : json_null());
	return out;
}

static json_t *result_json(void *mem, const struct traced_year *traced)
{
	const struct shown_year *y = traced->shown;
	json_t *steps = json_array(), *out;
	size_t hint = 0;

	for (size_t i = 0; i < traced->steps_n; i++)
		json_array_append_new(steps, step_json(mem, traced, &traced->steps[i], &hint));
	out = json_pack("{s:I, s:o, s:I}", "year", (json_int_t)y->year, "steps", steps, "tonnes",
		(json_int_t)y->result->tonnes);
	if (out && y->sealed)
		json_object_set_new(out, "sealed_tonnes", json_integer(y->sealed->tonnes));
	if (out && y->days_in_year) {
		json_object_set_new(out, "days", json_integer(y->days));
		json_object_set_new(out, "days_in_year", json_integer(y->days_in_year));
	}
	return out;
}

/* --- CSV --- */

/* The result is a step of its own: no symbol can have this name. */
static void csv_tonnes(
	const struct command_context *c, struct csv_writer *w, const struct shown_year *y)
{
	csv_integer(w, y->year);
	csv_text(w, "tonnes");
	csv_text(w, "tCO2e");
	csv_text(w, "");
	csv_text(w, "");
	csv_integer(w, y->result->tonnes);
	csv_text(w, command_text(c, "向下取整", "floored"));
	csv_text(w, "");
	csv_text(w, "");
	if (y->sealed)
		csv_integer(w, y->sealed->tonnes);
	csv_end_row(w);
}

static void begin_csv(struct csv_writer *w, bool sealed)
{
	static const char *const columns[] = {"year", "symbol", "unit", "expression", "substituted",
		"value", "note", "lower", "upper", "sealed"};

	csv_begin(w, columns, COUNT_OF(columns) - !sealed);
}

static void show_csv(
	const struct command_context *c, struct csv_writer *w, const struct traced_year *traced)
{
	const struct shown_year *y = traced->shown;
	size_t hint = 0;

	for (size_t i = 0; i < traced->steps_n; i++) {
		const struct trace_step *s = &traced->steps[i];
		const struct trace_step *was = sealed_step(traced, s->symbol, &hint);

		csv_integer(w, y->year);
		csv_text(w, s->symbol);
		csv_text(w, s->unit);
		csv_text(w, s->expression);
		csv_text(w, s->substituted);
		csv_number(w, s->value);
		csv_text(w, s->note[c->language]);
		csv_number(w, s->upper ? rational_exact(c->mem, s->exact) : "");
		csv_number(w, s->upper ? rational_exact(c->mem, s->upper) : "");
		if (y->sealed)
			csv_number(w, was ? was->value : "");
		csv_end_row(w);
	}
	csv_tonnes(c, w, y);
}

int calculation_show(struct command_context *c, enum calculation_form form,
	const struct shown_year *years, size_t n)
{
	struct buffer *out = buffer_new(c->mem, CALCULATION_MAX);
	json_t *all = json_array();
	struct csv_writer csv;
	struct error err;

	if (!out || !all)
		return EXIT_CANNOT;
	csv = (struct csv_writer){
		.out = out, .form = form == FORM_SPREADSHEET ? CSV_SPREADSHEET : CSV_PLAIN};
	if (form == FORM_CSV || form == FORM_SPREADSHEET)
		begin_csv(&csv, n && years[0].sealed);
	for (size_t i = 0; i < n; i++) {
		struct traced_year year;

		if (!trace_year(c->mem, &years[i], &year)) {
			json_decref(all);
			return EXIT_CANNOT;
		}
		if (form == FORM_TEXT)
			show_text(c, &year);
		else if (form == FORM_CSV || form == FORM_SPREADSHEET)
			show_csv(c, &csv, &year);
		else
			json_array_append_new(all, result_json(c->mem, &year));
	}
	if (form == FORM_JSON) {
		json_dumpf(all, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(all);
	if (buffer_ok(out, &err) < 0 || command_write("-", out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}
