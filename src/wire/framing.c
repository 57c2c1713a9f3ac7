#include "wire/framing.h"

#include <string.h>
#include <strings.h>

enum { LENGTH_DIGITS_MAX = 15 };

/* What the headers say of a body. */
struct claims {
	int lengths, encodings;
	const char *length, *encoding; /* the last of each */
};

/* RFC 9110 5.6.2 */
static bool is_token(const char *name)
{
	static const char others[] = "!#$%&'*+-.^_`|~";

	for (const char *p = name; *p; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');

		if (!letter && !(*p >= '0' && *p <= '9') && !strchr(others, *p))
			return false;
	}
	return *name != '\0';
}

static bool is_value(const char *value)
{
	for (const char *p = value; *p; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7F)
			return false;
	return true;
}

static bool is_length(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n > 0 && n <= LENGTH_DIGITS_MAX && text[n] == '\0';
}

static struct claims claims_of(const struct http_request *request)
{
	struct claims c = {.lengths = 0};

	for (size_t i = 0; i < request->headers_n; i++) {
		const struct http_header *h = &request->headers[i];

		if (strcasecmp(h->name, "Content-Length") == 0) {
			c.lengths++;
			c.length = h->value;
		} else if (strcasecmp(h->name, "Transfer-Encoding") == 0) {
			c.encodings++;
			c.encoding = h->value;
		}
	}
	return c;
}

static bool has_body(const struct claims *c)
{
	return c->encodings > 0 || (c->lengths > 0 && strspn(c->length, "0") != strlen(c->length));
}

bool framing_is_plain(const struct http_request *request)
{
	const struct claims c = claims_of(request);

	for (size_t i = 0; i < request->headers_n; i++)
		if (!is_token(request->headers[i].name) || !is_value(request->headers[i].value))
			return false;
	if (c.lengths + c.encodings > 1)
		return false;
	if (c.lengths && !is_length(c.length))
		return false;
	if (c.encodings && strcasecmp(c.encoding, "chunked") != 0)
		return false;
	return !has_body(&c) || (request->method != HTTP_GET && request->method != HTTP_HEAD);
}

bool framing_may_go_on(const struct http_request *request)
{
	const struct claims c = claims_of(request);

	return c.encodings == 0 && (request->method == HTTP_POST || !has_body(&c));
}
