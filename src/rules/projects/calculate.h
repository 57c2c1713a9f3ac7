/*
 * calculate: the registry's own calculation with every step, for whoever shows it.
 *
 * The same run that decide compares a claim with: the project's methodology as
 * published, values of the design and of one row, and the factors in force at the
 * instant. Pure, over a view.
 */
#ifndef RULES_CALCULATE_H
#define RULES_CALCULATE_H

#include "base/effort.h"
#include "document/body.h"
#include "methodology/methodology.h"
#include "record/view.h"
#include "rules/programs.h"

/* What is to be used in place of what is sealed. */
struct calculation_if {
	/* Fixed and monitored values that override the design's and the row's, by name. */
	size_t set_n;
	const struct named_value *set; /* in the order of their names (strcmp) */
	void *ctx;
	/*
	 * May change what the registry's tables answer: called with `known` 1 and the
	 * row, or with 0; gives 1 with a row, 0 none, -1 with *err. May be NULL.
	 */
	int (*row)(void *ctx, const struct methodology_row *row, int known,
		struct methodology_found *found, struct error *err);
};

/*
 * What the rows of a report are calculated with. `period` is the report's: the months of a
 * row's year that it touches must be given; NULL: all of them.
 */
struct calculation {
	const struct view *view;
	struct instant at; /* with the factors in force then */
	const struct record_project *project;
	const struct period *period;
	const struct methodology *program;
	bool revised; /* the program is not the project's own and might not take its values */
	const struct calculation_if *changes; /* NULL: none */
	struct effort *effort;		      /* NULL: none */
};

/*
 * 0 with *out below mem; errors as methodology_run's, with path and rule of the row, and
 * ERROR_VALUE_NOT_A_PARAMETER for a value that is set, or under a revised program one of
 * the design or the row, that the program does not take.
 */
int calculate(void *mem, const struct calculation *c, const struct body_report_row *row,
	struct methodology_result *out, struct error *err) MUST_CHECK;

/*
 * A methodology's tree, which need not be published, compiled with the ledger's units;
 * below mem. NULL with methodology_compile's errors.
 */
const struct methodology *calculate_program(
	void *mem, const struct view *view, const struct yaml_node *root, struct error *err);

/* The methodology that a project is registered under: of `programs`, or compiled for them. */
const struct methodology *calculate_project_program(struct programs *programs,
	const struct view *view, const struct record_project *project, struct error *err);

/* A report's row as the state keeps it, for calculate; below mem. NULL with *err. */
const struct body_report_row *calculate_row(
	void *mem, const struct record_reduction *reduction, struct error *err);

/* What such a result earns: a year with a result below zero earns nothing. ERROR_OVERFLOW. */
int calculate_tonnes(const struct methodology_result *result, const char *path, struct tonnes *out,
	struct error *err) MUST_CHECK;

#endif
