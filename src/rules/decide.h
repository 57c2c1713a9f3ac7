/*
 * decide: the registry's one decision, pure.
 *
 * decide(circumstances, document) gives the changes that sealing the document would
 * make, or a refusal. The document is opened and its signatures hold; what decide
 * checks is whether the signers are those that the kind requires, in force, with
 * their thresholds, and whether every rule of the rulebook holds. The server, the
 * audit, a replica and a simulation call this one function; it knows no clock, no
 * file and no randomness.
 */
#ifndef RULES_DECIDE_H
#define RULES_DECIDE_H

#include "base/effort.h"
#include "base/error.h"
#include "base/time.h"
#include "base/warning.h"
#include "document/document.h"
#include "record/overlay.h"
#include "record/view.h"
#include "rules/programs.h"

enum { RULES_VERSION_LATEST = 1, FOLDER_MAX = 160 };

/* Where a public document is also written besides its page (ledger-format 6). */
struct placement {
	char folder[FOLDER_MAX];  /* "projects/3f/3f9a...", "" : pages only */
	char pointer[FOLDER_MAX]; /* "projects/by-code/A210/A210003", "" : none */
	char target[FOLDER_MAX];  /* the pointer's one line, without LF */
};

struct decision {
	struct overlay *changes;
	struct placement placement;
	struct digest project; /* the project that the document is about; zero: none */
	/*
	 * What its signer is warned of, as the changes have it too (record/warning_record.h);
	 * below the caller's mem, or the circumstances' own list. NULL: nothing.
	 */
	const struct warning_list *warnings;
};

/*
 * The circumstances under which a document is decided. For genesis the view is empty and the
 * rules are its own.
 */
struct circumstances {
	int64_t rules_version;
	const struct view *view;
	struct instant at;
	int64_t sequence;	   /* that the document would have */
	struct programs *programs; /* compiled before; may change; NULL: none are kept */
	/*
	 * Empty, and then has what the document is warned of, also where it is refused: what
	 * was found until then. NULL: nobody listens to that.
	 */
	struct warning_list *heard;
	/*
	 * What calculating may cost, of a decision that only answers and seals nothing; NULL: no
	 * bound but the methodology language's own.
	 */
	struct effort *effort;
};

/*
 * 0 with *out filled below mem, or -1: a refusal with its code, path, rule and
 * (from the document) line and column, or a 5xx error of the view.
 */
int decide(void *mem, const struct circumstances *c, const struct document *d, struct decision *out,
	struct error *err) MUST_CHECK;

/*
 * Whether the document is made for this ledger, by name and genesis; genesis itself always.
 * ERROR_LEDGER_OTHER. Needs no key: asked before whether its keys are known.
 */
int decide_ledger(const struct document *d, const struct record_registry *about,
	struct error *err) MUST_CHECK;

#endif
