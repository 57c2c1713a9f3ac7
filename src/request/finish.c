#include "request/finish.h"

#include <string.h>
#include <strings.h>

#define ZLIB_CONST
#include <talloc.h>
#include <zlib.h>

#include "base/digest.h"

/* Of a tag: the bytes that it names, compressed. */
static const char compressed[] = "-gzip";

static bool is_read(const struct http_request *request)
{
	return request->method == HTTP_GET || request->method == HTTP_HEAD;
}

static struct http_header *header_named(struct http_reply *reply, const char *name)
{
	for (size_t i = 0; i < reply->headers_n; i++)
		if (strcasecmp(reply->headers[i].name, name) == 0)
			return &reply->headers[i];
	return NULL;
}

/* --- other sites --- */

static void allow_reading(const struct http_request *request, struct http_reply *reply)
{
	if (!is_read(request) && request->method != HTTP_OPTIONS)
		return;
	http_reply_header(reply, "Access-Control-Allow-Origin", "*");
	if (request->method != HTTP_OPTIONS) {
		http_reply_header(reply, "Access-Control-Expose-Headers",
			"Content-Language, ETag, Retry-After");
		return;
	}
	http_reply_header(reply, "Access-Control-Allow-Methods", "GET, HEAD");
	http_reply_header(reply, "Access-Control-Allow-Headers", "If-None-Match");
	http_reply_header(reply, "Access-Control-Max-Age", "86400");
}

/* --- tags --- */

static void add_tag(void *mem, struct http_reply *reply)
{
	struct digest d;
	char hex[DIGEST_HEX_SIZE];
	const char *tag;

	if (header_named(reply, "ETag"))
		return;
	d = digest_of(reply->body, reply->body_size);
	tag = talloc_asprintf(mem, "\"%s\"", digest_hex(&d, hex));
	if (!tag)
		return;
	http_reply_header(reply, "ETag", tag);
	if (!header_named(reply, "Cache-Control"))
		http_reply_header(reply, "Cache-Control", "no-cache");
}

/* Without quotes and without what says that it is compressed: the same of both forms. */
static size_t opaque_size(const char *tag, size_t size)
{
	size_t end = sizeof(compressed) - 1;

	if (size >= end && memcmp(tag + size - end, compressed, end) == 0)
		return size - end;
	return size;
}

/* Whether a list of If-None-Match names the tag, compared weakly; "*" names all. */
static bool is_tag_named(const char *list, const char *tag)
{
	size_t wanted = opaque_size(tag + 1, strlen(tag) - 2);

	if (strcmp(list, "*") == 0)
		return true;
	while (*(list += strspn(list, " \t,")) != '\0') {
		const char *first = list + (strncmp(list, "W/", 2) == 0 ? 3 : 1);
		size_t n = first[-1] == '"' ? strcspn(first, "\"") : 0;

		if (first[-1] != '"' || first[n] != '"')
			return false;
		if (opaque_size(first, n) == wanted && memcmp(first, tag + 1, wanted) == 0)
			return true;
		list = first + n + 1;
	}
	return false;
}

static bool client_has_it(const struct http_request *request, struct http_reply *reply)
{
	const char *list = http_request_header(request, "If-None-Match");
	const struct http_header *tag = header_named(reply, "ETag");

	return list && tag && is_tag_named(list, tag->value);
}

/* --- compressing --- */

static bool may_compress(const struct command *command, const struct http_reply *reply)
{
	return command->gzip_wanted && reply->content_type && !http_status_is_bare(reply->status) &&
	       reply->body_size >= LIMIT_GZIP_LEAST && reply->body_size <= LIMIT_GZIP_MOST;
}

static void mark_compressed(void *mem, struct http_reply *reply)
{
	struct http_header *tag = header_named(reply, "ETag");
	const char *marked = tag ? talloc_asprintf(mem, "%.*s%s\"", (int)strlen(tag->value) - 1,
					   tag->value, compressed)
				 : NULL;

	if (marked)
		tag->value = marked;
}

/* Where it does not become smaller it is sent as it is. */
static void compress_body(void *mem, struct http_reply *reply)
{
	enum { GZIP_WINDOW = 15 + 16, MEMORY = 8 };
	z_stream z = {.next_in = (const Bytef *)reply->body, .avail_in = (uInt)reply->body_size};
	char *out = talloc_size(mem, reply->body_size);
	int ended;

	if (!out || deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, MEMORY,
			    Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)reply->body_size;
	ended = deflate(&z, Z_FINISH);
	deflateEnd(&z);
	if (ended != Z_STREAM_END)
		return;
	reply->body = out;
	reply->body_size = z.total_out;
	http_reply_header(reply, "Content-Encoding", "gzip");
	mark_compressed(mem, reply);
}

/* --- all of it --- */

static void take_body_away(struct http_reply *reply)
{
	reply->status = 304;
	reply->content_type = NULL;
	reply->body_size = 0;
}

void reply_finish(void *mem, const struct command *command, const struct http_request *request,
	const struct finish_options *options, struct http_reply *reply)
{
	char *date = talloc_size(mem, HTTP_DATE_SIZE);

	if (date)
		http_reply_header(reply, "Date", http_date_text(options->now, date));
	http_reply_header(reply, "Vary", "Accept, Accept-Encoding, Accept-Language");
	if (options->cross_origin)
		allow_reading(request, reply);
	if (is_read(request) && reply->status == 200 && reply->content_type) {
		add_tag(mem, reply);
		if (client_has_it(request, reply)) {
			if (may_compress(command, reply))
				mark_compressed(mem, reply);
			take_body_away(reply);
		}
	}
	if (may_compress(command, reply))
		compress_body(mem, reply);
}
