/*
 * offset: an enterprise applies to use units for its obligation, the registry of
 * allowances acknowledges the record of it and answers how much was used (procedure of
 * 2023). Units are frozen meanwhile, and used or set free at the end.
 */
#include "rules/chapter.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#define OFFSET_CLAUSE "Measures for Trading of Emission Allowances art. 29"
#define PROCEDURE "环办气候函〔2023〕237号 annex"

/* The holding account is bound to the allowance account that the application names. */
static int bound_check(struct rule *r)
{
	const struct body_offset_application *b = r->d->offset_application;
	struct record binding = record_new(RECORD_BINDING);
	int found;

	binding.binding.account = b->account;
	found = rule_get(r, &binding);
	if (found < 0)
		return -1;
	if (found == 0 || !binding.binding.bound ||
		strcmp(binding.binding.cea_account, b->cea_account) != 0)
		return rule_refuse(r, OFFSET_NOT_BOUND, PROCEDURE, "/cea_account", "account",
			b->account.text, "cea_account", b->cea_account);
	return 0;
}

/* Order 31 art. 43: no application by a party that is barred or owes a cancellation. */
static int party_may_apply(struct rule *r, const struct party_id *id)
{
	char debt[TONNES_TEXT_SIZE], until[DAY_TEXT_SIZE];
	struct record party;
	int found = rule_party_record(r, id, &party);

	if (found <= 0)
		return found;
	if (party.party.barred || (!day_is_none(party.party.barred_until) &&
					  r->today.n <= party.party.barred_until.n))
		return rule_refuse(r, OFFSET_BARRED, "Order 31 art. 43", "/account", "party",
			id->text, "until",
			party.party.barred ? "-" : day_text(party.party.barred_until, until));
	if (!tonnes_is_zero(party.party.debt))
		return rule_refuse(r, OFFSET_DEBT, "Order 31 art. 43", "/account", "party",
			id->text, "debt", tonnes_text(party.party.debt, debt));
	return 0;
}

static int project_eligible(
	struct rule *r, const struct project_code *code, struct day from, const char *path)
{
	char on[DAY_TEXT_SIZE] = "-", from_text[DAY_TEXT_SIZE];
	struct record project;
	int found = rule_units_project(r, code, &project);

	if (found < 0)
		return -1;
	if (found == 1 && project.project.under_allowance_management)
		return rule_refuse(
			r, OFFSET_ALLOWANCE_MANAGED, OFFSET_CLAUSE, path, "project", code->text);
	if (found == 1 && !instant_is_none(project.project.decided_at)) {
		if (instant_day(project.project.decided_at).n >= from.n)
			return 0;
		day_text(instant_day(project.project.decided_at), on);
	}
	return rule_refuse(r, OFFSET_TOO_EARLY, "docs/rulebook.md parameters", path, "project",
		code->text, "registered", on, "from", day_text(from, from_text));
}

static int units_eligible(struct rule *r)
{
	const struct body_offset_application *b = r->d->offset_application;
	struct day from = DAY_NONE;
	struct record_parameter set;
	char path[ERROR_PATH_MAX];
	int found = rule_parameter_row(r, "offset.registered_from", "", 0, &set);

	if (found < 0)
		return -1;
	if (found == 1 && !day_parse(set.value, strlen(set.value), &from))
		return error_set(r->err, ERROR_INTERNAL, NULL, "", "reason",
			"the parameter offset.registered_from is not a day", NULL);
	for (size_t i = 0; i < b->units_n; i++)
		if (project_eligible(r, &b->units[i].block.project, from,
			    rule_path(path, "/units/%zu/project", i)) < 0)
			return -1;
	return 0;
}

/* What is open, used and asked for stays within the limit of the year; puts the new sum. */
static int limit_take(struct rule *r, const struct party_id *entity, struct tonnes asked)
{
	const struct body_offset_application *b = r->d->offset_application;
	struct record row = record_new(RECORD_OBLIGATION);
	struct record_obligation *o = &row.obligation;
	char limit[TONNES_TEXT_SIZE], open[TONNES_TEXT_SIZE], used[TONNES_TEXT_SIZE];
	char asked_text[TONNES_TEXT_SIZE], year[24], day[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE];
	struct tonnes sum, all;
	int found;

	snprintf(year, sizeof(year), "%" PRId64, b->compliance_year);
	o->entity = *entity;
	o->year = b->compliance_year;
	found = rule_get(r, &row);
	if (found < 0)
		return -1;
	if (found == 0)
		return rule_refuse(r, OFFSET_NO_OBLIGATION, OFFSET_CLAUSE, "/compliance_year",
			"entity", entity->text, "year", year);
	if (!tonnes_add(o->open, asked, &sum) || !tonnes_add(sum, o->used, &all) ||
		tonnes_compare(all, o->limit) > 0)
		return rule_refuse(r, OFFSET_LIMIT, OFFSET_CLAUSE, "/units", "limit",
			tonnes_text(o->limit, limit), "open", tonnes_text(o->open, open), "used",
			tonnes_text(o->used, used), "asked", tonnes_text(asked, asked_text));
	if (r->today.n > o->surrender_by.n)
		rule_warn(r, OFFSET_LATE, "/compliance_year", "year", year, "day",
			day_text(o->surrender_by, day), "today", day_text(r->today, today));
	o->open = sum;
	return rule_put(r, &row);
}

/* Freezes the units and records them in the order of the application. */
static int units_freeze(struct rule *r)
{
	const struct body_offset_application *b = r->d->offset_application;
	const struct units_becoming frozen = {.account = b->account,
		.position = POSITION_HOLDING,
		.status = UNIT_FROZEN,
		.by = r->d->hash};

	for (size_t i = 0; i < b->units_n; i++) {
		const struct serial_block *block = &b->units[i].block;
		struct record row = record_new(RECORD_OFFSET_UNITS);

		row.offset_units.record = r->d->hash;
		row.offset_units.position = (int64_t)i;
		row.offset_units.code = block->project;
		row.offset_units.vintage = block->vintage;
		row.offset_units.first = block->first;
		row.offset_units.last = block->last;
		if (rule_units_become(r, block, &frozen) < 0 || rule_put(r, &row) < 0)
			return -1;
	}
	return 0;
}

int rule_offset_application(struct rule *r)
{
	static const enum role holder[] = {ROLE_HOLDER, ROLE_NONE};
	const struct body_offset_application *b = r->d->offset_application;
	struct record row = record_new(RECORD_OFFSET);
	struct record_account account;
	struct tonnes total;

	if (rule_signers_are(r, holder) < 0 ||
		rule_own_account(r, &b->account, "/account", &account) < 0 ||
		party_may_apply(r, &account.party) < 0 || bound_check(r) < 0 ||
		rule_units_check(r, &b->account, UNITS_FROM_HOLDING, b->units_n, b->units, "/units",
			&total) < 0 ||
		units_eligible(r) < 0 || limit_take(r, &account.party, total) < 0)
		return -1;
	row.offset.record = r->d->hash;
	row.offset.entity = account.party;
	row.offset.account = b->account;
	row.offset.year = b->compliance_year;
	row.offset.quantity = total;
	row.offset.status = OFFSET_PENDING;
	row.offset.frozen_at = r->at;
	rule_text(row.offset.cea_account, sizeof(row.offset.cea_account), b->cea_account);
	if (units_freeze(r) < 0)
		return -1;
	return rule_put(r, &row);
}

/* The record that the document names; refused when there is none. */
static int record_of(struct rule *r, const struct digest *id, struct record *out)
{
	char hex[DIGEST_HEX_SIZE];
	int found;

	*out = record_new(RECORD_OFFSET);
	out->offset.record = *id;
	found = rule_get(r, out);
	if (found == 0)
		return rule_refuse(
			r, OFFSET_UNKNOWN, PROCEDURE, "/record", "record", digest_hex(id, hex));
	return found < 0 ? -1 : 0;
}

/* Takes the whole record out of what is open in its year, and adds what was used. */
static int obligation_close(struct rule *r, const struct record_offset *offset, struct tonnes used)
{
	struct record row = record_new(RECORD_OBLIGATION);
	int found;

	row.obligation.entity = offset->entity;
	row.obligation.year = offset->year;
	found = rule_get(r, &row);
	if (found < 0)
		return -1;
	if (found == 0 ||
		!tonnes_sub(row.obligation.open, offset->quantity, &row.obligation.open) ||
		!tonnes_add(row.obligation.used, used, &row.obligation.used))
		return error_set(r->err, ERROR_INTERNAL, NULL, "", "reason",
			"an offset record is not counted in its obligation", NULL);
	return rule_put(r, &row);
}

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
static int units_release(struct rule *r, const struct record_offset *offset, struct tonnes used)
{
	const struct units_becoming retired = {.account = offset->account,
		.position = POSITION_HOLDING,
		.status = UNIT_RETIRED,
		.by = r->d->hash};
	const struct units_becoming free_again = {
		.account = offset->account, .position = POSITION_HOLDING, .status = UNIT_FREE};
	struct record from = record_new(RECORD_OFFSET_UNITS);
	struct frozen_units all = {.mem = r->mem};
	int64_t left = tonnes_count(used);

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

int rule_offset_receipt(struct rule *r)
{
	static const enum role cea[] = {ROLE_CEA, ROLE_NONE};
	const struct body_offset_receipt *b = r->d->offset_receipt;
	struct record row;

	if (rule_signers_are(r, cea) < 0 || record_of(r, &b->record, &row) < 0)
		return -1;
	if (row.offset.status != OFFSET_PENDING)
		return rule_refuse(r, OFFSET_RECEIPT_TWICE, PROCEDURE, "/record", "status",
			word_text(WORDS_OFFSET_STATUS, (int)row.offset.status));
	row.offset.received_at = r->at;
	row.offset.status = OFFSET_RECEIVED;
	if (b->result == RECEIPT_RECEIVED)
		return rule_put(r, &row);
	if (b->reason == NULL || b->reason[0] == '\0')
		return rule_refuse(r, OFFSET_RECEIPT_REASON, PROCEDURE, "/reason", "result",
			word_text(WORDS_RECEIPT_RESULT, (int)b->result));
	row.offset.status = OFFSET_MALFORMED;
	if (units_release(r, &row.offset, tonnes_of(0)) < 0 ||
		obligation_close(r, &row.offset, tonnes_of(0)) < 0)
		return -1;
	return rule_put(r, &row);
}

/* An answer is the first to a record that awaits one, and does not exceed it. */
static int answer_check(struct rule *r, const struct record_offset *offset)
{
	const struct body_offset_answer *b = r->d->offset_answer;
	char used[TONNES_TEXT_SIZE], quantity[TONNES_TEXT_SIZE];

	if (offset->status != OFFSET_PENDING && offset->status != OFFSET_RECEIVED)
		return rule_refuse(r, OFFSET_ANSWERED, PROCEDURE, "/record", "status",
			word_text(WORDS_OFFSET_STATUS, (int)offset->status));
	if (tonnes_compare(b->used, offset->quantity) > 0)
		return rule_refuse(r, OFFSET_ABOVE, PROCEDURE, "/used", "used",
			tonnes_text(b->used, used), "quantity",
			tonnes_text(offset->quantity, quantity));
	if (tonnes_is_zero(b->used) && (b->reason == NULL || b->reason[0] == '\0'))
		return rule_refuse(r, OFFSET_ANSWER_REASON, PROCEDURE, "/reason");
	return 0;
}

static int province_check(struct rule *r)
{
	const struct body_province_decision *p = &r->d->offset_answer->province_decision;
	char on[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE];
	int has = rule_has_role(r, &p->by, ROLE_PROVINCE);

	if (has < 0)
		return -1;
	if (has == 0)
		return rule_refuse(r, OFFSET_PROVINCE, PROCEDURE, "/province_decision/by", "party",
			p->by.text);
	if (p->on.n > r->today.n)
		return rule_refuse(r, OFFSET_PROVINCE_DAY, PROCEDURE, "/province_decision/on", "on",
			day_text(p->on, on), "today", day_text(r->today, today));
	return 0;
}

/* The certificate of what was used, for the entity that used it. */
static int certificate_put(struct rule *r, const struct record_offset *offset)
{
	struct record row = record_new(RECORD_RETIREMENT);
	struct record party;

	if (tonnes_is_zero(offset->used))
		return 0;
	if (rule_party_record(r, &offset->entity, &party) < 0)
		return -1;
	row.retirement.document = r->d->hash;
	row.retirement.account = offset->account;
	row.retirement.purpose = PURPOSE_NATIONAL_ETS;
	row.retirement.quantity = offset->used;
	row.retirement.at = r->at;
	rule_text(row.retirement.beneficiary, sizeof(row.retirement.beneficiary),
		party.party.name_zh);
	return rule_put(r, &row);
}

static void answer_warnings(struct rule *r, const struct record_offset *offset)
{
	const struct body_offset_answer *b = r->d->offset_answer;
	const struct day on = b->province_decision.on, from = instant_day(offset->frozen_at);
	char asked[TONNES_TEXT_SIZE], used[TONNES_TEXT_SIZE];
	char day[DAY_TEXT_SIZE], first[DAY_TEXT_SIZE];

	if (!b->reason && tonnes_compare_times(b->used, 2, offset->quantity, 1) <= 0)
		rule_warn(r, ANSWER_PARTLY, "/used", "asked", tonnes_text(offset->quantity, asked),
			"used", tonnes_text(b->used, used));
	if (on.n < from.n)
		rule_warn(r, ANSWER_DAY, "/province_decision/on", "day", day_text(on, day), "from",
			day_text(from, first));
}

int rule_offset_answer(struct rule *r)
{
	static const enum role cea[] = {ROLE_CEA, ROLE_NONE};
	const struct body_offset_answer *b = r->d->offset_answer;
	struct record_offset *offset;
	struct record row;

	if (rule_signers_are(r, cea) < 0 || record_of(r, &b->record, &row) < 0)
		return -1;
	offset = &row.offset;
	if (answer_check(r, offset) < 0 || province_check(r) < 0 ||
		units_release(r, offset, b->used) < 0 || obligation_close(r, offset, b->used) < 0)
		return -1;
	answer_warnings(r, offset);
	offset->used = b->used;
	offset->status = tonnes_is_zero(b->used) ? OFFSET_REFUSED : OFFSET_USED;
	offset->answered_at = r->at;
	offset->answer = r->d->hash;
	offset->province = b->province_decision.by;
	offset->province_on = b->province_decision.on;
	rule_text(offset->province_document, sizeof(offset->province_document),
		b->province_decision.document);
	if (certificate_put(r, offset) < 0)
		return -1;
	return rule_put(r, &row);
}
