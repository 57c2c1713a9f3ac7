/*
 * ledger_tree: a git tree held in memory, changed by paths, and written as objects.
 *
 * What is below a folder is read when it is first asked for, so a writer that keeps the tree of
 * its last commit reads nothing again. Memory is bounded by ledger_tree_shrink. A function that
 * fails may leave a change half made: the tree is then freed, not used. Private to ledger/git/.
 */
#ifndef LEDGER_LEDGER_TREE_H
#define LEDGER_LEDGER_TREE_H

#include "ledger/git/ledger_git.h"

struct ledger_tree;

/* The tree of an object; an empty one for NULL. Below mem; NULL with *err. */
struct ledger_tree *ledger_tree_new(void *mem, git_odb *odb, const git_oid *id, struct error *err);

/* How many names a folder has; 0 if it does not exist. ERROR_LEDGER_PATH if it is a file. */
int ledger_tree_count(struct ledger_tree *t, git_odb *odb, const char *folder, int64_t *out,
	struct error *err) MUST_CHECK;

/*
 * Puts a file. ERROR_LEDGER_PATH where the path is taken (unless `again`, and it is a file) or
 * leads through a file.
 */
int ledger_tree_put(struct ledger_tree *t, git_odb *odb, const char *path, const git_oid *file,
	bool again, struct error *err) MUST_CHECK;

/*
 * Writes every changed folder, the deepest first, and gives the root's id; with
 * `only_hash` nothing is written.
 */
int ledger_tree_write(struct ledger_tree *t, git_odb *odb, bool only_hash, git_oid *out,
	struct error *err) MUST_CHECK;

/* Names that a tree may hold in memory from page to page: a few megabytes. */
enum { LEDGER_TREE_NAMES_MAX = 65536 };

/* Drops the folders that are not on the way to `path` once more names than that are held. */
void ledger_tree_shrink(struct ledger_tree *t, const char *path);

/* Makes an object of the type and writes it, or with `only_hash` does not. */
int ledger_object_write(git_odb *odb, bool only_hash, git_object_t type, const void *bytes,
	size_t size, git_oid *out, struct error *err) MUST_CHECK;

#endif
