/*
 * public_key: an Ed25519 public key and its OpenSSH text.
 *
 * A plain key signs by itself; a security key (FIDO) signs when it is touched. The
 * type is part of the key: a signature that needed no touch does not count as one by
 * the security key with the same point. A security key's application is "ssh:". Points
 * of small order and non-canonical encodings are refused.
 */
#ifndef SIGNATURE_PUBLIC_KEY_H
#define SIGNATURE_PUBLIC_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
	PUBLIC_KEY_SIZE = 32,
	PUBLIC_KEY_BLOB_MAX = 74,
	PUBLIC_KEY_TEXT_SIZE = 128, /* the longer type, a blank, 100 base64 characters and NUL */
	PUBLIC_KEY_FINGERPRINT_SIZE = 51, /* "SHA256:" + 43 and NUL */
};

enum public_key_type {
	PUBLIC_KEY_PLAIN,    /* ssh-ed25519 */
	PUBLIC_KEY_SECURITY, /* sk-ssh-ed25519@openssh.com */
};

struct public_key {
	enum public_key_type type;
	uint8_t bytes[PUBLIC_KEY_SIZE];
};

/*
 * "ssh-ed25519 AAAA..." or "sk-ssh-ed25519@openssh.com AAAA...", an optional comment
 * after a space is ignored. ERROR_KEY_FORM, ERROR_KEY_TYPE (argument `type`),
 * ERROR_KEY_APPLICATION or ERROR_KEY_POINT.
 */
int public_key_parse(
	const char *text, size_t size, struct public_key *out, struct error *err) MUST_CHECK;

/* The type and the base64 of the wire form, without comment. Returns out. */
char *public_key_text(const struct public_key *key, char out[PUBLIC_KEY_TEXT_SIZE]);

/* The SSH wire form: strings of the type, 32 bytes and, for security keys, "ssh:". Its size. */
size_t public_key_blob(const struct public_key *key, uint8_t out[PUBLIC_KEY_BLOB_MAX]);
/* The inverse; for tests, which compare the two. */
bool public_key_from_blob(const uint8_t *blob, size_t size, struct public_key *out) MUST_CHECK;

/*
 * Whether the point is on the curve, canonical and of the prime order: not small, without
 * a torsion part. Keys that public_key_parse took are.
 */
bool public_key_is_sound(const struct public_key *key);

/* "SHA256:..." as ssh-keygen -l prints it. Returns out. */
char *public_key_fingerprint(const struct public_key *key, char out[PUBLIC_KEY_FINGERPRINT_SIZE]);

/* The order of the wire forms, by bytes: plain keys first, then by the point. */
int public_key_compare(const struct public_key *a, const struct public_key *b);
bool public_key_equal(const struct public_key *a, const struct public_key *b);

#endif
