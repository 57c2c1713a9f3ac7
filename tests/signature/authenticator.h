/*
 * authenticator: a security key in software, for tests. It makes what a FIDO
 * authenticator makes for the application "ssh:" by OpenSSH's PROTOCOL.u2f, from a
 * seed, with the flags and the counter that a test asks for.
 */
#ifndef TESTS_SIGNATURE_AUTHENTICATOR_H
#define TESTS_SIGNATURE_AUTHENTICATOR_H

#include <string.h>

#include <sodium.h>
#include <talloc.h>

#include "signature/sshsig.h"
#include "tests/support.h"

enum { AUTHENTICATOR_SIGNED = 32 + 1 + 4 + 32 };

static inline struct public_key authenticator_key(const uint8_t seed[32])
{
	struct public_key key = {.type = PUBLIC_KEY_SECURITY};
	uint8_t secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(key.bytes, secret, seed);
	return key;
}

/* SHA-256 of the application, flags, counter, SHA-256 of what a plain key would sign. */
static inline void authenticator_bytes(const char *namespace, const void *message, size_t size,
	uint8_t flags, uint32_t counter, uint8_t out[AUTHENTICATOR_SIGNED])
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *text = buffer_new(mem, 4096);

	sshsig_signed_bytes(namespace, message, size, text);
	ck_assert(!text->failed);
	crypto_hash_sha256(out, (const uint8_t *)"ssh:", 4);
	out[32] = flags;
	for (int i = 0; i < 4; i++)
		out[33 + i] = (uint8_t)(counter >> (24 - 8 * i));
	crypto_hash_sha256(out + 37, (const uint8_t *)text->bytes, text->size);
}

static inline struct sshsig authenticator_sign(const uint8_t seed[32], const char *namespace,
	const void *message, size_t size, uint8_t flags, uint32_t counter)
{
	struct sshsig s = {
		.key = {.type = PUBLIC_KEY_SECURITY}, .flags = flags, .counter = counter};
	uint8_t secret[crypto_sign_SECRETKEYBYTES], bytes[AUTHENTICATOR_SIGNED];

	ck_assert_uint_lt(strlen(namespace), sizeof(s.namespace));
	strcpy(s.namespace, namespace);
	crypto_sign_seed_keypair(s.key.bytes, secret, seed);
	authenticator_bytes(namespace, message, size, flags, counter, bytes);
	crypto_sign_detached(s.signature, NULL, bytes, sizeof(bytes), secret);
	return s;
}

#endif
