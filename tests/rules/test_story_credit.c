#include <string.h>

#include <talloc.h>

#include "tests/rules/story.h"
#include "tests/support.h"

/* Units of vintage 2022 by what they are. */
struct sums {
	int64_t next, trading, frozen, retired, free;
};

static int add_block(void *ctx, const struct record *r, UNUSED struct error *err)
{
	struct sums *sums = ctx;
	int64_t n = r->block.last - r->block.first + 1;

	ck_assert_int_eq(r->block.first, sums->next);
	sums->next = r->block.last + 1;
	if (r->block.status == UNIT_FROZEN)
		sums->frozen += n;
	else if (r->block.status == UNIT_RETIRED)
		sums->retired += n;
	else if (r->block.position == POSITION_TRADING)
		sums->trading += n;
	else
		sums->free += n;
	return 0;
}

static struct sums sums_of(struct story *s)
{
	struct record from = record_new(RECORD_BLOCK);
	struct sums sums = {.next = 1};

	ck_assert(project_code_parse("A210001", 7, &from.block.code));
	from.block.vintage = 2022;
	ck_assert_int_eq(
		view_each(overlay_view(s->state), s->mem, 2, &from, add_block, &sums, &s->err), 0);
	return sums;
}

static const struct {
	enum story_stage stage;
	int64_t trading, frozen, retired;
} stages[] = {
	{STORY_DEPOSITED, 100000, 0, 0},
	{STORY_SETTLED, 100000, 0, 0},
	{STORY_RETURNED, 40000, 0, 0},
	{STORY_BOUND, 40000, 0, 0},
	{STORY_OFFSET_APPLIED, 40000, 50000, 0},
	{STORY_OFFSET_RECEIVED, 40000, 50000, 0},
	{STORY_OFFSET_ANSWERED, 40000, 0, 45000},
	{STORY_RETIRED, 40000, 0, 46000},
};

START_TEST(every_stage_conserves_what_was_issued)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, stages[_i].stage);
	struct sums sums = sums_of(s);

	ck_assert_int_eq(sums.next - 1, 357373);
	ck_assert_int_eq(sums.trading, stages[_i].trading);
	ck_assert_int_eq(sums.frozen, stages[_i].frozen);
	ck_assert_int_eq(sums.retired, stages[_i].retired);
	ck_assert_int_eq(sums.free + sums.trading + sums.frozen + sums.retired, 357373);
	ck_assert_str_eq(s->placement.folder, "");
	ck_assert_str_eq(s->placement.pointer, "");
}
END_TEST

START_TEST(an_exchange_settles_with_two_keys)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_DEPOSITED);
	const char *text = story_text(s,
		"kind: settlement\ntrading_day: 2025-03-07\nreference: S-1\nlegs:\n"
		"- {seller: %s, buyer: %s, units: {project: A210001, vintage: 2022, first: 1, "
		"last: 1}, price_fen: 8500}\n",
		story_account("owner"), story_account("entity"));

	story_expect(s, text, "exchange*1", ERROR_SIGNATURES_TOO_FEW, "/signers/0/party");
	story_expect(s, text, "owner:holder", ERROR_SIGNERS, "/signers");
	ck_assert_int_eq(story_try(s, text, "exchange"), 0);
}
END_TEST

START_TEST(a_refusal_says_line_and_column)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_OFFSET_ANSWERED);

	/* 45000 of the limit of 50000 are used. */
	story_expect(s,
		story_text(s,
			"kind: offset-application\naccount: %s\ncea_account: CEA-37-000001\n"
			"compliance_year: 2024\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 45001, last: 50001}\n",
			story_account("entity")),
		"entity", ERROR_OFFSET_LIMIT, "/units");
	ck_assert_uint_eq(s->err.line, 6);
	ck_assert_uint_eq(s->err.column, 1);
	story_expect(s,
		story_text(s,
			"kind: retirement\naccount: %s\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 44999, last: 45001}\n"
			"purpose: public-interest\n",
			story_account("entity")),
		"entity", ERROR_UNITS_NOT_FREE, "/units/0/first");
	ck_assert_uint_eq(s->err.line, 4);
}
END_TEST

START_TEST(what_the_answer_freed_can_be_used_again)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_RETIRED);

	story_seal(s,
		story_text(s,
			"kind: offset-application\naccount: %s\ncea_account: CEA-37-000001\n"
			"compliance_year: 2024\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 45001, last: 50000}\n",
			story_account("entity")),
		"entity");
	ck_assert_int_eq(sums_of(s).frozen, 5000);
}
END_TEST

static Suite *story_credit_suite(void)
{
	Suite *s = suite_create("story_credit");
	TCase *t = tcase_create("story_credit");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, every_stage_conserves_what_was_issued, 0, COUNT_OF(stages));
	tcase_add_test(t, an_exchange_settles_with_two_keys);
	tcase_add_test(t, a_refusal_says_line_and_column);
	tcase_add_test(t, what_the_answer_freed_can_be_used_again);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(story_credit_suite)
