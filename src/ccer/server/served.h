/*
 * served: what a server's ledger is, without taking the server's word for anything.
 *
 * A ledger's id is the hash of its genesis; genesis names the sealing key; checkpoints
 * are checked with it.
 */
#ifndef CCER_SERVED_H
#define CCER_SERVED_H

#include "ccer/http.h"
#include "ledger/checkpoint.h"

struct served {
	const char *server;
	const char *ledger_id; /* as the caller knows it */
	struct public_key key; /* after served_ledger: the sealing key that genesis names */
};

/* Genesis as the server has it, if its hash is the one in the id: ERROR_AUDIT_IDENTITY. */
int served_ledger(struct command_context *c, struct served *s, struct error *err) MUST_CHECK;

/* The server's checkpoint, checked; *note is its text. After served_ledger. */
int served_checkpoint(struct command_context *c, const struct served *s, struct checkpoint *out,
	struct http_answer *note, struct error *err) MUST_CHECK;

#endif
