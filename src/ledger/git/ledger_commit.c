/*
 * A page becomes a commit: its files and folders as objects, the commit's text, the ref. The text
 * is written here, as git writes it, from what is at hand, so that a writer looks nothing up.
 */
#include "ledger/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "ledger/git/ledger_git.h"
#include "ledger/git/ledger_tree.h"

enum {
	FIXED_FILES = 2,
	DEPTH_MAX = 8,
	BODY_MAX = 4096,
};

static int path_error(struct error *err, const char *path)
{
	return error_set(err, ERROR_LEDGER_PATH, NULL, "", "path", path, NULL);
}

/* Components of [A-Za-z0-9._-], none beginning with a dot, and not many of them. */
static bool path_is_sound(const char *path)
{
	int depth = 1;
	char before = '/';

	if (strnlen(path, LEDGER_PATH_MAX) == LEDGER_PATH_MAX)
		return false;
	for (; *path; before = *path++) {
		bool word = (*path >= 'a' && *path <= 'z') || (*path >= 'A' && *path <= 'Z') ||
			    (*path >= '0' && *path <= '9') || *path == '_' || *path == '-';

		if (before == '/' && !word)
			return false;
		if (!word && *path != '.' && *path != '/')
			return false;
		depth += *path == '/';
	}
	return before != '/' && depth <= DEPTH_MAX;
}

/* How many numbered files of the page are in a folder already. */
static int64_t earlier_in_page(
	const struct ledger_page *p, size_t end, const char *folder, size_t size)
{
	int64_t n = 0;

	for (size_t i = 0; i < end; i++) {
		const char *other = p->files[i].path, *slash = strrchr(other, '/');

		n += p->files[i].numbered && slash && (size_t)(slash - other) == size &&
		     memcmp(other, folder, size) == 0;
	}
	return n;
}

/* "FOLDER/NAME" becomes "FOLDER/NNNN-NAME", the next number of the folder, from 1. */
static int number_file(struct ledger_tree *before, git_odb *odb, const struct ledger_page *p,
	size_t i, char out[LEDGER_PATH_MAX], struct error *err)
{
	const char *path = p->files[i].path, *slash = strrchr(path, '/');
	char folder[LEDGER_PATH_MAX];
	int64_t n = 0;
	int written;

	if (!slash)
		return path_error(err, path);
	snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
	if (ledger_tree_count(before, odb, folder, &n, err) != 0)
		return -1;
	n += earlier_in_page(p, i, folder, (size_t)(slash - path)) + 1;
	written = snprintf(out, LEDGER_PATH_MAX, "%s/%04lld-%s", folder, (long long)n, slash + 1);
	return written < LEDGER_PATH_MAX ? 0 : path_error(err, path);
}

int ledger_files(void *mem, struct ledger_tree *before, git_odb *odb, const struct ledger_page *p,
	struct ledger_file **out, size_t *n, struct error *err)
{
	struct ledger_file *files =
		talloc_zero_array(mem, struct ledger_file, (unsigned)(p->files_n + FIXED_FILES));
	size_t fixed = 1;

	if (!files)
		return error_no_memory(err);
	page_path(p->number, files[0].path);
	files[0].bytes = p->bytes;
	files[0].size = p->size;
	if (p->checkpoint) {
		files[fixed] =
			(struct ledger_file){.path = LEDGER_CHECKPOINT, .bytes = p->checkpoint};
		files[fixed].size = strlen(p->checkpoint);
		fixed++;
	}
	for (size_t i = 0; i < p->files_n; i++) {
		struct ledger_file *f = &files[fixed + i];

		*f = p->files[i];
		if (f->numbered && number_file(before, odb, p, i, f->path, err) != 0)
			return -1;
		f->numbered = false;
		if (!path_is_sound(f->path))
			return path_error(err, f->path);
	}
	*out = files;
	*n = fixed + p->files_n;
	return 0;
}

/* A file is written once: its path must be new, unless it is the checkpoint's. */
static int put_files(const struct ledger_commit_of *c, const struct ledger_file *files, size_t n,
	struct error *err)
{
	git_oid id;

	for (size_t i = 0; i < n; i++) {
		const struct ledger_file *f = &files[i];
		bool again = i == 1 && c->page->checkpoint; /* as ledger_files lists them */

		if (ledger_object_write(c->odb, c->only_hash, GIT_OBJECT_BLOB, f->bytes, f->size,
			    &id, err) != 0 ||
			ledger_tree_put(c->tree, c->odb, f->path, &id, again, err) != 0)
			return -1;
	}
	return 0;
}

/* The headers before the signature; libgit2 strips from a name what git would strip from it. */
static int write_headers(const struct ledger_commit_of *c, const git_oid *tree, struct buffer *out,
	struct error *err)
{
	static const char *const roles[] = {"author", "committer"};
	const struct ledger_page *p = c->page;
	AUTO(git_signature_auto) git_signature *who = NULL;
	char email[LEDGER_PATH_MAX], hex[GIT_OID_HEXSZ + 1];

	assert(p->time.ms >= 0);
	snprintf(email, sizeof(email), "sealing@%s", p->name);
	if (git_signature_new(&who, p->name, email, p->time.ms / 1000, 0) != 0)
		return ledger_git_error(err, "write a commit");
	buffer_add_format(out, "tree %s\n", git_oid_tostr(hex, sizeof(hex), tree));
	if (c->parent)
		buffer_add_format(out, "parent %s\n", git_oid_tostr(hex, sizeof(hex), c->parent));
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		buffer_add_format(out, "%s %s <%s> %lld +0000\n", roles[i], who->name, who->email,
			(long long)who->when.time);
	return buffer_ok(out, err);
}

/* The armour over the commit's text without it. */
static int sign_text(const struct ledger_commit_of *c, const struct buffer *headers,
	const char *message, struct buffer *out, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *text = buffer_new(mem, BODY_MAX);
	struct sshsig s;

	if (!text)
		return error_no_memory(err);
	if (c->signature) {
		buffer_add_text(out, c->signature);
		return buffer_ok(out, err);
	}
	buffer_add(text, headers->bytes, headers->size);
	buffer_add_text(text, message);
	if (buffer_ok(text, err) != 0 || secret_key_sshsig(c->page->sealing_key, "git", text->bytes,
						 text->size, &s, err) != 0)
		return -1;
	sshsig_write(&s, out);
	return buffer_ok(out, err);
}

/* A header of several lines: each but the first begins with a space. */
static void add_folded(struct buffer *out, const char *word, const struct buffer *text)
{
	const char *at = text->bytes, *end = text->bytes + text->size;

	buffer_add_text(out, word);
	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = lf ? lf : end;

		buffer_add_text(out, " ");
		buffer_add(out, at, (size_t)(line_end - at));
		buffer_add_text(out, "\n");
		at = lf ? lf + 1 : end;
	}
}

int ledger_commit_make(const struct ledger_commit_of *c, const struct ledger_file *files, size_t n,
	git_oid *commit, git_oid *tree, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *text = buffer_new(mem, BODY_MAX + 2 * SSHSIG_ARMOUR_MAX);
	struct buffer *armour = buffer_new(mem, 2 * SSHSIG_ARMOUR_MAX);
	const struct ledger_page *p = c->page;
	char *message = talloc_asprintf(mem, "\npage %lld: entries %lld-%lld\n",
		(long long)p->number, (long long)p->first_sequence, (long long)p->last_sequence);

	if (!text || !armour || !message)
		return error_no_memory(err);
	if (put_files(c, files, n, err) != 0 ||
		ledger_tree_write(c->tree, c->odb, c->only_hash, tree, err) != 0 ||
		write_headers(c, tree, text, err) != 0 ||
		sign_text(c, text, message, armour, err) != 0)
		return -1;
	add_folded(text, "gpgsig", armour);
	buffer_add_text(text, message);
	if (buffer_ok(text, err) != 0)
		return -1;
	return ledger_object_write(
		c->odb, c->only_hash, GIT_OBJECT_COMMIT, text->bytes, text->size, commit, err);
}

/* From the parent to the new commit: the commit point. */
static int move_ref(struct ledger *l, const git_oid *to, struct error *err)
{
	AUTO(git_reference_auto) git_reference *ref = NULL;
	const git_oid *parent = l->newest.pages ? &l->newest.commit : NULL;
	char expected[GIT_OID_HEXSZ + 1] = "empty";
	int failed;

	if (parent) {
		git_oid_tostr(expected, sizeof(expected), parent);
		failed = git_reference_create_matching(
			&ref, l->repo, LEDGER_REF, to, 1, parent, NULL);
	} else {
		failed = git_reference_create(&ref, l->repo, LEDGER_REF, to, 0, NULL);
	}
	if (failed == GIT_EMODIFIED || failed == GIT_EEXISTS || failed == GIT_ENOTFOUND)
		return error_set(err, ERROR_LEDGER_MOVED, NULL, "", "expected", expected, NULL);
	return failed ? ledger_git_error(err, "move the head") : 0;
}

static int append_page(struct ledger *l, const struct ledger_page *p, struct ledger_newest *next,
	struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct ledger_commit_of c = {.odb = l->odb,
		.page = p,
		.parent = l->newest.pages ? &l->newest.commit : NULL,
		.tree = l->tree};
	struct ledger_file *files;
	size_t n;

	if (!mem)
		return error_no_memory(err);
	if (ledger_files(mem, l->tree, l->odb, p, &files, &n, err) != 0 ||
		ledger_commit_make(&c, files, n, &next->commit, &next->tree, err) != 0)
		return -1;
	return move_ref(l, &next->commit, err);
}

int ledger_append(struct ledger *l, const struct ledger_page *p, char mark[LEDGER_MARK_SIZE],
	struct error *err)
{
	struct ledger_newest next = {.pages = p->number + 1};
	char path[PAGE_PATH_SIZE];

	assert(l->lock >= 0);
	assert((p->number == 0) == (p->checkpoint == NULL));
	if (ledger_look(l, err) != 0)
		return -1;
	if (p->number != l->newest.pages)
		return error_set(err, ERROR_LEDGER_MOVED, NULL, "", "expected",
			page_path(p->number, path), NULL);
	if (!l->tree)
		l->tree = ledger_tree_new(l, l->odb, l->newest.pages ? &l->newest.tree : NULL, err);
	if (!l->tree)
		return -1;
	if (append_page(l, p, &next, err) != 0) {
		TALLOC_FREE(l->tree);
		return -1;
	}
	l->newest = next;
	l->back_n = 0;
	ledger_tree_shrink(l->tree, page_path(p->number, path));
	git_oid_tostr(mark, LEDGER_MARK_SIZE, &next.commit);
	return 0;
}
