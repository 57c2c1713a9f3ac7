/*
 * world: a registry of its own in a temporary folder, with the parties of the
 * public record, and documents signed and submitted to it.
 *
 * Names are those of the record. Codes of owners and authorities, accounts, keys
 * and ids are invented one after the other and mean nothing; codes of validation and
 * verification bodies are public where they are known. The clock is simulated.
 */
#ifndef TESTS_REAL_WORLD_H
#define TESTS_REAL_WORLD_H

#include "engine/registry.h"
#include "tests/folder.h"

enum { PARTIES_MAX = 4096 };

struct real_party {
	const char *name, *code, *account;
	struct secret_key *key;
};

struct real_world {
	void *mem;
	struct folder folder;
	struct registry *registry;
	struct secret_key *sealing_key;
	struct instant now;
	uint64_t ids;
	size_t parties_n;
	struct real_party parties[PARTIES_MAX];
	struct error err;     /* of the last refusal */
	struct digest sealed; /* the last document sealed */
};

/* The three authorities come first. */
enum { REAL_OPERATOR, REAL_MEE, REAL_SAMR };

/* Who signs a document, and as what; ended by a NULL party. */
struct real_signer {
	const struct real_party *party;
	const char *as;
};

/* A new ledger that begins at the instant; freed with real_world_end. */
struct real_world *real_world_begin(void *mem, struct instant start);
void real_world_end(struct real_world *w);

/* Moves the simulated clock forward; does nothing if it is there already. */
void real_world_clock(struct real_world *w, struct instant to);

/* Submits the body (which begins after the header): 0, or -1 with w->err. */
int real_world_try(struct real_world *w, const char *kind, const char *body,
	const struct real_signer *signers);

/* The same, but it must be sealed; returns the document's hash. */
struct digest real_world_seal(struct real_world *w, const char *kind, const char *body,
	const struct real_signer *signers);

/* A template of the source tree, without its `kind` and `version`. */
const char *real_world_template(struct real_world *w, const char *path);

/* The party of that name, registered if it is not yet. `code` NULL: one is invented. */
const struct real_party *real_world_party(
	struct real_world *w, const char *name, const char *code, const char *province);

/* A text in single quotes for YAML. */
const char *real_quoted(void *mem, const char *text);

#endif
