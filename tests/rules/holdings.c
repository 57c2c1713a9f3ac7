#include "tests/rules/holdings.h"

#include <stdio.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

enum { VINTAGE = 2024 };

struct party_id party_of(enum who who)
{
	struct party_id id;

	memset(&id, 0, sizeof(id));
	snprintf(id.text, sizeof(id.text), who == PERSON ? "P-%016d" : "91%016d", (int)who);
	return id;
}

struct account_id account_of(enum who who)
{
	return account_id_make(7000 + (uint64_t)who);
}

struct project_code project_of(int number)
{
	struct project_code code;

	memset(&code, 0, sizeof(code));
	snprintf(code.text, sizeof(code.text), "A21%04u", (unsigned)number % 10000);
	return code;
}

struct unit_range units_of(int number, int64_t first, int64_t last)
{
	return (struct unit_range){{project_of(number), VINTAGE, first, last}};
}

struct day on(const char *text)
{
	struct day d;

	ck_assert(day_parse(text, strlen(text), &d));
	return d;
}

void lay(struct holdings *h, const struct record *r)
{
	ck_assert_int_eq(overlay_put(h->state, r, &h->err), 0);
}

void look(struct holdings *h, struct record *r)
{
	ck_assert_int_eq(view_get(overlay_view(h->state), h->mem, r, &h->err), 1);
}

struct record party_record(struct holdings *h, enum who who)
{
	struct record r = record_new(RECORD_PARTY);

	r.party.party = party_of(who);
	look(h, &r);
	return r;
}

struct record account_record(struct holdings *h, enum who who)
{
	struct record r = record_new(RECORD_ACCOUNT);

	r.account.account = account_of(who);
	look(h, &r);
	return r;
}

static struct digest project_digest(int number)
{
	return digest_of(&number, sizeof(number));
}

struct record project_record(struct holdings *h, int number)
{
	struct record r = record_new(RECORD_PROJECT);

	r.project.project = project_digest(number);
	look(h, &r);
	return r;
}

void set_parameter(struct holdings *h, const char *name, const char *value)
{
	struct record r = record_new(RECORD_PARAMETER);

	snprintf(r.parameter.name, sizeof(r.parameter.name), "%s", name);
	snprintf(r.parameter.value, sizeof(r.parameter.value), "%s", value);
	r.parameter.from = on("2024-01-01");
	r.parameter.sequence = h->sequence++;
	r.parameter.status = STATUS_FINAL;
	lay(h, &r);
}

/* Sets a hold, found at the place. */
static struct digest lay_hold(struct holdings *h, enum hold_action action, struct record *place)
{
	struct record hold = record_new(RECORD_HOLD);

	h->sequence++;
	hold.hold.hold = place->hold_place.hold = digest_of(&h->sequence, sizeof(h->sequence));
	hold.hold.action = action;
	hold.hold.by = party_of(COURT);
	hold.hold.role = ROLE_COURT;
	hold.hold.scope = place->hold_place.first ? SCOPE_UNITS : SCOPE_PROJECT;
	hold.hold.since = h->at;
	lay(h, &hold);
	lay(h, place);
	return hold.hold.hold;
}

struct digest hold_account(struct holdings *h, enum who who, enum hold_action action)
{
	struct record place = record_new(RECORD_HOLD_PLACE);

	snprintf(place.hold_place.subject, sizeof(place.hold_place.subject), "%s",
		account_of(who).text);
	return lay_hold(h, action, &place);
}

struct digest hold_units(
	struct holdings *h, int number, int64_t first, int64_t last, enum hold_action action)
{
	struct record place = record_new(RECORD_HOLD_PLACE);

	snprintf(place.hold_place.subject, sizeof(place.hold_place.subject), "%s",
		project_of(number).text);
	place.hold_place.vintage = first ? VINTAGE : 0;
	place.hold_place.first = first;
	place.hold_place.last = last;
	return lay_hold(h, action, &place);
}

struct record hold_record(struct holdings *h, const struct digest *hold)
{
	struct record r = record_new(RECORD_HOLD);

	r.hold.hold = *hold;
	look(h, &r);
	return r;
}

static void lay_party(struct holdings *h, enum who who)
{
	struct record party = record_new(RECORD_PARTY);
	struct record account = record_new(RECORD_ACCOUNT);

	party.party.party = party_of(who);
	party.party.type = who == PERSON ? PARTY_PERSON : PARTY_ORGANISATION;
	snprintf(party.party.name_zh, sizeof(party.party.name_zh), "主体 %d", (int)who);
	party.party.threshold = who == EXCHANGE ? 2 : 1;
	party.party.account = account_of(who);
	lay(h, &party);
	account.account.account = account_of(who);
	account.account.party = party_of(who);
	lay(h, &account);
}

static void lay_role(struct holdings *h, enum who who, enum role role)
{
	struct record r = record_new(RECORD_ROLE);

	r.role.party = party_of(who);
	r.role.role = role;
	r.role.from = on("2024-01-01");
	r.role.sequence = h->sequence++;
	r.role.action = ROLE_ACTION_GRANT;
	lay(h, &r);
}

static void lay_vvb(struct holdings *h)
{
	struct record r = record_new(RECORD_ACCREDITATION);

	r.accreditation.vvb = party_of(VVB);
	r.accreditation.from = on("2024-06-11");
	r.accreditation.action = ACCREDITATION_GRANT;
	snprintf(r.accreditation.fields, sizeof(r.accreditation.fields), "EF");
	lay(h, &r);
}

static void lay_project(struct holdings *h, int number)
{
	struct record code = record_new(RECORD_PROJECT_CODE);
	struct record p = record_new(RECORD_PROJECT);

	code.project_code.code = project_of(number);
	code.project_code.project = project_digest(number);
	lay(h, &code);
	p.project.project = project_digest(number);
	p.project.code = project_of(number);
	p.project.status = PROJECT_REGISTERED;
	p.project.under_allowance_management = number == 4;
	if (number == 1)
		snprintf(p.project.additional_type, sizeof(p.project.additional_type), "01");
	/* 2024-01-22 begins at 16:00Z of the day before. */
	p.project.decided_at = day_start(on("2024-01-22"));
	if (number == 5)
		p.project.decided_at.ms--;
	lay(h, &p);
}

static void lay_block(struct holdings *h, const struct unit_range *units, enum who who,
	enum unit_position position, enum unit_status status)
{
	struct record block = record_new(RECORD_BLOCK);
	struct record serial = record_new(RECORD_SERIAL);

	block.block.code = units->block.project;
	block.block.vintage = units->block.vintage;
	block.block.first = units->block.first;
	block.block.last = units->block.last;
	block.block.batch = 1;
	block.block.account = account_of(who);
	block.block.position = position;
	block.block.status = status;
	lay(h, &block);
	serial.serial.code = units->block.project;
	serial.serial.vintage = units->block.vintage;
	serial.serial.next = units->block.last + 1;
	lay(h, &serial);
}

static void lay_units(struct holdings *h)
{
	struct unit_range u;

	u = units_of(1, 1, 1000);
	lay_block(h, &u, HOLDER, POSITION_HOLDING, UNIT_FREE);
	u = units_of(1, 1001, 2000);
	lay_block(h, &u, HOLDER, POSITION_TRADING, UNIT_FREE);
	u = units_of(1, 2001, 2100);
	lay_block(h, &u, HOLDER, POSITION_HOLDING, UNIT_FROZEN);
	u = units_of(1, 2101, 2200);
	lay_block(h, &u, HOLDER, POSITION_HOLDING, UNIT_RETIRED);
	u = units_of(1, 2201, 3000);
	lay_block(h, &u, BUYER, POSITION_HOLDING, UNIT_FREE);
	for (int number = 2; number <= PROJECTS; number++) {
		u = units_of(number, 1, 100);
		lay_block(h, &u, HOLDER, POSITION_HOLDING, UNIT_FREE);
		u = units_of(number, 101, 200);
		lay_block(h, &u, HOLDER, POSITION_TRADING, UNIT_FREE);
	}
}

struct holdings *holdings_new(void)
{
	struct holdings *h = talloc_zero(NULL, struct holdings);

	ck_assert_ptr_nonnull(h);
	h->mem = h;
	h->state = overlay_new(h, NULL);
	h->at.ms = day_start(on("2026-03-02")).ms + 10 * 3600 * 1000;
	for (int who = NOBODY + 1; who < WHO_COUNT; who++)
		lay_party(h, (enum who)who);
	lay_role(h, OPERATOR, ROLE_OPERATOR);
	lay_role(h, MEE, ROLE_MEE);
	lay_role(h, SAMR, ROLE_SAMR);
	lay_role(h, PROVINCE, ROLE_PROVINCE);
	lay_role(h, EXCHANGE, ROLE_EXCHANGE);
	lay_role(h, CEA, ROLE_CEA);
	lay_role(h, COURT, ROLE_COURT);
	lay_vvb(h);
	for (int number = 1; number <= PROJECTS; number++)
		lay_project(h, number);
	lay_units(h);
	(void)hold_units(h, 3, 0, 0, HOLD_FREEZE);
	return h;
}

void holdings_free(struct holdings *h)
{
	talloc_free(h);
}

void draft(struct holdings *h, enum kind kind, const void *body)
{
	memset(&h->d, 0, sizeof(h->d));
	h->d.kind = kind;
	h->sequence++;
	h->d.hash = digest_of(&h->sequence, sizeof(h->sequence));
	h->d.body = body;
}

void sign(struct holdings *h, enum who who, enum role as)
{
	h->d.signers[h->d.signers_n++] = (struct signer){party_of(who), as};
}

struct rule rule_over(struct holdings *h)
{
	struct rule r = {.mem = h->mem,
		.rules_version = 1,
		.d = &h->d,
		.at = h->at,
		.today = instant_day(h->at),
		.sequence = h->sequence,
		.warnings = &h->warnings,
		.err = &h->err};

	r.changes = overlay_new(h->mem, overlay_view(h->state));
	ck_assert_ptr_nonnull(r.changes);
	r.view = overlay_view(r.changes);
	return r;
}

enum error_code try_rule(struct holdings *h, rule_fn fn)
{
	struct digest before = state_digest(h), after;
	struct rule r = rule_over(h);

	memset(&h->err, 0, sizeof(h->err));
	memset(&h->warnings, 0, sizeof(h->warnings));
	if (fn(&r) == 0) {
		ck_assert_str_eq(r.placement.folder, "");
		ck_assert_int_eq(overlay_merge(h->state, r.changes, &h->err), 0);
		check_conservation(h);
		talloc_free(r.changes);
		return ERROR_NONE;
	}
	after = state_digest(h);
	ck_assert(digest_equal(&before, &after));
	ck_assert_ptr_nonnull(h->err.rule);
	talloc_free(r.changes);
	return h->err.code;
}

struct record_block block_with(struct holdings *h, int project, int64_t number)
{
	struct record r = record_new(RECORD_BLOCK);

	r.block.code = project_of(project);
	r.block.vintage = VINTAGE;
	r.block.first = number;
	if (view_floor(overlay_view(h->state), h->mem, 2, &r, &h->err) != 1 ||
		r.block.last < number)
		ck_abort_msg("no block holds %d", (int)number);
	return r.block;
}

struct cover {
	int64_t next;
};

static int cover_block(void *ctx, const struct record *r, UNUSED struct error *err)
{
	struct cover *c = ctx;

	/* One report, not a check for each field: Check sends each over a pipe. */
	if (r->block.first != c->next || r->block.last < r->block.first ||
		r->block.status == UNIT_NONE || r->block.position == POSITION_NONE ||
		r->block.account.text[0] == '\0')
		ck_abort_msg("block %s from %d is out of order", r->block.code.text,
			(int)r->block.first);
	c->next = r->block.last + 1;
	return 0;
}

static int cover_serial(void *ctx, const struct record *r, struct error *err)
{
	struct holdings *h = ctx;
	struct record from = record_new(RECORD_BLOCK);
	struct cover c = {1};

	from.block.code = r->serial.code;
	from.block.vintage = r->serial.vintage;
	ck_assert_int_eq(
		view_each(overlay_view(h->state), h->mem, 2, &from, cover_block, &c, err), 0);
	ck_assert_int_eq(c.next, r->serial.next);
	return 0;
}

void check_conservation(struct holdings *h)
{
	struct record from = record_new(RECORD_SERIAL);

	ck_assert_int_eq(
		view_each(overlay_view(h->state), h->mem, 0, &from, cover_serial, h, &h->err), 0);
}

struct digest state_digest(struct holdings *h)
{
	struct document_id id;
	struct digest d;

	memset(&id, 0, sizeof(id));
	ck_assert_int_eq(overlay_hash(h->state, &id, &d, &h->err), 0);
	return d;
}
