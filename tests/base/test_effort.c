/*
 * Work that is counted: exactly so many operations, of the inner effort and of the outer, and
 * none more once nobody waits.
 */
#include "base/effort.h"

#include "tests/support.h"

static uint64_t spend_all(struct effort *e, struct error *err)
{
	uint64_t n = 0;

	while (effort_spend(e, err) == 0)
		n++;
	return n;
}

START_TEST(an_effort_has_its_operations_and_no_more)
{
	struct effort e = {.most = 1000, .spent = ERROR_DRY_RUN_WORK};
	struct error err = {0};

	ck_assert_uint_eq(spend_all(&e, &err), 1000);
	ck_assert_int_eq(err.code, ERROR_DRY_RUN_WORK);
	ck_assert_str_eq(error_argument(&err, "most"), "1000");
}
END_TEST

START_TEST(what_is_spent_within_is_spent_of_the_whole)
{
	struct effort whole = {.most = 150, .spent = ERROR_DRY_RUN_WORK};
	struct effort first = {.most = 100, .spent = ERROR_EXAMPLE_WORK, .within = &whole};
	struct effort second = {.most = 100, .spent = ERROR_EXAMPLE_WORK, .within = &whole};
	struct error err = {0};

	ck_assert_uint_eq(spend_all(&first, &err), 100);
	ck_assert_int_eq(err.code, ERROR_EXAMPLE_WORK);
	ck_assert_uint_eq(spend_all(&second, &err), 50);
	ck_assert_int_eq(err.code, ERROR_DRY_RUN_WORK);
}
END_TEST

static int after(void *ctx, struct error *err)
{
	int *left = ctx;

	return (*left)-- > 0 ? 0 : error_set(err, ERROR_DRY_RUN_TIME, NULL, "", NULL);
}

START_TEST(who_gives_up_is_heard_soon)
{
	int asked = 3;
	struct effort whole = {
		.most = UINT64_MAX, .spent = ERROR_DRY_RUN_WORK, .given_up = after, .ctx = &asked};
	struct effort e = {.most = UINT64_MAX, .spent = ERROR_EXAMPLE_WORK, .within = &whole};
	struct error err = {0};

	ck_assert_uint_eq(spend_all(&e, &err), UINT64_C(3) * EFFORT_STRIDE);
	ck_assert_int_eq(err.code, ERROR_DRY_RUN_TIME);
}
END_TEST

START_TEST(without_an_effort_there_is_no_bound)
{
	ck_assert_int_eq(effort_spend(NULL, NULL), 0);
}
END_TEST

static Suite *effort_suite(void)
{
	Suite *s = suite_create("effort");
	TCase *t = tcase_create("effort");

	tcase_add_test(t, an_effort_has_its_operations_and_no_more);
	tcase_add_test(t, what_is_spent_within_is_spent_of_the_whole);
	tcase_add_test(t, who_gives_up_is_heard_soon);
	tcase_add_test(t, without_an_effort_there_is_no_bound);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(effort_suite)
