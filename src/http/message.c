#include "http/message.h"

#include <assert.h>
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
	case HTTP_OTHER:
		break;
	}
	return "other";
}
