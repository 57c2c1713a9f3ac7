/*
 * handle: what the command handlers share. Private to ccerd/.
 *
 * A handler fills x->reply and returns 0, or returns -1 with *x->err, which
 * becomes a problem. Reading handlers run inside one read transaction, whose
 * head and checkpoint are in x. Lists are pages: nodes are added until the page
 * is full, and the last one's cursor says where the next page begins.
 */
#ifndef CCERD_HANDLE_H
#define CCERD_HANDLE_H

#include "ccerd/service.h"
#include "request/command.h"
#include "request/reply.h"

struct exchange {
	struct service *service;
	void *mem;
	const struct command *command;
	struct state *state;
	const struct view *view;
	struct state_head head;
	struct read_at at;  /* the checkpoint at which the answer is read */
	struct instant now; /* reading handlers only; so is today, the day of a seal made now */
	struct day today;
	const struct http_request *request;
	struct logged logged; /* of this answer */
	bool deferred;	      /* set by a handler whose reply comes later */
	struct http_reply *reply;
	struct error *err;
};

typedef int (*handle_fn)(struct exchange *x);

int handle_index(struct exchange *x);
int handle_submit(struct exchange *x);
int handle_entries(struct exchange *x);
int handle_entry(struct exchange *x);
int handle_entry_receipt(struct exchange *x);
int handle_document(struct exchange *x);
int handle_document_receipt(struct exchange *x);
int handle_document_warnings(struct exchange *x);
int handle_projects(struct exchange *x);
int handle_project(struct exchange *x);
int handle_project_documents(struct exchange *x);
int handle_notices(struct exchange *x);
int handle_methodologies(struct exchange *x);
int handle_methodology(struct exchange *x);
int handle_units(struct exchange *x);
int handle_retirements(struct exchange *x);
int handle_offset_records(struct exchange *x);
int handle_statistics(struct exchange *x);
int handle_duties(struct exchange *x);
int handle_parties(struct exchange *x);
int handle_party(struct exchange *x);
int handle_checkpoint(struct exchange *x);
int handle_consistency(struct exchange *x);
int handle_ledger(struct exchange *x);
int handle_health(struct exchange *x);
int handle_metrics(struct exchange *x);
int handle_problems(struct exchange *x);
int handle_problem(struct exchange *x);

/* --- JSON (nodes.c) --- */

/* The named columns of a record, in that order; `fields` ends in NULL. NULL: no memory. */
json_t *record_json(const struct record *r, const char *const *fields);

enum { CURSOR_TEXT_SIZE = 80 };

struct nodes {
	json_t *array;
	int limit;
	bool more; /* at least one node did not fit */
	char cursor[CURSOR_TEXT_SIZE];
};

/* An empty page with the command's limit; free with nodes_auto. */
int nodes_init(struct nodes *n, struct exchange *x) MUST_CHECK;
void nodes_auto(struct nodes *n);

/* Whether there is no room for a further node, which is then noted: the caller stops. */
bool nodes_full(struct nodes *n);

/* Takes node over (NULL: no memory). 0, or -1 with *err. */
int nodes_add(struct nodes *n, json_t *node, const char *cursor, struct error *err) MUST_CHECK;

/* Answers with the page; n is left empty. */
int nodes_reply(struct nodes *n, struct exchange *x);

/* Answers with {"checkpoint": .., name: value}; value is taken over. */
int object_reply(struct exchange *x, const char *name, json_t *value);

/*
 * The entry of the document that the command names by its hash, which everybody may see: 0
 * and *out, or -1 (ERROR_REQUEST_NO_DOCUMENT, ERROR_REQUEST_NOT_PUBLIC; handle_documents.c).
 */
int document_entry(struct exchange *x, struct state_entry *out) MUST_CHECK;

/*
 * What a document that everybody may see was warned of, as the state has it: an array, or
 * NULL with *err (handle_warnings.c).
 */
json_t *warnings_json(struct exchange *x, const struct digest *document, struct error *err);

/* The project that the command names: 0 and *out, or -1 (ERROR_REQUEST_NO_PROJECT). */
int project_find(struct exchange *x, struct record *out) MUST_CHECK;

#endif
