/*
 * open: a ledger opened for reading by a subcommand.
 *
 * The state is a copy, in memory, of the one that a server keeps in the ledger's folder
 * or that --state names, brought up to the ledger's head; if there is none, or none
 * that fits, everything is replayed. Nothing is written to either.
 */
#ifndef CCER_OPEN_H
#define CCER_OPEN_H

#include "ccer/command.h"
#include "engine/registry.h"
#include "system/progress.h"

/* What ccerd calls its state in the ledger's folder unless it is told otherwise. */
#define STATE_FILE "ccer-state.sqlite"

/* The registry in the folder, or NULL after reporting why not. Shows progress on a terminal. */
struct registry *open_ledger(struct command_context *c, const char *folder);

/*
 * The registry named by the arguments of a command with only these two options, --ledger DIR
 * and --state FILE, and with `operands` operands, which are at argv[optind] afterwards. NULL
 * with the exit status after reporting why not.
 */
struct registry *open_by_options(
	struct command_context *c, int argc, char **argv, int operands, int *status);

/* The project named by its code, or by the first 8 or more digits of its hash: 1, 0, -1. */
int open_project(struct command_context *c, struct registry *r, const char *name,
	struct record_project *out, struct error *err) MUST_CHECK;

/* The sealed entry's document, opened; below c->mem. NULL with *err. */
const struct document *open_entry(struct command_context *c, struct registry *r, int64_t sequence,
	struct entry *entry, struct error *err);

/* A party's name in the reader's language, or its id. Below c->mem. */
const char *open_party_name(
	struct command_context *c, struct registry *r, const struct party_id *party);

#endif
