/*
 * What decisions warn of, on both sides of each bound: of projects and authorities through
 * whole decisions, of credits and compliance rule by rule.
 */
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "record/warning_record.h"
#include "tests/rules/holdings.h"
#include "tests/rules/story_project.h"
#include "tests/support.h"

/* What is expected: WARNING_NONE is none at all. */
struct told {
	enum warning_code code;
	const char *path;
	const char *name, *value; /* one of its arguments; NULL: not looked at */
};

static const char *argument_of(const struct warning *w, const char *name)
{
	for (size_t i = 0; i < ERROR_ARGS_MAX && w->argument[i].name; i++)
		if (strcmp(w->argument[i].name, name) == 0)
			return w->argument[i].value;
	return "";
}

static const char *names_of(void *mem, const struct warning_list *list)
{
	char *text = talloc_strdup(mem, "");

	for (size_t i = 0; i < list->count; i++)
		text = talloc_asprintf_append(
			text, " %s %s", warning_name(list->item[i].code), list->item[i].path);
	return text;
}

static void expect_told(
	void *mem, const char *name, const struct warning_list *list, const struct told *told)
{
	size_t n = told->code != WARNING_NONE;

	ck_assert_msg(
		list->count == n, "%s: %zu warnings,%s", name, list->count, names_of(mem, list));
	if (n == 0)
		return;
	ck_assert_msg(list->item[0].code == told->code, "%s:%s", name, names_of(mem, list));
	ck_assert_str_eq(list->item[0].path, told->path);
	if (told->name)
		ck_assert_str_eq(argument_of(&list->item[0], told->name), told->value);
}

/* --- projects --- */

static void lay_neighbour(struct story *s, int64_t latitude_nano, int64_t longitude_nano)
{
	struct record project = record_new(RECORD_PROJECT), corner = record_new(RECORD_CORNER);

	project.project.project = digest_of("other", 5);
	project.project.code = story_code("A210099");
	story_put(s, &project);
	corner.corner.latitude_nano = latitude_nano;
	corner.corner.longitude_nano = longitude_nano;
	corner.corner.project = project.project.project;
	story_put(s, &corner);
}

/* The story's corners lie from 36.330400 to 36.412300 N, 121.200100 to 121.310200 E. */
static void near_in_the_north(struct story *s)
{
	lay_neighbour(s, INT64_C(36422300000), INT64_C(121250000000));
}

static void not_near_in_the_north(struct story *s)
{
	lay_neighbour(s, INT64_C(36422300001), INT64_C(121250000000));
}

static void near_in_the_west(struct story *s)
{
	lay_neighbour(s, INT64_C(36350000000), INT64_C(121190100000));
}

static void not_near_in_the_west(struct story *s)
{
	lay_neighbour(s, INT64_C(36350000000), INT64_C(121190099999));
}

static void two_corners_of_a_neighbour(struct story *s)
{
	near_in_the_north(s);
	near_in_the_west(s);
}

static void lay_factor(struct story *s, const char *key)
{
	struct record r = record_new(RECORD_PARAMETER);

	snprintf(r.parameter.name, sizeof(r.parameter.name), "grid.factors");
	snprintf(r.parameter.key, sizeof(r.parameter.key), "%s", key);
	snprintf(r.parameter.values, sizeof(r.parameter.values), "CM=0.6");
	r.parameter.year = 2022;
	r.parameter.from = story_day("2024-08-24");
	r.parameter.sequence = s->sequence;
	story_put(s, &r);
}

static void factor_of_northwest(struct story *s)
{
	lay_factor(s, "Northwest");
}

static void factor_of_another_name(struct story *s)
{
	lay_factor(s, "华北");
}

/* 2022 has 275 days of the crediting period, all of them in the report. */
static void expect_of_2022(struct story *s, const char *line)
{
	struct record r = record_new(RECORD_PROJECT);

	r.project = story_project_record(s);
	r.project.expected_years = talloc_strdup(s->mem, line);
	story_put(s, &r);
}

static void expected_just_enough(struct story *s)
{
	expect_of_2022(s, "2022=238249 2023=497191 2024=497191");
}

static void expected_too_little(struct story *s)
{
	expect_of_2022(s, "2022=238248 2023=497191 2024=497191");
}

static void expected_too_much(struct story *s)
{
	expect_of_2022(s, "2022=3573730 2023=497191 2024=497191");
}

static void expected_not_too_much(struct story *s)
{
	expect_of_2022(s, "2022=3573729 2023=497191 2024=497191");
}

static void expected_nothing_of_it(struct story *s)
{
	expect_of_2022(s, "2023=497191 2024=0");
}

/* 305 of 366 days of 2024 are reported, 385,775 t: a third of them 2/3 of the year's. */
static void expected_by_days(struct story *s)
{
	expect_of_2022(s, "2022=374564 2023=497191 2024=308619");
}

static void expected_by_fewer_days(struct story *s)
{
	expect_of_2022(s, "2022=374564 2023=497191 2024=308620");
}

static const struct {
	const char *name;
	enum story_stage stage;
	struct change change;
	struct told told;
} projects[] = {
	{"a design as it should be", STORY_DESIGNED, {0}, {WARNING_NONE}},
	{"a design elsewhere", STORY_DESIGNED, {.find = "\"370000\"", .replace = "\"440000\""},
		/* North is not Guangdong's grid either: two, below. */
		{WARNING_PLACE_PROVINCE, "/boundary/0/corners/0", "province", "440000"}},
	{"latitude and longitude swapped", STORY_DESIGNED,
		{.find = "{latitude: \"36.330400\", longitude: \"121.250300\"}",
			.replace = "{longitude: \"36.330400\", latitude: \"86.250300\"}"},
		{WARNING_PLACE_SWAPPED, "/boundary/0/corners/2", "latitude", "86.250300"}},
	{"a grid that no table knows", STORY_DESIGNED,
		{.find = "grid: North\n", .replace = "grid: 火星\n"},
		{WARNING_GRID_UNKNOWN, "/grid", "known", "East, North"}},
	{"a grid of another name that the table knows", STORY_DESIGNED,
		{.find = "grid: North\n", .replace = "grid: 华北\n", .lay = factor_of_another_name},
		{WARNING_NONE}},
	{"a grid of another region", STORY_DESIGNED,
		{.find = "grid: North\n",
			.replace = "grid: Northwest\n",
			.lay = factor_of_northwest},
		{WARNING_GRID_PROVINCE, "/grid", "expected", "North"}},
	{"a neighbour a hundredth of a degree north", STORY_DESIGNED, {.lay = near_in_the_north},
		{WARNING_PLACE_NEAR, "/boundary/0", "code", "A210099"}},
	{"a neighbour a hair further north", STORY_DESIGNED, {.lay = not_near_in_the_north},
		{WARNING_NONE}},
	{"a neighbour a hundredth of a degree west", STORY_DESIGNED, {.lay = near_in_the_west},
		{WARNING_PLACE_NEAR, "/boundary/0", "longitude", "121.190100"}},
	{"a neighbour a hair further west", STORY_DESIGNED, {.lay = not_near_in_the_west},
		{WARNING_NONE}},
	{"a neighbour is told once", STORY_DESIGNED, {.lay = two_corners_of_a_neighbour},
		{WARNING_PLACE_NEAR, "/boundary/0", "latitude", "36.350000"}},

	{"a report as it should be", STORY_REPORTED, {0}, {WARNING_NONE}},
	{"1.5 times the expected", STORY_REPORTED, {.lay = expected_just_enough}, {WARNING_NONE}},
	{"more than 1.5 times", STORY_REPORTED, {.lay = expected_too_little},
		{WARNING_REPORT_ABOVE_EXPECTED, "/rows/0/claim", "expected", "238248"}},
	{"a tenth of the expected", STORY_REPORTED, {.lay = expected_too_much},
		{WARNING_REPORT_BELOW_EXPECTED, "/rows/0/claim", "claim", "357373"}},
	{"more than a tenth", STORY_REPORTED, {.lay = expected_not_too_much}, {WARNING_NONE}},
	{"nothing expected says nothing", STORY_REPORTED, {.lay = expected_nothing_of_it},
		{WARNING_NONE}},
	{"more than 1.5 times by days", STORY_REPORTED, {.lay = expected_by_days},
		{WARNING_REPORT_ABOVE_EXPECTED, "/rows/2/claim", "expected", "257182"}},
	{"1.5 times by days", STORY_REPORTED, {.lay = expected_by_fewer_days}, {WARNING_NONE}},
	{"half of the calculation", STORY_REPORTED,
		{.find = "claim: 357373", .replace = "claim: 178686"},
		{WARNING_REPORT_BELOW_CALCULATION, "/rows/0/claim", "calculated", "357373"}},
	{"more than half", STORY_REPORTED, {.find = "claim: 357373", .replace = "claim: 178687"},
		{WARNING_NONE}},
	{"a digit lost is a tenth of the expected too", STORY_REPORTED,
		{.find = "claim: 500175", .replace = "claim: 50017"},
		{WARNING_REPORT_BELOW_CALCULATION, "/rows/1/claim", "claim", "50017"}},

	{"a verification as it should be", STORY_VERIFIED, {0}, {WARNING_NONE}},
	{"half of the calculation verified", STORY_VERIFIED,
		{.find = "quantity: 357373", .replace = "quantity: 178686"},
		{WARNING_VERIFICATION_BELOW_CALCULATION, "/rows/0/quantity", "quantity", "178686"}},
	{"more than half verified", STORY_VERIFIED,
		{.find = "quantity: 357373", .replace = "quantity: 178687"}, {WARNING_NONE}},
};

START_TEST(a_project_is_warned_of_what_is_unlikely)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, projects[_i].stage - 1);
	struct warning_list *list;

	ck_assert_int_eq(
		story_project_try(s, projects[_i].stage, &projects[_i].change), ERROR_NONE);
	list = warnings_of(overlay_view(s->state), mem, &s->sealed[projects[_i].stage], &s->err);
	/* A wrong province has a wrong grid as well, told last. */
	if (projects[_i].told.code == WARNING_PLACE_PROVINCE) {
		ck_assert_uint_eq(list->count, 2);
		ck_assert_int_eq(list->item[--list->count].code, WARNING_GRID_PROVINCE);
	}
	expect_told(mem, projects[_i].name, list, &projects[_i].told);
}
END_TEST

/* What the public saw was 357000 t; the calculation stayed at 357373, or rose. */
static void verify_above(bool factors_rise, const struct told *told)
{
	static const struct change claim = {.find = "claim: 357373", .replace = "claim: 357000"};
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_REPORTED - 1);
	struct warning_list *list;

	ck_assert_int_eq(story_project_try(s, STORY_REPORTED, &claim), ERROR_NONE);
	s->stage = STORY_REPORTED;
	story_until(s, STORY_REPORT_COMMENT);
	if (factors_rise) {
		story_at(s, "2025-02-01");
		story_seal(s,
			"kind: parameters\nname: grid.factors\nstatus: final\nsource: 甲\nfrom: "
			"2025-02-01\nrows:\n- {key: North, year: 2022, values: {CM: 0.7}}\n",
			"mee");
	}
	ck_assert_int_eq(story_project_try(s, STORY_VERIFIED, NULL), ERROR_NONE);
	list = warnings_of(overlay_view(s->state), mem, &s->sealed[STORY_VERIFIED], &s->err);
	expect_told(mem, "verified above the claim", list, told);
}

START_TEST(more_than_the_public_saw_is_warned_of)
{
	static const struct told above = {
		WARNING_VERIFICATION_ABOVE_CLAIM, "/rows/0/quantity", "claim", "357000"};

	verify_above(false, &above);
}
END_TEST

START_TEST(what_new_factors_account_for_is_not)
{
	static const struct told none = {WARNING_NONE, NULL, NULL, NULL};

	verify_above(true, &none);
}
END_TEST

/* --- authorities --- */

#define DAYS                                                                                       \
	"kind: parameters\nname: notice.days\nstatus: final\nsource: 公告\nfrom: 2024-09-01\n"   \
	"value: \"20\"\n"
#define FACTORS                                                                                    \
	"kind: parameters\nname: grid.factors\nstatus: final\nsource: 公告\nfrom: 2025-09-01\n"  \
	"rows:\n- {key: North, year: 2024, values: {CM: 0.6}}\n"                                   \
	"- {key: North, year: 2025, values: {CM: 5.9}}\n"

static const struct {
	const char *name, *text, *from, *to;
	struct told told;
} parameters[] = {
	{"notices of 20 days", DAYS, "", "", {WARNING_NONE}},
	{"notices of 19 days", DAYS, "\"20\"", "\"19\"",
		{WARNING_PARAMETER_BESIDE_LAW, "/value", "law", "20"}},
	{"duties of 15 days", DAYS,
		"notice.days\nstatus: final\nsource: 公告\nfrom: 2024-09-01\n"
		"value: \"20\"",
		"duty.days\nstatus: final\nsource: 公告\nfrom: 2024-09-01\nvalue: \"15\"",
		{WARNING_NONE}},
	{"a limit of 5 % in other words", DAYS,
		"notice.days\nstatus: final\nsource: 公告\nfrom: 2024-09-01\nvalue: \"20\"",
		"offset.limit\nstatus: final\nsource: 公告\nfrom: 2024-09-01\nvalue: \"0.05\"",
		{WARNING_NONE}},
	{"a limit of all", DAYS,
		"notice.days\nstatus: final\nsource: 公告\nfrom: 2024-09-01\nvalue: \"20\"",
		"offset.limit\nstatus: final\nsource: 公告\nfrom: 2024-09-01\nvalue: \"1\"",
		{WARNING_PARAMETER_BESIDE_LAW, "/value", "value", "1"}},
	{"what no law says", DAYS, "notice.days", "offset-application.term", {WARNING_NONE}},
	{"a factor less than ten times the year before", FACTORS, "", "", {WARNING_NONE}},
	{"a factor ten times the year before", FACTORS, "5.9", "6.0",
		{WARNING_PARAMETER_FAR, "/rows/1/values/CM", "before", "0.6"}},
	{"a factor more than a tenth", FACTORS, "5.9", "0.061", {WARNING_NONE}},
	{"a factor a tenth of the year before", FACTORS, "5.9", "0.06",
		{WARNING_PARAMETER_FAR, "/rows/1/values/CM", "year", "2024"}},
	{"a first row has nothing before", FACTORS, "key: North, year: 2024", "key: X, year: 2024",
		{WARNING_NONE}},
};

START_TEST(an_authority_is_warned_of_what_is_unlikely)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_GENESIS);
	const char *text = parameters[_i].text;
	struct digest hash;

	if (parameters[_i].from[0])
		text = story_but(s, text, parameters[_i].from, parameters[_i].to);
	hash = story_seal(s, text, "mee");
	expect_told(mem, parameters[_i].name,
		warnings_of(overlay_view(s->state), mem, &hash, &s->err), &parameters[_i].told);
}
END_TEST

START_TEST(a_name_that_another_party_has_is_warned_of)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct story *s = story_at_stage(mem, STORY_PARTIES);
	const struct story_party *owner = story_party("owner");
	struct record party = record_new(RECORD_PARTY), name = record_new(RECORD_PARTY_NAME);
	const struct told taken = {WARNING_PARTY_NAME_TAKEN, "/name/zh", "party", owner->id.text};
	const struct told none = {WARNING_NONE, NULL, NULL, NULL};
	struct warning_list *list = talloc_zero(mem, struct warning_list);
	struct rule r = {.mem = mem,
		.view = overlay_view(s->state),
		.changes = s->state,
		.warnings = list,
		.err = &s->err};
	struct party_id other = story_party("buyer")->id;

	party.party.party = owner->id;
	ck_assert(story_get(s, &party));
	snprintf(name.party_name.name, sizeof(name.party_name.name), "%s", party.party.name_zh);
	name.party_name.party = owner->id;
	ck_assert(story_get(s, &name));
	ck_assert_int_eq(
		rule_put_names(&r, &other, &(struct bilingual){party.party.name_zh, NULL}, "/name"),
		0);
	expect_told(mem, "another's name", list, &taken);
	list->count = 0;
	ck_assert_int_eq(
		rule_put_names(&r, &other, &(struct bilingual){NULL, "A name of its own"}, "/name"),
		0);
	expect_told(mem, "a name of its own", list, &none);
}
END_TEST

/* --- credits and compliance --- */

static void retire(struct holdings *h)
{
	h->units[0] = units_of(1, 1, 10);
	h->retirement = (struct body_retirement){.account = account_of(HOLDER),
		.units_n = 1,
		.units = h->units,
		.purpose = PURPOSE_ENTERPRISE,
		.compliance_year = FIELD_ABSENT,
		.event_period = {DAY_NONE, DAY_NONE},
		.beneficiary = "主体 9",
		.beneficiary_id = party_of(BUYER),
		.emission_period = {on("2025-03-02"), on("2026-03-02")}};
	draft(h, KIND_RETIREMENT, &h->retirement);
	sign(h, HOLDER, ROLE_HOLDER);
}

static void retire_in_anothers_name(struct holdings *h)
{
	retire(h);
	h->retirement.beneficiary = "甲公司";
}

static void retire_in_an_english_name(struct holdings *h)
{
	struct record r = party_record(h, BUYER);

	snprintf(r.party.name_en, sizeof(r.party.name_en), "Buyer Ltd");
	lay(h, &r);
	retire(h);
	h->retirement.beneficiary = "Buyer Ltd";
}

static void retire_for_a_person(struct holdings *h)
{
	retire(h);
	h->retirement.beneficiary = "张三";
	h->retirement.beneficiary_id = party_of(PERSON);
}

static void retire_without_a_code(struct holdings *h)
{
	retire(h);
	h->retirement.beneficiary = "甲公司";
	memset(&h->retirement.beneficiary_id, 0, sizeof(h->retirement.beneficiary_id));
}

static void retire_for_an_unknown_code(struct holdings *h)
{
	retire(h);
	h->retirement.beneficiary_id = party_of(WHO_COUNT);
}

static void retire_for_a_known_name(struct holdings *h)
{
	struct record r = record_new(RECORD_PARTY_NAME);

	snprintf(r.party_name.name, sizeof(r.party_name.name), "主体 9");
	r.party_name.party = party_of(BUYER);
	lay(h, &r);
	retire_for_an_unknown_code(h);
}

static void retire_for_tomorrow(struct holdings *h)
{
	retire(h);
	h->retirement.emission_period.last = on("2026-03-03");
}

static void retire_for_a_region(struct holdings *h, int64_t year)
{
	set_parameter(h, "regional.limit.110000", "1000");
	retire(h);
	h->retirement.purpose = PURPOSE_REGIONAL_ETS;
	h->retirement.region = "110000";
	h->retirement.compliance_year = year;
	h->retirement.emission_period = (struct period){DAY_NONE, DAY_NONE};
}

static void retire_for_this_year(struct holdings *h)
{
	retire_for_a_region(h, 2026);
}

static void retire_for_next_year(struct holdings *h)
{
	retire_for_a_region(h, 2027);
}

static void settle_on(struct holdings *h, const char *day)
{
	h->legs[0] = (struct body_leg){
		account_of(HOLDER), account_of(BUYER), units_of(1, 1001, 1100), 8000};
	h->settlement = (struct body_settlement){on(day), "S-1", 1, h->legs};
	draft(h, KIND_SETTLEMENT, &h->settlement);
	sign(h, EXCHANGE, ROLE_EXCHANGE);
}

static void settle_ten_days_later(struct holdings *h)
{
	settle_on(h, "2026-02-20");
}

static void settle_eleven_days_later(struct holdings *h)
{
	settle_on(h, "2026-02-19");
}

static void oblige(struct holdings *h, int64_t due, const char *by)
{
	h->obligation = (struct body_obligation){.entity = party_of(HOLDER),
		.province = "420000",
		.compliance_year = 2025,
		.allowances_due = tonnes_of(due),
		.surrender_by = on(by)};
	draft(h, KIND_OBLIGATION, &h->obligation);
	sign(h, PROVINCE, ROLE_PROVINCE);
}

static void oblige_by_today(struct holdings *h)
{
	oblige(h, 1000, "2026-03-02");
}

static void oblige_by_yesterday(struct holdings *h)
{
	oblige(h, 1000, "2026-03-01");
}

static void oblige_for_next_year(struct holdings *h)
{
	oblige(h, 1000, "2028-01-01");
	h->obligation.compliance_year = 2027;
}

static void revise(struct holdings *h, int64_t due)
{
	struct digest first;

	oblige(h, 1000, "2026-12-31");
	first = h->d.hash;
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	oblige(h, due, "2026-12-31");
	h->obligation.revises = first;
	sign(h, CEA, ROLE_CEA);
}

static void revise_below_twice(struct holdings *h)
{
	revise(h, 1999);
}

static void revise_to_twice(struct holdings *h)
{
	revise(h, 2000);
}

static void revise_above_half(struct holdings *h)
{
	revise(h, 501);
}

static void revise_to_half(struct holdings *h)
{
	revise(h, 500);
}

static void apply(struct holdings *h, const char *by)
{
	oblige(h, 2000, by);
	ck_assert_int_eq((int)try_rule(h, rule_obligation), ERROR_NONE);
	h->binding =
		(struct body_binding){BINDING_BIND, account_of(HOLDER), "CEA-1", party_of(HOLDER)};
	draft(h, KIND_BINDING, &h->binding);
	sign(h, HOLDER, ROLE_HOLDER);
	sign(h, CEA, ROLE_CEA);
	ck_assert_int_eq((int)try_rule(h, rule_binding), ERROR_NONE);
	h->units[0] = units_of(1, 501, 560);
	h->application =
		(struct body_offset_application){account_of(HOLDER), "CEA-1", 2025, 1, h->units};
	draft(h, KIND_OFFSET_APPLICATION, &h->application);
	sign(h, HOLDER, ROLE_HOLDER);
}

static void apply_on_the_last_day(struct holdings *h)
{
	apply(h, "2026-03-02");
}

static void apply_a_day_late(struct holdings *h)
{
	apply(h, "2026-03-01");
}

static void answer(struct holdings *h, int64_t used, const char *reason, const char *day)
{
	struct digest record;

	apply(h, "2026-12-31");
	record = h->d.hash;
	ck_assert_int_eq((int)try_rule(h, rule_offset_application), ERROR_NONE);
	h->answer = (struct body_offset_answer){.record = record,
		.used = tonnes_of(used),
		.reason = reason,
		.province_decision = {party_of(PROVINCE), on(day), "鄂环函〔2026〕1号"}};
	draft(h, KIND_OFFSET_ANSWER, &h->answer);
	sign(h, CEA, ROLE_CEA);
}

static void answer_half(struct holdings *h)
{
	answer(h, 30, NULL, "2026-03-02");
}

static void answer_half_with_a_reason(struct holdings *h)
{
	answer(h, 30, "核减", "2026-03-02");
}

static void answer_more_than_half(struct holdings *h)
{
	answer(h, 31, NULL, "2026-03-02");
}

static void answer_by_a_decision_before(struct holdings *h)
{
	answer(h, 60, NULL, "2026-03-01");
}

static void answer_by_a_decision_of_the_day(struct holdings *h)
{
	answer(h, 60, NULL, "2026-03-02");
}

static const struct {
	const char *name;
	void (*lay)(struct holdings *h);
	rule_fn rule;
	struct told told;
} credits[] = {
	{"a beneficiary as the ledger names it", retire, rule_retirement, {WARNING_NONE}},
	{"its English name", retire_in_an_english_name, rule_retirement, {WARNING_NONE}},
	{"another name beside its code", retire_in_anothers_name, rule_retirement,
		{WARNING_BENEFICIARY_NAME, "/beneficiary", "name", "主体 9"}},
	{"a person, whose name no ledger has", retire_for_a_person, rule_retirement,
		{WARNING_NONE}},
	{"a name without a code", retire_without_a_code, rule_retirement, {WARNING_NONE}},
	{"a code that no ledger knows", retire_for_an_unknown_code, rule_retirement,
		{WARNING_NONE}},
	{"a known name beside another code", retire_for_a_known_name, rule_retirement,
		{WARNING_BENEFICIARY_CODE, "/beneficiary_id", "party", "910000000000000009"}},
	{"emissions that last until tomorrow", retire_for_tomorrow, rule_retirement,
		{WARNING_EMISSIONS_AHEAD, "/emission_period/last", "last", "2026-03-03"}},
	{"a compliance year that has begun", retire_for_this_year, rule_retirement, {WARNING_NONE}},
	{"one that has not", retire_for_next_year, rule_retirement,
		{WARNING_YEAR_AHEAD, "/compliance_year", "year", "2027"}},
	{"delivered after ten days", settle_ten_days_later, rule_settlement, {WARNING_NONE}},
	{"delivered after eleven", settle_eleven_days_later, rule_settlement,
		{WARNING_TRADING_DAY_FAR, "/trading_day", "days", "11"}},
	{"to be surrendered by today", oblige_by_today, rule_obligation, {WARNING_NONE}},
	{"by yesterday", oblige_by_yesterday, rule_obligation,
		{WARNING_SURRENDER_PAST, "/surrender_by", "day", "2026-03-01"}},
	{"for a year to come", oblige_for_next_year, rule_obligation,
		{WARNING_YEAR_AHEAD, "/compliance_year", "year", "2027"}},
	{"revised to less than twice", revise_below_twice, rule_obligation, {WARNING_NONE}},
	{"revised to twice", revise_to_twice, rule_obligation,
		{WARNING_OBLIGATION_FAR, "/allowances_due", "before", "1000"}},
	{"revised to more than half", revise_above_half, rule_obligation, {WARNING_NONE}},
	{"revised to half", revise_to_half, rule_obligation,
		{WARNING_OBLIGATION_FAR, "/allowances_due", "due", "500"}},
	{"applied for on the last day", apply_on_the_last_day, rule_offset_application,
		{WARNING_NONE}},
	{"applied for a day late", apply_a_day_late, rule_offset_application,
		{WARNING_OFFSET_LATE, "/compliance_year", "day", "2026-03-01"}},
	{"half used without a reason", answer_half, rule_offset_answer,
		{WARNING_ANSWER_PARTLY, "/used", "used", "30"}},
	{"half used with a reason", answer_half_with_a_reason, rule_offset_answer, {WARNING_NONE}},
	{"a province that decided before", answer_by_a_decision_before, rule_offset_answer,
		{WARNING_ANSWER_DAY, "/province_decision/on", "day", "2026-03-01"}},
	{"a province that decided that day", answer_by_a_decision_of_the_day, rule_offset_answer,
		{WARNING_NONE}},
};

START_TEST(a_holder_is_warned_of_what_is_unlikely)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();

	credits[_i].lay(h);
	ck_assert_msg(try_rule(h, credits[_i].rule) == ERROR_NONE, "%s: %s at %s", credits[_i].name,
		error_name(h->err.code), h->err.path);
	expect_told(h->mem, credits[_i].name, &h->warnings, &credits[_i].told);
}
END_TEST

START_TEST(more_than_half_used_needs_no_reason)
{
	AUTO(holdings_auto) struct holdings *h = holdings_new();
	const struct told none = {WARNING_NONE, NULL, NULL, NULL};

	answer_more_than_half(h);
	ck_assert_int_eq(try_rule(h, rule_offset_answer), ERROR_NONE);
	expect_told(h->mem, "more than half used", &h->warnings, &none);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("warnings");
	TCase *t = tcase_create("warnings");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, a_project_is_warned_of_what_is_unlikely, 0, (int)COUNT_OF(projects));
	tcase_add_test(t, more_than_the_public_saw_is_warned_of);
	tcase_add_test(t, what_new_factors_account_for_is_not);
	tcase_add_loop_test(
		t, an_authority_is_warned_of_what_is_unlikely, 0, (int)COUNT_OF(parameters));
	tcase_add_test(t, a_name_that_another_party_has_is_warned_of);
	tcase_add_loop_test(t, a_holder_is_warned_of_what_is_unlikely, 0, (int)COUNT_OF(credits));
	tcase_add_test(t, more_than_half_used_needs_no_reason);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
