/*
 * recompute: what sealed reports would come to if something were different: a value, a
 * factor, or the methodology.
 *
 * Calculations are those of the rules (rules/projects/calculate.h), with the factors in force at
 * the ledger's end; they seal nothing and change no state.
 */
#ifndef ENGINE_RECOMPUTE_H
#define ENGINE_RECOMPUTE_H

#include "engine/registry.h"
#include "engine/study/raw_data.h"
#include "rules/projects/calculate.h"

/* A sealed accounting report, as its latest revision has it, and its methodology compiled to
 * calculate it again. */
struct sealed_report {
	const struct document *document;
	struct record_project project;
	const struct methodology *program;
};

/* By its own hash or that of a revision of it. Below mem. 1, 0 no such report, -1. */
int registry_report(struct registry *r, void *mem, const struct digest *report,
	struct sealed_report *out, struct error *err) MUST_CHECK;

/*
 * Its rows, of one `year` or of all (0), with each step and with the factors in force at
 * the ledger's end; `changes` may be NULL. Below mem, the steps pointing into the report's
 * program. -1 with *err: a missing factor, for example.
 */
int registry_recompute(struct registry *r, void *mem, const struct sealed_report *report,
	int64_t year, const struct calculation_if *changes, struct recomputed_row **rows, size_t *n,
	struct error *err) MUST_CHECK;

/*
 * raw_data_check of a sealed report, as the ledger stands at its end. 1, 0 no such
 * report, -1.
 */
int registry_raw_data(struct registry *r, void *mem, const struct digest *report,
	const struct raw_data_source *source, struct error *err) MUST_CHECK;

/* A methodology's tree compiled with the ledger's units; as calculate_program. */
const struct methodology *registry_program(
	struct registry *r, void *mem, const struct yaml_node *root, struct error *err);

/* One row of a report under its project's methodology and under another. */
struct impact_row {
	struct digest report;
	struct project_code code;	     /* "" before registration */
	struct methodology_code methodology; /* the project's own */
	int64_t batch, year;
	bool registered, issued;
	struct tonnes verified;	  /* what is registered and issued; 0 before */
	struct tonnes calculated; /* at the report's verification; 0 before */
	bool before_known, after_known;
	struct tonnes before, after;		/* calculated now, under the one and the other */
	struct error before_error, after_error; /* why it is not known */
};

struct impact_question {
	const struct methodology *program; /* the other methodology */
	const struct methodology_code *code;
	/* Called after each report: reports done and in all; may be NULL. */
	void (*progress)(void *ctx, int64_t done, int64_t all);
	void *progress_ctx;
};

/*
 * Every row of every report of the projects whose methodology has the sector and number
 * of `code`, in order of project code, batch and year; below mem. A row that cannot be
 * calculated is in the list with its error; -1 only where the registry itself failed.
 */
int registry_impact(struct registry *r, void *mem, const struct impact_question *question,
	struct impact_row **rows, size_t *n, struct error *err) MUST_CHECK;

#endif
