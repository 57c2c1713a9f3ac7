#include "tests/engine/audit/forge.h"

#include <stdio.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

static void must(int result)
{
	const git_error *last = git_error_last();

	ck_assert_msg(result == 0, "%s", last ? last->message : "?");
}

static int destroy(struct forge *f)
{
	git_repository_free(f->repo);
	git_libgit2_shutdown();
	return 0;
}

static char *object(struct forge *f, void *mem, const git_oid *id, size_t *size)
{
	git_odb *odb;
	git_odb_object *o;
	char *bytes;

	must(git_repository_odb(&odb, f->repo));
	must(git_odb_read(&o, odb, id));
	*size = git_odb_object_size(o);
	bytes = talloc_zero_size(mem, *size + 1);
	memcpy(bytes, git_odb_object_data(o), *size);
	git_odb_object_free(o);
	git_odb_free(odb);
	return bytes;
}

static void write_object(
	struct forge *f, const void *bytes, size_t size, git_object_t type, git_oid *id)
{
	git_odb *odb;

	/* Opening a ledger makes libgit2 fsync what it writes; forgeries do not need that. */
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 0);
	must(git_repository_odb(&odb, f->repo));
	must(git_odb_write(id, odb, bytes, size, type));
	git_odb_free(odb);
}

static void read_commits(struct forge *f, git_oid id)
{
	for (bool more = true; more;) {
		struct forge_commit *c = &f->commits[f->n++];
		git_commit *commit;

		ck_assert_uint_lt(f->n, FORGE_PAGES_MAX);
		must(git_commit_lookup(&commit, f->repo, &id));
		c->id = id;
		c->tree = *git_commit_tree_id(commit);
		c->body = object(f, f, &id, &c->size);
		more = git_commit_parentcount(commit) == 1;
		if (more)
			id = *git_commit_parent_id(commit, 0);
		git_commit_free(commit);
	}
	for (size_t i = 0; i < f->n / 2; i++) {
		struct forge_commit swap = f->commits[i];

		f->commits[i] = f->commits[f->n - 1 - i];
		f->commits[f->n - 1 - i] = swap;
	}
}

struct forge *forge_open(void *mem, const char *folder)
{
	struct forge *f = talloc_zero(mem, struct forge);
	git_oid head;

	ck_assert_ptr_nonnull(f);
	snprintf(f->folder, sizeof(f->folder), "%s", folder);
	ck_assert_int_gt(git_libgit2_init(), 0);
	talloc_set_destructor(f, destroy);
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	must(git_repository_open_bare(&f->repo, folder));
	must(git_reference_name_to_id(&head, f->repo, "refs/heads/main"));
	read_commits(f, head);
	return f;
}

static git_tree *tree_of(struct forge *f, const git_oid *id)
{
	git_tree *tree;

	must(git_tree_lookup(&tree, f->repo, id));
	return tree;
}

char *forge_file(struct forge *f, void *mem, size_t page, const char *path, size_t *size)
{
	git_tree *tree = tree_of(f, &f->commits[page].tree);
	git_tree_entry *entry;
	char *bytes = NULL;

	if (git_tree_entry_bypath(&entry, tree, path) == 0) {
		bytes = object(f, mem, git_tree_entry_id(entry), size);
		git_tree_entry_free(entry);
	}
	git_tree_free(tree);
	return bytes;
}

char **forge_added(struct forge *f, void *mem, size_t page)
{
	git_tree *before = page ? tree_of(f, &f->commits[page - 1].tree) : NULL;
	git_tree *after = tree_of(f, &f->commits[page].tree);
	git_diff *diff;
	char **paths;
	unsigned n = 0;

	must(git_diff_tree_to_tree(&diff, f->repo, before, after, NULL));
	paths = talloc_zero_array(mem, char *, (unsigned)git_diff_num_deltas(diff) + 1);
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);

		if (delta->status == GIT_DELTA_ADDED)
			paths[n++] = talloc_strdup(paths, delta->new_file.path);
	}
	git_diff_free(diff);
	git_tree_free(after);
	git_tree_free(before);
	return paths;
}

char *forge_root(struct forge *f, void *mem, size_t page, size_t *size)
{
	return object(f, mem, &f->commits[page].tree, size);
}

/* The tree with the change laid over it. */
static git_oid changed_tree(struct forge *f, const git_oid *before, const struct forge_change *c)
{
	git_tree *tree = tree_of(f, before);
	git_tree_update updates[2] = {{0}};
	size_t n = 0;
	git_oid blob, out;

	if (c->bytes)
		write_object(f, c->bytes, c->size, GIT_OBJECT_BLOB, &blob);
	if (!c->bytes || c->beside)
		updates[n++] = (git_tree_update){.action = GIT_TREE_UPDATE_REMOVE, .path = c->path};
	if (c->bytes)
		updates[n++] = (git_tree_update){.action = GIT_TREE_UPDATE_UPSERT,
			.id = blob,
			.filemode = c->mode ? c->mode : GIT_FILEMODE_BLOB,
			.path = c->beside ? c->beside : c->path};
	must(git_tree_create_updated(&out, f->repo, tree, n, updates));
	git_tree_free(tree);
	return out;
}

/* Takes its signature away, and signs it with the key. */
static char *signed_again(void *mem, const char *body, size_t *size, const struct secret_key *key)
{
	const char *begin = strstr(body, "\ngpgsig "), *end = strstr(body, "-----END SSH");
	char *plain, *armour, *out;
	struct buffer *b = buffer_new(mem, SSHSIG_ARMOUR_MAX);
	struct sshsig s;
	struct error err;

	ck_assert(begin && end);
	end = strchr(end, '\n') + 1;
	plain = talloc_asprintf(mem, "%.*s%s", (int)(begin + 1 - body), body, end);
	ck_assert_int_eq(secret_key_sshsig(key, "git", plain, strlen(plain), &s, &err), 0);
	sshsig_write(&s, b);
	armour = talloc_strndup(mem, b->bytes, b->size - 1);
	out = talloc_asprintf(mem, "%.*sgpgsig ", (int)(begin + 1 - body), body);
	for (char *line = strtok(armour, "\n"), *next; line; line = next) {
		next = strtok(NULL, "\n");
		out = talloc_asprintf_append(out, next ? "%s\n " : "%s\n", line);
	}
	out = talloc_asprintf_append(out, "%s", end);
	*size = strlen(out);
	return out;
}

/* The commit's text with another tree and parent. */
static char *standing_on(
	void *mem, const struct forge_commit *c, const git_oid *tree, const git_oid *parent)
{
	char *body = talloc_memdup(mem, c->body, c->size + 1);
	char hex[GIT_OID_HEXSZ + 1];

	memcpy(body + strlen("tree "), git_oid_tostr(hex, sizeof(hex), tree), GIT_OID_HEXSZ);
	if (parent)
		memcpy(strstr(body, "\nparent ") + strlen("\nparent "),
			git_oid_tostr(hex, sizeof(hex), parent), GIT_OID_HEXSZ);
	return body;
}

static void move_head(struct forge *f, const git_oid *id)
{
	char file[4096], hex[GIT_OID_HEXSZ + 1];
	FILE *out;

	snprintf(file, sizeof(file), "%s/refs/heads/main", f->folder);
	out = fopen(file, "wb");
	ck_assert_ptr_nonnull(out);
	fprintf(out, "%s\n", git_oid_tostr(hex, sizeof(hex), id));
	ck_assert_int_eq(fclose(out), 0);
}

static git_oid tree_at(struct forge *f, size_t page, const struct forge_change *c)
{
	git_oid tree = f->commits[page].tree;

	if (page == c->page && c->root)
		write_object(f, c->root, c->root_size, GIT_OBJECT_TREE, &tree);
	/* Later commits keep the changed file, except that each has its own checkpoint. */
	if (c->path && (page == c->page || strcmp(c->path, "checkpoint") != 0))
		tree = changed_tree(f, &tree, c);
	return tree;
}

void forge_rewrite(struct forge *f, const struct forge_change *c)
{
	void *mem = talloc_new(NULL);
	git_oid id = c->page ? f->commits[c->page - 1].id : (git_oid){{0}};

	for (size_t i = c->page; i < f->n; i++) {
		git_oid tree = tree_at(f, i, c);
		size_t size = f->commits[i].size;
		const char *body = standing_on(mem, &f->commits[i], &tree, i ? &id : NULL);

		if (i == c->page && c->body) {
			body = c->body;
			size = c->body_size;
		}
		if (c->key)
			body = signed_again(mem, body, &size, c->key);
		write_object(f, body, size, GIT_OBJECT_COMMIT, &id);
	}
	move_head(f, &id);
	talloc_free(mem);
}

/* Without a parent if it becomes the first, with one if it was the first. */
static char *standing_anywhere(
	void *mem, const struct forge_commit *c, const git_oid *parent, size_t *size)
{
	const char *rest = strchr(c->body, '\n') + 1;
	char hex[GIT_OID_HEXSZ + 1];
	char *body;

	if (strncmp(rest, "parent ", strlen("parent ")) == 0)
		rest = strchr(rest, '\n') + 1;
	body = talloc_asprintf(mem, "%.*s%s%s%s%s", (int)(strchr(c->body, '\n') + 1 - c->body),
		c->body, parent ? "parent " : "",
		parent ? git_oid_tostr(hex, sizeof(hex), parent) : "", parent ? "\n" : "", rest);
	*size = strlen(body);
	return body;
}

void forge_chain(struct forge *f, const size_t *order, size_t n, const struct secret_key *key)
{
	void *mem = talloc_new(NULL);
	git_oid id;

	for (size_t i = 0; i < n; i++) {
		size_t size;
		const char *body =
			standing_anywhere(mem, &f->commits[order[i]], i ? &id : NULL, &size);

		if (key)
			body = signed_again(mem, body, &size, key);
		write_object(f, body, size, GIT_OBJECT_COMMIT, &id);
	}
	move_head(f, &id);
	talloc_free(mem);
}

void forge_let_go(struct forge *f)
{
	git_repository_free(f->repo);
	f->repo = NULL;
}

void forge_take(struct forge *f)
{
	must(git_repository_open_bare(&f->repo, f->folder));
}

void forge_move(struct forge *f, size_t page)
{
	move_head(f, &f->commits[page].id);
}

void forge_restore(struct forge *f)
{
	forge_move(f, f->n - 1);
}
