/*
 * Methodologies: a tree is compiled or refused with a place; what compiles runs
 * its examples, one year and some days with inputs that its symbols' names choose,
 * its checks of conditions, and its raw data on a few rows.
 */
#include "methodology/methodology.h"
#include "tests/fuzz/units.h"
#include "trace/trace.h"
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
		"EG", "x[m]", "x[n]", "x[", "[]", "A[s1]", "A[s2]", "B[s1,p1]", "B[s1,p2]",
		"B[s2,p1]", "V[01]", "V[02]", "W[a,01]", "W[a,02]"};

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

static int row(void *ctx UNUSED, const struct methodology_row *asked,
	struct methodology_found *found, struct error *err UNUSED)
{
	static const char *const rows[] = {"OM=0.8", "BM=0.4 CM=0.6 OM=0.8", "EF=1/3", ""};
	unsigned n = (hash_of(asked->table) + (asked->member != NULL)) % (COUNT_OF(rows) + 1);

	if (n == COUNT_OF(rows))
		return 0;
	*found = (struct methodology_found){
		rows[n], n % 2 ? "2023" : "", (enum text_status)(n % (STATUS_INFERRED + 1))};
	return 1;
}

static void check_run(const struct methodology *m, const struct period *period)
{
	const struct methodology_inputs inputs = {NULL, name, value, row, period, NULL};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct methodology_result result;
	const struct trace_step *steps;
	struct error err = {0};
	int64_t floor;

	fuzz_mark(&result, sizeof(result));
	if (!fuzz_accepted(methodology_run(mem, m, &inputs, "key", 2023, &result, &err), &err)) {
		fuzz_check_marked(&result, sizeof(result));
		return;
	}
	FUZZ_CHECK(rational_floor(result.exact, &floor) && floor == result.tonnes);
	FUZZ_CHECK(result.steps_n > 0);
	steps = trace_steps(mem, &result, NULL);
	FUZZ_CHECK(steps != NULL);
	for (size_t i = 0; i < result.steps_n; i++) {
		const struct trace_step *s = &steps[i];

		FUZZ_CHECK(methodology_step_is(&result.steps[i], s->symbol));

		FUZZ_CHECK(s->symbol && s->unit && s->expression && s->substituted && s->value);
		FUZZ_CHECK(s->note[LANGUAGE_EN] && s->note[LANGUAGE_ZH] && s->exact);
		FUZZ_CHECK(!s->upper || rational_compare(s->exact, s->upper) < 0);
	}
}

static void check_conditions(const struct methodology *m)
{
	static const struct methodology_inputs inputs = {NULL, name, value, row, NULL, NULL};
	const struct methodology_condition *c;
	bool holds;

	for (size_t i = 0; (c = methodology_condition_at(m, i)) != NULL; i++) {
		struct error err = {0};

		if (c->check)
			fuzz_accepted(
				methodology_condition_holds(m, i, &inputs, &holds, &err), &err);
	}
}

/* A cell of its column's type, and now and then not. */
static const char *cell_of(const struct derivation_column *c, unsigned n)
{
	static const char *const times[] = {
		"2023-01-01 00:00:00", "2023-01-01 01:00:00", "2023-01-02"};
	static const char *const others[] = {"a", "s1", "ok", "", "1,5"};

	if (strcmp(c->type, "time") == 0)
		return times[n % COUNT_OF(times)];
	if (strcmp(c->type, "number") == 0)
		return numbers[(hash_of(c->name) + n) % COUNT_OF(numbers)];
	return others[(hash_of(c->name) + n) % COUNT_OF(others)];
}

static void check_file(const struct derivation *d, const struct derivation_file *f)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct day first = day_of_date(2023, 1, 1), last = day_of_date(2023, 1, 2);
	struct error err = {0};
	struct derive_run *run = derive_begin(mem, d, f->name, 2023, first, last, &err);
	char *text = talloc_strdup(mem, "");
	struct derived_values out;

	FUZZ_CHECK(run != NULL);
	for (size_t c = 0; c < f->columns_n; c++)
		text = talloc_asprintf_append(text, "%s%s", c ? "," : "", f->columns[c].name);
	for (unsigned n = 0; n < 3; n++) {
		for (size_t c = 0; c < f->columns_n; c++)
			text = talloc_asprintf_append(
				text, "%s%s", c ? "," : "\n", cell_of(&f->columns[c], n));
	}
	text = talloc_asprintf_append(text, "\n");
	if (!fuzz_accepted(derive_feed(run, text, strlen(text), &err), &err) ||
		!fuzz_accepted(derive_end(run, &out, &err), &err))
		return;
	for (size_t i = 0; i < out.n; i++)
		FUZZ_CHECK(out.values[i].name && out.values[i].exact && out.values[i].text);
}

static void check_raw_data(const struct methodology *m)
{
	const struct derivation *d = methodology_derivation(m);

	for (size_t i = 0; d && i < derivation_file_count(d); i++)
		check_file(d, derivation_file_at(d, i));
}

static void check_methodology(const struct methodology *m)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct period days = {day_of_date(2023, 1, 15), day_of_date(2023, 2, 3)};
	struct error err = {0};

	for (size_t i = 0; i < methodology_parameter_count(m); i++)
		FUZZ_CHECK(methodology_parameter_at(m, i)->symbol[0]);
	for (size_t i = 0; i < methodology_condition_count(m); i++)
		FUZZ_CHECK(methodology_condition_at(m, i)->id[0]);
	fuzz_accepted(methodology_examples(mem, m, NULL, &err), &err);
	check_run(m, NULL);
	check_run(m, &days);
	check_conditions(m);
	check_raw_data(m);
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
