#include "formula/expression.h"

#include "tests/formula/support.h"

/* Symbols with an index have a value a member. */
static const struct {
	const char *symbol, *unit;
	size_t index;
	const char *value[2];
} symbols[] = {
	{"A", "1", 0, {"2", NULL}},
	{"B", "1", 0, {"0.5", NULL}},
	{"N", "1", 0, {"-3", NULL}},
	{"Z", "1", 0, {"0", NULL}},
	{"EG", "MWh", 0, {"1000", NULL}},
	{"E_k", "kWh", 0, {"1000", NULL}},
	{"EF", "tCO2/MWh", 0, {"0.48595", NULL}},
	{"OF", "%", 0, {"99", NULL}},
	{"M", "tC", 0, {"12", NULL}},
	{"F", "10^4 Nm3", 0, {"12.5", NULL}},
	{"NCV", "GJ/10^4 Nm3", 0, {"389.31", NULL}},
	{"CC", "tC/GJ", 0, {"0.01532", NULL}},
	{"X", "t", 1, {"5", "-7"}},
	{"Y", "tCO2/t", 1, {"3", "2"}},
	{"V", "t", 2, {"1", NULL}},
	{"W", "t", 3, {NULL, NULL}},
};

static const struct {
	const char *letter, *set;
	size_t members_n;
} indexes[] = {{"i", "fuels", 2}, {"j", "plants", 1}, {"k", "none", 0}};

static int find(
	void *ctx, const char *symbol, struct expression_symbol *out, struct error *err)
{
	const struct unit *const *units = ctx;

	for (size_t i = 0; i < COUNT_OF(symbols); i++) {
		if (strcmp(symbols[i].symbol, symbol) == 0) {
			*out = (struct expression_symbol){i, units[i], symbols[i].index};
			return 0;
		}
	}
	return error_set(err, ERROR_FORMULA_UNKNOWN, NULL, "", "symbol", symbol, NULL);
}

static bool find_index(void *ctx, size_t index, const char **letter, const char **set)
{
	(void)ctx;
	if (index > COUNT_OF(indexes))
		return false;
	*letter = indexes[index - 1].letter;
	*set = indexes[index - 1].set;
	return true;
}

static const struct expression *parse_for(
	void *mem, const char *text, size_t bound, struct error *err)
{
	const struct unit_table *t = registry_units(mem);
	const struct unit **units = talloc_zero_array(mem, const struct unit *, COUNT_OF(symbols));
	struct expression_scope scope = {units, find, find_index, bound};

	for (size_t i = 0; i < COUNT_OF(symbols); i++) {
		units[i] = unit_parse(mem, t, symbols[i].unit, NULL);
		ck_assert_ptr_nonnull(units[i]);
	}
	return expression_parse(mem, text, t, &scope, err);
}

static const struct expression *parse(void *mem, const char *text, struct error *err)
{
	return parse_for(mem, text, 0, err);
}

static struct expression_values values_of(void *mem, size_t member)
{
	struct expression_cell *cells =
		talloc_zero_array(mem, struct expression_cell, COUNT_OF(symbols));
	size_t *members_n = talloc_zero_array(mem, size_t, COUNT_OF(indexes) + 1);

	for (size_t i = 0; i < COUNT_OF(indexes); i++)
		members_n[i + 1] = indexes[i].members_n;
	for (size_t i = 0; i < COUNT_OF(symbols); i++) {
		cells[i].exact = talloc_zero_array(cells, const struct rational *, 2);
		cells[i].texts = talloc_zero_array(cells, const char *, 2);
		for (size_t k = 0; k < 2 && symbols[i].value[k]; k++) {
			cells[i].texts[k] = symbols[i].value[k];
			cells[i].exact[k] = rational_parse(cells, symbols[i].value[k], NULL);
		}
	}
	return (struct expression_values){cells, members_n, member};
}

static const struct rational *evaluate(void *mem, const struct expression *e, struct error *err)
{
	const struct expression_values values = values_of(mem, 0);

	return expression_evaluate(mem, e, &values, err);
}

static const struct {
	const char *text, *value, *unit, *substituted;
} good[] = {
	{"1", "1", "1", "1"},
	{" A ", "2", "1", " 2 "},
	{"1 + 2 * 3", "7", "1", NULL},
	{"(1 + 2) * 3", "9", "1", NULL},
	{"1 - 2 - 3", "-4", "1", NULL},
	{"16 / 4 / 2", "2", "1", NULL},
	{"2 * 3 / 4", "3/2", "1", NULL},
	{"-A * B", "-1", "1", "-2 * 0.5"},
	{"A * -B", "-1", "1", "2 * -0.5"},
	{"A - -B", "5/2", "1", "2 - -0.5"},
	{"A - N", "5", "1", "2 - (-3)"},
	{"--A", "2", "1", "--2"},
	{"-(A + B)", "-5/2", "1", NULL},
	{"44/12", "11/3", "1", NULL},
	{"A*44/12", "22/3", "1", NULL},
	{"A / (44/12)", "6/11", "1", NULL},
	{"A / 44 / 12", "1/264", "1", NULL},
	{"1/3 + 1/3 + 1/3", "1", "1", NULL},
	{"1.5/2", "3/4", "1", NULL},
	{"0 [tCO2]", "0", "tCO2", "0 [tCO2]"},
	{"M * 44/12 [tCO2/tC]", "44", "tCO2", "12 * 44/12 [tCO2/tC]"},
	{"EG * EF", "9719/20", "tCO2", "1000 * 0.48595"},
	{"EG + E_k / 1000 [kWh/MWh]", "1001", "MWh", NULL},
	{"OF / 100 [%]", "99/100", "1", NULL},
	{"F * NCV * CC * (OF / 100 [%]) * 44/12 [tCO2/tC]", "270.62689995", "tCO2",
		NULL},
	{"EG/EG", "1", "1", NULL},
	{"1 [MWh] + EG", "1001", "MWh", NULL},
	{"A\n+\nB", "5/2", "1", NULL},
	{"((((((((((A))))))))))", "2", "1", NULL},
	{"sum(i in fuels: X[i])", "-2", "t", "(5 + (-7))"},
	{"sum(i in fuels: X[i] * Y[i])", "1", "tCO2", "(5 * 3 + (-7) * 2)"},
	{"A - sum ( i in fuels : X[i] / X[i] ) * B", "1", "1",
		"2 - (5 / 5  + (-7) / (-7) ) * 0.5"},
	{"sum(j in plants: V[j]) + sum(i in fuels: -X[i])", "3", "t", "(1) + (-5 + -(-7))"},
	{"1 [t] + sum(k in none: W[k])", "1", "t", "1 [t] + 0"},
	{"sum(i in fuels: A)", "4", "1", "(2 + 2)"},
};

START_TEST(an_expression_has_an_exact_value_and_a_unit)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct expression *e = parse(mem, good[_i].text, &err);
	const struct rational *value, *expected = rational_parse(mem, good[_i].value, NULL);
	const struct expression_values values = values_of(mem, 0);
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(e != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	value = evaluate(mem, e, &err);
	ck_assert_ptr_nonnull(value);
	ck_assert_str_eq(rational_exact(mem, value), rational_exact(mem, expected));
	ck_assert_str_eq(unit_text(mem, e->unit), good[_i].unit);
	if (good[_i].substituted)
		ck_assert_str_eq(expression_substitute(mem, e, &values), good[_i].substituted);
}
END_TEST

static const struct {
	const char *text;
	enum error_code code;
	uint32_t column;
	const char *argument, *is; /* one argument to compare, or NULL */
} bad[] = {
	{"", ERROR_FORMULA_SYNTAX, 1, NULL, NULL},
	{"   ", ERROR_FORMULA_SYNTAX, 4, NULL, NULL},
	{"A +", ERROR_FORMULA_SYNTAX, 4, NULL, NULL},
	{"+ A", ERROR_FORMULA_SYNTAX, 1, "found", "+"},
	{"A B", ERROR_FORMULA_SYNTAX, 3, "found", "B"},
	{"2 A", ERROR_FORMULA_SYNTAX, 3, "found", "A"},
	{"2A", ERROR_FORMULA_SYNTAX, 2, "found", "A"},
	{"(A", ERROR_FORMULA_SYNTAX, 3, NULL, NULL},
	{"A)", ERROR_FORMULA_SYNTAX, 2, "found", ")"},
	{"()", ERROR_FORMULA_SYNTAX, 2, "found", ")"},
	{"A ^ 2", ERROR_FORMULA_SYNTAX, 3, "found", "^"},
	{"A × B", ERROR_FORMULA_SYNTAX, 3, "found", "× B"},
	{"A = B", ERROR_FORMULA_SYNTAX, 3, "found", "="},
	{"A ** B", ERROR_FORMULA_SYNTAX, 4, "found", "*"},
	{"min(A, B)", ERROR_FORMULA_SYNTAX, 1, "found", "min"},
	{"A(B)", ERROR_FORMULA_SYNTAX, 2, "found", "("},
	{"sum over fuels", ERROR_FORMULA_SUM, 5, "found", "over"},
	{"sum(z in fuels: A)", ERROR_FORMULA_SUM, 5, "found", "z"},
	{"sum(3 in fuels: A)", ERROR_FORMULA_SUM, 5, "found", "3"},
	{"sum(i of fuels: A)", ERROR_FORMULA_SUM, 7, "accepted", "in"},
	{"sum(i in plants: V[i])", ERROR_FORMULA_SUM, 10, "accepted", "fuels"},
	{"sum(i in fuels X[i])", ERROR_FORMULA_SUM, 16, "accepted", ":"},
	{"sum(i in fuels: X[i]", ERROR_FORMULA_SYNTAX, 21, NULL, NULL},
	{"sum(i in fuels: )", ERROR_FORMULA_SYNTAX, 17, "found", ")"},
	{"sum(i in fuels: sum(j in plants: V[j]))", ERROR_FORMULA_SUM_INSIDE, 17, NULL, NULL},
	{"sum(i in fuels: X[i] + Y[i])", ERROR_FORMULA_UNITS, 22, "right", "tCO2/t"},
	{"sum(i in fuels: X[i]) + A", ERROR_FORMULA_UNITS, 23, "left", "t"},
	{"sum(i in fuels: X)", ERROR_FORMULA_INDEX, 17, "accepted", "X[i]"},
	{"sum(i in fuels: X[j])", ERROR_FORMULA_INDEX, 17, "accepted", "X[i]"},
	{"sum(i in fuels: A[i])", ERROR_FORMULA_INDEX, 17, "accepted", "A"},
	{"sum(i in fuels: V[j])", ERROR_FORMULA_INDEX_OUTSIDE, 17, "set", "plants"},
	{"sum(i in fuels: X[i]) * X[i]", ERROR_FORMULA_INDEX_OUTSIDE, 25, "symbol", "X"},
	{"X[i]", ERROR_FORMULA_INDEX_OUTSIDE, 1, "index", "i"},
	{"i", ERROR_FORMULA_UNKNOWN, 1, "symbol", "i"},
	{"A : B", ERROR_FORMULA_SYNTAX, 3, "found", ":"},
	{"A [MWh]", ERROR_FORMULA_INDEX, 1, "accepted", "A"},
	{"(1 + 2) [MWh]", ERROR_FORMULA_SYNTAX, 9, NULL, NULL},
	{"1 [MWh", ERROR_FORMULA_SYNTAX, 3, "found", "["},
	{"1e5", ERROR_FORMULA_SYNTAX, 2, "found", "e5"},
	{".5", ERROR_FORMULA_SYNTAX, 1, "found", "."},
	{"5.", ERROR_FORMULA_SYNTAX, 2, "found", "."},
	{"_A", ERROR_FORMULA_SYNTAX, 1, "found", "_"},
	{"A; B", ERROR_FORMULA_SYNTAX, 2, "found", ";"},
	{"A + 007", ERROR_NUMBER_FORM, 5, "value", "007"},
	{"A * 1/0", ERROR_NUMBER_FORM, 5, "value", "1/0"},
	{"A / 44/12", ERROR_FORMULA_FRACTION, 5, NULL, NULL},
	{"A/44/12", ERROR_FORMULA_FRACTION, 3, NULL, NULL},
	{"A + C", ERROR_FORMULA_UNKNOWN, 5, "symbol", "C"},
	{"a", ERROR_FORMULA_UNKNOWN, 1, "symbol", "a"},
	{"1 [furlong]", ERROR_UNIT_UNKNOWN, 4, "symbol", "furlong"},
	{"1 []", ERROR_UNIT_SYNTAX, 4, NULL, NULL},
	{"1 [tC/ha/a]", ERROR_UNIT_SYNTAX, 4, "at", "6"},
	{"EG + EF", ERROR_FORMULA_UNITS, 4, "right", "tCO2/MWh"},
	{"A * (EG - M)", ERROR_FORMULA_UNITS, 9, "left", "MWh"},
	{"EG + 1", ERROR_FORMULA_UNITS, 4, "right", "1"},
	{"EG - 0", ERROR_FORMULA_UNITS, 4, "right", "1"},
	{"M + 1 [tCO2]", ERROR_FORMULA_UNITS, 3, NULL, NULL},
	{"EG + E_k", ERROR_FORMULA_FACTOR, 4, "factor", "1000"},
	{"E_k + EG", ERROR_FORMULA_FACTOR, 5, "factor", "1/1000"},
	{"A + OF", ERROR_FORMULA_FACTOR, 3, "factor", "100"},
	{"A23456789012345678901234567890123", ERROR_FORMULA_SIZE, 1, NULL, NULL},
};

START_TEST(a_faulty_expression_is_refused_at_its_character)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};

	ck_assert_ptr_null(parse(mem, bad[_i].text, &err));
	ck_assert_msg(err.code == bad[_i].code, "%s: %s", bad[_i].text, error_name(err.code));
	ck_assert_uint_eq(err.column, bad[_i].column);
	if (bad[_i].argument)
		ck_assert_str_eq(error_argument(&err, bad[_i].argument), bad[_i].is);
}
END_TEST

START_TEST(an_expression_for_a_member_takes_that_members_values)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct expression *e = parse_for(mem, "X[i] * Y[i] * A", 1, &err);

	ck_assert_ptr_nonnull(e);
	for (size_t k = 0; k < 2; k++) {
		const struct expression_values values = values_of(mem, k);

		ck_assert_str_eq(rational_exact(mem, expression_evaluate(mem, e, &values, &err)),
			k ? "-28" : "30");
		ck_assert_str_eq(expression_substitute(mem, e, &values),
			k ? "(-7) * 2 * 2" : "5 * 3 * 2");
	}
	ck_assert_ptr_null(parse_for(mem, "X[i] + sum(j in plants: V[j])", 1, &err));
	ck_assert_int_eq(err.code, ERROR_FORMULA_SUM_INSIDE);
}
END_TEST

START_TEST(a_division_by_zero_is_told_where_it_stands)
{
	static const struct {
		const char *text;
		uint32_t column;
	} cases[] = {
		{"A / Z", 3},
		{"sum(i in fuels: X[i] / Z)", 22},
		{"1 / (A - A)", 3},
		{"A + B / (Z * N)", 7},
		{"0 / 0", 3},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error err = {0};
		const struct expression *e = parse(mem, cases[i].text, &err);

		ck_assert_ptr_nonnull(e);
		ck_assert_ptr_null(evaluate(mem, e, &err));
		ck_assert_int_eq(err.code, ERROR_CALCULATION_DIVISION);
		ck_assert_uint_eq(err.column, cases[i].column);
	}
}
END_TEST

/* n times `part` between `head` and `tail`. */
static char *repeated(void *mem, const char *head, const char *part, int n, const char *tail)
{
	char *text = talloc_strdup(mem, head);

	for (int i = 0; i < n; i++)
		text = talloc_asprintf_append(text, "%s", part);
	return talloc_asprintf_append(text, "%s", tail);
}

static const struct {
	const char *head, *part, *tail, *close;
	int most; /* so many parts are taken, one more is refused */
} bounds[] = {
	{"", "(", "A", ")", 31},
	{"", "-", "A", "", 31},
	{"A", "+A", "", "", 255},
	{"A", " * A", "", "", 255},
	{"A", " ", "", "", 1999},
	{"", "-(", "A", ")", 15},
};

START_TEST(depth_nodes_and_length_are_bounded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	int most = bounds[_i].most;
	char *close = repeated(mem, "", bounds[_i].close, most, "");
	char *text = repeated(mem, bounds[_i].head, bounds[_i].part, most, bounds[_i].tail);
	const struct expression *e = parse(mem, talloc_asprintf(mem, "%s%s", text, close), &err);

	ck_assert_int_eq(err.code, ERROR_NONE);
	ck_assert_ptr_nonnull(evaluate(mem, e, &err));
	text = repeated(mem, bounds[_i].head, bounds[_i].part, most + 1, bounds[_i].tail);
	ck_assert_ptr_null(parse(mem,
		talloc_asprintf(mem, "%s%s%s", text, close, bounds[_i].close), &err));
	ck_assert_int_eq(err.code, ERROR_FORMULA_SIZE);
}
END_TEST

START_TEST(very_long_and_very_deep_input_is_refused_quickly)
{
	static const char *const parts[] = {"(", "-", "1+", "A*", "9", " "};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	char *text = talloc_zero_size(mem, 200001);

	for (size_t i = 0; i < 200000; i++)
		text[i] = parts[_i][i % strlen(parts[_i])];
	ck_assert_ptr_null(parse(mem, text, &err));
	ck_assert_int_eq(err.code, ERROR_FORMULA_SIZE);
}
END_TEST

START_TEST(a_value_that_outgrows_its_operands_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	char *big = repeated(mem, "", "9", 1200, "");
	const struct expression *e;

	e = parse(mem, talloc_asprintf(mem, "%s * 100000000000000000000000000000000000000000", big),
		&err);
	ck_assert_ptr_nonnull(e);
	ck_assert_ptr_null(evaluate(mem, e, &err));
	ck_assert_int_eq(err.code, ERROR_NUMBER_SIZE);
	ck_assert_uint_eq(err.column, 1202);
}
END_TEST

static Suite *expression_suite(void)
{
	Suite *s = suite_create("expression");
	TCase *t = tcase_create("expression");

	tcase_add_loop_test(t, an_expression_has_an_exact_value_and_a_unit, 0, COUNT_OF(good));
	tcase_add_loop_test(t, a_faulty_expression_is_refused_at_its_character, 0, COUNT_OF(bad));
	tcase_add_test(t, an_expression_for_a_member_takes_that_members_values);
	tcase_add_test(t, a_division_by_zero_is_told_where_it_stands);
	tcase_add_loop_test(t, depth_nodes_and_length_are_bounded, 0, COUNT_OF(bounds));
	tcase_add_loop_test(t, very_long_and_very_deep_input_is_refused_quickly, 0, 6);
	tcase_add_test(t, a_value_that_outgrows_its_operands_is_refused);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(expression_suite)
