/*
 * ccer consistency: compares a checkpoint that someone kept with a server's ledger of
 * today, by a proof that the ledger still begins with the same entries.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "base/limits.h"
#include "ccer/command.h"
#include "ccer/options.h"
#include "ccer/server/served.h"

enum { NOTE_MAX = 256 * 1024 };

/*
 * Whether a server's ledger still begins with the entries of a checkpoint that was
 * kept. Nothing is taken on the server's word: the kept note names the ledger, whose
 * id is the hash of genesis; genesis names the sealing key; both notes are checked
 * with it, and the proof between their roots.
 */
struct comparing {
	struct command_context *c;
	const char *file, *out;
	struct served ledger;
	struct checkpoint kept, served;
	struct http_answer note; /* the served checkpoint's */
};

/* The ledger that the kept note belongs to: its first line. */
static int read_origin(struct comparing *x, const char *note, struct error *err)
{
	size_t n = strcspn(note, "\n");

	x->ledger.ledger_id = talloc_strndup(x->c->mem, note, n);
	return x->ledger.ledger_id ? 0 : error_no_memory(err);
}

static int read_kept(struct comparing *x, struct error *err)
{
	size_t size;
	const char *note = command_read(x->c, x->file, NOTE_MAX, &size, err);

	if (!note || read_origin(x, note, err) < 0 || served_open(x->c, &x->ledger, err) < 0)
		return -1;
	return checkpoint_check(note, size, x->ledger.ledger_id, &x->ledger.key, &x->kept, err);
}

static int rewritten_error(const struct comparing *x, struct error *err)
{
	char size[24];

	snprintf(size, sizeof(size), "%" PRId64, x->kept.size);
	return error_set(err, ERROR_AUDIT_REWRITTEN, "RFC 9162 2.1.4", "", "size", size, NULL);
}

/* Checks by the server's proof that the served tree has grown from the kept one. */
static int compare_checkpoints(struct comparing *x, struct error *err)
{
	char kept[24], served[24];
	int holds;

	snprintf(kept, sizeof(kept), "%" PRId64, x->kept.size);
	snprintf(served, sizeof(served), "%" PRId64, x->served.size);
	if (x->served.size < x->kept.size)
		return error_set(
			err, ERROR_AUDIT_SHORTER, NULL, "", "size", kept, "entries", served, NULL);
	holds = served_consistent(x->c, &x->ledger, &x->kept, &x->served, err);
	if (holds < 0)
		return -1;
	return holds ? 0 : rewritten_error(x, err);
}

/* A ledger that is another or was rewritten is a finding; otherwise nothing was found out. */
static int not_consistent(const struct comparing *x, const struct error *err)
{
	int status = command_error(x->c, x->file, NULL, 0, err);

	if (err->code == ERROR_AUDIT_REWRITTEN || err->code == ERROR_AUDIT_SHORTER ||
		err->code == ERROR_CLIENT_OTHER_LEDGER || err->code == ERROR_CLIENT_FORKED ||
		err->code == ERROR_CLIENT_BEHIND)
		return EXIT_REFUSED;
	return status;
}

int cmd_consistency(struct command_context *c, int argc, char **argv)
{
	struct comparing x = {.c = c, .ledger.server = command_server()};
	struct error err;
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 's')
			x.ledger.server = optarg;
		else if (option == 'k')
			x.ledger.given_key = optarg;
		else if (option == 'o')
			x.out = optarg;
		else
			return command_usage(c, "consistency", NULL);
	}
	if (argc - optind != 1 || !x.ledger.server)
		return command_usage(c, "consistency", NULL);
	x.file = argv[optind];
	if (read_kept(&x, &err) < 0 ||
		served_checkpoint(c, &x.ledger, &x.served, &x.note, &err) < 0 ||
		compare_checkpoints(&x, &err) < 0 ||
		served_seen(c, &x.ledger, &x.served, x.note.body, x.note.size, &err) < 0)
		return not_consistent(&x, &err);
	if (x.out && command_write(x.out, x.note.body, x.note.size, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	printf("%s: %" PRId64 " -> %" PRId64 "  %s\n", x.ledger.ledger_id, x.kept.size,
		x.served.size,
		command_text(c, "一致，未被改写", "consistent, nothing was rewritten"));
	return EXIT_DONE;
}
