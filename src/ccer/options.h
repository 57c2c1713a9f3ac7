/*
 * options: the options of all subcommands, one table, by which they are parsed and explained.
 *
 * A subcommand asks for its options one after the other and knows each by its letter. An option
 * that it does not have, one without its value, and one given twice that has one value are
 * refused here, with the word that was probably meant.
 */
#ifndef CCER_OPTIONS_H
#define CCER_OPTIONS_H

#include "ccer/command.h"

/*
 * The next option of the subcommand c->name: its letter, with its value in optarg; '?' after
 * saying what is wrong; -1 at the end, the operands from argv[optind] on.
 */
int command_option(struct command_context *c, int argc, char **argv);

/* Prints the options of a subcommand, a line each; nothing where it has none. */
void options_show(const struct command_context *c, const char *name, FILE *out);

/* The i-th option of a subcommand, without its dashes; NULL behind the last. */
const char *options_name(const char *command, size_t i);

/* Whether --help or -h is among a subcommand's arguments, but behind `--`. */
bool options_want_help(int argc, char **argv);

#endif
