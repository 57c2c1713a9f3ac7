#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/model_part.h"

/* --- shared with reductions --- */

int project_of_design(const struct model *m, const struct digest *design)
{
	for (size_t i = 0; i < m->projects_n; i++)
		if (digest_equal(&m->projects[i].design, design))
			return (int)i;
	return NOBODY_YET;
}

int model_project_coded(const struct model *m, const struct project_code *code)
{
	for (size_t i = 0; code->text[0] && i < m->projects_n; i++)
		if (project_code_equal(&m->projects[i].code, code))
			return (int)i;
	return NOBODY_YET;
}

int model_report(const struct model *m, const struct digest *report)
{
	for (size_t i = 0; i < m->reports_n; i++)
		if (digest_equal(&m->reports[i].report, report))
			return (int)i;
	return NOBODY_YET;
}

const struct model_request *request_of(const struct model *m, const struct digest *request)
{
	for (size_t i = 0; i < m->requests_n; i++)
		if (digest_equal(&m->requests[i].request, request))
			return &m->requests[i];
	return NULL;
}

bool disowned(const struct model *m, const struct digest *report)
{
	for (size_t i = 0; i < m->disowned_n; i++)
		if (digest_equal(&m->disowned[i], report))
			return true;
	return false;
}

bool undertaken(const struct body_undertakings *u)
{
	return u->uniqueness && u->truth && u->completeness && u->validity;
}

bool notice_over(const struct trial *t, bool noticed, struct day first)
{
	struct instant end;

	return noticed && t->today.n >= first.n && model_notice_end(t->m, first, &end) &&
	       t->at.ms >= end.ms;
}

/* Every comment on the subject is answered, once, and nothing else is. */
bool comments_answered(const struct trial *t, const struct digest *subject, size_t n,
	const struct body_comment_answer *answers)
{
	size_t comments = 0;

	for (size_t c = 0; c < t->m->comments_n; c++) {
		size_t found = 0;

		if (!digest_equal(&t->m->comments[c].subject, subject))
			continue;
		comments++;
		for (size_t i = 0; i < n; i++)
			found += digest_equal(&answers[i].comment, &t->m->comments[c].comment);
		if (found != 1)
			return false;
	}
	return comments == n;
}

/* Each item has one finding; returns how many fall short, or -1. */
static int shortcomings(size_t n, const struct body_item_finding *findings, int items)
{
	unsigned seen = 0;
	int faults = 0;

	for (size_t i = 0; i < n; i++) {
		seen |= 1U << findings[i].item;
		faults += findings[i].finding != FINDING_CONFORMS;
	}
	return n == (size_t)items && seen == (2U << items) - 2 ? faults : -1;
}

bool vvb_concludes(enum conclusion conclusion, size_t n, const struct body_item_finding *findings,
	int items, const struct body_vvb_team *team)
{
	int faults = shortcomings(n, findings, items);

	if (team->members < 2 || !team->competent_in_sector || !team->no_conflict_of_interest ||
		!team->reviewed_outside_team || !team->decided_outside_team)
		return false;
	if (conclusion == CONCLUSION_POSITIVE)
		return faults == 0 && team->requests_closed;
	return faults > 0;
}

bool formally_checked(enum registry_decision decision, size_t n,
	const struct body_item_finding *checks, const char *reasons)
{
	int faults = shortcomings(n, checks, 2);

	if (decision == DECISION_REGISTERED)
		return faults == 0;
	return faults > 0 && text_given(reasons);
}

/* --- the design --- */

static bool province_known(const char *code)
{
	static const int known[] = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41,
		42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 66, 71, 81, 82};
	long long number = strtoll(code, NULL, 10);

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (number == known[i] * 10000L)
			return true;
	return false;
}

/* The same date later, or the first one after it where that year lacks it. */
static struct day anniversary(struct day d, int years)
{
	int year, month, day;
	struct day same;

	day_date(d, &year, &month, &day);
	same = day_of_date(year + years, month, 1);
	for (int i = 1; i < day; i++)
		same = day_add(same, 1);
	return same;
}

static bool time_fits(const struct body_project_design *b)
{
	return b->construction_start.n > day_of_date(2012, 11, 8).n &&
	       b->lifetime.first.n >= b->construction_start.n &&
	       b->crediting.first.n >= b->lifetime.first.n &&
	       b->crediting.last.n <= b->lifetime.last.n &&
	       b->crediting.last.n < anniversary(b->crediting.first, 10).n;
}

static bool same_corner(const struct corner *a, const struct corner *b)
{
	return a->latitude_nano == b->latitude_nano && a->longitude_nano == b->longitude_nano;
}

/* Offshore and lawful, each answered once; the two weights, if given, are a half each. */
static bool methodology_is_met(const struct body_project_design *b)
{
	int offshore = 0, lawful = 0;

	for (size_t i = 0; i < b->conditions_n; i++) {
		offshore += strcmp(b->conditions[i].id, "offshore") == 0;
		lawful += strcmp(b->conditions[i].id, "lawful") == 0;
		if (!b->conditions[i].holds)
			return false;
	}
	for (size_t i = 0; i < b->values_n; i++)
		if ((strcmp(b->values[i].name, "w_OM") != 0 &&
			    strcmp(b->values[i].name, "w_BM") != 0) ||
			strcmp(b->values[i].value, "0.5") != 0)
			return false;
	return offshore == 1 && lawful == 1 && b->conditions_n == 2 && b->grid;
}

static bool expectation_is_in_order(const struct body_project_design *b)
{
	for (size_t i = 0; i < b->expected_n; i++)
		if (b->expected[i].year < day_year(b->crediting.first) ||
			b->expected[i].year > day_year(b->crediting.last) ||
			(i > 0 && b->expected[i].year <= b->expected[i - 1].year))
			return false;
	return true;
}

/* Whether a project is in the place that is registered or has been. */
static bool place_is_taken(
	const struct model *m, const char *plant, size_t n, const struct corner *corners)
{
	for (size_t i = 0; i < m->projects_n; i++) {
		const struct model_project *p = &m->projects[i];

		if (p->status != PROJECT_REGISTERED && p->status != PROJECT_DEREGISTERED)
			continue;
		if (text_given(plant) && strcmp(p->plant, plant) == 0)
			return true;
		for (size_t c = 0; c < n * p->corners_n; c++)
			if (same_corner(&p->corners[c / n], &corners[c % n]))
				return true;
	}
	return false;
}

/* The corners of all parts one after the other. */
static size_t all_corners(const struct body_project_design *b, struct corner out[MODEL_CORNERS])
{
	size_t n = 0;

	for (size_t i = 0; i < b->boundary_n; i++)
		for (size_t k = 0; k < b->boundary[i].corners_n; k++) {
			model_has_place(n, MODEL_CORNERS);
			out[n++] = b->boundary[i].corners[k];
		}
	return n;
}

static bool boundary_fits(const struct body_project_design *b)
{
	struct corner all[MODEL_CORNERS];
	size_t n = all_corners(b, all);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			if (same_corner(&all[i], &all[j]))
				return false;
	for (size_t i = 0; i < b->boundary_n; i++)
		if (b->boundary[i].corners_n < 3 && n != 1)
			return false;
	return true;
}

static bool place_is_free(const struct model *m, const struct body_project_design *b)
{
	struct corner all[MODEL_CORNERS];
	size_t n = all_corners(b, all);

	return !place_is_taken(m, b->grid_registration, n, all);
}

static bool additional(const struct body_project_design *b)
{
	if (b->legal_mitigation_duty || b->under_allowance_management || b->other_scheme)
		return false;
	return b->additionality == ADDITIONALITY_EXEMPT || text_given(b->additionality_text);
}

bool design_fits(
	const struct trial *t, const struct body_project_design *b, const struct party_id *owner)
{
	int party = model_party(t->m, owner);

	return t->m->methodology_known && strcmp(b->methodology.text, "CCER-01-002-V01") == 0 &&
	       t->today.n >= t->m->methodology_from.n && time_fits(b) &&
	       t->m->parties[party].type == PARTY_ORGANISATION && may_apply(t, owner) &&
	       province_known(b->province) && boundary_fits(b) && additional(b) &&
	       methodology_is_met(b) && expectation_is_in_order(b) &&
	       !party_id_equal(&b->vvb, owner) && model_accredited(t->m, &b->vvb, 1, t->today) &&
	       place_is_free(t->m, b);
}

void take_design(struct model_project *p, const struct body_project_design *b)
{
	p->vvb = b->vvb;
	p->crediting = b->crediting;
	p->corners_n = all_corners(b, p->corners);
	p->expected_n = 0;
	for (size_t i = 0; i < b->expected_n; i++) {
		model_has_place(i, MODEL_EXPECTED);
		p->expected[p->expected_n++] = (struct model_expected){
			b->expected[i].year, tonnes_count(b->expected[i].quantity)};
	}
	snprintf(p->grid, sizeof(p->grid), "%s", b->grid);
	snprintf(p->province, sizeof(p->province), "%s", b->province);
	snprintf(
		p->plant, sizeof(p->plant), "%s", b->grid_registration ? b->grid_registration : "");
	p->corsia = b->additional_type && strcmp(b->additional_type, "01") == 0;
}

bool try_project_design(struct trial *t)
{
	const struct body_project_design *b = t->d->design;
	const struct party_id *owner = only_signer(t, ROLE_OWNER);
	struct model_project *p;

	if (!owner || !design_fits(t, b, owner))
		return false;
	p = MODEL_NEXT(t->m, projects);
	*p = (struct model_project){.design = t->d->hash,
		.text = t->d->hash,
		.status = PROJECT_DESIGNED,
		.owner = *owner,
		.decided_at = INSTANT_NONE,
		.withdrawn_at = INSTANT_NONE};
	take_design(p, b);
	keep_text(t, KIND_PROJECT_DESIGN, t->d->root, &p->design);
	return true;
}

/* --- notice and comments --- */

/* One of the next working days, not counting today, with none of them unknown. */
static bool notice_day_fits(const struct trial *t, struct day first)
{
	long long within = strtoll(model_value(t->m, "notice.starts_within", t->today), NULL, 10);
	bool working = false;

	if (first.n <= t->today.n)
		return false;
	for (struct day d = day_add(t->today, 1); d.n < first.n; d = day_add(d, 1)) {
		if (!model_working(t->m, d, &working))
			return false;
		within -= working;
		if (within == 0)
			return false;
	}
	return model_working(t->m, first, &working) && working;
}

bool try_notice(struct trial *t)
{
	const struct body_notice *b = t->d->notice;
	int project = project_of_design(t->m, &b->subject);
	int report = model_report(t->m, &b->subject);

	if (!only_signer(t, ROLE_OPERATOR) || !notice_day_fits(t, b->first_day))
		return false;
	if (project != NOBODY_YET) {
		struct model_project *p = &t->m->projects[project];

		if (p->status != PROJECT_DESIGNED || !digest_is_zero(&p->withdrawal))
			return false;
		p->status = PROJECT_NOTICE;
		p->noticed = true;
		p->notice_first = b->first_day;
		return true;
	}
	if (report == NOBODY_YET || t->m->reports[report].status != REPORT_SUBMITTED ||
		!digest_is_zero(&t->m->reports[report].withdrawal))
		return false;
	t->m->reports[report].status = REPORT_NOTICE;
	t->m->reports[report].noticed = true;
	t->m->reports[report].notice_first = b->first_day;
	return true;
}

/* The first day of the notice of a design or a report, when it has one. */
static bool notice_of(const struct model *m, const struct digest *subject, struct day *first)
{
	int project = project_of_design(m, subject), report = model_report(m, subject);

	if (project != NOBODY_YET)
		*first = m->projects[project].notice_first;
	if (report != NOBODY_YET)
		*first = m->reports[report].notice_first;
	return (project != NOBODY_YET && m->projects[project].noticed) ||
	       (report != NOBODY_YET && m->reports[report].noticed);
}

bool notice_has_begun(const struct trial *t, const struct digest *subject)
{
	struct day first;

	return notice_of(t->m, subject, &first) && t->today.n >= first.n;
}

static bool author_of(const struct trial *t, char out[72])
{
	const struct body_comment *b = t->d->comment;
	bool withheld = !digest_is_zero(&b->author.commit);
	bool received = !instant_is_none(b->received_at);
	char hex[DIGEST_HEX_SIZE];

	if (t->d->signers_n != 1)
		return false;
	if (t->d->signers[0].as == ROLE_OPERATOR) {
		snprintf(out, 72, "%s", digest_hex(&b->author.tag, hex));
		return withheld && received;
	}
	snprintf(out, 72, "%s", t->d->signers[0].party.text);
	return !withheld && !received;
}

bool try_comment(struct trial *t)
{
	const struct body_comment *b = t->d->comment;
	long long left = strtoll(model_value(t->m, "comment.max", t->today), NULL, 10);
	struct model_comment *kept;
	struct instant end;
	char author[72];
	struct day first;

	if (!author_of(t, author) || !notice_of(t->m, &b->subject, &first) ||
		t->today.n < first.n || (model_notice_end(t->m, first, &end) && t->at.ms >= end.ms))
		return false;
	if (!instant_is_none(b->received_at) &&
		(b->received_at.ms < day_start(first).ms || b->received_at.ms > t->at.ms))
		return false;
	for (size_t i = 0; i < t->m->comments_n; i++)
		left -= digest_equal(&t->m->comments[i].subject, &b->subject) &&
			strcmp(t->m->comments[i].author, author) == 0;
	if (left <= 0)
		return false;
	kept = MODEL_NEXT(t->m, comments);
	*kept = (struct model_comment){b->subject, t->d->hash, ""};
	memcpy(kept->author, author, sizeof(author));
	return true;
}

/* --- validation and registration --- */

bool try_validation_report(struct trial *t)
{
	const struct body_validation_report *b = t->d->validation;
	const struct party_id *vvb = only_signer(t, ROLE_VVB);
	int project = project_of_design(t->m, &b->design);
	struct model_project *p = &t->m->projects[project < 0 ? 0 : project];

	if (!vvb || project == NOBODY_YET || !party_id_equal(vvb, &p->vvb) ||
		!model_accredited(t->m, vvb, 1, t->today) ||
		(p->status != PROJECT_NOTICE &&
			!report_is_replaced(t, p->status == PROJECT_VALIDATED, &p->validation,
				&p->design, &b->replaces)) ||
		(p->status == PROJECT_NOTICE && !digest_is_zero(&b->replaces)) ||
		!digest_is_zero(&p->withdrawal) ||
		!text_is_named(&p->text, &p->design, &b->revision))
		return false;
	if (!notice_over(t, p->noticed, p->notice_first) ||
		!comments_answered(t, &b->design, b->comments_n, b->comments) ||
		!vvb_concludes(b->conclusion, b->findings_n, b->findings, 5, &b->team))
		return false;
	p->validation = t->d->hash;
	p->status = PROJECT_VALIDATED;
	if (b->conclusion == CONCLUSION_NEGATIVE)
		end_project(t, p);
	return true;
}

bool try_registration_request(struct trial *t)
{
	const struct body_registration_request *b = t->d->registration_request;
	const struct party_id *owner = only_signer(t, ROLE_OWNER);
	int project = project_of_design(t->m, &b->design);
	struct model_project *p = &t->m->projects[project < 0 ? 0 : project];

	if (!owner || project == NOBODY_YET || !party_id_equal(owner, &p->owner) ||
		!may_apply(t, owner) || p->status != PROJECT_VALIDATED ||
		!digest_is_zero(&p->withdrawal) || !digest_equal(&p->validation, &b->report) ||
		disowned(t->m, &b->report) || !undertaken(&b->undertakings))
		return false;
	p->status = PROJECT_REQUESTED;
	p->request = t->d->hash;
	*MODEL_NEXT(t->m, requests) = (struct model_request){t->d->hash, project, NOBODY_YET};
	return true;
}

bool try_registration_decision(struct trial *t)
{
	const struct body_registration_decision *b = t->d->registration_decision;
	const struct model_request *request = request_of(t->m, &b->request);
	struct model_project *p;

	if (!only_signer(t, ROLE_OPERATOR) || !request)
		return false;
	p = &t->m->projects[request->project];
	if (p->status != PROJECT_REQUESTED || !digest_equal(&p->request, &b->request) ||
		!digest_is_zero(&p->withdrawal) ||
		!formally_checked(b->decision, b->checks_n, b->checks, b->reasons))
		return false;
	p->decided_at = t->at;
	if (b->decision == DECISION_REFUSED) {
		end_project(t, p);
		return !b->code.text[0];
	}
	if (strncmp(b->code.text, "A21", 3) != 0 ||
		model_project_coded(t->m, &b->code) != NOBODY_YET ||
		disowned(t->m, &p->validation) ||
		place_is_taken(t->m, p->plant, p->corners_n, p->corners))
		return false;
	p->status = PROJECT_REGISTERED;
	p->code = b->code;
	return true;
}
