/*
 * offset_ends: how an offset application ends that nothing was used of. Its holder takes it back,
 * with the allowance registry or, where that has not acknowledged it in time, alone; or its term
 * has passed, which the operator states. Its units are free again.
 */
#include "rules/compliance/compliance.h"

/* As if there were no record: what others apply for is told to nobody. */
static int is_holders(struct rule *r, const struct record_offset *offset)
{
	struct record account = record_new(RECORD_ACCOUNT);
	char hex[DIGEST_HEX_SIZE];

	account.account.account = offset->account;
	if (rule_get(r, &account) < 0)
		return -1;
	if (party_id_equal(rule_signer(r, ROLE_HOLDER), &account.account.party))
		return 0;
	return rule_refuse(r, OFFSET_UNKNOWN, "docs/rulebook.md offset-withdrawal", "/record",
		"record", digest_hex(&offset->record, hex));
}

static int is_open(struct rule *r, const struct record_offset *offset, const char *path)
{
	if (offset_is_open(offset))
		return 0;
	return rule_refuse(r, OFFSET_ENDED, "docs/rulebook.md offset-withdrawal", path, "status",
		word_text(WORDS_OFFSET_STATUS, (int)offset->status));
}

/* The last of the parameter's days, which begin after that on which the units were frozen. */
static int last_day(
	struct rule *r, const struct record_offset *offset, const char *parameter, struct day *out)
{
	int64_t days;

	if (rule_parameter_integer(r, parameter, &days) < 0)
		return -1;
	*out = day_add(instant_day(offset->frozen_at), (int32_t)days);
	return 0;
}

/* The holder alone: nothing was heard of the allowance registry in time. */
static int alone_check(struct rule *r, const struct record_offset *offset)
{
	static const char clause[] = "docs/rulebook.md offset-withdrawal";
	char text[DAY_TEXT_SIZE];
	struct day until;

	if (!instant_is_none(offset->received_at))
		return rule_refuse(r, OFFSET_WITHDRAWAL_RECEIVED, clause, "/signers", "received",
			day_text(instant_day(offset->received_at), text));
	if (last_day(r, offset, "offset-withdrawal.days", &until) < 0)
		return -1;
	if (r->today.n <= until.n)
		return rule_refuse(r, OFFSET_WITHDRAWAL_EARLY, clause, "/signers", "until",
			day_text(until, text));
	return 0;
}

/* Who withdraws an application: its holder with cea, or alone. */
static int holder_withdraws(struct rule *r, const struct record_offset *offset)
{
	static const enum role both[] = {ROLE_HOLDER, ROLE_CEA, ROLE_NONE};
	static const enum role holder[] = {ROLE_HOLDER, ROLE_NONE};
	bool alone = rule_signer(r, ROLE_CEA) == NULL;

	if (rule_signers_are(r, alone ? holder : both) < 0 || is_holders(r, offset) < 0 ||
		is_open(r, offset, "/record") < 0)
		return -1;
	if (offset->entrusted_by.text[0])
		return rule_refuse(r, ENTRUSTED_WITHDRAWAL, "docs/rulebook.md offset-withdrawal",
			"/signers", "province", offset->entrusted_by.text);
	return alone ? alone_check(r, offset) : 0;
}

/* Who withdraws an entrusted surrender: the province that entrusted it, with cea. */
static int province_withdraws(struct rule *r, const struct record_offset *offset)
{
	static const enum role both[] = {ROLE_PROVINCE, ROLE_CEA, ROLE_NONE};
	char hex[DIGEST_HEX_SIZE];

	if (rule_signers_are(r, both) < 0)
		return -1;
	if (!party_id_equal(rule_signer(r, ROLE_PROVINCE), &offset->entrusted_by))
		return rule_refuse(r, OFFSET_UNKNOWN, "docs/rulebook.md offset-withdrawal",
			"/record", "record", digest_hex(&offset->record, hex));
	return is_open(r, offset, "/record");
}

int rule_offset_withdrawal(struct rule *r)
{
	bool by_province = rule_signer(r, ROLE_PROVINCE) != NULL;
	bool by_holder = rule_signer(r, ROLE_HOLDER) != NULL;
	static const enum role holder[] = {ROLE_HOLDER, ROLE_NONE};
	struct record row;

	if (!by_province && !by_holder)
		return rule_signers_are(r, holder);
	if (offset_load(r, &r->d->offset_withdrawal->record, "/record", &row) < 0 ||
		(by_province ? province_withdraws(r, &row.offset)
			     : holder_withdraws(r, &row.offset)) < 0)
		return -1;
	row.offset.status = OFFSET_WITHDRAWN;
	return offset_end(r, &row);
}

int rule_expiry(struct rule *r)
{
	static const enum role operator[] = {ROLE_OPERATOR, ROLE_NONE};
	char until_text[DAY_TEXT_SIZE], today[DAY_TEXT_SIZE];
	struct day until;
	struct record row;

	if (rule_signers_are(r, operator) < 0 ||
		offset_load(r, &r->d->expiry->of, "/of", &row) < 0 ||
		is_open(r, &row.offset, "/of") < 0 ||
		last_day(r, &row.offset, "offset-application.term", &until) < 0)
		return -1;
	if (r->today.n <= until.n)
		return rule_refuse(r, EXPIRY_EARLY, "docs/rulebook.md expiry", "/of", "until",
			day_text(until, until_text), "today", day_text(r->today, today));
	row.offset.status = OFFSET_EXPIRED;
	return offset_end(r, &row);
}
