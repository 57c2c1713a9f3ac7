/*
 * What stands in a repository's folder, by name and kind, before libgit2 opens any of it.
 *
 * libgit2 waits at a FIFO for whoever writes to it, reads a file whatever its size, follows
 * some files to other repositories and passes over others that git heeds. So everything in a
 * repository that can keep a ledger from being read whole is a row here: each file that is
 * opened is an ordinary one, and what leads elsewhere is refused by its name. What is not
 * here is not read: docs/ledger-format.md 7.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/phrase.h"
#include "ledger/git/ledger_git.h"
#include "system/file.h"

enum form_kind { FORM_FILE, FORM_FILE_MAYBE, FORM_FOLDER, FORM_FOLDER_MAYBE, FORM_NEVER };

enum { REF_MOST = 4096, CONFIG_MOST = 1024 * 1024, PACKED_REFS_MOST = 64 * 1024 * 1024 };

struct form {
	const char *path;
	enum form_kind kind;
	off_t most;	 /* bytes of a file */
	enum phrase why; /* it is never there */
};

/* Those that say best what the folder is stand first. */
static const struct form forms[] = {
	{"commondir", FORM_NEVER, 0, PHRASE_FORM_COMMONDIR},
	{"HEAD", FORM_FILE, REF_MOST, PHRASE_NONE},
	{"objects", FORM_FOLDER, 0, PHRASE_NONE},
	{"refs", FORM_FOLDER, 0, PHRASE_NONE},
	{"reftable", FORM_NEVER, 0, PHRASE_FORM_REFTABLE},
	{"shallow", FORM_NEVER, 0, PHRASE_FORM_SHALLOW},
	{"objects/info/alternates", FORM_NEVER, 0, PHRASE_FORM_ALTERNATES},
	{"objects/pack/multi-pack-index", FORM_NEVER, 0, PHRASE_FORM_SEVERAL_PACKS},
	{"objects/pack", FORM_FOLDER_MAYBE, 0, PHRASE_NONE},
	{"refs/heads", FORM_FOLDER_MAYBE, 0, PHRASE_NONE},
	{LEDGER_REF, FORM_FILE_MAYBE, REF_MOST, PHRASE_NONE},
	{"packed-refs", FORM_FILE_MAYBE, PACKED_REFS_MOST, PHRASE_NONE},
	{"config", FORM_FILE_MAYBE, CONFIG_MOST, PHRASE_NONE},
};

static int missing(const char *folder, enum phrase reason, struct error *err)
{
	return error_set(err, ERROR_LEDGER_MISSING, NULL, "", "folder", folder, "reason",
		phrase_text(reason), NULL);
}

int ledger_form_error(const char *folder, const char *file, enum phrase why, struct error *err)
{
	return error_set(err, ERROR_LEDGER_FORM, "docs/ledger-format.md 7", "", "folder", folder,
		"file", file, "problem", phrase_text(why), NULL);
}

/* What is wrong with what is there; PHRASE_NONE: nothing. */
static enum phrase fault_of(const struct form *f, const struct stat *st)
{
	bool folder = f->kind == FORM_FOLDER || f->kind == FORM_FOLDER_MAYBE;

	if (f->kind == FORM_NEVER)
		return f->why;
	if (folder)
		return S_ISDIR(st->st_mode) ? PHRASE_NONE : PHRASE_FORM_NOT_FOLDER;
	if (!S_ISREG(st->st_mode))
		return PHRASE_FORM_NOT_FILE;
	return st->st_size > f->most ? PHRASE_FORM_LARGE : PHRASE_NONE;
}

static int check_one(const char *folder, const struct form *f, struct error *err)
{
	char path[PATH_MAX];
	struct stat st;
	enum phrase fault;

	snprintf(path, sizeof(path), "%s/%s", folder, f->path);
	if (stat(path, &st) != 0) {
		if (errno != ENOENT)
			return file_error(path, err);
		return f->kind == FORM_FILE || f->kind == FORM_FOLDER
			       ? missing(folder, PHRASE_FORM_NO_REPOSITORY, err)
			       : 0;
	}
	fault = fault_of(f, &st);
	return fault == PHRASE_NONE ? 0 : ledger_form_error(folder, f->path, fault, err);
}

int ledger_form_check(const char *folder, struct error *err)
{
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (check_one(folder, &forms[i], err) != 0)
			return -1;
	return 0;
}

static bool is_empty(const char *folder)
{
	AUTO(folder_auto) DIR *d = opendir(folder);
	const struct dirent *e;

	while (d && (e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			return false;
	return d != NULL;
}

static bool is_there(const char *folder, const char *name, struct stat *st)
{
	char path[PATH_MAX];

	return (size_t)snprintf(path, sizeof(path), "%s/%s", folder, name) < sizeof(path) &&
	       stat(path, st) == 0;
}

int ledger_form_find(
	const char *given, char out[LEDGER_FOLDER_SIZE], bool *work_tree, struct error *err)
{
	struct stat st;
	const char *below = "";

	if (stat(given, &st) != 0)
		return errno == ENOENT ? missing(given, PHRASE_FORM_NOTHING, err)
				       : file_error(given, err);
	if (!S_ISDIR(st.st_mode))
		return missing(
			given, S_ISREG(st.st_mode) ? PHRASE_FORM_FILE : PHRASE_FORM_SPECIAL, err);
	if (is_empty(given))
		return missing(given, PHRASE_FORM_EMPTY, err);
	*work_tree = strcmp(file_name(given), ".git") == 0;
	if (!is_there(given, "HEAD", &st) && is_there(given, ".git", &st)) {
		if (!S_ISDIR(st.st_mode))
			return ledger_form_error(given, ".git", PHRASE_FORM_GIT_FILE, err);
		*work_tree = true;
		below = "/.git";
	}
	if (snprintf(out, LEDGER_FOLDER_SIZE, "%s%s", given, below) >= LEDGER_FOLDER_SIZE) {
		errno = ENAMETOOLONG;
		return file_error(given, err);
	}
	return 0;
}
