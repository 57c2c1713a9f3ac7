/*
 * support: what every unit test program shares. A program defines its suite and
 * ends with TEST_MAIN(suite_function); results go out as TAP.
 */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <stdlib.h>

#include <check.h>

#define TEST_MAIN(suite_function)                                                                  \
	int main(void)                                                                             \
	{                                                                                          \
		SRunner *runner_ = srunner_create(suite_function());                               \
		int failed_;                                                                       \
                                                                                                   \
		srunner_set_tap(runner_, "-");                                                     \
		srunner_run_all(runner_, CK_SILENT);                                               \
		failed_ = srunner_ntests_failed(runner_);                                          \
		srunner_free(runner_);                                                             \
		return failed_ ? EXIT_FAILURE : EXIT_SUCCESS;                                      \
	}

#endif
