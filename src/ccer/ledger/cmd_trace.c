/*
 * ccer trace: where units came from and what became of them, from the report that earned
 * them to who holds or used them.
 */
#include <getopt.h>
#include <string.h>

#include <talloc.h>

#include "ccer/command.h"
#include "ccer/ledger/story.h"
#include "ccer/open.h"
#include "document/fields.h"

struct hashes {
	size_t n;
	struct digest *items;
};

/*
 * The units asked for and the batch that they came from. Documents about units
 * are found only in pages, so the whole ledger is read, once.
 */
struct tracing {
	struct command_context *c;
	struct registry *r;
	struct serial_block units;
	struct digest project;
	struct methodology_code methodology;
	int64_t batch;
	struct hashes moving; /* documents that name the units */
	struct hashes others; /* reports of other batches, and what rests on them */
};

static int keep_hash(void *mem, struct hashes *h, const struct digest *hash, struct error *err)
{
	struct digest *items = talloc_realloc(mem, h->items, struct digest, (unsigned)(h->n + 1));

	if (!items)
		return error_no_memory(err);
	items[h->n] = *hash;
	h->items = items;
	h->n++;
	return 0;
}

static bool is_kept(void *ctx, const void *value)
{
	const struct hashes *h = ctx;

	for (size_t i = 0; i < h->n; i++)
		if (digest_equal(&h->items[i], value))
			return true;
	return false;
}

static bool rests_on(const struct document *d, struct hashes *h)
{
	return fields_any(schema_of(d->kind), d->body, FIELD_DIGEST, is_kept, h);
}

static bool are_units(void *ctx, const void *value)
{
	const struct unit_range *range = value;

	(void)ctx;
	return range->block.last > 0;
}

static bool overlaps_units(void *ctx, const void *value)
{
	const struct unit_range *range = value;

	return serial_block_overlaps(ctx, &range->block);
}

static bool names_units(const struct document *d, field_fn fn, void *ctx)
{
	return fields_any(schema_of(d->kind), d->body, FIELD_UNITS, fn, ctx);
}

/* Whether a document about the project concerns a batch other than these units'. */
static bool is_of_other_batch(struct tracing *t, const struct document *d)
{
	if (d->kind == KIND_ISSUANCE_REQUEST && d->issuance_request->batch != t->batch)
		return true;
	return is_kept(&t->others, &d->hash) || rests_on(d, &t->others);
}

/*
 * Whether the document says where these units came from (their methodology, their project,
 * their batch) or what became of them, asked of every kind in the same way: 1, 0, -1.
 */
static int belongs_to_units(struct tracing *t, const struct document *d,
	const struct state_entry *at, struct error *err)
{
	if (names_units(d, overlaps_units, &t->units))
		return keep_hash(t->c->mem, &t->moving, &d->hash, err) < 0 ? -1 : 1;
	if (names_units(d, are_units, NULL))
		return 0;
	if (d->kind == KIND_METHODOLOGY)
		return strcmp(d->methodology->code.text, t->methodology.text) == 0;
	if (rests_on(d, &t->moving))
		return 1;
	if (!digest_equal(&at->project, &t->project))
		return 0;
	if (!is_of_other_batch(t, d))
		return 1;
	return keep_hash(t->c->mem, &t->others, &d->hash, err);
}

static int trace_line(void *ctx, const struct state_entry *at, struct error *err)
{
	struct tracing *t = ctx;
	struct entry entry;
	const struct document *d = open_entry(t->c, t->r, at->sequence, &entry, err);
	int belongs = d ? belongs_to_units(t, d, at, err) : -1;

	if (belongs == 1)
		story_line(t->c, t->r, &entry, d);
	return belongs < 0 ? -1 : 0;
}

static int keep_other_report(void *ctx, const struct record *record, struct error *err)
{
	struct tracing *t = ctx;
	const struct record_report *report = &record->report;

	if (!digest_equal(&report->project, &t->project) ||
		(report->batch == t->batch && report->status != REPORT_ENDED))
		return 0;
	return keep_hash(t->c->mem, &t->others, &report->report, err);
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
	if (query_records(registry_state(t->r), RECORD_REPORT, keep_other_report, t, err) < 0)
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
	printf("  %-32s %s", serial_block_text(&b, text),
		command_word(t->c, WORDS_UNIT_STATUS, (int)r->block.status));
	/* What is gone for good lies nowhere any more. */
	if (r->block.status == UNIT_FREE || r->block.status == UNIT_FROZEN)
		printf("%s%s", command_text(t->c, "，", ", "),
			command_word(t->c, WORDS_UNIT_POSITION, (int)r->block.position));
	putchar('\n');
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

static int show_trace(struct command_context *c, struct registry *r, const char *units)
{
	struct tracing t = {.c = c, .r = r};
	struct error err;
	int found;

	if (!serial_block_parse(units, &t.units))
		return command_usage(c, "trace",
			command_text(c,
				"减排量写作 编号-年份-起始序号 或 编号-年份-起始序号-终止序号",
				"UNITS is CODE-VINTAGE-FIRST or ...-FIRST-LAST"));
	found = find_origin(&t, &err);
	if (found == 0)
		found = error_set(&err, ERROR_CLIENT_NO_UNITS, NULL, "", "units", units, NULL);
	if (found < 0 || state_entries(registry_state(r), 0, NULL, trace_line, &t, &err) < 0 ||
		show_now(&t, &err) < 0)
		return command_error(c, NULL, NULL, 0, &err);
	return EXIT_DONE;
}

int cmd_trace(struct command_context *c, int argc, char **argv)
{
	int status;
	AUTO(registry_auto) struct registry *r = open_by_options(c, argc, argv, 1, &status);

	return r ? show_trace(c, r, argv[optind]) : status;
}
