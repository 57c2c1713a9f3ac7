#include <stdio.h>

#include "rules/projects/project.h"

/*
 * registration-request and registration-decision (Order 31 art. 14, 15): the owner
 * asks, the registry checks completeness and conformity item by item and
 * registers the project with a code, or refuses with reasons.
 */

int rule_registration_request(struct rule *r)
{
	static const char clause[] = "Order 31 art. 14";
	const struct body_registration_request *b = r->d->registration_request;
	struct record record, request = record_new(RECORD_REQUEST);
	struct record_project *p = &record.project;
	char hex[DIGEST_HEX_SIZE];

	if (project_load(r, &b->design, "/design", &record) < 0 || project_owner_signs(r, p) < 0)
		return -1;
	if (p->status != PROJECT_VALIDATED)
		return rule_refuse(r, REGISTRATION_STATE, clause, "/design", "status",
			word_text(WORDS_PROJECT_STATUS, p->status));
	if (!digest_equal(&p->validation, &b->report))
		return rule_refuse(r, REGISTRATION_REPORT_OTHER, clause, "/report", "report",
			digest_hex(&p->validation, hex));
	if (project_report_is_good(r, &b->report, "/report") < 0 ||
		project_undertakings(r, &b->undertakings, clause) < 0)
		return -1;
	p->status = PROJECT_REQUESTED;
	p->request = r->d->hash;
	p->requested_at = r->at;
	request.request.request = r->d->hash;
	request.request.project = p->project;
	return rule_put(r, &request) < 0 ? -1 : rule_put(r, &record);
}

static const char clause_15[] = "Order 31 art. 15";

static int code_fits(
	struct rule *r, const struct project_code *code, const struct methodology_code *methodology)
{
	struct record taken = record_new(RECORD_PROJECT_CODE);
	char form[16];
	int n;

	snprintf(form, sizeof(form), "%c%d10000",
		(char)('A' + methodology_code_sector(methodology) - 1),
		methodology_code_number(methodology) % 10);
	if (!code->text[0])
		return rule_refuse(r, DECISION_CODE_MISSING, clause_15, "/code", "form", form);
	if (!project_code_fits(code, methodology))
		return rule_refuse(r, DECISION_CODE_FORM, clause_15, "/code", "code", code->text,
			"methodology", methodology->text, "form", form);
	taken.project_code.code = *code;
	n = rule_get(r, &taken);
	if (n > 0)
		return rule_refuse(r, DECISION_CODE_TAKEN, clause_15, "/code", "code", code->text);
	return n;
}

static int register_project(struct rule *r, struct record *record)
{
	const struct project_code *code = &r->d->registration_decision->code;
	struct record_project *p = &record->project;
	struct record by_code = record_new(RECORD_PROJECT_CODE);

	if (code_fits(r, code, &p->methodology) < 0 ||
		project_report_is_good(r, &p->validation, "/request") < 0 ||
		project_no_overlap(r, p->plant, p->boundary, "/request") < 0)
		return -1;
	p->status = PROJECT_REGISTERED;
	p->code = *code;
	by_code.project_code.code = *code;
	by_code.project_code.project = p->project;
	snprintf(r->placement.pointer, sizeof(r->placement.pointer), "projects/by-code/%.4s/%s",
		code->text, code->text);
	project_folder(&p->project, r->placement.target);
	return rule_put(r, &by_code) < 0 ? -1 : project_claim_place(r, p);
}

int rule_registration_decision(struct rule *r)
{
	const struct body_registration_decision *b = r->d->registration_decision;
	const struct project_formal_check check = {
		b->decision, b->checks_n, b->checks, b->reasons, clause_15};
	struct record request, record;
	struct record_project *p = &record.project;
	const struct party_id *operator;

	if (project_signer(r, ROLE_OPERATOR, &operator) < 0 ||
		project_load_request(r, &b->request, "/request", &request) < 0 ||
		project_load(r, &request.request.project, "/request", &record) < 0)
		return -1;
	if (p->status != PROJECT_REQUESTED || !digest_equal(&p->request, &b->request))
		return rule_refuse(r, REQUEST_NOT_OPEN, clause_15, "/request", "status",
			word_text(WORDS_PROJECT_STATUS, p->status));
	if (project_formal_check(r, &check) < 0)
		return -1;
	p->decided_at = r->at;
	if (b->decision == DECISION_REGISTERED) {
		if (register_project(r, &record) < 0)
			return -1;
	} else {
		if (b->code.text[0])
			return rule_refuse(r, DECISION_CODE_GIVEN, clause_15, "/code");
		project_end(r, &record);
	}
	return rule_put(r, &record);
}
