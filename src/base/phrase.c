#include "base/phrase.h"

#include <string.h>

struct phrase_row {
	const char *zh, *en;
};

static const struct phrase_row rows[PHRASE_COUNT] = {
	[PHRASE_NONE] = {NULL, NULL},
#define X(id, zh, en) [PHRASE_##id] = {zh, en},
#include "base/phrases.def"
#undef X
};

const char *phrase_text(enum phrase phrase)
{
	return rows[phrase < PHRASE_COUNT ? phrase : PHRASE_NONE].en;
}

const char *phrase_in(const char *text, enum language language)
{
	for (int i = 1; language == LANGUAGE_ZH && i < PHRASE_COUNT; i++)
		if (strcmp(rows[i].en, text) == 0)
			return rows[i].zh;
	return text;
}
