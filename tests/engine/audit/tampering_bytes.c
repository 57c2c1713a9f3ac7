/* Bytes: of pages, copies, commits, trees, and of the files that git keeps them in. */
#include <stdio.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

#include "tests/engine/audit/tampering.h"

enum { LIST_MAX = 1 << 20 };

static bool file_bytes(struct tampering *t, const char *path)
{
	struct forge_change c = {.page = t->page, .path = path};
	char *bytes = forge_file(t->ground->forge, t->mem, t->page, path, &c.size);

	if (!bytes)
		return false;
	c.bytes = tampering_spoil(t, bytes, &c.size);
	tampering_say(t, "page %zu, %s", t->page, path);
	tampering_rewrite(t, &c);
	return true;
}

static bool page_bytes(struct tampering *t)
{
	char path[PAGE_PATH_SIZE];

	t->page = tampering_chance(t, t->ground->forge->n);
	return file_bytes(t, page_path((int64_t)t->page, path));
}

static bool copy_bytes(struct tampering *t)
{
	const char *path;

	t->page = tampering_chance(t, t->ground->forge->n);
	path = tampering_copy(t, t->page);
	return path && file_bytes(t, path);
}

static bool checkpoint_bytes(struct tampering *t)
{
	t->page = tampering_chance(t, t->ground->forge->n);
	return file_bytes(t, "checkpoint");
}

/* The raw commit; nobody signs it again. */
static bool commit_bytes(struct tampering *t)
{
	const struct forge *f = t->ground->forge;
	struct forge_change c = {.page = tampering_chance(t, f->n)};

	t->page = c.page;
	t->sealer = NULL;
	c.body_size = f->commits[c.page].size;
	c.body = tampering_spoil(t, f->commits[c.page].body, &c.body_size);
	tampering_say(t, "page %zu, commit", t->page);
	tampering_rewrite(t, &c);
	return true;
}

/* Author, committer and message, signed again. */
static bool commit_words(struct tampering *t)
{
	const struct forge *f = t->ground->forge;
	const char *body, *begin, *middle, *behind;
	struct forge_change c = {.page = tampering_chance(t, f->n), .key = t->ground->key};
	size_t words, at;

	t->page = c.page;
	body = f->commits[c.page].body;
	c.body_size = f->commits[c.page].size;
	begin = strstr(body, "\nauthor ") + 1;
	middle = strstr(body, "\ngpgsig ") + 1;
	behind = strstr(body, "\n\n") + 2;
	words = (size_t)(middle - begin);
	at = tampering_chance(t, words + strlen(behind));
	at = (size_t)((at < words ? begin + at : behind + (at - words)) - body);
	char *changed = talloc_memdup(t->mem, body, c.body_size + 1);

	changed[at] = (char)(changed[at] ^ (1 << tampering_chance(t, 7)));
	if (!changed[at] || !strstr(changed, "\ngpgsig "))
		return false;
	c.body = changed;
	tampering_say(t, "page %zu, a word of its commit, byte %zu", t->page, at);
	tampering_rewrite(t, &c);
	return true;
}

static bool tree_bytes(struct tampering *t)
{
	struct forge_change c = {.page = tampering_chance(t, t->ground->forge->n)};
	char *root;

	t->page = c.page;
	root = forge_root(t->ground->forge, t->mem, c.page, &c.root_size);
	c.root = tampering_spoil(t, root, &c.root_size);
	tampering_say(t, "page %zu, its tree", t->page);
	tampering_rewrite(t, &c);
	return true;
}

/* --- what git keeps --- */

/* One of the files of a list, one "objects/..." on each line. */
static const char *any_line(struct tampering *t, const char *command)
{
	char *list = talloc_zero_size(t->mem, LIST_MAX), *line;
	FILE *in = popen(talloc_asprintf(t->mem, "cd '%s' && %s", t->ground->folder, command), "r");
	size_t n = 0, lines = 0;

	ck_assert_ptr_nonnull(in);
	n = fread(list, 1, LIST_MAX - 1, in);
	ck_assert_int_eq(pclose(in), 0);
	for (size_t i = 0; i < n; i++)
		lines += list[i] == '\n';
	if (!lines)
		return NULL;
	line = list;
	for (size_t skip = tampering_chance(t, lines); skip > 0; skip--)
		line = strchr(line, '\n') + 1;
	*strchr(line, '\n') = '\0';
	return line;
}

static bool git_file(struct tampering *t, const char *path)
{
	size_t size, at;
	char *bytes = path ? tampering_keep(t, path, &size) : NULL;

	if (!bytes || size == 0)
		return false;
	t->may_mean_the_same = true;
	switch (tampering_chance(t, 8)) {
	case 0:
		size = tampering_chance(t, size);
		tampering_say(t, "%s cut to %zu bytes", path, size);
		break;
	case 1:
		bytes = NULL;
		tampering_say(t, "%s taken away", path);
		break;
	default:
		bytes = tampering_spoil(t, bytes, &size);
		for (at = 0; at < size && at < t->size && bytes[at] == t->bytes[at];)
			at++;
		tampering_say(t, "%s spoilt at byte %zu of %zu", path, at, t->size);
	}
	tampering_put(t, bytes, size);
	return true;
}

static bool loose_object(struct tampering *t)
{
	if (t->ground->packed)
		return false;
	return git_file(t, any_line(t, "git rev-list --objects --no-object-names main | sed "
				       "'s|^..|objects/&/|'"));
}

static bool packed_objects(struct tampering *t)
{
	if (!t->ground->packed)
		return false;
	return git_file(t, any_line(t, "find objects/pack -name 'pack-*.pack' | sort"));
}

static bool pack_index(struct tampering *t)
{
	if (!t->ground->packed)
		return false;
	return git_file(t, any_line(t, "find objects/pack -name 'pack-*.idx' | sort"));
}

static bool branch_bytes(struct tampering *t)
{
	return git_file(t, tampering_chance(t, 2) ? "refs/heads/main" : "HEAD");
}

const struct tampering_class tampering_bytes[] = {
	{"bytes", "of a page", CONTENT | CHECK(SEALED), REACH_PAGE, page_bytes},
	{"bytes", "of a document's copy", CHECK(FILES), REACH_PAGE, copy_bytes},
	{"bytes", "of a checkpoint", CHECK(CHECKPOINT), REACH_PAGE, checkpoint_bytes},
	{"bytes", "of a commit", CHECK(HISTORY) | CHECK(SEALED) | CHECK(COMMIT) | CHECK(PAGE),
		REACH_PAGE, commit_bytes},
	{"bytes", "of a commit's words, signed again", CHECK(HISTORY) | CHECK(COMMIT), REACH_PAGE,
		commit_words},
	{"bytes", "of a tree", CHECK(HISTORY) | CONTENT, REACH_PAGE, tree_bytes},
	{"bytes", "of a loose object", CHECK(HISTORY) | CONTENT, REACH_SOMEWHERE, loose_object},
	{"bytes", "of a pack", CHECK(HISTORY) | CONTENT, REACH_SOMEWHERE, packed_objects},
	{"bytes", "of a pack's index", CHECK(HISTORY) | CONTENT, REACH_SOMEWHERE, pack_index},
	{"bytes", "of HEAD or the branch", CHECK(HISTORY), REACH_SOMEWHERE, branch_bytes},
	{0},
};
