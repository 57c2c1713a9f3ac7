#include "tests/rules/story.h"

#include <string.h>

#include <check.h>

static void tell_deposited(struct story *s)
{
	story_at(s, "2025-03-07");
	s->sealed[STORY_DEPOSITED] = story_seal(s,
		story_text(s,
			"kind: trading-deposit\naccount: %s\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 1, last: 100000}\n",
			story_account("owner")),
		"owner:holder");
}

static void tell_settled(struct story *s)
{
	story_at(s, "2025-03-10");
	s->sealed[STORY_SETTLED] = story_seal(s,
		story_text(s,
			"kind: settlement\ntrading_day: 2025-03-10\nreference: S-20250310\nlegs:\n"
			"- {seller: %s, buyer: %s, units: {project: A210001, vintage: 2022, "
			"first: 1, last: 60000}, price_fen: 8500}\n"
			"- {seller: %s, buyer: %s, units: {project: A210001, vintage: 2022, "
			"first: 60001, last: 80000}, price_fen: 8550}\n",
			story_account("owner"), story_account("entity"), story_account("owner"),
			story_account("buyer")),
		"exchange");
}

static void tell_returned(struct story *s)
{
	story_at(s, "2025-03-11");
	s->sealed[STORY_RETURNED] = story_seal(s,
		story_text(s,
			"kind: trading-return\naccount: %s\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 1, last: 60000}\n",
			story_account("entity")),
		"entity exchange");
}

static void tell_obligation(struct story *s)
{
	story_at(s, "2025-09-01");
	s->sealed[STORY_OBLIGATION] = story_seal(s,
		story_text(s,
			"kind: obligation\nentity: %s\nprovince: \"370000\"\n"
			"compliance_year: 2024\nallowances_due: 1000000\n"
			"surrender_by: 2025-12-31\n",
			story_id("entity")),
		"province");
}

static void tell_bound(struct story *s)
{
	story_at(s, "2025-09-02");
	s->sealed[STORY_BOUND] = story_seal(s,
		story_text(s,
			"kind: binding\naction: bind\naccount: %s\ncea_account: CEA-37-000001\n"
			"entity: %s\n",
			story_account("entity"), story_id("entity")),
		"entity cea");
}

static void tell_applied(struct story *s)
{
	story_at(s, "2025-09-03");
	s->sealed[STORY_OFFSET_APPLIED] = story_seal(s,
		story_text(s,
			"kind: offset-application\naccount: %s\ncea_account: CEA-37-000001\n"
			"compliance_year: 2024\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 1, last: 50000}\n",
			story_account("entity")),
		"entity");
}

static void tell_received(struct story *s)
{
	story_at(s, "2025-09-04");
	s->sealed[STORY_OFFSET_RECEIVED] = story_seal(s,
		story_text(s,
			"kind: offset-receipt\nrecord: %s\nresult: received\nreference: R-1\n",
			story_hex(s, &s->sealed[STORY_OFFSET_APPLIED])),
		"cea");
}

static void tell_answered(struct story *s)
{
	story_at(s, "2025-10-20");
	s->sealed[STORY_OFFSET_ANSWERED] = story_seal(s,
		story_text(s,
			"kind: offset-answer\nrecord: %s\nused: 45000\nreason: 核减 5000 吨\n"
			"province_decision:\n  by: %s\n  on: 2025-10-17\n"
			"  document: 鲁环函〔2025〕1号\n",
			story_hex(s, &s->sealed[STORY_OFFSET_APPLIED]), story_id("province")),
		"cea");
}

static void tell_retired(struct story *s)
{
	story_at(s, "2025-11-05");
	s->sealed[STORY_RETIRED] = story_seal(s,
		story_text(s,
			"kind: retirement\naccount: %s\nunits:\n"
			"- {project: A210001, vintage: 2022, first: 50001, last: 51000}\n"
			"purpose: public-interest\nbeneficiary: 公众\n",
			story_account("entity")),
		"entity");
}

static const char *order_text(struct story *s, const char *by)
{
	struct digest order = digest_of(by, strlen(by));

	return story_text(s,
		"order:\n  by: %s\n  number: 环气候函〔2025〕1号\n  on: 2025-03-10\n"
		"  sha256: %s\n",
		story_id(by), story_hex(s, &order));
}

const char *story_restriction_text(struct story *s)
{
	return story_text(s,
		"kind: restriction\naction: freeze\nscope: units\nunits:\n"
		"- {project: A210001, vintage: 2022, first: 60001, last: 60100}\n"
		"%suntil: 2026-03-10\ntext: 核查交易\n",
		order_text(s, "mee"));
}

const char *story_release_text(struct story *s, const struct digest *hold)
{
	return story_text(s, "kind: restriction\naction: release\nof: %s\n%stext: 核查完毕\n",
		story_hex(s, hold), order_text(s, "mee"));
}

void story_tell_court(struct story *s)
{
	char today[DAY_TEXT_SIZE];

	story_seal(s, story_party_text(s, "court"), "operator court:holder");
	story_seal(s,
		story_text(s, "kind: role\naction: grant\nrole: court\nparty: %s\nfrom: %s\n",
			story_id("court"), day_text(instant_day(s->at), today)),
		"mee");
}

const char *story_transfer_text(
	struct story *s, const char *ground, const char *from, const char *to)
{
	struct digest proof = digest_of(ground, strlen(ground));

	return story_text(s,
		"kind: transfer\nground: %s\nfrom: %s\nto: %s\nunits:\n"
		"- {project: A210001, vintage: 2022, first: 200001, last: 200010}\nproof: %s\n",
		ground, story_account(from), story_account(to), story_hex(s, &proof));
}

void (*const story_credit_steps[STORY_STAGE_COUNT])(struct story *s) = {
	[STORY_DEPOSITED] = tell_deposited,
	[STORY_SETTLED] = tell_settled,
	[STORY_RETURNED] = tell_returned,
	[STORY_OBLIGATION] = tell_obligation,
	[STORY_BOUND] = tell_bound,
	[STORY_OFFSET_APPLIED] = tell_applied,
	[STORY_OFFSET_RECEIVED] = tell_received,
	[STORY_OFFSET_ANSWERED] = tell_answered,
	[STORY_RETIRED] = tell_retired,
};
