/*
 * ccer fill: puts the header before a body, so that it can be signed: the ledger, who
 * signs as what, an id, and how long the document lives. A header that is there gets what it
 * lacks, is made anew with --renew, or is refused: never is a file given back as it was.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include <talloc.h>

#include "base/near_word.h"
#include "base/number.h"
#include "ccer/documents/header_text.h"
#include "ccer/options.h"
#include "ccer/server/served.h"
#include "signature/secret_key.h"
#include "yaml/text.h"

enum { DAYS_DEFAULT = 7, DAYS_MOST = 36525, DAYS_NONE = -1 };

struct header {
	const char *ledger, *server, *ledger_key, *until, *out;
	struct instant now;
	int64_t days; /* DAYS_NONE: not said */
	bool renew;
	size_t signers_n;
	struct header_role signers[LIMIT_SIGNERS];
	struct checkpoint seen; /* size 0: none */
};

static const char *role_at(const void *ctx, size_t i)
{
	(void)ctx;
	return word_text(WORDS_ROLE, (int)i + 1);
}

/* PARTY:ROLE; the role must be one. */
static bool add_signer(const struct command_context *c, struct header *h, const char *text)
{
	const char *colon = strchr(text, ':'), *near;
	int role = colon ? word_value(WORDS_ROLE, colon + 1, strlen(colon + 1)) : 0;

	if (h->signers_n < LIMIT_SIGNERS && colon > text && role) {
		h->signers[h->signers_n++] = (struct header_role){
			talloc_strndup(c->mem, text, (size_t)(colon - text)), colon + 1};
		return true;
	}
	near = colon ? near_word(colon + 1, role_at, NULL) : NULL;
	fprintf(stderr, "ccer fill: --as %s: %s%s%s\n", text,
		command_text(c, "应为 主体:角色", "PARTY:ROLE is wanted"),
		near ? command_text(c, "；角色是否指 ", "; did you mean the role ") : "",
		near ? near : "");
	return false;
}

static int options_read(struct command_context *c, int argc, char **argv, struct header *h)
{
	struct instant until;
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 'a' && add_signer(c, h, optarg))
			;
		else if (option == 'd' &&
			 integer_parse(optarg, strlen(optarg), 0, DAYS_MOST, &h->days))
			;
		else if (option == 'l')
			h->ledger = optarg;
		else if (option == 'k')
			h->ledger_key = optarg;
		else if (option == 'n' && instant_parse(optarg, strlen(optarg), &h->now))
			;
		else if (option == 'r')
			h->renew = true;
		else if (option == 's')
			h->server = optarg;
		else if (option == 'u' && instant_parse(optarg, strlen(optarg), &until))
			h->until = optarg;
		else if (option == 'o')
			h->out = optarg;
		else
			return command_usage(c, "fill", NULL);
	}
	if (!h->server && !h->ledger)
		h->server = command_server();
	return argc - optind == 1 ? EXIT_DONE : command_usage(c, "fill", NULL);
}

/*
 * What the server keeps, proven: the ledger's id, the time at which it would seal now, and
 * its checkpoint, so that everyone who signs the document has witnessed it.
 */
static int ask_server(
	struct command_context *c, struct header *h, const char *there, struct error *err)
{
	struct served s = {.server = h->server,
		.given_key = h->ledger_key,
		.ledger_id = there && !h->renew ? there : h->ledger};
	struct http_answer note;

	if (served_meet(c, &s, err) < 0 || served_checkpoint(c, &s, &h->seen, &note, err) < 0 ||
		served_seen(c, &s, &h->seen, note.body, note.size, err) < 0)
		return -1;
	h->ledger = s.ledger_id;
	h->now = s.now;
	return 0;
}

/* The kind decides what the header has, and who signs. */
static int take_kind(const struct yaml_node *root, enum kind *out, struct error *err)
{
	const struct yaml_node *kind = yaml_member(root, "kind");
	enum kind near;

	if (!kind || !kind->text)
		return error_set(err, ERROR_FIELD_MISSING, "docs/ledger-format.md 2", "/kind",
			"field", "kind", NULL);
	*out = kind_by_name(kind->text, kind->size);
	if (*out)
		return 0;
	near = kind_near(kind->text);
	return error_set_at(err, near ? ERROR_DOCUMENT_KIND_NEAR : ERROR_DOCUMENT_KIND,
		"docs/ledger-format.md 2", kind->line, kind->column, "/kind", "found", kind->text,
		"near", kind_name(near), NULL);
}

static int filled_error(const char *field, const struct yaml_node *there, struct error *err)
{
	char path[32];

	snprintf(path, sizeof(path), "/%s", field);
	return error_set_at(err, ERROR_CLIENT_FILLED_FIELD, NULL, there->line, there->column, path,
		"field", field, NULL);
}

/* Options that would change what is there are not passed over. */
static int check_options(const struct header *h, const struct yaml_node *root, struct error *err)
{
	const struct yaml_node *ledger = yaml_member(root, "ledger");
	const struct yaml_node *until = yaml_member(root, "valid_until");

	if (h->renew)
		return 0;
	if (until && (h->until || h->days != DAYS_NONE))
		return filled_error("valid_until", until, err);
	if (ledger && ledger->text && h->ledger && strcmp(ledger->text, h->ledger) != 0)
		return filled_error("ledger", ledger, err);
	return 0;
}

/* The header that the file has and what the options add; -1 with *err where they disagree. */
static int make_header(struct command_context *c, const struct header *h, enum kind kind,
	struct header_text *t, struct error *err)
{
	struct instant until = {
		h->now.ms + (h->days == DAYS_NONE ? DAYS_DEFAULT : h->days) * 86400000};
	char text[INSTANT_TEXT_SIZE], hex[DIGEST_HEX_SIZE];
	bool genesis = kind == KIND_GENESIS;
	uint8_t random[17];

	secret_random(random, sizeof(random));
	until.ms -= until.ms % 1000;
	header_text_line(t, HEADER_LEDGER, h->renew && h->ledger,
		talloc_asprintf(c->mem, "ledger: %s\n", h->ledger ? h->ledger : ""));
	header_text_line(t, HEADER_ID, h->renew,
		talloc_asprintf(c->mem, "id: %s\n", document_id_make(random).text));
	if (!genesis)
		header_text_line(t, HEADER_VALID_UNTIL, h->renew,
			talloc_asprintf(c->mem, "valid_until: %s\n",
				h->until ? h->until : instant_text(until, text)));
	header_text_line(t, HEADER_SEEN, h->renew,
		h->seen.size && !genesis
			? talloc_asprintf(c->mem, "seen: {entries: %" PRId64 ", root: %s}\n",
				  h->seen.size, digest_hex(&h->seen.root, hex))
			: NULL);
	return header_text_signers(t, h->renew, h->signers_n, h->signers, err);
}

/* Nobody has to sign what the rules refuse for want of a signer. */
static void warn_of_signers(
	const struct command_context *c, enum kind kind, const struct header_text *t)
{
	enum role roles[LIMIT_SIGNERS];

	for (size_t i = 0; i < t->signers_n; i++)
		roles[i] = (enum role)word_value(
			WORDS_ROLE, t->signers[i].role, strlen(t->signers[i].role));
	if (kind_signed_by(kind, roles, t->signers_n))
		return;
	fprintf(stderr, "%s %s: %s\n",
		command_text(c, "注意：签署方不符合此类文件的要求",
			"note: these signers will not do for"),
		command_text(c, kind_row(kind)->zh, kind_name(kind)),
		command_text(c, kind_row(kind)->signers_zh, kind_row(kind)->signers));
}

/* DOCUMENT alone: signatures do not hold for another header. */
static int cut_signed(struct command_context *c, const struct header *h, const char *file,
	const char *bytes, size_t *size, struct error *err)
{
	const char *signatures;
	size_t document_size, signatures_size;

	if (document_cut(bytes, *size, &signatures, &document_size, &signatures_size, err) < 0)
		return -1;
	if (signatures && !h->renew)
		return error_set(err, ERROR_CLIENT_FILLED_SIGNED, NULL, "", NULL);
	if (signatures)
		fprintf(stderr, "%s: %s\n", file,
			command_text(c, "已去掉原有签名，请重新签署",
				"its signatures are left out; have it signed again"));
	*size = document_size;
	return 0;
}

static int fill_bytes(struct command_context *c, const char *file, const char *bytes, size_t size,
	struct header *h, struct buffer *out, struct error *err)
{
	const struct yaml_node *ledger;
	struct header_text text;
	struct yaml_node *root;
	enum kind kind;

	if (cut_signed(c, h, file, bytes, &size, err) < 0 || text_check(bytes, size, err) < 0 ||
		yaml_parse(c->mem, bytes, size, &root, err) < 0 ||
		take_kind(root, &kind, err) < 0 || check_options(h, root, err) < 0)
		return -1;
	ledger = yaml_member(root, "ledger");
	if (h->server && kind != KIND_GENESIS &&
		ask_server(c, h, ledger ? ledger->text : NULL, err) < 0)
		return -1;
	if (!ledger && !h->ledger)
		return error_set(err, ERROR_CLIENT_FILL_LEDGER, NULL, "", NULL);
	if (header_text_read(c->mem, bytes, size, root, &text, err) < 0 ||
		make_header(c, h, kind, &text, err) < 0)
		return -1;
	if (!text.changed)
		return error_set(err, ERROR_CLIENT_FILLED, NULL, "", NULL);
	header_text_write(&text, out);
	warn_of_signers(c, kind, &text);
	return buffer_ok(out, err);
}

int cmd_fill(struct command_context *c, int argc, char **argv)
{
	struct header h = {.days = DAYS_NONE, .now = {(int64_t)time(NULL) * 1000}};
	struct buffer *out = buffer_new(c->mem, LIMIT_SUBMISSION);
	int status = options_read(c, argc, argv, &h);
	const char *bytes, *file = argv[optind];
	struct error err;
	size_t size;

	if (status != EXIT_DONE)
		return status;
	bytes = command_read(c, file, LIMIT_SUBMISSION, &size, &err);
	if (!bytes || !out)
		return command_error(c, NULL, NULL, 0, &err);
	if (fill_bytes(c, file, bytes, size, &h, out, &err) < 0)
		return command_error(c, file, bytes, size, &err);
	if (command_write(h.out ? h.out : "-", out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}
