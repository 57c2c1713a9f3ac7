/*
 * history: documents told one after the other to the registry and to the model.
 *
 * A step is a document's text, who signs it (as in tests/rules/story.h), and when.
 * Steps name one another by hashes in their texts, so that any of them can be left
 * out: what needed it is then refused by both. After every step both must agree, and
 * what must always be true must hold; at the end the sealed documents alone give
 * the same state again. A history that fails is cut down to the steps that it needs.
 */
#ifndef TESTS_MODEL_HISTORY_H
#define TESTS_MODEL_HISTORY_H

#include "tests/model/compare.h"
#include "tests/model/model.h"

struct history_step {
	struct instant at; /* with a simulated clock: the model's, or the document's own */
	const char *signers, *text;
	struct document *d; /* NULL: does not open */
};

struct history {
	void *mem;
	bool sqlite; /* decided over SQLite too */
	uint64_t seed;
	size_t opening; /* the first steps, which are always kept */
	size_t n;
	struct history_step *step;
};

struct history_fault {
	size_t step;
	char what[DIFFERENCE_MAX];
};

struct history_counts {
	size_t sealed, refused, closed; /* closed: did not open as a document */
	size_t kinds[KIND_COUNT];	/* how many of each were sealed */
};

struct history *history_new(void *mem);

/* Opens the document and adds the step; returns the step, whose document may be NULL. */
struct history_step *history_add(
	struct history *h, struct instant at, const char *signers, const char *text);

/* The instant at which a step is sealed, by the clock of the ledger. */
struct instant history_instant(const struct model *m, const struct history_step *step);

/* true when everything held; counts are added to. */
bool history_holds(
	const struct history *h, struct history_counts *counts, struct history_fault *fault);

/* The same in a process of its own, so that a crash is a fault as well. */
bool history_holds_apart(
	const struct history *h, struct history_counts *counts, struct history_fault *fault);

/* Leaves out steps while it still fails, and says on stderr what is left, as YAML. */
void history_shrink(struct history *h);
void history_print(const struct history *h, const struct history_fault *fault);

#endif
