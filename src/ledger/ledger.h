/*
 * ledger: the bare git repository of pages, one signed commit each (libgit2).
 *
 * One branch, `main`, linear. This room writes a page's tree, makes the commit
 * and moves the ref, which is the commit point; it reads pages and files back.
 * It knows entries and bytes, not documents' meaning. Moving the ref is durable
 * when it returns. libgit2's errors are translated here and nowhere else.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/macros.h"
#include "ledger/page.h"
#include "signature/secret_key.h"

enum { LEDGER_COMMIT_SIZE = 41, LEDGER_PATH_MAX = 256 };

struct ledger;

/* Makes an empty bare repository; refuses a folder that is not empty. */
struct ledger *ledger_create(const char *folder, struct error *err);

/*
 * Opens one. With `write`: takes the exclusive lock (ERROR_LEDGER_LOCKED), removes
 * left-over lock and temporary files of its own, and unreadable unreachable loose
 * objects; makes the 256 object folders.
 */
struct ledger *ledger_open(const char *folder, bool write, struct error *err);
void ledger_free(struct ledger *l);
DEFINE_AUTO(ledger)

/* The head commit in hex; 1, or 0 for an empty ledger, -1. */
int ledger_head(struct ledger *l, char out[LEDGER_COMMIT_SIZE], struct error *err) MUST_CHECK;

/* A file written beside the page. `number` paths are NNNN-kind.yaml in a folder. */
struct ledger_file {
	char path[LEDGER_PATH_MAX];
	const char *bytes;
	size_t size;
};

struct ledger_page {
	int64_t number;
	const char *name;    /* ledger name: author and committer */
	struct instant time; /* of the last entry */
	int64_t first_sequence, last_sequence;
	const char *bytes; /* the page */
	size_t size;
	const char *checkpoint; /* for the entries before this page; NULL for page 0 */
	size_t files_n;
	const struct ledger_file *files;
	const struct secret_key *sealing_key;
};

/* Builds objects and signed commit; nothing is reachable yet. */
int ledger_prepare(struct ledger *l, const struct ledger_page *p, char commit[LEDGER_COMMIT_SIZE],
	struct error *err) MUST_CHECK;

/* Moves the ref from the parent to a prepared commit: the commit point. */
int ledger_publish(struct ledger *l, const char *commit, struct error *err) MUST_CHECK;

/* How many entries a folder has at the head (0 when it does not exist); -1 error. */
int ledger_folder_count(struct ledger *l, const char *folder, struct error *err) MUST_CHECK;

/* The bytes of a path at a commit; below mem. 1, 0 no such path, -1. */
int ledger_file_at(struct ledger *l, void *mem, const char *commit, const char *path,
	const char **bytes, size_t *size, struct error *err) MUST_CHECK;

/* What a commit is, checked for form only. Text below mem. */
struct ledger_commit {
	char id[LEDGER_COMMIT_SIZE], parent[LEDGER_COMMIT_SIZE], tree[LEDGER_COMMIT_SIZE];
	int parents_n;
	const char *signature;	  /* armour; NULL: unsigned */
	const char *signed_bytes; /* commit body without gpgsig */
	size_t signed_size;
	const char *body; /* the raw commit object */
	size_t body_size;
};
int ledger_commit_read(struct ledger *l, void *mem, const char *id, struct ledger_commit *out,
	struct error *err) MUST_CHECK;

/* Commit ids from the first to the head; below mem. */
int ledger_history(struct ledger *l, void *mem, char (**ids)[LEDGER_COMMIT_SIZE], size_t *n,
	struct error *err) MUST_CHECK;

/*
 * The commit that preparing the page on the parent would give, without writing:
 * for the audit. ERROR_LEDGER_* as ledger_prepare; signature is the given armour.
 */
int ledger_rebuild(struct ledger *l, const struct ledger_page *p, const char *parent,
	const char *signature, char commit[LEDGER_COMMIT_SIZE], struct error *err) MUST_CHECK;

/* ledger_folder_count at a given commit. */
int ledger_folder_count_at(
	struct ledger *l, const char *commit, const char *folder, struct error *err) MUST_CHECK;

enum ledger_change { LEDGER_ADDED, LEDGER_CHANGED, LEDGER_REMOVED, LEDGER_IRREGULAR };

/*
 * Calls fn for every path in which a commit differs from its parent (NULL: from
 * nothing). LEDGER_IRREGULAR: there, but no regular file of mode 100644.
 */
typedef int (*ledger_change_fn)(
	void *ctx, const char *path, enum ledger_change change, struct error *err);
int ledger_changes(struct ledger *l, const char *parent, const char *commit, ledger_change_fn fn,
	void *ctx, struct error *err) MUST_CHECK;

#endif
