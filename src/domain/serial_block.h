/*
 * serial_block: a run of consecutive credits of one project and vintage.
 *
 * One credit is one tonne of CO2 equivalent, so a block is also a quantity:
 * last - first + 1. Ends are inclusive, numbers begin at 1, run on through the
 * batches of a project and vintage and are never reused. The layout of the
 * official printed serial is not public; serial_block_text's is ours. Blocks are
 * values; nothing here allocates.
 */
#ifndef DOMAIN_SERIAL_BLOCK_H
#define DOMAIN_SERIAL_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "domain/identifiers.h"
#include "domain/tonnes.h"

enum { SERIAL_BLOCK_TEXT_SIZE = 64, VINTAGE_MIN = 2000, VINTAGE_MAX = 2200 };

struct serial_block {
	struct project_code project;
	int32_t vintage; /* calendar year of the reduction */
	int64_t first, last;
};

/* first >= 1, last >= first, and the quantity within tonnes' bound. */
bool serial_block_sound(const struct serial_block *b);
struct tonnes serial_block_quantity(const struct serial_block *b);
/* Same project and vintage, and a number in common. */
bool serial_block_overlaps(const struct serial_block *a, const struct serial_block *b);
/* "A210001-2022-1-1000": project, vintage, first, last. */
char *serial_block_text(const struct serial_block *b, char out[SERIAL_BLOCK_TEXT_SIZE]);

/* "A210001-2022-5" (one credit) or "A210001-2022-1-1000"; as typed by a person. */
bool serial_block_parse(const char *text, struct serial_block *out) MUST_CHECK;

#endif
