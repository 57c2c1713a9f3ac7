/*
 * auditing: what the parts of the audit share: its state, and the noting of findings.
 *
 * A part examines one thing (a commit, an entry, the files beside a page, proofs that somebody
 * kept, raw data) and notes each check it makes; audit.c goes from page to page. Private to
 * engine/audit/.
 */
#ifndef ENGINE_AUDITING_H
#define ENGINE_AUDITING_H

#include "engine/audit/audit.h"
#include "engine/audit/undecided.h"
#include "engine/internal.h"
#include "ledger/git/examine.h"

struct audit {
	struct registry *r; /* ledger and a state in memory; no sealing key */
	struct examiner *examiner;
	int64_t pages; /* in the ledger */
	int64_t *ends; /* how many entries there are up to each page's end */
	const struct audit_options *options;
	struct audit_result *out;
	struct undecided undecided;
	const struct document *genesis; /* of the current page, opened; its entry takes it */
	struct error broken;		/* why the audit itself could not go on */
	bool stopped;			/* later entries rest on one that does not hold */
};

/* Where in the ledger a check is made. */
struct audit_place {
	int64_t page, sequence;
	const char *path;
};

/* A page as it is stored, and what became of it. */
struct contents {
	const struct page *page;
	struct sealed_page *decided;	   /* its entries up to a leaf */
	const struct document **documents; /* by entry; NULL for a leaf */
};

/* --- finding.c --- */

/* Notes what a check found. */
void audit_found(struct audit *a, enum audit_check check, const struct audit_place *at,
	const struct error *error);

/* Counts a check and, when it failed, notes the finding. Returns whether it held. */
bool audit_held(struct audit *a, enum audit_check check, const struct audit_place *at, int result,
	const struct error *error);

/* --- commit.c --- */

/* The page's commit: the first, that it is in the line; the second, that it is signed. */
bool audit_history(struct audit *a, int64_t number, const char *path);
void audit_sealed(struct audit *a, int64_t number, const char *path);

/* What the repository holds beside the history of main. */
void audit_repository(struct audit *a);

/* --- files.c --- */

/*
 * What the commit wrote, files and its own text, is what its page gives. *as holds the page's
 * bytes and the checkpoint as they were read.
 */
void audit_written(struct audit *a, void *mem, const struct contents *x, struct ledger_page *as);

/* --- entry.c --- */

/* All entries of x->page, in order, as far as they hold; false if not all do. */
bool audit_entries(struct audit *a, void *mem, struct contents *x, const char *path);

/* Learns the sealing key from the genesis document, before anything can be checked with it. */
int audit_genesis(
	struct audit *a, void *mem, const struct page *page, struct error *err) MUST_CHECK;

/* --- proofs.c --- */

/* The text of the checkpoint that the page's commit stores, or NULL if it does not hold. */
const char *audit_checkpoint(struct audit *a, void *mem, int64_t number);

/* Checkpoints and receipts that somebody kept. */
void audit_proofs(struct audit *a);

/* --- raw_data.c --- */

/* Derives a report's values again, where there is a source. -1: the audit cannot go on. */
int audit_raw_data(struct audit *a, const struct view *view, const struct document *d,
	const struct audit_place *at) MUST_CHECK;

#endif
