/*
 * ledger_maker: the story of tests/rules/story.h sealed in a real ledger.
 *
 * Every document that the story tells is signed with the keys of its signers and
 * submitted to a registry with a simulated clock, which moves when the story does.
 * Keys come from names and ids from a counter: making it again gives the same
 * commits. The documents of STORY_ROLES share one page; every other page has one.
 */
#ifndef TESTS_ENGINE_LEDGER_MAKER_H
#define TESTS_ENGINE_LEDGER_MAKER_H

#include "engine/registry.h"
#include "tests/rules/story.h"

enum { MAKER_HELD_MAX = 8 };

struct ledger_maker {
	struct story *story;
	struct secret_key *sealing;
	struct registry *registry;
	const char *folder;			   /* of the ledger */
	const struct buffer *held[MAKER_HELD_MAX]; /* for the page that is being gathered */
	size_t held_n;
	bool holding;
};

/* Seals genesis in a folder that does not exist or is empty; the state is in memory. */
struct ledger_maker *ledger_maker_new(void *mem, const char *folder);

/* Seals everything up to and including the stage. */
void ledger_maker_until(struct ledger_maker *m, enum story_stage stage);

/* Seals a `rules` document, and a `void` of an id that nobody has used. */
void ledger_maker_rules(struct ledger_maker *m);
void ledger_maker_void(struct ledger_maker *m);
/* A document that has a warning. */
void ledger_maker_warned(struct ledger_maker *m);

/* The whole of it: every kind of document of rules version 1. */
void ledger_maker_all(struct ledger_maker *m);

/* Closes the registry, so that others can open the ledger. */
void ledger_maker_close(struct ledger_maker *m);

/* A signed document as a file that can be submitted; below the story's memory. */
const struct buffer *ledger_maker_file(
	struct ledger_maker *m, const char *yaml, const char *signers);

/* Submits a file that must be sealed. */
void ledger_maker_submit(struct ledger_maker *m, const struct buffer *file, struct submission *out);

#endif
