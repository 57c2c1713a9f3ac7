/*
 * ledger: pages in order, appended and read: the two verbs that the engine knows.
 *
 * Beside a page the ledger keeps the files that it is given with the page. What is appended is
 * durable when ledger_append returns: that is the commit point. It knows entries and bytes,
 * not what documents mean. Today's ledger is a bare git repository with one signed commit per
 * page, on one branch (ledger/git/); none of that shows here, and how it is stored is examined
 * through ledger/git/examine.h.
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

enum { LEDGER_PATH_MAX = 256, LEDGER_MARK_SIZE = 80 };

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

/* How many pages there are. */
int ledger_pages(struct ledger *l, int64_t *out, struct error *err) MUST_CHECK;

/* The bytes of a page, followed by a NUL. Below mem. 1, 0 no such page, -1. */
int ledger_page(struct ledger *l, void *mem, int64_t number, const char **bytes, size_t *size,
	struct error *err) MUST_CHECK;

/*
 * The mark of a page: a text that binds it and all pages before it, to be compared and nothing
 * else. Reads one step back for every page after it. 1, 0 no such page, -1.
 */
int ledger_mark(
	struct ledger *l, int64_t number, char out[LEDGER_MARK_SIZE], struct error *err) MUST_CHECK;

/* The checkpoint that was appended with the newest page; below mem. 1, 0 none, -1. */
int ledger_checkpoint(
	struct ledger *l, void *mem, const char **note, size_t *size, struct error *err) MUST_CHECK;

/*
 * A file kept beside the page (docs/ledger-format.md 6). With `numbered` its name gets the next
 * number of its folder: "FOLDER/NAME" is written as "FOLDER/NNNN-NAME", from 0001 on.
 */
struct ledger_file {
	char path[LEDGER_PATH_MAX];
	bool numbered;
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

/*
 * Appends the page with the next number and gives its mark. If it fails, the ledger is as
 * it was. ERROR_LEDGER_MOVED: another number is next, or somebody else has appended;
 * ERROR_LEDGER_PATH: a file's path exists already, or is not one that the ledger writes.
 */
int ledger_append(struct ledger *l, const struct ledger_page *p, char mark[LEDGER_MARK_SIZE],
	struct error *err) MUST_CHECK;

/*
 * Whether a writer's next append can be made, as far as can be seen from outside; with `write`
 * some bytes are written and taken away again to see it. Not while something is appended.
 * ERROR_DISK_FULL, ERROR_LEDGER_UNWRITABLE: with the reason, such as another program's lock.
 */
int ledger_ready(struct ledger *l, bool write, struct error *err) MUST_CHECK;

#endif
