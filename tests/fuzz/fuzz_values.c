/*
 * Texts inside records: lines of named values, as a record keeps them and as people
 * type them, and boundaries. What is read is written back to the same bytes, and a
 * line laid over an empty one reads as a written one.
 */
#include "domain/boundary.h"
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

/* Corners may be of any size here; the writer has room for those of the Earth. */
static bool on_earth(const struct corner *c)
{
	return c->latitude_nano >= -INT64_C(90000000000) &&
	       c->latitude_nano <= INT64_C(90000000000) &&
	       c->longitude_nano >= -INT64_C(180000000000) &&
	       c->longitude_nano <= INT64_C(180000000000);
}

static void check_boundary(void *mem, const char *text)
{
	struct boundary_part *parts =
		talloc_zero_array(mem, struct boundary_part, (unsigned)strlen(text) + 1);
	struct corner *corners = talloc_array(mem, struct corner, (unsigned)strlen(text) + 1);
	struct boundary_reader b = boundary_read(text);
	struct error err = {0};
	bool earthly = true;
	size_t n = 0;
	int more;

	while ((more = boundary_next(&b, &corners[n], &err)) > 0) {
		if (b.corner == 0)
			parts[b.part].corners = &corners[n];
		FUZZ_CHECK(b.corner == parts[b.part].corners_n++);
		earthly &= on_earth(&corners[n++]);
	}
	if (fuzz_accepted(more, &err) && earthly) {
		const char *again = boundary_write(mem, n ? b.part + 1 : 0, parts, &err);

		FUZZ_CHECK(again && strcmp(again, text) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *text = talloc_strndup(mem, (const char *)data, size), *line;
	struct error err = {0};
	size_t n = 0;

	check_written(mem, text);
	check_boundary(mem, text);
	line = named_values_lay(mem, text, "");
	FUZZ_CHECK(line && named_values_read(mem, line, &n, &err));
	FUZZ_CHECK(!named_values_sound(text) || n > 0);
	check_written(mem, line);
	return 0;
}
