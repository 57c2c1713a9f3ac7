/* Checkpoints, the keys that sign commits, and the paths of a tree. */
#include <stdio.h>
#include <string.h>

#include <check.h>
#include <talloc.h>

#include "tests/engine/audit/tampering.h"
#include "tests/rules/story.h"

static size_t any_page(struct tampering *t, size_t from)
{
	size_t n = t->ground->forge->n;

	t->page = from < n ? from + tampering_chance(t, n - from) : n - 1;
	return t->page;
}

/* --- checkpoints --- */

static bool put_checkpoint(struct tampering *t, const char *bytes, size_t size, const char *what)
{
	struct forge_change c = {
		.page = t->page, .path = "checkpoint", .bytes = bytes, .size = size};

	tampering_say(t, "page %zu, %s", t->page, what);
	tampering_rewrite(t, &c);
	return true;
}

static bool checkpoint_of_another_page(struct tampering *t)
{
	size_t from, size;
	const char *bytes;

	from = any_page(t, 1);
	bytes = forge_file(t->ground->forge, t->mem, from, "checkpoint", &size);
	if (any_page(t, 1) == from)
		return false;
	return put_checkpoint(
		t, bytes, size, talloc_asprintf(t->mem, "the checkpoint of page %zu", from));
}

/* That of the ledger that took another course, from after the parting. */
static bool checkpoint_of_the_sibling(struct tampering *t)
{
	struct forge *sibling = t->ground->sibling_forge;
	size_t size, own_size;
	const char *bytes, *own;

	if (!sibling || any_page(t, 1) >= sibling->n)
		return false;
	bytes = forge_file(sibling, t->mem, t->page, "checkpoint", &size);
	own = forge_file(t->ground->forge, t->mem, t->page, "checkpoint", &own_size);
	if (size == own_size && memcmp(bytes, own, size) == 0)
		return false;
	return put_checkpoint(t, bytes, size, "the checkpoint of another ledger");
}

/* What the checkpoint of this page says. */
static bool true_checkpoint(struct tampering *t, struct checkpoint *out)
{
	size_t size;
	struct error err;
	const char *bytes;

	any_page(t, 1);
	bytes = forge_file(t->ground->forge, t->mem, t->page, "checkpoint", &size);
	return bytes && checkpoint_check(bytes, size, t->ground->ledger_id,
				secret_key_public(t->ground->key), out, &err) == 0;
}

static bool sign_checkpoint(struct tampering *t, const struct checkpoint *c,
	const struct secret_key *key, const char *what)
{
	struct buffer *b = buffer_new(t->mem, 4096);
	struct error err;

	ck_assert_int_eq(checkpoint_sign(c, t->ground->ledger_id, key, b, &err), 0);
	return put_checkpoint(t, b->bytes, b->size, what);
}

static bool checkpoint_by_another_key(struct tampering *t)
{
	struct checkpoint c;

	if (!true_checkpoint(t, &c))
		return false;
	return sign_checkpoint(t, &c, story_secret(t->mem, "stray/0"), "signed by another key");
}

static bool checkpoint_with_another_root(struct tampering *t)
{
	struct checkpoint c;

	if (!true_checkpoint(t, &c))
		return false;
	c.root.bytes[tampering_chance(t, DIGEST_SIZE)] ^= (uint8_t)(1 << tampering_chance(t, 8));
	return sign_checkpoint(t, &c, t->ground->key, "another root, well signed");
}

static bool checkpoint_with_another_size(struct tampering *t)
{
	struct checkpoint c;

	if (!true_checkpoint(t, &c))
		return false;
	c.size += tampering_chance(t, 2) && c.size > 1 ? -1 : 1 + (int64_t)tampering_chance(t, 3);
	return sign_checkpoint(t, &c, t->ground->key, "another size, well signed");
}

static bool checkpoint_with_a_line_more(struct tampering *t)
{
	size_t size;
	const char *bytes;

	any_page(t, 1);
	bytes = forge_file(t->ground->forge, t->mem, t->page, "checkpoint", &size);
	if (!bytes)
		return false;
	bytes = talloc_asprintf(
		t->mem, "%s— witness.example AAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", bytes);
	return put_checkpoint(t, bytes, strlen(bytes), "a signature more");
}

static bool checkpoint_gone(struct tampering *t)
{
	any_page(t, 1);
	return put_checkpoint(t, NULL, 0, "its checkpoint taken away");
}

static bool checkpoint_before_the_first(struct tampering *t)
{
	size_t size;
	const char *bytes;

	bytes = forge_file(t->ground->forge, t->mem, any_page(t, 1), "checkpoint", &size);
	t->page = 0;
	return put_checkpoint(t, bytes, size, "a checkpoint");
}

/* --- commits' keys --- */

static bool commit_by_another_key(struct tampering *t)
{
	struct forge_change c = {.page = any_page(t, 0)};

	c.key = story_secret(t->mem, tampering_chance(t, 2) ? "operator/0" : "stray/1");
	tampering_say(t, "page %zu and all later commits signed by another key", t->page);
	tampering_rewrite(t, &c);
	return true;
}

/* The commit with another signature, or none, in place of its own. */
static bool put_signature(struct tampering *t, const char *signature, const char *what)
{
	const struct forge_commit *commit = &t->ground->forge->commits[t->page];
	const char *begin = strstr(commit->body, "\ngpgsig ") + 1;
	const char *end = strstr(begin, "-----END SSH SIGNATURE-----");
	struct forge_change c = {.page = t->page};

	end = strchr(end, '\n') + 1;
	c.body = talloc_asprintf(
		t->mem, "%.*s%s%s", (int)(begin - commit->body), commit->body, signature, end);
	c.body_size = strlen(c.body);
	t->sealer = NULL;
	tampering_say(t, "page %zu, %s", t->page, what);
	tampering_rewrite(t, &c);
	return true;
}

static bool commit_unsigned(struct tampering *t)
{
	any_page(t, 0);
	return put_signature(t, "", "its commit is not signed");
}

static bool commit_with_anothers_signature(struct tampering *t)
{
	size_t from = any_page(t, 0);
	const char *begin = strstr(t->ground->forge->commits[from].body, "\ngpgsig ") + 1;
	const char *end = strstr(begin, "-----END SSH SIGNATURE-----");

	if (any_page(t, 0) == from)
		return false;
	return put_signature(t,
		talloc_strndup(t->mem, begin, (size_t)(strchr(end, '\n') + 1 - begin)),
		"the signature of another commit");
}

/* --- paths --- */

static bool change_path(struct tampering *t, struct forge_change *c, const char *what)
{
	c->page = t->page;
	tampering_say(t, "page %zu, %s %s%s%s", t->page, c->path, what, c->beside ? " " : "",
		c->beside ? c->beside : "");
	tampering_rewrite(t, c);
	return true;
}

/* A file that this page's commit added: its page or a copy. */
static const char *any_added(struct tampering *t)
{
	char **paths = forge_added(t->ground->forge, t->mem, t->page);
	size_t n = 0;

	while (paths[n])
		n++;
	return paths[tampering_chance(t, n)];
}

/* A file that has been in the tree since an earlier page. */
static const char *any_older(struct tampering *t)
{
	size_t page = t->page;
	const char *path;

	if (page < 2)
		return NULL;
	t->page = tampering_chance(t, page - 1);
	path = any_added(t);
	t->page = page;
	return strcmp(path, "checkpoint") == 0 ? NULL : path;
}

static bool file_dropped(struct tampering *t)
{
	struct forge_change c = {0};

	any_page(t, 0);
	c.path = any_added(t);
	return change_path(t, &c, "dropped");
}

static bool older_file_dropped(struct tampering *t)
{
	struct forge_change c = {0};

	any_page(t, 0);
	c.path = any_older(t);
	return c.path && change_path(t, &c, "dropped, which was older");
}

static bool older_file_changed(struct tampering *t)
{
	struct forge_change c = {0};
	char *bytes;

	any_page(t, 0);
	c.path = any_older(t);
	if (!c.path)
		return false;
	bytes = forge_file(t->ground->forge, t->mem, t->page, c.path, &c.size);
	c.bytes = tampering_spoil(t, bytes, &c.size);
	return change_path(t, &c, "changed, which was older");
}

static bool file_added(struct tampering *t)
{
	static const char *const paths[] = {"strange", "projects/strange.yaml", "README.md",
		"journal/00/00/00/99.yaml", "journal/00/00/01/00.yaml", "genesis.yml",
		"checkpoints/1", ".gitattributes", "parties/aa/strange.yaml",
		"methodologies/CCER-99-001-V01.yaml"};
	struct forge_change c = {.bytes = "strange\n", .size = 8};

	any_page(t, 0);
	c.path = paths[tampering_chance(t, COUNT_OF(paths))];
	return change_path(t, &c, "added");
}

static bool file_renamed(struct tampering *t)
{
	struct forge_change c = {0};
	char *other;
	size_t at;

	any_page(t, 0);
	c.path = any_added(t);
	c.beside = other = talloc_strdup(t->mem, c.path);
	at = tampering_chance(t, strlen(other));
	if (other[at] == '/')
		return false;
	if (tampering_chance(t, 2))
		other[at] = (char)(other[at] ^ (1 << tampering_chance(t, 5)));
	else
		c.beside = talloc_asprintf(t->mem, "moved/%s", c.path);
	if (other[at] == '/' || !other[at] || strcmp(c.path, c.beside) == 0 ||
		strstr(c.beside, "/.") || c.beside[0] == '.')
		return false;
	c.bytes = forge_file(t->ground->forge, t->mem, t->page, c.path, &c.size);
	return change_path(t, &c, "renamed to");
}

static bool page_renumbered(struct tampering *t)
{
	struct forge_change c = {0};
	const char *path;
	char other[PAGE_PATH_SIZE];

	any_page(t, 0);
	c.bytes = tampering_page(t, t->page, &path, &c.size);
	c.path = path;
	c.beside = page_path((int64_t)(t->ground->forge->n + tampering_chance(t, 100)), other);
	return change_path(t, &c, "renamed to");
}

static bool file_of_another_mode(struct tampering *t)
{
	static const git_filemode_t modes[] = {GIT_FILEMODE_BLOB_EXECUTABLE, GIT_FILEMODE_LINK};
	struct forge_change c = {.mode = modes[tampering_chance(t, COUNT_OF(modes))]};

	any_page(t, 0);
	c.path = tampering_chance(t, 2) ? any_added(t) : any_older(t);
	if (!c.path)
		return false;
	c.bytes = forge_file(t->ground->forge, t->mem, t->page, c.path, &c.size);
	return change_path(t, &c, "of another mode");
}

const struct tampering_class tampering_trees[] = {
	{"checkpoints", "of another page", CHECK(CHECKPOINT), REACH_PAGE,
		checkpoint_of_another_page},
	{"checkpoints", "of another ledger", CHECK(CHECKPOINT), REACH_PAGE,
		checkpoint_of_the_sibling},
	{"checkpoints", "by another key", CHECK(CHECKPOINT), REACH_PAGE, checkpoint_by_another_key},
	{"checkpoints", "another root, well signed", CHECK(CHECKPOINT), REACH_PAGE,
		checkpoint_with_another_root},
	{"checkpoints", "another size, well signed", CHECK(CHECKPOINT), REACH_PAGE,
		checkpoint_with_another_size},
	{"checkpoints", "a signature more", CHECK(CHECKPOINT), REACH_PAGE,
		checkpoint_with_a_line_more},
	{"checkpoints", "taken away", CHECK(CHECKPOINT), REACH_PAGE, checkpoint_gone},
	{"checkpoints", "before the first", CHECK(FILES), REACH_PAGE, checkpoint_before_the_first},
	{"keys", "commits by another key", CHECK(SEALED), REACH_PAGE, commit_by_another_key},
	{"keys", "a commit not signed", CHECK(SEALED), REACH_PAGE, commit_unsigned},
	{"keys", "another commit's signature", CHECK(SEALED), REACH_PAGE,
		commit_with_anothers_signature},
	{"paths", "a file dropped", CHECK(PAGE) | CHECK(FILES), REACH_PAGE, file_dropped},
	{"paths", "an older file dropped", CHECK(FILES), REACH_PAGE, older_file_dropped},
	{"paths", "an older file changed", CHECK(FILES), REACH_PAGE, older_file_changed},
	{"paths", "a file added", CHECK(FILES), REACH_PAGE, file_added},
	{"paths", "a file renamed", CHECK(PAGE) | CHECK(FILES) | CHECK(CHECKPOINT), REACH_PAGE,
		file_renamed},
	{"paths", "a page under another number", CHECK(PAGE), REACH_PAGE, page_renumbered},
	{"paths", "a file of another mode", CHECK(PAGE) | CHECK(FILES), REACH_PAGE,
		file_of_another_mode},
	{0},
};
