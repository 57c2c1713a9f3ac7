/*
 * service: what the server serves: one registry with its line, clock and log, and what
 * concerns all of these together. Requests come in through dispatch.h.
 *
 * A submission goes into the line (engine/line/line.h) and is answered when its page is
 * sealed; without a line, as in tests, it is carried out at once. When the registry
 * reports that it cannot be trusted to go on (ERROR_STATE_BEHIND), the service asks the
 * server to stop: opening it again rolls the state forward. While the clock cannot be
 * trusted, submissions are refused and everything else goes on.
 */
#ifndef CCERD_SERVICE_H
#define CCERD_SERVICE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "ccerd/clock.h"
#include "ccerd/clock_guard.h"
#include "ccerd/log.h"
#include "engine/line/line.h"
#include "engine/registry.h"
#include "wire/server.h"

struct service {
	struct registry *registry; /* read by handlers; with a line, one that follows */
	struct line *line;	   /* NULL: submissions are carried out at once */
	struct wire_server *server;
	const struct clock *clock;
	struct clock_guard *guard; /* NULL: the ledger's clock is simulated */
	bool cross_origin;	   /* pages of any site may show what is read */
	struct log log;
	bool must_stop;		/* a submission failed beyond repair in this process */
	atomic_uint unanswered; /* submissions in the line; read by the thread of signals */
};

/* What is logged of an answer beyond its request and reply. */
struct logged {
	enum error_code code; /* of a refusal or failure */
	int64_t began_ms;
	int64_t entry;	  /* a submission's, where it is sealed; 0: none, genesis is none of ours */
	const char *kind; /* NULL: not known */
	const struct digest *document; /* NULL: likewise */
};

/* One line in the log for a request that was answered. */
void service_log(const struct service *s, const struct http_request *request,
	const struct http_reply *reply, const struct logged *what);

/* After must_stop was set: no more requests are taken. */
void service_stop_if_broken(struct service *s);

/* For struct line_options: answers a job in the server's thread; ctx is the service. */
void service_job_done(void *ctx, struct line_job *job);

/* For struct line_options: whether the clock may be used for sealing; ctx is the service. */
int service_permit(
	void *ctx, const struct registry *writer, struct instant now, struct error *err) MUST_CHECK;

/* What every answer is given at its end (request/finish.h). */
struct command;
void service_finish(const struct service *s, void *mem, const struct command *command,
	const struct http_request *request, struct http_reply *reply);

#endif
