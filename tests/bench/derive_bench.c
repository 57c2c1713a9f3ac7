/*
 * A year of one-second methane readings aggregated, beside reading the file alone.
 *
 * bench-derive [ROWS]: writes the rows into a temporary file, then measures, in one
 * run: reading alone; reading and SHA-256; deriving with the hash. Each once the file
 * is in the page cache and once it is not, the best of three. Says the ratios and the
 * peak of resident memory, and fails where the value is wrong, memory reaches 200 MB,
 * or deriving from the disk takes over five times reading alone from the disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "base/digest_bulk.h"
#include "ccer/attachment.h"
#include "tests/bench/derive_data.h"
#include "tests/bench/measure.h"

enum { RUNS = 3, BLOCK_SIZE = 1 << 20, MEMORY_MAX_KB = 200 * 1000, RATIO_MAX = 5 };

struct bench {
	char path[256];
	struct derive_data data;
	const struct derivation *derivation;
	const char *found;
	bool good;
};

/* Seconds gone by, and those that the processors worked for this program. */
struct span {
	double wall, work;
};

static void fail(const char *what)
{
	fprintf(stderr, "bench-derive: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Reads the file in blocks, and hashes it if asked to. */
static void read_alone(struct bench *b, bool hashing)
{
	static char bytes[BLOCK_SIZE];
	struct digest_bulk hash;
	int fd = open(b->path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		fail(b->path);
	digest_bulk_begin(&hash);
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		if (hashing)
			digest_bulk_add(&hash, bytes, (size_t)n);
	if (n < 0)
		fail(b->path);
	digest_bulk_end(&hash);
	close(fd);
}

static void derive(struct bench *b)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct attachment_request q = {.derivation = b->derivation,
		.name = "methane",
		.year = DERIVE_DATA_YEAR,
		.first = day_of_date(DERIVE_DATA_YEAR, 1, 1),
		.last = day_of_date(DERIVE_DATA_YEAR, 12, 31),
		.progress = true};
	struct attachment_file file = {.path = b->path};
	struct derived_values out;
	struct error err = {0};
	char text[ERROR_TEXT_MAX];

	if (attachment_derive(mem, &q, &file, 1, &out, &err) != 0) {
		fprintf(stderr, "%s\n", error_report(&err, LANGUAGE_EN, text, sizeof(text)));
		exit(1);
	}
	b->good = out.n == 1 && out.rows == b->data.rows &&
		  rational_compare(out.values[0].exact, derive_data_expected(mem, &b->data)) == 0;
	b->found = talloc_asprintf(NULL, "%s = %s (%s)", out.values[0].name,
		rational_text(mem, out.values[0].exact, 6), out.values[0].note);
}

/* Takes the file out of the page cache. */
static void forget(struct bench *b)
{
	int fd = open(b->path, O_RDONLY);

	if (fd < 0 || fdatasync(fd) != 0 || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)
		fail(b->path);
	close(fd);
}

/* The quickest of a few. */
static struct span best(struct bench *b, int what, bool cached)
{
	struct span least = {1e9, 1e9};

	for (int i = 0; i < RUNS; i++) {
		struct span begun, took;

		if (!cached)
			forget(b);
		begun = (struct span){measure_seconds(CLOCK_MONOTONIC),
			measure_seconds(CLOCK_PROCESS_CPUTIME_ID)};
		if (what == 2)
			derive(b);
		else
			read_alone(b, what == 1);
		took.wall = measure_seconds(CLOCK_MONOTONIC) - begun.wall;
		took.work = measure_seconds(CLOCK_PROCESS_CPUTIME_ID) - begun.work;
		least.wall = took.wall < least.wall ? took.wall : least.wall;
		least.work = took.work < least.work ? took.work : least.work;
	}
	return least;
}

static void write_rows(struct bench *b, int64_t rows)
{
	const char *folder = getenv("TMPDIR");
	FILE *f;
	int fd;

	snprintf(b->path, sizeof(b->path), "%s/bench-derive-XXXXXX", folder ? folder : "/tmp");
	fd = mkstemp(b->path);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f || derive_data_write(f, rows, &b->data) != 0 || fclose(f) != 0)
		fail(b->path);
}

static void report(struct bench *b, const struct span spans[3], const char *from)
{
	static const char *const names[] = {
		"reading alone", "reading, SHA-256", "deriving, with SHA-256"};

	printf("%s\n", from);
	for (int i = 0; i < 3; i++)
		printf("  %-24s %8.3f s %8.1f MB/s %6.1f ns/row, processors %6.3f s\n", names[i],
			spans[i].wall, (double)b->data.bytes / spans[i].wall / 1e6,
			spans[i].wall * 1e9 / (double)b->data.rows, spans[i].work);
	printf("  deriving / reading alone      %.2f\n", spans[2].wall / spans[0].wall);
	printf("  deriving / reading, SHA-256   %.2f\n", spans[2].wall / spans[1].wall);
}

int main(int argc, char **argv)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct bench b = {.derivation = derive_data_methodology(mem)};
	struct span cached[3], disk[3];
	int kb;

	if (!b.derivation)
		fail("methodology");
	write_rows(&b, argc > 1 ? strtoll(argv[1], NULL, 10) : DERIVE_DATA_ROWS);
	for (int i = 0; i < 3; i++)
		disk[i] = best(&b, i, false);
	for (int i = 0; i < 3; i++)
		cached[i] = best(&b, i, true);
	unlink(b.path);
	printf("%" PRId64 " rows, %.1f MB; SHA-256 %s\n", b.data.rows, (double)b.data.bytes / 1e6,
		digest_bulk_is_quick() ? "by the processor" : "by libsodium");
	report(&b, disk, "from the disk");
	report(&b, cached, "from the page cache");
	kb = measure_peak_kb();
	printf("peak resident memory %.1f MB (below 200)\n", kb / 1e3);
	printf("%s: %s\n", b.good ? "exact" : "WRONG", b.found);
	return b.good && kb > 0 && kb < MEMORY_MAX_KB && disk[2].wall <= RATIO_MAX * disk[0].wall
		       ? EXIT_SUCCESS
		       : EXIT_FAILURE;
}
