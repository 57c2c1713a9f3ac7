/*
 * offset_end: what becomes of a record's units and of its year when it ends.
 */
#include "rules/compliance/compliance.h"

#include <assert.h>

#include <talloc.h>

/* The units of a record, in the order of the application. */
struct frozen_units {
	void *mem;
	size_t n;
	struct serial_block *block;
};

static int collect_frozen(void *ctx, const struct record *row, struct error *err)
{
	const struct record_offset_units *u = &row->offset_units;
	struct frozen_units *all = ctx;
	struct serial_block *more =
		talloc_realloc(all->mem, all->block, struct serial_block, (unsigned)(all->n + 1));

	if (more == NULL)
		return error_no_memory(err);
	all->block = more;
	all->block[all->n++] = (struct serial_block){.project = u->code,
		.vintage = (int32_t)u->vintage,
		.first = u->first,
		.last = u->last};
	return 0;
}

/* Retires the first `used` units of the record and frees the rest. */
static int units_release(struct rule *r, const struct record_offset *offset)
{
	const struct units_becoming retired = {.account = offset->account,
		.position = POSITION_HOLDING,
		.status = UNIT_RETIRED,
		.by = r->d->hash};
	const struct units_becoming free_again = {
		.account = offset->account, .position = POSITION_HOLDING, .status = UNIT_FREE};
	struct record from = record_new(RECORD_OFFSET_UNITS);
	struct frozen_units all = {.mem = r->mem};
	int64_t left = tonnes_count(offset->used);

	from.offset_units.record = offset->record;
	if (rule_each(r, 1, &from, collect_frozen, &all) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		struct serial_block head = all.block[i], tail = all.block[i];
		int64_t quantity = tonnes_count(serial_block_quantity(&head));
		int64_t taken = left < quantity ? left : quantity;

		head.last = head.first + taken - 1;
		tail.first = head.first + taken;
		left -= taken;
		if (taken > 0 && rule_units_become(r, &head, &retired) < 0)
			return -1;
		if (taken < quantity && rule_units_become(r, &tail, &free_again) < 0)
			return -1;
	}
	assert(left == 0);
	return 0;
}

int offset_end(struct rule *r, struct record *row)
{
	row->offset.ended_by = r->d->hash;
	if (units_release(r, &row->offset) < 0 || rule_put(r, row) < 0)
		return -1;
	return limit_close(r, &row->offset);
}
