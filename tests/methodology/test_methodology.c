#include "methodology/methodology.h"

#include "tests/formula/support.h"
#include "trace/trace.h"

static const char small[] =
	"conditions:\n"
	"- {id: sea, text: {zh: 海上, en: at sea}}\n"
	"parameters:\n"
	"- symbol: EG\n"
	"  unit: MWh\n"
	"  source: monitored\n"
	"  minimum: \"0\"\n"
	"  maximum: \"1000000\"\n"
	"  name: {zh: 电量, en: electricity}\n"
	"- symbol: OM\n"
	"  unit: tCO2/MWh\n"
	"  source: table\n"
	"  table: grid.factors\n"
	"  column: OM\n"
	"  name: {zh: 因子, en: factor}\n"
	"- symbol: BM\n"
	"  unit: tCO2/MWh\n"
	"  source: table\n"
	"  table: grid.factors\n"
	"  column: BM\n"
	"  name: {zh: 因子, en: factor}\n"
	"- symbol: w\n"
	"  unit: \"1\"\n"
	"  source: fixed\n"
	"  default: \"0.5\"\n"
	"  name: {zh: 权重, en: weight}\n"
	"equations:\n"
	"- symbol: CM\n"
	"  unit: tCO2/MWh\n"
	"  number: (3)\n"
	"  expression: OM * w + BM * (1 - w)\n"
	"  or_table: {table: grid.factors, column: CM}\n"
	"- symbol: ER\n"
	"  unit: tCO2\n"
	"  expression: \"EG * CM / (w + w)\"\n"
	"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n"
	"examples:\n"
	"- name: one\n"
	"  year: 2022\n"
	"  values: {EG: \"10\"}\n"
	"  rows: {grid.factors: {OM: \"0.8\", BM: \"0.4\"}}\n"
	"  expect: {CM: \"0.6\", ER: \"6\", tonnes: 6}\n";

static const struct methodology *compiled(void *mem, const char *text, struct error *err)
{
	return methodology_compile(mem, tree_of(mem, text), registry_units(mem), err);
}

/* `text` with its only occurrence of `from` replaced. */
static char *changed(void *mem, const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	ck_assert_msg(at != NULL, "%s", from);
	return talloc_asprintf(mem, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static const struct {
	const char *from, *to;
	enum error_code code;
	const char *path;
	uint32_t line, column;
	const char *argument, *is;
} faults[] = {
	/* form */
	{"parameters:\n", "parameters: x\nparams:\n", ERROR_METHODOLOGY_TYPE, "/parameters", 3, 13,
		"expected", "list"},
	{"result: {", "results: {", ERROR_METHODOLOGY_MISSING, "", 1, 1, "key", "result"},
	{"  number: (3)\n", "  nummer: (3)\n", ERROR_METHODOLOGY_KEY, "/equations/0/nummer", 30, 3,
		"key", "nummer"},
	{"  unit: MWh\n", "", ERROR_METHODOLOGY_MISSING, "/parameters/0", 4, 3, "key", "unit"},
	{"  unit: MWh\n", "  unit: \"\"\n", ERROR_METHODOLOGY_MISSING, "/parameters/0/unit", 5, 9,
		"key", "unit"},
	{"{zh: 电量, en: electricity}", "electricity", ERROR_METHODOLOGY_TYPE, "/parameters/0/name",
		9, 9, NULL, NULL},
	{"{zh: 电量, en: electricity}", "{en: electricity}", ERROR_METHODOLOGY_MISSING,
		"/parameters/0/name", 9, 9, "key", "zh"},
	{"{zh: 电量, en: electricity}", "{zh: 电量, fr: x}", ERROR_METHODOLOGY_KEY,
		"/parameters/0/name/fr", 9, 18, "key", "fr"},
	{"- {id: sea, text: {zh: 海上, en: at sea}}", "- sea", ERROR_METHODOLOGY_TYPE,
		"/conditions/0", 2, 3, NULL, NULL},
	{"{id: sea,", "{id: the sea,", ERROR_METHODOLOGY_WORD, "/conditions/0/id", 2, 8, NULL,
		NULL},
	{"parameters:\n", "- {id: sea, text: {zh: 再}}\nparameters:\n", ERROR_METHODOLOGY_DUPLICATE,
		"/conditions/1/id", 3, 8, "symbol", "sea"},
	{"conditions:\n", "notes: [{texts: {zh: 注}}]\nconditions:\n", ERROR_METHODOLOGY_KEY,
		"/notes/0/texts", 1, 10, NULL, NULL},
	/* parameters */
	{"symbol: EG\n", "symbol: E-G\n", ERROR_METHODOLOGY_SYMBOL, "/parameters/0/symbol", 4, 11,
		"symbol", "E-G"},
	{"symbol: EG\n", "symbol: 电\n", ERROR_METHODOLOGY_SYMBOL, "/parameters/0/symbol", 4, 11,
		NULL, NULL},
	{"symbol: EG\n", "symbol: sum\n", ERROR_METHODOLOGY_SYMBOL, "/parameters/0/symbol", 4, 11,
		NULL, NULL},
	{"symbol: EG\n", "symbol: tonnes\n", ERROR_METHODOLOGY_SYMBOL, "/parameters/0/symbol", 4,
		11, NULL, NULL},
	{"symbol: OM\n", "symbol: EG\n", ERROR_METHODOLOGY_DUPLICATE, "/parameters/1/symbol", 10,
		11, "symbol", "EG"},
	{"unit: MWh\n", "unit: MW·h\n", ERROR_UNIT_SYNTAX, "/parameters/0/unit", 5, 9, NULL, NULL},
	{"unit: MWh\n", "unit: mwh\n", ERROR_UNIT_UNKNOWN, "/parameters/0/unit", 5, 9, "symbol",
		"mwh"},
	{"source: monitored", "source: measured", ERROR_METHODOLOGY_WORD, "/parameters/0/source", 6,
		11, "value", "measured"},
	{"source: monitored\n", "source: monitored\n  default: \"1\"\n", ERROR_METHODOLOGY_SOURCE,
		"/parameters/0/default", 7, 12, "key", "default"},
	{"source: fixed\n", "source: fixed\n  table: x\n", ERROR_METHODOLOGY_SOURCE,
		"/parameters/3/table", 25, 10, "key", "table"},
	{"  table: grid.factors\n", "", ERROR_METHODOLOGY_MISSING, "/parameters/1", 10, 3, "key",
		"table"},
	{"  column: OM\n", "", ERROR_METHODOLOGY_MISSING, "/parameters/1", 10, 3, "key", "column"},
	{"  column: OM\n", "  column: O M\n", ERROR_METHODOLOGY_SYMBOL, "/parameters/1/column", 14,
		11, NULL, NULL},
	{"  table: grid.factors\n", "  table: grid factors\n", ERROR_METHODOLOGY_WORD,
		"/parameters/1/table", 13, 10, NULL, NULL},
	{"minimum: \"0\"", "minimum: \"0,5\"", ERROR_NUMBER_FORM, "/parameters/0/minimum", 7, 12,
		"value", "0,5"},
	{"minimum: \"0\"", "minimum: \"1000001\"", ERROR_METHODOLOGY_BOUNDS, "/parameters/0", 4, 3,
		"symbol", "EG"},
	{"default: \"0.5\"", "default: \"0.5\"\n  maximum: \"0.4\"", ERROR_METHODOLOGY_BOUNDS,
		"/parameters/3", 22, 3, "symbol", "w"},
	/* equations */
	{"symbol: CM\n", "symbol: OM\n", ERROR_METHODOLOGY_DUPLICATE, "/equations/0/symbol", 28, 11,
		"symbol", "OM"},
	{"expression: OM * w", "expression: OM * v", ERROR_FORMULA_UNKNOWN,
		"/equations/0/expression", 31, 20, "symbol", "v"},
	{"expression: OM * w", "expression: CM * w", ERROR_FORMULA_ORDER, "/equations/0/expression",
		31, 15, "symbol", "CM"},
	{"expression: OM * w", "expression: ER * w", ERROR_FORMULA_ORDER, "/equations/0/expression",
		31, 15, "symbol", "ER"},
	{"\"EG * CM / (w + w)\"", "\"EG * CM / (w + )\"", ERROR_FORMULA_SYNTAX,
		"/equations/1/expression", 35, 31, "found", ")"},
	{"\"EG * CM / (w + w)\"", "\"EG * CM / (w + EG)\"", ERROR_FORMULA_UNITS,
		"/equations/1/expression", 35, 29, "right", "MWh"},
	{"\"EG * CM / (w + w)\"", "EG * CM * w * w /", ERROR_FORMULA_SYNTAX,
		"/equations/1/expression", 35, 32, NULL, NULL},
	{"\"EG * CM / (w + w)\"", "EG * w", ERROR_FORMULA_UNITS, "/equations/1/expression", 35, 15,
		"right", "MWh"},
	{"  unit: MWh\n", "  unit: kWh\n", ERROR_FORMULA_FACTOR, "/equations/1/expression", 35, 15,
		"factor", "1000"},
	{"\"EG * CM / (w + w)\"", "|\n    EG * CM / v", ERROR_FORMULA_UNKNOWN,
		"/equations/1/expression", 35, 15, "symbol", "v"},
	{"{table: grid.factors, column: CM}", "{table: grid.factors}", ERROR_METHODOLOGY_MISSING,
		"/equations/0/or_table", 32, 13, "key", "column"},
	{"{table: grid.factors, column: CM}", "{table: other, column: CM}",
		ERROR_METHODOLOGY_OR_TABLE, "/equations/0/or_table/table", 32, 21, "table",
		"other"},
	{"\"EG * CM / (w + w)\"\n", "EG * CM * w\n  or_table: {table: grid.factors, column: ER}\n",
		ERROR_METHODOLOGY_OR_TABLE, "/equations/1/or_table/table", 36, 21, NULL, NULL},
	{"\"EG * CM / (w + w)\"", "EG * OM / w", ERROR_METHODOLOGY_UNUSED, "/parameters/2", 16, 3,
		"symbol", "BM"},
	{"\"EG * CM / (w + w)\"", "EG * (OM + BM) / w", ERROR_METHODOLOGY_UNUSED, "/equations/0",
		28, 3, "symbol", "CM"},
	/* result */
	{"{symbol: ER,", "{symbol: E,", ERROR_METHODOLOGY_RESULT, "/result/symbol", 36, 18, NULL,
		NULL},
	{"{symbol: ER,", "{symbol: EG,", ERROR_METHODOLOGY_RESULT, "/result/symbol", 36, 18, NULL,
		NULL},
	{"{symbol: ER, unit: tCO2,", "{symbol: CM, unit: tCO2/MWh,", ERROR_FORMULA_UNITS,
		"/result/unit", 36, 28, "right", "tCO2"},
	{"{symbol: ER, unit: tCO2,", "{symbol: ER, unit: kgCO2,", ERROR_FORMULA_FACTOR,
		"/result/unit", 36, 28, "factor", "1/1000"},
	{"rounding: floor", "rounding: half-up", ERROR_METHODOLOGY_WORD, "/result/rounding", 36, 44,
		"accepted", "floor"},
	{"per: calendar-year", "per: batch", ERROR_METHODOLOGY_WORD, "/result/per", 36, 56, NULL,
		NULL},
	{"per: calendar-year}", "per: calendar-year, digits: 0}", ERROR_METHODOLOGY_KEY,
		"/result/digits", 36, 71, NULL, NULL},
	/* examples */
	{"values: {EG:", "values: {EH:", ERROR_FORMULA_UNKNOWN, "/examples/0/values/EH", 40, 12,
		"symbol", "EH"},
	{"values: {EG:", "values: {OM:", ERROR_FORMULA_UNKNOWN, "/examples/0/values/OM", 40, 12,
		NULL, NULL},
	{"values: {EG: \"10\"}", "values: {EG: [10]}", ERROR_METHODOLOGY_TYPE,
		"/examples/0/values/EG", 40, 16, NULL, NULL},
	{"values: {EG: \"10\"}", "values: {EG: ten}", ERROR_NUMBER_FORM, "/examples/0/values/EG",
		40, 16, NULL, NULL},
	{"{grid.factors: {OM: \"0.8\"", "{grid.factor: {OM: \"0.8\"", ERROR_FORMULA_UNKNOWN,
		"/examples/0/rows/grid.factor", 41, 10, NULL, NULL},
	{"{grid.factors: {OM: \"0.8\"", "{grid.factors: {OMM: \"0.8\"", ERROR_FORMULA_UNKNOWN,
		"/examples/0/rows/grid.factors/OMM", 41, 25, NULL, NULL},
	{"expect: {CM:", "expect: {CN:", ERROR_FORMULA_UNKNOWN, "/examples/0/expect/CN", 42, 12,
		NULL, NULL},
	{", tonnes: 6}", "}", ERROR_METHODOLOGY_MISSING, "/examples/0/expect", 42, 11, "key",
		"tonnes"},
	{", tonnes: 6}", ", tonnes: 6.5}", ERROR_METHODOLOGY_WORD, "/examples/0/expect/tonnes", 42,
		40, NULL, NULL},
	{"year: 2022", "year: soon", ERROR_NUMBER_FORM, "/examples/0/year", 39, 9, NULL, NULL},
	{"examples:\n",
		"examples:\n- {name: one, year: 2021, values: {EG: \"1\"}, expect: {tonnes: 1}}\n",
		ERROR_METHODOLOGY_DUPLICATE, "/examples/1/name", 39, 9, "symbol", "one"},
};

START_TEST(a_faulty_methodology_is_refused_at_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *text = changed(mem, small, faults[_i].from, faults[_i].to);
	struct error err = {0};
	char report[ERROR_TEXT_MAX];

	ck_assert_ptr_null(compiled(mem, text, &err));
	error_report(&err, LANGUAGE_EN, report, sizeof(report));
	ck_assert_msg(err.code == faults[_i].code, "%s -> %s", faults[_i].to, report);
	ck_assert_msg(strcmp(err.path, faults[_i].path) == 0, "%s -> %s", faults[_i].to, report);
	ck_assert_msg(err.line == faults[_i].line && err.column == faults[_i].column, "%s -> %s",
		faults[_i].to, report);
	if (faults[_i].argument)
		ck_assert_str_eq(error_argument(&err, faults[_i].argument), faults[_i].is);
}
END_TEST

static const struct {
	const char *from, *to;
	enum error_code code;
	const char *path, *symbol;
} wrong_examples[] = {
	{"year: 2022", "year: 2021", ERROR_NONE, NULL, NULL},
	{"CM: \"0.6\"", "CM: \"3/5\"", ERROR_NONE, NULL, NULL},
	{"CM: \"0.6\"", "CM: \"0.600000000000000000001\"", ERROR_EXAMPLE_DIFFERS,
		"/examples/0/expect/CM", "CM"},
	{"tonnes: 6}", "tonnes: 7}", ERROR_EXAMPLE_DIFFERS, "/examples/0/expect/tonnes", "tonnes"},
	{"ER: \"6\"", "ER: \"-6\"", ERROR_EXAMPLE_DIFFERS, "/examples/0/expect/ER", "ER"},
	{"CM: \"0.6\"", "EG: \"11\"", ERROR_EXAMPLE_DIFFERS, "/examples/0/expect/EG", "EG"},
	{"BM: \"0.4\"}", "CM: \"0.6\"}", ERROR_CALCULATION_COLUMN, "/examples/0", "BM"},
	{"values: {EG: \"10\"}", "values: {}", ERROR_CALCULATION_MISSING, "/examples/0", "EG"},
	{"values: {EG: \"10\"}", "values: {EG: \"-1\"}", ERROR_CALCULATION_BOUNDS, "/examples/0",
		"EG"},
	{"  rows: {grid.factors: {OM: \"0.8\", BM: \"0.4\"}}\n", "", ERROR_CALCULATION_ROW,
		"/examples/0", NULL},
	{"{OM: \"0.8\", BM: \"0.4\"}", "{CM: \"0.6\"}", ERROR_NONE, NULL, NULL},
	{"{OM: \"0.8\", BM: \"0.4\"}", "{CM: \"0.7\"}", ERROR_EXAMPLE_DIFFERS,
		"/examples/0/expect/CM", "CM"},
};

START_TEST(an_example_comes_out_to_the_digit_or_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *text = changed(mem, small, wrong_examples[_i].from, wrong_examples[_i].to);
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const struct methodology *m = compiled(mem, text, &err);
	int rc;

	ck_assert_msg(m != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	rc = methodology_examples(mem, m, NULL, &err);
	ck_assert_int_eq(err.code, wrong_examples[_i].code);
	ck_assert_int_eq(rc, wrong_examples[_i].code == ERROR_NONE ? 0 : -1);
	if (wrong_examples[_i].path) {
		ck_assert_str_eq(err.path, wrong_examples[_i].path);
		ck_assert_uint_ge(err.line, 38);
	}
	if (wrong_examples[_i].symbol)
		ck_assert_str_eq(error_argument(&err, "symbol"), wrong_examples[_i].symbol);
}
END_TEST

START_TEST(a_methodology_without_an_example_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	char *text = talloc_strndup(mem, small, (size_t)(strstr(small, "examples:") - small));
	const struct methodology *m = compiled(mem, text, &err);

	ck_assert_ptr_nonnull(m);
	ck_assert_int_eq(methodology_examples(mem, m, NULL, &err), -1);
	ck_assert_int_eq(err.code, ERROR_EXAMPLE_NONE);
}
END_TEST

/* Inputs of a run as texts: `SYMBOL=VALUE ...`, and the one table's row. */
struct given {
	const char *values, *row, *edition;
	char found[64];
};

static int given_value(void *ctx, enum parameter_source source, const char *symbol,
	const char **value, struct error *err)
{
	struct given *g = ctx;
	size_t size = strlen(symbol);

	(void)err;
	ck_assert_int_ne(source, PARAMETER_TABLE);
	for (const char *p = g->values; *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");

		if (strncmp(p, symbol, size) == 0 && p[size] == '=') {
			ck_assert_uint_lt(word, sizeof(g->found));
			snprintf(g->found, sizeof(g->found), "%.*s", (int)(word - size - 1),
				p + size + 1);
			*value = g->found;
			return 1;
		}
		p += word;
	}
	return 0;
}

static int given_row(void *ctx, const struct methodology_row *row, struct methodology_found *found,
	struct error *err)
{
	struct given *g = ctx;

	(void)err;
	ck_assert_str_eq(row->table, "grid.factors");
	ck_assert_ptr_null(row->member);
	ck_assert_int_eq(row->year, 2023);
	if (!g->row)
		return 0;
	*found = (struct methodology_found){g->row, g->edition, STATUS_FINAL};
	return 1;
}

static int run(void *mem, const struct methodology *m, const char *values, const char *row,
	struct methodology_result *out, struct error *err)
{
	struct given g = {.values = values, .row = row, .edition = "2023"};
	struct methodology_inputs in = {&g, NULL, given_value, given_row, NULL, NULL};

	return methodology_run(mem, m, &in, "South", 2023, out, err);
}

static const struct {
	const char *values, *row;
	enum error_code code;
	const char *path, *argument, *is;
} refusals[] = {
	{"", "OM=1 BM=1", ERROR_CALCULATION_MISSING, "/parameters/0", "symbol", "EG"},
	{"", "OM=1 BM=1", ERROR_CALCULATION_MISSING, "/parameters/0", "year", "2023"},
	{"EG=-0.001", "OM=1 BM=1", ERROR_CALCULATION_BOUNDS, "/parameters/0", "value", "-0.001"},
	{"EG=1000000.5", "OM=1 BM=1", ERROR_CALCULATION_BOUNDS, "/parameters/0", "maximum",
		"1000000"},
	{"EG=1e3", "OM=1 BM=1", ERROR_NUMBER_FORM, "/parameters/0", "value", "1e3"},
	{"EG=1", NULL, ERROR_CALCULATION_ROW, "/parameters/1", "table", "grid.factors"},
	{"EG=1", NULL, ERROR_CALCULATION_ROW, "/parameters/1", "key", "South"},
	{"EG=1", NULL, ERROR_CALCULATION_ROW, "/parameters/1", "year", "2023"},
	{"EG=1", "", ERROR_CALCULATION_COLUMN, "/parameters/1", "column", "OM"},
	{"EG=1", "OM=1", ERROR_CALCULATION_COLUMN, "/parameters/2", "column", "BM"},
	{"EG=1", "OM=1 CM=1", ERROR_CALCULATION_COLUMN, "/parameters/2", "column", "BM"},
	{"EG=1", "OM=x BM=1", ERROR_NUMBER_FORM, "/parameters/1", "value", "x"},
	{"EG=1", "CM=", ERROR_NUMBER_FORM, "/equations/0", "value", ""},
	{"EG=1 w=0", "OM=1 BM=1", ERROR_CALCULATION_DIVISION, "/equations/1/expression", "symbol",
		"ER"},
	{"EG=1 w=1/1000000000000000000000000000000000000000", "OM=1 BM=1", ERROR_OVERFLOW,
		"/equations/1", NULL, NULL},
};

START_TEST(a_run_without_what_it_needs_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result = {.tonnes = 17};
	const struct methodology *m = compiled(mem, small, &err);

	ck_assert_ptr_nonnull(m);
	ck_assert_int_eq(run(mem, m, refusals[_i].values, refusals[_i].row, &result, &err), -1);
	ck_assert_int_eq(err.code, refusals[_i].code);
	ck_assert_str_eq(err.path, refusals[_i].path);
	ck_assert_uint_gt(err.line, 0);
	ck_assert_int_eq(result.tonnes, 17);
	if (refusals[_i].argument)
		ck_assert_str_eq(error_argument(&err, refusals[_i].argument), refusals[_i].is);
}
END_TEST

START_TEST(a_reader_that_fails_is_passed_on)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result;
	const struct methodology *m = compiled(mem, small, &err);

	ck_assert_int_eq(run(mem, m, "EG=1", "CM=0.5", &result, NULL), 0);
	ck_assert_int_eq(result.tonnes, 0);
	ck_assert_int_eq(run(mem, m, "EG=1", NULL, &result, NULL), -1);
}
END_TEST

START_TEST(negative_results_are_floored_and_given_as_they_are)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result;
	const struct methodology *m =
		compiled(mem, changed(mem, small, "minimum: \"0\"", "minimum: \"-10\""), &err);

	ck_assert_int_eq(run(mem, m, "EG=-1", "CM=0.5", &result, &err), 0);
	ck_assert_int_eq(result.tonnes, -1);
}
END_TEST

struct line {
	const char *symbol, *unit, *expression, *substituted, *value, *note, *note_zh;
};

static void check_steps(void *mem, const struct methodology_result *result,
	const struct line *lines, size_t lines_n)
{
	const struct trace_step *steps = trace_steps(mem, result, NULL);

	ck_assert_uint_eq(result->steps_n, lines_n);
	for (size_t i = 0; i < lines_n; i++) {
		ck_assert_str_eq(steps[i].symbol, lines[i].symbol);
		ck_assert_str_eq(steps[i].unit, lines[i].unit);
		ck_assert_str_eq(steps[i].expression, lines[i].expression);
		ck_assert_str_eq(steps[i].substituted, lines[i].substituted);
		ck_assert_str_eq(steps[i].value, lines[i].value);
		ck_assert_str_eq(steps[i].note[LANGUAGE_EN], lines[i].note);
		ck_assert_str_eq(steps[i].note[LANGUAGE_ZH], lines[i].note_zh);
	}
}

START_TEST(every_step_is_shown)
{
	static const struct line lines[] = {
		{"EG", "MWh", "", "", "3", "monitored", "监测值"},
		{"OM", "tCO2/MWh", "", "", "0.8",
			"from table grid.factors, column OM, edition 2023",
			"取自表 grid.factors 的 OM 列，版本 2023"},
		{"BM", "tCO2/MWh", "", "", "0.4",
			"from table grid.factors, column BM, edition 2023",
			"取自表 grid.factors 的 BM 列，版本 2023"},
		{"w", "1", "", "", "0.333333333333…", "fixed in the design", "设计中确定"},
		{"CM", "tCO2/MWh", "OM * w + BM * (1 - w)",
			"0.8 * 0.333333333333… + 0.4 * (1 - 0.333333333333…)", "0.533333333333…",
			"", ""},
		{"ER", "tCO2", "EG * CM / (w + w)",
			"3 * 0.533333333333… / (0.333333333333… + 0.333333333333…)", "2.4", "", ""},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result;
	const struct methodology *m = compiled(mem, small, &err);

	ck_assert_int_eq(run(mem, m, "EG=3 w=1/3", "OM=0.8 BM=0.4", &result, &err), 0);
	check_steps(mem, &result, lines, COUNT_OF(lines));
	ck_assert_str_eq(rational_exact(mem, result.exact), "12/5");
}
END_TEST

START_TEST(a_combined_margin_alone_stands_for_its_equation)
{
	static const struct line lines[] = {
		{"EG", "MWh", "", "", "705540", "monitored", "监测值"},
		{"w", "1", "", "", "0.5", "the methodology's default", "方法学的缺省值"},
		{"CM", "tCO2/MWh", "OM * w + BM * (1 - w)", "", "0.48595",
			"from table grid.factors, column CM, edition 2023: not evaluated",
			"取自表 grid.factors 的 CM 列，版本 2023：未计算"},
		{"ER", "tCO2", "EG * CM / (w + w)", "705540 * 0.48595 / (0.5 + 0.5)", "342857.163",
			"", ""},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result;
	const struct methodology *m = compiled(mem, small, &err);

	ck_assert_int_eq(run(mem, m, "EG=705540", "CM=0.48595", &result, &err), 0);
	check_steps(mem, &result, lines, COUNT_OF(lines));
	ck_assert_int_eq(result.tonnes, 342857);
}
END_TEST

START_TEST(the_same_inputs_give_the_same_steps)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result a, b;
	const struct methodology *m = compiled(mem, small, &err);
	const struct methodology *again = compiled(mem, small, &err);

	ck_assert_int_eq(run(mem, m, "EG=10/3", "OM=0.8 BM=0.4", &a, &err), 0);
	ck_assert_int_eq(run(mem, again, "EG=10/3", "OM=0.8 BM=0.4", &b, &err), 0);
	ck_assert_uint_eq(a.steps_n, b.steps_n);
	for (size_t i = 0; i < a.steps_n; i++) {
		const struct trace_step *one = &trace_steps(mem, &a, NULL)[i];
		const struct trace_step *other = &trace_steps(mem, &b, NULL)[i];

		ck_assert_str_eq(one->substituted, other->substituted);
		ck_assert_str_eq(one->value, other->value);
		ck_assert_int_eq(rational_compare(one->exact, other->exact), 0);
	}
	ck_assert_int_eq(a.tonnes, b.tonnes);
}
END_TEST

START_TEST(a_methodology_outlives_its_tree_and_answers_about_itself)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	void *tree = talloc_new(mem);
	struct error err = {0};
	struct methodology_result result;
	struct unit_table *units = registry_units(mem);
	const struct methodology *m =
		methodology_compile(mem, tree_of(tree, talloc_strdup(tree, small)), units, &err);

	ck_assert_ptr_nonnull(m);
	talloc_free(tree);
	ck_assert_uint_eq(methodology_parameter_count(m), 4);
	ck_assert_str_eq(methodology_parameter_at(m, 1)->table, "grid.factors");
	ck_assert_int_eq(methodology_parameter_at(m, 1)->source, PARAMETER_TABLE);
	ck_assert_str_eq(methodology_parameter_at(m, 3)->default_value, "0.5");
	ck_assert_ptr_null(methodology_parameter_at(m, 4));
	ck_assert_uint_eq(methodology_condition_count(m), 1);
	ck_assert_str_eq(methodology_condition_at(m, 0)->zh, "海上");
	ck_assert_int_eq(run(mem, m, "EG=10", "OM=0.8 BM=0.4", &result, &err), 0);
	ck_assert_int_eq(result.tonnes, 6);
}
END_TEST

/* --- CCER-01-002-V01 --- */

static const struct methodology *wind(void *mem)
{
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const struct methodology *m =
		compiled(mem, file_text(mem, "methodologies/CCER-01-002-V01.yaml"), &err);

	ck_assert_msg(m != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return m;
}

START_TEST(the_examples_of_offshore_wind_come_out)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(methodology_examples(mem, wind(mem), NULL, &err) == 0, "%s",
		error_report(&err, LANGUAGE_EN, report, sizeof(report)));
}
END_TEST

/* Registered projects: EG in MWh, combined margin, exact product, tonnes. */
static const struct {
	const char *code, *values, *row, *raw;
	int64_t tonnes;
} registered[] = {
	{"A210003", "EG_export=705540 EG_import=0", "CM=0.48595", "342857.163", 342857},
	{"A210017", "EG_export=1655202 EG_import=0", "CM=0.48595", "804345.4119", 804345},
	{"A210018", "EG_export=1356893 EG_import=0", "CM=0.48595", "659382.15335", 659382},
	{"A210010", "EG_export=1261020 EG_import=0", "CM=0.48665", "613675.383", 613675},
	{"A210009", "EG_export=1242130 EG_import=0", "CM=0.48665", "604482.5645", 604482},
	{"A210002", "EG_export=1230840 EG_import=0", "CM=0.48665", "598988.286", 598988},
	{"A210004", "EG_export=997170 EG_import=0", "CM=0.48665", "485272.7805", 485272},
	{"A210007", "EG_export=891651 EG_import=0", "CM=0.48665", "433921.95915", 433921},
	{"A210012", "EG_export=1739153 EG_import=0", "CM=0.48665", "846358.80745", 846358},
	{"A210013", "EG_export=1137330 EG_import=0", "CM=0.48665", "553481.6445", 553481},
	{"A210014", "EG_export=940810 EG_import=0", "CM=0.48665", "457845.1865", 457845},
	{"A210016", "EG_export=959840 EG_import=0", "CM=0.48665", "467106.136", 467106},
	{"A210011", "EG_export=960252 EG_import=0", "CM=0.61850", "593915.862", 593915},
	{"chain", "EG_export=1265000 EG_import=3980", "OM=0.7921 BM=0.3870", "743434.341", 743434},
	{"meters", "EG_export=1258675 EG_import=4007.86", "OM=0.7921 BM=0.3870", "739689.012387",
		739689},
};

START_TEST(registered_projects_come_out_to_the_tonne)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result;

	ck_assert_int_eq(
		run(mem, wind(mem), registered[_i].values, registered[_i].row, &result, &err), 0);
	ck_assert_str_eq(
		trace_steps(mem, &result, NULL)[result.steps_n - 1].value, registered[_i].raw);
	ck_assert_int_eq(result.tonnes, registered[_i].tonnes);
}
END_TEST

START_TEST(the_weights_of_offshore_wind_are_those_of_its_tables)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct methodology_result result;

	ck_assert_int_eq(run(mem, wind(mem), "EG_export=1 EG_import=0 w_OM=0.75 w_BM=0.25",
				 "OM=1 BM=1", &result, &err),
		-1);
	ck_assert_int_eq(err.code, ERROR_CALCULATION_BOUNDS);
	ck_assert_str_eq(error_argument(&err, "symbol"), "w_OM");
}
END_TEST

static Suite *methodology_suite(void)
{
	Suite *s = suite_create("methodology");
	TCase *t = tcase_create("methodology");

	tcase_add_loop_test(t, a_faulty_methodology_is_refused_at_its_place, 0, COUNT_OF(faults));
	tcase_add_loop_test(
		t, an_example_comes_out_to_the_digit_or_is_refused, 0, COUNT_OF(wrong_examples));
	tcase_add_test(t, a_methodology_without_an_example_is_refused);
	tcase_add_loop_test(t, a_run_without_what_it_needs_is_refused, 0, COUNT_OF(refusals));
	tcase_add_test(t, a_reader_that_fails_is_passed_on);
	tcase_add_test(t, negative_results_are_floored_and_given_as_they_are);
	tcase_add_test(t, every_step_is_shown);
	tcase_add_test(t, a_combined_margin_alone_stands_for_its_equation);
	tcase_add_test(t, the_same_inputs_give_the_same_steps);
	tcase_add_test(t, a_methodology_outlives_its_tree_and_answers_about_itself);
	tcase_add_test(t, the_examples_of_offshore_wind_come_out);
	tcase_add_loop_test(t, registered_projects_come_out_to_the_tonne, 0, COUNT_OF(registered));
	tcase_add_test(t, the_weights_of_offshore_wind_are_those_of_its_tables);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(methodology_suite)
