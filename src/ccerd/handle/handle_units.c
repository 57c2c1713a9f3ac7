/*
 * Units and retirements, as the public may see them: what public documents say, and of
 * everything else only that the units were issued. What became of units by a document
 * that is for its parties (a deposit, a settlement, an offset) is told to nobody here.
 */
#include "ccerd/handle/handle.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "export/statistics.h"

static const char *const retirement_fields[] = {
	"document", "purpose", "quantity", "beneficiary", "at", NULL};
struct listing {
	struct nodes nodes;
	struct exchange *x;
	struct record_block run; /* neighbouring blocks told alike; batch 0: none yet */
	enum unit_told told;	 /* of the run */
	struct digest asked;	 /* the document last asked about, */
	bool is_public;		 /* and whether everyone may see it */
};

static void listing_auto(struct listing *l)
{
	nodes_auto(&l->nodes);
}

static bool is_cursor(const struct exchange *x, const struct digest *key)
{
	return x->command->after.given && digest_equal(key, &x->command->after.digest);
}

/* Whether everyone may see the document: 1, 0, -1. */
static int document_is_public(struct listing *l, const struct digest *document, struct error *err)
{
	struct state_entry row;
	int found;

	if (digest_is_zero(document))
		return 0;
	if (digest_equal(document, &l->asked))
		return l->is_public;
	found = state_entry_of(l->x->state, document, &row, err);
	if (found < 0)
		return -1;
	l->asked = *document;
	l->is_public = found > 0 && readers_are_everyone(row.readers);
	return l->is_public;
}

/* --- blocks --- */

/* Retired or cancelled by a public document; else all that is told is that it was issued. */
static int status_told(
	struct listing *l, const struct record_block *b, enum unit_told *out, struct error *err)
{
	int told = 0;

	if (b->status == UNIT_RETIRED || b->status == UNIT_CANCELLED)
		told = document_is_public(l, &b->by, err);
	if (told == 0)
		*out = TOLD_ISSUED;
	else
		*out = b->status == UNIT_RETIRED ? TOLD_RETIRED : TOLD_CANCELLED;
	return told < 0 ? -1 : 0;
}

static struct serial_block run_block(const struct record_block *b)
{
	return (struct serial_block){b->code, (int32_t)b->vintage, b->first, b->last};
}

static int add_run(struct listing *l, struct error *err)
{
	const struct serial_block block = run_block(&l->run);
	char cursor[CURSOR_TEXT_SIZE];
	json_t *node;

	if (l->run.batch == 0)
		return 0;
	if (nodes_full(&l->nodes))
		return 1;
	node = json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:s}", "project", l->run.code.text,
		"vintage", (json_int_t)l->run.vintage, "batch", (json_int_t)l->run.batch, "first",
		(json_int_t)l->run.first, "last", (json_int_t)l->run.last, "quantity",
		(json_int_t)tonnes_count(serial_block_quantity(&block)), "status",
		word_text(WORDS_UNIT_TOLD, (int)l->told));
	snprintf(cursor, sizeof(cursor), "%s-%" PRId64 "-%" PRId64, l->run.code.text,
		l->run.vintage, l->run.last);
	l->run.batch = 0;
	return nodes_add(&l->nodes, node, cursor, err);
}

static bool run_goes_on(const struct record_block *run, const struct record_block *next)
{
	return run->batch == next->batch && project_code_equal(&run->code, &next->code) &&
	       run->vintage == next->vintage && run->last + 1 == next->first;
}

/* Who holds a unit is not public, and so neither is where one holder's units end. */
static int add_block(void *ctx, const struct record *r, struct error *err)
{
	struct listing *l = ctx;
	const struct command *c = l->x->command;
	const struct record_block *b = &r->block;
	enum unit_told told;
	int done;

	if (c->code.text[0] && strcmp(b->code.text, c->code.text) > 0)
		return 1;
	if ((c->code.text[0] && !project_code_equal(&b->code, &c->code)) ||
		(c->vintage && b->vintage != c->vintage))
		return 0;
	if (status_told(l, b, &told, err) < 0)
		return -1;
	if (c->unit_told != TOLD_NONE && told != c->unit_told)
		return 0;
	if (told == l->told && run_goes_on(&l->run, b)) {
		l->run.last = b->last;
		return 0;
	}
	done = add_run(l, err);
	if (done == 0) {
		l->run = *b;
		l->told = told;
	}
	return done;
}

int handle_units(struct exchange *x)
{
	AUTO(listing_auto) struct listing l = {.x = x};
	const struct serial_block *after = &x->command->after.block;
	const struct project_code *code = &x->command->code;
	struct record from = record_new(RECORD_BLOCK), project;

	if (code->text[0]) {
		int found = view_project(x->view, x->mem, code, &project, x->err);

		if (found < 0)
			return -1;
		if (found == 0)
			return error_set(x->err, ERROR_REQUEST_NO_PROJECT, NULL, "", "project",
				code->text, NULL);
	}
	from.block.code = *code;
	if (x->command->after.given) {
		from.block.code = after->project;
		from.block.vintage = after->vintage;
		from.block.first = after->last + 1;
	}
	if (nodes_init(&l.nodes, x) < 0 ||
		view_each(x->view, x->mem, 0, &from, add_block, &l, x->err) < 0 ||
		add_run(&l, x->err) < 0)
		return -1;
	return nodes_reply(&l.nodes, x);
}

/* --- retirements --- */

static int add_retirement(void *ctx, const struct record *r, struct error *err)
{
	struct listing *l = ctx;
	char cursor[DIGEST_HEX_SIZE];
	int told;

	if (is_cursor(l->x, &r->retirement.document))
		return 0;
	told = document_is_public(l, &r->retirement.document, err);
	if (told <= 0)
		return told;
	if (nodes_full(&l->nodes))
		return 1;
	return nodes_add(&l->nodes, record_json(r, retirement_fields),
		digest_hex(&r->retirement.document, cursor), err);
}

int handle_retirements(struct exchange *x)
{
	AUTO(listing_auto) struct listing l = {.x = x};
	struct record from = record_new(RECORD_RETIREMENT);

	from.retirement.document = x->command->after.digest;
	if (nodes_init(&l.nodes, x) < 0 ||
		view_each(x->view, x->mem, 0, &from, add_retirement, &l, x->err) < 0)
		return -1;
	return nodes_reply(&l.nodes, x);
}

/* --- offset-use records --- */

/* Every one of them is for its parties: none is listed, and none is counted. */
int handle_offset_records(struct exchange *x)
{
	return error_set(x->err, ERROR_REQUEST_OF_PARTIES, "docs/documents.md", "", NULL);
}

/* --- statistics --- */

int handle_statistics(struct exchange *x)
{
	struct statistics *all;
	json_t *json;

	if (statistics_public(x->state, x->mem, statistics_by_named(x->command->by), &all, x->err) <
		0)
		return -1;
	json = statistics_json_object(all);
	return json ? object_reply(x, "statistics", json) : error_no_memory(x->err);
}
