/*
 * ccer allowed-signers: all keys of a ledger's parties as ssh-keygen and git want them.
 */
#include <getopt.h>

#include "ccer/command.h"
#include "ccer/open.h"
#include "export/allowed_signers.h"

int cmd_allowed_signers(struct command_context *c, int argc, char **argv)
{
	static const struct option options[] = {{"ledger", required_argument, NULL, 'l'},
		{"state", required_argument, NULL, 's'}, {0}};
	struct buffer *out = buffer_new(c->mem, 64 * 1024 * 1024);
	const char *folder = NULL;
	struct error err;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'l')
			folder = optarg;
		else if (option == 's')
			c->state = optarg;
		else
			return command_usage(c, "allowed-signers", NULL);
	}
	if (optind != argc || !folder)
		return command_usage(c, "allowed-signers", NULL);
	AUTO(registry_auto) struct registry *r = open_ledger(c, folder);

	if (!r || !out)
		return EXIT_CANNOT;
	if (allowed_signers_write(registry_state(r), out, &err) < 0 ||
		command_write("-", out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}
