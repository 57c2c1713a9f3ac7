#include "http/head.h"

#include <string.h>
#include <strings.h>

enum { PORT_DIGITS_MAX = 5, PORT_MAX = 65535 };

/* --- characters --- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool http_is_token(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!is_letter(text[i]) && !is_digit(text[i]) &&
			!is_one_of(text[i], "!#$%&'*+-.^_`|~"))
			return false;
	return size > 0;
}

/* --- the request line --- */

static const char *end_of_port(const char *p, const char *end)
{
	int port = 0, digits = 0;

	for (; p < end && is_digit(*p) && digits < PORT_DIGITS_MAX; p++, digits++)
		port = port * 10 + (*p - '0');
	return port > PORT_MAX ? NULL : p;
}

static const char *end_of_name(const char *p, const char *end)
{
	while (p < end && (is_letter(*p) || is_digit(*p) || is_one_of(*p, "-._~!$&'()*+,;=%"))) {
		if (*p == '%' && (end - p < 3 || !is_hex(p[1]) || !is_hex(p[2])))
			return NULL;
		p++;
	}
	return p;
}

/* host [":" port], the host a name, an address, or an IPv6 address in brackets. */
static bool is_authority(const char *text, size_t size)
{
	const char *p = text, *end = text + size;

	if (p < end && *p == '[') {
		const char *first = ++p;

		while (p < end && (is_hex(*p) || *p == ':' || *p == '.'))
			p++;
		if (p - first < 2 || p == end || *p++ != ']')
			return false;
	} else {
		p = end_of_name(p, end);
	}
	if (p && p < end && *p == ':')
		p = end_of_port(p + 1, end);
	return p == end;
}

static enum http_method method_of(const char *text)
{
	for (int m = HTTP_GET; m < HTTP_OTHER; m++)
		if (strcmp(text, http_method_text((enum http_method)m)) == 0)
			return (enum http_method)m;
	return HTTP_OTHER;
}

/* "http://host/path" is read as "/path"; the host may be any, as in the Host header. */
static char *path_of_absolute(char *target)
{
	size_t scheme = strncasecmp(target, "http://", 7) == 0	  ? 7
			: strncasecmp(target, "https://", 8) == 0 ? 8
								  : 0;
	size_t authority = strcspn(target + scheme, "/?#");

	if (scheme == 0 || authority == 0 || !is_authority(target + scheme, authority))
		return NULL;
	return target + scheme + authority;
}

/* The four forms of RFC 9112, 3.2. */
static bool target_parse(const char *method, char *target, struct http_request *out)
{
	size_t size = strlen(target);
	char *query;

	for (size_t i = 0; i < size; i++)
		if (target[i] <= ' ' || target[i] > '~')
			return false;
	if (strcmp(method, "CONNECT") == 0) {
		out->path = target;
		return is_authority(target, size) && strchr(target, ':') != NULL;
	}
	if (strcmp(target, "*") == 0) {
		out->path = target;
		return out->method == HTTP_OPTIONS;
	}
	if (target[0] != '/')
		target = path_of_absolute(target);
	if (!target)
		return false;
	query = strchr(target, '?');
	if (query)
		*query++ = '\0';
	out->query = query;
	out->path = target[0] ? target : "/";
	return true;
}

static bool is_version(const char *text)
{
	return strlen(text) == 8 && memcmp(text, "HTTP/", 5) == 0 && is_digit(text[5]) &&
	       text[6] == '.' && is_digit(text[7]);
}

static enum http_fault request_line_parse(
	char *line, struct http_request *out, struct http_framing *framing)
{
	char *target = strchr(line, ' ');
	char *version = target ? strchr(target + 1, ' ') : NULL;

	if (!version)
		return HTTP_FAULT_MALFORMED;
	*target++ = '\0';
	*version++ = '\0';
	if (!http_is_token(line, strlen(line)) || !is_version(version))
		return HTTP_FAULT_MALFORMED;
	out->method = method_of(line);
	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		return HTTP_FAULT_VERSION;
	if (!target_parse(line, target, out)) {
		out->path = "";
		out->query = NULL;
		return HTTP_FAULT_MALFORMED;
	}
	framing->one_zero = version[7] == '0';
	framing->close = framing->one_zero;
	return HTTP_FAULT_NONE;
}

/* --- headers --- */

bool http_header_parse(char *line, size_t size, struct http_header *out)
{
	char *colon = memchr(line, ':', size), *value, *end = line + size;

	if (!colon || !http_is_token(line, (size_t)(colon - line)))
		return false;
	for (value = colon + 1; value < end && is_blank(*value); value++)
		;
	while (end > value && is_blank(end[-1]))
		end--;
	*colon = '\0';
	*end = '\0';
	*out = (struct http_header){line, value};
	return true;
}

/* Those that say where the request ends, or may be given once only. */
struct claims {
	int lengths, encodings, hosts;
	const char *length, *encoding, *host; /* the last of each */
	bool close, keep, continues, expects_other;
};

static bool is_item(const char *item, size_t size, const char *word)
{
	return size == strlen(word) && strncasecmp(item, word, size) == 0;
}

/* Calls fn with each item of a comma-separated list, without the blanks around it. */
static void each_item(
	const char *list, void (*fn)(struct claims *, const char *, size_t), struct claims *claims)
{
	while (*list) {
		size_t n = strcspn(list, ",");
		const char *first = list, *end = list + n;

		while (first < end && is_blank(*first))
			first++;
		while (end > first && is_blank(end[-1]))
			end--;
		if (end > first)
			fn(claims, first, (size_t)(end - first));
		list += n + (list[n] == ',');
	}
}

static void note_connection(struct claims *c, const char *item, size_t size)
{
	c->close = c->close || is_item(item, size, "close");
	c->keep = c->keep || is_item(item, size, "keep-alive");
}

static void note_expectation(struct claims *c, const char *item, size_t size)
{
	if (is_item(item, size, "100-continue"))
		c->continues = true;
	else
		c->expects_other = true;
}

static void note_header(struct claims *c, const struct http_header *h)
{
	if (strcasecmp(h->name, "Content-Length") == 0) {
		c->lengths++;
		c->length = h->value;
	} else if (strcasecmp(h->name, "Transfer-Encoding") == 0) {
		c->encodings++;
		c->encoding = h->value;
	} else if (strcasecmp(h->name, "Host") == 0) {
		c->hosts++;
		c->host = h->value;
	} else if (strcasecmp(h->name, "Connection") == 0) {
		each_item(h->value, note_connection, c);
	} else if (strcasecmp(h->name, "Expect") == 0) {
		each_item(h->value, note_expectation, c);
	}
}

/* False: not digits alone. */
static bool length_parse(const char *text, uint64_t *out)
{
	uint64_t length = 0;

	if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
		return false;
	for (; *text; text++)
		length = length > HTTP_LENGTH_BEYOND / 10 - 1
				 ? HTTP_LENGTH_BEYOND
				 : length * 10 + (uint64_t)(*text - '0');
	*out = length;
	return true;
}

static enum http_fault framing_of(
	const struct claims *c, enum http_method method, struct http_framing *framing)
{
	if (c->lengths + c->encodings > 1)
		return HTTP_FAULT_FRAMING;
	if (c->lengths && !length_parse(c->length, &framing->length))
		return HTTP_FAULT_FRAMING;
	if (c->encodings && (framing->one_zero || strcasecmp(c->encoding, "chunked") != 0))
		return HTTP_FAULT_FRAMING;
	framing->chunked = c->encodings > 0;
	if ((framing->chunked || framing->length > 0) &&
		(method == HTTP_GET || method == HTTP_HEAD))
		return HTTP_FAULT_FRAMING;
	return HTTP_FAULT_NONE;
}

static enum http_fault claims_check(
	const struct claims *c, enum http_method method, struct http_framing *framing)
{
	enum http_fault fault = framing_of(c, method, framing);

	if (fault != HTTP_FAULT_NONE)
		return fault;
	if (c->hosts > 1 || (c->hosts == 0 && !framing->one_zero))
		return HTTP_FAULT_HOST;
	if (c->hosts == 1 && !is_authority(c->host, strlen(c->host)))
		return HTTP_FAULT_HOST;
	if (c->expects_other)
		return HTTP_FAULT_EXPECTATION;
	framing->close = c->close || (framing->close && !(framing->one_zero && c->keep));
	/* HTTP/1.0 knows no 100 (RFC 9110, 10.1.1). */
	framing->continues = c->continues && !framing->one_zero;
	return HTTP_FAULT_NONE;
}

static enum http_fault headers_parse(
	char *text, char *end, struct http_request *out, struct claims *claims)
{
	while (text[0] != '\r') {
		char *line_end = memchr(text, '\r', (size_t)(end - text));

		if (out->headers_n == HTTP_HEADERS_MAX)
			return HTTP_FAULT_FRAMING;
		if (!http_header_parse(
			    text, (size_t)(line_end - text), &out->headers[out->headers_n]))
			return HTTP_FAULT_MALFORMED;
		note_header(claims, &out->headers[out->headers_n++]);
		text = line_end + 2;
	}
	return HTTP_FAULT_NONE;
}

enum http_fault http_head_parse(
	char *text, size_t size, struct http_request *out, struct http_framing *framing)
{
	char *line_end = memchr(text, '\r', size);
	struct claims claims = {0};

	memset(out, 0, sizeof(*out));
	*framing = (struct http_framing){.length = 0};
	out->method = HTTP_OTHER;
	out->path = out->body = "";
	*line_end = '\0';
	out->fault = request_line_parse(text, out, framing);
	if (out->fault == HTTP_FAULT_NONE)
		out->fault = headers_parse(line_end + 2, text + size, out, &claims);
	if (out->fault == HTTP_FAULT_NONE)
		out->fault = claims_check(&claims, out->method, framing);
	if (out->fault != HTTP_FAULT_NONE)
		framing->close = true;
	return out->fault;
}
