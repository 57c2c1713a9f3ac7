#include <inttypes.h>
#include <stdio.h>

#include "base/checked.h"
#include "rules/projects/project.h"

/*
 * issuance-request and issuance (Order 31 art. 22): registered reductions become
 * units in the owner's account, one block per project, vintage and batch.
 * Numbers of a project and vintage run on and are never reused. A year with no
 * reduction stays registered.
 */

static const char clause[] = "Order 31 art. 22";

struct finding_batch {
	struct rule *r;
	int64_t batch;
	struct record *out;
};

/* Stops at the batch's report that has not ended. */
static int is_batch(void *ctx, const struct record *record, struct error *err UNUSED)
{
	struct finding_batch *f = ctx;
	struct record report = record_new(RECORD_REPORT);

	report.report.report = record->project_report.report;
	if (rule_get(f->r, &report) < 0)
		return -1;
	if (report.report.batch != f->batch || report.report.status == REPORT_ENDED)
		return 0;
	*f->out = report;
	return 1;
}

static int load_batch(
	struct rule *r, const struct record_project *p, int64_t batch, struct record *out)
{
	struct finding_batch f = {r, batch, out};
	struct record from = record_new(RECORD_PROJECT_REPORT);
	char number[24];
	int n;

	from.project_report.project = p->project;
	from.project_report.sequence = 0;
	n = rule_each(r, 1, &from, is_batch, &f);
	if (n < 0)
		return -1;
	snprintf(number, sizeof(number), "%" PRId64, batch);
	if (n == 0)
		return rule_refuse(r, ISSUANCE_BATCH_UNKNOWN, clause, "/batch", "batch", number,
			"project", p->code.text);
	return 0;
}

static int account_is_owners(
	struct rule *r, const struct account_id *account, const struct party_id *owner)
{
	struct record record = record_new(RECORD_ACCOUNT);
	int n;

	record.account.account = *account;
	n = rule_get(r, &record);
	if (n < 0)
		return -1;
	if (n == 0 || !party_id_equal(&record.account.party, owner))
		return rule_refuse(r, ISSUANCE_ACCOUNT_OTHER, clause, "/account", "account",
			account->text, "owner", owner->text);
	return 0;
}

int rule_issuance_request(struct rule *r)
{
	const struct body_issuance_request *b = r->d->issuance_request;
	struct record project, record, request = record_new(RECORD_REQUEST);
	struct record_report *report = &record.report;
	char number[24];

	if (project_load_code(r, &b->project, "/project", &project) < 0 ||
		project_owner_signs(r, &project.project) < 0)
		return -1;
	if (project_in_force(r, &project.project, "/project") < 0 ||
		load_batch(r, &project.project, b->batch, &record) < 0)
		return -1;
	snprintf(number, sizeof(number), "%" PRId64, b->batch);
	if (report->status != REPORT_REGISTERED)
		return rule_refuse(r, ISSUANCE_STATE, clause, "/batch", "batch", number, "status",
			word_text(WORDS_REPORT_STATUS, report->status));
	if (tonnes_is_zero(report->verified))
		return rule_refuse(r, ISSUANCE_OF_NOTHING, clause, "/batch", "batch", number);
	if (account_is_owners(r, &b->account, &project.project.owner) < 0)
		return -1;
	report->status = REPORT_ISSUANCE_REQUESTED;
	report->issuance_request = r->d->hash;
	report->account = b->account;
	request.request.request = r->d->hash;
	request.request.project = report->project;
	request.request.report = report->report;
	return rule_put(r, &request) < 0 ? -1 : rule_put(r, &record);
}

/* --- issuance --- */

struct issuing {
	struct rule *r;
	const struct body_issuance *b;
	const struct record_report *report;
	size_t i; /* the block expected next */
};

/* The block that this row must become. */
static int expected_block(struct issuing *g, const struct record_reduction *row,
	struct record *serial, struct serial_block *out)
{
	*serial = record_new(RECORD_SERIAL);
	serial->serial.code = g->report->code;
	serial->serial.vintage = row->year;
	serial->serial.next = 1;
	if (rule_get(g->r, serial) < 0)
		return -1;
	out->project = g->report->code;
	out->vintage = (int32_t)row->year;
	out->first = serial->serial.next;
	if (!checked_add(out->first, tonnes_count(row->verified) - 1, &out->last) ||
		!checked_add(out->last, 1, &serial->serial.next))
		return rule_refuse(g->r, OVERFLOW, clause, "/blocks", "value", "");
	return 0;
}

static int block_fits(struct issuing *g, const struct serial_block *expected)
{
	const struct serial_block *given = &g->b->blocks[g->i].block;
	const char *member = NULL;
	char path[ERROR_PATH_MAX], text[SERIAL_BLOCK_TEXT_SIZE];

	if (!project_code_equal(&given->project, &expected->project))
		member = "project";
	else if (given->vintage != expected->vintage)
		member = "vintage";
	else if (given->first != expected->first)
		member = "first";
	else if (given->last != expected->last)
		member = "last";
	if (!member)
		return 0;
	return rule_refuse(g->r, ISSUANCE_BLOCK, clause,
		rule_path(path, "/blocks/%zu/%s", g->i, member), "block",
		serial_block_text(expected, text));
}

static int put_block(struct issuing *g, const struct serial_block *b)
{
	struct record block = record_new(RECORD_BLOCK);

	block.block.code = b->project;
	block.block.vintage = b->vintage;
	block.block.first = b->first;
	block.block.last = b->last;
	block.block.batch = g->report->batch;
	block.block.account = g->report->account;
	block.block.position = POSITION_HOLDING;
	block.block.status = UNIT_FREE;
	return rule_put(g->r, &block);
}

static int issue_row(struct issuing *g, const struct record_reduction *row)
{
	struct record changed = record_new(RECORD_REDUCTION), serial;
	struct serial_block expected;
	char text[SERIAL_BLOCK_TEXT_SIZE];

	if (tonnes_is_zero(row->verified))
		return 0;
	if (expected_block(g, row, &serial, &expected) < 0)
		return -1;
	if (g->i >= g->b->blocks_n)
		return rule_refuse(g->r, ISSUANCE_BLOCK_MISSING, clause, "/blocks", "block",
			serial_block_text(&expected, text));
	if (block_fits(g, &expected) < 0 || put_block(g, &expected) < 0 ||
		rule_put(g->r, &serial) < 0)
		return -1;
	changed.reduction = *row;
	changed.reduction.issued = true;
	g->i++;
	return rule_put(g->r, &changed);
}

static int issue_rows(struct rule *r, const struct record_report *report)
{
	struct issuing g = {r, r->d->issuance, report, 0};
	struct record_reduction *rows;
	char path[ERROR_PATH_MAX];
	size_t n;

	rows = project_rows(r, &report->text, &n);
	if (!rows)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (issue_row(&g, &rows[i]) < 0)
			return -1;
	if (g.i < g.b->blocks_n)
		return rule_refuse(
			r, ISSUANCE_BLOCK_BEYOND, clause, rule_path(path, "/blocks/%zu", g.i));
	return 0;
}

int rule_issuance(struct rule *r)
{
	const struct body_issuance *b = r->d->issuance;
	struct record request, project, record = record_new(RECORD_REPORT);
	struct record_report *report = &record.report;
	const struct party_id *operator;

	if (project_signer(r, ROLE_OPERATOR, &operator) < 0 ||
		project_load_request(r, &b->request, "/request", &request) < 0 ||
		project_load(r, &request.request.project, "/request", &project) < 0)
		return -1;
	report->report = request.request.report;
	if (rule_get(r, &record) < 0)
		return -1;
	if (report->status != REPORT_ISSUANCE_REQUESTED ||
		!digest_equal(&report->issuance_request, &b->request))
		return rule_refuse(r, REQUEST_NOT_OPEN, clause, "/request", "status",
			report->status ? word_text(WORDS_REPORT_STATUS, report->status)
				       : word_text(WORDS_PROJECT_STATUS, project.project.status));
	if (project_owner_may_apply(r, &project.project.owner, "/request") < 0 ||
		project_in_force(r, &project.project, "/request") < 0 || issue_rows(r, report) < 0)
		return -1;
	report->status = REPORT_ISSUED;
	return rule_put(r, &record);
}
