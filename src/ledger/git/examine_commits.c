/*
 * Commits as they are, for whoever examines the ledger: their form, and that they are one line.
 */
#include "ledger/git/examine.h"

#include <string.h>

#include <talloc.h>

#include "ledger/git/ledger_git.h"

enum { HEX = GIT_OID_HEXSZ };

int ledger_head(struct ledger *l, char out[LEDGER_COMMIT_SIZE], struct error *err)
{
	git_oid id;
	int found = ledger_head_oid(l, &id, err);

	if (found > 0)
		git_oid_tostr(out, LEDGER_COMMIT_SIZE, &id);
	return found;
}

int ledger_file_at(struct ledger *l, void *mem, const char *commit, const char *path,
	const char **bytes, size_t *size, struct error *err)
{
	AUTO(git_tree_auto) git_tree *root = NULL;
	AUTO(git_tree_entry_auto) git_tree_entry *entry = NULL;
	git_oid id;
	int found;

	if (ledger_oid(commit, &id, err) != 0)
		return -1;
	root = ledger_tree_of(l->repo, &id, err);
	if (!root)
		return -1;
	found = ledger_entry_of(&entry, root, path, err);
	if (found <= 0)
		return found;
	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return 0;
	return ledger_file_of(l, mem, entry, bytes, size, err) != 0 ? -1 : 1;
}

/* A commit's text, read line by line. */
struct reader {
	const char *at, *end;
};

struct line {
	const char *at;
	size_t size;
};

static bool next_line(struct reader *r, struct line *out)
{
	const char *lf = memchr(r->at, '\n', (size_t)(r->end - r->at));

	if (!lf)
		return false;
	*out = (struct line){r->at, (size_t)(lf - r->at)};
	r->at = lf + 1;
	return true;
}

static bool line_begins(const struct line *line, const char *word)
{
	return line->size >= strlen(word) && memcmp(line->at, word, strlen(word)) == 0;
}

/* "WORD 40-hex-digits" */
static bool read_id(const struct line *line, const char *word, char out[LEDGER_COMMIT_SIZE])
{
	if (!line_begins(line, word) || line->size != strlen(word) + HEX)
		return false;
	memcpy(out, line->at + strlen(word), HEX);
	out[HEX] = '\0';
	return strspn(out, "0123456789abcdef") == HEX;
}

/* The signature's lines, unfolded; `line` becomes the one after them. */
static bool read_signature(struct reader *r, struct line *line, struct buffer *armour)
{
	const char *word = "gpgsig ";

	buffer_add(armour, line->at + strlen(word), line->size - strlen(word));
	buffer_add_text(armour, "\n");
	while (next_line(r, line)) {
		if (line->size == 0 || line->at[0] != ' ')
			return true;
		buffer_add(armour, line->at + 1, line->size - 1);
		buffer_add_text(armour, "\n");
	}
	return false;
}

/* NULL, or what is wrong. `plain` gets the body without gpgsig. */
static const char *read_commit(struct ledger_commit *c, struct buffer *armour, struct buffer *plain)
{
	struct reader r = {c->body, c->body + c->body_size};
	const char *begin;
	struct line line;

	if (!next_line(&r, &line) || !read_id(&line, "tree ", c->tree))
		return "no tree";
	while (next_line(&r, &line) && line_begins(&line, "parent "))
		if (c->parents_n++ > 0 || !read_id(&line, "parent ", c->parent))
			return "more than one parent, or a malformed one";
	if (!line_begins(&line, "author ") || !next_line(&r, &line) ||
		!line_begins(&line, "committer "))
		return "no author or committer";
	begin = r.at;
	buffer_add(plain, c->body, (size_t)(begin - c->body));
	if (!next_line(&r, &line))
		return "cut short";
	if (line_begins(&line, "gpgsig ") && !read_signature(&r, &line, armour))
		return "cut short";
	if (line.size != 0)
		return "another header than tree, parent, author, committer and gpgsig";
	buffer_add(plain, line.at, (size_t)(r.end - line.at));
	return NULL;
}

int ledger_commit_read(
	struct ledger *l, void *mem, const char *id, struct ledger_commit *out, struct error *err)
{
	AUTO(git_odb_auto) git_odb *odb = NULL;
	AUTO(git_odb_object_auto) git_odb_object *object = NULL;
	struct ledger_commit c = {.parents_n = 0};
	struct buffer *armour, *plain;
	const char *problem;
	git_oid oid;

	if (ledger_oid(id, &oid, err) != 0)
		return -1;
	if (git_repository_odb(&odb, l->repo) != 0 || git_odb_read(&object, odb, &oid) != 0)
		return ledger_git_error(err, "read a commit");
	if (git_odb_object_type(object) != GIT_OBJECT_COMMIT)
		return error_set(err, ERROR_LEDGER_COMMIT, NULL, "", "commit", id, "problem",
			"not a commit", NULL);
	c.body_size = git_odb_object_size(object);
	c.body = talloc_strndup(mem, git_odb_object_data(object), c.body_size);
	armour = buffer_new(mem, c.body_size + 1);
	plain = buffer_new(mem, c.body_size + 1);
	if (!c.body || !armour || !plain)
		return error_no_memory(err);
	problem = strlen(c.body) == c.body_size ? read_commit(&c, armour, plain) : "a NUL in it";
	if (problem)
		return error_set(
			err, ERROR_LEDGER_COMMIT, NULL, "", "commit", id, "problem", problem, NULL);
	if (buffer_ok(armour, err) != 0 || buffer_ok(plain, err) != 0)
		return -1;
	git_oid_tostr(c.id, sizeof(c.id), &oid);
	c.signature = armour->size ? armour->bytes : NULL;
	c.signed_bytes = plain->bytes;
	c.signed_size = plain->size;
	*out = c;
	return 0;
}

/* Commit ids, the head first. */
struct history {
	char (*ids)[LEDGER_COMMIT_SIZE];
	unsigned n, room;
};

static int history_add(struct history *h, void *mem, const git_oid *id, struct error *err)
{
	if (h->n == h->room) {
		unsigned wanted = h->room ? 2 * h->room : 64;
		char(*more)[LEDGER_COMMIT_SIZE] =
			talloc_realloc_size(mem, h->ids, (size_t)wanted * LEDGER_COMMIT_SIZE);

		if (!more)
			return error_no_memory(err);
		h->ids = more;
		h->room = wanted;
	}
	git_oid_tostr(h->ids[h->n++], LEDGER_COMMIT_SIZE, id);
	return 0;
}

/* One step from the head to the root: *id becomes its only parent. 1, 0 at the root, -1. */
static int step_back(struct ledger *l, git_oid *id, struct error *err)
{
	AUTO(git_commit_auto) git_commit *commit = NULL;
	char hex[LEDGER_COMMIT_SIZE];

	if (git_commit_lookup(&commit, l->repo, id) != 0)
		return ledger_git_error(err, "read a commit");
	if (git_commit_parentcount(commit) > 1)
		return error_set(err, ERROR_LEDGER_COMMIT, NULL, "", "commit",
			git_oid_tostr(hex, sizeof(hex), id), "problem", "more than one parent",
			NULL);
	if (git_commit_parentcount(commit) == 0)
		return 0;
	*id = *git_commit_parent_id(commit, 0);
	return 1;
}

int ledger_history(
	struct ledger *l, void *mem, char (**ids)[LEDGER_COMMIT_SIZE], size_t *n, struct error *err)
{
	struct history h = {.n = 0};
	git_oid id;
	int more = ledger_head_oid(l, &id, err);

	while (more > 0) {
		if (history_add(&h, mem, &id, err) != 0)
			return -1;
		more = step_back(l, &id, err);
	}
	if (more < 0)
		return -1;
	for (unsigned i = 0; i < h.n / 2; i++) {
		char swap[LEDGER_COMMIT_SIZE];

		memcpy(swap, h.ids[i], sizeof(swap));
		memcpy(h.ids[i], h.ids[h.n - 1 - i], sizeof(swap));
		memcpy(h.ids[h.n - 1 - i], swap, sizeof(swap));
	}
	*ids = h.ids;
	*n = h.n;
	return 0;
}
