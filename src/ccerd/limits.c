#include "ccerd/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

#include "base/limits.h"

enum { DESCRIPTORS = LIMIT_CONNECTIONS + LIMIT_TURNED_AWAY + LIMIT_DESCRIPTORS_OTHER };

static const struct limit_row rows[] = {
	{"connections", LIMIT_CONNECTIONS, "open at once; beyond, the longest idle makes way"},
	{"connections_share", LIMIT_CONNECTIONS_SHARE, "that one address keeps when others come"},
	{"turned_away", LIMIT_TURNED_AWAY, "clients being told that there is no place"},
	{"backlog", LIMIT_BACKLOG, "clients that wait"},
	{"submission_bytes", LIMIT_SUBMISSION, "of one submission"},
	{"header_bytes", LIMIT_HEADER, "of a request line, and of all headers"},
	{"headers", LIMIT_HEADERS, "of one request"},
	{"body_bytes", LIMIT_BODY_BYTES, "of all requests held at once; then 503"},
	{"silence_ms", LIMIT_SILENCE_MS, "without a byte, also between requests"},
	{"linger_ms", LIMIT_LINGER_MS, "without a byte, after a connection's last reply"},
	{"yield_ms", LIMIT_YIELD_MS, "after which who is slow makes way for others"},
	{"head_ms", LIMIT_HEAD_MS, "from a request's first byte to the end of its headers"},
	{"request_ms", LIMIT_REQUEST_MS, "from a request's first byte to its last"},
	{"reply_ms", LIMIT_REPLY_MS, "for a reply to be taken"},
	{"gzip_least_bytes", LIMIT_GZIP_LEAST, "of an answer that is compressed if wanted"},
	{"gzip_bytes", LIMIT_GZIP_MOST, "of one; a larger one goes as it is"},
	{"keep_alive_ms", LIMIT_KEEP_ALIVE_MS, "after which a reply is its connection's last"},
	{"keep_alive_requests", LIMIT_KEEP_ALIVE_REQUESTS, "of one connection"},
	{"stop_ms", LIMIT_STOP_MS, "for replies under way at the end"},
	{"jobs", LIMIT_JOBS, "submissions waiting; then 503"},
	{"workers", LIMIT_WORKERS, "threads that open documents"},
	{"page_jobs", LIMIT_PAGE_JOBS, "documents of one page"},
	{"list_nodes", LIMIT_LIST_NODES, "nodes of one page of a list"},
	{"disk_room_bytes", LIMIT_DISK_ROOM, "that must be free for ledger and state; else 503"},
	{"clock_ms", LIMIT_CLOCK_MS, "that the clock may step, or lie behind"},
	{"descriptors", DESCRIPTORS, "that the process needs"},
};

const struct limit_row *limits_rows(size_t *n)
{
	*n = COUNT_OF(rows);
	return rows;
}

int limits_take_descriptors(struct error *err)
{
	char needed[16], allowed[24];
	struct rlimit limit = {.rlim_max = 0};

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		if (limit.rlim_cur >= DESCRIPTORS)
			return 0;
		limit.rlim_cur = DESCRIPTORS;
		if (limit.rlim_max >= DESCRIPTORS && setrlimit(RLIMIT_NOFILE, &limit) == 0)
			return 0;
	}
	snprintf(needed, sizeof(needed), "%d", DESCRIPTORS);
	snprintf(allowed, sizeof(allowed), "%" PRIuMAX, (uintmax_t)limit.rlim_max);
	return error_set(err, ERROR_SERVER_DESCRIPTORS, NULL, "", "needed", needed, "allowed",
		allowed, NULL);
}
