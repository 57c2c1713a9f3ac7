/*
 * limit: the share of a year's allowances that may be offset, what its applications take of it,
 * and which of them are beyond it.
 */
#include "rules/compliance/compliance.h"

#include <inttypes.h>
#include <stdio.h>

#include <talloc.h>

#define OFFSET_CLAUSE "Measures for Trading of Emission Allowances art. 29"

int limit_obligation(
	struct rule *r, const struct party_id *entity, int64_t year, struct record *out)
{
	*out = record_new(RECORD_OBLIGATION);
	out->obligation.entity = *entity;
	out->obligation.year = year;
	return rule_get(r, out);
}

static bool beyond(const struct record_obligation *o, struct tonnes open)
{
	struct tonnes all;

	return !tonnes_add(open, o->used, &all) || tonnes_compare(all, o->limit) > 0;
}

bool limit_exceeded(const struct record_obligation *o)
{
	return beyond(o, o->open);
}

static int put_last(struct rule *r, const struct record_offset *offset)
{
	struct record row = record_new(RECORD_YEAR_OFFSET);

	row.year_offset.entity = offset->entity;
	row.year_offset.year = offset->year;
	row.year_offset.sequence = r->sequence;
	row.year_offset.record = offset->record;
	return rule_put(r, &row);
}

int limit_take(struct rule *r, const struct record_offset *offset)
{
	struct record row;
	struct record_obligation *o = &row.obligation;
	char limit[TONNES_TEXT_SIZE], open[TONNES_TEXT_SIZE], used[TONNES_TEXT_SIZE];
	char asked[TONNES_TEXT_SIZE], year[24], day[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE];
	struct tonnes sum;
	int found = limit_obligation(r, &offset->entity, offset->year, &row);

	if (found < 0)
		return -1;
	snprintf(year, sizeof(year), "%" PRId64, offset->year);
	if (found == 0)
		return rule_refuse(r, OFFSET_NO_OBLIGATION, OFFSET_CLAUSE, "/compliance_year",
			"entity", offset->entity.text, "year", year);
	if (!tonnes_add(o->open, offset->quantity, &sum) || beyond(o, sum))
		return rule_refuse(r, OFFSET_LIMIT, OFFSET_CLAUSE, "/units", "limit",
			tonnes_text(o->limit, limit), "open", tonnes_text(o->open, open), "used",
			tonnes_text(o->used, used), "asked", tonnes_text(offset->quantity, asked));
	if (r->today.n > o->surrender_by.n)
		rule_warn(r, OFFSET_LATE, "/compliance_year", "year", year, "day",
			day_text(o->surrender_by, day), "today", day_text(r->today, today));
	o->open = sum;
	return rule_put(r, &row) < 0 ? -1 : put_last(r, offset);
}

int limit_close(struct rule *r, const struct record_offset *offset)
{
	struct record row;
	struct record_obligation *o = &row.obligation;
	int found = limit_obligation(r, &offset->entity, offset->year, &row);
	bool marked;

	if (found < 0)
		return -1;
	marked = found == 1 && limit_exceeded(o);
	if (found == 0 || !tonnes_sub(o->open, offset->quantity, &o->open) ||
		!tonnes_add(o->used, offset->used, &o->used))
		return error_set(r->err, ERROR_INTERNAL, NULL, "", "reason",
			"an offset record is not counted in its obligation", NULL);
	if (rule_put(r, &row) < 0)
		return -1;
	/* Within the limit nothing is marked, and what ends leaves no more than there was. */
	return marked ? limit_mark(r, o) : 0;
}

/* The records of a year, oldest first. */
struct year_records {
	void *mem;
	size_t n;
	struct digest *record;
};

static int collect_record(void *ctx, const struct record *row, struct error *err)
{
	struct year_records *all = ctx;
	struct digest *more =
		talloc_realloc(all->mem, all->record, struct digest, (unsigned)(all->n + 1));

	if (more == NULL)
		return error_no_memory(err);
	all->record = more;
	all->record[all->n++] = row->year_offset.record;
	return 0;
}

int limit_mark(struct rule *r, const struct record_obligation *o)
{
	struct record from = record_new(RECORD_YEAR_OFFSET);
	struct year_records all = {.mem = r->mem};
	struct tonnes open = tonnes_of(0);

	from.year_offset.entity = o->entity;
	from.year_offset.year = o->year;
	from.year_offset.sequence = 0;
	if (rule_each(r, 2, &from, collect_record, &all) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		struct record row;
		bool over;

		if (offset_load(r, &all.record[i], "", &row) < 0)
			return -1;
		if (!offset_is_open(&row.offset))
			continue;
		if (!tonnes_add(open, row.offset.quantity, &open))
			return error_set(r->err, ERROR_INTERNAL, NULL, "", "reason",
				"the open records of a year are no quantity", NULL);
		over = beyond(o, open);
		if (over == row.offset.over_limit)
			continue;
		row.offset.over_limit = over;
		if (rule_put(r, &row) < 0)
			return -1;
	}
	return 0;
}
