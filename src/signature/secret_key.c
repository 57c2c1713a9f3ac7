#include "signature/secret_key.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>
#include <talloc.h>

#include "base/macros.h"
#include "signature/armour.h"
#include "signature/foreign.h"
#include "signature/note.h"
#include "signature/secret_file.h"
#include "signature/ssh_string.h"
#include "system/file.h"

#define KEY_TYPE "ssh-ed25519"

/* openssh-key-v1 and its NUL. */
static const char MAGIC[] = "openssh-key-v1";

enum { BLOCK = 8, COMMENT_MAX = 256 };

struct secret_key {
	struct public_key public;
	uint8_t secret[crypto_sign_SECRETKEYBYTES]; /* seed and public key */
};

static int key_wipe(struct secret_key *key)
{
	sodium_memzero(key->secret, sizeof(key->secret));
	return 0;
}

struct secret_key *secret_key_from_seed(void *mem, const uint8_t seed[32])
{
	struct secret_key *key = talloc_zero(mem, struct secret_key);

	if (!key)
		return NULL;
	talloc_set_destructor(key, key_wipe);
	crypto_sign_seed_keypair(key->public.bytes, key->secret, seed);
	return key;
}

struct secret_key *secret_key_new(void *mem)
{
	uint8_t seed[crypto_sign_SEEDBYTES];
	struct secret_key *key;

	secret_random(seed, sizeof(seed));
	key = secret_key_from_seed(mem, seed);
	sodium_memzero(seed, sizeof(seed));
	return key;
}

void secret_key_free(struct secret_key *key)
{
	talloc_free(key);
}

const struct public_key *secret_key_public(const struct secret_key *key)
{
	return &key->public;
}

void secret_random(void *out, size_t size)
{
	int ready = sodium_init();

	assert(ready >= 0);
	randombytes_buf(out, size);
}

/* The decrypted part: check numbers, type, public key, secret key, comment, padding. */
static enum phrase read_private(const struct ssh_bytes *from, const struct ssh_bytes *blob,
	struct public_key *public, const uint8_t **seed)
{
	struct ssh_reader r = {from->bytes, from->size};
	struct ssh_bytes type, point, secret, comment;
	uint8_t own[PUBLIC_KEY_BLOB_MAX];
	uint32_t a, b;

	if (from->size % BLOCK != 0 || !ssh_read_u32(&r, &a) || !ssh_read_u32(&r, &b) || a != b)
		return PHRASE_KEY_NUMBERS;
	if (!ssh_read_string(&r, &type) || !ssh_is(&type, KEY_TYPE) ||
		!ssh_read_string(&r, &point) || point.size != PUBLIC_KEY_SIZE ||
		!ssh_read_string(&r, &secret) || secret.size != crypto_sign_SECRETKEYBYTES ||
		!ssh_read_string(&r, &comment) || r.left >= BLOCK)
		return PHRASE_KEY_MALFORMED;
	for (size_t i = 0; i < r.left; i++)
		if (r.at[i] != i + 1)
			return PHRASE_KEY_PADDING;
	if (memcmp(secret.bytes + crypto_sign_SEEDBYTES, point.bytes, PUBLIC_KEY_SIZE) != 0)
		return PHRASE_KEY_OTHER;
	*public = (struct public_key){.type = PUBLIC_KEY_PLAIN};
	memcpy(public->bytes, point.bytes, PUBLIC_KEY_SIZE);
	if (blob->size != public_key_blob(public, own) || memcmp(blob->bytes, own, blob->size) != 0)
		return PHRASE_KEY_TWO;
	*seed = secret.bytes;
	return PHRASE_NONE;
}

/* What a key file's blob holds beside the seed. */
struct key_file {
	bool encrypted;
	char type[64]; /* of the public key, as errors show it */
	struct public_key public;
	const uint8_t *seed;
};

/* The type stands in the part that is never encrypted. */
static void take_type(const struct ssh_bytes *blob, struct key_file *k)
{
	struct ssh_reader r = {blob->bytes, blob->size};
	struct ssh_bytes type;

	if (ssh_read_string(&r, &type))
		ssh_name(&type, k->type, sizeof(k->type));
}

/* OpenSSH's other types; anything else is a damaged file. */
static bool has_other_type(const struct key_file *k)
{
	static const char *const others[] = {"ssh-rsa", "ssh-dss", "ecdsa-", "sk-ecdsa-"};

	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (strncmp(k->type, others[i], strlen(others[i])) == 0)
			return true;
	return false;
}

/* A problem; or encrypted, or of another type; or the seed and the key that it should yield. */
static enum phrase read_key_blob(const uint8_t *bytes, size_t size, struct key_file *k)
{
	struct ssh_reader r = {bytes, size};
	struct ssh_bytes cipher, kdf, options, blob, private;
	uint32_t n;

	if (!ssh_read_literal(&r, MAGIC, sizeof(MAGIC)))
		return PHRASE_KEY_NOT_OPENSSH;
	if (!ssh_read_string(&r, &cipher) || !ssh_read_string(&r, &kdf) ||
		!ssh_read_string(&r, &options) || !ssh_read_u32(&r, &n))
		return PHRASE_KEY_CUT;
	k->encrypted = !ssh_is(&cipher, "none");
	if (!k->encrypted && (!ssh_is(&kdf, "none") || options.size != 0 || n != 1))
		return PHRASE_KEY_ONE;
	if (!ssh_read_string(&r, &blob) || !ssh_read_string(&r, &private) ||
		(!k->encrypted && r.left != 0))
		return k->encrypted ? PHRASE_NONE : PHRASE_KEY_BEHIND;
	take_type(&blob, k);
	if (strcmp(k->type, "sk-ssh-ed25519@openssh.com") == 0)
		return PHRASE_KEY_SECURITY;
	if (k->encrypted || has_other_type(k))
		return PHRASE_NONE;
	return read_private(&private, &blob, &k->public, &k->seed);
}

static int check_key_file(
	const struct key_file *k, enum phrase problem, const char *file, struct error *err)
{
	if (problem)
		return secret_file_error(file, problem, err);
	if (has_other_type(k))
		return error_set(err, ERROR_KEY_TYPE, NULL, "", "type", k->type, NULL);
	if (k->encrypted)
		return error_set(err, ERROR_KEY_ENCRYPTED, NULL, "", "file", file, NULL);
	return 0;
}

struct secret_key *secret_key_read(void *mem, const char *file, struct error *err)
{
	AUTO(secret_bytes_wipe) struct secret_bytes text = {.size = 0}, blob = {.size = 0};
	AUTO(secret_key_auto) struct secret_key *key = NULL;
	struct key_file k = {.seed = NULL};
	enum phrase problem;

	if (secret_file_read(file, &text, err) != 0)
		return NULL;
	problem = armour_read(&ARMOUR_PRIVATE_KEY, (const char *)text.bytes, text.size, blob.bytes,
		ARMOUR_BLOB_MAX, &blob.size);
	if (!problem)
		problem = read_key_blob(blob.bytes, blob.size, &k);
	if (check_key_file(&k, problem, file, err) < 0)
		return NULL;
	key = secret_key_from_seed(mem, k.seed);
	if (!key) {
		error_no_memory(err);
		return NULL;
	}
	if (!public_key_equal(&key->public, &k.public)) {
		secret_file_error(file, PHRASE_KEY_OTHER, err);
		return NULL;
	}
	return STEAL(key);
}

/* The file's blob; returns its size. */
static size_t key_blob(const struct secret_key *key, const char *comment, uint8_t *out)
{
	uint8_t blob[PUBLIC_KEY_BLOB_MAX], *at = out, *private;
	uint32_t check;

	secret_random(&check, sizeof(check));
	memcpy(at, MAGIC, sizeof(MAGIC));
	at = ssh_put_string(at + sizeof(MAGIC), "none", 4);
	at = ssh_put_string(at, "none", 4);
	at = ssh_put_string(at, "", 0);
	at = ssh_put_u32(at, 1);
	at = ssh_put_string(at, blob, public_key_blob(&key->public, blob));
	private = at + 4;
	at = ssh_put_u32(private, check);
	at = ssh_put_u32(at, check);
	at = ssh_put_string(at, KEY_TYPE, strlen(KEY_TYPE));
	at = ssh_put_string(at, key->public.bytes, PUBLIC_KEY_SIZE);
	at = ssh_put_string(at, key->secret, sizeof(key->secret));
	at = ssh_put_string(at, comment, strlen(comment));
	for (uint8_t i = 1; (at - private) % BLOCK != 0; i++)
		*at++ = i;
	ssh_put_u32(private - 4, (uint32_t)(at - private));
	return (size_t)(at - out);
}

static int wipe_buffer(struct buffer *b)
{
	sodium_memzero(b->bytes, b->capacity);
	return 0;
}

/* An armoured key file below mem that is wiped when freed. */
static struct buffer *key_file_text(void *mem, const struct secret_key *key, const char *comment)
{
	AUTO(secret_bytes_wipe) struct secret_bytes blob = {.size = 0};
	struct buffer *text = buffer_new(mem, SECRET_FILE_MAX);

	if (!text)
		return NULL;
	talloc_set_destructor(text, wipe_buffer);
	blob.size = key_blob(key, comment, blob.bytes);
	armour_write(&ARMOUR_PRIVATE_KEY, blob.bytes, blob.size, text);
	return text;
}

/* A comment is one line of at most COMMENT_MAX bytes. */
static bool comment_is_sound(const char *comment)
{
	for (const char *c = comment; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return false;
	return strlen(comment) <= COMMENT_MAX;
}

int secret_key_write(
	const struct secret_key *key, const char *file, const char *comment, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *text = key_file_text(mem, key, comment);
	struct buffer *public = buffer_new(mem, SECRET_FILE_MAX);
	char line[PUBLIC_KEY_TEXT_SIZE], public_file[PATH_MAX];
	int n = snprintf(public_file, sizeof(public_file), "%s.pub", file);

	if (n < 0 || (size_t)n >= sizeof(public_file) || !comment_is_sound(comment))
		return secret_file_error(file, PHRASE_KEY_COMMENT, err);
	if (!text || !public)
		return error_no_memory(err);
	buffer_add_format(public, "%s%s%s\n", public_key_text(&key->public, line),
		*comment ? " " : "", comment);
	if (buffer_ok(text, err) != 0 || buffer_ok(public, err) != 0)
		return -1;
	if (access(public_file, F_OK) == 0)
		return error_set(err, ERROR_FILE_EXISTS, NULL, "", "file", public_file, NULL);
	if (file_create(file, 0600, text->bytes, text->size, err) != 0)
		return -1;
	if (file_create(public_file, 0644, public->bytes, public->size, err) != 0) {
		unlink(file);
		return -1;
	}
	return 0;
}

int secret_key_sshsig(const struct secret_key *key, const char *namespace, const void *message,
	size_t size, struct sshsig *out, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *text = buffer_new(mem, SECRET_FILE_MAX);

	if (!text)
		return error_no_memory(err);
	sshsig_signed_bytes(namespace, message, size, text);
	if (buffer_ok(text, err) != 0)
		return -1;
	*out = (struct sshsig){.key = key->public};
	memcpy(out->namespace, namespace, strlen(namespace));
	crypto_sign_detached(
		out->signature, NULL, (const uint8_t *)text->bytes, text->size, key->secret);
	return 0;
}

void secret_key_derive(const struct secret_key *key, const char *purpose, uint8_t out[32])
{
	/* The seed keys the hash: both are libsodium's of 32 bytes. */
	crypto_generichash(out, 32, (const uint8_t *)purpose, strlen(purpose), key->secret,
		crypto_sign_SEEDBYTES);
}

int secret_key_note(const struct secret_key *key, const char *name, const char *text, size_t size,
	struct buffer *out, struct error *err)
{
	uint8_t signature[SSHSIG_SIZE];

	crypto_sign_detached(signature, NULL, (const uint8_t *)text, size, key->secret);
	note_write(text, size, name, &key->public, signature, out);
	return buffer_ok(out, err);
}
