#include <string.h>

#include "document/schema.h"
#include "tests/model/model_part.h"

/* --- texts --- */

static uint64_t mix(uint64_t sum, const void *bytes, size_t size)
{
	const unsigned char *b = bytes;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ b[i]) * UINT64_C(0x100000001b3);
	return sum;
}

/* FNV-1a over what a node says, each part behind its kind and size. */
static uint64_t number_of(const struct yaml_node *n, uint64_t sum)
{
	sum = mix(sum, &n->type, sizeof(n->type));
	sum = mix(sum, &n->size, sizeof(n->size));
	if (n->type == YAML_SCALAR)
		return mix(sum, n->text, n->size);
	for (const struct yaml_node *child = n->first; child; child = child->next) {
		if (child->key)
			sum = mix(sum, child->key, strlen(child->key) + 1);
		sum = number_of(child, sum);
	}
	return sum;
}

static void read_text(enum kind kind, const struct yaml_node *body, struct model_text *out)
{
	const struct schema *s = schema_of(kind);

	model_has_place(s->fields_n - 1, MODEL_MEMBERS);
	for (size_t i = 0; i < s->fields_n; i++) {
		const struct yaml_node *n = yaml_member(body, s->fields[i].key);

		out->member[i] = n ? number_of(n, UINT64_C(0xcbf29ce484222325)) : 0;
	}
}

void keep_text(
	struct trial *t, enum kind kind, const struct yaml_node *body, const struct digest *of)
{
	struct model_text *text = MODEL_NEXT(t->m, texts);

	*text = (struct model_text){.text = t->d->hash, .of = *of};
	read_text(kind, body, text);
}

bool text_is_named(const struct digest *text, const struct digest *of, const struct digest *named)
{
	static const struct digest none;

	return digest_equal(named, digest_equal(text, of) ? &none : text);
}

/* --- ends --- */

void end_project(const struct trial *t, struct model_project *p)
{
	p->status = PROJECT_ENDED;
	p->decided_at = t->at;
	p->ended_by = t->d->hash;
}

void end_report(const struct trial *t, struct model_report *r)
{
	r->status = REPORT_ENDED;
	r->ended_by = t->d->hash;
}

/* A design or report that is neither registered nor ended. */
struct application {
	struct model_project *project;
	struct model_report *report; /* NULL: the project itself */
	struct digest *withdrawal;
	struct instant *withdrawn_at;
};

static bool find_application(struct trial *t, const struct digest *of, struct application *out)
{
	int project = project_of_design(t->m, of), report = model_report(t->m, of);

	*out = (struct application){0};
	if (project == NOBODY_YET && report == NOBODY_YET)
		return false;
	if (project != NOBODY_YET) {
		out->project = &t->m->projects[project];
		out->withdrawal = &out->project->withdrawal;
		out->withdrawn_at = &out->project->withdrawn_at;
		return out->project->status < PROJECT_REGISTERED;
	}
	out->report = &t->m->reports[report];
	out->project = &t->m->projects[out->report->project];
	out->withdrawal = &out->report->withdrawal;
	out->withdrawn_at = &out->report->withdrawn_at;
	return out->report->status < REPORT_REGISTERED;
}

static void end_application(const struct trial *t, const struct application *a)
{
	if (a->report)
		end_report(t, a->report);
	else
		end_project(t, a->project);
}

bool try_withdrawal(struct trial *t)
{
	const struct party_id *owner = only_signer(t, ROLE_OWNER);
	struct application a;

	if (!owner || !find_application(t, &t->d->withdrawal->of, &a) ||
		!party_id_equal(owner, &a.project->owner) || !digest_is_zero(a.withdrawal))
		return false;
	*a.withdrawal = t->d->hash;
	*a.withdrawn_at = t->at;
	*MODEL_NEXT(t->m, requests) =
		(struct model_request){t->d->hash, (int)(a.project - t->m->projects),
			a.report ? (int)(a.report - t->m->reports) : NOBODY_YET};
	return true;
}

bool try_withdrawal_decision(struct trial *t)
{
	const struct body_withdrawal_decision *b = t->d->withdrawal_decision;
	const struct model_request *request = request_of(t->m, &b->withdrawal);
	struct application a;

	if (!only_signer(t, ROLE_OPERATOR) || !request ||
		!find_application(t,
			request->report == NOBODY_YET ? &t->m->projects[request->project].design
						      : &t->m->reports[request->report].report,
			&a) ||
		!digest_equal(a.withdrawal, &b->withdrawal))
		return false;
	*a.withdrawal = (struct digest){{0}};
	*a.withdrawn_at = INSTANT_NONE;
	if (b->outcome == WITHDRAWAL_REFUSED)
		return text_given(b->reasons);
	end_application(t, &a);
	return true;
}

bool try_termination(struct trial *t)
{
	const struct body_termination *b = t->d->termination;
	struct application a;

	if (!only_signer(t, ROLE_OPERATOR) || !find_application(t, &b->of, &a) ||
		!digest_is_zero(a.withdrawal) ||
		(b->ground == TERMINATION_NOT_IN_RECORD && t->m->clock == CLOCK_REAL))
		return false;
	end_application(t, &a);
	return true;
}

/* --- what is shown beside --- */

static const struct model_text *text_of(const struct model *m, const struct digest *hash)
{
	for (size_t i = 0; i < m->texts_n; i++)
		if (digest_equal(&m->texts[i].text, hash))
			return &m->texts[i];
	return NULL;
}

static void put_beside(struct trial *t, const struct digest *of, const struct digest *document)
{
	*MODEL_NEXT(t->m, besides) = (struct model_beside){*of, *document};
}

bool report_is_replaced(struct trial *t, bool stands, const struct digest *report,
	const struct digest *subject, const struct digest *replaces)
{
	if (!stands || !digest_equal(report, replaces) || disowned(t->m, report))
		return false;
	put_beside(t, subject, replaces);
	put_beside(t, replaces, &t->d->hash);
	return true;
}

static size_t warnings_of(const struct model *m, const struct digest *document)
{
	size_t n = 0;

	for (size_t i = 0; i < m->warnings_n; i++)
		n += digest_equal(&m->documents[m->warnings[i].document].hash, document);
	return n;
}

bool try_explanation(struct trial *t)
{
	const struct body_explanation *b = t->d->explanation;
	const struct party_id *owner = only_signer(t, ROLE_OWNER);
	const struct model_text *text = text_of(t->m, &b->of);
	bool warning = strstr(t->d->bytes, "\nwarning: ");
	struct application a;

	if (!owner || !text || !find_application(t, &text->of, &a) ||
		!digest_is_zero(a.withdrawal) || !party_id_equal(owner, &a.project->owner) ||
		warning == !!b->overlaps.text[0])
		return false;
	if (warning ? (size_t)b->warning >= warnings_of(t->m, &b->of)
		    : model_project_coded(t->m, &b->overlaps) == NOBODY_YET)
		return false;
	put_beside(t, &text->of, &t->d->hash);
	return true;
}

bool try_second_opinion(struct trial *t)
{
	const struct body_second_opinion *b = t->d->second_opinion;
	const struct party_id *vvb = only_signer(t, ROLE_VVB);
	struct application a;

	(void)find_application(t, &b->of, &a);
	if (!vvb || !a.project || !digest_is_zero(a.withdrawal) ||
		party_id_equal(vvb, &a.project->vvb) || party_id_equal(vvb, &a.project->owner) ||
		(a.report && party_id_equal(vvb, &a.report->vvb)) ||
		!model_accredited(t->m, vvb, 1, t->today) || !notice_has_begun(t, &b->of))
		return false;
	put_beside(t, &b->of, &t->d->hash);
	return true;
}

/* --- deregistration --- */

/* Who names which ground, and whether a province does so at home. */
static bool ground_is_his(const struct trial *t, const struct model_project *p)
{
	const struct signer *s = &t->d->signers[0];
	const enum deregistration_ground ground = t->d->deregistration->ground;

	if (s->as == ROLE_OWNER)
		return ground == DEREGISTRATION_OWNER_REQUEST &&
		       party_id_equal(&s->party, &p->owner);
	if (s->as == ROLE_OPERATOR)
		return ground == DEREGISTRATION_OWNER_GONE || ground == DEREGISTRATION_PROJECT_GONE;
	if (s->as == ROLE_PROVINCE &&
		strcmp(t->m->parties[model_party(t->m, &s->party)].province, p->province) != 0)
		return false;
	return ground == DEREGISTRATION_FALSIFICATION &&
	       (s->as == ROLE_PROVINCE || s->as == ROLE_MEE);
}

/* Of the project's reports those end that nobody has decided on; no other is issued. */
static void end_reports(const struct trial *t, int project)
{
	for (size_t i = 0; i < t->m->reports_n; i++) {
		struct model_report *r = &t->m->reports[i];

		if (r->project != project)
			continue;
		if (r->status < REPORT_REGISTERED) {
			end_report(t, r);
			r->withdrawal = (struct digest){{0}};
			r->withdrawn_at = INSTANT_NONE;
		} else if (r->status == REPORT_ISSUANCE_REQUESTED) {
			r->status = REPORT_REGISTERED;
			r->issuance_request = (struct digest){{0}};
			r->account = (struct account_id){""};
		}
	}
}

bool try_deregistration(struct trial *t)
{
	const struct body_deregistration *b = t->d->deregistration;
	const bool revoked = b->ground == DEREGISTRATION_FALSIFICATION;
	int project = model_project_coded(t->m, &b->project);
	struct model_project *p = &t->m->projects[project < 0 ? 0 : project];
	int year, month, day;

	if (t->d->signers_n != 1 || project == NOBODY_YET || p->status != PROJECT_REGISTERED ||
		!ground_is_his(t, p) || text_given(b->order.number) != revoked ||
		(revoked && b->order.on.n > t->today.n))
		return false;
	p->status = PROJECT_DEREGISTERED;
	p->ended_by = t->d->hash;
	end_reports(t, project);
	day_date(t->today, &year, &month, &day);
	if (revoked)
		t->m->parties[model_party(t->m, &p->owner)].barred_until =
			day_of_date(year + 3, month, month == 2 && day == 29 ? 28 : day);
	return true;
}

/* --- revision --- */

/* What differs, and nothing else, is said once and may differ. */
static bool changes_are_right(const struct trial *t, enum kind kind, const struct model_text *was,
	const struct party_id *vvb)
{
	static const char *const may[] = {"name", "boundary", "construction_start", "lifetime",
		"crediting", "expected", "period", "meters", "rows"};
	const bool vvb_may = !model_accredited(t->m, vvb, 1, t->today);
	const struct body_revision *b = t->d->revision;
	const struct schema *s = schema_of(kind);
	struct model_text is = {0};
	size_t differences = 0;

	read_text(kind, yaml_member(t->d->root, kind == KIND_PROJECT_DESIGN ? "design" : "report"),
		&is);
	for (size_t i = 0; i < s->fields_n; i++) {
		size_t said = 0;
		bool allowed = vvb_may && strcmp(s->fields[i].key, "vvb") == 0;

		if (is.member[i] == was->member[i])
			continue;
		for (size_t k = 0; k < COUNT_OF(may); k++)
			allowed |= strcmp(may[k], s->fields[i].key) == 0;
		for (size_t k = 0; k < b->changes_n; k++)
			said += b->changes[k].path[0] == '/' &&
				strcmp(b->changes[k].path + 1, s->fields[i].key) == 0;
		if (!allowed || said != 1)
			return false;
		differences++;
	}
	return differences == b->changes_n;
}

static bool revise_design(struct trial *t, struct model_project *p, const struct model_text *was)
{
	const struct body_project_design *b = &t->d->revision->design;
	const struct party_id owner = p->owner;

	if (p->status != PROJECT_NOTICE || !notice_over(t, p->noticed, p->notice_first) ||
		!changes_are_right(t, KIND_PROJECT_DESIGN, was, &p->vvb) ||
		!design_fits(t, b, &owner))
		return false;
	model_warn_of_revision(t, p, b);
	take_design(p, b);
	p->text = t->d->hash;
	keep_text(t, KIND_PROJECT_DESIGN, yaml_member(t->d->root, "design"), &p->design);
	return true;
}

static bool claims_not_more(const struct model_report *was, const struct body_accounting_report *b)
{
	for (size_t i = 0; i < b->rows_n; i++)
		for (size_t k = 0; k < was->rows_n; k++)
			if (was->rows[k].year == b->rows[i].year &&
				tonnes_count(b->rows[i].claim) > was->rows[k].claimed)
				return false;
	return b->period.first.n >= was->period.first.n && b->period.last.n <= was->period.last.n;
}

static bool revise_report(struct trial *t, struct model_report *r, const struct model_text *was)
{
	const struct body_accounting_report *b = &t->d->revision->report;
	struct model_report revised = *r;

	if (r->status != REPORT_NOTICE || !notice_over(t, r->noticed, r->notice_first) ||
		!changes_are_right(t, KIND_ACCOUNTING_REPORT, was, &r->vvb) ||
		!claims_not_more(r, b))
		return false;
	revised.rows_n = 0;
	if (!report_fits(t, b, r->project, r, &revised))
		return false;
	*r = revised;
	r->text = t->d->hash;
	keep_text(t, KIND_ACCOUNTING_REPORT, yaml_member(t->d->root, "report"), &r->report);
	return true;
}

bool try_revision(struct trial *t)
{
	const struct body_revision *b = t->d->revision;
	const struct model_text *was = text_of(t->m, &b->revises);
	const struct party_id *owner = only_signer(t, ROLE_OWNER);
	bool design = b->design.methodology.text[0], report = b->report.project.text[0];
	struct application a;

	if (!owner || !was || !find_application(t, &was->of, &a) ||
		!digest_equal(a.report ? &a.report->text : &a.project->text, &b->revises) ||
		!digest_is_zero(a.withdrawal) || !party_id_equal(owner, &a.project->owner) ||
		!may_apply(t, owner) || design == report || design != !a.report)
		return false;
	return a.report ? revise_report(t, a.report, was) : revise_design(t, a.project, was);
}
