#include "request/command.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/macros.h"
#include "base/number.h"

enum { VALUE_TEXT_SIZE = 96 };

/* --- values --- */

/* Codes are written in capitals, hashes in small letters; people send either. */
static const char *in_capitals(char *text)
{
	for (char *p = text; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return text;
}

static const char *in_small_letters(char *text)
{
	for (char *p = text; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return text;
}

/* Half a digest: its first 32 digits, the rest zero. */
static bool project_key_parse(char *text, struct project_key *out)
{
	char whole[DIGEST_HEX_SIZE];
	size_t n = strlen(text);

	memset(out, 0, sizeof(*out));
	if (project_code_parse(in_capitals(text), n, &out->code))
		return true;
	if (n != DIGEST_SIZE * 2 && n != DIGEST_SIZE)
		return false;
	out->half = n == DIGEST_SIZE;
	memset(whole, '0', DIGEST_SIZE * 2);
	memcpy(whole, in_small_letters(text), n);
	return digest_parse(whole, DIGEST_SIZE * 2, &out->digest);
}

static bool limit_parse(const char *text, struct command *out)
{
	int64_t limit;

	if (!integer_parse(text, strlen(text), 1, PAGE_NODES_MAX, &limit))
		return false;
	out->limit = (int)limit;
	return true;
}

static bool dry_run_parse(const char *text, struct command *out)
{
	out->dry_run = strcmp(text, "true") == 0;
	return out->dry_run || strcmp(text, "false") == 0;
}

static bool warnings_parse(const char *text, struct command *out)
{
	out->ask_warnings = strcmp(text, "ask") == 0;
	return out->ask_warnings || strcmp(text, "accept") == 0;
}

static bool path_value_set(enum path_value value, char *text, struct command *out)
{
	size_t n = strlen(text);

	switch (value) {
	case IN_PATH_SEQUENCE:
		return integer_parse(text, strlen(text), 0, INTEGER_MOST, &out->sequence);
	case IN_PATH_DIGEST:
		return digest_parse(in_small_letters(text), n, &out->digest);
	case IN_PATH_PROJECT_KEY:
		return project_key_parse(text, &out->project);
	case IN_PATH_METHODOLOGY:
		return methodology_code_parse(in_capitals(text), n, &out->methodology);
	case IN_PATH_PARTY:
		return party_id_parse(in_capitals(text), n, &out->party);
	case IN_PATH_PROBLEM:
		out->problem = error_by_name(text);
		return true; /* an unknown one is "not found" rather than malformed */
	case IN_PATH_NONE:
	case IN_PATH_COUNT:
		break;
	}
	return false;
}

/* One node, as a list names its last one. */
static bool block_cursor_parse(const char *text, struct serial_block *out)
{
	return serial_block_parse(text, out) && out->first == out->last;
}

/* export/statistics.h has the groupings; a test of the service compares them. */
static const char *grouping_named(const char *text)
{
	static const char *const groupings[] = {"project", "vintage", "methodology", "province"};

	for (size_t i = 0; i < COUNT_OF(groupings); i++)
		if (strcmp(groupings[i], text) == 0)
			return groupings[i];
	return NULL;
}

static bool query_value_set(enum query_value value, char *text, struct command *out)
{
	size_t n = strlen(text);
	struct cursor *after = &out->after;
	int word;

	switch (value) {
	case IN_QUERY_DRY_RUN:
		return dry_run_parse(text, out);
	case IN_QUERY_WARNINGS:
		return warnings_parse(text, out);
	case IN_QUERY_FIRST:
	case IN_QUERY_LIMIT:
		return limit_parse(text, out);
	case IN_QUERY_FROM:
		return integer_parse(text, strlen(text), 0, INTEGER_MOST, &out->from);
	case IN_QUERY_TO:
		return integer_parse(text, strlen(text), 0, INTEGER_MOST, &out->to);
	case IN_QUERY_PROJECT_CODE:
		return project_code_parse(in_capitals(text), n, &out->code);
	case IN_QUERY_VINTAGE:
		return integer_parse(text, strlen(text), VINTAGE_MIN, VINTAGE_MAX, &out->vintage);
	case IN_QUERY_UNIT_STATUS:
		word = word_value(WORDS_UNIT_TOLD, text, n);
		out->unit_told = (enum unit_told)word;
		return word != 0;
	case IN_QUERY_PROJECT_STATUS:
		word = word_value(WORDS_PROJECT_STATUS, text, n);
		out->project_status = (enum project_status)word;
		return word != 0;
	case IN_QUERY_BY:
		out->by = grouping_named(text);
		return out->by != NULL;
	case IN_QUERY_AFTER_SEQUENCE:
		after->given = integer_parse(text, n, 0, INTEGER_MOST, &after->sequence);
		return after->given;
	case IN_QUERY_AFTER_DIGEST:
		after->given = digest_parse(in_small_letters(text), n, &after->digest);
		return after->given;
	case IN_QUERY_AFTER_METHODOLOGY:
		after->given = methodology_code_parse(in_capitals(text), n, &after->methodology);
		return after->given;
	case IN_QUERY_AFTER_PARTY:
		after->given = party_id_parse(in_capitals(text), n, &after->party);
		return after->given;
	case IN_QUERY_AFTER_BLOCK:
		after->given = block_cursor_parse(in_capitals(text), &after->block);
		return after->given;
	case IN_QUERY_NONE:
	case IN_QUERY_COUNT:
		break;
	}
	return false;
}

/* --- percent encoding --- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* false: malformed, a control character, or longer than any value may be. */
static bool decode_percent(const char *text, size_t size, char out[VALUE_TEXT_SIZE])
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		int c = (unsigned char)text[i];

		if (c == '%') {
			int high = i + 2 < size ? hex_digit(text[i + 1]) : -1;
			int low = high >= 0 ? hex_digit(text[i + 2]) : -1;

			if (low < 0)
				return false;
			c = high * 16 + low;
			i += 2;
		}
		if (c < 0x20 || c == 0x7F || n + 1 == VALUE_TEXT_SIZE)
			return false;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return true;
}

/* --- routing --- */

/*
 * The next character of a path. One that needs no percent encoding means the same with it
 * (RFC 3986, 6.2.2.2); any other, "%2F" above all, stands for itself in a value only.
 */
static char take_character(const char **path)
{
	const char *p = *path;
	int high = *p == '%' ? hex_digit(p[1]) : -1;
	int low = high >= 0 ? hex_digit(p[2]) : -1;
	int c = high * 16 + low;

	if (low >= 0 && (isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~')) {
		*path += 3;
		return (char)c;
	}
	*path += 1;
	return *p;
}

/*
 * Whether the path matches the pattern; what stands in the braces is returned as a
 * run of the path.
 */
static bool pattern_matches(
	const char *pattern, const char *path, const char **value, size_t *value_size)
{
	while (*pattern) {
		if (*pattern != '{') {
			if (*path == '\0' || *pattern++ != take_character(&path))
				return false;
			continue;
		}
		*value = path;
		*value_size = strcspn(path, "/");
		if (*value_size == 0)
			return false;
		path += *value_size;
		pattern = strchr(pattern, '}') + 1;
	}
	return *path == '\0';
}

static bool method_fits(enum http_method route, enum http_method asked)
{
	return asked == route || (route == HTTP_GET && asked == HTTP_HEAD);
}

static const char *allow_of(bool get, bool post)
{
	if (get)
		return post ? "GET, HEAD, OPTIONS, POST" : "GET, HEAD, OPTIONS";
	return "OPTIONS, POST";
}

static int path_refused(const char *path, struct error *err)
{
	char shown[VALUE_TEXT_SIZE];

	snprintf(shown, sizeof(shown), "%s", path);
	for (char *p = shown; *p; p++)
		if ((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7F)
			*p = '?';
	return error_set(err, ERROR_REQUEST_PATH, NULL, "", "path", shown, NULL);
}

static int find_route(const struct http_request *request, struct command *out, const char **value,
	size_t *value_size, struct error *err)
{
	bool get = strcmp(request->path, "*") == 0, post = get;
	const char *allow;

	for (int kind = 0; kind < COMMAND_COUNT; kind++) {
		const struct route *r = command_route((enum command_kind)kind);

		if (!pattern_matches(r->pattern, request->path, value, value_size))
			continue;
		if (method_fits(r->method, request->method)) {
			out->kind = (enum command_kind)kind;
			return 0;
		}
		get = get || r->method == HTTP_GET;
		post = post || r->method == HTTP_POST;
	}
	if (!get && !post)
		return path_refused(request->path, err);
	allow = allow_of(get, post);
	if (request->method != HTTP_OPTIONS)
		return error_set(
			err, ERROR_REQUEST_METHOD, "RFC 9110 15.5.6", "", "allow", allow, NULL);
	out->options = allow;
	return 0;
}

static int parse_path_value(const char *text, size_t size, struct command *out, struct error *err)
{
	const struct route *r = command_route(out->kind);
	const struct value_row *row;
	char value[VALUE_TEXT_SIZE];

	if (r->in_path == IN_PATH_NONE)
		return 0;
	row = command_path_value(r->in_path);
	if (decode_percent(text, size, value) && path_value_set(r->in_path, value, out))
		return 0;
	return error_set(err, ERROR_REQUEST_PATH_FORM, NULL, "", "name", row->name, "accepts",
		row->accepts, NULL);
}

/* --- the query --- */

/* The route's query parameters, for people; "" when it takes none. */
static void query_names(const struct route *r, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < ROUTE_QUERY_MAX && r->query[i] != IN_QUERY_NONE; i++)
		used += (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? ", " : "",
			command_query_value(r->query[i])->name);
	if (used == 0)
		snprintf(out, size, "-");
}

static int query_unknown(const struct route *r, const char *name, struct error *err)
{
	char known[ERROR_VALUE_MAX];

	query_names(r, known, sizeof(known));
	return error_set(
		err, ERROR_REQUEST_QUERY_UNKNOWN, NULL, "", "name", name, "known", known, NULL);
}

/* `first` and `limit` are one parameter. */
static uint32_t value_bit(enum query_value value)
{
	_Static_assert(IN_QUERY_COUNT <= 32, "a bit a parameter");
	return UINT32_C(1) << (value == IN_QUERY_LIMIT ? IN_QUERY_FIRST : value);
}

static int parse_pair(
	const char *text, size_t size, uint32_t *seen, struct command *out, struct error *err)
{
	const struct route *r = command_route(out->kind);
	const char *equals = memchr(text, '=', size);
	size_t name_size = equals ? (size_t)(equals - text) : size;
	char name[VALUE_TEXT_SIZE], value[VALUE_TEXT_SIZE] = "";
	size_t i = 0;

	if (!decode_percent(text, name_size, name))
		return query_unknown(r, "?", err);
	while (i < ROUTE_QUERY_MAX && r->query[i] != IN_QUERY_NONE &&
		strcmp(command_query_value(r->query[i])->name, name) != 0)
		i++;
	if (i == ROUTE_QUERY_MAX || r->query[i] == IN_QUERY_NONE)
		return query_unknown(r, name, err);
	if (*seen & value_bit(r->query[i]))
		return error_set(err, ERROR_REQUEST_QUERY_TWICE, NULL, "", "name", name, NULL);
	*seen |= value_bit(r->query[i]);
	if (equals && decode_percent(equals + 1, size - name_size - 1, value) &&
		query_value_set(r->query[i], value, out))
		return 0;
	return error_set(err, ERROR_REQUEST_QUERY_FORM, NULL, "", "name", name, "accepts",
		command_query_value(r->query[i])->accepts, NULL);
}

static int parse_query(const char *query, struct command *out, struct error *err)
{
	uint32_t seen = 0;

	while (query && *query) {
		size_t n = strcspn(query, "&");

		if (n > 0 && parse_pair(query, n, &seen, out, err) < 0)
			return -1;
		query += n;
		if (*query == '&')
			query++;
	}
	return 0;
}

/* --- headers and body --- */

/* The quality of one range of Accept-Language in thousandths, 1000 unless given. */
static int quality_of(const char *range, size_t size)
{
	const char *q = memmem(range, size, "q=", 2);
	int quality = 0;

	if (!q)
		return 1000;
	q += 2;
	for (int scale = 1000; q < range + size; q++) {
		if (*q == '.')
			continue;
		if (!isdigit((unsigned char)*q) || scale == 0)
			break;
		quality += (*q - '0') * scale;
		scale /= 10;
	}
	return quality;
}

static enum language language_of(const char *accept)
{
	int best_zh = 0, best_en = 0;

	while (accept && *accept) {
		size_t n = strcspn(accept, ",");
		size_t blanks = strspn(accept, " \t");
		const char *range = accept + blanks;

		if (blanks < n) {
			int quality = quality_of(range, n - blanks);

			if (strncasecmp(range, "zh", 2) == 0 && quality > best_zh)
				best_zh = quality;
			if (strncasecmp(range, "en", 2) == 0 && quality > best_en)
				best_en = quality;
		}
		accept += n;
		if (*accept == ',')
			accept++;
	}
	return best_zh > best_en ? LANGUAGE_ZH : LANGUAGE_EN;
}

/* The quality that an Accept-Encoding gives a coding, in thousandths; -1: it names none. */
static int coding_quality(const char *accept, const char *coding)
{
	while (accept && *accept) {
		size_t n = strcspn(accept, ",");
		size_t blanks = strspn(accept, " \t");
		size_t name = blanks < n ? strcspn(accept + blanks, ",; \t") : 0;

		if (name == strlen(coding) && strncasecmp(accept + blanks, coding, name) == 0)
			return quality_of(accept + blanks, n - blanks);
		accept += n + (accept[n] == ',');
	}
	return -1;
}

static bool is_gzip_wanted(const char *accept)
{
	int gzip = coding_quality(accept, "gzip");

	return gzip > 0 || (gzip < 0 && coding_quality(accept, "*") > 0);
}

static bool media_is_yaml(const char *type)
{
	static const char *const accepted[] = {"text/yaml", "application/yaml"};
	size_t n = type ? strcspn(type, "; \t") : 0;

	for (size_t i = 0; i < COUNT_OF(accepted); i++)
		if (strlen(accepted[i]) == n && strncasecmp(type, accepted[i], n) == 0)
			return true;
	return false;
}

static int size_refused(struct error *err)
{
	char most[24];

	snprintf(most, sizeof(most), "%d", LIMIT_SUBMISSION);
	return error_set(err, ERROR_REQUEST_SIZE, "RFC 9110 15.5.14", "", "most", most, NULL);
}

static int parse_body(const struct http_request *request, struct command *out, struct error *err)
{
	const char *type = http_request_header(request, "Content-Type");
	const char *coding = http_request_header(request, "Content-Encoding");

	if (request->method != HTTP_POST)
		return 0;
	if (coding && coding[0] && strcasecmp(coding, "identity") != 0)
		return error_set(
			err, ERROR_REQUEST_CODING, "RFC 9110 8.4", "", "coding", coding, NULL);
	if (!media_is_yaml(type))
		return error_set(err, ERROR_REQUEST_MEDIA, "RFC 9110 15.5.16", "", "type",
			type ? type : "-", NULL);
	if (request->body_size == 0)
		return error_set(err, ERROR_REQUEST_EMPTY, NULL, "", NULL);
	if (request->body_size > LIMIT_SUBMISSION)
		return size_refused(err);
	out->body = request->body;
	out->body_size = request->body_size;
	return 0;
}

/* What wire/ found wrong before there was a path. */
static int fault_refused(enum http_fault fault, struct error *err)
{
	char most[24];

	switch (fault) {
	case HTTP_FAULT_FRAMING:
		return error_set(err, ERROR_REQUEST_FRAMING, "RFC 9112 6.3", "", NULL);
	case HTTP_FAULT_TOO_LARGE:
		return size_refused(err);
	case HTTP_FAULT_BUSY:
		return error_set(err, ERROR_SERVER_BUSY, NULL, "", NULL);
	case HTTP_FAULT_VERSION:
		return error_set(err, ERROR_REQUEST_VERSION, "RFC 9110 15.6.6", "", NULL);
	case HTTP_FAULT_HOST:
		return error_set(err, ERROR_REQUEST_HOST, "RFC 9112 3.2", "", NULL);
	case HTTP_FAULT_EXPECTATION:
		return error_set(err, ERROR_REQUEST_EXPECTATION, "RFC 9110 10.1.1", "", NULL);
	case HTTP_FAULT_MALFORMED:
	case HTTP_FAULT_NONE:
		break;
	}
	snprintf(most, sizeof(most), "%d", LIMIT_HEADER);
	return error_set(err, ERROR_REQUEST_MALFORMED, "RFC 9112 2.2", "", "most", most, NULL);
}

int command_parse(const struct http_request *request, struct command *out, struct error *err)
{
	const char *accept = http_request_header(request, "Accept");
	const char *value = NULL;
	size_t value_size = 0;

	memset(out, 0, sizeof(*out));
	out->limit = PAGE_NODES_MAX;
	out->to = -1;
	out->by = "project";
	out->language = language_of(http_request_header(request, "Accept-Language"));
	out->gzip_wanted = is_gzip_wanted(http_request_header(request, "Accept-Encoding"));
	out->text_wanted = accept && strcasestr(accept, "text/plain") &&
			   !strcasestr(accept, "application/json");
	if (request->fault != HTTP_FAULT_NONE)
		return fault_refused(request->fault, err);
	if (find_route(request, out, &value, &value_size, err) < 0)
		return -1;
	if (out->options)
		return 0;
	if (parse_path_value(value, value_size, out, err) < 0 ||
		parse_query(request->query, out, err) < 0)
		return -1;
	return parse_body(request, out, err);
}
