#include "tests/real/departures.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "tests/support.h"

void departures_add(
	struct departures *d, void *mem, const struct departure *what, const char *where, ...)
{
	struct departure one = {what->class, talloc_strdup(mem, what->what),
		talloc_strdup(mem, what->rule ? what->rule : "-"), NULL};
	va_list args;

	va_start(args, where);
	one.where = talloc_vasprintf(mem, where, args);
	va_end(args);
	d->list = talloc_realloc(mem, d->list, struct departure, (unsigned)d->n + 1);
	ck_assert(d->list && one.what && one.rule && one.where);
	d->list[d->n++] = one;
}

size_t departures_count(const struct departures *d, enum departure_class class)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++)
		if (d->list[i].class == class)
			n++;
	return n;
}

static bool same(const struct departure *a, const struct departure *b)
{
	return a->class == b->class && strcmp(a->what, b->what) == 0 &&
	       strcmp(a->rule, b->rule) == 0;
}

/* The group that begins at i, if nothing before belongs to it. */
static void print_group(const struct departures *d, size_t i)
{
	size_t count = 0;

	for (size_t j = 0; j < i; j++)
		if (same(&d->list[i], &d->list[j]))
			return;
	for (size_t j = i; j < d->n; j++)
		if (same(&d->list[i], &d->list[j]))
			count++;
	printf("# %5zu  %s  [%s]\n", count, d->list[i].what, d->list[i].rule);
	for (size_t j = i; j < d->n; j++)
		if (same(&d->list[i], &d->list[j]))
			printf("#          %s\n", d->list[j].where);
}

void departures_print(const struct departures *d)
{
	static const char *const titles[DEPARTURE_CLASS_COUNT] = {
		[DEPARTURE_DONE_LATER] = "refused at the recorded day, done at the first lawful "
					 "instant after it",
		[DEPARTURE_LISTED] = "listed: a duty overdue or a window miscounted, nothing "
				     "refused",
		[DEPARTURE_LAWFUL] = "lawful, and worth knowing",
		[DEPARTURE_NEVER] = "refused for good",
	};

	for (int class = 0; class < DEPARTURE_CLASS_COUNT; class ++) {
		printf("#\n# %s: %zu\n", titles[class],
			departures_count(d, (enum departure_class) class));
		for (size_t i = 0; i < d->n; i++)
			if ((int)d->list[i].class == class)
				print_group(d, i);
	}
}
