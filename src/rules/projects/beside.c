#include <inttypes.h>
#include <stdio.h>

#include "rules/projects/project.h"

/*
 * explanation and second-opinion (docs/rulebook.md): what an owner says about a warning or an
 * overlap of its application, and what a VVB that is not the named one finds. Both are shown with
 * the design or report for ever, and have no effect of their own. So are a VVB's own reports that
 * it has replaced.
 */

/* --- explanation --- */

static const char explanation_clause[] = "docs/rulebook.md explanation";

static int warning_exists(struct rule *r)
{
	const struct body_explanation *b = r->d->explanation;
	struct record warning = record_new(RECORD_WARNING);
	char position[24];
	int n;

	warning.warning.document = b->of;
	warning.warning.position = b->warning;
	n = rule_get(r, &warning);
	if (n < 0)
		return -1;
	snprintf(position, sizeof(position), "%" PRId64, b->warning);
	if (n == 0)
		return rule_refuse(r, EXPLANATION_WARNING, explanation_clause, "/warning",
			"position", position);
	return 0;
}

/* It explains one thing: a warning of the text, or a project that it overlaps. */
static int names_one(struct rule *r)
{
	const struct body_explanation *b = r->d->explanation;
	bool warning = b->warning != FIELD_ABSENT, overlap = b->overlaps.text[0] != '\0';
	struct record other;

	if (warning == overlap)
		return rule_refuse(r, EXPLANATION_ONE, explanation_clause, "");
	if (warning)
		return warning_exists(r);
	return project_load_code(r, &b->overlaps, "/overlaps", &other);
}

int rule_explanation(struct rule *r)
{
	struct record record, project = record_new(RECORD_PROJECT);
	struct subject s;

	/* The other project first: the document lies with its own. */
	if (names_one(r) < 0 || project_load_text(r, &r->d->explanation->of, "/of", &record) < 0)
		return -1;
	s = project_subject(&record);
	project.project.project = *s.project;
	if (rule_get(r, &project) < 0 || project_is_owners(r, &project.project) < 0)
		return -1;
	if (!s.open)
		return rule_refuse(
			r, EXPLANATION_STATE, explanation_clause, "/of", "status", s.status);
	return project_put_beside(r, s.hash, &r->d->hash, KIND_EXPLANATION);
}

/* --- second-opinion --- */

static const char opinion_clause[] = "docs/rulebook.md second-opinion";

/* Neither named, nor the owner; accredited for the methodology's field. */
static int is_another(struct rule *r, const struct party_id *vvb, const struct record_project *p,
	const struct record *subject)
{
	bool named = party_id_equal(vvb, &p->vvb) ||
		     (subject->kind == RECORD_REPORT && party_id_equal(vvb, &subject->report.vvb));

	if (named)
		return rule_refuse(r, SECOND_OPINION_NAMED, opinion_clause, "/signers/0/party",
			"vvb", vvb->text);
	return project_vvb_fits(r, vvb, &p->owner, &p->methodology, "/signers/0/party");
}

int rule_second_opinion(struct rule *r)
{
	const struct body_second_opinion *b = r->d->second_opinion;
	struct record record, project = record_new(RECORD_PROJECT);
	const struct party_id *vvb;
	enum notice_phase phase;
	struct subject s;

	if (project_signer(r, ROLE_VVB, &vvb) < 0 ||
		project_load_subject(
			r, &b->of, SUBJECT_GOES_ON, ERROR_APPLICATION_UNKNOWN, "/of", &record) < 0)
		return -1;
	s = project_subject(&record);
	project.project.project = *s.project;
	if (rule_get(r, &project) < 0 || is_another(r, vvb, &project.project, &record) < 0 ||
		rule_notice_phase(r, s.hash, false, &phase) < 0)
		return -1;
	if (phase != NOTICE_OPEN && phase != NOTICE_ENDED)
		return rule_refuse(r, SECOND_OPINION_EARLY, opinion_clause, "/of");
	return project_put_beside(r, s.hash, &r->d->hash, KIND_SECOND_OPINION);
}

/* --- reports that replace their own --- */

int project_vvb_replaces(struct rule *r, const struct vvb_standing *standing,
	const struct digest *subject, const struct digest *replaces)
{
	static const char clause[] = "docs/rulebook.md replaces";
	char hex[DIGEST_HEX_SIZE];

	if (digest_is_zero(replaces))
		return 0;
	if (!standing->stands)
		return rule_refuse(
			r, REPLACES_NOTHING, clause, "/replaces", "status", standing->status);
	if (!digest_equal(standing->report, replaces))
		return rule_refuse(r, REPLACES_OTHER, clause, "/replaces", "report",
			digest_hex(standing->report, hex));
	if (project_report_is_good(r, replaces, "/replaces") < 0 ||
		project_put_beside(r, subject, replaces, r->d->kind) < 0 ||
		project_put_beside(r, replaces, &r->d->hash, r->d->kind) < 0)
		return -1;
	return 1;
}
