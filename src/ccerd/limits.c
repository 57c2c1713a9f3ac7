#include "ccerd/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

#include "base/limits.h"

enum { DESCRIPTORS = LIMIT_CONNECTIONS + LIMIT_TURNED_AWAY + LIMIT_DESCRIPTORS_OTHER };

static const struct limit_row rows[] = {
	{"connections", LIMIT_CONNECTIONS, "同时打开的连接；超过时，闲置最久的让出",
		"open at once; beyond, the longest idle makes way"},
	{"connections_share", LIMIT_CONNECTIONS_SHARE, "有别的地址来时，一个地址保留的连接",
		"that one address keeps when others come"},
	{"turned_away", LIMIT_TURNED_AWAY, "正被告知没有位置的客户端",
		"clients being told that there is no place"},
	{"backlog", LIMIT_BACKLOG, "等待的客户端", "clients that wait"},
	{"submission_bytes", LIMIT_SUBMISSION, "一次提交的字节数", "of one submission"},
	{"header_bytes", LIMIT_HEADER, "请求行的字节数，全部头部的字节数",
		"of a request line, and of all headers"},
	{"headers", LIMIT_HEADERS, "一个请求的头部数", "of one request"},
	{"body_bytes", LIMIT_BODY_BYTES, "同时保存的全部请求的字节数；超过为 503",
		"of all requests held at once; then 503"},
	{"silence_ms", LIMIT_SILENCE_MS, "没有收到字节的时间，包括两次请求之间",
		"without a byte, also between requests"},
	{"linger_ms", LIMIT_LINGER_MS, "连接的最后一次答复之后，没有收到字节的时间",
		"without a byte, after a connection's last reply"},
	{"yield_ms", LIMIT_YIELD_MS, "此后，慢的连接为别的让出位置",
		"after which who is slow makes way for others"},
	{"head_ms", LIMIT_HEAD_MS, "从请求的首字节到头部结束",
		"from a request's first byte to the end of its headers"},
	{"request_ms", LIMIT_REQUEST_MS, "从请求的首字节到末字节",
		"from a request's first byte to its last"},
	{"reply_ms", LIMIT_REPLY_MS, "对方取走答复的时间", "for a reply to be taken"},
	{"gzip_least_bytes", LIMIT_GZIP_LEAST, "应要求压缩的答复的最小字节数",
		"of an answer that is compressed if wanted"},
	{"gzip_bytes", LIMIT_GZIP_MOST, "应要求压缩的答复的最大字节数；更大的不压缩",
		"of one; a larger one goes as it is"},
	{"haste_ms", LIMIT_HASTE_MS, "此后再次请求的连接先得到服务",
		"after which a connection that asks again goes first"},
	{"keep_alive_ms", LIMIT_KEEP_ALIVE_MS, "此后的一次答复是其连接的最后一次",
		"after which a reply is its connection's last"},
	{"keep_alive_requests", LIMIT_KEEP_ALIVE_REQUESTS, "一个连接上的请求数",
		"of one connection"},
	{"stop_ms", LIMIT_STOP_MS, "停止时等待未发完的答复的时间",
		"for replies under way at the end"},
	{"arrivals", LIMIT_ARRIVALS, "尚未看过的提交数；超过为 503",
		"submissions that nobody has looked at; then 503"},
	{"jobs", LIMIT_JOBS, "等待的、由主体签署的提交数；超过为 503",
		"of parties, waiting; then 503"},
	{"others", LIMIT_OTHERS, "等待的、没有主体签名成立的提交数；超过为 503",
		"on which no party's signature holds, waiting; then 503"},
	{"workers", LIMIT_WORKERS, "读取文件的线程数", "threads that open documents"},
	{"page_jobs", LIMIT_PAGE_JOBS, "一个账页的文件数", "documents of one page"},
	{"dry_runs", LIMIT_DRY_RUNS, "等待的试提交数；超过为 503", "waiting; then 503"},
	{"dry_run_operations", LIMIT_DRY_RUN_OPERATIONS, "一次试提交全部计算的步数",
		"of all calculations of one dry run"},
	{"dry_run_ms", LIMIT_DRY_RUN_MS, "一次试提交的时间", "for one dry run"},
	{"list_nodes", LIMIT_LIST_NODES, "一页列表的条数", "nodes of one page of a list"},
	{"disk_room_bytes", LIMIT_DISK_ROOM, "账本和状态所在磁盘须有的余量；不足为 503",
		"that must be free for ledger and state; else 503"},
	{"clock_ms", LIMIT_CLOCK_MS, "时钟可以跳变或落后的时间",
		"that the clock may step, or lie behind"},
	{"descriptors", DESCRIPTORS, "进程所需的文件描述符数", "that the process needs"},
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
