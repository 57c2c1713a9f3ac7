/*
 * How fast a year is calculated.
 *
 * bench-formula: a year of an offshore wind farm with monthly readings; a forest of
 * 10,000 plots in 10 strata whose biomass is a product, and the same with pow and exp for
 * every plot. Shows evaluations a second, milliseconds each and the peak of resident
 * memory, and fails if a result is wrong or 10,000 plots take over 5 s.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <talloc.h>

#include "methodology/methodology.h"
#include "tests/bench/measure.h"
#include "tests/methodology/inputs.h"
#include "yaml/yaml.h"

enum { STRATA = 10, PLOTS = 1000, MEASURED_MS = 1000, MEASURED_MAX = 20000, PLOTS_MS_MAX = 5000 };

static const char wind[] =
	"indexes:\n"
	"- {symbol: m, set: months, members: months, name: {zh: 月}}\n"
	"parameters:\n"
	"- {symbol: EG_export, index: m, unit: MWh, source: monitored, minimum: \"0\", name: {zh: "
	"x}}\n"
	"- {symbol: EG_import, index: m, unit: MWh, source: monitored, minimum: \"0\", name: {zh: "
	"x}}\n"
	"- {symbol: EF_OM, unit: tCO2/MWh, source: table, table: grid.factors, column: OM, "
	"name: {zh: x}}\n"
	"- {symbol: EF_BM, unit: tCO2/MWh, source: table, table: grid.factors, column: BM, "
	"name: {zh: x}}\n"
	"- {symbol: w_OM, unit: \"1\", source: fixed, default: \"0.75\", name: {zh: x}}\n"
	"- {symbol: w_BM, unit: \"1\", source: fixed, default: \"0.25\", name: {zh: x}}\n"
	"equations:\n"
	"- {symbol: EG, index: m, unit: MWh, expression: \"EG_export[m] - EG_import[m]\"}\n"
	"- {symbol: EG_PJ, unit: MWh, expression: \"sum(m in months: EG[m])\"}\n"
	"- {symbol: EF_CM, unit: tCO2/MWh, expression: EF_OM * w_OM + EF_BM * w_BM}\n"
	"- {symbol: ER, unit: tCO2, expression: EG_PJ * EF_CM}\n"
	"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n";

#define FOREST(biomass)                                                                            \
	"indexes:\n"                                                                               \
	"- {symbol: i, set: strata, name: {zh: 层}}\n"                                            \
	"- {symbol: p, set: plots, of: i, name: {zh: 样地}}\n"                                   \
	"parameters:\n"                                                                            \
	"- {symbol: A, index: i, unit: ha, source: monitored, name: {zh: x}}\n"                    \
	"- {symbol: d, index: p, unit: \"1\", source: monitored, minimum: \"0\", name: {zh: x}}\n" \
	"- {symbol: h, index: p, unit: \"1\", source: monitored, minimum: \"0\", name: {zh: x}}\n" \
	"equations:\n"                                                                             \
	"- {symbol: B, index: p, unit: tCO2/ha, expression: \"" biomass "\"}\n"                    \
	"- {symbol: M, index: i, unit: tCO2/ha, expression: \"mean(p in plots: B[i,p])\"}\n"       \
	"- {symbol: ER, unit: tCO2, expression: \"sum(i in strata: A[i] * M[i])\"}\n"              \
	"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n"

static const struct given_row rows[] = {{"grid.factors", NULL, 0, "OM=0.7921 BM=0.3870"}};

struct bench {
	const char *name;
	const struct methodology *m;
	struct given_inputs in;
	int64_t tonnes;
	double most_ms; /* for one evaluation */
};

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "bench-formula: %s: %s\n", what, why);
	exit(2);
}

/* Processor time: other programs do not count. */
static double now_ms(void)
{
	return measure_seconds(CLOCK_PROCESS_CPUTIME_ID) * 1e3;
}

static const struct methodology *compiled(void *mem, const char *text)
{
	static const char *const units[][3] = {{"MWh"}, {"tCO2"}, {"ha"}};
	struct unit_table *t = unit_table_new(mem);
	char report[ERROR_TEXT_MAX];
	const struct methodology *m;
	struct yaml_node *root;
	struct error err = {0};

	for (size_t i = 0; i < COUNT_OF(units); i++) {
		if (unit_table_add(t, units[i][0], units[i][1], units[i][2], &err) != 0)
			fail("units", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	}
	if (yaml_parse(mem, text, strlen(text), &root, &err) != 0)
		fail("text", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	m = methodology_compile(mem, root, t, &err);
	if (!m)
		fail("methodology", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return m;
}

static void give(void *mem, struct given_inputs *in, const char *name, const char *value)
{
	in->values[in->values_n++] =
		(struct given){talloc_strdup(mem, name), talloc_strdup(mem, value)};
}

static struct given_inputs monthly(void *mem)
{
	struct given_inputs in = {0, COUNT_OF(rows), talloc_array(mem, struct given, 24), rows};
	char name[32], value[32];

	for (int month = 1; month <= 12; month++) {
		snprintf(name, sizeof(name), "EG_export[%02d]", month);
		snprintf(value, sizeof(value), "%d.25", 70000 + month * 1000);
		give(mem, &in, name, value);
		snprintf(name, sizeof(name), "EG_import[%02d]", month);
		give(mem, &in, name, "100.25");
	}
	given_sort(&in);
	return in;
}

/* Diameters and heights each go round a few values. */
static struct given_inputs forest(void *mem)
{
	struct given_inputs in = {
		0, COUNT_OF(rows), talloc_array(mem, struct given, STRATA * (2 * PLOTS + 1)), rows};
	char name[32], value[32];

	for (int s = 0; s < STRATA; s++) {
		snprintf(name, sizeof(name), "A[s%d]", s);
		give(mem, &in, name, "25");
		for (int p = 0; p < PLOTS; p++) {
			snprintf(name, sizeof(name), "d[s%d,p%d]", s, p);
			snprintf(value, sizeof(value), "%d.%d", 10 + p % 10, p % 5 * 2);
			give(mem, &in, name, value);
			snprintf(name, sizeof(name), "h[s%d,p%d]", s, p);
			snprintf(value, sizeof(value), "%d.5", 8 + p % 4);
			give(mem, &in, name, value);
		}
	}
	given_sort(&in);
	return in;
}

/* Evaluates for a second, at least once. */
static double measure(struct bench *b)
{
	struct methodology_inputs callbacks = given_callbacks(&b->in, NULL);
	double begin = now_ms(), taken = 0;
	char report[ERROR_TEXT_MAX];
	int n = 0;

	while (n == 0 || (taken < MEASURED_MS && n < MEASURED_MAX)) {
		void *mem = talloc_new(NULL);
		struct methodology_result result;
		struct error err = {0};

		if (methodology_run(mem, b->m, &callbacks, "East", 2023, &result, &err) != 0)
			fail(b->name, error_report(&err, LANGUAGE_EN, report, sizeof(report)));
		if (result.tonnes != b->tonnes) {
			snprintf(report, sizeof(report), "%lld t", (long long)result.tonnes);
			fail(b->name, report);
		}
		talloc_free(mem);
		taken = now_ms() - begin;
		n++;
	}
	printf("%-34s %8.1f evaluations/s %10.3f ms each, peak %d kB\n", b->name, n / taken * 1e3,
		taken / n, measure_peak_kb());
	return taken / n;
}

int main(void)
{
	void *mem = talloc_new(NULL);
	struct bench benches[] = {
		{"offshore wind, 12 months", compiled(mem, wind), monthly(mem), 633348, 50},
		{"forest, 10,000 plots, products",
			compiled(mem, FOREST("0.0005 [tCO2/ha] * d[i,p]^2 * h[i,p]")), forest(mem),
			289, PLOTS_MS_MAX},
		{"forest, 10,000 plots, pow and exp",
			compiled(mem, FOREST("1 [tCO2/ha] * exp(-7) * pow(d[i,p], 1.9) * "
					     "pow(h[i,p], 0.9)")),
			forest(mem), 318, PLOTS_MS_MAX},
	};
	double taken[COUNT_OF(benches)];
	bool good = true;

	for (size_t i = 0; i < COUNT_OF(benches); i++) {
		taken[i] = measure(&benches[i]);
		good = good && taken[i] <= benches[i].most_ms;
	}
	printf("pow and exp beside products: %.1f times\n", taken[2] / taken[1]);
	talloc_free(mem);
	return good ? 0 : 1;
}
