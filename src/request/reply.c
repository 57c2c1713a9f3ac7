#include "request/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "base/buffer.h"
#include "domain/spoken.h"
#include "request/command.h"

enum { INDEX_MAX = 16 * 1024, ETAG_SIZE = DIGEST_HEX_SIZE + 2 };

static const char no_memory[] = "{\"type\": \"/problems/server.no-memory\", \"status\": 503,"
				" \"code\": \"server.no-memory\"}";

struct read_at read_at_of(const char *note)
{
	struct read_at at = {0};
	const char *size = note ? strchr(note, '\n') : NULL;
	const char *root = size ? strchr(size + 1, '\n') : NULL;
	size_t n = root ? strcspn(root + 1, "\n") : 0;

	if (n == 0 || n >= sizeof(at.root))
		return at;
	at.size = strtoll(size + 1, NULL, 10);
	memcpy(at.root, root + 1, n);
	return at;
}

json_t *reply_object(const struct read_at *at)
{
	return json_pack("{s:{s:I, s:o}}", "checkpoint", "size", (json_int_t)at->size, "root",
		json_of_text(at->root));
}

json_t *json_of_text(const char *text)
{
	return text && text[0] ? json_string(text) : json_null();
}

json_t *json_of_digest(const struct digest *d)
{
	char hex[DIGEST_HEX_SIZE];

	return digest_is_zero(d) ? json_null() : json_string(digest_hex(d, hex));
}

json_t *json_of_instant(struct instant i)
{
	char text[INSTANT_TEXT_SIZE];

	return instant_is_none(i) ? json_null() : json_string(instant_text(i, text));
}

json_t *json_of_day(struct day d)
{
	char text[DAY_TEXT_SIZE];

	return day_is_none(d) ? json_null() : json_string(day_text(d, text));
}

/* Appends to a buffer of the request's; -1 stops jansson. */
static int dump_to(const char *bytes, size_t size, void *buffer)
{
	struct buffer *b = buffer;

	buffer_add(b, bytes, size);
	return b->failed ? -1 : 0;
}

static void reply_json_as(
	void *mem, int status, const char *type, json_t *json, struct http_reply *out)
{
	AUTO(json_auto) json_t *owned = json;
	struct buffer *b = buffer_new(mem, SIZE_MAX / 2);

	out->status = status;
	out->content_type = type;
	if (owned && b && json_dump_callback(owned, dump_to, b, JSON_INDENT(2)) == 0) {
		buffer_add_text(b, "\n");
		if (!b->failed) {
			out->body = b->bytes;
			out->body_size = b->size;
			return;
		}
	}
	out->status = 503;
	out->content_type = "application/problem+json";
	out->body = no_memory;
	out->body_size = sizeof(no_memory) - 1;
}

void reply_json(void *mem, int status, json_t *json, struct http_reply *out)
{
	reply_json_as(mem, status, "application/json", json, out);
}

void reply_bytes(const char *content_type, const char *body, size_t size, struct http_reply *out)
{
	out->status = 200;
	out->content_type = content_type;
	out->body = body;
	out->body_size = size;
}

void reply_immutable(void *mem, struct http_reply *out)
{
	struct digest d = digest_of(out->body, out->body_size);
	char hex[DIGEST_HEX_SIZE];
	const char *etag = talloc_asprintf(mem, "\"%s\"", digest_hex(&d, hex));

	if (!etag)
		return;
	http_reply_header(out, "ETag", etag);
	http_reply_header(out, "Cache-Control", "public, max-age=31536000, immutable");
}

void reply_options(const char *allow, struct http_reply *out)
{
	out->status = 204;
	out->content_type = NULL;
	http_reply_header(out, "Allow", allow);
}

/* --- problems --- */

/* The sentence with an ellipsis for each argument: the same for every occurrence. */
static void title_of(enum error_code code, enum language language, char *out, size_t size)
{
	const char *p = error_template(code, language);
	size_t used = 0;

	while (*p && used + sizeof("…") < size) {
		if (*p != '{') {
			out[used++] = *p++;
			continue;
		}
		memcpy(out + used, "…", sizeof("…") - 1);
		used += sizeof("…") - 1;
		p = strchr(p, '}') ? strchr(p, '}') + 1 : p + 1;
	}
	out[used] = '\0';
}

static void text_of(const struct error *e, enum language language, char *out, size_t size)
{
	struct spoken_error said;

	if (error_http_status(e->code) == 500)
		title_of(e->code, language, out, size);
	else
		error_text(spoken_error(e, language, &said), language, out, size);
}

static json_t *named(const struct error_argument *arguments)
{
	json_t *out = json_object();

	for (size_t i = 0; i < ERROR_ARGS_MAX && arguments[i].name; i++)
		json_object_set_new(out, arguments[i].name, json_string(arguments[i].value));
	return out;
}

static json_t *arguments_of(const struct error *e)
{
	return error_http_status(e->code) == 500 ? json_object() : named(e->argument);
}

json_t *json_of_warning(const struct warning *w, int64_t position, const struct digest *answered_by)
{
	char zh[ERROR_TEXT_MAX], en[ERROR_TEXT_MAX];

	spoken_warning(w, LANGUAGE_ZH, zh, sizeof(zh));
	spoken_warning(w, LANGUAGE_EN, en, sizeof(en));
	return json_pack("{s:I, s:s, s:s, s:s, s:o, s:{s:s, s:s}, s:o}", "position",
		(json_int_t)position, "code", warning_name(w->code), "path", w->path, "rule",
		warning_rule(w->code), "arguments", named(w->argument), "text", "zh", zh, "en", en,
		"answered_by", answered_by ? json_of_digest(answered_by) : json_null());
}

json_t *json_of_warnings(const struct warning_list *list)
{
	json_t *out = json_array();

	for (size_t i = 0; list && i < list->count; i++)
		json_array_append_new(out, json_of_warning(&list->item[i], (int64_t)i, NULL));
	return out;
}

/* The members that a problem and each of its faults share. */
static json_t *fault_of(const struct error *e)
{
	char zh[ERROR_TEXT_MAX], en[ERROR_TEXT_MAX];

	text_of(e, LANGUAGE_ZH, zh, sizeof(zh));
	text_of(e, LANGUAGE_EN, en, sizeof(en));
	return json_pack("{s:s, s:o, s:o, s:s, s:o, s:o, s:{s:s, s:s}}", "code",
		error_name(e->code), "line", e->line ? json_integer(e->line) : json_null(),
		"column", e->line ? json_integer(e->column) : json_null(), "path", e->path, "rule",
		json_of_text(e->rule), "arguments", arguments_of(e), "text", "zh", zh, "en", en);
}

static json_t *faults_of(const struct error_list *list)
{
	json_t *out = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(out, fault_of(&list->item[i]));
	return out;
}

static json_t *problem_json(const struct problem *p)
{
	char type[96], title[ERROR_TEXT_MAX], detail[ERROR_TEXT_MAX];
	const struct error *e = p->error;
	json_t *out;

	snprintf(type, sizeof(type), "/problems/%s", error_name(e->code));
	title_of(e->code, p->language, title, sizeof(title));
	text_of(e, p->language, detail, sizeof(detail));
	out = json_pack("{s:s, s:s, s:i, s:s}", "type", type, "title", title, "status",
		error_http_status(e->code), "detail", detail);
	if (!out)
		return NULL;
	json_object_update_new(out, fault_of(e));
	if (p->document)
		json_object_set_new(out, "document", json_of_digest(p->document));
	if (p->faults && p->faults->count > 0) {
		json_object_set_new(out, "faults", faults_of(p->faults));
		json_object_set_new(
			out, "faults_beyond", json_integer((json_int_t)p->faults->beyond));
	}
	if (p->warnings)
		json_object_set_new(out, "warnings", json_of_warnings(p->warnings));
	if (p->calculation)
		json_object_set(out, "calculation", p->calculation);
	if (p->refusal)
		json_object_set_new(out, "refusal", json_stringn(p->refusal, p->refusal_size));
	return out;
}

/* What somebody must mend first is not worth trying again a second later. */
static bool may_retry(enum error_code code)
{
	return code != ERROR_CLOCK_JUMPED && code != ERROR_CLOCK_BEHIND;
}

void reply_problem(void *mem, const struct problem *p, struct http_reply *out)
{
	const char *allow = error_argument(p->error, "allow");

	out->headers_n = 0;
	reply_json_as(mem, error_http_status(p->error->code), "application/problem+json",
		problem_json(p), out);
	http_reply_header(out, "Content-Language", p->language == LANGUAGE_ZH ? "zh" : "en");
	if (allow && p->error->code == ERROR_REQUEST_METHOD)
		http_reply_header(out, "Allow", talloc_strdup(mem, allow));
	if (p->error->code == ERROR_REQUEST_CODING)
		http_reply_header(out, "Accept-Encoding", "identity");
	if (out->status == 503 && may_retry(p->error->code))
		http_reply_header(out, "Retry-After", "1");
}

json_t *problem_description(enum error_code code)
{
	char type[96];

	snprintf(type, sizeof(type), "/problems/%s", error_name(code));
	return json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", type, "code", error_name(code),
		"status", error_http_status(code), "zh", error_template(code, LANGUAGE_ZH), "en",
		error_template(code, LANGUAGE_EN));
}

/* --- the index --- */

const char *reply_index(void *mem)
{
	struct buffer *b = buffer_new(mem, INDEX_MAX);
	struct error err;

	if (!b)
		return NULL;
	buffer_add_text(b, "CCER registry / 温室气体自愿减排注册登记系统（非官方）\n\n");
	for (int kind = 0; kind < COMMAND_COUNT; kind++) {
		const struct route *r = command_route((enum command_kind)kind);

		buffer_add_format(b, "%-4s %s", http_method_text(r->method), r->pattern);
		for (size_t i = 0; i < ROUTE_QUERY_MAX && r->query[i] != IN_QUERY_NONE; i++)
			buffer_add_format(b, "%s%s=", i == 0 ? "?" : "&",
				command_query_value(r->query[i])->name);
		buffer_add_format(b, "\n     %s\n     %s\n", r->zh, r->en);
	}
	return buffer_ok(b, &err) < 0 ? NULL : b->bytes;
}
