#include "ledger/git/examine.h"

#include <string.h>

#include <talloc.h>

#include "ledger/git/examine_trees.h"
#include "ledger/git/ledger_tree.h"

struct examiner {
	struct ledger *ledger;
	char (*ids)[LEDGER_COMMIT_SIZE];
	size_t ids_n;

	/* The page at hand. */
	void *mem;
	int64_t number;
	struct ledger_commit commit;
	const struct ledger_page *page;
	struct ledger_file *files; /* what its commit must have written */
	bool *seen;
	size_t files_n;

	/*
	 * The tree of a commit, in memory: the parent's, until the page is sealed again on top
	 * of it.
	 */
	struct ledger_tree *tree;
	git_oid tree_id;
};

struct examiner *examiner_new(void *mem, struct ledger *l, int64_t *n, struct error *err)
{
	struct examiner *x = talloc_zero(mem, struct examiner);

	if (!x) {
		error_no_memory(err);
		return NULL;
	}
	x->ledger = l;
	if (ledger_history(l, x, &x->ids, &x->ids_n, err) != 0) {
		talloc_free(x);
		return NULL;
	}
	*n = (int64_t)x->ids_n;
	return x;
}

int examiner_go_to(struct examiner *x, int64_t number, struct error *err)
{
	const struct ledger_commit *c = &x->commit;

	TALLOC_FREE(x->mem);
	x->mem = talloc_new(x);
	if (!x->mem)
		return error_no_memory(err);
	x->number = number;
	x->page = NULL;
	x->files_n = 0;
	if (ledger_commit_read(x->ledger, x->mem, x->ids[number], &x->commit, err) != 0)
		return -1;
	if (number == 0 ? c->parents_n == 0
			: c->parents_n == 1 && strcmp(c->parent, x->ids[number - 1]) == 0)
		return 0;
	return error_set(
		err, ERROR_AUDIT_HISTORY, "docs/ledger-format.md 7", "", "commit", c->id, NULL);
}

int examiner_page(
	struct examiner *x, void *mem, const char **bytes, size_t *size, struct error *err)
{
	char path[PAGE_PATH_SIZE];

	return ledger_file_at(
		x->ledger, mem, x->commit.id, page_path(x->number, path), bytes, size, err);
}

int examiner_checkpoint(
	struct examiner *x, void *mem, const char **note, size_t *size, struct error *err)
{
	return ledger_file_at(x->ledger, mem, x->commit.id, LEDGER_CHECKPOINT, note, size, err);
}

static int unsigned_error(const struct examiner *x, struct error *err)
{
	return error_set(err, ERROR_AUDIT_UNSIGNED, "docs/ledger-format.md 7", "", "commit",
		x->commit.id, NULL);
}

int examiner_sealed(struct examiner *x, const struct public_key *key, struct error *err)
{
	const struct ledger_commit *c = &x->commit;
	struct buffer *canonical = buffer_new(x->mem, SSHSIG_ARMOUR_MAX);
	struct sshsig s;

	if (!canonical)
		return error_no_memory(err);
	if (!c->signature)
		return unsigned_error(x, err);
	if (sshsig_parse(c->signature, strlen(c->signature), &s, err) < 0)
		return -1;
	sshsig_write(&s, canonical);
	if (!public_key_equal(&s.key, key) || strcmp(canonical->bytes, c->signature) != 0)
		return error_set(err, ERROR_AUDIT_SEALING_KEY, "docs/ledger-format.md 7", "",
			"commit", c->id, NULL);
	return sshsig_check(&s, "git", c->signed_bytes, c->signed_size, err);
}

/* The parent's tree; the one that the page before produced is reused where it is the same. */
static int read_parent_tree(struct examiner *x, struct error *err)
{
	AUTO(git_tree_auto) git_tree *tree = NULL;
	git_oid parent;

	if (x->number == 0) {
		TALLOC_FREE(x->tree);
		x->tree = ledger_tree_new(x, x->ledger->odb, NULL, err);
		return x->tree ? 0 : -1;
	}
	if (ledger_oid(x->ids[x->number - 1], &parent, err) != 0)
		return -1;
	tree = ledger_tree_of(x->ledger->repo, &parent, err);
	if (!tree)
		return -1;
	if (x->tree && git_oid_equal(&x->tree_id, git_tree_id(tree)))
		return 0;
	TALLOC_FREE(x->tree);
	x->tree_id = *git_tree_id(tree);
	x->tree = ledger_tree_new(x, x->ledger->odb, &x->tree_id, err);
	return x->tree ? 0 : -1;
}

int examiner_expect(struct examiner *x, const struct ledger_page *page, struct error *err)
{
	x->page = page;
	if (read_parent_tree(x, err) != 0 || ledger_files(x->mem, x->tree, x->ledger->odb, page,
						     &x->files, &x->files_n, err) != 0)
		return -1;
	x->seen = talloc_zero_array(x->mem, bool, (unsigned)x->files_n);
	return x->seen ? 0 : error_no_memory(err);
}

/* A path that this page may write, with the right bytes; only checkpoints are ever rewritten. */
static int path_holds(
	struct examiner *x, const char *path, enum ledger_change change, struct error *err)
{
	static const char rule[] = "docs/ledger-format.md 6";
	const char *bytes;
	size_t size, i;
	int found;

	for (i = 0; i < x->files_n && strcmp(x->files[i].path, path) != 0; i++)
		;
	if (change == LEDGER_REMOVED)
		return error_set(err, ERROR_AUDIT_REMOVED, rule, "", "path", path, NULL);
	if (i == x->files_n || change == LEDGER_IRREGULAR ||
		(change == LEDGER_CHANGED && strcmp(path, LEDGER_CHECKPOINT) != 0))
		return error_set(err, ERROR_AUDIT_UNEXPECTED, rule, "", "path", path, NULL);
	x->seen[i] = true;
	/* The page and the checkpoint were read from this very commit. */
	if (i == 0 || strcmp(path, LEDGER_CHECKPOINT) == 0)
		return 0;
	found = ledger_file_at(x->ledger, x->mem, x->commit.id, path, &bytes, &size, err);
	if (found < 0)
		return -1;
	if (found && size == x->files[i].size && memcmp(bytes, x->files[i].bytes, size) == 0)
		return 0;
	return error_set(err, ERROR_AUDIT_BYTES, rule, "", "path", path, NULL);
}

/* Calls fn for each file that the commit changes. */
static int compare_trees(struct examiner *x, ledger_change_fn fn, void *ctx, struct error *err)
{
	AUTO(git_tree_auto) git_tree *before = NULL;
	AUTO(git_tree_auto) git_tree *after = NULL;
	git_oid id;

	if (x->number > 0 && (ledger_oid(x->ids[x->number - 1], &id, err) != 0 ||
				     !(before = ledger_tree_of(x->ledger->repo, &id, err))))
		return -1;
	if (ledger_oid(x->commit.id, &id, err) != 0 ||
		!(after = ledger_tree_of(x->ledger->repo, &id, err)))
		return -1;
	return ledger_trees_compare(x->ledger->odb, before ? git_tree_id(before) : NULL,
		git_tree_id(after), fn, ctx, err);
}

/* Whom to tell of a path. */
struct telling {
	struct examiner *x;
	examiner_path_fn tell;
	void *ctx;
};

static int tell_path(
	void *ctx, const char *path, enum ledger_change change, UNUSED struct error *err)
{
	const struct telling *t = ctx;
	struct error wrong = {0};

	t->tell(t->ctx, path, path_holds(t->x, path, change, &wrong) < 0 ? &wrong : NULL);
	return 0;
}

int examiner_files(struct examiner *x, examiner_path_fn tell, void *ctx, struct error *err)
{
	struct telling telling = {x, tell, ctx};

	return compare_trees(x, tell_path, &telling, err);
}

void examiner_missing(struct examiner *x, examiner_path_fn tell, void *ctx)
{
	struct error wrong;

	for (size_t i = 0; i < x->files_n; i++) {
		if (x->seen[i])
			continue;
		error_set(&wrong, ERROR_AUDIT_MISSING, "docs/ledger-format.md 6", "", "path",
			x->files[i].path, NULL);
		tell(ctx, x->files[i].path, &wrong);
	}
}

/* Whom to give the files beside the page. */
struct giving {
	struct examiner *x;
	void *mem;
	examiner_added_fn fn;
	void *ctx;
};

static int give_added(void *ctx, const char *path, enum ledger_change change, struct error *err)
{
	const struct giving *g = ctx;
	char page[PAGE_PATH_SIZE];
	const char *bytes;
	size_t size;
	int found;

	if (change != LEDGER_ADDED || strcmp(path, LEDGER_CHECKPOINT) == 0 ||
		strcmp(path, page_path(g->x->number, page)) == 0)
		return 0;
	found = ledger_file_at(g->x->ledger, g->mem, g->x->commit.id, path, &bytes, &size, err);
	return found > 0 ? g->fn(g->ctx, path, bytes, size, err) : found;
}

int examiner_added(
	struct examiner *x, void *mem, examiner_added_fn fn, void *ctx, struct error *err)
{
	struct giving giving = {x, mem, fn, ctx};

	return compare_trees(x, give_added, &giving, err);
}

int examiner_has_folder(struct examiner *x, const char *folder, struct error *err)
{
	AUTO(git_tree_auto) git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	git_oid id;
	int found;

	if (ledger_oid(x->commit.id, &id, err) != 0 ||
		!(tree = ledger_tree_of(x->ledger->repo, &id, err)))
		return -1;
	found = git_tree_entry_bypath(&entry, tree, folder);
	if (found != 0)
		return found == GIT_ENOTFOUND ? 0 : ledger_git_error(err, "find a folder");
	found = git_tree_entry_type(entry) == GIT_OBJECT_TREE;
	git_tree_entry_free(entry);
	return found;
}

int examiner_sealed_again(struct examiner *x, struct error *err)
{
	struct ledger_commit_of c = {.odb = x->ledger->odb,
		.only_hash = true,
		.page = x->page,
		.signature = x->commit.signature,
		.tree = x->tree};
	char hex[LEDGER_COMMIT_SIZE];
	git_oid parent, made;

	if (!x->commit.signature)
		return unsigned_error(x, err);
	if (x->number > 0) {
		if (ledger_oid(x->ids[x->number - 1], &parent, err) != 0)
			return -1;
		c.parent = &parent;
	}
	if (ledger_commit_make(&c, x->files, x->files_n, &made, &x->tree_id, err) != 0) {
		TALLOC_FREE(x->tree);
		return -1;
	}
	ledger_tree_shrink(x->tree, x->files[0].path);
	git_oid_tostr(hex, sizeof(hex), &made);
	if (strcmp(hex, x->commit.id) == 0)
		return 0;
	return error_set(err, ERROR_AUDIT_COMMIT, "docs/ledger-format.md 7", "", "commit",
		x->commit.id, NULL);
}
