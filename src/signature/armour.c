#include "signature/armour.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "signature/base64.h"
#include "signature/foreign.h"

const struct armour ARMOUR_SIGNATURE = {
	"-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"};
const struct armour ARMOUR_PRIVATE_KEY = {
	"-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----"};

/* The length of ARMOUR_BLOB_MAX bytes in base64. */
enum { TEXT_MAX = (ARMOUR_BLOB_MAX + 2) / 3 * 4 };

struct base64_text {
	char bytes[TEXT_MAX + 1];
	size_t size;
};

/* Wiped because key files pass through here too. */
static void base64_text_wipe(struct base64_text *b)
{
	sodium_memzero(b, sizeof(*b));
}

/* Whether the line is exactly that text. */
static bool line_is(const char *line, size_t size, const char *text)
{
	return size == strlen(text) && memcmp(line, text, size) == 0;
}

/* Gathers the lines up to END; *rest is what follows the END line's last dash. */
static enum phrase gather_lines(const struct armour *a, const char *text, size_t size,
	struct base64_text *out, size_t *rest)
{
	const char *at = text, *end = text + size;

	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((lf ? lf : end) - at);

		if (line_is(at, length, a->end)) {
			*rest = (size_t)(end - at) - length;
			return PHRASE_NONE;
		}
		if (!lf)
			return PHRASE_ARMOUR_END;
		if (length == 0)
			return PHRASE_ARMOUR_EMPTY_LINE;
		if (length > TEXT_MAX - out->size)
			return PHRASE_ARMOUR_LONG;
		memcpy(out->bytes + out->size, at, length);
		out->size += length;
		at = lf + 1;
	}
	return PHRASE_ARMOUR_END;
}

enum phrase armour_read(const struct armour *a, const char *text, size_t size, uint8_t *out,
	size_t limit, size_t *out_size)
{
	AUTO(base64_text_wipe) struct base64_text base64 = {.size = 0};
	size_t begin = strlen(a->begin), rest, n;
	enum phrase problem;

	assert(limit <= ARMOUR_BLOB_MAX);
	if (foreign_line_ends(text, size))
		return foreign_line_ends(text, size);
	if (size <= begin || memcmp(text, a->begin, begin) != 0 || text[begin] != '\n') {
		problem = foreign_file(text, size);
		return problem ? problem : PHRASE_ARMOUR_BEGIN;
	}
	problem = gather_lines(a, text + begin + 1, size - begin - 1, &base64, &rest);
	if (problem)
		return problem;
	if (rest > 1)
		return PHRASE_ARMOUR_BEHIND;
	if (!base64_read(base64.bytes, base64.size, out, limit, &n))
		return PHRASE_ARMOUR_BASE64;
	*out_size = n;
	return PHRASE_NONE;
}

void armour_write(const struct armour *a, const uint8_t *blob, size_t size, struct buffer *out)
{
	AUTO(base64_text_wipe) struct base64_text base64 = {.size = 0};

	assert(size <= ARMOUR_BLOB_MAX);
	sodium_bin2base64(
		base64.bytes, sizeof(base64.bytes), blob, size, sodium_base64_VARIANT_ORIGINAL);
	base64.size = strlen(base64.bytes);
	buffer_add_text(out, a->begin);
	buffer_add_text(out, "\n");
	for (size_t i = 0; i < base64.size; i += ARMOUR_LINE) {
		size_t left = base64.size - i;

		buffer_add(out, base64.bytes + i, left < ARMOUR_LINE ? left : ARMOUR_LINE);
		buffer_add_text(out, "\n");
	}
	buffer_add_text(out, a->end);
	buffer_add_text(out, "\n");
}
