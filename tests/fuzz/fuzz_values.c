/*
 * Lines of named values, as a record keeps them and as people type them: what is read
 * is written back to the same bytes, and a line laid over nothing reads as a written one.
 */
#include "domain/named_values.h"
#include "tests/fuzz/fuzz.h"

static void check_written(void *mem, const char *text)
{
	struct error err = {0};
	size_t n = 0, size = 0;
	struct named_value *values = named_values_read(mem, text, &n, &err);
	const char *again;

	if (!fuzz_accepted(values ? 0 : -1, &err))
		return;
	again = named_values_write(mem, n, values, &err);
	FUZZ_CHECK(again && strcmp(again, text) == 0);
	for (size_t i = 0; i < n; i++) {
		const char *in = named_values_in(text, values[i].name, &size);

		FUZZ_CHECK(named_values_find(n, values, values[i].name) == values[i].value);
		FUZZ_CHECK(in && size == strlen(values[i].value));
		FUZZ_CHECK(memcmp(in, values[i].value, size) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *text = talloc_strndup(mem, (const char *)data, size), *line;
	struct error err = {0};
	size_t n = 0;

	check_written(mem, text);
	line = named_values_lay(mem, text, "");
	FUZZ_CHECK(line && named_values_read(mem, line, &n, &err));
	FUZZ_CHECK(!named_values_sound(text) || n > 0);
	check_written(mem, line);
	return 0;
}
