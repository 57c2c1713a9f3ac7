/*
 * HTTP requests as wire/ hands them over: the first line is METHOD TARGET, then
 * headers up to an empty line, then the body.
 */
#include "request/command.h"
#include "tests/fuzz/fuzz.h"

static enum http_method method_of(const char *text)
{
	for (int m = HTTP_GET; m < HTTP_OTHER; m++)
		if (strcmp(text, http_method_text((enum http_method)m)) == 0)
			return (enum http_method)m;
	return HTTP_OTHER;
}

/* Cuts the text at the first of the characters; what follows it, or NULL. */
static char *cut(char *text, const char *at)
{
	char *found = text ? strpbrk(text, at) : NULL;

	if (!found)
		return NULL;
	*found = '\0';
	return found + 1;
}

/* False when wire/ would not have handed it over. */
static bool read_request(char *text, struct http_request *rq)
{
	char *rest = cut(text, "\n"), *target = cut(text, " "), *line;

	if (!target || target[0] != '/')
		return false;
	rq->method = method_of(text);
	rq->path = target;
	rq->query = cut(target, "?");
	while ((line = rest) != NULL && *line && *line != '\n') {
		rest = cut(line, "\n");
		if (rq->headers_n == HTTP_HEADERS_MAX)
			return false;
		rq->headers[rq->headers_n].value = cut(line, ":");
		rq->headers[rq->headers_n].name = line;
		if (!rq->headers[rq->headers_n].value)
			return false;
		rq->headers_n++;
	}
	rq->body = rest && *rest == '\n' ? rest + 1 : "";
	rq->body_size = strlen(rq->body);
	return true;
}

static void check_command(const struct command *c, const struct http_request *rq)
{
	const struct route *route = command_route(c->kind);

	FUZZ_CHECK((c->options != NULL) == (rq->method == HTTP_OPTIONS));
	if (c->options)
		return;
	FUZZ_CHECK(c->kind < COMMAND_COUNT && route->pattern[0] == '/');
	FUZZ_CHECK((route->method == HTTP_POST) == (rq->method == HTTP_POST));
	FUZZ_CHECK(rq->method != HTTP_OTHER);
	FUZZ_CHECK(c->limit >= 1 && c->limit <= PAGE_NODES_MAX);
	FUZZ_CHECK(c->from >= 0 && c->sequence >= 0);
	FUZZ_CHECK(!c->after.given || route->query[0] != IN_QUERY_NONE);
	FUZZ_CHECK(c->problem >= ERROR_NONE && c->problem < ERROR_CODE_COUNT);
	FUZZ_CHECK(c->language == LANGUAGE_EN || c->language == LANGUAGE_ZH);
	if (c->kind == COMMAND_SUBMIT)
		FUZZ_CHECK(c->body == rq->body && c->body_size == rq->body_size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	char *text = fuzz_text(mem, data, size);
	struct http_request rq = {.method = HTTP_OTHER};
	struct command c;
	struct error err = {0};

	if (!read_request(text, &rq))
		return 0;
	fuzz_mark(&c, sizeof(c));
	if (fuzz_accepted(command_parse(&rq, &c, &err), &err))
		check_command(&c, &rq);
	else
		FUZZ_CHECK(fuzz_blames_sender(&err));
	FUZZ_CHECK(c.language == LANGUAGE_EN || c.language == LANGUAGE_ZH);
	return 0;
}
