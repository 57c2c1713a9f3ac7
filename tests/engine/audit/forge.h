/*
 * forge: a ledger's history rewritten, as somebody who has the files could.
 *
 * A forge reads the commits of a ledger. forge_rewrite makes the history again from
 * one page onwards: that page's files or commit are changed, and every later commit
 * rests on the changed one. Signatures are left as they were, or made again with a
 * key. No code of src/ writes the forgery: objects are written with libgit2 alone.
 */
#ifndef TESTS_ENGINE_FORGE_H
#define TESTS_ENGINE_FORGE_H

#include <stdbool.h>
#include <stddef.h>

#include <git2.h>

#include "signature/secret_key.h"

enum { FORGE_PAGES_MAX = 256 };

struct forge_commit {
	git_oid id, tree;
	char *body; /* the raw object */
	size_t size;
};

struct forge {
	char folder[2048];
	git_repository *repo;
	size_t n;
	struct forge_commit commits[FORGE_PAGES_MAX];
};

/* What is changed in one page's commit; members that are zero change nothing. */
struct forge_change {
	size_t page;
	const char *path; /* this file gets other bytes, or is removed (NULL bytes) */
	const void *bytes;
	size_t size;
	const char *beside;  /* this path gets the bytes instead: a file under another name */
	git_filemode_t mode; /* 0: a regular file */
	const char *body;    /* the commit's raw object, as it is to be */
	size_t body_size;
	const void *root; /* the raw tree object of the commit */
	size_t root_size;
	const struct secret_key *key; /* signs this commit and all later ones */
};

/* Fails the test when the ledger cannot be read. Below mem. */
struct forge *forge_open(void *mem, const char *folder);

/* The bytes of a file at a page's commit; NULL when there is none. Below mem. */
char *forge_file(struct forge *f, void *mem, size_t page, const char *path, size_t *size);

/* The paths that a page's commit added, ended by NULL. Below mem. */
char **forge_added(struct forge *f, void *mem, size_t page);

/* The raw bytes of the root tree of a page's commit. Below mem. */
char *forge_root(struct forge *f, void *mem, size_t page, size_t *size);

/* Makes the history again, with the head moved to it. */
void forge_rewrite(struct forge *f, const struct forge_change *c);

/* A history of these commits in this order, each with its tree as it was. */
void forge_chain(struct forge *f, const size_t *order, size_t n, const struct secret_key *key);

/* Closes the repository's files, which libgit2 keeps open and shares; and opens them again. */
void forge_let_go(struct forge *f);
void forge_take(struct forge *f);

/* The head at a page's commit. */
void forge_move(struct forge *f, size_t page);

/* The head where it was. */
void forge_restore(struct forge *f);

#endif
