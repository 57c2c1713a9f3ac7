/*
 * ccer: the client of the registry: its language, and the subcommand asked for
 * (subcommands.c has the table). People's keys are used here and nowhere else.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <talloc.h>

#include "ccer/subcommands.h"
#include "ccer/visible.h"
#include "system/language.h"

/* Takes `--lang LANGUAGE` off the arguments; false: it is none that is spoken here. */
static bool take_language(struct command_context *c, int *argc, char ***argv)
{
	const char *name;
	int taken = 1;

	if (*argc < 1 || strncmp((*argv)[0], "--lang", 6) != 0)
		return true;
	if ((*argv)[0][6] == '=')
		name = (*argv)[0] + 7;
	else if ((*argv)[0][6] != '\0')
		return true; /* another option, which is refused as such */
	else
		name = *argc >= 2 ? (*argv)[taken++] : "";
	if (!language_parse(name, &c->language)) {
		fprintf(stderr, "ccer: --lang %s: %s\n", name,
			command_text(c, "只有 zh 和 en", "there are zh and en"));
		return false;
	}
	*argc -= taken;
	*argv += taken;
	return true;
}

/* All that was printed is written, or the command has failed, whatever else it did. */
static int end_output(const struct command_context *c, int status)
{
	struct error err;
	bool failed = ferror(stdout) != 0;
	char text[ERROR_TEXT_MAX];

	failed = fflush(stdout) != 0 || failed;
	if ((fclose(stdout) == 0 || errno == EBADF) && !failed)
		return status;
	error_set(&err, ERROR_IO, NULL, "", "file", "-", "reason", strerror(errno), NULL);
	fprintf(stderr, "%s\n", error_report(&err, c->language, text, sizeof(text)));
	return EXIT_CANNOT;
}

int main(int argc, char **argv)
{
	struct command_context c = {.language = language_of_environment()};
	int status = EXIT_USAGE;

	if (sodium_init() < 0 || visible_standard() < 0)
		return EXIT_CANNOT;
	argc--;
	argv++;
	c.mem = talloc_new(NULL);
	if (!c.mem)
		return EXIT_CANNOT;
	if (take_language(&c, &argc, &argv))
		status = subcommand_run(&c, argc, argv);
	talloc_free(c.mem);
	return end_output(&c, status);
}
