#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/model_part.h"

/* --- the calculation --- */

/* A decimal in millionths; -1 when it has more places, a sign or no digit. */
static int64_t millionths(const char *text)
{
	const char *point = strchr(text, '.');
	int64_t value = strtoll(text, NULL, 10) * 1000000, scale = 100000;

	if (text[0] < '0' || text[0] > '9')
		return -1;
	for (const char *p = point ? point + 1 : ""; *p; p++, scale /= 10)
		value += (*p - '0') * scale;
	return value;
}

/* floor((export - import) x (OM / 2 + BM / 2)), or none if that is below zero. */
bool model_calculate(const struct model *m, const struct model_project *p,
	const struct model_row *row, struct day today, int64_t *out)
{
	const char *factors = NULL;
	int64_t exported = millionths(row->exported), imported = millionths(row->imported);
	char om[32], bm[32];
	__int128 sum;

	/* The year's or, while that is unpublished, the nearest earlier one within 20 years. */
	for (int64_t back = 0; !factors && back <= 20; back++)
		factors = model_table_row(m, "grid.factors", p->grid, row->year - back, today);
	if (!factors || sscanf(factors, "%31s %31s", om, bm) != 2 || exported < 0 || imported < 0)
		return false;
	sum = (__int128)(exported - imported) * (millionths(om) + millionths(bm));
	sum /= INT64_C(2000000000000);
	*out = sum > 0 ? (int64_t)sum : 0;
	return true;
}

/* --- accounting --- */

static bool is_open(const struct model_report *r, int project)
{
	return r->project == project && r->status != REPORT_ENDED;
}

int64_t model_next_batch(const struct model *m, int project)
{
	for (int64_t batch = 1;; batch++) {
		bool used = false;

		for (size_t i = 0; i < m->reports_n; i++)
			used |= is_open(&m->reports[i], project) && m->reports[i].batch == batch;
		if (!used)
			return batch;
	}
}

bool model_period_free(const struct model *m, int project, const struct period *period)
{
	for (size_t i = 0; i < m->reports_n; i++)
		if (is_open(&m->reports[i], project) &&
			m->reports[i].period.first.n <= period->last.n &&
			m->reports[i].period.last.n >= period->first.n)
			return false;
	return true;
}

static bool is_metered(const struct body_accounting_report *b, const char *symbol)
{
	for (size_t i = 0; i < b->meters_n; i++)
		if (strcmp(b->meters[i].parameter, symbol) == 0)
			return true;
	return false;
}

static bool meters_fit(const struct body_accounting_report *b)
{
	for (size_t i = 0; i < b->meters_n; i++) {
		const struct body_meter *meter = &b->meters[i];

		if (strcmp(meter->parameter, "EG_export") != 0 &&
			strcmp(meter->parameter, "EG_import") != 0)
			return false;
		if (meter->valid_until.n < meter->calibrated_on.n ||
			meter->calibrated_on.n > b->period.last.n ||
			meter->valid_until.n < b->period.first.n)
			return false;
	}
	return is_metered(b, "EG_export") && is_metered(b, "EG_import");
}

static bool read_row(const struct body_report_row *row, struct model_row *out)
{
	*out = (struct model_row){.year = row->year, .claimed = tonnes_count(row->claim)};
	for (size_t i = 0; i < row->values_n; i++) {
		bool exported = strcmp(row->values[i].name, "EG_export") == 0;

		if (!exported && strcmp(row->values[i].name, "EG_import") != 0)
			return false;
		snprintf(exported ? out->exported : out->imported, sizeof(out->exported), "%s",
			row->values[i].value);
	}
	return out->exported[0] && out->imported[0];
}

static bool rows_fit(struct trial *t, const struct body_accounting_report *b,
	const struct model_project *p, struct model_report *out)
{
	int first = day_year(b->period.first), last = day_year(b->period.last);

	if ((int)b->rows_n != last - first + 1)
		return false;
	model_has_place(b->rows_n - 1, MODEL_YEARS);
	for (size_t i = 0; i < b->rows_n; i++) {
		struct model_row *row = &out->rows[out->rows_n++];

		if (b->rows[i].year != first + (int)i || !read_row(&b->rows[i], row) ||
			!model_calculate(t->m, p, row, t->today, &row->calculated) ||
			row->claimed > row->calculated)
			return false;
		model_warn_of_claim(t, p, &b->period, row);
	}
	return true;
}

/* Of a report that is revised, its own batch and days are free. */
static bool place_is_own(const struct model *m, int project, const struct model_report *revised,
	const struct body_accounting_report *b)
{
	if (revised)
		return b->batch == revised->batch;
	return model_period_free(m, project, &b->period) &&
	       b->batch == model_next_batch(m, project);
}

bool report_fits(struct trial *t, const struct body_accounting_report *b, int project,
	const struct model_report *revised, struct model_report *out)
{
	const struct model_project *p = &t->m->projects[project];

	if (p->status != PROJECT_REGISTERED || !may_apply(t, &p->owner))
		return false;
	if (b->period.first.n <= day_of_date(2020, 9, 22).n ||
		b->period.first.n < p->crediting.first.n ||
		b->period.last.n > p->crediting.last.n || b->period.last.n >= t->today.n ||
		!place_is_own(t->m, project, revised, b))
		return false;
	if (party_id_equal(&b->vvb, &p->vvb) || party_id_equal(&b->vvb, &p->owner) ||
		!model_accredited(t->m, &b->vvb, 1, t->today) || !meters_fit(b))
		return false;
	out->batch = b->batch;
	out->period = b->period;
	out->vvb = b->vvb;
	return rows_fit(t, b, p, out);
}

bool try_accounting_report(struct trial *t)
{
	const struct body_accounting_report *b = t->d->report;
	const struct party_id *owner = only_signer(t, ROLE_OWNER);
	int project = model_project_coded(t->m, &b->project);
	struct model_report *r;

	if (!owner || project == NOBODY_YET ||
		!party_id_equal(owner, &t->m->projects[project].owner))
		return false;
	r = MODEL_NEXT(t->m, reports);
	*r = (struct model_report){.status = REPORT_ENDED, .project = NOBODY_YET};
	if (!report_fits(t, b, project, NULL, r))
		return false;
	r->report = r->text = t->d->hash;
	r->project = project;
	r->status = REPORT_SUBMITTED;
	r->withdrawn_at = INSTANT_NONE;
	keep_text(t, KIND_ACCOUNTING_REPORT, t->d->root, &r->report);
	return true;
}

/* --- verification --- */

/* With the factors in force now, which may not be those of the report. */
static bool verify_row(
	struct trial *t, const struct model_report *r, size_t i, struct model_row *row)
{
	const struct body_verified_row *given = &t->d->verification->rows[i];
	int64_t before = row->calculated;

	if (given->year != row->year ||
		!model_calculate(
			t->m, &t->m->projects[r->project], row, t->today, &row->calculated) ||
		tonnes_count(given->quantity) > row->calculated)
		return false;
	row->verified = tonnes_count(given->quantity);
	model_warn_of_verified(t, row, before);
	return true;
}

bool try_verification_report(struct trial *t)
{
	const struct body_verification_report *b = t->d->verification;
	const struct party_id *vvb = only_signer(t, ROLE_VVB);
	int report = model_report(t->m, &b->report);
	struct model_report *r = &t->m->reports[report < 0 ? 0 : report];

	if (!vvb || report == NOBODY_YET || !party_id_equal(vvb, &r->vvb) ||
		!model_accredited(t->m, vvb, 1, t->today) ||
		(r->status != REPORT_NOTICE &&
			!report_is_replaced(t, r->status == REPORT_VERIFIED, &r->verification,
				&r->report, &b->replaces)) ||
		(r->status == REPORT_NOTICE && !digest_is_zero(&b->replaces)) ||
		!digest_is_zero(&r->withdrawal) ||
		!text_is_named(&r->text, &r->report, &b->revision))
		return false;
	if (!notice_over(t, r->noticed, r->notice_first) ||
		!comments_answered(t, &b->report, b->comments_n, b->comments) ||
		!vvb_concludes(b->conclusion, b->findings_n, b->findings, 3, &b->team))
		return false;
	r->verification = t->d->hash;
	if (b->conclusion == CONCLUSION_NEGATIVE) {
		for (size_t i = 0; i < r->rows_n; i++)
			r->rows[i].verified = 0;
		end_report(t, r);
		return true;
	}
	r->status = REPORT_VERIFIED;
	for (size_t i = 0; i < r->rows_n; i++)
		if (i >= b->rows_n || !verify_row(t, r, i, &r->rows[i]))
			return false;
	return b->rows_n == r->rows_n;
}

/* --- registration of reductions --- */

static int64_t verified_sum(const struct model_report *r)
{
	int64_t sum = 0;

	for (size_t i = 0; i < r->rows_n; i++)
		sum += r->rows[i].verified;
	return sum;
}

bool try_reduction_request(struct trial *t)
{
	const struct body_reduction_request *b = t->d->reduction_request;
	const struct party_id *owner = only_signer(t, ROLE_OWNER);
	int report = model_report(t->m, &b->report);
	struct model_report *r = &t->m->reports[report < 0 ? 0 : report];

	if (!owner || report == NOBODY_YET ||
		!party_id_equal(owner, &t->m->projects[r->project].owner) ||
		r->status != REPORT_VERIFIED || !may_apply(t, owner) ||
		!digest_is_zero(&r->withdrawal) ||
		!digest_equal(&r->verification, &b->verification) ||
		disowned(t->m, &b->verification) || tonnes_count(b->quantity) != verified_sum(r) ||
		r->period.first.n < day_years_before(t->today, 5).n ||
		!undertaken(&b->undertakings))
		return false;
	r->status = REPORT_REQUESTED;
	r->request = t->d->hash;
	*MODEL_NEXT(t->m, requests) = (struct model_request){t->d->hash, r->project, report};
	return true;
}

bool try_reduction_decision(struct trial *t)
{
	const struct body_reduction_decision *b = t->d->reduction_decision;
	const struct model_request *request = request_of(t->m, &b->request);
	struct model_report *r;

	if (!only_signer(t, ROLE_OPERATOR) || !request || request->report == NOBODY_YET)
		return false;
	r = &t->m->reports[request->report];
	if (r->status != REPORT_REQUESTED || !digest_equal(&r->request, &b->request) ||
		!digest_is_zero(&r->withdrawal) ||
		!formally_checked(b->decision, b->checks_n, b->checks, b->reasons))
		return false;
	if (b->decision == DECISION_REFUSED) {
		end_report(t, r);
		return b->rows_n == 0;
	}
	r->status = REPORT_REGISTERED;
	for (size_t i = 0; i < r->rows_n; i++) {
		if (i >= b->rows_n || b->rows[i].year != r->rows[i].year ||
			tonnes_count(b->rows[i].quantity) != r->rows[i].verified)
			return false;
		r->rows[i].registered = true;
	}
	return b->rows_n == r->rows_n && !disowned(t->m, &r->verification);
}

/* --- issuance --- */

bool try_issuance_request(struct trial *t)
{
	const struct body_issuance_request *b = t->d->issuance_request;
	const struct party_id *owner = only_signer(t, ROLE_OWNER);
	int project = model_project_coded(t->m, &b->project);
	int account = model_party_of_account(t->m, &b->account);
	struct model_report *r = NULL;

	for (size_t i = 0; i < t->m->reports_n; i++)
		if (is_open(&t->m->reports[i], project) && t->m->reports[i].batch == b->batch)
			r = &t->m->reports[i];
	if (!owner || !may_apply(t, owner) || project == NOBODY_YET || !r ||
		t->m->projects[project].status != PROJECT_REGISTERED ||
		r->status != REPORT_REGISTERED ||
		!party_id_equal(owner, &t->m->projects[project].owner) || verified_sum(r) == 0 ||
		account == NOBODY_YET || !party_id_equal(&t->m->parties[account].id, owner))
		return false;
	r->status = REPORT_ISSUANCE_REQUESTED;
	r->issuance_request = t->d->hash;
	r->account = b->account;
	*MODEL_NEXT(t->m, requests) =
		(struct model_request){t->d->hash, project, (int)(r - t->m->reports)};
	return true;
}

struct model_series *model_series(struct model *m, const struct project_code *code, int64_t vintage)
{
	struct model_series *s;

	for (size_t i = 0; i < m->series_n; i++)
		if (project_code_equal(&m->series[i].code, code) && m->series[i].vintage == vintage)
			return &m->series[i];
	if (model_project_coded(m, code) == NOBODY_YET)
		return NULL;
	s = MODEL_NEXT(m, series);
	s->code = *code;
	s->vintage = vintage;
	s->issued = 0;
	return s;
}

static bool issue_row(struct trial *t, const struct model_report *r, struct model_row *row,
	const struct serial_block *given)
{
	const struct project_code *code = &t->m->projects[r->project].code;
	struct model_series *s = model_series(t->m, code, row->year);
	int holder = model_party_of_account(t->m, &r->account);

	if (!project_code_equal(&given->project, code) || given->vintage != row->year ||
		given->first != s->issued + 1 || given->last != s->issued + row->verified)
		return false;
	model_has_place((size_t)given->last - 1, MODEL_UNITS);
	for (; s->issued < given->last; s->issued++)
		s->unit[s->issued] = (struct model_unit){
			(int8_t)holder, POSITION_HOLDING, UNIT_FREE, NOBODY_YET};
	row->issued = true;
	return true;
}

bool try_issuance(struct trial *t)
{
	const struct body_issuance *b = t->d->issuance;
	const struct model_request *request = request_of(t->m, &b->request);
	struct model_report *r;
	size_t next = 0;

	if (!only_signer(t, ROLE_OPERATOR) || !request || request->report == NOBODY_YET)
		return false;
	r = &t->m->reports[request->report];
	if (r->status != REPORT_ISSUANCE_REQUESTED ||
		!digest_equal(&r->issuance_request, &b->request) ||
		!may_apply(t, &t->m->projects[r->project].owner))
		return false;
	r->status = REPORT_ISSUED;
	for (size_t i = 0; i < r->rows_n; i++) {
		if (r->rows[i].verified == 0)
			continue;
		if (next >= b->blocks_n || !issue_row(t, r, &r->rows[i], &b->blocks[next].block))
			return false;
		next++;
	}
	return next == b->blocks_n;
}
