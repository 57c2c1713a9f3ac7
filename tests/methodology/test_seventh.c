#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "methodology/methodology.h"
#include "tests/formula/support.h"
#include "tests/methodology/inputs.h"
#include "trace/trace.h"

/*
 * A methodology of a field of its own, tests/data/methodologies/flare-gas.yaml, for which
 * no line of C was written: it is compiled, calculated from raw data, and refused in
 * every way in which its text or its data can be wrong.
 */

#define FILE_NAME "tests/data/methodologies/flare-gas.yaml"

static char *seventh(void *mem)
{
	return file_text(mem, FILE_NAME);
}

static char *changed(void *mem, const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	ck_assert_msg(at != NULL, "%s", from);
	return talloc_asprintf(mem, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static const struct methodology *compiled(void *mem, const char *text, struct error *err)
{
	return methodology_compile(mem, tree_of(mem, text), registry_units(mem), err);
}

static const struct methodology *sound(void *mem)
{
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const struct methodology *m = compiled(mem, seventh(mem), &err);

	ck_assert_msg(m != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return m;
}

START_TEST(it_compiles_and_its_examples_come_out)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error_list *faults = talloc_zero(mem, struct error_list);
	char report[ERROR_TEXT_MAX];
	const struct methodology *m =
		methodology_check(mem, tree_of(mem, seventh(mem)), registry_units(mem), faults);

	ck_assert_msg(m != NULL, "%s",
		error_report(&faults->item[0], LANGUAGE_EN, report, sizeof(report)));
	ck_assert_ptr_nonnull(methodology_derivation(m));
	ck_assert_str_eq(methodology_result_equation(m)->symbol, "ER");
}
END_TEST

/* --- refusals of the text --- */

static const struct {
	const char *from, *to;
	enum error_code code;
	const char *path, *near; /* near: the place is where this begins in the changed text */
	uint32_t further;	 /* characters after that */
	const char *argument, *value;
} faults[] = {
	/* An unknown symbol. */
	{"EC / 1000 [kWh/MWh] * EF_grid", "EC / 1000 [kWh/MWh] * EF_grit", ERROR_FORMULA_UNKNOWN,
		"/equations/9/expression", ">-\n    EC / 1000", 0, "symbol", "EF_grit"},
	{"u_V <= 10 [%]", "u_W <= 10 [%]", ERROR_FORMULA_UNKNOWN, "/conditions/0/check",
		"u_W <= 10", 0, "symbol", "u_W"},
	/* A circle: U of DF, DF of U. */
	{"expression: sqrt(u_V^2 + u_c^2)", "expression: sqrt(u_V^2 + u_c^2) * DF",
		ERROR_FORMULA_ORDER, "/equations/5/expression", "sqrt(u_V^2", 22, "symbol", "DF"},
	/* A wrong index, and one that is not bound. */
	{"V_base[w] * pow", "V[w] * pow", ERROR_FORMULA_INDEX, "/equations/0/expression",
		"\"V[w] * pow", 1, "symbol", "V"},
	{"sum(w in wells: FD[w])", "sum(m in wells: FD[w])", ERROR_FORMULA_SUM,
		"/equations/9/expression", NULL, 0, NULL, NULL},
	{"sum(w in wells: FD[w])", "FD[w]", ERROR_FORMULA_INDEX_OUTSIDE, "/equations/9/expression",
		NULL, 0, "symbol", "FD"},
	/* Units: a month's volume in place of its methane; kWh in place of MWh. */
	{"sum(m in well_months: Q[w,m])", "sum(m in well_months: V[w,m])", ERROR_FORMULA_UNITS,
		"/equations/10/expression", NULL, 0, NULL, NULL},
	{"EC / 1000 [kWh/MWh]", "EC", ERROR_FORMULA_FACTOR, "/equations/9/expression", NULL, 0,
		"factor", NULL},
	{"factor: \"24 [h/d]\"", "factor: \"24\"", ERROR_FORMULA_FACTOR, "/raw_data/1/values/0",
		"{symbol: EC, rule", 0, NULL, NULL},
	/* Raw data for what is not monitored, and with the wrong columns. */
	{"symbol: c, rule: mean", "symbol: rho, rule: mean", ERROR_ATTACHMENT_PARAMETER,
		"/raw_data/0/values/1/symbol", "rho, rule", 0, "symbol", "rho"},
	{"member: [well, day], where", "member: [day, well], where", ERROR_ATTACHMENT_MONTHS,
		"/raw_data/0/values/0/member", "[day, well], where", 0, "symbol", "V"},
	/* A check may ask for the design's values only. */
	{"u_V <= 10 [%]", "EC <= 10 [kWh]", ERROR_METHODOLOGY_CHECK_SOURCE, "/conditions/0/check",
		"EC <= 10", 0, "symbol", "EC"},
	/* An example that does not come out. */
	{"U: \"5.830951894845…\"", "U: \"5.830951894846…\"", ERROR_EXAMPLE_DIFFERS,
		"/examples/0/expect/U", "\"5.830951894846…\"", 0, "symbol", "U"},
};

/* Line and column of the place `further` characters after a text's first `near`. */
static void place_of_text(const char *text, const char *near, uint32_t *line, uint32_t *column)
{
	const char *at = strstr(text, near), *start = text;

	ck_assert_msg(at != NULL, "%s", near);
	*line = 1;
	for (const char *p = text; p < at; p++) {
		if (*p != '\n')
			continue;
		(*line)++;
		start = p + 1;
	}
	*column = 1;
	for (const char *p = start; p < at; p++)
		*column += (*p & 0xc0) != 0x80;
}

START_TEST(a_fault_of_the_text_is_refused_at_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *text = changed(mem, seventh(mem), faults[_i].from, faults[_i].to);
	const struct methodology *m;
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	uint32_t line, column;

	m = compiled(mem, text, &err);
	if (m)
		ck_assert_int_eq(methodology_examples(mem, m, NULL, &err), -1);
	error_report(&err, LANGUAGE_EN, report, sizeof(report));
	ck_assert_msg(err.code == faults[_i].code, "%s -> %s", faults[_i].to, report);
	ck_assert_msg(strcmp(err.path, faults[_i].path) == 0, "%s -> %s at %s", faults[_i].to,
		report, err.path);
	place_of_text(text, faults[_i].near ? faults[_i].near : faults[_i].to, &line, &column);
	if (faults[_i].near)
		ck_assert_msg(err.line == line && err.column == column + faults[_i].further,
			"%s: %u:%u, expected %u:%u -> %s", faults[_i].to, err.line, err.column,
			line, column + faults[_i].further, report);
	else
		ck_assert_uint_ge(err.line, 1);
	if (faults[_i].value)
		ck_assert_str_eq(error_argument(&err, faults[_i].argument), faults[_i].value);
}
END_TEST

/* --- from raw data to tonnes --- */

static const struct given_row rows[] = {
	{"factors.flares", "a", 0, "ETA=98"},
	{"factors.flares", "b", 0, "ETA=90"},
	{"factors.gases", "CH4", 0, "GWP=28 RHO=0.000717"},
	{"factors.fuels", "diesel", 0, "EF=3.1"},
	/* Not of 2024: the nearest earlier year. */
	{"factors.grid", NULL, 2022, "CM=0.57"},
	{"factors.grid", NULL, 2021, "CM=0.9"},
};

static const struct day first = {19723}, last = {20088}; /* 2024 */

/* The wells' days: what a flares and what is flared on each tenth day is not recovered. */
static char *gas_data(void *mem)
{
	char *text = talloc_strdup(mem, "day,well,volume,methane,state\n");
	char day[DAY_TEXT_SIZE];

	for (int32_t n = first.n; n <= last.n; n++) {
		int k = (int)(n - first.n);
		const char *state = k % 10 == 3 ? "flared" : "recovered";

		day_text((struct day){n}, day);
		text = talloc_asprintf_append_buffer(text, "%s,a,%d,%d.%d,%s\n%s,b,20,%d.%d,%s\n",
			day, 1000 + k % 7 * 10, (160 + k % 5) / 2, k % 5 % 2 * 5, state, day,
			(160 + k % 5) / 2, k % 5 % 2 * 5, state);
	}
	return text;
}

static char *station_data(void *mem)
{
	char *text = talloc_strdup(mem, "time,power\n");
	char day[DAY_TEXT_SIZE];

	for (int32_t n = first.n; n <= last.n; n++) {
		day_text((struct day){n}, day);
		text = talloc_asprintf_append_buffer(
			text, "%s 00:00:00,%d\n", day, 10 + (int)(n - first.n) % 3);
	}
	return text;
}

static int derive(void *mem, const struct methodology *m, const char *name, const char *data,
	struct derived_values *out, struct error *err)
{
	struct derive_run *run =
		derive_begin(mem, methodology_derivation(m), name, 2024, first, last, err);

	return run && derive_feed(run, data, strlen(data), err) == 0 ? derive_end(run, out, err)
								     : -1;
}

static void give(struct given_inputs *in, const char *name, const char *value)
{
	in->values[in->values_n++] = (struct given){name, value};
}

/* All values that a year needs: those of the design, and what the data give. */
static struct given_inputs year_of_data(void *mem, const struct methodology *m)
{
	struct given_inputs in = {
		0, COUNT_OF(rows), talloc_zero_array(mem, struct given, 64), rows};
	struct derived_values gas, station;
	struct error err = {0};

	ck_assert_int_eq(derive(mem, m, "gas", gas_data(mem), &gas, &err), 0);
	ck_assert_int_eq(derive(mem, m, "station", station_data(mem), &station, &err), 0);
	ck_assert_uint_eq(gas.n, 48);
	ck_assert_uint_eq(station.n, 1);
	for (size_t i = 0; i < gas.n; i++)
		give(&in, gas.values[i].name, gas.values[i].text);
	give(&in, station.values[0].name, station.values[0].text);
	give(&in, "V_base[a]", "33000");
	give(&in, "V_base[b]", "700");
	give(&in, "age[a]", "2");
	give(&in, "age[b]", "2.5");
	given_sort(&in);
	return in;
}

static const char *value_of(void *mem, const struct methodology_result *result, const char *symbol)
{
	for (size_t i = 0; i < result->steps_n; i++) {
		if (methodology_step_is(&result->steps[i], symbol))
			return trace_steps(mem, result, NULL)[i].value;
	}
	ck_abort_msg("no step %s", symbol);
	return NULL;
}

START_TEST(a_year_of_raw_data_comes_to_its_tonnes)
{
	/* Computed separately, with fractions. */
	static const struct given expected[] = {
		{"V[a,01]", "28760"},
		{"V[a,02]", "26770"},
		{"V[b,02]", "520"},
		{"EC", "96624"},
		{"U", "5"},
		{"DF", "1"},
		{"EF_grid", "0.57"},
		{"V_mean[b]", "548.333333333333…"},
		{"PE", "55.07568"},
		{"LE", "27.109347718678…"},
		{"BE", "630.292334459282…"},
		{"ER", "548.107306740603…"},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct methodology *m = sound(mem);
	struct given_inputs in = year_of_data(mem, m);
	struct methodology_inputs callbacks = given_callbacks(&in, &(struct period){first, last});
	struct methodology_result result;
	struct error err = {0};
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(methodology_run(mem, m, &callbacks, "East", 2024, &result, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	for (size_t i = 0; i < COUNT_OF(expected); i++)
		ck_assert_str_eq(value_of(mem, &result, expected[i].name), expected[i].value);
	ck_assert_int_eq(result.tonnes, 548);
}
END_TEST

/* --- refusals of a year --- */

static const struct {
	const char *name, *value; /* what is given differently; value NULL: not given */
	bool months;		  /* the period is January and February alone */
	int64_t year;
	enum error_code code;
	const char *path, *near, *argument, *argument_value;
} years[] = {
	{"EC", NULL, false, 2024, ERROR_CALCULATION_MISSING, "/parameters/2", "symbol: EC",
		"symbol", "EC"},
	{"V[a,07]", NULL, false, 2024, ERROR_CALCULATION_MISSING, "/parameters/0", "symbol: V\n",
		"symbol", "V[a,07]"},
	{"age[b]", NULL, false, 2024, ERROR_CALCULATION_MISSING, "/parameters/7", "symbol: age",
		"symbol", "age[b]"},
	{"c[a,03]", "100.5", false, 2024, ERROR_CALCULATION_BOUNDS, "/parameters/1", "symbol: c\n",
		"symbol", "c[a,03]"},
	{"decline", "51", false, 2024, ERROR_CALCULATION_BOUNDS, "/parameters/8", "symbol: decline",
		"maximum", "50"},
	{"V[a,05]", "1,234", false, 2024, ERROR_NUMBER_FORM, "/parameters/0", "symbol: V\n",
		"value", "1,234"},
	{"V[a,05]", "１２", false, 2024, ERROR_NUMBER_FORM, "/parameters/0", "symbol: V\n", NULL,
		NULL},
	{"V[a,03]", "1", true, 2024, ERROR_CALCULATION_MONTH, "/indexes/1", "{symbol: m, set",
		"accepted", "01 02"},
	{"V[a,13]", "1", false, 2024, ERROR_CALCULATION_MONTH, "/indexes/1", "{symbol: m, set",
		"symbol", "V[a,13]"},
	{"FD[z]", "1", false, 2024, ERROR_CALCULATION_MISSING, "/parameters/0", "symbol: V\n",
		"symbol", "V[z,01]"},
	/* No factor of the year, nor of an earlier one. */
	{NULL, NULL, false, 2020, ERROR_CALCULATION_ROW, "/parameters/16", "symbol: EF_grid",
		"table", "factors.grid"},
};

/* Takes a value away, changes it, or adds it. */
static void change_given(struct given_inputs *in, const char *name, const char *value)
{
	size_t i = 0;

	while (i < in->values_n && strcmp(in->values[i].name, name) != 0)
		i++;
	if (i == in->values_n)
		in->values_n++;
	if (value)
		in->values[i] = (struct given){name, value};
	else
		in->values[i] = in->values[--in->values_n];
	given_sort(in);
}

/* January and February alone have values. */
static void keep_two_months(struct given_inputs *in)
{
	size_t n = 0;

	for (size_t i = 0; i < in->values_n; i++) {
		const char *month = strchr(in->values[i].name, ',');

		if (!month || strcmp(month, ",02]") <= 0)
			in->values[n++] = in->values[i];
	}
	in->values_n = n;
}

START_TEST(a_year_that_cannot_be_calculated_is_refused_at_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct methodology *m = sound(mem);
	const struct period two = {first, {first.n + 59}}, whole = {first, last};
	struct given_inputs in = year_of_data(mem, m);
	struct methodology_inputs callbacks = given_callbacks(&in, years[_i].months ? &two : NULL);
	struct methodology_result result;
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	uint32_t line, column;

	if (years[_i].year == 2024 && !years[_i].months)
		callbacks.period = &whole;
	if (years[_i].months)
		keep_two_months(&in);
	if (years[_i].name)
		change_given(&in, years[_i].name, years[_i].value);
	ck_assert_int_eq(
		methodology_run(mem, m, &callbacks, "East", years[_i].year, &result, &err), -1);
	error_report(&err, LANGUAGE_EN, report, sizeof(report));
	ck_assert_msg(err.code == years[_i].code, "%s", report);
	ck_assert_msg(strcmp(err.path, years[_i].path) == 0, "%s", report);
	place_of_text(seventh(mem), years[_i].near, &line, &column);
	ck_assert_msg(err.line == line && err.column == column, "%u:%u %s", line, column, report);
	if (years[_i].argument)
		ck_assert_str_eq(
			error_argument(&err, years[_i].argument), years[_i].argument_value);
}
END_TEST

START_TEST(a_division_by_zero_is_refused_in_its_expression)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct methodology *m = sound(mem);
	const struct period january = {first, {first.n + 30}};
	struct given values[] = {
		{"EC", "1"}, {"V[a,01]", "0"}, {"V_base[a]", "1000"}, {"age[a]", "1"}};
	struct given_inputs in = {COUNT_OF(values), COUNT_OF(rows), values, rows};
	struct methodology_inputs callbacks = given_callbacks(&in, &january);
	struct methodology_result result;
	struct error err = {0};
	uint32_t line, column;

	given_sort(&in);
	ck_assert_int_eq(methodology_run(mem, m, &callbacks, "East", 2024, &result, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CALCULATION_DIVISION);
	ck_assert_str_eq(err.path, "/equations/9/expression");
	ck_assert_str_eq(error_argument(&err, "symbol"), "PE");
	place_of_text(seventh(mem), ">-\n    EC / 1000", &line, &column);
	ck_assert_uint_eq(err.line, line);
}
END_TEST

/* --- refusals of the data --- */

#define HEAD "day,well,volume,methane,state\n"

static const struct {
	const char *file, *data;
	enum error_code code;
	uint32_t line, column;
	const char *path, *near, *argument, *value;
} data_faults[] = {
	{"gas", "\xEF\xBB\xBF" HEAD "2024-01-01,a,1,80,recovered\n", ERROR_CSV_BOM, 1, 1, "/gas",
		"name: gas", NULL, NULL},
	{"gas", HEAD "2024-01-01,a,\"1,234\",80,recovered\n", ERROR_ATTACHMENT_NUMBER, 2, 15,
		"/gas/volume", "{name: volume", "found", "1,234"},
	{"gas", HEAD "2024-01-01,a,1,234,80,recovered\n", ERROR_CSV_COLUMNS, 2, 23, "/gas",
		"name: gas", "expected", "5"},
	{"gas", "day,well,Volume,methane,state\n", ERROR_ATTACHMENT_HEADER, 1, 10, "/gas",
		"name: gas", "found", "Volume"},
	{"gas", "day,well,volume,state\n", ERROR_ATTACHMENT_HEADER_MISSING, 1, 1, "/gas",
		"{name: methane", "column", "methane"},
	{"gas", HEAD "2024-01-01,a,1,100.1,recovered\n", ERROR_ATTACHMENT_BOUNDS, 2, 16,
		"/gas/methane", "{name: methane", "maximum", "100"},
	{"gas", HEAD "2024-01-01,a,1,80,vented\n", ERROR_ATTACHMENT_WORD, 2, 19, "/gas/state",
		"{name: state", "found", "vented"},
	{"gas", HEAD "01/02/2024,a,1,80,flared\n", ERROR_ATTACHMENT_TIME, 2, 1, "/gas/day",
		"{name: day", "found", "01/02/2024"},
	{"gas", HEAD "2024-01-01,a b,1,80,flared\n", ERROR_ATTACHMENT_MEMBER, 2, 12, "/gas/well",
		"{name: well", "found", "a b"},
	{"station", "time,power\n2024-01-01 00:00:00,1\n2024-01-03 00:00:00,1\n",
		ERROR_ATTACHMENT_GAP, 3, 1, "/station/time", "{symbol: EC, rule", "symbol", "EC"},
	{"station", "time,power\n2024-01-01 00:00:00,1\n2024-01-01 00:00:00,1\n",
		ERROR_ATTACHMENT_ORDER, 3, 1, "/station/time", "{name: time", NULL, NULL},
};

START_TEST(a_fault_of_the_data_is_refused_in_both_places)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct methodology *m = sound(mem);
	struct derived_values out;
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	char place[32];
	uint32_t line, column;

	ck_assert_int_eq(
		derive(mem, m, data_faults[_i].file, data_faults[_i].data, &out, &err), -1);
	error_report(&err, LANGUAGE_EN, report, sizeof(report));
	ck_assert_msg(err.code == data_faults[_i].code, "%s", report);
	ck_assert_msg(err.line == data_faults[_i].line && err.column == data_faults[_i].column,
		"%s", report);
	ck_assert_str_eq(err.path, data_faults[_i].path);
	place_of_text(seventh(mem), data_faults[_i].near, &line, &column);
	snprintf(place, sizeof(place), "(%u:%u)", line, column);
	ck_assert_msg(strstr(error_argument(&err, "where"), place) != NULL, "%s, not %s",
		error_argument(&err, "where"), place);
	if (data_faults[_i].argument)
		ck_assert_str_eq(
			error_argument(&err, data_faults[_i].argument), data_faults[_i].value);
}
END_TEST

/* --- conditions on a design --- */

static const struct {
	const char *name, *value;
	size_t condition;
	bool holds;
} checks[] = {
	{"u_V", "10", 0, true},
	{"u_V", "10.01", 0, false},
	{"age[b]", "20", 1, true},
	{"age[b]", "20.5", 1, false},
	{"V_base[a]", "-1", 1, false},
};

START_TEST(conditions_are_decided_by_the_design)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct methodology *m = sound(mem);
	struct given_inputs in = year_of_data(mem, m);
	struct methodology_inputs callbacks;
	struct error err = {0};
	bool holds = !checks[_i].holds;

	change_given(&in, checks[_i].name, checks[_i].value);
	callbacks = given_callbacks(&in, NULL);
	ck_assert_int_eq(
		methodology_condition_holds(m, checks[_i].condition, &callbacks, &holds, &err), 0);
	ck_assert(holds == checks[_i].holds);
}
END_TEST

static Suite *seventh_suite(void)
{
	Suite *s = suite_create("seventh");
	TCase *t = tcase_create("seventh");

	tcase_add_test(t, it_compiles_and_its_examples_come_out);
	tcase_add_loop_test(t, a_fault_of_the_text_is_refused_at_its_place, 0, COUNT_OF(faults));
	tcase_add_test(t, a_year_of_raw_data_comes_to_its_tonnes);
	tcase_add_loop_test(
		t, a_year_that_cannot_be_calculated_is_refused_at_its_place, 0, COUNT_OF(years));
	tcase_add_test(t, a_division_by_zero_is_refused_in_its_expression);
	tcase_add_loop_test(
		t, a_fault_of_the_data_is_refused_in_both_places, 0, COUNT_OF(data_faults));
	tcase_add_loop_test(t, conditions_are_decided_by_the_design, 0, COUNT_OF(checks));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(seventh_suite)
