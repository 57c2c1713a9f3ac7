#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/model_part.h"

/* --- units --- */

/* One number of a range, or NULL when no such unit was issued. */
static struct model_unit *unit_at(struct model *m, const struct serial_block *b, int64_t number)
{
	struct model_series *s = model_series(m, &b->project, b->vintage);

	return s && number >= 1 && number <= s->issued ? &s->unit[number - 1] : NULL;
}

/*
 * Takes the units of a range from a holder's position, each marked with what it becomes:
 * a unit that occurs twice in a document is no longer there the second time.
 */
static bool take(
	struct model *m, const struct serial_block *b, struct model_unit from, struct model_unit to)
{
	for (int64_t number = b->first; number <= b->last; number++) {
		struct model_unit *u = unit_at(m, b, number);

		if (!u || u->holder != from.holder || u->position != from.position ||
			u->status != UNIT_FREE || u->by == INT16_MAX)
			return false;
		*u = to;
		u->by = to.by == NOBODY_YET ? INT16_MAX : to.by;
	}
	return b->last >= b->first;
}

/* Takes away the marks of units that nothing froze or retired. */
static void take_ends(struct model *m, const struct serial_block *b)
{
	for (int64_t number = b->first; number <= b->last; number++) {
		struct model_unit *u = unit_at(m, b, number);

		u->by = u->by == INT16_MAX ? NOBODY_YET : u->by;
	}
}

static bool take_all(struct trial *t, size_t n, const struct unit_range *units,
	struct model_unit from, struct model_unit to)
{
	for (size_t i = 0; i < n; i++)
		if (!take(t->m, &units[i].block, from, to) ||
			held_units(t, from.holder, &units[i].block))
			return false;
	for (size_t i = 0; i < n; i++)
		take_ends(t->m, &units[i].block);
	return n > 0;
}

static int64_t quantity_of(size_t n, const struct unit_range *units)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += units[i].block.last - units[i].block.first + 1;
	return sum;
}

static struct model_unit units_of(int holder, enum unit_position position)
{
	return (struct model_unit){(int8_t)holder, (uint8_t)position, UNIT_FREE, NOBODY_YET};
}

/* The party that holds the account and signs as holder; NOBODY_YET otherwise. */
static int own_account(
	const struct trial *t, const struct account_id *account, const struct party_id *holder)
{
	int party = model_party_of_account(t->m, account);

	if (!holder || party == NOBODY_YET || !party_id_equal(&t->m->parties[party].id, holder))
		return NOBODY_YET;
	return party;
}

/* --- trading --- */

bool try_trading_deposit(struct trial *t)
{
	const struct body_trading *b = t->d->trading_deposit;
	int holder = own_account(t, &b->account, only_signer(t, ROLE_HOLDER));

	return holder != NOBODY_YET &&
	       take_all(t, b->units_n, b->units, units_of(holder, POSITION_HOLDING),
		       units_of(holder, POSITION_TRADING));
}

bool try_trading_return(struct trial *t)
{
	const struct body_trading *b = t->d->trading_return;
	int holder = model_party_of_account(t->m, &b->account);

	if (!only_signer(t, ROLE_EXCHANGE))
		holder = own_account(t, &b->account, first_of_two(t, ROLE_HOLDER, ROLE_EXCHANGE));
	return holder != NOBODY_YET &&
	       take_all(t, b->units_n, b->units, units_of(holder, POSITION_TRADING),
		       units_of(holder, POSITION_HOLDING));
}

static bool signs_as(const struct trial *t, int party, enum role as)
{
	for (size_t i = 0; i < t->d->signers_n; i++)
		if (t->d->signers[i].as == as &&
			party_id_equal(&t->d->signers[i].party, &t->m->parties[party].id))
			return true;
	return false;
}

/* The operator, and whoever the ground asks for; nobody beside them. */
static bool transfer_signed(const struct trial *t, int from, int to)
{
	bool donation = t->d->transfer->ground == TRANSFER_DONATION;
	bool judicial = t->d->transfer->ground == TRANSFER_JUDICIAL, operator= false, court = false;

	for (size_t i = 0; i < t->d->signers_n; i++) {
		operator|= t->d->signers[i].as == ROLE_OPERATOR;
		court |= t->d->signers[i].as == ROLE_COURT;
	}
	if (!operator|| t->d->signers_n !=(donation ? 3 : 2))
		return false;
	return judicial ? court
			: signs_as(t, to, ROLE_HOLDER) &&
				  (!donation || signs_as(t, from, ROLE_HOLDER));
}

/* Judicial ones take units from wherever they are. */
static bool take_from_either(struct trial *t, int from, int to)
{
	const struct body_transfer *b = t->d->transfer;

	for (size_t i = 0; i < b->units_n; i++) {
		const struct serial_block *u = &b->units[i].block;

		if (u->last < u->first || held_units(t, from, u))
			return false;
		for (int64_t number = u->first; number <= u->last; number++) {
			const struct serial_block one = {u->project, u->vintage, number, number};
			const struct model_unit *unit = unit_at(t->m, u, number);
			const struct model_unit was = unit ? *unit : (struct model_unit){0};

			if (!unit ||
				!take(t->m, &one, units_of(from, (enum unit_position)was.position),
					units_of(to, POSITION_HOLDING)))
				return false;
		}
	}
	for (size_t i = 0; i < b->units_n; i++)
		take_ends(t->m, &b->units[i].block);
	return b->units_n > 0;
}

bool runs_market(const struct trial *t, const struct party_id *party)
{
	static const enum role barred[] = {
		ROLE_OPERATOR, ROLE_MEE, ROLE_SAMR, ROLE_PROVINCE, ROLE_EXCHANGE};

	for (size_t i = 0; i < COUNT_OF(barred); i++)
		if (model_has_role(t->m, party, barred[i], t->today))
			return true;
	return false;
}

static bool is_barred(const struct trial *t, const struct party_id *party)
{
	int known = model_party(t->m, party);

	return known != NOBODY_YET && t->today.n <= t->m->parties[known].barred_until.n;
}

bool may_apply(const struct trial *t, const struct party_id *party)
{
	return !runs_market(t, party) && !is_barred(t, party);
}

static bool may_buy(const struct trial *t, int party)
{
	const struct party_id *id = &t->m->parties[party].id;

	return !runs_market(t, id) && !model_is_vvb(t->m, id, t->today);
}

bool try_transfer(struct trial *t)
{
	const struct body_transfer *b = t->d->transfer;
	int from = model_party_of_account(t->m, &b->from);
	int to = model_party_of_account(t->m, &b->to);

	if (from == NOBODY_YET || to == NOBODY_YET || from == to || !may_buy(t, to) ||
		!transfer_signed(t, from, to) || held_account(t, &b->to))
		return false;
	if (b->ground == TRANSFER_JUDICIAL
			? !take_from_either(t, from, to)
			: !take_all(t, b->units_n, b->units, units_of(from, POSITION_HOLDING),
				  units_of(to, POSITION_HOLDING)))
		return false;
	holds_yield(t, b->units_n, b->units);
	return true;
}

static bool settle(struct trial *t, int64_t *volume)
{
	const struct body_settlement *b = t->d->settlement;

	for (size_t i = 0; i < b->legs_n; i++) {
		const struct body_leg *leg = &b->legs[i];
		int seller = model_party_of_account(t->m, &leg->seller);
		int buyer = model_party_of_account(t->m, &leg->buyer);

		if (seller == NOBODY_YET || buyer == NOBODY_YET || seller == buyer ||
			!may_buy(t, buyer) || held_account(t, &leg->buyer) ||
			held_units(t, seller, &leg->units.block) ||
			!take(t->m, &leg->units.block, units_of(seller, POSITION_TRADING),
				units_of(buyer, POSITION_TRADING)))
			return false;
		*volume += quantity_of(1, &leg->units);
	}
	for (size_t i = 0; i < b->legs_n; i++)
		take_ends(t->m, &b->legs[i].units.block);
	return true;
}

bool try_settlement(struct trial *t)
{
	const struct body_settlement *b = t->d->settlement;
	const struct party_id *exchange = only_signer(t, ROLE_EXCHANGE);
	long long limit = strtoll(model_value(t->m, "exchange.daily_volume", t->today), NULL, 10);
	struct model_day *day = NULL;
	int64_t volume = 0;

	if (!exchange || t->m->parties[model_party(t->m, exchange)].threshold < 2 ||
		b->trading_day.n > t->today.n || !settle(t, &volume))
		return false;
	for (size_t i = 0; i < t->m->days_n; i++)
		if (t->m->days[i].day.n == t->today.n &&
			party_id_equal(&t->m->days[i].exchange, exchange))
			day = &t->m->days[i];
	if (!day) {
		day = MODEL_NEXT(t->m, days);
		*day = (struct model_day){*exchange, t->today, 0};
	}
	day->volume += volume;
	return limit == 0 || day->volume <= limit;
}

/* --- retirement --- */

/* It must name what its purpose requires, and nothing that belongs to another. */
static bool names_fit(const struct body_retirement *b)
{
	bool region = b->purpose == PURPOSE_REGIONAL_ETS, event = b->purpose == PURPOSE_EVENT;
	bool enterprise = b->purpose == PURPOSE_ENTERPRISE, corsia = b->purpose == PURPOSE_CORSIA;

	return (b->region != NULL) == region && (b->compliance_year != FIELD_ABSENT) == region &&
	       (b->event != NULL) == event && !day_is_none(b->event_period.first) == event &&
	       !day_is_none(b->emission_period.first) == enterprise &&
	       (b->aeroplane_operator != NULL) == corsia &&
	       (b->beneficiary || !(region || enterprise));
}

static bool region_takes(struct trial *t, int64_t quantity)
{
	const struct body_retirement *b = t->d->retirement;
	struct model_region *r = NULL;
	char name[40];
	long long limit;

	snprintf(name, sizeof(name), "regional.limit.%s", b->region);
	limit = strtoll(model_value(t->m, name, t->today), NULL, 10);
	for (size_t i = 0; i < t->m->regions_n; i++)
		if (strcmp(t->m->regions[i].region, b->region) == 0 &&
			t->m->regions[i].year == b->compliance_year &&
			account_id_equal(&t->m->regions[i].account, &b->account))
			r = &t->m->regions[i];
	if (!r) {
		r = MODEL_NEXT(t->m, regions);
		*r = (struct model_region){b->account, "", b->compliance_year, 0};
		snprintf(r->region, sizeof(r->region), "%s", b->region);
	}
	r->used += quantity;
	return limit > 0 && r->used <= limit;
}

static bool corsia_takes(const struct trial *t)
{
	const struct body_retirement *b = t->d->retirement;
	const char *text = model_value(t->m, "corsia.from", t->today);
	struct day from;

	if (!day_parse(text, strlen(text), &from) || from.n > t->today.n)
		return false;
	for (size_t i = 0; i < b->units_n; i++) {
		int project = model_project_coded(t->m, &b->units[i].block.project);

		if (project == NOBODY_YET || !t->m->projects[project].corsia)
			return false;
	}
	return true;
}

static struct model_unit kept_by(int holder, enum unit_status status, size_t document)
{
	return (struct model_unit){
		(int8_t)holder, POSITION_HOLDING, (uint8_t)status, (int16_t)document};
}

static void certify(struct trial *t, const struct account_id *account,
	enum retirement_purpose purpose, int64_t quantity)
{
	*MODEL_NEXT(t->m, retirements) =
		(struct model_retirement){t->d->hash, *account, purpose, quantity};
}

bool try_retirement(struct trial *t)
{
	const struct body_retirement *b = t->d->retirement;
	int holder = own_account(t, &b->account, only_signer(t, ROLE_HOLDER));
	int64_t quantity = quantity_of(b->units_n, b->units);

	if (holder == NOBODY_YET || b->purpose == PURPOSE_NATIONAL_ETS || !names_fit(b) ||
		!take_all(t, b->units_n, b->units, units_of(holder, POSITION_HOLDING),
			kept_by(holder, UNIT_RETIRED, t->m->documents_n)))
		return false;
	if (b->purpose == PURPOSE_REGIONAL_ETS && !region_takes(t, quantity))
		return false;
	if (b->purpose == PURPOSE_CORSIA && !corsia_takes(t))
		return false;
	certify(t, &b->account, b->purpose, quantity);
	return true;
}

/* --- obligations and bindings --- */

static struct model_obligation *obligation_of(
	struct model *m, const struct party_id *entity, int64_t year)
{
	for (size_t i = 0; i < m->obligations_n; i++)
		if (m->obligations[i].year == year &&
			party_id_equal(&m->obligations[i].entity, entity))
			return &m->obligations[i];
	return NULL;
}

int64_t model_share_of(int64_t quantity, const char *share)
{
	int64_t over, under;

	if (!model_fraction(share, &over, &under))
		return -1;
	return (int64_t)((__int128)quantity * over / under);
}

/* By the allowance registry, by a province in its own territory, or by both. */
static bool signed_for_province(const struct trial *t, bool both)
{
	const struct party_id *province =
		both ? first_of_two(t, ROLE_PROVINCE, ROLE_CEA) : only_signer(t, ROLE_PROVINCE);
	const char *own = province ? t->m->parties[model_party(t->m, province)].province : "";

	if (!province)
		return !both && only_signer(t, ROLE_CEA) != NULL;
	return !own[0] || strcmp(own, t->d->obligation->province) == 0;
}

/* What one alone may raise it to, a share above what was agreed. */
static bool rises_too_far(const struct trial *t, const struct model_obligation *o, int64_t due)
{
	int64_t over, under;

	return !model_fraction(model_value(t->m, "obligation.rise", t->today), &over, &under) ||
	       (__int128)(due - o->agreed) * under > (__int128)o->agreed * over;
}

void model_mark_over_limit(struct model *m)
{
	for (size_t i = 0; i < m->obligations_n; i++) {
		const struct model_obligation *o = &m->obligations[i];
		int64_t sum = o->used;

		for (size_t k = 0; k < m->offsets_n; k++) {
			struct model_offset *k_th = &m->offsets[k];

			if (k_th->year != o->year || !party_id_equal(&k_th->entity, &o->entity) ||
				(k_th->status != OFFSET_PENDING && k_th->status != OFFSET_RECEIVED))
				continue;
			sum += k_th->quantity;
			k_th->over_limit = sum > o->limit;
		}
	}
}

bool try_obligation(struct trial *t)
{
	const struct body_obligation *b = t->d->obligation;
	struct model_obligation *o = obligation_of(t->m, &b->entity, b->compliance_year);
	const struct digest none = {{0}};
	int64_t due = tonnes_count(b->allowances_due);
	bool both = t->d->signers_n == 2;

	if (!signed_for_province(t, both) || model_party(t->m, &b->entity) == NOBODY_YET ||
		party_id_is_person(&b->entity) ||
		!digest_equal(&b->revises, o ? &o->document : &none) ||
		(o && !both && rises_too_far(t, o, due)))
		return false;
	if (!o) {
		o = MODEL_NEXT(t->m, obligations);
		*o = (struct model_obligation){
			.entity = b->entity, .year = b->compliance_year, .agreed = due};
	}
	o->agreed = both || due < o->agreed ? due : o->agreed;
	o->surrender_by = b->surrender_by;
	o->due = due;
	o->limit = model_share_of(o->due, model_value(t->m, "offset.limit", t->today));
	o->document = t->d->hash;
	return true;
}

bool try_binding(struct trial *t)
{
	const struct body_binding *b = t->d->binding;
	const struct party_id *holder = first_of_two(t, ROLE_HOLDER, ROLE_CEA);
	struct model_binding *bound = NULL;
	bool cea_is_bound = false;

	if (own_account(t, &b->account, holder) == NOBODY_YET ||
		!party_id_equal(holder, &b->entity) || party_id_is_person(holder))
		return false;
	for (size_t i = 0; i < t->m->bindings_n; i++) {
		struct model_binding *k = &t->m->bindings[i];

		if (k->bound && account_id_equal(&k->account, &b->account))
			bound = k;
		cea_is_bound |= k->bound && strcmp(k->cea_account, b->cea_account) == 0;
	}
	if (b->action == BINDING_BIND) {
		if (bound || cea_is_bound)
			return false;
		bound = MODEL_NEXT(t->m, bindings);
		*bound = (struct model_binding){b->account, "", true};
		snprintf(bound->cea_account, sizeof(bound->cea_account), "%s", b->cea_account);
		return true;
	}
	for (size_t i = 0; i < t->m->obligations_n; i++)
		if (party_id_equal(&t->m->obligations[i].entity, holder) &&
			t->m->obligations[i].open > 0)
			return false;
	if (!bound || strcmp(bound->cea_account, b->cea_account) != 0)
		return false;
	bound->bound = false;
	return true;
}

/* --- offsets --- */

static bool is_bound(const struct trial *t)
{
	const struct body_offset_application *b = t->d->offset_application;

	for (size_t i = 0; i < t->m->bindings_n; i++)
		if (t->m->bindings[i].bound &&
			account_id_equal(&t->m->bindings[i].account, &b->account) &&
			strcmp(t->m->bindings[i].cea_account, b->cea_account) == 0)
			return true;
	return false;
}

static bool eligible(const struct trial *t, size_t n, const struct unit_range *units)
{
	const char *text = model_value(t->m, "offset.registered_from", t->today);
	struct day from = {0};

	if (*text && !day_parse(text, strlen(text), &from))
		return false;
	for (size_t i = 0; i < n; i++) {
		int project = model_project_coded(t->m, &units[i].block.project);

		if (project == NOBODY_YET ||
			instant_day(t->m->projects[project].decided_at).n < from.n)
			return false;
	}
	return true;
}

/* What an application and an entrusted surrender have in common. */
struct asked {
	struct party_id entity, entrusted_by;
	struct account_id account;
	int64_t year;
	size_t n;
	const struct unit_range *units;
};

static bool ask(struct trial *t, int holder, const struct asked *a)
{
	int64_t quantity = quantity_of(a->n, a->units);
	struct model_obligation *o = obligation_of(t->m, &a->entity, a->year);
	struct model_offset *offset;

	if (!o || o->open + o->used + quantity > o->limit ||
		!take_all(t, a->n, a->units, units_of(holder, POSITION_HOLDING),
			kept_by(holder, UNIT_FROZEN, t->m->documents_n)))
		return false;
	model_warn_of_late_use(t, o);
	o->open += quantity;
	offset = MODEL_NEXT(t->m, offsets);
	*offset = (struct model_offset){.record = t->d->hash,
		.entity = a->entity,
		.entrusted_by = a->entrusted_by,
		.account = a->account,
		.year = a->year,
		.quantity = quantity,
		.status = OFFSET_PENDING,
		.from = t->today,
		.ranges_n = a->n};
	model_has_place(a->n - 1, MODEL_RANGES);
	memcpy(offset->ranges, a->units, a->n * sizeof(a->units[0]));
	return true;
}

bool try_offset_application(struct trial *t)
{
	const struct body_offset_application *b = t->d->offset_application;
	const struct party_id *holder = only_signer(t, ROLE_HOLDER);
	int party = own_account(t, &b->account, holder);

	if (party == NOBODY_YET || is_barred(t, holder) || !is_bound(t) ||
		!eligible(t, b->units_n, b->units))
		return false;
	return ask(t, party,
		&(struct asked){.entity = *holder,
			.account = b->account,
			.year = b->compliance_year,
			.n = b->units_n,
			.units = b->units});
}

static const struct party_id *signer_as(const struct trial *t, enum role role)
{
	const struct party_id *one = NULL;

	for (size_t i = 0; i < t->d->signers_n; i++)
		if (t->d->signers[i].as == role)
			one = &t->d->signers[i].party;
	return one;
}

/* Bound to an account of somebody else's. */
static bool is_anothers(const struct trial *t, const char *cea_account, const struct party_id *own)
{
	for (size_t i = 0; i < t->m->bindings_n; i++) {
		const struct model_binding *k = &t->m->bindings[i];
		int party = model_party_of_account(t->m, &k->account);

		if (k->bound && strcmp(k->cea_account, cea_account) == 0 &&
			!party_id_equal(&t->m->parties[party].id, own))
			return true;
	}
	return false;
}

bool try_entrusted_surrender(struct trial *t)
{
	const struct body_entrusted_surrender *b = t->d->entrusted_surrender;
	const struct party_id *province = signer_as(t, ROLE_PROVINCE);
	const struct party_id *holder = signer_as(t, ROLE_HOLDER);
	int entity = model_party(t->m, &b->entity), party;
	const struct model_obligation *o = obligation_of(t->m, &b->entity, b->compliance_year);
	const char *own;

	if (!province || !signer_as(t, ROLE_CEA) || t->d->signers_n != (holder ? 3 : 2) ||
		entity == NOBODY_YET || party_id_is_person(&b->entity) || !o)
		return false;
	own = t->m->parties[model_party(t->m, province)].province;
	if (own[0] && t->m->parties[entity].province[0] &&
		strcmp(own, t->m->parties[entity].province) != 0)
		return false;
	party = own_account(t, &b->account, holder ? holder : &b->entity);
	if (party == NOBODY_YET || (holder && is_barred(t, holder)) ||
		is_anothers(t, b->cea_account, &b->entity) ||
		(b->ground == ENTRUSTING_DEFAULTED && t->today.n <= o->surrender_by.n) ||
		!eligible(t, b->units_n, b->units))
		return false;
	return ask(t, party,
		&(struct asked){.entity = b->entity,
			.entrusted_by = *province,
			.account = b->account,
			.year = b->compliance_year,
			.n = b->units_n,
			.units = b->units});
}

static struct model_offset *offset_of(struct model *m, const struct digest *record)
{
	for (size_t i = 0; i < m->offsets_n; i++)
		if (digest_equal(&m->offsets[i].record, record))
			return &m->offsets[i];
	return NULL;
}

/* The first units, in the order of the application, are retired; the rest is free. */
static void thaw(struct trial *t, struct model_offset *offset, int64_t used)
{
	struct model_obligation *o = obligation_of(t->m, &offset->entity, offset->year);
	int holder = model_party_of_account(t->m, &offset->account);
	int64_t left = used;

	for (size_t i = 0; i < offset->ranges_n; i++) {
		const struct serial_block *b = &offset->ranges[i].block;

		for (int64_t number = b->first; number <= b->last; number++, left--)
			*unit_at(t->m, b, number) =
				left > 0 ? kept_by(holder, UNIT_RETIRED, t->m->documents_n)
					 : units_of(holder, POSITION_HOLDING);
	}
	o->open -= offset->quantity;
	o->used += used;
}

bool try_offset_receipt(struct trial *t)
{
	const struct body_offset_receipt *b = t->d->offset_receipt;
	struct model_offset *offset = offset_of(t->m, &b->record);

	if (!only_signer(t, ROLE_CEA) || !offset || offset->status != OFFSET_PENDING)
		return false;
	offset->status = OFFSET_RECEIVED;
	if (b->result == RECEIPT_RECEIVED)
		return true;
	offset->status = OFFSET_MALFORMED;
	thaw(t, offset, 0);
	return text_given(b->reason);
}

bool try_offset_answer(struct trial *t)
{
	const struct body_offset_answer *b = t->d->offset_answer;
	struct model_offset *offset = offset_of(t->m, &b->record);
	int64_t used = tonnes_count(b->used);

	if (!only_signer(t, ROLE_CEA) || !offset ||
		(offset->status != OFFSET_PENDING && offset->status != OFFSET_RECEIVED) ||
		used > offset->quantity || (used == 0 && !text_given(b->reason)) ||
		!model_has_role(t->m, &b->province_decision.by, ROLE_PROVINCE, t->today) ||
		b->province_decision.on.n > t->today.n)
		return false;
	thaw(t, offset, used);
	offset->used = used;
	offset->status = used > 0 ? OFFSET_USED : OFFSET_REFUSED;
	if (used > 0)
		certify(t, &offset->account, PURPOSE_NATIONAL_ETS, used);
	return true;
}

static bool is_open(const struct model_offset *offset)
{
	return offset->status == OFFSET_PENDING || offset->status == OFFSET_RECEIVED;
}

/* The holder takes back what is open with cea, or alone when nothing came of it. */
static bool holder_may_withdraw(const struct trial *t, const struct model_offset *offset)
{
	bool alone = t->d->signers_n == 1;
	const struct party_id *holder =
		alone ? only_signer(t, ROLE_HOLDER) : first_of_two(t, ROLE_HOLDER, ROLE_CEA);
	long long days = strtoll(model_value(t->m, "offset-withdrawal.days", t->today), NULL, 10);

	if (own_account(t, &offset->account, holder) == NOBODY_YET || offset->entrusted_by.text[0])
		return false;
	return !alone || (offset->status == OFFSET_PENDING && t->today.n - offset->from.n > days);
}

bool try_offset_withdrawal(struct trial *t)
{
	struct model_offset *offset = offset_of(t->m, &t->d->offset_withdrawal->record);
	const struct party_id *province = first_of_two(t, ROLE_PROVINCE, ROLE_CEA);

	if (!offset || !is_open(offset) ||
		!(province ? party_id_equal(province, &offset->entrusted_by)
			   : holder_may_withdraw(t, offset)))
		return false;
	thaw(t, offset, 0);
	offset->status = OFFSET_WITHDRAWN;
	return true;
}

bool try_expiry(struct trial *t)
{
	struct model_offset *offset = offset_of(t->m, &t->d->expiry->of);
	long long term = strtoll(model_value(t->m, "offset-application.term", t->today), NULL, 10);

	if (!only_signer(t, ROLE_OPERATOR) || !offset || !is_open(offset) ||
		t->today.n - offset->from.n <= term)
		return false;
	thaw(t, offset, 0);
	offset->status = OFFSET_EXPIRED;
	return true;
}
