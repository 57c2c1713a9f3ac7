#include "base/digest.h"

#include <string.h>

#include <sodium.h>

struct digest digest_of(const void *bytes, size_t size)
{
	struct digest_part part = {bytes, size};

	return digest_of_parts(&part, 1);
}

struct digest digest_of_parts(const struct digest_part *parts, size_t n)
{
	crypto_hash_sha256_state state;
	struct digest d;

	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < n; i++)
		crypto_hash_sha256_update(&state, parts[i].bytes, parts[i].size);
	crypto_hash_sha256_final(&state, d.bytes);
	return d;
}

_Static_assert(sizeof(struct digest_stream) >= sizeof(crypto_hash_sha256_state),
	"a stream holds libsodium's state");

void digest_begin(struct digest_stream *s)
{
	crypto_hash_sha256_init((crypto_hash_sha256_state *)(void *)s->inside);
}

void digest_add(struct digest_stream *s, const void *bytes, size_t size)
{
	crypto_hash_sha256_update((crypto_hash_sha256_state *)(void *)s->inside, bytes, size);
}

struct digest digest_end(struct digest_stream *s)
{
	struct digest d;

	crypto_hash_sha256_final((crypto_hash_sha256_state *)(void *)s->inside, d.bytes);
	return d;
}

char *digest_hex(const struct digest *d, char out[DIGEST_HEX_SIZE])
{
	sodium_bin2hex(out, DIGEST_HEX_SIZE, d->bytes, sizeof(d->bytes));
	return out;
}

bool digest_parse(const char *text, size_t size, struct digest *out)
{
	struct digest d;

	if (size != 2 * DIGEST_SIZE)
		return false;
	for (size_t i = 0; i < size; i++) {
		char c = text[i];
		uint8_t v;

		if (c >= '0' && c <= '9')
			v = (uint8_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = (uint8_t)(c - 'a' + 10);
		else
			return false;
		if (i % 2 == 0)
			d.bytes[i / 2] = (uint8_t)(v << 4);
		else
			d.bytes[i / 2] |= v;
	}
	*out = d;
	return true;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_SIZE) == 0;
}

bool digest_is_zero(const struct digest *d)
{
	static const struct digest zero;

	return digest_equal(d, &zero);
}
