/*
 * sshsig: OpenSSH signatures over a message in a namespace (PROTOCOL.sshsig).
 *
 * Checking and the exact, canonical text form; pure. Signing is in
 * secret_key.h. What `ssh-keygen -Y verify` accepts and we refuse: S at or above
 * the group order, text after END, blank lines inside, other line widths in a
 * stored armour, a security key that was not touched. Only Ed25519 keys, plain or
 * of security keys (OpenSSH PROTOCOL.u2f), and SHA-512.
 */
#ifndef SIGNATURE_SSHSIG_H
#define SIGNATURE_SSHSIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "signature/public_key.h"

enum { SSHSIG_NAMESPACE_MAX = 96, SSHSIG_SIZE = 64, SSHSIG_ARMOUR_MAX = 1024 };

/* So long an armour is read, so that a signature of another type is named. */
enum { SSHSIG_ARMOUR_READ_MAX = 6 * 1024 };

/* The flag in a security key's signature that it was touched. Other flags are ignored. */
enum { SSHSIG_TOUCHED = 0x01 };

struct sshsig {
	struct public_key key;
	char namespace[SSHSIG_NAMESPACE_MAX];
	uint8_t signature[SSHSIG_SIZE];
	/* What a security key signed in addition; 0 with a plain one. */
	uint8_t flags;
	uint32_t counter;
};

/*
 * Reads one armour, any line width, one optional final LF. ERROR_SSHSIG_ARMOUR,
 * ERROR_SSHSIG_FORM (argument `problem`), ERROR_SSHSIG_KEY_TYPE,
 * ERROR_KEY_APPLICATION, ERROR_SSHSIG_HASH.
 */
int sshsig_parse(const char *armour, size_t size, struct sshsig *out, struct error *err) MUST_CHECK;

/* Appends the canonical armour: 70 columns, LF after every line, END's too. */
void sshsig_write(const struct sshsig *s, struct buffer *out);

/*
 * Appends `signatures:` with the armours, given one after the other, as its items: the
 * form of signatures in documents, seals, refusals and exports.
 */
void sshsig_write_list(const char *armours, size_t size, struct buffer *out);

/*
 * Whether s is a good signature of the message in the namespace. 0, or -1 with
 * ERROR_SSHSIG_NAMESPACE (arguments `found`, `expected`), ERROR_SSHSIG_UNTOUCHED,
 * ERROR_SSHSIG_BAD, or ERROR_KEY_POINT of a key that no party could register.
 */
int sshsig_check(const struct sshsig *s, const char *namespace, const void *message, size_t size,
	struct error *err) MUST_CHECK;

/*
 * The bytes that a plain key signs for a message, and whose SHA-256 a security key
 * signs; for signers. Appended to out.
 */
void sshsig_signed_bytes(
	const char *namespace, const void *message, size_t size, struct buffer *out);

/* The order of signatures in a document: by public key blob. */
int sshsig_compare(const struct sshsig *a, const struct sshsig *b);

#endif
