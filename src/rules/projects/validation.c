#include "rules/projects/project.h"

/*
 * validation-report (Order 31 art. 13): the named VVB's findings on a design, once its notice has
 * ended. A negative one ends the project. Until registration is requested the body may replace it.
 */

static const char clause[] = "Order 31 art. 13";

int rule_validation_report(struct rule *r)
{
	const struct body_validation_report *b = r->d->validation;
	const struct vvb_conclusion conclusion = {b->conclusion, WORDS_VALIDATION_ITEM,
		VALIDATION_ITEM_END, b->findings_n, b->findings, &b->team, clause};
	struct record record;
	struct record_project *p = &record.project;
	struct vvb_standing standing;
	int replaces;

	if (project_load(r, &b->design, "/design", &record) < 0 ||
		project_vvb_signs(r, &p->vvb, &p->methodology) < 0)
		return -1;
	standing = (struct vvb_standing){p->status == PROJECT_VALIDATED,
		word_text(WORDS_PROJECT_STATUS, p->status), &p->validation};
	replaces = project_vvb_replaces(r, &standing, &p->project, &b->replaces);
	if (replaces < 0)
		return -1;
	if (!replaces && p->status != PROJECT_DESIGNED && p->status != PROJECT_NOTICE)
		return rule_refuse(
			r, VALIDATION_STATE, clause, "/design", "status", standing.status);
	if (project_text_named(r, &p->text, &p->project, &b->revision) < 0 ||
		rule_notice_answered(r, &b->design, b->comments_n, b->comments) < 0 ||
		project_vvb_conclusion(r, &conclusion) < 0)
		return -1;
	p->validation = r->d->hash;
	p->status = PROJECT_VALIDATED;
	if (b->conclusion == CONCLUSION_NEGATIVE)
		project_end(r, &record);
	return rule_put(r, &record);
}
