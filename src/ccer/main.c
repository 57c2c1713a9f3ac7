/*
 * ccer: the client of the registry: its language, and the subcommand asked for
 * (subcommands.c has the table). People's keys are used here and nowhere else.
 */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <talloc.h>

#include "ccer/subcommands.h"

static enum language language_of_environment(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
	}
	return LANGUAGE_EN;
}

int main(int argc, char **argv)
{
	struct command_context c = {.language = language_of_environment()};
	int status;

	if (sodium_init() < 0)
		return EXIT_CANNOT;
	argc--;
	argv++;
	if (argc >= 2 && strcmp(argv[0], "--lang") == 0) {
		c.language = strcmp(argv[1], "zh") == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
		argc -= 2;
		argv += 2;
	}
	c.mem = talloc_new(NULL);
	if (!c.mem)
		return EXIT_CANNOT;
	status = subcommand_run(&c, argc, argv);
	talloc_free(c.mem);
	return status;
}
