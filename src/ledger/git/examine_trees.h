/*
 * examine_trees: in which files two trees of git differ, whatever the trees are.
 *
 * A tree may name one folder a thousand times, ten levels deep, in a few small objects; so what
 * is walked is bounded by what a page can write: paths of at most eight components, and as many
 * names as its entries can have files. Objects are read as they are stored, with the modes and
 * in the order that stand there. Private to ledger/git/.
 */
#ifndef LEDGER_EXAMINE_TREES_H
#define LEDGER_EXAMINE_TREES_H

#include "base/limits.h"
#include "ledger/git/ledger_git.h"

enum {
	LEDGER_COMPONENTS_MAX = 8,
	/* A page, its checkpoint, and of each entry a copy and the line of a code. */
	LEDGER_CHANGES_MAX = 2 + 2 * LIMIT_PAGE_ENTRIES,
	/* Names in which two trees differ, the folders on the way counted. */
	LEDGER_NAMES_MAX = (LEDGER_COMPONENTS_MAX + 1) * LEDGER_CHANGES_MAX,
	/* Bytes of all trees read for one comparison. */
	LEDGER_TREES_MAX = 512 * 1024 * 1024,
};

enum ledger_change {
	LEDGER_ADDED,
	LEDGER_CHANGED,
	LEDGER_REMOVED,
	LEDGER_IRREGULAR, /* there, but no file of mode 100644 at a path that a ledger has */
};

/* Returns 0 to go on; anything else ends the comparison and is returned. */
typedef int (*ledger_change_fn)(
	void *ctx, const char *path, enum ledger_change change, struct error *err);

/*
 * Calls fn for every file in which the trees differ. A folder at the eighth component, one
 * without names, and a path too long to be a ledger's are told as irregular and not entered.
 * before is NULL for no tree. ERROR_AUDIT_TREE: there is more than a page can write, or a tree
 * is not in git's form.
 */
int ledger_trees_compare(git_odb *odb, const git_oid *before, const git_oid *after,
	ledger_change_fn fn, void *ctx, struct error *err) MUST_CHECK;

#endif
