/*
 * boundary: where a project lies, in parts, and as the text of its record.
 *
 * A boundary is one point, or parts of at least three corners each, in the order
 * and with the first corners that its design gives. Whether it fits, and what lies
 * in it, is for the rules to decide. The text (docs/ledger-format.md 5), one line a part:
 *
 *	boundary = *part
 *	part     = corner *("," corner) LF
 *	corner   = LATITUDE " " LONGITUDE
 *
 * LATITUDE and LONGITUDE are whole 10^-9 degrees, decimal, `-` where negative.
 */
#ifndef DOMAIN_BOUNDARY_H
#define DOMAIN_BOUNDARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/macros.h"

struct corner {
	int64_t latitude_nano, longitude_nano;
};

/* The least box around corners, in 10^-9 degree, ends included; before the first: BOX_EMPTY. */
struct boundary_box {
	int64_t south, north, west, east;
};
#define BOX_EMPTY ((struct boundary_box){INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN})
void box_take(struct boundary_box *box, const struct corner *c);
/* Whether the corner is in the box or so near to it; the box is not empty. */
bool box_reaches(const struct boundary_box *box, const struct corner *c, int64_t near_nano);

struct boundary_part {
	size_t corners_n;
	struct corner *corners;
};

/*
 * 10^-9 degree from decimal degrees, `-?d{1,3}.d{6,9}`, or from degrees, minutes and seconds,
 * `d{1,3}°dd′dd″` or `d{1,3}°dd′dd.d{1,6}″`, which are rounded to the nearest, halves up. The marks
 * are those of print (′ ″) or the keyboard's. false: neither.
 */
bool degrees_parse(const char *text, size_t size, int64_t *out) MUST_CHECK;

/* Degrees for people: "-2.123456", 6 to 9 decimal places as needed. Returns out. */
enum { DEGREES_TEXT_SIZE = 24 };
char *degrees_text(int64_t nano, char out[DEGREES_TEXT_SIZE]);

/* The text below mem; NULL with ERROR_NO_MEMORY. Every part has a corner. */
char *boundary_write(
	void *mem, size_t parts_n, const struct boundary_part *parts, struct error *err);

/* How far a text has been read; the corner last read is given by part and corner, from 0. */
struct boundary_reader {
	const char *text; /* what is left */
	size_t part, corner;
	bool begun;
};

/* Begins a text; it must outlive the reading. NULL is the boundary of no parts. */
struct boundary_reader boundary_read(const char *text);

/* The next corner: 1 and *out, 0 at the end, -1 with ERROR_INTERNAL: not a text of ours. */
int boundary_next(struct boundary_reader *b, struct corner *out, struct error *err) MUST_CHECK;

#endif
