#include "tests/rules/story.h"

#include <string.h>

#include <check.h>

/* What A210001 was issued for (data of 2025-03-06). */
static const struct {
	int64_t vintage, last;
} issued[] = {{2022, 357373}, {2023, 500175}, {2024, 385775}};

static struct project_code code_of_project(void)
{
	struct project_code code;

	ck_assert(project_code_parse("A210001", 7, &code));
	return code;
}

static bool has_units(struct story *s)
{
	struct record block = record_new(RECORD_BLOCK);

	block.block.code = code_of_project();
	block.block.vintage = issued[0].vintage;
	block.block.first = 1;
	return story_get(s, &block);
}

static void lay_project(struct story *s)
{
	struct record code = record_new(RECORD_PROJECT_CODE);
	struct record project = record_new(RECORD_PROJECT);
	struct record report = record_new(RECORD_REPORT);
	struct instant registered;

	code.project_code.code = code_of_project();
	code.project_code.project = digest_of("A210001", 7);
	project.project.project = code.project_code.project;
	project.project.code = code.project_code.code;
	project.project.status = PROJECT_REGISTERED;
	ck_assert(instant_parse("2024-12-03T02:00:00Z", 20, &registered));
	project.project.decided_at = registered;
	report.report.report = digest_of("report", 6);
	report.report.project = project.project.project;
	report.report.code = project.project.code;
	report.report.batch = 1;
	report.report.status = REPORT_ISSUED;
	story_put(s, &code);
	story_put(s, &project);
	story_put(s, &report);
}

static void lay_row(struct story *s, int64_t year, int64_t quantity)
{
	struct record row = record_new(RECORD_REDUCTION);

	row.reduction.report = digest_of("report", 6);
	row.reduction.year = year;
	row.reduction.claimed = row.reduction.calculated = tonnes_of(quantity);
	row.reduction.verified = tonnes_of(quantity);
	row.reduction.registered = row.reduction.issued = true;
	story_put(s, &row);
}

/* A story that skipped the project's own stages gets its units laid into the state. */
static void tell_issued(struct story *s)
{
	if (has_units(s))
		return;
	lay_project(s);
	for (size_t i = 0; i < COUNT_OF(issued); i++) {
		struct record block = record_new(RECORD_BLOCK);
		struct record serial = record_new(RECORD_SERIAL);

		block.block.code = serial.serial.code = code_of_project();
		block.block.vintage = serial.serial.vintage = issued[i].vintage;
		block.block.first = 1;
		block.block.last = issued[i].last;
		block.block.batch = 1;
		block.block.account = story_party("owner")->account;
		block.block.position = POSITION_HOLDING;
		block.block.status = UNIT_FREE;
		serial.serial.next = issued[i].last + 1;
		story_put(s, &block);
		story_put(s, &serial);
		lay_row(s, issued[i].vintage, issued[i].last);
	}
}

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

void (*const story_credit_steps[STORY_STAGE_COUNT])(struct story *s) = {
	[STORY_ISSUED] = tell_issued,
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
