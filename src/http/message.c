#include "http/message.h"

#include <assert.h>
#include <stdio.h>
#include <strings.h>

const char *http_request_header(const struct http_request *request, const char *name)
{
	for (size_t i = 0; i < request->headers_n; i++)
		if (strcasecmp(request->headers[i].name, name) == 0)
			return request->headers[i].value;
	return NULL;
}

void http_reply_header(struct http_reply *reply, const char *name, const char *value)
{
	assert(reply->headers_n < HTTP_REPLY_HEADERS_MAX);
	reply->headers[reply->headers_n++] = (struct http_header){name, value};
}

const char *http_method_text(enum http_method method)
{
	switch (method) {
	case HTTP_GET:
		return "GET";
	case HTTP_HEAD:
		return "HEAD";
	case HTTP_POST:
		return "POST";
	case HTTP_OPTIONS:
		return "OPTIONS";
	case HTTP_OTHER:
		break;
	}
	return "other";
}

const char *http_date_text(struct instant i, char out[HTTP_DATE_SIZE])
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	enum { ZONE_MS = 8 * 60 * 60 * 1000 };
	/* A day of ours begins at 16:00Z of the one before. */
	struct day day = instant_day((struct instant){i.ms - ZONE_MS});
	int64_t seconds = (i.ms - ZONE_MS - day_start(day).ms) / 1000;
	int year, month, of_month;

	day_date(day, &year, &month, &of_month);
	snprintf(out, HTTP_DATE_SIZE, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
		days + 3 * (day_weekday(day) - 1), of_month, months + 3 * (month - 1), year,
		(int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
	return out;
}

static const char *reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{200, "OK"},
		{201, "Created"},
		{204, "No Content"},
		{304, "Not Modified"},
		{400, "Bad Request"},
		{403, "Forbidden"},
		{404, "Not Found"},
		{405, "Method Not Allowed"},
		{409, "Conflict"},
		{413, "Content Too Large"},
		{415, "Unsupported Media Type"},
		{417, "Expectation Failed"},
		{422, "Unprocessable Content"},
		{429, "Too Many Requests"},
		{500, "Internal Server Error"},
		{503, "Service Unavailable"},
		{505, "HTTP Version Not Supported"},
		{507, "Insufficient Storage"},
	};

	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return ""; /* the blank before it stays (RFC 9112, 4) */
}

bool http_status_is_bare(int status)
{
	return status < 200 || status == 204 || status == 304;
}

void http_reply_head(const struct http_reply *reply, const char *connection, struct buffer *out)
{
	buffer_add_format(out, "HTTP/1.1 %d %s\r\n", reply->status, reason_of(reply->status));
	if (connection)
		buffer_add_format(out, "Connection: %s\r\n", connection);
	for (size_t i = 0; i < reply->headers_n; i++)
		buffer_add_format(
			out, "%s: %s\r\n", reply->headers[i].name, reply->headers[i].value);
	if (reply->content_type)
		buffer_add_format(out, "Content-Type: %s\r\n", reply->content_type);
	if (!http_status_is_bare(reply->status))
		buffer_add_format(out, "Content-Length: %zu\r\n", reply->body_size);
	buffer_add_text(out, "\r\n");
}
