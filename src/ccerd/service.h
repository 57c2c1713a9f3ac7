/*
 * service: what the server serves: one registry with its line, clock and log, and what
 * concerns all of these together. Requests come in through dispatch.h.
 *
 * A submission goes into the line (engine/line/line.h) and is answered when its page is
 * sealed; without a line, as in tests, it is carried out at once. When the registry
 * reports that its state is not what it wrote, or has not followed a sealed page, it is healed
 * (serving.h). While the clock cannot be trusted, submissions are refused and everything
 * else goes on.
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

enum { LATENCIES = 11 };

/* Answers since the start; of the loop's thread. */
struct service_counts {
	int64_t refused[ERROR_CODE_COUNT]; /* submissions, by why */
	int64_t took[LATENCIES + 1];	   /* submissions, by service_latency_ms, and longer ones */
	int64_t took_ms;		   /* all of them together */
};

struct service {
	struct registry *registry; /* read by handlers; with a line, one that follows */
	struct line *line;	   /* NULL: submissions are carried out at once */
	struct wire_server *server;
	const char *ledger, *state; /* folder and file, whose disks are looked at; NULL: not */
	const struct clock *clock;
	struct clock_guard *guard; /* NULL: the ledger's clock is simulated */
	bool cross_origin;	   /* pages of any site may show what is read */
	struct log log;
	bool must_stop; /* the service cannot go on in this process */
	/* Why the state is being brought to what the ledger says; ERROR_NONE: it is not. */
	enum error_code healing;
	struct serving *serving; /* what `heal` is told; NULL, like it, where nothing heals */
	void (*heal)(void *serving, const struct error *why);
	struct service_counts counts;
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

/* The upper bounds of the classes of time that submissions are counted by. */
extern const int64_t service_latency_ms[LATENCIES];

/* One line in the log for a request that was answered, which is counted. */
void service_log(struct service *s, const struct http_request *request,
	const struct http_reply *reply, const struct logged *what);

/*
 * An error that is about to be answered, in the loop's thread: where it is the state's, healing
 * begins, and the client is told to come again.
 */
void service_failed(struct service *s, struct error *err);

/* Whether documents are taken now; -1 with what is in the way. */
int service_healthy(struct service *s, struct instant now, struct error *why) MUST_CHECK;

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
