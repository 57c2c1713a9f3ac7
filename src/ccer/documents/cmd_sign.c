/*
 * ccer sign: adds signatures to a document with keys kept in files.
 */
#include <getopt.h>
#include <string.h>

#include <talloc.h>

#include "ccer/command.h"
#include "ccer/documents/form.h"
#include "ccer/options.h"
#include "signature/secret_key.h"

struct signing {
	const char *out;
	size_t keys_n;
	const char *keys[LIMIT_SIGNATURE_COUNT];
};

static int add_signature(struct document *d, const char *file, struct error *err)
{
	AUTO(secret_key_auto) struct secret_key *key = secret_key_read(NULL, file, err);
	char namespace[NAMESPACE_SIZE];
	struct sshsig s;

	if (!key)
		return -1;
	document_namespace("document", d->ledger_name, namespace);
	if (secret_key_sshsig(key, namespace, d->bytes, d->size, &s, err) < 0)
		return -1;
	return document_add_signature(d, &s, err);
}

static int sign_file(struct command_context *c, const char *file, const struct signing *s)
{
	struct buffer *out = buffer_new(c->mem, LIMIT_SUBMISSION);
	struct document *d;
	struct error err;
	int status = form_read(c, file, &d);

	if (status != EXIT_DONE)
		return status;
	for (size_t i = 0; i < s->keys_n; i++)
		if (add_signature(d, s->keys[i], &err) < 0)
			return command_error(c, s->keys[i], NULL, 0, &err);
	document_write(d, out);
	if (buffer_ok(out, &err) < 0 ||
		command_write(s->out ? s->out : "-", out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

int cmd_sign(struct command_context *c, int argc, char **argv)
{
	struct signing s = {0};
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 'k' && s.keys_n < LIMIT_SIGNATURE_COUNT)
			s.keys[s.keys_n++] = optarg;
		else if (option == 'o')
			s.out = optarg;
		else
			return command_usage(c, "sign", NULL);
	}
	if (argc - optind != 1 || s.keys_n == 0)
		return command_usage(c, "sign", NULL);
	return sign_file(c, argv[optind], &s);
}
