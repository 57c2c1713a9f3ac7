/*
 * project: what the chapters about projects and their reductions share. Private
 * to rules/.
 *
 * Each function reads the state through the rule and either gives what it found
 * or refuses at the path named. Nothing here changes state.
 */
#ifndef RULES_PROJECT_H
#define RULES_PROJECT_H

#include "document/schema.h"
#include "methodology/methodology.h"
#include "rules/chapter.h"

/* The single signer as owner, vvb or operator; refused when anybody else signs. */
int project_signer(struct rule *r, enum role as, const struct party_id **out) MUST_CHECK;

/*
 * The project with that design or code. Also names it as what the document is
 * about: its folder and `project` of the decision. ERROR_PROJECT_UNKNOWN.
 */
int project_load(struct rule *r, const struct digest *design, const char *path,
	struct record *out) MUST_CHECK;
int project_load_code(struct rule *r, const struct project_code *code, const char *path,
	struct record *out) MUST_CHECK;

/*
 * A design or accounting report, by its own hash: a record of that kind. Its project is named
 * likewise. `unknown` is the refusal where there is none. An application that its owner has taken
 * back is on hold until the operator has decided (docs/rulebook.md withdrawal): project_load,
 * project_load_report and this one refuse it with ERROR_APPLICATION_ON_HOLD, and so does every
 * kind that rests on them; only the decision loads it with `on_hold`.
 */
enum subject_state { SUBJECT_GOES_ON, SUBJECT_ON_HOLD };
int project_load_subject(struct rule *r, const struct digest *subject, enum subject_state state,
	enum error_code unknown, const char *path, struct record *out) MUST_CHECK;

/* What both have: where it stands, whether it awaits a decision, its hold and its text. */
struct subject {
	const char *status;
	bool open; /* neither registered nor ended */
	struct digest *withdrawal, *text;
	struct instant *withdrawn_at;
	const struct digest *hash, *project;
};
struct subject project_subject(struct record *record);

/* Refuses what is on hold: ERROR_APPLICATION_ON_HOLD. */
int project_goes_on(struct rule *r, const struct digest *withdrawal, const char *path) MUST_CHECK;

/* The document ends it. */
void project_end(const struct rule *r, struct record *record);

/* Whether `named` is the text on which a report of the VVB rests. */
int project_text_named(struct rule *r, const struct digest *text, const struct digest *of,
	const struct digest *named) MUST_CHECK;

/* The document's text is the one of `of`; `body` is what it says. */
int project_put_text(struct rule *r, const struct digest *of, const struct schema *schema,
	const struct yaml_node *body) MUST_CHECK;

/* The application of which the hash is a text, the first or a revision; not on hold. */
int project_load_text(
	struct rule *r, const struct digest *text, const char *path, struct record *out) MUST_CHECK;

/* From now on the document of that kind is shown wherever `of` is. */
int project_put_beside(struct rule *r, const struct digest *of, const struct digest *document,
	enum kind kind) MUST_CHECK;

/* Names the project: folder "projects/3f/3f9a...". */
void project_place(struct rule *r, const struct digest *design);

/* "3f/3f9a...": where a project lies below "projects/". Returns out. */
char *project_folder(const struct digest *design, char out[FOLDER_MAX]);

/* The report with that digest, or ERROR_ACCOUNTING_REPORT_UNKNOWN; places its project too. */
int project_load_report(struct rule *r, const struct digest *report, const char *path,
	struct record *out) MUST_CHECK;

/* The rows of a report's text, one per year, in order; NULL with the error. */
struct record_reduction *project_rows(struct rule *r, const struct digest *text, size_t *n);

/*
 * Every rule of a design but that its methodology takes new projects today, and what it makes of
 * the record: all that a text says. Paths are those
 * of the body (project_design.c). For a report the rows are put as this document's
 * (accounting.c); `p` is its project.
 */
int project_design_fits(struct rule *r, const struct body_project_design *b,
	const struct party_id *owner, struct record_project *p) MUST_CHECK;
int project_report_fits(struct rule *r, const struct body_accounting_report *b,
	const struct record_project *p, struct record_report *report) MUST_CHECK;

/* Registered: one deregistered gets nothing more registered or issued. */
int project_in_force(struct rule *r, const struct record_project *p, const char *path) MUST_CHECK;

/* The signing owner is the project's; and may apply. */
int project_is_owners(struct rule *r, const struct record_project *p) MUST_CHECK;
int project_owner_signs(struct rule *r, const struct record_project *p) MUST_CHECK;

/* Neither barred (Order 31 art. 43) nor in debt. */
int project_owner_may_apply(
	struct rule *r, const struct party_id *owner, const char *path) MUST_CHECK;

/* The named VVB is accredited for the methodology's field, and is not the owner. */
int project_vvb_fits(struct rule *r, const struct party_id *vvb, const struct party_id *owner,
	const struct methodology_code *methodology, const char *path) MUST_CHECK;

/* Whether the body is accredited today for the methodology's field: 1, 0, -1. */
int project_vvb_able(struct rule *r, const struct party_id *vvb,
	const struct methodology_code *methodology) MUST_CHECK;

/* The signing VVB is the one named, and still accredited for the field. */
int project_vvb_signs(struct rule *r, const struct party_id *named,
	const struct methodology_code *methodology) MUST_CHECK;

/* A report of the VVB that stands until the owner requests registration. */
struct vvb_standing {
	bool stands;		     /* positive, and nothing is requested yet */
	const char *status;	     /* of the design or accounting report */
	const struct digest *report; /* of the VVB */
};

/*
 * Whether the report that is sealed replaces the one that stands (beside.c): 1, and each is
 * shown with the other from now on; 0 it replaces none; -1.
 */
int project_vvb_replaces(struct rule *r, const struct vvb_standing *standing,
	const struct digest *subject, const struct digest *replaces) MUST_CHECK;

/* All four undertakings are given. */
int project_undertakings(
	struct rule *r, const struct body_undertakings *u, const char *clause) MUST_CHECK;

/* No withdrawal of an accreditation has named the VVB's report as one that no longer counts. */
int project_report_is_good(
	struct rule *r, const struct digest *report, const char *path) MUST_CHECK;

/* The request, or ERROR_REQUEST_UNKNOWN; places its project too. */
int project_load_request(struct rule *r, const struct digest *request, const char *path,
	struct record *out) MUST_CHECK;

/*
 * Whether a registered project has the plant's code or a corner of the boundary, as
 * its record keeps it. `path` is of the whole place, or NULL for the design's own
 * members.
 */
int project_no_overlap(
	struct rule *r, const char *plant, const char *boundary, const char *path) MUST_CHECK;
int project_claim_place(struct rule *r, const struct record_project *p) MUST_CHECK;

/* What a design that breaks no rule is warned of (design_warnings.c). 0, or -1 of a reader. */
int project_design_warnings(struct rule *r, const struct body_project_design *b,
	const struct methodology *m) MUST_CHECK;

/* What a year's row is warned of, beside the design's expectation (yield_warnings.c). */
void project_claim_warnings(struct rule *r, const struct report_basis *basis,
	const struct body_report_row *b, size_t row, struct tonnes calculated);
/* `before` is the calculation at the claim's seal; row has the one of now and the quantity. */
void project_verified_warnings(
	struct rule *r, const struct record_reduction *row, size_t i, struct tonnes before);

/* The registry's formal check and what it must agree with (art. 15, 22). */
struct project_formal_check {
	enum registry_decision decision;
	size_t checks_n;
	const struct body_item_finding *checks;
	const char *reasons;
	const char *clause;
};
int project_formal_check(struct rule *r, const struct project_formal_check *c) MUST_CHECK;

/* The methodology's program, compiled with the units published so far (calculation.c). */
int project_program(struct rule *r, const struct record_methodology *methodology,
	const struct methodology **out) MUST_CHECK;
int project_methodology(
	struct rule *r, const struct methodology_code *code, struct record *out) MUST_CHECK;

/* The tree of the methodology as published: its head has keys that no record keeps. */
int project_methodology_tree(struct rule *r, const struct record_methodology *methodology,
	const struct yaml_node **out) MUST_CHECK;

/* Whether a condition with a check holds for a design's values; fails at /values/NAME. */
int project_condition_holds(struct rule *r, const struct methodology *m, size_t condition, size_t n,
	const struct named_value *values, bool *holds) MUST_CHECK;

/* Every name is a parameter of that source; refuses with `path`/NAME (calculation.c). */
int project_values_known(struct rule *r, const struct methodology *m, enum parameter_source source,
	size_t n, const struct named_value *values, const char *path) MUST_CHECK;

/* What both kinds of VVB report must agree with (vvb_report.c). */
struct vvb_conclusion {
	enum conclusion conclusion;
	enum word_list items;
	int items_end;
	size_t findings_n;
	const struct body_item_finding *findings;
	const struct body_vvb_team *team;
	const char *clause;
};
int project_vvb_conclusion(struct rule *r, const struct vvb_conclusion *c) MUST_CHECK;

#endif
