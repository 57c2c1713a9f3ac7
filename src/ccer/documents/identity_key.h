/*
 * identity_key: the operator's key of the tags of withheld values, in a file of mode 0600
 * with 64 hexadecimal digits and LF. It is not a signing key, and has no public half.
 */
#ifndef CCER_DOCUMENTS_IDENTITY_KEY_H
#define CCER_DOCUMENTS_IDENTITY_KEY_H

#include "base/digest.h"
#include "base/error.h"
#include "base/macros.h"
#include "document/withheld.h"

/* On the stack: AUTO(identity_key_wipe). */
struct identity_key {
	uint8_t bytes[WITHHELD_KEY_SIZE];
};
void identity_key_wipe(struct identity_key *key);

/* Draws a key and writes it into a new file; *digest is its SHA-256. file_create's errors. */
int identity_key_make(const char *file, struct digest *digest, struct error *err) MUST_CHECK;

/* secret_file_read's errors, and ERROR_KEY_IDENTITY where the file is no such key. */
int identity_key_read(const char *file, struct identity_key *out, struct error *err) MUST_CHECK;

#endif
