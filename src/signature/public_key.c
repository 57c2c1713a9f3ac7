#include "signature/public_key.h"

#include <string.h>

#include <sodium.h>

#include "signature/base64.h"
#include "signature/ssh_string.h"

#define KEY_TYPE "ssh-ed25519"

/* base64 of the 51-byte blob, without padding since 51 is a multiple of 3. */
enum { BLOB_BASE64 = PUBLIC_KEY_BLOB_SIZE / 3 * 4, TYPE_MAX = 64 };

/* On the curve, canonical, and of the prime order: not small, no torsion. */
static bool point_is_sound(const uint8_t bytes[PUBLIC_KEY_SIZE])
{
	return crypto_core_ed25519_is_valid_point(bytes) == 1;
}

/* The key's bytes in the wire form, or NULL. */
static const uint8_t *blob_point(const uint8_t *blob, size_t size)
{
	struct ssh_reader r = {blob, size};
	struct ssh_bytes type, point;

	if (!ssh_read_string(&r, &type) || !ssh_is(&type, KEY_TYPE) ||
		!ssh_read_string(&r, &point) || point.size != PUBLIC_KEY_SIZE || r.left != 0)
		return NULL;
	return point.bytes;
}

/* Reads the type word into type; false when there is none that could be one. */
static bool read_type(const char *text, size_t size, char type[TYPE_MAX], size_t *length)
{
	size_t n = 0;

	while (n < size && n < TYPE_MAX - 1 && text[n] > ' ' && text[n] < 0x7f)
		n++;
	if (n == 0 || n == size || text[n] != ' ')
		return false;
	memcpy(type, text, n);
	type[n] = '\0';
	*length = n;
	return true;
}

/* Nothing, or a blank and a comment without control characters, or one LF. */
static bool tail_is_comment(const char *text, size_t size)
{
	if (size > 0 && text[size - 1] == '\n')
		size--;
	if (size > 0 && text[0] != ' ')
		return false;
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return true;
}

int public_key_parse(const char *text, size_t size, struct public_key *out, struct error *err)
{
	uint8_t blob[PUBLIC_KEY_BLOB_SIZE];
	char type[TYPE_MAX];
	const uint8_t *point;
	size_t n;

	if (!read_type(text, size, type, &n))
		return error_set(err, ERROR_KEY_FORM, NULL, "", NULL);
	if (strcmp(type, KEY_TYPE) != 0)
		return error_set(err, ERROR_KEY_TYPE, NULL, "", "type", type, NULL);
	text += n + 1;
	size -= n + 1;
	if (size < BLOB_BASE64 || !tail_is_comment(text + BLOB_BASE64, size - BLOB_BASE64) ||
		!base64_read(text, BLOB_BASE64, blob, sizeof(blob), &n) || n != sizeof(blob))
		return error_set(err, ERROR_KEY_FORM, NULL, "", NULL);
	point = blob_point(blob, sizeof(blob));
	if (!point)
		return error_set(err, ERROR_KEY_FORM, NULL, "", NULL);
	if (!point_is_sound(point))
		return error_set(err, ERROR_KEY_POINT, NULL, "", NULL);
	memcpy(out->bytes, point, PUBLIC_KEY_SIZE);
	return 0;
}

char *public_key_text(const struct public_key *key, char out[PUBLIC_KEY_TEXT_SIZE])
{
	uint8_t blob[PUBLIC_KEY_BLOB_SIZE];

	public_key_blob(key, blob);
	memcpy(out, KEY_TYPE " ", sizeof(KEY_TYPE));
	sodium_bin2base64(out + sizeof(KEY_TYPE), PUBLIC_KEY_TEXT_SIZE - sizeof(KEY_TYPE), blob,
		sizeof(blob), sodium_base64_VARIANT_ORIGINAL);
	return out;
}

void public_key_blob(const struct public_key *key, uint8_t out[PUBLIC_KEY_BLOB_SIZE])
{
	uint8_t *at = ssh_put_string(out, KEY_TYPE, strlen(KEY_TYPE));

	ssh_put_string(at, key->bytes, sizeof(key->bytes));
}

bool public_key_from_blob(const uint8_t *blob, size_t size, struct public_key *out)
{
	const uint8_t *point = blob_point(blob, size);

	if (!point || !point_is_sound(point))
		return false;
	memcpy(out->bytes, point, PUBLIC_KEY_SIZE);
	return true;
}

char *public_key_fingerprint(const struct public_key *key, char out[PUBLIC_KEY_FINGERPRINT_SIZE])
{
	static const char prefix[] = "SHA256:";
	uint8_t blob[PUBLIC_KEY_BLOB_SIZE], hash[crypto_hash_sha256_BYTES];

	public_key_blob(key, blob);
	crypto_hash_sha256(hash, blob, sizeof(blob));
	memcpy(out, prefix, sizeof(prefix));
	sodium_bin2base64(out + strlen(prefix), PUBLIC_KEY_FINGERPRINT_SIZE - strlen(prefix), hash,
		sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	return out;
}

bool public_key_equal(const struct public_key *a, const struct public_key *b)
{
	return memcmp(a->bytes, b->bytes, PUBLIC_KEY_SIZE) == 0;
}
