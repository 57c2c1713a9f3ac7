/*
 * ccer key: makes keys in OpenSSH's form and shows their public halves; and the
 * operator's identity key, which signs nothing.
 */
#include <getopt.h>
#include <string.h>

#include "ccer/command.h"
#include "ccer/documents/identity_key.h"
#include "ccer/options.h"
#include "signature/secret_key.h"

static int new_key(struct command_context *c, const char *file, const char *comment)
{
	AUTO(secret_key_auto) struct secret_key *key = secret_key_new(NULL);
	char text[PUBLIC_KEY_TEXT_SIZE], print[PUBLIC_KEY_FINGERPRINT_SIZE];
	struct error err;

	if (!key) {
		error_no_memory(&err);
		return command_error(c, NULL, NULL, 0, &err);
	}
	if (secret_key_write(key, file, comment, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	printf("%s  %s\n%s\n", file, public_key_fingerprint(secret_key_public(key), print),
		public_key_text(secret_key_public(key), text));
	return EXIT_DONE;
}

/* Reads a public key from a public file, such as FILE.pub, or from a private one. */
static int read_public(
	struct command_context *c, const char *file, struct public_key *out, struct error *err)
{
	size_t size;
	const char *text = command_read(c, file, 16 * 1024, &size, err);

	if (!text)
		return -1;
	if (strncmp(text, "ssh-", 4) == 0 || strncmp(text, "ecdsa-", 6) == 0 ||
		strncmp(text, "sk-", 3) == 0)
		return public_key_parse(text, strcspn(text, "\r\n"), out, err);
	AUTO(secret_key_auto) struct secret_key *key = secret_key_read(NULL, file, err);

	if (!key)
		return -1;
	*out = *secret_key_public(key);
	return 0;
}

static int show_key(struct command_context *c, const char *file, bool fingerprint)
{
	char text[PUBLIC_KEY_TEXT_SIZE], print[PUBLIC_KEY_FINGERPRINT_SIZE];
	struct public_key key;
	struct error err;

	if (read_public(c, file, &key, &err) < 0)
		return command_error(c, file, NULL, 0, &err);
	puts(fingerprint ? public_key_fingerprint(&key, print) : public_key_text(&key, text));
	return EXIT_DONE;
}

static int new_identity_key(struct command_context *c, const char *file)
{
	char hex[DIGEST_HEX_SIZE];
	struct digest digest;
	struct error err;

	if (identity_key_make(file, &digest, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	printf("%s  %s\n", file, digest_hex(&digest, hex));
	return EXIT_DONE;
}

int cmd_key(struct command_context *c, int argc, char **argv)
{
	const char *comment = "", *what;
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option != 'c')
			return command_usage(c, "key", NULL);
		comment = optarg;
	}
	if (argc - optind != 2)
		return command_usage(c, "key", NULL);
	what = argv[optind];
	if (strcmp(what, "new") == 0)
		return new_key(c, argv[optind + 1], comment);
	if (strcmp(what, "public") == 0 || strcmp(what, "fingerprint") == 0)
		return show_key(c, argv[optind + 1], *what == 'f');
	if (strcmp(what, "identity") == 0)
		return new_identity_key(c, argv[optind + 1]);
	return command_usage(c, "key", what);
}
