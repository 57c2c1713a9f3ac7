/*
 * about: what every export says about its origin, the ledger and the checkpoint at
 * which it was read, and the signature under it.
 *
 * A signed export is a file of the same form as a signed document: YAML, one line
 * `---`, `signatures:` with one SSH signature of the sealing key, namespace
 * `export@NAME`. What is signed is the bytes before that line, so
 * `ssh-keygen -Y verify` checks them against the exported allowed_signers. Its first
 * member, `export`, says which export it is, since all share the namespace.
 */
#ifndef EXPORT_ABOUT_H
#define EXPORT_ABOUT_H

#include "signature/secret_key.h"
#include "state/state.h"

enum { CHECKPOINT_ROOT_SIZE = 45 };

struct export_about {
	char name[LEDGER_NAME_SIZE];
	char ledger[LEDGER_ID_SIZE]; /* name, slash, 32 digits */
	struct public_key sealing_key;
	int64_t size;			 /* entries under the checkpoint */
	char root[CHECKPOINT_ROOT_SIZE]; /* base64 as in the checkpoint; "": none signed yet */
};

/* Inside the caller's state_read_begin. ERROR_EXPORT_INCOMPLETE for an empty state. */
int export_about_read(struct state *s, struct export_about *out, struct error *err) MUST_CHECK;

/* The armoured signature over `bytes`. ERROR_EXPORT_KEY as below. */
int export_armour(const struct export_about *about, const struct secret_key *key, const char *bytes,
	size_t size, struct buffer *armour, struct error *err) MUST_CHECK;

/*
 * Appends `---` and the signature over all that the buffer holds from offset `from`.
 * ERROR_EXPORT_KEY when the key is not the ledger's sealing key.
 */
int export_sign(const struct export_about *about, const struct secret_key *key, size_t from,
	struct buffer *out, struct error *err) MUST_CHECK;

#endif
