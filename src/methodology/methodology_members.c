/*
 * methodology_members: which members each index has in one run: those of the values given,
 * or the months of its days.
 */
#include "methodology/methodology_run.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "formula/lexer.h"

#define RULE_RUN "docs/methodology-language.md 7"

enum { MONTHS = 12, ROOM_FIRST = 64 };

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct run_member *)a)->text, ((const struct run_member *)b)->text);
}

/* Sorts the members by path, each once; children of one parent stand side by side then. */
static void sort_members(struct run_index *x)
{
	size_t kept = 0;

	if (x->n > 0)
		qsort(x->member, x->n, sizeof(x->member[0]), by_text);
	for (size_t i = 0; i < x->n; i++) {
		if (kept == 0 || strcmp(x->member[kept - 1].text, x->member[i].text) != 0)
			x->member[kept++] = x->member[i];
	}
	x->n = kept;
}

static int refuse_too_many(struct run *r, size_t index)
{
	char most[24];

	snprintf(most, sizeof(most), "%d", (int)METHODOLOGY_MEMBERS_MAX);
	error_set(r->err, ERROR_CALCULATION_MEMBERS, RULE_RUN, "", "set",
		r->m->indexes[index - 1].shown.set, "most", most, "year", r->year, NULL);
	return place_error(&r->m->indexes[index - 1].place, r->err);
}

/* Room for one more; beyond what may be, only after those that stand twice are gone. */
static int make_room(struct run *r, size_t index)
{
	struct run_index *x = &r->indexes[index];

	if (x->n < x->room)
		return 0;
	if (x->room >= METHODOLOGY_MEMBERS_MAX) {
		sort_members(x);
		if (x->n > METHODOLOGY_MEMBERS_MAX)
			return refuse_too_many(r, index);
		if (x->n < x->room / 2)
			return 0;
	}
	x->room = x->room ? 2 * x->room : ROOM_FIRST;
	x->member = talloc_realloc(r->scratch, x->member, struct run_member, (unsigned)x->room);
	return x->member ? 0 : error_no_memory(r->err);
}

static int add_member(struct run *r, size_t index, const char *path, size_t size, const char *given)
{
	struct run_index *x = &r->indexes[index];
	const char *text = talloc_strndup(r->mem, path, size);

	if (!text || (given && !(given = talloc_strdup(r->scratch, given))))
		return error_no_memory(r->err);
	if (make_room(r, index) != 0)
		return -1;
	x->member[x->n++] = (struct run_member){text, given};
	return 0;
}

/* The member that a value's name has, and those that it belongs to. */
static int add_path(struct run *r, size_t index, const char *path, const char *given)
{
	size_t size = strcspn(path, "]");

	while (index) {
		if (add_member(r, index, path, size, given) != 0)
			return -1;
		while (size > 0 && path[size - 1] != ',')
			size--;
		size -= size > 0;
		index = r->m->indexes[index - 1].parent;
	}
	return 0;
}

static int collect_members(struct run *r, enum parameter_source source)
{
	const char *name, *member;

	for (size_t n = 0; (name = r->in->name(r->in->ctx, source, n)) != NULL; n++) {
		int i = model_cell(r->m, name, &member);

		if (i < 0 || !member || (size_t)i >= r->m->parameters_n ||
			r->m->parameters[i].shown.source != source)
			continue;
		if (add_path(r, r->m->parameters[i].index, member, name) != 0)
			return -1;
	}
	return 0;
}

/* --- months --- */

/* Whether the run's days touch that month, 1 to 12, of its year. */
static bool month_touched(const struct run *r, int month)
{
	const struct period *period = r->in->period;
	int year = (int)r->year_number;
	struct day first = day_of_date(year, month, 1);
	struct day after =
		month == MONTHS ? day_of_date(year + 1, 1, 1) : day_of_date(year, month + 1, 1);

	return !period || (period->first.n < after.n && period->last.n >= first.n);
}

static int refuse_month(struct run *r, const struct run_member *member)
{
	char accepted[64] = "";
	size_t used = 0;

	for (int month = 1; month <= MONTHS; month++) {
		if (month_touched(r, month))
			used += (size_t)snprintf(accepted + used, sizeof(accepted) - used, "%s%02d",
				used ? " " : "", month);
	}
	return error_set(r->err, ERROR_CALCULATION_MONTH, RULE_RUN, "", "symbol", member->given,
		"year", r->year, "accepted", accepted, "given", member->given, NULL);
}

/* The months of one member of the parent, or of the run where there is none. */
static int add_months(struct run *r, size_t index, const char *parent)
{
	char path[2 * (MEMBER_MAX + 1) * METHODOLOGY_LEVELS_MAX];

	for (int month = 1; month <= MONTHS; month++) {
		if (!month_touched(r, month))
			continue;
		snprintf(path, sizeof(path), "%s%s%02d", parent, *parent ? "," : "", month);
		if (add_member(r, index, path, strlen(path), NULL) != 0)
			return -1;
	}
	return 0;
}

/*
 * The members of an index of months are the months of the run's days, each of which is
 * then asked for; a value of another month has no place.
 */
static int fill_months(struct run *r, size_t index)
{
	size_t parent = r->m->indexes[index - 1].parent;
	struct run_index given = r->indexes[index], *x = &r->indexes[index];

	*x = (struct run_index){.n = 0};
	for (size_t k = 0; k < r->indexes[parent].n; k++) {
		const char *of = parent ? r->indexes[parent].member[k].text : "";

		if (add_months(r, index, of) != 0)
			return -1;
	}
	sort_members(x);
	if (x->n > METHODOLOGY_MEMBERS_MAX)
		return refuse_too_many(r, index);
	for (size_t i = 0; i < given.n; i++) {
		struct run_member *found = x->n ? bsearch(&given.member[i], x->member, x->n,
							  sizeof(x->member[0]), by_text)
						: NULL;

		if (!found)
			return refuse_month(r, &given.member[i]);
		found->given = given.member[i].given;
	}
	return 0;
}

/* --- the sets that expressions go through --- */

/* The parents of an index's members; both are sorted, so one walk finds them. */
static int link_parents(struct run *r, size_t index)
{
	const struct run_index *x = &r->indexes[index];
	struct expression_set *set = &r->sets[index];
	size_t parent = r->m->indexes[index - 1].parent, above_n = r->indexes[parent].n, at = 0;
	size_t *parents, *first;

	set->n = x->n;
	set->parent = parent;
	if (!parent)
		return 0;
	parents = talloc_zero_array(r->mem, size_t, (unsigned)x->n + 1);
	first = talloc_zero_array(r->mem, size_t, (unsigned)above_n + 1);
	if (!parents || !first)
		return error_no_memory(r->err);
	for (size_t k = 0; k < above_n; k++) {
		const char *text = r->indexes[parent].member[k].text;
		size_t size = strlen(text);

		first[k] = at;
		while (at < x->n && strncmp(x->member[at].text, text, size) == 0 &&
			x->member[at].text[size] == ',')
			parents[at++] = k;
	}
	first[above_n] = at;
	set->parents = parents;
	set->first = first;
	return 0;
}

int run_members(struct run *r)
{
	unsigned n = (unsigned)r->m->indexes_n + 1;

	r->indexes = talloc_zero_array(r->scratch, struct run_index, n);
	r->sets = talloc_zero_array(r->mem, struct expression_set, n);
	if (!r->indexes || !r->sets)
		return error_no_memory(r->err);
	r->indexes[0].n = 1;
	if (r->in->name && (collect_members(r, PARAMETER_FIXED) != 0 ||
				   collect_members(r, PARAMETER_MONITORED) != 0))
		return -1;
	for (size_t i = 1; i < n; i++) {
		sort_members(&r->indexes[i]);
		if (r->indexes[i].n > METHODOLOGY_MEMBERS_MAX)
			return refuse_too_many(r, i);
		if (r->m->indexes[i - 1].shown.months && fill_months(r, i) != 0)
			return place_error(&r->m->indexes[i - 1].place, r->err);
		if (link_parents(r, i) != 0)
			return -1;
	}
	return 0;
}

size_t run_ancestor(const struct run *r, size_t index, size_t member, size_t wanted)
{
	while (index && index != wanted) {
		if (!r->sets[index].parent)
			return SIZE_MAX;
		member = r->sets[index].parents[member];
		index = r->sets[index].parent;
	}
	return index ? member : SIZE_MAX;
}
