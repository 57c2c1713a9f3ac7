/*
 * Projects, their reports, public notices and methodologies.
 */
#include "ccerd/handle/handle.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const project_fields[] = {"project", "code", "status", "methodology", "owner",
	"vvb", "name_zh", "name_en", "province", "grid", "construction_start", "crediting_first",
	"crediting_last", "designed_at", "requested_at", "decided_at", "validation", "request",
	"text", "withdrawal", "withdrawn_at", "ended_by", "expected", "under_allowance_management",
	NULL};
static const char *const report_fields[] = {"report", "batch", "status", "first", "last", "vvb",
	"claimed", "verified", "verification", "request", "issuance_request", "text", "withdrawal",
	"withdrawn_at", "ended_by", "submitted_at", "requested_at", "decided_at", NULL};
static const char *const reduction_fields[] = {
	"year", "claimed", "calculated", "verified", "registered", "issued", NULL};
static const char *const beside_fields[] = {"document", "kind", "sequence", NULL};
static const char *const methodology_fields[] = {"code", "document", "status", "additionality",
	"crediting_years_max", "from", "no_new_projects_from", "name_zh", "name_en", NULL};

struct listing {
	struct nodes nodes;
	struct exchange *x;
};

static void listing_auto(struct listing *l)
{
	nodes_auto(&l->nodes);
}

/* For pages of records keyed by one digest, which begin with the node that the cursor names. */
static bool is_cursor(const struct exchange *x, const struct digest *key)
{
	return x->command->after.given && digest_equal(key, &x->command->after.digest);
}

/* --- one project --- */

/* Takes the first record that is met. */
static int take_first(void *ctx, const struct record *r, struct error *err UNUSED)
{
	struct record *out = ctx;

	*out = *r;
	return 1;
}

static int no_project(struct exchange *x)
{
	const struct project_key *key = &x->command->project;
	char hex[DIGEST_HEX_SIZE];

	digest_hex(&key->digest, hex);
	if (key->half)
		hex[DIGEST_SIZE] = '\0';
	return error_set(x->err, ERROR_REQUEST_NO_PROJECT, NULL, "", "project",
		key->code.text[0] ? key->code.text : hex, NULL);
}

int project_find(struct exchange *x, struct record *out)
{
	const struct project_key *key = &x->command->project;
	struct record from = record_new(RECORD_PROJECT);
	int found;

	if (key->code.text[0]) {
		found = view_project(x->view, x->mem, &key->code, out, x->err);
		return found == 0 ? no_project(x) : found < 0 ? -1 : 0;
	}
	from.project.project = key->digest;
	/* The first one not before the half, which may or may not begin with it. */
	found = view_each(x->view, x->mem, 0, &from, take_first, out, x->err);
	if (found < 0)
		return -1;
	if (found == 0 || memcmp(&out->project.project, &from.project.project,
				  key->half ? DIGEST_SIZE / 2 : DIGEST_SIZE) != 0)
		return no_project(x);
	return 0;
}

struct array {
	struct exchange *x;
	json_t *json;
	const char *const *fields;
};

static int append_record(void *ctx, const struct record *r, struct error *err)
{
	struct array *a = ctx;

	if (json_array_append_new(a->json, record_json(r, a->fields)) < 0)
		return error_no_memory(err);
	return 0;
}

/* A member with what a document was warned of; one that is not there yet, of nothing. */
static int set_warnings(struct exchange *x, json_t *object, const char *member,
	const struct digest *document, struct error *err)
{
	json_t *warnings = warnings_json(x, document, err);

	if (!warnings)
		return -1;
	return json_object_set_new(object, member, warnings) < 0 ? error_no_memory(err) : 0;
}

/* What is shown with a design or report for ever, in the order in which it was sealed. */
static int set_beside(
	struct exchange *x, json_t *object, const struct digest *of, struct error *err)
{
	struct array beside = {.x = x, .json = json_array(), .fields = beside_fields};
	struct record from = record_new(RECORD_BESIDE);

	if (!beside.json || json_object_set_new(object, "beside", beside.json) < 0)
		return error_no_memory(err);
	from.beside.of = *of;
	return view_each(x->view, x->mem, 1, &from, append_record, &beside, err) < 0 ? -1 : 0;
}

static int append_report(void *ctx, const struct record *r, struct error *err)
{
	struct array *a = ctx;
	struct array rows = {.x = a->x, .fields = reduction_fields};
	struct record from = record_new(RECORD_REDUCTION);
	AUTO(json_auto) json_t *report = record_json(r, report_fields);

	rows.json = json_array();
	if (!report || json_object_set_new(report, "reductions", rows.json) < 0)
		return error_no_memory(err);
	if (set_warnings(a->x, report, "warnings", &r->report.report, err) < 0 ||
		set_warnings(a->x, report, "verification_warnings", &r->report.verification, err) <
			0 ||
		set_beside(a->x, report, &r->report.report, err) < 0)
		return -1;
	from.reduction.text = r->report.text;
	if (view_each(a->x->view, a->x->mem, 1, &from, append_record, &rows, err) < 0)
		return -1;
	return json_array_append(a->json, report) < 0 ? error_no_memory(err) : 0;
}

int handle_project(struct exchange *x)
{
	AUTO(json_auto) json_t *all = json_array();
	struct array reports = {.x = x, .json = all, .fields = report_fields};
	struct record project;
	json_t *out;

	if (!all)
		return error_no_memory(x->err);
	if (project_find(x, &project) < 0 || query_reports_of(x->state, &project.project.project,
						     append_report, &reports, x->err) < 0)
		return -1;
	out = reply_object(&x->at);
	if (!out)
		return error_no_memory(x->err);
	json_object_set_new(out, "project", record_json(&project, project_fields));
	if (set_warnings(x, out, "warnings", &project.project.project, x->err) < 0 ||
		set_beside(x, out, &project.project.project, x->err) < 0) {
		json_decref(out);
		return -1;
	}
	json_object_set(out, "reports", all);
	reply_json(x->mem, 200, out, x->reply);
	return 0;
}

/* --- lists --- */

static int add_project(void *ctx, const struct record *r, struct error *err)
{
	struct listing *l = ctx;
	const struct command *c = l->x->command;
	char cursor[DIGEST_HEX_SIZE];

	if (is_cursor(l->x, &r->project.project) ||
		(c->project_status != PROJECT_NONE && r->project.status != c->project_status))
		return 0;
	if (nodes_full(&l->nodes))
		return 1;
	return nodes_add(&l->nodes, record_json(r, project_fields),
		digest_hex(&r->project.project, cursor), err);
}

int handle_projects(struct exchange *x)
{
	AUTO(listing_auto) struct listing l = {.x = x};
	struct record from = record_new(RECORD_PROJECT);

	from.project.project = x->command->after.digest;
	if (nodes_init(&l.nodes, x) < 0 ||
		view_each(x->view, x->mem, 0, &from, add_project, &l, x->err) < 0)
		return -1;
	return nodes_reply(&l.nodes, x);
}

static int add_methodology(void *ctx, const struct record *r, struct error *err)
{
	struct listing *l = ctx;
	const struct cursor *after = &l->x->command->after;
	const char *code = r->methodology.code.text;

	if (after->given && strcmp(code, after->methodology.text) <= 0)
		return 0;
	if (nodes_full(&l->nodes))
		return 1;
	return nodes_add(&l->nodes, record_json(r, methodology_fields), code, err);
}

int handle_methodologies(struct exchange *x)
{
	AUTO(listing_auto) struct listing l = {.x = x};

	/* query_records frees each long source text, which view_each would pile up. */
	if (nodes_init(&l.nodes, x) < 0 ||
		query_records(x->state, RECORD_METHODOLOGY, add_methodology, &l, x->err) < 0)
		return -1;
	return nodes_reply(&l.nodes, x);
}

int handle_methodology(struct exchange *x)
{
	struct record r = record_new(RECORD_METHODOLOGY);
	json_t *out;
	int found;

	r.methodology.code = x->command->methodology;
	found = view_get(x->view, x->mem, &r, x->err);
	if (found < 0)
		return -1;
	if (found == 0)
		return error_set(x->err, ERROR_REQUEST_NO_METHODOLOGY, NULL, "", "code",
			x->command->methodology.text, NULL);
	out = record_json(&r, methodology_fields);
	if (out)
		json_object_set_new(out, "source", json_of_text(r.methodology.source));
	return object_reply(x, "methodology", out);
}

/* --- notices --- */

static int count_one(void *ctx, const struct record *r UNUSED, struct error *err UNUSED)
{
	(*(int64_t *)ctx)++;
	return 0;
}

/* What the notice is about: a design, or else the project of an accounting report. */
static int notice_project(struct exchange *x, const struct digest *subject, struct digest *project,
	bool *design, struct error *err)
{
	struct record report = record_new(RECORD_REPORT);
	int found;

	report.report.report = *subject;
	found = view_get(x->view, x->mem, &report, err);
	if (found < 0)
		return -1;
	*design = found == 0;
	*project = found > 0 ? report.report.project : *subject;
	return 0;
}

/* DAY_NONE when the notice runs into a year without a calendar. */
static int notice_last_day(
	struct exchange *x, const struct record_notice *n, struct day *out, struct error *err)
{
	struct error missing = {0};

	if (registry_notice_last_day(x->service->registry, n, out, &missing) == 0)
		return 0;
	if (missing.code != ERROR_CALENDAR_MISSING) {
		*err = missing;
		return -1;
	}
	*out = DAY_NONE;
	return 0;
}

static const char *phase_of(struct day today, struct day first, struct day last)
{
	enum notice_stage phase = today.n < first.n			   ? PHASE_COMING
				  : day_is_none(last) || today.n <= last.n ? PHASE_OPEN
									   : PHASE_ENDED;

	return word_text(WORDS_NOTICE_PHASE, phase);
}

static int notice_json(
	struct exchange *x, const struct record_notice *n, json_t **out, struct error *err)
{
	struct record from = record_new(RECORD_COMMENT);
	struct digest project;
	struct day last;
	int64_t comments = 0;
	bool design;

	from.comment.subject = n->subject;
	if (notice_project(x, &n->subject, &project, &design, err) < 0 ||
		notice_last_day(x, n, &last, err) < 0 ||
		view_each(x->view, x->mem, 1, &from, count_one, &comments, err) < 0)
		return -1;
	*out = json_pack("{s:o, s:s, s:o, s:o, s:o, s:s, s:o, s:I}", "subject",
		json_of_digest(&n->subject), "of", design ? "project-design" : "accounting-report",
		"project", json_of_digest(&project), "first_day", json_of_day(n->first_day),
		"last_day", json_of_day(last), "phase", phase_of(x->today, n->first_day, last),
		"sealed_at", json_of_instant(n->sealed_at), "comments", (json_int_t)comments);
	return 0;
}

static int add_notice(void *ctx, const struct record *r, struct error *err)
{
	struct listing *l = ctx;
	char cursor[DIGEST_HEX_SIZE];
	json_t *node;

	if (is_cursor(l->x, &r->notice.subject))
		return 0;
	if (nodes_full(&l->nodes))
		return 1;
	if (notice_json(l->x, &r->notice, &node, err) < 0)
		return -1;
	return nodes_add(&l->nodes, node, digest_hex(&r->notice.subject, cursor), err);
}

int handle_notices(struct exchange *x)
{
	AUTO(listing_auto) struct listing l = {.x = x};
	struct record from = record_new(RECORD_NOTICE);

	from.notice.subject = x->command->after.digest;
	if (nodes_init(&l.nodes, x) < 0 ||
		view_each(x->view, x->mem, 0, &from, add_notice, &l, x->err) < 0)
		return -1;
	return nodes_reply(&l.nodes, x);
}
