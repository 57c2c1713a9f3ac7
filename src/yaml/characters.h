/*
 * characters: what kind of character a code point of Unicode is, as far as it matters to
 * what a reader sees.
 *
 * The tables stand in this tree, so that a document accepted once is accepted for ever,
 * whatever library is installed: they are those of Unicode 15.1. What they say of a
 * character does not change with the rules of text (docs/ledger-format.md 2.1), which
 * are text.h's.
 */
#ifndef YAML_CHARACTERS_H
#define YAML_CHARACTERS_H

#include <stdbool.h>
#include <stdint.h>

enum character_class {
	/* No text may hold it: a control, a direction, a break, or something never seen. */
	CHARACTER_FORBIDDEN,
	/* Not in Unicode 15.1. */
	CHARACTER_UNASSIGNED,
	/* For private use: each font shows something else, most show nothing. */
	CHARACTER_PRIVATE,
	/* Stands for something that is not there: U+FFFC, and U+FFFD of a failed conversion. */
	CHARACTER_LOST,
	/* White space of any width, and letters that look like it. */
	CHARACTER_BLANK,
	/* Chooses a form of the character before it and is not seen itself. */
	CHARACTER_SELECTOR,
	/* Combines with the character before it. */
	CHARACTER_MARK,
	/* Everything else is seen. */
	CHARACTER_SEEN,
};

enum character_class character_class(int32_t character);

/*
 * Whether the selector stands behind a character that it is made for, so that the pair
 * is one written form: an ideographic variant of a Han character, or a Mongolian letter.
 */
bool character_selects(int32_t selector, int32_t before);

#endif
