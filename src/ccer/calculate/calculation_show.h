/*
 * calculation_show: the steps of calculations as text, JSON or CSV, alone or beside
 * the sealed ones.
 */
#ifndef CCER_CALCULATION_SHOW_H
#define CCER_CALCULATION_SHOW_H

#include <stdint.h>

#include "ccer/command.h"
#include "trace/trace.h"

enum calculation_form { FORM_TEXT, FORM_JSON, FORM_CSV, FORM_SPREADSHEET };

/* A year as it is shown; for an estimate, with its days. */
struct shown_year {
	int64_t year;
	int days, days_in_year; /* 0: not an estimate */
	const struct methodology_result *result;
	const struct methodology_result *sealed; /* what `result` is compared with, or NULL */
	const struct trace_sources *sources;	 /* for `result`; or NULL */
};

/*
 * Writes to standard output; the text of a comparison has only the steps that differ. For
 * a value that is not exact, JSON and CSV have both ends as exact fractions (`lower`,
 * `upper`). In CSV each year ends with the tonnes, as a step called `tonnes`.
 */
int calculation_show(struct command_context *c, enum calculation_form form,
	const struct shown_year *years, size_t n);

#endif
