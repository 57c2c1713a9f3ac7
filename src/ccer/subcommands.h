/*
 * subcommands: the table of all subcommands, and the one that the arguments name.
 */
#ifndef CCER_SUBCOMMANDS_H
#define CCER_SUBCOMMANDS_H

#include "ccer/command.h"

/*
 * Runs argv[0] with its own arguments, or what every program has: help, --help, -h,
 * --version. Sets c->usage to the subcommand's. Returns the exit status.
 */
int subcommand_run(struct command_context *c, int argc, char **argv);

#endif
