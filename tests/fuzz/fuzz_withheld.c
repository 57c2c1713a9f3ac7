/* A withheld value's file: what is read is written again to the same bytes. */
#include "document/withheld.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct withheld_opening o;
	char text[WITHHELD_OPENING_SIZE];

	fuzz_mark(&o, sizeof(o));
	if (!withheld_opening_parse((const char *)data, size, &o)) {
		fuzz_check_marked(&o, sizeof(o));
		return 0;
	}
	FUZZ_CHECK(o.size > 0 && o.size <= LIMIT_WITHHELD_VALUE);
	FUZZ_CHECK(withheld_opening_text(&o, text) == size);
	FUZZ_CHECK(memcmp(text, data, size) == 0);
	return 0;
}
