/*
 * Public keys: the OpenSSH text and the wire form, written and read back, give
 * the same key.
 */
#include "signature/public_key.h"
#include "tests/fuzz/fuzz.h"

static void check_key(const struct public_key *key)
{
	uint8_t blob[PUBLIC_KEY_BLOB_MAX];
	char text[PUBLIC_KEY_TEXT_SIZE], print[PUBLIC_KEY_FINGERPRINT_SIZE];
	struct public_key again;
	struct error err = {0};

	public_key_text(key, text);
	FUZZ_CHECK(fuzz_accepted(public_key_parse(text, strlen(text), &again, &err), &err));
	FUZZ_CHECK(public_key_equal(key, &again));
	FUZZ_CHECK(public_key_from_blob(blob, public_key_blob(key, blob), &again));
	FUZZ_CHECK(public_key_equal(key, &again));
	FUZZ_CHECK(strlen(public_key_fingerprint(key, print)) == sizeof(print) - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct public_key key;
	struct error err = {0};

	fuzz_mark(&key, sizeof(key));
	if (fuzz_accepted(public_key_parse((const char *)data, size, &key, &err), &err))
		check_key(&key);
	else
		fuzz_check_marked(&key, sizeof(key));
	fuzz_mark(&key, sizeof(key));
	if (public_key_from_blob(data, size, &key))
		check_key(&key);
	else
		fuzz_check_marked(&key, sizeof(key));
	return 0;
}
