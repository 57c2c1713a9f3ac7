/*
 * phrase: short words that stand as an argument within an error's sentence, such as
 * what is wrong with a signature's text, in both languages.
 *
 * An error carries the English one, which programs may read; error_text shows a reader
 * of Chinese the Chinese one. A new phrase is a row of base/phrases.def and has both.
 */
#ifndef BASE_PHRASE_H
#define BASE_PHRASE_H

#include "base/error.h"

enum phrase {
	PHRASE_NONE = 0,
#define X(id, zh, en) PHRASE_##id,
#include "base/phrases.def"
#undef X
	PHRASE_COUNT
};

/* The English words; NULL for PHRASE_NONE. */
const char *phrase_text(enum phrase phrase);

/* The words of a phrase in that language, given the English ones; any other text as it is. */
const char *phrase_in(const char *text, enum language language);

#endif
