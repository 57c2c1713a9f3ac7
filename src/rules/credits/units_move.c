/*
 * units_move: what every kind that moves units needs: checking that a list of blocks is held,
 * free and named once, and giving blocks their new account, position or status, cutting them
 * where only a part moves.
 */
#include "rules/chapter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

int rule_units_project(struct rule *r, const struct project_code *code, struct record *out)
{
	struct record of = record_new(RECORD_PROJECT_CODE);
	struct record project = record_new(RECORD_PROJECT);
	int found;

	of.project_code.code = *code;
	found = rule_get(r, &of);
	if (found <= 0)
		return found;
	project.project.project = of.project_code.project;
	found = rule_get(r, &project);
	if (found == 1)
		*out = project;
	return found;
}

/* The record that holds one number of the block's run: 1, 0 none, -1. */
static int block_at(
	struct rule *r, const struct serial_block *run, int64_t number, struct record *out)
{
	struct record block = record_new(RECORD_BLOCK);
	int found;

	block.block.code = run->project;
	block.block.vintage = run->vintage;
	block.block.first = number;
	found = rule_floor(r, 2, &block);
	if (found <= 0)
		return found;
	if (block.block.last < number)
		return 0;
	*out = block;
	return 1;
}

/* By project, vintage and first number; equal ones by place in the document. */
static int piece_compare(const void *left, const void *right)
{
	const struct units_piece *a = left, *b = right;
	int order = strcmp(a->block.project.text, b->block.project.text);

	if (order != 0)
		return order;
	if (a->block.vintage != b->block.vintage)
		return a->block.vintage < b->block.vintage ? -1 : 1;
	if (a->block.first != b->block.first)
		return a->block.first < b->block.first ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

/* Every range is sound, and their sum is a quantity; in the document's order. */
static int pieces_sum(struct rule *r, const struct units_pieces *p, struct tonnes *total)
{
	struct tonnes sum = tonnes_of(0);
	char path[ERROR_PATH_MAX], first[24], last[24];

	for (size_t i = 0; i < p->n; i++) {
		const struct serial_block *b = &p->piece[i].block;

		snprintf(first, sizeof(first), "%" PRId64, b->first);
		snprintf(last, sizeof(last), "%" PRId64, b->last);
		if (!serial_block_sound(b))
			return rule_refuse(r, UNITS_RANGE, "Order 31 art. 22",
				rule_piece_path(path, p, &p->piece[i], "last"), "first", first,
				"last", last);
		if (!tonnes_add(sum, serial_block_quantity(b), &sum))
			return rule_refuse(r, OVERFLOW, "Order 31 art. 22",
				rule_piece_path(path, p, &p->piece[i], "last"), "value", last);
	}
	*total = sum;
	return 0;
}

/* No unit stands in two ranges; the pieces are in order of their numbers. */
static int pieces_disjoint(struct rule *r, const struct units_pieces *p)
{
	for (size_t i = 1; i < p->n; i++) {
		const struct units_piece *a = &p->piece[i - 1], *b = &p->piece[i];
		struct serial_block common = b->block;
		char path[ERROR_PATH_MAX], units[SERIAL_BLOCK_TEXT_SIZE];

		if (!serial_block_overlaps(&a->block, &b->block))
			continue;
		if (a->block.last < common.last)
			common.last = a->block.last;
		return rule_refuse(r, UNITS_TWICE, "Order 31 art. 6",
			rule_piece_path(path, p, a->index > b->index ? a : b, "first"), "units",
			serial_block_text(&common, units));
	}
	return 0;
}

/* Whoever has them, they are not retired or cancelled. */
static int unit_stands(
	struct rule *r, const char *path, const char *units, const struct record_block *held)
{
	if (held->status == UNIT_FREE || held->status == UNIT_FROZEN)
		return 0;
	return rule_refuse(r, UNITS_GONE, "Order 31 art. 6", path, "units", units, "status",
		word_text(WORDS_UNIT_STATUS, (int)held->status));
}

/* What is wrong with one record's units for this piece; 0 when nothing is. */
static int units_usable(struct rule *r, const struct units_pieces *p,
	const struct units_piece *piece, const struct serial_block *part,
	const struct record_block *held)
{
	enum unit_position wanted =
		p->from == UNITS_FROM_TRADING ? POSITION_TRADING : POSITION_HOLDING;
	char path[ERROR_PATH_MAX], units[SERIAL_BLOCK_TEXT_SIZE];

	rule_piece_path(path, p, piece, part->first == piece->block.first ? "first" : "last");
	serial_block_text(part, units);
	if (held == NULL)
		return rule_refuse(r, UNITS_UNKNOWN, "Order 31 art. 6", path, "units", units);
	if (p->from == UNITS_STANDING)
		return unit_stands(r, path, units, held);
	if (!account_id_equal(&held->account, &piece->account))
		return rule_refuse(r, UNITS_NOT_HELD, "Order 31 art. 6", path, "units", units,
			"account", piece->account.text);
	if (held->status != UNIT_FREE)
		return rule_refuse(r, UNITS_NOT_FREE, "Order 31 art. 6", path, "units", units,
			"status", word_text(WORDS_UNIT_STATUS, (int)held->status));
	if (p->from != UNITS_FROM_EITHER && held->position != wanted)
		return rule_refuse(r, UNITS_POSITION, "Order 31 art. 24", path, "units", units,
			"position", word_text(WORDS_UNIT_POSITION, (int)held->position), "wanted",
			word_text(WORDS_UNIT_POSITION, (int)wanted));
	return 0;
}

static int piece_held(struct rule *r, const struct units_pieces *p, const struct units_piece *piece)
{
	struct serial_block part = piece->block;

	while (part.first <= piece->block.last) {
		struct record held;
		int found = block_at(r, &piece->block, part.first, &held);

		if (found < 0)
			return -1;
		part.last = piece->block.last;
		if (found == 1 && held.block.last < part.last)
			part.last = held.block.last;
		if (units_usable(r, p, piece, &part, found == 1 ? &held.block : NULL) < 0)
			return -1;
		part.first = part.last + 1;
	}
	return 0;
}

int rule_pieces_check(struct rule *r, struct units_pieces *p, struct tonnes *total)
{
	struct tonnes sum;

	if (pieces_sum(r, p, &sum) < 0)
		return -1;
	if (p->n > 1)
		qsort(p->piece, p->n, sizeof(*p->piece), piece_compare);
	if (pieces_disjoint(r, p) < 0)
		return -1;
	for (size_t i = 0; i < p->n; i++)
		if (piece_held(r, p, &p->piece[i]) < 0)
			return -1;
	if (rule_holds_let_go(r, p) < 0)
		return -1;
	*total = sum;
	return 0;
}

int rule_units_check(struct rule *r, const struct account_id *account, enum units_from from,
	size_t n, const struct unit_range *units, const char *path, struct tonnes *total)
{
	struct units_pieces p;

	if (rule_units_list(r, account, from, n, units, path, &p) < 0)
		return -1;
	return rule_pieces_check(r, &p, total);
}

/* Puts the part [first, last] of a record; nothing when it is empty. */
static int part_put(struct rule *r, const struct record *whole, int64_t first, int64_t last)
{
	struct record part = *whole;

	if (first > last)
		return 0;
	part.block.first = first;
	part.block.last = last;
	return rule_put(r, &part);
}

int rule_units_become(
	struct rule *r, const struct serial_block *block, const struct units_becoming *becoming)
{
	int64_t next = block->first;

	while (next <= block->last) {
		struct record held, moved;
		int found = block_at(r, block, next, &held);
		int64_t last;

		if (found < 0)
			return -1;
		if (found == 0)
			return error_set(r->err, ERROR_INTERNAL, NULL, "", "reason",
				"units to be moved are not in the state", NULL);
		last = held.block.last < block->last ? held.block.last : block->last;
		moved = held;
		moved.block.account = becoming->account;
		moved.block.position = becoming->position;
		moved.block.status = becoming->status;
		moved.block.by = becoming->by;
		if (part_put(r, &held, held.block.first, next - 1) < 0 ||
			part_put(r, &moved, next, last) < 0 ||
			part_put(r, &held, last + 1, held.block.last) < 0)
			return -1;
		next = last + 1;
	}
	return 0;
}
