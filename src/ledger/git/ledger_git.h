/*
 * ledger_git: what the files of struct ledger share: its parts, releasing
 * libgit2's objects at the end of a scope, and the translation of libgit2's
 * errors. Private to ledger/git/.
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

#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/macros.h"
#include "base/phrase.h"
#include "ledger/ledger.h"

#define LEDGER_REF "refs/heads/main"

struct ledger_tree;

enum {
	LEDGER_FOLDER_SIZE = PATH_MAX / 2,
	/* A page is the largest file; its stored form cannot be much longer than itself. */
	LEDGER_OBJECT_MAX = LIMIT_PAGE + 1024 * 1024,
};

/* The newest page, as the ref named it when it was last looked at. */
struct ledger_newest {
	int64_t pages; /* 0: the ledger is empty */
	git_oid commit, tree;
};

struct ledger {
	git_repository *repo;
	git_odb *odb;			 /* repo's */
	int lock, folder_lock;		 /* -1: open for reading */
	char folder[LEDGER_FOLDER_SIZE]; /* git's own; of a clone with a work tree its .git */
	bool work_tree;
	struct ledger_newest newest;
	struct ledger_tree *tree; /* the writer's, of the newest page; NULL: not read yet */
	/* Commits from the newest back, as far as has been asked for. */
	git_oid *back;
	size_t back_n, back_room;
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

/*
 * A name that somebody else has given, to be shown: bytes that are not printable ASCII, of which a
 * ledger's own names are, become '?'. Cut to LEDGER_PATH_MAX. Returns out.
 */
const char *ledger_shown(const char *name, char out[LEDGER_PATH_MAX]);

/* 40 hexadecimal digits; anything else is ERROR_LEDGER_GIT. */
int ledger_oid(const char *hex, git_oid *out, struct error *err) MUST_CHECK;

/* The head: 1, 0 for an empty ledger, -1. */
int ledger_head_oid(struct ledger *l, git_oid *out, struct error *err) MUST_CHECK;

/* The tree of a commit; NULL on error. */
git_tree *ledger_tree_of(git_repository *repo, const git_oid *commit, struct error *err);

/*
 * After a crash: removes lock and temporary files, and loose objects that cannot be read and are
 * not reachable; makes the folders of loose objects.
 */
int ledger_repair(struct ledger *l, struct error *err) MUST_CHECK;

/*
 * Reads the loose objects of a folder for libgit2, whose own reader (1.5) loops for ever on a
 * truncated one: here that is an error. Reads only. NULL: no memory.
 */
git_odb_backend *ledger_loose_reader(const char *objects);

/*
 * Whether the index of every pack points into its pack, and no object is a delta of deltas in a
 * circle, too long or too large: libgit2 (1.5) follows an offset beyond the pack and a circle
 * wherever they lead. ERROR_LEDGER_PACK with the file; ERROR_LEDGER_FORM for the packs
 * of a partial clone.
 */
int ledger_packs_check(const char *folder, struct error *err) MUST_CHECK;

/*
 * git's own folder in the one that was given: that one, or in a clone with a work tree its
 * `.git`. ERROR_LEDGER_MISSING: it cannot be a repository; ERROR_LEDGER_FORM.
 */
int ledger_form_find(const char *given, char out[LEDGER_FOLDER_SIZE], bool *work_tree,
	struct error *err) MUST_CHECK;

/*
 * Whether git's own folder holds what libgit2 can open and read whole, and nothing that leads
 * to another repository. ERROR_LEDGER_MISSING, ERROR_LEDGER_FORM.
 */
int ledger_form_check(const char *folder, struct error *err) MUST_CHECK;

/* ERROR_LEDGER_FORM: what is wrong with a file in the folder; returns -1. */
int ledger_form_error(const char *folder, const char *file, enum phrase why, struct error *err);

/* Looks at the ref, and at its commit if it has changed. */
int ledger_look(struct ledger *l, struct error *err) MUST_CHECK;

/* The entry of a path: 1, 0 none, -1. */
int ledger_entry_of(
	git_tree_entry **out, const git_tree *tree, const char *path, struct error *err) MUST_CHECK;

/* The bytes of a file, followed by a NUL. Below mem. */
int ledger_file_of(struct ledger *l, void *mem, const git_tree_entry *entry, const char **bytes,
	size_t *size, struct error *err) MUST_CHECK;

#define LEDGER_CHECKPOINT "checkpoint"

/*
 * All that a page's commit writes, with final paths: the page, the checkpoint, the page's files,
 * each numbered one with the next number of its folder in the tree before. Below mem.
 * ERROR_LEDGER_PATH for a path that is not sound.
 */
int ledger_files(void *mem, struct ledger_tree *before, git_odb *odb, const struct ledger_page *p,
	struct ledger_file **out, size_t *n, struct error *err) MUST_CHECK;

/* A commit to be made from a page. */
struct ledger_commit_of {
	git_odb *odb;
	bool only_hash; /* nothing is written */
	const struct ledger_page *page;
	const char *signature;	  /* the given armour; NULL: sign with the page's key */
	const git_oid *parent;	  /* NULL: the first page */
	struct ledger_tree *tree; /* the parent's; becomes the commit's */
};

/* Gives the ids of commit and tree. -1: the tree is half made and must be freed. */
int ledger_commit_make(const struct ledger_commit_of *c, const struct ledger_file *files, size_t n,
	git_oid *commit, git_oid *tree, struct error *err) MUST_CHECK;

#endif
