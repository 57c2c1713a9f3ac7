#include "ledger/git/ledger_packs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/git/ledger_git.h"
#include "system/file.h"

enum {
	ROW = PACK_ID + 4 + 4, /* id, CRC and offset of an object */
	TRAILER = 2 * PACK_ID, /* of an index: the hash of its pack and its own */
};

/* What is wrong with its head and length; NULL when nothing is. */
static const char *form_problem(struct pack_index *x)
{
	static const uint8_t magic[PACK_INDEX_HEADER] = {0xff, 't', 'O', 'c', 0, 0, 0, 2};
	const size_t least = PACK_INDEX_HEADER + PACK_FANOUT * 4 + TRAILER;
	uint32_t before = 0;

	if (x->size < least || memcmp(x->bytes, magic, PACK_INDEX_HEADER) != 0)
		return "it is no index of version 2";
	for (int i = 0; i < PACK_FANOUT; i++) {
		uint32_t n = pack_word(x->bytes + PACK_INDEX_HEADER + i * 4);

		if (n < before)
			return "its counts go back";
		before = n;
	}
	x->objects = before;
	if (x->size - least < x->objects * ROW || (x->size - least - x->objects * ROW) % 8 != 0)
		return "its length is not that of its objects";
	x->large = (x->size - least - x->objects * ROW) / 8;
	return NULL;
}

/* An object begins after the pack's header and before its hash. */
static const char *offsets_problem(const struct pack_index *x)
{
	for (uint64_t i = 0; i < x->objects; i++) {
		uint64_t offset = pack_offset(x, i);

		if (offset == UINT64_MAX)
			return "an offset is not in it";
		if (offset < PACK_HEADER || offset >= x->pack_size - PACK_ID)
			return "an offset is not in the pack";
	}
	return NULL;
}

static const char *index_problem(struct pack_index *x)
{
	const char *problem = form_problem(x);

	if (!problem && x->pack_size < PACK_HEADER + PACK_ID)
		problem = "its pack is too short";
	return problem ? problem : offsets_problem(x);
}

static int pack_error(const char *file, const char *problem, struct error *err)
{
	return error_set(err, ERROR_LEDGER_PACK, "docs/ledger-format.md 7", "", "file", file,
		"problem", problem, NULL);
}

/* A file in memory; unmapped at the end of a scope. */
struct mapped {
	void *bytes; /* NULL: it is empty */
	size_t size;
};

static void mapped_end(struct mapped *m)
{
	if (m->bytes)
		munmap(m->bytes, m->size);
}

static int map_file(const char *file, struct mapped *out, struct error *err)
{
	int64_t size;
	AUTO(file_auto) int fd = file_open_ordinary(file, INT64_MAX, &size);
	void *bytes;

	if (fd < 0)
		return errno == EINVAL ? pack_error(file, "it is no ordinary file", err)
				       : file_error(file, err);
	if (size == 0)
		return 0;
	bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return file_error(file, err);
	*out = (struct mapped){bytes, (size_t)size};
	return 0;
}

static int check_pack(const char *index, const char *pack, struct error *err)
{
	AUTO(mapped_end) struct mapped i = {NULL, 0};
	AUTO(mapped_end) struct mapped p = {NULL, 0};
	struct pack_index x;
	const char *problem;

	if (map_file(pack, &p, err) != 0 || map_file(index, &i, err) != 0)
		return -1;
	x = (struct pack_index){.bytes = i.bytes, .size = i.size, .pack_size = p.size};
	problem = i.bytes ? index_problem(&x) : "it is empty";
	if (problem)
		return pack_error(index, problem, err);
	if (pack_deltas_check(&x, p.bytes, &problem, err) < 0)
		return -1;
	return problem ? pack_error(pack, problem, err) : 0;
}

/* The index of a pack that exists: git ignores an index without its pack. */
static int check_file(const char *folder, const char *name, struct error *err)
{
	size_t n = strlen(name);
	char index[PATH_MAX + NAME_MAX + 2], pack[sizeof(index) + 1];
	struct stat st;

	snprintf(index, sizeof(index), "%s/%s", folder, name);
	if (n < 4 || strcmp(name + n - 4, ".idx") != 0)
		return 0;
	snprintf(pack, sizeof(pack), "%s", index);
	memcpy(pack + strlen(pack) - 4, ".pack", 6);
	if (stat(pack, &st) != 0)
		return errno == ENOENT ? 0 : file_error(pack, err);
	return check_pack(index, pack, err);
}

/* git marks a pack so that came from a repository which keeps objects that this one lacks. */
static int check_partial(const char *ledger, const char *name, struct error *err)
{
	const char *dot = strrchr(name, '.');

	return dot && strcmp(dot, ".promisor") == 0
		       ? ledger_form_error(ledger, name, PHRASE_FORM_PROMISOR, err)
		       : 0;
}

int ledger_packs_check(const char *ledger, struct error *err)
{
	char folder[PATH_MAX];
	const struct dirent *e;

	snprintf(folder, sizeof(folder), "%s/objects/pack", ledger);
	AUTO(folder_auto) DIR *d = opendir(folder);

	if (!d)
		return errno == ENOENT ? 0 : file_error(folder, err);
	while ((e = readdir(d)) != NULL)
		if (check_partial(ledger, e->d_name, err) != 0 ||
			check_file(folder, e->d_name, err) != 0)
			return -1;
	return 0;
}
