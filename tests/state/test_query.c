#include "state/query.h"

#include "tests/support.h"

#include "tests/state/world.h"

static struct error err;

static struct state *open_world(void *mem)
{
	struct state *s = state_open(":memory:", &err);

	ck_assert_ptr_nonnull(s);
	world_store(s, world_new(mem));
	return s;
}

struct lines {
	struct buffer *text;
	int stop_at, n;
};

static int write_holding(void *ctx, const struct holding *h, UNUSED struct error *e)
{
	struct lines *l = ctx;

	buffer_add_format(l->text, "%s %lld %s %s %s %lld\n", h->code.text, (long long)h->vintage,
		strcmp(h->account.text, world_owner_account().text) == 0 ? "owner" : "entity",
		word_text(WORDS_UNIT_POSITION, (int)h->position),
		word_text(WORDS_UNIT_STATUS, (int)h->status), (long long)tonnes_count(h->quantity));
	return ++l->n == l->stop_at;
}

START_TEST(holdings_are_sums_by_account_position_and_status)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct lines all = {buffer_new(mem, 10000), 0, 0}, one = {buffer_new(mem, 10000), 0, 0};
	struct account_id owner = world_owner_account();
	struct project_code code = {WORLD_CODE}, other = {"A210004"};

	ck_assert_int_eq(query_holdings(s, NULL, &code, write_holding, &all, &err), 0);
	ck_assert_int_eq(all.n, 7);
	ck_assert_int_eq(query_holdings(s, &owner, NULL, write_holding, &one, &err), 0);
	ck_assert_str_eq(one.text->bytes, "A210003 2023 owner holding free 400\n"
					  "A210003 2023 owner holding retired 100\n"
					  "A210003 2023 owner trading free 300\n");
	buffer_clear(one.text);
	ck_assert_int_eq(query_holdings(s, &owner, &other, write_holding, &one, &err), 0);
	ck_assert_str_eq(one.text->bytes, "");
	buffer_clear(all.text);
	all.n = 0;
	all.stop_at = 2;
	ck_assert_int_eq(query_holdings(s, NULL, NULL, write_holding, &all, &err), 1);
	ck_assert_int_eq(all.n, 2);
}
END_TEST

static int count_record(void *ctx, UNUSED const struct record *r, UNUSED struct error *e)
{
	++*(int *)ctx;
	return 0;
}

START_TEST(reports_are_found_by_their_project)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct digest design = world_hash("design"), other = world_hash("other");
	int n = 0;

	ck_assert_int_eq(query_reports_of(s, &design, count_record, &n, &err), 0);
	ck_assert_int_eq(n, 1);
	ck_assert_int_eq(query_reports_of(s, &other, count_record, &n, &err), 0);
	ck_assert_int_eq(n, 1);
}
END_TEST

START_TEST(a_sound_state_keeps_every_invariant)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = state_open(":memory:", &err);

	ck_assert_int_eq(query_invariants(s, &err), 0);
	world_store(s, world_new(mem));
	ck_assert_msg(query_invariants(s, &err) == 0, "%s: %s", error_argument(&err, "what"),
		error_argument(&err, "where"));
}
END_TEST

/* --- each invariant is found when it is broken --- */

static void overlap(struct overlay *o)
{
	struct record b = world_block(2023, 1, 401, world_owner_account(), UNIT_FREE);

	world_put(o, &b);
}

static void gap(struct overlay *o)
{
	struct record b = world_block(2023, 1, 399, world_owner_account(), UNIT_FREE);

	world_put(o, &b);
}

static void backwards(struct overlay *o)
{
	struct record b = world_block(2024, 161, 160, world_entity_account(), UNIT_FREE);

	world_put(o, &b);
}

static void beyond_the_next_number(struct overlay *o)
{
	struct record b = world_block(2024, 161, 201, world_entity_account(), UNIT_FREE);

	world_put(o, &b);
}

static void numbers_without_blocks(struct overlay *o)
{
	struct record r = record_new(RECORD_SERIAL);

	world_text(r.serial.code.text, WORLD_CODE);
	r.serial.vintage = 2025;
	r.serial.next = 11;
	world_put(o, &r);
}

static void more_issued_than_rows(struct overlay *o)
{
	struct record r = record_new(RECORD_REDUCTION);

	r.reduction.text = world_hash("report");
	r.reduction.year = 2024;
	r.reduction.calculated = r.reduction.verified = tonnes_of(199);
	r.reduction.registered = r.reduction.issued = true;
	world_put(o, &r);
}

static void issued_not_registered(struct overlay *o)
{
	struct record r = record_new(RECORD_REDUCTION);

	r.reduction.text = world_hash("report");
	r.reduction.year = 2024;
	r.reduction.calculated = r.reduction.verified = tonnes_of(200);
	r.reduction.issued = true;
	world_put(o, &r);
}

static void rows_not_issued(struct overlay *o)
{
	struct record r = record_new(RECORD_REDUCTION);

	r.reduction.text = world_hash("report");
	r.reduction.year = 2024;
	r.reduction.calculated = r.reduction.verified = tonnes_of(200);
	r.reduction.registered = true;
	world_put(o, &r);
}

static void free_with_a_document(struct overlay *o)
{
	struct record b = world_block(2024, 161, 200, world_entity_account(), UNIT_FREE);

	b.block.by = world_hash("x");
	world_put(o, &b);
}

static void of_no_account(struct overlay *o)
{
	struct record b = world_block(2024, 161, 200, account_id_make(99), UNIT_FREE);

	world_put(o, &b);
}

static void frozen_by_nothing(struct overlay *o)
{
	struct record b = world_block(2024, 161, 200, world_entity_account(), UNIT_FROZEN);

	b.block.by = world_hash("nobody");
	world_put(o, &b);
}

static void pending_without_units(struct overlay *o)
{
	struct record b = world_block(2024, 1, 100, world_entity_account(), UNIT_FREE);

	world_put(o, &b);
}

static void pending_without_any_units(struct overlay *o)
{
	struct record r = world_offset("other", OFFSET_RECEIVED, 10);

	r.offset.year = 2024;
	world_put(o, &r);
}

static void retired_without_retirement(struct overlay *o)
{
	struct record b = world_block(2024, 161, 200, world_entity_account(), UNIT_RETIRED);

	b.block.by = world_hash("nobody");
	world_put(o, &b);
}

static void a_larger_retirement(struct overlay *o)
{
	world_retirement(o, "retirement", world_owner_account(), 101);
}

static void obligation_with(struct overlay *o, int64_t open, int64_t used)
{
	struct record r = record_new(RECORD_OBLIGATION);

	world_text(r.obligation.entity.text, WORLD_ENTITY);
	r.obligation.year = 2025;
	r.obligation.open = tonnes_of(open);
	r.obligation.used = tonnes_of(used);
	world_put(o, &r);
}

static void open_is_wrong(struct overlay *o)
{
	obligation_with(o, 299, 60);
}

static void used_is_wrong(struct overlay *o)
{
	obligation_with(o, 300, 100);
}

static void verified_above_calculation(struct overlay *o)
{
	struct record r = record_new(RECORD_REDUCTION);

	r.reduction.text = world_hash("report");
	r.reduction.year = 2024;
	r.reduction.calculated = tonnes_of(199);
	r.reduction.verified = tonnes_of(200);
	r.reduction.registered = r.reduction.issued = true;
	world_put(o, &r);
}

static void used_above_its_record(struct overlay *o)
{
	struct record r = world_offset("other", OFFSET_USED, 10);

	r.offset.year = 2024;
	r.offset.used = tonnes_of(11);
	world_put(o, &r);
}

static void hold(struct overlay *o)
{
	struct record r = record_new(RECORD_HOLD);

	r.hold.hold = world_hash("hold");
	world_put(o, &r);
}

static void place(struct overlay *o, int64_t last)
{
	struct record r = record_new(RECORD_HOLD_PLACE);

	world_text(r.hold_place.subject, WORLD_CODE);
	r.hold_place.vintage = 2024;
	r.hold_place.first = 1;
	r.hold_place.last = last;
	r.hold_place.hold = world_hash("hold");
	world_put(o, &r);
}

static void a_hold_of_nothing(struct overlay *o)
{
	hold(o);
}

static void a_place_of_no_hold(struct overlay *o)
{
	place(o, 200);
}

static void held_beyond_what_was_issued(struct overlay *o)
{
	hold(o);
	place(o, 201);
}

/* Of a year that has no place for it. */
static void in_no_year(struct overlay *o)
{
	struct record r = world_offset("other", OFFSET_REFUSED, 10);

	world_put(o, &r);
}

static void open_with_an_end(struct overlay *o)
{
	struct record r = world_offset("pending", OFFSET_PENDING, 300);

	r.offset.ended_by = world_hash("answer");
	world_put(o, &r);
}

static void cut_without_marks(struct overlay *o)
{
	struct record r = record_new(RECORD_OBLIGATION);

	world_text(r.obligation.entity.text, WORLD_ENTITY);
	r.obligation.year = 2025;
	r.obligation.limit = tonnes_of(359);
	r.obligation.open = tonnes_of(300);
	r.obligation.used = tonnes_of(60);
	world_put(o, &r);
}

static void marked_within_the_limit(struct overlay *o)
{
	struct record r = world_offset("pending", OFFSET_PENDING, 300);

	r.offset.over_limit = true;
	world_put(o, &r);
}

static const struct {
	void (*change)(struct overlay *o);
	const char *what;
} breaks[] = {
	{backwards, "blocks-sound"},
	{overlap, "blocks-disjoint-and-complete"},
	{gap, "blocks-disjoint-and-complete"},
	{beyond_the_next_number, "blocks-end-at-next-number"},
	{numbers_without_blocks, "numbers-have-blocks"},
	{more_issued_than_rows, "issued-rows-add-up"},
	{rows_not_issued, "units-have-issued-rows"},
	{issued_not_registered, "issued-is-registered"},
	{verified_above_calculation, "verified-within-calculation"},
	{free_with_a_document, "blocks-name-their-document"},
	{of_no_account, "blocks-have-accounts"},
	{frozen_by_nothing, "frozen-have-pending-record"},
	{pending_without_units, "frozen-have-pending-record"},
	{pending_without_any_units, "pending-units-frozen"},
	{a_larger_retirement, "retirements-add-up"},
	{retired_without_retirement, "retired-have-retirement"},
	{open_is_wrong, "obligation-open-adds-up"},
	{used_is_wrong, "obligation-used-adds-up"},
	{a_hold_of_nothing, "holds-have-places"},
	{a_place_of_no_hold, "places-have-holds"},
	{held_beyond_what_was_issued, "held-were-issued"},
	{used_above_its_record, "used-within-record"},
	{in_no_year, "records-stand-in-their-year"},
	{open_with_an_end, "open-records-have-no-end"},
	{cut_without_marks, "over-limit-marked"},
	{marked_within_the_limit, "over-limit-marked"},
};

START_TEST(a_broken_invariant_is_found)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(state_auto) struct state *s = open_world(mem);
	struct overlay *o = overlay_new(mem, NULL);

	breaks[_i].change(o);
	world_store(s, o);
	ck_assert_int_eq(query_invariants(s, &err), -1);
	ck_assert_int_eq(err.code, ERROR_STATE_INVARIANT);
	ck_assert_str_eq(error_argument(&err, "what"), breaks[_i].what);
}
END_TEST

static Suite *query_suite(void)
{
	Suite *s = suite_create("query");
	TCase *t = tcase_create("query");

	tcase_add_test(t, holdings_are_sums_by_account_position_and_status);
	tcase_add_test(t, reports_are_found_by_their_project);
	tcase_add_test(t, a_sound_state_keeps_every_invariant);
	tcase_add_loop_test(t, a_broken_invariant_is_found, 0, COUNT_OF(breaks));
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(query_suite)
