/*
 * tampering: ledgers changed at random, by those who have the files and by those who
 * hold the sealing key as well, and what an audit must say of each.
 *
 * A class is one way of tampering. Applied to a ledger it changes something that it
 * chooses at random, and says what, and where a finding must be. The class says which
 * of the audit's checks may be the one that finds it: if another does, the tampering
 * was found by luck. Whatever was changed is put back by tampering_undo.
 */
#ifndef TESTS_ENGINE_TAMPERING_H
#define TESTS_ENGINE_TAMPERING_H

#include "engine/audit/audit.h"
#include "ledger/page.h"
#include "tests/engine/audit/forge.h"

/* A ledger to tamper with, a second one that shares its beginning, and the key. */
struct ground {
	const char *name, *folder, *sibling; /* sibling: NULL if there is none */
	int64_t parts_at;		     /* the entry from which the sibling differs */
	struct forge *forge, *sibling_forge;
	const struct secret_key *key;
	char ledger_id[LEDGER_ID_SIZE];
	bool packed;
};

enum reach {
	REACH_PAGE, /* the finding is about the page, or the next, which stores its checkpoint */
	REACH_SOMEWHERE, /* about any page, or a path */
	REACH_PROOF,	 /* about the proof that was kept */
};

struct tampering {
	void *mem;
	uint64_t random;
	struct ground *ground;

	size_t page; /* the one tampered with, for REACH_PAGE */
	char what[256];
	const struct secret_key *sealer; /* commits are signed again with it; NULL: not */
	bool may_mean_the_same;		 /* bytes of git's own files, which need not matter */
	const char *audited;		 /* the folder that is to be audited */
	struct audit_options options;
	struct audit_proof proof;

	/* What tampering_undo puts back. */
	bool moved;
	const char *file;
	char *bytes; /* NULL: there was no such file */
	size_t size;
};

/* Does it, or returns false if this ledger has nothing of the kind. */
typedef bool (*tamper_fn)(struct tampering *t);

struct tampering_class {
	const char *group, *name;
	unsigned checks; /* 1 << check, for those that may find it */
	enum reach reach;
	tamper_fn tamper;
};

#define CHECK(name) (1u << AUDIT_##name)
/* What can be said of a page's content. */
#define CONTENT                                                                                    \
	(CHECK(PAGE) | CHECK(SEQUENCE) | CHECK(DOCUMENT) | CHECK(DECISION) | CHECK(CHANGES) |      \
		CHECK(FILES) | CHECK(COMMIT) | CHECK(CHECKPOINT))

extern const struct tampering_class tampering_bytes[], tampering_entries[], tampering_trees[],
	tampering_histories[], tampering_forms[]; /* each ended by one without a name */

/* Applies a class; sets every member of the tampering. */
bool tampering_apply(struct tampering *t, const struct tampering_class *class);
void tampering_undo(struct tampering *t);

/* --- for the classes --- */

/* 0..n-1 */
size_t tampering_chance(struct tampering *t, size_t n);

FORMAT(2, 3)
void tampering_say(struct tampering *t, const char *format, ...);

/* The history made again with the change, by the sealer. */
void tampering_rewrite(struct tampering *t, const struct forge_change *change);

/* A page's bytes, and its path. */
char *tampering_page(struct tampering *t, size_t page, const char **path, size_t *size);

/* A path that the page's commit added: a copy of a document; NULL where it has none. */
const char *tampering_copy(struct tampering *t, size_t page);

/* The bytes with one or a few of them changed, removed or inserted; never the same. */
char *tampering_spoil(struct tampering *t, const char *bytes, size_t *size);

/* Keeps a file of the repository, to be put back, and writes other bytes to it (NULL: none). */
char *tampering_keep(struct tampering *t, const char *file, size_t *size);
void tampering_put(struct tampering *t, const void *bytes, size_t size);

#endif
