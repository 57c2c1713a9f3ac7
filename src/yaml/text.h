/*
 * text: which bytes may be a text at all, before any YAML is read, and which text may
 * be a line that people read and compare.
 *
 * Valid UTF-8 that ends in exactly one LF and holds none of the characters that
 * characters.h calls forbidden, and a selector of a form only behind a character that
 * is seen. No line begins with `---`, `...` or `%`. libyaml takes U+0085, U+2028 and
 * U+2029 for line breaks, so a comment could hide a live key; and what a person
 * reads must be exactly what is signed. Lines are counted by LF, columns in characters,
 * by this room's own count: libyaml's marks are not taken for byte offsets.
 */
#ifndef YAML_TEXT_H
#define YAML_TEXT_H

#include <stddef.h>

#include "base/error.h"

/* Combining marks behind one character; no writing system needs as many. */
enum { TEXT_MARKS_MAX = 4 };

/*
 * 0, or -1 with the first fault and its line and column: ERROR_TEXT_UTF8,
 * ERROR_TEXT_CHARACTER (argument `character`, as U+XXXX), ERROR_TEXT_MARKER
 * (argument `marker`), ERROR_TEXT_FINAL_LINE; and what other programs often leave in a
 * file by names of its own: ERROR_TEXT_UTF16, ERROR_TEXT_BOM (at the beginning),
 * ERROR_TEXT_CR_LF, ERROR_TEXT_TAB, ERROR_TEXT_SIGNED (the part of the signatures).
 * Rule "docs/ledger-format.md 2.1".
 */
int text_check(const char *bytes, size_t size, struct error *err) MUST_CHECK;

/*
 * The same for a scalar after its escapes were decoded, of ERROR_TEXT_UTF8 and
 * ERROR_TEXT_CHARACTER alone; LF is allowed inside a block scalar. line and column are
 * those of the scalar.
 */
int text_check_scalar(const char *bytes, size_t size, uint32_t line, uint32_t column,
	const char *path, struct error *err) MUST_CHECK;

/*
 * A line of text, a name, a reference, a key: what two people see alike must be alike.
 * No LF and no blank of any kind at its ends (ERROR_TEXT_LINE); inside, of all blanks,
 * U+0020 and U+3000 alone (ERROR_TEXT_BLANK); a selector only where character_selects
 * says so (ERROR_TEXT_UNSEEN); nothing unassigned, of private use, or lost
 * (ERROR_TEXT_UNASSIGNED, ERROR_TEXT_PRIVATE, ERROR_TEXT_LOST); no mark at the
 * beginning, and at most TEXT_MARKS_MAX in a row (ERROR_TEXT_MARKS). Each has the
 * argument `character`. Of a text that passed text_check_scalar; the place is the
 * caller's to give. An empty one is no fault here.
 */
int text_check_line(const char *bytes, size_t size, struct error *err) MUST_CHECK;

/* Whether anything in the text is seen. */
bool text_is_seen(const char *bytes, size_t size);

/* Whether the text is in Unicode NFC; keys, ids and codes must be. */
bool text_is_nfc(const char *bytes, size_t size);

/*
 * Whether it is in Unicode NFKC: NFC, and none of the characters that are another's other
 * width or form, such as full-width digits and blanks.
 */
bool text_is_nfkc(const char *bytes, size_t size);

/* 1-based line and column (in characters) of a byte offset. */
void text_place(const char *bytes, size_t size, size_t offset, uint32_t *line, uint32_t *column);

#endif
