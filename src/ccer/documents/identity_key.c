#include "ccer/documents/identity_key.h"

#include <sodium.h>

#include "signature/secret_file.h"
#include "signature/secret_key.h"
#include "system/file.h"

enum { DIGITS = 2 * WITHHELD_KEY_SIZE };

void identity_key_wipe(struct identity_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

int identity_key_make(const char *file, struct digest *digest, struct error *err)
{
	AUTO(identity_key_wipe) struct identity_key key;
	AUTO(secret_bytes_wipe) struct secret_bytes text = {.size = 0};

	secret_random(key.bytes, sizeof(key.bytes));
	sodium_bin2hex((char *)text.bytes, DIGITS + 1, key.bytes, sizeof(key.bytes));
	text.bytes[DIGITS] = '\n';
	if (file_create(file, 0600, text.bytes, DIGITS + 1, err) < 0)
		return -1;
	*digest = digest_of(key.bytes, sizeof(key.bytes));
	return 0;
}

int identity_key_read(const char *file, struct identity_key *out, struct error *err)
{
	AUTO(secret_bytes_wipe) struct secret_bytes text = {.size = 0};
	AUTO(identity_key_wipe) struct identity_key key;
	size_t size = 0;

	if (secret_file_read(file, &text, err) < 0)
		return -1;
	if (text.size != DIGITS + 1 || text.bytes[DIGITS] != '\n' ||
		sodium_hex2bin(key.bytes, sizeof(key.bytes), (const char *)text.bytes, DIGITS, NULL,
			&size, NULL) != 0 ||
		size != sizeof(key.bytes))
		return error_set(err, ERROR_KEY_IDENTITY, NULL, "", "file", file, NULL);
	*out = key;
	return 0;
}
