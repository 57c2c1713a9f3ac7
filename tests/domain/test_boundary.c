#include "domain/boundary.h"

#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "tests/support.h"

static struct corner island[] = {{0, 0}, {-1, 180000000000}, {90000000000, -180000000000}};
static struct corner shore[] = {{5, 6}, {7, 8}, {9, 10}, {11, -12}};
static struct corner mast[] = {{36251302000, 121302114000}};

START_TEST(parts_are_written_a_line_each_and_read_back)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct boundary_part parts[] = {{3, island}, {4, shore}};
	struct error err = {0};
	const char *text = boundary_write(mem, 2, parts, &err);
	struct boundary_reader b = boundary_read(text);
	struct corner corner;

	ck_assert_str_eq(
		text, "0 0,-1 180000000000,90000000000 -180000000000\n5 6,7 8,9 10,11 -12\n");
	for (size_t part = 0; part < 2; part++)
		for (size_t k = 0; k < parts[part].corners_n; k++) {
			ck_assert_int_eq(boundary_next(&b, &corner, &err), 1);
			ck_assert_uint_eq(b.part, part);
			ck_assert_uint_eq(b.corner, k);
			ck_assert_int_eq(
				corner.latitude_nano, parts[part].corners[k].latitude_nano);
			ck_assert_int_eq(
				corner.longitude_nano, parts[part].corners[k].longitude_nano);
		}
	ck_assert_int_eq(boundary_next(&b, &corner, &err), 0);
	ck_assert_int_eq(boundary_next(&b, &corner, &err), 0);
}
END_TEST

START_TEST(a_point_is_one_corner_and_no_boundary_is_no_text)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct boundary_part point = {1, mast};
	struct error err = {0};
	struct boundary_reader none = boundary_read(NULL);
	struct corner corner;

	ck_assert_str_eq(boundary_write(mem, 1, &point, &err), "36251302000 121302114000\n");
	ck_assert_str_eq(boundary_write(mem, 0, NULL, &err), "");
	ck_assert_int_eq(boundary_next(&none, &corner, &err), 0);
}
END_TEST

static const char *const foreign[] = {"1 2", "1\n", "1 2,\n", ",1 2\n", "1 2\n\n", "1  2\n",
	"01 2\n", "-0 2\n", "- 2\n", "1 2 3\n", "1 2;3 4\n", "1 2,3 4", "\n",
	"9223372036854775808 1\n"};

START_TEST(only_what_was_written_is_read)
{
	struct boundary_reader b = boundary_read(foreign[_i]);
	struct error err = {0};
	struct corner corner;
	int more;

	while ((more = boundary_next(&b, &corner, &err)) > 0)
		ck_assert_int_eq(err.code, ERROR_NONE);
	ck_assert_int_eq(more, -1);
	ck_assert_int_eq(err.code, ERROR_INTERNAL);
}
END_TEST

static const struct {
	int64_t nano;
	const char *text;
} degrees[] = {{0, "0.000000"}, {36251302000, "36.251302"}, {36251302400, "36.2513024"},
	{-1, "-0.000000001"}, {-120500000000, "-120.500000"}, {INT64_MIN, "-9223372036.854775808"}};

static const struct {
	const char *text;
	int64_t nano; /* INT64_MIN: it is none */
} parsed[] = {
	{"36.251302", INT64_C(36251302000)},
	{"-0.000000001", -1},
	{"120°01′51.00″", INT64_C(120030833333)},
	{"121°43'17.22\"", INT64_C(121721450000)},
	{"25°45′08.9″", INT64_C(25752472222)},
	{"117°54′11″", INT64_C(117903055556)},
	{"0°00′00.000001″", 0},
	{"0°00′00.000002″", 1},
	{"1°59′59.999999″", INT64_C(2000000000)},
	{"-1°30′00″", INT64_C(-1500000000)},
	{"121°62′32.335″", INT64_MIN},
	{"121°02′60″", INT64_MIN},
	{"121°2′03″", INT64_MIN},
	{"121°02′03", INT64_MIN},
	{"121°02′03″E", INT64_MIN},
	{"021°02′03″", INT64_MIN},
	{"121°", INT64_MIN},
	{"36.25130", INT64_MIN},
	{"36.2513020000", INT64_MIN},
	{"036.251302", INT64_MIN},
	{".251302", INT64_MIN},
	{"", INT64_MIN},
};

START_TEST(degrees_are_decimal_or_sixties)
{
	int64_t nano = INT64_MIN;
	bool good = degrees_parse(parsed[_i].text, strlen(parsed[_i].text), &nano);

	ck_assert_msg(good == (parsed[_i].nano != INT64_MIN), "%s", parsed[_i].text);
	ck_assert_int_eq(nano, parsed[_i].nano);
}
END_TEST

START_TEST(degrees_have_six_to_nine_places)
{
	char out[DEGREES_TEXT_SIZE];

	ck_assert_str_eq(degrees_text(degrees[_i].nano, out), degrees[_i].text);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("domain/boundary");
	TCase *t = tcase_create("boundary");

	tcase_add_test(t, parts_are_written_a_line_each_and_read_back);
	tcase_add_test(t, a_point_is_one_corner_and_no_boundary_is_no_text);
	tcase_add_loop_test(t, only_what_was_written_is_read, 0, (int)COUNT_OF(foreign));
	tcase_add_loop_test(t, degrees_are_decimal_or_sixties, 0, (int)COUNT_OF(parsed));
	tcase_add_loop_test(t, degrees_have_six_to_nine_places, 0, (int)COUNT_OF(degrees));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
