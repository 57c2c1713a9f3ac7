/*
 * ccer submit: sends signed documents and keeps their receipts, or has the server try
 * unsigned ones. That a document is sealed is said where its receipt proves it: this document, in
 * the ledger that its header names, by that ledger's key, in a tree that goes on from what
 * was seen before.
 */
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "base/limits.h"
#include "ccer/options.h"
#include "ccer/server/served.h"
#include "ccer/server/warned.h"
#include "domain/spoken.h"
#include "system/file.h"

struct submitting {
	const char *server, *receipt, *ledger_key;
	bool dry_run, quiet, no_receipt, accept_warnings;
};

/* A file on its way: what it is, and the ledger that it is for. */
struct sending {
	const struct submitting *s;
	const char *file, *bytes;
	size_t size;
	struct digest document, signatures;
	bool cut, named; /* its hash is known; its ledger is */
	struct served ledger;
	const char *receipt; /* the file that the receipt goes to; NULL: none */
};

static const char *text_of(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? text : "";
}

static void show_step(const struct command_context *c, const json_t *step)
{
	const char *note = text_of(step, command_text(c, "note_zh", "note"));

	printf("  %-16s", text_of(step, "symbol"));
	if (*text_of(step, "expression"))
		printf(" = %s\n  %16s", text_of(step, "expression"), "");
	if (*text_of(step, "substituted"))
		printf(" = %s\n  %16s", text_of(step, "substituted"), "");
	printf(" = %s %s", text_of(step, "value"), text_of(step, "unit"));
	printf("%s%s%s\n", *note ? "  (" : "", note, *note ? ")" : "");
}

/* What the registry calculates for each year of a report that was tried. */
static void show_calculation(const struct command_context *c, const json_t *years)
{
	size_t i, k;
	json_t *year, *step;

	json_array_foreach(years, i, year)
	{
		json_int_t claim = json_integer_value(json_object_get(year, "claim"));

		printf("%" JSON_INTEGER_FORMAT "\n",
			json_integer_value(json_object_get(year, "year")));
		json_array_foreach(json_object_get(year, "steps"), k, step)
		{
			show_step(c, step);
		}
		if (*text_of(year, "code")) {
			printf("  %s: %s: %s\n\n",
				command_text(c, "无法计算", "cannot be calculated"),
				text_of(year, "code"), text_of(year, command_text(c, "zh", "en")));
			continue;
		}
		printf("  %s %" JSON_INTEGER_FORMAT " tCO2e%s %" JSON_INTEGER_FORMAT "\n\n",
			command_text(c, "向下取整", "floored"),
			json_integer_value(json_object_get(year, "tonnes")),
			command_text(c, "，申报", ", claimed"), claim);
	}
}

/* What is refused is warned of too, and a report calculated, so that its fault can be found. */
static int show_refusal(
	struct command_context *c, const struct sending *x, const struct http_answer *reply)
{
	int status = http_show_problem(c, x->s->server, x->file, x->bytes, x->size, reply);
	json_t *answer;

	if (!x->s->dry_run)
		return status;
	answer = json_loadb(reply->body, reply->size, JSON_REJECT_DUPLICATES, NULL);
	warned_show(c, x->file, x->bytes, x->size, json_object_get(answer, "warnings"));
	if (!x->s->quiet)
		show_calculation(c, json_object_get(answer, "calculation"));
	json_decref(answer);
	return status;
}

/* What a dry run says is advice, and proves nothing. */
static int show_tried(
	struct command_context *c, const struct sending *x, const struct http_answer *reply)
{
	json_t *answer = json_loadb(reply->body, reply->size, JSON_REJECT_DUPLICATES, NULL);
	bool well_formed = strcmp(text_of(answer, "outcome"), "well-formed") == 0;
	const char *told = command_text(c, "可以封存", "would be sealed");
	char text[ERROR_TEXT_MAX];
	struct error err;

	if (!well_formed && strcmp(text_of(answer, "outcome"), "acceptable") != 0) {
		json_decref(answer);
		http_refused(c, x->s->server, reply, &err);
		return command_error(c, x->file, NULL, 0, &err);
	}
	warned_show(c, x->file, x->bytes, x->size, json_object_get(answer, "warnings"));
	if (well_formed) {
		error_set(&err, ERROR_DRY_RUN_PARTIES, NULL, "", NULL);
		told = error_text(&err, c->language, text, sizeof(text));
	}
	printf("%s: %s\n", x->file, told);
	if (!x->s->quiet)
		show_calculation(c, json_object_get(answer, "calculation"));
	json_decref(answer);
	return EXIT_DONE;
}

/* The leaf that a receipt proves, if it is one of this ledger and of this document. */
static int prove_sealed(struct command_context *c, struct sending *x, const char *text,
	bool repeated, struct leaf *leaf, struct error *err)
{
	if (!*text)
		return error_set(
			err, ERROR_CLIENT_NO_RECEIPT, NULL, "", "server", x->s->server, NULL);
	if (!x->named && served_open(c, &x->ledger, err) < 0)
		return -1;
	if (served_proves(c, &x->ledger, text, strlen(text), &x->document, leaf, err) < 0)
		return -1;
	/* One that was sealed before may have been signed by others of its signers. */
	if (!repeated && !digest_equal(&leaf->signatures, &x->signatures))
		return error_set(err, ERROR_CLIENT_RECEIPT_SIGNATURES, NULL, "", NULL);
	return 0;
}

/* Before anything is printed, which may end the program where nobody reads it. */
static int keep_receipt(struct command_context *c, const struct sending *x, const char *text)
{
	struct error err;

	if (!x->receipt || command_write(x->receipt, text, strlen(text), &err) == 0)
		return EXIT_DONE;
	return command_error(c, NULL, NULL, 0, &err);
}

/* Sealed is what is proven to be, whatever the answer says. */
static int show_sealed(
	struct command_context *c, struct sending *x, const struct http_answer *reply)
{
	json_t *answer = json_loadb(reply->body, reply->size, JSON_REJECT_DUPLICATES, NULL);
	const char *receipt = talloc_strdup(c->mem, text_of(answer, "receipt"));
	bool repeated = strcmp(text_of(answer, "outcome"), "repeated") == 0;
	char time[INSTANT_TEXT_SIZE], hash[DIGEST_HEX_SIZE], said[SPOKEN_SIZE];
	struct leaf leaf;
	struct error err;
	int proven, kept;

	if (!json_is_object(answer))
		proven = http_refused(c, x->s->server, reply, &err);
	else
		proven = receipt ? prove_sealed(c, x, receipt, repeated, &leaf, &err)
				 : error_no_memory(&err);
	/* What was asked about has been shown. */
	if (proven == 0 && x->s->accept_warnings)
		warned_show(c, x->file, x->bytes, x->size, json_object_get(answer, "warnings"));
	json_decref(answer);
	if (proven < 0) {
		command_error(c, x->file, NULL, 0, &err);
		fprintf(stderr, "  %s\n",
			command_text(c, "是否已封存未经证明；没有保存回执",
				"whether it is sealed is not proven; no receipt was kept"));
		return EXIT_CANNOT;
	}
	kept = keep_receipt(c, x, receipt);
	if (x->s->quiet)
		printf("%" PRId64 "\n", leaf.sequence);
	else
		printf("%s: %s %" PRId64 "  %s  %s\n", x->file,
			repeated ? command_text(c, "此前已封存，为第", "sealed before as entry")
				 : command_text(c, "已封存为第", "sealed as entry"),
			leaf.sequence,
			spoken_value("time", instant_text(leaf.time, time), c->language, said),
			digest_hex(&leaf.document, hash));
	if (kept == EXIT_DONE && x->receipt && !x->s->quiet && strcmp(x->receipt, "-") != 0)
		printf("  %s %s\n", command_text(c, "回执", "receipt"), x->receipt);
	return kept;
}

/* The hash of its signatures, as the leaf has it. */
static struct digest hash_signatures(struct command_context *c, const struct sending *x)
{
	struct buffer *text = buffer_new(c->mem, LIMIT_SUBMISSION);
	struct error ignored;
	const struct document *d = document_read_signed(c->mem, x->bytes, x->size, &ignored);

	if (!d || !text)
		return (struct digest){{0}};
	document_signature_text(d, text);
	return digest_of(text->bytes, text->size);
}

/* The ledger of its header, as far as it can be read; what is wrong with it the server says. */
static void read_header(struct command_context *c, struct sending *x)
{
	const char *signatures;
	size_t size, signatures_size;
	const struct yaml_node *ledger;
	struct yaml_node *root;
	struct error ignored;

	x->cut = document_cut(x->bytes, x->size, &signatures, &size, &signatures_size, &ignored) ==
		 0;
	if (!x->cut)
		return;
	x->document = digest_of(x->bytes, size);
	x->signatures = hash_signatures(c, x);
	if (yaml_parse(c->mem, x->bytes, size, &root, &ignored) < 0)
		return;
	ledger = yaml_member(root, "ledger");
	x->named = ledger && ledger->text && strchr(ledger->text, '/') &&
		   strlen(ledger->text) < LEDGER_ID_SIZE;
	if (x->named)
		x->ledger.ledger_id = ledger->text;
}

/* Where the receipt goes; what is there already must be a receipt. */
static int receipt_place(struct command_context *c, struct sending *x, struct error *err)
{
	static const char head[] = "c2sp.org/tlog-proof@v1\n";
	const struct submitting *s = x->s;
	char begins[sizeof(head)] = "";
	struct stat st;

	if (s->dry_run || s->no_receipt || (!s->receipt && strcmp(x->file, "-") == 0))
		return 0;
	x->receipt = s->receipt ? s->receipt : talloc_asprintf(c->mem, "%s.proof", x->file);
	if (!x->receipt)
		return error_no_memory(err);
	if (s->receipt || stat(x->receipt, &st) < 0)
		return 0;
	AUTO(file_auto) int fd = S_ISREG(st.st_mode) ? open(x->receipt, O_RDONLY | O_CLOEXEC) : -1;

	if (fd >= 0 && (st.st_size == 0 || (read(fd, begins, sizeof(head) - 1) > 0 &&
						   strcmp(begins, head) == 0)))
		return 0;
	return error_set(err, ERROR_CLIENT_RECEIPT_THERE, NULL, "", "file", x->receipt, NULL);
}

/* All that must be so before it is sent: its ledger is known, and its receipt has a place. */
static int prepare(struct command_context *c, struct sending *x, struct error *err)
{
	x->bytes = command_read(c, x->file, LIMIT_SUBMISSION, &x->size, err);
	if (!x->bytes || receipt_place(c, x, err) < 0)
		return -1;
	x->ledger.server = x->s->server;
	x->ledger.given_key = x->s->ledger_key;
	read_header(c, x);
	if (x->s->dry_run || !x->named)
		return 0;
	if (served_open(c, &x->ledger, err) < 0)
		return -1;
	return x->receipt ? served_beside(c, &x->ledger, x->receipt, err) : 0;
}

/* Whether the reply says that the document waits; then its warnings are shown. */
static bool waits(
	struct command_context *c, const struct sending *x, const struct http_answer *reply)
{
	json_t *answer = json_loadb(reply->body, reply->size, JSON_REJECT_DUPLICATES, NULL);
	bool does = !x->s->dry_run && warned_waits(answer);

	if (does)
		warned_show(c, x->file, x->bytes, x->size, json_object_get(answer, "warnings"));
	json_decref(answer);
	return does;
}

static int submit_file(struct command_context *c, const char *file, const struct submitting *s)
{
	const char *accepting = "/v1/documents?warnings=accept";
	const char *path = s->dry_run		? "/v1/documents?dry_run=true"
			   : s->accept_warnings ? accepting
						: "/v1/documents?warnings=ask";
	struct sending x = {.s = s, .file = file};
	struct http_answer reply;
	struct error err;

	if (prepare(c, &x, &err) < 0)
		return command_error(
			c, err.code == ERROR_CLIENT_OTHER_LEDGER ? file : NULL, NULL, 0, &err);
	if (http_ask(c, s->server, path, x.bytes, x.size, &reply, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	if (waits(c, &x, &reply)) {
		if (!warned_accepted(c, file))
			return EXIT_WARNED;
		if (http_ask(c, s->server, accepting, x.bytes, x.size, &reply, &err) < 0)
			return command_error(c, NULL, NULL, 0, &err);
	}
	if (reply.status != 200 && reply.status != 201)
		return show_refusal(c, &x, &reply);
	return s->dry_run ? show_tried(c, &x, &reply) : show_sealed(c, &x, &reply);
}

int cmd_submit(struct command_context *c, int argc, char **argv)
{
	struct submitting s = {.server = command_server()};
	int option, worst = EXIT_DONE;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 's')
			s.server = optarg;
		else if (option == 'r')
			s.receipt = optarg;
		else if (option == 'n')
			s.no_receipt = true;
		else if (option == 'k')
			s.ledger_key = optarg;
		else if (option == 'd')
			s.dry_run = true;
		else if (option == 'q')
			s.quiet = true;
		else if (option == 'a')
			s.accept_warnings = true;
		else
			return command_usage(c, "submit", NULL);
	}
	if (!s.server)
		return command_usage(c, "submit",
			command_text(c, "须给出 --server（或 CCER_SERVER）",
				"--server is needed (or CCER_SERVER)"));
	if (s.receipt && (s.no_receipt || argc - optind > 1))
		return command_usage(c, "submit",
			command_text(c, "--receipt 是一份文件的回执",
				"--receipt is for the receipt of one file"));
	if (optind == argc)
		return command_usage(c, "submit", NULL);
	for (int i = optind; i < argc; i++) {
		int status = submit_file(c, argv[i], &s);

		if (status > worst)
			worst = status;
	}
	return worst;
}
