/*
 * Refs, and what lets git show other bytes than those that were sealed.
 *
 * Names are read, from the folder refs/ and from packed-refs, not what they name: a ledger has
 * one ref, whatever the others may lead to. Nothing here is opened but packed-refs, whose kind
 * and size ledger_form.c has looked at.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/git/examine.h"
#include "ledger/git/ledger_git.h"
#include "system/file.h"

enum { REF_DEPTH = 16 }; /* folders of refs within one another: git's own have three */

struct refs {
	struct ledger *ledger;
	examiner_path_fn tell;
	void *ctx;
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* In a clone with a work tree: refs/remotes/NAME/main and refs/remotes/NAME/HEAD, of git clone. */
static bool of_a_clone(const char *ref)
{
	const char *slash = strrchr(ref, '/');

	return begins(ref, "refs/remotes/") &&
	       strchr(ref + strlen("refs/remotes/"), '/') == slash &&
	       (strcmp(slash, "/main") == 0 || strcmp(slash, "/HEAD") == 0);
}

static void tell_ref(const struct refs *r, const char *name)
{
	struct error wrong = {0};
	char shown[LEDGER_PATH_MAX];
	const char *ref = ledger_shown(name, shown);

	if (strcmp(ref, LEDGER_REF) == 0 || (r->ledger->work_tree && of_a_clone(ref))) {
		r->tell(r->ctx, ref, NULL);
		return;
	}
	if (begins(ref, "refs/replace/"))
		error_set(&wrong, ERROR_AUDIT_REPLACED, "docs/ledger-format.md 7", "", "path", ref,
			NULL);
	else
		error_set(&wrong, ERROR_AUDIT_REF, "docs/ledger-format.md 7", "", "ref", ref, NULL);
	r->tell(r->ctx, ref, &wrong);
}

/* Names that git takes for no ref: hidden ones, and the locks of a writer at work. */
static bool is_no_ref(const char *name)
{
	size_t n = strlen(name);

	return name[0] == '.' || (n > 5 && strcmp(name + n - 5, ".lock") == 0);
}

static int read_folder(const struct refs *r, const char *name, int depth, struct error *err);

/* A folder of refs, or else a ref, whatever else than a file it may be. */
static int read_one(const struct refs *r, const char *ref, int depth, struct error *err)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", r->ledger->folder, ref);
	if (lstat(path, &st) != 0) /* a ref may have gone meanwhile */
		return errno == ENOENT ? 0 : file_error(path, err);
	if (S_ISDIR(st.st_mode) && depth < REF_DEPTH)
		return read_folder(r, ref, depth + 1, err);
	tell_ref(r, ref);
	return 0;
}

static int read_folder(const struct refs *r, const char *name, int depth, struct error *err)
{
	char path[PATH_MAX], ref[LEDGER_FOLDER_SIZE];
	const struct dirent *e;
	int result = 0;

	snprintf(path, sizeof(path), "%s/%s", r->ledger->folder, name);
	AUTO(folder_auto) DIR *d = opendir(path);

	if (!d)
		return file_error(path, err);
	while (result == 0 && (e = readdir(d)) != NULL) {
		if (is_no_ref(e->d_name))
			continue;
		if ((size_t)snprintf(ref, sizeof(ref), "%s/%s", name, e->d_name) >= sizeof(ref)) {
			errno = ENAMETOOLONG;
			return file_error(path, err);
		}
		result = read_one(r, ref, depth, err);
	}
	return result;
}

static void file_close(FILE **file)
{
	if (*file)
		fclose(*file);
}

/* "ID REF", "^ID" of what a tag names, or "# ..."; anything else is told as a ref of that name. */
static const char *packed_ref(char *line)
{
	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '#' || line[0] == '^' || line[0] == '\0')
		return NULL;
	if (strspn(line, "0123456789abcdef") == GIT_OID_HEXSZ && line[GIT_OID_HEXSZ] == ' ')
		return line + GIT_OID_HEXSZ + 1;
	return line;
}

static int read_packed(const struct refs *r, struct error *err)
{
	char path[PATH_MAX], line[PATH_MAX];
	const char *ref;

	snprintf(path, sizeof(path), "%s/packed-refs", r->ledger->folder);
	AUTO(file_close) FILE *in = fopen(path, "rb");

	if (!in)
		return errno == ENOENT ? 0 : file_error(path, err);
	while (fgets(line, sizeof(line), in)) {
		ref = packed_ref(line);
		if (ref)
			tell_ref(r, ref);
	}
	return ferror(in) ? file_error(path, err) : 0;
}

/* The older way to give a commit other parents. */
static void read_grafts(const struct refs *r)
{
	static const char name[] = "info/grafts";
	char path[PATH_MAX];
	struct stat st;
	struct error wrong = {0};

	snprintf(path, sizeof(path), "%s/%s", r->ledger->folder, name);
	if (lstat(path, &st) != 0)
		return;
	error_set(&wrong, ERROR_AUDIT_REPLACED, "docs/ledger-format.md 7", "", "path", name, NULL);
	r->tell(r->ctx, name, &wrong);
}

int ledger_refs(struct ledger *l, examiner_path_fn tell, void *ctx, struct error *err)
{
	struct refs r = {l, tell, ctx};

	if (read_folder(&r, "refs", 0, err) != 0 || read_packed(&r, err) != 0)
		return -1;
	read_grafts(&r);
	return 0;
}
