#include <stdlib.h>
#include <string.h>

#include "tests/model/model_part.h"

/* --- what holds stop --- */

static bool lasts(const struct trial *t, const struct model_hold *h)
{
	return digest_is_zero(&h->ended_by) && (day_is_none(h->until) || h->until.n >= t->today.n);
}

/* The court that orders a transfer has itself ordered the hold. */
static bool of_the_court(const struct trial *t, const struct model_hold *h)
{
	for (size_t i = 0; t->d->kind == KIND_TRANSFER && i < t->d->signers_n; i++)
		if (t->d->signers[i].as == ROLE_COURT && h->role == ROLE_COURT &&
			party_id_equal(&t->d->signers[i].party, &h->by))
			return true;
	return false;
}

/* Whether it stops documents of this kind: a limit leaves what is neither trade nor transfer. */
static bool stops(const struct trial *t, const struct model_hold *h)
{
	bool trade = t->d->kind == KIND_TRADING_DEPOSIT || t->d->kind == KIND_SETTLEMENT ||
		     t->d->kind == KIND_TRANSFER;

	return lasts(t, h) && (trade || h->action != HOLD_LIMIT);
}

bool held_account(const struct trial *t, const struct account_id *account)
{
	for (size_t i = 0; i < t->m->holds_n; i++)
		if (stops(t, &t->m->holds[i]) && account_id_equal(&t->m->holds[i].account, account))
			return true;
	return false;
}

static bool among(
	size_t n, const struct unit_range *ranges, const struct serial_block *b, int64_t number)
{
	for (size_t i = 0; i < n; i++) {
		const struct serial_block *r = &ranges[i].block;

		if (project_code_equal(&r->project, &b->project) && r->vintage == b->vintage &&
			number >= r->first && number <= r->last)
			return true;
	}
	return false;
}

bool model_holds_number(const struct model_hold *h, const struct serial_block *b, int64_t number)
{
	return among(h->ranges_n, h->ranges, b, number) &&
	       !among(h->yielded_n, h->yielded, b, number);
}

bool held_units(const struct trial *t, int holder, const struct serial_block *b)
{
	for (size_t i = 0; i < t->m->holds_n; i++) {
		const struct model_hold *h = &t->m->holds[i];

		if (!stops(t, h) || of_the_court(t, h))
			continue;
		if (project_code_equal(&h->code, &b->project) ||
			account_id_equal(&h->account, &t->m->parties[holder].account))
			return true;
		for (int64_t number = b->first; number <= b->last; number++)
			if (model_holds_number(h, b, number))
				return true;
	}
	return false;
}

void holds_yield(struct trial *t, size_t n, const struct unit_range *units)
{
	for (size_t i = 0; i < t->m->holds_n; i++) {
		struct model_hold *h = &t->m->holds[i];

		if (!lasts(t, h) || !of_the_court(t, h))
			continue;
		for (size_t k = 0; k < n; k++)
			for (size_t r = 0; r < h->ranges_n; r++)
				if (serial_block_overlaps(&h->ranges[r].block, &units[k].block)) {
					model_has_place(h->yielded_n, MODEL_YIELDED);
					h->yielded[h->yielded_n++] = units[k];
				}
	}
}

/* --- restriction --- */

/* Signed by the operator and at most one authority, which is given. */
static bool restrictor(const struct trial *t, struct signer *out)
{
	static const enum role authorities[] = {ROLE_MEE, ROLE_SAMR, ROLE_PROVINCE, ROLE_COURT};
	const struct party_id *alone = only_signer(t, ROLE_OPERATOR);

	*out = (struct signer){.as = ROLE_OPERATOR};
	if (alone)
		out->party = *alone;
	for (size_t i = 0; i < COUNT_OF(authorities); i++) {
		const struct party_id *party = first_of_two(t, authorities[i], ROLE_OPERATOR);

		if (party)
			*out = (struct signer){*party, authorities[i]};
	}
	return alone || out->as != ROLE_OPERATOR;
}

/* Units of nobody in particular, which are not retired or cancelled, each once. */
static bool all_stand(const struct trial *t, const struct body_restriction *b)
{
	for (size_t i = 0; i < b->units_n; i++) {
		const struct serial_block *u = &b->units[i].block;
		const struct model_series *s = model_series(t->m, &u->project, u->vintage);

		if (!s || u->first < 1 || u->last < u->first || u->last > s->issued)
			return false;
		for (int64_t n = u->first; n <= u->last; n++)
			if (s->unit[n - 1].status >= UNIT_RETIRED)
				return false;
		for (size_t k = 0; k < i; k++)
			if (serial_block_overlaps(u, &b->units[k].block))
				return false;
	}
	return true;
}

static bool subject_fits(const struct trial *t, const struct body_restriction *b)
{
	bool account = b->account.text[0], project = b->project.text[0];

	if (account != (b->scope == SCOPE_ACCOUNT) || project != (b->scope == SCOPE_PROJECT) ||
		(b->units_n > 0) != (b->scope == SCOPE_UNITS) || b->scope == SCOPE_NONE ||
		!digest_is_zero(&b->of))
		return false;
	if (account)
		return model_party_of_account(t->m, &b->account) != NOBODY_YET;
	if (project)
		return model_project_coded(t->m, &b->project) != NOBODY_YET;
	return all_stand(t, b);
}

static bool same_subject(const struct model_hold *a, const struct model_hold *b)
{
	if (a->account.text[0] || b->account.text[0])
		return account_id_equal(&a->account, &b->account);
	if (a->code.text[0] || b->code.text[0])
		return project_code_equal(&a->code, &b->code);
	for (size_t i = 0; i < a->ranges_n; i++)
		for (size_t k = 0; k < b->ranges_n; k++)
			if (serial_block_overlaps(&a->ranges[i].block, &b->ranges[k].block))
				return true;
	return false;
}

/* The operator alone has not done it by this order before; and it ends after some days. */
static bool alone_fits(const struct trial *t, struct model_hold *h)
{
	long long left = strtoll(model_value(t->m, "restriction.unsigned", t->today), NULL, 10);
	struct day day = t->today;
	bool working;

	for (size_t i = 0; i < t->m->holds_n; i++)
		if (t->m->holds[i].role == ROLE_OPERATOR &&
			digest_equal(&t->m->holds[i].order, &h->order) &&
			same_subject(&t->m->holds[i], h))
			return false;
	while (left > 0) {
		day = day_add(day, 1);
		if (!model_working(t->m, day, &working))
			return false;
		left -= working;
	}
	if (day_is_none(h->until) || day.n < h->until.n)
		h->until = day;
	return true;
}

static bool restrict_units(struct trial *t, const struct signer *by)
{
	const struct body_restriction *b = t->d->restriction;
	struct model_hold h = {.hold = t->d->hash,
		.order = b->order.sha256,
		.action = b->action == RESTRICTION_FREEZE ? HOLD_FREEZE : HOLD_LIMIT,
		.account = b->account,
		.code = b->project,
		.ranges_n = b->units_n,
		.by = by->party,
		.role = by->as,
		.until = b->until};

	if (!subject_fits(t, b) || (!day_is_none(b->until) && b->until.n < t->today.n) ||
		(by->as != ROLE_OPERATOR && !party_id_equal(&b->order.by, &by->party)))
		return false;
	for (size_t i = 0; i < b->units_n; i++)
		h.ranges[i] = b->units[i];
	if (by->as == ROLE_OPERATOR && !alone_fits(t, &h))
		return false;
	*MODEL_NEXT(t->m, holds) = h;
	return true;
}

static bool release(struct trial *t, const struct signer *by)
{
	const struct body_restriction *b = t->d->restriction;

	if (b->scope != SCOPE_NONE || b->account.text[0] || b->project.text[0] || b->units_n > 0 ||
		!day_is_none(b->until))
		return false;
	for (size_t i = 0; i < t->m->holds_n; i++) {
		struct model_hold *h = &t->m->holds[i];

		if (!digest_equal(&h->hold, &b->of) || !lasts(t, h))
			continue;
		if (h->role != ROLE_OPERATOR && !party_id_equal(&h->by, &by->party) &&
			(by->as != ROLE_MEE || model_has_role(t->m, &h->by, h->role, t->today)))
			return false;
		h->ended_by = t->d->hash;
		return true;
	}
	return false;
}

bool try_restriction(struct trial *t)
{
	const struct body_restriction *b = t->d->restriction;
	struct signer by;

	if (!restrictor(t, &by) || b->order.on.n > t->today.n)
		return false;
	return b->action == RESTRICTION_RELEASE ? release(t, &by) : restrict_units(t, &by);
}
