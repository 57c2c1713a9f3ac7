/*
 * examine: how git holds a ledger's pages, for the audit, which takes nothing on trust.
 *
 * Commits and trees as they are, walked from the first: is the history one line, is each commit
 * the one that sealing its page on its parent gives, are exactly the page's files written. What
 * must be examined in a ledger that is not git is not said here, and what the pages say is not
 * decided here. Reads only.
 */
#ifndef LEDGER_EXAMINE_H
#define LEDGER_EXAMINE_H

#include "ledger/ledger.h"
#include "signature/public_key.h"

enum { LEDGER_COMMIT_SIZE = 41 };

/* The head commit in hex; 1, or 0 for an empty ledger, -1. For tests, which compare heads. */
int ledger_head(struct ledger *l, char out[LEDGER_COMMIT_SIZE], struct error *err) MUST_CHECK;

/* The bytes of a path at a commit; below mem. 1, 0 no such file, -1. */
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

/* Called for each path: NULL if it is right, else what is wrong. */
typedef void (*examiner_path_fn)(void *ctx, const char *path, const struct error *wrong);

/*
 * Calls fn for every ref, and for every file by which git would show another history than the
 * one of main. ERROR_AUDIT_REF for a ref that a ledger does not have, ERROR_AUDIT_REPLACED. In a
 * clone with a work tree the refs that `git clone` makes are right.
 */
int ledger_refs(struct ledger *l, examiner_path_fn tell, void *ctx, struct error *err) MUST_CHECK;

/* --- page by page --- */

/* A ledger under examination, and the page at hand. */
struct examiner;

/* Lists the history; n becomes the number of its commits. Below mem; NULL with *err. */
struct examiner *examiner_new(void *mem, struct ledger *l, int64_t *n, struct error *err);

/*
 * Goes to a page's commit: it has the form of a commit, and its one parent is the page before it
 * (the first has none). ERROR_AUDIT_HISTORY, ERROR_LEDGER_COMMIT.
 */
int examiner_go_to(struct examiner *x, int64_t number, struct error *err) MUST_CHECK;

/* The page as its own commit holds it; below mem. 1, 0 none, -1. */
int examiner_page(struct examiner *x, void *mem, const char **bytes, size_t *size,
	struct error *err) MUST_CHECK;

/* The checkpoint that the commit holds; below mem. 1, 0 none, -1. */
int examiner_checkpoint(struct examiner *x, void *mem, const char **note, size_t *size,
	struct error *err) MUST_CHECK;

/* The commit is signed with the key, its armour in canonical form. */
int examiner_sealed(struct examiner *x, const struct public_key *key, struct error *err) MUST_CHECK;

/*
 * Works out what the commit of the given page must have written; call it before the two functions
 * that follow. -1: the page cannot be sealed on its parent.
 */
int examiner_expect(
	struct examiner *x, const struct ledger_page *page, struct error *err) MUST_CHECK;

/*
 * What the commit changed is what the page gives, byte for byte, and nothing else: fn is called
 * for every path that the commit changes, then for every one that it lacks.
 */
int examiner_files(
	struct examiner *x, examiner_path_fn tell, void *ctx, struct error *err) MUST_CHECK;
void examiner_missing(struct examiner *x, examiner_path_fn tell, void *ctx);

/*
 * Calls fn for every file that the commit adds besides its page and checkpoint, with its bytes
 * below mem, until fn returns other than 0, which is returned. For where it is not known what
 * must have been written: then a caller that knows documents says what may be.
 */
typedef int (*examiner_added_fn)(
	void *ctx, const char *path, const char *bytes, size_t size, struct error *err);
int examiner_added(struct examiner *x, void *mem, examiner_added_fn fn, void *ctx,
	struct error *err) MUST_CHECK;

/* Whether the commit's tree has the folder: 1, 0, -1. */
int examiner_has_folder(struct examiner *x, const char *folder, struct error *err) MUST_CHECK;

/* Sealing the page again on its parent, with the same signature, gives the same commit. */
int examiner_sealed_again(struct examiner *x, struct error *err) MUST_CHECK;

#endif
