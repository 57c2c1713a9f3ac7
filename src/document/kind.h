/*
 * kind: the document kinds of rules version 1, from the rows of kinds.def.
 *
 * A row holds what every kind must say about itself: its name, who may see it, how
 * large it may be, how long it lives unsealed, whether it may carry attachments
 * (docs/rulebook.md), and what a line about it tells. Who must sign is decided by
 * rules/.
 */
#ifndef DOCUMENT_KIND_H
#define DOCUMENT_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/readers.h"
#include "domain/words.h"

enum kind {
	KIND_NONE,
#define X(ID, ...) KIND_##ID,
#include "document/kinds.def"
#undef X
	KIND_COUNT
};

enum { KIND_WAYS = 5 }; /* of signing a kind */

/* In a set of roles: two holders sign. */
enum { KIND_HOLDER_TWICE = 1 << 16 };

struct kind_row {
	const char *name;
	const char *zh, *en;
	struct readers readers; /* who may see its documents */
	int days_to_live;	/* valid_until at most this many days after the seal; 0: no limit */
	size_t size_max;	/* bytes of DOCUMENT */
	bool attachments;
	const char *signers, *signers_zh; /* who signs, for people */
	unsigned signed_by[KIND_WAYS];	  /* sets of roles, 1 << role; 0: none */
	const char *rule;		  /* the clause */
	const char *story_zh, *story_en;  /* what a line about it tells, as kinds.def says */
};

const struct kind_row *kind_row(enum kind kind);
const char *kind_name(enum kind kind);

/*
 * Whether documents of the kind are signed in these roles: exactly those of one of its sets,
 * once each, or two holders. Whether a party may sign as its role, only a ledger can say.
 */
bool kind_signed_by(enum kind kind, const enum role *roles, size_t n);

/* KIND_NONE when there is no such kind. */
enum kind kind_by_name(const char *text, size_t size);

/*
 * The kind that somebody probably meant by that word: a name that differs little from it,
 * or has it as a part (`design`), or whose Chinese name it is. KIND_NONE: none.
 */
enum kind kind_near(const char *text);

#endif
