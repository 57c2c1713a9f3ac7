/*
 * base64: the one strict reading of base64 from outside (RFC 4648 section 4).
 *
 * Padded, no blanks, no stray bits, and nothing but the alphabet: by itself,
 * libsodium's reader takes some bytes from 0x80 on for digits, so that one value
 * would have several texts.
 */
#ifndef SIGNATURE_BASE64_H
#define SIGNATURE_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#include "base/macros.h"

/* Into out[0..limit); false when it is not base64 or does not fit. */
static inline MUST_CHECK bool base64_read(
	const char *text, size_t size, void *out, size_t limit, size_t *out_size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return sodium_base642bin(out, limit, text, size, NULL, out_size, NULL,
		       sodium_base64_VARIANT_ORIGINAL) == 0;
}

#endif
