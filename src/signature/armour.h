/*
 * armour: base64 between a BEGIN and an END line, as OpenSSH writes signatures
 * and key files.
 *
 * Reading takes any width of line, but nothing before BEGIN, no empty line, no
 * blank, only padded base64 without stray bits, and after END at most one LF.
 * Writing gives 70 columns and an LF after every line. Pure.
 */
#ifndef SIGNATURE_ARMOUR_H
#define SIGNATURE_ARMOUR_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/macros.h"
#include "base/phrase.h"

/* One kind of armour: its two lines, without LF. */
struct armour {
	const char *begin, *end;
};

extern const struct armour ARMOUR_SIGNATURE, ARMOUR_PRIVATE_KEY;

enum { ARMOUR_LINE = 70, ARMOUR_BLOB_MAX = 4096 };

/*
 * Decodes into out[0..limit), limit at most ARMOUR_BLOB_MAX. PHRASE_NONE, or what is
 * wrong: with the armour, or what else the text is (foreign.h).
 */
enum phrase armour_read(const struct armour *a, const char *text, size_t size, uint8_t *out,
	size_t limit, size_t *out_size) MUST_CHECK;

/* Appends the armour of a blob of at most ARMOUR_BLOB_MAX bytes. */
void armour_write(const struct armour *a, const uint8_t *blob, size_t size, struct buffer *out);

#endif
