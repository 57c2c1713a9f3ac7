/*
 * warned: what a server warns of, shown, and asked about before it is sealed.
 *
 * A document that has warnings is not sealed before somebody accepts them: the person at
 * the terminal, or whoever wrote --accept-warnings. The server holds it back (decide knows
 * the warnings, and asks the ledger for some), so nothing is sealed unseen.
 */
#ifndef CCER_SERVER_WARNED_H
#define CCER_SERVER_WARNED_H

#include <stdbool.h>

#include <jansson.h>

#include "ccer/command.h"

/*
 * Shows the warnings of a server's answer (an array of its JSON, or NULL) at their places in
 * the file's text; how many there are.
 */
size_t warned_show(const struct command_context *c, const char *file, const char *bytes,
	size_t size, const json_t *warnings);

/* Prints the warnings that a sealed document has (an array, or NULL), a line each. */
void warned_list(const struct command_context *c, const json_t *warnings);

/* Whether the answer says that the document waits until its warnings are accepted. */
bool warned_waits(const json_t *answer);

/* Asks at a terminal; without one false, after saying what to do. */
bool warned_accepted(const struct command_context *c, const char *file);

#endif
