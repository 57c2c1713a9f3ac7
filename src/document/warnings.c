#include "document/warnings.h"

#include <inttypes.h>
#include <stdio.h>

#include "document/fields.h"
#include "domain/boundary.h"
#include "domain/province.h"

enum {
	NANO = 1000 * 1000 * 1000,
	/* A plant's fence or a forest farm is smaller than one degree, about 100 km. */
	PART_WIDE_DEGREES = 1,
	/* A digit too many or too few: ten times, or a tenth. */
	DIGIT = 10,
	/* Ten times the 891,736 t a year of the largest project registered up to 2025-06. */
	EXPECTED_LARGE = 9 * 1000 * 1000,
	DAY_FIRST_YEAR = 2000,
	DAY_LAST_YEAR = 2100,
};

/* --- places --- */

/* Corners of one sort: the first of them, and how many. */
struct corners_told {
	struct corner at;
	char path[ERROR_PATH_MAX];
	size_t count;
};

static void tell_corner(
	struct corners_told *told, const struct corner *at, size_t part, size_t corner)
{
	if (told->count++ > 0)
		return;
	told->at = *at;
	snprintf(told->path, sizeof(told->path), "/boundary/%zu/corners/%zu", part, corner);
}

static void warn_of_corners(
	struct warning_list *out, enum warning_code code, const struct corners_told *told)
{
	char latitude[DEGREES_TEXT_SIZE], longitude[DEGREES_TEXT_SIZE], count[24];

	if (told->count == 0)
		return;
	snprintf(count, sizeof(count), "%zu", told->count);
	warning_add(out, code, told->path, "latitude",
		degrees_text(told->at.latitude_nano, latitude), "longitude",
		degrees_text(told->at.longitude_nano, longitude), "count", count, NULL);
}

/* "34.170-39.910": thousandths of a degree. */
static const char *thousandths(int32_t from, int32_t to, char out[48])
{
	snprintf(out, 48, "%" PRId32 ".%03" PRId32 "-%" PRId32 ".%03" PRId32, from / 1000,
		from % 1000, to / 1000, to % 1000);
	return out;
}

static void warn_of_province(
	struct warning_list *out, const char *code, const struct corners_told *told)
{
	const struct place_box *box = told->count ? &province_of(code)->box : NULL;
	char latitude[DEGREES_TEXT_SIZE], longitude[DEGREES_TEXT_SIZE];
	char latitudes[48], longitudes[48], count[24];

	if (!box)
		return;
	snprintf(count, sizeof(count), "%zu", told->count);
	warning_add(out, WARNING_PLACE_PROVINCE, told->path, "latitude",
		degrees_text(told->at.latitude_nano, latitude), "longitude",
		degrees_text(told->at.longitude_nano, longitude), "province", code, "latitudes",
		thousandths(box->south, box->north, latitudes), "longitudes",
		thousandths(box->west, box->east, longitudes), "count", count, NULL);
}

/* How high and wide a part is, but for corners that are told to be elsewhere altogether. */
static void warn_of_width(struct warning_list *out, const struct boundary_part *part, size_t i)
{
	struct boundary_box box = BOX_EMPTY;
	char path[ERROR_PATH_MAX], height[DEGREES_TEXT_SIZE], width[DEGREES_TEXT_SIZE];
	int64_t high, wide;

	for (size_t k = 0; k < part->corners_n; k++)
		if (place_in_box(&part->corners[k], &place_china))
			box_take(&box, &part->corners[k]);
	if (box.south > box.north)
		return;
	high = box.north - box.south;
	wide = box.east - box.west;
	if (high <= (int64_t)PART_WIDE_DEGREES * NANO && wide <= (int64_t)PART_WIDE_DEGREES * NANO)
		return;
	snprintf(path, sizeof(path), "/boundary/%zu", i);
	warning_add(out, WARNING_PLACE_WIDE, path, "height", degrees_text(high, height), "width",
		degrees_text(wide, width), NULL);
}

static void warn_of_place(const struct body_project_design *b, struct warning_list *out)
{
	const struct province *province = province_of(b->province);
	struct corners_told swapped = {0}, outside = {0}, elsewhere = {0};

	for (size_t i = 0; i < b->boundary_n; i++)
		for (size_t k = 0; k < b->boundary[i].corners_n; k++) {
			const struct corner *at = &b->boundary[i].corners[k];
			const struct corner turned = {at->longitude_nano, at->latitude_nano};

			if (!place_in_box(at, &place_china))
				tell_corner(
					place_in_box(&turned, &place_china) ? &swapped : &outside,
					at, i, k);
			else if (province && !place_in_box(at, &province->box))
				tell_corner(&elsewhere, at, i, k);
		}
	warn_of_corners(out, WARNING_PLACE_SWAPPED, &swapped);
	warn_of_corners(out, WARNING_PLACE_OUTSIDE, &outside);
	warn_of_province(out, b->province, &elsewhere);
	for (size_t i = 0; i < b->boundary_n; i++)
		warn_of_width(out, &b->boundary[i], i);
}

/* --- expected reductions --- */

static bool year_is_expected(const struct body_project_design *b, int64_t year)
{
	for (size_t i = 0; i < b->expected_n; i++)
		if (b->expected[i].year == year)
			return true;
	return false;
}

static void warn_of_years(const struct body_project_design *b, struct warning_list *out)
{
	int first = day_year(b->crediting.first), last = day_year(b->crediting.last);
	char from[16], to[16], years[16], given[16], missing[16] = "";
	int there = 0;

	for (int year = first; year <= last; year++) {
		if (year_is_expected(b, year))
			there++;
		else if (!missing[0])
			snprintf(missing, sizeof(missing), "%d", year);
	}
	if (!missing[0])
		return;
	snprintf(from, sizeof(from), "%d", first);
	snprintf(to, sizeof(to), "%d", last);
	snprintf(years, sizeof(years), "%d", last - first + 1);
	snprintf(given, sizeof(given), "%d", there);
	warning_add(out, WARNING_EXPECTED_YEARS, "/expected", "first", from, "last", to, "years",
		years, "given", given, "missing", missing, NULL);
}

/*
 * How row i is beside row k, each by the days of its year in the crediting period: 1 ten
 * times as much or more, -1 a tenth or less, 0 neither, or one of them cannot be compared.
 */
static int beside(const struct body_project_design *b, size_t i, size_t k)
{
	const struct body_expected_row *row = &b->expected[i], *other = &b->expected[k];
	int days = period_days_in_year(&b->crediting, (int)row->year);
	int other_days = period_days_in_year(&b->crediting, (int)other->year);

	if (days == 0 || other_days == 0 || tonnes_is_zero(other->quantity))
		return 0;
	if (tonnes_compare_times(
		    row->quantity, other_days, other->quantity, (int64_t)days * DIGIT) >= 0)
		return 1;
	return tonnes_compare_times(
		       row->quantity, (int64_t)other_days * DIGIT, other->quantity, days) <= 0
		       ? -1
		       : 0;
}

/* A row that leaps is far from both years beside it, or at an end from the next two. */
static void warn_of_leap(const struct body_project_design *b, size_t i, struct warning_list *out)
{
	const size_t n = b->expected_n;
	size_t one = i > 0 ? i - 1 : 1, two = i + 1 < n ? (i > 0 ? i + 1 : 2) : n - 3;
	int leap = beside(b, i, one);
	char path[ERROR_PATH_MAX], year[24], other_year[24];
	char quantity[TONNES_TEXT_SIZE], other[TONNES_TEXT_SIZE];

	if (leap == 0 || beside(b, i, two) != leap)
		return;
	snprintf(path, sizeof(path), "/expected/%zu/quantity", i);
	snprintf(year, sizeof(year), "%" PRId64, b->expected[i].year);
	snprintf(other_year, sizeof(other_year), "%" PRId64, b->expected[one].year);
	warning_add(out, WARNING_EXPECTED_LEAP, path, "year", year, "quantity",
		tonnes_text(b->expected[i].quantity, quantity), "beside", other_year, "other",
		tonnes_text(b->expected[one].quantity, other), NULL);
}

static void warn_of_large(const struct body_project_design *b, struct warning_list *out)
{
	char path[ERROR_PATH_MAX], year[24], quantity[TONNES_TEXT_SIZE];

	for (size_t i = 0; i < b->expected_n; i++) {
		if (tonnes_compare(b->expected[i].quantity, tonnes_of(EXPECTED_LARGE)) < 0)
			continue;
		snprintf(path, sizeof(path), "/expected/%zu/quantity", i);
		snprintf(year, sizeof(year), "%" PRId64, b->expected[i].year);
		warning_add(out, WARNING_EXPECTED_LARGE, path, "year", year, "quantity",
			tonnes_text(b->expected[i].quantity, quantity), NULL);
	}
}

static void warn_of_design(const struct body_project_design *b, struct warning_list *out)
{
	warn_of_place(b, out);
	warn_of_years(b, out);
	for (size_t i = 0; b->expected_n >= 3 && i < b->expected_n; i++)
		warn_of_leap(b, i, out);
	warn_of_large(b, out);
}

/* The whole new text of a design stands in its revision as a member. */
static void warn_of_revised(const struct body_project_design *b, struct warning_list *out)
{
	const size_t before = out->count;

	warn_of_design(b, out);
	warnings_within(out, before, "/design");
}

/* --- prices --- */

static void warn_of_prices(const struct body_settlement *b, struct warning_list *out)
{
	int64_t least = 0, most = 0;
	size_t none = 0, first = 0, dearest = 0;
	char path[ERROR_PATH_MAX], low[24], high[24], count[24];

	for (size_t i = 0; i < b->legs_n; i++) {
		int64_t price = b->legs[i].price_fen;

		if (price == 0 && none++ == 0)
			first = i;
		if (price > 0 && (least == 0 || price < least))
			least = price;
		if (price > most) {
			most = price;
			dearest = i;
		}
	}
	snprintf(count, sizeof(count), "%zu", none);
	snprintf(path, sizeof(path), "/legs/%zu/price_fen", first);
	if (none > 0)
		warning_add(out, WARNING_PRICE_ZERO, path, "count", count, NULL);
	snprintf(low, sizeof(low), "%" PRId64, least);
	snprintf(high, sizeof(high), "%" PRId64, most);
	snprintf(path, sizeof(path), "/legs/%zu/price_fen", dearest);
	if (least > 0 && most / DIGIT >= least)
		warning_add(out, WARNING_PRICES_APART, path, "least", low, "most", high, NULL);
}

/* --- days of every kind --- */

static void warn_of_day(struct warning_list *out, struct day day, const struct field_place *place)
{
	char text[DAY_TEXT_SIZE], path[ERROR_PATH_MAX];

	if (day_is_none(day) || (day_year(day) >= DAY_FIRST_YEAR && day_year(day) <= DAY_LAST_YEAR))
		return;
	warning_add(out, WARNING_DAY_FAR, field_place_path(place, path), "day", day_text(day, text),
		NULL);
}

static bool look_for_day(
	void *ctx, const struct field *f, const void *value, const struct field_place *place)
{
	const struct period *period = value;
	const struct day *day = value;

	if (f->type == FIELD_DAY) {
		warn_of_day(ctx, *day, place);
	} else if (f->type == FIELD_PERIOD) {
		warn_of_day(ctx, period->first, &(struct field_place){.up = place, .key = "first"});
		warn_of_day(ctx, period->last, &(struct field_place){.up = place, .key = "last"});
	}
	return false;
}

void document_warnings(const struct document *d, struct warning_list *out)
{
	if (d->kind == KIND_PROJECT_DESIGN)
		warn_of_design(d->design, out);
	else if (d->kind == KIND_REVISION && d->revision->design.methodology.text[0])
		warn_of_revised(&d->revision->design, out);
	else if (d->kind == KIND_SETTLEMENT)
		warn_of_prices(d->settlement, out);
	fields_walk(schema_of(d->kind), d->body, look_for_day, out);
}
