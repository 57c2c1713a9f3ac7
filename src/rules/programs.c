#include "rules/programs.h"

#include <assert.h>
#include <string.h>

#include <talloc.h>

struct kept_program {
	struct digest document;
	const struct methodology *program; /* NULL: the place is free */
	uint64_t asked;			   /* last use, counted in calls */
};

struct programs {
	size_t units_n;
	struct record_unit *units; /* what the table was made from */
	const struct unit_table *table;
	uint64_t calls;
	struct kept_program kept[PROGRAMS_MAX];
};

struct programs *programs_new(void *mem)
{
	return talloc_zero(mem, struct programs);
}

static bool same_unit(const struct record_unit *a, const struct record_unit *b)
{
	return strcmp(a->symbol, b->symbol) == 0 && strcmp(a->factor, b->factor) == 0 &&
	       strcmp(a->of, b->of) == 0;
}

static bool same_units(const struct programs *p, const struct record_unit *units, size_t n)
{
	if (!p->table || p->units_n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!same_unit(&p->units[i], &units[i]))
			return false;
	return true;
}

static void drop_all(struct programs *p)
{
	talloc_free_children(p);
	*p = (struct programs){.calls = p->calls};
}

struct unit_table *programs_unit_table(
	void *mem, const struct record_unit *units, size_t n, struct error *err)
{
	struct unit_table *table = unit_table_new(mem);

	if (!table)
		error_no_memory(err);
	for (size_t i = 0; table && i < n; i++)
		if (unit_table_add(table, units[i].symbol, units[i].factor, units[i].of, err) != 0)
			return NULL;
	return table;
}

int programs_take_units(
	struct programs *p, const struct record_unit *units, size_t n, struct error *err)
{
	if (same_units(p, units, n))
		return 0;
	drop_all(p);
	p->units = talloc_memdup(p, units, n * sizeof(*units));
	if (!p->units)
		return error_no_memory(err);
	p->units_n = n;
	p->table = programs_unit_table(p, units, n, err);
	return p->table ? 0 : -1;
}

const struct unit_table *programs_units(const struct programs *p)
{
	return p->table;
}

const struct methodology *programs_find(struct programs *p, const struct digest *document)
{
	for (size_t i = 0; i < PROGRAMS_MAX; i++) {
		struct kept_program *k = &p->kept[i];

		if (k->program && digest_equal(&k->document, document)) {
			k->asked = ++p->calls;
			return k->program;
		}
	}
	return NULL;
}

/* A free place, or that of the least recently used program. */
static struct kept_program *place_for_one(struct programs *p)
{
	struct kept_program *oldest = &p->kept[0];

	for (size_t i = 1; i < PROGRAMS_MAX; i++)
		if (p->kept[i].asked < oldest->asked)
			oldest = &p->kept[i];
	return oldest;
}

const struct methodology *programs_compile(struct programs *p, const struct digest *document,
	const struct yaml_node *root, struct error *err)
{
	const struct methodology *program;
	struct kept_program *place;

	assert(p->table);
	program = methodology_compile(p, root, p->table, err);
	if (!program)
		return NULL;
	place = place_for_one(p);
	talloc_free((void *)place->program);
	*place = (struct kept_program){*document, program, ++p->calls};
	return program;
}
