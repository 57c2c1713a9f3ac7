/*
 * What the operator has left undone past its term. Nothing is refused for a duty's
 * deadline: it is shown (rulebook, days).
 */
#include "ccerd/handle/handle.h"

enum { DUTIES_MAX = 500 };

struct duties {
	struct exchange *x;
	json_t *nodes;
	int64_t undecidable; /* the term runs into a year without a calendar */
	int64_t beyond;	     /* overdue, beyond those that are shown */
};

struct duty {
	const char *name;
	struct digest subject, project;
	struct project_code code;
	struct instant requested_at;
};

static json_t *duty_json(const struct duty *d, struct day deadline)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "duty", d->name, "subject",
		json_of_digest(&d->subject), "project", json_of_digest(&d->project), "code",
		json_of_text(d->code.text), "requested_at", json_of_instant(d->requested_at),
		"deadline", json_of_day(deadline));
}

static int add_duty(struct duties *all, const struct duty *d, struct error *err)
{
	struct error missing = {0};
	struct day deadline;

	if (registry_duty_last_day(
		    all->x->service->registry, d->requested_at, &deadline, &missing) < 0) {
		if (missing.code != ERROR_CALENDAR_MISSING) {
			*err = missing;
			return -1;
		}
		all->undecidable++;
		return 0;
	}
	if (all->x->today.n <= deadline.n)
		return 0;
	if (json_array_size(all->nodes) == DUTIES_MAX) {
		all->beyond++;
		return 0;
	}
	if (json_array_append_new(all->nodes, duty_json(d, deadline)) < 0)
		return error_no_memory(err);
	return 0;
}

static int look_at_project(void *ctx, const struct record *r, struct error *err)
{
	const struct record_project *p = &r->project;

	if (!digest_is_zero(&p->withdrawal))
		return add_duty(ctx,
			&(struct duty){"withdrawal-decision", p->project, p->project, p->code,
				p->withdrawn_at},
			err);
	if (p->status != PROJECT_REQUESTED)
		return 0;
	return add_duty(ctx,
		&(struct duty){
			"registration-decision", p->project, p->project, p->code, p->requested_at},
		err);
}

static int look_at_report(void *ctx, const struct record *r, struct error *err)
{
	const struct record_report *p = &r->report;

	if (!digest_is_zero(&p->withdrawal))
		return add_duty(ctx,
			&(struct duty){"withdrawal-decision", p->report, p->project, p->code,
				p->withdrawn_at},
			err);
	if (p->status != REPORT_REQUESTED)
		return 0;
	return add_duty(ctx,
		&(struct duty){"reduction-registration-decision", p->report, p->project, p->code,
			p->requested_at},
		err);
}

int handle_duties(struct exchange *x)
{
	AUTO(json_auto) json_t *nodes = json_array();
	struct duties all = {.x = x, .nodes = nodes};
	json_t *out;

	if (!nodes)
		return error_no_memory(x->err);
	if (query_records(x->state, RECORD_PROJECT, look_at_project, &all, x->err) < 0 ||
		query_records(x->state, RECORD_REPORT, look_at_report, &all, x->err) < 0)
		return -1;
	out = reply_object(&x->at);
	if (!out)
		return error_no_memory(x->err);
	json_object_update_new(
		out, json_pack("{s:o, s:I, s:I, s:O}", "today", json_of_day(x->today),
			     "undecidable", (json_int_t)all.undecidable, "beyond",
			     (json_int_t)all.beyond, "nodes", nodes));
	reply_json(x->mem, 200, out, x->reply);
	return 0;
}
