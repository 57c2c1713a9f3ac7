/*
 * ccer audit: the whole audit of a ledger, for people and as JSON, with the checkpoints,
 * receipts and raw data that the auditor has.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>
#include <talloc.h>

#include "ccer/command.h"
#include "ccer/data/raw_files.h"
#include "ccer/open.h"
#include "ccer/options.h"
#include "domain/spoken.h"
#include "engine/audit/audit.h"

enum {
	PROOFS_MAX = 4096,
	PROOF_SIZE_MAX = 256 * 1024,
	RAW_LINES_MAX = 10 * 1000, /* kept, for JSON */
	RAW_LINES_SHOWN = 200,
};

/* What came of the raw data of one year of a report. */
struct raw_line {
	char project[PROJECT_CODE_SIZE];
	int64_t batch, year;
	const char *name, *file; /* file: one that is missing, or NULL */
	char sha256[DIGEST_HEX_SIZE];
	const char *namesake; /* a different file of that name, or NULL */
	enum raw_data_outcome outcome;
	size_t values_n, files_n;
};

struct auditing {
	struct command_context *c;
	const char *folders[RAW_FOLDERS_MAX];
	size_t folders_n, lines_n;
	int64_t outcomes[RAW_DATA_DIFFERS + 1];
	struct raw_files *files;
	struct raw_line *lines;
	bool short_of_memory;
	const char *folder;
	bool json;
	struct audit_options options;
	struct audit_proof checkpoints[PROOFS_MAX], receipts[PROOFS_MAX];
};

static int add_proof(
	struct command_context *c, const char *file, struct audit_proof *list, size_t *n)
{
	struct error err;
	struct audit_proof *p = &list[*n];

	if (*n == PROOFS_MAX)
		return command_usage(
			c, "audit", command_text(c, "检查点和回执过多", "too many proofs"));
	p->name = file;
	p->text = command_read(c, file, PROOF_SIZE_MAX, &p->size, &err);
	if (!p->text)
		return command_error(c, NULL, NULL, 0, &err);
	(*n)++;
	return EXIT_DONE;
}

static int options_read(struct command_context *c, int argc, char **argv, struct auditing *a)
{
	int option, status = EXIT_DONE;

	while (status == EXIT_DONE && (option = command_option(c, argc, argv)) != -1) {
		if (option == 'l')
			a->folder = optarg;
		else if (option == 'c')
			status = add_proof(c, optarg, a->checkpoints, &a->options.checkpoints_n);
		else if (option == 'r')
			status = add_proof(c, optarg, a->receipts, &a->options.receipts_n);
		else if (option == 'a' && a->folders_n < RAW_FOLDERS_MAX)
			a->folders[a->folders_n++] = optarg;
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
	struct spoken_error said;

	printf("  %2d %s", f->check,
		command_text(
			c, audit_check_meaning(f->check, LANGUAGE_ZH), audit_check_name(f->check)));
	if (f->page >= 0)
		printf("  %s %" PRId64, command_text(c, "账页", "page"), f->page);
	if (f->sequence >= 0)
		printf("  %s %" PRId64, command_text(c, "条目", "entry"), f->sequence);
	if (f->path[0])
		printf("  %s", f->path);
	printf("\n     %s\n", error_report(spoken_error(&f->error, c->language, &said), c->language,
				      text, sizeof(text)));
}

/* --- raw data --- */

static int derive_values(void *ctx, void *mem, const struct raw_data_asked *asked,
	struct derived_values *out, const struct attachment **absent, struct error *err)
{
	return raw_files_derive(((struct auditing *)ctx)->files, mem, asked, out, absent, err);
}

/* Keeps a copy of *told, which lives only as long as the call. */
static void keep_line(void *ctx, const struct raw_data_told *told)
{
	struct auditing *a = ctx;
	const struct raw_data_asked *asked = told->asked;
	struct raw_line *line;

	a->outcomes[told->outcome]++;
	if (a->lines_n == RAW_LINES_MAX)
		return;
	line = &a->lines[a->lines_n++];
	snprintf(line->project, sizeof(line->project), "%s", asked->report->project.text);
	line->batch = asked->report->batch;
	line->year = asked->year;
	line->outcome = told->outcome;
	line->values_n = told->values ? told->values->n : 0;
	line->files_n = asked->files_n;
	line->name = talloc_strdup(a->lines, asked->name);
	a->short_of_memory |= !line->name;
	if (!told->absent)
		return;
	line->file = talloc_strdup(a->lines, told->absent->name);
	line->namesake = raw_files_namesake(a->files, told->absent);
	digest_hex(&told->absent->sha256, line->sha256);
	a->short_of_memory |= !line->file;
}

static bool of_one_report(const struct raw_line *a, const struct raw_line *b)
{
	return strcmp(a->project, b->project) == 0 && a->batch == b->batch;
}

/* If a report begins at the i-th line and nothing was attached to it, all its lines; else 1. */
static size_t shown_as_one(const struct auditing *a, size_t i)
{
	const struct raw_line *l = &a->lines[i];
	size_t n = 0;

	if (i > 0 && of_one_report(l, l - 1))
		return 1;
	while (i + n < a->lines_n && of_one_report(l, l + n)) {
		if (l[n].outcome != RAW_DATA_NOT_ATTACHED)
			return 1;
		n++;
	}
	return n;
}

static const char *outcome_text(const struct command_context *c, enum raw_data_outcome outcome)
{
	return command_text(c, raw_outcome(outcome)->zh, raw_outcome(outcome)->en);
}

static void show_raw_lines(const struct command_context *c, const struct raw_line *l, size_t n)
{
	char years[64], names[64];
	size_t used = 0;

	if (n > 1 && l->year != l[n - 1].year)
		snprintf(years, sizeof(years), "%" PRId64 "-%" PRId64, l->year, l[n - 1].year);
	else
		snprintf(years, sizeof(years), "%" PRId64, l->year);
	for (size_t i = 0; i < n && l[i].year == l->year && used < sizeof(names); i++)
		used += (size_t)snprintf(
			names + used, sizeof(names) - used, "%s%s", i ? ", " : "", l[i].name);
	printf("  %-8s %2" PRId64 "  %-10s ", l->project, l->batch, years);
	command_pad(stdout, names, 23);
	fputs(outcome_text(c, l->outcome), stdout);
	if (l->file)
		printf("  %s, SHA-256 %s", l->file, l->sha256);
	if (l->namesake)
		printf("; %s %s", l->namesake,
			command_text(c, "同名而内容不同", "has its name and other content"));
	if (l->outcome == RAW_DATA_EQUAL || l->values_n)
		printf("  %s %zu, %s %zu", command_text(c, "数值", "values"), l->values_n,
			command_text(c, "文件", "files"), l->files_n);
	putchar('\n');
}

/* Which values were derived again and which could not be. */
static void show_raw(const struct command_context *c, const struct auditing *a)
{
	size_t shown = 0, i = 0;
	int64_t all = 0;

	for (size_t k = 0; k < COUNT_OF(a->outcomes); k++)
		all += a->outcomes[k];
	if (all == 0)
		return;
	printf("\n%s", command_text(c, "报告的原始数据：", "raw data of reports:"));
	for (size_t k = COUNT_OF(a->outcomes); k-- > 0;)
		printf("%s%s %" PRId64,
			k == RAW_DATA_DIFFERS ? command_text(c, "", " ")
					      : command_text(c, "，", ", "),
			outcome_text(c, (enum raw_data_outcome)k), a->outcomes[k]);
	putchar('\n');
	if (a->folders_n == 0) {
		printf("  %s\n", command_text(c, "用 --attachments DIR 由该处的文件重新导出数值",
					 "--attachments DIR derives values again from the files "
					 "that lie there"));
		return;
	}
	for (size_t n; i < a->lines_n && shown < RAW_LINES_SHOWN; i += n, shown++) {
		n = shown_as_one(a, i);
		show_raw_lines(c, &a->lines[i], n);
	}
	if ((int64_t)i < all)
		printf("  %s %" PRId64 "%s\n", command_text(c, "另有", "and"), all - (int64_t)i,
			command_text(c, "", " more"));
}

static json_t *raw_line_json(const struct raw_line *l)
{
	return json_pack("{s:s, s:I, s:I, s:s, s:s, s:I, s:I, s:s*, s:s*, s:s*}", "project",
		l->project, "batch", (json_int_t)l->batch, "year", (json_int_t)l->year, "raw_data",
		l->name, "outcome", raw_outcome(l->outcome)->word, "values",
		(json_int_t)l->values_n, "files", (json_int_t)l->files_n, "missing", l->file,
		"sha256", l->file ? l->sha256 : NULL, "namesake", l->namesake);
}

static json_t *raw_json(const struct auditing *a)
{
	json_t *out = json_object(), *rows = json_array();
	int failed = 0;

	for (size_t i = 0; i < COUNT_OF(a->outcomes); i++)
		failed |= json_object_set_new(out, raw_outcome((enum raw_data_outcome)i)->word,
			json_integer(a->outcomes[i]));
	for (size_t i = 0; i < a->lines_n; i++)
		failed |= json_array_append_new(rows, raw_line_json(&a->lines[i]));
	failed |= json_object_set_new(out, "rows", rows);
	if (!failed)
		return out;
	json_decref(out);
	return NULL;
}

static size_t findings_of(const struct audit_result *r, int check)
{
	size_t n = 0;

	for (size_t i = 0; i < r->findings_n; i++)
		n += (int)r->findings[i].check == check;
	return n;
}

/* What cannot be decided from a copy of a ledger. */
static void show_copy(const struct command_context *c, const struct audit_copy *copy)
{
	if (copy->first_leaf < 0)
		return;
	if (c->language == LANGUAGE_ZH)
		printf("副本：%" PRId64 " 条只有其叶子，第一条是第 %" PRId64 " 条；其后的 %" PRId64
		       " 份文件未经裁定，只核对了格式与签名；状态截至第 %" PRId64 " 条之前\n",
			copy->leaves, copy->first_leaf, copy->undecided, copy->first_leaf);
	else
		printf("a copy: %" PRId64
		       " entries are only their leaves, the first is entry %" PRId64 "; %" PRId64
		       " documents behind it were not decided, only their form and signatures "
		       "were checked; the state is that before entry %" PRId64 "\n",
			copy->leaves, copy->first_leaf, copy->undecided, copy->first_leaf);
	if (copy->strangers)
		printf(c->language == LANGUAGE_ZH
				? "其中 %" PRId64 " 个签名的公钥未见于此处任何文件\n"
				: "%" PRId64 " of their signatures are by keys that no document "
				  "here declares\n",
			copy->strangers);
	putchar('\n');
}

static void show_result(
	const struct command_context *c, const struct auditing *a, const struct audit_result *r)
{
	char root[64], hash[DIGEST_HEX_SIZE];

	printf("%s %s\n%s %" PRId64 "  %s %" PRId64 "  %s %" PRId64 "\n\n",
		command_text(c, "账本", "ledger"), r->ledger_id, command_text(c, "账页", "pages"),
		r->pages, command_text(c, "条目", "entries"), r->entries,
		command_text(c, "签名", "signatures"), r->signatures);
	show_copy(c, &r->copy);
	for (int check = 1; check < AUDIT_CHECK_COUNT; check++) {
		printf("  %2d ", check);
		if (c->language == LANGUAGE_EN)
			command_pad(stdout, audit_check_name((enum audit_check)check), 11);
		command_pad(stdout, audit_check_meaning((enum audit_check)check, c->language), 54);
		printf("%6" PRId64 "  %s\n", r->done[check],
			findings_of(r, check) ? command_text(c, "有发现", "FOUND")
			: r->done[check] > 0  ? command_text(c, "通过", "ok")
					      : command_text(c, "无", "none"));
	}
	sodium_bin2base64(root, sizeof(root), r->head.root.bytes, sizeof(r->head.root.bytes),
		sodium_base64_VARIANT_ORIGINAL);
	printf("\n%s %" PRId64 " %s\n%s %s\n", command_text(c, "树", "tree"), r->head.size, root,
		command_text(c, "状态散列", "state"), digest_hex(&r->state_hash, hash));
	show_raw(c, a);
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
	struct spoken_error said;

	return json_pack("{s:i, s:s, s:I, s:I, s:s, s:s, s:s, s:s, s:i, s:i, s:s, s:s}", "number",
		(int)f->check, "check", audit_check_name(f->check), "page", (json_int_t)f->page,
		"entry", (json_int_t)f->sequence, "path", f->path, "code",
		error_name(f->error.code), "file", f->error.document, "field", f->error.path,
		"line", (int)f->error.line, "column", (int)f->error.column, "zh",
		error_text(
			spoken_error(&f->error, LANGUAGE_ZH, &said), LANGUAGE_ZH, zh, sizeof(zh)),
		"en", error_text(&f->error, LANGUAGE_EN, en, sizeof(en)));
}

/* NULL for a ledger that is whole. */
static json_t *copy_json(const struct audit_copy *copy)
{
	if (copy->first_leaf < 0)
		return NULL;
	return json_pack("{s:I, s:I, s:I, s:I}", "first_leaf", (json_int_t)copy->first_leaf,
		"leaves", (json_int_t)copy->leaves, "undecided", (json_int_t)copy->undecided,
		"strangers", (json_int_t)copy->strangers);
}

static int show_json(
	struct command_context *c, const struct auditing *a, const struct audit_result *r)
{
	json_t *findings = json_array(), *checks = json_object(), *out;
	char root[DIGEST_HEX_SIZE], hash[DIGEST_HEX_SIZE];
	struct error err;
	int failed = 0;

	for (size_t i = 0; i < r->findings_n; i++)
		failed |= json_array_append_new(findings, finding_json(&r->findings[i]));
	for (int check = 1; check < AUDIT_CHECK_COUNT; check++)
		failed |= json_object_set_new(checks, audit_check_name((enum audit_check)check),
			json_integer(r->done[check]));
	out = json_pack("{s:s, s:I, s:I, s:I, s:o, s:s, s:s, s:o*, s:o, s:I, s:o}", "ledger",
		r->ledger_id, "pages", (json_int_t)r->pages, "entries", (json_int_t)r->entries,
		"signatures", (json_int_t)r->signatures, "checks", checks, "root",
		digest_hex(&r->head.root, root), "state", digest_hex(&r->state_hash, hash), "copy",
		copy_json(&r->copy), "findings", findings, "beyond", (json_int_t)r->beyond,
		"raw_data", raw_json(a));
	if (failed || !out || json_dumpf(out, stdout, JSON_INDENT(2)) < 0) {
		error_no_memory(&err);
		return command_error(c, NULL, NULL, 0, &err);
	}
	putchar('\n');
	json_decref(out);
	return EXIT_DONE;
}

/* Prepares the folders of raw data; if there are none, all raw data is reported as not present. */
static int prepare_source(struct auditing *a, struct raw_data_source *source)
{
	struct error err;

	a->lines = talloc_zero_array(a, struct raw_line, RAW_LINES_MAX);
	if (!a->lines)
		return EXIT_CANNOT;
	a->files = raw_files_list(a, a->folders, a->folders_n, &err);
	if (!a->files) {
		command_error(a->c, NULL, NULL, 0, &err);
		return EXIT_CANNOT;
	}
	*source = (struct raw_data_source){a, derive_values, keep_line};
	a->options.raw_data = source;
	return EXIT_DONE;
}

int cmd_audit(struct command_context *c, int argc, char **argv)
{
	struct auditing *a = talloc_zero(c->mem, struct auditing);
	struct audit_result *result = talloc_zero(c->mem, struct audit_result);
	struct raw_data_source source;
	struct progress progress;
	struct error err;
	int status;

	if (!a || !result)
		return EXIT_CANNOT;
	a->c = c;
	status = options_read(c, argc, argv, a);
	if (status == EXIT_DONE)
		status = prepare_source(a, &source);
	if (status != EXIT_DONE)
		return status;
	a->options.progress = progress_show;
	a->options.progress_ctx = &progress;
	progress_start(&progress, NULL);
	status = audit_run(a->folder, &a->options, result, &err);
	progress_end(&progress);
	if (status < 0) { /* an audit that could not run has found nothing, whatever stopped it */
		command_error(c, a->folder, NULL, 0, &err);
		return EXIT_CANNOT;
	}
	if (a->short_of_memory)
		return EXIT_CANNOT;
	if (a->json)
		status = show_json(c, a, result);
	else
		show_result(c, a, result);
	if (status != EXIT_DONE)
		return status;
	return result->findings_n ? EXIT_REFUSED : EXIT_DONE;
}
