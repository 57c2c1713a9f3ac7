/*
 * Makes the golden ledger in a folder and says what it comes to: `make golden`.
 */
#include <stdio.h>

#include <talloc.h>

#include "tests/engine/golden.h"
#include "tests/engine/ledger_maker.h"
#include "tests/support.h"

static const char *folder;

START_TEST(the_golden_ledger)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct ledger_maker *m = ledger_maker_new(mem, folder);

	ledger_maker_all(m);
	ledger_maker_close(m);
	fputs(golden_text(mem, folder), stdout);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("golden");
	TCase *made = tcase_create("made");
	SRunner *runner;
	int failed;

	if (argc != 2) {
		fputs("usage: make-golden FOLDER\n", stderr);
		return EXIT_FAILURE;
	}
	folder = argv[1];
	tcase_set_timeout(made, 120);
	tcase_add_test(made, the_golden_ledger);
	suite_add_tcase(suite, made);
	runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	if (failed)
		srunner_print(runner, CK_VERBOSE);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
