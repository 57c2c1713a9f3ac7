/*
 * ccer show: a document with its signatures and whose they are, from a file or an entry of a
 * ledger, and the hash by which it is known.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "ccer/documents/form.h"
#include "ccer/documents/whose.h"
#include "ccer/open.h"
#include "ccer/options.h"
#include "domain/spoken.h"
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

/* What a signature is worth, as far as it was compared. */
struct comparison {
	const char *folder;    /* --ledger; NULL: none */
	struct served *server; /* --server; NULL: none */
	bool compared;
	struct whose whose;
	size_t signed_by[LIMIT_SIGNERS];
};

static int compare_keys(struct command_context *c, const struct document *d, struct comparison *x,
	struct error *err)
{
	if (x->server) {
		x->server->ledger_id = form_ledger(c->mem, d);
		if (!x->server->ledger_id)
			return error_no_memory(err);
		if (served_open(c, x->server, err) < 0 ||
			whose_served(c, x->server, d, &x->whose, err) < 0)
			return -1;
	}
	x->compared = x->server || x->folder;
	whose_declared(d, &x->whose);
	return 0;
}

/* The document's ledger must be the one at hand, or its parties are not those that are named. */
static int compare_at_hand(struct command_context *c, const struct document *d,
	struct comparison *x, struct registry *r, struct error *err)
{
	struct record about = record_new(RECORD_REGISTRY);
	char found[LEDGER_ID_SIZE], hex[DIGEST_HEX_SIZE];
	const char *expected = form_ledger(c->mem, d);

	if (!expected)
		return error_no_memory(err);
	about.registry.only = 1;
	if (view_get(state_view(registry_state(r)), c->mem, &about, err) < 0)
		return -1;
	snprintf(found, sizeof(found), "%s/%.32s", about.registry.name,
		digest_hex(&about.registry.genesis, hex));
	if (strcmp(found, expected) != 0)
		return error_set(err, ERROR_CLIENT_OTHER_LEDGER, NULL, "", "server", x->folder,
			"found", found, "expected", expected, NULL);
	return whose_at_hand(c, r, d, &x->whose, err);
}

/* Prints what a signature is, and whose. */
static int show_signature(const struct command_context *c, const struct document *d,
	struct comparison *x, const struct sshsig *s)
{
	char namespace[NAMESPACE_SIZE], print[PUBLIC_KEY_FINGERPRINT_SIZE];
	struct error err;
	int who = whose_signer(&x->whose, d, &s->key);

	document_namespace("document", d->ledger_name, namespace);
	printf("%s %s  ", command_text(c, "签名", "signature"),
		public_key_fingerprint(&s->key, print));
	if (sshsig_check(s, namespace, d->bytes, d->size, &err) < 0) {
		printf("%s\n", command_text(c, "与文本不符", "DOES NOT FIT the text"));
		return EXIT_REFUSED;
	}
	if (who >= 0) {
		x->signed_by[who]++;
		printf("%s %s%s\n",
			command_text(c, "与文本相符，密钥属于", "fits the text; the key of"),
			d->signers[who].party.text,
			x->compared ? ""
				    : command_text(c, "（本文件自己所列）",
					      " (as this document itself declares)"));
		return EXIT_DONE;
	}
	if (!x->compared) {
		printf("%s\n", command_text(c, "与文本相符；是谁的密钥未与账本核对",
				       "fits the text; whose key it is was not compared with any "
				       "ledger"));
		return EXIT_DONE;
	}
	printf("%s\n",
		command_text(c, "不是任何签署方的密钥", "is BY A KEY OF NONE of the signers"));
	return EXIT_REFUSED;
}

static int show_signatures(
	const struct command_context *c, const struct document *d, struct comparison *x)
{
	int status = EXIT_DONE;

	if (d->signatures_n == 0)
		printf("%s\n", command_text(c, "尚无签名", "not signed yet"));
	for (size_t i = 0; i < d->signatures_n; i++)
		if (show_signature(c, d, x, &d->signatures[i]) != EXIT_DONE)
			status = EXIT_REFUSED;
	for (size_t i = 0; x->compared && i < d->signers_n; i++)
		if (x->whose.of[i].threshold == 0)
			printf("%s %s\n", d->signers[i].party.text,
				command_text(c, "不在账本中", "is not in the ledger"));
		else
			printf("%s %zu/%" PRId64 "\n", d->signers[i].party.text, x->signed_by[i],
				x->whose.of[i].threshold);
	if (!x->compared && d->signatures_n > 0)
		printf("%s\n", command_text(c, "用 --server 或 --ledger 核对密钥属于谁",
				       "--server or --ledger compares whose keys they are"));
	return status;
}

static void show_header(const struct command_context *c, const struct document *d)
{
	char hash[DIGEST_HEX_SIZE], until[INSTANT_TEXT_SIZE], said[SPOKEN_SIZE];
	const struct kind_row *kind = kind_row(d->kind);

	if (c->language == LANGUAGE_ZH)
		printf("类别 %s\n", kind->zh);
	else
		printf("kind %s (%s)\n", kind->name, kind->en);
	printf("%s %s\n", command_text(c, "散列", "hash"), digest_hex(&d->hash, hash));
	printf("%s %s\n", command_text(c, "编号", "id"), d->id.text);
	if (!instant_is_none(d->valid_until))
		printf("%s %s\n", command_text(c, "有效至", "valid until"),
			spoken_value("valid_until", instant_text(d->valid_until, until),
				c->language, said));
	for (size_t i = 0; i < d->signers_n; i++)
		printf("%s %s (%s)\n", command_text(c, "签署方", "signer"),
			d->signers[i].party.text,
			command_word(c, WORDS_ROLE, (int)d->signers[i].as));
}

static int show_file(struct command_context *c, const char *file, struct comparison *x)
{
	struct document *d;
	struct error err;
	int status = form_read(c, file, &d);

	if (status != EXIT_DONE)
		return status;
	if (x->folder) {
		AUTO(registry_auto) struct registry *r = open_ledger(c, x->folder);

		if (!r)
			return EXIT_CANNOT;
		if (compare_at_hand(c, d, x, r, &err) < 0)
			return command_error(c, file, NULL, 0, &err);
	}
	if (compare_keys(c, d, x, &err) < 0)
		return command_error(c, file, NULL, 0, &err);
	show_header(c, d);
	status = show_signatures(c, d, x);
	form_warnings(c, file, d);
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
		return command_usage(
			c, "show", command_text(c, "序号应为整数", "SEQUENCE is a number"));
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

/* A number names an entry of the ledger at hand; anything else is a file. */
static bool is_sequence(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

int cmd_show(struct command_context *c, int argc, char **argv)
{
	struct served server = {0};
	struct comparison x = {0};
	bool hash = false;
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 'h')
			hash = true;
		else if (option == 'l')
			x.folder = optarg;
		else if (option == 'k')
			server.given_key = optarg;
		else if (option == 's')
			server.server = optarg;
		else if (option == 'S')
			c->state = optarg;
		else
			return command_usage(c, "show", NULL);
	}
	x.server = server.server ? &server : NULL;
	if (argc - optind != 1 || (hash && (x.folder || x.server)) || (x.folder && x.server))
		return command_usage(c, "show", NULL);
	if (x.folder && is_sequence(argv[optind]))
		return show_entry(c, x.folder, argv[optind]);
	return hash ? show_hash(c, argv[optind]) : show_file(c, argv[optind], &x);
}
