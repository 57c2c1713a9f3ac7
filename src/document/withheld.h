/*
 * withheld: how a value that stays out of the ledger becomes {commit, tag}
 * (docs/ledger-format.md 2.5), computed from what the caller has drawn and read; and the
 * text in which the value is kept elsewhere.
 */
#ifndef DOCUMENT_WITHHELD_H
#define DOCUMENT_WITHHELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/macros.h"

enum {
	WITHHELD_SALT_SIZE = 32,
	WITHHELD_KEY_SIZE = 32, /* the operator's identity key */
	/* An opening's text and a NUL. */
	WITHHELD_OPENING_SIZE = LIMIT_WITHHELD_VALUE + 128,
};

/* A contact has a commitment and no tag. */
enum withheld_use { WITHHELD_IDENTITY, WITHHELD_COMMENT, WITHHELD_CONTACT, WITHHELD_USE_COUNT };

struct withheld_purpose {
	enum withheld_use use;
	struct digest subject; /* of a comment: the design or report on notice */
};

/* What opens a commitment. Personal data: AUTO(withheld_opening_wipe). */
struct withheld_opening {
	uint8_t salt[WITHHELD_SALT_SIZE];
	char value[LIMIT_WITHHELD_VALUE];
	size_t size; /* of the value, which has no NUL */
};
void withheld_opening_wipe(struct withheld_opening *o);

/* "identity", "comment", "contact". */
bool withheld_use_parse(const char *text, enum withheld_use *out) MUST_CHECK;

/*
 * Checks a value and keeps it in *out, whose salt stays: ERROR_WITHHELD_VALUE where it
 * is not one line of 1 to LIMIT_WITHHELD_VALUE bytes without blanks at its ends, and
 * text_check_scalar's. One that gets a tag must be written in one way only, else
 * ERROR_WITHHELD_FORM: in NFKC, with single blanks. No error repeats the value.
 */
int withheld_value_set(struct withheld_opening *out, enum withheld_use use, const char *value,
	size_t size, struct error *err) MUST_CHECK;

/* SHA-256(salt || value). */
struct digest withheld_commit(const struct withheld_opening *o);

/* HMAC-SHA-256(key, purpose || value); not of a contact. */
struct digest withheld_tag(const struct withheld_opening *o, const struct withheld_purpose *purpose,
	const uint8_t key[WITHHELD_KEY_SIZE]);

/* Writes the lines `salt: HEX` and `value: VALUE`; their size. */
size_t withheld_opening_text(const struct withheld_opening *o, char out[WITHHELD_OPENING_SIZE]);

/* False where the bytes are not just such a text. */
bool withheld_opening_parse(
	const char *bytes, size_t size, struct withheld_opening *out) MUST_CHECK;

#endif
