#include "document/withheld.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "yaml/text.h"

static const char clause[] = "docs/ledger-format.md 2.5";

static const char salt_begins[] = "salt: ", value_begins[] = "\nvalue: ";
enum {
	SALT_AT = sizeof(salt_begins) - 1,
	VALUE_AT = SALT_AT + DIGEST_HEX_SIZE - 1 + sizeof(value_begins) - 1,
};
_Static_assert(sizeof(struct digest) == WITHHELD_SALT_SIZE, "a salt is written as a digest is");
_Static_assert(VALUE_AT + LIMIT_WITHHELD_VALUE + 2 <= WITHHELD_OPENING_SIZE, "an opening has room");

static const char *const use_texts[WITHHELD_USE_COUNT] = {
	[WITHHELD_IDENTITY] = "identity",
	[WITHHELD_COMMENT] = "comment",
	[WITHHELD_CONTACT] = "contact",
};

void withheld_opening_wipe(struct withheld_opening *o)
{
	sodium_memzero(o, sizeof(*o));
}

bool withheld_use_parse(const char *text, enum withheld_use *out)
{
	for (int use = 0; use < WITHHELD_USE_COUNT; use++) {
		if (strcmp(text, use_texts[use]) != 0)
			continue;
		*out = (enum withheld_use)use;
		return true;
	}
	return false;
}

int withheld_value_set(struct withheld_opening *out, enum withheld_use use, const char *value,
	size_t size, struct error *err)
{
	char most[8];

	snprintf(most, sizeof(most), "%d", LIMIT_WITHHELD_VALUE);
	if (size == 0 || size > LIMIT_WITHHELD_VALUE || memchr(value, '\n', size) ||
		value[0] == ' ' || value[size - 1] == ' ')
		return error_set(err, ERROR_WITHHELD_VALUE, clause, "", "most", most, NULL);
	if (text_check_scalar(value, size, 0, 0, "", err) < 0)
		return -1;
	if (use != WITHHELD_CONTACT && (!text_is_nfkc(value, size) || memmem(value, size, "  ", 2)))
		return error_set(err, ERROR_WITHHELD_FORM, clause, "", NULL);
	memcpy(out->value, value, size);
	out->size = size;
	return 0;
}

struct digest withheld_commit(const struct withheld_opening *o)
{
	const struct digest_part parts[] = {{o->salt, sizeof(o->salt)}, {o->value, o->size}};

	return digest_of_parts(parts, COUNT_OF(parts));
}

struct digest withheld_tag(const struct withheld_opening *o, const struct withheld_purpose *purpose,
	const uint8_t key[WITHHELD_KEY_SIZE])
{
	crypto_auth_hmacsha256_state state;
	char text[16 + DIGEST_HEX_SIZE], hex[DIGEST_HEX_SIZE];
	bool comment = purpose->use == WITHHELD_COMMENT;
	struct digest tag;
	int n;

	assert(purpose->use != WITHHELD_CONTACT);
	n = snprintf(text, sizeof(text), "%s%s%s\n", use_texts[purpose->use], comment ? " " : "",
		comment ? digest_hex(&purpose->subject, hex) : "");
	crypto_auth_hmacsha256_init(&state, key, WITHHELD_KEY_SIZE);
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)text, (size_t)n);
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)o->value, o->size);
	crypto_auth_hmacsha256_final(&state, tag.bytes);
	sodium_memzero(&state, sizeof(state));
	return tag;
}

size_t withheld_opening_text(const struct withheld_opening *o, char out[WITHHELD_OPENING_SIZE])
{
	struct digest salt;
	char hex[DIGEST_HEX_SIZE];
	int n;

	memcpy(salt.bytes, o->salt, sizeof(salt.bytes));
	n = snprintf(out, WITHHELD_OPENING_SIZE, "%s%s%s%.*s\n", salt_begins,
		digest_hex(&salt, hex), value_begins, (int)o->size, o->value);
	return (size_t)n;
}

bool withheld_opening_parse(const char *bytes, size_t size, struct withheld_opening *out)
{
	struct digest salt;
	size_t n = size - VALUE_AT - 1; /* of the value, between its name and the last LF */

	if (size < VALUE_AT + 2 || n > LIMIT_WITHHELD_VALUE || bytes[size - 1] != '\n')
		return false;
	if (memcmp(bytes, salt_begins, sizeof(salt_begins) - 1) != 0 ||
		!digest_parse(bytes + SALT_AT, DIGEST_HEX_SIZE - 1, &salt) ||
		memcmp(bytes + SALT_AT + DIGEST_HEX_SIZE - 1, value_begins,
			sizeof(value_begins) - 1) != 0)
		return false;
	if (memchr(bytes + VALUE_AT, '\n', n) || memchr(bytes + VALUE_AT, '\0', n))
		return false;
	memcpy(out->salt, salt.bytes, sizeof(out->salt));
	memcpy(out->value, bytes + VALUE_AT, n);
	out->size = n;
	return true;
}
