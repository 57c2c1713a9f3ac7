#include <getopt.h>
#include <string.h>

#include "ccer/command.h"
#include "ccer/ledger/story.h"
#include "ccer/open.h"

/*
 * The units asked for and the batch that they came from. Documents about units
 * stand in pages only, so the whole ledger is read, once.
 */
struct tracing {
	struct command_context *c;
	struct registry *r;
	struct serial_block units;
	struct digest project, report;
	struct methodology_code methodology;
	int64_t batch;
	struct digest records[256]; /* offset applications that touched the units */
	size_t records_n;
};

static bool touches(const struct tracing *t, size_t n, const struct unit_range *units)
{
	for (size_t i = 0; i < n; i++)
		if (serial_block_overlaps(&t->units, &units[i].block))
			return true;
	return false;
}

static bool settled(const struct tracing *t, const struct body_settlement *s)
{
	for (size_t i = 0; i < s->legs_n; i++)
		if (serial_block_overlaps(&t->units, &s->legs[i].units.block))
			return true;
	return false;
}

static bool of_record(const struct tracing *t, const struct digest *record)
{
	for (size_t i = 0; i < t->records_n; i++)
		if (digest_equal(&t->records[i], record))
			return true;
	return false;
}

static bool applied(struct tracing *t, const struct document *d)
{
	if (!touches(t, d->offset_application->units_n, d->offset_application->units))
		return false;
	if (t->records_n < COUNT_OF(t->records))
		t->records[t->records_n++] = d->hash;
	return true;
}

/* A movement of these units. */
static bool moved(struct tracing *t, const struct document *d)
{
	if (d->kind == KIND_TRADING_DEPOSIT || d->kind == KIND_TRADING_RETURN)
		return touches(t, d->trading->units_n, d->trading->units);
	if (d->kind == KIND_SETTLEMENT)
		return settled(t, d->settlement);
	if (d->kind == KIND_RETIREMENT)
		return touches(t, d->retirement->units_n, d->retirement->units);
	if (d->kind == KIND_OFFSET_APPLICATION)
		return applied(t, d);
	if (d->kind == KIND_OFFSET_RECEIPT)
		return of_record(t, &d->offset_receipt->record);
	if (d->kind == KIND_OFFSET_ANSWER)
		return of_record(t, &d->offset_answer->record);
	return false;
}

/* Where these units came from: their methodology, their project, their batch. */
static bool origin(const struct tracing *t, const struct document *d, const struct state_entry *at)
{
	if (d->kind == KIND_METHODOLOGY)
		return strcmp(d->methodology->code.text, t->methodology.text) == 0;
	if (!digest_equal(&at->project, &t->project))
		return false;
	if (d->kind == KIND_ACCOUNTING_REPORT)
		return digest_equal(&d->hash, &t->report);
	if (d->kind == KIND_VERIFICATION_REPORT)
		return digest_equal(&d->verification->report, &t->report);
	if (d->kind == KIND_ISSUANCE)
		return touches(t, d->issuance->blocks_n, d->issuance->blocks);
	return true;
}

static int line(void *ctx, const struct state_entry *at, struct error *err)
{
	struct tracing *t = ctx;
	struct entry entry;
	const struct document *d = open_document(t->c, t->r, at->sequence, &entry, err);

	if (!d)
		return -1;
	if (origin(t, d, at) || moved(t, d))
		story_line(t->c, t->r, &entry, d);
	return 0;
}

static int find_report(void *ctx, const struct record *record, struct error *err)
{
	struct tracing *t = ctx;

	(void)err;
	if (digest_equal(&record->report.project, &t->project) &&
		record->report.batch == t->batch && record->report.status != REPORT_ENDED)
		t->report = record->report.report;
	return 0;
}

/* The batch of the first unit asked for, and the project's methodology. */
static int find_origin(struct tracing *t, struct error *err)
{
	struct record block = record_new(RECORD_BLOCK), project;
	const struct view *view = state_view(registry_state(t->r));
	int found;

	block.block.code = t->units.project;
	block.block.vintage = t->units.vintage;
	block.block.first = t->units.first;
	found = view_floor(view, t->c->mem, 2, &block, err);
	if (found != 1 || block.block.last < t->units.first)
		return found < 0 ? -1 : 0;
	found = view_project(view, t->c->mem, &t->units.project, &project, err);
	if (found != 1)
		return found;
	t->project = project.project.project;
	t->methodology = project.project.methodology;
	t->batch = block.block.batch;
	if (query_records(registry_state(t->r), RECORD_REPORT, find_report, t, err) < 0)
		return -1;
	return 1;
}

static int now_line(void *ctx, const struct record *r, struct error *err)
{
	struct tracing *t = ctx;
	struct serial_block b = {
		r->block.code, (int32_t)r->block.vintage, r->block.first, r->block.last};
	char text[SERIAL_BLOCK_TEXT_SIZE];

	(void)err;
	if (!serial_block_overlaps(&b, &t->units))
		return r->block.first > t->units.last ? 1 : 0;
	printf("  %-32s %s%s%s\n", serial_block_text(&b, text),
		command_word(t->c, WORDS_UNIT_STATUS, (int)r->block.status),
		command_text(t->c, "，", ", "),
		command_word(t->c, WORDS_UNIT_POSITION, (int)r->block.position));
	return 0;
}

static int show_now(struct tracing *t, struct error *err)
{
	struct record from = record_new(RECORD_BLOCK);

	printf("\n%s\n", command_text(t->c, "现状：", "now:"));
	from.block.code = t->units.project;
	from.block.vintage = t->units.vintage;
	return view_each(state_view(registry_state(t->r)), t->c->mem, 2, &from, now_line, t, err);
}

static int trace(struct command_context *c, struct registry *r, const char *units)
{
	struct tracing t = {.c = c, .r = r};
	struct error err;
	int found;

	if (!serial_block_parse(units, &t.units))
		return command_usage(c, "trace",
			command_text(c, "减排量写作 编号-年份-起号 或 编号-年份-起号-止号",
				"UNITS is CODE-VINTAGE-FIRST or ...-FIRST-LAST"));
	found = find_origin(&t, &err);
	if (found == 0)
		found = error_set(&err, ERROR_CLIENT_NO_UNITS, NULL, "", "units", units, NULL);
	if (found < 0 || state_entries(registry_state(r), 0, NULL, line, &t, &err) < 0 ||
		show_now(&t, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

int cmd_trace(struct command_context *c, int argc, char **argv)
{
	static const struct option options[] = {{"ledger", required_argument, NULL, 'l'}, {0}};
	const char *folder = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 'l')
			return command_usage(c, "trace", NULL);
		folder = optarg;
	}
	if (argc - optind != 1 || !folder)
		return command_usage(c, "trace", NULL);
	AUTO(registry_auto) struct registry *r = open_ledger(c, folder);

	return r ? trace(c, r, argv[optind]) : EXIT_CANNOT;
}
