/*
 * The ledger itself: its index, its checkpoint, what it says of itself, and what
 * the server can answer with.
 */
#include "ccerd/handle/handle.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>
#include <talloc.h>

#include "signature/note.h"

/* --- the index of entries --- */

struct entries {
	struct nodes nodes;
	bool public_only;
};

static void entries_auto(struct entries *e)
{
	nodes_auto(&e->nodes);
}

/* Of a document that is not public, only its place, its time and its hashes are shown. */
static json_t *entry_json(const struct state_entry *e)
{
	bool shown = readers_are_everyone(e->readers);

	return json_pack("{s:I, s:o, s:I, s:I, s:o, s:o, s:b, s:o, s:o}", "sequence",
		(json_int_t)e->sequence, "time", json_of_instant(e->time), "page",
		(json_int_t)e->page, "rules", (json_int_t)e->rules, "leaf",
		json_of_digest(&e->leaf), "document", json_of_digest(&e->document), "public", shown,
		"kind", shown ? json_string(e->kind) : json_null(), "project",
		shown ? json_of_digest(&e->project) : json_null());
}

static int add_entry(void *ctx, const struct state_entry *e, struct error *err)
{
	struct entries *all = ctx;
	char cursor[CURSOR_TEXT_SIZE];

	if (all->public_only && !readers_are_everyone(e->readers))
		return 0;
	if (nodes_full(&all->nodes))
		return 1;
	snprintf(cursor, sizeof(cursor), "%" PRId64, e->sequence);
	return nodes_add(&all->nodes, entry_json(e), cursor, err);
}

static int list_entries(struct exchange *x, const struct digest *project)
{
	AUTO(entries_auto) struct entries all = {.public_only = project != NULL};
	const struct command *c = x->command;
	int64_t from = c->from;

	if (c->after.given && c->after.sequence >= from)
		from = c->after.sequence + 1;
	if (nodes_init(&all.nodes, x) < 0 ||
		state_entries(x->state, from, project, add_entry, &all, x->err) < 0)
		return -1;
	return nodes_reply(&all.nodes, x);
}

int handle_entries(struct exchange *x)
{
	return list_entries(x, NULL);
}

int handle_project_documents(struct exchange *x)
{
	struct record project;

	if (project_find(x, &project) < 0)
		return -1;
	return list_entries(x, &project.project.project);
}

/* --- what it is --- */

int handle_checkpoint(struct exchange *x)
{
	size_t size = strlen(x->head.checkpoint);
	const char *note = talloc_strndup(x->mem, x->head.checkpoint, size);

	if (!note)
		return error_no_memory(x->err);
	reply_bytes("text/plain; charset=utf-8", note, size, x->reply);
	http_reply_header(x->reply, "Cache-Control", "no-cache");
	return 0;
}

/* Refuses one of the query's two sizes, which must be `least` to `most`. */
static int size_refused(struct exchange *x, const char *name, int64_t least, int64_t most)
{
	char accepts[64];

	snprintf(accepts, sizeof(accepts), "%" PRId64 "..%" PRId64, least, most);
	return error_set(
		x->err, ERROR_REQUEST_QUERY_FORM, NULL, "", "name", name, "accepts", accepts, NULL);
}

static json_t *json_of_hash(const struct digest *d)
{
	char text[sodium_base64_ENCODED_LEN(DIGEST_SIZE, sodium_base64_VARIANT_ORIGINAL)];

	return json_string(sodium_bin2base64(
		text, sizeof(text), d->bytes, sizeof(d->bytes), sodium_base64_VARIANT_ORIGINAL));
}

static json_t *json_of_tree(const struct checkpoint *c)
{
	return json_pack("{s:I, s:o}", "size", (json_int_t)c->size, "root", json_of_hash(&c->root));
}

int handle_consistency(struct exchange *x)
{
	const struct command *c = x->command;
	int64_t to = c->to < 0 ? x->head.entries : c->to;
	struct registry_growth g;
	json_t *out, *proof;

	if (to > x->head.entries)
		return size_refused(x, "to", 0, x->head.entries);
	if (c->from > to)
		return size_refused(x, "from", 0, to);
	if (registry_growth(x->service->registry, c->from, to, &g, x->err) < 0)
		return -1;
	out = reply_object(&x->at);
	proof = json_array();
	if (!out || !proof)
		return error_no_memory(x->err);
	for (size_t i = 0; i < g.proof.n; i++)
		json_array_append_new(proof, json_of_hash(&g.proof.hash[i]));
	json_object_update_new(out, json_pack("{s:o, s:o, s:o}", "from", json_of_tree(&g.from),
					    "to", json_of_tree(&g.to), "proof", proof));
	reply_json(x->mem, 200, out, x->reply);
	return 0;
}

int handle_ledger(struct exchange *x)
{
	const struct registry *r = x->service->registry;
	const struct record_registry *about = registry_about(r);
	struct buffer *vkey = buffer_new(x->mem, 512);
	char ssh[PUBLIC_KEY_TEXT_SIZE];
	json_t *out;

	if (!vkey)
		return error_no_memory(x->err);
	note_verifier_key(registry_ledger_id(r), &about->sealing_key, vkey);
	if (buffer_ok(vkey, x->err) < 0)
		return -1;
	out = reply_object(&x->at);
	if (!out)
		return error_no_memory(x->err);
	json_object_update_new(
		out, json_pack("{s:s, s:s, s:o, s:{s:s, s:s}, s:s, s:I, s:o, s:o}", "name",
			     about->name, "id", registry_ledger_id(r), "genesis",
			     json_of_digest(&about->genesis), "sealing_key", "vkey", vkey->bytes,
			     "ssh", public_key_text(&about->sealing_key, ssh), "clock",
			     word_text(WORDS_CLOCK, (int)about->clock), "rules",
			     (json_int_t)about->rules, "time",
			     json_of_instant(registry_seal_time(r, x->now)), "commit",
			     json_of_text(x->head.mark)));
	reply_json(x->mem, 200, out, x->reply);
	return 0;
}

int handle_health(struct exchange *x)
{
	json_t *out = reply_object(&x->at);
	struct error why = {0};

	if (service_healthy(x->service, x->now, &why) < 0)
		log_error(&x->service->log, "unhealthy", &why);
	if (out)
		json_object_update_new(
			out, json_pack("{s:b, s:o}", "healthy", why.code == ERROR_NONE, "code",
				     json_of_text(why.code ? error_name(why.code) : NULL)));
	reply_json(x->mem, why.code ? 503 : 200, out, x->reply);
	return 0;
}

int handle_index(struct exchange *x)
{
	const char *text = reply_index(x->mem);

	if (!text)
		return error_no_memory(x->err);
	reply_bytes("text/plain; charset=utf-8", text, strlen(text), x->reply);
	return 0;
}

/* --- problems --- */

int handle_problems(struct exchange *x)
{
	json_t *all = json_array();

	for (int code = 1; code < ERROR_CODE_COUNT; code++)
		json_array_append_new(all, problem_description((enum error_code)code));
	return object_reply(x, "problems", all);
}

int handle_problem(struct exchange *x)
{
	if (x->command->problem == ERROR_NONE)
		return error_set(x->err, ERROR_REQUEST_NO_PROBLEM, NULL, "", NULL);
	return object_reply(x, "problem", problem_description(x->command->problem));
}
