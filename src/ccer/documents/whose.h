/*
 * whose: the keys of those whom a document names as its signers, by a ledger.
 *
 * That a signature fits the text says nothing of who made it: anybody can write any name
 * into a document and sign it with a key of their own. A ledger at hand tells a party's keys;
 * of a server, they are taken from the documents by which the parties declared them, and each
 * of these must be proven to be in the ledger.
 */
#ifndef CCER_WHOSE_H
#define CCER_WHOSE_H

#include "ccer/command.h"
#include "ccer/server/served.h"
#include "engine/registry.h"

/* The keys of one signer; none of a party that the ledger does not have. */
struct signer_keys {
	size_t n;
	struct public_key key[LIMIT_PARTY_KEYS];
	int64_t threshold;
};

struct whose {
	struct signer_keys of[LIMIT_SIGNERS]; /* in the order of the document's signers */
};

/* From a ledger at hand, as far as its state has come. */
int whose_at_hand(struct command_context *c, struct registry *r, const struct document *d,
	struct whose *out, struct error *err) MUST_CHECK;

/* From a server, after served_open. */
int whose_served(struct command_context *c, struct served *s, const struct document *d,
	struct whose *out, struct error *err) MUST_CHECK;

/*
 * A document that declares keys itself, of a new party or of the first authorities, brings
 * those that no ledger can have yet.
 */
void whose_declared(const struct document *d, struct whose *out);

/* The signer whose key it is: its place in the document's list, or -1. */
int whose_signer(const struct whose *w, const struct document *d, const struct public_key *key);

#endif
