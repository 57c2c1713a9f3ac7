#include <stdio.h>
#include <string.h>

#include "document/members.h"
#include "domain/boundary.h"
#include "rules/projects/project.h"

/*
 * revision (docs/rulebook.md): the owner's whole new text of a design or an accounting report,
 * after its notice and before the VVB's report. Every rule of the kind runs again on it, what
 * differs is said member by member, and the VVB's report names the latest text. A design keeps
 * its first hash as the project's identity, a report its own.
 */

static const char clause[] = "docs/rulebook.md revision";

/* The two texts and what may differ between them. */
struct texts {
	const struct schema *schema;
	const char *within; /* "/design" */
	const char *was, *is;
	char allowed[RECORD_VALUES_SIZE]; /* names separated by blanks */
	bool vvb;			  /* who the VVB is may change */
};

static const struct body_revision_change *change_of(const struct body_revision *b, const char *key)
{
	for (size_t i = 0; i < b->changes_n; i++)
		if (b->changes[i].path[0] == '/' && strcmp(b->changes[i].path + 1, key) == 0)
			return &b->changes[i];
	return NULL;
}

/* Every member that differs may, and is named. */
static int differences_are_said(struct rule *r, const struct texts *t)
{
	char path[ERROR_PATH_MAX];

	for (size_t i = 0; i < t->schema->fields_n; i++) {
		const char *key = t->schema->fields[i].key;

		if (!members_differ(t->was, t->is, key))
			continue;
		rule_path(path, "%s/%s", t->within, key);
		if (!rule_name_listed(t->allowed, key, strlen(key)) &&
			!(t->vvb && strcmp(key, "vvb") == 0))
			return rule_refuse(r, REVISION_FIXED, clause, path, "path", key, "allowed",
				t->allowed);
		if (!change_of(r->d->revision, key))
			return rule_refuse(r, REVISION_UNSAID, clause, "/changes", "path", key);
	}
	return 0;
}

/* Every change named is one, once. */
static int changes_are_made(struct rule *r, const struct texts *t)
{
	const struct body_revision *b = r->d->revision;
	char path[ERROR_PATH_MAX];

	for (size_t i = 0; i < b->changes_n; i++) {
		const char *said = b->changes[i].path;

		rule_path(path, "/changes/%zu/path", i);
		if (said[0] != '/' || change_of(b, said + 1) != &b->changes[i] ||
			!members_differ(t->was, t->is, said + 1))
			return rule_refuse(r, REVISION_NO_CHANGE, clause, path, "path", said);
	}
	return 0;
}

/*
 * The named VVB stays, unless it can no longer sign (rulebook, accreditation): then the owner
 * may name another.
 */
static int texts_fit(struct rule *r, struct texts *t, const struct digest *was,
	const struct party_id *vvb, const struct methodology_code *methodology)
{
	struct record text = record_new(RECORD_TEXT);
	int able;

	text.text.text = *was;
	if (rule_get(r, &text) < 0 || rule_parameter_text(r, "revision.paths", t->allowed) < 0)
		return -1;
	able = project_vvb_able(r, vvb, methodology);
	if (able < 0)
		return -1;
	t->vvb = !able;
	t->was = text.text.members;
	t->is = members_write(r->mem, t->schema, yaml_member(r->d->root, t->within + 1), r->err);
	if (!t->is || differences_are_said(r, t) < 0)
		return -1;
	return changes_are_made(r, t);
}

/* An error of the text's own rules, at its place in this document. */
static int within(struct rule *r, const char *where)
{
	char path[ERROR_PATH_MAX];

	snprintf(path, sizeof(path), "%s", r->err->path);
	rule_path(r->err->path, "%s%s", where, path);
	return -1;
}

/* Real ones rose by less, but for a few. */
static void warn_of_expected(struct rule *r, struct tonnes was, struct tonnes is)
{
	char before[TONNES_TEXT_SIZE], now[TONNES_TEXT_SIZE];

	if (tonnes_compare_times(is, 100, was, 115) > 0)
		rule_warn(r, REVISION_EXPECTED, "/expected", "before", tonnes_text(was, before),
			"now", tonnes_text(is, now));
}

/* A corner farther than BEYOND from the box around the place before; the first is told. */
static int warn_of_place(struct rule *r, const char *was, const struct body_project_design *b)
{
	enum { BEYOND = 5 * 1000 * 1000 }; /* 0.005 degree, about 500 m */
	char path[ERROR_PATH_MAX], latitude[DEGREES_TEXT_SIZE], longitude[DEGREES_TEXT_SIZE];
	struct boundary_reader before = boundary_read(was);
	struct boundary_box box = BOX_EMPTY;
	struct corner corner;
	int more;

	while ((more = boundary_next(&before, &corner, r->err)) > 0)
		box_take(&box, &corner);
	if (more < 0)
		return -1;
	for (size_t i = 0; i < b->boundary_n; i++)
		for (size_t k = 0; k < b->boundary[i].corners_n; k++) {
			const struct corner *c = &b->boundary[i].corners[k];

			if (box_reaches(&box, c, BEYOND))
				continue;
			rule_warn(r, REVISION_PLACE,
				rule_path(path, "/boundary/%zu/corners/%zu", i, k), "latitude",
				degrees_text(c->latitude_nano, latitude), "longitude",
				degrees_text(c->longitude_nano, longitude));
			return 0;
		}
	return 0;
}

static int revise_design(struct rule *r, struct record *record)
{
	struct texts t = {.schema = schema_of(KIND_PROJECT_DESIGN), .within = "/design"};
	const struct body_project_design *b = &r->d->revision->design;
	struct record_project *p = &record->project;
	const struct record_project was = *p;
	const size_t told = r->warnings->count;

	if (texts_fit(r, &t, &p->text, &p->vvb, &p->methodology) < 0)
		return -1;
	if (project_design_fits(r, b, &was.owner, p) < 0)
		return within(r, t.within);
	warn_of_expected(r, was.expected, p->expected);
	if (warn_of_place(r, was.boundary, b) < 0)
		return -1;
	warnings_within(r->warnings, told, t.within);
	p->text = r->d->hash;
	return rule_put(r, record) < 0 ? -1
				       : project_put_text(r, &p->project, t.schema,
						 yaml_member(r->d->root, "design"));
}

/* --- accounting reports --- */

/* Nothing that raises a claim or widens the period. */
static int claims_not_more(
	struct rule *r, const struct record_report *was, const struct body_accounting_report *b)
{
	char path[ERROR_PATH_MAX], year[24], claim[TONNES_TEXT_SIZE], before[TONNES_TEXT_SIZE];
	const struct period period = {was->first, was->last};
	char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
	struct record_reduction *rows;
	size_t n, at = 0;

	if (!period_within(&b->period, &period))
		return rule_refuse(r, REVISION_WIDER, clause, "/report/period", "first",
			day_text(was->first, first), "last", day_text(was->last, last));
	rows = project_rows(r, &was->text, &n);
	if (!rows)
		return -1;
	for (size_t i = 0; i < b->rows_n; i++) {
		while (at < n && rows[at].year < b->rows[i].year)
			at++;
		if (at == n || rows[at].year != b->rows[i].year ||
			tonnes_compare(b->rows[i].claim, rows[at].claimed) <= 0)
			continue; /* a year beside the period is refused by the kind's own rule */
		snprintf(year, sizeof(year), "%d", (int)b->rows[i].year);
		return rule_refuse(r, REVISION_MORE, clause,
			rule_path(path, "/report/rows/%zu/claim", i), "year", year, "claim",
			tonnes_text(b->rows[i].claim, claim), "before",
			tonnes_text(rows[at].claimed, before));
	}
	return 0;
}

static int revise_report(struct rule *r, struct record *record, const struct record_project *p)
{
	struct texts t = {.schema = schema_of(KIND_ACCOUNTING_REPORT), .within = "/report"};
	const struct body_accounting_report *b = &r->d->revision->report;
	struct record_report *report = &record->report;
	const size_t told = r->warnings->count;

	if (texts_fit(r, &t, &report->text, &report->vvb, &p->methodology) < 0 ||
		claims_not_more(r, report, b) < 0)
		return -1;
	if (project_report_fits(r, b, p, report) < 0)
		return within(r, t.within);
	warnings_within(r->warnings, told, t.within);
	report->text = r->d->hash;
	return rule_put(r, record) < 0 ? -1
				       : project_put_text(r, &report->report, t.schema,
						 yaml_member(r->d->root, "report"));
}

/* --- the document --- */

/* The application of which `revises` is the latest text. */
static int load_revised(struct rule *r, struct record *out)
{
	const struct digest *revises = &r->d->revision->revises;
	char hex[DIGEST_HEX_SIZE];
	struct subject s;

	if (project_load_text(r, revises, "/revises", out) < 0)
		return -1;
	s = project_subject(out);
	if (!digest_equal(s.text, revises))
		return rule_refuse(
			r, REVISION_OF_OLD, clause, "/revises", "latest", digest_hex(s.text, hex));
	return 0;
}

/* On notice, which has ended; the VVB has not reported. */
static int may_be_revised(struct rule *r, struct record *record)
{
	const struct subject s = project_subject(record);
	bool on_notice = record->kind == RECORD_PROJECT ? record->project.status == PROJECT_NOTICE
							: record->report.status == REPORT_NOTICE;

	if (!on_notice)
		return rule_refuse(r, REVISION_STATE, clause, "/revises", "status", s.status);
	return rule_notice_ended(r, s.hash);
}

int rule_revision(struct rule *r)
{
	const struct body_revision *b = r->d->revision;
	bool design = b->design.methodology.text[0], report = b->report.project.text[0];
	struct record record, project = record_new(RECORD_PROJECT);

	if (load_revised(r, &record) < 0)
		return -1;
	project.project.project = *project_subject(&record).project;
	if (rule_get(r, &project) < 0 || project_owner_signs(r, &project.project) < 0 ||
		may_be_revised(r, &record) < 0)
		return -1;
	if (design == report || design != (record.kind == RECORD_PROJECT))
		return rule_refuse(r, REVISION_TEXT, clause, "", "member",
			record.kind == RECORD_PROJECT ? "design" : "report");
	return design ? revise_design(r, &record) : revise_report(r, &record, &project.project);
}
