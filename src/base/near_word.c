#include "base/near_word.h"

#include <stdint.h>
#include <string.h>

/* How many letters must be changed, inserted or removed to turn a into b; SIZE_MAX: too long. */
static size_t distance(const char *a, const char *b)
{
	enum { LETTERS_MAX = 64 };
	size_t row[LETTERS_MAX + 1], a_n = strlen(a), b_n = strlen(b);

	if (a_n > LETTERS_MAX || b_n > LETTERS_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= b_n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_n; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_n; j++) {
			size_t changed = corner + (a[i - 1] != b[j - 1]);
			size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			corner = row[j];
			row[j] = changed < least ? changed : least;
		}
	}
	return row[b_n];
}

const char *near_word(const char *text, word_at_fn word_at, const void *ctx)
{
	size_t least = strlen(text) / 3 + 2;
	const char *word, *found = NULL;

	for (size_t i = 0; (word = word_at(ctx, i)) != NULL; i++) {
		size_t d = distance(text, word);

		if (d < least && d < strlen(word)) {
			least = d;
			found = word;
		}
	}
	return found;
}
