#include "methodology/estimate.h"

#include "tests/formula/support.h"
#include "trace/trace.h"

/*
 * The estimates of registered designs, and of drafts that were published: yearly
 * electricity, a period, the combined margin that each used.
 */

static const struct methodology *compiled(void *mem, const char *file)
{
	struct error err = {0};
	char report[ERROR_TEXT_MAX];
	const struct methodology *m = methodology_compile(
		mem, tree_of(mem, file_text(mem, file)), registry_units(mem), &err);

	ck_assert_msg(m != NULL, "%s", error_report(&err, LANGUAGE_EN, report, sizeof(report)));
	return m;
}

static struct period period_of(const char *first, const char *last)
{
	struct period p;

	ck_assert(day_parse(first, strlen(first), &p.first));
	ck_assert(day_parse(last, strlen(last), &p.last));
	return p;
}

/* A year's values; the row of `special_year` differs from the others. */
struct design {
	const char *name, *export, *import, *gas;
	const char *first, *last;
	int64_t special_year;
	const char *special_row, *row;
	size_t years_n;
	int64_t tonnes;
};

static const char *design_name(void *ctx, enum parameter_source source, size_t n)
{
	const struct design *d = ctx;

	return source == PARAMETER_MONITORED && d->gas && n == 0 ? "FC[natural_gas]" : NULL;
}

static int design_value(void *ctx, enum parameter_source source, const char *name,
	const char **value, struct error *err)
{
	const struct design *d = ctx;

	(void)err;
	if (source == PARAMETER_FIXED)
		return 0;
	if (strcmp(name, "EG_import") == 0)
		*value = d->import;
	else
		*value = strcmp(name, "EG_export") == 0 ? d->export : d->gas;
	return *value != NULL;
}

static int design_row(void *ctx, const struct methodology_row *row, struct methodology_found *found,
	struct error *err)
{
	const struct design *d = ctx;

	(void)err;
	if (strcmp(row->table, "grid.factors") == 0)
		found->values = row->year == d->special_year ? d->special_row : d->row;
	else
		found->values = "CC=0.01532 NCV=389.31 OF=99";
	return found->values != NULL;
}

static int estimate(void *mem, const struct design *design, const char *file, struct estimate *out,
	struct error *err)
{
	struct design d = *design;
	struct period p = period_of(d.first, d.last);
	const struct methodology_inputs in = {
		&d, design_name, design_value, design_row, NULL, NULL};

	return methodology_estimate(mem, compiled(mem, file), &in, "", &p, out, err);
}

static const char wind[] = "methodologies/CCER-01-002-V01.yaml";
static const char solar[] = "methodologies/CCER-01-001-V01.yaml";

static const struct design designs[] = {
	{"A210005", "843920", "0", NULL, "2020-09-23", "2030-09-22", 2020, "CM=0.5287",
		"CM=0.48665", 11, 4116318},
	{"A210001", "803701", "0", NULL, "2022-04-01", "2032-03-31", 0, NULL, "CM=0.6185", 11,
		4971913},
	{"A110009", "152820", "0", NULL, "2026-04-01", "2036-03-31", 0, NULL, "CM=0.62155", 11,
		950045},
	{"Guohua Zhugensha", "522070", "0", NULL, "2022-03-01", "2032-02-29", 0, NULL, "CM=0.48665",
		11, 2541232},
	{"A210026", "1369264", "0", NULL, "2026-01-01", "2035-12-31", 0, NULL, "CM=0.4861", 10,
		6655990},
};

START_TEST(a_published_estimate_comes_out_to_the_tonne)
{
	const struct design *d = &designs[_i];
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct estimate e;
	int64_t sum = 0;

	ck_assert_int_eq(estimate(mem, d, wind, &e, &err), 0);
	ck_assert_uint_eq(e.years_n, d->years_n);
	ck_assert_int_eq(e.tonnes, d->tonnes);
	for (size_t i = 0; i < e.years_n; i++)
		sum += e.years[i].result.tonnes;
	ck_assert_int_eq(sum, d->tonnes);
	/* Concentrated solar power without fuel has the same mathematics. */
	ck_assert_int_eq(estimate(mem, d, solar, &e, &err), 0);
	ck_assert_int_eq(e.tonnes, d->tonnes);
}
END_TEST

START_TEST(every_year_has_its_days_and_is_floored_by_itself)
{
	static const struct {
		int64_t year;
		int days, days_in_year;
		const char *electricity;
		int64_t tonnes;
	} rows[] = {
		{2023, 1, 365, "1", 0},
		{2024, 366, 366, "365", 365},
		{2025, 2, 365, "2", 1},
	};
	static const struct design design = {"days", "365", "0", NULL, "2023-12-31", "2025-01-02",
		2024, "CM=1", "CM=0.99", 3, 366};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct estimate e;

	ck_assert_int_eq(estimate(mem, &design, wind, &e, &err), 0);
	ck_assert_uint_eq(e.years_n, COUNT_OF(rows));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		ck_assert_int_eq(e.years[i].year, rows[i].year);
		ck_assert_int_eq(e.years[i].days, rows[i].days);
		ck_assert_int_eq(e.years[i].days_in_year, rows[i].days_in_year);
		ck_assert_str_eq(
			trace_steps(mem, &e.years[i].result, NULL)[0].value, rows[i].electricity);
		ck_assert_int_eq(e.years[i].result.tonnes, rows[i].tonnes);
	}
	ck_assert_int_eq(e.tonnes, 366);
}
END_TEST

START_TEST(a_share_is_exact)
{
	static const struct design design = {
		"share", "1", "0", NULL, "2023-01-01", "2023-01-01", 0, NULL, "CM=10", 1, 0};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct estimate e;

	ck_assert_int_eq(estimate(mem, &design, wind, &e, &err), 0);
	ck_assert_str_eq(rational_exact(mem, e.years[0].result.exact), "2/73");
}
END_TEST

START_TEST(fuels_have_their_share_too)
{
	static const struct design design = {"fuel", "355600.8", "0", "12.5", "2022-07-02",
		"2024-06-30", 0, NULL, "CM=0.63055", 3, 0};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct estimate e;

	ck_assert_int_eq(estimate(mem, &design, solar, &e, &err), 0);
	/* 183/365, a whole year, 182/366 of 223,953.45754005 t */
	ck_assert_int_eq(e.years[0].result.tonnes, 112283);
	ck_assert_int_eq(e.years[1].result.tonnes, 223953);
	ck_assert_int_eq(e.years[2].result.tonnes, 111364);
	ck_assert_int_eq(e.tonnes, 447600);
}
END_TEST

START_TEST(a_year_below_zero_adds_nothing)
{
	static const struct design design = {"negative", "1", "0", "1000", "2022-01-01",
		"2023-12-31", 0, NULL, "CM=0.63055", 2, 0};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct estimate e;

	ck_assert_int_eq(estimate(mem, &design, solar, &e, &err), 0);
	ck_assert_int_lt(e.years[0].result.tonnes, 0);
	ck_assert_int_eq(e.tonnes, 0);
}
END_TEST

static const struct {
	struct design design;
	enum error_code code;
	const char *argument, *is;
} refusals[] = {
	{{"turned", "1", "0", NULL, "2023-01-02", "2023-01-01", 0, NULL, "CM=1", 0, 0},
		ERROR_ESTIMATE_PERIOD, "last", "2023-01-01"},
	{{"long", "1", "0", NULL, "2023-01-01", "2123-01-01", 0, NULL, "CM=1", 0, 0},
		ERROR_ESTIMATE_PERIOD, "most", "100"},
	{{"no row", "1", "0", NULL, "2023-01-01", "2024-12-31", 0, NULL, NULL, 0, 0},
		ERROR_CALCULATION_ROW, "year", "2023"},
	{{"no value", "1", NULL, NULL, "2023-01-01", "2024-12-31", 0, NULL, "CM=1", 0, 0},
		ERROR_CALCULATION_MISSING, "symbol", "EG_import"},
	{{"no number", "1e3", "0", NULL, "2023-01-01", "2024-12-31", 0, NULL, "CM=1", 0, 0},
		ERROR_NUMBER_FORM, "value", "1e3"},
};

/* As the official text says: 2024 is unpublished, the factor of 2023 is used for it. */
START_TEST(a_year_without_factor_takes_the_nearest_earlier_one)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	static const struct design d = {
		"gap", "100", "0", NULL, "2023-01-01", "2024-12-31", 2024, NULL, "CM=0.5", 0, 0};
	struct error err = {0};
	struct estimate e;

	ck_assert_int_eq(estimate(mem, &d, wind, &e, &err), 0);
	ck_assert_int_eq(e.tonnes, 100);
}
END_TEST

START_TEST(what_cannot_be_estimated_is_refused)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err = {0};
	struct estimate e = {.tonnes = 17};

	ck_assert_int_eq(estimate(mem, &refusals[_i].design, wind, &e, &err), -1);
	ck_assert_int_eq(err.code, refusals[_i].code);
	ck_assert_str_eq(error_argument(&err, refusals[_i].argument), refusals[_i].is);
	ck_assert_int_eq(e.tonnes, 17);
}
END_TEST

static Suite *estimate_suite(void)
{
	Suite *s = suite_create("estimate");
	TCase *t = tcase_create("estimate");

	tcase_add_loop_test(t, a_published_estimate_comes_out_to_the_tonne, 0, COUNT_OF(designs));
	tcase_add_test(t, every_year_has_its_days_and_is_floored_by_itself);
	tcase_add_test(t, a_share_is_exact);
	tcase_add_test(t, fuels_have_their_share_too);
	tcase_add_test(t, a_year_below_zero_adds_nothing);
	tcase_add_test(t, a_year_without_factor_takes_the_nearest_earlier_one);
	tcase_add_loop_test(t, what_cannot_be_estimated_is_refused, 0, COUNT_OF(refusals));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(estimate_suite)
