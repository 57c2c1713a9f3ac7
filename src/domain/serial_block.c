#include "domain/serial_block.h"

#include <stdio.h>
#include <string.h>

bool serial_block_sound(const struct serial_block *b)
{
	return b->first >= 1 && b->last >= b->first && b->last < (INT64_C(1) << 53) &&
	       b->vintage >= VINTAGE_MIN && b->vintage <= VINTAGE_MAX;
}

struct tonnes serial_block_quantity(const struct serial_block *b)
{
	return tonnes_of(b->last - b->first + 1);
}

bool serial_block_overlaps(const struct serial_block *a, const struct serial_block *b)
{
	return project_code_equal(&a->project, &b->project) && a->vintage == b->vintage &&
	       a->first <= b->last && b->first <= a->last;
}

char *serial_block_text(const struct serial_block *b, char out[SERIAL_BLOCK_TEXT_SIZE])
{
	snprintf(out, SERIAL_BLOCK_TEXT_SIZE, "%s-%d-%lld-%lld", b->project.text, (int)b->vintage,
		(long long)b->first, (long long)b->last);
	return out;
}

/* A number without sign or leading zero, up to '-' or the end; moves *p past it. */
static bool take_number(const char **p, int64_t *out)
{
	struct tonnes t;
	size_t n = strcspn(*p, "-");

	if (!tonnes_parse(*p, n, &t))
		return false;
	*p += n;
	if (**p == '-')
		(*p)++;
	*out = tonnes_count(t);
	return true;
}

bool serial_block_parse(const char *text, struct serial_block *out)
{
	struct serial_block b;
	const char *p = text;
	int64_t vintage;
	size_t length = strlen(text);

	if (length < 9 || text[length - 1] == '-' || text[PROJECT_CODE_SIZE - 1] != '-' ||
		!project_code_parse(text, PROJECT_CODE_SIZE - 1, &b.project))
		return false;
	p += PROJECT_CODE_SIZE;
	if (!take_number(&p, &vintage) || vintage > VINTAGE_MAX || !take_number(&p, &b.first))
		return false;
	b.vintage = (int32_t)vintage;
	b.last = b.first;
	if (*p && (!take_number(&p, &b.last) || *p))
		return false;
	if (!serial_block_sound(&b))
		return false;
	*out = b;
	return true;
}
