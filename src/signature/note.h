/*
 * note: C2SP signed notes, the form of checkpoints (C2SP signed-note.md).
 *
 * text, an empty line, then lines "— NAME BASE64(keyID || signature)". Checking
 * only; signing is in secret_key.h.
 */
#ifndef SIGNATURE_NOTE_H
#define SIGNATURE_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "signature/public_key.h"

enum { NOTE_KEY_ID_SIZE = 4, NOTE_SIGNATURES_MAX = 16, NOTE_TEXT_MAX = 64 * 1024 };

/* Appends "NAME+hex8+base64(01 || key)", the verifier key's text, without LF. */
void note_verifier_key(const char *name, const struct public_key *key, struct buffer *out);

/*
 * Splits a note and checks its form and the named key's signature, which must be
 * there; unknown keys are passed over, a bad signature by the named key is refused.
 * *text and *text_size borrow from note (text with its last LF).
 * ERROR_NOTE_FORM, ERROR_NOTE_UNSIGNED, ERROR_NOTE_BAD.
 */
int note_check(const char *note, size_t size, const char *name, const struct public_key *key,
	const char **text, size_t *text_size, struct error *err) MUST_CHECK;

/* Appends text, the empty line and one signature line. text ends in LF. */
void note_write(const char *text, size_t size, const char *name, const struct public_key *key,
	const uint8_t signature[64], struct buffer *out);

#endif
