#include "domain/readers.h"

#include <stdio.h>

#include "domain/words.h"

bool readers_are_everyone(struct readers r)
{
	return (r.set & READERS_EVERYONE) != 0;
}

static char *write_set(struct readers r, const char *signers, const char *between,
	const char *(*word)(enum word_list list, int value), char *out)
{
	size_t used = (size_t)snprintf(out, READERS_TEXT_SIZE, "%s", signers);

	for (int reader = READER_NONE + 1; reader < READER_END && used < READERS_TEXT_SIZE;
		reader++)
		if (r.set & (1u << reader))
			used += (size_t)snprintf(out + used, READERS_TEXT_SIZE - used, "%s%s",
				between, word(WORDS_READER, reader));
	return out;
}

static char *write_everyone(const char *text, char *out)
{
	snprintf(out, READERS_TEXT_SIZE, "%s", text);
	return out;
}

char *readers_text(struct readers r, char out[READERS_TEXT_SIZE])
{
	if (readers_are_everyone(r))
		return write_everyone("public", out);
	return write_set(r, "signers", ", ", word_text, out);
}

char *readers_zh(struct readers r, char out[READERS_TEXT_SIZE])
{
	if (readers_are_everyone(r))
		return write_everyone("公开", out);
	return write_set(r, "签署方", "、", word_zh, out);
}
