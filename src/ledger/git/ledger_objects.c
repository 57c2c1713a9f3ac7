/*
 * Loose objects, read by us: libgit2 (1.5) loops for ever on a truncated one.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <git2/sys/odb_backend.h>
#include <talloc.h>
#include <zlib.h>

#include "base/number.h"
#include "ledger/git/ledger_git.h"
#include "system/file.h"

enum { HEADER_MAX = 32 };

/* libgit2 sees the first member. */
struct reader {
	git_odb_backend backend;
	char objects[PATH_MAX];
};

/* "blob 123" and the NUL that ends it, then what was read from it. */
struct header {
	char text[HEADER_MAX];
	size_t size; /* of the text, including the NUL */
	git_object_t type;
	size_t body_size;
};

static void stream_end(z_stream *z)
{
	inflateEnd(z);
}

static int broken(const git_oid *id, const char *problem)
{
	char hex[GIT_OID_HEXSZ + 1], text[128];

	snprintf(text, sizeof(text), "object %s %s", git_oid_tostr(hex, sizeof(hex), id), problem);
	git_error_set_str(GIT_ERROR_ODB, text);
	return GIT_ERROR;
}

/* The stored bytes, below mem; GIT_ENOTFOUND where there is no such file. */
static int stored(const struct reader *r, void *mem, const git_oid *id, z_stream *z)
{
	char path[PATH_MAX + GIT_OID_HEXSZ + 3], hex[GIT_OID_HEXSZ + 1];
	uint8_t *bytes;
	int64_t size;
	size_t n = 0;

	git_oid_tostr(hex, sizeof(hex), id);
	snprintf(path, sizeof(path), "%s/%.2s/%s", r->objects, hex, hex + 2);
	AUTO(file_auto) int fd = file_open_ordinary(path, LEDGER_OBJECT_MAX, &size);

	if (fd < 0)
		return errno == ENOENT	 ? GIT_ENOTFOUND
		       : errno == EFBIG	 ? broken(id, "is too large")
		       : errno == EINVAL ? broken(id, "is no ordinary file")
					 : broken(id, strerror(errno));
	bytes = talloc_array(mem, uint8_t, (unsigned)size + 1);
	if (!bytes)
		return broken(id, "does not fit into memory");
	while (n < (size_t)size) {
		ssize_t got = read(fd, bytes + n, (size_t)size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return broken(id, "cannot be read");
		n += (size_t)got;
	}
	z->next_in = bytes;
	z->avail_in = (uInt)n;
	return 0;
}

/* The text is one word, a space, and a number. */
static int header_parse(const git_oid *id, struct header *h)
{
	char *space = memchr(h->text, ' ', h->size);
	int64_t size;

	if (!space || space + 2 > h->text + h->size - 1)
		return broken(id, "has a malformed header");
	*space = '\0';
	h->type = git_object_string2type(h->text);
	if (h->type == GIT_OBJECT_INVALID ||
		!integer_parse(space + 1, strlen(space + 1), 0, INT64_MAX, &size))
		return broken(id, "has a malformed header");
	if (size > LEDGER_OBJECT_MAX)
		return broken(id, "is too large");
	h->body_size = (size_t)size;
	return 0;
}

/* Byte by byte up to the NUL, which leaves the stream where the body begins. */
static int read_header(z_stream *z, const git_oid *id, struct header *h)
{
	for (h->size = 0; h->size < HEADER_MAX;) {
		int code;

		z->next_out = (Bytef *)&h->text[h->size];
		z->avail_out = 1;
		code = inflate(z, Z_SYNC_FLUSH);
		if (z->avail_out != 0 || (code != Z_OK && code != Z_STREAM_END))
			break;
		if (h->text[h->size++] == '\0')
			return header_parse(id, h);
	}
	return broken(id, "is torn off or garbage");
}

/* One byte more than the body is offered: a stream that fills it is too long. */
static int read_body(z_stream *z, const git_oid *id, uint8_t *body, size_t size)
{
	int code;

	z->next_out = body;
	z->avail_out = (uInt)size + 1;
	code = inflate(z, Z_FINISH);
	if (code != Z_STREAM_END || z->avail_out != 1 || z->avail_in != 0)
		return broken(id, "is torn off or garbage");
	body[size] = '\0';
	return 0;
}

static int read_object(const struct reader *r, const git_oid *id, struct header *h, void **body)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	AUTO(stream_end) z_stream z = {0};
	void *out;
	int code = mem && inflateInit(&z) == Z_OK ? stored(r, mem, id, &z)
						  : broken(id, "does not fit into memory");

	if (code == 0)
		code = read_header(&z, id, h);
	if (code != 0 || !body)
		return code;
	out = git_odb_backend_data_alloc((git_odb_backend *)&r->backend, h->body_size + 1);
	if (!out)
		return broken(id, "does not fit into memory");
	code = read_body(&z, id, out, h->body_size);
	if (code != 0) {
		git_odb_backend_data_free((git_odb_backend *)&r->backend, out);
		return code;
	}
	*body = out;
	return 0;
}

static int reader_read(
	void **body, size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
	struct header h;
	int code = read_object((const struct reader *)backend, id, &h, body);

	if (code != 0)
		return code;
	*size = h.body_size;
	*type = h.type;
	return 0;
}

static int reader_read_header(
	size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
	struct header h;
	int code = read_object((const struct reader *)backend, id, &h, NULL);

	if (code != 0)
		return code;
	*size = h.body_size;
	*type = h.type;
	return 0;
}

static void reader_free(git_odb_backend *backend)
{
	talloc_free(backend);
}

git_odb_backend *ledger_loose_reader(const char *objects)
{
	struct reader *r = talloc_zero(NULL, struct reader);

	if (!r)
		return NULL;
	git_odb_init_backend(&r->backend, GIT_ODB_BACKEND_VERSION);
	r->backend.read = reader_read;
	r->backend.read_header = reader_read_header;
	r->backend.free = reader_free;
	snprintf(r->objects, sizeof(r->objects), "%s", objects);
	return &r->backend;
}
