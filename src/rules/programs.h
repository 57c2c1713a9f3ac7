/*
 * programs: compiled methodologies, kept from one decision to the next.
 *
 * A methodology is a long document, and every report of every project under it needs
 * it. Whoever decides many documents of one ledger keeps their programs here, by the
 * hash of the document, and hands them to decide; without them a decision compiles what
 * it needs itself, with the same outcome. They belong to one thread at a time.
 *
 * A program depends on the units that it was compiled with. Units are compared whole
 * each time: where the ledger's differ, all programs are dropped. What is kept is
 * therefore right on any view, even that of a page that is never sealed.
 */
#ifndef RULES_PROGRAMS_H
#define RULES_PROGRAMS_H

#include "base/digest.h"
#include "formula/unit.h"
#include "methodology/methodology.h"
#include "record/record.h"

/* How many programs are kept; beyond that, the most recently used. */
enum { PROGRAMS_MAX = 16 };

struct programs;

/* Empty; NULL: no memory. Freed with mem, and all programs with it. */
struct programs *programs_new(void *mem);

/*
 * Sets the units to the ledger's, in the order in which they were declared; if they differ from
 * those kept, all programs are dropped. -1 with unit_table_add's errors.
 */
int programs_take_units(struct programs *p, const struct record_unit *units, size_t n,
	struct error *err) MUST_CHECK;

/* The units last taken. */
const struct unit_table *programs_units(const struct programs *p);

/* A table of those units, to which more may be added; below mem. NULL with *err. */
struct unit_table *programs_unit_table(
	void *mem, const struct record_unit *units, size_t n, struct error *err);

/* The program of a methodology's document, or NULL. Another call may drop it. */
const struct methodology *programs_find(struct programs *p, const struct digest *document);

/*
 * Compiles a methodology's tree with the units taken last, and keeps it. It lives until others
 * take its place or the units change, which outlasts the decision that asked for it. NULL with
 * methodology_compile's errors.
 */
const struct methodology *programs_compile(struct programs *p, const struct digest *document,
	const struct yaml_node *root, struct error *err);

#endif
