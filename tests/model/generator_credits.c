#include <inttypes.h>
#include <string.h>

#include "tests/model/generator_part.h"

/* --- units --- */

/* A party that holds free units in the position, or NOBODY_YET. */
static int pick_holder(struct generator *g, enum unit_position position)
{
	size_t start = g->m->series_n ? chance(g, g->m->series_n) : 0;

	for (size_t i = 0; i < g->m->series_n; i++) {
		const struct model_series *s = &g->m->series[(start + i) % g->m->series_n];
		size_t from = s->issued ? chance(g, (uint64_t)s->issued) : 0;

		for (size_t n = 0; n < (size_t)s->issued; n++) {
			const struct model_unit *u = &s->unit[(from + n) % (size_t)s->issued];

			if (u->position == position && u->status == UNIT_FREE)
				return u->holder;
		}
	}
	return NOBODY_YET;
}

static const char *write_move(struct generator *g, enum unit_position position, int *holder)
{
	int64_t sum;

	*holder = pick_holder(g, position);
	if (*holder == NOBODY_YET)
		return NULL;
	return story_text(&g->s, "account: %s\nunits:\n%s",
		write_account(g, &g->m->parties[*holder].account),
		write_units(g, *holder, slip(g) ? POSITION_TRADING : position, 60, &sum));
}

static const char *signs_as_holder(struct generator *g, int holder)
{
	return story_text(&g->s, "%s:holder", name_of(&g->m->parties[holder].id));
}

bool make_deposit(struct generator *g)
{
	int holder;
	const char *body = write_move(g, POSITION_HOLDING, &holder);

	return body && emit(g, "trading-deposit", signs_as_holder(g, holder), body);
}

bool make_return(struct generator *g)
{
	int holder;
	const char *body = write_move(g, POSITION_TRADING, &holder);

	if (!body)
		return false;
	if (one_in(g, 2))
		return emit(g, "trading-return", "exchange", body);
	return emit(g, "trading-return",
		story_text(&g->s, "%s exchange", signs_as_holder(g, holder)), body);
}

/* A number of its own; a slip gives one that was given before. */
static const char *write_reference(struct generator *g)
{
	if (slip(g) && g->m->references_n > 0)
		return story_text(
			&g->s, "%s", g->m->references[chance(g, g->m->references_n)].text);
	return story_text(&g->s, "N-%zu", g->m->documents_n);
}

bool make_settlement(struct generator *g)
{
	static const char *const buyers[] = {"entity", "buyer", "owner", "other", "person"};
	struct serial_block block[4];
	const char *legs = "", *range;
	size_t n = 0, wanted = 1 + chance(g, COUNT_OF(block));

	for (size_t tries = 0; n < wanted && tries < 8; tries++) {
		int seller = pick_holder(g, POSITION_TRADING);
		const char *buyer = buyers[chance(g, COUNT_OF(buyers))];
		bool bad = seller == NOBODY_YET ||
			   !write_range(g, seller, POSITION_TRADING, 30, &range, &block[n]);

		if (bad)
			break;
		for (size_t i = 0; i < n; i++)
			bad |= serial_block_overlaps(&block[i], &block[n]);
		bad |= party_id_equal(&story_party(buyer)->id, &g->m->parties[seller].id) ||
		       model_party(g->m, &story_party(buyer)->id) == NOBODY_YET;
		if (bad && !slip(g))
			continue;
		legs = story_text(&g->s,
			"%s- {seller: %s, buyer: %s, units: %s, price_fen: 8500}\n", legs,
			write_account(g, &g->m->parties[seller].account),
			write_account(g, &story_party(buyer)->account), range);
		n++;
	}
	return n > 0 &&
	       emit(g, "settlement", "exchange",
		       story_text(&g->s, "trading_day: %s\nreference: %s\nlegs:\n%s",
			       write_day(g, generator_today(g)), write_reference(g), legs));
}

/* --- retirement --- */

static const char *write_purpose(struct generator *g)
{
	static const char *const purposes[] = {
		"purpose: public-interest\n",
		"purpose: public-interest\nbeneficiary: 公众\n",
		"purpose: event\nevent: 运动会\nevent_period: {first: 2024-01-01, last: "
		"2024-01-02}\n",
		"purpose: enterprise\nbeneficiary: 企业\nbeneficiary_id: 91350100M000100Y43\n"
		"emission_period: {first: 2023-01-01, last: 2023-12-31}\n",
		"purpose: regional-ets\nbeneficiary: 企业\nregion: \"110000\"\n"
		"compliance_year: 2024\n",
		"purpose: regional-ets\nbeneficiary: 企业\nregion: \"310000\"\n"
		"compliance_year: 2024\n",
		"purpose: corsia\naeroplane_operator: CCA\n",
		"purpose: national-ets\n",
	};
	size_t n = slip(g) ? COUNT_OF(purposes) : COUNT_OF(purposes) - 1;
	const char *text = purposes[chance(g, n)];

	if (slip(g) && !strstr(text, "event"))
		text = story_text(&g->s, "%sevent: 多余\n", text);
	if (slip(g) && strstr(text, "M000100Y43"))
		text = story_but(&g->s, text, "M000100Y43", "M000100Y44");
	if (slip(g) && strstr(text, "beneficiary: 企业\n"))
		text = story_but(&g->s, text, "beneficiary: 企业\n", "");
	return text;
}

bool make_retirement(struct generator *g)
{
	int holder;
	const char *body = write_move(g, POSITION_HOLDING, &holder);

	return body && emit(g, "retirement", signs_as_holder(g, holder),
			       story_text(&g->s, "%s%s", body, write_purpose(g)));
}

/* --- obligations, bindings --- */

static const char *const entities[] = {"owner", "entity", "buyer", "other"};

/* One of them more often than the others, so that its limit is reached. */
static const char *pick_entity(struct generator *g)
{
	return entities[one_in(g, 3) ? chance(g, COUNT_OF(entities)) : 0];
}

bool make_obligation(struct generator *g)
{
	const struct story_party *entity = story_party(pick_entity(g));
	int64_t year = 2023 + (int64_t)chance(g, 2);
	const char *revises = "";

	if (g->m->obligations_n + 2 >= MODEL_OBLIGATIONS)
		return false;
	for (size_t i = 0; i < g->m->obligations_n; i++)
		if (g->m->obligations[i].year == year && !slip(g) &&
			party_id_equal(&g->m->obligations[i].entity, &entity->id))
			revises = story_text(&g->s, "revises: %s\n",
				write_hash(g, &g->m->obligations[i].document));
	return emit(g, "obligation",
		one_in(g, 2)   ? "province cea"
		: one_in(g, 2) ? "province"
			       : "cea",
		story_text(&g->s,
			"entity: %s\nprovince: \"%s\"\ncompliance_year: %" PRId64
			"\nallowances_due: %" PRIu64 "\nsurrender_by: 2025-12-31\n%s",
			write_party(g, &entity->id), slip(g) ? "310000" : "370000", year,
			chance(g, one_in(g, 2) ? 600 : 4000), revises));
}

bool make_binding(struct generator *g)
{
	const char *name = pick_entity(g);
	const struct story_party *entity = story_party(name);
	const char *cea = story_text(&g->s, "CEA-37-%" PRIu64, chance(g, 6));
	bool bind = true;

	if (g->m->bindings_n + 2 >= MODEL_BINDINGS)
		return false;
	for (size_t i = 0; i < g->m->bindings_n; i++)
		if (g->m->bindings[i].bound &&
			account_id_equal(&g->m->bindings[i].account, &entity->account)) {
			bind = slip(g);
			cea = story_text(&g->s, "%s", g->m->bindings[i].cea_account);
		}
	if (!bind && !one_in(g, 5))
		return false;
	return emit(g, "binding", story_text(&g->s, "%s:holder cea", name),
		story_text(&g->s, "action: %s\naccount: %s\ncea_account: %s\nentity: %s\n",
			bind ? "bind" : "end", write_account(g, &entity->account), cea,
			write_party(g, &entity->id)));
}

/* --- offsets --- */

/* One that is bound and has a year with room. */
static const struct model_obligation *pick_room(struct generator *g, const struct model_binding *b)
{
	int holder = model_party_of_account(g->m, &b->account);
	size_t start = chance(g, g->m->obligations_n + 1);

	for (size_t i = 0; i < g->m->obligations_n; i++) {
		const struct model_obligation *o =
			&g->m->obligations[(start + i) % g->m->obligations_n];

		if (party_id_equal(&o->entity, &g->m->parties[holder].id) &&
			(o->open + o->used < o->limit || g->odd))
			return o;
	}
	return NULL;
}

static bool is_bound(const struct generator *g, size_t i)
{
	return g->m->bindings[i].bound || g->odd;
}

bool make_application(struct generator *g)
{
	int binding = pick(g, g->m->bindings_n, is_bound), holder;
	const struct model_binding *b = &g->m->bindings[binding < 0 ? 0 : binding];
	const struct model_obligation *o = binding < 0 ? NULL : pick_room(g, b);
	const char *units;
	int64_t sum, room;

	if (!o || g->m->offsets_n + 2 >= MODEL_OFFSETS)
		return false;
	holder = model_party_of_account(g->m, &b->account);
	room = o->limit - o->open - o->used;
	if (g->odd && one_in(g, 2))
		room += 1 + o->used;
	units = write_units(g, holder, POSITION_HOLDING, room, &sum);
	if (sum == 0)
		return false;
	return emit(g, "offset-application", signs_as_holder(g, holder),
		story_text(&g->s,
			"account: %s\ncea_account: %s\ncompliance_year: %" PRId64 "\nunits:\n%s",
			write_account(g, &b->account), b->cea_account, write_number(g, o->year),
			units));
}

static bool is_pending(const struct generator *g, size_t i)
{
	return g->m->offsets[i].status == OFFSET_PENDING || g->odd;
}

bool make_receipt(struct generator *g)
{
	int record = pick(g, g->m->offsets_n, is_pending);
	bool good = !one_in(g, 4);

	if (record == NOBODY_YET)
		return false;
	return emit(g, "offset-receipt", "cea",
		story_text(&g->s, "record: %s\nreference: %s\nresult: %s\n%s",
			write_hash(g, &g->m->offsets[record].record), write_reference(g),
			good ? "received" : "malformed",
			good != slip(g) ? "" : "reason: 格式不符\n"));
}

static bool is_unanswered(const struct generator *g, size_t i)
{
	enum offset_status status = g->m->offsets[i].status;

	return status == OFFSET_PENDING || status == OFFSET_RECEIVED || g->odd;
}

bool make_answer(struct generator *g)
{
	int record = pick(g, g->m->offsets_n, is_unanswered);
	const struct model_offset *o = &g->m->offsets[record < 0 ? 0 : record];
	int64_t used = o->quantity;

	if (record == NOBODY_YET)
		return false;
	if (one_in(g, 2))
		used = (int64_t)chance(g, (uint64_t)o->quantity + 1);
	return emit(g, "offset-answer", "cea",
		story_text(&g->s,
			"record: %s\nused: %" PRId64
			"\n%s%sprovince_decision:\n  by: %s\n  on: %s\n"
			"  document: 环函1号\n",
			write_hash(g, &o->record), write_number(g, used),
			one_in(g, 2) ? ""
				     : story_text(&g->s, "reference: %s\n", write_reference(g)),
			used == 0 && !slip(g) ? "reason: 不予使用\n" : "",
			write_party(g, &story_party("province")->id),
			write_day(g, generator_today(g))));
}

static int days_pending(const struct generator *g, size_t i)
{
	return generator_today(g).n - g->m->offsets[i].from.n;
}

static bool has_waited(const struct generator *g, size_t i)
{
	return is_unanswered(g, i) && days_pending(g, i) > 10;
}

bool make_offset_withdrawal(struct generator *g)
{
	int record = pick(g, g->m->offsets_n, one_in(g, 2) ? has_waited : is_unanswered);
	const struct model_offset *o = &g->m->offsets[record < 0 ? 0 : record];
	const char *signers;

	if (record == NOBODY_YET)
		return false;
	signers = signs_as_holder(g, model_party_of_account(g->m, &o->account));
	if (o->entrusted_by.text[0] != 0 && !slip(g))
		signers = "province cea";
	else if (one_in(g, 3))
		signers = story_text(&g->s, "%s cea", signers);
	return emit(g, "offset-withdrawal", signers,
		story_text(&g->s, "record: %s\nreason: 误报\n", write_hash(g, &o->record)));
}

static bool has_room(const struct generator *g, size_t i)
{
	const struct model_obligation *o = &g->m->obligations[i];

	return o->open + o->used < o->limit || g->odd;
}

/* The entity's allowance account, if it has bound one, or one that nobody has. */
static const char *allowance_account(struct generator *g, const struct party_id *entity)
{
	for (size_t i = 0; i < g->m->bindings_n; i++) {
		int party = model_party_of_account(g->m, &g->m->bindings[i].account);

		if (g->m->bindings[i].bound && !slip(g) &&
			party_id_equal(&g->m->parties[party].id, entity))
			return g->m->bindings[i].cea_account;
	}
	return slip(g) ? "CEA-37-1" : "CEA-99-1";
}

bool make_entrusted_surrender(struct generator *g)
{
	int year = pick(g, g->m->obligations_n, has_room);
	int holder = pick_holder(g, POSITION_HOLDING);
	const struct model_obligation *o = &g->m->obligations[year < 0 ? 0 : year];
	const char *units, *signers = "province cea";
	int64_t sum;

	if (year == NOBODY_YET || holder == NOBODY_YET || g->m->offsets_n + 2 >= MODEL_OFFSETS)
		return false;
	if (!party_id_equal(&g->m->parties[holder].id, &o->entity) != slip(g))
		signers = story_text(&g->s, "province cea %s", signs_as_holder(g, holder));
	units = write_units(
		g, holder, POSITION_HOLDING, o->limit - o->open - o->used + slip(g), &sum);
	if (sum == 0)
		return false;
	return emit(g, "entrusted-surrender", signers,
		story_text(&g->s,
			"entity: %s\nground: %s\ndecision: 鲁环函1号\naccount: %s\n"
			"cea_account: %s\ncompliance_year: %" PRId64 "\nunits:\n%s",
			write_party(g, &o->entity),
			generator_today(g).n > o->surrender_by.n || slip(g) ? "defaulted"
									    : "stopped",
			write_account(g, &g->m->parties[holder].account),
			allowance_account(g, &o->entity), write_number(g, o->year), units));
}

static bool is_due(const struct generator *g, size_t i)
{
	return is_unanswered(g, i) && (g->odd || days_pending(g, i) > 20);
}

bool make_expiry(struct generator *g)
{
	int record = pick(g, g->m->offsets_n, is_due);

	if (record == NOBODY_YET)
		return false;
	return emit(g, "expiry", "operator",
		story_text(&g->s, "of: %s\n", write_hash(g, &g->m->offsets[record].record)));
}
