/*
 * derive_group: sums and extremes as they grow, one group a derived value and member, and
 * what comes out of each group at the end.
 */
#include "derivation/derive.h"

#include <string.h>

#include <talloc.h>

#include "derivation/derive_run.h"

#define RULE DERIVE_RULE

enum { DAY_SECONDS = 86400, SLOTS_FIRST = 64, TEXT_PLACES = 18 };

int64_t derive_month(int64_t seconds, char text[4])
{
	int year, month, day;

	day_date((struct day){(int32_t)(seconds / DAY_SECONDS)}, &year, &month, &day);
	snprintf(text, 4, "%02u", (unsigned)month % 100);
	return (int64_t)(month == 12 ? day_of_date(year + 1, 1, 1)
				     : day_of_date(year, month + 1, 1))
		       .n *
	       DAY_SECONDS;
}

/* --- groups by their keys --- */

static uint64_t hash_of(const char *key, size_t size)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325); /* FNV-1a */

	for (size_t i = 0; i < size; i++)
		h = (h ^ (uint8_t)key[i]) * UINT64_C(0x100000001B3);
	return h ^ h >> 32;
}

static bool has_key(const struct group *g, const char *key, size_t size)
{
	return g->key_size == size && memcmp(g->key, key, size) == 0;
}

/* The slot where a key is or could be. */
static size_t slot_of(const struct groups *groups, const char *key, size_t size)
{
	size_t at = hash_of(key, size) & (groups->slots_n - 1);

	while (groups->slots[at] && !has_key(groups->all[groups->slots[at] - 1], key, size))
		at = (at + 1) & (groups->slots_n - 1);
	return at;
}

static int grow_slots(void *mem, struct groups *groups, struct error *err)
{
	size_t room = groups->room ? 2 * groups->room : SLOTS_FIRST / 2;
	uint32_t *slots = talloc_zero_array(mem, uint32_t, (unsigned)(2 * room));

	groups->all = talloc_realloc(mem, groups->all, struct group *, (unsigned)room);
	if (!slots || !groups->all)
		return error_no_memory(err);
	talloc_free(groups->slots);
	groups->slots = slots;
	groups->slots_n = 2 * room;
	groups->room = room;
	for (size_t i = 0; i < groups->n; i++)
		slots[slot_of(groups, groups->all[i]->key, groups->all[i]->key_size)] =
			(uint32_t)i + 1;
	return 0;
}

static struct group *group_new(struct derive_run *run, const struct model_derived *v,
	const char *key, size_t size, struct error *err)
{
	struct group *g = talloc_zero(run, struct group);

	if (g) {
		g->sums = talloc_zero_array(g, struct sum, (unsigned)v->sums_n);
		g->key = talloc_strndup(g, key, size);
		g->key_size = size;
	}
	if (!g || !g->sums || !g->key) {
		error_no_memory(err);
		return NULL;
	}
	return g;
}

static struct group *find_or_make(struct derive_run *run, struct groups *groups, size_t value,
	const char *key, size_t size, const struct csv_row *row, struct error *err)
{
	const struct model_derived *v = &run->file->values[value];
	char most[16];
	size_t slot;

	if (groups->last && has_key(groups->last, key, size))
		return groups->last;
	if (2 * (groups->n + 1) > groups->slots_n && grow_slots(run, groups, err) != 0)
		return NULL;
	slot = slot_of(groups, key, size);
	if (groups->slots[slot])
		return groups->last = groups->all[groups->slots[slot] - 1];
	run->sums_n += v->sums_n;
	if (row && (groups->n == DERIVE_MEMBERS_MAX || run->sums_n > DERIVE_SUMS_MAX)) {
		snprintf(most, sizeof(most), "%d", (int)DERIVE_MEMBERS_MAX);
		derive_refuse(row, run->cell_of[v->member[0]], 0,
			&(struct derive_refusal){ERROR_ATTACHMENT_MEMBERS, v->place,
				run->file->columns[v->member[0]].path, "most", most, NULL, NULL},
			err);
		return NULL;
	}
	groups->last = group_new(run, v, key, size, err);
	if (!groups->last)
		return NULL;
	groups->all[groups->n++] = groups->last;
	groups->slots[slot] = (uint32_t)groups->n;
	return groups->last;
}

struct group *derive_group(struct derive_run *run, size_t value, const char *key, size_t size,
	const struct csv_row *row, struct error *err)
{
	return find_or_make(run, &run->groups[value], value, key, size, row, err);
}

struct group *derive_meter(struct derive_run *run, size_t value, const char *key, size_t size,
	const struct csv_row *row, struct error *err)
{
	return find_or_make(run, &run->meters[value], value, key, size, row, err);
}

struct group *derive_meter_find(
	const struct derive_run *run, size_t value, const char *key, size_t size)
{
	const struct groups *meters = &run->meters[value];
	uint32_t at = meters->n ? meters->slots[slot_of(meters, key, size)] : 0;

	return at ? meters->all[at - 1] : NULL;
}

/* --- what comes out --- */

/* Rows of a series that a group should have had. */
static int64_t steps_of(const struct derive_run *run, const struct group *g)
{
	int64_t begin = run->begin, end, steps = 0;
	char month[4];

	if (g->key_size == 0)
		return (run->end - run->begin) / run->file->shown.step;
	for (; begin < run->end; begin = end) {
		end = derive_month(begin, month);
		end = end < run->end ? end : run->end;
		if (memcmp(month, g->key, 2) == 0)
			steps = (end - begin) / run->file->shown.step;
	}
	return steps;
}

/* The sums of all words, each with its correction. */
static struct rational *corrected_sum(
	void *mem, const struct model_derived *v, const struct group *g, struct error *err)
{
	struct rational *total = rational_new(mem);

	if (!total)
		error_no_memory(err);
	for (size_t i = 0; total && i < v->sums_n; i++) {
		struct rational *part = sum_rational(mem, &g->sums[i], err);

		if (!part ||
			(v->corrects &&
				rational_multiply(part, v->correction[i], part, err) != 0) ||
			rational_add(total, part, total, err) != 0)
			return NULL;
	}
	return total;
}

static struct rational *group_mean(
	void *mem, const struct model_derived *v, const struct group *g, struct error *err)
{
	struct rational *total = corrected_sum(mem, v, g, err);
	struct rational *n =
		rational_of(mem, g->rows + (v->missing == DERIVE_ZERO ? g->missing : 0));

	if (!total)
		return NULL;
	if (!n) {
		error_no_memory(err);
		return NULL;
	}
	return rational_divide(total, n, total, err) == 0 ? total : NULL;
}

/* What is missing may count as zero, and so be the least or the greatest. */
static struct rational *group_extreme(
	void *mem, const struct model_derived *v, const struct group *g)
{
	static const struct quantity zero = {0, 0};
	const struct quantity *q = &g->one;
	int order = quantity_compare(&zero, q);
	bool beyond = v->rule == DERIVE_MINIMUM ? order < 0 : order > 0;

	if (v->missing == DERIVE_ZERO && g->missing > 0 && (beyond || g->rows == 0))
		q = &zero;
	return quantity_rational(mem, q);
}

static struct rational *result_of(struct rational *r, struct error *err)
{
	if (!r)
		error_no_memory(err);
	return r;
}

static struct rational *group_value(
	void *mem, const struct model_derived *v, const struct group *g, struct error *err)
{
	struct rational *r = NULL;

	switch (v->rule) {
	case DERIVE_SUM:
	case DERIVE_INTEGRAL:
	case DERIVE_DIFFERENCE:
		r = corrected_sum(mem, v, g, err);
		break;
	case DERIVE_MEAN:
		r = group_mean(mem, v, g, err);
		break;
	case DERIVE_MINIMUM:
	case DERIVE_MAXIMUM:
		r = result_of(group_extreme(mem, v, g), err);
		break;
	case DERIVE_COUNT:
		r = result_of(rational_of(mem, g->rows), err);
		break;
	case DERIVE_FIRST:
		r = result_of(quantity_rational(mem, &g->one), err);
		break;
	case DERIVE_LAST:
		r = result_of(quantity_rational(mem, &g->two), err);
		break;
	}
	return r && rational_multiply(r, v->factor, r, err) == 0 ? r : NULL;
}

/* Whether a value can be given although no row went in. */
static bool good_without_rows(
	const struct derive_run *run, const struct model_derived *v, const struct group *g)
{
	if (v->rule == DERIVE_COUNT)
		return true;
	if (v->rule == DERIVE_SUM || v->rule == DERIVE_INTEGRAL)
		return v->missing != DERIVE_REFUSE;
	return v->missing == DERIVE_ZERO && (run->file->shown.step || g->missing > 0);
}

static const char *number_text(void *mem, const struct rational *r)
{
	char *text = rational_text(mem, r, TEXT_PLACES);

	return text && strstr(text, "…") ? rational_exact(mem, r) : text;
}

static int finish_group(struct derive_run *run, const struct model_derived *v, struct group *g,
	struct derived_value *out, struct error *err)
{
	struct rational *exact;
	char year[24];

	if (run->file->shown.step)
		g->missing = steps_of(run, g) - g->rows;
	snprintf(year, sizeof(year), "%lld", (long long)run->year);
	if (g->rows == 0 && !good_without_rows(run, v, g))
		return error_set_at(err, ERROR_ATTACHMENT_NONE, RULE, run->line, 1, run->file->path,
			"where", v->place, "symbol", v->shown.symbol, "year", year, NULL);
	exact = group_value(run->mem, v, g, err);
	if (!exact)
		return -1;
	out->exact = exact;
	out->from =
		(struct derived_from){run->file->shown.name, v->shown.text, g->rows, g->missing};
	out->name = g->key_size ? talloc_asprintf(run->mem, "%s[%s]", v->shown.symbol, g->key)
				: talloc_strdup(run->mem, v->shown.symbol);
	out->text = number_text(run->mem, exact);
	return out->name && out->text ? 0 : error_no_memory(err);
}

static int by_key(const void *a, const void *b)
{
	return strcmp((*(struct group *const *)a)->key, (*(struct group *const *)b)->key);
}

int derive_finish(struct derive_run *run, struct derived_values *out, struct error *err)
{
	struct derived_value *values;
	size_t n = 0, at = 0;

	for (size_t i = 0; i < run->file->values_n; i++)
		n += run->groups[i].n;
	values = talloc_zero_array(run->mem, struct derived_value, (unsigned)n + 1);
	if (!values)
		return error_no_memory(err);
	for (size_t i = 0; i < run->file->values_n; i++) {
		struct groups *groups = &run->groups[i];

		if (groups->n > 1)
			qsort(groups->all, groups->n, sizeof(struct group *), by_key);
		for (size_t k = 0; k < groups->n; k++) {
			if (finish_group(run, &run->file->values[i], groups->all[k], &values[at++],
				    err) != 0)
				return -1;
		}
	}
	*out = (struct derived_values){n, values, run->rows, run->outside};
	return 0;
}
