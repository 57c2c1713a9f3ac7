/*
 * support: what every unit test program shares. A program defines its suite and
 * ends with TEST_MAIN(suite_function); results go out as TAP. One that has nothing to
 * test without an environment variable ends with TEST_MAIN_GIVEN, and without it is
 * counted as skipped, not as passed.
 */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>

#include <check.h>

static inline int run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define TEST_MAIN(suite_function)                                                                  \
	int main(void)                                                                             \
	{                                                                                          \
		return run_suite(suite_function());                                                \
	}

/* Without the variable the program skips: "REAL_DATA names no folder of public records". */
#define TEST_MAIN_GIVEN(suite_function, variable, names)                                           \
	int main(void)                                                                             \
	{                                                                                          \
		if (!getenv(variable)) {                                                           \
			puts("1..0 # SKIP " variable " names no " names);                          \
			return EXIT_SUCCESS;                                                       \
		}                                                                                  \
		return run_suite(suite_function());                                                \
	}

#endif
