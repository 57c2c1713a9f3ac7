/*
 * Aggregating a year of one-second methane readings, beside merely reading the file.
 *
 * bench-derive [ROWS]: writes the rows into a temporary file (TMPDIR), then measures in
 * each of five rounds: reading alone; reading and SHA-256; deriving with the hash. Each
 * is done once with the file out of the page cache and once with it in; medians are shown.
 * Fails if the value is wrong, memory reaches 200 MB, deriving cold takes over five times
 * as long as reading alone cold, or the file cannot be got out of the page cache: then
 * nothing is cold and that bound cannot be judged.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <talloc.h>

#include "ccer/data/attachment.h"
#include "ccer/data/digest_bulk.h"
#include "tests/bench/derive_data.h"
#include "tests/bench/measure.h"
#include "trace/trace.h"

enum { ROUNDS = 5, BLOCK_SIZE = 1 << 20, MEMORY_MAX_KB = 200 * 1000, RATIO_MAX = 5 };
enum task { READING, HASHING, DERIVING, TASKS_N };

/* Above this share of the file left in the page cache nothing is called cold. */
#define LEFT_MAX 0.01

struct bench {
	char path[256];
	struct derive_data data;
	const struct derivation *derivation;
	char found[256];
	bool good;
	double left; /* the greatest share of the file that stayed when it should have left */
};

/* Seconds elapsed, and those that the processors worked for this program. */
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
	AUTO(digest_bulk_auto) struct digest_bulk *hash = digest_bulk_new();
	int fd = open(b->path, O_RDONLY);
	ssize_t n;

	if (!hash || fd < 0)
		fail(b->path);
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		if (hashing)
			digest_bulk_add(hash, bytes, (size_t)n);
	if (n < 0)
		fail(b->path);
	digest_bulk_end(hash);
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
	b->good = b->good && out.n == 1 && out.rows == b->data.rows &&
		  rational_compare(out.values[0].exact, derive_data_expected(mem, &b->data)) == 0;
	snprintf(b->found, sizeof(b->found), "%s = %s (%s)", out.values[0].name,
		rational_text(mem, out.values[0].exact, 6),
		trace_derived(mem, &out.values[0].from, LANGUAGE_EN));
}

/* The share of the file that is in the page cache. */
static double share_cached(struct bench *b, int fd)
{
	long page = sysconf(_SC_PAGESIZE);
	size_t size = (size_t)b->data.bytes, pages, in = 0;
	void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	unsigned char *each;

	if (map == MAP_FAILED || page <= 0)
		fail(b->path);
	pages = (size + (size_t)page - 1) / (size_t)page;
	each = calloc(pages, 1);
	if (!each || mincore(map, size, each) != 0)
		fail(b->path);
	for (size_t i = 0; i < pages; i++)
		in += each[i] & 1;
	free(each);
	munmap(map, size);
	return (double)in / (double)pages;
}

/* Takes the file out of the page cache, and checks that it went. */
static void forget(struct bench *b)
{
	int fd = open(b->path, O_RDONLY);
	double left;

	if (fd < 0 || fsync(fd) != 0 || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)
		fail(b->path);
	left = share_cached(b, fd);
	b->left = left > b->left ? left : b->left;
	close(fd);
}

static struct span measure(struct bench *b, enum task task)
{
	struct span begun = {
		measure_seconds(CLOCK_MONOTONIC), measure_seconds(CLOCK_PROCESS_CPUTIME_ID)};

	if (task == DERIVING)
		derive(b);
	else
		read_alone(b, task == HASHING);
	return (struct span){measure_seconds(CLOCK_MONOTONIC) - begun.wall,
		measure_seconds(CLOCK_PROCESS_CPUTIME_ID) - begun.work};
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static struct span median(const struct span all[ROUNDS])
{
	double wall[ROUNDS], work[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		wall[i] = all[i].wall;
		work[i] = all[i].work;
	}
	qsort(wall, ROUNDS, sizeof(*wall), ascending);
	qsort(work, ROUNDS, sizeof(*work), ascending);
	return (struct span){wall[ROUNDS / 2], work[ROUNDS / 2]};
}

/* All tasks in each round, so that a busy minute of the machine falls on all of them. */
static void measure_all(struct bench *b, struct span cold[TASKS_N], struct span warm[TASKS_N])
{
	struct span each[2][TASKS_N][ROUNDS];

	for (int round = 0; round < ROUNDS; round++) {
		for (enum task t = READING; t < TASKS_N; t++) {
			forget(b);
			each[0][t][round] = measure(b, t);
		}
		for (enum task t = READING; t < TASKS_N; t++)
			each[1][t][round] = measure(b, t);
	}
	for (enum task t = READING; t < TASKS_N; t++) {
		cold[t] = median(each[0][t]);
		warm[t] = median(each[1][t]);
	}
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

static void report(struct bench *b, const struct span spans[TASKS_N], const char *from)
{
	static const char *const names[TASKS_N] = {
		"reading alone", "reading, SHA-256", "deriving, with SHA-256"};

	printf("%s\n", from);
	for (int i = 0; i < TASKS_N; i++)
		printf("  %-24s %8.3f s %8.1f MB/s %6.1f ns/row, processors %6.3f s\n", names[i],
			spans[i].wall, (double)b->data.bytes / spans[i].wall / 1e6,
			spans[i].wall * 1e9 / (double)b->data.rows, spans[i].work);
	printf("  deriving / reading alone          %6.2f\n",
		spans[DERIVING].wall / spans[READING].wall);
	printf("  deriving / reading, SHA-256       %6.2f\n",
		spans[DERIVING].wall / spans[HASHING].wall);
	printf("  reading, SHA-256 / reading alone  %6.2f\n",
		spans[HASHING].wall / spans[READING].wall);
}

/* Whether deriving keeps within its bound, which is for cold runs. */
static bool judge(const struct bench *b, const struct span cold[TASKS_N])
{
	double ratio = cold[DERIVING].wall / cold[READING].wall;

	if (b->left > LEFT_MAX) {
		printf("NOT JUDGED: %.1f %% of the file stayed in the page cache when it was to be "
		       "forgotten, so nothing above is cold. Set TMPDIR to a folder on a disk.\n",
			100 * b->left);
		return false;
	}
	printf("deriving cold / reading alone cold: %.2f (at most %d)%s\n", ratio, RATIO_MAX,
		ratio <= RATIO_MAX ? "" : ": TOO SLOW");
	return ratio <= RATIO_MAX;
}

int main(int argc, char **argv)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct bench b = {.derivation = derive_data_methodology(mem), .good = true};
	struct span cold[TASKS_N], warm[TASKS_N];
	bool kept;
	int kb;

	if (!b.derivation)
		fail("methodology");
	write_rows(&b, argc > 1 ? strtoll(argv[1], NULL, 10) : DERIVE_DATA_ROWS);
	measure_all(&b, cold, warm);
	unlink(b.path);
	printf("%" PRId64 " rows, %.1f MB; SHA-256 by libcrypto; medians of %d rounds\n",
		b.data.rows, (double)b.data.bytes / 1e6, ROUNDS);
	printf("Bound: from the file on a disk to the values, its SHA-256 included, in at most %d\n"
	       "times what read(2) of the same file alone takes, below 200 MB of memory; both "
	       "cold:\n"
	       "after fsync and POSIX_FADV_DONTNEED, mincore(2) finds at most 1 %% of it in "
	       "memory.\n"
	       "(What a disk or the machine below a virtual one keeps of it is not seen.)\n",
		RATIO_MAX);
	report(&b, cold, b.left > LEFT_MAX ? "NOT cold" : "cold, from the disk");
	report(&b, warm, "warm, from the page cache");
	kept = judge(&b, cold);
	kb = measure_peak_kb();
	printf("peak resident memory %.1f MB (below 200)\n", kb / 1e3);
	printf("%s: %s\n", b.good ? "exact" : "WRONG", b.found);
	return b.good && kept && kb > 0 && kb < MEMORY_MAX_KB ? EXIT_SUCCESS : EXIT_FAILURE;
}
