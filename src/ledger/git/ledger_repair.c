/*
 * After a crash: what a writer left half made is removed, but nothing that is reachable.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "ledger/git/ledger_git.h"
#include "system/file.h"

enum {
	FANOUT = 256,
	DEPTH_MAX = 16,
	SUSPECTS_MAX = 4096,
	/*
	 * Clocks and file systems round: objects up to this much older than the ref are read
	 * too.
	 */
	SLACK_SECONDS = 3600,
};

/* Whether a file's name says that it is a leftover. */
typedef bool (*leftover_fn)(const char *name);

static bool is_lock(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && strcmp(name + n - 5, ".lock") == 0 && strcmp(name, "ccer.lock") != 0;
}

static bool is_temporary(const char *name)
{
	return strncmp(name, "tmp_", 4) == 0;
}

/* Removes leftovers in a folder, and in those within it down to `depth`. */
static int remove_leftovers(const char *path, leftover_fn is_leftover, int depth, struct error *err)
{
	AUTO(folder_auto) DIR *d = opendir(path);
	const struct dirent *e;
	char file[PATH_MAX];
	struct stat st;

	if (!d)
		return errno == ENOENT ? 0 : file_error(path, err);
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, e->d_name);
		if (lstat(file, &st) != 0)
			return file_error(file, err);
		if (S_ISDIR(st.st_mode) && depth > 0) {
			if (remove_leftovers(file, is_leftover, depth - 1, err) != 0)
				return -1;
		} else if (S_ISREG(st.st_mode) && is_leftover(e->d_name) && unlink(file) != 0) {
			return file_error(file, err);
		}
	}
	return 0;
}

/* The 256 folders of loose objects; their names are made durable. */
static int make_folders(const char *objects, struct error *err)
{
	AUTO(file_auto) int fd = open(objects, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char name[3];

	if (fd < 0)
		return file_error(objects, err);
	for (unsigned i = 0; i < FANOUT; i++) {
		snprintf(name, sizeof(name), "%02x", i);
		if (mkdirat(fd, name, 0777) != 0 && errno != EEXIST)
			return file_error(objects, err);
	}
	return fsync(fd) == 0 ? 0 : file_error(objects, err);
}

/* Objects that cannot be read; reached[i] is set once something is found to lead there. */
struct suspects {
	struct ledger *ledger;
	struct error *err;
	size_t n;
	git_oid id[SUSPECTS_MAX];
	bool reached[SUSPECTS_MAX];
	time_t since; /* older objects were there before the last crash could happen */
};

static bool is_readable(git_odb *odb, const git_oid *id)
{
	AUTO(git_odb_object_auto) git_odb_object *object = NULL;

	/* Reading compares the hash too. */
	return git_odb_read(&object, odb, id) == 0;
}

/* Adds the loose objects of one folder that cannot be read. */
static int gather_folder(struct suspects *s, git_odb *odb, const char *objects, unsigned first)
{
	char path[PATH_MAX], hex[GIT_OID_HEXSZ + 1];
	const struct dirent *e;
	struct stat st;
	git_oid id;

	snprintf(path, sizeof(path), "%s/%02x", objects, first);
	AUTO(folder_auto) DIR *d = opendir(path);

	if (!d)
		return file_error(path, s->err);
	while ((e = readdir(d)) != NULL && s->n < SUSPECTS_MAX) {
		if (strlen(e->d_name) != GIT_OID_HEXSZ - 2 ||
			fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		snprintf(hex, sizeof(hex), "%02x%s", first, e->d_name);
		if (git_oid_fromstr(&id, hex) != 0 || (st.st_size > 0 && st.st_mtime < s->since) ||
			is_readable(odb, &id))
			continue;
		s->id[s->n++] = id;
	}
	return 0;
}

static void mark_reached(struct suspects *s, const git_oid *id)
{
	for (size_t i = 0; i < s->n; i++)
		if (git_oid_equal(&s->id[i], id))
			s->reached[i] = true;
}

/*
 * Marks what a tree holds and the one before it does not: what both hold is marked when the
 * earlier commit is looked at.
 */
static void mark_tree(struct suspects *s, const git_oid *id, const git_oid *before, int depth)
{
	AUTO(git_tree_auto) git_tree *tree = NULL;
	AUTO(git_tree_auto) git_tree *old = NULL;

	mark_reached(s, id);
	if (depth == 0 || git_tree_lookup(&tree, s->ledger->repo, id) != 0)
		return;
	if (before && git_tree_lookup(&old, s->ledger->repo, before) != 0)
		old = NULL;
	for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *e = git_tree_entry_byindex(tree, i), *was = NULL;

		if (old)
			was = git_tree_entry_byname(old, git_tree_entry_name(e));
		if (was && git_oid_equal(git_tree_entry_id(was), git_tree_entry_id(e)))
			continue;
		if (git_tree_entry_type(e) == GIT_OBJECT_TREE)
			mark_tree(s, git_tree_entry_id(e), was ? git_tree_entry_id(was) : NULL,
				depth - 1);
		else
			mark_reached(s, git_tree_entry_id(e));
	}
}

/* Marks all that the head leads to. False when the history cannot be followed. */
static bool mark_history(struct suspects *s)
{
	AUTO(git_commit_auto) git_commit *commit = NULL;
	git_oid head;
	int found = ledger_head_oid(s->ledger, &head, NULL);

	if (found <= 0)
		return found == 0;
	if (git_commit_lookup(&commit, s->ledger->repo, &head) != 0)
		return false;
	while (commit) {
		AUTO(git_commit_auto) git_commit *parent = NULL;

		if (git_commit_parentcount(commit) > 0 &&
			git_commit_parent(&parent, commit, 0) != 0)
			return false;
		mark_tree(s, git_commit_tree_id(commit), parent ? git_commit_tree_id(parent) : NULL,
			DEPTH_MAX);
		git_commit_free(commit);
		commit = STEAL(parent);
	}
	return true;
}

static int remove_suspects(const struct suspects *s, const char *objects)
{
	char file[PATH_MAX], hex[GIT_OID_HEXSZ + 1];

	for (size_t i = 0; i < s->n; i++) {
		if (s->reached[i])
			continue;
		git_oid_tostr(hex, sizeof(hex), &s->id[i]);
		snprintf(file, sizeof(file), "%s/%.2s/%s", objects, hex, hex + 2);
		if (unlink(file) != 0)
			return file_error(file, s->err);
	}
	return 0;
}

/*
 * An unreadable object in the place of a good one of the same name would be taken for it. Only
 * objects as recent as the last move of the ref can be left over from a crash; empty files are
 * looked at whatever their age.
 */
static int remove_unreadable(struct ledger *l, const char *objects, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct suspects *s = talloc_zero(mem, struct suspects);
	AUTO(git_odb_auto) git_odb *odb = NULL;
	char ref[PATH_MAX];
	struct stat st;

	if (!s)
		return error_no_memory(err);
	s->ledger = l;
	s->err = err;
	snprintf(ref, sizeof(ref), "%s/%s", l->folder, LEDGER_REF);
	if (stat(ref, &st) == 0)
		s->since = st.st_mtime - SLACK_SECONDS;
	if (git_repository_odb(&odb, l->repo) != 0)
		return ledger_git_error(err, "open objects");
	for (unsigned i = 0; i < FANOUT; i++)
		if (gather_folder(s, odb, objects, i) != 0)
			return -1;
	if (s->n == 0 || !mark_history(s))
		return 0;
	return remove_suspects(s, objects);
}

int ledger_repair(struct ledger *l, struct error *err)
{
	char objects[PATH_MAX / 2 + 16], refs[PATH_MAX / 2 + 16];

	snprintf(objects, sizeof(objects), "%s/objects", l->folder);
	snprintf(refs, sizeof(refs), "%s/refs", l->folder);
	if (remove_leftovers(l->folder, is_lock, 0, err) != 0 ||
		remove_leftovers(refs, is_lock, DEPTH_MAX, err) != 0 ||
		remove_leftovers(objects, is_temporary, 1, err) != 0 ||
		make_folders(objects, err) != 0)
		return -1;
	return remove_unreadable(l, objects, err);
}
