#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <talloc.h>

#include "tests/model/generator.h"
#include "tests/model/history.h"
#include "tests/support.h"

/*
 * STEPS= steps in all (10000), in histories of STEPS_OF_ONE each, beginning with the
 * seed SEED= (1). With HISTORIES_IN_SQLITE each is decided over SQLite too.
 */
#ifdef HISTORIES_IN_SQLITE
enum { IN_SQLITE = 1, STEPS_DEFAULT = 2000 };
#else
enum { IN_SQLITE = 0, STEPS_DEFAULT = 10000 };
#endif

/* With this many steps every kind of document occurs. */
enum { STEPS_OF_ONE = 500, STEPS_EVERY_KIND = 10000 };

static uint64_t given(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text && text[0] ? strtoull(text, NULL, 10) : otherwise;
}

static void report(const struct history_counts *counts)
{
	printf("# %zu sealed, %zu refused, of which %zu did not open\n", counts->sealed,
		counts->refused, counts->closed);
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++)
		printf("# %zu %s\n", counts->kinds[kind], kind_name((enum kind)kind));
}

START_TEST(random_histories_agree_with_the_model)
{
	uint64_t seed = given("SEED", 1), steps = given("STEPS", STEPS_DEFAULT);
	struct history_counts counts = {0};

	for (uint64_t told = 0; told < steps; told += STEPS_OF_ONE, seed++) {
		AUTO_MEMORY void *mem = talloc_new(NULL);
		struct history *h = generator_history(mem, seed, STEPS_OF_ONE);
		struct history_fault fault;

		h->sqlite = IN_SQLITE;
		if (history_holds_apart(h, &counts, &fault))
			continue;
		history_shrink(h);
		ck_abort_msg("SEED=%" PRIu64 ": step %zu: %s", seed, fault.step, fault.what);
	}
	report(&counts);
	for (int kind = KIND_NONE + 1; kind < KIND_COUNT && steps >= STEPS_EVERY_KIND; kind++)
		ck_assert_msg(
			counts.kinds[kind] > 0, "no %s was sealed", kind_name((enum kind)kind));
}
END_TEST

static Suite *histories_suite(void)
{
	Suite *s = suite_create("histories");
	TCase *t = tcase_create("histories");

	tcase_set_timeout(t, 0);
	tcase_add_test(t, random_histories_agree_with_the_model);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(histories_suite)
