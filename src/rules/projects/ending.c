#include "rules/projects/project.h"

/*
 * withdrawal, withdrawal-decision, termination (docs/rulebook.md): how a design or an accounting
 * report ends that no report of a VVB and no decision on registration has ended. Its owner takes
 * it back and the operator confirms that or not; or the operator ends it on a ground. A period
 * that an ended report held is free again.
 */

static const char withdrawal_clause[] = "docs/rulebook.md withdrawal";

/* Neither registered nor ended. */
static int is_open(struct rule *r, const struct subject *s, const char *clause)
{
	if (s->open)
		return 0;
	return rule_refuse(r, APPLICATION_DECIDED, clause, "/of", "status", s->status);
}

int rule_withdrawal(struct rule *r)
{
	const struct body_withdrawal *b = r->d->withdrawal;
	struct record record, project = record_new(RECORD_PROJECT),
			      request = record_new(RECORD_REQUEST);
	struct subject s;

	if (project_load_subject(
		    r, &b->of, SUBJECT_GOES_ON, ERROR_APPLICATION_UNKNOWN, "/of", &record) < 0)
		return -1;
	s = project_subject(&record);
	project.project.project = *s.project;
	if (rule_get(r, &project) < 0 || project_is_owners(r, &project.project) < 0 ||
		is_open(r, &s, withdrawal_clause) < 0)
		return -1;
	*s.withdrawal = r->d->hash;
	*s.withdrawn_at = r->at;
	request.request.request = r->d->hash;
	request.request.project = *s.project;
	if (record.kind == RECORD_REPORT)
		request.request.report = *s.hash;
	return rule_put(r, &request) < 0 ? -1 : rule_put(r, &record);
}

int rule_withdrawal_decision(struct rule *r)
{
	static const char clause[] = "docs/rulebook.md withdrawal-decision";
	const struct body_withdrawal_decision *b = r->d->withdrawal_decision;
	const struct party_id *operator;
	struct record request, record;
	const struct digest *of;
	struct subject s;

	if (project_signer(r, ROLE_OPERATOR, &operator) < 0 ||
		project_load_request(r, &b->withdrawal, "/withdrawal", &request) < 0)
		return -1;
	of = digest_is_zero(&request.request.report) ? &request.request.project
						     : &request.request.report;
	if (project_load_subject(
		    r, of, SUBJECT_ON_HOLD, ERROR_APPLICATION_UNKNOWN, "/withdrawal", &record) < 0)
		return -1;
	s = project_subject(&record);
	if (!digest_equal(s.withdrawal, &b->withdrawal))
		return rule_refuse(r, REQUEST_NOT_OPEN, clause, "/withdrawal", "status", s.status);
	if (b->outcome == WITHDRAWAL_CONFIRMED) {
		project_end(r, &record);
	} else if (!b->reasons) {
		return rule_refuse(r, DECISION_WITHOUT_REASONS, clause, "/reasons");
	}
	*s.withdrawal = (struct digest){{0}};
	*s.withdrawn_at = INSTANT_NONE;
	return rule_put(r, &record);
}

int rule_termination(struct rule *r)
{
	static const char clause[] = "docs/rulebook.md termination";
	const struct body_termination *b = r->d->termination;
	const struct party_id *operator;
	struct record record;
	struct subject s;

	if (project_signer(r, ROLE_OPERATOR, &operator) < 0 ||
		project_load_subject(
			r, &b->of, SUBJECT_GOES_ON, ERROR_APPLICATION_UNKNOWN, "/of", &record) < 0)
		return -1;
	s = project_subject(&record);
	if (is_open(r, &s, clause) < 0)
		return -1;
	if (b->ground == TERMINATION_NOT_IN_RECORD && r->registry.clock == CLOCK_REAL)
		return rule_refuse(r, TERMINATION_GROUND, clause, "/ground", "ground",
			word_text(WORDS_TERMINATION_GROUND, b->ground));
	project_end(r, &record);
	return rule_put(r, &record);
}
