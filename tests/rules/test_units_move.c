#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/rules/holdings.h"
#include "tests/support.h"

/* A range of HOLDER's that cannot be taken from the position, and why. */
static const struct {
	const char *name;
	enum units_from from;
	size_t n;
	struct {
		int project;
		int64_t first, last;
	} units[3];
	enum error_code code;
	const char *path;
} refusals[] = {
	{"the last is before the first", UNITS_FROM_HOLDING, 2, {{1, 1, 9}, {1, 20, 19}},
		ERROR_UNITS_RANGE, "/units/1/last"},
	{"numbers begin at 1", UNITS_FROM_HOLDING, 1, {{1, 0, 9}}, ERROR_UNITS_RANGE,
		"/units/0/last"},
	{"a sum beyond what a quantity can be", UNITS_FROM_HOLDING, 2,
		{{1, 1, 9007199254740991}, {2, 1, 9007199254740991}}, ERROR_OVERFLOW,
		"/units/1/last"},
	{"one unit twice", UNITS_FROM_HOLDING, 2, {{1, 5, 5}, {1, 5, 5}}, ERROR_UNITS_TWICE,
		"/units/1/first"},
	{"ranges that share their ends", UNITS_FROM_HOLDING, 3,
		{{1, 50, 60}, {2, 1, 5}, {1, 10, 50}}, ERROR_UNITS_TWICE, "/units/2/first"},
	{"a range within another", UNITS_FROM_HOLDING, 3, {{1, 1, 100}, {1, 200, 300}, {1, 7, 8}},
		ERROR_UNITS_TWICE, "/units/2/first"},
	{"a number never issued", UNITS_FROM_HOLDING, 1, {{2, 201, 201}}, ERROR_UNITS_UNKNOWN,
		"/units/0/first"},
	{"a range that runs past what was issued", UNITS_FROM_TRADING, 1, {{2, 150, 201}},
		ERROR_UNITS_UNKNOWN, "/units/0/last"},
	{"a project that never issued", UNITS_FROM_HOLDING, 1, {{9, 1, 1}}, ERROR_UNITS_UNKNOWN,
		"/units/0/first"},
	{"units of another account", UNITS_FROM_HOLDING, 2, {{1, 1, 1}, {1, 2201, 2201}},
		ERROR_UNITS_NOT_HELD, "/units/1/first"},
	{"frozen units", UNITS_FROM_HOLDING, 1, {{1, 2001, 2001}}, ERROR_UNITS_NOT_FREE,
		"/units/0/first"},
	{"retired units", UNITS_FROM_HOLDING, 1, {{1, 2200, 2200}}, ERROR_UNITS_NOT_FREE,
		"/units/0/first"},
	{"units in trading", UNITS_FROM_HOLDING, 1, {{1, 1001, 1001}}, ERROR_UNITS_POSITION,
		"/units/0/first"},
	{"a range that runs into trading", UNITS_FROM_HOLDING, 1, {{1, 999, 1001}},
		ERROR_UNITS_POSITION, "/units/0/last"},
	{"units not in trading", UNITS_FROM_TRADING, 1, {{1, 1000, 1000}}, ERROR_UNITS_POSITION,
		"/units/0/first"},
	{"a restricted project", UNITS_FROM_HOLDING, 2, {{2, 1, 1}, {3, 1, 1}},
		ERROR_UNITS_PROJECT_RESTRICTED, "/units/1/project"},
};

START_TEST(what_cannot_be_taken_is_refused_with_its_place)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct account_id account = account_of(HOLDER);
	struct tonnes total = tonnes_of(77);
	struct rule r = rule_over(h);

	for (size_t i = 0; i < refusals[_i].n; i++)
		h->units[i] = units_of(refusals[_i].units[i].project, refusals[_i].units[i].first,
			refusals[_i].units[i].last);
	ck_assert_int_eq(rule_units_check(&r, &account, refusals[_i].from, refusals[_i].n, h->units,
				 "/units", &total),
		-1);
	ck_assert_msg(h->err.code == refusals[_i].code, "%s: %s", refusals[_i].name,
		error_name(h->err.code));
	ck_assert_str_eq(h->err.path, refusals[_i].path);
	ck_assert_int_eq(tonnes_count(total), 77);
	ck_assert_uint_eq(overlay_count(r.changes), 0);
}
END_TEST

START_TEST(ranges_side_by_side_are_taken_and_summed)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct account_id account = account_of(HOLDER);
	struct rule r = rule_over(h);
	struct tonnes total;

	h->units[0] = units_of(1, 501, 1000);
	h->units[1] = units_of(2, 1, 100);
	h->units[2] = units_of(1, 1, 500);
	ck_assert_int_eq(
		rule_units_check(&r, &account, UNITS_FROM_HOLDING, 3, h->units, "/units", &total),
		0);
	ck_assert_int_eq(tonnes_count(total), 1100);
}
END_TEST

START_TEST(a_change_in_the_middle_leaves_both_ends_as_they_were)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct units_becoming becoming = {account_of(BUYER), POSITION_TRADING, UNIT_FREE, {{0}}};
	struct unit_range u = units_of(1, 990, 1010);
	struct rule r = rule_over(h);

	ck_assert_int_eq(rule_units_become(&r, &u.block, &becoming), 0);
	ck_assert_int_eq(overlay_merge(h->state, r.changes, &h->err), 0);
	check_conservation(h);
	ck_assert_int_eq(block_with(h, 1, 989).last, 989);
	ck_assert_int_eq(block_with(h, 1, 989).first, 1);
	ck_assert_str_eq(block_with(h, 1, 989).account.text, account_of(HOLDER).text);
	ck_assert_int_eq(block_with(h, 1, 1000).first, 990);
	ck_assert_int_eq(block_with(h, 1, 1001).last, 1010);
	ck_assert_str_eq(block_with(h, 1, 1001).account.text, account_of(BUYER).text);
	ck_assert_int_eq(block_with(h, 1, 1011).first, 1011);
	ck_assert_int_eq((int)block_with(h, 1, 1011).position, POSITION_TRADING);
	ck_assert_int_eq(block_with(h, 1, 2000).last, 2000);
}
END_TEST

START_TEST(units_that_no_record_covers_are_our_own_fault)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct units_becoming becoming = {account_of(BUYER), POSITION_TRADING, UNIT_FREE, {{0}}};
	struct unit_range u = units_of(2, 150, 201);
	struct rule r = rule_over(h);

	ck_assert_int_eq(rule_units_become(&r, &u.block, &becoming), -1);
	ck_assert_int_eq((int)h->err.code, ERROR_INTERNAL);
}
END_TEST

/* One unit of the model: the same words, kept apart for every number. */
struct unit {
	enum who who;
	enum unit_position position;
	enum unit_status status;
};

enum { MODEL_UNITS = 200, MODEL_STEPS = 600 };

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

/* What the check must say about a run of HOLDER's or BUYER's units. */
static enum error_code model_check(const struct unit *unit, int64_t first, int64_t last,
	enum who who, enum unit_position wanted)
{
	for (int64_t n = first; n <= last; n++) {
		if (unit[n].who != who)
			return ERROR_UNITS_NOT_HELD;
		if (unit[n].status != UNIT_FREE)
			return ERROR_UNITS_NOT_FREE;
		if (unit[n].position != wanted)
			return ERROR_UNITS_POSITION;
	}
	return ERROR_NONE;
}

static void compare_with_model(struct holdings *h, const struct unit *unit)
{
	for (int64_t n = 1; n <= MODEL_UNITS; n++) {
		struct record_block b = block_with(h, 2, n);

		if (strcmp(b.account.text, account_of(unit[n].who).text) != 0 ||
			b.position != unit[n].position || b.status != unit[n].status)
			ck_abort_msg("unit %d differs from the model", (int)n);
	}
}

START_TEST(random_splitting_agrees_with_a_unit_by_unit_model)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	struct unit unit[MODEL_UNITS + 1];
	uint64_t seed = 20260302;
	int agreed[2] = {0, 0};

	for (int n = 1; n <= MODEL_UNITS; n++)
		unit[n] = (struct unit){
			HOLDER, n <= 100 ? POSITION_HOLDING : POSITION_TRADING, UNIT_FREE};
	for (int step = 0; step < MODEL_STEPS; step++) {
		int64_t first = 1 + (int64_t)(next_random(&seed) % MODEL_UNITS);
		int64_t size = 1 + (int64_t)(next_random(&seed) % (step % 4 == 0 ? 40 : 4));
		int64_t last = first + size - 1 < MODEL_UNITS ? first + size - 1 : MODEL_UNITS;
		enum who who = next_random(&seed) % 4 == 0 ? BUYER : HOLDER;
		bool trading = next_random(&seed) % 2 == 0;
		struct unit becomes = {next_random(&seed) % 3 == 0 ? BUYER : HOLDER,
			next_random(&seed) % 2 == 0 ? POSITION_TRADING : POSITION_HOLDING,
			next_random(&seed) % 8 == 0 ? UNIT_FROZEN : UNIT_FREE};
		struct units_becoming becoming = {
			account_of(becomes.who), becomes.position, becomes.status, {{0}}};
		struct account_id account = account_of(who);
		struct unit_range u = units_of(2, first, last);
		enum error_code wanted = model_check(
			unit, first, last, who, trading ? POSITION_TRADING : POSITION_HOLDING);
		struct rule r = rule_over(h);
		struct tonnes total;

		memset(&h->err, 0, sizeof(h->err));
		if (rule_units_check(&r, &account,
			    trading ? UNITS_FROM_TRADING : UNITS_FROM_HOLDING, 1, &u, "/units",
			    &total) == 0)
			ck_assert_int_eq(tonnes_count(total), last - first + 1);
		ck_assert_int_eq((int)h->err.code, (int)wanted);
		agreed[wanted == ERROR_NONE]++;
		ck_assert_int_eq(rule_units_become(&r, &u.block, &becoming), 0);
		ck_assert_int_eq(overlay_merge(h->state, r.changes, &h->err), 0);
		talloc_free(r.changes);
		for (int64_t n = first; n <= last; n++)
			unit[n] = becomes;
		if (step % 20 == 0)
			compare_with_model(h, unit);
	}
	compare_with_model(h, unit);
	check_conservation(h);
	/* Both answers did occur. */
	ck_assert_int_gt(agreed[0], 50);
	ck_assert_int_gt(agreed[1], 50);
}
END_TEST

static Suite *units_move_suite(void)
{
	Suite *s = suite_create("units_move");
	TCase *t = tcase_create("units_move");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(
		t, what_cannot_be_taken_is_refused_with_its_place, 0, COUNT_OF(refusals));
	tcase_add_test(t, ranges_side_by_side_are_taken_and_summed);
	tcase_add_test(t, a_change_in_the_middle_leaves_both_ends_as_they_were);
	tcase_add_test(t, units_that_no_record_covers_are_our_own_fault);
	tcase_add_test(t, random_splitting_agrees_with_a_unit_by_unit_model);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(units_move_suite)
