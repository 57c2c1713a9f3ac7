/*
 * Counts since the start and the limits in force, in Prometheus' text form.
 */
#include "ccerd/handle/handle.h"

#include <inttypes.h>
#include <stdio.h>

#include "ccerd/limits.h"
#include "system/file.h"

enum { METRICS_MAX = 128 * 1024 };

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
		add_metric(out, name, "gauge", rows[i].en, rows[i].value);
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

static void add_refusals(struct buffer *out, const struct service_counts *counts)
{
	static const char *const name = "ccer_refusals_total";

	buffer_add_format(out,
		"# HELP %s Submissions refused or failed since the start, by code.\n# TYPE %s "
		"counter\n",
		name, name);
	for (int code = ERROR_NONE + 1; code < ERROR_CODE_COUNT; code++)
		if (counts->refused[code])
			buffer_add_format(out, "%s{status=\"%d\",code=\"%s\"} %" PRId64 "\n", name,
				error_http_status((enum error_code)code),
				error_name((enum error_code)code), counts->refused[code]);
}

/* Seconds, which Prometheus counts in, of whole milliseconds. */
static void add_seconds(struct buffer *out, int64_t ms)
{
	buffer_add_format(out, "%" PRId64 ".%03d", ms / 1000, (int)(ms % 1000));
}

static void add_latencies(struct buffer *out, const struct service_counts *counts)
{
	static const char *const name = "ccer_submission_seconds";
	int64_t below = 0;

	buffer_add_format(out,
		"# HELP %s From a submission's last byte to its answer.\n# TYPE %s histogram\n",
		name, name);
	for (int i = 0; i < LATENCIES; i++) {
		below += counts->took[i];
		buffer_add_format(out, "%s_bucket{le=\"", name);
		add_seconds(out, service_latency_ms[i]);
		buffer_add_format(out, "\"} %" PRId64 "\n", below);
	}
	below += counts->took[LATENCIES];
	buffer_add_format(out, "%s_bucket{le=\"+Inf\"} %" PRId64 "\n%s_sum ", name, below, name);
	add_seconds(out, counts->took_ms);
	buffer_add_format(out, "\n%s_count %" PRId64 "\n", name, below);
}

/* Of a simulated ledger the last entry's time says nothing about today. */
static void add_age(struct buffer *out, const struct exchange *x)
{
	int64_t age_ms = x->now.ms - x->head.last_time.ms;

	if (registry_about(x->service->registry)->clock == CLOCK_REAL)
		add_metric(out, "ccer_last_entry_age_seconds", "gauge",
			"Since the last entry was sealed.", age_ms > 0 ? age_ms / 1000 : 0);
}

/* What is not known is left out. */
static void add_room(struct buffer *out, const struct service *s)
{
	static const char *const name = "ccer_disk_room_bytes";
	const struct {
		const char *of, *path;
	} disks[] = {{"ledger", s->ledger}, {"state", s->state}};

	buffer_add_format(
		out, "# HELP %s That may still be written.\n# TYPE %s gauge\n", name, name);
	for (size_t i = 0; i < COUNT_OF(disks); i++) {
		int64_t room = disks[i].path ? file_room(disks[i].path) : -1;

		if (room >= 0)
			buffer_add_format(
				out, "%s{of=\"%s\"} %" PRId64 "\n", name, disks[i].of, room);
	}
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
	add_metric(out, "ccer_healthy", "gauge", "1 while documents are taken.",
		service_healthy(x->service, x->now, &why) == 0);
	add_age(out, x);
	add_refusals(out, &x->service->counts);
	add_latencies(out, &x->service->counts);
	add_room(out, x->service);
	add_wire_counts(out, x->service->server);
	add_limits(out);
	if (buffer_ok(out, x->err) < 0)
		return -1;
	reply_bytes("text/plain; version=0.0.4; charset=utf-8", out->bytes, out->size, x->reply);
	return 0;
}
