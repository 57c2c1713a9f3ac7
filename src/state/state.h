/*
 * state: the registry's records in SQLite, a cache of the ledger.
 *
 * Tables are made from the columns in record/; beside them are the index of
 * entries, the nodes of the Merkle tree, and the head that all this was built
 * from. Deleting the file is always safe: it is rebuilt by replay. One writer;
 * everything of one page is put inside one transaction, which commits after the
 * page has been appended to the ledger. A file of another layout is refused with
 * ERROR_STATE_LAYOUT, so that the caller can delete it. This room knows neither
 * git nor documents.
 */
#ifndef STATE_STATE_H
#define STATE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/macros.h"
#include "domain/readers.h"
#include "record/overlay.h"
#include "record/view.h"

enum { STATE_MARK_SIZE = 80, CHECKPOINT_MAX = 1024 };

/* How far the state has come; all zero for an empty one. */
struct state_head {
	char mark[STATE_MARK_SIZE]; /* the ledger's mark of the last page; "" : nothing sealed */
	int64_t pages, entries;
	struct instant last_time;
	char checkpoint[CHECKPOINT_MAX]; /* signed note covering `entries`; "" : none */
};

/* One sealed entry, as the index keeps it: all that its leaf says, and where it is. */
struct state_entry {
	int64_t sequence, page;
	int64_t page_first, page_entries; /* of its page: the first sequence, and how many */
	struct instant time;
	int64_t rules;
	struct digest document, signatures, changes, leaf;
	char kind[RECORD_CODE_SIZE];
	struct readers readers; /* who may see the document */
	struct digest project;	/* the project it is about; zero: none */
};

enum { STATE_KEY_SIZE = 32 };

struct state;

/* Opens or makes the file (":memory:" too). NULL with *err. */
struct state *state_open(const char *file, struct error *err);
void state_free(struct state *s);
DEFINE_AUTO(state)

/*
 * From now on every row that is put is sealed with the key, and every row that is read must be
 * (ERROR_STATE_CORRUPT). Right after opening; whoever is to write calls state_check then.
 */
void state_seal(struct state *s, const uint8_t key[STATE_KEY_SIZE]);

/*
 * Reads all there is: the file is sound, tables and indexes are those that were made and fit each
 * other, each row is sealed, and together they are what the last commit left. ERROR_STATE_CORRUPT.
 * `progress` is told of rows done and in all; may be NULL.
 */
int state_check(struct state *s, void (*progress)(void *ctx, int64_t done, int64_t all), void *ctx,
	struct error *err) MUST_CHECK;

/*
 * Within begin .. commit and before anything is put: that nobody else has changed the files since
 * this state's last commit. Costs two looks at the files; where they, or SQLite, say that
 * somebody did, all is read as by state_check and must be what this state wrote.
 */
int state_still(struct state *s, struct error *err) MUST_CHECK;

/*
 * Fills a state in memory, new and empty, with a copy of the file, which is only read:
 * nothing is written to it and nothing is left beside it, whether or not a server has it
 * open. ERROR_STATE_LAYOUT, ERROR_STATE_CORRUPT, ERROR_IO, or ERROR_STATE_BUSY where
 * somebody changed it meanwhile; s then holds nothing that can be used.
 */
int state_copy(struct state *s, const char *file, struct error *err) MUST_CHECK;

int state_head(struct state *s, struct state_head *out, struct error *err) MUST_CHECK;

/* Borrowed; reads inside the open transaction, if any, else the committed state. */
const struct view *state_view(struct state *s);

/* begin .. put* .. commit; leaving without commit: state_rollback. */
int state_begin(struct state *s, struct error *err) MUST_CHECK;
int state_put_changes(struct state *s, const struct overlay *changes, struct error *err) MUST_CHECK;
int state_put_entry(struct state *s, const struct state_entry *e, struct error *err) MUST_CHECK;
/* Nodes of the Merkle tree: level 0 holds the leaves' hashes. Only full subtrees are kept. */
int state_put_node(struct state *s, int level, int64_t index, const struct digest *hash,
	struct error *err) MUST_CHECK;
int state_put_head(struct state *s, const struct state_head *h, struct error *err) MUST_CHECK;
int state_commit(struct state *s, struct error *err) MUST_CHECK;
void state_rollback(struct state *s);

/* 1 found, 0 none, -1 error. */
int state_node(struct state *s, int level, int64_t index, struct digest *out,
	struct error *err) MUST_CHECK;
int state_entry_at(
	struct state *s, int64_t sequence, struct state_entry *out, struct error *err) MUST_CHECK;
int state_entry_of(struct state *s, const struct digest *document, struct state_entry *out,
	struct error *err) MUST_CHECK;

/* Entries from a sequence on; of one project when project is not NULL. */
typedef int (*state_entry_fn)(void *ctx, const struct state_entry *e, struct error *err);
int state_entries(struct state *s, int64_t from, const struct digest *project, state_entry_fn fn,
	void *ctx, struct error *err) MUST_CHECK;

/*
 * SHA-256 over the canonical encoding of every record, by kind and key: equal for
 * equal states, however they were reached.
 */
int state_hash(struct state *s, struct digest *out, struct error *err) MUST_CHECK;

/* One read transaction over several reads: every answer comes from one snapshot. */
int state_read_begin(struct state *s, struct error *err) MUST_CHECK;
void state_read_end(struct state *s);

/* For AUTO: ends the read that was begun; NULL: none was. */
static inline void state_read_auto(struct state **reading)
{
	if (*reading)
		state_read_end(*reading);
}

#endif
