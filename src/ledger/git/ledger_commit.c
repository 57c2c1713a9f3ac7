#include "ledger/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <git2/sys/mempack.h>
#include <talloc.h>

#include "ledger/git/ledger_git.h"

#define CHECKPOINT_PATH "checkpoint"

enum { MESSAGE_MAX = 128, FIXED_FILES = 2, DEPTH_MAX = 8 };

/* One page on its way to a commit. */
struct build {
	git_repository *repo;
	const struct ledger_page *page;
	const char *signature; /* the given armour; NULL: sign with the page's key */
	git_oid parent_id;
	git_commit *parent; /* NULL: the first page */
	git_tree *before;   /* the parent's tree */
};

static void build_release(struct build *b)
{
	git_tree_free(b->before);
	git_commit_free(b->parent);
}

static int path_error(struct error *err, const char *path)
{
	return error_set(err, ERROR_LEDGER_PATH, NULL, "", "path", path, NULL);
}

/* Components of [A-Za-z0-9._-], none beginning with a dot, few of them. */
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

/* A file is written once: its path must be new, unless it is the checkpoint's. */
static int check_path(const struct build *b, const char *path, struct error *err)
{
	AUTO(git_tree_entry_auto) git_tree_entry *entry = NULL;
	int failed;

	if (!path_is_sound(path))
		return path_error(err, path);
	if (!b->before || strcmp(path, CHECKPOINT_PATH) == 0)
		return 0;
	failed = git_tree_entry_bypath(&entry, b->before, path);
	if (failed == 0)
		return path_error(err, path);
	return failed == GIT_ENOTFOUND ? 0 : ledger_git_error(err, "read a tree");
}

static int add_file(const struct build *b, git_tree_update *update, const char *path,
	const char *bytes, size_t size, struct error *err)
{
	if (check_path(b, path, err) != 0)
		return -1;
	*update = (git_tree_update){
		.action = GIT_TREE_UPDATE_UPSERT, .filemode = GIT_FILEMODE_BLOB, .path = path};
	if (git_blob_create_from_buffer(&update->id, b->repo, bytes, size) != 0)
		return ledger_git_error(err, "write a file");
	return 0;
}

static int compare_paths(const void *a, const void *b)
{
	const git_tree_update *const x = a, *const y = b;

	return strcmp(x->path, y->path);
}

/* No two files of one page have the same path. */
static int check_distinct(git_tree_update *updates, size_t n, struct error *err)
{
	qsort(updates, n, sizeof(*updates), compare_paths);
	for (size_t i = 1; i < n; i++)
		if (strcmp(updates[i - 1].path, updates[i].path) == 0)
			return path_error(err, updates[i].path);
	return 0;
}

/* The parent's tree with the page, the checkpoint and the page's files. */
static int write_tree(const struct build *b, git_oid *out, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	const struct ledger_page *p = b->page;
	git_tree_update *updates =
		talloc_array(mem, git_tree_update, (unsigned)(p->files_n + FIXED_FILES));
	char path[PAGE_PATH_SIZE];
	size_t n = 0;

	if (!updates)
		return error_no_memory(err);
	if (add_file(b, &updates[n++], page_path(p->number, path), p->bytes, p->size, err) != 0)
		return -1;
	if (p->checkpoint && add_file(b, &updates[n++], CHECKPOINT_PATH, p->checkpoint,
				     strlen(p->checkpoint), err) != 0)
		return -1;
	for (size_t i = 0; i < p->files_n; i++) {
		const struct ledger_file *f = &p->files[i];

		if (add_file(b, &updates[n++], f->path, f->bytes, f->size, err) != 0)
			return -1;
	}
	if (check_distinct(updates, n, err) != 0)
		return -1;
	if (git_tree_create_updated(out, b->repo, b->before, n, updates) != 0)
		return ledger_git_error(err, "write a tree");
	return 0;
}

/* The commit's text without signature. */
static int write_body(
	const struct build *b, const git_oid *tree_id, git_buf *out, struct error *err)
{
	const struct ledger_page *p = b->page;
	AUTO(git_signature_auto) git_signature *who = NULL;
	AUTO(git_tree_auto) git_tree *tree = NULL;
	const git_commit *parents[] = {b->parent};
	char email[LEDGER_PATH_MAX], message[MESSAGE_MAX];

	assert(p->time.ms >= 0);
	snprintf(email, sizeof(email), "sealing@%s", p->name);
	snprintf(message, sizeof(message), "page %lld: entries %lld-%lld\n", (long long)p->number,
		(long long)p->first_sequence, (long long)p->last_sequence);
	if (git_signature_new(&who, p->name, email, p->time.ms / 1000, 0) != 0 ||
		git_tree_lookup(&tree, b->repo, tree_id) != 0 ||
		git_commit_create_buffer(out, b->repo, who, who, NULL, message, tree,
			b->parent ? 1 : 0, parents) != 0)
		return ledger_git_error(err, "write a commit");
	return 0;
}

/* Appends the armour over the body, without its last LF, as git writes it. */
static int sign_body(
	const struct build *b, const git_buf *body, struct buffer *out, struct error *err)
{
	struct sshsig s;

	if (b->signature) {
		buffer_add_text(out, b->signature);
	} else {
		if (secret_key_sshsig(
			    b->page->sealing_key, "git", body->ptr, body->size, &s, err) != 0)
			return -1;
		sshsig_write(&s, out);
	}
	if (buffer_ok(out, err) != 0)
		return -1;
	if (out->size > 0 && out->bytes[out->size - 1] == '\n')
		out->bytes[--out->size] = '\0';
	return 0;
}

static int write_commit(const struct build *b, char commit[LEDGER_COMMIT_SIZE], struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *armour = buffer_new(mem, 2 * SSHSIG_ARMOUR_MAX);
	AUTO(git_buf_dispose) git_buf body = GIT_BUF_INIT;
	git_oid tree, id;

	if (!armour)
		return error_no_memory(err);
	if (write_tree(b, &tree, err) != 0 || write_body(b, &tree, &body, err) != 0 ||
		sign_body(b, &body, armour, err) != 0)
		return -1;
	if (git_commit_create_with_signature(&id, b->repo, body.ptr, armour->bytes, "gpgsig") != 0)
		return ledger_git_error(err, "write a commit");
	git_oid_tostr(commit, LEDGER_COMMIT_SIZE, &id);
	return 0;
}

/* The commit and the tree that the page stands on. */
static int read_parent(struct build *b, const git_oid *id, struct error *err)
{
	if (git_commit_lookup(&b->parent, b->repo, id) != 0)
		return ledger_git_error(err, "read a commit");
	b->before = ledger_tree_of(b->repo, id, err);
	return b->before ? 0 : -1;
}

int ledger_prepare(struct ledger *l, const struct ledger_page *p, char commit[LEDGER_COMMIT_SIZE],
	struct error *err)
{
	AUTO(build_release) struct build b = {.repo = l->repo, .page = p};
	char id[LEDGER_COMMIT_SIZE];
	git_oid head;
	int found = ledger_head_oid(l, &head, err);

	assert(l->lock >= 0);
	assert((p->number == 0) == (p->checkpoint == NULL));
	if (found < 0 || (found > 0 && read_parent(&b, &head, err) != 0) ||
		write_commit(&b, id, err) != 0)
		return -1;
	memcpy(commit, id, sizeof(id));
	return 0;
}

int ledger_rebuild(struct ledger *l, const struct ledger_page *p, const char *parent,
	const char *signature, char commit[LEDGER_COMMIT_SIZE], struct error *err)
{
	AUTO(build_release) struct build b = {.page = p, .signature = signature};
	char id[LEDGER_COMMIT_SIZE];
	git_oid oid;
	int failed;

	assert(signature);
	if (ledger_open_dry(l, err) != 0)
		return -1;
	b.repo = l->dry;
	if (parent && *parent &&
		(ledger_oid(parent, &oid, err) != 0 || read_parent(&b, &oid, err) != 0))
		return -1;
	failed = write_commit(&b, id, err);
	git_mempack_reset(l->dry_memory);
	if (failed)
		return -1;
	memcpy(commit, id, sizeof(id));
	return 0;
}

int ledger_publish(struct ledger *l, const char *commit, struct error *err)
{
	AUTO(git_reference_auto) git_reference *ref = NULL;
	AUTO(git_commit_auto) git_commit *c = NULL;
	const git_oid *parent;
	char expected[LEDGER_COMMIT_SIZE] = "empty";
	git_oid id;
	int failed;

	assert(l->lock >= 0);
	if (ledger_oid(commit, &id, err) != 0)
		return -1;
	if (git_commit_lookup(&c, l->repo, &id) != 0)
		return ledger_git_error(err, "read a commit");
	parent = git_commit_parentcount(c) > 0 ? git_commit_parent_id(c, 0) : NULL;
	if (parent) {
		git_oid_tostr(expected, sizeof(expected), parent);
		failed = git_reference_create_matching(
			&ref, l->repo, LEDGER_REF, &id, 1, parent, NULL);
	} else {
		failed = git_reference_create(&ref, l->repo, LEDGER_REF, &id, 0, NULL);
	}
	if (failed == GIT_EMODIFIED || failed == GIT_EEXISTS || failed == GIT_ENOTFOUND)
		return error_set(err, ERROR_LEDGER_MOVED, NULL, "", "expected", expected, NULL);
	if (failed)
		return ledger_git_error(err, "move the head");
	return 0;
}
