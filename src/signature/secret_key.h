/*
 * secret_key: plain Ed25519 secret keys, made, kept in files and used to sign.
 *
 * A security key's secret stays in its device, which ssh-keygen -Y sign asks to sign.
 * Not part of the pure core: it draws randomness and touches files. Files are
 * OpenSSH's own form (openssh-key-v1, not encrypted, mode 0600), so that
 * ssh-keygen reads ours and we read its. A key's memory is wiped when freed.
 */
#ifndef SIGNATURE_SECRET_KEY_H
#define SIGNATURE_SECRET_KEY_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/macros.h"
#include "signature/public_key.h"
#include "signature/sshsig.h"

struct secret_key;

/* A new random key; NULL when memory is short. */
struct secret_key *secret_key_new(void *mem);

/* The key of a 32-byte seed: for tests and demonstrations only. */
struct secret_key *secret_key_from_seed(void *mem, const uint8_t seed[32]);

/*
 * Reads an OpenSSH private key file. ERROR_IO, ERROR_KEY_FILE (argument
 * `problem`), ERROR_KEY_ENCRYPTED: sign with ssh-keygen -Y sign, then `ccer join`.
 */
struct secret_key *secret_key_read(void *mem, const char *file, struct error *err);

/*
 * Writes FILE (0600) and FILE.pub; refuses to overwrite either. Both are fsynced
 * before it returns.
 */
int secret_key_write(const struct secret_key *key, const char *file, const char *comment,
	struct error *err) MUST_CHECK;

const struct public_key *secret_key_public(const struct secret_key *key);

/* Signs a message in a namespace, SHA-512; sets all of *out. */
int secret_key_sshsig(const struct secret_key *key, const char *namespace, const void *message,
	size_t size, struct sshsig *out, struct error *err) MUST_CHECK;

/* Appends the signed note of text (which ends in LF) under the name. */
int secret_key_note(const struct secret_key *key, const char *name, const char *text, size_t size,
	struct buffer *out, struct error *err) MUST_CHECK;

/*
 * A key for one purpose of the holder's own, the same each time: who has it learns nothing of the
 * secret key, nor of what is derived for another purpose.
 */
void secret_key_derive(const struct secret_key *key, const char *purpose, uint8_t out[32]);

void secret_key_free(struct secret_key *key);
DEFINE_AUTO(secret_key)

/* size random bytes from the operating system. */
void secret_random(void *out, size_t size);

#endif
