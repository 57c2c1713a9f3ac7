/*
 * near_word: which word of a list somebody probably meant.
 */
#ifndef BASE_NEAR_WORD_H
#define BASE_NEAR_WORD_H

#include <stddef.h>

/* The i-th word of a list; NULL after the last. */
typedef const char *(*word_at_fn)(const void *ctx, size_t i);

/*
 * The word that text becomes by changing, inserting or removing the fewest letters: at most
 * one more than a third of text's, and fewer than the word has. The first of several; NULL:
 * none is near. Nothing of more than 64 bytes is near to anything.
 */
const char *near_word(const char *text, word_at_fn word_at, const void *ctx);

#endif
