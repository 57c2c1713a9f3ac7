#include "signature/public_key.h"

#include <string.h>

#include <sodium.h>

#include "signature/base64.h"
#include "signature/key_type.h"

/* A wire form with another application may be longer than ours. */
enum { TYPE_MAX = 64, BLOB_READ_MAX = 256 };

/* On the curve, canonical, and of the prime order: not small, no torsion. */
static bool point_is_sound(const uint8_t bytes[PUBLIC_KEY_SIZE])
{
	return crypto_core_ed25519_is_valid_point(bytes) == 1;
}

/* Splits the wire form, whatever its point and application. */
static bool read_blob(
	const uint8_t *blob, size_t size, struct public_key *out, struct ssh_bytes *application)
{
	struct ssh_reader r = {blob, size};
	struct ssh_bytes type, point;

	if (!ssh_read_string(&r, &type) || !key_type_find(&type, &out->type) ||
		!ssh_read_string(&r, &point) || point.size != PUBLIC_KEY_SIZE)
		return false;
	*application = (struct ssh_bytes){.size = 0};
	if (out->type == PUBLIC_KEY_SECURITY && !ssh_read_string(&r, application))
		return false;
	memcpy(out->bytes, point.bytes, PUBLIC_KEY_SIZE);
	return r.left == 0;
}

static bool application_is_sound(enum public_key_type type, const struct ssh_bytes *application)
{
	return type == PUBLIC_KEY_PLAIN || ssh_is(application, KEY_APPLICATION);
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

/* Nothing, or a space and a comment without control characters, or one LF. */
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

/* What follows the type: the wire form in base64, and perhaps a comment. */
static int read_key(const char *text, size_t size, enum public_key_type type,
	struct public_key *out, struct error *err)
{
	uint8_t blob[BLOB_READ_MAX];
	struct ssh_bytes application;
	char name[TYPE_MAX];
	size_t n = 0, blob_size;

	while (n < size && text[n] != ' ' && text[n] != '\n')
		n++;
	if (!tail_is_comment(text + n, size - n) ||
		!base64_read(text, n, blob, sizeof(blob), &blob_size) ||
		!read_blob(blob, blob_size, out, &application) || out->type != type)
		return error_set(err, ERROR_KEY_FORM, NULL, "", NULL);
	if (!application_is_sound(type, &application))
		return error_set(err, ERROR_KEY_APPLICATION, NULL, "", "application",
			ssh_name(&application, name, sizeof(name)), NULL);
	if (!point_is_sound(out->bytes))
		return error_set(err, ERROR_KEY_POINT, NULL, "", NULL);
	return 0;
}

int public_key_parse(const char *text, size_t size, struct public_key *out, struct error *err)
{
	enum public_key_type type;
	struct public_key key;
	char name[TYPE_MAX];
	size_t n;

	if (!read_type(text, size, name, &n))
		return error_set(err, ERROR_KEY_FORM, NULL, "", NULL);
	if (!key_type_find(&(struct ssh_bytes){(const uint8_t *)name, n}, &type))
		return error_set(err, ERROR_KEY_TYPE, NULL, "", "type", name, NULL);
	if (read_key(text + n + 1, size - n - 1, type, &key, err) != 0)
		return -1;
	*out = key;
	return 0;
}

char *public_key_text(const struct public_key *key, char out[PUBLIC_KEY_TEXT_SIZE])
{
	const char *type = key_type_name(key->type);
	uint8_t blob[PUBLIC_KEY_BLOB_MAX];
	size_t n = strlen(type), size = public_key_blob(key, blob);

	memcpy(out, type, n);
	out[n++] = ' ';
	sodium_bin2base64(
		out + n, PUBLIC_KEY_TEXT_SIZE - n, blob, size, sodium_base64_VARIANT_ORIGINAL);
	return out;
}

size_t public_key_blob(const struct public_key *key, uint8_t out[PUBLIC_KEY_BLOB_MAX])
{
	const char *type = key_type_name(key->type);
	uint8_t *at = ssh_put_string(out, type, strlen(type));

	at = ssh_put_string(at, key->bytes, sizeof(key->bytes));
	if (key->type == PUBLIC_KEY_SECURITY)
		at = ssh_put_string(at, KEY_APPLICATION, strlen(KEY_APPLICATION));
	return (size_t)(at - out);
}

bool public_key_from_blob(const uint8_t *blob, size_t size, struct public_key *out)
{
	struct ssh_bytes application;
	struct public_key key;

	if (!read_blob(blob, size, &key, &application) ||
		!application_is_sound(key.type, &application) || !point_is_sound(key.bytes))
		return false;
	*out = key;
	return true;
}

bool public_key_is_sound(const struct public_key *key)
{
	return point_is_sound(key->bytes);
}

char *public_key_fingerprint(const struct public_key *key, char out[PUBLIC_KEY_FINGERPRINT_SIZE])
{
	static const char prefix[] = "SHA256:";
	uint8_t blob[PUBLIC_KEY_BLOB_MAX], hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, blob, public_key_blob(key, blob));
	memcpy(out, prefix, sizeof(prefix));
	sodium_bin2base64(out + strlen(prefix), PUBLIC_KEY_FINGERPRINT_SIZE - strlen(prefix), hash,
		sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	return out;
}

int public_key_compare(const struct public_key *a, const struct public_key *b)
{
	/* A plain key's wire form begins with the length of its type, which is the shorter. */
	if (a->type != b->type)
		return a->type == PUBLIC_KEY_PLAIN ? -1 : 1;
	return memcmp(a->bytes, b->bytes, PUBLIC_KEY_SIZE);
}

bool public_key_equal(const struct public_key *a, const struct public_key *b)
{
	return public_key_compare(a, b) == 0;
}
