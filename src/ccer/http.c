#include "ccer/http.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <curl/curl.h>
#include <talloc.h>

#include "system/progress.h"

enum {
	HTTP_TRIES = 4,
	HTTP_TIMEOUT_S = 60,
	HTTP_CONNECT_S = 10,
	HTTP_URL_MAX = 2048,
	RETRY_MAX_S = 30,
};

struct waiting {
	struct progress *progress;
	const char *words;
};

static size_t receive_body(char *bytes, size_t one, size_t n, void *ctx)
{
	struct buffer *b = ctx;

	buffer_add(b, bytes, one * n);
	return b->failed ? 0 : one * n;
}

/* Called about once a second, even while nothing comes. */
static int wait_on(void *ctx, curl_off_t a UNUSED, curl_off_t b UNUSED, curl_off_t d UNUSED,
	curl_off_t e UNUSED)
{
	const struct waiting *w = ctx;

	progress_wait(w->progress, w->words);
	return 0;
}

/* What libcurl says in English alone. */
static const char *reason_of(const struct command_context *c, CURLcode code)
{
	static const struct {
		CURLcode code;
		const char *zh;
	} rows[] = {{CURLE_COULDNT_RESOLVE_HOST, "找不到该主机名"},
		{CURLE_COULDNT_RESOLVE_PROXY, "找不到代理的主机名"},
		{CURLE_COULDNT_CONNECT, "连接不上"}, {CURLE_OPERATION_TIMEDOUT, "等待超时"},
		{CURLE_GOT_NOTHING, "连接已通，对方没有答复"}, {CURLE_RECV_ERROR, "接收中断"},
		{CURLE_SEND_ERROR, "发送中断"}, {CURLE_PARTIAL_FILE, "答复不完整"},
		{CURLE_WRITE_ERROR, "答复太大"}, {CURLE_SSL_CONNECT_ERROR, "TLS 握手失败"},
		{CURLE_PEER_FAILED_VERIFICATION, "TLS 证书不可信"},
		{CURLE_UNSUPPORTED_PROTOCOL, "只支持 http 和 https"},
		{CURLE_WEIRD_SERVER_REPLY, "对方不按 HTTP 答复"}};

	for (size_t i = 0; c->language == LANGUAGE_ZH && i < COUNT_OF(rows); i++)
		if (rows[i].code == code)
			return rows[i].zh;
	return curl_easy_strerror(code);
}

/* Whether no_proxy names the host, or a domain that it ends in, as libcurl reads it. */
static bool passes_by(const char *list, const char *base)
{
	const char *host = strstr(base, "://") ? strstr(base, "://") + 3 : base;
	size_t host_size = *host == '[' ? strcspn(++host, "]") : strcspn(host, ":/");

	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ", ");
		const char *name = p + (*p == '.' && n > 1);
		size_t size = n - (size_t)(name - p);

		if (n == 1 && *p == '*')
			return true;
		if (size > 0 && size <= host_size &&
			strncasecmp(host + host_size - size, name, size) == 0 &&
			(size == host_size || host[host_size - size - 1] == '.'))
			return true;
		p += n;
		p += strspn(p, ", ");
	}
	return false;
}

/* The variable that sends requests to the address by way of a proxy; NULL: none does. */
static const char *proxy_variable(const char *base)
{
	static const char *const plain[] = {"http_proxy", "all_proxy", "ALL_PROXY"};
	static const char *const tls[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
	bool secure = strncmp(base, "https:", 6) == 0;
	const char *const *names = secure ? tls : plain;
	const char *list = getenv("no_proxy") ? getenv("no_proxy") : getenv("NO_PROXY");

	if (list && passes_by(list, base))
		return NULL;
	for (size_t i = 0; i < (secure ? COUNT_OF(tls) : COUNT_OF(plain)); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return names[i];
	}
	return NULL;
}

static int not_reached(
	const struct command_context *c, const char *base, CURLcode code, struct error *err)
{
	const char *variable = proxy_variable(base), *reason = reason_of(c, code);

	if (variable)
		return error_set(err, ERROR_CLIENT_PROXY, NULL, "", "server", base, "variable",
			variable, "proxy", getenv(variable), "reason", reason, NULL);
	return error_set(
		err, ERROR_CLIENT_NETWORK, NULL, "", "server", base, "reason", reason, NULL);
}

/* What stands in the answer's head; below c->mem. */
static int take_head(
	struct command_context *c, CURL *curl, struct http_answer *out, struct error *err)
{
	const char *type = NULL, *location = NULL;

	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &location);
	out->type = talloc_strdup(c->mem, type ? type : "");
	out->location = location ? talloc_strdup(c->mem, location) : NULL;
	return out->type && (out->location || !location) ? 0 : error_no_memory(err);
}

/* One try; *wait is the Retry-After of a 503, else 0. */
static int try_once(struct command_context *c, CURL *curl, const char *base, struct buffer *body,
	struct http_answer *out, curl_off_t *wait, struct error *err)
{
	CURLcode code;

	buffer_clear(body);
	*wait = 0;
	code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		return not_reached(c, base, code, err);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
	if (out->status == 503)
		curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, wait);
	out->body = body->bytes;
	out->size = body->size;
	return take_head(c, curl, out, err);
}

static void url_auto(CURLU **url)
{
	curl_url_cleanup(*url);
}

/* A part of the address below mem; "" where it has none. */
static const char *part_of(void *mem, CURLU *url, CURLUPart part, unsigned flags)
{
	char *text = NULL;
	const char *copy;

	if (curl_url_get(url, part, &text, flags) != CURLUE_OK)
		return "";
	copy = talloc_strdup(mem, text);
	curl_free(text);
	return copy ? copy : "";
}

int http_address(void *mem, const char *server, struct http_address *out, struct error *err)
{
	AUTO(url_auto) CURLU *url = curl_url();
	const char *scheme, *host, *path;
	char *name;
	size_t n;

	if (!url)
		return error_no_memory(err);
	if (curl_url_set(url, CURLUPART_URL, server, CURLU_GUESS_SCHEME) != CURLUE_OK)
		return error_set(err, ERROR_CLIENT_ADDRESS, NULL, "", "server", server, NULL);
	scheme = part_of(mem, url, CURLUPART_SCHEME, 0);
	host = part_of(mem, url, CURLUPART_HOST, 0);
	path = part_of(mem, url, CURLUPART_PATH, 0);
	if ((strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0) || !*host ||
		*part_of(mem, url, CURLUPART_QUERY, 0) ||
		*part_of(mem, url, CURLUPART_FRAGMENT, 0) || *part_of(mem, url, CURLUPART_USER, 0))
		return error_set(err, ERROR_CLIENT_ADDRESS, NULL, "", "server", server, NULL);
	for (n = strlen(path); n > 0 && path[n - 1] == '/';)
		n--;
	out->base = talloc_asprintf(mem, "%s://%s%s%s%.*s", scheme, host,
		*part_of(mem, url, CURLUPART_PORT, 0) ? ":" : "",
		part_of(mem, url, CURLUPART_PORT, 0), (int)n, path);
	name = talloc_asprintf(mem, "%s:%s%.*s", host,
		part_of(mem, url, CURLUPART_PORT, CURLU_DEFAULT_PORT), (int)n, path);
	if (!out->base || !name)
		return error_no_memory(err);
	for (char *p = name; *p; p++)
		*p = *p == '/' ? '_' : *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
	out->name = name;
	return 0;
}

const char *http_escape(void *mem, const char *text)
{
	char *escaped = curl_easy_escape(NULL, text, (int)strlen(text));
	const char *copy = escaped ? talloc_strdup(mem, escaped) : NULL;

	curl_free(escaped);
	return copy;
}

static struct curl_slist *prepare_request(
	CURL *curl, const struct command_context *c, const char *url, const char *body, size_t size)
{
	struct curl_slist *headers = curl_slist_append(
		NULL, c->language == LANGUAGE_ZH ? "Accept-Language: zh" : "Accept-Language: en");

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)HTTP_TIMEOUT_S);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)HTTP_CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive_body);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, wait_on);
	if (body) {
		headers = curl_slist_append(headers, "Content-Type: application/yaml");
		headers = curl_slist_append(headers, "Expect:");
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
	}
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	return headers;
}

int http_ask(struct command_context *c, const char *server, const char *path, const char *body,
	size_t size, struct http_answer *out, struct error *err)
{
	struct buffer *received = buffer_new(c->mem, HTTP_BODY_MAX);
	struct http_address at;
	CURL *curl;
	char *url;
	struct progress progress;
	struct waiting waiting = {&progress, command_text(c, "等待", "waiting for")};
	struct curl_slist *headers;
	curl_off_t wait = 0;
	int result = -1;

	if (http_address(c->mem, server, &at, err) < 0)
		return -1;
	url = talloc_asprintf(c->mem, "%s%s", at.base, path);
	curl = curl_easy_init();
	if (!received || !url || !curl) {
		curl_easy_cleanup(curl);
		return error_no_memory(err);
	}
	headers = prepare_request(curl, c, url, body, size);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, received);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &waiting);
	progress_start(&progress, at.base);
	for (int i = 0; i < HTTP_TRIES; i++) {
		result = try_once(c, curl, at.base, received, out, &wait, err);
		if (result < 0 || wait == 0 || i == HTTP_TRIES - 1)
			break;
		for (curl_off_t s = 0; s < wait && s < RETRY_MAX_S; s++) {
			sleep(1);
			progress_wait(&progress, waiting.words);
		}
	}
	progress_end(&progress);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	return result;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* Names that the sentence has and the problem does not (a failure's own): an ellipsis. */
static void fill_arguments(const struct command_context *c, struct error *err, size_t n)
{
	const char *p = error_template(err->code, c->language);

	while ((p = strchr(p, '{')) != NULL && n < ERROR_ARGS_MAX) {
		size_t length = strcspn(++p, "}");
		const char *name = talloc_strndup(c->mem, p, length);

		if (!name || error_argument(err, name))
			continue;
		err->argument[n].name = name;
		snprintf(err->argument[n++].value, ERROR_VALUE_MAX, "…");
	}
}

/*
 * The error that a problem document reports, its arguments' names and its rule below
 * c->mem; false: it is not one of this registry's.
 */
static bool read_problem(const struct command_context *c, const json_t *json, struct error *err)
{
	struct error out = {.code = error_by_name(text_of(json, "code"))};
	json_t *arguments = json_object_get(json, "arguments"), *value;
	const char *key;
	size_t n = 0;

	if (out.code == ERROR_NONE)
		return false;
	out.line = (uint32_t)json_integer_value(json_object_get(json, "line"));
	out.column = (uint32_t)json_integer_value(json_object_get(json, "column"));
	out.rule = *text_of(json, "rule") ? talloc_strdup(c->mem, text_of(json, "rule")) : NULL;
	snprintf(out.path, sizeof(out.path), "%s", text_of(json, "path"));
	json_object_foreach(arguments, key, value)
	{
		if (n == ERROR_ARGS_MAX)
			break;
		out.argument[n].name = talloc_strdup(c->mem, key);
		snprintf(out.argument[n].value, sizeof(out.argument[n].value), "%s",
			json_string_value(value) ? json_string_value(value) : "");
		n += out.argument[n].name != NULL;
	}
	fill_arguments(c, &out, n);
	*err = out;
	return true;
}

/* Of a registry whose errors this client does not know all: its own sentence. */
static bool read_newer(const json_t *json, const struct http_answer *reply, struct error *err)
{
	const char *code = text_of(json, "code"), *sentence = text_of(json, "detail");

	if (!*code || !*sentence)
		return false;
	error_set(err, reply->status >= 500 ? ERROR_CLIENT_TOLD_FAILURE : ERROR_CLIENT_TOLD, NULL,
		text_of(json, "path"), "code", code, "sentence", sentence, NULL);
	err->line = (uint32_t)json_integer_value(json_object_get(json, "line"));
	err->column = (uint32_t)json_integer_value(json_object_get(json, "column"));
	return true;
}

/* Somebody else has answered. */
static int not_this_registry(const char *server, const struct http_answer *reply, struct error *err)
{
	const char *variable = proxy_variable(server);
	char status[24];

	snprintf(status, sizeof(status), "%ld", reply->status);
	if (reply->location)
		return error_set(err, ERROR_CLIENT_REDIRECT, NULL, "", "server", server, "status",
			status, "location", reply->location, NULL);
	if (variable)
		return error_set(err, ERROR_CLIENT_NOT_API_PROXY, NULL, "", "server", server,
			"status", status, "type", *reply->type ? reply->type : "-", "variable",
			variable, "proxy", getenv(variable), NULL);
	return error_set(err, ERROR_CLIENT_NOT_API, NULL, "", "server", server, "status", status,
		"type", *reply->type ? reply->type : "-", NULL);
}

int http_refused(struct command_context *c, const char *server, const struct http_answer *reply,
	struct error *err)
{
	json_t *json = json_loadb(reply->body, reply->size, JSON_REJECT_DUPLICATES, NULL);

	if (reply->status < 400 || (!read_problem(c, json, err) && !read_newer(json, reply, err)))
		not_this_registry(server, reply, err);
	json_decref(json);
	return -1;
}

json_t *http_get_json(
	struct command_context *c, const char *server, const char *path, struct error *err)
{
	struct http_answer reply;
	json_t *json;

	if (http_ask(c, server, path, NULL, 0, &reply, err) < 0)
		return NULL;
	json = json_loadb(reply.body, reply.size, JSON_REJECT_DUPLICATES, NULL);
	if (reply.status == 200 && json_is_object(json))
		return json;
	json_decref(json);
	http_refused(c, server, &reply, err);
	return NULL;
}

int http_show_problem(struct command_context *c, const char *server, const char *file,
	const char *source, size_t size, const struct http_answer *reply)
{
	struct error err;

	http_refused(c, server, reply, &err);
	return command_error(c, file, source, size, &err);
}
