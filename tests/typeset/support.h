/*
 * What the typesetting tests share: a methodology around the expressions under test.
 */
#ifndef TESTS_TYPESET_SUPPORT_H
#define TESTS_TYPESET_SUPPORT_H

#include "methodology/methodology.h"
#include "tests/formula/support.h"

static inline const struct methodology *compiled(void *mem, const struct yaml_node *root)
{
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const struct methodology *m = methodology_compile(mem, root, registry_units(mem), &err);

	ck_assert_msg(m != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return m;
}

/* Plain numbers a, b_x and, one for each i of strata, c; the expression makes r. */
static inline const struct methodology *methodology_of(void *mem, const char *expression)
{
	static const char head[] =
		"indexes:\n- {symbol: i, set: strata, name: {zh: 层, en: stratum}}\n"
		"parameters:\n"
		"- {symbol: a, unit: \"1\", source: monitored, name: {zh: 甲}}\n"
		"- {symbol: b, printed: \"β_{x,y}\", unit: \"1\", source: monitored, name: {zh: "
		"乙}}\n"
		"- {symbol: c, index: i, printed: \"c_i\", unit: \"1\", source: monitored, "
		"name: {zh: 丙}}\n"
		"equations:\n";
	char *text = talloc_asprintf(mem,
		"%s- {symbol: r, unit: \"1\", expression: \"%s\"}\n"
		"- {symbol: ER, unit: tCO2, expression: \"(r + a + b + sum(i in strata: c[i])) * 1 "
		"[tCO2]\"}\n"
		"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n",
		head, expression);

	return compiled(mem, tree_of(mem, text));
}

#endif
