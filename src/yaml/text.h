/*
 * text: which bytes are accepted as text at all, before any YAML is read.
 *
 * Valid UTF-8 that ends in exactly one LF and holds none of: byte order mark,
 * CR, TAB, C0 and C1 controls (U+0085 among them), U+2028, U+2029,
 * bidirectional controls, zero-width characters, tag characters, noncharacters.
 * No line begins with `---`, `...` or `%`. libyaml takes U+0085, U+2028 and
 * U+2029 for line breaks, so a comment could hide a live key; and what a person
 * reads must be exactly what is signed. Lines are counted by LF, columns in characters,
 * by this room's own count: libyaml's marks are not taken for byte offsets.
 */
#ifndef YAML_TEXT_H
#define YAML_TEXT_H

#include <stddef.h>

#include "base/error.h"

/*
 * 0, or -1 with the first fault and its line and column: ERROR_TEXT_UTF8,
 * ERROR_TEXT_CHARACTER (argument `character`, as U+XXXX), ERROR_TEXT_MARKER
 * (argument `marker`), ERROR_TEXT_FINAL_LINE. Rule "docs/ledger-format.md 2.1".
 */
int text_check(const char *bytes, size_t size, struct error *err) MUST_CHECK;

/*
 * The same for a scalar once its escapes are decoded; LF is allowed inside a
 * block scalar. line and column are those of the scalar.
 */
int text_check_scalar(const char *bytes, size_t size, uint32_t line, uint32_t column,
	const char *path, struct error *err) MUST_CHECK;

/* Whether the text is in Unicode NFC; keys, ids and codes must be. */
bool text_is_nfc(const char *bytes, size_t size);

/* 1-based line and column (in characters) of a byte offset. */
void text_place(const char *bytes, size_t size, size_t offset, uint32_t *line, uint32_t *column);

#endif
