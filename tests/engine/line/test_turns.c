/*
 * Who waits takes turns; and where there is no place left, who has most makes way.
 */
#include "engine/line/turns.h"

#include <string.h>

#include "base/macros.h"
#include "tests/support.h"

enum { JOBS = 16 };

static struct line_job jobs[JOBS];
static struct turns t;

/* Puts one job for each letter, which names its share; the letters of those without a place. */
static const char *put_all(const char *shares, char out[JOBS + 1])
{
	char *end = out;

	for (int i = 0; shares[i]; i++) {
		const struct line_job *without;

		jobs[i] = (struct line_job){.share = digest_of(&shares[i], 1), .size = (size_t)i};
		without = turns_put(&t, &jobs[i]);
		if (without)
			*end++ = shares[without - jobs];
	}
	*end = '\0';
	return out;
}

/* The order in which they are taken, by their number. */
static const char *take_all(char out[JOBS + 1])
{
	char *end = out;
	struct line_job *job;

	while ((job = turns_take(&t)) != NULL)
		*end++ = (char)('0' + job->size);
	*end = '\0';
	ck_assert_uint_eq(t.n, 0);
	return out;
}

static const struct {
	const char *name;
	unsigned most;
	const char *shares, *without, *taken;
} cases[] = {
	{"one share waits in line", 9, "aaaa", "", "0123"},
	{"shares come round, a job each", 9, "aaaabb", "", "041523"},
	{"who comes late is not behind all others", 9, "aaaaab", "", "051234"},
	{"three of them", 9, "aabbcc", "", "024135"},
	{"a full queue refuses who has most", 4, "aaaaa", "a", "0123"},
	{"who has most makes way for who has none", 4, "aaaab", "a", "0412"},
	{"and again, until they are alike", 4, "aaaabbb", "aab", "0415"},
	{"a third gets its place", 4, "aaabbbc", "aba", "0364"},
	{"nobody makes way for who would have as much", 3, "abcd", "d", "012"},
	{"no place at all", 0, "ab", "ab", ""},
};

START_TEST(places_and_turns_are_shared)
{
	char without[JOBS + 1], taken[JOBS + 1];

	turns_init(&t, cases[_i].most);
	ck_assert_msg(strcmp(put_all(cases[_i].shares, without), cases[_i].without) == 0,
		"%s: without a place %s", cases[_i].name, without);
	ck_assert_msg(strcmp(take_all(taken), cases[_i].taken) == 0, "%s: taken %s", cases[_i].name,
		taken);
	/* It is as before. */
	ck_assert_msg(strcmp(put_all(cases[_i].shares, without), cases[_i].without) == 0, "%s",
		cases[_i].name);
}
END_TEST

static Suite *turns_suite(void)
{
	Suite *s = suite_create("turns");
	TCase *tc = tcase_create("turns");

	tcase_add_loop_test(tc, places_and_turns_are_shared, 0, COUNT_OF(cases));
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(turns_suite)
