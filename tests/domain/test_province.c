#include "domain/province.h"

#include <string.h>

#include "tests/support.h"

static struct corner at(double latitude, double longitude)
{
	return (struct corner){(int64_t)(latitude * 1e9), (int64_t)(longitude * 1e9)};
}

/* Capitals, the project furthest out at sea of each coast, and the ends of the country. */
static const struct {
	const char *code;
	double latitude, longitude;
} inside[] = {{"110000", 39.904, 116.407}, {"120000", 39.125, 117.190}, {"130000", 38.045, 114.502},
	{"140000", 37.857, 112.549}, {"150000", 40.818, 111.670}, {"210000", 41.797, 123.429},
	{"220000", 43.887, 125.324}, {"230000", 45.757, 126.642}, {"310000", 31.231, 121.473},
	{"320000", 32.041, 118.767}, {"330000", 30.287, 120.153}, {"340000", 31.861, 117.283},
	{"350000", 26.075, 119.306}, {"360000", 28.676, 115.892}, {"370000", 36.675, 117.000},
	{"410000", 34.757, 113.665}, {"420000", 30.584, 114.298}, {"430000", 28.194, 112.982},
	{"440000", 23.125, 113.280}, {"450000", 22.824, 108.320}, {"460000", 20.031, 110.331},
	{"500000", 29.533, 106.504}, {"510000", 30.659, 104.065}, {"520000", 26.578, 106.713},
	{"530000", 25.040, 102.712}, {"540000", 29.660, 91.132}, {"610000", 34.263, 108.948},
	{"620000", 36.058, 103.823}, {"630000", 36.623, 101.778}, {"640000", 38.466, 106.278},
	{"650000", 43.792, 87.617}, {"660000", 44.305, 86.080}, {"710000", 25.044, 121.509},
	{"810000", 22.320, 114.173}, {"820000", 22.198, 113.549},
	/* Offshore wind of the public record, and the country's ends. */
	{"320000", 33.443, 121.947}, {"370000", 36.411, 121.646}, {"440000", 20.919, 111.538},
	{"350000", 25.271, 119.595}, {"230000", 53.560, 122.340}, {"230000", 48.450, 135.080},
	{"650000", 39.250, 73.500}, {"460000", 3.970, 112.280}, {"460000", 16.830, 112.340}};

START_TEST(a_place_lies_in_its_province_and_in_china)
{
	struct corner c = at(inside[_i].latitude, inside[_i].longitude);

	ck_assert(place_in_box(&c, &place_china));
	ck_assert(place_in_box(&c, &province_of(inside[_i].code)->box));
}
END_TEST

static const struct {
	const char *code;
	double latitude, longitude;
} outside[] = {{"440000", 39.300, 116.400}, {"370000", 39.470, 75.990}, {"650000", 36.675, 117.000},
	{"110000", 31.231, 121.473}, {"460000", 23.125, 113.280}, {"310000", 26.075, 119.306}};

START_TEST(a_place_elsewhere_does_not)
{
	struct corner c = at(outside[_i].latitude, outside[_i].longitude);

	ck_assert(!place_in_box(&c, &province_of(outside[_i].code)->box));
}
END_TEST

START_TEST(every_corner_of_the_box_of_china_is_in_it_and_nothing_beyond)
{
	const struct corner ends[] = {{3000000000, 73000000000}, {54000000000, 136000000000}};

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		int64_t out = i == 0 ? -1 : 1;
		struct corner c = ends[i];

		ck_assert(place_in_box(&c, &place_china));
		c.latitude_nano += out;
		ck_assert(!place_in_box(&c, &place_china));
		c = ends[i];
		c.longitude_nano += out;
		ck_assert(!place_in_box(&c, &place_china));
	}
}
END_TEST

START_TEST(every_province_lies_in_china_and_is_found_by_its_code)
{
	const struct province *p;
	unsigned n = 0;

	for (; (p = province_at(n)) != NULL; n++) {
		char code[8];

		snprintf(code, sizeof(code), "%s0000", p->code);
		ck_assert_ptr_eq(province_of(code), p);
		ck_assert(n == 0 || strcmp(province_at(n - 1)->code, p->code) < 0);
		ck_assert_int_lt(p->box.south, p->box.north);
		ck_assert_int_lt(p->box.west, p->box.east);
		ck_assert(p->box.west >= place_china.west && p->box.east <= place_china.east);
		ck_assert(p->box.north <= place_china.north);
	}
	ck_assert_uint_eq(n, 35);
}
END_TEST

static const char *const unknown[] = {"", "37", "370100", "990000", "3700000", "0000"};

START_TEST(no_other_code_is_a_province)
{
	ck_assert_ptr_null(province_of(unknown[_i]));
	ck_assert_ptr_null(province_of(NULL));
}
END_TEST

START_TEST(a_grid_is_known_by_its_key)
{
	ck_assert(province_grid_known("North"));
	ck_assert(province_grid_known("Southwest"));
	ck_assert(!province_grid_known("华北"));
	ck_assert(!province_grid_known("north"));
	ck_assert_str_eq(province_of("150000")->grid[1], "Northeast");
	ck_assert_ptr_null(province_of("370000")->grid[1]);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("domain/province");
	TCase *t = tcase_create("province");

	tcase_add_loop_test(t, a_place_lies_in_its_province_and_in_china, 0, (int)COUNT_OF(inside));
	tcase_add_loop_test(t, a_place_elsewhere_does_not, 0, (int)COUNT_OF(outside));
	tcase_add_test(t, every_corner_of_the_box_of_china_is_in_it_and_nothing_beyond);
	tcase_add_test(t, every_province_lies_in_china_and_is_found_by_its_code);
	tcase_add_loop_test(t, no_other_code_is_a_province, 0, (int)COUNT_OF(unknown));
	tcase_add_test(t, a_grid_is_known_by_its_key);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
