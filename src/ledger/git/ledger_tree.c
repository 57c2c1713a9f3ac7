#include "ledger/git/ledger_tree.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include <talloc.h>

enum { MODE_FOLDER = 040000, MODE_FILE = 0100644, MODE_MAX = 0777777 };

struct tree_item {
	char *name; /* below its tree */
	unsigned mode;
	git_oid id;		   /* of a changed folder: set when it is written */
	struct ledger_tree *below; /* of a folder; NULL: not read */
};

struct ledger_tree {
	size_t n, room;
	struct tree_item *items; /* in git's order: a folder's name as if a slash followed */
	bool changed;
};

static int path_error(struct error *err, const char *path)
{
	return error_set(err, ERROR_LEDGER_PATH, NULL, "", "path", path, NULL);
}

static bool is_folder(const struct tree_item *i)
{
	return i->mode == MODE_FOLDER;
}

/* The first position whose name does not sort before the given one. */
static size_t item_position(const struct ledger_tree *t, const char *name, size_t size, bool folder)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct tree_item *i = &t->items[middle];
		size_t other = strlen(i->name), least = other < size ? other : size;
		int order = memcmp(i->name, name, least);
		unsigned char a = 0, b = 0;

		if (order == 0) {
			a = (unsigned char)(other > least  ? i->name[least]
					    : is_folder(i) ? '/'
							   : '\0');
			b = (unsigned char)(size > least ? name[least] : folder ? '/' : '\0');
			order = a < b ? -1 : a > b;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct tree_item *item_at(
	const struct ledger_tree *t, size_t at, const char *name, size_t size)
{
	if (at < t->n && strlen(t->items[at].name) == size &&
		memcmp(t->items[at].name, name, size) == 0)
		return &t->items[at];
	return NULL;
}

/* A name sorts in one place as a file and in another as a folder. */
static struct tree_item *item_of(const struct ledger_tree *t, const char *name, size_t size)
{
	struct tree_item *i = item_at(t, item_position(t, name, size, false), name, size);

	return i ? i : item_at(t, item_position(t, name, size, true), name, size);
}

static struct tree_item *insert_item(struct ledger_tree *t, size_t at, const char *name,
	size_t size, unsigned mode, struct error *err)
{
	size_t room = t->room ? 2 * t->room : 8;
	struct tree_item item = {.name = talloc_strndup(t, name, size), .mode = mode};

	if (t->n == t->room) {
		struct tree_item *more =
			talloc_realloc(t, t->items, struct tree_item, (unsigned)room);

		if (!more) {
			error_no_memory(err);
			return NULL;
		}
		t->items = more;
		t->room = room;
	}
	if (!item.name) {
		error_no_memory(err);
		return NULL;
	}
	memmove(&t->items[at + 1], &t->items[at], (t->n - at) * sizeof(*t->items));
	t->items[at] = item;
	t->n++;
	return &t->items[at];
}

static const uint8_t *tree_malformed(struct error *err)
{
	error_set(err, ERROR_LEDGER_GIT, NULL, "", "action", "read a tree", "reason",
		"it is malformed", NULL);
	return NULL;
}

/* One entry of the stored form: "MODE NAME", a NUL, the id. */
static const uint8_t *read_item(
	struct ledger_tree *t, const uint8_t *at, const uint8_t *end, struct error *err)
{
	const uint8_t *nul = memchr(at, '\0', (size_t)(end - at));
	struct tree_item *item;
	unsigned mode = 0;

	if (!nul || end - nul <= GIT_OID_RAWSZ)
		return tree_malformed(err);
	for (; *at >= '0' && *at <= '7' && mode <= MODE_MAX; at++)
		mode = 8 * mode + (*at - '0');
	if (*at != ' ' || mode == 0 || mode > MODE_MAX || nul - at < 2)
		return tree_malformed(err);
	item = insert_item(t, t->n, (const char *)at + 1, (size_t)(nul - at) - 1, mode, err);
	if (!item)
		return NULL;
	git_oid_fromraw(&item->id, nul + 1);
	return nul + 1 + GIT_OID_RAWSZ;
}

static int read_items(struct ledger_tree *t, const git_odb_object *object, struct error *err)
{
	const uint8_t *at = git_odb_object_data((git_odb_object *)object);
	const uint8_t *end = at + git_odb_object_size((git_odb_object *)object);

	if (git_odb_object_type((git_odb_object *)object) != GIT_OBJECT_TREE)
		return error_set(err, ERROR_LEDGER_GIT, NULL, "", "action", "read a tree", "reason",
			"the object is none", NULL);
	while (at < end) {
		at = read_item(t, at, end, err);
		if (!at)
			return -1;
	}
	return 0;
}

struct ledger_tree *ledger_tree_new(void *mem, git_odb *odb, const git_oid *id, struct error *err)
{
	AUTO(git_odb_object_auto) git_odb_object *object = NULL;
	struct ledger_tree *t = talloc_zero(mem, struct ledger_tree);

	if (!t) {
		error_no_memory(err);
		return NULL;
	}
	if (!id)
		return t;
	if (git_odb_read(&object, odb, id) != 0)
		ledger_git_error(err, "read a tree");
	else if (read_items(t, object, err) == 0)
		return t;
	talloc_free(t);
	return NULL;
}

static struct ledger_tree *folder_below(
	struct ledger_tree *t, git_odb *odb, struct tree_item *i, struct error *err)
{
	if (!i->below)
		i->below = ledger_tree_new(t, odb, &i->id, err);
	return i->below;
}

int ledger_tree_count(
	struct ledger_tree *t, git_odb *odb, const char *folder, int64_t *out, struct error *err)
{
	const char *at = folder;

	while (*at) {
		size_t size = strcspn(at, "/");
		struct tree_item *i = item_of(t, at, size);

		if (!i) {
			*out = 0;
			return 0;
		}
		if (!is_folder(i))
			return path_error(err, folder);
		t = folder_below(t, odb, i, err);
		if (!t)
			return -1;
		at += size + (at[size] == '/');
	}
	*out = (int64_t)t->n;
	return 0;
}

/* The folder of that name, made where there is none. */
static struct ledger_tree *step_into(struct ledger_tree *t, git_odb *odb, const char *name,
	size_t size, const char *path, struct error *err)
{
	struct tree_item *i = item_of(t, name, size);

	if (i && !is_folder(i)) {
		path_error(err, path);
		return NULL;
	}
	if (i)
		return folder_below(t, odb, i, err);
	i = insert_item(t, item_position(t, name, size, true), name, size, MODE_FOLDER, err);
	if (!i)
		return NULL;
	i->below = ledger_tree_new(t, odb, NULL, err);
	return i->below;
}

int ledger_tree_put(struct ledger_tree *t, git_odb *odb, const char *path, const git_oid *file,
	bool again, struct error *err)
{
	const char *at = path;
	struct tree_item *i;
	size_t size;

	for (;; at += size + 1) {
		size = strcspn(at, "/");
		t->changed = true;
		if (!at[size])
			break;
		t = step_into(t, odb, at, size, path, err);
		if (!t)
			return -1;
	}
	i = item_of(t, at, size);
	if (i && (!again || is_folder(i)))
		return path_error(err, path);
	if (!i)
		i = insert_item(t, item_position(t, at, size, false), at, size, MODE_FILE, err);
	if (!i)
		return -1;
	i->mode = MODE_FILE;
	i->id = *file;
	return 0;
}

int ledger_object_write(git_odb *odb, bool only_hash, git_object_t type, const void *bytes,
	size_t size, git_oid *out, struct error *err)
{
	int failed = only_hash ? git_odb_hash(out, bytes, size, type)
			       : git_odb_write(out, odb, bytes, size, type);

	return failed ? ledger_git_error(err, "write an object") : 0;
}

/* The stored form of one tree, whose folders are written already. */
static int write_one(
	const struct ledger_tree *t, git_odb *odb, bool only_hash, git_oid *out, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct buffer *b;
	size_t most = 1;

	for (size_t i = 0; i < t->n; i++)
		most += strlen(t->items[i].name) + 16 + GIT_OID_RAWSZ;
	b = buffer_new(mem, most);
	if (!b)
		return error_no_memory(err);
	for (size_t i = 0; i < t->n; i++) {
		const struct tree_item *item = &t->items[i];

		buffer_add_format(b, "%o %s", item->mode, item->name);
		buffer_add(b, "", 1);
		buffer_add(b, item->id.id, GIT_OID_RAWSZ);
	}
	if (buffer_ok(b, err) != 0)
		return -1;
	return ledger_object_write(odb, only_hash, GIT_OBJECT_TREE, b->bytes, b->size, out, err);
}

/* As deep as paths are. */
int ledger_tree_write(
	struct ledger_tree *t, git_odb *odb, bool only_hash, git_oid *out, struct error *err)
{
	for (size_t i = 0; i < t->n; i++) {
		struct tree_item *item = &t->items[i];

		if (item->below && item->below->changed &&
			ledger_tree_write(item->below, odb, only_hash, &item->id, err) != 0)
			return -1;
	}
	if (write_one(t, odb, only_hash, out, err) != 0)
		return -1;
	t->changed = false;
	return 0;
}

static size_t names_held(const struct ledger_tree *t)
{
	size_t n = t->n;

	for (size_t i = 0; i < t->n; i++)
		if (t->items[i].below)
			n += names_held(t->items[i].below);
	return n;
}

static void drop_folders(struct ledger_tree *t, const char *path)
{
	size_t size = strcspn(path, "/");

	for (size_t i = 0; i < t->n; i++) {
		struct tree_item *item = &t->items[i];

		if (!item->below)
			continue;
		assert(!item->below->changed);
		if (strlen(item->name) == size && memcmp(item->name, path, size) == 0)
			drop_folders(item->below, path + size + (path[size] == '/'));
		else
			TALLOC_FREE(item->below);
	}
}

void ledger_tree_shrink(struct ledger_tree *t, const char *path)
{
	if (names_held(t) > LEDGER_TREE_NAMES_MAX)
		drop_folders(t, path);
}
