#include "formula/unit.h"

#include <string.h>

#include <talloc.h>

#include "tests/support.h"

static const struct {
	const char *symbol, *factor, *of;
} units[] = {
	{"kg", NULL, NULL},
	{"m", "", ""},
	{"s", "1", NULL},
	{"tCO2", NULL, NULL},
	{"tC", NULL, NULL},
	{"Nm3", NULL, NULL},
	{"%", "1/100", "1"},
	{"t", "1000", "kg"},
	{"J", "1", "kg*m^2/s^2"},
	{"GJ", "1000000000", "J"},
	{"h", "3600", "s"},
	{"W", "1", "J/s"},
	{"kWh", "1000", "W*h"},
	{"MWh", "1000", "kWh"},
	{"ha", "10000", "m^2"},
	{"mu", "1/15", "ha"},
	{"10^4 Nm3", "10000", "Nm3"},
};

static struct unit_table *table(void *mem)
{
	struct unit_table *t = unit_table_new(mem);

	for (size_t i = 0; i < COUNT_OF(units); i++)
		ck_assert_int_eq(
			unit_table_add(t, units[i].symbol, units[i].factor, units[i].of, NULL), 0);
	return t;
}

static const struct {
	const char *a, *b;
	bool same_dimension, equal;
	const char *factor; /* how many b make one a */
} pairs[] = {
	{"MWh", "MWh", true, true, "1"},
	{"MWh", "kWh", true, false, "1000"},
	{"MWh", "GJ", true, false, "18/5"},
	{"MWh * tCO2/MWh", "tCO2", true, true, "1"},
	{"kWh/MWh", "1", true, false, "1/1000"},
	{"mu", "ha", true, false, "1/15"},
	{"%", "1", true, false, "1/100"},
	{"tCO2", "tC", false, false, NULL},
	{"t", "tCO2", false, false, NULL},
	{"GJ/10^4 Nm3", "GJ/Nm3", true, false, "1/10000"},
	{"GJ/(10^4 Nm3)", "GJ/10^4 Nm3", true, true, "1"},
	{"Nm3", "m^3", false, false, NULL},
	{"m^-2", "1/m^2", true, true, "1"},
	{"(m/s)^2", "m*m/(s*s)", true, true, "1"},
	{" tC / ( ha * s ) ", "tC/(s*ha)", true, true, "1"},
};

START_TEST(units_agree_by_dimension_and_factor)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct unit_table *t = table(mem);
	const struct unit *a = unit_parse(mem, t, pairs[_i].a, NULL);
	const struct unit *b = unit_parse(mem, t, pairs[_i].b, NULL);

	ck_assert_ptr_nonnull(a);
	ck_assert_ptr_nonnull(b);
	ck_assert(unit_same_dimension(a, b) == pairs[_i].same_dimension);
	ck_assert(unit_equal(a, b) == pairs[_i].equal);
	if (pairs[_i].factor)
		ck_assert_str_eq(unit_factor_text(mem, a, b), pairs[_i].factor);
}
END_TEST

static const struct {
	const char *text, *shown, *at; /* at: argument of a syntax error */
	enum error_code code;
} texts[] = {
	{"1", "1", NULL, ERROR_NONE},
	{"tCO2/MWh", "tCO2/MWh", NULL, ERROR_NONE},
	{"MWh*tCO2/MWh", "tCO2", NULL, ERROR_NONE},
	{"1/MWh", "1/MWh", NULL, ERROR_NONE},
	{"tC/(ha*s)", "tC/(s*ha)", NULL, ERROR_NONE},
	{"kg*m^2/s^2", "kg*m^2/s^2", NULL, ERROR_NONE},
	{"GJ/10^4 Nm3", "GJ/10^4 Nm3", NULL, ERROR_NONE},
	{"%", "%", NULL, ERROR_NONE},
	{"", NULL, "1", ERROR_UNIT_SYNTAX},
	{"*", NULL, "1", ERROR_UNIT_SYNTAX},
	{"MWh*", NULL, "5", ERROR_UNIT_SYNTAX},
	{"MWh MWh", NULL, "5", ERROR_UNIT_SYNTAX},
	{"tC/ha/s", NULL, "6", ERROR_UNIT_SYNTAX},
	{"tC/ha*s", NULL, "6", ERROR_UNIT_SYNTAX},
	{"(MWh", NULL, "5", ERROR_UNIT_SYNTAX},
	{"MWh)", NULL, "4", ERROR_UNIT_SYNTAX},
	{"m^0", NULL, "3", ERROR_UNIT_SYNTAX},
	{"m^10", NULL, "3", ERROR_UNIT_SYNTAX},
	{"m^", NULL, "3", ERROR_UNIT_SYNTAX},
	{"m^999999999999999999999", NULL, "3", ERROR_UNIT_SYNTAX},
	{"10", NULL, "1", ERROR_UNIT_SYNTAX},
	{"1.5", NULL, "1", ERROR_UNIT_SYNTAX},
	{"10^4", NULL, "1", ERROR_UNIT_SYNTAX},
	{"10^4  Nm3", NULL, "1", ERROR_UNIT_SYNTAX},
	{"10^3 Nm3", NULL, NULL, ERROR_UNIT_UNKNOWN},
	{"MW·h", NULL, NULL, ERROR_UNIT_UNKNOWN},
	{"mwh", NULL, NULL, ERROR_UNIT_UNKNOWN},
	{"MWhh", NULL, NULL, ERROR_UNIT_UNKNOWN},
	{"(((((((((m)))))))))", NULL, "9", ERROR_UNIT_SYNTAX},
	{"((m^9)^9)^9", NULL, NULL, ERROR_UNIT_SIZE},
	{"(GJ^6)^9", NULL, NULL, ERROR_UNIT_SIZE},
	{"((GJ^3)^3)/1", "GJ^9", NULL, ERROR_NONE},
	/* What could not be written back is refused. */
	{"((GJ^9)^3)/1", NULL, NULL, ERROR_UNIT_SIZE},
	{"m^4*m^6", NULL, NULL, ERROR_UNIT_SIZE},
};

START_TEST(a_unit_is_shown_as_written_or_refused_with_its_place)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct unit_table *t = table(mem);
	struct error err = {0};
	const struct unit *u = unit_parse(mem, t, texts[_i].text, &err);

	ck_assert_int_eq(err.code, texts[_i].code);
	ck_assert((u != NULL) == (texts[_i].code == ERROR_NONE));
	if (texts[_i].shown)
		ck_assert_str_eq(unit_text(mem, u), texts[_i].shown);
	if (texts[_i].at)
		ck_assert_str_eq(error_argument(&err, "at"), texts[_i].at);
}
END_TEST

START_TEST(a_long_text_is_refused_before_it_is_read)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	char text[200];

	memset(text, 'm', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	ck_assert_ptr_null(unit_parse(mem, table(mem), text, &err));
	ck_assert_int_eq(err.code, ERROR_UNIT_SIZE);
}
END_TEST

static const struct {
	const char *symbol, *factor, *of;
	enum error_code code;
} additions[] = {
	{"kWh", "1000", "W*h", ERROR_UNIT_KNOWN},
	{"", NULL, NULL, ERROR_UNIT_SYMBOL},
	{"1", NULL, NULL, ERROR_UNIT_SYMBOL},
	{"2m", NULL, NULL, ERROR_UNIT_SYMBOL},
	{"m/s", "1", "m", ERROR_UNIT_SYMBOL},
	{"m^2", "1", "m", ERROR_UNIT_SYMBOL},
	{"10^4 ", "1", "m", ERROR_UNIT_SYMBOL},
	{"10^ab m", "1", "m", ERROR_UNIT_SYMBOL},
	{"10^400 m", "1", "m", ERROR_UNIT_SYMBOL},
	{"t CO2", "1", "tCO2", ERROR_UNIT_SYMBOL},
	{"吨", "1", "t", ERROR_UNIT_SYMBOL},
	{"a234567890123456789012345678901_3", NULL, NULL, ERROR_UNIT_SYMBOL},
	{"a234567890123456789012345678901_", NULL, NULL, ERROR_NONE},
	{"kt", "0", "t", ERROR_UNIT_FACTOR},
	{"kt", "-1000", "t", ERROR_UNIT_FACTOR},
	{"kt", "1e3", "t", ERROR_UNIT_FACTOR},
	{"kt", NULL, "t", ERROR_UNIT_FACTOR},
	{"kt", "1000", NULL, ERROR_UNIT_FACTOR},
	{"kt", "1000", "ton", ERROR_UNIT_UNKNOWN},
	{"kt", "1000", "kt", ERROR_UNIT_UNKNOWN},
	{"kt", "1000", "t*", ERROR_UNIT_SYNTAX},
	{"kt", "1000", "t", ERROR_NONE},
};

START_TEST(a_symbol_is_added_once_with_an_exact_factor)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct unit_table *t = table(mem);
	struct error err = {0};
	int rc = unit_table_add(
		t, additions[_i].symbol, additions[_i].factor, additions[_i].of, &err);

	ck_assert_int_eq(err.code, additions[_i].code);
	ck_assert_int_eq(rc, additions[_i].code == ERROR_NONE ? 0 : -1);
}
END_TEST

START_TEST(the_table_is_bounded)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct unit_table *t = unit_table_new(mem);
	struct error err = {0};
	char symbol[16];

	for (int i = 0; i < UNIT_TABLE_MAX; i++) {
		snprintf(symbol, sizeof(symbol), "u%d", i);
		ck_assert_int_eq(unit_table_add(t, symbol, NULL, NULL, &err), 0);
	}
	ck_assert_int_eq(unit_table_add(t, "more", NULL, NULL, &err), -1);
	ck_assert_int_eq(err.code, ERROR_UNIT_TABLE_FULL);
}
END_TEST

static Suite *unit_suite(void)
{
	Suite *s = suite_create("unit");
	TCase *t = tcase_create("unit");

	tcase_add_loop_test(t, units_agree_by_dimension_and_factor, 0, COUNT_OF(pairs));
	tcase_add_loop_test(
		t, a_unit_is_shown_as_written_or_refused_with_its_place, 0, COUNT_OF(texts));
	tcase_add_test(t, a_long_text_is_refused_before_it_is_read);
	tcase_add_loop_test(t, a_symbol_is_added_once_with_an_exact_factor, 0, COUNT_OF(additions));
	tcase_add_test(t, the_table_is_bounded);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(unit_suite)
