/*
 * chapter: what the chapters of the rulebook share. Private to rules/.
 *
 * A chapter is one file; a kind is one function `rule_KIND(struct rule *)`, found
 * through the table in decide.c. Errors name the path in the document; decide
 * adds line and column.
 */
#ifndef RULES_CHAPTER_H
#define RULES_CHAPTER_H

#include "base/working_calendar.h"
#include "formula/unit.h"
#include "rules/credits/credits.h"
#include "rules/decide.h"
#include "rules/kinds.h"

struct rule {
	void *mem;
	int64_t rules_version;
	const struct view *view; /* base with this decision's changes laid over */
	const struct document *d;
	struct instant at;
	struct day today; /* instant_day(at) */
	int64_t sequence;
	struct record_registry registry; /* as it was before this document */
	struct overlay *changes;
	struct programs *programs; /* never NULL */
	struct effort *effort;	   /* what calculating may cost; NULL: no bound */
	struct placement placement;
	struct digest project;	       /* set by chapters whose documents are about one project */
	struct warning_list *warnings; /* NULL: nobody listens */
	struct error *err;
};

/* Record access: 1 found, 0 none, -1 error (already in r->err). */
int rule_get(struct rule *r, struct record *record) MUST_CHECK;
int rule_floor(struct rule *r, unsigned same, struct record *record) MUST_CHECK;
int rule_each(struct rule *r, unsigned same, const struct record *from, view_each_fn fn,
	void *ctx) MUST_CHECK;
int rule_put(struct rule *r, const struct record *record) MUST_CHECK;

/* Refuses: returns -1 with r->err set. `pairs` as in error_set. */
#define rule_refuse(r, code, rule_text, path, ...)                                                 \
	({                                                                                         \
		error_set((r)->err, ERROR_##code, rule_text, path, ##__VA_ARGS__, NULL);           \
		-1;                                                                                \
	})

/*
 * Warns: the decision goes on, and the warning stands among its changes. Codes and numbers
 * only, of the document or of what everybody may see who may see the document.
 */
#define rule_warn(r, code, path, ...)                                                              \
	warning_add((r)->warnings, WARNING_##code, path, ##__VA_ARGS__, NULL)

/* Writes a path such as "/units/3/first" into the caller's small buffer. Returns out. */
char *rule_path(char out[ERROR_PATH_MAX], const char *format, ...) FORMAT(2, 3);

/* The party's record: 1 and *out filled, 0 none, -1 error. */
int rule_party_record(struct rule *r, const struct party_id *party, struct record *out) MUST_CHECK;

/*
 * Keeps the names of an organisation that becomes a party, and warns where another has one
 * of them (party_names.c). `path` is that of the names.
 */
int rule_put_names(struct rule *r, const struct party_id *party, const struct bilingual *name,
	const char *path) MUST_CHECK;

/* A party of that name, to the byte, other than `besides`: 1 and *out, 0, -1. */
int rule_named_so(struct rule *r, const char *name, const struct party_id *besides,
	struct party_id *out) MUST_CHECK;

/* Warns of a year that has not begun. */
void rule_warn_of_year(struct rule *r, int64_t year, const char *path);

/* The document is also written below room/HH/name, HH from SHA-256 of the name. */
void rule_place(struct rule *r, const char *room, const char *name);

/* Copies a text of a document, NULL as "", into a record's column. */
void rule_text(char *out, size_t size, const char *text);

/* Whether the name is one of a line's, which single blanks separate. */
bool rule_name_listed(const char *line, const char *name, size_t size);

/* The order that a document rests on is not of a day to come; the place is /order/on. */
int rule_order_given(struct rule *r, struct day on, const char *clause) MUST_CHECK;

/* Refuses a day that is absent or before today. */
int rule_not_past(struct rule *r, struct day from, const char *path, const char *clause) MUST_CHECK;

/*
 * A clock document does not go back; checked before its signers, whose roles are those held at
 * the instant that it names (genesis.c).
 */
int rule_clock_goes_on(struct rule *r) MUST_CHECK;

/* --- who signed (signers.c) --- */

/* The party that signs as the role in this document, or NULL. */
const struct party_id *rule_signer(const struct rule *r, enum role as);

/* Whether the party is among the signers in that role. */
bool rule_signs_as(const struct rule *r, const struct party_id *party, enum role as);

/*
 * Exactly these roles sign, each as often as it is listed; the list ends with ROLE_NONE. Else
 * ERROR_SIGNERS.
 */
int rule_signers_are(struct rule *r, const enum role *roles) MUST_CHECK;

/* Whether the party holds the granted role today. 1, 0, -1. */
int rule_has_role(struct rule *r, const struct party_id *party, enum role role) MUST_CHECK;

/*
 * Whether the party runs or oversees the market today, and as what, so that it may
 * neither own projects nor trade (Order 31 art. 37). 1 and *out, 0, -1.
 */
int rule_runs_market(struct rule *r, const struct party_id *party, enum role *out) MUST_CHECK;

/* --- parameters (parameter_read.c) --- */

/*
 * The value in force today of a plain parameter, or its default from the table of
 * known parameters. Returns 0, or -1 on a reader's error.
 */
int rule_parameter_integer(struct rule *r, const char *name, int64_t *out) MUST_CHECK;
int rule_parameter_text(struct rule *r, const char *name, char out[RECORD_VALUES_SIZE]) MUST_CHECK;

/*
 * The row in force today for (name, key, year): 1 and *out filled, 0 none, -1.
 */
int rule_parameter_row(struct rule *r, const char *name, const char *key, int64_t year,
	struct record_parameter *out) MUST_CHECK;

/*
 * The code of a key in a table of codes on the day, or its default: 1 and out, 0 none, -1.
 */
int rule_parameter_code(struct rule *r, const char *name, const char *key, struct day on,
	char out[RECORD_VALUES_SIZE]) MUST_CHECK;

/* Makes the units of r->programs those of the view (units.c). */
int rule_take_units(struct rule *r) MUST_CHECK;

/* The calendar of the view, for base/working_calendar.h. */
struct working_calendar rule_calendar(struct rule *r);

/* --- VVBs (accreditation_read.c) --- */

/*
 * The row of the body in force on the day, whatever it says; a suspension whose last day is past
 * gives way to what was in force before it. 1 and *out, 0, -1.
 */
int rule_accreditation_on(struct rule *r, const struct party_id *vvb, struct day on,
	struct record_accreditation *out) MUST_CHECK;

/*
 * The field that covers a sector on the day, by the parameter accreditation.field. 1 and out
 * filled, 0 where the sector has none, -1.
 */
int rule_field_of(
	struct rule *r, int sector, struct day on, char out[RECORD_VALUES_SIZE]) MUST_CHECK;

/* Whether the party is accredited today for the field (NULL: any). 1, 0, -1. */
int rule_accredited(struct rule *r, const struct party_id *vvb, const char *field) MUST_CHECK;

/* --- notices (notice.c) --- */

enum notice_phase { NOTICE_NONE, NOTICE_BEFORE, NOTICE_OPEN, NOTICE_ENDED };

/*
 * Where the notice of a design or report stands at this instant. In a year
 * without a calendar it is open; `must_have_ended` refuses then with
 * ERROR_CALENDAR_MISSING.
 */
int rule_notice_phase(struct rule *r, const struct digest *subject, bool must_have_ended,
	enum notice_phase *out) MUST_CHECK;

/* Refuses what comes before the end of the subject's notice, saying when that is. */
int rule_notice_ended(struct rule *r, const struct digest *subject) MUST_CHECK;

/*
 * The notice of the subject has ended and every comment on it is answered once:
 * shared by both kinds of VVB report.
 */
int rule_notice_answered(struct rule *r, const struct digest *subject, size_t answers_n,
	const struct body_comment_answer *answers) MUST_CHECK;

/* --- what every VVB report has (vvb_report.c) --- */

/* Every item 1..end-1 of the list has exactly one finding. */
int rule_findings_complete(struct rule *r, enum word_list list, int end, size_t n,
	const struct body_item_finding *findings, const char *path, const char *clause) MUST_CHECK;

/* --- the calculation (calculation.c) --- */

/* What the rows of one report are calculated by. */
struct report_basis {
	const struct record_project *project;
	struct period period; /* the report's */
	const struct methodology *program;
};

/*
 * The registry's own result for one row of a report, whole tonnes: the
 * methodology of the project with the values of the design and the row, the months
 * of the row's year that the report's period touches, and the factors in force
 * today. Errors name `path` and the parameter.
 */
int rule_calculate(struct rule *r, const struct report_basis *basis,
	const struct body_report_row *row, const char *path, struct tonnes *out) MUST_CHECK;

#endif
