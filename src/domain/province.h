/*
 * province: where the provinces of China lie, roughly, and their regional grids.
 *
 * Plain facts, for what is too unlikely to be meant: a box of latitudes and longitudes a
 * province, from its outermost points on land (to about a hundredth of a degree, as any
 * atlas has them) with a margin of 0.2 degree, since borders are not boxes, and of 1.5
 * degrees (about 150 km) where its side is the sea, since wind farms stand there. In a box
 * is much that is another province: what lies outside is certainly not in it, the converse
 * says nothing. Degrees are CGCS2000, which for this is as good as any datum.
 *
 * The table is of 2026-11. A code, as GB/T 2260 writes it, is never reused for another
 * place; a change of the table is a change of the rules version.
 */
#ifndef DOMAIN_PROVINCE_H
#define DOMAIN_PROVINCE_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/boundary.h"

/* Thousandths of a degree, ends included. */
struct place_box {
	int32_t south, west, north, east;
};

/* 3 to 54 N, 73 to 136 E: the country with its seas. */
extern const struct place_box place_china;

bool place_in_box(const struct corner *c, const struct place_box *box);

struct province {
	const char *code; /* the first two digits of GB/T 2260 */
	const char *zh, *en;
	struct place_box box; /* margins included */
	/*
	 * The regional grids that a project there may be of: keys of `grid.factors` as
	 * registry/ has them, at most two. Both NULL: none is known.
	 */
	const char *grid[2];
};

/*
 * The province of a six-digit code in force that ends in 0000, or NULL. 66 is the XPCC, as
 * the registry counts it.
 */
const struct province *province_of(const char *code);

/* The i-th in the order of codes, NULL beyond the last; for tests and pages. */
const struct province *province_at(unsigned i);

/* Whether some province has this grid: other names of grids say nothing of provinces. */
bool province_grid_known(const char *grid);

#endif
