#include "ccer/calculate/given_rows.h"

#include <string.h>

#include <talloc.h>

#include "tests/formula/support.h"

/* One table by the project's key, one by fuel; CM may stand for OM and BM. */
static const char text[] =
	"indexes:\n- {symbol: i, set: fuels, name: {zh: 燃料}}\n"
	"parameters:\n"
	"- {symbol: FC, index: i, unit: t, source: monitored, name: {zh: 甲}}\n"
	"- {symbol: NCV, index: i, unit: GJ/t, source: table, table: fuel.mass, column: NCV, "
	"name: {zh: 乙}}\n"
	"- {symbol: OM, unit: tCO2/GJ, source: table, table: grid.factors, column: OM, "
	"name: {zh: 丙}}\n"
	"equations:\n"
	"- {symbol: EF, unit: tCO2/GJ, expression: OM, or_table: {table: grid.factors, column: "
	"CM}}\n"
	"- {symbol: ER, unit: tCO2, expression: 'sum(i in fuels: FC[i] * NCV[i]) * EF'}\n"
	"result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\n";

static void *mem;
static struct given_rows g;
static struct error err;

static void begin(void)
{
	mem = talloc_new(NULL);
	g = (struct given_rows){0};
	err = (struct error){0};
}

static void end(void)
{
	talloc_free(mem);
}

static const struct methodology *compiled(void)
{
	const struct methodology *m =
		methodology_compile(mem, tree_of(mem, text), registry_units(mem), &err);

	ck_assert_msg(m != NULL, "%s", error_name(err.code));
	return m;
}

static void add(const char *row)
{
	ck_assert_int_eq(given_rows_add(&g, mem, row), 1);
}

static const char *find(const char *table, const char *member, int64_t year)
{
	return given_rows_find(&g, mem, &(struct methodology_row){table, member, year});
}

START_TEST(a_row_of_its_year_goes_before_that_of_every_year)
{
	add("grid.factors:OM=1");
	add("grid.factors@2023:OM=2");
	add("fuel.mass[coal-1]:NCV=44/12 CC=3");
	ck_assert(given_rows_settle(&g, mem));
	ck_assert_str_eq(find("grid.factors", NULL, 2023), "OM=2");
	ck_assert_str_eq(find("grid.factors", NULL, 2024), "OM=1");
	ck_assert_str_eq(find("fuel.mass", "coal-1", 2024), "CC=3 NCV=44/12");
	ck_assert_ptr_null(find("fuel.mass", "coal", 2024));
	ck_assert_ptr_null(find("fuel.mass", NULL, 2024));
}
END_TEST

START_TEST(columns_of_one_row_add_up_and_the_later_counts)
{
	add("grid.factors:OM=1");
	add("grid.factors:BM=2");
	add("grid.factors:OM=3");
	ck_assert(given_rows_settle(&g, mem));
	ck_assert_uint_eq(g.n, 1);
	ck_assert_str_eq(find("grid.factors", NULL, 2024), "BM=2 OM=3");
}
END_TEST

static const char *const malformed[] = {"", "grid.factors", "grid.factors:", "grid.factors:CM",
	"grid.factors:CM=", "grid.factors:=1", ":CM=1", "grid.factors@:CM=1",
	"grid.factors@23:CM=1", "grid.factors@2023", "fuel.mass[coal:NCV=1", "fuel.mass[]:NCV=1",
	"fuel.mass[coal]x:NCV=1", "grid factors:CM=1", "grid.factors:CM=1 OM"};

START_TEST(what_has_not_the_form_is_no_row)
{
	ck_assert_int_eq(given_rows_add(&g, mem, malformed[_i]), 0);
	ck_assert_uint_eq(g.n, 0);
}
END_TEST

START_TEST(a_column_that_is_not_taken_is_refused)
{
	const struct methodology *m = compiled();

	add("grid.factors:OM=1 CM=2");
	add("fuel.mass[coal]@2023:NCV=2");
	ck_assert(given_rows_settle(&g, mem));
	ck_assert_int_eq(given_rows_known(&g, m, &err), 0);
	add("grid.factors@2023:CN=1");
	ck_assert(given_rows_settle(&g, mem));
	ck_assert_int_eq(given_rows_known(&g, m, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CLIENT_ROW_COLUMN);
	ck_assert_str_eq(error_argument(&err, "table"), "grid.factors");
	ck_assert_str_eq(error_argument(&err, "column"), "CN");
	ck_assert_str_eq(error_argument(&err, "near"), "grid.factors:CM");
	ck_assert_str_eq(error_argument(&err, "accepted"),
		"fuel.mass:NCV, grid.factors:OM, grid.factors:CM");
}
END_TEST

START_TEST(a_table_that_is_not_taken_is_refused)
{
	add("gridfactors:CM=1");
	ck_assert(given_rows_settle(&g, mem));
	ck_assert_int_eq(given_rows_known(&g, compiled(), &err), -1);
	ck_assert_int_eq(err.code, ERROR_CLIENT_ROW_COLUMN);
	ck_assert_str_eq(error_argument(&err, "near"), "grid.factors:CM");
}
END_TEST

START_TEST(a_row_that_nothing_asked_for_is_refused)
{
	add("fuel.mass[coal]:NCV=1");
	add("fuel.mass[natural-gas]@2023:NCV=1");
	ck_assert(given_rows_settle(&g, mem));
	(void)find("fuel.mass", "coal", 2023);
	(void)find("fuel.mass", "natural_gas", 2023);
	ck_assert_int_eq(given_rows_asked(&g, &err), -1);
	ck_assert_int_eq(err.code, ERROR_CLIENT_ROW_UNASKED);
	ck_assert_str_eq(error_argument(&err, "row"), "fuel.mass[natural-gas]@2023");
	ck_assert_str_eq(error_argument(&err, "near"), "fuel.mass[natural_gas]@2023");
	ck_assert_str_eq(error_argument(&err, "accepted"),
		"fuel.mass[coal]@2023, fuel.mass[natural_gas]@2023");
	(void)find("fuel.mass", "natural-gas", 2023);
	ck_assert_int_eq(given_rows_asked(&g, &err), 0);
}
END_TEST

/* As many rows as there may be stands of trees; each is found, and an error names only a few. */
START_TEST(thousands_of_rows_are_taken)
{
	char row[64], value[64];

	for (int i = 0; i < 20000; i++) {
		snprintf(row, sizeof(row), "fuel.mass[f%d]:NCV=%d", (i * 7919) % 20000, i);
		add(row);
	}
	add("fuel.mass[none]:NCV=1");
	ck_assert(given_rows_settle(&g, mem));
	for (int i = 0; i < 20000; i++) {
		snprintf(row, sizeof(row), "f%d", (i * 7919) % 20000);
		snprintf(value, sizeof(value), "NCV=%d", i);
		ck_assert_str_eq(find("fuel.mass", row, 2023), value);
	}
	ck_assert_int_eq(given_rows_asked(&g, &err), -1);
	ck_assert_str_eq(error_argument(&err, "row"), "fuel.mass[none]");
	ck_assert_ptr_nonnull(strstr(error_argument(&err, "accepted"), "fuel.mass[f0]@2023, "));
}
END_TEST

static Suite *suite(void)
{
	Suite *all = suite_create("given_rows");
	TCase *t = tcase_create("given_rows");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, a_row_of_its_year_goes_before_that_of_every_year);
	tcase_add_test(t, columns_of_one_row_add_up_and_the_later_counts);
	tcase_add_loop_test(t, what_has_not_the_form_is_no_row, 0, (int)COUNT_OF(malformed));
	tcase_add_test(t, a_column_that_is_not_taken_is_refused);
	tcase_add_test(t, a_table_that_is_not_taken_is_refused);
	tcase_add_test(t, a_row_that_nothing_asked_for_is_refused);
	tcase_add_test(t, thousands_of_rows_are_taken);
	suite_add_tcase(all, t);
	return all;
}
TEST_MAIN(suite)
