/*
 * Units, retirements and offset-use records, as the public may see them: without
 * accounts, without entities and, for what is pending, without numbers.
 */
#include "ccerd/handle/handle.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "export/statistics.h"

static const char *const retirement_fields[] = {
	"document", "purpose", "quantity", "beneficiary", "at", NULL};
static const char *const offset_fields[] = {"record", "year", "quantity", "used", "status",
	"frozen_at", "received_at", "answered_at", NULL};

struct listing {
	struct nodes nodes;
	struct exchange *x;
	struct record_block run; /* neighbouring blocks of one status; batch 0: none yet */
};

static void listing_auto(struct listing *l)
{
	nodes_auto(&l->nodes);
}

static bool is_cursor(const struct exchange *x, const struct digest *key)
{
	return x->command->after.given && digest_equal(key, &x->command->after.digest);
}

/* --- blocks --- */

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
		word_text(WORDS_UNIT_STATUS, (int)l->run.status));
	snprintf(cursor, sizeof(cursor), "%s-%" PRId64 "-%" PRId64, l->run.code.text,
		l->run.vintage, l->run.last);
	l->run.batch = 0;
	return nodes_add(&l->nodes, node, cursor, err);
}

static bool run_goes_on(const struct record_block *run, const struct record_block *next)
{
	return run->batch == next->batch && project_code_equal(&run->code, &next->code) &&
	       run->vintage == next->vintage && run->status == next->status &&
	       run->last + 1 == next->first;
}

/* Who holds a unit is not public, and so neither is where one holder's units end. */
static int add_block(void *ctx, const struct record *r, struct error *err)
{
	struct listing *l = ctx;
	const struct command *c = l->x->command;
	const struct record_block *b = &r->block;
	int done;

	if (c->code.text[0] && strcmp(b->code.text, c->code.text) > 0)
		return 1;
	if ((c->code.text[0] && !project_code_equal(&b->code, &c->code)) ||
		(c->vintage && b->vintage != c->vintage) ||
		(c->unit_status != UNIT_NONE && b->status != c->unit_status))
		return 0;
	if (run_goes_on(&l->run, b)) {
		l->run.last = b->last;
		return 0;
	}
	done = add_run(l, err);
	if (done == 0)
		l->run = *b;
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

	if (is_cursor(l->x, &r->retirement.document))
		return 0;
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

static int add_offset_units(void *ctx, const struct record *r, struct error *err)
{
	const struct record_offset_units *u = &r->offset_units;
	const struct serial_block block = {u->code, (int32_t)u->vintage, u->first, u->last};
	json_t *node = json_pack("{s:s, s:I, s:I}", "project", u->code.text, "vintage",
		(json_int_t)u->vintage, "quantity",
		(json_int_t)tonnes_count(serial_block_quantity(&block)));

	return json_array_append_new(ctx, node) < 0 ? error_no_memory(err) : 0;
}

static int add_offset(void *ctx, const struct record *r, struct error *err)
{
	struct listing *l = ctx;
	struct record from = record_new(RECORD_OFFSET_UNITS);
	AUTO(json_auto) json_t *node = NULL;
	char cursor[DIGEST_HEX_SIZE];
	json_t *units;

	if (is_cursor(l->x, &r->offset.record))
		return 0;
	if (nodes_full(&l->nodes))
		return 1;
	node = record_json(r, offset_fields);
	units = json_array();
	if (!node || json_object_set_new(node, "units", units) < 0)
		return error_no_memory(err);
	from.offset_units.record = r->offset.record;
	if (view_each(l->x->view, l->x->mem, 1, &from, add_offset_units, units, err) < 0)
		return -1;
	return nodes_add(&l->nodes, json_incref(node), digest_hex(&r->offset.record, cursor), err);
}

int handle_offset_records(struct exchange *x)
{
	AUTO(listing_auto) struct listing l = {.x = x};
	struct record from = record_new(RECORD_OFFSET);

	from.offset.record = x->command->after.digest;
	if (nodes_init(&l.nodes, x) < 0 ||
		view_each(x->view, x->mem, 0, &from, add_offset, &l, x->err) < 0)
		return -1;
	return nodes_reply(&l.nodes, x);
}

/* --- statistics --- */

int handle_statistics(struct exchange *x)
{
	struct statistics *all;
	json_t *json;

	if (statistics_read(x->state, x->mem, statistics_by_named(x->command->by), &all, x->err) <
		0)
		return -1;
	json = statistics_json_object(all);
	return json ? object_reply(x, "statistics", json) : error_no_memory(x->err);
}
