/*
 * offset: an enterprise applies to use units for its obligation, the registry of
 * allowances acknowledges the record of it and answers how much was used (procedure of
 * 2023). Units are frozen meanwhile, and used or set free at the end.
 */
#include "rules/compliance/compliance.h"

#include <string.h>

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
int offset_party_may_apply(struct rule *r, const struct party_id *id)
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

static int units_eligible(struct rule *r, size_t n, const struct unit_range *units)
{
	struct day from = DAY_NONE;
	struct record_parameter set;
	char path[ERROR_PATH_MAX];
	int found = rule_parameter_row(r, "offset.registered_from", "", 0, &set);

	if (found < 0)
		return -1;
	if (found == 1 && !day_parse(set.value, strlen(set.value), &from))
		return error_set(r->err, ERROR_INTERNAL, NULL, "", "reason",
			"the parameter offset.registered_from is not a day", NULL);
	for (size_t i = 0; i < n; i++)
		if (project_eligible(r, &units[i].block.project, from,
			    rule_path(path, "/units/%zu/project", i)) < 0)
			return -1;
	return 0;
}

int offset_open(struct rule *r, const struct offset_asked *asked)
{
	struct record row = record_new(RECORD_OFFSET);
	struct record_offset *offset = &row.offset;

	if (rule_units_check(r, &asked->account, UNITS_FROM_HOLDING, asked->units_n, asked->units,
		    "/units", &offset->quantity) < 0 ||
		units_eligible(r, asked->units_n, asked->units) < 0)
		return -1;
	offset->record = r->d->hash;
	offset->entity = asked->entity;
	offset->account = asked->account;
	offset->year = asked->year;
	offset->status = OFFSET_PENDING;
	offset->frozen_at = r->at;
	offset->entrusted_by = asked->entrusted_by;
	rule_text(offset->cea_account, sizeof(offset->cea_account), asked->cea_account);
	if (limit_take(r, offset) < 0)
		return -1;
	return offset_freeze(r, &row, asked->units_n, asked->units);
}

int rule_offset_application(struct rule *r)
{
	static const enum role holder[] = {ROLE_HOLDER, ROLE_NONE};
	const struct body_offset_application *b = r->d->offset_application;
	struct record_account account;

	if (rule_signers_are(r, holder) < 0 ||
		rule_own_account(r, &b->account, "/account", &account) < 0 ||
		offset_party_may_apply(r, &account.party) < 0 || bound_check(r) < 0)
		return -1;
	return offset_open(r, &(struct offset_asked){.entity = account.party,
				      .account = b->account,
				      .cea_account = b->cea_account,
				      .year = b->compliance_year,
				      .units_n = b->units_n,
				      .units = b->units});
}

int rule_offset_receipt(struct rule *r)
{
	static const enum role cea[] = {ROLE_CEA, ROLE_NONE};
	const struct body_offset_receipt *b = r->d->offset_receipt;
	struct record row;

	if (rule_signers_are(r, cea) < 0 || offset_load(r, &b->record, "/record", &row) < 0)
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
	return offset_end(r, &row);
}

/* An answer is the first to a record that awaits one, and does not exceed it. */
static int answer_check(struct rule *r, const struct record_offset *offset)
{
	const struct body_offset_answer *b = r->d->offset_answer;
	char used[TONNES_TEXT_SIZE], quantity[TONNES_TEXT_SIZE];

	if (!offset_is_open(offset))
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

/* The answer decides also on what is over the limit; that it is, is told. */
static int warn_over_limit(struct rule *r, const struct record_offset *offset)
{
	struct tonnes used = r->d->offset_answer->used, all;
	char text[TONNES_TEXT_SIZE], sum[TONNES_TEXT_SIZE], limit[TONNES_TEXT_SIZE];
	struct record row;
	int found = limit_obligation(r, &offset->entity, offset->year, &row);

	if (found <= 0)
		return found;
	if (tonnes_is_zero(used) || !tonnes_add(row.obligation.used, used, &all) ||
		tonnes_compare(all, row.obligation.limit) <= 0)
		return 0;
	rule_warn(r, ANSWER_OVER_LIMIT, "/used", "used", tonnes_text(used, text), "all",
		tonnes_text(all, sum), "limit", tonnes_text(row.obligation.limit, limit));
	return 0;
}

static int answer_warnings(struct rule *r, const struct record_offset *offset)
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
	return warn_over_limit(r, offset);
}

int rule_offset_answer(struct rule *r)
{
	static const enum role cea[] = {ROLE_CEA, ROLE_NONE};
	const struct body_offset_answer *b = r->d->offset_answer;
	struct record_offset *offset;
	struct record row;

	if (rule_signers_are(r, cea) < 0 || offset_load(r, &b->record, "/record", &row) < 0)
		return -1;
	offset = &row.offset;
	if (answer_check(r, offset) < 0 || province_check(r) < 0 || answer_warnings(r, offset) < 0)
		return -1;
	offset->used = b->used;
	offset->status = tonnes_is_zero(b->used) ? OFFSET_REFUSED : OFFSET_USED;
	offset->answered_at = r->at;
	offset->province = b->province_decision.by;
	offset->province_on = b->province_decision.on;
	rule_text(offset->province_document, sizeof(offset->province_document),
		b->province_decision.document);
	if (certificate_put(r, offset) < 0)
		return -1;
	return offset_end(r, &row);
}
