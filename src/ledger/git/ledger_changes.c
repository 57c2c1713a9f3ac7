#include "ledger/ledger.h"

#include <git2/diff.h>

#include "ledger/git/ledger_git.h"

LEDGER_GIT_AUTO(git_diff)

int ledger_folder_count_at(
	struct ledger *l, const char *commit, const char *folder, struct error *err)
{
	AUTO(git_tree_auto) git_tree *root = NULL;
	AUTO(git_tree_auto) git_tree *tree = NULL;
	AUTO(git_tree_entry_auto) git_tree_entry *entry = NULL;
	git_oid id;
	int failed;

	if (ledger_oid(commit, &id, err) != 0)
		return -1;
	root = ledger_tree_of(l->repo, &id, err);
	if (!root)
		return -1;
	failed = git_tree_entry_bypath(&entry, root, folder);
	if (failed == GIT_ENOTFOUND)
		return 0;
	if (failed != 0 || git_tree_lookup(&tree, l->repo, git_tree_entry_id(entry)) != 0)
		return ledger_git_error(err, "read a tree");
	return (int)git_tree_entrycount(tree);
}

static enum ledger_change change_of(const git_diff_delta *delta)
{
	if (delta->status == GIT_DELTA_DELETED)
		return LEDGER_REMOVED;
	if (delta->new_file.mode != GIT_FILEMODE_BLOB)
		return LEDGER_IRREGULAR;
	return delta->status == GIT_DELTA_ADDED ? LEDGER_ADDED : LEDGER_CHANGED;
}

int ledger_changes(struct ledger *l, const char *parent, const char *commit, ledger_change_fn fn,
	void *ctx, struct error *err)
{
	AUTO(git_tree_auto) git_tree *before = NULL;
	AUTO(git_tree_auto) git_tree *after = NULL;
	AUTO(git_diff_auto) git_diff *diff = NULL;
	git_diff_options options;
	git_oid id;

	if (git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) != 0)
		return ledger_git_error(err, "compare trees");
	options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
	if (parent && (ledger_oid(parent, &id, err) != 0 ||
			      !(before = ledger_tree_of(l->repo, &id, err))))
		return -1;
	if (ledger_oid(commit, &id, err) != 0 || !(after = ledger_tree_of(l->repo, &id, err)))
		return -1;
	if (git_diff_tree_to_tree(&diff, l->repo, before, after, &options) != 0)
		return ledger_git_error(err, "compare trees");
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);
		enum ledger_change change = change_of(delta);
		const char *path =
			change == LEDGER_REMOVED ? delta->old_file.path : delta->new_file.path;
		int result = fn(ctx, path, change, err);

		if (result != 0)
			return result;
	}
	return 0;
}
