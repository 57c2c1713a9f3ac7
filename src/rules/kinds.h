/*
 * kinds: the function of each document kind, called through the table in decide.c.
 * Private to rules/.
 *
 * The functions are those that document/kinds.def names. Each decides what the
 * rulebook requires of its kind beyond what decide requires of all: 0 with its
 * changes put, or -1 with the rule's error set.
 */
#ifndef RULES_KINDS_H
#define RULES_KINDS_H

struct rule;

typedef int (*rule_fn)(struct rule *r);

#define X(ID, NAME, ZH, EN, BODY, MEMBER, RULE, ...) int rule_##RULE(struct rule *r);
#include "document/kinds.def"
#undef X

#endif
