/*
 * Counts since the start and the limits in force, in Prometheus' text form.
 */
#include "ccerd/handle/handle.h"

#include <inttypes.h>
#include <stdio.h>

#include "ccerd/limits.h"

enum { METRICS_MAX = 16 * 1024 };

static void add_metric(
	struct buffer *out, const char *name, const char *type, const char *help, int64_t value)
{
	buffer_add_format(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", name, help, name,
		type, name, value);
}

static void add_limits(struct buffer *out)
{
	size_t n;
	const struct limit_row *rows = limits_rows(&n);
	char name[64];

	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "ccer_limit_%s", rows[i].name);
		add_metric(out, name, "gauge", rows[i].meaning, rows[i].value);
	}
}

static void add_wire_counts(struct buffer *out, const struct wire_server *server)
{
	struct wire_counts counts = {0};

	if (server)
		counts = wire_server_counts(server);
	add_metric(out, "ccer_connections", "gauge", "Connections open now.", counts.connections);
	add_metric(out, "ccer_body_bytes", "gauge", "Bytes of requests being read or answered.",
		(int64_t)counts.bytes);
	add_metric(out, "ccer_discarded_total", "counter",
		"Requests refused because of ccer_limit_body_bytes since the start.",
		counts.discarded);
	add_metric(out, "ccer_yielded_total", "counter",
		"Connections that made way for others since the start.", counts.yielded);
	add_metric(out, "ccer_turned_away_total", "counter",
		"Connections for which there was no place since the start.", counts.turned_away);
}

int handle_metrics(struct exchange *x)
{
	struct buffer *out = buffer_new(x->mem, METRICS_MAX);
	struct line *line = x->service->line;
	struct line_counts counts = {0};
	struct error why;

	if (!out)
		return error_no_memory(x->err);
	if (line)
		counts = line_counts(line);
	add_metric(out, "ccer_entries", "gauge", "Entries of the ledger.", x->head.entries);
	add_metric(out, "ccer_pages", "gauge", "Pages of the ledger.", x->head.pages);
	add_metric(out, "ccer_sealed_total", "counter", "Entries sealed since the start.",
		counts.entries);
	add_metric(out, "ccer_sealed_pages_total", "counter", "Pages sealed since the start.",
		counts.pages);
	add_metric(out, "ccer_refused_total", "counter", "Submissions refused since the start.",
		counts.refused);
	add_metric(out, "ccer_waiting", "gauge", "Submissions waiting for their answer.",
		line ? line_load(line) : 0);
	add_metric(out, "ccer_clock_refused", "gauge",
		"1 while nothing is sealed because of the clock.",
		service_permit(x->service, x->service->registry, x->now, &why) < 0);
	add_wire_counts(out, x->service->server);
	add_limits(out);
	if (buffer_ok(out, x->err) < 0)
		return -1;
	reply_bytes("text/plain; version=0.0.4; charset=utf-8", out->bytes, out->size, x->reply);
	return 0;
}
