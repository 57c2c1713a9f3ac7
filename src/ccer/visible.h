/*
 * visible: text of others on its way to a terminal.
 *
 * What a server, a ledger or a file says must not move the cursor, change colours, turn the
 * direction of a line or hide. So all that the client prints goes through one stream that
 * writes controls (but for LF, TAB, and CR before LF), bidirectional controls, invisible
 * characters and bytes that are no UTF-8 as escapes: \u202e, as JSON writes them, so that JSON
 * stays the same JSON; a lone byte is \u00XX, too. A byte order mark at the very start is let
 * through. Files that the client writes are not printed: they keep their bytes.
 */
#ifndef CCER_VISIBLE_H
#define CCER_VISIBLE_H

#include <stdio.h>

/*
 * A stream that writes to the descriptor, which stays open when the stream is closed. Buffered
 * by lines. NULL: no memory. Outside of visible_standard, for tests.
 */
FILE *visible_open(int fd);

/* Puts one in the place of standard output and of standard error; -1: no memory. */
int visible_standard(void);

/* A text of others within a line: LF, too, is an escape. Below mem; "" where memory is short. */
const char *visible_line(void *mem, const char *text);

#endif
