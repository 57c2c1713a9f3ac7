/*
 * ccer check: checks the form of documents, offline, all faults at once, and what they are warned
 * of by themselves. Whether a document would be sealed, and what the ledger makes unlikely, only a
 * dry run can say.
 */
#include <getopt.h>

#include "ccer/command.h"
#include "ccer/documents/form.h"
#include "ccer/options.h"

/* The kind's signers; whether each may sign as it does, the ledger knows. */
static int check_signers(struct command_context *c, const char *file, struct document *d)
{
	enum role roles[LIMIT_SIGNERS];
	struct error err;

	for (size_t i = 0; i < d->signers_n; i++)
		roles[i] = d->signers[i].as;
	if (kind_signed_by(d->kind, roles, d->signers_n))
		return EXIT_DONE;
	error_set(&err, ERROR_CLIENT_SIGNERS, kind_row(d->kind)->rule, "/signers", "kind",
		kind_name(d->kind), "kind_zh", kind_row(d->kind)->zh, "wanted",
		kind_row(d->kind)->signers, "wanted_zh", kind_row(d->kind)->signers_zh, NULL);
	document_place(d, &err);
	return command_error(c, file, NULL, 0, &err);
}

int cmd_check(struct command_context *c, int argc, char **argv)
{
	int worst = EXIT_DONE;

	if (command_option(c, argc, argv) != -1 || optind == argc)
		return command_usage(c, "check", NULL);
	for (int i = optind; i < argc; i++) {
		struct document *d;
		char hash[DIGEST_HEX_SIZE];
		int status = form_read(c, argv[i], &d);

		if (status == EXIT_DONE)
			status = check_signers(c, argv[i], d);
		if (status > worst)
			worst = status;
		if (status != EXIT_DONE)
			continue;
		form_warnings(c, argv[i], d);
		printf("%s: %s %s\n", argv[i],
			command_text(c, kind_row(d->kind)->zh, kind_name(d->kind)),
			digest_hex(&d->hash, hash));
	}
	return worst;
}
