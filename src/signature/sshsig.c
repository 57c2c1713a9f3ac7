#include "signature/sshsig.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "signature/armour.h"
#include "signature/key_type.h"

#define MAGIC "SSHSIG"
#define HASH_NAME "sha512" /* there is no other: all that is signed is so, also commits */

enum {
	VERSION = 1,
	MAGIC_SIZE = 6,
	BLOB_MAX = 512,
	/* MAGIC, four strings: namespace, reserved, hash's name, hash. */
	SIGNED_MAX = MAGIC_SIZE + 4 * 4 + SSHSIG_NAMESPACE_MAX + 6 + crypto_hash_sha512_BYTES,
	/* Hash of the application, flags, counter, hash of the message. */
	TOUCHED_SIZE = crypto_hash_sha256_BYTES + 1 + 4 + crypto_hash_sha256_BYTES,
	/* The longer type, the signature, flags and counter. */
	SIGNATURE_MAX = 4 + 26 + 4 + SSHSIG_SIZE + 1 + 4,
};

static int form_error(struct error *err, const char *problem)
{
	return error_set(err, ERROR_SSHSIG_FORM, NULL, "", "problem", problem, NULL);
}

static int unaccepted_name(
	struct error *err, enum error_code code, const char *argument, const struct ssh_bytes *name)
{
	char text[64];

	return error_set(err, code, NULL, "", argument, ssh_name(name, text, sizeof(text)), NULL);
}

/* The point itself is judged when it is used, by sshsig_check. */
static int read_key(const struct ssh_bytes *from, struct public_key *out, struct error *err)
{
	static const char problem[] = "the public key is malformed";
	struct ssh_reader r = {from->bytes, from->size};
	struct ssh_bytes type, point, application;

	if (!ssh_read_string(&r, &type))
		return form_error(err, problem);
	if (!key_type_find(&type, &out->type))
		return unaccepted_name(err, ERROR_SSHSIG_KEY_TYPE, "type", &type);
	if (!ssh_read_string(&r, &point) || point.size != PUBLIC_KEY_SIZE ||
		(out->type == PUBLIC_KEY_SECURITY && !ssh_read_string(&r, &application)) ||
		r.left != 0)
		return form_error(err, problem);
	if (out->type == PUBLIC_KEY_SECURITY && !ssh_is(&application, KEY_APPLICATION))
		return unaccepted_name(err, ERROR_KEY_APPLICATION, "application", &application);
	memcpy(out->bytes, point.bytes, PUBLIC_KEY_SIZE);
	return 0;
}

/* A signature of the type of the key, which has already been read. */
static int read_signature(const struct ssh_bytes *from, struct sshsig *out, struct error *err)
{
	static const char problem[] = "the signature is not 64 bytes of the type of its key";
	struct ssh_reader r = {from->bytes, from->size};
	enum public_key_type named;
	struct ssh_bytes type, value;

	if (!ssh_read_string(&r, &type))
		return form_error(err, problem);
	if (!key_type_find(&type, &named))
		return unaccepted_name(err, ERROR_SSHSIG_KEY_TYPE, "type", &type);
	if (named != out->key.type || !ssh_read_string(&r, &value) || value.size != SSHSIG_SIZE)
		return form_error(err, problem);
	if (named == PUBLIC_KEY_SECURITY &&
		(!ssh_read_byte(&r, &out->flags) || !ssh_read_u32(&r, &out->counter)))
		return form_error(err, "a security key's signature has flags and a counter");
	if (r.left != 0)
		return form_error(err, problem);
	memcpy(out->signature, value.bytes, SSHSIG_SIZE);
	return 0;
}

/* Printable ASCII without blanks, short enough, not empty. */
static bool namespace_is_sound(const struct ssh_bytes *name)
{
	if (name->size == 0 || name->size >= SSHSIG_NAMESPACE_MAX)
		return false;
	for (size_t i = 0; i < name->size; i++)
		if (name->bytes[i] <= ' ' || name->bytes[i] >= 0x7f)
			return false;
	return true;
}

static int read_blob(const uint8_t *blob, size_t size, struct sshsig *out, struct error *err)
{
	struct ssh_reader r = {blob, size};
	struct ssh_bytes key, name, reserved, hash, signature;
	uint32_t version;

	if (!ssh_read_literal(&r, MAGIC, MAGIC_SIZE))
		return form_error(err, "it does not begin with SSHSIG");
	if (!ssh_read_u32(&r, &version) || version != VERSION)
		return form_error(err, "its version is not 1");
	if (!ssh_read_string(&r, &key) || !ssh_read_string(&r, &name) ||
		!ssh_read_string(&r, &reserved) || !ssh_read_string(&r, &hash) ||
		!ssh_read_string(&r, &signature))
		return form_error(err, "it is cut short");
	if (r.left != 0)
		return form_error(err, "data behind the signature");
	if (!namespace_is_sound(&name))
		return form_error(err, "a namespace is 1 to 95 printable ASCII characters");
	if (reserved.size != 0)
		return form_error(err, "the reserved field is not empty");
	if (!ssh_is(&hash, HASH_NAME))
		return unaccepted_name(err, ERROR_SSHSIG_HASH, "hash", &hash);
	if (read_key(&key, &out->key, err) != 0)
		return -1;
	memcpy(out->namespace, name.bytes, name.size);
	return read_signature(&signature, out, err);
}

static int armour_error(struct error *err, enum phrase problem)
{
	return error_set(err, ERROR_SSHSIG_ARMOUR, NULL, "", "problem", phrase_text(problem), NULL);
}

int sshsig_parse(const char *armour, size_t size, struct sshsig *out, struct error *err)
{
	/* Signatures of other types are larger, and are to be named. */
	uint8_t blob[ARMOUR_BLOB_MAX];
	struct sshsig s = {.flags = 0};
	enum phrase problem;
	size_t blob_size;

	if (size > SSHSIG_ARMOUR_READ_MAX)
		return armour_error(err, PHRASE_ARMOUR_LONG);
	problem = armour_read(&ARMOUR_SIGNATURE, armour, size, blob, sizeof(blob), &blob_size);
	if (problem)
		return armour_error(err, problem);
	if (read_blob(blob, blob_size, &s, err) != 0)
		return -1;
	*out = s;
	return 0;
}

/* The last string of a blob; returns its size. */
static size_t signature_blob(const struct sshsig *s, uint8_t out[SIGNATURE_MAX])
{
	const char *type = key_type_name(s->key.type);
	uint8_t *at = ssh_put_string(out, type, strlen(type));

	at = ssh_put_string(at, s->signature, SSHSIG_SIZE);
	if (s->key.type == PUBLIC_KEY_SECURITY) {
		*at++ = s->flags;
		at = ssh_put_u32(at, s->counter);
	}
	return (size_t)(at - out);
}

void sshsig_write(const struct sshsig *s, struct buffer *out)
{
	uint8_t blob[BLOB_MAX], key[PUBLIC_KEY_BLOB_MAX], signature[SIGNATURE_MAX];
	uint8_t *at;

	memcpy(blob, MAGIC, MAGIC_SIZE);
	at = ssh_put_u32(blob + MAGIC_SIZE, VERSION);
	at = ssh_put_string(at, key, public_key_blob(&s->key, key));
	at = ssh_put_string(at, s->namespace, strlen(s->namespace));
	at = ssh_put_string(at, "", 0);
	at = ssh_put_string(at, HASH_NAME, strlen(HASH_NAME));
	at = ssh_put_string(at, signature, signature_blob(s, signature));
	armour_write(&ARMOUR_SIGNATURE, blob, (size_t)(at - blob), out);
}

/* Writes what a plain key signs into out[0..SIGNED_MAX); returns its size. */
static size_t signed_bytes(
	uint8_t out[SIGNED_MAX], const char *namespace, const void *message, size_t size)
{
	uint8_t digest[crypto_hash_sha512_BYTES];
	uint8_t *at;

	assert(namespace[0] != '\0' && strlen(namespace) < SSHSIG_NAMESPACE_MAX);
	crypto_hash_sha512(digest, message, size);
	memcpy(out, MAGIC, MAGIC_SIZE);
	at = ssh_put_string(out + MAGIC_SIZE, namespace, strlen(namespace));
	at = ssh_put_string(at, "", 0);
	at = ssh_put_string(at, HASH_NAME, strlen(HASH_NAME));
	at = ssh_put_string(at, digest, sizeof(digest));
	return (size_t)(at - out);
}

/* What a security key signs for those bytes (OpenSSH PROTOCOL.u2f, "SSH U2F Signatures"). */
static void touched_bytes(
	const struct sshsig *s, const uint8_t *text, size_t size, uint8_t out[TOUCHED_SIZE])
{
	uint8_t *at = out;

	crypto_hash_sha256(at, (const uint8_t *)KEY_APPLICATION, strlen(KEY_APPLICATION));
	at += crypto_hash_sha256_BYTES;
	*at++ = s->flags;
	at = ssh_put_u32(at, s->counter);
	crypto_hash_sha256(at, text, size);
}

int sshsig_check(const struct sshsig *s, const char *namespace, const void *message, size_t size,
	struct error *err)
{
	uint8_t text[SIGNED_MAX], touched[TOUCHED_SIZE];
	bool security = s->key.type == PUBLIC_KEY_SECURITY;
	size_t n;

	if (strcmp(s->namespace, namespace) != 0)
		return error_set(err, ERROR_SSHSIG_NAMESPACE, NULL, "", "found", s->namespace,
			"expected", namespace, NULL);
	if (security && !(s->flags & SSHSIG_TOUCHED))
		return error_set(err, ERROR_SSHSIG_UNTOUCHED, NULL, "", NULL);
	n = signed_bytes(text, namespace, message, size);
	if (security)
		touched_bytes(s, text, n, touched);
	/* libsodium refuses S at or above the order, points of small order, and points
	 * that are not canonical. */
	if (crypto_sign_verify_detached(s->signature, security ? touched : text,
		    security ? sizeof(touched) : n, s->key.bytes) != 0)
		return error_set(err, ERROR_SSHSIG_BAD, NULL, "", NULL);
	/* Only of what fits, since it costs as much as checking: no torsion. */
	if (!public_key_is_sound(&s->key))
		return error_set(err, ERROR_KEY_POINT, NULL, "", NULL);
	return 0;
}

void sshsig_signed_bytes(
	const char *namespace, const void *message, size_t size, struct buffer *out)
{
	uint8_t text[SIGNED_MAX];

	buffer_add(out, text, signed_bytes(text, namespace, message, size));
}

int sshsig_compare(const struct sshsig *a, const struct sshsig *b)
{
	return public_key_compare(&a->key, &b->key);
}

void sshsig_write_list(const char *armours, size_t size, struct buffer *out)
{
	const size_t end = strlen(ARMOUR_SIGNATURE.end);
	bool begins = true;

	buffer_add_text(out, "signatures:\n");
	while (size > 0) {
		const char *lf = memchr(armours, '\n', size);
		size_t n = lf ? (size_t)(lf - armours) + 1 : size;

		if (begins)
			buffer_add_text(out, "- |\n");
		buffer_add_text(out, "  ");
		buffer_add(out, armours, n);
		begins = n == end + 1 && memcmp(armours, ARMOUR_SIGNATURE.end, end) == 0;
		armours += n;
		size -= n;
	}
}
