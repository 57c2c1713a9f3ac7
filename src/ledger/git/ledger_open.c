/*
 * A repository is made, opened, locked, and given object stores of our own.
 */
#include "ledger/ledger.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2/odb_backend.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <talloc.h>

#include "base/phrase.h"
#include "ledger/git/ledger_git.h"
#include "system/file.h"

enum {
	COMPRESSION = 1, /* more costs time and saves little on text this small */
	PRIORITY_LOOSE = 1,
	PRIORITY_READER = 2,
	PRIORITY_PACK = 3,
};

/* Nothing but the repository's own files may set how libgit2 behaves. */
static int start_library(struct error *err)
{
	static const int levels[] = {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
		GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};

	if (git_libgit2_init() < 0)
		return ledger_git_error(err, "start");
	for (size_t i = 0; i < COUNT_OF(levels); i++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	/* What a commit names has just been written: it is not looked up again. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
	return 0;
}

static int ledger_destroy(struct ledger *l)
{
	git_odb_free(l->odb);
	git_repository_free(l->repo);
	if (l->lock >= 0)
		close(l->lock);
	if (l->folder_lock >= 0)
		close(l->folder_lock);
	git_libgit2_shutdown();
	return 0;
}

void ledger_free(struct ledger *l)
{
	talloc_free(l);
}

static struct ledger *ledger_new(const char *folder, bool work_tree, struct error *err)
{
	struct ledger *l;

	if (strlen(folder) >= sizeof(l->folder)) {
		errno = ENAMETOOLONG;
		file_error(folder, err);
		return NULL;
	}
	l = talloc_zero(NULL, struct ledger);
	if (!l) {
		error_no_memory(err);
		return NULL;
	}
	l->lock = -1;
	l->folder_lock = -1;
	l->work_tree = work_tree;
	memcpy(l->folder, folder, strlen(folder));
	if (start_library(err) != 0) {
		talloc_free(l);
		return NULL;
	}
	talloc_set_destructor(l, ledger_destroy);
	return l;
}

static int add_backend(git_odb *odb, git_odb_backend *backend, int priority)
{
	if (!backend)
		return -1;
	if (git_odb_add_backend(odb, backend, priority) == 0)
		return 0;
	backend->free(backend);
	return -1;
}

/*
 * Loose objects are fsynced, never touched again once they exist, and read by us.
 */
static int add_disk(git_odb *odb, const char *objects)
{
	git_odb_backend *loose, *pack;

	if (git_odb_backend_loose(&loose, objects, COMPRESSION, 1, 0, 0) != 0)
		return -1;
	loose->freshen = NULL;
	loose->read = NULL;
	loose->read_header = NULL;
	loose->read_prefix = NULL;
	loose->readstream = NULL;
	if (add_backend(odb, loose, PRIORITY_LOOSE) != 0 ||
		add_backend(odb, ledger_loose_reader(objects), PRIORITY_READER) != 0 ||
		git_odb_backend_pack(&pack, objects) != 0)
		return -1;
	pack->freshen = NULL;
	return add_backend(odb, pack, PRIORITY_PACK);
}

/* Opens the repository with an object store of our own; what its configuration says is not read. */
static int open_repository(struct ledger *l, struct error *err)
{
	AUTO(git_config_auto) git_config *none = NULL;
	AUTO(git_odb_auto) git_odb *odb = NULL;
	char objects[PATH_MAX];

	if (ledger_form_check(l->folder, err) != 0)
		return -1;
	if (git_repository_open_bare(&l->repo, l->folder) != 0) {
		const git_error *last = git_error_last();

		return error_set(err, ERROR_LEDGER_MISSING, NULL, "", "folder", l->folder, "reason",
			last && last->message ? last->message : "?", NULL);
	}
	snprintf(objects, sizeof(objects), "%s/objects", l->folder);
	if (ledger_packs_check(l->folder, err) != 0)
		return -1;
	if (git_config_new(&none) != 0 || git_repository_set_config(l->repo, none) != 0 ||
		git_odb_new(&odb) != 0 || add_disk(odb, objects) != 0 ||
		git_repository_set_odb(l->repo, odb) != 0)
		return ledger_git_error(err, "open objects");
	l->odb = STEAL(odb);
	return 0;
}

/* HEAD must name our one branch. */
static int check_head(struct ledger *l, struct error *err)
{
	AUTO(git_reference_auto) git_reference *head = NULL;
	const char *target, *reason = "?";
	char shown[LEDGER_PATH_MAX];

	if (git_reference_lookup(&head, l->repo, "HEAD") != 0) {
		const git_error *last = git_error_last();

		if (last && last->message)
			reason = last->message;
	} else {
		target = git_reference_symbolic_target(head);
		if (target && strcmp(target, LEDGER_REF) == 0)
			return 0;
		reason = target ? ledger_shown(target, shown) : "a commit";
	}
	return error_set(err, ERROR_LEDGER_HEAD, "docs/ledger-format.md 7", "", "folder", l->folder,
		"reason", reason, NULL);
}

/* Our one branch names its commit itself; no branch is an empty ledger. */
static int check_main(struct ledger *l, struct error *err)
{
	AUTO(git_reference_auto) git_reference *main = NULL;
	char path[PATH_MAX], shown[LEDGER_PATH_MAX];
	const char *target = "?";
	struct stat st;

	/* Before there were symbolic refs, git made links. */
	snprintf(path, sizeof(path), "%s/" LEDGER_REF, l->folder);
	if (lstat(path, &st) != 0 || !S_ISLNK(st.st_mode)) {
		/* What is no ref at all is said where it is read. */
		if (git_reference_lookup(&main, l->repo, LEDGER_REF) != 0 ||
			git_reference_type(main) != GIT_REFERENCE_SYMBOLIC)
			return 0;
		target = ledger_shown(git_reference_symbolic_target(main), shown);
	}
	return error_set(err, ERROR_LEDGER_SYMBOLIC, "docs/ledger-format.md 7", "", "folder",
		l->folder, "target", target, NULL);
}

static int lock_error(const struct ledger *l, const char *file, struct error *err)
{
	if (errno == EWOULDBLOCK)
		return error_set(err, ERROR_LEDGER_LOCKED, NULL, "", "folder", l->folder, NULL);
	return file_error(file, err);
}

/*
 * One writer: the locks go with the process. That of the folder is there for as long as the
 * ledger is, whoever removes files in it. Where a file system locks no folders (NFS) the
 * file's is all there is.
 */
static int take_lock(struct ledger *l, struct error *err)
{
	char file[PATH_MAX];

	snprintf(file, sizeof(file), "%s/ccer.lock", l->folder);
	l->folder_lock = open(l->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (l->folder_lock < 0)
		return file_error(l->folder, err);
	if (flock(l->folder_lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return lock_error(l, l->folder, err);
	l->lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (l->lock < 0)
		return file_error(file, err);
	return flock(l->lock, LOCK_EX | LOCK_NB) == 0 ? 0 : lock_error(l, file, err);
}

struct ledger *ledger_open(const char *folder, bool write, struct error *err)
{
	AUTO(ledger_auto) struct ledger *l = NULL;
	char own[LEDGER_FOLDER_SIZE];
	bool work_tree;

	if (ledger_form_find(folder, own, &work_tree, err) != 0)
		return NULL;
	if (work_tree && write) {
		ledger_form_error(folder, ".git", PHRASE_FORM_WORK_TREE, err);
		return NULL;
	}
	l = ledger_new(own, work_tree, err);
	if (!l || open_repository(l, err) != 0 || check_head(l, err) != 0 ||
		check_main(l, err) != 0)
		return NULL;
	if (!write)
		return STEAL(l);
	if (take_lock(l, err) != 0)
		return NULL;
	if (ledger_repair(l, err) != 0)
		return NULL;
	return STEAL(l);
}

/* The folder is missing or empty. */
static int check_empty(const char *folder, struct error *err)
{
	AUTO(folder_auto) DIR *d = opendir(folder);
	const struct dirent *e;

	if (!d)
		return errno == ENOENT ? 0 : file_error(folder, err);
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			return error_set(
				err, ERROR_LEDGER_NOT_EMPTY, NULL, "", "folder", folder, NULL);
	return 0;
}

/* Stock git must not collect, rewind or delete behind our back. */
static int configure(git_repository *repo, struct error *err)
{
	AUTO(git_config_auto) git_config *config = NULL;

	if (git_repository_config(&config, repo) != 0 ||
		git_config_set_int32(config, "gc.auto", 0) != 0 ||
		git_config_set_bool(config, "maintenance.auto", 0) != 0 ||
		git_config_set_bool(config, "receive.denyNonFastForwards", 1) != 0 ||
		git_config_set_bool(config, "receive.denyDeletes", 1) != 0)
		return ledger_git_error(err, "write config");
	return 0;
}

/* Makes a folder's names durable. */
static int sync_folder(const char *folder, const char *name, struct error *err)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return folder_sync(path, err);
}

struct ledger *ledger_create(const char *folder, struct error *err)
{
	static const char *const made[] = {"refs/heads", "refs", "objects", ".", ".."};
	AUTO(git_repository_auto) git_repository *repo = NULL;
	AUTO(ledger_auto) struct ledger *library = NULL;
	git_repository_init_options options;

	if (check_empty(folder, err) != 0)
		return NULL;
	library = ledger_new(folder, false, err);
	if (!library)
		return NULL;
	git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT |
			GIT_REPOSITORY_INIT_MKDIR;
	options.initial_head = "main";
	if (git_repository_init_ext(&repo, folder, &options) != 0) {
		ledger_git_error(err, "create");
		return NULL;
	}
	if (configure(repo, err) != 0)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(made); i++)
		if (sync_folder(folder, made[i], err) != 0)
			return NULL;
	return ledger_open(folder, true, err);
}
