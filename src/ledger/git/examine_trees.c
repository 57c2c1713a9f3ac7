#include "ledger/git/examine_trees.h"

#include <string.h>

enum { MODE_FOLDER = 040000, MODE_FILE = 0100644, MODE_MAX = 0777777 };

struct walk {
	git_odb *odb;
	ledger_change_fn fn;
	void *ctx;
	int64_t names, bytes;	    /* that may still come */
	char path[LEDGER_PATH_MAX]; /* there is always room for a slash */
	struct error *err;
};

/* One name of a tree, as it is stored. */
struct name {
	unsigned mode;
	const char *text;
	size_t size;
	git_oid id;
};

/* A tree that is read name by name; without an object it has none. */
struct tree {
	git_odb_object *object;
	const uint8_t *at, *end;
	struct name name; /* the one at hand, if there is one */
	bool more;
};

static void tree_close(struct tree *t)
{
	git_odb_object_free(t->object);
}

static int tree_error(const struct walk *w, const char *problem)
{
	return error_set(w->err, ERROR_AUDIT_TREE, "docs/ledger-format.md 7", "", "path", w->path,
		"problem", problem, NULL);
}

/* Where a name sorts in a tree: a folder's as if a slash followed. */
static int compare_names(const struct name *a, const struct name *b)
{
	size_t least = a->size < b->size ? a->size : b->size;
	int order = memcmp(a->text, b->text, least);
	unsigned char x, y;

	if (order != 0)
		return order;
	x = a->size > least ? (unsigned char)a->text[least] : a->mode == MODE_FOLDER ? '/' : '\0';
	y = b->size > least ? (unsigned char)b->text[least] : b->mode == MODE_FOLDER ? '/' : '\0';
	return x < y ? -1 : x > y;
}

/* "MODE NAME", a NUL, the id. */
static bool read_name(struct tree *t, struct name *out)
{
	const uint8_t *nul = memchr(t->at, '\0', (size_t)(t->end - t->at));
	unsigned mode = 0;

	if (!nul || t->end - nul <= GIT_OID_RAWSZ)
		return false;
	for (; *t->at >= '0' && *t->at <= '7' && mode <= MODE_MAX; t->at++)
		mode = 8 * mode + (*t->at - '0');
	if (*t->at != ' ' || mode == 0 || mode > MODE_MAX || nul - t->at < 2)
		return false;
	*out = (struct name){
		.mode = mode, .text = (const char *)t->at + 1, .size = (size_t)(nul - t->at) - 1};
	git_oid_fromraw(&out->id, nul + 1);
	t->at = nul + 1 + GIT_OID_RAWSZ;
	return true;
}

/* The next name becomes the one at hand. */
static int step(const struct walk *w, struct tree *t)
{
	struct name next;

	if (t->at == t->end) {
		t->more = false;
		return 0;
	}
	if (!read_name(t, &next))
		return tree_error(w, "it is malformed");
	if (t->more && compare_names(&t->name, &next) >= 0)
		return tree_error(w, "its names are not in git's order");
	t->name = next;
	t->more = true;
	return 0;
}

static int tree_open(struct walk *w, const git_oid *id, struct tree *t)
{
	if (!id)
		return 0;
	if (git_odb_read(&t->object, w->odb, id) != 0)
		return ledger_git_error(w->err, "read a tree");
	if (git_odb_object_type(t->object) != GIT_OBJECT_TREE)
		return tree_error(w, "it is no tree");
	w->bytes -= (int64_t)git_odb_object_size(t->object);
	if (w->bytes < 0)
		return tree_error(w, "its trees are larger than those of any page");
	t->at = git_odb_object_data(t->object);
	t->end = t->at + git_odb_object_size(t->object);
	return step(w, t);
}

/* Puts a component behind the path; false if it has no room. */
static bool enter(struct walk *w, size_t used, const struct name *name)
{
	size_t room = sizeof(w->path) - 1 - used - 1; /* for a slash and a NUL */
	bool fits = name->size < room;
	size_t n = fits ? name->size : room;
	char shown[LEDGER_PATH_MAX];

	if (used > 0)
		w->path[used++] = '/';
	memcpy(w->path + used, name->text, n);
	w->path[used + n] = '\0';
	ledger_shown(w->path + used, shown);
	memcpy(w->path + used, shown, n);
	return fits;
}

static int compare(struct walk *w, const git_oid *before, const git_oid *after, int depth);

/* What is in one of the trees, or in both and differs; either is NULL. */
static int differs(struct walk *w, const struct name *before, const struct name *after, int depth)
{
	const struct name *any = after ? after : before;
	size_t used = strlen(w->path);
	enum ledger_change change = !after    ? LEDGER_REMOVED
				    : !before ? LEDGER_ADDED
					      : LEDGER_CHANGED;
	int result;

	if (--w->names < 0)
		return tree_error(w, "more is changed than any page writes");
	if (!enter(w, used, any))
		result = w->fn(w->ctx, w->path, LEDGER_IRREGULAR, w->err);
	else if (any->mode == MODE_FOLDER && depth < LEDGER_COMPONENTS_MAX)
		result = compare(w, before ? &before->id : NULL, after ? &after->id : NULL, depth);
	else if (after && after->mode != MODE_FILE)
		result = w->fn(w->ctx, w->path, LEDGER_IRREGULAR, w->err);
	else
		result = w->fn(w->ctx, w->path, change, w->err);
	w->path[used] = '\0';
	return result;
}

/* One step through both trees: what sorts first, or what both have. */
static int merge(struct walk *w, struct tree *before, struct tree *after, int depth)
{
	int order = !after->more    ? -1
		    : !before->more ? 1
				    : compare_names(&before->name, &after->name);
	struct name old = before->name, new = after->name;
	int result = 0;

	if (order == 0 && old.mode == new.mode && git_oid_equal(&old.id, &new.id))
		result = 0;
	else
		result = differs(w, order <= 0 ? &old : NULL, order >= 0 ? &new : NULL, depth);
	if (result == 0 && order <= 0)
		result = step(w, before);
	if (result == 0 && order >= 0)
		result = step(w, after);
	return result;
}

/* The folders of the path at hand, which has `depth` components. */
static int compare(struct walk *w, const git_oid *before, const git_oid *after, int depth)
{
	AUTO(tree_close) struct tree old = {.object = NULL};
	AUTO(tree_close) struct tree new = {.object = NULL};
	int result = tree_open(w, before, &old);

	if (result == 0)
		result = tree_open(w, after, &new);
	if (result == 0 && depth > 0 && after && !new.more)
		result = w->fn(w->ctx, w->path, LEDGER_IRREGULAR, w->err);
	while (result == 0 && (old.more || new.more))
		result = merge(w, &old, &new, depth + 1);
	return result;
}

int ledger_trees_compare(git_odb *odb, const git_oid *before, const git_oid *after,
	ledger_change_fn fn, void *ctx, struct error *err)
{
	struct walk w = {.odb = odb,
		.fn = fn,
		.ctx = ctx,
		.names = LEDGER_NAMES_MAX,
		.bytes = LEDGER_TREES_MAX,
		.err = err};

	if (before && git_oid_equal(before, after))
		return 0;
	return compare(&w, before, after, 0);
}
