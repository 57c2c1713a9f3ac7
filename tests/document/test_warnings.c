#include "document/warnings.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "domain/boundary.h"
#include "tests/document/samples.h"
#include "tests/support.h"

static const char *names_of(void *mem, const struct warning_list *list)
{
	char *text = talloc_strdup(mem, "");

	for (size_t i = 0; i < list->count; i++)
		text = talloc_asprintf_append(
			text, " %s %s", warning_name(list->item[i].code), list->item[i].path);
	return text;
}

static struct warning_list *warned(void *mem, enum kind kind, const void *body)
{
	struct document *d = talloc_zero(mem, struct document);
	struct warning_list *list = talloc_zero(mem, struct warning_list);

	d->kind = kind;
	d->body = body;
	document_warnings(d, list);
	return list;
}

/* Exactly these, "CODE PATH" each behind a blank. */
static void expect_warned(enum kind kind, const void *body, const char *name, const char *told)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const char *found = names_of(mem, warned(mem, kind, body));

	ck_assert_msg(strcmp(found, told) == 0, "%s:%s, not%s", name, found, told);
}

START_TEST(a_sample_is_warned_of_nothing_that_a_person_would_not_see)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct error err;
	struct document *d = document_read(mem, samples[_i], strlen(samples[_i]), true, &err);
	struct warning_list *list = talloc_zero(mem, struct warning_list);

	ck_assert_msg(d && document_decode(d, &err) == 0, "%s", error_name(err.code));
	document_warnings(d, list);
	/* The sample of a design expects one year of ten, and is a line from pole to pole. */
	if (d->kind != KIND_PROJECT_DESIGN)
		ck_assert_msg(list->count == 0, "%s:%s", kind_name(d->kind), names_of(mem, list));
}
END_TEST

/* --- places --- */

static struct body_project_design design_at(struct boundary_part *part)
{
	static struct body_expected_row expected[] = {{2024, {100}}, {2025, {100}}, {2026, {100}}};

	return (struct body_project_design){.province = "370000",
		.boundary_n = 1,
		.boundary = part,
		.construction_start = day_of_date(2020, 1, 1),
		.lifetime = {day_of_date(2024, 1, 1), day_of_date(2044, 12, 31)},
		.crediting = {day_of_date(2024, 1, 1), day_of_date(2026, 12, 31)},
		.expected_n = COUNT_OF(expected),
		.expected = expected};
}

#define NANO INT64_C(1000000000)
static const struct {
	const char *name, *province;
	int64_t latitude, longitude;
	const char *told;
} places[] = {
	{"in Shandong", "370000", 36 * NANO, 120 * NANO, ""},
	{"swapped", "370000", 120 * NANO, 36 * NANO, " place.swapped /boundary/0/corners/0"},
	{"Kashgar swapped", "650000", 75 * NANO, 39 * NANO, " place.swapped /boundary/0/corners/0"},
	{"in France", "370000", 48 * NANO, 2 * NANO, " place.outside /boundary/0/corners/0"},
	{"west of Greenwich", "370000", 36 * NANO, -120 * NANO,
		" place.outside /boundary/0/corners/0"},
	{"as far south as China goes", "460000", 3 * NANO + 200000000, 112 * NANO, ""},
	{"at 3 N", "990000", 3 * NANO, 73 * NANO, ""},
	{"south of 3 N", "990000", 3 * NANO - 1, 73 * NANO, " place.outside /boundary/0/corners/0"},
	{"north of 54 N", "990000", 54 * NANO + 1, 130 * NANO,
		" place.outside /boundary/0/corners/0"},
	{"west of 73 E", "990000", 36 * NANO, 73 * NANO - 1,
		" place.outside /boundary/0/corners/0"},
	{"east of 136 E", "990000", 36 * NANO, 136 * NANO + 1,
		" place.outside /boundary/0/corners/0"},
	{"in another province", "440000", 39300000000, 116400000000,
		" place.province /boundary/0/corners/0"},
	{"at Shandong's southern margin", "370000", 34170000000, 118 * NANO, ""},
	{"beyond it", "370000", 34169999999, 118 * NANO, " place.province /boundary/0/corners/0"},
	{"at the end of its sea", "370000", 36 * NANO, 124220000000, ""},
	{"beyond its sea", "370000", 36 * NANO, 124220000001,
		" place.province /boundary/0/corners/0"},
};

START_TEST(a_place_is_held_against_the_country_and_the_province)
{
	struct corner corner = {places[_i].latitude, places[_i].longitude};
	struct boundary_part part = {1, &corner};
	struct body_project_design b = design_at(&part);

	b.province = places[_i].province;
	expect_warned(KIND_PROJECT_DESIGN, &b, places[_i].name, places[_i].told);
}
END_TEST

START_TEST(corners_are_counted_and_the_first_is_named)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct corner corners[] = {{36 * NANO, 120 * NANO}, {120 * NANO, 36 * NANO},
		{36 * NANO + 1, 120 * NANO}, {119 * NANO + 500000000, 36 * NANO}};
	struct boundary_part part = {4, corners};
	struct body_project_design b = design_at(&part);
	const struct warning_list *list = warned(mem, KIND_PROJECT_DESIGN, &b);

	ck_assert_str_eq(names_of(mem, list), " place.swapped /boundary/0/corners/1");
	ck_assert_str_eq(list->item[0].argument[2].name, "count");
	ck_assert_str_eq(list->item[0].argument[2].value, "2");
}
END_TEST

static const struct {
	const char *name;
	int64_t high, wide;
	const char *told;
} extents[] = {
	{"one degree high", NANO, 0, ""},
	{"a hair higher", NANO + 1, 0, " place.wide /boundary/0"},
	{"one degree wide", 0, NANO, ""},
	{"a hair wider", 0, NANO + 1, " place.wide /boundary/0"},
};

START_TEST(a_part_is_no_wider_than_a_degree)
{
	struct corner corners[] = {{36 * NANO, 117 * NANO},
		{36 * NANO + extents[_i].high, 117 * NANO + extents[_i].wide},
		{36 * NANO + 1, 117 * NANO + 1}};
	struct boundary_part part = {3, corners};
	struct body_project_design b = design_at(&part);

	expect_warned(KIND_PROJECT_DESIGN, &b, extents[_i].name, extents[_i].told);
}
END_TEST

/* --- expectations --- */

static const struct {
	const char *name;
	int64_t quantity[5]; /* of 2024, of which 31 days count, to 2028 */
	const char *told;
} expectations[] = {
	{"the same by days", {31, 365, 365, 365, 366}, ""},
	{"less than ten times", {31, 365, 3649, 365, 366}, ""},
	{"ten times", {31, 365, 3650, 365, 366}, " expected.leap /expected/2/quantity"},
	{"more than a tenth", {310, 3650, 366, 3650, 3660}, ""},
	{"a tenth", {310, 3650, 365, 3650, 3660}, " expected.leap /expected/2/quantity"},
	{"the first ten times", {310, 365, 365, 365, 366}, " expected.leap /expected/0/quantity"},
	{"the last a tenth", {310, 3650, 3650, 3650, 366}, " expected.leap /expected/4/quantity"},
	{"a step is no leap", {31, 365, 3650, 3650, 3660}, ""},
	{"a forest that begins with nothing", {0, 0, 100, 500, 1000}, ""},
	{"a year of nothing", {310, 3650, 0, 3650, 3660}, " expected.leap /expected/2/quantity"},
	{"just below the largest", {700000, 8999999, 8999999, 8999999, 8999999}, ""},
	{"ten times the largest project", {700000, 9000000, 8999999, 8999999, 8999999},
		" expected.large /expected/1/quantity"},
};

START_TEST(a_year_is_held_against_those_beside_it)
{
	struct body_expected_row rows[5];
	struct corner corner = {36 * NANO, 120 * NANO};
	struct boundary_part part = {1, &corner};
	struct body_project_design b = design_at(&part);

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		rows[i] = (struct body_expected_row){
			2024 + (int64_t)i, tonnes_of(expectations[_i].quantity[i])};
	b.crediting = (struct period){day_of_date(2024, 12, 1), day_of_date(2028, 12, 31)};
	b.expected_n = COUNT_OF(rows);
	b.expected = rows;
	expect_warned(KIND_PROJECT_DESIGN, &b, expectations[_i].name, expectations[_i].told);
}
END_TEST

START_TEST(every_year_of_the_crediting_period_is_expected)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct corner corner = {36 * NANO, 120 * NANO};
	struct boundary_part part = {1, &corner};
	struct body_project_design b = design_at(&part);
	const struct warning_list *list;

	b.crediting.last = day_of_date(2027, 1, 1);
	list = warned(mem, KIND_PROJECT_DESIGN, &b);
	ck_assert_str_eq(names_of(mem, list), " expected.years /expected");
	ck_assert_str_eq(list->item[0].argument[4].value, "2027");
}
END_TEST

/* --- prices --- */

static const struct {
	const char *name;
	int64_t price[3];
	const char *told;
} prices[] = {
	{"alike", {8000, 8100, 7900}, ""},
	{"one at nothing", {8000, 0, 8000}, " settlement.price-zero /legs/1/price_fen"},
	{"less than ten times apart", {800, 7999, 800}, ""},
	{"ten times apart", {800, 8000, 800}, " settlement.prices-apart /legs/1/price_fen"},
};

START_TEST(prices_are_held_against_each_other)
{
	struct body_leg legs[3] = {0};
	const struct body_settlement b = {
		.trading_day = day_of_date(2025, 3, 3), .legs_n = 3, .legs = legs};

	for (size_t i = 0; i < 3; i++)
		legs[i].price_fen = prices[_i].price[i];
	expect_warned(KIND_SETTLEMENT, &b, prices[_i].name, prices[_i].told);
}
END_TEST

/* --- days --- */

START_TEST(a_day_of_any_kind_has_a_likely_year)
{
	struct body_role role = {.from = day_of_date(2000, 1, 1)};
	struct body_retirement retirement = {.event_period = {DAY_NONE, DAY_NONE},
		.emission_period = {day_of_date(2099, 1, 1), day_of_date(2100, 12, 31)}};
	struct body_meter meters[] = {
		{.calibrated_on = day_of_date(2022, 1, 1), .valid_until = day_of_date(2023, 1, 1)},
		{.calibrated_on = day_of_date(1999, 12, 31),
			.valid_until = day_of_date(2101, 1, 1)}};
	struct body_accounting_report report = {
		.period = {day_of_date(2022, 1, 1), day_of_date(2022, 12, 31)},
		.meters_n = 2,
		.meters = meters};

	expect_warned(KIND_ROLE, &role, "the first day of 2000", "");
	role.from = day_of_date(1999, 12, 31);
	expect_warned(KIND_ROLE, &role, "the day before", " day.far /from");
	expect_warned(KIND_RETIREMENT, &retirement, "until the end of 2100", "");
	retirement.emission_period.last = day_of_date(2101, 1, 1);
	expect_warned(
		KIND_RETIREMENT, &retirement, "the day after", " day.far /emission_period/last");
	expect_warned(KIND_ACCOUNTING_REPORT, &report, "days in a list",
		" day.far /meters/1/calibrated_on day.far /meters/1/valid_until");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("document/warnings");
	TCase *t = tcase_create("warnings");

	tcase_add_loop_test(t, a_sample_is_warned_of_nothing_that_a_person_would_not_see,
		KIND_NONE + 1, KIND_COUNT);
	tcase_add_loop_test(
		t, a_place_is_held_against_the_country_and_the_province, 0, (int)COUNT_OF(places));
	tcase_add_test(t, corners_are_counted_and_the_first_is_named);
	tcase_add_loop_test(t, a_part_is_no_wider_than_a_degree, 0, (int)COUNT_OF(extents));
	tcase_add_loop_test(
		t, a_year_is_held_against_those_beside_it, 0, (int)COUNT_OF(expectations));
	tcase_add_test(t, every_year_of_the_crediting_period_is_expected);
	tcase_add_loop_test(t, prices_are_held_against_each_other, 0, (int)COUNT_OF(prices));
	tcase_add_test(t, a_day_of_any_kind_has_a_likely_year);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
