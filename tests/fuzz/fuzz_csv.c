/*
 * Raw data: the first byte says which file and how large the chunks are, the rest are a
 * CSV file's bytes. Rows, values and refusals are the same for any chunks and with only the
 * careful way, and a refusal of the data names the place in the methodology.
 */
#include "derivation/csv.h"
#include "derivation/derive.h"
#include "tests/fuzz/units.h"
#include "yaml/yaml.h"

static const char program[] =
	"raw_data:\n"
	"- name: series\n"
	"  step: {every: 6, unit: h}\n"
	"  columns:\n"
	"  - {name: time, type: time}\n"
	"  - {name: v, unit: MWh, minimum: \"-5\", maximum: \"1000\"}\n"
	"  - {name: k, unit: \"%\"}\n"
	"  - {name: s, type: word, words: [ok, low]}\n"
	"  values:\n"
	"  - {symbol: A, rule: sum, of: [v, k], factor: \"1/100 [1/%]\", missing: skip,\n"
	"     correct: {s: {low: \"0.9\"}}}\n"
	"  - {symbol: B, rule: mean, of: [v], where: {s: [ok]}, missing: zero}\n"
	"  - {symbol: C, rule: max, of: [v], missing: zero, member: [time]}\n"
	"  - {symbol: D, rule: difference, of: [v], missing: skip}\n"
	"- name: table\n"
	"  others: ignore\n"
	"  columns:\n"
	"  - {name: p, type: name}\n"
	"  - {name: v, unit: MWh}\n"
	"  - {name: w, unit: \"1\"}\n"
	"  values:\n"
	"  - {symbol: E, rule: sum, of: [v, w, w, w], member: [p]}\n"
	"  - {symbol: F, rule: min, of: [v, w], missing: skip}\n"
	"- name: log\n"
	"  unique: [p, q, time]\n"
	"  covers: {every: month, each: [p]}\n"
	"  columns:\n"
	"  - {name: time, type: time}\n"
	"  - {name: p, type: name}\n"
	"  - {name: q, type: text}\n"
	"  - {name: v, unit: MWh}\n"
	"  values:\n"
	"  - {symbol: G, rule: sum, of: [v], member: [p], missing: zero}\n";

static bool find(void *ctx, const char *symbol, struct derivation_parameter *out)
{
	*out = (struct derivation_parameter){.unit = ctx, .monitored = true};
	out->path_n = symbol[0] == 'C' || symbol[0] == 'E' || symbol[0] == 'G';
	out->months[0] = symbol[0] == 'C';
	return symbol[0] >= 'A' && symbol[0] <= 'G' && !symbol[1];
}

/* Made once: the target is about the data. */
static const struct derivation *derivation(void)
{
	static const struct derivation *d;
	struct unit_table *units;
	struct derivation_scope scope = {.find = find};
	struct yaml_node *root;
	struct error err = {0};
	void *mem;

	if (d)
		return d;
	mem = talloc_new(NULL);
	units = fuzz_units(mem);
	scope.ctx = (void *)(uintptr_t)unit_parse(mem, units, "MWh", &err);
	FUZZ_CHECK(yaml_parse(mem, program, strlen(program), &root, &err) == 0);
	d = derivation_compile(mem, yaml_member(root, "raw_data"), units, &scope, &err);
	FUZZ_CHECK(d != NULL);
	return d;
}

static int take(void *ctx, const struct csv_row *row, struct error *err UNUSED)
{
	struct buffer *out = ctx;

	FUZZ_CHECK(row->cells_n > 0 && row->cells_n <= CSV_COLUMNS_MAX);
	buffer_add_format(out, "%u", row->line);
	for (size_t i = 0; i < row->cells_n; i++) {
		FUZZ_CHECK(row->cells[i].size <= CSV_CELL_MAX);
		FUZZ_CHECK(row->cells[i].at <= row->readable);
		buffer_add_text(out, "|");
		buffer_add(out, row->cells[i].text, row->cells[i].size);
	}
	buffer_add_text(out, "\n");
	return 0;
}

static int read_rows(
	const uint8_t *data, size_t size, size_t chunk, struct buffer *out, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct csv_client client = {out, take, NULL, "/file", "/raw_data/0 (1:1)", NULL};
	struct csv_reader *r = csv_reader_new(mem, &client, err);
	int rc = 0;

	FUZZ_CHECK(r != NULL);
	for (size_t at = 0; at < size && rc == 0; at += chunk)
		rc = csv_feed(
			r, (const char *)data + at, size - at < chunk ? size - at : chunk, err);
	return rc == 0 ? csv_end(r, err) : rc;
}

/* Chunk 0: all at once, and only by the careful way. */
static int derive(const uint8_t *data, size_t size, size_t chunk, const char *name,
	struct buffer *out, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct derive_run *run = derive_begin(mem, derivation(), name, 2024,
		day_of_date(2024, 2, 1), day_of_date(2025, 3, 1), err);
	struct derived_values values;
	int rc = 0;

	FUZZ_CHECK(run != NULL);
	if (chunk == 0) {
		derive_careful(run);
		chunk = size + 1;
	}
	for (size_t at = 0; at < size && rc == 0; at += chunk)
		rc = derive_feed(
			run, (const char *)data + at, size - at < chunk ? size - at : chunk, err);
	rc = rc == 0 ? derive_end(run, &values, err) : rc;
	for (size_t i = 0; rc == 0 && i < values.n; i++) {
		const struct derived_value *v = &values.values[i];
		struct rational *again = rational_parse(mem, v->text, err);

		FUZZ_CHECK(again && rational_compare(again, v->exact) == 0);
		FUZZ_CHECK(
			v->from.rows >= 0 && v->from.missing >= 0 && v->from.rows <= values.rows);
		buffer_add_format(out, "%s=%s %lld %lld %s\n", v->name, v->text,
			(long long)v->from.rows, (long long)v->from.missing, v->from.rule);
	}
	return rc;
}

static const char *file_of(uint8_t first)
{
	if (first & 1)
		return "table";
	return first & 0x80 ? "log" : "series";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *name = file_of(size > 0 ? data[0] : 0);
	size_t chunk = size > 0 ? 1 + data[0] / 2 : 1, n = size > 0 ? size - 1 : 0;
	const uint8_t *bytes = data + (size > 0);
	struct buffer *out[5];
	struct error err[5] = {{0}};
	int rc[5];

	for (int i = 0; i < 5; i++)
		out[i] = fuzz_buffer(mem);
	rc[0] = read_rows(bytes, n, n + 1, out[0], &err[0]);
	rc[1] = read_rows(bytes, n, chunk, out[1], &err[1]);
	rc[2] = derive(bytes, n, n + 1, name, out[2], &err[2]);
	rc[3] = derive(bytes, n, chunk, name, out[3], &err[3]);
	rc[4] = derive(bytes, n, 0, name, out[4], &err[4]);
	for (int i = 1; i < 5; i++) {
		int truth = i == 1 ? 0 : 2;

		FUZZ_CHECK(rc[i] == rc[truth]);
		FUZZ_CHECK(memcmp(&err[i], &err[truth], sizeof(err[i])) == 0);
		FUZZ_CHECK(out[i]->size == out[truth]->size);
		FUZZ_CHECK(memcmp(out[i]->bytes, out[truth]->bytes, out[i]->size) == 0);
		if (fuzz_accepted(rc[i], &err[i]))
			continue;
		FUZZ_CHECK(fuzz_blames_sender(&err[i]));
		FUZZ_CHECK(err[i].line > 0 && error_argument(&err[i], "where") != NULL);
	}
	/* What the reader refuses is refused when deriving too, there or earlier. */
	FUZZ_CHECK(rc[0] == 0 || rc[2] != 0);
	return 0;
}
