/*
 * open: a ledger opened for reading by a subcommand, its state in memory.
 */
#ifndef CCER_OPEN_H
#define CCER_OPEN_H

#include "ccer/command.h"
#include "ccer/progress.h"
#include "engine/registry.h"

/* The registry in the folder, or NULL after reporting why not. Shows progress on a terminal. */
struct registry *open_ledger(struct command_context *c, const char *folder);

/* The project named by code or by (the first half of) its design's hash: 1, 0, -1. */
int open_project(struct command_context *c, struct registry *r, const char *name,
	struct record_project *out, struct error *err) MUST_CHECK;

/* The sealed entry's document, opened; below c->mem. NULL with *err. */
const struct document *open_document(struct command_context *c, struct registry *r,
	int64_t sequence, struct entry *entry, struct error *err);

/* A party's name in the reader's language, or its id. Below c->mem. */
const char *open_party_name(
	struct command_context *c, struct registry *r, const struct party_id *party);

#endif
