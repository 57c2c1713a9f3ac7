#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/model/generator_part.h"

enum { DESIGNS_OPEN = 6, REPORTS_PER_PROJECT = 8 };

/* --- the design --- */

/* Now and then a point, or a second part with three corners or, slipping, one. */
static const char *write_boundary(struct generator *g, uint64_t place)
{
	uint64_t west = slip(g) ? 0 : place;
	const char *second =
		slip(g) ? "- corners:\n  - {latitude: 36.900000, longitude: 121.000000}\n" : "";

	if (one_in(g, 6))
		return story_text(&g->s,
			"- corners:\n  - {latitude: \"36.4%05" PRIu64
			"\", longitude: \"121.200100\"}\n",
			place);
	if (one_in(g, 4))
		second = story_text(&g->s,
			"- corners:\n  - {latitude: \"36.5%05" PRIu64
			"\", longitude: \"121.300100\"}\n"
			"  - {latitude: \"36.5%05" PRIu64 "\", longitude: \"121.310200\"}\n"
			"  - {latitude: \"36.510000\", longitude: \"121.3%05" PRIu64 "\"}\n",
			place, place, place);
	return story_text(&g->s,
		"- corners:\n  - {latitude: \"36.4%05" PRIu64 "\", longitude: \"121.200100\"}\n"
		"  - {latitude: \"36.4%05" PRIu64 "\", longitude: \"121.310200\"}\n"
		"  - {latitude: \"36.330400\", longitude: \"121.2%05" PRIu64 "\"}\n%s",
		place, west, place, second);
}

static const char *write_place(struct generator *g)
{
	bool old = g->places > 0 && (slip(g) || one_in(g, 5));
	uint64_t place = old ? g->places - 1 - chance(g, g->places) / 2 : g->places++;

	return story_text(&g->s, "grid_registration: P%" PRIu64 "\nboundary:\n%s", place,
		write_boundary(g, place));
}

static const char *write_times(struct generator *g)
{
	struct day start = day_of_date(2019, 1, 1 + (int)chance(g, 28));
	struct day first = day_add(start, (int)chance(g, 900));
	struct day credited = day_add(first, (int)chance(g, 700));
	struct day last = period_years_end(credited, 10);

	if (one_in(g, 2))
		last = day_add(credited, 1200 + (int)chance(g, 2000));
	if (slip(g))
		start = day_of_date(2012, 11, 8 + (int)chance(g, 2));
	return story_text(&g->s,
		"construction_start: %s\nlifetime: {first: %s, last: %s}\n"
		"crediting: {first: %s, last: %s}\nexpected:\n- {year: %" PRId64
		", quantity: 100}\n- {year: %" PRId64 ", quantity: 100}\n",
		write_day(g, start), write_day(g, first), write_day(g, day_add(first, 9000)),
		write_day(g, credited), write_day(g, last), write_number(g, day_year(credited)),
		write_number(g, day_year(credited) + 1));
}

static bool design_is_open(const struct generator *g, size_t i)
{
	return g->m->projects[i].status < PROJECT_REGISTERED;
}

bool make_design(struct generator *g)
{
	size_t open = 0;
	const char *owner = one_in(g, 3) ? "other" : "owner";
	const char *corsia = one_in(g, 3) ? "additional_type: \"01\"\n" : "";
	const char *values = one_in(g, 2) ? "values: {w_OM: \"0.5\"}\n" : "";

	for (size_t i = 0; i < g->m->projects_n; i++)
		open += design_is_open(g, i);
	if (open >= DESIGNS_OPEN || g->m->projects_n + 2 >= MODEL_PROJECTS)
		return false;
	return emit(g, "project-design", owner,
		story_text(&g->s,
			"methodology: CCER-01-002-V0%d\nname: {zh: 项目, en: Project}\n"
			"description: {zh: 海上风电, en: offshore wind}\nprovince: \"%s\"\n"
			"%s%s%svvb: %s\nadditionality: %s\nconditions:\n"
			"- {id: offshore, text: 离岸, holds: %s}\n- {id: %s, text: 合规, holds: "
			"true}\n"
			"legal_mitigation_duty: %s\nunder_allowance_management: %s\n"
			"other_scheme: %s\nuniqueness: 唯一\nmonitoring_plan: 监测\n"
			"sustainable_development: 有利\nenvironment: 已批复\n%s%s%s",
			slip(g) ? 2 : 1,
			slip(g)	       ? "371000"
			: one_in(g, 2) ? "370000"
				       : "320000",
			slip(g)	       ? ""
			: one_in(g, 2) ? "grid: North\n"
				       : "grid: East\n",
			write_place(g), write_times(g),
			write_party(g, &story_party(one_in(g, 2) ? "cec" : "ccsc")->id),
			slip(g) ? "general" : "exempt", write_flag(g, true),
			slip(g) ? "offshore" : "lawful", write_flag(g, false), write_flag(g, false),
			write_flag(g, false), corsia,
			slip(g) ? "values: {w_OM: \"0.4\"}\n" : values,
			slip(g) ? "additionality_text: 论证\n" : ""));
}

/* --- notice and comments --- */

static bool awaits_notice(const struct generator *g, size_t i)
{
	return g->m->projects[i].status == PROJECT_DESIGNED;
}

static bool report_awaits_notice(const struct generator *g, size_t i)
{
	return g->m->reports[i].status == REPORT_SUBMITTED;
}

/* A random project or report: one that fits if there is any, else whichever. */
static const struct digest *pick_subject(struct generator *g, fits_fn project, fits_fn report)
{
	int p = pick(g, g->m->projects_n, project), r = pick(g, g->m->reports_n, report);

	if (slip(g) && g->m->projects_n > 0)
		return &g->m->projects[chance(g, g->m->projects_n)].design;
	if (slip(g) && g->m->reports_n > 0)
		return &g->m->reports[chance(g, g->m->reports_n)].report;
	if (r != NOBODY_YET && (p == NOBODY_YET || one_in(g, 2)))
		return &g->m->reports[r].report;
	return p != NOBODY_YET ? &g->m->projects[p].design : NULL;
}

bool make_notice(struct generator *g)
{
	const struct digest *subject = pick_subject(g, awaits_notice, report_awaits_notice);
	struct day first = generator_today(g);
	uint64_t ahead = one_in(g, 3) ? 1 + chance(g, 19) : 1;
	bool working = false;

	if (!subject)
		return false;
	while (ahead > 0) {
		first = day_add(first, 1);
		if (!model_working(g->m, first, &working))
			return false;
		ahead -= working;
	}
	if (slip(g))
		first = day_add(generator_today(g), (int)chance(g, 40) - 2);
	return emit(g, "notice", "operator",
		story_text(&g->s, "subject: %s\nfirst_day: %s\n", write_hash(g, subject),
			write_day(g, first)));
}

static bool is_noticed(const struct generator *g, size_t i)
{
	return g->m->projects[i].status == PROJECT_NOTICE;
}

static bool report_is_noticed(const struct generator *g, size_t i)
{
	return g->m->reports[i].status == REPORT_NOTICE;
}

bool make_comment(struct generator *g)
{
	static const char *const speakers[] = {"buyer", "entity", "person", "owner"};
	const struct digest *subject = pick_subject(g, is_noticed, report_is_noticed);
	struct digest author = {{(uint8_t)(1 + chance(g, 3))}};
	struct instant received = generator_now(g);
	char text[INSTANT_TEXT_SIZE];

	if (!subject || g->m->comments_n + 2 >= MODEL_COMMENTS)
		return false;
	if (!one_in(g, 2))
		return emit(g, "comment",
			story_text(&g->s, "%s:holder", speakers[chance(g, COUNT_OF(speakers))]),
			story_text(&g->s, "subject: %s\ntext: 意见\n%s", write_hash(g, subject),
				slip(g) ? "received_at: 2025-01-01T00:00:00Z\n" : ""));
	received.ms -= (int64_t)chance(g, 40) * 60 * 60 * 1000;
	return emit(g, "comment", "operator",
		story_text(&g->s,
			"subject: %s\nauthor: {commit: %s, tag: %s}\n%s%s\n"
			"text: 支持\n",
			write_hash(g, subject), write_hash(g, subject), story_hex(&g->s, &author),
			"received_at: ", instant_text(received, text)));
}

/* --- what VVBs report --- */

static const char *const validation_items[] = {"law-and-policy", "methodology-field",
	"methodology-use", "truth-uniqueness-additionality", "sustainable-development"};
static const char *const verification_items[] = {
	"methodology", "implementation-as-designed", "conservativeness"};
static const char *const check_items[] = {"completeness", "conformity"};

static const char *write_findings(
	struct generator *g, const char *list, size_t n, const char *const *items, bool good)
{
	const char *text = story_text(&g->s, "%s:\n", list);
	size_t bad = chance(g, n);

	for (size_t i = 0; i < n; i++)
		text = story_text(&g->s, "%s- {item: %s, finding: %s, text: 意见}\n", text,
			items[slip(g) ? chance(g, n) : i],
			(i == bad && !good) || (slip(g) && one_in(g, 3)) ? "does-not-conform"
									 : "conforms");
	return text;
}

static const char *write_answers(struct generator *g, const struct digest *subject)
{
	const char *text = "";

	for (size_t i = 0; i < g->m->comments_n; i++) {
		const struct model_comment *c = &g->m->comments[i];

		if (digest_equal(&c->subject, subject) ? slip(g) : !(slip(g) && one_in(g, 8)))
			continue;
		text = story_text(&g->s, "%s- {comment: %s, answer: 已说明}\n", text,
			write_hash(g, &c->comment));
	}
	return text[0] ? story_text(&g->s, "comments:\n%s", text) : "";
}

static const char *write_team(struct generator *g)
{
	return story_text(&g->s,
		"team:\n  members: %" PRId64 "\n  competent_in_sector: %s\n"
		"  reviewed_outside_team: %s\n  decided_outside_team: %s\n  requests_closed: %s\n"
		"  no_conflict_of_interest: %s\n  commitment: 报告真实\n",
		write_number(g, 2), write_flag(g, true), write_flag(g, true), write_flag(g, true),
		write_flag(g, true), write_flag(g, true));
}

static bool notice_has_ended(const struct generator *g, struct day first)
{
	struct instant end;

	return model_notice_end(g->m, first, &end) && end.ms <= generator_now(g).ms;
}

static bool is_ready(const struct generator *g, size_t i)
{
	return is_noticed(g, i) && notice_has_ended(g, g->m->projects[i].notice_first);
}

/* The latest revision, where there is one. */
static const char *write_text(
	struct generator *g, const struct digest *text, const struct digest *of)
{
	if (digest_equal(text, of) != slip(g))
		return "";
	return story_text(&g->s, "revision: %s\n", write_hash(g, text));
}

static bool is_validated(const struct generator *g, size_t i)
{
	return g->m->projects[i].status == PROJECT_VALIDATED;
}

/* Of a report that stands, and now and then of one that does not. */
static const char *write_replaces(struct generator *g, bool stands, const struct digest *report)
{
	if (stands == slip(g) || digest_is_zero(report))
		return "";
	return story_text(&g->s, "replaces: %s\n", write_hash(g, report));
}

bool make_validation(struct generator *g)
{
	bool again = one_in(g, 4);
	int project = pick(g, g->m->projects_n,
		again	 ? is_validated
		: g->odd ? is_noticed
			 : is_ready);
	bool good = !one_in(g, 10);
	const struct model_project *p = &g->m->projects[project < 0 ? 0 : project];

	if (project == NOBODY_YET || g->m->besides_n + 4 >= MODEL_BESIDES)
		return false;
	return emit(g, "validation-report", name_of(&p->vvb),
		story_text(&g->s, "design: %s\n%s%sconclusion: %s\n%s%s%s",
			write_hash(g, &p->design), write_text(g, &p->text, &p->design),
			write_replaces(g, p->status == PROJECT_VALIDATED, &p->validation),
			good ? "positive" : "negative",
			write_findings(g, "findings", 5, validation_items, good),
			write_answers(g, &p->design), write_team(g)));
}

static const char *write_undertakings(struct generator *g)
{
	return story_text(&g->s,
		"undertakings: {uniqueness: %s, truth: %s, completeness: %s, validity: %s}\n",
		write_flag(g, true), write_flag(g, true), write_flag(g, true), write_flag(g, true));
}

bool make_registration_request(struct generator *g)
{
	int project = pick(g, g->m->projects_n, is_validated);
	const struct model_project *p = &g->m->projects[project < 0 ? 0 : project];

	if (project == NOBODY_YET)
		return false;
	return emit(g, "registration-request", name_of(&p->owner),
		story_text(&g->s, "design: %s\nreport: %s\n%s", write_hash(g, &p->design),
			write_hash(g, &p->validation), write_undertakings(g)));
}

static bool is_requested(const struct generator *g, size_t i)
{
	return g->m->projects[i].status == PROJECT_REQUESTED;
}

bool make_registration_decision(struct generator *g)
{
	int project = pick(g, g->m->projects_n, is_requested);
	const struct model_project *p = &g->m->projects[project < 0 ? 0 : project];
	bool good = !one_in(g, 12);
	const char *code;

	if (project == NOBODY_YET)
		return false;
	code = story_text(&g->s, "code: A%c1%04" PRId64 "\n", slip(g) ? '3' : '2',
		slip(g) ? (int64_t)chance(g, 8) : (int64_t)project);
	return emit(g, "registration-decision", "operator",
		story_text(&g->s, "request: %s\ndecision: %s\n%s%s%s", write_hash(g, &p->request),
			good ? "registered" : "refused", good != slip(g) ? code : "",
			write_findings(g, "checks", 2, check_items, good),
			!good != slip(g) ? "reasons: 缺件\n" : ""));
}

/* --- reports --- */

static bool is_registered(const struct generator *g, size_t i)
{
	size_t reports = 0;

	for (size_t r = 0; r < g->m->reports_n; r++)
		reports += g->m->reports[r].project == (int)i;
	return g->m->projects[i].status == PROJECT_REGISTERED && reports < REPORTS_PER_PROJECT;
}

/* Sixty days or more that are credited and past; chosen blindly, so they may overlap. */
static bool pick_period(struct generator *g, const struct model_project *p, struct period *out)
{
	struct day last = day_add(generator_today(g), -1), first = p->crediting.first;
	int32_t length = 60 + (int32_t)chance(g, 500);

	if (first.n < day_of_date(2020, 9, 23).n)
		first = day_of_date(2020, 9, 23);
	if (last.n > p->crediting.last.n)
		last = p->crediting.last;
	if (last.n - first.n <= length)
		return false;
	out->first = day_add(first, (int32_t)chance(g, (uint64_t)(last.n - first.n - length)));
	out->last = day_add(out->first, length);
	return true;
}

static const char *write_rows(
	struct generator *g, const struct model_project *p, const struct period *period)
{
	const char *text = "rows:\n";

	for (int year = day_year(period->first); year <= day_year(period->last); year++) {
		struct model_row row = {.year = year};
		int64_t claim = 0;

		snprintf(row.exported, sizeof(row.exported), "%" PRIu64 ".%" PRIu64, chance(g, 150),
			chance(g, 1000));
		snprintf(row.imported, sizeof(row.imported), "%" PRIu64, chance(g, 12));
		if (!model_calculate(g->m, p, &row, generator_today(g), &claim))
			claim = 1;
		if (one_in(g, 3))
			claim = (int64_t)chance(g, (uint64_t)claim + 1);
		text = story_text(&g->s,
			"%s- {year: %" PRId64 ", claim: %" PRId64
			", values: {EG_export: \"%s\", EG_import: \"%s\"%s}}\n",
			text, write_number(g, year), write_number(g, claim),
			slip(g) ? "-1" : row.exported, row.imported, slip(g) ? ", EG: \"1\"" : "");
	}
	return text;
}

static const char *write_meters(struct generator *g, const struct period *period)
{
	static const char *const measured[] = {"EG_export", "EG_import"};
	const char *text = "meters:\n";

	for (size_t i = 0; i < COUNT_OF(measured); i++)
		text = story_text(&g->s,
			"%s- {parameter: %s, serial: M1, accuracy_class: 0.2S, calibration_report: "
			"C1, calibrated_on: %s, valid_until: %s}\n",
			text, measured[slip(g) ? 0 : i], write_day(g, day_add(period->first, -9)),
			write_day(g, day_add(period->first, 40)));
	return text;
}

bool make_report(struct generator *g)
{
	int project = pick(g, g->m->projects_n, is_registered);
	const struct model_project *p = &g->m->projects[project < 0 ? 0 : project];
	struct period period;
	const char *vvb;

	if (project == NOBODY_YET || g->m->reports_n + 2 >= MODEL_REPORTS ||
		!pick_period(g, p, &period))
		return false;
	if (!g->odd && !model_period_free(g->m, project, &period))
		return false;
	vvb = strcmp(name_of(&p->vvb), "cec") == 0 ? "ccsc" : "cec";
	return emit(g, "accounting-report", name_of(&p->owner),
		story_text(&g->s,
			"project: %s\nbatch: %" PRId64 "\nperiod: {first: %s, last: %s}\nvvb: %s\n"
			"design_conformity: 按设计实施\n%s%s",
			p->code.text, write_number(g, model_next_batch(g->m, project)),
			write_day(g, period.first), write_day(g, period.last),
			write_party(g, &story_party(vvb)->id), write_meters(g, &period),
			write_rows(g, p, &period)));
}

static bool report_is_ready(const struct generator *g, size_t i)
{
	return report_is_noticed(g, i) && notice_has_ended(g, g->m->reports[i].notice_first);
}

/* The claim if today's factors still bear it; sometimes more or less. */
static const char *write_verified(struct generator *g, const struct model_report *r)
{
	const char *text = "rows:\n";

	for (size_t i = 0; i < r->rows_n; i++) {
		const struct model_project *p = &g->m->projects[r->project];
		int64_t most = r->rows[i].claimed, now = most;

		if (model_calculate(g->m, p, &r->rows[i], generator_today(g), &now) &&
			(now < most || one_in(g, 4)))
			most = now;
		if (one_in(g, 4))
			most = (int64_t)chance(g, (uint64_t)most + 1);
		text = story_text(&g->s, "%s- {year: %" PRId64 ", quantity: %" PRId64 "}\n", text,
			write_number(g, r->rows[i].year), write_number(g, most));
	}
	return text;
}

static bool is_verified(const struct generator *g, size_t i)
{
	return g->m->reports[i].status == REPORT_VERIFIED;
}

bool make_verification(struct generator *g)
{
	bool again = one_in(g, 4);
	int report = pick(g, g->m->reports_n,
		again	 ? is_verified
		: g->odd ? report_is_noticed
			 : report_is_ready);
	const struct model_report *r = &g->m->reports[report < 0 ? 0 : report];
	bool good = !one_in(g, 10);

	if (report == NOBODY_YET || g->m->besides_n + 4 >= MODEL_BESIDES)
		return false;
	return emit(g, "verification-report", name_of(&r->vvb),
		story_text(&g->s, "report: %s\n%s%sconclusion: %s\n%s%s%s%s",
			write_hash(g, &r->report), write_text(g, &r->text, &r->report),
			write_replaces(g, r->status == REPORT_VERIFIED, &r->verification),
			good ? "positive" : "negative",
			write_findings(g, "findings", 3, verification_items, good),
			good ? write_verified(g, r) : "", write_answers(g, &r->report),
			write_team(g)));
}

/* --- registration of reductions, and issuance --- */

bool make_reduction_request(struct generator *g)
{
	int report = pick(g, g->m->reports_n, is_verified);
	const struct model_report *r = &g->m->reports[report < 0 ? 0 : report];
	int64_t sum = 0;

	if (report == NOBODY_YET)
		return false;
	for (size_t i = 0; i < r->rows_n; i++)
		sum += r->rows[i].verified;
	return emit(g, "reduction-registration-request", name_of(&g->m->projects[r->project].owner),
		story_text(&g->s, "report: %s\nverification: %s\nquantity: %" PRId64 "\n%s",
			write_hash(g, &r->report), write_hash(g, &r->verification),
			write_number(g, sum), write_undertakings(g)));
}

static bool report_is_requested(const struct generator *g, size_t i)
{
	return g->m->reports[i].status == REPORT_REQUESTED;
}

bool make_reduction_decision(struct generator *g)
{
	int report = pick(g, g->m->reports_n, report_is_requested);
	const struct model_report *r = &g->m->reports[report < 0 ? 0 : report];
	bool good = !one_in(g, 12);
	const char *rows = "rows:\n";

	if (report == NOBODY_YET)
		return false;
	for (size_t i = 0; i < r->rows_n; i++)
		rows = story_text(&g->s, "%s- {year: %" PRId64 ", quantity: %" PRId64 "}\n", rows,
			r->rows[i].year, write_number(g, r->rows[i].verified));
	return emit(g, "reduction-registration-decision", "operator",
		story_text(&g->s, "request: %s\ndecision: %s\n%s%s%s", write_hash(g, &r->request),
			good ? "registered" : "refused", good != slip(g) ? rows : "",
			write_findings(g, "checks", 2, check_items, good),
			!good != slip(g) ? "reasons: 缺件\n" : ""));
}

static bool report_is_registered(const struct generator *g, size_t i)
{
	return g->m->reports[i].status == REPORT_REGISTERED;
}

bool make_issuance_request(struct generator *g)
{
	int report = pick(g, g->m->reports_n, report_is_registered);
	const struct model_report *r = &g->m->reports[report < 0 ? 0 : report];
	const struct model_project *p = &g->m->projects[r->project];

	if (report == NOBODY_YET)
		return false;
	return emit(g, "issuance-request", name_of(&p->owner),
		story_text(&g->s, "project: %s\nbatch: %" PRId64 "\naccount: %s\n", p->code.text,
			write_number(g, r->batch),
			write_account(g, &story_party(name_of(&p->owner))->account)));
}

static bool is_to_be_issued(const struct generator *g, size_t i)
{
	return g->m->reports[i].status == REPORT_ISSUANCE_REQUESTED;
}

static int64_t issued_so_far(const struct model *m, const struct project_code *code, int64_t year)
{
	for (size_t i = 0; i < m->series_n; i++)
		if (m->series[i].vintage == year && project_code_equal(&m->series[i].code, code))
			return m->series[i].issued;
	return 0;
}

bool make_issuance(struct generator *g)
{
	int report = pick(g, g->m->reports_n, is_to_be_issued);
	const struct model_report *r = &g->m->reports[report < 0 ? 0 : report];
	const struct model_project *p = &g->m->projects[r->project];
	const char *blocks = "blocks:\n";

	if (report == NOBODY_YET)
		return false;
	for (size_t i = 0; i < r->rows_n; i++) {
		int64_t before = issued_so_far(g->m, &p->code, r->rows[i].year);

		if (r->rows[i].verified == 0 || (slip(g) && one_in(g, 2)))
			continue;
		blocks = story_text(&g->s,
			"%s- {project: %s, vintage: %" PRId64 ", first: %" PRId64 ", last: %" PRId64
			"}\n",
			blocks, p->code.text, write_number(g, r->rows[i].year),
			write_number(g, before + 1), write_number(g, before + r->rows[i].verified));
	}
	return emit(g, "issuance", "operator",
		story_text(&g->s, "request: %s\n%s", write_hash(g, &r->issuance_request), blocks));
}
