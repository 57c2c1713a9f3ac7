/*
 * Packs: whether an index points into its pack, before libgit2 follows it anywhere.
 */
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
	ID = 20,
	HEADER = 8,	  /* of an index: its magic and version */
	FANOUT = 256,	  /* counts: how many ids have a first byte up to each value */
	ROW = ID + 4 + 4, /* id, CRC and offset of an object */
	TRAILER = 2 * ID, /* of an index: the hash of its pack and its own */
	PACK_HEADER = 12,
};

#define FAR UINT32_C(0x80000000) /* the offset is an index into the table of large ones */

/* An index in memory, and the pack that it belongs to. */
struct index {
	const uint8_t *bytes;
	size_t size;
	uint64_t objects, large, pack_size;
};

static uint32_t number_at(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* What is wrong with its head and length; NULL when nothing is. */
static const char *form_problem(struct index *x)
{
	static const uint8_t magic[HEADER] = {0xff, 't', 'O', 'c', 0, 0, 0, 2};
	const size_t least = HEADER + FANOUT * 4 + TRAILER;
	uint32_t before = 0;

	if (x->size < least || memcmp(x->bytes, magic, HEADER) != 0)
		return "it is no index of version 2";
	for (int i = 0; i < FANOUT; i++) {
		uint32_t n = number_at(x->bytes + HEADER + i * 4);

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
static const char *offsets_problem(const struct index *x)
{
	const uint8_t *offsets = x->bytes + HEADER + FANOUT * 4 + x->objects * (ID + 4);
	const uint8_t *large = offsets + x->objects * 4;

	for (uint64_t i = 0; i < x->objects; i++) {
		uint64_t offset = number_at(offsets + i * 4);

		if (offset & FAR) {
			uint64_t n = offset & ~(uint64_t)FAR;

			if (n >= x->large)
				return "an offset is not in it";
			offset = (uint64_t)number_at(large + n * 8) << 32 |
				 number_at(large + n * 8 + 4);
		}
		if (offset < PACK_HEADER || offset >= x->pack_size - ID)
			return "an offset is not in the pack";
	}
	return NULL;
}

static const char *index_problem(struct index *x)
{
	const char *problem = form_problem(x);

	if (!problem && x->pack_size < PACK_HEADER + ID)
		problem = "its pack is too short";
	return problem ? problem : offsets_problem(x);
}

static int pack_error(const char *file, const char *problem, struct error *err)
{
	return error_set(err, ERROR_LEDGER_PACK, "docs/ledger-format.md 7", "", "file", file,
		"problem", problem, NULL);
}

/* The index of a pack that exists: git ignores an index without its pack. */
static int check_index(const char *file, uint64_t pack_size, struct error *err)
{
	struct index x = {.pack_size = pack_size};
	const char *problem = "it is empty";
	int64_t size;
	void *bytes;
	AUTO(file_auto) int fd = file_open_ordinary(file, INT64_MAX, &size);

	if (fd < 0)
		return errno == EINVAL ? pack_error(file, "it is no ordinary file", err)
				       : file_error(file, err);
	x.size = (size_t)size;
	if (x.size > 0) {
		bytes = mmap(NULL, x.size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes == MAP_FAILED)
			return file_error(file, err);
		x.bytes = bytes;
		problem = index_problem(&x);
		munmap(bytes, x.size);
	}
	return problem ? pack_error(file, problem, err) : 0;
}

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
	if (!S_ISREG(st.st_mode))
		return pack_error(pack, "it is no ordinary file", err);
	return check_index(index, (uint64_t)st.st_size, err);
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
