/*
 * ccer check: checks the form of documents, offline, all faults at once. Whether a document
 * would be sealed, only a dry run can say.
 */
#include "ccer/command.h"
#include "ccer/documents/form.h"

int cmd_check(struct command_context *c, int argc, char **argv)
{
	int worst = EXIT_DONE;

	if (argc < 2)
		return command_usage(c, "check", NULL);
	for (int i = 1; i < argc; i++) {
		struct document *d;
		char hash[DIGEST_HEX_SIZE];
		int status = form_read(c, argv[i], &d);

		if (status > worst)
			worst = status;
		if (status == EXIT_DONE)
			printf("%s: %s %s\n", argv[i], kind_name(d->kind),
				digest_hex(&d->hash, hash));
	}
	return worst;
}
