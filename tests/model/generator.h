/*
 * generator: from a seed, a history of documents over every kind of the rulebook.
 *
 * It looks at the model to find what could happen next, so that most documents are
 * lawful and histories get deep; quantities are small. In one of four, a field, a
 * signer, a day, an id or a range is not what it should be; whether that matters is
 * for the registry and the model to decide, and both must decide the same.
 */
#ifndef TESTS_MODEL_GENERATOR_H
#define TESTS_MODEL_GENERATOR_H

#include "tests/model/history.h"

/* A history of that many steps, its opening included. Odd seeds: a simulated clock. */
struct history *generator_history(void *mem, uint64_t seed, size_t steps);

#endif
