/*
 * Whether the next append can be made: what fails without a word of libgit2's on why, a full
 * disk or a ledger that was moved away, is told here by what it is.
 */
#include "ledger/ledger.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "ledger/git/ledger_git.h"
#include "system/file.h"

enum { TRIED_BYTES = 64 * 1024 };

/* Clients are told the name alone: where the ledger lies is none of their business. */
static int unwritable(const struct ledger *l, const char *reason, struct error *err)
{
	return error_set(err, ERROR_LEDGER_UNWRITABLE, "docs/operations.md Running ccerd", "",
		"folder", file_name(l->folder), "reason", reason, NULL);
}

static int disk_full(const struct ledger *l, struct error *err)
{
	return error_set(err, ERROR_DISK_FULL, "docs/operations.md Running ccerd", "", "file",
		file_name(l->folder), NULL);
}

/* What a call on a file of the ledger says by errno. */
static int refused_call(const struct ledger *l, struct error *err)
{
	if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		return disk_full(l, err);
	return unwritable(l, strerror(errno), err);
}

/* The folder of that name is the one that was opened and locked. */
static int check_folder(const struct ledger *l, struct error *err)
{
	struct stat named, ours;

	if (fstat(l->folder_lock, &ours) != 0 || stat(l->folder, &named) != 0)
		return refused_call(l, err);
	if (named.st_dev != ours.st_dev || named.st_ino != ours.st_ino)
		return unwritable(l, "the folder is not the one that was opened", err);
	return 0;
}

static int check_folders(const struct ledger *l, struct error *err)
{
	static const char *const folders[] = {"objects", "refs/heads"};
	char path[PATH_MAX];

	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", l->folder, folders[i]);
		if (access(path, R_OK | W_OK | X_OK) != 0)
			return refused_call(l, err);
	}
	return 0;
}

/* While nothing is appended the lock is another program's, or was left by one. */
static int check_lock(const struct ledger *l, struct error *err)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" LEDGER_REF ".lock", l->folder);
	if (access(path, F_OK) != 0)
		return 0;
	return unwritable(
		l, LEDGER_REF ".lock is there: another program writes, or has left it", err);
}

static void unlink_auto(const char **path)
{
	if (*path)
		unlink(*path);
}

/* The name is one of those that the next start removes, should this process die here. */
static int try_write(const struct ledger *l, struct error *err)
{
	static const char bytes[TRIED_BYTES] = {1};
	AUTO(unlink_auto) const char *made = NULL;
	AUTO(file_auto) int fd = -1;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/objects/tmp_tried", l->folder);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return refused_call(l, err);
	made = path;
	if (file_write_all(fd, bytes, sizeof(bytes)) != 0 || fsync(fd) != 0)
		return refused_call(l, err);
	return 0;
}

int ledger_ready(struct ledger *l, bool write, struct error *err)
{
	int64_t room;

	assert(l->lock >= 0);
	if (check_folder(l, err) != 0 || check_folders(l, err) != 0 || check_lock(l, err) != 0)
		return -1;
	room = file_room(l->folder);
	if (room >= 0 && room < LIMIT_DISK_ROOM)
		return disk_full(l, err);
	return write ? try_write(l, err) : 0;
}
