/*
 * Reading the ledger: the newest page, pages by number from its tree, marks by stepping back.
 */
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "ledger/git/ledger_git.h"

enum { NUMBER_DIGITS_MAX = 18 };

int ledger_git_error(struct error *err, const char *action)
{
	const git_error *last = git_error_last();

	return error_set(err, ERROR_LEDGER_GIT, NULL, "", "action", action, "reason",
		last && last->message ? last->message : "unknown", NULL);
}

const char *ledger_shown(const char *name, char out[LEDGER_PATH_MAX])
{
	size_t n = 0;

	for (; name[n] && n < LEDGER_PATH_MAX - 1; n++)
		out[n] = name[n] > ' ' && name[n] <= '~' ? name[n] : '?';
	out[n] = '\0';
	return out;
}

int ledger_oid(const char *hex, git_oid *out, struct error *err)
{
	if (strlen(hex) != GIT_OID_HEXSZ || git_oid_fromstr(out, hex) != 0)
		return error_set(err, ERROR_LEDGER_GIT, NULL, "", "action", "read an object id",
			"reason", "not 40 hexadecimal digits", NULL);
	return 0;
}

int ledger_head_oid(struct ledger *l, git_oid *out, struct error *err)
{
	int failed = git_reference_name_to_id(out, l->repo, LEDGER_REF);

	if (failed == GIT_ENOTFOUND)
		return 0;
	return failed ? ledger_git_error(err, "read the head") : 1;
}

git_tree *ledger_tree_of(git_repository *repo, const git_oid *commit, struct error *err)
{
	AUTO(git_commit_auto) git_commit *c = NULL;
	git_tree *tree;

	if (git_commit_lookup(&c, repo, commit) != 0 || git_commit_tree(&tree, c) != 0) {
		ledger_git_error(err, "read a commit");
		return NULL;
	}
	return tree;
}

int ledger_entry_of(git_tree_entry **out, const git_tree *tree, const char *path, struct error *err)
{
	int failed = git_tree_entry_bypath(out, tree, path);

	if (failed == GIT_ENOTFOUND)
		return 0;
	return failed ? ledger_git_error(err, "read a tree") : 1;
}

int ledger_file_of(struct ledger *l, void *mem, const git_tree_entry *entry, const char **bytes,
	size_t *size, struct error *err)
{
	AUTO(git_blob_auto) git_blob *blob = NULL;
	char *copy;
	size_t n;

	if (git_blob_lookup(&blob, l->repo, git_tree_entry_id(entry)) != 0)
		return ledger_git_error(err, "read a file");
	n = (size_t)git_blob_rawsize(blob);
	copy = talloc_size(mem, n + 1);
	if (!copy)
		return error_no_memory(err);
	if (n > 0)
		memcpy(copy, git_blob_rawcontent(blob), n);
	copy[n] = '\0';
	*bytes = copy;
	*size = n;
	return 0;
}

static int commit_error(const git_oid *id, const char *problem, struct error *err)
{
	char hex[GIT_OID_HEXSZ + 1];

	return error_set(err, ERROR_LEDGER_COMMIT, NULL, "", "commit",
		git_oid_tostr(hex, sizeof(hex), id), "problem", problem, NULL);
}

/* "page N: ..." */
static bool read_page_number(const char *message, int64_t *out)
{
	const char *word = "page ";
	size_t digits;

	if (strncmp(message, word, strlen(word)) != 0)
		return false;
	message += strlen(word);
	digits = strspn(message, "0123456789");
	if (digits == 0 || digits > NUMBER_DIGITS_MAX || message[digits] != ':')
		return false;
	*out = strtoll(message, NULL, 10);
	return true;
}

static int read_newest(
	struct ledger *l, const git_oid *id, struct ledger_newest *out, struct error *err)
{
	AUTO(git_commit_auto) git_commit *c = NULL;
	int64_t number;

	if (git_commit_lookup(&c, l->repo, id) != 0)
		return ledger_git_error(err, "read a commit");
	if (!read_page_number(git_commit_message_raw(c), &number))
		return commit_error(id, "its message does not name its page", err);
	*out = (struct ledger_newest){
		.pages = number + 1, .commit = *id, .tree = *git_commit_tree_id(c)};
	return 0;
}

int ledger_look(struct ledger *l, struct error *err)
{
	struct ledger_newest newest = {.pages = 0};
	git_oid id;
	int found = ledger_head_oid(l, &id, err);

	if (found < 0)
		return -1;
	if (found && l->newest.pages && git_oid_equal(&id, &l->newest.commit))
		return 0;
	if (found && read_newest(l, &id, &newest, err) != 0)
		return -1;
	l->newest = newest;
	l->back_n = 0;
	TALLOC_FREE(l->tree);
	return 0;
}

int ledger_pages(struct ledger *l, int64_t *out, struct error *err)
{
	if (ledger_look(l, err) != 0)
		return -1;
	*out = l->newest.pages;
	return 0;
}

/* The ref is read again only for a page that is newer than when it was last read. */
static int look_for(struct ledger *l, int64_t number, struct error *err)
{
	if (number >= l->newest.pages && ledger_look(l, err) != 0)
		return -1;
	return number >= 0 && number < l->newest.pages;
}

/* A file of the newest page's tree: 1, 0 none, -1. */
static int newest_file(struct ledger *l, void *mem, const char *path, const char **bytes,
	size_t *size, struct error *err)
{
	AUTO(git_tree_auto) git_tree *root = NULL;
	AUTO(git_tree_entry_auto) git_tree_entry *entry = NULL;
	int found;

	if (git_tree_lookup(&root, l->repo, &l->newest.tree) != 0)
		return ledger_git_error(err, "read a tree");
	found = ledger_entry_of(&entry, root, path, err);
	if (found <= 0)
		return found;
	return ledger_file_of(l, mem, entry, bytes, size, err) != 0 ? -1 : 1;
}

int ledger_page(struct ledger *l, void *mem, int64_t number, const char **bytes, size_t *size,
	struct error *err)
{
	char path[PAGE_PATH_SIZE];
	int found = look_for(l, number, err);

	if (found <= 0)
		return found;
	found = newest_file(l, mem, page_path(number, path), bytes, size, err);
	if (found == 0)
		return error_set(err, ERROR_REPLAY_PAGE, NULL, "", "path", path, NULL);
	return found;
}

int ledger_checkpoint(
	struct ledger *l, void *mem, const char **note, size_t *size, struct error *err)
{
	int found = look_for(l, 0, err);

	return found <= 0 ? found : newest_file(l, mem, LEDGER_CHECKPOINT, note, size, err);
}

static int back_add(struct ledger *l, const git_oid *id, struct error *err)
{
	if (l->back_n == l->back_room) {
		size_t wanted = l->back_room ? 2 * l->back_room : 64;
		git_oid *more = talloc_realloc(l, l->back, git_oid, (unsigned)wanted);

		if (!more)
			return error_no_memory(err);
		l->back = more;
		l->back_room = wanted;
	}
	l->back[l->back_n++] = *id;
	return 0;
}

/* One commit further back: a page's commit has the page before it as its one parent. */
static int step_back(struct ledger *l, struct error *err)
{
	AUTO(git_commit_auto) git_commit *c = NULL;
	const git_oid *from = &l->back[l->back_n - 1];

	if (git_commit_lookup(&c, l->repo, from) != 0)
		return ledger_git_error(err, "read a commit");
	if (git_commit_parentcount(c) != 1)
		return commit_error(from, "not one parent", err);
	return back_add(l, git_commit_parent_id(c, 0), err);
}

int ledger_mark(struct ledger *l, int64_t number, char out[LEDGER_MARK_SIZE], struct error *err)
{
	int found = look_for(l, number, err);
	size_t at;

	if (found <= 0)
		return found;
	if (l->back_n == 0 && back_add(l, &l->newest.commit, err) != 0)
		return -1;
	at = (size_t)(l->newest.pages - 1 - number);
	while (l->back_n <= at)
		if (step_back(l, err) != 0)
			return -1;
	git_oid_tostr(out, LEDGER_MARK_SIZE, &l->back[at]);
	return 1;
}
