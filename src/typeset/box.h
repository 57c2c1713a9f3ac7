/*
 * box: expressions laid out for a terminal, over as many lines as they need.
 *
 * A box is a rectangle of text; all its lines are equally wide, in columns of a
 * terminal, in which wide characters count as two. `base` is the line that stands
 * level with what is beside it. Fractions have bars, conditionals are cases, sums
 * have their index below. Pure; below the caller's memory. Functions give NULL
 * without memory, and take NULL for what could not be made before.
 */
#ifndef TYPESET_BOX_H
#define TYPESET_BOX_H

#include <stddef.h>

#include "base/error.h"
#include "methodology/methodology.h"

struct box {
	size_t width, height, base;
	const char **lines;
};

/* Columns of a terminal that a text takes. */
size_t box_columns(const char *text);

/* One line. */
const struct box *box_text(void *mem, const char *text);

/* Side by side, their bases level. */
const struct box *box_beside(void *mem, const struct box *a, const struct box *b);

/*
 * One above another, centred; the base is that of the `level`-th (0 upper, 1 lower). Fractions
 * and sums are made of it in box.c; it stands here for tests.
 */
const struct box *box_over(void *mem, const struct box *upper, const struct box *lower, int level);

/*
 * Lines of one thing, one below another and level with the upper; an empty line sets off
 * what is taller than one line. upper NULL: lower alone.
 */
const struct box *box_stacked(void *mem, const struct box *upper, const struct box *lower);

/*
 * The right side of an equation of m, in the words of a language, in at most `room` columns
 * where that is possible: a line ends before an operator or after a comma. Symbols and
 * numbers are never cut, so the box may be wider than a small `room`.
 */
const struct box *box_expression(void *mem, const struct methodology *m, const struct expression *e,
	enum language language, size_t room);

#endif
