/*
 * public_key: an Ed25519 public key and its OpenSSH text.
 *
 * Compared as the 32-byte point, so that the plain and the security-key form of
 * one key are the same key. Points of small order and non-canonical encodings
 * are refused.
 */
#ifndef SIGNATURE_PUBLIC_KEY_H
#define SIGNATURE_PUBLIC_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
	PUBLIC_KEY_SIZE = 32,
	PUBLIC_KEY_BLOB_SIZE = 51,
	PUBLIC_KEY_TEXT_SIZE = 96,	  /* "ssh-ed25519 " + 68 base64 characters and NUL */
	PUBLIC_KEY_FINGERPRINT_SIZE = 51, /* "SHA256:" + 43 and NUL */
};

struct public_key {
	uint8_t bytes[PUBLIC_KEY_SIZE];
};

/*
 * "ssh-ed25519 AAAA...", an optional comment behind a blank ignored.
 * ERROR_KEY_FORM, ERROR_KEY_TYPE (argument `type`) or ERROR_KEY_POINT.
 */
int public_key_parse(
	const char *text, size_t size, struct public_key *out, struct error *err) MUST_CHECK;

/* "ssh-ed25519 AAAA..." without comment. Returns out. */
char *public_key_text(const struct public_key *key, char out[PUBLIC_KEY_TEXT_SIZE]);

/* The SSH wire form: string "ssh-ed25519", string of 32 bytes. */
void public_key_blob(const struct public_key *key, uint8_t out[PUBLIC_KEY_BLOB_SIZE]);
/* And back; for tests, which hold one against the other. */
bool public_key_from_blob(const uint8_t *blob, size_t size, struct public_key *out) MUST_CHECK;

/* "SHA256:..." as ssh-keygen -l prints it. Returns out. */
char *public_key_fingerprint(const struct public_key *key, char out[PUBLIC_KEY_FINGERPRINT_SIZE]);

bool public_key_equal(const struct public_key *a, const struct public_key *b);

#endif
