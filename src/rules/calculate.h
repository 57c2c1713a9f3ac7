/*
 * calculate: the registry's own calculation with every step, for those who show it.
 *
 * The same run that decide holds a claim against: the project's methodology as
 * published, values of the design and of one row, and the factors in force at the
 * instant. Pure, over a view.
 */
#ifndef RULES_CALCULATE_H
#define RULES_CALCULATE_H

#include "document/body.h"
#include "formula/methodology.h"
#include "rules/view.h"

/* 0 with *out below mem; errors as methodology_run's, with path and rule of the row. */
int calculate(void *mem, const struct view *view, struct instant at,
	const struct record_project *project, const struct body_report_row *row,
	struct methodology_result *out, struct error *err) MUST_CHECK;

#endif
