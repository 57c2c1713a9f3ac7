#include "ccer/calculate/given_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/near_word.h"
#include "domain/named_values.h"

enum {
	ROOM_FIRST = 16,
	ROW_NAME_MAX = 256,
	NAMED_MAX = 8, /* names of what would be accepted */
};

/* --- reading them --- */

/* Skips a part up to one of the signs in `ends`, not empty and without a blank. */
static const char *take_part(const char *p, const char *ends)
{
	size_t n = strcspn(p, ends);

	return n > 0 && !memchr(p, ' ', n) ? p + n : NULL;
}

/* The end of "TABLE[MEMBER]@YEAR", which is its colon; NULL: not of that form. */
static const char *name_end(const char *text)
{
	const char *p = take_part(text, "[@:");

	if (p && *p == '[') {
		p = take_part(p + 1, "]@:");
		p = p && *p == ']' ? p + 1 : NULL;
	}
	if (p && *p == '@') {
		size_t digits = strspn(p + 1, "0123456789");

		p = digits == 4 ? p + 1 + digits : NULL;
	}
	return p && *p == ':' && p - text < ROW_NAME_MAX ? p : NULL;
}

int given_rows_add(struct given_rows *g, void *mem, const char *text)
{
	const char *colon = name_end(text);
	struct given_row row = {.order = g->n};

	if (!colon || !named_values_sound(colon + 1))
		return 0;
	if (g->n == g->room) {
		g->room = g->room ? 2 * g->room : ROOM_FIRST;
		g->row = talloc_realloc(mem, g->row, struct given_row, (unsigned)g->room);
	}
	row.name = talloc_strndup(mem, text, (size_t)(colon - text));
	row.values = named_values_lay(mem, colon + 1, "");
	if (!g->row || !row.name || !row.values)
		return -1;
	g->row[g->n++] = row;
	return 1;
}

/* By name; within a name the later first, since its columns count. */
static int in_order(const void *a, const void *b)
{
	const struct given_row *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->order > y->order ? -1 : 1;
}

bool given_rows_settle(struct given_rows *g, void *mem)
{
	size_t kept = 0;

	if (g->n > 0)
		qsort(g->row, g->n, sizeof(g->row[0]), in_order);
	for (size_t i = 0; i < g->n; i++) {
		struct given_row *last = kept ? &g->row[kept - 1] : NULL;

		if (!last || strcmp(last->name, g->row[i].name) != 0) {
			g->row[kept++] = g->row[i];
			continue;
		}
		last->values = named_values_lay(mem, last->values, g->row[i].values);
		if (!last->values)
			return false;
	}
	g->n = kept;
	return true;
}

/* --- looking them up --- */

static int by_name(const void *key, const void *item)
{
	return strcmp(key, ((const struct given_row *)item)->name);
}

static struct given_row *find_given(const struct given_rows *g, const char *name)
{
	return g->n ? bsearch(name, g->row, g->n, sizeof(g->row[0]), by_name) : NULL;
}

/* Rows of one table and year follow each other, so only the last few are looked at. */
static bool is_noted(const struct given_rows *g, const char *name)
{
	for (size_t i = g->asked_n; i > 0 && g->asked_n - i < NAMED_MAX; i--)
		if (strcmp(g->asked[i - 1], name) == 0)
			return true;
	return false;
}

static void note_given(struct given_rows *g, void *mem, const char *name)
{
	const char **room = g->asked;
	const char *copy;

	if (is_noted(g, name))
		return;
	if (g->asked_n == g->asked_room) {
		size_t n = g->asked_room ? 2 * g->asked_room : ROOM_FIRST;

		room = talloc_realloc(mem, g->asked, const char *, (unsigned)n);
		if (!room)
			return;
		g->asked_room = n;
		g->asked = room;
	}
	copy = talloc_strdup(mem, name);
	if (copy)
		g->asked[g->asked_n++] = copy;
}

const char *given_rows_find(struct given_rows *g, void *mem, const struct methodology_row *which)
{
	bool indexed = which->member != NULL;
	char name[2 * ROW_NAME_MAX];
	struct given_row *yearly, *always;

	if (g->n == 0)
		return NULL;
	snprintf(name, sizeof(name), "%s%s%s%s@%" PRId64, which->table, indexed ? "[" : "",
		indexed ? which->member : "", indexed ? "]" : "", which->year);
	note_given(g, mem, name);
	yearly = find_given(g, name);
	*strrchr(name, '@') = '\0';
	always = find_given(g, name);
	if (yearly)
		yearly->asked = true;
	/* A row for every year counts as asked for, whether or not another takes precedence. */
	if (always)
		always->asked = true;
	return yearly ? yearly->values : always ? always->values : NULL;
}

/* --- what nothing asks for --- */

/* "TABLE:COLUMN" of all that the methodology takes, each once. */
struct columns {
	size_t n;
	const char **name;
};

static const char *column_at(const void *ctx, size_t i)
{
	const struct columns *c = ctx;

	return i < c->n ? c->name[i] : NULL;
}

static bool has_column(const struct columns *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->name[i], name) == 0)
			return true;
	return false;
}

static bool add_column(struct columns *c, void *mem, const char *table, const char *column)
{
	const char *name;

	if (!table || !column)
		return true;
	name = talloc_asprintf(mem, "%s:%s", table, column);
	if (name && !has_column(c, name))
		c->name[c->n++] = name;
	return name != NULL;
}

static bool collect_row(struct columns *c, void *mem, const struct methodology *m)
{
	const struct methodology_parameter *p;
	const struct methodology_equation *e;
	size_t most = methodology_parameter_count(m);

	for (size_t i = 0; methodology_equation_at(m, i); i++)
		most++;
	c->name = talloc_array(mem, const char *, (unsigned)most + 1);
	if (!c->name)
		return false;
	for (size_t i = 0; (p = methodology_parameter_at(m, i)); i++)
		if (!add_column(c, mem, p->table, p->column))
			return false;
	for (size_t i = 0; (e = methodology_equation_at(m, i)); i++)
		if (!add_column(c, mem, e->or_table, e->or_column))
			return false;
	return true;
}

/* The first few of a list of names, "a, b, ..."; "-" for none. */
static void name_some(char out[ERROR_VALUE_MAX], const char *const *names, size_t n)
{
	size_t used = 0;

	snprintf(out, ERROR_VALUE_MAX, "-");
	for (size_t i = 0; i < n && used < ERROR_VALUE_MAX; i++) {
		const char *name = i < NAMED_MAX ? names[i] : "...";

		used += (size_t)snprintf(
			out + used, ERROR_VALUE_MAX - used, "%s%s", i ? ", " : "", name);
		if (i == NAMED_MAX)
			return;
	}
}

static int column_known(const struct columns *c, const char *table, const char *column, void *mem,
	struct error *err)
{
	const char *name = talloc_asprintf(mem, "%s:%s", table, column), *near;
	char accepted[ERROR_VALUE_MAX];

	if (!name)
		return error_no_memory(err);
	if (has_column(c, name))
		return 0;
	near = near_word(name, column_at, c);
	name_some(accepted, c->name, c->n);
	return error_set(err, ERROR_CLIENT_ROW_COLUMN, NULL, "", "table", table, "column", column,
		"accepted", accepted, near ? "near" : NULL, near, NULL);
}

int given_rows_known(const struct given_rows *g, const struct methodology *m, struct error *err)
{
	AUTO_MEMORY void *mem = talloc_new(NULL);
	struct columns c = {0};
	size_t n;

	if (!mem || !collect_row(&c, mem, m))
		return error_no_memory(err);
	for (size_t i = 0; i < g->n; i++) {
		const char *name = g->row[i].name;
		const char *table = talloc_strndup(mem, name, strcspn(name, "[@"));

		const struct named_value *columns =
			named_values_read(mem, g->row[i].values, &n, err);

		if (!columns)
			return -1;
		if (!table)
			return error_no_memory(err);
		for (size_t k = 0; k < n; k++)
			if (column_known(&c, table, columns[k].name, mem, err) < 0)
				return -1;
	}
	return 0;
}

static const char *asked_at(const void *ctx, size_t i)
{
	const struct given_rows *g = ctx;

	return i < g->asked_n ? g->asked[i] : NULL;
}

int given_rows_asked(const struct given_rows *g, struct error *err)
{
	char accepted[ERROR_VALUE_MAX];
	const char *near;

	for (size_t i = 0; i < g->n; i++) {
		if (g->row[i].asked)
			continue;
		near = near_word(g->row[i].name, asked_at, g);
		name_some(accepted, g->asked, g->asked_n);
		return error_set(err, ERROR_CLIENT_ROW_UNASKED, NULL, "", "row", g->row[i].name,
			"accepted", accepted, near ? "near" : NULL, near, NULL);
	}
	return 0;
}
