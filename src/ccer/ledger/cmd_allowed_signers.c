/*
 * ccer allowed-signers: all keys of a ledger's parties in the form that ssh-keygen and git read.
 */
#include <getopt.h>

#include "ccer/command.h"
#include "ccer/open.h"
#include "export/allowed_signers.h"

int cmd_allowed_signers(struct command_context *c, int argc, char **argv)
{
	int status;
	AUTO(registry_auto) struct registry *r = open_by_options(c, argc, argv, 0, &status);
	struct buffer *out = buffer_new(c->mem, 64 * 1024 * 1024);
	struct error err;

	if (!r)
		return status;
	if (!out)
		return EXIT_CANNOT;
	if (allowed_signers_write(registry_state(r), out, &err) < 0 ||
		command_write("-", out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}
