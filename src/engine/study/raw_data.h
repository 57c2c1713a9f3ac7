/*
 * raw_data: the files of raw data that a report names, and its values derived again from
 * them.
 *
 * The attachments of an accounting report say which of its methodology's `raw_data` they
 * hold, and of which year (docs/methodology-language.md 10). For each year of a report and
 * each of the methodology's files of raw data this asks a source for the derivation and
 * compares the result with the values of the report: exactly equal, or a fault. It reads
 * no file itself, which is the source's part; where the source has none, it says so.
 */
#ifndef ENGINE_RAW_DATA_H
#define ENGINE_RAW_DATA_H

#include "derivation/derive.h"
#include "document/document.h"
#include "domain/period.h"
#include "record/view.h"
#include "rules/programs.h"

enum { RAW_DATA_FAULTS_MAX = 32 };

/* One derivation: of one of the methodology's files, or of several that follow each other. */
struct raw_data_asked {
	const struct document *document; /* an accounting report, or a revision of one */
	const struct body_accounting_report *report; /* its body */
	struct period period; /* the report's; the days that lie in the year count */
	int64_t year;
	const struct derivation *derivation;
	const char *name; /* in the methodology's raw_data */
	size_t files_n;
	const struct attachment *const *files; /* as attached, in order */
};

enum raw_data_outcome {
	RAW_DATA_NOT_ATTACHED, /* the report names no file */
	RAW_DATA_ABSENT,       /* the source does not have all of them */
	RAW_DATA_EQUAL,	       /* every value that comes from them is the report's */
	RAW_DATA_DIFFERS,      /* a value differs, or they do not pass the methodology's rules */
};

struct raw_data_told {
	const struct raw_data_asked *asked;
	enum raw_data_outcome outcome;
	const struct attachment *absent;     /* RAW_DATA_ABSENT: the first one */
	const struct derived_values *values; /* what came out, or NULL */
	size_t faults_n;		     /* in all; RAW_DATA_FAULTS_MAX are kept */
	const struct error *faults;
};

struct raw_data_source {
	void *ctx;
	/*
	 * 1 with *out below mem; 0: a file is missing, *absent; -1 with *err: what the files
	 * hold is refused, or (status 500 and above) they could not be read.
	 */
	int (*derive)(void *ctx, void *mem, const struct raw_data_asked *asked,
		struct derived_values *out, const struct attachment **absent, struct error *err);
	/* Called with what came of each; *told lives as long as the call. */
	void (*tell)(void *ctx, const struct raw_data_told *told);
};

/*
 * Makes every derivation of a report, or of a revision of one, which is decoded and was accepted,
 * with a methodology of `programs`: by year, then in the methodology's order. -1 with *err if the
 * methodology cannot be obtained, a file cannot be read or memory is short; faults go to the
 * source's tell. A fault has its place in the report: ERROR_AUDIT_RAW_VALUE (`year`, `symbol`,
 * `reported`, `derived`), ERROR_AUDIT_RAW_NO_VALUE (`year`, `symbol`, `derived`); or it is
 * the source's refusal, with its place in the data.
 */
int raw_data_check(struct programs *programs, const struct view *view,
	const struct document *document, const struct raw_data_source *source,
	struct error *err) MUST_CHECK;

#endif
