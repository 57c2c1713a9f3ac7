#include "ccer/data/attachment.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "ccer/data/digest_bulk.h"
#include "system/progress.h"

enum { BLOCK_SIZE = 1 << 18, BLOCKS = 4 };

struct block {
	size_t size; /* 0: the end */
	char bytes[BLOCK_SIZE];
};

/* A file on its way from the reading thread to the deriving one. */
struct stream {
	struct attachment_file *file;
	struct digest_bulk *hash;
	int fd;
	int reason; /* errno of a failed read; looked at after the thread has ended */
	pthread_mutex_t lock;
	pthread_cond_t moved;
	uint64_t filled, taken; /* blocks, guarded by lock */
	struct block blocks[BLOCKS];
};

static int file_error(const struct attachment_file *file, int reason, struct error *err)
{
	return error_set(
		err, ERROR_IO, NULL, "", "file", file->path, "reason", strerror(reason), NULL);
}

/* Fills a block as far as the file goes; false when reading failed. */
static bool fill_block(struct stream *s, struct block *b)
{
	b->size = 0;
	while (b->size < BLOCK_SIZE) {
		ssize_t n = read(s->fd, b->bytes + b->size, BLOCK_SIZE - b->size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			s->reason = errno;
		if (n <= 0)
			return n == 0;
		b->size += (size_t)n;
	}
	return true;
}

static struct block *wait_free(struct stream *s)
{
	pthread_mutex_lock(&s->lock);
	while (s->filled - s->taken == BLOCKS)
		pthread_cond_wait(&s->moved, &s->lock);
	pthread_mutex_unlock(&s->lock);
	return &s->blocks[s->filled % BLOCKS];
}

static struct block *wait_filled(struct stream *s)
{
	pthread_mutex_lock(&s->lock);
	while (s->filled == s->taken)
		pthread_cond_wait(&s->moved, &s->lock);
	pthread_mutex_unlock(&s->lock);
	return &s->blocks[s->taken % BLOCKS];
}

static void count_block(struct stream *s, uint64_t *count)
{
	pthread_mutex_lock(&s->lock);
	++*count;
	pthread_cond_signal(&s->moved);
	pthread_mutex_unlock(&s->lock);
}

/* The reading thread. A block is handed over first and hashed while it is being used. */
static void *read_file(void *ctx)
{
	struct stream *s = ctx;
	struct block *b;
	size_t size;

	do {
		b = wait_free(s);
		if (!fill_block(s, b))
			b->size = 0;
		size = b->size;
		s->file->bytes += size;
		count_block(s, &s->filled);
		digest_bulk_add(s->hash, b->bytes, size);
	} while (size > 0);
	s->file->found = digest_bulk_end(s->hash);
	return NULL;
}

/* --- one file --- */

/* The size of what is read, if it can be known; 0: it cannot. */
static int64_t size_of(const struct stream *s)
{
	struct stat st;

	return fstat(s->fd, &st) == 0 && S_ISREG(st.st_mode) ? (int64_t)st.st_size : 0;
}

/* Takes what the thread reads, and derives from it until something is refused. */
static int take_blocks(
	struct stream *s, struct derive_run *run, struct progress *p, struct error *err)
{
	size_t skip = s->file->skip, size;
	int64_t all = size_of(s), done = 0;
	struct block *b;
	int rc = 0;

	do {
		b = wait_filled(s);
		size = b->size;
		if (rc == 0 && size > skip)
			rc = derive_feed(run, b->bytes + skip, size - skip, err);
		skip = 0;
		count_block(s, &s->taken);
		done += (int64_t)size;
		if (p && all > 0)
			progress_show(p, done < all ? done : all, all);
	} while (size > 0);
	return rc;
}

static int check_hash(const struct attachment_file *file, const char *where, struct error *err)
{
	char found[DIGEST_HEX_SIZE], expected[DIGEST_HEX_SIZE];

	if (!file->expected || digest_equal(file->expected, &file->found))
		return 0;
	return error_set(err, ERROR_ATTACHMENT_HASH, "docs/methodology-language.md 10", "", "found",
		digest_hex(&file->found, found), "expected", digest_hex(file->expected, expected),
		"where", where, NULL);
}

static int run_stream(struct stream *s, struct derive_run *run, bool progress, struct error *err)
{
	struct progress p;
	pthread_t thread;
	int rc;

	rc = pthread_create(&thread, NULL, read_file, s);
	if (rc != 0)
		return file_error(s->file, rc, err);
	progress_start(&p, s->file->path);
	rc = take_blocks(s, run, progress ? &p : NULL, err);
	pthread_join(thread, NULL);
	progress_end(&p);
	return s->reason ? file_error(s->file, s->reason, err) : rc;
}

/* Passes a file through a run; a hash that differs overrides what the run refuses. */
static int pass_file(struct attachment_file *file, struct derive_run *run, const char *where,
	bool progress, struct error *err)
{
	AUTO_MEMORY struct stream *s = talloc_zero(NULL, struct stream);
	AUTO(digest_bulk_auto) struct digest_bulk *hash = digest_bulk_new();
	struct error inside = {0};
	int rc;

	if (!s || !hash)
		return error_no_memory(err);
	file->bytes = 0;
	s->hash = hash;
	s->file = file;
	s->fd = open(file->path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0)
		return file_error(file, errno, err);
	posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->moved, NULL);
	rc = run_stream(s, run, progress, &inside);
	pthread_cond_destroy(&s->moved);
	pthread_mutex_destroy(&s->lock);
	close(s->fd);
	if (inside.code != ERROR_IO && check_hash(file, where, err) != 0)
		return -1;
	if (rc != 0 && err)
		*err = inside;
	return rc;
}

static const char *where_of(const struct attachment_request *q)
{
	for (size_t i = 0; i < derivation_file_count(q->derivation); i++) {
		const struct derivation_file *f = derivation_file_at(q->derivation, i);

		if (strcmp(f->name, q->name) == 0)
			return f->where;
	}
	return "";
}

int attachment_derive(void *mem, const struct attachment_request *request,
	struct attachment_file *files, size_t files_n, struct derived_values *out,
	struct error *err)
{
	struct derive_run *run = derive_begin(mem, request->derivation, request->name,
		request->year, request->first, request->last, err);
	int rc = run ? 0 : -1;

	for (size_t i = 0; i < files_n && rc == 0; i++) {
		rc = pass_file(&files[i], run, where_of(request), request->progress, err);
		if (rc == 0 && i + 1 < files_n)
			rc = derive_next(run, err);
		if (rc == 0 && i + 1 == files_n)
			rc = derive_end(run, out, err);
		if (rc != 0)
			error_in_document(err, files[i].path);
	}
	if (run && files_n == 0)
		rc = derive_end(run, out, err);
	talloc_free(run);
	return rc;
}
