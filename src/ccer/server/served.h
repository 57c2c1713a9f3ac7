/*
 * served: what a server's ledger is, without taking the server's word for anything.
 *
 * A ledger's id is the hash of its genesis; genesis names the sealing key; checkpoints and
 * receipts are checked with it. What was met once is kept (known.h), and what a server shows
 * later must go on from the newest checkpoint that was kept. Which ledger is meant, the user
 * says: by a document's header or by --ledger-key; where neither does, it is the one that
 * stood behind the address before, and the first time the one that the server names, which
 * is said on standard error.
 */
#ifndef CCER_SERVED_H
#define CCER_SERVED_H

#include "ccer/http.h"
#include "ccer/server/known.h"
#include "ledger/checkpoint.h"
#include "ledger/page.h"

/* A checkpoint that was kept, and the file that it stands in. */
struct kept_checkpoint {
	struct checkpoint at; /* size 0: none */
	const char *file;
};

struct served {
	const char *server;	/* as the user named it */
	const char *given_key;	/* --ledger-key; NULL: none */
	const char *ledger_id;	/* as the caller knows it, else NULL before served_open */
	struct public_key key;	/* after served_open: the ledger's sealing key */
	struct instant now;	/* after served_meet: the time at which it would seal */
	struct http_address at; /* after served_open */
	struct known_ledger known;
	struct kept_checkpoint newest, beside;
};

/*
 * Finds out the ledger and its key, and the newest checkpoint that was kept. Says so on
 * standard error where the ledger was not known before.
 */
int served_open(struct command_context *c, struct served *s, struct error *err) MUST_CHECK;

/*
 * The same after the server was asked what it keeps: a header is made from it. Another
 * ledger than the one that is meant, or than what stood behind the address before, is
 * ERROR_CLIENT_OTHER_LEDGER or ERROR_CLIENT_LEDGER_CHANGED.
 */
int served_meet(struct command_context *c, struct served *s, struct error *err) MUST_CHECK;

/* The server's checkpoint, checked; *note is its text. After served_open. */
int served_checkpoint(struct command_context *c, const struct served *s, struct checkpoint *out,
	struct http_answer *note, struct error *err) MUST_CHECK;

/*
 * Whether the server proves that the tree of the smaller begins the tree of the larger: 1, 0
 * it does not, -1 it gave no proof.
 */
int served_consistent(struct command_context *c, const struct served *s,
	const struct checkpoint *smaller, const struct checkpoint *larger,
	struct error *err) MUST_CHECK;

/*
 * Holds a signed checkpoint against those that were kept, and keeps it where it is the
 * newest. ERROR_CLIENT_FORKED, ERROR_CLIENT_BEHIND.
 */
int served_seen(struct command_context *c, struct served *s, const struct checkpoint *now,
	const char *note, size_t size, struct error *err) MUST_CHECK;

/*
 * Whether a receipt proves that the document is in the ledger, in a tree that goes on from
 * what was kept; *leaf (or NULL) is its place. ERROR_CLIENT_RECEIPT_OTHER and receipt_check's.
 */
int served_proves(struct command_context *c, struct served *s, const char *receipt, size_t size,
	const struct digest *document, struct leaf *leaf, struct error *err) MUST_CHECK;

/* Likewise the checkpoint that an answer names, which is held against a signed one. */
int served_answer(struct command_context *c, struct served *s, const json_t *answer,
	struct error *err) MUST_CHECK;

/* Receipts of the ledger that lie in the file's folder are kept checkpoints, too. */
int served_beside(struct command_context *c, struct served *s, const char *file,
	struct error *err) MUST_CHECK;

#endif
