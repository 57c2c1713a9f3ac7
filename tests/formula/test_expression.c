#include "formula/expression.h"

#include "tests/formula/support.h"

/* Symbols with an index have a value for each member. */
static const struct {
	const char *symbol, *unit;
	size_t index;
	const char *value[3];
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
	{"P", "t", 4, {"1", "2", "4"}},
	{"S", "m^2", 0, {"2.25", NULL}},
};

/* Of the three plots one belongs to the first fuel and two to the second. */
static const size_t plot_parents[] = {0, 1, 1}, plot_first[] = {0, 1, 3};

static const struct {
	const char *letter, *set;
	size_t members_n, parent;
} indexes[] = {
	{"i", "fuels", 2, 0}, {"j", "plants", 1, 0}, {"k", "none", 0, 0}, {"p", "plots", 3, 1}};

static int find(void *ctx, const char *symbol, struct expression_symbol *out, struct error *err)
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

static bool find_index(void *ctx, size_t index, struct expression_index *out)
{
	(void)ctx;
	if (index > COUNT_OF(indexes))
		return false;
	*out = (struct expression_index){
		indexes[index - 1].letter, indexes[index - 1].set, indexes[index - 1].parent};
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

static int interval_destroy(struct interval *x)
{
	interval_clear(x);
	return 0;
}

static struct interval *interval_of(void *mem, const char *text)
{
	struct interval *x = talloc(mem, struct interval);

	interval_init(x);
	talloc_set_destructor(x, interval_destroy);
	interval_set_rational(x, rational_parse(mem, text, NULL));
	return x;
}

/* An exact value as a fraction. */
static const char *exact_text(void *mem, const struct interval *x)
{
	struct rational *r = rational_new(mem);

	ck_assert(interval_is_exact(x));
	mpq_set(r->q, x->low);
	return rational_exact(mem, r);
}

static struct expression_values values_of(void *mem, size_t member)
{
	struct expression_cell *cells =
		talloc_zero_array(mem, struct expression_cell, COUNT_OF(symbols));
	struct expression_set *sets =
		talloc_zero_array(mem, struct expression_set, COUNT_OF(indexes) + 1);

	for (size_t i = 0; i < COUNT_OF(indexes); i++)
		sets[i + 1] = (struct expression_set){indexes[i].members_n, indexes[i].parent,
			indexes[i].parent ? plot_parents : NULL,
			indexes[i].parent ? plot_first : NULL};
	for (size_t i = 0; i < COUNT_OF(symbols); i++) {
		const struct interval **exact =
			talloc_zero_array(cells, const struct interval *, 3);

		for (size_t k = 0; k < 3 && symbols[i].value[k]; k++)
			exact[k] = interval_of(mem, symbols[i].value[k]);
		cells[i] = (struct expression_cell){exact};
	}
	return (struct expression_values){cells, sets, member, NULL, NULL};
}

static const char *symbol_text(void *ctx UNUSED, size_t symbol, size_t member)
{
	return symbols[symbol].value[member];
}

static const struct expression_texts texts = {NULL, symbol_text};

static const struct interval *evaluate_for(
	void *mem, const struct expression *e, size_t member, struct error *err)
{
	const struct expression_values values = values_of(mem, member);
	struct interval *out = interval_of(mem, "0");

	return expression_evaluate(e, &values, out, err) == 0 ? out : NULL;
}

static const struct interval *evaluate(void *mem, const struct expression *e, struct error *err)
{
	return evaluate_for(mem, e, 0, err);
}

static const struct {
	const char *text, *value, *unit, *substituted;
} good[] = {
	{"1", "1", "1", "1"},
	{" A ", "2", "1", "2"},
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
	{"F * NCV * CC * (OF / 100 [%]) * 44/12 [tCO2/tC]", "270.62689995", "tCO2", NULL},
	{"EG/EG", "1", "1", NULL},
	{"1 [MWh] + EG", "1001", "MWh", NULL},
	{"A\n+\nB", "5/2", "1", NULL},
	{"((((((((((A))))))))))", "2", "1", NULL},
	{"sum(i in fuels: X[i])", "-2", "t", "(5 + (-7))"},
	{"sum(i in fuels: X[i] * Y[i])", "1", "tCO2", "(5 * 3 + (-7) * 2)"},
	{"A - sum ( i in fuels : X[i] / X[i] ) * B", "1", "1", "2 - (5 / 5 + (-7) / (-7)) * 0.5"},
	{"sum(j in plants: V[j]) + sum(i in fuels: -X[i])", "3", "t", "(1) + (-5 + -(-7))"},
	{"1 [t] + sum(k in none: W[k])", "1", "t", "1 [t] + 0"},
	{"sum(i in fuels: A)", "4", "1", "(2 + 2)"},
	/* powers and functions */
	{"A ^ 3", "8", "1", "2 ^ 3"},
	{"-A ^ 2", "-4", "1", "-2 ^ 2"},
	{"EG ^ 2 / EG", "1000", "MWh", NULL},
	{"sqrt(S)", "3/2", "m", "sqrt(2.25)"},
	{"sqrt(9/4)", "3/2", "1", NULL},
	{"exp(0)", "1", "1", NULL},
	{"ln(1)", "0", "1", NULL},
	{"pow(A, -2)", "1/4", "1", "pow(2, -2)"},
	{"abs(N) + floor(B) + ceil(B)", "4", "1", "abs((-3)) + floor(0.5) + ceil(0.5)"},
	{"floor(-3/2)", "-2", "1", NULL},
	{"min(A, B, N)", "-3", "1", "min(2, 0.5, (-3))"},
	{"max(A, B)", "2", "1", NULL},
	{"student(0.90, 9)", "1833/1000", "1", NULL},
	/* conditions */
	{"if A > B then A else B", "2", "1", "if 2 > 0.5 then 2 else 0.5"},
	{"(if A <= B or not A = 2 then 1 else 0) + 1", "1", "1", NULL},
	{"if A <> 2 and 1 / Z > 0 then 1 else 7", "7", "1", NULL},
	{"if Z = 0 then 5 else 1 / Z", "5", "1", NULL},
	{"if EG > 999 [MWh] then EG else 0 [MWh]", "1000", "MWh", NULL},
	/* aggregates, and indexes below indexes */
	{"mean(i in fuels: X[i])", "-1", "t", "mean(5, (-7))"},
	{"min(i in fuels: X[i])", "-7", "t", NULL},
	{"max(i in fuels: X[i])", "5", "t", NULL},
	{"count(i in fuels)", "2", "1", "count(1, 1)"},
	{"count(i in fuels where X[i] > 0 [t])", "1", "1", NULL},
	{"sum(i in fuels where X[i] > 0 [t]: X[i])", "5", "t", "(5)"},
	{"stdev(p in plots: A)", "0", "1", NULL},
	{"sum(p in plots: P[i,p])", "7", "t", "(1 + 2 + 4)"},
	{"sum(p in plots: P[ i , p ] * Y[i])", "15", "tCO2", "(1 * 3 + 2 * 2 + 4 * 2)"},
	{"sum(i in fuels: Y[i] * sum(p in plots: P[i,p]))", "15", "tCO2",
		"(3 * (1) + 2 * (2 + 4))"},
	{"sum(i in fuels: mean(p in plots: P[i,p]))", "4", "t", "(mean(1) + mean(2, 4))"},
	{"sum(i in fuels: X[i] * sum(j in plants: V[j]))", "-2", "t^2", NULL},
};

START_TEST(an_expression_has_an_exact_value_and_a_unit)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct expression *e = parse(mem, good[_i].text, &err);
	const struct rational *expected = rational_parse(mem, good[_i].value, NULL);
	const struct interval *value;
	const struct expression_values values = values_of(mem, 0);
	char report[ERROR_TEXT_MAX];

	ck_assert_msg(e != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	value = evaluate(mem, e, &err);
	ck_assert_ptr_nonnull(value);
	ck_assert_str_eq(exact_text(mem, value), rational_exact(mem, expected));
	ck_assert_str_eq(unit_text(mem, e->unit), good[_i].unit);
	if (good[_i].substituted)
		ck_assert_str_eq(
			expression_substitute(mem, e, &values, &texts), good[_i].substituted);
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
	{"A ^ 0", ERROR_FORMULA_POWER, 5, "most", "64"},
	{"A ^ 65", ERROR_FORMULA_POWER, 5, NULL, NULL},
	{"A ^ -1", ERROR_FORMULA_POWER, 5, NULL, NULL},
	{"A ^ B", ERROR_FORMULA_POWER, 5, NULL, NULL},
	{"A × B", ERROR_FORMULA_SYNTAX, 3, "found", "× B"},
	{"A = B", ERROR_FORMULA_NUMBER, 3, NULL, NULL},
	{"1 + (A < B)", ERROR_FORMULA_NUMBER, 5, NULL, NULL},
	{"if A then 1 else 2", ERROR_FORMULA_CONDITION, 4, NULL, NULL},
	{"if A < B then 1", ERROR_FORMULA_SYNTAX, 16, NULL, NULL},
	{"if A < B then 1 else EG", ERROR_FORMULA_UNITS, 22, "right", "MWh"},
	{"1 + if A < B then 1 else 2", ERROR_FORMULA_SYNTAX, 5, "found", "if"},
	{"if A < B < 1 then 1 else 2", ERROR_FORMULA_NUMBER, 6, NULL, NULL},
	{"if A < EG then 1 else 2", ERROR_FORMULA_UNITS, 6, NULL, NULL},
	{"if not A then 1 else 2", ERROR_FORMULA_CONDITION, 8, NULL, NULL},
	{"exp(EG)", ERROR_FORMULA_PLAIN, 5, "unit", "MWh"},
	{"ln(OF)", ERROR_FORMULA_PLAIN, 4, "unit", "%"},
	{"pow(A)", ERROR_FORMULA_ARGUMENTS, 6, "accepted", "pow(x, y)"},
	{"sqrt(A, B)", ERROR_FORMULA_ARGUMENTS, 9, NULL, NULL},
	{"sqrt", ERROR_FORMULA_ARGUMENTS, 5, NULL, NULL},
	{"sqrt(EG)", ERROR_UNIT_ROOT, 1, "unit", "MWh"},
	{"min(A, EG)", ERROR_FORMULA_UNITS, 8, NULL, NULL},
	{"min(A)", ERROR_FORMULA_ARGUMENTS, 6, NULL, NULL},
	{"student(0.9, 3)", ERROR_FORMULA_LEVEL, 9, "level", "0.9"},
	{"student(A, 3)", ERROR_FORMULA_LEVEL, 9, NULL, NULL},
	{"mean(i in fuels)", ERROR_FORMULA_SUM, 16, "accepted", ":"},
	{"sum(i in fuels where A: X[i])", ERROR_FORMULA_CONDITION, 22, NULL, NULL},
	{"count(i in fuels: X[i])", ERROR_FORMULA_SYNTAX, 17, "found", ":"},
	{"sum(i in fuels: sum(i in fuels: X[i]))", ERROR_FORMULA_INDEX_BOUND, 21, "index", "i"},
	{"sum(p in plots: sum(i in fuels: X[i]))", ERROR_FORMULA_INDEX_BOUND, 21, "index", "i"},
	{"sum(p in plots: P[p])", ERROR_FORMULA_INDEX, 17, "accepted", "P[i,p]"},
	{"sum(i in fuels: P[i,p])", ERROR_FORMULA_INDEX_OUTSIDE, 17, "set", "plots"},
	{"A ** B", ERROR_FORMULA_SYNTAX, 4, "found", "*"},
	{"A(B)", ERROR_FORMULA_SYNTAX, 2, "found", "("},
	{"sum over fuels", ERROR_FORMULA_SUM, 5, "found", "over"},
	{"sum(z in fuels: A)", ERROR_FORMULA_SUM, 5, "found", "z"},
	{"sum(3 in fuels: A)", ERROR_FORMULA_SUM, 5, "found", "3"},
	{"sum(i of fuels: A)", ERROR_FORMULA_SUM, 7, "accepted", "in"},
	{"sum(i in plants: V[i])", ERROR_FORMULA_SUM, 10, "accepted", "fuels"},
	{"sum(i in fuels X[i])", ERROR_FORMULA_SUM, 16, "accepted", ":"},
	{"sum(i in fuels: X[i]", ERROR_FORMULA_SYNTAX, 21, NULL, NULL},
	{"sum(i in fuels: )", ERROR_FORMULA_SYNTAX, 17, "found", ")"},
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

		ck_assert_str_eq(exact_text(mem, evaluate_for(mem, e, k, &err)), k ? "-28" : "30");
		ck_assert_str_eq(expression_substitute(mem, e, &values, &texts),
			k ? "(-7) * 2 * 2" : "5 * 3 * 2");
	}
	e = parse_for(mem, "X[i] + sum(p in plots: P[i,p])", 1, &err);
	ck_assert_ptr_nonnull(e);
	ck_assert_str_eq(exact_text(mem, evaluate_for(mem, e, 1, &err)), "-1");
	e = parse_for(mem, "P[i,p] / sum(q in others: A) * 0 + X[i]", 4, &err);
	ck_assert_ptr_null(e);
	ck_assert_int_eq(err.code, ERROR_FORMULA_SUM);
	e = parse_for(mem, "P[i,p] + X[i]", 4, &err);
	ck_assert_ptr_nonnull(e);
	ck_assert_str_eq(exact_text(mem, evaluate_for(mem, e, 2, &err)), "-3");
}
END_TEST

START_TEST(printed_and_parsed_again_an_expression_is_the_same)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct expression *e = parse(mem, good[_i].text, &err), *again;
	const char *text = expression_print(mem, e);

	again = parse(mem, text, &err);
	ck_assert_msg(again != NULL, "%s -> %s", good[_i].text, text);
	ck_assert_str_eq(expression_print(mem, again), text);
	ck_assert_uint_eq(again->nodes_n, e->nodes_n);
	for (size_t i = 0; i < e->nodes_n; i++) {
		ck_assert_int_eq(again->nodes[i].op, e->nodes[i].op);
		ck_assert_uint_eq(again->nodes[i].symbol, e->nodes[i].symbol);
		ck_assert_uint_eq(again->nodes[i].index, e->nodes[i].index);
		ck_assert_uint_eq(again->nodes[i].args_n, e->nodes[i].args_n);
		for (size_t k = 0; k < e->nodes[i].args_n; k++)
			ck_assert_uint_eq(again->nodes[i].args[k], e->nodes[i].args[k]);
	}
}
END_TEST

/* The ends as decimals, to the digits that both share. */
static const struct {
	const char *text, *digits;
	int places;
} irrational[] = {
	{"sqrt(2)", "1.41421356237309504880168872420969807856…", 38},
	{"exp(1)", "2.71828182845904523536028747135266249775…", 38},
	{"ln(2)", "0.69314718055994530941723212145817656807…", 38},
	{"pow(2, 0.5) * pow(2, 0.5)", NULL, 30},
	{"3 - sqrt(2)", "1.58578643762690495119831127579030192143…", 38},
	{"1 / (1 + exp(-1))", "0.73105857863000487925115924182183627436…", 38},
	{"stdev(p in plots: P[i,p])", "1.52752523165194666886268239790933616299…", 38},
};

START_TEST(an_irrational_value_lies_between_its_ends)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct interval *x = evaluate(mem, parse(mem, irrational[_i].text, &err), &err);
	struct rational *low = rational_new(mem), *high = rational_new(mem);

	ck_assert_ptr_nonnull(x);
	ck_assert(!interval_is_exact(x));
	mpq_set(low->q, x->low);
	mpq_set(high->q, x->high);
	ck_assert_int_lt(rational_compare(low, high), 0);
	if (irrational[_i].digits) {
		ck_assert_str_eq(
			rational_text(mem, low, irrational[_i].places), irrational[_i].digits);
		ck_assert_str_eq(
			rational_text(mem, high, irrational[_i].places), irrational[_i].digits);
		return;
	}
	ck_assert_int_le(rational_compare(low, rational_of(mem, 2)), 0);
	ck_assert_int_ge(rational_compare(high, rational_of(mem, 2)), 0);
}
END_TEST

START_TEST(what_cannot_be_calculated_is_told_where_it_stands)
{
	static const struct {
		const char *text;
		enum error_code code;
		uint32_t column;
	} cases[] = {
		{"sqrt(N)", ERROR_CALCULATION_DOMAIN, 1},
		{"1 + ln(Z)", ERROR_CALCULATION_DOMAIN, 5},
		{"pow(N, 0.5)", ERROR_CALCULATION_DOMAIN, 1},
		{"mean(k in none: W[k])", ERROR_CALCULATION_EMPTY, 1},
		{"max(k in none: W[k])", ERROR_CALCULATION_EMPTY, 1},
		{"stdev(j in plants: V[j])", ERROR_CALCULATION_EMPTY, 1},
		{"student(0.95, Z)", ERROR_CALCULATION_DEGREES, 1},
		{"if sqrt(2) * sqrt(2) = 2 then 1 else 0", ERROR_CALCULATION_UNDECIDED, 22},
	};
	AUTO_MEMORY void *mem = talloc_new(NULL);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error err = {0};
		const struct expression *e = parse(mem, cases[i].text, &err);

		ck_assert_msg(e != NULL, "%s", cases[i].text);
		ck_assert_ptr_null(evaluate(mem, e, &err));
		ck_assert_msg(
			err.code == cases[i].code, "%s: %s", cases[i].text, error_name(err.code));
		ck_assert_uint_eq(err.column, cases[i].column);
	}
}
END_TEST

START_TEST(work_is_counted_and_bounded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	const struct expression *e = parse(mem, "sum(p in plots: P[i,p] * A)", &err);
	struct expression_values values = values_of(mem, 0);
	struct interval *out = interval_of(mem, "0");
	uint64_t work = 0;

	values.work = &work;
	ck_assert_int_eq(expression_evaluate(e, &values, out, &err), 0);
	ck_assert_uint_eq(work, 7);
	work = EXPRESSION_WORK_MAX - 6;
	ck_assert_int_eq(expression_evaluate(e, &values, out, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CALCULATION_WORK);
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
	int most; /* this many parts are accepted, one more is refused */
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
	ck_assert_ptr_null(
		parse(mem, talloc_asprintf(mem, "%s%s%s", text, close, bounds[_i].close), &err));
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
	tcase_add_loop_test(
		t, printed_and_parsed_again_an_expression_is_the_same, 0, COUNT_OF(good));
	tcase_add_loop_test(t, an_irrational_value_lies_between_its_ends, 0, COUNT_OF(irrational));
	tcase_add_test(t, what_cannot_be_calculated_is_told_where_it_stands);
	tcase_add_test(t, work_is_counted_and_bounded);
	tcase_add_test(t, a_division_by_zero_is_told_where_it_stands);
	tcase_add_loop_test(t, depth_nodes_and_length_are_bounded, 0, COUNT_OF(bounds));
	tcase_add_loop_test(t, very_long_and_very_deep_input_is_refused_quickly, 0, 6);
	tcase_add_test(t, a_value_that_outgrows_its_operands_is_refused);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(expression_suite)
