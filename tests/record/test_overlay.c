#include "record/overlay.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/support.h"

static struct record serial(int64_t vintage, int64_t next)
{
	struct record r = record_new(RECORD_SERIAL);

	snprintf(r.serial.code.text, sizeof(r.serial.code.text), "A210001");
	r.serial.vintage = vintage;
	r.serial.next = next;
	return r;
}

static void put(struct overlay *o, int64_t vintage, int64_t next)
{
	struct record r = serial(vintage, next);

	ck_assert_int_eq(overlay_put(o, &r, NULL), 0);
}

/* The `next` under a vintage, or -1. */
static int64_t get(struct overlay *o, int64_t vintage)
{
	struct record r = serial(vintage, 0);

	return view_get(overlay_view(o), o, &r, NULL) == 1 ? r.serial.next : -1;
}

/* The vintage found at or below, or -1. */
static int64_t floor_of(struct overlay *o, int64_t vintage)
{
	struct record r = serial(vintage, 0);

	return view_floor(overlay_view(o), o, 1, &r, NULL) == 1 ? r.serial.vintage : -1;
}

struct seen {
	size_t n;
	int64_t vintage[64], next[64];
	struct overlay *put_into; /* put a later record while reading */
	size_t stop_after;
};

static int see(void *ctx, const struct record *r, UNUSED struct error *err)
{
	struct seen *s = ctx;

	ck_assert_uint_lt(s->n, 64);
	s->vintage[s->n] = r->serial.vintage;
	s->next[s->n++] = r->serial.next;
	if (s->put_into && s->n == 1)
		put(s->put_into, r->serial.vintage + 1, 77);
	return s->n == s->stop_after;
}

static int each(struct overlay *o, int64_t from, struct seen *s)
{
	struct record r = serial(from, 0);

	return view_each(overlay_view(o), o, 1, &r, see, s, NULL);
}

static void is(const struct seen *s, size_t n, const int64_t *vintages)
{
	ck_assert_uint_eq(s->n, n);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(s->vintage[i], vintages[i]);
}

START_TEST(what_was_put_is_read_and_the_later_put_replaces)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *o = overlay_new(mem, NULL);

	ck_assert_int_eq(get(o, 2022), -1);
	put(o, 2022, 1);
	put(o, 2022, 2);
	ck_assert_int_eq(get(o, 2022), 2);
	ck_assert_int_eq(get(o, 2021), -1);
	ck_assert_uint_eq(overlay_count(o), 1);
}
END_TEST

START_TEST(the_upper_hides_the_base_and_leaves_it_alone)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *base = overlay_new(mem, NULL);
	struct overlay *o = overlay_new(mem, overlay_view(base));

	put(base, 2021, 1);
	put(base, 2022, 1);
	put(o, 2022, 5);
	put(o, 2023, 1);
	ck_assert_int_eq(get(o, 2021), 1);
	ck_assert_int_eq(get(o, 2022), 5);
	ck_assert_int_eq(get(base, 2022), 1);
	ck_assert_int_eq(get(base, 2023), -1);
	ck_assert_uint_eq(overlay_count(o), 2);
}
END_TEST

START_TEST(the_floor_is_the_greater_of_both)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *base = overlay_new(mem, NULL);
	struct overlay *o = overlay_new(mem, overlay_view(base));
	struct record r = serial(2030, 0);

	put(base, 2020, 1);
	put(base, 2024, 1);
	put(o, 2022, 1);
	put(o, 2024, 9);
	ck_assert_int_eq(floor_of(o, 2019), -1);
	ck_assert_int_eq(floor_of(o, 2021), 2020);
	ck_assert_int_eq(floor_of(o, 2022), 2022);
	ck_assert_int_eq(floor_of(o, 2023), 2022);
	ck_assert_int_eq(view_floor(overlay_view(o), mem, 1, &r, NULL), 1);
	ck_assert_int_eq(r.serial.next, 9);
}
END_TEST

START_TEST(the_floor_stays_within_the_same_columns)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *o = overlay_new(mem, NULL);
	struct record r = serial(2022, 1);

	put(o, 2022, 1);
	snprintf(r.serial.code.text, sizeof(r.serial.code.text), "A210002");
	ck_assert_int_eq(view_floor(overlay_view(o), mem, 1, &r, NULL), 0);
	ck_assert_int_eq(view_floor(overlay_view(o), mem, 0, &r, NULL), 1);
	ck_assert_str_eq(r.serial.code.text, "A210001");
}
END_TEST

START_TEST(reading_merges_both_in_order_each_key_once)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *base = overlay_new(mem, NULL);
	struct overlay *o = overlay_new(mem, overlay_view(base));
	struct seen s = {0};

	put(base, 2020, 1);
	put(base, 2022, 1);
	put(base, 2024, 1);
	put(o, 2019, 2);
	put(o, 2021, 2);
	put(o, 2022, 2);
	put(o, 2025, 2);
	ck_assert_int_eq(each(o, 2020, &s), 0);
	is(&s, 5, (const int64_t[]){2020, 2021, 2022, 2024, 2025});
	ck_assert_int_eq(s.next[2], 2);
}
END_TEST

START_TEST(reading_stops_when_told)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *base = overlay_new(mem, NULL);
	struct overlay *o = overlay_new(mem, overlay_view(base));
	struct seen s = {.stop_after = 2};

	for (int64_t v = 2000; v < 2010; v++)
		put(v % 2 ? o : base, v, 1);
	ck_assert_int_eq(each(o, 2004, &s), 1);
	is(&s, 2, (const int64_t[]){2004, 2005});
}
END_TEST

START_TEST(records_may_be_put_while_reading)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *base = overlay_new(mem, NULL);
	struct overlay *o = overlay_new(mem, overlay_view(base));
	struct seen s = {.put_into = o};

	put(base, 2020, 1);
	put(base, 2030, 1);
	put(o, 2025, 1);
	ck_assert_int_eq(each(o, 2000, &s), 0);
	is(&s, 4, (const int64_t[]){2020, 2021, 2025, 2030});
}
END_TEST

/* Deterministic and scattered: no order of arrival may matter. */
static int64_t scattered(int64_t i)
{
	return (i * 7919) % 100003;
}

START_TEST(many_records_in_any_order_are_found_and_stand_in_order)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *o = overlay_new(mem, NULL);
	enum { MANY = 20000 };

	for (int64_t i = 0; i < MANY; i++)
		put(o, _i == 0 ? i : _i == 1 ? MANY - i : scattered(i), i + 1);
	ck_assert_uint_eq(overlay_count(o), MANY);
	for (int64_t i = 0; i < MANY; i += 97)
		ck_assert_int_eq(get(o, _i == 0 ? i : _i == 1 ? MANY - i : scattered(i)), i + 1);
}
END_TEST

START_TEST(the_hash_does_not_depend_on_the_order_of_puts)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *a = overlay_new(mem, NULL), *b = overlay_new(mem, NULL);
	struct record unit = record_new(RECORD_UNIT);
	struct document_id id = {"7KQ2M9R4T6W0Y1ZB3V5N8JDHXC"};
	struct document_id other = {"0KQ2M9R4T6W0Y1ZB3V5N8JDHXC"};
	struct digest x, y;

	put(a, 2022, 1);
	put(a, 2021, 1);
	ck_assert_int_eq(overlay_put(a, &unit, NULL), 0);
	ck_assert_int_eq(overlay_put(b, &unit, NULL), 0);
	put(b, 2021, 9);
	put(b, 2021, 1);
	put(b, 2022, 1);
	ck_assert_int_eq(overlay_hash(a, &id, &x, NULL), 0);
	ck_assert_int_eq(overlay_hash(b, &id, &y, NULL), 0);
	ck_assert(digest_equal(&x, &y));
	ck_assert_int_eq(overlay_hash(b, &other, &y, NULL), 0);
	ck_assert(!digest_equal(&x, &y));
	put(b, 2022, 2);
	ck_assert_int_eq(overlay_hash(b, &id, &y, NULL), 0);
	ck_assert(!digest_equal(&x, &y));
}
END_TEST

START_TEST(the_hash_is_over_id_and_lines_by_kind_and_key)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *o = overlay_new(mem, NULL);
	struct document_id id = {"7KQ2M9R4T6W0Y1ZB3V5N8JDHXC"};
	static const char text[] = "7KQ2M9R4T6W0Y1ZB3V5N8JDHXC\n"
				   "serial\tcode=A210001\tvintage=2021\tnext=3\n"
				   "serial\tcode=A210001\tvintage=2022\tnext=1\n";
	struct digest found, expected = digest_of(text, sizeof(text) - 1);

	put(o, 2022, 1);
	put(o, 2021, 3);
	ck_assert_int_eq(overlay_hash(o, &id, &found, NULL), 0);
	ck_assert(digest_equal(&found, &expected));
}
END_TEST

START_TEST(merging_gives_every_record_with_its_long_text)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct overlay *into = overlay_new(mem, NULL), *from = overlay_new(NULL, NULL);
	struct record r = record_new(RECORD_METHODOLOGY);
	char text[] = "parameters: []\n";

	snprintf(r.methodology.code.text, sizeof(r.methodology.code.text), "CCER-01-002-V01");
	r.methodology.source = text;
	ck_assert_int_eq(overlay_put(from, &r, NULL), 0);
	text[0] = 'X';
	ck_assert_int_eq(overlay_merge(into, from, NULL), 0);
	talloc_free(from);
	r.methodology.source = NULL;
	ck_assert_int_eq(view_get(overlay_view(into), mem, &r, NULL), 1);
	ck_assert_str_eq(r.methodology.source, "parameters: []\n");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("rules/overlay");
	TCase *t = tcase_create("overlay");

	tcase_add_test(t, what_was_put_is_read_and_the_later_put_replaces);
	tcase_add_test(t, the_upper_hides_the_base_and_leaves_it_alone);
	tcase_add_test(t, the_floor_is_the_greater_of_both);
	tcase_add_test(t, the_floor_stays_within_the_same_columns);
	tcase_add_test(t, reading_merges_both_in_order_each_key_once);
	tcase_add_test(t, reading_stops_when_told);
	tcase_add_test(t, records_may_be_put_while_reading);
	tcase_add_loop_test(t, many_records_in_any_order_are_found_and_stand_in_order, 0, 3);
	tcase_add_test(t, the_hash_does_not_depend_on_the_order_of_puts);
	tcase_add_test(t, the_hash_is_over_id_and_lines_by_kind_and_key);
	tcase_add_test(t, merging_gives_every_record_with_its_long_text);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
