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

void service_log(const struct service *s, const struct http_request *request,
	const struct http_reply *reply, const struct logged *what)
{
	enum log_level level = reply->status >= 500 ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO;
	char status[16], bytes[24], took[24], entry[24], hash[DIGEST_HEX_SIZE];

	snprintf(status, sizeof(status), "%d", reply->status);
	snprintf(bytes, sizeof(bytes), "%zu", reply->body_size);
	snprintf(took, sizeof(took), "%" PRId64, clock_monotonic_ms() - what->began_ms);
	snprintf(entry, sizeof(entry), "%" PRId64, what->entry);
	log_line(&s->log, level, "request", "client", request->client, "method",
		http_method_text(request->method), "path", request->path, "query", request->query,
		"status", status, "code", what->code == ERROR_NONE ? NULL : error_name(what->code),
		"entry", what->entry ? entry : NULL, "kind", what->kind, "document",
		what->document ? digest_hex(what->document, hash) : NULL, "bytes", bytes, "ms",
		took, NULL);
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
