#include "wire/message.h"

#include <assert.h>
#include <strings.h>

const char *wire_request_header(const struct wire_request *request, const char *name)
{
	for (size_t i = 0; i < request->headers_n; i++)
		if (strcasecmp(request->headers[i].name, name) == 0)
			return request->headers[i].value;
	return NULL;
}

void wire_reply_header(struct wire_reply *reply, const char *name, const char *value)
{
	assert(reply->headers_n < WIRE_REPLY_HEADERS_MAX);
	reply->headers[reply->headers_n++] = (struct wire_header){name, value};
}

const char *wire_method_text(enum wire_method method)
{
	switch (method) {
	case WIRE_GET:
		return "GET";
	case WIRE_HEAD:
		return "HEAD";
	case WIRE_POST:
		return "POST";
	case WIRE_OTHER:
		break;
	}
	return "other";
}
