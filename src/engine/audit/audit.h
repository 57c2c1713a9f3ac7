/*
 * audit: the whole ledger decided again, and every byte of it accounted for.
 *
 * The audit trusts nothing but the genesis it is given (or finds): it walks the
 * commits from the first, checks each one's form and signature, reads its page,
 * authenticates and decides every document again, compares the hash of its
 * changes, the files that the page wrote, and the checkpoint that the commit
 * stores. Older checkpoints and receipts that somebody kept are compared with the
 * tree: with the sealing key a ledger can be rewritten, but not so that it still
 * agrees with them. Checks are numbered; a finding names check, page, entry,
 * path and reason. Reads only; its state is in memory.
 *
 * In a copy of a ledger that lacks documents (docs/ledger-format.md 3) deciding stops
 * at the first entry that is only a leaf. From there on, too, pages, commits, checkpoints
 * and tree are checked in full, and so are the documents' form and signatures;
 * what was not decided is counted, so that nobody takes it for decided.
 */
#ifndef ENGINE_AUDIT_H
#define ENGINE_AUDIT_H

#include <stdint.h>

#include "base/error.h"
#include "domain/identifiers.h"
#include "engine/study/raw_data.h"
#include "ledger/checkpoint.h"
#include "ledger/ledger.h"

enum audit_check {
	AUDIT_HISTORY = 1, /* HEAD and main lead back along one line, every object readable */
	AUDIT_COMMIT,	   /* the commit's bytes follow from its page */
	AUDIT_SEALED,	   /* signed by the sealing key in force */
	AUDIT_PAGE,	   /* the page is there and canonical */
	AUDIT_SEQUENCE,	   /* sequence, time and rules version continue those before */
	AUDIT_DOCUMENT,	   /* the document opens and its signatures hold */
	AUDIT_DECISION,	   /* the rules accept it at that instant */
	AUDIT_CHANGES,	   /* the changes are those that were sealed */
	AUDIT_FILES,	   /* exactly the page's files changed, with the right bytes */
	AUDIT_CHECKPOINT,  /* the stored checkpoint is signed and has this tree's root */
	AUDIT_INVARIANTS,  /* balances add up, ranges are disjoint */
	AUDIT_WITNESS,	   /* a kept checkpoint agrees with this ledger */
	AUDIT_RECEIPT,	   /* a kept receipt agrees with this ledger */
	AUDIT_IDENTITY,	   /* the ledger is the one that was meant */
	AUDIT_RAW_DATA,	   /* a report's values are those of the raw data it names, where present */
	AUDIT_REPOSITORY,  /* no ref but main, and nothing by which git shows other bytes */
	AUDIT_CHECK_COUNT
};

enum { AUDIT_FINDINGS_MAX = 64 };

struct audit_finding {
	enum audit_check check;
	int64_t page, sequence; /* -1: not about one */
	char path[LEDGER_PATH_MAX];
	struct error error;
};

/* A kept proof: a checkpoint's note or a receipt, and the name to show for it. */
struct audit_proof {
	const char *name, *text;
	size_t size;
};

struct audit_options {
	const char *ledger_id; /* NULL: whatever genesis says */
	size_t checkpoints_n, receipts_n;
	const struct audit_proof *checkpoints, *receipts;
	const struct raw_data_source *raw_data; /* NULL: values are not derived again */
	void (*progress)(void *ctx, int64_t done, int64_t all); /* pages; may be NULL */
	void *progress_ctx;
};

/* What was not decided. */
struct audit_copy {
	int64_t first_leaf; /* sequence; -1: the ledger is whole, and all was decided */
	int64_t leaves;	    /* entries that are only their leaves */
	int64_t undecided;  /* documents after the first of them */
	int64_t strangers;  /* signatures on these with keys that nothing here declares */
};

struct audit_result {
	int64_t pages, entries, signatures;
	int64_t done[AUDIT_CHECK_COUNT]; /* how often each check was made */
	char ledger_id[LEDGER_ID_SIZE];
	struct checkpoint head;	  /* size and root of the whole ledger */
	struct digest state_hash; /* of what was decided */
	struct audit_copy copy;
	size_t findings_n, beyond; /* kept and not kept */
	struct audit_finding findings[AUDIT_FINDINGS_MAX];
};

/* "commit", "page", ... : the name of a check, for people and tests. */
const char *audit_check_name(enum audit_check check);
const char *audit_check_meaning(enum audit_check check, enum language language);

/*
 * 0 with *out filled, whether or not there are findings; -1 with *err when the
 * audit itself could not run (no such folder, out of memory).
 */
int audit_run(const char *folder, const struct audit_options *options, struct audit_result *out,
	struct error *err) MUST_CHECK;

#endif
