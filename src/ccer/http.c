#include "ccer/http.h"

#include <string.h>
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

static int network_error(const char *server, const char *reason, struct error *err)
{
	return error_set(
		err, ERROR_CLIENT_NETWORK, NULL, "", "server", server, "reason", reason, NULL);
}

/* One try; *wait is the Retry-After of a 503, else 0. */
static int try_once(CURL *curl, const char *server, struct buffer *body, struct http_answer *out,
	curl_off_t *wait, struct error *err)
{
	CURLcode code;

	buffer_clear(body);
	*wait = 0;
	code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		return network_error(server, curl_easy_strerror(code), err);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
	if (out->status == 503)
		curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, wait);
	out->body = body->bytes;
	out->size = body->size;
	return 0;
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
	char *url = talloc_asprintf(c->mem, "%s%s", server, path);
	CURL *curl = curl_easy_init();
	struct progress progress;
	struct waiting waiting = {&progress, command_text(c, "等待", "waiting for")};
	struct curl_slist *headers;
	curl_off_t wait = 0;
	int result = -1;

	if (!received || !url || !curl) {
		curl_easy_cleanup(curl);
		return error_no_memory(err);
	}
	headers = prepare_request(curl, c, url, body, size);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, received);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &waiting);
	progress_start(&progress, server);
	for (int i = 0; i < HTTP_TRIES; i++) {
		result = try_once(curl, server, received, out, &wait, err);
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
	*err = out;
	return true;
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
	if (!read_problem(c, json, err))
		network_error(server, "not an answer of this registry's API", err);
	json_decref(json);
	return NULL;
}

int http_show_problem(const struct command_context *c, const char *file, const char *source,
	size_t size, const struct http_answer *reply)
{
	json_t *json = json_loadb(reply->body, reply->size, JSON_REJECT_DUPLICATES, NULL);
	struct error err;
	int status;

	if (read_problem(c, json, &err)) {
		status = command_error(c, file, source, size, &err);
	} else {
		fprintf(stderr, "%s: HTTP %ld %s\n", file, reply->status, text_of(json, "detail"));
		status = reply->status >= 500 ? EXIT_CANNOT : EXIT_REFUSED;
	}
	json_decref(json);
	return status;
}
