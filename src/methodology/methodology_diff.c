#include "methodology/methodology_diff.h"

#include <string.h>

#include <talloc.h>

#include "methodology/methodology_model.h"

struct comparison {
	void *mem;
	const struct methodology_version *before, *after;
	struct methodology_changes *out;
	const char *part, *item;
	size_t room;
	bool failed; /* memory */
};

/* A node of each version, of which one may be NULL, and where it stands in its item. */
struct both {
	const struct yaml_node *before, *after;
	const char *key;
};

/* The header of a document says nothing of the methodology. */
static const char *const header_keys[] = {
	"kind", "version", "ledger", "id", "valid_until", "signers"};

/* What a key that is left out stands for. */
static const struct {
	const char *part, *key, *value;
} defaults[] = {
	{"parameters", "missing", "refuse"},
	{"parameters", "unpublished", "refuse"},
};

/* Lists whose items a design answers by reading them. */
static const char *const answered[] = {
	"conditions", "exclusions", "exempt_cases", "additionality_ways"};

static bool is_among(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], text) == 0)
			return true;
	return false;
}

static const char *last_of(const char *key)
{
	const char *slash = key ? strrchr(key, '/') : NULL;

	return slash ? slash + 1 : key;
}

static bool is_wording(const struct comparison *c, const char *key)
{
	static const char *const texts[] = {"zh", "en", "printed", "number", "basis"};

	if (strcmp(c->part, "notes") == 0 || strcmp(c->part, "registry_notes") == 0)
		return true;
	if (!key)
		return false;
	if (strcmp(c->part, "examples") == 0)
		return strncmp(key, "title/", strlen("title/")) == 0;
	if (strcmp(c->part, "head") == 0 && strcmp(key, "source") == 0)
		return true;
	if (strcmp(key, "text/zh") == 0 && is_among(c->part, answered, COUNT_OF(answered)))
		return false;
	return is_among(last_of(key), texts, COUNT_OF(texts));
}

static void add_change(
	struct comparison *c, const char *key, const char *before, const char *after, bool wording)
{
	struct methodology_changes *out = c->out;

	if (out->n == c->room) {
		c->room = c->room ? c->room * 2 : 16;
		out->change = talloc_realloc(
			c->mem, out->change, struct methodology_change, (unsigned)c->room);
	}
	if (!out->change) {
		c->failed = true;
		out->n = c->room = 0;
		return;
	}
	out->change[out->n++] =
		(struct methodology_change){c->part, c->item, key, before, after, wording};
	out->wording_n += wording;
}

/* --- what two texts say --- */

/* Whatever the locale says. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Equal but for the blanks and line ends that a scalar is folded with. */
static bool same_words(const char *a, const char *b)
{
	while (*a || *b) {
		bool blank_a = is_blank(*a), blank_b = is_blank(*b);

		while (is_blank(*a))
			a++;
		while (is_blank(*b))
			b++;
		if (blank_a != blank_b && *a && *b)
			return false;
		if (*a != *b)
			return false;
		if (*a) {
			a++;
			b++;
		}
	}
	return true;
}

static bool same_number(void *mem, const char *a, const char *b)
{
	struct error ignored;
	const struct rational *x = rational_parse(mem, a, &ignored);
	const struct rational *y = rational_parse(mem, b, &ignored);

	return x && y && rational_compare(x, y) == 0;
}

static bool same_unit(const struct comparison *c, void *mem, const char *a, const char *b)
{
	struct error ignored;
	const struct unit *x = unit_parse(mem, c->before->program->units, a, &ignored);
	const struct unit *y = unit_parse(mem, c->after->program->units, b, &ignored);

	return x && y && unit_equal(x, y);
}

/* Written otherwise, but the same value. */
static bool same_value(const struct comparison *c, const char *key, const char *a, const char *b)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);

	if (!mem)
		return false;
	if (strcmp(key, "unit") == 0)
		return same_unit(c, mem, a, b);
	return same_number(mem, a, b);
}

/* The expression of an equation or a condition's check; NULL: the key is another. */
static const struct expression *expression_of(
	const struct methodology *m, const struct comparison *c, const char *key)
{
	if (strcmp(c->part, "equations") == 0 && strcmp(key, "expression") == 0)
		for (size_t i = 0; i < m->equations_n; i++)
			if (strcmp(m->equations[i].shown.symbol, c->item) == 0)
				return m->equations[i].shown.expression;
	if (strcmp(c->part, "conditions") == 0 && strcmp(key, "check") == 0)
		for (size_t i = 0; i < m->conditions_n; i++)
			if (strcmp(m->conditions[i].shown.id, c->item) == 0)
				return m->conditions[i].check;
	return NULL;
}

/* A scalar's text, expressions as they are printed; NULL: it is not there. */
static const char *text_of(struct comparison *c, const struct methodology_version *v,
	const struct yaml_node *n, const char *key)
{
	const struct expression *e = n && c->item ? expression_of(v->program, c, key) : NULL;
	const char *text = n ? n->text : NULL;

	if (!n)
		return NULL;
	if (e)
		text = expression_print(c->mem, e);
	else if (!text)
		text = "";
	c->failed = c->failed || !text;
	return text;
}

static const char *default_of(const struct comparison *c, const char *key)
{
	for (size_t i = 0; i < COUNT_OF(defaults); i++)
		if (strcmp(defaults[i].part, c->part) == 0 && strcmp(defaults[i].key, key) == 0)
			return defaults[i].value;
	return NULL;
}

static void compare_scalars(struct comparison *c, const struct both *b)
{
	const char *x = text_of(c, c->before, b->before, b->key);
	const char *y = text_of(c, c->after, b->after, b->key);
	const char *otherwise = default_of(c, b->key);
	const char *said_x = x ? x : otherwise, *said_y = y ? y : otherwise;

	if (c->failed || (said_x && said_y && same_words(said_x, said_y)))
		return;
	add_change(
		c, b->key, x, y, is_wording(c, b->key) || (x && y && same_value(c, b->key, x, y)));
}

/* --- trees --- */

static bool is_scalar(const struct yaml_node *n)
{
	return n && n->type == YAML_SCALAR;
}

/* Trees of two versions are as deep as YAML may be (LIMIT_YAML_DEPTH). */
static void compare_nodes(struct comparison *c, struct both b);

static const char *path_below(struct comparison *c, const char *key, const struct yaml_node *n)
{
	char *path;

	if (!n->key)
		path = talloc_asprintf(
			c->mem, "%s%s%u", key ? key : "", key ? "/" : "", n->index + 1);
	else
		path = talloc_asprintf(c->mem, "%s%s%s", key ? key : "", key ? "/" : "", n->key);
	c->failed = c->failed || !path;
	return path;
}

/* The child of the other version: of the same key, or the same position. */
static const struct yaml_node *find_counterpart(
	const struct yaml_node *parent, const struct yaml_node *child)
{
	const struct yaml_node *n;

	if (!parent)
		return NULL;
	if (child->key)
		return yaml_member(parent, child->key);
	for (n = parent->type == YAML_SEQUENCE ? parent->first : NULL; n; n = n->next)
		if (n->index == child->index)
			return n;
	return NULL;
}

static void compare_children(struct comparison *c, const struct both *b)
{
	const struct yaml_node *n;

	for (n = b->before ? b->before->first : NULL; n && !c->failed; n = n->next)
		compare_nodes(c,
			(struct both){n, find_counterpart(b->after, n), path_below(c, b->key, n)});
	for (n = b->after ? b->after->first : NULL; n && !c->failed; n = n->next)
		if (!find_counterpart(b->before, n))
			compare_nodes(c, (struct both){NULL, n, path_below(c, b->key, n)});
}

static void compare_nodes(struct comparison *c, struct both b)
{
	if (c->failed)
		return;
	if (b.before && b.after && b.before->type != b.after->type) {
		compare_nodes(c, (struct both){b.before, NULL, b.key});
		compare_nodes(c, (struct both){NULL, b.after, b.key});
	} else if (is_scalar(b.before) || is_scalar(b.after)) {
		compare_scalars(c, &b);
	} else {
		compare_children(c, &b);
	}
}

/* --- lists --- */

/* What an item is called; NULL: it is found by its position. */
static const char *name_of(const struct yaml_node *item)
{
	static const char *const keys[] = {"symbol", "id", "gas", "pool", "name"};

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct yaml_node *n = yaml_member(item, keys[i]);

		if (is_scalar(n))
			return n->text;
		if (n && tree_text(n, "zh"))
			return tree_text(n, "zh");
	}
	return NULL;
}

/*
 * The item of the other list that is called the same; of several, as two sources of
 * one gas, the one with the same number among them.
 */
static const struct yaml_node *same_item(const struct yaml_node *list, const struct yaml_node *item)
{
	const char *name = name_of(item);
	size_t number = 0;

	if (!list || !name)
		return list ? find_counterpart(list, item) : NULL;
	for (const struct yaml_node *n = item->parent->first; n != item; n = n->next)
		number += name_of(n) && strcmp(name_of(n), name) == 0;
	for (const struct yaml_node *n = list->first; n; n = n->next)
		if (name_of(n) && strcmp(name_of(n), name) == 0 && number-- == 0)
			return n;
	return NULL;
}

/* In few words what a whole item says. */
static const char *item_summary(
	struct comparison *c, const struct methodology_version *v, const struct yaml_node *item)
{
	static const char *const keys[] = {"expression", "check", "unit", "tonnes", "included"};
	const struct yaml_node *text = yaml_member(item, "text");
	const struct yaml_node *name = yaml_member(item, "name");

	if (item->type == YAML_SCALAR)
		return item->text;
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (is_scalar(yaml_member(item, keys[i])))
			return text_of(c, v, yaml_member(item, keys[i]), keys[i]);
	if (text && tree_text(text, "zh"))
		return tree_text(text, "zh");
	return name && tree_text(name, "zh") ? tree_text(name, "zh") : "";
}

static void compare_items(struct comparison *c, const struct both *b)
{
	const struct yaml_node *item = b->before ? b->before : b->after;

	c->item = name_of(item);
	if (!c->item)
		c->item = talloc_asprintf(c->mem, "%u", item->index + 1);
	if (!c->item)
		c->failed = true;
	else if (b->before && b->after)
		compare_nodes(c, *b);
	else
		add_change(c, NULL, b->before ? item_summary(c, c->before, b->before) : NULL,
			b->after ? item_summary(c, c->after, b->after) : NULL, is_wording(c, NULL));
	c->item = NULL;
}

static void compare_lists(
	struct comparison *c, const struct yaml_node *before, const struct yaml_node *after)
{
	const struct yaml_node *n;

	for (n = before ? before->first : NULL; n && !c->failed; n = n->next)
		compare_items(c, &(struct both){n, same_item(after, n), NULL});
	for (n = after ? after->first : NULL; n && !c->failed; n = n->next)
		if (!same_item(before, n))
			compare_items(c, &(struct both){NULL, n, NULL});
}

static bool is_list(const struct yaml_node *n)
{
	return !n || n->type == YAML_SEQUENCE;
}

/* One key of the root; its scalars, its name and its reason together are the head. */
static void compare_part(struct comparison *c, const char *key)
{
	const struct yaml_node *before = yaml_member(c->before->root, key);
	const struct yaml_node *after = yaml_member(c->after->root, key);
	static const char *const texts[] = {"name", "provisional_reason"};
	bool head = is_scalar(before ? before : after) || is_among(key, texts, COUNT_OF(texts));

	if (is_among(key, header_keys, COUNT_OF(header_keys)))
		return;
	c->part = head ? "head" : key;
	if (is_list(before) && is_list(after))
		compare_lists(c, before, after);
	else
		compare_nodes(c, (struct both){before, after, head ? key : NULL});
}

int methodology_diff(void *mem, const struct methodology_version *before,
	const struct methodology_version *after, struct methodology_changes *out, struct error *err)
{
	struct comparison c = {.mem = mem, .before = before, .after = after, .out = out};
	const struct yaml_node *n;

	*out = (struct methodology_changes){0};
	for (n = before->root->first; n && !c.failed; n = n->next)
		compare_part(&c, n->key);
	for (n = after->root->first; n && !c.failed; n = n->next)
		if (!yaml_member(before->root, n->key))
			compare_part(&c, n->key);
	return c.failed ? error_no_memory(err) : 0;
}
