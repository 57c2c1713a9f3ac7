#include <string.h>

#include <talloc.h>

#include "rules/projects/project.h"

/*
 * deregistration (Order 31 art. 16, 43): how the registration of a project ends. Its owner asks
 * for it; or the operator finds that owner or project is no more; or a province or mee revokes it
 * for falsification, and accepts no application of the owner's for three years. It is final.
 * Reports that are not decided end, what is registered is not issued, units issued stay what they
 * are, and nobody else gets the place or the code.
 */

static const char clause_16[] = "Order 31 art. 16";
static const char clause_43[] = "Order 31 art. 43";

enum { REVOCATION_YEARS = 3 };

/* Who may name which ground. */
static const struct {
	enum role signer;
	enum deregistration_ground ground;
} grounds[] = {
	{ROLE_OWNER, DEREGISTRATION_OWNER_REQUEST},
	{ROLE_OPERATOR, DEREGISTRATION_OWNER_GONE},
	{ROLE_OPERATOR, DEREGISTRATION_PROJECT_GONE},
	{ROLE_PROVINCE, DEREGISTRATION_FALSIFICATION},
	{ROLE_MEE, DEREGISTRATION_FALSIFICATION},
};

static bool revokes(enum role role)
{
	return role == ROLE_PROVINCE || role == ROLE_MEE;
}

/* The role in which one of those signs that may; the owner's where nobody does. */
static enum role signing_role(const struct rule *r)
{
	for (size_t i = 0; i < COUNT_OF(grounds); i++)
		if (rule_signer(r, grounds[i].signer))
			return grounds[i].signer;
	return ROLE_OWNER;
}

static int ground_fits(struct rule *r, enum role role)
{
	const enum deregistration_ground ground = r->d->deregistration->ground;
	struct buffer *allowed = buffer_new(r->mem, LIMIT_SCALAR);

	if (!allowed)
		return error_no_memory(r->err);
	for (size_t i = 0; i < COUNT_OF(grounds); i++) {
		if (grounds[i].signer != role)
			continue;
		if (grounds[i].ground == ground)
			return 0;
		buffer_add_format(allowed, "%s%s", allowed->size ? ", " : "",
			word_text(WORDS_DEREGISTRATION_GROUND, (int)grounds[i].ground));
	}
	if (buffer_ok(allowed, r->err) < 0)
		return -1;
	return rule_refuse(r, DEREGISTRATION_GROUND, clause_16, "/ground", "role",
		word_text(WORDS_ROLE, (int)role), "ground",
		word_text(WORDS_DEREGISTRATION_GROUND, (int)ground), "allowed", allowed->bytes);
}

/* A revocation, and nothing else, has an order. */
static int order_fits(struct rule *r, enum role role)
{
	const struct body_order *order = &r->d->deregistration->order;

	if (!revokes(role) && order->number)
		return rule_refuse(r, DEREGISTRATION_ORDER_GIVEN, clause_43, "/order");
	if (!revokes(role))
		return 0;
	if (!order->number)
		return rule_refuse(r, DEREGISTRATION_ORDER_MISSING, clause_43, "/order");
	return rule_order_given(r, order->on, clause_43);
}

/* A provincial department revokes in its own province only. */
static int province_fits(
	struct rule *r, const struct party_id *signer, const struct record_project *p)
{
	struct record party;

	if (rule_party_record(r, signer, &party) < 0)
		return -1;
	if (strcmp(party.party.province, p->province) == 0)
		return 0;
	return rule_refuse(r, DEREGISTRATION_PROVINCE, clause_43, "/signers/0/party", "province",
		p->province, "party", signer->text, "own",
		party.party.province[0] ? party.party.province : "-");
}

static int signer_fits(struct rule *r, enum role role, const struct record_project *p)
{
	const struct party_id *signer;

	if (role == ROLE_OWNER)
		return project_is_owners(r, p);
	if (project_signer(r, role, &signer) < 0)
		return -1;
	return role == ROLE_PROVINCE ? province_fits(r, signer, p) : 0;
}

/* --- what follows --- */

struct reports {
	struct rule *r;
	struct record *item;
	size_t n;
};

static int gather_report(void *ctx, const struct record *record, struct error *err)
{
	struct reports *g = ctx;
	struct record report = record_new(RECORD_REPORT);

	report.report.report = record->project_report.report;
	if (rule_get(g->r, &report) < 0)
		return -1;
	g->item = talloc_realloc(g->r->mem, g->item, struct record, (unsigned)g->n + 1);
	if (!g->item)
		return error_no_memory(err);
	g->item[g->n++] = report;
	return 0;
}

/* What is open ends; what waits for its units is registered, as it was, and waits no longer. */
static int end_report(struct rule *r, struct record *report)
{
	if (project_subject(report).open) {
		report->report.withdrawal = (struct digest){{0}};
		report->report.withdrawn_at = INSTANT_NONE;
		project_end(r, report);
		return rule_put(r, report);
	}
	if (report->report.status != REPORT_ISSUANCE_REQUESTED)
		return 0;
	report->report.status = REPORT_REGISTERED;
	report->report.issuance_request = (struct digest){{0}};
	report->report.account = (struct account_id){""};
	return rule_put(r, report);
}

static int end_reports(struct rule *r, const struct record_project *p)
{
	struct reports all = {.r = r};
	struct record from = record_new(RECORD_PROJECT_REPORT);

	from.project_report.project = p->project;
	from.project_report.sequence = 0;
	if (rule_each(r, 1, &from, gather_report, &all) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++)
		if (end_report(r, &all.item[i]) < 0)
			return -1;
	return 0;
}

/* A longer bar stays. */
static int bar_owner(struct rule *r, const struct party_id *owner)
{
	const struct day until = day_years_after(r->today, REVOCATION_YEARS);
	struct record party;

	if (rule_party_record(r, owner, &party) < 0)
		return -1;
	if (!day_is_none(party.party.barred_until) && party.party.barred_until.n >= until.n)
		return 0;
	party.party.barred_until = until;
	return rule_put(r, &party);
}

int rule_deregistration(struct rule *r)
{
	const enum role role = signing_role(r);
	struct record record;
	struct record_project *p = &record.project;

	if (project_load_code(r, &r->d->deregistration->project, "/project", &record) < 0 ||
		signer_fits(r, role, p) < 0 || ground_fits(r, role) < 0 || order_fits(r, role) < 0)
		return -1;
	if (p->status != PROJECT_REGISTERED)
		return rule_refuse(r, DEREGISTRATION_STATE, clause_16, "/project", "status",
			word_text(WORDS_PROJECT_STATUS, p->status));
	p->status = PROJECT_DEREGISTERED;
	p->ended_by = r->d->hash;
	if (end_reports(r, p) < 0 || (revokes(role) && bar_owner(r, &p->owner) < 0))
		return -1;
	return rule_put(r, &record);
}
