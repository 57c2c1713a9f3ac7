#include "rules/projects/project.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "document/members.h"
#include "domain/boundary.h"
#include "rules/parameter_table.h"

int project_signer(struct rule *r, enum role as, const struct party_id **out)
{
	enum role roles[] = {as, ROLE_NONE};

	if (rule_signers_are(r, roles) < 0)
		return -1;
	*out = rule_signer(r, as);
	return 0;
}

char *project_folder(const struct digest *design, char out[FOLDER_MAX])
{
	char hex[DIGEST_HEX_SIZE];

	digest_hex(design, hex);
	snprintf(out, FOLDER_MAX, "%.2s/%.32s", hex, hex);
	return out;
}

void project_place(struct rule *r, const struct digest *design)
{
	char folder[FOLDER_MAX];

	project_folder(design, folder);
	snprintf(r->placement.folder, sizeof(r->placement.folder), "projects/%.35s", folder);
	r->project = *design;
}

static const char hold_clause[] = "docs/rulebook.md withdrawal";

int project_goes_on(struct rule *r, const struct digest *withdrawal, const char *path)
{
	char hex[DIGEST_HEX_SIZE];

	if (digest_is_zero(withdrawal))
		return 0;
	return rule_refuse(r, APPLICATION_ON_HOLD, hold_clause, path, "withdrawal",
		digest_hex(withdrawal, hex));
}

struct subject project_subject(struct record *record)
{
	if (record->kind == RECORD_PROJECT) {
		struct record_project *p = &record->project;

		return (struct subject){word_text(WORDS_PROJECT_STATUS, p->status),
			p->status < PROJECT_REGISTERED, &p->withdrawal, &p->text, &p->withdrawn_at,
			&p->project, &p->project};
	}
	struct record_report *p = &record->report;

	return (struct subject){word_text(WORDS_REPORT_STATUS, p->status),
		p->status < REPORT_REGISTERED, &p->withdrawal, &p->text, &p->withdrawn_at,
		&p->report, &p->project};
}

int project_load_subject(struct rule *r, const struct digest *subject, enum subject_state state,
	enum error_code unknown, const char *path, struct record *out)
{
	char hex[DIGEST_HEX_SIZE];
	struct subject found;
	int n;

	*out = record_new(RECORD_PROJECT);
	out->project.project = *subject;
	n = rule_get(r, out);
	if (n == 0) {
		*out = record_new(RECORD_REPORT);
		out->report.report = *subject;
		n = rule_get(r, out);
	}
	if (n < 0)
		return -1;
	if (n == 0)
		return error_set(r->err, unknown, "Order 31 art. 12, 19", path, "subject",
			digest_hex(subject, hex), NULL);
	found = project_subject(out);
	project_place(r, found.project);
	return state == SUBJECT_ON_HOLD ? 0 : project_goes_on(r, found.withdrawal, path);
}

void project_end(const struct rule *r, struct record *record)
{
	if (record->kind == RECORD_PROJECT) {
		record->project.status = PROJECT_ENDED;
		record->project.decided_at = r->at;
		record->project.ended_by = r->d->hash;
		return;
	}
	record->report.status = REPORT_ENDED;
	record->report.decided_at = r->at;
	record->report.ended_by = r->d->hash;
}

int project_put_text(struct rule *r, const struct digest *of, const struct schema *schema,
	const struct yaml_node *body)
{
	struct record text = record_new(RECORD_TEXT);

	text.text.text = r->d->hash;
	text.text.of = *of;
	text.text.members = members_write(r->mem, schema, body, r->err);
	return text.text.members ? rule_put(r, &text) : -1;
}

int project_load_text(
	struct rule *r, const struct digest *text, const char *path, struct record *out)
{
	struct record found = record_new(RECORD_TEXT);
	char hex[DIGEST_HEX_SIZE];
	int n;

	found.text.text = *text;
	n = rule_get(r, &found);
	if (n < 0)
		return -1;
	if (n == 0)
		return rule_refuse(r, APPLICATION_UNKNOWN, "docs/rulebook.md revision", path,
			"subject", digest_hex(text, hex));
	return project_load_subject(
		r, &found.text.of, SUBJECT_GOES_ON, ERROR_APPLICATION_UNKNOWN, path, out);
}

int project_put_beside(
	struct rule *r, const struct digest *of, const struct digest *document, enum kind kind)
{
	struct record beside = record_new(RECORD_BESIDE);

	beside.beside.of = *of;
	beside.beside.sequence = r->sequence;
	beside.beside.document = *document;
	rule_text(beside.beside.kind, sizeof(beside.beside.kind), kind_name(kind));
	return rule_put(r, &beside);
}

int project_text_named(struct rule *r, const struct digest *text, const struct digest *of,
	const struct digest *named)
{
	static const char clause[] = "docs/rulebook.md revision";
	char hex[DIGEST_HEX_SIZE];

	if (digest_equal(text, of) ? digest_is_zero(named) : digest_equal(text, named))
		return 0;
	if (digest_equal(text, of))
		return rule_refuse(r, REPORT_TEXT_NOT_REVISED, clause, "/revision");
	return rule_refuse(
		r, REPORT_TEXT_OTHER, clause, "/revision", "revision", digest_hex(text, hex));
}

int project_load(struct rule *r, const struct digest *design, const char *path, struct record *out)
{
	struct record found = record_new(RECORD_PROJECT);
	char hex[DIGEST_HEX_SIZE];
	int n;

	found.project.project = *design;
	n = rule_get(r, &found);
	if (n < 0)
		return -1;
	if (n == 0)
		return rule_refuse(r, PROJECT_UNKNOWN, "Order 31 art. 10", path, "project",
			digest_hex(design, hex));
	project_place(r, design);
	*out = found;
	return project_goes_on(r, &found.project.withdrawal, path);
}

int project_load_code(
	struct rule *r, const struct project_code *code, const char *path, struct record *out)
{
	int n = view_project(r->view, r->mem, code, out, r->err);

	if (n < 0)
		return -1;
	if (n == 0)
		return rule_refuse(
			r, PROJECT_UNKNOWN, "Order 31 art. 17", path, "project", code->text);
	project_place(r, &out->project.project);
	return 0;
}

int project_load_report(
	struct rule *r, const struct digest *report, const char *path, struct record *out)
{
	struct record found = record_new(RECORD_REPORT);
	char hex[DIGEST_HEX_SIZE];
	int n;

	found.report.report = *report;
	n = rule_get(r, &found);
	if (n < 0)
		return -1;
	if (n == 0)
		return rule_refuse(r, ACCOUNTING_REPORT_UNKNOWN, "Order 31 art. 17", path, "report",
			digest_hex(report, hex));
	project_place(r, &found.report.project);
	*out = found;
	return project_goes_on(r, &found.report.withdrawal, path);
}

int project_load_request(
	struct rule *r, const struct digest *request, const char *path, struct record *out)
{
	struct record found = record_new(RECORD_REQUEST);
	char hex[DIGEST_HEX_SIZE];
	int n;

	found.request.request = *request;
	n = rule_get(r, &found);
	if (n < 0)
		return -1;
	if (n == 0)
		return rule_refuse(r, REQUEST_UNKNOWN, "Order 31 art. 15, 22", path, "request",
			digest_hex(request, hex));
	project_place(r, &found.request.project);
	*out = found;
	return 0;
}

struct rows {
	void *mem;
	size_t n;
	struct record_reduction *row;
};

static int add_row(void *ctx, const struct record *record, struct error *err)
{
	struct rows *rows = ctx;
	struct record_reduction *row;

	rows->row = talloc_realloc(
		rows->mem, rows->row, struct record_reduction, (unsigned)rows->n + 1);
	if (!rows->row)
		return error_no_memory(err);
	row = &rows->row[rows->n++];
	*row = record->reduction;
	row->values = talloc_strdup(rows->mem, row->values ? row->values : "");
	return row->values ? 0 : error_no_memory(err);
}

struct record_reduction *project_rows(struct rule *r, const struct digest *text, size_t *n)
{
	struct rows rows = {r->mem, 0, talloc_array(r->mem, struct record_reduction, 1)};
	struct record from = record_new(RECORD_REDUCTION);

	from.reduction.text = *text;
	if (rule_each(r, 1, &from, add_row, &rows) < 0)
		return NULL;
	*n = rows.n;
	return rows.row;
}

int project_in_force(struct rule *r, const struct record_project *p, const char *path)
{
	if (p->status != PROJECT_REGISTERED)
		return rule_refuse(r, ACCOUNTING_PROJECT_STATE, "Order 31 art. 16, 17", path,
			"status", word_text(WORDS_PROJECT_STATUS, p->status));
	return 0;
}

int project_owner_may_apply(struct rule *r, const struct party_id *owner, const char *path)
{
	static const char clause[] = "Order 31 art. 43";
	struct record party;
	enum role role;
	char day[DAY_TEXT_SIZE], debt[TONNES_TEXT_SIZE];
	int n = rule_party_record(r, owner, &party);

	if (n < 0)
		return -1;
	if (n == 0 || party.party.type != PARTY_ORGANISATION)
		return rule_refuse(
			r, OWNER_NOT_ORGANISATION, "Order 31 art. 4", path, "party", owner->text);
	n = rule_runs_market(r, owner, &role);
	if (n < 0)
		return -1;
	if (n > 0)
		return rule_refuse(r, OWNER_RUNS_MARKET, "Order 31 art. 37", path, "party",
			owner->text, "role", word_text(WORDS_ROLE, (int)role));
	if (party.party.barred)
		return rule_refuse(r, OWNER_BARRED_FOR_GOOD, clause, path, "party", owner->text);
	if (!day_is_none(party.party.barred_until) && r->today.n <= party.party.barred_until.n)
		return rule_refuse(r, OWNER_BARRED, clause, path, "party", owner->text, "until",
			day_text(party.party.barred_until, day));
	if (tonnes_compare(party.party.debt, tonnes_of(0)) > 0)
		return rule_refuse(r, OWNER_IN_DEBT, clause, path, "party", owner->text, "debt",
			tonnes_text(party.party.debt, debt));
	return 0;
}

int project_is_owners(struct rule *r, const struct record_project *p)
{
	const struct party_id *owner;

	if (project_signer(r, ROLE_OWNER, &owner) < 0)
		return -1;
	if (!party_id_equal(owner, &p->owner))
		return rule_refuse(r, OWNER_OTHER, "Order 31 art. 14, 21", "/signers/0/party",
			"party", owner->text, "owner", p->owner.text);
	return 0;
}

int project_owner_signs(struct rule *r, const struct record_project *p)
{
	if (project_is_owners(r, p) < 0)
		return -1;
	return project_owner_may_apply(r, &p->owner, "/signers/0/party");
}

int project_vvb_able(
	struct rule *r, const struct party_id *vvb, const struct methodology_code *methodology)
{
	char field[RECORD_VALUES_SIZE];
	int n = rule_field_of(r, methodology_code_sector(methodology), r->today, field);

	return n <= 0 ? n : rule_accredited(r, vvb, field);
}

static int accredited(struct rule *r, const struct party_id *vvb,
	const struct methodology_code *methodology, const char *path)
{
	char field[RECORD_VALUES_SIZE], sector[24];
	int n = rule_field_of(r, methodology_code_sector(methodology), r->today, field);

	if (n < 0)
		return -1;
	if (n == 0) {
		snprintf(sector, sizeof(sector), "%02d", methodology_code_sector(methodology));
		return rule_refuse(r, VVB_SECTOR, "Order 31 art. 30", path, "sector", sector,
			"methodology", methodology->text, "parameter", PARAMETER_FIELDS);
	}
	n = rule_accredited(r, vvb, field);
	if (n < 0)
		return -1;
	if (n == 0)
		return rule_refuse(r, VVB_NOT_ACCREDITED, "Order 31 art. 11, 30", path, "vvb",
			vvb->text, "field", field, "methodology", methodology->text);
	return 0;
}

int project_vvb_fits(struct rule *r, const struct party_id *vvb, const struct party_id *owner,
	const struct methodology_code *methodology, const char *path)
{
	if (party_id_equal(vvb, owner))
		return rule_refuse(r, VVB_IS_OWNER, "Order 31 art. 37", path, "vvb", vvb->text);
	return accredited(r, vvb, methodology, path);
}

int project_vvb_signs(
	struct rule *r, const struct party_id *named, const struct methodology_code *methodology)
{
	const struct party_id *vvb;

	if (project_signer(r, ROLE_VVB, &vvb) < 0)
		return -1;
	if (!party_id_equal(vvb, named))
		return rule_refuse(r, VVB_OTHER, "Order 31 art. 12, 19", "/signers/0/party", "vvb",
			vvb->text, "named", named->text);
	return accredited(r, vvb, methodology, "/signers/0/party");
}

int project_undertakings(struct rule *r, const struct body_undertakings *u, const char *clause)
{
	const struct {
		bool given;
		const char *name;
	} undertaking[] = {{u->uniqueness, "uniqueness"}, {u->truth, "truth"},
		{u->completeness, "completeness"}, {u->validity, "validity"}};
	char path[ERROR_PATH_MAX];

	for (size_t i = 0; i < COUNT_OF(undertaking); i++)
		if (!undertaking[i].given)
			return rule_refuse(r, UNDERTAKING_NOT_GIVEN, clause,
				rule_path(path, "/undertakings/%s", undertaking[i].name),
				"undertaking", undertaking[i].name);
	return 0;
}

int project_report_is_good(struct rule *r, const struct digest *report, const char *path)
{
	struct record disowned = record_new(RECORD_DISOWNED);
	char hex[DIGEST_HEX_SIZE];
	int n;

	disowned.disowned.report = *report;
	n = rule_get(r, &disowned);
	if (n > 0)
		return rule_refuse(r, VVB_REPORT_DISOWNED, "Order 31 art. 44", path, "report",
			digest_hex(report, hex));
	return n;
}

static const char overlap_clause[] = "Order 31 art. 10";

static int plant_is_free(struct rule *r, const char *code, const char *path)
{
	struct record plant = record_new(RECORD_PLANT);
	char hex[DIGEST_HEX_SIZE];
	int n;

	if (!code[0])
		return 0;
	snprintf(plant.plant.plant, sizeof(plant.plant.plant), "%s", code);
	n = rule_get(r, &plant);
	if (n > 0)
		return rule_refuse(r, PROJECT_OVERLAP_PLANT, overlap_clause,
			path ? path : "/grid_registration", "plant", code, "project",
			digest_hex(&plant.plant.project, hex));
	return n;
}

/* A corner of a registered project, as the state holds it. */
static struct record corner_record(const struct corner *at)
{
	struct record corner = record_new(RECORD_CORNER);

	corner.corner.latitude_nano = at->latitude_nano;
	corner.corner.longitude_nano = at->longitude_nano;
	return corner;
}

int project_no_overlap(struct rule *r, const char *plant, const char *boundary, const char *path)
{
	struct boundary_reader b = boundary_read(boundary);
	char hex[DIGEST_HEX_SIZE], at[ERROR_PATH_MAX], part[24], number[24];
	struct corner next;
	int more;

	if (plant_is_free(r, plant, path) < 0)
		return -1;
	while ((more = boundary_next(&b, &next, r->err)) > 0) {
		struct record corner = corner_record(&next);
		int n = rule_get(r, &corner);

		if (n < 0)
			return -1;
		if (n == 0)
			continue;
		snprintf(part, sizeof(part), "%zu", b.part + 1);
		snprintf(number, sizeof(number), "%zu", b.corner + 1);
		rule_path(at, "/boundary/%zu/corners/%zu", b.part, b.corner);
		return rule_refuse(r, PROJECT_OVERLAP_CORNER, overlap_clause, path ? path : at,
			"part", part, "corner", number, "project",
			digest_hex(&corner.corner.project, hex));
	}
	return more;
}

int project_claim_place(struct rule *r, const struct record_project *p)
{
	struct boundary_reader b = boundary_read(p->boundary);
	struct record plant = record_new(RECORD_PLANT);
	struct corner next;
	int more;

	plant.plant.project = p->project;
	snprintf(plant.plant.plant, sizeof(plant.plant.plant), "%s", p->plant);
	if (p->plant[0] && rule_put(r, &plant) < 0)
		return -1;
	while ((more = boundary_next(&b, &next, r->err)) > 0) {
		struct record corner = corner_record(&next);

		corner.corner.project = p->project;
		if (rule_put(r, &corner) < 0)
			return -1;
	}
	return more;
}

int project_formal_check(struct rule *r, const struct project_formal_check *c)
{
	char path[ERROR_PATH_MAX];
	size_t faults = 0;

	if (rule_findings_complete(r, WORDS_CHECK_ITEM, CHECK_ITEM_END, c->checks_n, c->checks,
		    "/checks", c->clause) < 0)
		return -1;
	for (size_t i = 0; i < c->checks_n; i++) {
		if (c->checks[i].finding == FINDING_CONFORMS)
			continue;
		faults++;
		if (c->decision == DECISION_REGISTERED)
			return rule_refuse(r, DECISION_CHECK_FAILS, c->clause,
				rule_path(path, "/checks/%zu/finding", i), "item",
				word_text(WORDS_CHECK_ITEM, c->checks[i].item));
	}
	if (c->decision == DECISION_REGISTERED)
		return 0;
	if (faults == 0)
		return rule_refuse(r, DECISION_WITHOUT_FAULT, c->clause, "/checks");
	if (!c->reasons || !c->reasons[0])
		return rule_refuse(r, DECISION_WITHOUT_REASONS, c->clause, "/reasons");
	return 0;
}
