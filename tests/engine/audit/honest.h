/*
 * honest: a history of tests/model/generator.h sealed in a real ledger.
 *
 * Every document of the history is signed with the keys of its signers and submitted,
 * some alone, some together as a page of several; what the rules refuse is refused.
 * The same seed gives the same ledger, odd ones with a simulated clock.
 */
#ifndef TESTS_ENGINE_HONEST_H
#define TESTS_ENGINE_HONEST_H

#include <stddef.h>
#include <stdint.h>

enum { HONEST_ALL = -1 };

struct honest {
	int64_t pages, entries, refused;
};

/*
 * Makes the ledger in a folder that does not exist; `without` is a step whose document is
 * left out, with what then cannot follow it (HONEST_ALL: none).
 */
void honest_make(
	const char *folder, uint64_t seed, size_t steps, int64_t without, struct honest *out);

#endif
