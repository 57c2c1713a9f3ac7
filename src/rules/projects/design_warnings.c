/*
 * design_warnings: what a design is warned of beside the ledger: tables in which its
 * methodology will find no row for it, a grid that is not its province's, and a registered
 * project close by.
 */
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "domain/province.h"
#include "rules/projects/project.h"

enum {
	NANO = 1000 * 1000 * 1000,
	/* About 1 km; real neighbours lie 2.4 km apart. */
	NEAR_NANO = NANO / 100,
	/* Corners of registered projects at these latitudes that are looked at. */
	NEAR_CORNERS_MAX = 100 * 1000,
	NEAR_PROJECTS_MAX = 8,
};

/* --- tables --- */

static int stop(void *ctx UNUSED, const struct record *r UNUSED, struct error *err UNUSED)
{
	return 1;
}

/* Whether a table has a row of that key, of any year and day: 1, 0, -1. */
static int table_has(struct rule *r, const char *table, const char *key)
{
	struct record from = record_new(RECORD_PARAMETER);

	rule_text(from.parameter.name, sizeof(from.parameter.name), table);
	rule_text(from.parameter.key, sizeof(from.parameter.key), key);
	return rule_each(r, 2, &from, stop, NULL);
}

struct keys {
	char last[RECORD_CODE_SIZE];
	char text[ERROR_VALUE_MAX];
	size_t used;
};

static int add_key(void *ctx, const struct record *r, struct error *err UNUSED)
{
	struct keys *k = ctx;

	if (strcmp(k->last, r->parameter.key) == 0)
		return 0;
	rule_text(k->last, sizeof(k->last), r->parameter.key);
	k->used += (size_t)snprintf(
		k->text + k->used, sizeof(k->text) - k->used, "%s%s", k->used ? ", " : "", k->last);
	return k->used >= sizeof(k->text);
}

/* The keys that a table has, in order, as many as fit: "Central, East"; "-": none. */
static int table_keys(struct rule *r, const char *table, struct keys *out)
{
	struct record from = record_new(RECORD_PARAMETER);

	*out = (struct keys){.text = "-"};
	rule_text(from.parameter.name, sizeof(from.parameter.name), table);
	return rule_each(r, 1, &from, add_key, out) < 0 ? -1 : 0;
}

static int warn_of_table(struct rule *r, const char *grid, const struct methodology_parameter *p)
{
	struct keys keys;
	int has = table_has(r, p->table, p->row ? p->row : grid);

	if (has != 0)
		return has < 0 ? -1 : 0;
	if (p->row) {
		rule_warn(r, TABLE_NO_ROW, "/methodology", "table", p->table, "row", p->row);
		return 0;
	}
	if (table_keys(r, p->table, &keys) < 0)
		return -1;
	rule_warn(r, GRID_UNKNOWN, "/grid", "table", p->table, "grid", grid, "known", keys.text);
	return 0;
}

/* Whether a parameter before the i-th asks the same table for the same row. */
static bool asked_before(const struct methodology *m, size_t i)
{
	const struct methodology_parameter *p = methodology_parameter_at(m, i);

	for (size_t k = 0; k < i; k++) {
		const struct methodology_parameter *other = methodology_parameter_at(m, k);

		if (other->source == PARAMETER_TABLE && !other->index &&
			strcmp(other->table, p->table) == 0 && !other->row == !p->row &&
			(!p->row || strcmp(other->row, p->row) == 0))
			return true;
	}
	return false;
}

/* Rows that are found by an index's members are named by reports, not here. */
static int warn_of_tables(struct rule *r, const char *grid, const struct methodology *m)
{
	for (size_t i = 0; i < methodology_parameter_count(m); i++) {
		const struct methodology_parameter *p = methodology_parameter_at(m, i);

		if (p->source != PARAMETER_TABLE || p->index || asked_before(m, i))
			continue;
		if (warn_of_table(r, grid, p) < 0)
			return -1;
	}
	return 0;
}

/* --- the grid and the province --- */

static void warn_of_grid(struct rule *r, const struct body_project_design *b)
{
	const struct province *p = province_of(b->province);
	char expected[ERROR_VALUE_MAX];

	if (!b->grid || !p || !p->grid[0] || !province_grid_known(b->grid))
		return;
	for (size_t i = 0; i < COUNT_OF(p->grid); i++)
		if (p->grid[i] && strcmp(p->grid[i], b->grid) == 0)
			return;
	snprintf(expected, sizeof(expected), "%s%s%s", p->grid[0], p->grid[1] ? ", " : "",
		p->grid[1] ? p->grid[1] : "");
	rule_warn(r, GRID_PROVINCE, "/grid", "grid", b->grid, "province", b->province, "expected",
		expected);
}

/* --- neighbours --- */

struct looking {
	struct rule *r;
	const struct body_project_design *b;
	struct boundary_box all, *parts;
	size_t corners; /* seen */
	size_t projects_n;
	struct digest projects[NEAR_PROJECTS_MAX]; /* told */
};

/* Around each part, and around all of them. */
static int find_boxes(struct looking *l)
{
	const struct body_project_design *b = l->b;

	l->all = BOX_EMPTY;
	l->parts = talloc_array(l->r->mem, struct boundary_box, (unsigned)b->boundary_n);
	if (!l->parts)
		return error_no_memory(l->r->err);
	for (size_t i = 0; i < b->boundary_n; i++) {
		l->parts[i] = BOX_EMPTY;
		for (size_t k = 0; k < b->boundary[i].corners_n; k++) {
			box_take(&l->parts[i], &b->boundary[i].corners[k]);
			box_take(&l->all, &b->boundary[i].corners[k]);
		}
	}
	return 0;
}

/* The first part that comes near the corner; -1: none does. */
static int part_near(const struct looking *l, const struct corner *c)
{
	for (size_t i = 0; i < l->b->boundary_n; i++)
		if (box_reaches(&l->parts[i], c, NEAR_NANO))
			return (int)i;
	return -1;
}

static bool is_told(const struct looking *l, const struct digest *project)
{
	for (size_t i = 0; i < l->projects_n; i++)
		if (digest_equal(&l->projects[i], project))
			return true;
	return false;
}

static int look_at_corner(void *ctx, const struct record *record, struct error *err UNUSED)
{
	struct looking *l = ctx;
	const struct record_corner *c = &record->corner;
	const struct corner at = {c->latitude_nano, c->longitude_nano};
	struct record project = record_new(RECORD_PROJECT);
	char path[ERROR_PATH_MAX], latitude[DEGREES_TEXT_SIZE], longitude[DEGREES_TEXT_SIZE];
	int part;

	if (at.latitude_nano > l->all.north + NEAR_NANO || l->corners++ == NEAR_CORNERS_MAX)
		return 1;
	if (!box_reaches(&l->all, &at, NEAR_NANO) || is_told(l, &c->project))
		return 0;
	part = part_near(l, &at);
	if (part < 0)
		return 0;
	project.project.project = c->project;
	if (rule_get(l->r, &project) < 0)
		return -1;
	l->projects[l->projects_n++] = c->project;
	rule_warn(l->r, PLACE_NEAR, rule_path(path, "/boundary/%d", part), "code",
		project.project.code.text, "latitude", degrees_text(at.latitude_nano, latitude),
		"longitude", degrees_text(at.longitude_nano, longitude));
	return l->projects_n == NEAR_PROJECTS_MAX;
}

static int warn_of_neighbours(struct rule *r, const struct body_project_design *b)
{
	struct looking l = {.r = r, .b = b};
	struct record from = record_new(RECORD_CORNER);

	if (find_boxes(&l) < 0)
		return -1;
	from.corner.latitude_nano = l.all.south - NEAR_NANO;
	from.corner.longitude_nano = INT64_MIN;
	return rule_each(r, 0, &from, look_at_corner, &l) < 0 ? -1 : 0;
}

int project_design_warnings(
	struct rule *r, const struct body_project_design *b, const struct methodology *m)
{
	if (warn_of_tables(r, b->grid, m) < 0)
		return -1;
	warn_of_grid(r, b);
	return warn_of_neighbours(r, b);
}
