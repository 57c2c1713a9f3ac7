/*
 * ccer join: a document and the signatures that ssh-keygen made of it, put together into
 * the one file that is submitted.
 */
#include <getopt.h>

#include "ccer/command.h"
#include "ccer/documents/form.h"
#include "ccer/options.h"

static int add_signature(struct command_context *c, struct document *d, const char *file)
{
	char namespace[NAMESPACE_SIZE];
	struct sshsig s;
	struct error err;
	size_t size;
	const char *armour = command_read(c, file, 16 * 1024, &size, &err);

	if (!armour)
		return command_error(c, NULL, NULL, 0, &err);
	document_namespace("document", d->ledger_name, namespace);
	if (sshsig_parse(armour, size, &s, &err) < 0 ||
		sshsig_check(&s, namespace, d->bytes, d->size, &err) < 0 ||
		document_add_signature(d, &s, &err) < 0)
		return command_error(c, file, NULL, 0, &err);
	return EXIT_DONE;
}

static int join_files(struct command_context *c, char **files, int n, const char *to)
{
	struct buffer *out = buffer_new(c->mem, LIMIT_SUBMISSION);
	struct document *d;
	struct error err;
	int status = form_read(c, files[0], &d);

	for (int i = 1; i < n && status == EXIT_DONE; i++)
		status = add_signature(c, d, files[i]);
	if (status != EXIT_DONE)
		return status;
	if (!out) {
		error_no_memory(&err);
		return command_error(c, NULL, NULL, 0, &err);
	}
	document_write(d, out);
	if (buffer_ok(out, &err) < 0 || command_write(to, out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

int cmd_join(struct command_context *c, int argc, char **argv)
{
	const char *to = "-";
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option != 'o')
			return command_usage(c, "join", NULL);
		to = optarg;
	}
	if (argc - optind < 2)
		return command_usage(c, "join", NULL);
	return join_files(c, argv + optind, argc - optind, to);
}
