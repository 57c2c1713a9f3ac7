/*
 * ccer show: a document with its signatures, from a file or an entry of a ledger, and the
 * hash by which it is known.
 */
#include <getopt.h>
#include <string.h>

#include "base/number.h"
#include "ccer/command.h"
#include "ccer/documents/form.h"
#include "ledger/lookup.h"

static int show_hash(struct command_context *c, const char *file)
{
	const char *signatures, *bytes;
	size_t size, document_size, signatures_size;
	struct digest hash;
	char hex[DIGEST_HEX_SIZE];
	struct error err;

	bytes = command_read(c, file, LIMIT_SUBMISSION, &size, &err);
	if (!bytes)
		return command_error(c, NULL, NULL, 0, &err);
	if (document_cut(bytes, size, &signatures, &document_size, &signatures_size, &err) < 0)
		return command_error(c, file, bytes, size, &err);
	hash = digest_of(bytes, document_size);
	puts(digest_hex(&hash, hex));
	return EXIT_DONE;
}

/* Prints each signature and whether it holds. */
static int show_signatures(const struct command_context *c, const struct document *d)
{
	char namespace[NAMESPACE_SIZE], print[PUBLIC_KEY_FINGERPRINT_SIZE];
	int status = EXIT_DONE;

	document_namespace("document", d->ledger_name, namespace);
	if (d->signatures_n == 0)
		printf("%s\n", command_text(c, "尚无签名", "not signed yet"));
	for (size_t i = 0; i < d->signatures_n; i++) {
		struct error err;
		int good = sshsig_check(&d->signatures[i], namespace, d->bytes, d->size, &err);

		if (good < 0)
			status = EXIT_REFUSED;
		printf("%s %s  %s\n", command_text(c, "签名", "signature"),
			public_key_fingerprint(&d->signatures[i].key, print),
			good == 0 ? command_text(c, "有效", "holds")
				  : command_text(c, "无效", "DOES NOT HOLD"));
	}
	return status;
}

static int show_file(struct command_context *c, const char *file)
{
	char hash[DIGEST_HEX_SIZE], until[INSTANT_TEXT_SIZE];
	struct document *d;
	const struct kind_row *kind;
	int status = form_read(c, file, &d);

	if (status != EXIT_DONE)
		return status;
	kind = kind_row(d->kind);
	printf("%s %s (%s)\n", command_text(c, "类别", "kind"), kind->name,
		command_text(c, kind->zh, kind->en));
	printf("%s %s\n", command_text(c, "哈希", "hash"), digest_hex(&d->hash, hash));
	printf("%s %s\n", command_text(c, "编号", "id"), d->id.text);
	if (!instant_is_none(d->valid_until))
		printf("%s %s\n", command_text(c, "有效至", "valid until"),
			instant_text(d->valid_until, until));
	for (size_t i = 0; i < d->signers_n; i++)
		printf("%s %s (%s)\n", command_text(c, "签署方", "signer"),
			d->signers[i].party.text, word_text(WORDS_ROLE, d->signers[i].as));
	status = show_signatures(c, d);
	printf("\n%s", d->bytes);
	return status;
}

/* Reads the entry's page alone: whether the ledger is sound is for the audit to say. */
static int show_entry(struct command_context *c, const char *folder, const char *sequence)
{
	struct buffer *out = buffer_new(c->mem, LIMIT_SUBMISSION);
	int64_t number;
	struct entry entry;
	struct error err;
	int found;

	if (!out || !integer_parse(sequence, strlen(sequence), 0, INTEGER_MOST, &number))
		return command_usage(c, "show", "SEQUENCE is a number");
	AUTO(ledger_auto) struct ledger *l = ledger_open(folder, false, &err);

	if (!l) {
		command_error(c, folder, NULL, 0, &err);
		return EXIT_CANNOT;
	}
	found = ledger_entry(l, c->mem, number, &entry, &err);
	if (found == 0)
		error_set(&err, ERROR_CLIENT_NO_ENTRY, NULL, "", "sequence", sequence, NULL);
	if (found != 1 || entry_whole(&entry, &err) < 0)
		return command_error(c, folder, NULL, 0, &err);
	entry_file(&entry, out);
	if (buffer_ok(out, &err) < 0 || command_write("-", out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

int cmd_show(struct command_context *c, int argc, char **argv)
{
	static const struct option options[] = {
		{"hash", no_argument, NULL, 'h'}, {"ledger", required_argument, NULL, 'l'}, {0}};
	const char *folder = NULL;
	bool hash = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'h')
			hash = true;
		else if (option == 'l')
			folder = optarg;
		else
			return command_usage(c, "show", NULL);
	}
	if (argc - optind != 1 || (hash && folder))
		return command_usage(c, "show", NULL);
	if (folder)
		return show_entry(c, folder, argv[optind]);
	return hash ? show_hash(c, argv[optind]) : show_file(c, argv[optind]);
}
