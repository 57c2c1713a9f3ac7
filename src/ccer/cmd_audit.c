#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>
#include <talloc.h>

#include "ccer/command.h"
#include "ccer/open.h"
#include "engine/audit.h"

enum { PROOFS_MAX = 4096, PROOF_SIZE_MAX = 256 * 1024 };

struct auditing {
	const char *folder;
	bool json;
	struct audit_options options;
	struct audit_proof checkpoints[PROOFS_MAX], receipts[PROOFS_MAX];
};

static int add_proof(struct command_context *c, const char *file, struct audit_proof *list,
	size_t *n)
{
	struct error err;
	struct audit_proof *p = &list[*n];

	if (*n == PROOFS_MAX)
		return command_usage(c, "audit", "too many proofs");
	p->name = file;
	p->text = command_read(c, file, PROOF_SIZE_MAX, &p->size, &err);
	if (!p->text)
		return command_error(c, NULL, NULL, 0, &err);
	(*n)++;
	return EXIT_DONE;
}

static int options_read(struct command_context *c, int argc, char **argv, struct auditing *a)
{
	static const struct option options[] = {{"ledger", required_argument, NULL, 'l'},
		{"checkpoint", required_argument, NULL, 'c'},
		{"receipt", required_argument, NULL, 'r'},
		{"ledger-id", required_argument, NULL, 'i'}, {"json", no_argument, NULL, 'j'}, {0}};
	int option, status = EXIT_DONE;

	while (status == EXIT_DONE &&
		(option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'l')
			a->folder = optarg;
		else if (option == 'c')
			status = add_proof(c, optarg, a->checkpoints, &a->options.checkpoints_n);
		else if (option == 'r')
			status = add_proof(c, optarg, a->receipts, &a->options.receipts_n);
		else if (option == 'i')
			a->options.ledger_id = optarg;
		else if (option == 'j')
			a->json = true;
		else
			return command_usage(c, "audit", NULL);
	}
	if (status == EXIT_DONE && (optind != argc || !a->folder))
		return command_usage(c, "audit", NULL);
	a->options.checkpoints = a->checkpoints;
	a->options.receipts = a->receipts;
	return status;
}

static void show_finding(const struct command_context *c, const struct audit_finding *f)
{
	char text[ERROR_TEXT_MAX];

	printf("  %2d %s", f->check, audit_check_name(f->check));
	if (f->page >= 0)
		printf("  %s %" PRId64, command_text(c, "账页", "page"), f->page);
	if (f->sequence >= 0)
		printf("  %s %" PRId64, command_text(c, "条目", "entry"), f->sequence);
	if (f->path[0])
		printf("  %s", f->path);
	printf("\n     %s\n", error_report(&f->error, c->language, text, sizeof(text)));
}

static size_t findings_of(const struct audit_result *r, int check)
{
	size_t n = 0;

	for (size_t i = 0; i < r->findings_n; i++)
		n += (int)r->findings[i].check == check;
	return n;
}

static void show(const struct command_context *c, const struct audit_result *r)
{
	char root[64], hash[DIGEST_HEX_SIZE];

	printf("%s %s\n%s %" PRId64 "  %s %" PRId64 "  %s %" PRId64 "\n\n",
		command_text(c, "账本", "ledger"), r->ledger_id, command_text(c, "账页", "pages"),
		r->pages, command_text(c, "条目", "entries"), r->entries,
		command_text(c, "签名", "signatures"), r->signatures);
	for (int check = 1; check < AUDIT_CHECK_COUNT; check++) {
		printf("  %2d ", check);
		command_pad(stdout, audit_check_name((enum audit_check)check), 11);
		command_pad(stdout, audit_check_meaning((enum audit_check)check, c->language), 54);
		printf("%6" PRId64 "  %s\n", r->done[check],
			findings_of(r, check)	? command_text(c, "有发现", "FOUND")
			: r->done[check] > 0	? command_text(c, "通过", "ok")
						: command_text(c, "无", "none"));
	}
	sodium_bin2base64(root, sizeof(root), r->head.root.bytes, sizeof(r->head.root.bytes),
		sodium_base64_VARIANT_ORIGINAL);
	printf("\n%s %" PRId64 " %s\n%s %s\n", command_text(c, "树", "tree"), r->head.size, root,
		command_text(c, "状态哈希", "state"), digest_hex(&r->state_hash, hash));
	if (r->findings_n == 0) {
		printf("%s\n", command_text(c, "没有发现问题", "nothing was found"));
		return;
	}
	printf("\n%s\n", command_text(c, "发现：", "findings:"));
	for (size_t i = 0; i < r->findings_n; i++)
		show_finding(c, &r->findings[i]);
	if (r->beyond)
		printf("  %s %zu\n", command_text(c, "另有", "and beyond these"), r->beyond);
}

static json_t *finding_json(const struct audit_finding *f)
{
	char zh[ERROR_TEXT_MAX], en[ERROR_TEXT_MAX];

	return json_pack("{s:i, s:s, s:I, s:I, s:s, s:s, s:i, s:i, s:s, s:s}", "number",
		(int)f->check, "check", audit_check_name(f->check), "page", (json_int_t)f->page,
		"entry", (json_int_t)f->sequence, "path", f->path, "code",
		error_name(f->error.code), "line", (int)f->error.line, "column",
		(int)f->error.column, "zh", error_text(&f->error, LANGUAGE_ZH, zh, sizeof(zh)),
		"en", error_text(&f->error, LANGUAGE_EN, en, sizeof(en)));
}

static int show_json(struct command_context *c, const struct audit_result *r)
{
	json_t *findings = json_array(), *checks = json_object(), *out;
	char root[DIGEST_HEX_SIZE], hash[DIGEST_HEX_SIZE];
	int failed = 0;

	for (size_t i = 0; i < r->findings_n; i++)
		failed |= json_array_append_new(findings, finding_json(&r->findings[i]));
	for (int check = 1; check < AUDIT_CHECK_COUNT; check++)
		failed |= json_object_set_new(checks, audit_check_name((enum audit_check)check),
			json_integer(r->done[check]));
	out = json_pack("{s:s, s:I, s:I, s:I, s:o, s:s, s:s, s:o, s:I}", "ledger", r->ledger_id,
		"pages", (json_int_t)r->pages, "entries", (json_int_t)r->entries, "signatures",
		(json_int_t)r->signatures, "checks", checks, "root",
		digest_hex(&r->head.root, root), "state", digest_hex(&r->state_hash, hash),
		"findings", findings, "beyond", (json_int_t)r->beyond);
	if (failed || !out || json_dumpf(out, stdout, JSON_INDENT(2)) < 0)
		return command_usage(c, "audit", "out of memory");
	putchar('\n');
	json_decref(out);
	return EXIT_DONE;
}

int cmd_audit(struct command_context *c, int argc, char **argv)
{
	struct auditing *a = talloc_zero(c->mem, struct auditing);
	struct audit_result *result = talloc_zero(c->mem, struct audit_result);
	struct progress progress;
	struct error err;
	int status;

	if (!a || !result)
		return EXIT_CANNOT;
	status = options_read(c, argc, argv, a);
	if (status != EXIT_DONE)
		return status;
	a->options.progress = progress_show;
	a->options.progress_ctx = &progress;
	progress_start(&progress, c);
	status = audit_run(a->folder, &a->options, result, &err);
	progress_end(&progress);
	if (status < 0)
		return command_error(c, a->folder, NULL, 0, &err);
	if (a->json)
		status = show_json(c, result);
	else
		show(c, result);
	if (status != EXIT_DONE)
		return status;
	return result->findings_n ? EXIT_REFUSED : EXIT_DONE;
}
