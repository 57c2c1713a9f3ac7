#include "derivation/derive.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "derivation/derive_cell.h"
#include "tests/formula/support.h"

/* Parameters of the methodology to which the raw data here belongs. */
static const struct {
	const char *symbol, *unit;
	bool fixed;
	size_t path_n;
	bool months[DERIVE_PATH_MAX];
} parameters[] = {
	{"V", "Nm3", false, 0, {false}},
	{"V_CH4", "Nm3", false, 0, {false}},
	{"W", "Nm3", false, 0, {false}},
	{"Q", "Nm3/h", false, 0, {false}},
	{"E", "MWh", false, 0, {false}},
	{"n", "1", false, 0, {false}},
	{"M", "Nm3", false, 1, {true}},
	{"A", "ha", false, 1, {false}},
	{"B", "ha", false, 2, {false}},
	{"C", "ha", false, 2, {false, true}},
	{"F", "Nm3", true, 0, {false}},
};

struct units {
	void *mem;
	const struct unit_table *table;
};

static bool find(void *ctx, const char *symbol, struct derivation_parameter *out)
{
	struct units *u = ctx;

	for (size_t i = 0; i < COUNT_OF(parameters); i++) {
		if (strcmp(parameters[i].symbol, symbol) != 0)
			continue;
		out->unit = unit_parse(u->mem, u->table, parameters[i].unit, NULL);
		out->monitored = !parameters[i].fixed;
		out->path_n = parameters[i].path_n;
		memcpy(out->months, parameters[i].months, sizeof(out->months));
		return true;
	}
	return false;
}

static const struct derivation *compile(void *mem, const char *text, struct error *err)
{
	struct units u = {mem, registry_units(mem)};
	struct derivation_scope scope = {&u, find};

	return derivation_compile(
		mem, yaml_member(tree_of(mem, text), "raw_data"), u.table, &scope, err);
}

#define COLUMNS                                                                                    \
	"  columns:\n"                                                                             \
	"  - {name: time, type: time}\n"                                                           \
	"  - {name: flow, unit: Nm3/h, minimum: \"0\", maximum: \"1000.5\"}\n"                     \
	"  - {name: c, unit: \"%\", maximum: \"100\"}\n"                                           \
	"  - {name: state, type: word, words: [ok, low, fault]}\n"
#define SERIES(every, unit)                                                                        \
	"raw_data:\n- name: gas\n  step: {every: \"" every "\", unit: " unit "}\n" COLUMNS         \
	"  values:\n"
#define TABLE                                                                                      \
	"raw_data:\n- name: plots\n  columns:\n  - {name: s, type: name}\n"                        \
	"  - {name: p, type: name}\n  - {name: area, unit: mu}\n"                                  \
	"  - {name: kind, type: word, words: [oak, pine]}\n  values:\n"
#define HECTARES "factor: \"1/15 [ha/mu]\""

/* --- compiling --- */

static const struct {
	const char *text;
	enum error_code code;
	const char *path, *argument, *value;
} programs[] = {
	{SERIES("1", "s") "  - {symbol: V, rule: integral, of: [flow], factor: \"1/3600 [h/s]\"}\n",
		ERROR_NONE, NULL, NULL, NULL},
	{SERIES("5",
		 "min") "  - {symbol: V, rule: integral, of: [flow], factor: \"1/60 [h/min]\"}\n",
		ERROR_NONE, NULL, NULL, NULL},
	{SERIES("1", "h") "  - {symbol: V, rule: integral, of: [flow]}\n", ERROR_NONE, NULL, NULL,
		NULL},
	{SERIES("1", "d") "  - {symbol: Q, rule: max, of: [flow]}\n"
			  "  - {symbol: n, rule: count, where: {state: [ok]}, missing: skip}\n",
		ERROR_NONE, NULL, NULL, NULL},
	{TABLE "  - {symbol: B, rule: sum, of: [area], member: [s, p], " HECTARES "}\n", ERROR_NONE,
		NULL, NULL, NULL},
	/* Units. */
	{SERIES("1", "s") "  - {symbol: V, rule: integral, of: [flow]}\n", ERROR_FORMULA_FACTOR,
		"/raw_data/0/values/0", "factor", "3600"},
	{SERIES("1", "h") "  - {symbol: V, rule: sum, of: [flow]}\n", ERROR_FORMULA_UNITS,
		"/raw_data/0/values/0", "left", "Nm3"},
	{SERIES("1", "h") "  - {symbol: V, rule: integral, of: [flow, c]}\n", ERROR_FORMULA_FACTOR,
		"/raw_data/0/values/0", "left", "Nm3"},
	{SERIES("1", "h") "  - {symbol: n, rule: count, factor: \"2 [h]\"}\n", ERROR_FORMULA_UNITS,
		"/raw_data/0/values/0", "left", "1"},
	{SERIES("1", "h") "  - {symbol: V, rule: integral, of: [flow], factor: \"1 [xyz]\"}\n",
		ERROR_UNIT_UNKNOWN, "/raw_data/0/values/0/factor", "symbol", "xyz"},
	{SERIES("1", "h") "  - {symbol: V, rule: integral, of: [flow], factor: \"1e3\"}\n",
		ERROR_NUMBER_FORM, "/raw_data/0/values/0/factor", "value", "1e3"},
	{SERIES("1", "h") "  - {symbol: V, rule: integral, of: [flow], factor: \"1 [h] \"}\n",
		ERROR_NUMBER_FORM, "/raw_data/0/values/0/factor", NULL, NULL},
	/* Parameters. */
	{SERIES("1", "h") "  - {symbol: X, rule: count}\n", ERROR_ATTACHMENT_PARAMETER,
		"/raw_data/0/values/0/symbol", "symbol", "X"},
	{SERIES("1", "h") "  - {symbol: F, rule: integral, of: [flow]}\n",
		ERROR_ATTACHMENT_PARAMETER, "/raw_data/0/values/0/symbol", "symbol", "F"},
	{SERIES("1", "h") "  - {symbol: n, rule: count}\n  - {symbol: n, rule: count}\n",
		ERROR_METHODOLOGY_DUPLICATE, "/raw_data/0/values/1/symbol", "symbol", "n"},
	/* Columns. */
	{SERIES("1", "h") "  - {symbol: V, rule: integral, of: [flo]}\n", ERROR_ATTACHMENT_COLUMN,
		"/raw_data/0/values/0/of/0", "accepted", "flow, c"},
	{SERIES("1", "h") "  - {symbol: V, rule: integral, of: [state]}\n", ERROR_ATTACHMENT_COLUMN,
		"/raw_data/0/values/0/of/0", "column", "state"},
	{SERIES("1", "h") "  - {symbol: n, rule: count, where: {flow: [ok]}}\n",
		ERROR_ATTACHMENT_COLUMN, "/raw_data/0/values/0/where/flow", "accepted", "state"},
	{SERIES("1", "h") "  - {symbol: n, rule: count, where: {state: [good]}}\n",
		ERROR_METHODOLOGY_WORD, "/raw_data/0/values/0/where/state/0", "accepted",
		"ok, low, fault"},
	{SERIES("1", "h") "  - {symbol: n, rule: count, where: {state: ok}}\n",
		ERROR_METHODOLOGY_TYPE, "/raw_data/0/values/0/where/state", NULL, NULL},
	{"raw_data:\n- {name: g, columns: [{name: a}], values: []}\n", ERROR_ATTACHMENT_RULE,
		"/raw_data/0/columns/0", "key", "unit"},
	{"raw_data:\n- {name: g, columns: [{name: a, type: word}], values: []}\n",
		ERROR_ATTACHMENT_RULE, "/raw_data/0/columns/0", "key", "words"},
	{"raw_data:\n- {name: g, columns: [{name: a, type: time, unit: s}], values: []}\n",
		ERROR_ATTACHMENT_RULE, "/raw_data/0/columns/0/unit", "key", "unit"},
	{"raw_data:\n- {name: g, columns: [{name: a, type: date}], values: []}\n",
		ERROR_METHODOLOGY_WORD, "/raw_data/0/columns/0/type", "value", "date"},
	{"raw_data:\n- {name: g, columns: [{name: a, type: text}, {name: a, type: text}], "
	 "values: []}\n",
		ERROR_METHODOLOGY_DUPLICATE, "/raw_data/0/columns/1/name", "symbol", "a"},
	{"raw_data:\n- {name: g, columns: [{name: a, type: time}, {name: b, type: time}], "
	 "values: []}\n",
		ERROR_METHODOLOGY_DUPLICATE, "/raw_data/0/columns/1/name", "symbol", "b"},
	{"raw_data:\n- {name: g, columns: [{name: a, type: word, words: [x, x]}], values: []}\n",
		ERROR_METHODOLOGY_DUPLICATE, "/raw_data/0/columns/0/words/1", "symbol", "x"},
	{"raw_data:\n- {name: g, columns: [{name: a, unit: ha, minimum: \"2\", maximum: \"1\"}], "
	 "values: []}\n",
		ERROR_METHODOLOGY_BOUNDS, "/raw_data/0/columns/0/minimum", "symbol", "a"},
	{"raw_data:\n- {name: g, columns: [{name: a, unit: ha, maximum: \"1,5\"}], values: []}\n",
		ERROR_NUMBER_FORM, "/raw_data/0/columns/0/maximum", "value", "1,5"},
	{"raw_data:\n- {name: g, columns: [], values: []}\n- {name: g, columns: [], values: []}\n",
		ERROR_METHODOLOGY_DUPLICATE, "/raw_data/1/name", "symbol", "g"},
	{"raw_data:\n- {name: g h, columns: [], values: []}\n", ERROR_METHODOLOGY_WORD,
		"/raw_data/0/name", "value", "g h"},
	{"raw_data:\n- {name: g, columns: [], values: [], extra: x}\n", ERROR_METHODOLOGY_KEY,
		"/raw_data/0/extra", "key", "extra"},
	/* Steps. */
	{SERIES("7", "s") "  - {symbol: n, rule: count}\n", ERROR_ATTACHMENT_STEP,
		"/raw_data/0/step", "step", "7"},
	{SERIES("0", "s") "  - {symbol: n, rule: count}\n", ERROR_ATTACHMENT_STEP,
		"/raw_data/0/step", "step", "0"},
	{SERIES("1", "a") "  - {symbol: n, rule: count}\n", ERROR_METHODOLOGY_WORD,
		"/raw_data/0/step/unit", "value", "a"},
	{"raw_data:\n- {name: g, step: {every: 1, unit: s}, columns: [], values: []}\n",
		ERROR_ATTACHMENT_STEP, "/raw_data/0/step", NULL, NULL},
	/* Rules and what goes with them. */
	{SERIES("1", "h") "  - {symbol: n, rule: count, of: [flow]}\n", ERROR_ATTACHMENT_RULE,
		"/raw_data/0/values/0/of", "rule", "count"},
	{SERIES("1", "h") "  - {symbol: Q, rule: mean}\n", ERROR_ATTACHMENT_RULE,
		"/raw_data/0/values/0", "key", "of"},
	{SERIES("1", "h") "  - {symbol: Q, rule: median, of: [flow]}\n", ERROR_METHODOLOGY_WORD,
		"/raw_data/0/values/0/rule", "value", "median"},
	{SERIES("1", "h") "  - {symbol: Q, rule: difference, of: [flow, c]}\n",
		ERROR_ATTACHMENT_RULE, "/raw_data/0/values/0/of", "rule", "difference"},
	{SERIES("1", "h") "  - {symbol: Q, rule: last, of: [flow], missing: zero}\n",
		ERROR_ATTACHMENT_RULE, "/raw_data/0/values/0/missing", "key", "missing"},
	{SERIES("1",
		 "h") "  - {symbol: Q, rule: max, of: [flow], correct: {state: {low: \"2\"}}}\n",
		ERROR_ATTACHMENT_RULE, "/raw_data/0/values/0/correct", "rule", "max"},
	{SERIES("1",
		 "h") "  - {symbol: Q, rule: mean, of: [flow], correct: {state: {bad: \"2\"}}}\n",
		ERROR_METHODOLOGY_WORD, "/raw_data/0/values/0/correct/state/bad", "value", "bad"},
	{SERIES("1", "h") "  - {symbol: Q, rule: mean, of: [flow], correct: {state: {low: x}}}\n",
		ERROR_NUMBER_FORM, "/raw_data/0/values/0/correct/state/low", "value", "x"},
	{TABLE "  - {symbol: A, rule: integral, of: [area], member: [s]}\n", ERROR_ATTACHMENT_RULE,
		"/raw_data/0/values/0", "key", "step"},
	/* Members. */
	{TABLE "  - {symbol: A, rule: sum, of: [area], " HECTARES "}\n", ERROR_ATTACHMENT_INDEX,
		"/raw_data/0/values/0", "expected", "1"},
	{TABLE "  - {symbol: B, rule: sum, of: [area], member: [p], " HECTARES "}\n",
		ERROR_ATTACHMENT_INDEX, "/raw_data/0/values/0/member", "found", "1"},
	{TABLE "  - {symbol: n, rule: count, member: [p]}\n", ERROR_ATTACHMENT_INDEX,
		"/raw_data/0/values/0/member", "expected", "0"},
	{TABLE "  - {symbol: M, rule: sum, of: [area], member: [p]}\n", ERROR_ATTACHMENT_MONTHS,
		"/raw_data/0/values/0/member", "symbol", "M"},
	{SERIES("1", "h") "  - {symbol: A, rule: sum, of: [flow], member: [time]}\n",
		ERROR_ATTACHMENT_MONTHS, "/raw_data/0/values/0/member", "symbol", "A"},
	{TABLE "  - {symbol: A, rule: sum, of: [area], member: [area]}\n", ERROR_ATTACHMENT_COLUMN,
		"/raw_data/0/values/0/member/0", "accepted", "s, p"},
};

START_TEST(a_methodologys_raw_data_compiles_or_is_refused_with_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct derivation *d = compile(mem, programs[_i].text, &err);

	ck_assert_msg(err.code == programs[_i].code, "%s", error_name(err.code));
	ck_assert_int_eq(d != NULL, err.code == ERROR_NONE);
	if (d)
		return;
	ck_assert_str_eq(err.path, programs[_i].path);
	ck_assert_uint_gt(err.line, 0);
	if (programs[_i].argument)
		ck_assert_str_eq(error_argument(&err, programs[_i].argument), programs[_i].value);
}
END_TEST

START_TEST(what_is_compiled_can_be_shown)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct derivation *d = compile(mem,
		SERIES("5", "min") "  - {symbol: V, rule: integral, of: [flow, c], "
				   "factor: \"1/6000 [h/(min*%)]\"}\n",
		&err);
	const struct derivation_file *f;

	ck_assert_ptr_nonnull(d);
	ck_assert_uint_eq(derivation_file_count(d), 1);
	f = derivation_file_at(d, 0);
	ck_assert_str_eq(f->name, "gas");
	ck_assert_int_eq(f->step, 300);
	ck_assert_uint_eq(f->columns_n, 4);
	ck_assert_str_eq(f->columns[1].unit, "Nm3/h");
	ck_assert_str_eq(f->columns[3].type, "word");
	ck_assert_uint_eq(f->values_n, 1);
	ck_assert_str_eq(f->values[0].text, "integral of flow * c");
}
END_TEST

/* --- running --- */

struct asked {
	const char *program, *file;
	int64_t year;
	const char *first, *last;
};

static struct day day(const char *text)
{
	struct day d;

	ck_assert(day_parse(text, strlen(text), &d));
	return d;
}

/* Derives in chunks of a size; "\f" in the data begins the next file. */
static int derive(void *mem, const struct asked *a, const char *data, size_t chunk,
	struct derived_values *out, struct error *err)
{
	static const struct derivation *d;
	static const char *program; /* compiled once for each test */
	struct derive_run *run;
	int rc = 0;

	if (program != a->program)
		d = compile(talloc_new(NULL), program = a->program, err);
	ck_assert_msg(d != NULL, "%s at %s", error_name(err->code), err->path);
	run = derive_begin(mem, d, a->file, a->year, day(a->first), day(a->last), err);
	if (!run)
		return -1;
	while (*data && rc == 0) {
		size_t n = strcspn(data, "\f");
		char *copy;

		n = n < chunk ? n : chunk;
		copy = malloc(n + 1);
		memcpy(copy, data, n);
		rc = derive_feed(run, copy, n, err);
		free(copy);
		data += n;
		if (rc == 0 && *data == '\f') {
			rc = derive_next(run, err);
			data++;
		}
	}
	return rc == 0 ? derive_end(run, out, err) : rc;
}

/* "V=12.5 (3 rows, 0 missing) ..." */
static const char *shown(void *mem, const struct derived_values *v)
{
	char *text = talloc_strdup(mem, "");

	for (size_t i = 0; i < v->n; i++)
		text = talloc_asprintf_append(text, "%s%s=%s %lld/%lld", i ? " " : "",
			v->values[i].name, v->values[i].text, (long long)v->values[i].from.rows,
			(long long)v->values[i].from.missing);
	return text;
}

#define HEAD "time,flow,c,state\n"
#define HOURLY(values) SERIES("1", "h") values, "gas", 2024, "2024-03-01", "2024-03-01"
/* Some hours of a day whose other hours are all missing. */
#define FOUR                                                                                       \
	HEAD "2024-03-01 00:00:00,10,50,ok\n2024-03-01 01:00:00,20.5,25,low\n"                     \
	     "2024-03-01 02:00:00,,25,ok\n2024-03-01 03:00:00,5.25,100,fault\n"

static const struct {
	struct asked asked;
	const char *data, *values;
} derivations[] = {
	/* Every rule, over hours of which 20 have no row and one no flow. */
	{{HOURLY("  - {symbol: V, rule: integral, of: [flow], missing: skip}\n")}, FOUR,
		"V=35.75 3/21"},
	{{HOURLY("  - {symbol: V, rule: integral, of: [flow], missing: zero}\n")}, FOUR,
		"V=35.75 3/21"},
	{{HOURLY("  - {symbol: Q, rule: sum, of: [flow], missing: skip}\n")}, FOUR, "Q=35.75 3/21"},
	{{HOURLY("  - {symbol: Q, rule: mean, of: [flow], missing: skip}\n")}, FOUR,
		"Q=143/12 3/21"},
	{{HOURLY("  - {symbol: Q, rule: mean, of: [flow], missing: zero}\n")}, FOUR,
		"Q=143/96 3/21"},
	{{HOURLY("  - {symbol: Q, rule: min, of: [flow], missing: skip}\n")}, FOUR, "Q=5.25 3/21"},
	{{HOURLY("  - {symbol: Q, rule: min, of: [flow], missing: zero}\n")}, FOUR, "Q=0 3/21"},
	{{HOURLY("  - {symbol: Q, rule: max, of: [flow], missing: skip}\n")}, FOUR, "Q=20.5 3/21"},
	{{HOURLY("  - {symbol: Q, rule: max, of: [flow], missing: zero}\n")}, FOUR, "Q=20.5 3/21"},
	{{HOURLY("  - {symbol: Q, rule: first, of: [flow], missing: skip}\n")}, FOUR, "Q=10 3/21"},
	{{HOURLY("  - {symbol: Q, rule: last, of: [flow], missing: skip}\n")}, FOUR, "Q=5.25 3/21"},
	{{HOURLY("  - {symbol: n, rule: count, missing: skip}\n")}, FOUR, "n=4 4/20"},
	/* Products, which rows count, corrections. */
	{{HOURLY("  - {symbol: V, rule: integral, of: [flow, c], factor: \"1/100 [1/%]\", "
		 "missing: skip}\n")},
		FOUR, "V=15.375 3/21"},
	{{HOURLY("  - {symbol: V, rule: integral, of: [flow], where: {state: [ok, low]}, "
		 "missing: skip}\n")},
		FOUR, "V=30.5 2/22"},
	{{HOURLY("  - {symbol: V, rule: integral, of: [flow], where: {state: [ok, low]}, "
		 "correct: {state: {low: \"0.9\"}}, missing: zero}\n")},
		FOUR, "V=28.45 2/22"},
	{{HOURLY("  - {symbol: Q, rule: mean, of: [flow], correct: {state: {low: \"0.9\", fault: "
		 "\"1/3\"}}, missing: skip}\n")},
		FOUR, "Q=10.066666666666666666…"},
	{{HOURLY("  - {symbol: n, rule: count, where: {state: []}, missing: skip}\n")}, FOUR,
		"n=0 0/24"},
	/* A correction of an empty word: the row is missing. */
	{{HOURLY("  - {symbol: V, rule: integral, of: [flow], correct: {state: {low: \"0.9\"}}, "
		 "missing: skip}\n")},
		HEAD "2024-03-01 00:00:00,10,50,\n2024-03-01 01:00:00,10,50,ok\n", "V=10 1/23"},
	/* Meters. */
	{{SERIES("1", "h") "  - {symbol: Q, rule: difference, of: [flow], missing: skip}\n", "gas",
		 2024, "2024-03-01", "2024-03-01"},
		HEAD "2024-03-01 05:00:00,10,1,ok\n2024-03-01 06:00:00,10.0,1,ok\n"
		     "2024-03-01 09:00:00,12.125,1,ok\n2024-03-02 02:00:00,13.5,1,ok\n",
		"Q=3.5 3/21"},
	/* A whole day without a gap; the days around it do not count. */
	{{SERIES("6", "h") "  - {symbol: Q, rule: sum, of: [flow]}\n", "gas", 2024, "2024-02-29",
		 "2024-02-29"},
		HEAD "2024-02-28 18:00:00,1000,1,ok\n2024-02-29 00:00:00,1,1,ok\n"
		     "2024-02-29 06:00:00,2,1,ok\n2024-02-29 12:00:00,3,1,ok\n"
		     "2024-02-29 18:00:00,4,1,ok\n2024-03-01 00:00:00,1000,1,ok\n",
		"Q=10 4/0"},
	/* Stamped at the end of the step. */
	{{"raw_data:\n- name: gas\n  step: {every: 12, unit: h, stamp: end}\n" COLUMNS
	  "  values:\n  - {symbol: Q, rule: sum, of: [flow]}\n",
		 "gas", 2024, "2024-03-01", "2024-03-01"},
		HEAD "2024-03-01 00:00:00,1000,1,ok\n2024-03-01 12:00:00,1,1,ok\n"
		     "2024-03-02 00:00:00,2,1,ok\n2024-03-02 12:00:00,1000,1,ok\n",
		"Q=3 2/0"},
	/* Zones: 16:00Z of the day before is midnight. */
	{{SERIES("12", "h") "  - {symbol: Q, rule: sum, of: [flow]}\n", "gas", 2024, "2024-03-01",
		 "2024-03-01"},
		HEAD "2024-02-29T16:00:00Z,1,1,ok\n2024-03-01T04:00:00Z,2,1,ok\n"
		     "2024-03-01T16:00:00Z,4,1,ok\n2024-03-02T04:00:00Z,8,1,ok\n",
		"Q=3 2/0"},
	{{SERIES("12", "h") "  - {symbol: Q, rule: sum, of: [flow]}\n", "gas", 2024, "2024-03-01",
		 "2024-03-01"},
		HEAD "2024-03-01T00:00:00+08:00,1,1,ok\n2024-03-01T12:00:00+08:00,2,1,ok\n",
		"Q=3 2/0"},
	{{SERIES("1", "d") "  - {symbol: Q, rule: sum, of: [flow]}\n", "gas", 2024, "2024-02-28",
		 "2024-03-01"},
		HEAD "2024-02-28,1,1,ok\n2024-02-29,2,1,ok\n2024-03-01,4,1,ok\n", "Q=7 3/0"},
	/* The period ends with the year, and a year with the period. */
	{{SERIES("1", "d") "  - {symbol: Q, rule: sum, of: [flow]}\n", "gas", 2023, "2023-12-31",
		 "2024-01-02"},
		HEAD "2023-12-31,1,1,ok\n2024-01-01,2,1,ok\n", "Q=1 1/0"},
	{{SERIES("1", "d") "  - {symbol: Q, rule: sum, of: [flow]}\n", "gas", 2024, "2023-12-31",
		 "2024-01-02"},
		HEAD "2023-12-31,1,1,ok\n2024-01-01,2,1,ok\n2024-01-02,4,1,ok\n", "Q=6 2/0"},
	/* Months: those that the period touches, in their order. */
	{{SERIES("1", "d") "  - {symbol: M, rule: sum, of: [flow], factor: \"1 [h]\", member: "
			   "[time], missing: skip}\n",
		 "gas", 2024, "2024-02-28", "2024-04-01"},
		HEAD "2024-02-28,1,1,ok\n2024-02-29,2,1,ok\n2024-03-01,4,1,ok\n2024-04-01,8,1,ok\n",
		"M[02]=3 2/0 M[03]=4 1/30 M[04]=8 1/0"},
	{{SERIES("1", "d") "  - {symbol: M, rule: sum, of: [flow], factor: \"1 [h]\", member: "
			   "[time], missing: zero}\n",
		 "gas", 2023, "2023-01-30", "2023-03-01"},
		HEAD "2023-01-30,1,1,ok\n", "M[01]=1 1/1 M[02]=0 0/28 M[03]=0 0/1"},
	/* Columns in another order, quotes, CRLF, several files. */
	{{SERIES("12", "h") "  - {symbol: Q, rule: sum, of: [flow]}\n", "gas", 2024, "2024-03-01",
		 "2024-03-01"},
		"state,\"flow\",c,time\r\nok,\"1\",1,2024-03-01 00:00:00\r\n"
		"ok,\"2.5\",1,\"2024-03-01 12:00:00\"\r\n",
		"Q=3.5 2/0"},
	{{SERIES("12", "h") "  - {symbol: Q, rule: sum, of: [flow]}\n", "gas", 2024, "2024-03-01",
		 "2024-03-02"},
		HEAD "2024-03-01 00:00:00,1,1,ok\n2024-03-01 12:00:00,2,1,ok\n\f"
		     "flow,c,state,time\n4,1,ok,2024-03-02 00:00:00\n8,1,ok,2024-03-02 12:00:00\n",
		"Q=15 4/0"},
	{{"raw_data:\n- name: gas\n  others: ignore\n  columns: [{name: 流量, unit: Nm3}]\n"
	  "  values: [{symbol: V, rule: sum, of: [流量]}]\n",
		 "gas", 2024, "2024-01-01", "2024-12-31"},
		"备注,流量,x\n甲,1.5,\"1,5\"\n乙,-0.25,\n", "V=1.25 2/0"},
	/* Tables: members, which rows, empty cells. */
	{{TABLE "  - {symbol: B, rule: sum, of: [area], member: [s, p], " HECTARES "}\n", "plots",
		 2024, "2024-01-01", "2024-12-31"},
		"s,p,area,kind\ns2,a,30,oak\ns1,b,15,oak\ns1,a.1,1,oak\ns2,a,45,pine\n",
		"B[s1,a.1]=1/15 1/0 B[s1,b]=1 1/0 B[s2,a]=5 2/0"},
	{{TABLE "  - {symbol: A, rule: mean, of: [area], member: [s], " HECTARES
		", missing: skip}\n  - {symbol: n, rule: count, where: {kind: [oak]}}\n",
		 "plots", 2024, "2024-01-01", "2024-12-31"},
		"s,p,area,kind\nx,1,30,oak\nx,2,,oak\nx,3,15,pine\ny,1,15,oak\n",
		"A[x]=1.5 2/1 A[y]=1 1/0 n=3 3/0"},
	{{TABLE "  - {symbol: A, rule: min, of: [area], member: [s], " HECTARES ", where: {kind: "
		"[oak]}, missing: zero}\n",
		 "plots", 2024, "2024-01-01", "2024-12-31"},
		"s,p,area,kind\nx,1,30,oak\nx,2,,pine\ny,3,,oak\nz,1,-15,oak\nz,2,,oak\n",
		"A[x]=2 1/0 A[y]=0 0/1 A[z]=-1 1/1"},
	{{TABLE "  - {symbol: n, rule: count}\n", "plots", 2024, "2024-01-01", "2024-12-31"},
		"s,p,area,kind\n", "n=0 0/0"},
	/* A table with times: its year, its months. */
	{{"raw_data:\n- name: t\n  columns: [{name: at, type: time}, {name: p, type: name}, "
	  "{name: a, unit: ha}]\n"
	  "  values: [{symbol: C, rule: sum, of: [a], member: [p, at]}]\n",
		 "t", 2024, "2024-01-01", "2024-12-31"},
		"at,p,a\n2023-12-31 23:59:59,x,100\n2024-01-01,x,1\n2024-01-01,y,2\n"
		"2024-01-31 23:59:59,x,4\n2024-12-01,x,8\n2025-01-01,x,100\n",
		"C[x,01]=5 2/0 C[x,12]=8 1/0 C[y,01]=2 1/0"},
};

START_TEST(values_come_out_to_the_digit_whatever_the_chunks)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct derived_values out;
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const char *all, *expected = derivations[_i].values;
	size_t n = strlen(derivations[_i].data);

	ck_assert_msg(derive(mem, &derivations[_i].asked, derivations[_i].data, n, &out, &err) == 0,
		"%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	all = shown(mem, &out);
	if (strstr(expected, "…"))
		ck_assert_str_eq(
			rational_text(mem, out.values[0].exact, 18), strchr(expected, '=') + 1);
	else
		ck_assert_str_eq(all, expected);
	for (size_t chunk = 1; chunk < n; chunk += 1 + chunk / 16) {
		struct derived_values again;

		ck_assert_int_eq(derive(mem, &derivations[_i].asked, derivations[_i].data, chunk,
					 &again, &err),
			0);
		ck_assert_str_eq(shown(mem, &again), all);
		ck_assert_int_eq(again.rows, out.rows);
		ck_assert_int_eq(again.outside, out.outside);
	}
}
END_TEST

/* The example of docs/methodology-language.md 10, with the two seconds that it works out. */
START_TEST(the_documented_example_gives_what_it_says)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *page = file_text(mem, "docs/methodology-language.md");
	char *text = strstr(page, "```yaml\nraw_data:"), *end;
	struct asked a = {NULL, "methane", 2024, "2024-01-01", "2024-12-31"};
	struct derived_values out;
	struct error err = {0};

	ck_assert_ptr_nonnull(text);
	text += strlen("```yaml\n");
	end = strstr(text, "```");
	*end = '\0';
	a.program = text;
	ck_assert_int_eq(derive(mem, &a,
				 "time,flow,c_in,state\n2024-05-01 00:00:00,7200,50,ok\n"
				 "2024-05-01 00:00:01,3600,100,out-of-class\n"
				 "2024-05-01 00:00:02,3600,100,fault\n",
				 1000, &out, &err),
		0);
	ck_assert_str_eq(shown(mem, &out), "V_CH4=1.99 2/31622398");
	ck_assert_str_eq(out.values[0].from.file, "methane");
	ck_assert_str_eq(out.values[0].from.rule, "integral of flow * c_in");
	*end = '`';
	ck_assert_ptr_nonnull(strstr(end, "(7200 * 50 + 0.99 * 3600 * 100) / 360000` = 1.99 Nm3"));
}
END_TEST

#define REFUSING SERIES("1", "h") "  - {symbol: Q, rule: mean, of: [flow]}\n"
#define SKIPPING SERIES("1", "h") "  - {symbol: Q, rule: mean, of: [flow], missing: skip}\n"
#define DAY "gas", 2024, "2024-03-01", "2024-03-01"
#define ROW "2024-03-01 00:00:00,1,1,ok\n"
#define AREAS TABLE "  - {symbol: A, rule: sum, of: [area], member: [s], " HECTARES "}\n"
#define WHOLE_YEAR "plots", 2024, "2024-01-01", "2024-12-31"

static const struct {
	struct asked asked;
	const char *data;
	enum error_code code;
	uint32_t line, column;
	const char *path, *where; /* where: how the place in the methodology begins */
	const char *argument, *value;
} refusals[] = {
	{{SKIPPING, "coal", 2024, "2024-03-01", "2024-03-01"}, HEAD, ERROR_ATTACHMENT_FILE, 0, 0,
		"", NULL, "name", "coal"},
	{{SKIPPING, "gas", 2025, "2024-03-01", "2024-03-01"}, HEAD, ERROR_ATTACHMENT_PERIOD, 0, 0,
		"", NULL, "year", "2025"},
	{{SKIPPING, "gas", 2024, "2024-03-02", "2024-03-01"}, HEAD, ERROR_ATTACHMENT_PERIOD, 0, 0,
		"", NULL, "first", "2024-03-02"},
	{{SKIPPING, "gas", 123456, "2024-03-02", "2024-03-01"}, HEAD, ERROR_ATTACHMENT_PERIOD, 0, 0,
		"", NULL, "year", "123456"},
	/* The file's form: csv.h's own test has all of it. */
	{{SKIPPING, DAY}, "\xEF\xBB\xBF" HEAD ROW, ERROR_CSV_BOM, 1, 1, "/gas", "/raw_data/0 (2:3)",
		NULL, NULL},
	{{SKIPPING, DAY}, HEAD "2024-03-01 00:00:00,1,234,1,ok\n", ERROR_CSV_COLUMNS, 2, 29, "/gas",
		"/raw_data/0 (2:3)", "expected", "4"},
	{{SKIPPING, DAY}, "", ERROR_CSV_EMPTY, 1, 1, "/gas", "/raw_data/0 (2:3)", NULL, NULL},
	{{SKIPPING, DAY}, HEAD ROW "2024-03-01 01", ERROR_CSV_FINAL_LINE, 3, 14, "/gas",
		"/raw_data/0 (2:3)", NULL, NULL},
	/* Columns. */
	{{SKIPPING, DAY}, "time,flow,c,State\n" ROW, ERROR_ATTACHMENT_HEADER, 1, 13, "/gas",
		"/raw_data/0 (2:3)", "found", "State"},
	{{SKIPPING, DAY}, "time,flow,c,c\n" ROW, ERROR_ATTACHMENT_HEADER, 1, 13, "/gas",
		"/raw_data/0 (2:3)", "found", "c"},
	{{SKIPPING, DAY}, "time, flow,c,state\n" ROW, ERROR_ATTACHMENT_HEADER, 1, 6, "/gas",
		"/raw_data/0 (2:3)", "found", " flow"},
	{{SKIPPING, DAY}, "time,c,state\n" ROW, ERROR_ATTACHMENT_HEADER_MISSING, 1, 1, "/gas",
		"/raw_data/0/columns/1 (6:5)", "column", "flow"},
	/* Numbers. */
	{{SKIPPING, DAY}, HEAD "2024-03-01 00:00:00,\"1,234\",1,ok\n", ERROR_ATTACHMENT_NUMBER, 2,
		22, "/gas/flow", "/raw_data/0/columns/1 (6:5)", "found", "1,234"},
	{{SKIPPING, DAY}, HEAD ROW "2024-03-01 01:00:00,1,1 ,ok\n", ERROR_ATTACHMENT_NUMBER, 3, 23,
		"/gas/c", "/raw_data/0/columns/2 (7:5)", "found", "1 "},
	{{SKIPPING, DAY}, HEAD "2024-03-01 00:00:00,１,1,ok\n", ERROR_ATTACHMENT_NUMBER, 2, 21,
		"/gas/flow", "/raw_data/0/columns/1 (6:5)", "found", "１"},
	{{SKIPPING, DAY}, HEAD "2024-03-01 00:00:00,1000.51,1,ok\n", ERROR_ATTACHMENT_BOUNDS, 2, 21,
		"/gas/flow", "/raw_data/0/columns/1 (6:5)", "maximum", "1000.5"},
	{{SKIPPING, DAY}, HEAD "2024-03-01 00:00:00,-0.1,1,ok\n", ERROR_ATTACHMENT_BOUNDS, 2, 21,
		"/gas/flow", "/raw_data/0/columns/1 (6:5)", "minimum", "0"},
	{{SKIPPING, DAY}, HEAD "2024-03-01 00:00:00,1,101,ok\n", ERROR_ATTACHMENT_BOUNDS, 2, 23,
		"/gas/c", "/raw_data/0/columns/2 (7:5)", "minimum", "-∞"},
	/* Rows of other days are read with the same care. */
	{{SKIPPING, DAY}, HEAD "2019-03-01 00:00:00,x,1,ok\n", ERROR_ATTACHMENT_NUMBER, 2, 21,
		"/gas/flow", "/raw_data/0/columns/1 (6:5)", "found", "x"},
	{{SKIPPING, DAY}, HEAD "2024-03-01 00:00:00,1,1,OK\n", ERROR_ATTACHMENT_WORD, 2, 25,
		"/gas/state", "/raw_data/0/columns/3 (8:5)", "accepted", "ok, low, fault"},
	/* Times. */
	{{SKIPPING, DAY}, HEAD "2024-3-1 0:00,1,1,ok\n", ERROR_ATTACHMENT_TIME, 2, 1, "/gas/time",
		"/raw_data/0/columns/0 (5:5)", "found", "2024-3-1 0:00"},
	{{SKIPPING, DAY}, HEAD "2023-02-29 00:00:00,1,1,ok\n", ERROR_ATTACHMENT_TIME, 2, 1,
		"/gas/time", "/raw_data/0/columns/0 (5:5)", "found", "2023-02-29 00:00:00"},
	{{SKIPPING, DAY}, HEAD "2024-03-01 24:00:00,1,1,ok\n", ERROR_ATTACHMENT_TIME, 2, 1,
		"/gas/time", "/raw_data/0/columns/0 (5:5)", NULL, NULL},
	{{SKIPPING, DAY}, HEAD "2024-03-01T00:00:00+09:00,1,1,ok\n", ERROR_ATTACHMENT_TIME, 2, 1,
		"/gas/time", "/raw_data/0/columns/0 (5:5)", NULL, NULL},
	{{SKIPPING, DAY}, HEAD ",1,1,ok\n", ERROR_ATTACHMENT_TIME, 2, 1, "/gas/time",
		"/raw_data/0/columns/0 (5:5)", "found", ""},
	{{SKIPPING, DAY}, HEAD "2024-03-01 00:30:00,1,1,ok\n", ERROR_ATTACHMENT_OFF_STEP, 2, 1,
		"/gas/time", "/raw_data/0/columns/0 (5:5)", "step", "3600"},
	{{SKIPPING, DAY}, HEAD ROW ROW, ERROR_ATTACHMENT_ORDER, 3, 1, "/gas/time",
		"/raw_data/0/columns/0 (5:5)", "before", "2024-03-01 00:00:00"},
	{{SKIPPING, DAY}, HEAD ROW "2024-02-29 23:00:00,1,1,ok\n", ERROR_ATTACHMENT_ORDER, 3, 1,
		"/gas/time", "/raw_data/0/columns/0 (5:5)", "found", "2024-02-29 23:00:00"},
	{{SKIPPING, DAY}, HEAD ROW "\f" HEAD ROW, ERROR_ATTACHMENT_ORDER, 2, 1, "/gas/time",
		"/raw_data/0/columns/0 (5:5)", NULL, NULL},
	/* What is missing and may not be. */
	{{REFUSING, DAY}, HEAD "2024-03-01 01:00:00,1,1,ok\n", ERROR_ATTACHMENT_GAP, 2, 1,
		"/gas/time", "/raw_data/0/values/0 (10:5)", "time", "2024-03-01 00:00:00"},
	{{REFUSING, DAY}, HEAD ROW "2024-03-01 02:00:00,1,1,ok\n", ERROR_ATTACHMENT_GAP, 3, 1,
		"/gas/time", "/raw_data/0/values/0 (10:5)", "time", "2024-03-01 01:00:00"},
	{{REFUSING, DAY}, HEAD ROW, ERROR_ATTACHMENT_GAP, 3, 1, "/gas/time",
		"/raw_data/0/values/0 (10:5)", "time", "2024-03-01 01:00:00"},
	{{REFUSING, DAY}, HEAD, ERROR_ATTACHMENT_GAP, 2, 1, "/gas/time",
		"/raw_data/0/values/0 (10:5)", "symbol", "Q"},
	{{REFUSING, DAY}, HEAD "2024-02-29 23:00:00,1,1,ok\n2024-03-02 00:00:00,1,1,ok\n",
		ERROR_ATTACHMENT_GAP, 4, 1, "/gas/time", "/raw_data/0/values/0 (10:5)", "time",
		"2024-03-01 00:00:00"},
	{{"raw_data:\n- name: gas\n  step: {every: 12, unit: h, stamp: end}\n" COLUMNS
	  "  values:\n  - {symbol: Q, rule: sum, of: [flow]}\n",
		 DAY},
		HEAD "2024-03-01 12:00:00,1,1,ok\n", ERROR_ATTACHMENT_GAP, 3, 1, "/gas/time",
		"/raw_data/0/values/0 (10:5)", "time", "2024-03-02 00:00:00"},
	{{REFUSING, DAY}, HEAD "2024-03-01 00:00:00,,1,ok\n", ERROR_ATTACHMENT_EMPTY, 2, 21,
		"/gas/flow", "/raw_data/0/values/0 (10:5)", "symbol", "Q"},
	{{SERIES("1", "h") "  - {symbol: Q, rule: mean, of: [flow], where: {state: [ok]}}\n", DAY},
		HEAD "2024-03-01 00:00:00,1,1,low\n", ERROR_ATTACHMENT_LEFT_OUT, 2, 25,
		"/gas/state", "/raw_data/0/values/0 (10:5)", "found", "low"},
	{{SERIES("1",
		  "h") "  - {symbol: Q, rule: mean, of: [flow], correct: {state: {low: \"0.9\"}}"
		       "}\n",
		 DAY},
		HEAD "2024-03-01 00:00:00,1,1,\n", ERROR_ATTACHMENT_EMPTY, 2, 25, "/gas/state",
		"/raw_data/0/values/0 (10:5)", "symbol", "Q"},
	{{SKIPPING, DAY}, HEAD, ERROR_ATTACHMENT_NONE, 2, 1, "/gas", "/raw_data/0/values/0 (10:5)",
		"year", "2024"},
	{{AREAS, WHOLE_YEAR}, "s,p,area,kind\nx,y,,oak\n", ERROR_ATTACHMENT_EMPTY, 2, 5,
		"/plots/area", "/raw_data/0/values/0 (9:5)", "symbol", "A"},
	{{TABLE "  - {symbol: V, rule: sum, of: [area], where: {kind: [oak]}, factor: \"1 "
		"[Nm3/mu]\"}"
		"\n",
		 WHOLE_YEAR},
		"s,p,area,kind\nx,y,1,pine\n", ERROR_ATTACHMENT_NONE, 3, 1, "/plots",
		"/raw_data/0/values/0 (9:5)", "symbol", "V"},
	/* Meters and members. */
	{{SERIES("1", "h") "  - {symbol: Q, rule: difference, of: [flow], missing: skip}\n", DAY},
		HEAD "2024-03-01 00:00:00,2.5,1,ok\n2024-03-01 01:00:00,2.49,1,ok\n",
		ERROR_ATTACHMENT_BACK, 3, 21, "/gas/flow", "/raw_data/0/values/0 (10:5)", "before",
		"2.5"},
	{{AREAS, WHOLE_YEAR}, "s,p,area,kind\n-x,y,1,oak\n", ERROR_ATTACHMENT_MEMBER, 2, 1,
		"/plots/s", "/raw_data/0/columns/0 (4:5)", "found", "-x"},
	{{AREAS, WHOLE_YEAR}, "s,p,area,kind\nx,,1,oak\n", ERROR_ATTACHMENT_MEMBER, 2, 3,
		"/plots/p", "/raw_data/0/columns/1 (5:5)", "found", ""},
	{{AREAS, WHOLE_YEAR}, "s,p,area,kind\nx,甲,1,oak\n", ERROR_ATTACHMENT_MEMBER, 2, 3,
		"/plots/p", "/raw_data/0/columns/1 (5:5)", "found", "甲"},
	{{AREAS, WHOLE_YEAR}, "s,p,area,kind\na23456789012345678901234567890123,y,1,oak\n",
		ERROR_ATTACHMENT_MEMBER, 2, 1, "/plots/s", "/raw_data/0/columns/0 (4:5)", NULL,
		NULL},
};

START_TEST(a_refusal_has_its_place_in_the_data_and_in_the_methodology)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	size_t n = strlen(refusals[_i].data);
	struct error first = {0};
	char report[ERROR_TEXT_MAX];
	const char *where;

	for (size_t chunk = n + 1; chunk > 0; chunk = chunk > 40 ? chunk / 2 : chunk - 1) {
		struct derived_values out = {99, NULL, 0, 0};
		struct error err = {0};

		ck_assert_int_eq(
			derive(mem, &refusals[_i].asked, refusals[_i].data, chunk, &out, &err), -1);
		ck_assert_uint_eq(out.n, 99);
		if (chunk == n + 1)
			first = err;
		ck_assert_int_eq(memcmp(&first, &err, sizeof(err)), 0);
	}
	error_report(&first, LANGUAGE_EN, report, sizeof(report));
	ck_assert_msg(first.code == refusals[_i].code, "%s", report);
	ck_assert_msg(first.line == refusals[_i].line && first.column == refusals[_i].column, "%s",
		report);
	ck_assert_str_eq(first.path, refusals[_i].path);
	where = error_argument(&first, "where");
	ck_assert_int_eq(where != NULL, refusals[_i].where != NULL);
	if (where)
		ck_assert_str_eq(where, refusals[_i].where);
	if (refusals[_i].argument)
		ck_assert_str_eq(error_argument(&first, refusals[_i].argument), refusals[_i].value);
}
END_TEST

/* --- sizes --- */

START_TEST(a_leap_year_of_minutes_has_every_minute)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	static const int years[] = {2023, 2024, 2100};
	struct error err = {0};
	const struct derivation *d = compile(mem,
		SERIES("1", "min") "  - {symbol: V, rule: integral, of: [flow], factor: \"1/60 "
				   "[h/min]\"}\n"
				   "  - {symbol: M, rule: integral, of: [flow], factor: \"1/60 "
				   "[h/min]\", member: [time]}\n",
		&err);

	for (size_t k = 0; k < COUNT_OF(years); k++) {
		struct day first = day_of_date(years[k], 1, 1),
			   last = day_of_date(years[k], 12, 31);
		int64_t begin = (int64_t)first.n * 86400, minutes = year_length(years[k]) * 1440;
		struct derive_run *run = derive_begin(mem, d, "gas", years[k], first, last, &err);
		struct derived_values out;
		char row[96], time[CELL_TIME_MAX];

		ck_assert_int_eq(derive_feed(run, HEAD, strlen(HEAD), &err), 0);
		for (int64_t i = 0; i < minutes; i++) {
			int n = snprintf(row, sizeof(row), "%s,60,1,ok\n",
				cell_time_text(begin + 60 * i, time));

			ck_assert_int_eq(derive_feed(run, row, (size_t)n, &err), 0);
		}
		ck_assert_int_eq(derive_end(run, &out, &err), 0);
		ck_assert_uint_eq(out.n, 13);
		ck_assert_int_eq(out.values[0].from.rows, minutes);
		ck_assert_int_eq(out.values[0].from.missing, 0);
		ck_assert_int_eq(
			rational_compare(out.values[0].exact, rational_of(mem, minutes)), 0);
		ck_assert_str_eq(out.values[2].name, "M[02]");
		ck_assert_int_eq(out.values[2].from.rows, (years[k] == 2024 ? 29 : 28) * 1440);
	}
}
END_TEST

/* Sums of products of long numbers pass 128 bits; GMP's own sum is beside them. */
START_TEST(great_sums_are_exact)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct derivation *d = compile(mem,
		"raw_data:\n- name: t\n  columns: [{name: a, unit: Nm3}, {name: b, unit: \"1\"}]\n"
		"  values: [{symbol: V, rule: sum, of: [a, b]}]\n",
		&err);
	struct rational *total = rational_new(mem);
	struct derive_run *run;
	struct derived_values out;
	uint64_t random = 7;

	run = derive_begin(mem, d, "t", 2024, day("2024-01-01"), day("2024-12-31"), &err);
	ck_assert_int_eq(derive_feed(run, "a,b\n", 4, &err), 0);
	for (int i = 0; i < 3000; i++) {
		AUTO_MEMORY void *scratch = talloc_new(NULL);
		struct rational *product = rational_new(scratch);
		char a[32], b[32], row[72];
		int n, places;

		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		places = (int)(random >> 60) % 10;
		snprintf(a, sizeof(a), "%s9%08u%s%0*u", random >> 59 & 1 && i % 7 == 0 ? "-" : "",
			(unsigned)(random >> 32) % 100000000, places ? "." : "", places,
			places ? (unsigned)(random & 7) : 0);
		if (!places)
			snprintf(a, sizeof(a), "99%016llu", (unsigned long long)(random >> 14));
		a[18] = '\0';
		snprintf(b, sizeof(b), "%llu",
			1 + (unsigned long long)(random >> (4 + i % 50)) % 999999999999999999ULL);
		n = snprintf(row, sizeof(row), "%s,%s\n", a, b);
		ck_assert_msg(derive_feed(run, row, (size_t)n, &err) == 0, "%s", row);
		ck_assert_int_eq(rational_multiply(rational_parse(scratch, a, &err),
					 rational_parse(scratch, b, &err), product, &err),
			0);
		ck_assert_int_eq(rational_add(total, product, total, &err), 0);
	}
	ck_assert_int_eq(derive_end(run, &out, &err), 0);
	ck_assert_int_eq(rational_compare(out.values[0].exact, total), 0);
	ck_assert_uint_gt(mpz_sizeinbase(mpq_numref(total->q), 2), 130);
}
END_TEST

START_TEST(a_product_beyond_38_digits_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct asked a = {"raw_data:\n- name: t\n  columns: [{name: a, unit: Nm3}, {name: b, unit: "
			  "\"1\"}, {name: c, unit: \"1\"}]\n"
			  "  values: [{symbol: V, rule: sum, of: [a, b, c]}]\n",
		"t", 2024, "2024-01-01", "2024-12-31"};
	struct derived_values out;
	struct error err = {0};

	ck_assert_int_eq(derive(mem, &a, "a,b,c\n999999999999999999,-999999999999999999,99\n", 1000,
				 &out, &err),
		0);
	ck_assert_str_eq(out.values[0].text, "-98999999999999999802000000000000000099");
	ck_assert_int_eq(derive(mem, &a, "a,b,c\n999999999999999999,-999999999999999999,101\n",
				 1000, &out, &err),
		-1);
	ck_assert_int_eq(err.code, ERROR_ATTACHMENT_SIZE);
	ck_assert_uint_eq(err.line, 2);
	ck_assert_uint_eq(err.column, 40);
}
END_TEST

START_TEST(members_are_bounded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct derivation *d = compile(mem, AREAS, &err);

	for (int more = 0; more < 2; more++) {
		struct derive_run *run = derive_begin(
			mem, d, "plots", 2024, day("2024-01-01"), day("2024-12-31"), &err);
		struct derived_values out;
		int rc = derive_feed(run, "s,p,area,kind\n", 14, &err);

		for (int i = 0; i < DERIVE_MEMBERS_MAX + more && rc == 0; i++) {
			char row[64];
			int n = snprintf(
				row, sizeof(row), "p%d,x,15,oak\np%d,x,15,oak\n", i, i / 2);

			rc = derive_feed(run, row, (size_t)n, &err);
		}
		ck_assert_int_eq(rc, -more);
		if (rc == 0) {
			ck_assert_int_eq(derive_end(run, &out, &err), 0);
			ck_assert_uint_eq(out.n, DERIVE_MEMBERS_MAX);
			ck_assert_str_eq(out.values[0].name, "A[p0]");
			ck_assert_str_eq(out.values[0].text, "3");
			continue;
		}
		ck_assert_int_eq(err.code, ERROR_ATTACHMENT_MEMBERS);
		ck_assert_uint_eq(err.line, 2 * DERIVE_MEMBERS_MAX + 2);
		ck_assert_str_eq(error_argument(&err, "most"), "20000");
	}
}
END_TEST

/* --- cells --- */

static const struct {
	const char *text;
	bool good;
	int64_t m;
	uint32_t places;
} numbers[] = {
	{"0", true, 0, 0},
	{"7", true, 7, 0},
	{"12.50", true, 1250, 2},
	{"-12.50", true, -1250, 2},
	{"-0", true, 0, 0},
	{"0.5", true, 5, 1},
	{"0.0", true, 0, 1},
	{"12345678", true, 12345678, 0},
	{"1234567.", false, 0, 0},
	{"123456.7", true, 1234567, 1},
	{"1.234567", true, 1234567, 6},
	{"123456789", true, 123456789, 0},
	{"0.123456789", true, 123456789, 9},
	{"0.1234567890", false, 0, 0},
	{"999999999999999999", true, INT64_C(999999999999999999), 0},
	{"-999999999.999999999", true, -INT64_C(999999999999999999), 9},
	{"1000000000000000000", false, 0, 0},
	{"0999999999999999999", false, 0, 0},
	{"", false, 0, 0},
	{"-", false, 0, 0},
	{".", false, 0, 0},
	{".5", false, 0, 0},
	{"-.5", false, 0, 0},
	{"5.", false, 0, 0},
	{"1.2.3", false, 0, 0},
	{"1..2", false, 0, 0},
	{"00", false, 0, 0},
	{"01", false, 0, 0},
	{"00.5", false, 0, 0},
	{"-01.5", false, 0, 0},
	{"+1", false, 0, 0},
	{"--1", false, 0, 0},
	{"1-", false, 0, 0},
	{"1e3", false, 0, 0},
	{"1E3", false, 0, 0},
	{"0x1", false, 0, 0},
	{" 1", false, 0, 0},
	{"1 ", false, 0, 0},
	{"1,0", false, 0, 0},
	{"1/2", false, 0, 0},
	{"1:2", false, 0, 0},
	{"NaN", false, 0, 0},
	{"1\xB0", false, 0, 0},
};

/* Alone, so that it is read byte by byte, and followed by others, so that it is not. */
START_TEST(a_number_is_read_the_same_by_bytes_and_by_words)
{
	const char *text = numbers[_i].text;
	size_t size = strlen(text);
	char behind[64];

	for (int i = 0; i < 3; i++) {
		static const char *const others[] = {",999.999", "0000000", "........"};
		int64_t m[2] = {0, 0};
		uint32_t places[2] = {0, 0};

		snprintf(behind, sizeof(behind), "%s%s", text, others[i]);
		ck_assert(cell_number(text, size, size, &m[0], &places[0]) == numbers[_i].good);
		ck_assert(cell_number(behind, size, strlen(behind), &m[1], &places[1]) ==
			  numbers[_i].good);
		if (!numbers[_i].good)
			continue;
		ck_assert_int_eq(m[0], numbers[_i].m);
		ck_assert_int_eq(m[1], numbers[_i].m);
		ck_assert_uint_eq(places[0], numbers[_i].places);
		ck_assert_uint_eq(places[1], numbers[_i].places);
	}
}
END_TEST

/* All texts of up to three of these characters: both ways agree. */
START_TEST(short_texts_are_read_the_same_both_ways)
{
	static const char characters[] = "019.-/: e";
	size_t n = strlen(characters);
	char text[16];

	for (size_t i = 0; i < n * n * n * n; i++) {
		size_t digits[4] = {i % n, i / n % n, i / n / n % n, i / n / n / n};

		for (size_t size = 1; size <= 4; size++) {
			int64_t m[2] = {0, 0};
			uint32_t places[2] = {0, 0};
			bool good;

			memset(text, '7', sizeof(text));
			for (size_t k = 0; k < size; k++)
				text[k] = characters[digits[k]];
			good = cell_long_number(text, size, &m[0], &places[0]);
			ck_assert_msg(cell_number(text, size, 16, &m[1], &places[1]) == good,
				"%.*s", (int)size, text);
			if (good) {
				ck_assert_int_eq(m[0], m[1]);
				ck_assert_uint_eq(places[0], places[1]);
			}
		}
	}
}
END_TEST

START_TEST(quantities_compare_across_places)
{
	static const struct {
		struct quantity a, b;
		int order;
	} pairs[] = {
		{{1, 0}, {10, 1}, 0},
		{{1, 0}, {11, 1}, -1},
		{{-1, 0}, {-11, 1}, 1},
		{{0, 0}, {0, 36}, 0},
		{{(wide)INT64_C(1000000000000000000) * 1000, 0}, {5, 36}, 1},
		{{-(wide)INT64_C(1000000000000000000) * 1000, 0}, {-5, 36}, -1},
		{{5, 36}, {(wide)INT64_C(1000000000000000000) * 1000, 0}, -1},
		{{-5, 36}, {-(wide)INT64_C(1000000000000000000) * 1000, 0}, 1},
	};

	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		ck_assert_int_eq(quantity_compare(&pairs[i].a, &pairs[i].b), pairs[i].order);
}
END_TEST

START_TEST(a_clocks_text_is_that_of_its_time)
{
	static const char *const forms[] = {"2024-02-28", "2024-02-28 00:00:00",
		"2024-02-28T00:00:00+08:00", "2024-02-27T16:00:00Z"};
	static const int64_t steps[] = {1, 7, 59, 60, 3600, 12 * 3600, 86400};

	for (size_t f = 0; f < COUNT_OF(forms); f++) {
		for (size_t s = 0; s < COUNT_OF(steps); s++) {
			struct cell_clock c;
			int64_t seconds, read;

			if (strlen(forms[f]) == 10 && steps[s] < 86400)
				continue;
			ck_assert(cell_time(forms[f], strlen(forms[f]), &seconds));
			ck_assert_int_eq(seconds, (int64_t)day("2024-02-28").n * 86400);
			cell_clock_set(&c, forms[f], strlen(forms[f]), seconds);
			for (int i = 0; i < 100000; i++) {
				cell_clock_advance(&c, steps[s]);
				seconds += steps[s];
				ck_assert_msg(cell_time(c.text, c.size, &read) && read == seconds,
					"%.*s", (int)c.size, c.text);
				ck_assert_int_eq(c.seconds, seconds);
				if (seconds > INT64_C(4000000000))
					break;
			}
		}
	}
}
END_TEST

static Suite *derive_suite(void)
{
	Suite *s = suite_create("derive");
	TCase *t = tcase_create("derive");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, a_methodologys_raw_data_compiles_or_is_refused_with_its_place, 0,
		COUNT_OF(programs));
	tcase_add_test(t, what_is_compiled_can_be_shown);
	tcase_add_loop_test(
		t, values_come_out_to_the_digit_whatever_the_chunks, 0, COUNT_OF(derivations));
	tcase_add_test(t, the_documented_example_gives_what_it_says);
	tcase_add_loop_test(t, a_refusal_has_its_place_in_the_data_and_in_the_methodology, 0,
		COUNT_OF(refusals));
	tcase_add_test(t, a_leap_year_of_minutes_has_every_minute);
	tcase_add_test(t, great_sums_are_exact);
	tcase_add_test(t, a_product_beyond_38_digits_is_refused);
	tcase_add_test(t, members_are_bounded);
	tcase_add_loop_test(
		t, a_number_is_read_the_same_by_bytes_and_by_words, 0, COUNT_OF(numbers));
	tcase_add_test(t, short_texts_are_read_the_same_both_ways);
	tcase_add_test(t, quantities_compare_across_places);
	tcase_add_test(t, a_clocks_text_is_that_of_its_time);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(derive_suite)
