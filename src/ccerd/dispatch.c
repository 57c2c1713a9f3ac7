#include "ccerd/dispatch.h"

#include "ccerd/clock.h"
#include "ccerd/handle/handle.h"

struct handler {
	handle_fn handle;
	bool reads; /* inside one read transaction */
};

static const struct handler handlers[COMMAND_COUNT] = {
	[COMMAND_INDEX] = {handle_index, false},
	[COMMAND_SUBMIT] = {handle_submit, false},
	[COMMAND_ENTRIES] = {handle_entries, true},
	[COMMAND_ENTRY] = {handle_entry, true},
	[COMMAND_ENTRY_RECEIPT] = {handle_entry_receipt, true},
	[COMMAND_DOCUMENT] = {handle_document, true},
	[COMMAND_DOCUMENT_RECEIPT] = {handle_document_receipt, true},
	[COMMAND_DOCUMENT_WARNINGS] = {handle_document_warnings, true},
	[COMMAND_PROJECTS] = {handle_projects, true},
	[COMMAND_PROJECT] = {handle_project, true},
	[COMMAND_PROJECT_DOCUMENTS] = {handle_project_documents, true},
	[COMMAND_NOTICES] = {handle_notices, true},
	[COMMAND_METHODOLOGIES] = {handle_methodologies, true},
	[COMMAND_METHODOLOGY] = {handle_methodology, true},
	[COMMAND_UNITS] = {handle_units, true},
	[COMMAND_RETIREMENTS] = {handle_retirements, true},
	[COMMAND_OFFSET_RECORDS] = {handle_offset_records, true},
	[COMMAND_STATISTICS] = {handle_statistics, true},
	[COMMAND_DUTIES] = {handle_duties, true},
	[COMMAND_PARTIES] = {handle_parties, true},
	[COMMAND_PARTY] = {handle_party, true},
	[COMMAND_CHECKPOINT] = {handle_checkpoint, true},
	[COMMAND_CONSISTENCY] = {handle_consistency, true},
	[COMMAND_LEDGER] = {handle_ledger, true},
	[COMMAND_HEALTH] = {handle_health, true},
	[COMMAND_METRICS] = {handle_metrics, true},
	[COMMAND_PROBLEMS] = {handle_problems, true},
	[COMMAND_PROBLEM] = {handle_problem, true},
};

static int run(struct exchange *x)
{
	const struct handler *h = &handlers[x->command->kind];
	AUTO(state_read_auto) struct state *reading = NULL;

	if (x->service->healing && (h->reads || x->command->kind == COMMAND_SUBMIT))
		return x->command->kind == COMMAND_HEALTH
			       ? handle_health(x)
			       : error_set(x->err, ERROR_STATE_HEALING,
					 "docs/operations.md Healing", "", NULL);
	if (!h->reads)
		return h->handle(x);
	if (state_read_begin(x->state, x->err) < 0)
		return -1;
	reading = x->state;
	if (registry_reload(x->service->registry, x->err) < 0 ||
		state_head(x->state, &x->head, x->err) < 0)
		return -1;
	x->at = read_at_of(x->head.checkpoint);
	x->now = x->service->clock->now();
	x->today = instant_day(registry_seal_time(x->service->registry, x->now));
	return h->handle(x);
}

static int answer(struct exchange *x)
{
	if (!x->command->options)
		return run(x);
	reply_options(x->command->options, x->reply);
	return 0;
}

void dispatch_request(
	void *ctx, void *mem, const struct http_request *request, struct http_reply *reply)
{
	struct service *s = ctx;
	struct error err = {0};
	struct command command;
	struct exchange x = {
		.service = s,
		.mem = mem,
		.command = &command,
		.state = registry_state(s->registry),
		.view = state_view(registry_state(s->registry)),
		.request = request,
		.logged.began_ms = clock_monotonic_ms(),
		.reply = reply,
		.err = &err,
	};

	if (command_parse(request, &command, &err) < 0 || answer(&x) < 0) {
		const struct problem p = {.error = &err, .language = command.language};

		service_failed(s, &err);
		if (error_http_status(err.code) >= 500)
			log_error(&s->log, "failure", &err);
		reply_problem(mem, &p, reply);
	}
	if (x.deferred)
		return;
	x.logged.code = err.code;
	service_finish(s, mem, &command, request, reply);
	service_log(s, request, reply, &x.logged);
	service_stop_if_broken(s);
}
