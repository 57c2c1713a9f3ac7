/*
 * key_type: the two types of Ed25519 keys as OpenSSH names and writes them.
 *
 * A plain key's wire form is its type and its point; a security key's has the
 * application behind it (OpenSSH PROTOCOL.u2f). One application is accepted, the one
 * that ssh-keygen takes unless told otherwise, so a key has one wire form.
 */
#ifndef SIGNATURE_KEY_TYPE_H
#define SIGNATURE_KEY_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "signature/public_key.h"
#include "signature/ssh_string.h"

#define KEY_APPLICATION "ssh:"

static inline const char *key_type_name(enum public_key_type type)
{
	return type == PUBLIC_KEY_SECURITY ? "sk-ssh-ed25519@openssh.com" : "ssh-ed25519";
}

/* False when it is the name of no type that is accepted. */
static inline MUST_CHECK bool key_type_find(const struct ssh_bytes *name, enum public_key_type *out)
{
	static const enum public_key_type types[] = {PUBLIC_KEY_PLAIN, PUBLIC_KEY_SECURITY};

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (ssh_is(name, key_type_name(types[i]))) {
			*out = types[i];
			return true;
		}
	return false;
}

#endif
