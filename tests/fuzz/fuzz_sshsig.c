/*
 * SSH signatures: what is read is written in its canonical armour, which reads back as
 * the same signature; checking it gives a yes or a reason.
 */
#include "signature/sshsig.h"
#include "tests/fuzz/fuzz.h"

#define MESSAGE "CCER\n"
#define NAMESPACE "issuance@ccer.example"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *first = fuzz_buffer(mem), *second = fuzz_buffer(mem);
	struct sshsig s, again;
	struct error err = {0};

	fuzz_mark(&s, sizeof(s));
	if (!fuzz_accepted(sshsig_parse((const char *)data, size, &s, &err), &err)) {
		fuzz_check_marked(&s, sizeof(s));
		return 0;
	}
	FUZZ_CHECK(s.namespace[0] && strlen(s.namespace) < sizeof(s.namespace));
	sshsig_write(&s, first);
	FUZZ_CHECK(first->size <= SSHSIG_ARMOUR_MAX);
	FUZZ_CHECK(fuzz_accepted(sshsig_parse(first->bytes, first->size, &again, &err), &err));
	FUZZ_CHECK(sshsig_compare(&s, &again) == 0);
	FUZZ_CHECK(memcmp(s.signature, again.signature, SSHSIG_SIZE) == 0);
	FUZZ_CHECK(strcmp(s.namespace, again.namespace) == 0);
	sshsig_write(&again, second);
	FUZZ_CHECK(strcmp(first->bytes, second->bytes) == 0);
	if (!fuzz_accepted(sshsig_check(&s, NAMESPACE, MESSAGE, strlen(MESSAGE), &err), &err))
		return 0;
	FUZZ_CHECK(sshsig_check(&again, NAMESPACE, MESSAGE, strlen(MESSAGE), NULL) == 0);
	return 0;
}
