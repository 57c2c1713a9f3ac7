#include "methodology/methodology_diff.h"

#include "tests/formula/support.h"

static const char first[] =
	"kind: methodology\n"
	"code: CCER-01-002-V01\n"
	"name: {zh: 海上风电, en: Offshore wind}\n"
	"status: official\n"
	"crediting_years_max: 10\n"
	"notes:\n"
	"- text: {zh: 甲, en: first}\n"
	"conditions:\n"
	"- {id: sea, text: {zh: 海上, en: at sea}, check: \"d>30 [km]\"}\n"
	"- {id: lawful, text: {zh: 合法, en: lawful}}\n"
	"exclusions:\n"
	"- {id: twice, text: {zh: 重复, en: twice}}\n"
	"indexes:\n"
	"- {symbol: i, set: fuels, name: {zh: 燃料, en: fuels}}\n"
	"parameters:\n"
	"- {symbol: d, unit: km, source: fixed, name: {zh: 距离, en: distance}}\n"
	"- symbol: EG\n"
	"  unit: MWh\n"
	"  source: monitored\n"
	"  minimum: \"0\"\n"
	"  name: {zh: 电量, en: electricity}\n"
	"- {symbol: FC, index: i, unit: t, source: monitored, name: {zh: 燃料量, en: fuel}}\n"
	"- symbol: EF\n"
	"  unit: tCO2/MWh\n"
	"  source: table\n"
	"  table: grid.factors\n"
	"  column: CM\n"
	"  name: {zh: 因子, en: factor}\n"
	"equations:\n"
	"- symbol: PE\n"
	"  unit: tCO2\n"
	"  expression: \"sum(i in fuels: FC[i] * 3 [tCO2/t])\"\n"
	"- symbol: ER\n"
	"  unit: tCO2\n"
	"  number: (1)\n"
	"  expression: \"EG*EF-PE\"\n"
	"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n"
	"examples:\n"
	"- name: one\n"
	"  year: 2022\n"
	"  values: {EG: \"10\", \"FC[oil]\": \"1\"}\n"
	"  rows: {grid.factors: {CM: \"0.5\"}}\n"
	"  expect: {ER: \"2\", tonnes: 2}\n";

/* `first` with the `from` of each pair, which occurs once, replaced. */
static char *changed(void *mem, const char *const pairs[][2])
{
	char *text = talloc_strdup(mem, first);

	for (size_t i = 0; pairs[i][0]; i++) {
		const char *at = strstr(text, pairs[i][0]);

		ck_assert_msg(at && !strstr(at + 1, pairs[i][0]), "%s", pairs[i][0]);
		text = talloc_asprintf(mem, "%.*s%s%s", (int)(at - text), text, pairs[i][1],
			at + strlen(pairs[i][0]));
	}
	return text;
}

static struct methodology_version version_of(void *mem, const char *text)
{
	struct methodology_version v = {.root = tree_of(mem, text)};
	struct error err = {0};
	char report[ERROR_TEXT_MAX];

	v.program = methodology_compile(mem, v.root, registry_units(mem), &err);
	ck_assert_msg(
		v.program != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return v;
}

/* Each change on a line: "+parameters.d", "~equations.ER.expression: A -> B", wording in "()". */
static const char *told(void *mem, const char *const pairs[][2])
{
	struct methodology_version before = version_of(mem, first);
	struct methodology_version after = version_of(mem, changed(mem, pairs));
	struct methodology_changes all;
	struct error err;
	char *text = talloc_strdup(mem, "");
	size_t wording_n = 0;

	ck_assert_int_eq(methodology_diff(mem, &before, &after, &all, &err), 0);
	for (size_t i = 0; i < all.n; i++) {
		const struct methodology_change *c = &all.change[i];

		wording_n += c->wording;
		text = talloc_asprintf_append(text, "%s%s%s%s%s%s: %s -> %s%s\n",
			c->wording ? "(" : "", c->part, c->item ? "." : "", c->item ? c->item : "",
			c->key ? "." : "", c->key ? c->key : "", c->before ? c->before : "-",
			c->after ? c->after : "-", c->wording ? ")" : "");
	}
	ck_assert_uint_eq(wording_n, all.wording_n);
	return text;
}

#define TOLD(expected, ...)                                                                        \
	ck_assert_str_eq(told(mem, (const char *const[][2]){__VA_ARGS__, {NULL, NULL}}), expected)

START_TEST(what_does_not_count_is_no_difference)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	TOLD("", {"kind: methodology\n", "kind: methodology\nversion: 1\nledger: a/b\n"});
	TOLD("", {"\"EG*EF-PE\"", "EG  *  EF - PE"}, {"\"d>30 [km]\"", "\"d > 30 [km]\""});
	TOLD("", {"  source: monitored\n  minimum",
			 "  source: monitored\n  missing: refuse\n  minimum"});
	TOLD("", {"zh: 电量, en: electricity", "zh: 电量, en: \"electricity  \""});
	/* The place of an item means nothing. */
	TOLD("", {"- {id: lawful, text: {zh: 合法, en: lawful}}\n", ""},
		{"conditions:\n", "conditions:\n- {id: lawful, text: {zh: 合法, en: lawful}}\n"});
}
END_TEST

START_TEST(parameters_are_compared_key_by_key)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	TOLD("parameters.EG.minimum: 0 -> 1\n"
	     "parameters.EG.maximum: - -> 9\n"
	     "parameters.EG.class: - -> 0.5\n",
		{"minimum: \"0\"", "minimum: \"1\"\n  maximum: \"9\"\n  class: \"0.5\""});
	TOLD("parameters.EG.missing: - -> zero\n",
		{"minimum: \"0\"", "minimum: \"0\"\n  missing: zero"});
	TOLD("parameters.EF.table: grid.factors -> own.factors\n"
	     "parameters.EF.column: CM -> EF\n"
	     "examples.one.rows/grid.factors/CM: 0.5 -> -\n"
	     "examples.one.rows/own.factors/EF: - -> 0.5\n",
		{"table: grid.factors\n  column: CM", "table: own.factors\n  column: EF"},
		{"{grid.factors: {CM: ", "{own.factors: {EF: "});
	TOLD("parameters.w: - -> 1\nequations.ER.expression: EG * EF - PE -> EG * EF * w - PE\n",
		{"equations:\n",
			"- {symbol: w, unit: \"1\", source: fixed, default: \"1\", name: {zh: w}}\n"
			"equations:\n"},
		{"EG*EF-PE", "EG*EF*w-PE"});
}
END_TEST

START_TEST(equations_indexes_and_conditions_are_told)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	TOLD("conditions.sea.check: d > 30 [km] -> d > 50 [km]\n", {"d>30 [km]", "d>50 [km]"});
	TOLD("conditions.lawful.text/zh: 合法 -> 合规\n", {"zh: 合法", "zh: 合规"});
	TOLD("exclusions.twice: 重复 -> -\n",
		{"exclusions:\n- {id: twice, text: {zh: 重复, en: twice}}\n", ""});
	TOLD("indexes.j: - -> 罐\n"
	     "parameters.T: - -> tCO2\n"
	     "equations.ER.expression: EG * EF - PE -> EG * EF - PE - sum(j in tanks: T[j])\n",
		{"en: fuels}}\n", "en: fuels}}\n- {symbol: j, set: tanks, name: {zh: 罐}}\n"},
		{"- symbol: EF\n",
			"- {symbol: T, index: j, unit: tCO2, source: monitored, name: {zh: 罐}}\n"
			"- symbol: EF\n"},
		{"\"EG*EF-PE\"", "\"EG*EF-PE - sum(j in tanks: T[j])\""});
}
END_TEST

START_TEST(head_and_expected_values_are_told)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	TOLD("head.code: CCER-01-002-V01 -> CCER-01-002-V02\n"
	     "head.status: official -> provisional\n"
	     "head.crediting_years_max: 10 -> 20\n"
	     "(head.provisional_reason/zh: - -> 待定)\n",
		{"V01", "V02"},
		{"status: official", "status: provisional\nprovisional_reason: {zh: 待定}"},
		{"max: 10", "max: 20"});
	TOLD("examples.one.expect/ER: 2 -> 3\nexamples.one.expect/tonnes: 2 -> 3\n",
		{"{ER: \"2\", tonnes: 2}", "{ER: \"3\", tonnes: 3}"});
}
END_TEST

START_TEST(wording_is_told_apart)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	TOLD("(head.name/en: Offshore wind -> Wind at sea)\n"
	     "(notes.1.text/zh: 甲 -> 乙)\n"
	     "(conditions.lawful.text/en: lawful -> legal)\n"
	     "(parameters.EG.minimum: 0 -> 0.0)\n"
	     "(equations.ER.number: (1) -> (2))\n",
		{"Offshore wind", "Wind at sea"}, {"zh: 甲", "zh: 乙"}, {"en: lawful", "en: legal"},
		{"minimum: \"0\"", "minimum: \"0.0\""}, {"number: (1)", "number: (2)"});
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("methodology_diff");
	TCase *t = tcase_create("diff");

	tcase_add_test(t, what_does_not_count_is_no_difference);
	tcase_add_test(t, parameters_are_compared_key_by_key);
	tcase_add_test(t, equations_indexes_and_conditions_are_told);
	tcase_add_test(t, head_and_expected_values_are_told);
	tcase_add_test(t, wording_is_told_apart);
	suite_add_tcase(s, t);
	return s;
}
TEST_MAIN(suite)
