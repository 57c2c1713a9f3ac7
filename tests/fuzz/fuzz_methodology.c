/*
 * Methodologies: a tree is compiled or refused with a place; what compiles runs
 * its examples, and one year with inputs that its symbols' names choose.
 */
#include "formula/methodology.h"
#include "tests/fuzz/units.h"
#include "yaml/text.h"

static const char *const numbers[] = {"0", "1", "-2.5", "0.36", "1000000", "44/12", "0.000001"};

static unsigned hash_of(const char *text)
{
	unsigned n = 5381;

	while (*text)
		n = n * 33 + (uint8_t)*text++;
	return n;
}

static const char *name(void *ctx UNUSED, enum parameter_source source, size_t n)
{
	static const char *const names[] = {"FC[natural_gas]", "FC[other_gas]", "FC_t[liquid]",
		"EG", "x[m]", "x[n]", "x[", "[]"};

	if (source == PARAMETER_TABLE || n >= COUNT_OF(names))
		return NULL;
	return names[n];
}

static int value(void *ctx UNUSED, enum parameter_source source UNUSED, const char *symbol,
	const char **out, struct error *err UNUSED)
{
	unsigned n = hash_of(symbol) % (COUNT_OF(numbers) + 1);

	if (n == COUNT_OF(numbers))
		return 0;
	*out = numbers[n];
	return 1;
}

static int row(void *ctx UNUSED, const struct methodology_row *asked, const char **values,
	const char **edition, struct error *err UNUSED)
{
	static const char *const rows[] = {"OM=0.8", "BM=0.4 CM=0.6 OM=0.8", "EF=1/3", ""};
	unsigned n = (hash_of(asked->table) + (asked->member != NULL)) % (COUNT_OF(rows) + 1);

	if (n == COUNT_OF(rows))
		return 0;
	*values = rows[n];
	*edition = n % 2 ? "2023" : "";
	return 1;
}

static void check_run(const struct methodology *m)
{
	static const struct methodology_inputs inputs = {NULL, name, value, row, NULL};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct methodology_result result;
	struct error err = {0};
	int64_t floor;

	fuzz_mark(&result, sizeof(result));
	if (!fuzz_accepted(methodology_run(mem, m, &inputs, "key", 2023, &result, &err), &err)) {
		fuzz_check_marked(&result, sizeof(result));
		return;
	}
	FUZZ_CHECK(rational_floor(result.exact, &floor) && floor == result.tonnes);
	FUZZ_CHECK(result.steps_n > 0);
	for (size_t i = 0; i < result.steps_n; i++) {
		const struct methodology_step *s = &result.steps[i];

		FUZZ_CHECK(s->symbol && s->unit && s->expression && s->substituted && s->value);
		FUZZ_CHECK(s->note && s->exact);
	}
}

static void check_methodology(const struct methodology *m)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};

	for (size_t i = 0; i < methodology_parameter_count(m); i++)
		FUZZ_CHECK(methodology_parameter_at(m, i)->symbol[0]);
	for (size_t i = 0; i < methodology_condition_count(m); i++)
		FUZZ_CHECK(methodology_condition_at(m, i)->id[0]);
	fuzz_accepted(methodology_examples(mem, m, &err), &err);
	check_run(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO_MEMORY void *tree = talloc_new(NULL);
	const char *bytes = (const char *)data;
	const struct methodology *m;
	struct yaml_node *root;
	struct error err = {0};

	if (text_check(bytes, size, &err) != 0 || yaml_parse(tree, bytes, size, &root, &err) != 0)
		return 0;
	m = methodology_compile(mem, root, fuzz_units(mem), &err);
	if (!fuzz_made(m, &err)) {
		FUZZ_CHECK(err.line >= 1 && err.column >= 1);
		return 0;
	}
	/* The tree may go: nothing in a compiled methodology points into it. */
	memory_auto(&tree);
	tree = NULL;
	check_methodology(m);
	return 0;
}
