#include "ccerd/clock_guard.h"

#include <unistd.h>

#include <talloc.h>

#include "base/limits.h"
#include "tests/folder.h"
#include "tests/support.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
#define DAY (INT64_C(24) * HOUR)

static const struct instant noon = {INT64_C(1780000000000)};

/* The clock of these tests. */
static int64_t wall_ms, up_ms;

static struct instant fake_now(void)
{
	return (struct instant){wall_ms};
}

static int64_t fake_boot_ms(void)
{
	return up_ms;
}

static const struct clock fake = {fake_now, fake_boot_ms};

static struct folder folder;
static void *mem;
static const char *mark;

static void begin(void)
{
	mem = talloc_new(NULL);
	folder = folder_make();
	mark = folder_file(&folder, "ccer-clock");
	wall_ms = noon.ms;
	up_ms = 5 * MINUTE;
}

static void end(void)
{
	talloc_free(mem);
	folder_remove(&folder);
}

static enum error_code start(struct clock_guard **g, struct instant last, bool accept)
{
	struct error err = {0};

	*g = clock_guard_new(mem, &fake, mark);
	ck_assert_ptr_nonnull(*g);
	return clock_guard_start(*g, last, accept, &err) == 0 ? ERROR_NONE : err.code;
}

static enum error_code permit(struct clock_guard *g, struct instant last)
{
	struct error err = {0};

	return clock_guard_permit(g, last, fake_now(), &err) == 0 ? ERROR_NONE : err.code;
}

static struct instant before_noon(int64_t ms)
{
	return (struct instant){noon.ms - ms};
}

static bool marked(void)
{
	return access(mark, F_OK) == 0;
}

static const struct {
	int64_t last_before_ms; /* how long ago the last entry was sealed */
	enum error_code code;
} starts[] = {
	{0, ERROR_NONE},
	{400 * DAY, ERROR_NONE},
	{-MINUTE, ERROR_NONE},
	{-HOUR, ERROR_NONE},
	{-HOUR - 1, ERROR_CLOCK_BEHIND},
	{-400 * DAY, ERROR_CLOCK_BEHIND},
};

START_TEST(a_clock_behind_the_last_entry_is_not_started_with_unless_accepted)
{
	struct instant last = before_noon(starts[_i].last_before_ms);
	struct clock_guard *g;

	ck_assert_int_eq(start(&g, last, false), starts[_i].code);
	ck_assert(!marked());
	ck_assert_int_eq(start(&g, last, true), ERROR_NONE);
	ck_assert_int_eq(permit(g, last), ERROR_NONE);
}
END_TEST

/* From noon the machine runs for up_ms, and the clock shows wall_ms more. */
static const struct {
	int64_t up_ms, wall_ms;
	enum error_code code;
} runs[] = {
	{0, 0, ERROR_NONE},
	{90 * DAY, 90 * DAY, ERROR_NONE},
	{90 * DAY, 90 * DAY + 59 * MINUTE, ERROR_NONE},
	{90 * DAY, 90 * DAY - 59 * MINUTE, ERROR_NONE},
	{MINUTE, MINUTE + HOUR, ERROR_NONE},
	{MINUTE, MINUTE + HOUR + 1, ERROR_CLOCK_JUMPED},
	{90 * DAY, 91 * DAY, ERROR_CLOCK_JUMPED},
	/* Back, but not behind the last entry. */
	{90 * DAY, 89 * DAY, ERROR_CLOCK_JUMPED},
	{MINUTE, 3650 * DAY, ERROR_CLOCK_JUMPED},
};

START_TEST(a_clock_that_steps_while_the_server_runs_is_not_sealed_with)
{
	struct clock_guard *g;

	ck_assert_int_eq(start(&g, before_noon(DAY), false), ERROR_NONE);
	up_ms += runs[_i].up_ms;
	wall_ms += runs[_i].wall_ms;
	ck_assert_int_eq(permit(g, before_noon(DAY)), runs[_i].code);
	ck_assert_int_eq(marked(), runs[_i].code != ERROR_NONE);
}
END_TEST

START_TEST(small_steps_add_up)
{
	struct clock_guard *g;

	ck_assert_int_eq(start(&g, before_noon(DAY), false), ERROR_NONE);
	wall_ms += 40 * MINUTE;
	ck_assert_int_eq(permit(g, before_noon(DAY)), ERROR_NONE);
	wall_ms += 40 * MINUTE;
	ck_assert_int_eq(permit(g, before_noon(-30 * MINUTE)), ERROR_CLOCK_JUMPED);
}
END_TEST

START_TEST(a_refusal_stands_until_the_next_process_accepts_the_clock)
{
	struct clock_guard *g;

	ck_assert_int_eq(start(&g, before_noon(DAY), false), ERROR_NONE);
	wall_ms += DAY;
	ck_assert_int_eq(permit(g, before_noon(DAY)), ERROR_CLOCK_JUMPED);
	wall_ms -= DAY;
	ck_assert_int_eq(permit(g, before_noon(DAY)), ERROR_CLOCK_JUMPED);
	ck_assert_int_eq(start(&g, before_noon(DAY), false), ERROR_CLOCK_UNACCEPTED);
	ck_assert(marked());
	ck_assert_int_eq(start(&g, before_noon(DAY), true), ERROR_NONE);
	ck_assert(!marked());
	ck_assert_int_eq(permit(g, before_noon(DAY)), ERROR_NONE);
	ck_assert_int_eq(start(&g, before_noon(DAY), false), ERROR_NONE);
}
END_TEST

START_TEST(an_accepted_clock_is_watched_again_when_it_has_caught_up)
{
	struct instant last = before_noon(-3 * (int64_t)HOUR);
	struct clock_guard *g;

	ck_assert_int_eq(start(&g, last, true), ERROR_NONE);
	ck_assert_int_eq(permit(g, last), ERROR_NONE);
	up_ms += 3 * (int64_t)HOUR;
	wall_ms += 3 * (int64_t)HOUR;
	ck_assert_int_eq(permit(g, last), ERROR_NONE);
	ck_assert_int_eq(permit(g, before_noon(-5 * (int64_t)HOUR)), ERROR_CLOCK_BEHIND);
}
END_TEST

START_TEST(an_accepted_clock_may_not_step_either)
{
	struct instant last = before_noon(-3 * (int64_t)HOUR);
	struct clock_guard *g;

	ck_assert_int_eq(start(&g, last, true), ERROR_NONE);
	wall_ms += 2 * HOUR;
	ck_assert_int_eq(permit(g, last), ERROR_CLOCK_JUMPED);
}
END_TEST

static Suite *clock_guard_suite(void)
{
	Suite *s = suite_create("clock_guard");
	TCase *t = tcase_create("clock_guard");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_loop_test(t, a_clock_behind_the_last_entry_is_not_started_with_unless_accepted, 0,
		COUNT_OF(starts));
	tcase_add_loop_test(
		t, a_clock_that_steps_while_the_server_runs_is_not_sealed_with, 0, COUNT_OF(runs));
	tcase_add_test(t, small_steps_add_up);
	tcase_add_test(t, a_refusal_stands_until_the_next_process_accepts_the_clock);
	tcase_add_test(t, an_accepted_clock_is_watched_again_when_it_has_caught_up);
	tcase_add_test(t, an_accepted_clock_may_not_step_either);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(clock_guard_suite)
