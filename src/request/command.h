/*
 * command: what a request asks for, as values.
 *
 * method + path + headers + body -> struct command, by two const tables: the
 * routes (docs/api.md lists the same, a test compares them) and the values that
 * stand in paths and queries. Strict: an unknown query parameter, one given twice, or a
 * value not of its form is refused; codes and hashes may be in capitals or not. Nothing
 * here knows the registry; ccerd/ carries the command out. The body is borrowed from the request.
 */
#ifndef REQUEST_COMMAND_H
#define REQUEST_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "domain/identifiers.h"
#include "domain/serial_block.h"
#include "domain/words.h"
#include "http/message.h"

enum { PAGE_NODES_MAX = LIMIT_LIST_NODES, ROUTE_QUERY_MAX = 6, ROUTE_ALLOW_SIZE = 32 };

enum command_kind {
	COMMAND_INDEX,
	COMMAND_SUBMIT,
	COMMAND_ENTRIES,
	COMMAND_ENTRY,
	COMMAND_ENTRY_RECEIPT,
	COMMAND_DOCUMENT,
	COMMAND_DOCUMENT_RECEIPT,
	COMMAND_DOCUMENT_WARNINGS,
	COMMAND_PROJECTS,
	COMMAND_PROJECT,
	COMMAND_PROJECT_DOCUMENTS,
	COMMAND_NOTICES,
	COMMAND_METHODOLOGIES,
	COMMAND_METHODOLOGY,
	COMMAND_UNITS,
	COMMAND_RETIREMENTS,
	COMMAND_OFFSET_RECORDS,
	COMMAND_STATISTICS,
	COMMAND_DUTIES,
	COMMAND_PARTIES,
	COMMAND_PARTY,
	COMMAND_CHECKPOINT,
	COMMAND_CONSISTENCY,
	COMMAND_LEDGER,
	COMMAND_HEALTH,
	COMMAND_METRICS,
	COMMAND_PROBLEMS,
	COMMAND_PROBLEM,
	COMMAND_COUNT
};

/* What may stand in a path's braces. */
enum path_value {
	IN_PATH_NONE,
	IN_PATH_SEQUENCE,
	IN_PATH_DIGEST,
	IN_PATH_PROJECT_KEY,
	IN_PATH_METHODOLOGY,
	IN_PATH_PARTY,
	IN_PATH_PROBLEM,
	IN_PATH_COUNT
};

/* What may stand in a query. */
enum query_value {
	IN_QUERY_NONE,
	IN_QUERY_DRY_RUN,
	IN_QUERY_WARNINGS,
	IN_QUERY_FIRST,
	IN_QUERY_LIMIT,
	IN_QUERY_FROM,
	IN_QUERY_TO,
	IN_QUERY_AFTER_SEQUENCE,
	IN_QUERY_AFTER_DIGEST,
	IN_QUERY_AFTER_METHODOLOGY,
	IN_QUERY_AFTER_PARTY,
	IN_QUERY_AFTER_BLOCK,
	IN_QUERY_PROJECT_CODE,
	IN_QUERY_VINTAGE,
	IN_QUERY_UNIT_STATUS,
	IN_QUERY_PROJECT_STATUS,
	IN_QUERY_BY,
	IN_QUERY_COUNT
};

struct value_row {
	const char *name;    /* "sequence" of {sequence}, or of ?sequence= */
	const char *accepts; /* the form, for people */
	const char *zh, *en;
};

struct route {
	enum http_method method; /* HTTP_GET answers HEAD too, and each OPTIONS */
	const char *pattern;	 /* "/v1/entries/{sequence}" */
	enum path_value in_path; /* what the braces hold */
	enum query_value query[ROUTE_QUERY_MAX];
	const char *zh, *en;
};

/* How a project is named: by its code, or by the hash of its design, all or the first half. */
struct project_key {
	struct project_code code; /* "" : by hash */
	struct digest digest;	  /* with half, the last 16 bytes are zero */
	bool half;
};

/* Where a page of a list goes on: after this node. */
struct cursor {
	bool given;
	int64_t sequence;
	struct digest digest;
	struct methodology_code methodology;
	struct party_id party;
	struct serial_block block; /* first = last */
};

struct command {
	enum command_kind kind;
	enum language language; /* Accept-Language; English unless Chinese is preferred */
	bool text_wanted;	/* Accept: text/plain */
	bool gzip_wanted;	/* Accept-Encoding */
	/* Of OPTIONS, instead of all below: the methods that the path takes; else NULL. */
	const char *options;

	bool dry_run;
	bool ask_warnings; /* seal nothing that has warnings */
	int64_t sequence;
	struct digest digest;
	struct project_key project;
	struct methodology_code methodology;
	struct party_id party;
	enum error_code problem;

	int64_t from; /* 0 unless given */
	int64_t to;   /* -1 unless given */
	int limit;    /* PAGE_NODES_MAX unless given */
	struct cursor after;
	struct project_code code; /* "" : all; likewise below */
	int64_t vintage;	  /* 0 */
	enum unit_told unit_told;
	enum project_status project_status;
	const char *by; /* what statistics are grouped by; "project" unless given */

	const char *body;
	size_t body_size;
};

/*
 * ERROR_REQUEST_FRAMING, _MALFORMED, _VERSION, _HOST, _EXPECTATION, _PATH, _METHOD (argument
 * `allow`), _QUERY_UNKNOWN, _QUERY_TWICE, _QUERY_FORM, _PATH_FORM, _CODING, _MEDIA, _SIZE,
 * _EMPTY; ERROR_SERVER_BUSY. out->language, text_wanted and gzip_wanted are set even when
 * it fails, so that the refusal can be written.
 */
int command_parse(
	const struct http_request *request, struct command *out, struct error *err) MUST_CHECK;

const struct route *command_route(enum command_kind kind);
const struct value_row *command_path_value(enum path_value value);
const struct value_row *command_query_value(enum query_value value);

#endif
