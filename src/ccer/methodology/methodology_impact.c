#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include <jansson.h>

#include "ccer/methodology/methodology.h"
#include "ccer/open.h"
#include "ccer/options.h"
#include "domain/spoken.h"
#include "engine/study/recompute.h"
#include "export/csv.h"
#include "system/progress.h"
#include "typeset/box.h"

/*
 * What a revision of a methodology would have made of the sealed figures. The rows are the
 * registry's own (engine/study/recompute.h); here they are added up and shown. A revision
 * that fails its own worked examples is not what its author meant, and is refused.
 */

enum { IMPACT_MAX = 64 * 1024 * 1024 };

enum form { FORM_TEXT, FORM_JSON, FORM_CSV, FORM_SPREADSHEET };

/* How far a row has come; there is a total for each of these, and one of all. */
enum row_state { ROW_REPORTED, ROW_REGISTERED, ROW_ISSUED, ROW_ALL, ROW_STATES };

static const struct {
	const char *word, *zh, *en;
} states[] = {
	[ROW_REPORTED] = {"reported", "已核算", "reported"},
	[ROW_REGISTERED] = {"registered", "已登记", "registered"},
	[ROW_ISSUED] = {"issued", "已签发", "issued"},
	[ROW_ALL] = {"all", "合计", "all"},
};

/* A total of the rows that can be calculated both ways. */
struct total {
	int64_t rows, unknown_rows;
	struct tonnes before, after;
};

struct impact {
	struct command_context *c;
	const struct methodology_code *code;
	const struct impact_row *rows;
	size_t n;
	struct total total[ROW_STATES];
};

static enum row_state state_of(const struct impact_row *row)
{
	return row->issued ? ROW_ISSUED : row->registered ? ROW_REGISTERED : ROW_REPORTED;
}

static bool is_known(const struct impact_row *row)
{
	return row->before_known && row->after_known;
}

static int64_t row_difference(struct tonnes before, struct tonnes after)
{
	return tonnes_count(after) - tonnes_count(before);
}

static bool add_row(struct total *t, const struct impact_row *row)
{
	t->rows++;
	t->unknown_rows += !is_known(row);
	return !is_known(row) || (tonnes_add(t->before, row->before, &t->before) &&
					 tonnes_add(t->after, row->after, &t->after));
}

static int add_up(struct impact *x, struct error *err)
{
	for (size_t i = 0; i < x->n; i++)
		if (!add_row(&x->total[state_of(&x->rows[i])], &x->rows[i]) ||
			!add_row(&x->total[ROW_ALL], &x->rows[i]))
			return error_set(err, ERROR_OVERFLOW, NULL, "", "value", "the total", NULL);
	return 0;
}

/* --- why a row is not known --- */

static const char *row_reason(const struct impact_row *row, enum language language, char *out)
{
	const struct error *why = row->before_known ? &row->after_error : &row->before_error;
	struct spoken_error said;

	return is_known(row) ? ""
			     : error_report(spoken_error(why, language, &said), language, out,
				       ERROR_TEXT_MAX);
}

static const char *reason_code(const struct impact_row *row)
{
	return is_known(row)
		       ? ""
		       : error_name((row->before_known ? &row->after_error : &row->before_error)
					    ->code);
}

/* --- text --- */

static void show_row(const struct impact *x, const struct impact_row *row)
{
	enum row_state state = state_of(row);
	char text[ERROR_TEXT_MAX];

	printf("%-9s %3" PRId64 " %6" PRId64 "  ", row->code.text, row->batch, row->year);
	command_pad(stdout, command_text(x->c, states[state].zh, states[state].en), 11);
	if (is_known(row))
		printf("%12" PRId64 " %12" PRId64 " %+12" PRId64 "\n", tonnes_count(row->before),
			tonnes_count(row->after), row_difference(row->before, row->after));
	else
		printf("%s: %s\n", command_text(x->c, "无法计算", "cannot be calculated"),
			row_reason(row, x->c->language, text));
	if (row->before_known && !tonnes_is_zero(row->calculated) &&
		tonnes_compare(row->before, row->calculated) != 0)
		printf("%32s%s %" PRId64 "\n", "",
			command_text(x->c, "核查时计算为", "calculated at its verification:"),
			tonnes_count(row->calculated));
}

static void show_total(const struct impact *x, enum row_state state)
{
	const struct total *t = &x->total[state];

	if (t->rows == 0)
		return;
	command_pad(stdout, command_text(x->c, states[state].zh, states[state].en), 32);
	printf("%12" PRId64 " %12" PRId64 " %+12" PRId64, tonnes_count(t->before),
		tonnes_count(t->after), row_difference(t->before, t->after));
	if (t->unknown_rows)
		printf("  (%" PRId64 " %s)", t->unknown_rows,
			command_text(x->c, "行无法计算，未计入", "rows not calculated, left out"));
	putchar('\n');
}

static void show_head(const struct impact *x)
{
	static const struct {
		const char *zh, *en;
		int columns; /* from the end of the head before to its own end */
	} heads[] = {
		{"项目", "project", 7},
		{"批次", "no.", 6},
		{"年份", "year", 7},
		{"修订前", "before", 25},
		{"修订后", "after", 13},
		{"差额", "difference", 13},
	};

	for (size_t i = 0; i < COUNT_OF(heads); i++) {
		const char *text = command_text(x->c, heads[i].zh, heads[i].en);

		printf("%*s%s", heads[i].columns - (int)box_columns(text), "", text);
	}
	printf("  tCO2e\n");
}

static void show_text(const struct impact *x)
{
	show_head(x);
	for (size_t i = 0; i < x->n; i++)
		show_row(x, &x->rows[i]);
	for (int state = 0; state < ROW_STATES; state++)
		show_total(x, state);
	if (x->n == 0)
		printf("%s\n", command_text(x->c, "没有使用此方法学的项目的核算报告",
				       "no accounting report of a project with this methodology"));
}

/* --- JSON and CSV --- */

static json_t *tonnes_json(bool known, struct tonnes t)
{
	return known ? json_integer(tonnes_count(t)) : json_null();
}

static json_t *row_json(const struct impact_row *row)
{
	char hex[DIGEST_HEX_SIZE], text[ERROR_TEXT_MAX];
	json_t *out;

	digest_hex(&row->report, hex);
	out = json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:I, s:I, s:o, s:o}", "report", hex,
		"project", row->code.text, "methodology", row->methodology.text, "batch",
		(json_int_t)row->batch, "year", (json_int_t)row->year, "state",
		states[state_of(row)].word, "verified", (json_int_t)tonnes_count(row->verified),
		"calculated", (json_int_t)tonnes_count(row->calculated), "before",
		tonnes_json(row->before_known, row->before), "after",
		tonnes_json(row->after_known, row->after));
	if (out && is_known(row)) {
		json_object_set_new(
			out, "difference", json_integer(row_difference(row->before, row->after)));
	} else if (out) {
		json_object_set_new(out, "error", json_string(reason_code(row)));
		json_object_set_new(out, "reason", json_string(row_reason(row, LANGUAGE_EN, text)));
	}
	return out;
}

static int show_json(const struct impact *x)
{
	json_t *rows = json_array(), *totals = json_object(), *out;
	int failed;

	for (size_t i = 0; i < x->n; i++)
		json_array_append_new(rows, row_json(&x->rows[i]));
	for (int state = 0; state < ROW_STATES; state++) {
		const struct total *t = &x->total[state];

		json_object_set_new(totals, states[state].word,
			json_pack("{s:I, s:I, s:I, s:I, s:I}", "rows", (json_int_t)t->rows,
				"not_calculated", (json_int_t)t->unknown_rows, "before",
				(json_int_t)tonnes_count(t->before), "after",
				(json_int_t)tonnes_count(t->after), "difference",
				(json_int_t)row_difference(t->before, t->after)));
	}
	out = json_pack("{s:s, s:o, s:o}", "for", x->code->text, "rows", rows, "totals", totals);
	failed = !out || json_dumpf(out, stdout, JSON_INDENT(2)) < 0;
	putchar('\n');
	json_decref(out);
	return failed ? EXIT_CANNOT : EXIT_DONE;
}

/* A figure that is not known is an empty cell. */
static void csv_known(struct csv_writer *w, bool known, int64_t value)
{
	if (known)
		csv_integer(w, value);
	else
		csv_text(w, "");
}

static void row_csv(struct csv_writer *w, const struct impact_row *row)
{
	char hex[DIGEST_HEX_SIZE], text[ERROR_TEXT_MAX];

	digest_hex(&row->report, hex);
	csv_text(w, row->code.text);
	csv_integer(w, row->batch);
	csv_integer(w, row->year);
	csv_text(w, states[state_of(row)].word);
	csv_integer(w, tonnes_count(row->verified));
	csv_integer(w, tonnes_count(row->calculated));
	csv_known(w, row->before_known, tonnes_count(row->before));
	csv_known(w, row->after_known, tonnes_count(row->after));
	csv_known(w, is_known(row), row_difference(row->before, row->after));
	csv_text(w, reason_code(row));
	csv_text(w, row_reason(row, LANGUAGE_EN, text));
	csv_text(w, row->methodology.text);
	csv_text(w, hex);
	csv_end_row(w);
}

/* Without totals, so that nothing counts twice in a sum. */
static int show_csv(const struct impact *x, enum csv_form form)
{
	static const char *const columns[] = {"project", "batch", "year", "state", "verified",
		"calculated", "before", "after", "difference", "error", "reason", "methodology",
		"report"};
	struct buffer *out = buffer_new(x->c->mem, IMPACT_MAX);
	struct csv_writer w = {.out = out, .form = form};
	struct error err;

	if (!out)
		return EXIT_CANNOT;
	csv_begin(&w, columns, COUNT_OF(columns));
	for (size_t i = 0; i < x->n; i++)
		row_csv(&w, &x->rows[i]);
	if (buffer_ok(out, &err) < 0 || command_write("-", out->bytes, out->size, &err) < 0)
		return command_error(x->c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

/* --- the command --- */

static int show_impact(struct impact *x, enum form form)
{
	struct error err;

	if (add_up(x, &err) < 0)
		return command_error(x->c, NULL, NULL, 0, &err);
	if (form == FORM_JSON)
		return show_json(x);
	if (form == FORM_CSV || form == FORM_SPREADSHEET)
		return show_csv(x, form == FORM_CSV ? CSV_PLAIN : CSV_SPREADSHEET);
	show_text(x);
	return EXIT_DONE;
}

static int ask_registry(struct command_context *c, struct registry *r,
	const struct methodology *program, const struct methodology_code *code,
	struct impact_row **rows, size_t *n, struct error *err)
{
	struct progress progress;
	const struct impact_question question = {program, code, progress_show, &progress};
	int result;

	progress_start(&progress, NULL);
	result = registry_impact(r, c->mem, &question, rows, n, err);
	progress_end(&progress);
	return result;
}

static int run_impact(struct command_context *c, const char *file, const char *folder,
	const char *code_text, enum form form)
{
	struct impact x = {.c = c};
	struct methodology_code code;
	const struct methodology *program;
	struct impact_row *rows;
	struct yaml_node *root;
	struct error err;
	const char *bytes;
	size_t size;
	int status = methodology_read_tree(c, file, &root, &bytes, &size);

	if (status != EXIT_DONE)
		return status;
	code_text = code_text ? code_text : methodology_scalar(root, "code");
	if (!code_text || !methodology_code_parse(code_text, strlen(code_text), &code))
		return methodology_usage(c, "impact",
			command_text(c, "--for 应为方法学编号，如 CCER-01-002-V01",
				"--for takes a code: CCER-01-002-V01"));
	AUTO(registry_auto) struct registry *r = open_ledger(c, folder);

	if (!r)
		return EXIT_CANNOT;
	program = registry_program(r, c->mem, root, &err);
	if (!program || methodology_examples(c->mem, program, NULL, &err) < 0)
		return command_error(c, file, bytes, size, &err);
	if (ask_registry(c, r, program, &code, &rows, &x.n, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	x.code = &code;
	x.rows = rows;
	return show_impact(&x, form);
}

int methodology_impact_command(struct command_context *c, int argc, char **argv)
{
	const char *folder = NULL, *code = NULL;
	enum form form = FORM_TEXT;
	int option;

	while ((option = command_option(c, argc, argv)) != -1) {
		if (option == 'l')
			folder = optarg;
		else if (option == 'S')
			c->state = optarg;
		else if (option == 'f')
			code = optarg;
		else if (option == 'j')
			form = FORM_JSON;
		else if (option == 'c')
			form = FORM_CSV;
		else if (option == 'e')
			form = FORM_SPREADSHEET;
		else
			return methodology_usage(c, "impact", NULL);
	}
	if (!folder || argc - optind != 1)
		return methodology_usage(c, "impact", NULL);
	return run_impact(c, argv[optind], folder, code, form);
}
