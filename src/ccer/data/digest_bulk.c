#include "ccer/data/digest_bulk.h"

#include <assert.h>
#include <stdlib.h>

#include <openssl/evp.h>

struct digest_bulk {
	EVP_MD_CTX *context;
};

struct digest_bulk *digest_bulk_new(void)
{
	AUTO(digest_bulk_auto) struct digest_bulk *s = calloc(1, sizeof(*s));

	if (s)
		s->context = EVP_MD_CTX_new();
	/* SHA-256 without a key fails only for want of memory. */
	if (!s || !s->context || EVP_DigestInit_ex(s->context, EVP_sha256(), NULL) != 1)
		return NULL;
	return STEAL(s);
}

void digest_bulk_add(struct digest_bulk *s, const void *bytes, size_t size)
{
	int done = EVP_DigestUpdate(s->context, bytes, size);

	assert(done == 1);
}

struct digest digest_bulk_end(struct digest_bulk *s)
{
	struct digest out;
	unsigned size = 0;
	int done = EVP_DigestFinal_ex(s->context, out.bytes, &size);

	assert(done == 1 && size == DIGEST_SIZE);
	return out;
}

void digest_bulk_free(struct digest_bulk *s)
{
	if (s)
		EVP_MD_CTX_free(s->context);
	free(s);
}
