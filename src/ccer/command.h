/*
 * command: the client's subcommands, and what they share.
 *
 * A subcommand is one file, cmd_NAME.c, with one function that takes its own arguments
 * (argv[0] is its name) and returns an exit status; subcommands.c has the table.
 * Whatever is printed for people goes through here, in the language chosen once in main.
 */
#ifndef CCER_COMMAND_H
#define CCER_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/warning.h"
#include "document/document.h"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1, /* a refusal, findings, a signature that does not hold */
	EXIT_USAGE = 2,
	EXIT_CANNOT = 3, /* files, network */
	EXIT_WARNED = 4, /* not submitted: there are warnings that nobody has accepted */
};

struct command_context {
	enum language language;
	void *mem;	     /* freed when the command ends */
	const char *name;    /* the subcommand's, as options.c has it */
	const char *usage;   /* the subcommand's, without "ccer NAME" */
	unsigned long given; /* the options of it that were given; options.c's own */
	const char *state;   /* --state FILE; NULL: the one in the ledger's folder, if any */
};

int cmd_allowed_signers(struct command_context *c, int argc, char **argv);
int cmd_audit(struct command_context *c, int argc, char **argv);
int cmd_calculate(struct command_context *c, int argc, char **argv);
int cmd_check(struct command_context *c, int argc, char **argv);
int cmd_consistency(struct command_context *c, int argc, char **argv);
int cmd_documents(struct command_context *c, int argc, char **argv);
int cmd_export(struct command_context *c, int argc, char **argv);
int cmd_fill(struct command_context *c, int argc, char **argv);
int cmd_id(struct command_context *c, int argc, char **argv);
int cmd_init(struct command_context *c, int argc, char **argv);
int cmd_join(struct command_context *c, int argc, char **argv);
int cmd_key(struct command_context *c, int argc, char **argv);
int cmd_list(struct command_context *c, int argc, char **argv);
int cmd_log(struct command_context *c, int argc, char **argv);
int cmd_methodology(struct command_context *c, int argc, char **argv);
int cmd_show(struct command_context *c, int argc, char **argv);
int cmd_sign(struct command_context *c, int argc, char **argv);
int cmd_split(struct command_context *c, int argc, char **argv);
int cmd_status(struct command_context *c, int argc, char **argv);
int cmd_submit(struct command_context *c, int argc, char **argv);
int cmd_trace(struct command_context *c, int argc, char **argv);
int cmd_verify(struct command_context *c, int argc, char **argv);
int cmd_withhold(struct command_context *c, int argc, char **argv);

/* Prints "ccer NAME: problem" and the command's usage to standard error; EXIT_USAGE. */
int command_usage(const struct command_context *c, const char *name, const char *problem);

/* The text in the context's language. */
const char *command_text(const struct command_context *c, const char *zh, const char *en);

/* The server that CCER_SERVER names, for commands without --server; NULL: none. */
const char *command_server(void);

/* A value of a closed list; "" for none. */
const char *command_word(const struct command_context *c, enum word_list list, int value);

/*
 * Reports an error on standard error: place, sentence, rule; if source is given, the line
 * with a mark under the column; if the error has an argument `near`, what was probably
 * meant. Returns the exit status that fits: EXIT_CANNOT for 5xx, else EXIT_REFUSED.
 */
int command_error(const struct command_context *c, const char *file, const char *source,
	size_t size, const struct error *err);

/* Reports every fault of a list, then how many more there are. EXIT_REFUSED. */
int command_errors(const struct command_context *c, const char *file, const char *source,
	size_t size, const struct error_list *list);

/*
 * Shows a warning on standard error, as command_error does an error: place, sentence, clause
 * and the line of `d`, the document that it is of; d NULL: without line.
 */
void command_warning(const struct command_context *c, const char *file, const struct document *d,
	const struct warning *w);

/*
 * Reads a file ("-": standard input) of at most `limit` bytes, followed by a NUL. Below
 * c->mem; NULL with *err.
 */
const char *command_read(
	struct command_context *c, const char *file, size_t limit, size_t *size, struct error *err);

/* Writes a whole file by way of a temporary one and a rename ("-": standard output). */
int command_write(const char *file, const void *bytes, size_t size, struct error *err) MUST_CHECK;

/*
 * How wide the output may be: COLUMNS if that is a number from 1 to 10,000, else the width
 * of the terminal if standard output is one, else 80.
 */
size_t command_columns(void);

/* Prints text padded to `width` columns of a terminal, wide characters counted as two. */
void command_pad(FILE *out, const char *text, int width);

#endif
