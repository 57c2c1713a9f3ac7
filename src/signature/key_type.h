/*
 * key_type: the two types of Ed25519 keys as OpenSSH names and writes them.
 *
 * A plain key's wire form is its type and its point; a security key's also has, last,
 * the application (OpenSSH PROTOCOL.u2f). One application is accepted, ssh-keygen's
 * default, so a key has one wire form.
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

/* False when no accepted type has that name. */
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
