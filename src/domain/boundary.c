#include "domain/boundary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"

/* A corner in the text: two signs, two numbers of at most 12 digits, two separators. */
enum { CORNER_TEXT_MAX = 2 + 2 * 12 + 2, NANO = 1000 * 1000 * 1000 };

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
