/*
 * registry: one ledger with its state, opened; documents are handed on from stage to stage.
 *
 * The engine is the only room that knows every stage: it opens a submitted
 * document, decides, seals the page, brings the state up to it and makes the
 * receipt. A registry is used by one thread. Opening replays what the state lacks
 * (roll-forward), so that a stop at any moment mends itself; a state that cannot
 * be trusted is rebuilt from the ledger.
 */
#ifndef ENGINE_REGISTRY_H
#define ENGINE_REGISTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/macros.h"
#include "base/time.h"
#include "base/warning.h"
#include "document/document.h"
#include "ledger/checkpoint.h"
#include "ledger/ledger.h"
#include "methodology/methodology.h"
#include "signature/secret_key.h"
#include "state/query.h"
#include "state/state.h"

struct registry;

struct registry_options {
	bool write;			      /* take the lock; submissions possible */
	const struct secret_key *sealing_key; /* needed with write; borrowed */
	const char *state_file;		      /* NULL: in memory */
	/*
	 * Reads beside a writer in this process that keeps the same state file up to
	 * date: nothing is rolled forward, and what is read is what that writer has
	 * committed. Needs state_file; call registry_reload inside each read.
	 */
	bool follow;
	/*
	 * A state file to start from, where it is of use: it is only read, and copied into
	 * memory. What the ledger has beyond it is replayed onto the copy; if it cannot be
	 * read or is not of this ledger, passed_over (may be NULL) is called with the reason
	 * and everything is replayed. NULL: none. Not together with state_file.
	 */
	const char *state_copy;
	void (*passed_over)(void *ctx, const struct error *why);
	void *passed_over_ctx;
	/* A state file that cannot be used is made again, and this is told why; may be NULL. */
	void (*discarded)(void *ctx, const struct error *why);
	void *discarded_ctx;
	/* Called while the state is looked through, and while replaying: done and in all; NULL:
	 * not. */
	void (*progress)(void *ctx, int64_t done, int64_t all);
	void *progress_ctx;
};

/*
 * Makes the ledger in an empty or missing folder and seals genesis (a signed
 * document file) with the key that it names. `now` is the time of a real clock.
 */
int registry_create(const char *folder, const char *genesis, size_t size,
	const struct secret_key *sealing_key, struct instant now, struct error *err) MUST_CHECK;

struct registry *registry_open(
	const char *folder, const struct registry_options *options, struct error *err);
void registry_free(struct registry *r);
DEFINE_AUTO(registry)

/* Whether an error says that the state must be healed before anything else is built on it. */
bool registry_must_heal(enum error_code code);

/*
 * Brings the state of a registry that writes to what the ledger says: what it lacks is replayed;
 * with `from_ledger`, or where that does not help, a new file is made in the old one's place.
 * Others that have the old one open must open it again. Where it fails it can be called again;
 * until it has succeeded nothing else may be asked of the registry.
 */
int registry_heal(struct registry *r, bool from_ledger, struct error *err) MUST_CHECK;

/*
 * Between two pages: whether the state is still what this registry wrote, and whether the next page
 * can be written (ledger_ready; `write`: by trying). -1: what is in the way.
 */
int registry_ready(struct registry *r, bool write, struct error *err) MUST_CHECK;

/* The registry record: ledger name, genesis, clock, sealing key, rules version. */
const struct record_registry *registry_about(const struct registry *r);
/* "name/32 hex digits" */
const char *registry_ledger_id(const struct registry *r);
struct state *registry_state(struct registry *r);
/* For tests, which compare what is in it. */
struct ledger *registry_ledger(struct registry *r);

/* Rereads the head and what the ledger says of itself, in the read that is open. */
int registry_reload(struct registry *r, struct error *err) MUST_CHECK;

/* The time of the last entry. */
struct instant registry_last_time(const struct registry *r);

/* The instant at which a document would be sealed if it were submitted at `now`. */
struct instant registry_seal_time(const struct registry *r, struct instant now);

enum outcome {
	OUTCOME_REFUSED,     /* *err says why; `refusal` may be set */
	OUTCOME_SEALED,	     /* now in the ledger */
	OUTCOME_REPEATED,    /* was in it already: the first receipt again */
	OUTCOME_ACCEPTABLE,  /* dry run: it would be sealed */
	OUTCOME_WELL_FORMED, /* dry run: its form is right; the rest is for its parties to know */
};

/* A row of an accounting report, calculated by the registry with every step. */
struct recomputed_row {
	int64_t year;
	struct tonnes claim;
	const struct error *error; /* why it cannot be calculated; NULL: it has been */
	struct methodology_result result;
};

struct submission {
	enum outcome outcome;
	struct digest document;
	struct state_entry entry; /* sealed or repeated */
	const char *receipt;	  /* C2SP tlog-proof text */
	size_t receipt_size;
	const char *refusal; /* signed refusal, when the document's own signatures held */
	size_t refusal_size;
	struct error_list faults; /* a dry run's faults of form, all of them */
	/*
	 * What the signer is warned of: of a document sealed or repeated, of one that was tried
	 * (as far as whoever asks may know), or of one that waits until they are accepted. NULL:
	 * nothing, or not known.
	 */
	const struct warning_list *warnings;
	size_t rows_n; /* of an accounting report in a dry run; refused ones may have errors */
	const struct recomputed_row *rows;
};

enum submit_mode {
	SUBMIT_SEAL, /* seal it, whatever it is warned of */
	SUBMIT_TRY,  /* a dry run of a document without signatures: changes nothing */
	SUBMIT_ASK,  /* seal it only where it has no warnings; else ERROR_DOCUMENT_WARNED */
};

/*
 * Submits a document, or tries one without signatures. 0 when out->outcome is not OUTCOME_REFUSED;
 * -1 with *err otherwise, where an HTTP status of 5xx means that the registry failed, not the
 * document. Memory below mem.
 */
int registry_submit(struct registry *r, void *mem, const char *bytes, size_t size,
	enum submit_mode mode, struct instant now, struct submission *out,
	struct error *err) MUST_CHECK;

/* The receipt of a sealed entry, with the checkpoint of its own page. 1, 0 no such entry, -1. */
int registry_receipt(struct registry *r, void *mem, int64_t sequence, const char **receipt,
	size_t *size, struct error *err) MUST_CHECK;

/* Size and root of the whole tree, even without a checkpoint over it (in a reader). */
int registry_tree(struct registry *r, struct checkpoint *out, struct error *err) MUST_CHECK;

/*
 * The proof that the tree of `to` entries has grown from that of `from` (RFC 9162 2.1.4),
 * with both roots. ERROR_MERKLE_RANGE unless 0 <= from <= to <= the ledger's entries.
 */
struct registry_growth {
	struct checkpoint from, to;
	struct merkle_proof proof;
};
int registry_growth(struct registry *r, int64_t from, int64_t to, struct registry_growth *out,
	struct error *err) MUST_CHECK;

/*
 * A sealed entry with its document, read from its page; below mem. 1, 0 no such entry,
 * -1 with *err (ERROR_ENTRY_LEAF_ONLY where its document is not in this copy).
 */
int registry_entry(struct registry *r, void *mem, int64_t sequence, struct entry *out,
	struct error *err) MUST_CHECK;

/* The entry's document, read and decoded as it was when sealed; its signatures are not checked. */
struct document *registry_document(void *mem, const struct entry *e, struct error *err);

/*
 * The last day of a notice by the calendar in force, for lists and pages:
 * ERROR_CALENDAR_MISSING if a year has no calendar yet.
 */
int registry_notice_last_day(struct registry *r, const struct record_notice *notice,
	struct day *out, struct error *err) MUST_CHECK;

/* The last day of a duty of the operator that began at an instant (art. 15, 22). */
int registry_duty_last_day(
	struct registry *r, struct instant since, struct day *out, struct error *err) MUST_CHECK;

#endif
