/*
 * known: what the client keeps of the ledgers that it has met, as ssh keeps hosts.
 *
 * Below one folder, CCER_HOME, else $XDG_DATA_HOME/ccer, else ~/.local/share/ccer:
 *   ledgers/LEDGER	      the sealing key and the clock; the id binds both through genesis
 *   checkpoints/LEDGER	      the newest checkpoint that was seen, a signed note
 *   servers/HOST:PORT	      the ledger that stood behind an address
 * with `_` for each `/` of a name. Ledgers with a simulated clock are for practice: copies
 * of one are played on side by side, so a checkpoint of such a ledger is kept for each address
 * (checkpoints/LEDGER@HOST:PORT) unless CCER_HOME names the folder. No address of the
 * loopback is kept: programs come and go there. An empty CCER_HOME keeps nothing.
 */
#ifndef CCER_KNOWN_H
#define CCER_KNOWN_H

#include "ccer/command.h"
#include "ledger/checkpoint.h"

struct known_ledger {
	const char *folder; /* NULL: nothing is kept */
	bool chosen;	    /* by CCER_HOME */
	const char *address;
	char id[LEDGER_ID_SIZE]; /* after known_read */
	bool practice;
	struct public_key key;
};

/* The folder, and the address (of struct http_address; NULL: no server) that is spoken to. */
int known_open(struct command_context *c, const char *address, struct known_ledger *k,
	struct error *err) MUST_CHECK;

/* The ledger that was met at the address: 1 and *id below c->mem, 0 none, -1. */
int known_at_address(struct command_context *c, const struct known_ledger *k, const char **id,
	struct error *err) MUST_CHECK;

/* The file that says so; NULL: there is none. Below c->mem. */
const char *known_address_file(struct command_context *c, const struct known_ledger *k);

/* Key and clock of the ledger, from its file: 1, 0 not met yet, -1 (ERROR_CLIENT_KNOWN_FILE). */
int known_read(struct command_context *c, struct known_ledger *k, const char *id,
	struct error *err) MUST_CHECK;

/* Keeps id, key and clock as they stand in *k, and that the ledger is at the address. */
int known_keep(
	struct command_context *c, const struct known_ledger *k, struct error *err) MUST_CHECK;

/* Where the newest checkpoint lies; NULL: nowhere. Below c->mem. */
const char *known_checkpoint_file(struct command_context *c, const struct known_ledger *k);

/* The newest checkpoint: 1, 0 none, -1. */
int known_checkpoint(struct command_context *c, const struct known_ledger *k,
	struct checkpoint *out, struct error *err) MUST_CHECK;

/* Keeps the note of a checkpoint, unless a newer one has been kept meanwhile. */
int known_keep_checkpoint(struct command_context *c, const struct known_ledger *k,
	const struct checkpoint *newest, const char *note, size_t size,
	struct error *err) MUST_CHECK;

/*
 * A ledger's key as it is published: `NAME/32 digits+8 digits+base64`, which names the
 * ledger (*id below c->mem), or `ssh-ed25519 AAAA...` alone (*id NULL). ERROR_CLIENT_LEDGER_KEY.
 */
int known_key_parse(struct command_context *c, const char *text, const char **id,
	struct public_key *out, struct error *err) MUST_CHECK;

#endif
