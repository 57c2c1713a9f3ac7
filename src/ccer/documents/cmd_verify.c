/*
 * ccer verify: whether a receipt proves that a document is sealed, without a network: these
 * bytes, with these signatures, as that entry of that ledger. The ledger is the one that the
 * document's header names, and its key is given, stands in the genesis document, or was kept
 * when the ledger was met.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "ccer/documents/form.h"
#include "ccer/options.h"
#include "ccer/server/known.h"
#include "domain/spoken.h"
#include "ledger/page.h"

enum { RECEIPT_FILE_MAX = 256 * 1024 };

struct proving {
	const char *document, *receipt, *given_key, *genesis;
	const char *ledger_id;
	struct public_key key;
	struct known_ledger known;
	struct leaf leaf;
	struct checkpoint at;
};

/* The sealing key that genesis names, if it is this ledger's genesis. */
static int take_genesis(struct command_context *c, struct proving *p)
{
	struct document *g;
	struct error err;
	const char *id;
	int status = form_read(c, p->genesis, &g);

	if (status != EXIT_DONE)
		return status;
	id = form_ledger(c->mem, g);
	if (!id || g->kind != KIND_GENESIS || strcmp(id, p->ledger_id) != 0) {
		error_set(&err, ERROR_AUDIT_IDENTITY, NULL, "", "found", id ? id : "", "expected",
			p->ledger_id, NULL);
		return command_error(c, p->genesis, NULL, 0, &err);
	}
	p->key = g->genesis->sealing_key;
	return EXIT_DONE;
}

/* From what is kept; a key that is given must be the same. */
static int take_key(struct command_context *c, struct proving *p, struct error *err)
{
	const char *id = NULL;
	int known;

	if (known_open(c, NULL, &p->known, err) < 0)
		return -1;
	known = known_read(c, &p->known, p->ledger_id, err);
	if (known < 0)
		return -1;
	p->key = p->known.key;
	if (!p->given_key)
		return known ? 0
			     : error_set(err, ERROR_CLIENT_NO_KEY, NULL, "", "ledger", p->ledger_id,
				       NULL);
	if (known_key_parse(c, p->given_key, &id, &p->key, err) < 0)
		return -1;
	if (id && strcmp(id, p->ledger_id) != 0)
		return error_set(err, ERROR_AUDIT_IDENTITY, NULL, "", "found", p->ledger_id,
			"expected", id, NULL);
	if (known && !public_key_equal(&p->key, &p->known.key)) {
		char wanted[PUBLIC_KEY_FINGERPRINT_SIZE], found[PUBLIC_KEY_FINGERPRINT_SIZE];

		return error_set(err, ERROR_CLIENT_KEY_DIFFERS, NULL, "", "ledger", p->ledger_id,
			"expected", public_key_fingerprint(&p->known.key, wanted), "found",
			public_key_fingerprint(&p->key, found), NULL);
	}
	return 0;
}

static struct digest hash_of_signatures(struct command_context *c, const struct document *d)
{
	struct buffer *text = buffer_new(c->mem, LIMIT_SUBMISSION);

	if (!text)
		return (struct digest){{0}};
	document_signature_text(d, text);
	return digest_of(text->bytes, text->size);
}

static int check_proof(
	struct command_context *c, struct proving *p, const struct document *d, struct error *err)
{
	char wanted[DIGEST_HEX_SIZE], found[DIGEST_HEX_SIZE];
	struct digest signatures = hash_of_signatures(c, d);
	struct receipt r;
	size_t size;
	const char *text = command_read(c, p->receipt, RECEIPT_FILE_MAX, &size, err);

	if (!text || receipt_parse(c->mem, text, size, &r, err) < 0 ||
		receipt_check(&r, p->ledger_id, &p->key, &p->at, err) < 0 ||
		leaf_parse(r.leaf, r.leaf_size, &p->leaf, err) < 0)
		return -1;
	if (!digest_equal(&p->leaf.document, &d->hash))
		return error_set(err, ERROR_CLIENT_RECEIPT_OTHER, NULL, "", "found",
			digest_hex(&p->leaf.document, found), "document",
			digest_hex(&d->hash, wanted), NULL);
	if (d->signatures_n > 0 && !digest_equal(&p->leaf.signatures, &signatures))
		return error_set(err, ERROR_CLIENT_RECEIPT_SIGNATURES, NULL, "", NULL);
	return 0;
}

/* The receipt's tree against the newest that was kept, where both are of one size. */
static int hold_against_kept(struct command_context *c, const struct proving *p, struct error *err)
{
	struct checkpoint kept;
	char size[24];
	int found = known_checkpoint(c, &p->known, &kept, err);

	if (found <= 0 || kept.size != p->at.size || digest_equal(&kept.root, &p->at.root))
		return found < 0 ? -1 : 0;
	snprintf(size, sizeof(size), "%" PRId64, kept.size);
	return error_set(err, ERROR_CLIENT_FORKED, "RFC 9162 2.1.4", "", "server", p->receipt,
		"size", size, "file", known_checkpoint_file(c, &p->known), NULL);
}

static void show_proven(
	const struct command_context *c, const struct proving *p, const struct document *d)
{
	char hash[DIGEST_HEX_SIZE], time[INSTANT_TEXT_SIZE], print[PUBLIC_KEY_FINGERPRINT_SIZE];
	char said[SPOKEN_SIZE];

	printf("%s: %s\n", p->document, command_text(c, "已证明封存", "proven to be sealed"));
	printf("  %s %s\n", command_text(c, "账本", "ledger"), p->ledger_id);
	printf("  %s %" PRId64 "\n", command_text(c, "条目", "entry"), p->leaf.sequence);
	printf("  %s %s\n", command_text(c, "封存时间", "sealed at"),
		spoken_value("time", instant_text(p->leaf.time, time), c->language, said));
	printf("  %s %s (%s)\n", command_text(c, "文件", "document"), digest_hex(&d->hash, hash),
		command_text(c, kind_row(d->kind)->zh, kind_name(d->kind)));
	printf("  %s %" PRId64 "\n",
		command_text(c, "检查点的条目数", "entries under the checkpoint"), p->at.size);
	printf("  %s %s\n", command_text(c, "封存公钥", "sealing key"),
		public_key_fingerprint(&p->key, print));
	if (d->signatures_n == 0)
		printf("  %s\n", command_text(c, "此文件不带签名；封存时的签名未核对",
					 "this file has no signatures; those that were sealed "
					 "with it were not looked at"));
	for (size_t i = 0; i < d->signatures_n; i++)
		printf("  %s %s\n", command_text(c, "封存时的签名", "sealed with the signature of"),
			public_key_fingerprint(&d->signatures[i].key, print));
}

static int prove_file(struct command_context *c, struct proving *p)
{
	struct document *d;
	struct error err;
	int status = form_read(c, p->document, &d);

	if (status != EXIT_DONE)
		return status;
	p->ledger_id = form_ledger(c->mem, d);
	if (!p->ledger_id) {
		error_no_memory(&err);
		return command_error(c, NULL, NULL, 0, &err);
	}
	if (p->genesis) {
		status = take_genesis(c, p);
		if (status != EXIT_DONE)
			return status;
	} else if (take_key(c, p, &err) < 0) {
		return command_error(c, p->document, NULL, 0, &err);
	}
	if ((d->signatures_n > 0 && document_authenticate(d, &err) < 0) ||
		check_proof(c, p, d, &err) < 0 || hold_against_kept(c, p, &err) < 0)
		return command_error(c, p->document, NULL, 0, &err);
	show_proven(c, p, d);
	return EXIT_DONE;
}

int cmd_verify(struct command_context *c, int argc, char **argv)
{
	struct proving p = {0};
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 'g')
			p.genesis = optarg;
		else if (option == 'k')
			p.given_key = optarg;
		else
			return command_usage(c, "verify", NULL);
	}
	if (argc - optind != 2 || (p.genesis && p.given_key))
		return command_usage(c, "verify", NULL);
	p.document = argv[optind];
	p.receipt = argv[optind + 1];
	return prove_file(c, &p);
}
