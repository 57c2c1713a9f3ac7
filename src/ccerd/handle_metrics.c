/*
 * Counts since the start and the limits in force, in Prometheus' text form.
 */
#include "ccerd/handle.h"

#include <inttypes.h>

#include "base/limits.h"

enum { METRICS_MAX = 16 * 1024 };

static void metric(struct buffer *out, const char *name, const char *type, const char *help,
	int64_t value)
{
	buffer_add_format(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", name, help, name,
		type, name, value);
}

static void limits(struct buffer *out)
{
	static const struct {
		const char *what;
		int64_t value;
	} rows[] = {
		{"submission_bytes", LIMIT_SUBMISSION},
		{"header_bytes", LIMIT_HEADER},
		{"connections", LIMIT_CONNECTIONS},
		{"silence_ms", LIMIT_SILENCE_MS},
		{"request_ms", LIMIT_REQUEST_MS},
		{"jobs", LIMIT_JOBS},
		{"workers", LIMIT_WORKERS},
		{"page_jobs", LIMIT_PAGE_JOBS},
	};

	buffer_add_text(out, "# HELP ccer_limit Bounds on what comes from outside.\n"
			     "# TYPE ccer_limit gauge\n");
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		buffer_add_format(out, "ccer_limit{what=\"%s\"} %" PRId64 "\n", rows[i].what,
			rows[i].value);
}

int handle_metrics(struct exchange *x)
{
	struct buffer *out = buffer_new(x->mem, METRICS_MAX);
	struct line *line = x->service->line;
	struct line_counts counts = {0};

	if (!out)
		return error_no_memory(x->err);
	if (line)
		counts = line_counts(line);
	metric(out, "ccer_entries", "gauge", "Entries of the ledger.", x->head.entries);
	metric(out, "ccer_pages", "gauge", "Pages of the ledger.", x->head.pages);
	metric(out, "ccer_sealed_total", "counter", "Entries sealed since the start.",
		counts.entries);
	metric(out, "ccer_sealed_pages_total", "counter", "Pages sealed since the start.",
		counts.pages);
	metric(out, "ccer_refused_total", "counter", "Submissions refused since the start.",
		counts.refused);
	metric(out, "ccer_waiting", "gauge", "Submissions waiting for their answer.",
		line ? line_load(line) : 0);
	limits(out);
	if (buffer_ok(out, x->err) < 0)
		return -1;
	reply_bytes("text/plain; version=0.0.4; charset=utf-8", out->bytes, out->size, x->reply);
	return 0;
}
