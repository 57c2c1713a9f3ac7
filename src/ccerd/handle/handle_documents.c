/*
 * Taking submitted documents, and giving documents and receipts back.
 */
#include "ccerd/handle/handle.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "domain/spoken.h"
#include "trace/trace.h"

static const char plain[] = "text/plain; charset=utf-8";
static const char yaml[] = "text/yaml; charset=utf-8";

/* --- submitting --- */

static const char *outcome_text(enum outcome o)
{
	switch (o) {
	case OUTCOME_SEALED:
		return "sealed";
	case OUTCOME_REPEATED:
		return "repeated";
	case OUTCOME_ACCEPTABLE:
		return "acceptable";
	case OUTCOME_WELL_FORMED:
		return "well-formed";
	case OUTCOME_REFUSED:
		break;
	}
	return "refused";
}

/* Each step of the calculation of a report's row, for the report's owner to look at. */
static json_t *steps_json(void *mem, const struct methodology_result *r)
{
	const struct trace_step *steps = trace_steps(mem, r, NULL);
	json_t *out = json_array();

	for (size_t k = 0; steps && k < r->steps_n; k++) {
		const struct trace_step *s = &steps[k];

		json_array_append_new(out,
			json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "symbol", s->symbol,
				"unit", s->unit, "expression", s->expression, "substituted",
				s->substituted, "value", s->value, "note", s->note[LANGUAGE_EN],
				"note_zh", s->note[LANGUAGE_ZH], "status", s->status));
	}
	return out;
}

/* The result of a year, or why there is none. */
static json_t *calculation_json(void *mem, size_t n, const struct recomputed_row *rows)
{
	json_t *out = json_array();
	char zh[ERROR_TEXT_MAX], en[ERROR_TEXT_MAX];
	struct spoken_error said;

	for (size_t i = 0; i < n; i++) {
		const struct error *error = rows[i].error;
		json_t *row = json_pack("{s:I, s:I}", "year", (json_int_t)rows[i].year, "claim",
			(json_int_t)tonnes_count(rows[i].claim));

		if (error)
			json_object_update_new(row,
				json_pack("{s:s, s:s, s:s}", "code", error_name(error->code), "zh",
					error_text(spoken_error(error, LANGUAGE_ZH, &said),
						LANGUAGE_ZH, zh, sizeof(zh)),
					"en", error_text(error, LANGUAGE_EN, en, sizeof(en))));
		else
			json_object_update_new(row,
				json_pack("{s:I, s:o}", "tonnes", (json_int_t)rows[i].result.tonnes,
					"steps", steps_json(mem, &rows[i].result)));
		json_array_append_new(out, row);
	}
	return out;
}

/* What a dry run does not tell, and why. */
static json_t *json_of_words(const struct error *why)
{
	char zh[ERROR_TEXT_MAX], en[ERROR_TEXT_MAX];

	return json_pack("{s:s, s:s, s:s}", "code", error_name(why->code), "zh",
		error_text(why, LANGUAGE_ZH, zh, sizeof(zh)), "en",
		error_text(why, LANGUAGE_EN, en, sizeof(en)));
}

static json_t *submission_json(
	const struct exchange *x, const struct submission *s, json_t *calculation)
{
	const struct state_entry *e = &s->entry;
	json_t *out = reply_object(&x->at);

	if (!out)
		return NULL;
	json_object_update_new(out, json_pack("{s:s, s:o}", "outcome", outcome_text(s->outcome),
					    "document", json_of_digest(&s->document)));
	if (calculation)
		json_object_set(out, "calculation", calculation);
	json_object_set_new(out, "warnings", json_of_warnings(s->warnings));
	if (s->outcome == OUTCOME_WELL_FORMED)
		json_object_update_new(out, json_of_words(x->err));
	else if (s->outcome != OUTCOME_ACCEPTABLE)
		json_object_update_new(out,
			json_pack("{s:s, s:I, s:o, s:I, s:o, s:s%}", "kind", e->kind, "sequence",
				(json_int_t)e->sequence, "time", json_of_instant(e->time), "page",
				(json_int_t)e->page, "leaf", json_of_digest(&e->leaf), "receipt",
				s->receipt, s->receipt_size));
	return out;
}

static int submission_reply(struct exchange *x, const struct submission *s, json_t *calculation)
{
	int status = s->outcome == OUTCOME_SEALED ? 201 : 200;

	if (state_head(x->state, &x->head, x->err) < 0)
		return -1;
	x->at = read_at_of(x->head.checkpoint);
	if (x->command->text_wanted && s->receipt)
		reply_bytes(plain, s->receipt, s->receipt_size, x->reply);
	else
		reply_json(x->mem, status, submission_json(x, s, calculation), x->reply);
	x->reply->status = x->reply->status == 200 ? status : x->reply->status;
	if (status == 201) {
		const char *place =
			talloc_asprintf(x->mem, "/v1/entries/%" PRId64, s->entry.sequence);

		if (place)
			http_reply_header(x->reply, "Location", place);
	}
	return 0;
}

/* A refusal goes out with the document's hash and what was signed about it. */
static void submission_refused(struct exchange *x, const struct submission *s, json_t *calculation)
{
	const struct problem p = {
		.error = x->err,
		.language = x->command->language,
		.document = digest_is_zero(&s->document) ? NULL : &s->document,
		.refusal = s->refusal,
		.refusal_size = s->refusal_size,
		.faults = x->command->dry_run ? &s->faults : NULL,
		.warnings = s->warnings,
		.calculation = calculation,
	};

	reply_problem(x->mem, &p, x->reply);
}

/* What the log says of a submission beyond its request. */
static void log_submission(struct exchange *x, const struct submission *s)
{
	if (!digest_is_zero(&s->document))
		x->logged.document = &s->document;
	if (s->outcome != OUTCOME_SEALED && s->outcome != OUTCOME_REPEATED)
		return;
	x->logged.entry = s->entry.sequence;
	x->logged.kind = s->entry.kind;
}

/*
 * The answer to a submission that has ended, with what its report comes to (NULL: it is none);
 * -1 with *x->err for a failure of ours.
 */
static int submission_answer(struct exchange *x, const struct submission *s, json_t *calculation)
{
	log_submission(x, s);
	if (s->outcome != OUTCOME_REFUSED)
		return submission_reply(x, s, calculation);
	if (error_http_status(x->err->code) >= 500)
		return -1;
	submission_refused(x, s, calculation);
	return 0;
}

/* A submission in the line: the job, and what its answer needs from the request. */
struct pending {
	struct line_job job;
	struct wire_post post;
	struct service *service;
	struct wire_ticket *ticket;
	struct command command;
	struct http_request request; /* method, path, query and client only */
	int64_t began_ms;
	json_t *calculation; /* NULL: none */
};

/* Runs in the server's thread, after the page has been sealed. */
static void answer_pending(void *arg)
{
	struct pending *p = arg;
	struct service *s = p->service;
	AUTO(state_read_auto) struct state *reading = NULL;
	struct http_reply reply = {0};
	struct exchange x = {
		.service = s,
		.mem = p->job.mem,
		.command = &p->command,
		.state = registry_state(s->registry),
		.logged.began_ms = p->began_ms,
		.reply = &reply,
		.err = &p->job.error,
	};

	if (state_read_begin(x.state, &p->job.error) == 0)
		reading = x.state;
	else
		p->job.out.outcome = OUTCOME_REFUSED;
	if (submission_answer(&x, &p->job.out, p->calculation) < 0) {
		const struct problem problem = {.error = x.err, .language = p->command.language};

		service_failed(s, x.err);
		log_error(&s->log, "failure", x.err);
		reply_problem(x.mem, &problem, &reply);
	}
	service_finish(s, x.mem, &p->command, &p->request, &reply);
	json_decref(p->calculation);
	x.logged.code = p->job.error.code;
	service_log(s, &p->request, &reply, &x.logged);
	atomic_fetch_sub(&s->unanswered, 1);
	wire_ticket_reply(p->ticket, &reply);
	if (s->line)
		line_forget(s->line, &p->job);
	else
		talloc_free(p->job.mem);
	service_stop_if_broken(s);
}

/*
 * In a thread of the line. A long report's steps are many texts, which the loop's thread, on which
 * everybody waits, does not make.
 */
void service_job_done(void *ctx, struct line_job *job)
{
	struct pending *p = job->ticket;
	struct service *s = ctx;

	if (job->out.rows_n)
		p->calculation = calculation_json(job->mem, job->out.rows_n, job->out.rows);
	p->post = (struct wire_post){.fn = answer_pending, .arg = p};
	wire_server_post(s->server, &p->post);
}

/* Copies for the job what the request's memory holds only until it is answered. */
static struct pending *pending_new(const struct exchange *x, struct error *err)
{
	void *mem = talloc_new(NULL);
	struct pending *p = mem ? talloc_zero(mem, struct pending) : NULL;

	if (!p) {
		talloc_free(mem);
		error_no_memory(err);
		return NULL;
	}
	p->service = x->service;
	p->command = *x->command;
	p->began_ms = x->logged.began_ms;
	p->request.method = x->request->method;
	p->request.path = talloc_strdup(mem, x->request->path);
	p->request.query = x->request->query ? talloc_strdup(mem, x->request->query) : NULL;
	memcpy(p->request.client, x->request->client, sizeof(p->request.client));
	p->job.mem = mem;
	p->job.bytes = talloc_memdup(mem, x->command->body, x->command->body_size);
	p->job.size = x->command->body_size;
	p->job.dry_run = x->command->dry_run;
	p->job.ask_warnings = x->command->ask_warnings;
	p->job.address = p->request.client;
	p->job.ticket = p;
	if (!p->request.path || !p->job.bytes) {
		talloc_free(mem);
		error_no_memory(err);
		return NULL;
	}
	return p;
}

static int submit_later(struct exchange *x)
{
	struct pending *p = pending_new(x, x->err);
	void *mem = p ? p->job.mem : NULL;

	if (!p)
		return -1;
	p->ticket = wire_server_defer(x->service->server);
	if (!p->ticket) {
		talloc_free(mem);
		return error_no_memory(x->err);
	}
	x->deferred = true;
	atomic_fetch_add(&x->service->unanswered, 1);
	if (line_push(x->service->line, &p->job))
		return 0;
	p->job.out.outcome = OUTCOME_REFUSED;
	error_set(&p->job.error, ERROR_SERVER_BUSY, NULL, "", NULL);
	answer_pending(p);
	return 0;
}

static enum submit_mode mode_of(const struct command *c)
{
	return c->dry_run ? SUBMIT_TRY : c->ask_warnings ? SUBMIT_ASK : SUBMIT_SEAL;
}

int handle_submit(struct exchange *x)
{
	struct instant now = x->service->clock->now();
	json_t *calculation = NULL;
	struct submission *s;
	int rc;

	/* The line asks again, when it seals. */
	if (service_permit(x->service, x->service->registry, now, x->err) < 0)
		return -1;
	if (x->service->line)
		return submit_later(x);
	s = talloc_zero(x->mem, struct submission);
	if (!s)
		return error_no_memory(x->err);
	if (registry_submit(x->service->registry, x->mem, x->command->body, x->command->body_size,
		    mode_of(x->command), now, s, x->err) < 0)
		s->outcome = OUTCOME_REFUSED;
	if (s->rows_n)
		calculation = calculation_json(x->mem, s->rows_n, s->rows);
	rc = submission_answer(x, s, calculation);
	json_decref(calculation);
	return rc;
}

/* --- reading --- */

static int no_entry(const struct exchange *x, int64_t sequence)
{
	char asked[24], entries[24];

	snprintf(asked, sizeof(asked), "%" PRId64, sequence);
	snprintf(entries, sizeof(entries), "%" PRId64, x->head.entries);
	return error_set(x->err, ERROR_REQUEST_NO_ENTRY, NULL, "", "sequence", asked, "entries",
		entries, NULL);
}

static int not_public(const struct exchange *x, int64_t sequence)
{
	char asked[24];

	snprintf(asked, sizeof(asked), "%" PRId64, sequence);
	return error_set(x->err, ERROR_REQUEST_NOT_PUBLIC, NULL, "", "sequence", asked, NULL);
}

/* The index row of the entry that the command names by sequence or by hash. */
static int entry_of(const struct exchange *x, bool by_hash, struct state_entry *out)
{
	char hex[DIGEST_HEX_SIZE];
	int found = by_hash ? state_entry_of(x->state, &x->command->digest, out, x->err)
			    : state_entry_at(x->state, x->command->sequence, out, x->err);

	if (found > 0)
		return 0;
	if (found < 0)
		return -1;
	if (!by_hash)
		return no_entry(x, x->command->sequence);
	return error_set(x->err, ERROR_REQUEST_NO_DOCUMENT, NULL, "", "document",
		digest_hex(&x->command->digest, hex), NULL);
}

int document_entry(struct exchange *x, struct state_entry *out)
{
	if (entry_of(x, true, out) < 0)
		return -1;
	return readers_are_everyone(out->readers) ? 0 : not_public(x, out->sequence);
}

/* The file as it was sent, except that its signatures have their stored order and form. */
static int send_document(struct exchange *x, bool by_hash)
{
	struct state_entry row;
	struct entry entry;
	struct buffer *b;
	int found;

	if (entry_of(x, by_hash, &row) < 0)
		return -1;
	if (!readers_are_everyone(row.readers))
		return not_public(x, row.sequence);
	found = registry_entry(x->service->registry, x->mem, row.sequence, &entry, x->err);
	if (found <= 0)
		return found < 0 ? -1 : no_entry(x, row.sequence);
	b = buffer_new(x->mem, LIMIT_SUBMISSION * 2);
	if (!b)
		return error_no_memory(x->err);
	entry_file(&entry, b);
	if (buffer_ok(b, x->err) < 0)
		return -1;
	reply_bytes(yaml, b->bytes, b->size, x->reply);
	reply_immutable(x->mem, x->reply);
	return 0;
}

static int send_receipt(struct exchange *x, bool by_hash)
{
	struct state_entry row;
	const char *receipt;
	size_t size;
	int found;

	if (entry_of(x, by_hash, &row) < 0)
		return -1;
	found = registry_receipt(
		x->service->registry, x->mem, row.sequence, &receipt, &size, x->err);
	if (found <= 0)
		return found < 0 ? -1 : no_entry(x, row.sequence);
	reply_bytes(plain, receipt, size, x->reply);
	reply_immutable(x->mem, x->reply);
	return 0;
}

int handle_entry(struct exchange *x)
{
	return send_document(x, false);
}

int handle_document(struct exchange *x)
{
	return send_document(x, true);
}

int handle_entry_receipt(struct exchange *x)
{
	return send_receipt(x, false);
}

int handle_document_receipt(struct exchange *x)
{
	return send_receipt(x, true);
}
