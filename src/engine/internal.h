/*
 * internal: the registry's insides, shared by the engine's files only.
 */
#ifndef ENGINE_INTERNAL_H
#define ENGINE_INTERNAL_H

#include "engine/registry.h"
#include "engine/sealed_page.h"
#include "ledger/merkle.h"
#include "rules/decide.h"

struct registry {
	struct ledger *ledger;
	struct state *state;
	char *state_file; /* NULL: in memory */
	const struct secret_key *sealing_key;
	bool write;
	struct state_head head;
	struct record_registry about;
	char ledger_id[LEDGER_ID_SIZE];
	struct programs *programs; /* of what is decided on the state */
	struct view view;	   /* registry_view */
	int64_t view_entries;	   /* up to how many entries it has roots */
};

/* --- recompute.c --- */

/*
 * The rows of a report that is not sealed, with each step, in the circumstances in which
 * it was decided; below mem, and pointing into the programs of these. If it was `refused`,
 * a row that cannot be calculated carries its error, and there may be no rows; otherwise
 * such a row is an error of the whole.
 */
int calculate_unsealed(void *mem, const struct circumstances *c,
	const struct body_accounting_report *report, bool refused,
	const struct recomputed_row **rows, size_t *n, struct error *err) MUST_CHECK;

/* --- page_files.c --- */

/*
 * The files that a page keeps beside itself: every public document's copy in its folder, the
 * pointers by project code, and genesis.yaml. Below mem.
 */
int page_files(void *mem, const struct sealed_page *p, const struct ledger_file **files,
	size_t *files_n, struct error *err) MUST_CHECK;

/* --- sealing.c --- */

/*
 * Begins a page's transaction: what the page is decided on is what this registry wrote
 * (ERROR_STATE_CORRUPT), and stays so until it has ended.
 */
int sealing_begin(struct registry *r, struct error *err) MUST_CHECK;

/*
 * Seals one page, in the transaction begun for it, which it ends: it is appended (the commit
 * point), then checkpoint and state.
 * An error before the commit point leaves everything as it was. One after it is
 * ERROR_STATE_BEHIND: the page is sealed, and the state must follow (registry_heal).
 */
int sealing_page(struct registry *r, struct sealed_page *p, struct error *err) MUST_CHECK;

/* Puts a page into the state's open transaction: changes, index, tree. */
int sealing_put(struct registry *r, struct sealed_page *p, struct error *err) MUST_CHECK;

/* The head that the state has after the page; mark and checkpoint are still the old ones. */
struct state_head sealing_next(const struct state_head *head, const struct sealed_page *p);

/*
 * Ends a page's transaction: the checkpoint (signed where there is a sealing key),
 * the head, SQLite's commit. r->head is *to afterwards.
 */
int sealing_head(struct registry *r, const struct state_head *to, struct error *err) MUST_CHECK;

/* --- tree.c --- */

/* The state's tree, as a store for merkle.h. */
struct merkle_store registry_merkle(struct state *s);

/*
 * What a page's documents are decided on: the state's records, and the roots of the tree
 * up to the head as it is when this is called, that is before the page.
 */
const struct view *registry_view(struct registry *r);

/* --- registry.c --- */

/* Reads the registry record and derives the ledger id, after what the view shows has changed. */
int registry_refresh(struct registry *r, const struct view *view, struct error *err) MUST_CHECK;

/* Makes freeing r close its ledger and state. */
void registry_adopt(struct registry *r);

/* The ledger id of a registry record: "name/32 hex digits". */
void registry_id_of(const struct record_registry *about, char out[LEDGER_ID_SIZE]);

/* The instant at which the document would be sealed: a clock document names its own. */
struct instant registry_document_time(
	const struct registry *r, const struct document *d, struct instant now);

/* --- receipts.c --- */

/* The receipt of an entry, from the index and the tree: the ledger is not read. Below mem. */
int receipt_make(struct registry *r, void *mem, const struct state_entry *e, const char **receipt,
	size_t *size, struct error *err) MUST_CHECK;

/* What is refused, when, after how many entries, and why. */
struct refusal {
	const struct document *document;
	struct instant at;
	int64_t entries;
	const struct error *error;
};

/*
 * The signed text of a refusal, with which anyone can decide the same document again
 * after the same number of entries. Below mem.
 */
int refusal_make(struct registry *r, void *mem, const struct refusal *refusal, const char **text,
	size_t *size, struct error *err) MUST_CHECK;

/* --- replay.c --- */

/* Brings the state up to the ledger's head. */
int replay_forward(
	struct registry *r, const struct registry_options *options, struct error *err) MUST_CHECK;

#endif
