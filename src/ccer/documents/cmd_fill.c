/*
 * ccer fill: puts the header before a body, so that it can be signed: the ledger, who
 * signs as what, an id, and how long the document lives.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include <talloc.h>

#include "base/number.h"
#include "ccer/command.h"
#include "ccer/server/served.h"
#include "signature/secret_key.h"
#include "yaml/text.h"

enum { DAYS_DEFAULT = 7, DAYS_MOST = 36525 };

struct header {
	const char *ledger, *server, *ledger_key, *until, *out;
	struct instant now;
	int64_t days;
	size_t signers_n;
	const char *signers[LIMIT_SIGNERS];
	struct checkpoint seen; /* size 0: none */
};

static int options_read(struct command_context *c, int argc, char **argv, struct header *h)
{
	static const struct option options[] = {{"as", required_argument, NULL, 'a'},
		{"days", required_argument, NULL, 'd'}, {"ledger", required_argument, NULL, 'l'},
		{"ledger-key", required_argument, NULL, 'k'}, {"now", required_argument, NULL, 'n'},
		{"server", required_argument, NULL, 's'}, {"until", required_argument, NULL, 'u'},
		{0}};
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (option == 'a' && h->signers_n < LIMIT_SIGNERS)
			h->signers[h->signers_n++] = optarg;
		else if (option == 'd' &&
			 integer_parse(optarg, strlen(optarg), 0, DAYS_MOST, &h->days))
			;
		else if (option == 'l')
			h->ledger = optarg;
		else if (option == 'k')
			h->ledger_key = optarg;
		else if (option == 'n' && instant_parse(optarg, strlen(optarg), &h->now))
			;
		else if (option == 's')
			h->server = optarg;
		else if (option == 'u')
			h->until = optarg;
		else if (option == 'o')
			h->out = optarg;
		else
			return command_usage(c, "fill", NULL);
	}
	if (argc - optind != 1 || h->signers_n == 0)
		return command_usage(c, "fill", NULL);
	return EXIT_DONE;
}

/*
 * What the server keeps, proven: the ledger's id, the time at which it would seal now, and
 * its checkpoint, so that everyone who signs the document has witnessed it.
 */
static int ask_server(struct command_context *c, struct header *h, const struct yaml_node *root,
	struct error *err)
{
	const struct yaml_node *ledger = yaml_member(root, "ledger");
	struct served s = {.server = h->server,
		.given_key = h->ledger_key,
		.ledger_id = ledger && ledger->text ? ledger->text : h->ledger};
	struct http_answer note;

	if (served_meet(c, &s, err) < 0 || served_checkpoint(c, &s, &h->seen, &note, err) < 0 ||
		served_seen(c, &s, &h->seen, note.body, note.size, err) < 0)
		return -1;
	h->ledger = s.ledger_id;
	h->now = s.now;
	return 0;
}

static bool is_genesis(const struct yaml_node *root)
{
	const struct yaml_node *kind = yaml_member(root, "kind");

	return kind && kind->text && strcmp(kind->text, kind_name(KIND_GENESIS)) == 0;
}

static void add_signers(const struct header *h, struct buffer *out)
{
	buffer_add_text(out, "signers:\n");
	for (size_t i = 0; i < h->signers_n; i++) {
		const char *role = strchr(h->signers[i], ':');

		buffer_add_format(out, "- party: %.*s\n  as: %s\n",
			(int)(role ? role - h->signers[i] : 0), h->signers[i],
			role ? role + 1 : "");
	}
}

/* The header lines that the body lacks. */
static void add_header(const struct header *h, const struct yaml_node *root, struct buffer *out)
{
	char text[INSTANT_TEXT_SIZE], hex[DIGEST_HEX_SIZE];
	uint8_t random[17];
	struct instant until = {h->now.ms + h->days * 86400000};

	secret_random(random, sizeof(random));
	until.ms -= until.ms % 1000;
	if (!yaml_member(root, "ledger"))
		buffer_add_format(out, "ledger: %s\n", h->ledger ? h->ledger : "");
	if (!yaml_member(root, "id"))
		buffer_add_format(out, "id: %s\n", document_id_make(random).text);
	if (!is_genesis(root) && !yaml_member(root, "valid_until"))
		buffer_add_format(
			out, "valid_until: %s\n", h->until ? h->until : instant_text(until, text));
	if (h->seen.size && !yaml_member(root, "seen"))
		buffer_add_format(out, "seen: {entries: %" PRId64 ", root: %s}\n", h->seen.size,
			digest_hex(&h->seen.root, hex));
	if (!yaml_member(root, "signers"))
		add_signers(h, out);
}

/* Where the header goes: after the line of `version`, or of `kind`. */
static size_t header_place(const char *bytes, const struct yaml_node *root)
{
	const struct yaml_node *after = yaml_member(root, "version");
	const char *p = bytes;

	if (!after)
		after = yaml_member(root, "kind");
	for (uint32_t line = 0; after && line < after->line; line++) {
		p = strchr(p, '\n');
		if (!p)
			return 0;
		p++;
	}
	return (size_t)(p - bytes);
}

static int fill_file(struct command_context *c, const char *file, struct header *h)
{
	struct buffer *out = buffer_new(c->mem, LIMIT_SUBMISSION);
	struct yaml_node *root;
	struct error err;
	size_t size, at;
	const char *bytes = command_read(c, file, LIMIT_DOCUMENT_LARGE, &size, &err);

	if (!bytes || !out)
		return command_error(c, NULL, NULL, 0, &err);
	if (text_check(bytes, size, &err) < 0 || yaml_parse(c->mem, bytes, size, &root, &err) < 0)
		return command_error(c, file, bytes, size, &err);
	if (!yaml_member(root, "ledger") && !h->ledger && !h->server)
		return command_usage(c, "fill", "--ledger or --server is needed");
	if (h->server && !is_genesis(root) && ask_server(c, h, root, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	at = header_place(bytes, root);
	buffer_add(out, bytes, at);
	add_header(h, root, out);
	buffer_add(out, bytes + at, size - at);
	if (buffer_ok(out, &err) < 0 ||
		command_write(h->out ? h->out : "-", out->bytes, out->size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

int cmd_fill(struct command_context *c, int argc, char **argv)
{
	struct header h = {.days = DAYS_DEFAULT, .now = {(int64_t)time(NULL) * 1000}};
	int status = options_read(c, argc, argv, &h);

	return status == EXIT_DONE ? fill_file(c, argv[optind], &h) : status;
}
