#include "domain/boundary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"

/* A corner in the text: two signs, two numbers of at most 12 digits, two separators. */
enum { CORNER_TEXT_MAX = 2 + 2 * 12 + 2, NANO = 1000 * 1000 * 1000 };

void box_take(struct boundary_box *box, const struct corner *c)
{
	if (c->latitude_nano < box->south)
		box->south = c->latitude_nano;
	if (c->latitude_nano > box->north)
		box->north = c->latitude_nano;
	if (c->longitude_nano < box->west)
		box->west = c->longitude_nano;
	if (c->longitude_nano > box->east)
		box->east = c->longitude_nano;
}

bool box_reaches(const struct boundary_box *box, const struct corner *c, int64_t near_nano)
{
	return c->latitude_nano >= box->south - near_nano &&
	       c->latitude_nano <= box->north + near_nano &&
	       c->longitude_nano >= box->west - near_nano &&
	       c->longitude_nano <= box->east + near_nano;
}

/* The digits at *text, of which there are from least to most; moves behind them. */
static bool take_digits(const char **text, int least, int most, int64_t *value, int *n)
{
	*n = 0;
	*value = 0;
	while (*n < most && **text >= '0' && **text <= '9') {
		*value = *value * 10 + (**text - '0');
		++*n;
		++*text;
	}
	return *n >= least;
}

/* One of the marks, in print or of a keyboard; moves behind it. */
static bool take_mark(const char **text, const char *print, const char *keyboard)
{
	const char *mark = strncmp(*text, print, strlen(print)) == 0 ? print : keyboard;

	if (strncmp(*text, mark, strlen(mark)) != 0)
		return false;
	*text += strlen(mark);
	return true;
}

static int64_t power_of_ten(int n)
{
	int64_t power = 1;

	while (n-- > 0)
		power *= 10;
	return power;
}

/* What follows the degrees: minutes, seconds and perhaps their decimals, in 10^-9 degree. */
static bool parse_sixties(const char **text, int64_t *nano)
{
	enum { SECONDS_PER_DEGREE = 3600, DECIMALS_MAX = 6 };
	int64_t minutes, seconds, decimals = 0, scale = 1, of;
	int n;

	if (!take_digits(text, 2, 2, &minutes, &n) || minutes > 59 ||
		!take_mark(text, "\u2032", "'") || !take_digits(text, 2, 2, &seconds, &n) ||
		seconds > 59)
		return false;
	if (**text == '.') {
		++*text;
		if (!take_digits(text, 1, DECIMALS_MAX, &decimals, &n))
			return false;
		scale = power_of_ten(n);
	}
	of = SECONDS_PER_DEGREE * scale;
	/* At most 3,600 x 10^6 of 10^-6 seconds: times 10^9 it is still a sum of 63 bits. */
	*nano = (((minutes * 60 + seconds) * scale + decimals) * NANO + of / 2) / of;
	return take_mark(text, "\u2033", "\"");
}

bool degrees_parse(const char *text, size_t size, int64_t *out)
{
	const char *end = text + size;
	bool negative = *text == '-';
	int64_t whole, part;
	int n;

	text += negative;
	if (!take_digits(&text, 1, 3, &whole, &n) || (n > 1 && text[-n] == '0'))
		return false;
	if (*text == '.') {
		text++;
		if (!take_digits(&text, 6, 9, &part, &n))
			return false;
		part *= power_of_ten(9 - n);
	} else if (!take_mark(&text, "\u00b0", "\u00ba") || !parse_sixties(&text, &part)) {
		return false;
	}
	if (text != end)
		return false;
	*out = whole * NANO + part;
	if (negative)
		*out = -*out;
	return true;
}

char *degrees_text(int64_t nano, char out[DEGREES_TEXT_SIZE])
{
	uint64_t whole = nano < 0 ? 0 - (uint64_t)nano : (uint64_t)nano;
	int n = snprintf(out, DEGREES_TEXT_SIZE, "%s%" PRIu64 ".%09" PRIu64, nano < 0 ? "-" : "",
		whole / NANO, whole % NANO);

	for (int least = n - 3; n > least && out[n - 1] == '0'; n--)
		out[n - 1] = '\0';
	return out;
}

char *boundary_write(
	void *mem, size_t parts_n, const struct boundary_part *parts, struct error *err)
{
	struct buffer *text;
	size_t most = 1;

	for (size_t i = 0; i < parts_n; i++)
		most += parts[i].corners_n * CORNER_TEXT_MAX;
	text = buffer_new(mem, most);
	if (!text) {
		error_no_memory(err);
		return NULL;
	}
	for (size_t i = 0; i < parts_n; i++)
		for (size_t k = 0; k < parts[i].corners_n; k++)
			buffer_add_format(text, "%" PRId64 " %" PRId64 "%s",
				parts[i].corners[k].latitude_nano,
				parts[i].corners[k].longitude_nano,
				k + 1 < parts[i].corners_n ? "," : "\n");
	return buffer_ok(text, err) < 0 ? NULL : text->bytes;
}

/* Reads a number in written form; returns what follows it, or NULL. */
static const char *take_number(const char *text, int64_t *out)
{
	size_t size = strspn(text, "-0123456789");

	return integer_parse(text, size, INT64_MIN, INT64_MAX, out) ? text + size : NULL;
}

struct boundary_reader boundary_read(const char *text)
{
	return (struct boundary_reader){.text = text ? text : ""};
}

int boundary_next(struct boundary_reader *b, struct corner *out, struct error *err)
{
	struct corner corner;
	const char *p;

	if (!*b->text && (!b->begun || b->text[-1] == '\n'))
		return 0;
	p = take_number(b->text, &corner.latitude_nano);
	p = p && *p == ' ' ? take_number(p + 1, &corner.longitude_nano) : NULL;
	if (!p || (*p != ',' && *p != '\n'))
		return error_set(
			err, ERROR_INTERNAL, NULL, "", "reason", "a boundary's text", NULL);
	if (b->begun && b->text[-1] == '\n') {
		b->part++;
		b->corner = 0;
	} else if (b->begun) {
		b->corner++;
	}
	b->begun = true;
	b->text = p + 1;
	*out = corner;
	return 1;
}
