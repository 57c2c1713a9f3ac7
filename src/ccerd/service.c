#include "ccerd/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ccerd/clock.h"
#include "request/finish.h"

void service_finish(const struct service *s, void *mem, const struct command *command,
	const struct http_request *request, struct http_reply *reply)
{
	const struct finish_options options = {
		.now = s->clock->now(), .cross_origin = s->cross_origin};

	reply_finish(mem, command, request, &options, reply);
}

const int64_t service_latency_ms[LATENCIES] = {
	5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000};

static void count_answer(struct service_counts *counts, const struct http_request *request,
	enum error_code code, int64_t took_ms)
{
	int i = 0;

	if (request->method != HTTP_POST)
		return;
	while (i < LATENCIES && took_ms > service_latency_ms[i])
		i++;
	counts->took[i]++;
	counts->took_ms += took_ms;
	counts->refused[code] += code != ERROR_NONE;
}

void service_log(struct service *s, const struct http_request *request,
	const struct http_reply *reply, const struct logged *what)
{
	enum log_level level = reply->status >= 500 ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO;
	int64_t took_ms = clock_monotonic_ms() - what->began_ms;
	char status[16], bytes[24], took[24], entry[24], hash[DIGEST_HEX_SIZE];

	count_answer(&s->counts, request, what->code, took_ms);
	snprintf(status, sizeof(status), "%d", reply->status);
	snprintf(bytes, sizeof(bytes), "%zu", reply->body_size);
	snprintf(took, sizeof(took), "%" PRId64, took_ms);
	snprintf(entry, sizeof(entry), "%" PRId64, what->entry);
	log_line(&s->log, level, "request", "client", request->client, "method",
		http_method_text(request->method), "path", request->path, "query", request->query,
		"status", status, "code", what->code == ERROR_NONE ? NULL : error_name(what->code),
		"entry", what->entry ? entry : NULL, "kind", what->kind, "document",
		what->document ? digest_hex(what->document, hash) : NULL, "bytes", bytes, "ms",
		took, NULL);
}

void service_failed(struct service *s, struct error *err)
{
	if (!registry_must_heal(err->code))
		return;
	if (!s->heal) {
		s->must_stop = true;
		return;
	}
	s->heal(s->serving, err);
	if (err->code != ERROR_STATE_BEHIND)
		error_set(err, ERROR_STATE_HEALING, "docs/operations.md Healing", "", NULL);
}

int service_healthy(struct service *s, struct instant now, struct error *why)
{
	if (s->must_stop)
		return error_set(why, ERROR_STATE_BEHIND, NULL, "", "reason", "?", NULL);
	if (s->healing)
		return error_set(why, ERROR_STATE_HEALING, NULL, "", NULL);
	if (s->line && line_ready(s->line, why) < 0)
		return -1;
	return service_permit(s, s->registry, now, why);
}

void service_stop_if_broken(struct service *s)
{
	if (s->must_stop && s->server)
		wire_server_stop(s->server);
}

int service_permit(void *ctx, const struct registry *writer, struct instant now, struct error *err)
{
	struct service *s = ctx;

	if (!s->guard)
		return 0;
	return clock_guard_permit(s->guard, registry_last_time(writer), now, err);
}
