/*
 * Receipts: what is read, once written and read again, is the same; checking one
 * under the key of the vectors gives a checkpoint or a reason.
 */
#include "ledger/checkpoint.h"
#include "tests/fuzz/fuzz.h"

#define ID "registry.ccer.example/ledger"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct secret_key *secret = secret_key_from_seed(mem, fuzz_seed());
	struct buffer *written = fuzz_buffer(mem);
	struct receipt r, again;
	struct checkpoint c;
	struct error err = {0};

	fuzz_mark(&r, sizeof(r));
	if (!fuzz_accepted(receipt_parse(mem, (const char *)data, size, &r, &err), &err)) {
		fuzz_check_marked(&r, sizeof(r));
		return 0;
	}
	FUZZ_CHECK(r.index >= 0 && r.proof.n <= MERKLE_PROOF_MAX);
	receipt_write(&r, written);
	FUZZ_CHECK(written->size == size && memcmp(written->bytes, data, size) == 0);
	FUZZ_CHECK(fuzz_accepted(
		receipt_parse(mem, written->bytes, written->size, &again, &err), &err));
	FUZZ_CHECK(again.index == r.index && again.leaf_size == r.leaf_size);
	fuzz_mark(&c, sizeof(c));
	if (fuzz_accepted(receipt_check(&r, ID, secret_key_public(secret), &c, &err), &err))
		FUZZ_CHECK(r.index < c.size);
	else
		fuzz_check_marked(&c, sizeof(c));
	return 0;
}
