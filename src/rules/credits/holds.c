/*
 * holds: what keeps units where they are (docs/rulebook.md holds). Every kind that moves units
 * meets the holds here and nowhere else: those on the ranges, on the project, on the account that
 * gives and on the account that takes.
 */
#include "rules/chapter.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

/*
 * Every kind is stopped by every hold, but what stands here: a limit keeps from trading alone, and
 * a restriction moves nothing.
 */
static const struct {
	enum kind kind;
	unsigned let; /* holds that let it be, 1 << action */
} let_be[] = {
	{KIND_TRADING_RETURN, 1 << HOLD_LIMIT},
	{KIND_RETIREMENT, 1 << HOLD_LIMIT},
	{KIND_OFFSET_APPLICATION, 1 << HOLD_LIMIT},
	{KIND_ENTRUSTED_SURRENDER, 1 << HOLD_LIMIT},
	{KIND_RESTRICTION, 1 << HOLD_FREEZE | 1 << HOLD_LIMIT},
};

bool rule_hold_lasts(const struct rule *r, const struct record_hold *hold)
{
	return digest_is_zero(&hold->ended_by) &&
	       (day_is_none(hold->until) || r->today.n <= hold->until.n);
}

/* A court's order passes what that court has held. */
static bool passes(const struct units_pieces *p, const struct record_hold *hold)
{
	return p && p->court && hold->role == ROLE_COURT && party_id_equal(p->court, &hold->by);
}

static bool stops(
	const struct rule *r, const struct units_pieces *p, const struct record_hold *hold)
{
	if (passes(p, hold))
		return false;
	for (size_t i = 0; i < COUNT_OF(let_be); i++)
		if (let_be[i].kind == r->d->kind && (let_be[i].let & 1u << hold->action) != 0)
			return false;
	return rule_hold_lasts(r, hold);
}

/* --- where holds are found --- */

struct meeting {
	struct rule *r;
	const struct units_piece *piece;
	size_t n;
	hold_fn fn;
	void *ctx;
};

/* The first of the sorted, disjoint pieces that ends at the number or after it; n: none. */
static size_t piece_from(const struct meeting *m, int64_t number)
{
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->piece[middle].block.last < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int meet(void *ctx, const struct record *record, UNUSED struct error *err)
{
	const struct meeting *m = ctx;
	const struct record_hold_place *place = &record->hold_place;
	const struct units_piece *piece = NULL;
	struct record hold = record_new(RECORD_HOLD);
	int found;

	if (m->n > 0) {
		size_t i = piece_from(m, place->first);

		if (place->last < place->first || i == m->n ||
			m->piece[i].block.first > place->last)
			return 0;
		piece = &m->piece[i];
	}
	hold.hold.hold = place->hold;
	found = rule_get(m->r, &hold);
	if (found < 0)
		return -1;
	if (found == 0)
		return error_set(m->r->err, ERROR_INTERNAL, NULL, "", "reason",
			"a place is of no hold in the state", NULL);
	return m->fn(m->ctx, &hold.hold, piece);
}

int rule_holds_at(struct rule *r, const char *subject, int64_t vintage,
	const struct units_piece *piece, size_t n, hold_fn fn, void *ctx)
{
	struct meeting m = {r, piece, n, fn, ctx};
	struct record from = record_new(RECORD_HOLD_PLACE);

	rule_text(from.hold_place.subject, sizeof(from.hold_place.subject), subject);
	from.hold_place.vintage = vintage;
	return rule_each(r, 2, &from, meet, &m) < 0 ? -1 : 0;
}

/* --- what they stop --- */

struct refusal {
	struct rule *r;
	const struct units_pieces *pieces;
	const struct units_piece *piece; /* of the account or project asked about */
	const struct account_id *account;
	const char *path; /* of the account, where no piece is given */
};

static int refuse_account(void *ctx, const struct record_hold *hold, const struct units_piece *met)
{
	const struct refusal *f = ctx;
	char hex[DIGEST_HEX_SIZE], path[ERROR_PATH_MAX];

	(void)met;
	if (!stops(f->r, f->pieces, hold))
		return 0;
	return rule_refuse(f->r, ACCOUNT_RESTRICTED, "Registration Rules art. 10, 16",
		f->piece ? rule_piece_path(path, f->pieces, f->piece, "first") : f->path, "account",
		f->account->text, "hold", digest_hex(&hold->hold, hex), "action",
		word_text(WORDS_HOLD_ACTION, (int)hold->action));
}

static int refuse_project(void *ctx, const struct record_hold *hold, const struct units_piece *met)
{
	const struct refusal *f = ctx;
	char hex[DIGEST_HEX_SIZE], path[ERROR_PATH_MAX];

	(void)met;
	if (!stops(f->r, f->pieces, hold))
		return 0;
	return rule_refuse(f->r, UNITS_PROJECT_RESTRICTED, "Order 31 art. 27",
		rule_piece_path(path, f->pieces, f->piece, "project"), "project",
		f->piece->block.project.text, "hold", digest_hex(&hold->hold, hex), "action",
		word_text(WORDS_HOLD_ACTION, (int)hold->action));
}

static int refuse_units(void *ctx, const struct record_hold *hold, const struct units_piece *met)
{
	const struct refusal *f = ctx;
	char hex[DIGEST_HEX_SIZE], path[ERROR_PATH_MAX], units[SERIAL_BLOCK_TEXT_SIZE];

	if (!stops(f->r, f->pieces, hold))
		return 0;
	return rule_refuse(f->r, UNITS_RESTRICTED, "Registration Rules art. 10, 16",
		rule_piece_path(path, f->pieces, met, "first"), "units",
		serial_block_text(&met->block, units), "hold", digest_hex(&hold->hold, hex),
		"action", word_text(WORDS_HOLD_ACTION, (int)hold->action));
}

/* The pieces of one project and vintage, which stand together. */
static int group_let_go(struct rule *r, const struct units_pieces *p, size_t first, size_t n)
{
	const struct serial_block *b = &p->piece[first].block;
	struct refusal f = {.r = r, .pieces = p, .piece = &p->piece[first]};

	if (rule_holds_at(r, b->project.text, 0, NULL, 0, refuse_project, &f) < 0)
		return -1;
	return rule_holds_at(r, b->project.text, b->vintage, &p->piece[first], n, refuse_units, &f);
}

int rule_holds_let_go(struct rule *r, const struct units_pieces *p)
{
	size_t first = 0;

	for (size_t i = 0; i < p->n; i++) {
		struct refusal f = {.r = r,
			.pieces = p,
			.piece = &p->piece[i],
			.account = &p->piece[i].account};
		const struct units_piece *next = i + 1 < p->n ? &p->piece[i + 1] : NULL;
		bool seen = i > 0 && account_id_equal(&p->piece[i - 1].account, f.account);

		if (!seen && rule_holds_at(r, f.account->text, 0, NULL, 0, refuse_account, &f) < 0)
			return -1;
		if (next && next->block.vintage == p->piece[first].block.vintage &&
			project_code_equal(&next->block.project, &p->piece[first].block.project))
			continue;
		if (group_let_go(r, p, first, i + 1 - first) < 0)
			return -1;
		first = i + 1;
	}
	return 0;
}

/* --- what yields --- */

struct yielding {
	void *mem;
	size_t n;
	struct record *place; /* those that the units take a part of */
};

static int collect_place(void *ctx, const struct record *place, struct error *err)
{
	struct yielding *y = ctx;

	y->place = talloc_realloc(y->mem, y->place, struct record, (unsigned)(y->n + 1));
	if (y->place == NULL)
		return error_no_memory(err);
	y->place[y->n++] = *place;
	return 0;
}

/* What is left of a place between the pieces; where nothing begins, it ends before it begins. */
static int place_cut(struct rule *r, const struct record *place, const struct units_pieces *p)
{
	struct record left = *place;
	int64_t last = place->hold_place.last, next = place->hold_place.first;

	for (size_t i = 0; i < p->n && next <= last; i++) {
		const struct serial_block *b = &p->piece[i].block;

		if (strcmp(b->project.text, place->hold_place.subject) != 0 ||
			b->vintage != place->hold_place.vintage || b->last < next ||
			b->first > last)
			continue;
		left.hold_place.first = next;
		left.hold_place.last = b->first - 1;
		if ((next < b->first || next == place->hold_place.first) && rule_put(r, &left) < 0)
			return -1;
		next = b->last + 1;
	}
	left.hold_place.first = next;
	left.hold_place.last = last;
	return next > last ? 0 : rule_put(r, &left);
}

/* The places of one project and vintage, those of the court's own lasting holds alone. */
static int group_yields(struct rule *r, const struct units_pieces *p, const struct serial_block *b)
{
	struct yielding y = {.mem = r->mem};
	struct record from = record_new(RECORD_HOLD_PLACE);

	rule_text(from.hold_place.subject, sizeof(from.hold_place.subject), b->project.text);
	from.hold_place.vintage = b->vintage;
	if (rule_each(r, 2, &from, collect_place, &y) < 0)
		return -1;
	for (size_t i = 0; i < y.n; i++) {
		struct record hold = record_new(RECORD_HOLD);

		hold.hold.hold = y.place[i].hold_place.hold;
		if (rule_get(r, &hold) < 0)
			return -1;
		if (passes(p, &hold.hold) && rule_hold_lasts(r, &hold.hold) &&
			place_cut(r, &y.place[i], p) < 0)
			return -1;
	}
	return 0;
}

int rule_holds_yield(struct rule *r, const struct units_pieces *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct serial_block *b = &p->piece[i].block;
		const struct serial_block *before = i > 0 ? &p->piece[i - 1].block : NULL;

		if (before && before->vintage == b->vintage &&
			project_code_equal(&before->project, &b->project))
			continue;
		if (group_yields(r, p, b) < 0)
			return -1;
	}
	return 0;
}

int rule_holds_let_in(struct rule *r, const struct account_id *account, const char *path)
{
	struct refusal f = {.r = r, .account = account, .path = path};

	return rule_holds_at(r, account->text, 0, NULL, 0, refuse_account, &f);
}
