/*
 * restriction: an account, a project's units or ranges of units are frozen or kept from trading
 * by an authority's order, and released (Registration Rules art. 10, 16). It sets a hold, which
 * movements meet (holds.c), and changes no unit.
 */
#include "rules/chapter.h"

#include <string.h>

static const char clause[] = "docs/rulebook.md restriction";

/* The operator signs, and one authority at most; *out is that one, or the operator. */
static int who_restricts(struct rule *r, struct signer *out)
{
	static const enum role authorities[] = {ROLE_MEE, ROLE_SAMR, ROLE_PROVINCE, ROLE_COURT};
	enum role roles[] = {ROLE_OPERATOR, ROLE_NONE, ROLE_NONE};

	for (size_t i = 0; i < COUNT_OF(authorities); i++)
		if (rule_signer(r, authorities[i]))
			roles[1] = authorities[i];
	if (rule_signers_are(r, roles) < 0)
		return -1;
	out->as = roles[1] != ROLE_NONE ? roles[1] : ROLE_OPERATOR;
	out->party = *rule_signer(r, out->as);
	return 0;
}

/* --- what it is on --- */

/* A release names what it ends alone; any other its scope, and one member for that. */
static int members_check(struct rule *r)
{
	const struct body_restriction *b = r->d->restriction;
	bool release = b->action == RESTRICTION_RELEASE;
	const struct {
		const char *path;
		bool given, needed;
	} member[] = {
		{"/of", !digest_is_zero(&b->of), release},
		{"/scope", b->scope != SCOPE_NONE, !release},
		{"/account", b->account.text[0] != '\0', !release && b->scope == SCOPE_ACCOUNT},
		{"/project", b->project.text[0] != '\0', !release && b->scope == SCOPE_PROJECT},
		{"/units", b->units_n > 0, !release && b->scope == SCOPE_UNITS},
	};

	for (size_t i = 0; i < COUNT_OF(member); i++) {
		if (member[i].needed && !member[i].given)
			return rule_refuse(r, RESTRICTION_MISSING, clause, member[i].path, "field",
				member[i].path + 1);
		if (member[i].given && !member[i].needed)
			return rule_refuse(r, RESTRICTION_SURPLUS, clause, member[i].path, "field",
				member[i].path + 1);
	}
	if (release && !day_is_none(b->until))
		return rule_refuse(r, RESTRICTION_SURPLUS, clause, "/until", "field", "until");
	return day_is_none(b->until) ? 0 : rule_not_past(r, b->until, "/until", clause);
}

/* What is restricted is there; the places at which movements will find the hold. */
struct places {
	const char *subject; /* of an account or project; NULL: ranges */
	size_t n;
	struct units_pieces units;
};

static int subject_check(struct rule *r, struct places *out)
{
	const struct body_restriction *b = r->d->restriction;
	struct record_account account;
	struct record project;
	int found;

	*out = (struct places){.n = 1};
	if (b->scope == SCOPE_ACCOUNT) {
		out->subject = b->account.text;
		return rule_account(r, &b->account, "/account", &account);
	}
	out->subject = b->project.text;
	found = rule_units_project(r, &b->project, &project);
	if (found == 0)
		return rule_refuse(
			r, PROJECT_UNKNOWN, clause, "/project", "project", b->project.text);
	return found < 0 ? -1 : 0;
}

static int places_check(struct rule *r, struct places *out)
{
	const struct body_restriction *b = r->d->restriction;
	const struct account_id any = {{0}};
	struct tonnes total;

	if (b->scope != SCOPE_UNITS)
		return subject_check(r, out);
	*out = (struct places){.n = b->units_n};
	if (rule_units_list(r, &any, UNITS_STANDING, b->units_n, b->units, "/units", &out->units) <
		0)
		return -1;
	return rule_pieces_check(r, &out->units, &total);
}

/* --- by the operator alone --- */

static int not_again(void *ctx, const struct record_hold *hold, const struct units_piece *met)
{
	struct rule *r = ctx;
	char hex[DIGEST_HEX_SIZE];

	(void)met;
	if (hold->role != ROLE_OPERATOR ||
		!digest_equal(&hold->order, &r->d->restriction->order.sha256))
		return 0;
	return rule_refuse(
		r, RESTRICTION_AGAIN, clause, "/order", "hold", digest_hex(&hold->hold, hex));
}

/* Once by one order, and for a few working days: then whoever gave the order has to sign. */
static int unsigned_check(struct rule *r, const struct places *p, struct day *until)
{
	struct working_calendar calendar = rule_calendar(r);
	struct day last;
	int64_t days;

	if (p->subject && rule_holds_at(r, p->subject, 0, NULL, 0, not_again, r) < 0)
		return -1;
	for (size_t i = 0; i < p->units.n; i++)
		if (rule_holds_at(r, p->units.piece[i].block.project.text,
			    p->units.piece[i].block.vintage, &p->units.piece[i], 1, not_again,
			    r) < 0)
			return -1;
	if (rule_parameter_integer(r, "restriction.unsigned", &days) < 0)
		return -1;
	if (working_day_after(&calendar, r->today, (int)days, &last, r->err) < 0) {
		if (r->err->code == ERROR_CALENDAR_MISSING)
			r->err->rule = clause;
		return -1;
	}
	if (day_is_none(*until) || last.n < until->n)
		*until = last;
	return 0;
}

/* --- setting and ending it --- */

static int hold_put(struct rule *r, const struct signer *by, struct day until)
{
	const struct body_restriction *b = r->d->restriction;
	struct record row = record_new(RECORD_HOLD);

	row.hold.hold = r->d->hash;
	row.hold.action = b->action == RESTRICTION_LIMIT ? HOLD_LIMIT : HOLD_FREEZE;
	row.hold.scope = b->scope;
	row.hold.by = by->party;
	row.hold.role = by->as;
	row.hold.order = b->order.sha256;
	row.hold.since = r->at;
	row.hold.until = until;
	return rule_put(r, &row);
}

static int places_put(struct rule *r, const struct places *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct record row = record_new(RECORD_HOLD_PLACE);
		struct record_hold_place *place = &row.hold_place;

		place->hold = r->d->hash;
		rule_text(place->subject, sizeof(place->subject),
			p->subject ? p->subject : p->units.piece[i].block.project.text);
		if (!p->subject) {
			place->vintage = p->units.piece[i].block.vintage;
			place->first = p->units.piece[i].block.first;
			place->last = p->units.piece[i].block.last;
		}
		if (rule_put(r, &row) < 0)
			return -1;
	}
	return 0;
}

static int restrict_units(struct rule *r, const struct signer *by)
{
	const struct body_restriction *b = r->d->restriction;
	struct day until = b->until;
	struct places places;

	if (by->as != ROLE_OPERATOR && !party_id_equal(&by->party, &b->order.by))
		return rule_refuse(r, RESTRICTION_SIGNER, clause, "/order/by", "by",
			b->order.by.text, "party", by->party.text);
	if (places_check(r, &places) < 0)
		return -1;
	if (by->as == ROLE_OPERATOR && unsigned_check(r, &places, &until) < 0)
		return -1;
	return hold_put(r, by, until) < 0 ? -1 : places_put(r, &places);
}

/* Who ordered it releases it; mee, where that party no longer has its role. */
static int releaser_check(struct rule *r, const struct record_hold *hold, const struct signer *by)
{
	int has;

	if (hold->role == ROLE_OPERATOR || party_id_equal(&by->party, &hold->by))
		return 0;
	has = rule_has_role(r, &hold->by, hold->role);
	if (has < 0)
		return -1;
	if (has == 0 && by->as == ROLE_MEE)
		return 0;
	return rule_refuse(r, RESTRICTION_RELEASER, clause, "/signers", "by", hold->by.text);
}

static int release(struct rule *r, const struct signer *by)
{
	const struct body_restriction *b = r->d->restriction;
	struct record row = record_new(RECORD_HOLD);
	char hex[DIGEST_HEX_SIZE];
	int found;

	row.hold.hold = b->of;
	found = rule_get(r, &row);
	if (found < 0)
		return -1;
	digest_hex(&b->of, hex);
	if (found == 0)
		return rule_refuse(r, HOLD_UNKNOWN, clause, "/of", "hold", hex);
	if (!rule_hold_lasts(r, &row.hold))
		return rule_refuse(r, HOLD_ENDED, clause, "/of", "hold", hex);
	if (releaser_check(r, &row.hold, by) < 0)
		return -1;
	row.hold.ended_by = r->d->hash;
	return rule_put(r, &row);
}

int rule_restriction(struct rule *r)
{
	const struct body_restriction *b = r->d->restriction;
	struct signer by;

	if (who_restricts(r, &by) < 0 || members_check(r) < 0 ||
		rule_order_given(r, b->order.on, clause) < 0)
		return -1;
	return b->action == RESTRICTION_RELEASE ? release(r, &by) : restrict_units(r, &by);
}
