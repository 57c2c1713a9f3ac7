/*
 * ledger_git: what the files of struct ledger share: its parts, releasing
 * libgit2's objects at the end of a scope, and the translation of libgit2's
 * errors. Private to ledger_*.c.
 */
#ifndef LEDGER_LEDGER_GIT_H
#define LEDGER_LEDGER_GIT_H

#include <limits.h>
#include <stdbool.h>

/* Not git2.h: its index.h has a member that banned.h forbids by name. */
#include <git2/blob.h>
#include <git2/buffer.h>
#include <git2/commit.h>
#include <git2/config.h>
#include <git2/errors.h>
#include <git2/global.h>
#include <git2/object.h>
#include <git2/odb.h>
#include <git2/oid.h>
#include <git2/refs.h>
#include <git2/repository.h>
#include <git2/signature.h>
#include <git2/tree.h>

#include "base/error.h"
#include "base/macros.h"
#include "ledger/ledger.h"

#define LEDGER_REF "refs/heads/main"

struct ledger {
	git_repository *repo;
	/* The same repository with objects kept in memory, for rebuilding; may be NULL. */
	git_repository *dry;
	git_odb_backend *dry_memory; /* dry's; borrowed */
	int lock;		     /* -1: open for reading */
	char folder[PATH_MAX / 2];
};

#define LEDGER_GIT_AUTO(type)                                                                      \
	static inline void type##_auto(type **p)                                                   \
	{                                                                                          \
		type##_free(*p);                                                                   \
		*p = NULL;                                                                         \
	}
LEDGER_GIT_AUTO(git_blob)
LEDGER_GIT_AUTO(git_commit)
LEDGER_GIT_AUTO(git_config)
LEDGER_GIT_AUTO(git_odb)
LEDGER_GIT_AUTO(git_odb_object)
LEDGER_GIT_AUTO(git_reference)
LEDGER_GIT_AUTO(git_repository)
LEDGER_GIT_AUTO(git_signature)
LEDGER_GIT_AUTO(git_tree)
LEDGER_GIT_AUTO(git_tree_entry)

/* ERROR_LEDGER_GIT with libgit2's last message; returns -1. */
int ledger_git_error(struct error *err, const char *action);

/* 40 hexadecimal digits; anything else is ERROR_LEDGER_GIT. */
int ledger_oid(const char *hex, git_oid *out, struct error *err) MUST_CHECK;

/* The head: 1, 0 for an empty ledger, -1. */
int ledger_head_oid(struct ledger *l, git_oid *out, struct error *err) MUST_CHECK;

/* The tree of a commit; NULL on error. */
git_tree *ledger_tree_of(git_repository *repo, const git_oid *commit, struct error *err);

/*
 * After a crash: removes lock and temporary files, and loose objects that cannot be
 * read and that nothing reaches; makes the folders of loose objects.
 */
int ledger_repair(struct ledger *l, struct error *err) MUST_CHECK;

/*
 * Reads the loose objects of a folder for libgit2, whose own reader (1.5) turns for
 * ever in one that was torn off: here that is an error. Reads only. NULL: no memory.
 */
git_odb_backend *ledger_loose_reader(const char *objects);

/*
 * Whether the index of every pack leads into its pack: libgit2 (1.5) follows an offset
 * beyond it wherever it leads. ERROR_LEDGER_PACK with the file.
 */
int ledger_packs_check(const char *objects, struct error *err) MUST_CHECK;

/* The repository again, with its objects readable and new ones kept in memory. */
int ledger_open_dry(struct ledger *l, struct error *err) MUST_CHECK;

#endif
