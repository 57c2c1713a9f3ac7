#include "state/query.h"

#include <talloc.h>

#include "tests/rules/story.h"
#include "tests/support.h"

static struct error err;

static struct state *store(struct story *story)
{
	struct state *s = state_open(":memory:", &err);

	ck_assert_ptr_nonnull(s);
	ck_assert_int_eq(state_begin(s, &err), 0);
	ck_assert_int_eq(state_put_changes(s, story->state, &err), 0);
	ck_assert_int_eq(state_commit(s, &err), 0);
	return s;
}

START_TEST(a_state_that_decide_made_keeps_every_invariant)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *story = story_at_stage(mem, (enum story_stage)_i);
	AUTO(state_auto) struct state *s = store(story);

	ck_assert_msg(query_invariants(s, &err) == 0, "%s: %s", error_argument(&err, "what"),
		error_argument(&err, "where"));
}
END_TEST

START_TEST(its_hash_is_that_of_its_records)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *story = story_at_stage(mem, (enum story_stage)_i);
	AUTO(state_auto) struct state *s = store(story);
	struct buffer *text = buffer_new(mem, 1 << 26);
	struct digest found, wanted;

	overlay_encode(story->state, text);
	wanted = digest_of(text->bytes, text->size);
	ck_assert_int_eq(state_hash(s, &found, &err), 0);
	ck_assert(digest_equal(&found, &wanted));
}
END_TEST

/* The last step is decided over SQLite, all before it in memory. */
START_TEST(decide_reads_the_state_as_it_reads_the_records_in_memory)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *story = story_at_stage(mem, (enum story_stage)(_i - 1));
	struct story *other = story_at_stage(mem, (enum story_stage)_i);
	AUTO(state_auto) struct state *s = store(story);
	AUTO(state_auto) struct state *wanted = store(other);
	struct digest a, b;

	story->state = overlay_new(mem, state_view(s));
	story_until(story, (enum story_stage)_i);
	ck_assert_int_eq(state_begin(s, &err), 0);
	ck_assert_int_eq(state_put_changes(s, story->state, &err), 0);
	ck_assert_int_eq(state_commit(s, &err), 0);
	ck_assert_int_eq(state_hash(s, &a, &err), 0);
	ck_assert_int_eq(state_hash(wanted, &b, &err), 0);
	ck_assert(digest_equal(&a, &b));
}
END_TEST

static Suite *story_suite(void)
{
	Suite *s = suite_create("story");
	TCase *t = tcase_create("story");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(
		t, a_state_that_decide_made_keeps_every_invariant, 0, STORY_STAGE_COUNT);
	tcase_add_loop_test(t, its_hash_is_that_of_its_records, 0, STORY_STAGE_COUNT);
	tcase_add_loop_test(t, decide_reads_the_state_as_it_reads_the_records_in_memory,
		STORY_GENESIS, STORY_STAGE_COUNT);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(story_suite)
